"""The working notes beside a view: the box on its page, and the question before they are deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse

from plait.domain.retention_table import notes_deleted_on, notes_period
from plait.domain.uploads import same_lines
from plait.domain.verdicts import NotVisible, StaleWrite, Verdict
from plait.domain.viewer import Viewer
from plait.domain.wording import reviewers_at
from plait.peerreview import note_queries, queries, rules
from plait.peerreview.facts import ViewFacts
from plait.peerreview.note_queries import SavedNote
from plait.peerreview.pages.around import Around, around
from plait.peerreview.pages.entry import Entry
from plait.selfevaluation.pages.area import Conflict, Side


@dataclass(frozen=True, slots=True)
class Notes:
    """Working notes with what is said of them. ``entry`` is what the box holds."""

    around: Around
    facts: ViewFacts
    saved: SavedNote
    entry: Entry
    may_write: Verdict

    @property
    def school(self) -> str:
        return self.around.name(self.facts.urn)

    @property
    def readers(self) -> str:
        return f"only {reviewers_at([self.school])}, who write this view"

    @property
    def deleted_on(self) -> date | None:
        """``None`` while the round is open: the day is counted from its close."""
        return notes_deleted_on(self.around.round.definition, self.around.round.closed_on, settings.RETENTION)

    @property
    def when(self) -> str:
        """When they are deleted, while nobody can name the day yet."""
        period = notes_period(self.around.round.definition, settings.RETENTION)
        return f"{period.words} after this round closes" if period.length else "when this round closes"

    @property
    def urls(self) -> list[int]:
        return [self.around.review.id, self.facts.urn]

    @property
    def address(self) -> str:
        return reverse("peerreview:notes", args=self.urls)

    @property
    def view_address(self) -> str:
        return f"{reverse('peerreview:view', args=self.urls)}#notes"


def notes_of(viewer: Viewer, found: Around, facts: ViewFacts) -> Notes | None:
    """The working notes of a view; ``None`` where the round's contract has none for this viewer. One query."""
    review = found.review
    if not note_queries.may_read(viewer, review, facts):
        return None
    saved = note_queries.note(viewer, review, facts)
    verdict = rules.may_keep_notes(
        viewer,
        urn=facts.urn,
        round_open=review.round_open,
        host_signed=review.signature_stands,
        own_signed=facts.signature_stands,
    )
    return Notes(found, facts, saved, Entry("", saved.text, saved.version), verdict)


def notes_page(viewer: Viewer, review_id: int, urn: int) -> Notes:
    """The same by numbers. Raises ``NotVisible``. Five queries."""
    found = around(viewer, review_id)
    notes = notes_of(viewer, found, queries.own_view(viewer, found.review, urn))
    if notes is None:
        raise NotVisible(f"working notes of {urn} in peer review {review_id}")
    return notes


def conflict_of_notes(stale: StaleWrite, sent: str, saved: SavedNote) -> Conflict:
    """Both texts, where somebody saved or deleted the notes first."""
    side = Side("Working notes", same_lines(sent), stale.theirs["text"])
    return Conflict(saved.saved_by or "Somebody", saved.saved_at, stale.version, (side,))
