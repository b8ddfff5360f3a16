"""What one person noted on visits, for that person alone or for whoever answers their request."""

from __future__ import annotations

from plait.domain.observing import METHOD_WORDS, Method
from plait.domain.rights import Entry, Part
from plait.observations.models import Observation, SchoolWipe, WipeConfirmation


def held(person_id: int) -> tuple[Part, ...]:
    """Notes that the person made, what they asked of devices, and which of theirs confirmed. Three queries."""
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
                    METHOD_WORDS[Method(row.kind)],
                    f"about {row.view.review.host.name}, {row.view.review.round.title}",
                    row.received_at,
                    tuple(pair for pair in (("Where", row.place), ("Text", row.text)) if pair[1]),
                )
                for row in rows
            ),
        ),
        Part(
            "devices",
            "Notes on devices",
            "That you asked for your school that notes about it are wiped from devices, and that a device of yours "
            "has wiped such notes. The school reads a count alone; deleted with the notes.",
            (*_asked(person_id), *_confirmed(person_id)),
        ),
    )


def _asked(person_id: int) -> tuple[Entry, ...]:
    rows = SchoolWipe.objects.filter(asked_by_id=person_id).select_related("review__host", "review__round")
    return tuple(
        Entry("Asked that notes are wiped", f"{row.review.host.name}, {row.review.round.title}", row.asked_at, ())
        for row in rows.order_by("pk")
    )


def _confirmed(person_id: int) -> tuple[Entry, ...]:
    rows = WipeConfirmation.objects.filter(person_id=person_id)
    return tuple(
        Entry(
            "A device of yours wiped its notes",
            f"about {row.order.review.host.name}, {row.order.review.round.title}",
            row.confirmed_at,
            (("Number of the device", str(row.device)),),
        )
        for row in rows.select_related("order__review__host", "order__review__round").order_by("pk")
    )
