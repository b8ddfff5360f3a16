"""The conversation: where everyone stands, area by area, and what is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from django.urls import reverse

from plait.domain.frameworks import Area, Labels
from plait.domain.judgements import NO_WORDS, Answer, Words, answer_label
from plait.domain.rounds import ReviewStage
from plait.domain.side_by_side import same_words, steps_between
from plait.domain.verdicts import Verdict, require
from plait.domain.viewer import Viewer
from plait.domain.wording import counted, opening
from plait.peerreview import queries, rules
from plait.peerreview.facts import ChallengeRecord, ReviewFacts, ViewWords, said_of
from plait.peerreview.pages.around import Around, around_review
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
        """Areas that need a record and have none yet: with a scale, or on which somebody has written something."""
        return tuple(
            area for area in self.areas if area.id not in self.records and (area.scale or self.talked_of(area))
        )

    @property
    def in_words(self) -> bool:
        return self.evaluation.framework.words

    @property
    def labels(self) -> Labels:
        return self.evaluation.framework.labels

    def said_of_record(self, area: Area) -> str:
        """What was decided on an area, in a few words; empty where nothing was."""
        own = self.evaluation.area(area.id).entry.words if self.in_words else None
        return record_words(self.records[area.id], own) if area.id in self.records else ""

    def talked_of(self, area: Area) -> bool:
        """Whether either side has said something of the area in words."""
        return said_of(self.evaluation.area(area.id).entry.words, area.id, self.views).said

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
    found = around_review(viewer, review)
    verdict = rules.may_challenge(viewer, host_urn=review.host_urn, stage=review.stage, round_open=review.round_open)
    require(rules.may_read_challenge(review.stage))
    evaluation = evaluation_of(viewer, review.evaluation_id, relations=review.relations_to(viewer))
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


def marks_of(found: Table, area: Area) -> tuple[Mark, ...]:
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
    words: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class ChallengeRow:
    area: Area
    marks: tuple[Mark, ...]
    apart: str
    reasons: tuple[Reason, ...]
    record: str
    address: str
    silent: bool
    """Nobody has said anything of the area in a round that is judged in words, so nothing has to be recorded."""
    rank: tuple[int, int]
    """Sorts what lies furthest apart first."""


def _shortened(text: str) -> str:
    flat = " ".join(text.split())
    if len(flat) <= EXCERPT:
        return flat
    return f"{flat[:EXCERPT].rsplit(' ', 1)[0]} …"


def record_words(record: ChallengeRecord, own: Words | None = None) -> str:
    """``Kept at Secure`` or ``Changed from Secure to Expanding``; ``own``: the school's words, where the round has
    no levels."""
    if own is not None:
        return "The school’s own words stand" if same_words(own, record.words) else "Agreed in other words"
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

    def short(words: Words) -> Words:
        return Words(_shortened(words.strengths), _shortened(words.consider), words.beside)

    silent = found.in_words and not record and not found.talked_of(area)
    return ChallengeRow(
        area=area,
        marks=marks_of(found, area),
        apart=apart_words(area, own, seen),
        reasons=(
            Reason(
                "self",
                found.around.host,
                answer_label(own) if area.scale else "",
                _shortened(entry.all_evidence),
                short(entry.words),
            ),
            *(
                Reason(
                    "peer",
                    found.around.name(view.facts.urn),
                    answer_label(view.area(area.id).answer) if area.scale else "",
                    _shortened(view.area(area.id).comment),
                    short(view.area(area.id).words),
                )
                for view in found.views
            ),
        ),
        record=found.said_of_record(area),
        address=reverse("peerreview:challenge-area", args=[found.around.review.id, area.id]),
        silent=silent,
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
        if self.table.in_words:
            return ""
        if self.order is Order.APART:
            return "Sorted by how far apart the judgements are: the furthest apart first."
        return "Sorted as in the framework."

    @property
    def spoken(self) -> tuple[ChallengeRow, ...]:
        """The areas that there is something to say about."""
        return tuple(row for row in self.rows if not row.silent)

    @property
    def silent(self) -> tuple[ChallengeRow, ...]:
        return tuple(row for row in self.rows if row.silent)

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
    chosen = Order.FRAMEWORK if order == Order.FRAMEWORK.value or found.in_words else Order.APART
    if chosen is Order.APART:
        rows = tuple(sorted(rows, key=lambda row: row.rank))
    return ChallengePage(found, chosen, rows)
