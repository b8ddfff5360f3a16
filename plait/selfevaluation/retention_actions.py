"""Emptying old self-evaluations, and deleting workbooks that were uploaded for a preview."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from plait.domain.retention import Due, Kept
from plait.evidence import use_actions as attached
from plait.selfevaluation.models import (
    AreaJudgement,
    Asking,
    CommentThread,
    Rater,
    SelfEvaluation,
    StatementJudgement,
    WorkbookUpload,
)


def evaluations_in(round_ids: Collection[int]) -> list[int]:
    """Self-evaluations of these rounds that still hold something. One query."""
    rows = SelfEvaluation.objects.filter(round_id__in=round_ids, emptied_at__isnull=True)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def rounds_of(numbers: Collection[int]) -> list[int]:
    """The rounds that these are of. One query."""
    return list(SelfEvaluation.objects.filter(pk__in=numbers).values_list("round_id", flat=True).distinct())


def places_of(numbers: Collection[int]) -> list[tuple[int, int]]:
    """Round and school of each of these. One query."""
    return list(SelfEvaluation.objects.filter(pk__in=numbers).values_list("round_id", "school_id"))


def empty(numbers: Collection[int], *, at: datetime) -> int:
    """Delete every judgement and word of these; how many still held any. That they were submitted, and when, stays."""
    emptied = SelfEvaluation.objects.filter(pk__in=numbers, emptied_at__isnull=True).update(emptied_at=at)
    AreaJudgement.objects.filter(evaluation_id__in=numbers).delete()
    StatementJudgement.objects.filter(evaluation_id__in=numbers).delete()
    CommentThread.objects.filter(evaluation_id__in=numbers).delete()
    attached.let_go(numbers)
    Asking.objects.filter(evaluation_id__in=numbers).delete()
    WorkbookUpload.objects.filter(subject="self-evaluation", subject_id__in=numbers).delete()
    return emptied


def threads_of(numbers: Collection[int]) -> list[int]:
    """Threads of comments on these evaluations. One query."""
    return list(CommentThread.objects.filter(evaluation_id__in=numbers).order_by("pk").values_list("pk", flat=True))


def askings_of(numbers: Collection[int]) -> tuple[list[int], list[int]]:
    """Askings of several people in these evaluations, and those who were asked. Two queries."""
    askings = Asking.objects.filter(evaluation_id__in=numbers).order_by("pk")
    raters = Rater.objects.filter(asking__evaluation_id__in=numbers).order_by("pk")
    return list(askings.values_list("pk", flat=True)), list(raters.values_list("pk", flat=True))


def uploads_over(due: Due) -> list[int]:
    """Workbooks that were uploaded long enough ago, applied or not. One query."""
    rows = WorkbookUpload.objects.filter(made_at__lt=due.before(Kept.UPLOADS))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def delete_uploads(numbers: Collection[int]) -> int:
    """How many there still were."""
    return WorkbookUpload.objects.filter(pk__in=numbers).delete()[0]
