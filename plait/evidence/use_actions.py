"""Attaching items to an area, taking them off, and moving them on with what they are attached to.

Whoever may write there is for the app to say that the thing belongs to; it asks before it calls.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from plait.audit.actions import record
from plait.domain.verdicts import NotVisible, require
from plait.domain.viewer import Viewer
from plait.domain.visibility import Phase
from plait.evidence import rules
from plait.evidence.models import EvidenceItem, EvidenceUse
from plait.evidence.queries import get, words_of
from plait.evidence.use_queries import EVALUATION, KIND


@dataclass(frozen=True, slots=True)
class Where:
    """An area (or one statement of it) of a self-evaluation that is a draft, which the caller holds."""

    evaluation_id: int
    urn: int
    round_id: int
    round: str
    area: str
    area_title: str
    statement: str = ""


@transaction.atomic
def attach(*, viewer: Viewer, item_ids: Sequence[int], where: Where, at: datetime) -> int:
    """Attach these items, which are in order; how many were not attached there before.

    Raises ``NotVisible`` for an item of a library that the viewer does not keep, ``Refused`` for one that is archived
    or of another school: then none is attached.
    """
    urns = viewer.also(where.urn)
    new = 0
    for item_id in dict.fromkeys(item_ids):
        # held until the end, so that it is not put away meanwhile
        EvidenceItem.objects.visible_to(viewer).select_for_update(of=("self",)).filter(pk=item_id).first()
        require(rules.may_attach(get(viewer, item_id), urns=urns))
        _, made = EvidenceUse.objects.get_or_create(
            item_id=item_id,
            subject=EVALUATION,
            subject_id=where.evaluation_id,
            area=where.area,
            statement=where.statement,
            defaults={
                "school_id": where.urn,
                "round_id": where.round_id,
                "attached_at": at,
                "attached_by_id": viewer.person_id,
            },
        )
        if not made:
            continue
        new += 1
        EvidenceItem.objects.filter(pk=item_id).update(changed_at=at)
        _record(viewer, "attach", item_id, where, at)
    return new


@transaction.atomic
def detach(*, viewer: Viewer, use_id: int, where: Where, at: datetime) -> None:
    """Take an item off a draft. Raises ``NotVisible`` for one that is not attached there."""
    rows = EvidenceUse.objects.visible_to(viewer).filter(
        pk=use_id, subject=EVALUATION, subject_id=where.evaluation_id, area=where.area, state=Phase.DRAFT.value
    )
    row = rows.first()
    if row is None:
        raise NotVisible(f"evidence {use_id}, attached")
    EvidenceUse.objects.filter(pk=use_id, state=Phase.DRAFT.value).delete()
    _record(viewer, "detach", row.item_id, where, at)


def _record(viewer: Viewer, action: str, item_id: int, where: Where, at: datetime) -> None:
    here = f"{where.area_title}, {where.round}"
    record(
        actor_id=viewer.person_id,
        action=action,
        kind=KIND,
        object_id=item_id,
        at=at,
        school_urn=where.urn,
        changes={"attached_to": ("", here) if action == "attach" else (here, "")},
    )


@transaction.atomic
def hand_in(*, evaluation_id: int) -> int:
    """Keep what is attached as it is now, with the evaluation that is being submitted; how many items. A fixed number
    of queries."""
    uses = EvidenceUse.objects.filter(subject=EVALUATION, subject_id=evaluation_id, state=Phase.DRAFT.value)
    numbers = list(uses.values_list("item_id", flat=True))
    if not numbers:
        return 0
    # held until the end, so that nobody changes or puts away what is being submitted
    items = {row.pk: row for row in EvidenceItem.objects.select_for_update(of=("self",)).filter(pk__in=numbers)}
    rows = [row for row in uses if row.item_id in items]
    for row in rows:
        row.state, row.as_submitted = Phase.SUBMITTED.value, words_of(items[row.item_id]).as_data()
    EvidenceUse.objects.bulk_update(rows, ["state", "as_submitted"], batch_size=200)
    EvidenceItem.objects.filter(pk__in=items, submitted_once=False).update(submitted_once=True)
    return len(rows)


@transaction.atomic
def reopen(*, evaluation_id: int) -> None:
    """The evaluation is a draft again, and so is what is attached. One query."""
    EvidenceUse.objects.filter(subject=EVALUATION, subject_id=evaluation_id).update(
        state=Phase.DRAFT.value, as_submitted=None
    )


@transaction.atomic
def let_go(evaluation_ids: Collection[int]) -> None:
    """What was attached to these evaluations, whose time is over, is attached no more. The items stay for their own
    time. One query."""
    EvidenceUse.objects.filter(subject=EVALUATION, subject_id__in=evaluation_ids).delete()
