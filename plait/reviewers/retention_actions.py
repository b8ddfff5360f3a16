"""Deleting profiles of reviewers: when their time is over, or when somebody leaves the pool; cases that people
judged, and whom schools would rather not have, when theirs is."""

from __future__ import annotations

from collections.abc import Collection

from plait.audit.retention_actions import forget_words
from plait.domain.retention import Due, Kept
from plait.reviewers.models import CalibrationTurn, DeclaredConflict, Reviewer, SchoolConflict

KIND = "reviewer"
CONFLICT = "reviewer-conflict"
SCHOOL_CONFLICT = "school-conflict"


def profiles_over(due: Due) -> list[int]:
    """Profiles that were last saved long enough ago. One query."""
    rows = Reviewer.objects.filter(saved_at__lt=due.before(Kept.REVIEWERS))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def forget(numbers: Collection[int]) -> int:
    """Profiles with declared conflicts, and their words in the trail; how many there still were. The caller opens the
    transaction."""
    conflicts = DeclaredConflict.objects.filter(reviewer_id__in=numbers).values_list("pk", flat=True)
    forget_words(CONFLICT, list(conflicts))
    forget_words(KIND, numbers)
    return Reviewer.objects.filter(pk__in=numbers).delete()[1].get("reviewers.Reviewer", 0)


def turns_over(due: Due) -> list[int]:
    """Turns at cases that were taken long enough ago. One query."""
    rows = CalibrationTurn.objects.filter(done_at__lt=due.before(Kept.CASES))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def forget_turns(numbers: Collection[int]) -> int:
    """How many there still were. The trail never had what they said."""
    return CalibrationTurn.objects.filter(pk__in=numbers).delete()[0]


def school_conflicts_over(due: Due) -> list[int]:
    """Whom schools would rather not have, said long enough ago. One query."""
    rows = SchoolConflict.objects.filter(declared_at__lt=due.before(Kept.SCHOOL_CONFLICTS))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def forget_school_conflicts(numbers: Collection[int]) -> int:
    """Those with their reasons, and the names in the trail; how many there still were."""
    forget_words(SCHOOL_CONFLICT, numbers)
    return SchoolConflict.objects.filter(pk__in=numbers).delete()[0]
