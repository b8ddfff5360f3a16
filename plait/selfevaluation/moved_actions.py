"""Taking over answers of the last round that stand ready: a person's decision, area by area."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from plait.audit.actions import record
from plait.domain.judgements import answer_key
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.selfevaluation import actions, queries
from plait.selfevaluation.moved_queries import since_last_time


@transaction.atomic
def take_over(
    *,
    viewer: Viewer,
    evaluation_id: int,
    area_id: str,
    statements: Collection[str],
    judgement: bool,
    version: int,
    at: datetime,
) -> int:
    """Answer these statements of an area, and (``judgement``) the area itself, as last time; how many those were.

    Only what stands ready is taken, as it stands in the rows now. Raises ``NotVisible``, ``Refused``, ``StaleWrite``,
    and ``NotAllowedNow`` where nothing of it stands ready.
    """
    whole = queries.get(viewer, evaluation_id)
    last, since = since_last_time(viewer, whole)
    area, saved = since.area(area_id), whole.area(area_id)
    if area is None:
        raise NotVisible(area_id)
    taken = {key: level for key, level in area.ready_statements.items() if key in statements}
    with_area = judgement and area.ready is not None
    if not taken and not with_area:
        raise NotAllowedNow("Tick at least one answer that stands ready. Nothing was taken over.")
    entry = saved.entry
    given = actions.AreaInput(
        answer=answer_key(area.ready) if with_area else answer_key(entry.answer),
        evidence=entry.evidence,
        actions=entry.actions,
        statements=taken,
        version=version,
        words=entry.words,
    )
    actions.save_area(viewer=viewer, evaluation_id=evaluation_id, area_id=area_id, given=given, at=at)
    record(
        actor_id=viewer.person_id,
        action="take over",
        kind=actions.KIND,
        object_id=evaluation_id,
        at=at,
        school_urn=whole.facts.urn,
        changes={"taken_from": ("", last.round)},
    )
    return len(taken) + with_area
