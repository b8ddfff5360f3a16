"""What one person said of themselves as a reviewer, for that person alone or for whoever answers their request."""

from __future__ import annotations

from django.db.models import Q

from plait.adapters.framework_files import find
from plait.adapters.vignette_files import all_sets
from plait.domain.reviewers import PHASES, Span, away_in_words
from plait.domain.rights import Entry, Part, withheld
from plait.domain.school_copy import Ground, HeldPart, Treatment
from plait.domain.wording import day_in_words, listed
from plait.reviewers.models import CalibrationTurn, DeclaredConflict, Reviewer, SchoolConflict

ANOTHER = withheld("another person’s name")
IN_CONFIDENCE = withheld("told to the partnership’s lead in confidence; ask them, who will weigh it with the school")


def held(person_id: int) -> tuple[Part, ...]:
    """Profiles in pools, trainings that the person confirmed for others (without names), declared conflicts, that
    schools asked for somebody else (never why), whom they named for a school (without names), and cases that they
    judged. Five queries.
    """
    own = Reviewer.objects.filter(person_id=person_id).select_related("partnership").order_by("pk")
    confirmed = Reviewer.objects.filter(confirmed_by_id=person_id).select_related("partnership").order_by("pk")
    conflicts = DeclaredConflict.objects.filter(reviewer__person_id=person_id).order_by("pk")
    of_schools = list(
        SchoolConflict.objects.filter(Q(person_id=person_id) | Q(made_by_id=person_id))
        .select_related("school")
        .order_by("pk")
    )
    judged = CalibrationTurn.objects.filter(person_id=person_id).order_by("pk")
    return (
        Part(
            "reviewer",
            "You as a reviewer",
            "So that you can be asked to review a school that suits you. Those who lead the partnership read it.",
            (
                *(Entry("Profile", row.partnership.name, row.saved_at, _facts(row)) for row in own),
                *(
                    Entry("Training that you confirmed", row.partnership.name, row.confirmed_at, (("Of", ANOTHER),))
                    for row in confirmed
                ),
                *(
                    Entry(
                        "School that you had better not review",
                        row.school.name,
                        row.declared_at,
                        (("Why", row.reason),),
                    )
                    for row in conflicts.select_related("school")
                ),
                *(
                    Entry(
                        "The school asked for somebody else",
                        row.school.name,
                        row.declared_at,
                        (("Why", IN_CONFIDENCE),),
                    )
                    for row in of_schools
                    if row.person_id == person_id
                ),
                *(
                    Entry(
                        "Somebody whom you named as a reviewer that the school would rather not have",
                        row.school.name,
                        row.declared_at,
                        (("Who", ANOTHER), ("Why", row.reason)),
                    )
                    for row in of_schools
                    if row.made_by_id == person_id
                ),
            ),
        ),
        Part(
            "cases",
            "Cases that you judged alone",
            "So that you find your own leaning again. Nobody else reads which levels you gave.",
            tuple(_turn(row) for row in judged),
        ),
    )


def _turn(row: CalibrationTurn) -> Entry:
    """In the words of the set; as it is stored where no such set comes with Plait any more."""
    of = next((item for item in all_sets() if item.id == row.set_id), None)
    framework = find(f"{of.framework_id}@{of.framework_version}") if of else None
    if of is None or framework is None:
        return Entry("Set of cases", row.set_id, row.done_at, tuple(sorted(row.answers.items())))
    facts = []
    for number, item in enumerate(of.vignettes, 1):
        area = framework.area(item.area)
        scale = area.scale if area else framework.scale
        level = scale.by_key(str(row.answers.get(item.key, "")))
        facts.append((f"Case {number}", level.label if level else ""))
    return Entry("Set of cases", of.title, row.done_at, tuple(facts))


def _facts(row: Reviewer) -> tuple[tuple[str, str], ...]:
    away = away_in_words(Span.of(first, last) for first, last in row.away)
    facts = (
        ("Training", row.training),
        ("When", day_in_words(row.trained_on)),
        ("Holds until", day_in_words(row.expires_on)),
        ("Confirmed", "yes" if row.confirmed_at else "no"),
        ("Reviews so far", str(row.reviews_before)),
        ("Where", listed([PHASES[key] for key in PHASES if key in row.phases])),
        ("Brings", row.strengths),
        ("Days away", away),
        ("Travels, in kilometres", "" if row.travels_km is None else str(row.travels_km)),
        ("Reviews a year", str(row.reviews_a_year)),
    )
    return tuple((label, text) for label, text in facts if text)


def held_by_school(urn: int) -> tuple[HeldPart, ...]:
    """That the school named people whom it would rather not have as reviewers: never who or why. One query."""
    rows = SchoolConflict.objects.filter(school_id=urn).select_related("partnership").order_by("declared_at", "pk")
    return (
        HeldPart(
            "school-conflicts",
            "Reviewers whom the school would rather not have",
            "So that they are not asked to review it. The school’s headteachers and the partnership’s lead read why.",
            Treatment.WITHHELD,
            (Ground.PERSONAL,),
            tuple(Entry("Somebody of the pool", row.partnership.name, row.declared_at) for row in rows),
        ),
    )
