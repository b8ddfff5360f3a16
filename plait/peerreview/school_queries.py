"""What partners said of one school and what it said of them, for its head or for whoever answers for the school.

Words of partners are handed out only for rounds whose report the school has released: until then partners gave them in
confidence, and before every view is in nobody may even know whose are there.
"""

from __future__ import annotations

from collections.abc import Collection

from plait.domain.frameworks import Area, Framework, Labels
from plait.domain.judgements import Words, answer_from_key, answer_label
from plait.domain.rights import Entry
from plait.domain.school_copy import Ground, HeldPart, Treatment
from plait.frameworks.queries import framework
from plait.partnerships.queries import definition_of
from plait.peerreview.models import Challenge, PeerJudgement, PeerReview, PeerView, WorkingNote


def held_by_school(urn: int, released: Collection[int]) -> tuple[HeldPart, ...]:
    """``released``: rounds in which the school has released a report. Six queries, and one for each framework version.

    What is still in confidence is told by the fact that partners were asked, which the school knows from its round;
    never by how many have answered.
    """
    reviews = PeerReview.objects.filter(host_id=urn).select_related("round").order_by("round__opened_on", "pk")
    kept = [row for row in reviews if row.round_id not in released]
    own = PeerView.objects.filter(school_id=urn).select_related("review__host", "review__round").order_by("pk")
    notes = WorkingNote.objects.filter(view__school_id=urn).select_related("view__review__host", "view__review__round")
    return (
        _views(urn, released),
        HeldPart(
            "views-in-confidence",
            "What partners say of the school, not released",
            "Their words are not in this copy, whether or not there are any yet.",
            Treatment.WITHHELD,
            (Ground.CONDUCT, Ground.PERSONAL, Ground.CONFIDENCE),
            tuple(Entry("Views of partners, and what was agreed after talking", row.round.title) for row in kept),
        ),
        _record(urn, released),
        HeldPart(
            "own-views",
            "What the school says of its partners",
            "Written under an agreement on who sees it; about schools that have not released it.",
            Treatment.WITHHELD,
            (Ground.CONDUCT, Ground.PERSONAL),
            tuple(Entry(f"View of {row.review.host.name}", row.review.round.title, row.handed_in_at) for row in own),
        ),
        HeldPart(
            "working-notes",
            "Working notes of the school’s reviewers",
            "Notes of individuals on the way to a view. They are deleted some time after the round has closed.",
            Treatment.WITHHELD,
            (Ground.CONDUCT, Ground.PERSONAL),
            tuple(
                Entry(f"Working notes about {row.view.review.host.name}", row.view.review.round.title, row.saved_at)
                for row in notes.order_by("pk")
            ),
        ),
    )


def _views(urn: int, released: Collection[int]) -> HeldPart:
    rows = list(
        PeerJudgement.objects.filter(
            view__review__host_id=urn, view__review__round_id__in=released, view__handed_in_at__isnull=False
        )
        .select_related("view__school", "view__review__round", "view__review__evaluation")
        .order_by("view__review__round__opened_on", "view_id", "pk")
    )
    areas = _Areas()
    return HeldPart(
        "views",
        "What partners said of the school, in rounds whose report it has released",
        "If the report went to named people only, a partner may still count on your confidence: ask before you pass "
        "this on.",
        Treatment.GIVEN,
        (Ground.PERSONAL, Ground.CONFIDENCE),
        tuple(
            Entry(
                areas.title(row.view.review, row.area),
                f"{row.view.school.name}, {row.view.review.round.title}",
                row.view.handed_in_at,
                tuple(
                    (label, text)
                    for label, text in (
                        ("Judgement", areas.label(row.view.review, row.area, row.answer)),
                        (areas.labels(row.view.review).strengths, row.strengths),
                        (areas.labels(row.view.review).consider, row.consider),
                        ("Beside the school’s own view", Words(beside=row.beside).beside_words),
                        ("Comment", row.comment),
                    )
                    if text
                ),
            )
            for row in rows
        ),
    )


def _record(urn: int, released: Collection[int]) -> HeldPart:
    rows = list(
        Challenge.objects.filter(review__host_id=urn, review__round_id__in=released)
        .select_related("review__round", "review__evaluation")
        .order_by("review__round__opened_on", "pk")
    )
    areas = _Areas()
    return HeldPart(
        "challenge",
        "What was agreed after talking, in rounds whose report the school has released",
        "Kept or changed, and why.",
        Treatment.GIVEN,
        (Ground.PERSONAL,),
        tuple(
            Entry(
                areas.title(row.review, row.area),
                row.review.round.title,
                row.recorded_at,
                tuple(
                    (label, text)
                    for label, text in (
                        ("Before", areas.label(row.review, row.area, row.before)),
                        ("Agreed", areas.label(row.review, row.area, row.agreed)),
                        (areas.labels(row.review).strengths, row.strengths),
                        (areas.labels(row.review).consider, row.consider),
                        ("Why", row.reason),
                    )
                    if text
                ),
            )
            for row in rows
        ),
    )


class _Areas:
    """Titles and levels of areas, with each framework version read once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Framework] = {}

    def _area(self, review: PeerReview, area_id: str) -> Area | None:
        key = (review.evaluation.framework_id, review.evaluation.framework_version)
        if key not in self._found:
            self._found[key] = framework(*key)
        return self._found[key].area(area_id)

    def title(self, review: PeerReview, area_id: str) -> str:
        area = self._area(review, area_id)
        return area.title if area else area_id

    def labels(self, review: PeerReview) -> Labels:
        """The programme's words for strengths and areas to consider."""
        return definition_of(review.round.definition).labels

    def label(self, review: PeerReview, area_id: str, key: str) -> str:
        """A level in words; nothing in a round that is judged without levels."""
        if definition_of(review.round.definition).in_words:
            return ""
        area = self._area(review, area_id)
        return answer_label(answer_from_key(area.scale, key)) if area and key else ""
