"""What one person noted on visits, for that person alone or for whoever answers their request."""

from __future__ import annotations

from plait.domain.observing import ACTIVITY_WORDS, ActivityKind
from plait.domain.rights import Entry, Part
from plait.observations.models import Observation


def held(person_id: int) -> tuple[Part, ...]:
    """Notes that the person made. One query."""
    rows = (
        Observation.objects.filter(author_id=person_id, gone_at__isnull=True)
        .select_related("view__review__host", "view__review__round")
        .order_by("received_at", "pk")
    )
    return (
        Part(
            "observations",
            "What you noted on visits",
            "For those who write a view with you; deleted with the working notes. Photos of work are not in this copy: "
            "you find them beside the note.",
            tuple(
                Entry(
                    ACTIVITY_WORDS[ActivityKind(row.kind)],
                    f"about {row.view.review.host.name}, {row.view.review.round.title}",
                    row.received_at,
                    tuple(pair for pair in (("Where", row.place), ("Text", row.text)) if pair[1]),
                )
                for row in rows
            ),
        ),
    )
