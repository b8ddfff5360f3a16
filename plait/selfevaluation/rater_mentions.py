"""What other pages say of raters' views: that somebody is asked, where it goes on, what was agreed, what the trail may
name. Few queries, and none where nobody was asked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import F

from plait.domain.raters import lets_ask
from plait.domain.roles import Permission
from plait.domain.stages import SelfEvaluationState
from plait.domain.viewer import Viewer
from plait.domain.visibility import OWN, Phase, Sight
from plait.selfevaluation.models import AgreedFromViews, Rater, SelfEvaluation
from plait.selfevaluation.queries import EvaluationFacts, facts_of
from plait.selfevaluation.rater_queries import VIEW, Agreed, agreed_from


def asked_until(viewer: Viewer, evaluation_id: int) -> date | None:
    """The last day of an asking in an evaluation, for somebody who is asked and not in, while it is a draft. One query.

    Whether they can write today is asked where they write."""
    rows = Rater.objects.filter(
        person_id=viewer.person_id,
        removed_at__isnull=True,
        handed_in_at__isnull=True,
        asking__evaluation_id=evaluation_id,
        asking__evaluation__state=SelfEvaluationState.DRAFT.value,
        asking__evaluation__round__closed_on__isnull=True,
        asking__closed_at__isnull=True,
    )
    return rows.values_list("asking__closes_on", flat=True).first()


def leads_to(viewer: Viewer, found: EvaluationFacts) -> bool:
    """Whether the page about raters is anything to somebody who reads the self-evaluation. No query."""
    if not (found.relations & OWN and lets_ask(found.contract)):
        return False
    knows = min(found.contract.sight(VIEW, phase, found.relations) for phase in (Phase.OPEN, Phase.REVEALED))
    return knows >= Sight.EXISTENCE and (found.asked or viewer.may_at(found.urn, Permission.SUBMIT))


def agreed_of(found: EvaluationFacts, area_id: str) -> Agreed | None:
    """What was agreed of one area from views, for those who may read them once they are open: it is agreed only then.
    One query, none where nobody was asked."""
    if not found.asked or found.contract.sight(VIEW, Phase.REVEALED, found.relations) < Sight.READ:
        return None
    row = (
        AgreedFromViews.objects.filter(asking__evaluation_id=found.id, area=area_id).select_related("agreed_by").first()
    )
    return agreed_from(row) if row else None


def numbers(viewer: Viewer, urns: Collection[int], round_ids: Collection[int]) -> dict[int, tuple[int, bool, bool]]:
    """Askings in these schools' evaluations by number: the round, whether the viewer may know of them, and whether
    they read what was agreed from views. For the page of who changed what. One query."""
    rows = SelfEvaluation.objects.filter(school_id__in=urns, round_id__in=round_ids, asking__isnull=False)
    found = {}
    for row in rows.with_people_and_round(viewer).annotate(asking_number=F("asking__pk")):
        item = facts_of(row)
        knows = item.contract.sight(VIEW, Phase.OPEN, item.relations) >= Sight.EXISTENCE
        reads = item.contract.sight(VIEW, Phase.REVEALED, item.relations) >= Sight.READ
        found[row.asking_number] = (item.round_id, knows, reads)  # type: ignore[attr-defined]
    return found
