"""Actions that one person added, for that person alone or for whoever answers their request."""

from __future__ import annotations

from plait.actionplans.models import Action
from plait.domain.rights import Entry, Part, withheld
from plait.domain.school_copy import SOMEBODY, Ground, HeldPart, Treatment

CHANGED = withheld("changed since, perhaps by somebody else; what you wrote is under “What you did”")


def held(person_id: int) -> tuple[Part, ...]:
    """Actions that the person added; the words only while nobody has changed them since. One query."""
    rows = Action.objects.filter(added_by_id=person_id).order_by("added_at", "pk").select_related("school", "round")
    return (
        Part(
            "actions",
            "Actions that you added",
            "It is your school’s plan; your name says who added them.",
            tuple(
                Entry(
                    f"Action {row.number}",
                    f"{row.school.name}, {row.round.title}",
                    row.added_at,
                    (
                        ("Text", row.text if row.version == 1 else CHANGED),
                        ("Success measure", row.success_measure if row.version == 1 else CHANGED),
                    ),
                )
                for row in rows
            ),
        ),
    )


def held_by_school(urn: int) -> tuple[HeldPart, ...]:
    """What one school set out to do, for its head or for whoever answers for it. One query."""
    rows = Action.objects.filter(school_id=urn).order_by("round__opened_on", "number").select_related("round")
    return (
        HeldPart(
            "actions",
            "Actions",
            "What the school set out to do.",
            Treatment.GIVEN,
            (Ground.PERSONAL,),
            tuple(
                Entry(
                    f"Action {row.number}",
                    row.round.title,
                    row.added_at,
                    (
                        ("Text", row.text),
                        ("Who sees to it", SOMEBODY),
                        ("By when", str(row.due)),
                        ("Success measure", row.success_measure),
                        ("State", row.state),
                    ),
                )
                for row in rows
            ),
        ),
    )
