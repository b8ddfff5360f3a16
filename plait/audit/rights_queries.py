"""What the trail says that one person did, for that person alone or for whoever answers their request."""

from __future__ import annotations

from collections.abc import Mapping

from plait.audit.models import AuditEntry, Disclosure
from plait.domain.rights import Entry, Part, withheld
from plait.domain.school_copy import Ground, HeldPart, Treatment, person_at

ABOUT_OTHERS = frozenset({"invitation", "appointment"})
"""Kinds of entries whose texts are about somebody else."""
OWN_FACTS = frozenset({"role", "ends", "starts"})
BEFORE = withheld("what stood there before may be somebody else’s words")
OTHER = withheld("about another person")


def held(person_id: int) -> tuple[Part, ...]:
    """Every entry that the person caused, with what they put in and never what stood there before; and what the log of
    readers says of them. Two queries."""
    rows = AuditEntry.objects.filter(actor_id=person_id).order_by("at", "pk")
    return (
        Part(
            "trail",
            "What you did",
            "The trail of changes, so that it stays known who changed what. It is never altered.",
            tuple(
                Entry(
                    f"{row.action} {row.kind}",
                    f"school {row.school_urn}" if row.school_urn else "",
                    row.at,
                    _facts(row),
                )
                for row in rows.iterator()
            ),
        ),
        Part(
            "read",
            "What you read of other schools",
            "So that a school knows who outside it has read its work.",
            tuple(
                Entry(row.artefact, f"school {row.school_urn}", row.at, (("How", row.how),))
                for row in Disclosure.objects.filter(person_id=person_id).order_by("at", "pk")
            ),
        ),
    )


def _facts(row: AuditEntry) -> tuple[tuple[str, str], ...]:
    facts: list[tuple[str, str]] = []
    for name, (before, after) in row.changes.items():
        if row.kind in ABOUT_OTHERS and name not in OWN_FACTS:
            facts.append((name, OTHER))
            continue
        facts.append((name, str(after)))
        if before:
            facts.append((f"{name}, before", BEFORE))
    return tuple(facts)


def held_by_school(urn: int, places: Mapping[int, str]) -> tuple[HeldPart, ...]:
    """Who has read and who has changed a school's work, for its head or for whoever answers for it. Two queries.

    ``places``: where people hold a role, by their number; nobody is named.
    """
    read = Disclosure.objects.filter(school_urn=urn).order_by("at", "pk")
    changed = AuditEntry.objects.filter(school_urn=urn).order_by("at", "pk")
    return (
        HeldPart(
            "disclosure-log",
            "Who from outside has read the school’s work",
            "Reading by reading.",
            Treatment.GIVEN,
            (Ground.PERSONAL,),
            tuple(
                Entry(
                    row.artefact.capitalize(),
                    "",
                    row.at,
                    (
                        ("Who", person_at(places.get(row.person_id, "")) if row.person_id else row.label),
                        ("How", row.how),
                    ),
                )
                for row in read.iterator()
            ),
        ),
        HeldPart(
            "trail",
            "Who changed what",
            "Change by change. The words themselves stand in the other parts, as they are now.",
            Treatment.GIVEN,
            (Ground.PERSONAL,),
            tuple(
                Entry(
                    f"{kind}: {action}".capitalize(),
                    "",
                    at,
                    (("Who", person_at(places.get(actor_id, "")) if actor_id else "Plait by itself"),),
                )
                for action, kind, at, actor_id in changed.values_list("action", "kind", "at", "actor_id").iterator()
            ),
        ),
    )
