"""The conversation: where everyone stands, area by area, and what is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import combinations

from django.urls import reverse

from plait.domain.frameworks import Area
from plait.domain.judgements import Answer, answer_key, answer_label
from plait.domain.rounds import ReviewStage
from plait.domain.side_by_side import steps_between
from plait.domain.verdicts import NotVisible, Verdict, require
from plait.domain.viewer import Viewer
from plait.domain.wording import counted, opening, steps_apart
from plait.peerreview import queries, rules
from plait.peerreview.pages.around import Around, around_review
from plait.peerreview.pages.host import HostSide, Neighbour, host_side, neighbours
from plait.peerreview.queries import ChallengeRecord, ReviewFacts, ViewWords
from plait.selfevaluation.queries import Evaluation
from plait.selfevaluation.queries import get as evaluation_of

EXCERPT = 280


class Order(StrEnum):
    """How the areas are sorted."""

    APART = "apart"
    FRAMEWORK = "framework"


@dataclass(frozen=True, slots=True)
class Table:
    """Everything on the table in one conversation. Only built once every view is in."""

    around: Around
    evaluation: Evaluation
    views: tuple[ViewWords, ...]
    records: dict[str, ChallengeRecord]
    may_record: Verdict

    @property
    def areas(self) -> tuple[Area, ...]:
        mine = {saved.entry.area_id for saved in self.evaluation.areas}
        return tuple(area for area in self.evaluation.framework.areas if area.id in mine)

    @property
    def open_areas(self) -> tuple[Area, ...]:
        """Areas with a scale that have no record yet."""
        return tuple(area for area in self.areas if area.scale and area.id not in self.records)

    def own(self, area: Area) -> Answer:
        return self.evaluation.area(area.id).entry.answer

    def seen(self, area: Area) -> list[Answer]:
        return [view.area(area.id).answer for view in self.views]

    @property
    def unquestioned(self) -> int:
        """How many open areas every partner saw as the school does."""
        return sum(rules.unquestioned(self.own(area), self.seen(area)) for area in self.open_areas)


def table(viewer: Viewer, review: ReviewFacts) -> Table:
    """``review`` as the viewer found it. Raises ``Refused`` while a view is still out. Eight queries."""
    found = around_review(review)
    verdict = rules.may_challenge(viewer, host_urn=review.host_urn, stage=review.stage, round_open=review.round_open)
    require(rules.may_read_challenge(review.stage))
    evaluation = evaluation_of(viewer, review.evaluation_id)
    views = queries.words(viewer, review, evaluation.framework)
    return Table(
        around=found,
        evaluation=evaluation,
        views=tuple(views[urn] for urn in found.partners),
        records=queries.challenges(viewer, review, evaluation.framework),
        may_record=verdict,
    )


Mark = tuple[str, Answer, str]
"""Voice (``self``, ``peer``, ``agreed``), answer and whose it is: what a position row shows."""


def _marks(found: Table, area: Area) -> tuple[Mark, ...]:
    marks: list[Mark] = [("self", found.own(area), found.around.host)]
    marks += [("peer", view.area(area.id).answer, found.around.name(view.facts.urn)) for view in found.views]
    record = found.records.get(area.id)
    return (*marks, ("agreed", record.agreed, "Agreed")) if record else tuple(marks)


def _furthest(area: Area, answers: Sequence[Answer]) -> int:
    """Steps between the two that are furthest apart on the scale; 0 where nothing can be compared."""
    steps = [steps_between(area.scale, one, other) for one, other in combinations(answers, 2)]
    return max((abs(step) for step in steps if step is not None), default=0)


def apart_words(area: Area, own: Answer, seen: Sequence[Answer]) -> str:
    """How far apart the judgements lie, in a few words."""
    furthest = _furthest(area, [own, *seen])
    if furthest:
        return f"{opening(counted(furthest, 'level'))} apart"
    if own is not None and all(answer == own for answer in seen):
        return f"Everyone says {answer_label(own)}"
    return "Not everyone gives a level" if area.scale else ""


@dataclass(frozen=True, slots=True)
class Reason:
    """What somebody gives as grounds, shortened for the overview."""

    voice: str
    who: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class ChallengeRow:
    area: Area
    marks: tuple[Mark, ...]
    apart: str
    reasons: tuple[Reason, ...]
    record: str
    address: str
    rank: tuple[int, int]
    """Sorts what lies furthest apart first."""


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    if len(flat) <= EXCERPT:
        return flat
    return f"{flat[:EXCERPT].rsplit(' ', 1)[0]} …"


def record_words(record: ChallengeRecord) -> str:
    """``Kept at Secure`` or ``Changed from Secure to Expanding``."""
    if record.agreed is None:
        return "Recorded"
    if not record.changed:
        return f"Kept at {answer_label(record.agreed)}"
    if record.before is None:
        return f"Settled at {answer_label(record.agreed)}"
    return f"Changed from {answer_label(record.before)} to {answer_label(record.agreed)}"


def _row(found: Table, area: Area) -> ChallengeRow:
    own, seen = found.own(area), found.seen(area)
    record = found.records.get(area.id)
    entry = found.evaluation.area(area.id).entry
    return ChallengeRow(
        area=area,
        marks=_marks(found, area),
        apart=apart_words(area, own, seen),
        reasons=(
            Reason("self", found.around.host, answer_label(own) if area.scale else "", _shortened(entry.evidence)),
            *(
                Reason(
                    "peer",
                    found.around.name(view.facts.urn),
                    answer_label(view.area(area.id).answer) if area.scale else "",
                    _shortened(view.area(area.id).comment),
                )
                for view in found.views
            ),
        ),
        record=record_words(record) if record else "",
        address=reverse("peerreview:challenge-area", args=[found.around.review.id, area.id]),
        rank=(-_furthest(area, [own, *seen]), -sum(answer != own for answer in seen)),
    )


@dataclass(frozen=True, slots=True)
class ChallengePage:
    """All areas of the conversation."""

    table: Table
    order: Order
    rows: tuple[ChallengeRow, ...]

    @property
    def sorted_words(self) -> str:
        if self.order is Order.APART:
            return "Sorted by how far apart the judgements are: the furthest apart first."
        return "Sorted as in the framework."

    @property
    def agreed(self) -> bool:
        return self.table.around.review.stage is ReviewStage.AGREED

    @property
    def recorded(self) -> int:
        return len(self.table.records)


def challenge_page(viewer: Viewer, review: ReviewFacts, order: str) -> ChallengePage:
    """``order`` as it stands in the address; anything unknown means furthest apart first."""
    found = table(viewer, review)
    rows = tuple(_row(found, area) for area in found.areas)
    chosen = Order.FRAMEWORK if order == Order.FRAMEWORK.value else Order.APART
    if chosen is Order.APART:
        rows = tuple(sorted(rows, key=lambda row: row.rank))
    return ChallengePage(found, chosen, rows)


@dataclass(frozen=True, slots=True)
class PeerSide:
    """What one partner says of one area, set beside the host's own judgement."""

    school: str
    answer: Answer
    beside: str
    comment: str


@dataclass(frozen=True, slots=True)
class Mile:
    """One step in the story of a judgement."""

    voice: str
    title: str
    who: str
    when: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class ChallengeAreaPage:
    """One area of the conversation: both sides, what was decided, and by whom."""

    table: Table
    area: Area
    number: int
    marks: tuple[Mark, ...]
    host: HostSide
    peers: tuple[PeerSide, ...]
    record: ChallengeRecord | None
    trail: tuple[Mile, ...]
    before: Neighbour | None
    after: Neighbour | None

    @property
    def own(self) -> Answer:
        return self.host.answer

    @property
    def own_key(self) -> str:
        return answer_key(self.own)

    @property
    def address(self) -> str:
        return reverse("peerreview:challenge-area", args=[self.table.around.review.id, self.area.id])

    @property
    def count(self) -> int:
        return len(self.table.areas)

    @property
    def reason_hint(self) -> str:
        """What the reason is for, given how the partners saw it."""
        wanted = rules.reason_wanted(self.own, self.own, self.table.seen(self.area))
        if wanted:
            return "What decided it? Needed here, because not everyone saw it the same."
        return "What decided it? You can leave this empty if the judgement is kept."

    @property
    def version(self) -> int:
        """The version that a record made on this page stands on; 0 while there is none."""
        return self.record.version if self.record else 0

    @property
    def agreed_key(self) -> str:
        return answer_key(self.record.agreed) if self.record else ""


def _beside(area: Area, own: Answer, seen: Answer) -> str:
    steps = steps_between(area.scale, own, seen)
    if steps is None:
        return ""
    return "The same as the school’s own" if steps == 0 else f"{opening(steps_apart(steps))} than the school’s own"


def _trail(found: Table, area: Area) -> tuple[Mile, ...]:
    around_it, facts = found.around, found.evaluation.facts
    miles = [
        Mile(
            "self",
            f"{around_it.host}: {answer_label(found.own(area))}" if area.scale else around_it.host,
            facts.submitted_by,
            facts.submitted_at,
            "Submitted",
        )
    ]
    for view in found.views:
        said, school = view.area(area.id).answer, around_it.name(view.facts.urn)
        miles.append(
            Mile(
                "peer",
                f"{school}: {answer_label(said)}" if area.scale else school,
                view.facts.handed_in_by,
                view.facts.handed_in_at,
                "Handed in",
            )
        )
    record = found.records.get(area.id)
    if record:
        miles.append(Mile("agreed", record_words(record), record.recorded_by, record.recorded_at, record.reason))
    if around_it.review.agreed_at:
        miles.append(
            Mile(
                "agreed",
                "Agreed, together with all other areas",
                around_it.review.agreed_by,
                around_it.review.agreed_at,
                "",
            )
        )
    return tuple(miles)


def challenge_area_page(viewer: Viewer, review: ReviewFacts, area_id: str) -> ChallengeAreaPage:
    found = table(viewer, review)
    area = next((one for one in found.areas if one.id == area_id), None)
    if area is None:
        raise NotVisible(area_id)
    own = found.own(area)
    before, after = neighbours(found.areas, area, "peerreview:challenge-area", review.id)
    return ChallengeAreaPage(
        table=found,
        area=area,
        number=found.areas.index(area) + 1,
        marks=_marks(found, area),
        host=host_side(found.evaluation, area, found.around.host, found.around.round.title),
        peers=tuple(
            PeerSide(
                found.around.name(view.facts.urn),
                view.area(area_id).answer,
                _beside(area, own, view.area(area_id).answer),
                view.area(area_id).comment,
            )
            for view in found.views
        ),
        record=found.records.get(area_id),
        trail=_trail(found, area),
        before=before,
        after=after,
    )
