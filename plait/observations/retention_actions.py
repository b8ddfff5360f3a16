"""Deleting what was noted on visits: on the day of the working notes, or with the evaluation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from plait.audit.actions import record
from plait.domain.retention import Due
from plait.domain.retention_table import notes_deleted_on
from plait.observations.actions import KIND
from plait.observations.models import Observation, SchoolWipe, WipeOrder
from plait.partnerships.queries import round_facts

ROUND = "view__review__round"


def notes_over(due: Due) -> list[int]:
    """The notes that are to be deleted; writes on each the day that it has. Idempotent."""
    closed = Observation.objects.filter(**{f"{ROUND}__closed_on__isnull": False})
    round_ids = list(closed.order_by().values_list(f"{ROUND}_id", flat=True).distinct())
    for item in round_facts(round_ids).values():
        day = notes_deleted_on(item.definition, item.closed_on, due.table)
        closed.filter(**{f"{ROUND}_id": item.id}).exclude(delete_after=day).update(delete_after=day)
    over = closed.filter(delete_after__lte=due.today).exclude(**{f"{ROUND}_id__in": due.held_rounds})
    return list(over.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def delete_notes(numbers: Collection[int], *, at: datetime) -> int:
    """How many there still were, with photos and all. The trail of each school has one row."""
    rows = Observation.objects.filter(pk__in=numbers)
    found = dict(rows.values_list("pk", "view__school_id"))
    WipeOrder.objects.filter(view__in=rows.values("view_id")).delete()
    SchoolWipe.objects.filter(review__views__in=rows.values("view_id")).delete()
    rows.delete()
    for urn in sorted(set(found.values())):
        count = sum(each == urn for each in found.values())
        record(
            actor_id=None,
            action="delete notes",
            kind=KIND,
            object_id=urn,
            at=at,
            school_urn=urn,
            changes={"count": ("", str(count))},
        )
    return len(found)


def empty(view_ids: Collection[int]) -> None:
    """Delete everything noted for these views."""
    Observation.objects.filter(view_id__in=view_ids).delete()
    WipeOrder.objects.filter(view_id__in=view_ids).delete()
    SchoolWipe.objects.filter(review__views__in=view_ids).delete()
