"""What one person led, took part in, wrote or answered in workshops; and what a school holds of them."""

from __future__ import annotations

from plait.domain.rights import Entry, Part
from plait.domain.school_copy import SOMEBODY, Ground, HeldPart, Treatment
from plait.domain.workshops import KIND_WORDS, OUTCOME_WORDS, Outcome, StaffKind
from plait.workshops.models import Card, ImpactAnswer, Participant, Vote, Workshop


def held(person_id: int) -> tuple[Part, ...]:
    """Five queries."""
    led = Workshop.objects.filter(leader_id=person_id).select_related("school", "round").order_by("pk")
    part = Participant.objects.filter(person_id=person_id).order_by("pk")
    cards = Card.objects.filter(author_id=person_id).order_by("pk")
    votes = Vote.objects.filter(person_id=person_id).order_by("pk")
    answers = ImpactAnswer.objects.filter(answered_by_id=person_id).order_by("pk")
    school = "workshop__school", "workshop__round"
    return (
        Part(
            "workshops",
            "Workshops that you led or took part in",
            "Your school says who takes part; nobody is shown who wrote a card or gave a vote.",
            (
                *(Entry("You lead", _where(row), row.set_at, (("Day", str(row.held_on)),)) for row in led),
                *(
                    Entry("You take part", _where(row.workshop), None, (("As", KIND_WORDS[StaffKind(row.kind)]),))
                    for row in part.select_related(*school)
                ),
                *(
                    Entry("Card", _where(row.workshop), row.written_at, (("Text", row.text),))
                    for row in cards.select_related(*school)
                ),
                *(
                    Entry("Vote for a card", _where(row.card.workshop))
                    for row in votes.select_related(*(f"card__{name}" for name in school))
                ),
                *(
                    Entry(
                        "What came of an action",
                        _where(row.workshop),
                        row.answered_at,
                        (
                            ("How far", OUTCOME_WORDS[Outcome(row.outcome)]),
                            ("What is different", row.different),
                            ("For whom", row.whom),
                            ("How you know", row.know),
                        ),
                    )
                    for row in answers.select_related(*school)
                ),
            ),
        ),
    )


def _where(row: Workshop) -> str:
    return f"{row.school.name}, {row.round.title}"


def held_by_school(urn: int) -> tuple[HeldPart, ...]:
    """What one school holds of its workshops, and what came of its actions. Three queries."""
    rows = Workshop.objects.filter(school_id=urn).select_related("round").order_by("pk")
    cards = Card.objects.filter(workshop__school_id=urn).select_related("workshop__round")
    answers = ImpactAnswer.objects.filter(workshop__school_id=urn).select_related("workshop__round").order_by("pk")
    return (
        HeldPart(
            "workshops",
            "Workshops",
            "What people of the school said so that they could speak freely with each other.",
            Treatment.WITHHELD,
            (Ground.CONDUCT,),
            (
                *(Entry("Workshop", row.round.title, row.set_at) for row in rows),
                *(Entry("Card", row.workshop.round.title, row.written_at) for row in cards),
            ),
        ),
        HeldPart(
            "impact",
            "What came of the actions",
            "What the school said some months on.",
            Treatment.GIVEN,
            (Ground.PERSONAL,),
            tuple(
                Entry(
                    "Answer",
                    row.workshop.round.title,
                    row.answered_at,
                    (
                        ("How far", OUTCOME_WORDS[Outcome(row.outcome)]),
                        ("What is different", row.different),
                        ("For whom", row.whom),
                        ("How the school knows", row.know),
                        ("Said by", SOMEBODY),
                    ),
                )
                for row in answers
            ),
        ),
    )
