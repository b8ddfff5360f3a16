"""Reading the self-evaluations of a whole round, for what runs by itself: how far each is, no words."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from plait.domain.stages import SelfEvaluationState
from plait.selfevaluation.models import SelfEvaluation


@dataclass(frozen=True, slots=True)
class EvaluationStanding:
    id: int
    areas: int
    answered: int
    submitted: bool


def standings(round_id: int) -> dict[int, EvaluationStanding]:
    """Every self-evaluation of a round, by school. One query."""
    rows = (
        SelfEvaluation.objects.filter(round_id=round_id)
        .annotate(areas=Count("judgements"), answered=Count("judgements", filter=~Q(judgements__answer="")))
        .values_list("school_id", "pk", "areas", "answered", "state")
    )
    return {
        urn: EvaluationStanding(pk, areas, answered, state == SelfEvaluationState.SUBMITTED)
        for urn, pk, areas, answered, state in rows
    }
