"""Which reports one school has released, for its head or for whoever answers for the school."""

from __future__ import annotations

from plait.domain.releases import READERS
from plait.domain.rights import Entry
from plait.domain.school_copy import Ground, HeldPart, Treatment
from plait.domain.visibility import Relation
from plait.reports.models import Release


def released_rounds(urn: int) -> frozenset[int]:
    """The rounds in which the school has released its report. One query."""
    return frozenset(Release.objects.filter(school_id=urn).values_list("round_id", flat=True))


def held_by_school(urn: int) -> tuple[HeldPart, ...]:
    """Each version, and whom it was released to. Two queries."""
    rows = Release.objects.filter(school_id=urn).select_related("round").prefetch_related("audiences")
    return (
        HeldPart(
            "reports",
            "Released reports",
            "Files in several formats. Their words are in the other parts; no machine takes names out of a file.",
            Treatment.LISTED,
            (Ground.ELSEWHERE, Ground.PERSONAL),
            tuple(
                Entry(
                    f"Report version {row.number}, released to "
                    + ", ".join(READERS[Relation(item.relation)] for item in row.audiences.all()),
                    row.round.title,
                    row.released_at,
                )
                for row in rows.order_by("released_at", "pk")
            ),
        ),
    )
