"""The pages of a visit: its overview, what staff read, what was chosen, what visitors expect."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from plait.domain.contract_words import OF_THE_HOST, Clause, clauses, people
from plait.domain.evidence import ItemFacts
from plait.domain.frameworks import Framework
from plait.domain.retention import Keeping, Kept
from plait.domain.roles import Permission
from plait.domain.rounds import RoundFacts
from plait.domain.timetable import ACTIVITY_MEANS, ACTIVITY_WORDS, FORM_WORDS, SUBJECT_WORDS, VisitSubject
from plait.domain.verdicts import Verdict
from plait.domain.viewer import Viewer
from plait.domain.visibility import OWN, Artefact, Phase, Relation, Sight
from plait.domain.wording import days_in_words, listed, opening
from plait.evidence import sharing
from plait.visits import queries, rules
from plait.visits.facts import ActivityFacts, FocusFacts, FocusWords, HypothesisFacts, VisitFacts
from plait.visits.focus_actions import called, judged_against
from plait.visits.hypothesis_actions import find


@dataclass(frozen=True, slots=True)
class AroundVisit:
    """A visit with its round and the name of its host."""

    visit: VisitFacts
    round: RoundFacts
    host: str
    own: bool
    """The viewer is of the school that is visited."""

    @property
    def uuid(self) -> UUID:
        return self.visit.uuid

    @property
    def where(self) -> str:
        return f"{self.round.partnership}, {self.round.title}: {self.when}"

    @property
    def when(self) -> str:
        """``visit on 3 March 2027``, ``visit from … to …``."""
        first, last = self.visit.starts_on, self.visit.ends_on
        if first is None:
            return "visit, no day yet"
        return f"visit {'on' if first == last else 'from'} {days_in_words(first, last)}"

    @property
    def form(self) -> str:
        return FORM_WORDS[self.visit.form]

    @property
    def subject(self) -> str:
        if self.visit.subject is VisitSubject.SCHOOL:
            return SUBJECT_WORDS[self.visit.subject]
        return f"{self.visit.subject_name} ({SUBJECT_WORDS[self.visit.subject].lower()})"

    def readers(self, artefact: Artefact, *, later: bool = False) -> str:
        """Who can read this part as it stands; ``later``: who else, once it is shared."""
        contract = self.round.contract
        reading = contract.relations(artefact, self.visit.phase(artefact), Sight.READ) - {Relation.AUTHOR}
        if later:
            phase = {Artefact.FOCUS: Phase.SUBMITTED, Artefact.HYPOTHESIS: Phase.REVEALED}[artefact]
            reading = contract.relations(artefact, phase, Sight.READ) - {Relation.AUTHOR} - reading
        if self.own:
            return people(reading)
        words = OF_THE_HOST | {Relation.REVIEWER: f"those who visit {self.host}"}
        return listed([words[relation] for relation in Relation if relation in reading]) or "nobody"

    @property
    def readers_of_plan(self) -> str:
        """Who can read when and how the visit goes."""
        return self.readers(Artefact.VISIT)

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [("Home", "/"), (f"Visit to {self.host}", reverse("visits:visit", args=[self.uuid]))]


def around(viewer: Viewer, uuid: UUID) -> AroundVisit:
    """Raises ``NotVisible``. One query."""
    visit = queries.get(viewer, uuid)
    return AroundVisit(visit, visit.round, visit.host, bool(visit.relations & OWN))


@dataclass(frozen=True, slots=True)
class Part:
    """A line of the overview: where it leads, how far it is. ``kind`` as the tag has it."""

    title: str
    hint: str
    address: str
    state: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class VisitPage:
    around: AroundVisit
    parts: tuple[Part, ...]
    may_plan: Verdict
    visitors: tuple[str, ...]

    @property
    def tasks(self) -> list[dict[str, str]]:
        return [asdict(part) for part in self.parts]


def visit_page(viewer: Viewer, uuid: UUID, *, today: date) -> VisitPage:
    """Raises ``NotVisible``. A fixed number of queries."""
    found = around(viewer, uuid)
    visit = found.visit
    there = queries.everybody(visit, today=today)
    activities = queries.activities_of(visit, there)
    verdict = rules.may_plan(
        of_the_host=visit.of_the_host,
        comes=visit.comes,
        round_open=visit.round_open,
        signature_stands=visit.signature_stands,
    )
    return VisitPage(
        found,
        tuple(_parts(found, activities)),
        verdict,
        tuple(f"{item.name}, {item.school}" for item in there.visitors),
    )


def _parts(found: AroundVisit, activities: tuple[ActivityFacts, ...]) -> list[Part]:
    visit, parts = found.visit, []

    def link(name: str) -> str:
        return reverse(f"visits:{name}", args=[found.uuid])

    if visit.reads(Artefact.FOCUS):
        shared = visit.focus_shared_at is not None
        state = "Shared" if shared else "Being chosen" if visit.focus_version else "Not begun"
        kind = "done" if shared else "next" if visit.of_the_host else "waiting"
        hint = "What is looked at, questions, and what the school shares beforehand"
        parts.append(Part("Focus and questions", hint, link("focus"), state, kind))
    if visit.reads(Artefact.FOCUS) and visit.reads(Artefact.HYPOTHESIS):
        shared = visit.hypotheses_shared_at is not None
        state = "Shared with the school" if shared else "Begun" if visit.hypotheses_begun else "Not begun"
        kind = "done" if shared else "next" if visit.comes and visit.focus_shared_at else ""
        hint = "What those who come think, and what would change their mind"
        parts.append(Part("What we expect to find", hint, link("hypotheses"), state, kind))
    open_ = sum(item.open for item in activities)
    state = f"{len(activities)} activities" if activities else "Empty"
    hint = "Who is where, with whom, when"
    if open_:
        hint += f". {open_} still {'needs' if open_ == 1 else 'need'} somebody who comes"
    parts.append(Part("Timetable", hint, link("timetable"), state, "" if activities and not open_ else "next"))
    hint = "What will happen, what is written down, who reads it, how long it is kept"
    parts.append(Part("For staff", hint, link("staff"), "To read and print"))
    return parts


KEPT = (Kept.WORKING_NOTES, Kept.EVALUATION, Kept.REPORT)
WRITTEN = (
    Artefact.VISIT,
    Artefact.FOCUS,
    Artefact.HYPOTHESIS,
    Artefact.WORKING_NOTE,
    Artefact.PEER_VIEW,
    Artefact.CHALLENGE,
    Artefact.REPORT,
)


@dataclass(frozen=True, slots=True)
class StaffPage:
    """``kept``: what, and for how long."""

    around: AroundVisit
    days: tuple[tuple[date, tuple[ActivityFacts, ...]], ...]
    kinds: tuple[tuple[str, str], ...]
    focus: tuple[FocusFacts, ...]
    clauses: tuple[Clause, ...]
    kept: tuple[tuple[str, str], ...]
    visitors: tuple[str, ...]


def staff_page(viewer: Viewer, uuid: UUID, *, today: date) -> StaffPage:
    """What staff of the school read beforehand, from the timetable, the contract and the table of times."""
    found = around(viewer, uuid)
    visit = found.visit
    there = queries.everybody(visit, today=today)
    activities = queries.activities_of(visit, there)
    kinds = dict.fromkeys(item.kind for item in activities)
    shows = visit.reads(Artefact.FOCUS) and visit.focus_shared_at is not None
    definition = found.round.definition
    return StaffPage(
        found,
        by_day(activities),
        tuple((ACTIVITY_WORDS[kind], ACTIVITY_MEANS[kind]) for kind in kinds),
        tuple(item for item in queries.focuses(viewer, visit) if not item.dropped) if shows else (),
        tuple(item for item in clauses(found.round.contract, definition.artefacts) if item.artefact in WRITTEN),
        tuple((row.title, _how_long(row, found.round)) for row in (settings.RETENTION[kind] for kind in KEPT)),
        tuple(f"{item.name}, {item.school}" for item in there.visitors),
    )


def _how_long(row: Keeping, round_: RoundFacts) -> str:
    period = row.period_for(round_.definition)
    return f"{opening(period.words)} {row.starts}" if period is not None else "No end is set"


def by_day(activities: tuple[ActivityFacts, ...]) -> tuple[tuple[date, tuple[ActivityFacts, ...]], ...]:
    days = sorted({item.day for item in activities})
    return tuple((day, tuple(item for item in activities if item.day == day)) for day in days)


@dataclass(frozen=True, slots=True)
class FocusPage:
    """``known``: what can be chosen; ``offered``: items of the library, for those who choose."""

    around: AroundVisit
    words: FocusWords
    framework: Framework
    known: Mapping[str, str]
    offered: tuple[tuple[int, str], ...]
    items: tuple[ItemFacts, ...]
    may_choose: Verdict
    may_share: Verdict
    begun: bool

    def opened(self, area_id: str, chosen: Collection[str]) -> bool:
        """Whether a statement of this area is among what is chosen, so that its fold stands open."""
        area = self.framework.area(area_id)
        return area is not None and any(f"statement:{item.id}" in chosen for item in area.statements)

    @property
    def readers(self) -> str:
        return self.around.readers(Artefact.FOCUS)

    @property
    def later(self) -> str:
        """Who else reads it once it is shared."""
        return self.around.readers(Artefact.FOCUS, later=True)


def focus_page(viewer: Viewer, uuid: UUID) -> FocusPage:
    """Raises ``NotVisible`` for whoever may not read the focus as it stands."""
    found = around(viewer, uuid)
    visit = found.visit
    words = queries.focus(viewer, visit)
    framework = judged_against(visit)
    may_choose = rules.may_choose(
        of_the_host=visit.of_the_host, round_open=visit.round_open, signature_stands=visit.signature_stands
    )
    may_share = rules.may_share_focus(
        head=viewer.may_at(visit.host_urn, Permission.SUBMIT),
        shared=visit.focus_shared_at is not None,
        chosen=len(words.standing),
        round_open=visit.round_open,
        signature_stands=visit.signature_stands,
    )
    return FocusPage(
        found,
        words,
        framework,
        called(framework),
        sharing.offered(viewer, visit.host_urn, words.items) if may_choose else (),
        sharing.as_they_are(words.items),
        may_choose,
        may_share,
        visit.hypotheses_begun,
    )


@dataclass(frozen=True, slots=True)
class Thought:
    """A focus with what is written about it; ``state`` in a word."""

    focus: FocusFacts
    written: HypothesisFacts | None
    address: str


@dataclass(frozen=True, slots=True)
class HypothesesPage:
    around: AroundVisit
    thoughts: tuple[Thought, ...]
    may_write: Verdict
    may_share: Verdict
    shared_at: datetime | None
    kept: str
    changes: tuple[tuple[datetime, str, str], ...]

    @property
    def readers(self) -> str:
        return self.around.readers(Artefact.HYPOTHESIS)

    @property
    def later(self) -> str:
        """Who else reads it once it is shared."""
        return self.around.readers(Artefact.HYPOTHESIS, later=True)


def hypotheses_page(viewer: Viewer, uuid: UUID) -> HypothesesPage:
    """Raises ``NotVisible`` for whoever may not read hypotheses as they stand."""
    found = around(viewer, uuid)
    visit = found.visit
    written = queries.hypotheses(viewer, visit)
    words = queries.focus(viewer, visit)
    return HypothesesPage(
        found,
        tuple(
            Thought(item, written.get(item.id), reverse("visits:hypothesis", args=[found.uuid, item.number]))
            for item in words.focuses
            if not item.dropped or item.id in written
        ),
        _may_write(visit),
        rules.may_share_hypotheses(
            comes=visit.comes,
            shared=visit.hypotheses_shared_at is not None,
            written=visit.hypotheses_begun,
            round_open=visit.round_open,
            signature_stands=visit.signature_stands,
        ),
        visit.hypotheses_shared_at,
        _how_long(settings.RETENTION[Kept.WORKING_NOTES], found.round).lower(),
        words.changes,
    )


def _may_write(visit: VisitFacts) -> Verdict:
    return rules.may_think_ahead(
        comes=visit.comes,
        shared=visit.focus_shared_at is not None,
        round_open=visit.round_open,
        signature_stands=visit.signature_stands,
    )


@dataclass(frozen=True, slots=True)
class HypothesisPage:
    around: AroundVisit
    focus: FocusFacts
    written: HypothesisFacts
    may_write: Verdict

    @property
    def readers(self) -> str:
        return self.around.readers(Artefact.HYPOTHESIS)


def hypothesis_page(viewer: Viewer, uuid: UUID, number: int) -> HypothesisPage:
    """Raises ``NotVisible``."""
    found = around(viewer, uuid)
    focus, written = find(viewer, found.visit, number)
    return HypothesisPage(found, focus, written, _may_write(found.visit))
