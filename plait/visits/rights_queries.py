"""What one person wrote for visits, for that person; and what one school prepared, for whoever answers for it."""

from __future__ import annotations

from plait.domain.rights import Entry, Part
from plait.domain.school_copy import Ground, HeldPart, Treatment
from plait.domain.timetable import ACTIVITY_WORDS, FORM_WORDS, ActivityKind, VisitForm
from plait.domain.wording import day_in_words
from plait.visits.models import Activity, ActivityPerson, FocusChange, Hypothesis, Visit


def _said(*pairs: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((label, text) for label, text in pairs if text)


def _where(visit: Visit) -> str:
    return f"visit to {visit.host.name}, {visit.round.title}"


def _chosen(visit: Visit) -> str:
    return "\n".join(item.text for item in visit.focuses.all() if item.dropped_at is None)


def held(person_id: int) -> tuple[Part, ...]:
    """What the person saved last: a focus with its questions, what changed in it, hypotheses, activities; and the
    activities that they are in. Seven queries."""
    chosen = Visit.objects.filter(focus_saved_by_id=person_id).select_related("host", "round").order_by("pk")
    changes = FocusChange.objects.filter(author_id=person_id).select_related("visit__host", "visit__round")
    thought = Hypothesis.objects.filter(saved_by_id=person_id).order_by("pk")
    saved = Activity.objects.filter(saved_by_id=person_id).select_related("visit__host", "visit__round")
    inside = ActivityPerson.objects.filter(person_id=person_id, activity__taken_off_at__isnull=True)
    return (
        Part(
            "visit-focus",
            "What you chose for a visit to your school",
            "Areas, questions and notes that you were the last to save.",
            (
                *(
                    Entry("Focus", _where(row), row.focus_saved_at, _said(("Chosen", _chosen(row)), ("Note", row.note)))
                    for row in chosen.prefetch_related("focuses")
                ),
                *(Entry("What changed", _where(row.visit), row.at, (("Text", row.text),)) for row in changes),
            ),
        ),
        Part(
            "visit-hypotheses",
            "What you expected of a visit",
            "For those who come; deleted some time after the round has closed.",
            tuple(
                Entry(
                    "Expected",
                    _where(row.focus.visit),
                    row.saved_at,
                    _said(
                        ("What we think", row.thinks),
                        ("What speaks for it", row.speaks_for),
                        ("What speaks against it", row.against),
                        ("What would change our mind", row.would_change),
                        ("What we will look at", row.look_at),
                    ),
                )
                for row in thought.select_related("focus__visit__host", "focus__visit__round")
            ),
        ),
        Part(
            "visit-timetable",
            "Timetables of visits",
            "Activities that you were the last to save, and those that you are in.",
            (
                *(_activity(row, "Saved by you") for row in saved.order_by("pk")),
                *(
                    _activity(row.activity, "You are in it")
                    for row in inside.select_related("activity__visit__host", "activity__visit__round")
                ),
            ),
        ),
    )


def _activity(row: Activity, why: str) -> Entry:
    when = f"{day_in_words(row.day)}, {row.starts:%H:%M} to {row.ends:%H:%M}"
    kind = ACTIVITY_WORDS[ActivityKind(row.kind)]
    pairs = _said(("What", kind), ("Title", row.title), ("Room", row.room), ("When", when))
    return Entry(why, _where(row.visit), row.saved_at, pairs)


def held_by_school(urn: int) -> tuple[HeldPart, ...]:
    """Visits to the school: what it shared and the timetable; the rest by its being there. Four queries."""
    visits = list(
        Visit.objects.filter(host_id=urn).select_related("host", "round").prefetch_related("focuses").order_by("pk")
    )
    activities = Activity.objects.standing().filter(visit__in=visits).select_related("visit__host", "visit__round")
    changes = FocusChange.objects.filter(visit__in=visits).select_related("visit__host", "visit__round")
    shared = [row for row in visits if row.focus_shared_at is not None]
    return (
        HeldPart(
            "visit",
            "Visits to the school",
            "What it chose and shared, and the timetable.",
            Treatment.GIVEN,
            (Ground.PERSONAL,),
            (
                *(
                    Entry(
                        FORM_WORDS[VisitForm(row.form)],
                        _where(row),
                        row.focus_shared_at,
                        _said(("Chosen", _chosen(row)), ("Note", row.note)),
                    )
                    for row in shared
                ),
                *(Entry("What changed", _where(row.visit), row.at, (("Text", row.text),)) for row in changes),
                *(_activity(row, "On the timetable") for row in activities),
            ),
        ),
        HeldPart(
            "visit-draft",
            "What the school is still choosing for a visit",
            "Working material that only its own people see.",
            Treatment.WITHHELD,
            (Ground.CONDUCT,),
            tuple(Entry("Focus", _where(row), row.focus_saved_at) for row in visits if row not in shared),
        ),
    )
