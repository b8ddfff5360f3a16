"""A partner's view of the host: its areas, one of them, and the check before it is handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from plait.domain.frameworks import Area, Framework, Level
from plait.domain.judgements import Answer, answer_key
from plait.domain.rounds import ReviewStage, minutes_left
from plait.domain.verdicts import NotVisible, Verdict
from plait.domain.viewer import Viewer
from plait.peerreview import note_queries, queries, rules
from plait.peerreview.facts import SavedPeerArea, ViewFacts, ViewWords
from plait.peerreview.pages.around import Around, around
from plait.peerreview.pages.host import HostSide, Neighbour, host_side, neighbours
from plait.peerreview.pages.notes import Notes, notes_of
from plait.selfevaluation.comment_queries import commenting
from plait.selfevaluation.pages.area import NO_LEVEL
from plait.selfevaluation.queries import Evaluation
from plait.selfevaluation.queries import get as evaluation_of

MINUTES_AN_AREA = 8


@dataclass(frozen=True, slots=True)
class Desk:
    """One partner's view with all that its pages draw from. ``evaluation`` is ``None`` until submitted."""

    around: Around
    facts: ViewFacts
    framework: Framework
    evaluation: Evaluation | None
    written: ViewWords
    may_write: Verdict
    may_hand_in: Verdict

    @property
    def school(self) -> str:
        return self.around.name(self.facts.urn)

    @property
    def urls(self) -> list[int]:
        return [self.around.review.id, self.facts.urn]

    @property
    def areas(self) -> tuple[Area, ...]:
        """The areas that this host looks at, in the framework's order."""
        mine = {saved.area_id for saved in self.written.areas}
        return tuple(area for area in self.framework.areas if area.id in mine)

    @property
    def open_areas(self) -> tuple[Area, ...]:
        """Those that still need a judgement before the view can be handed in."""
        return tuple(area for area in self.areas if area.scale and self.written.area(area.id).answer is None)

    @property
    def in_words(self) -> bool:
        return self.framework.words

    @property
    def empty(self) -> bool:
        """Whether nothing is written at all where the round is judged in words, so that there is nothing to hand in."""
        return self.in_words and not any(saved.said for saved in self.written.areas)

    def host_answer(self, area: Area) -> Answer:
        return self.evaluation.area(area.id).entry.answer if self.evaluation else None


def desk(viewer: Viewer, review_id: int, urn: int, *, statements: bool = True) -> Desk:
    """The view that the viewer's school ``urn`` writes. Raises ``NotVisible``. Seven queries at most.

    ``statements``: with what the host answered on each.
    """
    found = around(viewer, review_id)
    review = found.review
    facts = queries.own_view(viewer, review, urn)
    evaluation = None
    if review.stage is not ReviewStage.WAITING and facts.signature_stands and review.signature_stands:
        known = review.relations_to(viewer)
        evaluation = evaluation_of(viewer, review.evaluation_id, statements=statements, relations=known)
    judged_against = evaluation.framework if evaluation else queries.judged_against(review)
    handed_in = facts.handed_in_at is not None
    return Desk(
        around=found,
        facts=facts,
        framework=judged_against,
        evaluation=evaluation,
        written=queries.words(viewer, review, judged_against)[urn],
        may_write=rules.may_write_view(
            viewer,
            urn=urn,
            handed_in=handed_in,
            stage=review.stage,
            round_open=review.round_open,
            host_signed=review.signature_stands,
            own_signed=facts.signature_stands,
        ),
        may_hand_in=rules.may_hand_in(
            viewer,
            urn=urn,
            handed_in=handed_in,
            stage=review.stage,
            round_open=review.round_open,
            host_signed=review.signature_stands,
            own_signed=facts.signature_stands,
        ),
    )


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area in the list: what the host judged, what this partner judged."""

    title: str
    scale: tuple[Level, ...]
    host: Answer
    own: Answer
    state: str
    kind: str
    address: str
    hint: str
    """For an area without levels: how far the school itself is, or that it has none."""


def _hint(found: Desk, area: Area) -> str:
    if not found.in_words:
        return "This area has questions and no levels."
    host = found.around.host
    if found.evaluation and found.evaluation.area(area.id).entry.words.said:
        return f"{host} has written about it."
    return f"{host} wrote nothing about it."


def _rows(found: Desk) -> tuple[AreaRow, ...]:
    rows = []
    for area in found.areas:
        saved = found.written.area(area.id)
        if found.in_words:
            state, kind = ("Written", "done") if saved.said else ("Nothing written", "")
        elif saved.answer is not None or (not area.scale and saved.comment):
            state, kind = "Judged" if area.scale else "Written", "done"
        else:
            state, kind = ("Comment only", "") if saved.comment else ("To do", "next")
        rows.append(
            AreaRow(
                title=area.title,
                scale=area.scale.levels,
                host=found.host_answer(area),
                own=saved.answer,
                state=state,
                kind=kind if found.may_write or kind == "done" or found.in_words else "waiting",
                address=reverse("peerreview:view-area", args=[*found.urls, area.id]),
                hint=_hint(found, area),
            )
        )
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class ViewPage:
    """A partner's view: the list of its areas and how far it is."""

    desk: Desk
    rows: tuple[AreaRow, ...]
    notes: Notes | None

    @property
    def title(self) -> str:
        return f"How {self.desk.school} sees {self.desk.around.host}"

    @property
    def readers(self) -> str:
        return self.desk.around.readers_of_view(self.desk.facts.urn)

    @property
    def judged(self) -> int:
        return sum(row.kind == "done" for row in self.rows)

    @property
    def minutes(self) -> str:
        return minutes_left(len(self.rows) - self.judged, MINUTES_AN_AREA)

    @property
    def waiting(self) -> bool:
        """Whether the host has not submitted yet, so that there is nothing to look at."""
        return self.desk.evaluation is None

    @property
    def handed_in_at(self) -> datetime | None:
        return self.desk.facts.handed_in_at


def view_page(viewer: Viewer, review_id: int, urn: int) -> ViewPage:
    found = desk(viewer, review_id, urn, statements=False)
    return ViewPage(found, _rows(found), notes_of(viewer, found.around, found.facts))


@dataclass(frozen=True, slots=True)
class ViewAreaPage:
    """One area: what the host says of it, and what this partner says."""

    desk: Desk
    area: Area
    number: int
    host: HostSide
    saved: SavedPeerArea
    before: Neighbour | None
    after: Neighbour | None
    notes: bool
    """Whether the round's contract has notes that are the viewer's to read."""

    @property
    def readers(self) -> str:
        return self.desk.around.readers_of_view(self.desk.facts.urn)

    @property
    def address(self) -> str:
        return reverse("peerreview:view-area", args=[*self.desk.urls, self.area.id])

    @property
    def count(self) -> int:
        return len(self.desk.areas)

    @property
    def comments(self) -> str:
        """Where to ask the host about this area; empty where the round's contract lets nobody here."""
        found = self.desk.evaluation
        if found is None or not commenting(found.facts):
            return ""
        return reverse("selfevaluation:comments", args=[found.facts.id, self.area.id])

    @property
    def host_key(self) -> str:
        return answer_key(self.host.answer)

    @property
    def no_level(self) -> tuple[tuple[str, str], ...]:
        return NO_LEVEL

    @property
    def answer(self) -> str:
        return answer_key(self.saved.answer)

    @property
    def list_address(self) -> str:
        return reverse("peerreview:view", args=self.desk.urls)


def view_area_page(viewer: Viewer, found: Desk, area_id: str) -> ViewAreaPage:
    """The page of one area. Raises ``NotVisible`` if the host does not look at it, or has not submitted."""
    area = found.framework.area(area_id)
    if area is None or found.evaluation is None:
        raise NotVisible(area_id)
    saved = found.written.area(area_id)
    around_it = found.around
    before, after = neighbours(found.areas, area, "peerreview:view-area", *found.urls)
    return ViewAreaPage(
        desk=found,
        area=area,
        number=found.areas.index(area) + 1,
        host=host_side(viewer, found.evaluation, area, around_it.host, around_it.round.title),
        saved=saved,
        before=before,
        after=after,
        notes=note_queries.may_read(viewer, found.around.review, found.facts),
    )


@dataclass(frozen=True, slots=True)
class HandInPage:
    """The last look before a view is handed in."""

    desk: Desk
    rows: tuple[AreaRow, ...]
    open_areas: tuple[Neighbour, ...]

    @property
    def readers(self) -> str:
        return self.desk.around.readers_of_view(self.desk.facts.urn)

    @property
    def last(self) -> bool:
        """Whether this is the only view that is still out, so that everything opens at once."""
        review = self.desk.around.review
        return review.handed_in == len(review.views) - 1

    @property
    def faults(self) -> list[dict[str, str]]:
        """What is missing, for the error summary."""
        if self.desk.empty:
            return [{"text": "Nothing is written yet", "href": reverse("peerreview:view", args=self.desk.urls)}]
        return [{"text": f"{area.title} has no judgement yet", "href": area.address} for area in self.open_areas]

    @property
    def future_readers(self) -> str:
        return self.desk.around.everyone


def hand_in_page(viewer: Viewer, review_id: int, urn: int) -> HandInPage:
    found = desk(viewer, review_id, urn, statements=False)
    return HandInPage(
        found,
        _rows(found),
        tuple(
            Neighbour(area.id, area.title, reverse("peerreview:view-area", args=[*found.urls, area.id]))
            for area in found.open_areas
        ),
    )
