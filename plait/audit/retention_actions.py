"""Forgetting what the trail and the disclosure log hold, when its time is over."""

from __future__ import annotations

from collections.abc import Collection

from plait.audit.models import AuditEntry, Disclosure
from plait.domain.retention import Due, Kept


def readings_over(due: Due) -> list[int]:
    """Readings from long enough ago, but for those in rounds that are held. One query."""
    rows = Disclosure.objects.filter(at__lt=due.before(Kept.DISCLOSURES))
    if due.held_rounds:
        rows = rows.exclude(round_number__in=due.held_rounds)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def forget_readings(numbers: Collection[int]) -> int:
    """How many there still were."""
    return Disclosure.objects.filter(pk__in=numbers).delete()[0]


def changes_over(due: Due, held_urns: Collection[int]) -> list[int]:
    """Changes from long enough ago, but for those at schools in rounds that are held. One query."""
    rows = AuditEntry.objects.filter(at__lt=due.before(Kept.TRAIL))
    if held_urns:
        rows = rows.exclude(school_urn__in=held_urns)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def forget_changes(numbers: Collection[int]) -> int:
    """How many there still were."""
    return AuditEntry.objects.filter(pk__in=numbers).delete()[0]


def forget_words(kind: str, numbers: Collection[object], *, action: str = "") -> None:
    """Take out of the trail what stood in these things, before and after each change (``action``: this one alone).

    Who and when stays.
    """
    rows = AuditEntry.objects.filter(kind=kind, object_id__in=[str(number) for number in numbers])
    (rows.filter(action=action) if action else rows).update(changes={})
