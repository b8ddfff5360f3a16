"""Levels and kept evidence of a whole round, for calculations that lead to counts: no word of them reaches a page."""

from __future__ import annotations

from django.db.models import QuerySet

from plait.domain.rounds import RoundFacts
from plait.domain.stages import SelfEvaluationState
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase, Relation
from plait.partnerships.sight import standing
from plait.selfevaluation.models import AreaJudgement

Shown = tuple[str, str]
"""What an area's evidence is, as far as it is needed to compare it: the text, and what stands on rungs."""


def submitted_levels(viewer: Viewer, this: RoundFacts) -> dict[int, dict[str, str]]:
    """The stored answers of the schools of a round by area, where they may be counted for the lead; else nothing. One
    query."""
    rows = _submitted(viewer, this, Artefact.SELF_JUDGEMENT)
    found: dict[int, dict[str, str]] = {}
    for urn, area, answer in rows.values_list("evaluation__school_id", "area", "answer") if rows is not None else ():
        found.setdefault(urn, {})[area] = answer
    return found


def submitted_evidence(viewer: Viewer, this: RoundFacts) -> dict[tuple[int, str], Shown]:
    """What each school wrote as evidence for an area, by school and area, where it may be counted for the
    lead. One query."""
    rows = _submitted(viewer, this, Artefact.EVIDENCE)
    if rows is None:
        return {}
    found = rows.values_list("evaluation__school_id", "area", "evidence", "rungs")
    return {(urn, area): (" ".join(text.split()), repr(sorted(rungs.items()))) for urn, area, text, rungs in found}


def _submitted(viewer: Viewer, this: RoundFacts, artefact: Artefact) -> QuerySet[AreaJudgement] | None:
    """Areas of submitted evaluations whose schools' signed contract lets this be counted for the lead; ``None`` for
    nobody’s."""
    leads = standing(viewer, Relation.LEAD, round_path="evaluation__round", host_path="evaluation__school")
    if leads is None or not this.contract.counted_for_lead(artefact, Phase.SUBMITTED):
        return None
    submitted = {"evaluation__state": SelfEvaluationState.SUBMITTED.value, "evaluation__emptied_at__isnull": True}
    return AreaJudgement.objects.filter(leads, evaluation__round_id=this.id, **submitted)
