"""Items that one person added, for that person; and what one school keeps, for its head or whoever answers for it."""

from __future__ import annotations

from django.db.models import Q

from plait.domain.evidence import ItemWords, words_from_data
from plait.domain.rights import Entry, Part, withheld
from plait.domain.school_copy import Ground, HeldPart, Treatment
from plait.domain.visibility import Phase
from plait.evidence.models import EvidenceItem, EvidenceUse
from plait.evidence.queries import words_of

CHANGED = withheld("changed since, perhaps by somebody else; what you wrote is under “What you did”")


def held(person_id: int) -> tuple[Part, ...]:
    """Items that the person added; the words only while nobody has changed them since. One query."""
    rows = EvidenceItem.objects.filter(added_by_id=person_id).order_by("added_at", "pk").select_related("school")
    return (
        Part(
            "evidence-library",
            "Items that you added to an evidence library",
            "They are your school’s; your name says who added them.",
            tuple(
                Entry(
                    words_of(row).kind.label,
                    row.school.name,
                    row.added_at,
                    (
                        ("Title", row.title if row.version == 1 else CHANGED),
                        ("What it shows", row.shows if row.version == 1 else CHANGED),
                        ("File", row.file_name),
                    ),
                )
                for row in rows
            ),
        ),
    )


def held_by_school(urn: int) -> tuple[HeldPart, ...]:
    """What was attached to submitted evaluations, as it was then, and the rest of the library by its titles. Two
    queries."""
    uses = EvidenceUse.objects.filter(school_id=urn, state=Phase.SUBMITTED.value).order_by("pk").select_related("round")
    rest = EvidenceItem.objects.filter(~Q(uses__state=Phase.SUBMITTED.value), school_id=urn).order_by("added_at", "pk")
    return (
        HeldPart(
            "evidence-attached",
            "Evidence that was attached to submitted self-evaluations",
            "What stood beside the judgements; files by their names. Take a copy of a file from the library.",
            Treatment.GIVEN,
            (Ground.PERSONAL,),
            tuple(_entry(words_from_data(row.as_submitted or {}), row.round.title, row) for row in uses),
        ),
        HeldPart(
            "evidence-library",
            "The rest of the evidence library",
            "Working material that only the headteacher and senior leaders see.",
            Treatment.WITHHELD,
            (Ground.CONDUCT, Ground.PERSONAL),
            tuple(Entry(f"{words_of(row).kind.label}: {row.title}", "", row.added_at) for row in rest),
        ),
    )


def _entry(words: ItemWords, round_title: str, row: EvidenceUse) -> Entry:
    facts = (
        ("What it shows", words.shows),
        ("From when", words.effective_on.isoformat()),
        ("How far it goes", words.strength.label),
        ("What makes us say so", words.reason),
        ("Address", words.address),
        ("File", words.file_name),
    )
    title = f"{words.kind.label}: {words.title}"
    return Entry(title, round_title, row.attached_at, tuple((label, text) for label, text in facts if text))
