"""Deleting items whose time is over."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef

from plait.domain.retention import Due, Kept
from plait.evidence.actions import delete_items
from plait.evidence.models import EvidenceItem, EvidenceUse


def items_over(due: Due) -> list[int]:
    """Items that nobody has touched for long enough and that nothing holds any more. One query.

    What is attached to an evaluation stays as long as that does, so a hold on its round holds the item as well.
    """
    held = EvidenceUse.objects.filter(item_id=OuterRef("pk"))
    rows = EvidenceItem.objects.filter(~Exists(held), changed_at__lt=due.before(Kept.EVIDENCE))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def delete_over(numbers: Collection[int]) -> int:
    """How many there still were, with their files and their words in the trail; none that was attached meanwhile."""
    held = EvidenceUse.objects.filter(item_id__in=numbers).values_list("item_id", flat=True)
    return delete_items(sorted(set(numbers) - set(held)))
