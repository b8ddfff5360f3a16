"""Made-up schools, people and rounds for tests, built through the same actions that the product uses."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from plait.adapters.programme_files import built_in
from plait.domain.frameworks import Area, Framework, Level, Overall, Rule, RuleKind, Rung, Scale, Statement
from plait.domain.programmes import ProgrammeDefinition
from plait.domain.roles import Role
from plait.domain.viewer import Viewer
from plait.frameworks import actions as frameworks
from plait.journey import actions as journey
from plait.journey.actions import RoundInput, set_up_round
from plait.partnerships import actions as partnerships
from plait.partnerships import queries as partnership_queries
from plait.partnerships.programme_actions import start_programme
from plait.peerreview import actions as peerreview
from plait.peerreview import queries as peer_queries
from plait.peerreview.models import PeerReview
from plait.people.models import Person
from plait.schools.models import School
from plait.selfevaluation import actions as selfevaluation
from plait.selfevaluation import queries as evaluation_queries
from plait.selfevaluation.models import SelfEvaluation

AT = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)
TODAY = AT.date()
PASSWORD = "three strands woven once"

SCALE = Scale(
    (
        Level(1, "Emerging", "Just begun.", 1),
        Level(2, "Expanding", "Under way.", 2),
        Level(3, "Secure", "Dependable.", 3),
        Level(4, "Sustainable", "Lasting.", 4),
    )
)


def small_framework(areas: int = 3, statements: int = 2, framework_id: str = "small") -> Framework:
    """A framework with this many areas, each with this many statements, on four levels, best fit."""
    rule = Rule(RuleKind.BEST_FIT)

    def statement(area: int, number: int) -> Statement:
        return Statement(
            f"area-{area}-statement-{number}",
            f"Statement {number} of area {area}",
            tuple((level.key, f"Area {area}, statement {number}, as it looks at {level.label}.") for level in SCALE),
            prompts=(f"How do you know about statement {number} of area {area}?",),
        )

    return Framework(
        id=framework_id,
        version="1",
        title="Small framework",
        language="en",
        licence="MIT",
        source="Made up for tests.",
        summary="Made up for tests.",
        scale=SCALE,
        rule=rule,
        overall=Overall(True, rule, "It may be added up."),
        areas=tuple(
            Area(
                id=f"area-{number}",
                title=f"Area number {number}",
                short=f"Area {number}",
                summary=f"What area {number} is about.",
                scale=SCALE,
                rule=rule,
                statements=tuple(statement(number, item) for item in range(1, statements + 1)),
                prompts=(f"To what extent does area {number} hold?",),
                evidence=(f"Minutes about area {number}",),
            )
            for number in range(1, areas + 1)
        ),
    )


@dataclass
class World:
    """A trio in its first round. ``urns`` are its three schools; people are found by their short names.

    ``ada``, ``ben``, ``cat`` are the heads of the three schools in order; ``amy`` is a senior leader and ``gil`` a
    governor of the first; ``lee`` leads the partnership; ``sam`` heads a school outside it.
    """

    framework: Framework
    urns: tuple[int, int, int]
    outside: int
    people: dict[str, Person]
    partnership_id: int
    programme_id: int
    round_id: int
    evaluations: dict[int, int] = field(default_factory=dict)
    reviews: dict[int, int] = field(default_factory=dict)

    def sign(self, *urns: int) -> None:
        """The heads of these schools, or of all three, sign who sees what in the present round."""
        fingerprint = partnership_queries.round_facts([self.round_id])[self.round_id].contract.fingerprint
        for urn in urns or self.urns:
            viewer = self.viewer(self.head_of(urn))
            journey.sign(viewer=viewer, round_id=self.round_id, urn=urn, fingerprint=fingerprint, at=AT)

    def find(self) -> None:
        """Look up the evaluations and reviews of the present round, by school."""
        evaluations = SelfEvaluation.objects.filter(round_id=self.round_id)
        self.evaluations = dict(evaluations.order_by("school_id").values_list("school_id", "pk"))
        reviews = PeerReview.objects.filter(round_id=self.round_id)
        self.reviews = dict(reviews.order_by("host_id").values_list("host_id", "pk"))

    def viewer(self, name: str, today: date = TODAY) -> Viewer:
        """The viewer that a person is today."""
        return partnership_queries.viewer_for(self.people[name], today=today)

    def judge(self, urn: int, answer: str = "2", evidence: str = "What we have seen.") -> None:
        """The school's head saves every area of its evaluation that has no answer yet."""
        viewer = self.viewer(self.head_of(urn))
        whole = evaluation_queries.get(viewer, self.evaluations[urn])
        for saved in whole.areas:
            if saved.entry.answer is None:
                selfevaluation.save_area(
                    viewer=viewer,
                    evaluation_id=whole.facts.id,
                    area_id=saved.entry.area_id,
                    given=selfevaluation.AreaInput(answer, evidence, "What we shall do.", {}, saved.version),
                    at=AT,
                )

    def submit(self, urn: int) -> None:
        """The school judges what is open and submits."""
        self.judge(urn)
        selfevaluation.submit(viewer=self.viewer(self.head_of(urn)), evaluation_id=self.evaluations[urn], at=AT)

    def look(self, host: int, reviewer: int, answer: str = "2", comment: str = "What we saw.") -> None:
        """A partner saves every area of its view that has no answer yet."""
        viewer = self.viewer(self.head_of(reviewer))
        review = peer_queries.get(viewer, self.reviews[host])
        for saved in peer_queries.words(viewer, review, self.framework)[reviewer].areas:
            if saved.answer is None:
                peerreview.save_area(
                    viewer=viewer,
                    review_id=review.id,
                    urn=reviewer,
                    area_id=saved.area_id,
                    given=peerreview.PeerInput(answer, comment, saved.version),
                    at=AT,
                )

    def hand_in(self, host: int, reviewer: int, answer: str = "2") -> None:
        """A partner fills its view and hands it in."""
        self.look(host, reviewer, answer)
        viewer = self.viewer(self.head_of(reviewer))
        peerreview.hand_in(viewer=viewer, review_id=self.reviews[host], urn=reviewer, at=AT)

    def reveal(self, host: int, answer: str = "2") -> None:
        """Everything up to the conversation: the host submits, both partners hand in."""
        self.submit(host)
        for urn in self.urns:
            if urn != host:
                self.hand_in(host, urn, answer)

    def agree(self, host: int, answer: str = "2") -> None:
        """Everything up to agreed judgements; partners saw ``answer`` throughout, and that is what is agreed."""
        self.reveal(host, answer)
        self.agree_after(host, {area.id: answer for area in self.framework.areas})

    def agree_after(self, host: int, agreed: dict[str, str]) -> None:
        """The conversation, once every view is in: ``agreed`` by area, the others kept at Expanding."""
        viewer = self.viewer(self.head_of(host))
        review_id = self.reviews[host]
        for area in self.framework.areas:
            peerreview.record_challenge(
                viewer=viewer,
                review_id=review_id,
                area_id=area.id,
                given=peerreview.ChallengeInput(agreed.get(area.id, "2"), "We talked it through.", 0),
                at=AT,
            )
        peerreview.agree(viewer=viewer, review_id=review_id, at=AT)

    def head_of(self, urn: int) -> str:
        return dict(zip(self.urns, ("ada", "ben", "cat"), strict=True))[urn]


def person(name: str, *, role: Role | None = None, urn: int | None = None, partnership_id: int | None = None) -> Person:
    """Somebody who can sign in as ``name@example.org``, with a role if one is given."""
    row = Person.objects.create_user(f"{name}@example.org", PASSWORD, name=name.capitalize())
    if role is not None:
        partnerships.appoint(
            person_id=row.pk, role=role, urn=urn, partnership_id=partnership_id, starts=date(2026, 1, 1), at=AT
        )
    return row


def school(urn: int, name: str, **fields: object) -> int:
    """A made-up school; its number lies outside those that real schools have."""
    School.objects.create(urn=urn, name=name, **fields)
    return urn


def on_rungs(framework: Framework) -> Framework:
    """The same with its last area as a ladder with one rung, of which words can be written."""
    *others, last = framework.areas
    rung = Rung("3", tuple((level.key, level.key) for level in SCALE))
    statements = tuple(replace(item, rung="3") for item in last.statements)
    ladder = replace(last, rule=Rule(RuleKind.LADDER, rungs=(rung,)), statements=statements)
    return replace(framework, areas=(*others, ladder))


def trio(framework: Framework | None = None, programme: str | ProgrammeDefinition = "peer-trio") -> World:
    """A trio whose first round has just been opened, by the built-in programme of this name or by another one."""
    framework = framework or small_framework()
    frameworks.publish(framework=framework, at=AT)
    urns = (
        school(990001, "Ash Bank Primary School"),
        school(990002, "Beck Lane Primary School"),
        school(990003, "Cliff Top Primary School"),
    )
    outside = school(990009, "Somewhere Else School")
    partnership_id = partnerships.found_partnership(
        name="Hillside trio", kind="trio", urns=urns, joined=date(2026, 1, 1), at=AT
    )
    definition = working_by(programme, framework) if isinstance(programme, str) else programme
    programme_id = start_programme(
        partnership_id=partnership_id, definition=definition, title="Hillside peer review", at=AT
    )
    people = {
        "ada": person("ada", role=Role.HEAD, urn=urns[0]),
        "ben": person("ben", role=Role.HEAD, urn=urns[1]),
        "cat": person("cat", role=Role.HEAD, urn=urns[2]),
        "amy": person("amy", role=Role.LEADER, urn=urns[0]),
        "gil": person("gil", role=Role.GOVERNOR, urn=urns[0]),
        "lee": person("lee", role=Role.PARTNERSHIP_LEAD, partnership_id=partnership_id),
        "sam": person("sam", role=Role.HEAD, urn=outside),
    }
    round_id = set_up_round(
        programme_id=programme_id,
        members=urns,
        given=RoundInput("Autumn 2026", date(2026, 10, 16), date(2026, 12, 4), 0),
        at=AT,
        today=TODAY,
        actor_id=None,
    )
    world = World(framework, urns, outside, people, partnership_id, programme_id, round_id)
    world.sign()
    world.find()
    return world


def peer_trio(framework: Framework) -> ProgrammeDefinition:
    """The built-in programme of a trio, judged against another framework."""
    return working_by("peer-trio", framework)


def working_by(programme: str, framework: Framework) -> ProgrammeDefinition:
    """A built-in programme, judged against another framework."""
    return replace(built_in()[programme], frameworks=((framework.id, framework.version),))
