"""Deleting drafts of frameworks that nobody has worked on for long enough."""

from __future__ import annotations

from collections.abc import Collection

from plait.domain.retention import Due, Kept
from plait.frameworks.models import FrameworkDraft


def drafts_over(due: Due) -> list[int]:
    """Drafts that were last saved long enough ago. One query."""
    rows = FrameworkDraft.objects.filter(saved_at__lt=due.before(Kept.FRAMEWORK_DRAFTS))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def delete_drafts(numbers: Collection[int]) -> int:
    """How many there still were."""
    return FrameworkDraft.objects.filter(pk__in=numbers).delete()[0]
