"""Many made-up answers at once, for demonstrations and benchmarks. Asks no rule; never called from a page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType

from django.db import transaction

from plait.audit.actions import record_each
from plait.domain.judgements import NO_WORDS, Words
from plait.domain.stages import SelfEvaluationState
from plait.selfevaluation.actions import KIND
from plait.selfevaluation.models import AreaJudgement, SelfEvaluation

Written = Mapping[tuple[int, str], tuple[str, str, str]]
"""``(URN, area)`` to answer, evidence and next steps."""
EMPTY: Mapping[tuple[int, str], Words] = MappingProxyType({})


@transaction.atomic
def write_all(
    *,
    round_id: int,
    written: Written,
    submitted: Collection[int],
    by: Mapping[int, int],
    at: datetime,
    words: Mapping[tuple[int, str], Words] = EMPTY,
) -> None:
    """Schools of a round write these areas (``by``: URN to person), and some of them submit."""
    changed = []
    for row in AreaJudgement.objects.filter(evaluation__round_id=round_id).select_related("evaluation"):
        urn = row.evaluation.school_id
        if (urn, row.area) in written:
            row.answer, row.evidence, row.actions = written[urn, row.area]
            said = words.get((urn, row.area), NO_WORDS)
            row.strengths, row.consider = said.strengths, said.consider
            row.version, row.carried_over, row.saved_at, row.saved_by_id = 1, False, at, by[urn]
            changed.append(row)
    fields = [
        "answer",
        "strengths",
        "consider",
        "evidence",
        "actions",
        "version",
        "carried_over",
        "saved_at",
        "saved_by",
    ]
    AreaJudgement.objects.bulk_update(changed, fields, batch_size=100)
    saved = {(row.evaluation_id, row.evaluation.school_id) for row in changed}
    record_each(actor_id=None, action="save", kind=KIND, at=at, objects=sorted(saved))
    handed = list(SelfEvaluation.objects.filter(round_id=round_id, school_id__in=submitted))
    for each in handed:
        each.state, each.submitted_at = SelfEvaluationState.SUBMITTED.value, at
        each.submitted_by_id = by[each.school_id]
    SelfEvaluation.objects.bulk_update(handed, ["state", "submitted_at", "submitted_by"], batch_size=200)
    objects = [(each.pk, each.school_id) for each in handed]
    record_each(actor_id=None, action="submit", kind=KIND, at=at, objects=objects)


@transaction.atomic
def settle_all(*, round_id: int, agreed: Mapping[tuple[int, str], str], at: datetime) -> None:
    """Note beside these areas (URN, area) what was agreed after the challenge."""
    rows = list(AreaJudgement.objects.filter(evaluation__round_id=round_id).select_related("evaluation"))
    changed = [row for row in rows if (row.evaluation.school_id, row.area) in agreed]
    for row in changed:
        row.agreed = agreed[row.evaluation.school_id, row.area]
    AreaJudgement.objects.bulk_update(changed, ["agreed"], batch_size=200)
    settled = sorted({(row.evaluation_id, row.evaluation.school_id) for row in changed})
    record_each(actor_id=None, action="settle", kind=KIND, at=at, objects=settled)
