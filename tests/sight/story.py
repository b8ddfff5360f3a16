"""A round told state by state, with marker texts in every field that somebody writes.

The facts that the model needs are read from the tables as they are; they are data, and no rule is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO
from itertools import count
from uuid import uuid4

from django.utils import timezone
from PIL import Image

from plait.actionplans import actions as actionplans
from plait.adapters.evidence_files import ReadFile
from plait.adapters.framework_files.yaml_text import yaml_text
from plait.domain.evidence import ItemKind, Strength
from plait.domain.groups import GroupSettings, KeptApart
from plait.domain.observing import Method, NoteState, Seen
from plait.domain.roles import Role
from plait.domain.visibility import Relation
from plait.evidence import actions as library
from plait.frameworks import draft_actions as drafts
from plait.frameworks.models import FrameworkDraft
from plait.journey import actions as journey
from plait.journey.actions import RoundInput, set_up_round
from plait.journey.forming import actions as forming
from plait.observations import actions as observations
from plait.partnerships import actions as partnerships
from plait.partnerships import invitation_actions as invitations
from plait.partnerships import invitation_rules
from plait.partnerships.models import Appointment, Contract
from plait.partnerships.programme_actions import start_programme
from plait.peerreview import actions as peerreview
from plait.peerreview.models import PeerJudgement, PeerView
from plait.peerreview.note_actions import NoteInput, save_note
from plait.reports import actions as reports
from plait.schools.models import School
from plait.selfevaluation import actions as selfevaluation
from plait.selfevaluation import comment_actions as comments
from plait.selfevaluation import evidence_actions as evidence
from plait.selfevaluation.comment_queries import Party
from plait.selfevaluation.models import AreaJudgement, CommentThread
from plait.selfevaluation.upload_actions import keep_upload
from tests.sight.doors import Doors
from tests.sight.excellence_model import ExcellenceSteps
from tests.sight.fact_check_model import working
from tests.sight.rater_steps import RaterSteps
from tests.sight.reviewer_steps import ReviewerSteps
from tests.sight.rows import read
from tests.sight.visit_steps import VisitSteps
from tests.sight.workshop_steps import WorkshopSteps
from tests.world import AT, TODAY, World, on_rungs, person, school, small_framework, trio

ASH, BECK, CLIFF = 990001, 990002, 990003
STATES = ("draft", "submitted", "one view in", "all in", "recorded", "agreed", "withdrawn", "next round")


DOUBT = {"kind": "note", "key": "s2", "where": "", "seen": "It says so.", "settle": "Look.", "settled": ""}


@dataclass
class Story(RaterSteps, ReviewerSteps, VisitSteps, WorkshopSteps, ExcellenceSteps):
    """A trio, a second partnership, and people in every position to them. ``tell`` moves on to a state."""

    world: World
    far_review: int = 0
    attached: int = 0
    """An item of Ash Bank's library that is attached, changed after it was submitted, and put away."""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.world.people, "")

    def text(self) -> str:
        """A text that stands nowhere else."""
        return f"Zq{next(self.numbers):05d}mk"

    # what people do, each with a text of its own

    def sign(self, *heads: tuple[str, int]) -> None:
        fingerprint = Contract.objects.get(rounds=self.world.round_id).fingerprint
        for name, urn in heads:
            viewer = self.world.viewer(name)
            journey.sign(viewer=viewer, round_id=self.world.round_id, urn=urn, fingerprint=fingerprint, at=AT)

    def evaluate(self, name: str, urn: int, *, submit: bool) -> None:
        viewer, evaluation_id = self.world.viewer(name), self.world.evaluations[urn]
        for number, area in enumerate(self.world.framework.areas):
            row = AreaJudgement.objects.get(evaluation_id=evaluation_id, area=area.id)
            selfevaluation.save_area(
                viewer=viewer,
                evaluation_id=evaluation_id,
                area_id=area.id,
                given=selfevaluation.AreaInput(
                    "23"[number % 2],
                    self.text(),
                    self.text(),
                    {area.statements[0].id: "3"},
                    row.version,
                    rungs={level.key: {"evidence": self.text(), "actions": self.text()} for level, _ in area.rungs},
                ),
                at=AT,
            )
        if submit:
            selfevaluation.submit(viewer=viewer, evaluation_id=evaluation_id, at=AT)

    def look(self, name: str, host: int, urn: int, *, hand_in: bool) -> None:
        viewer, review_id = self.world.viewer(name), self.world.reviews[host]
        for row in PeerJudgement.objects.filter(view__review_id=review_id, view__school_id=urn):
            given = peerreview.PeerInput("2", self.text(), row.version)
            peerreview.save_area(viewer=viewer, review_id=review_id, urn=urn, area_id=row.area, given=given, at=AT)
        note = NoteInput(self.text(), 0)
        save_note(viewer=viewer, review_id=review_id, urn=urn, given=note, at=AT)
        self.observe(name, host, urn)
        if hand_in:
            peerreview.hand_in(viewer=viewer, review_id=review_id, urn=urn, at=AT)

    def observe(self, name: str, host: int, urn: int) -> None:
        """A note of a visit, with a photo."""
        where = {"viewer": self.world.viewer(name), "review_id": self.world.reviews[host], "urn": urn, "at": AT}
        state = NoteState(Method.LESSON_VISIT, self.text(), self.text(), Seen.SEEN, (("area-1", ""),), AT)
        uid = uuid4()
        observations.note(uid=uid, state=state, **where)
        photo = ReadFile("0" * 64, small_picture(), "png", "")
        observations.add_photo(note_uid=uid, photo_uid=uuid4(), file=photo, **where)

    def comment(self, name: str, host: int, urn: int, answered_by: str) -> None:
        """A question of a partner about the host's first area, and the host's answer."""
        where = {"evaluation_id": self.world.evaluations[host], "area_id": "area-1", "at": AT}
        party = Party(Relation.REVIEWER, urn)
        viewer = self.world.viewer(name)
        comments.comment(viewer=viewer, party=party, text=self.text(), today=TODAY, **where)
        thread_id = CommentThread.objects.get(evaluation_id=where["evaluation_id"], school_id=urn).pk
        viewer = self.world.viewer(answered_by)
        comments.answer(viewer=viewer, thread_id=thread_id, text=self.text(), **where)

    def record(self, name: str, host: int) -> None:
        where = {"viewer": self.world.viewer(name), "review_id": self.world.reviews[host], "at": AT}
        for area in self.world.framework.areas:
            peerreview.record_challenge(area_id=area.id, given=peerreview.ChallengeInput("3", self.text(), 0), **where)

    def plan(self, name: str, urn: int) -> None:
        texts = [self.text() for _ in range(3)]
        given = actionplans.ActionInput("area-1", texts[0], texts[1], TODAY + timedelta(weeks=4), texts[2])
        actionplans.add(viewer=self.world.viewer(name), urn=urn, round_id=self.world.round_id, given=given, at=AT)

    def upload(self, name: str, subject: str, subject_id: int) -> None:
        """A workbook that waits for its preview."""
        texts = [self.text() for _ in range(2)]
        keep_upload(
            viewer=self.world.viewer(name),
            subject=subject,
            subject_id=subject_id,
            filename=f"{texts[0]}.xlsx",
            sha256="0" * 64,
            entries={"area-1": {"evidence": texts[1], "answer": "4", "comments": "x"}},
            statements={},
            versions={"area-1": 1},
            at=AT,
        )

    def keep(self, name: str, urn: int, *, attached_to: str = "") -> int:
        """A file in the school's library, attached to an area of its evaluation or not."""
        viewer, texts = self.world.viewer(name), [self.text() for _ in range(4)]
        given = library.ItemInput(texts[0], texts[1], "", TODAY, None, Strength.IMPROVED, texts[2])
        file = ReadFile(sha256(texts[3].encode()).hexdigest(), texts[3].encode(), "pdf", texts[3])
        kept = {"viewer": viewer, "urn": urn, "kind": ItemKind.FILE, "file": file, "file_name": f"{self.text()}.pdf"}
        number = library.add(given=given, at=AT, **kept)
        if attached_to:
            evaluation_id = self.world.evaluations[urn]
            where = {"evaluation_id": evaluation_id, "area_id": attached_to}
            evidence.attach(viewer=viewer, item_ids=[number], at=AT, **where)
        return number

    def change_item(self, name: str, number: int) -> None:
        """What an item says is changed; what was submitted of it stays."""
        given = library.ItemInput(self.text(), self.text(), "", TODAY, None, Strength.IMPACT, "")
        library.change(viewer=self.world.viewer(name), item_id=number, given=given, version=1, at=AT)

    def framework(self, name: str, owner: int, *, publish: bool, doubts: Sequence[dict[str, str]] = ()) -> int:
        """A framework of a partnership that is being put together, or that was published."""
        to = {"viewer": self.world.viewer(name), "at": AT, "today": TODAY}
        mark = self.text()
        made = replace(self.world.framework, id=f"of-{mark.lower()}", title=f"Framework {mark}")
        number = drafts.load(owner=str(owner), data=yaml_text(made).encode(), filename=f"{mark}.yaml", **to)
        if publish:
            return drafts.publish_draft(draft_id=number, version=1, **to)
        FrameworkDraft.objects.filter(pk=number).update(doubts=list(doubts))
        return number

    def release(self, name: str, urn: int) -> None:
        """The report for those who reviewed the school, and an address."""
        to = {"viewer": self.world.viewer(name), "at": AT, "today": TODAY}
        made = reports.release(evaluation_id=self.world.evaluations[urn], audiences=[Relation.REVIEWER], after=0, **to)
        reports.make_link(release_id=made, label=self.text(), days=30, **to)

    # the states, each standing on the one before

    def tell(self, state: str) -> Doors:
        for each in STATES[: STATES.index(state) + 1]:
            getattr(self, "_" + each.replace(" ", "_"))()
        return self.facts()

    def invite(self, name: str, urn: int, whom: str) -> None:
        """Open for as long as the tests run, whatever day it is: pages ask the clock."""
        now = timezone.now()
        given = invitations.InvitationInput(f"{whom}@example.org", self.text(), "leader")
        place = invitation_rules.Place(urn=urn)
        invitations.invite(viewer=self.world.viewer(name), place=place, given=given, at=now, today=now.date())

    def groups(self, name: str) -> None:
        """Groups for the next round, with a reason why two schools are kept apart."""
        for at, urn in enumerate(self.world.urns):
            School.objects.filter(urn=urn).update(easting=400_000 + 1_000 * at, northing=300_000)
        told = forming.Told(self.world.viewer(name), self.world.partnership_id, self.world.programme_id, 0, AT, TODAY)
        asked = GroupSettings(size=2, not_again=False, apart=(KeptApart(ASH, BECK, self.text()),))
        forming.form_groups(told=told, settings=asked, round_id=None)

    def _draft(self) -> None:
        self.groups("lee")
        self.framework("lee", self.world.partnership_id, publish=False, doubts=[DOUBT])
        self.framework("lee", self.world.partnership_id, publish=True)
        self.join_pool("amy", self.world.partnership_id, but=CLIFF)
        self.join_pool("ben", self.world.partnership_id, but=ASH)
        self.confirm("lee", "ben", self.world.partnership_id)
        self.judge_cases("amy")
        self.ask_for_another("amy", ASH, "ben")
        self.on_team("gus", ASH)  # a governor who reads as a member otherwise
        self.on_team("gwen", ASH, stay=False)
        self.on_team("gil", CLIFF, sign=False)
        self.invite("ada", ASH, "sam")
        self.attached = self.keep("ada", ASH, attached_to="area-1")
        alone = self.keep("amy", ASH)
        self.put_on("amy", self.prepare_visit("ada", ASH, (alone,)), 9, "ben")
        self.put_on("liz", self.visit_to(ASH), 10)
        self.prepare_visit("bev", BECK)
        self.keep("ben", BECK, attached_to="area-1")
        self.keep("liz", CLIFF, attached_to="area-1")
        self.evaluate("ada", ASH, submit=False)
        self.evaluate("ben", BECK, submit=False)
        self.evaluate("cat", CLIFF, submit=True)
        self.look("ada", CLIFF, ASH, hand_in=False)
        self.ask("ada", ASH, ("ada", "hal", "amy", "gil"))
        self.judge_alone("ada", ASH, hand_in=True)
        self.judge_alone("gil", ASH, hand_in=True)
        self.judge_alone("hal", ASH, hand_in=False)
        self.ask("ben", BECK, ("ben", "bev", "gus"))
        for name in ("ben", "bev", "gus"):
            self.judge_alone(name, BECK, hand_in=True)
        self.agree_from_views("bev", BECK)
        self.upload("amy", "self-evaluation", self.world.evaluations[ASH])
        self.plan("ada", ASH)
        self.plan("ben", BECK)
        self.set_up_workshop("ada", ASH, "fay", ("gil", "amy"))

    def _submitted(self) -> None:
        selfevaluation.submit(viewer=self.world.viewer("ada"), evaluation_id=self.world.evaluations[ASH], at=AT)
        self.change_item("amy", self.attached)
        self.share_visit("ada", ASH)
        self.finish_facts("sam", self.far_review)

    def _one_view_in(self) -> None:
        self.expect("ben", ASH)
        self.reply_to_facts("dot", self.far_review)
        self.begin_workshop("fay", ASH, ("gil", "fay"))
        self.comment("ben", ASH, BECK, "ada")
        self.comment("liz", ASH, CLIFF, "hal")
        self.look("ben", ASH, BECK, hand_in=True)
        self.look("liz", ASH, CLIFF, hand_in=False)
        view = PeerView.objects.get(review_id=self.world.reviews[ASH], school_id=CLIFF)
        self.upload("liz", "peer-view", view.pk)

    def _all_in(self) -> None:
        review_id = self.world.reviews[ASH]
        peerreview.hand_in(viewer=self.world.viewer("cat"), review_id=review_id, urn=CLIFF, at=AT)
        self.tell_the_school("liz", ASH)
        self.sign_facts("dot", self.far_review)

    def _recorded(self) -> None:
        self.record("hal", ASH)
        self.set_up_workshop("ben", BECK, "fay", ())
        self.begin_workshop("ben", BECK, ("bev",))
        library.put_away(viewer=self.world.viewer("hal"), item_id=self.attached, at=AT)

    def _agreed(self) -> None:
        peerreview.agree(viewer=self.world.viewer("ada"), review_id=self.world.reviews[ASH], at=AT)
        self.after_agreeing("ada", "ben", self.world.reviews[ASH])
        self.release("ada", ASH)
        self.close_workshop("fay", "ada", ASH)

    def _withdrawn(self) -> None:
        """Beck Lane goes: it reads no partner any more, and nobody reads it."""
        viewer = self.world.viewer("ben")
        journey.withdraw(viewer=viewer, round_id=self.world.round_id, urn=BECK, reason=self.text(), at=AT)

    def _next_round(self) -> None:
        """Evidence comes along into the new drafts; nobody has signed for them."""
        self.world.round_id = set_up_round(
            programme_id=self.world.programme_id,
            members=self.world.urns,
            given=RoundInput(self.text(), date(2027, 2, 1), date(2027, 3, 1), 1),
            at=AT,
            today=TODAY,
            actor_id=None,
        )
        self.world.find()
        self.plan("ada", ASH)

    # what stands in the tables

    def facts(self) -> Doors:
        names = {name: row.pk for name, row in self.world.people.items()}
        return Doors(read(TODAY), names, tuple(area.id for area in self.world.framework.areas))


def small_picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (8, 8), "white").save(made, "PNG")
    return made.getvalue()


def story() -> Story:
    """A trio with one area, and next to it a pair of schools in which everything is on the table."""
    framework = on_rungs(small_framework(areas=1, statements=2))
    world = trio(framework, working(framework))
    told = Story(world)
    near, far = world.outside, school(990008, "Dell Foot Primary School")
    name = told.text()
    pair = partnerships.found_partnership(
        name=f"Pair {name}", kind="cluster", urns=(near, far), joined=date(2026, 1, 1), at=AT
    )
    held = [
        ("hal", Role.HEAD, ASH),  # a second headteacher
        ("bev", Role.LEADER, BECK),
        ("gus", Role.GOVERNOR, BECK),
        ("liz", Role.LEADER, CLIFF),
        ("gwen", Role.GOVERNOR, CLIFF),
        ("two", Role.GOVERNOR, ASH),  # and head of a partner, below
        ("tom", Role.HEAD, near),  # and governor of a partner, below
        ("ola", Role.HEAD, ASH),  # left before it began
        ("kay", Role.HEAD, ASH),  # has not begun
        ("dot", Role.HEAD, far),
    ]
    for name, role, urn in held:
        world.people[name] = person(name, role=role, urn=urn)
    for name, role, urn in (("two", Role.HEAD, BECK), ("tom", Role.GOVERNOR, CLIFF)):
        partnerships.appoint(person_id=world.people[name].pk, role=role, urn=urn, starts=TODAY, at=AT)
    Appointment.objects.filter(person=world.people["ola"]).update(ends=date(2026, 6, 30))
    Appointment.objects.filter(person=world.people["kay"]).update(starts=date(9000, 1, 1))
    world.people["ned"] = person("ned")  # signs in, has no role
    world.people["fay"] = person("fay")  # works for the programme
    works = {"programme_id": world.programme_id, "starts": TODAY, "at": AT}
    partnerships.appoint(person_id=world.people["fay"].pk, role=Role.FACILITATOR, **works)
    _pair_of_their_own(told, pair, (near, far))
    return told


def _pair_of_their_own(told: Story, pair: int, urns: tuple[int, int]) -> None:
    """The other partnership goes all the way to a record, so that there is everything to find."""
    world = told.world
    programme = start_programme(
        partnership_id=pair,
        definition=working(world.framework),
        title=f"Programme {told.text()}",
        at=AT,
    )
    ours = (world.round_id, world.evaluations, world.reviews)
    world.round_id = set_up_round(
        programme_id=programme,
        members=urns,
        given=RoundInput(told.text(), date(2026, 10, 16), date(2026, 12, 4), 0),
        at=AT,
        today=TODAY,
        actor_id=None,
    )
    world.find()
    told.sign(("sam", urns[0]), ("dot", urns[1]))
    told.join_pool("sam", pair, but=urns[1])
    told.keep("sam", urns[0], attached_to="area-1")
    told.put_on("sam", told.prepare_visit("sam", urns[0]), 9, "dot")
    told.share_visit("sam", urns[0])
    told.expect("dot", urns[0])
    told.framework("sam", pair, publish=False)
    told.framework("dot", pair, publish=True)
    told.evaluate("sam", urns[0], submit=True)
    told.one_alone("dot", urns[1])
    told.look("dot", urns[0], urns[1], hand_in=True)
    told.record("sam", urns[0])
    told.plan("sam", urns[0])
    told.far_review = world.reviews[urns[0]]
    peerreview.agree(viewer=world.viewer("sam"), review_id=told.far_review, at=AT)
    told.begin_after_agreeing("sam", "dot", told.far_review)
    world.round_id, world.evaluations, world.reviews = ours
