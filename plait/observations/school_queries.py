"""What is held about one school among what its reviewers noted on visits."""

from __future__ import annotations

from django.db.models import Count

from plait.domain.rights import Entry
from plait.domain.school_copy import Ground, HeldPart, Treatment
from plait.observations.models import Observation, SchoolWipe


def held_by_school(urn: int) -> tuple[HeldPart, ...]:
    """That the school's reviewers noted something, never a word of it; and what it asked of devices. Two queries."""
    rows = Observation.objects.filter(view__school_id=urn, gone_at__isnull=True)
    return (
        HeldPart(
            "observations",
            "What the school’s reviewers noted on visits",
            "Notes and photos of work on the way to a view. They are deleted some time after the round has closed.",
            Treatment.WITHHELD,
            (Ground.CONDUCT, Ground.PERSONAL),
            tuple(
                Entry(f"A note about {row.view.review.host.name}", row.view.review.round.title, row.received_at)
                for row in rows.select_related("view__review__host", "view__review__round").order_by("pk")
            ),
        ),
        HeldPart(
            "devices",
            "What the school asked of devices",
            "That notes about the school are wiped from phones and tablets, and how many devices have confirmed. "
            "Deleted with the notes.",
            Treatment.GIVEN,
            (),
            tuple(
                Entry(
                    "Asked that notes are wiped",
                    order.review.round.title,
                    order.asked_at,
                    (("Devices that have confirmed", str(order.count)),),
                )
                for order in SchoolWipe.objects.filter(review__host_id=urn)
                .select_related("review__round")
                .annotate(count=Count("confirmations"))
                .order_by("pk")
            ),
        ),
    )
