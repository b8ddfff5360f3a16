"""Attaching items of the school's library to an area of its evaluation; keeping what is written there as an item."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from plait.domain.evidence import ItemKind, Strength, Target
from plait.domain.verdicts import NotVisible, Verdict, require
from plait.domain.viewer import Viewer
from plait.evidence import actions as library
from plait.evidence import use_actions
from plait.evidence.use_actions import Where
from plait.partnerships.queries import round_facts
from plait.selfevaluation import queries, rules
from plait.selfevaluation.models import AreaJudgement
from plait.selfevaluation.queries import EvaluationFacts


def _where(viewer: Viewer, evaluation_id: int, area_id: str, statement_id: str = "") -> Where:
    """The area of a draft that the viewer may write, held until the transaction ends. Raises ``NotVisible``,
    ``Refused``."""
    found = queries.facts(viewer, evaluation_id, hold=True)
    require(may_attach(viewer, found))
    area = queries.judged_against(found).area(area_id)
    here = AreaJudgement.objects.filter(evaluation_id=found.id, area=area_id).exists()
    if area is None or not here or (statement_id and area.statement(statement_id) is None):
        raise NotVisible(area_id)
    title = round_facts([found.round_id])[found.round_id].title
    return Where(found.id, found.urn, found.round_id, title, area_id, area.title, statement_id)


def may_attach(viewer: Viewer, found: EvaluationFacts) -> Verdict:
    """As for writing the area."""
    return rules.may_write(
        viewer, urn=found.urn, state=found.state, round_open=found.round_open, signed=found.has_signed
    )


@transaction.atomic
def attach(
    *, viewer: Viewer, evaluation_id: int, area_id: str, item_ids: Sequence[int], at: datetime, statement_id: str = ""
) -> int:
    """Attach these items to an area, or to one of its statements; how many were not there before.

    Raises ``NotVisible``, and ``Refused`` once the evaluation is submitted or for an item that is archived.
    """
    where = _where(viewer, evaluation_id, area_id, statement_id)
    return use_actions.attach(viewer=viewer, item_ids=item_ids, where=where, at=at)


@transaction.atomic
def detach(*, viewer: Viewer, evaluation_id: int, area_id: str, use_id: int, at: datetime) -> None:
    """Take an item off an area. Raises ``NotVisible``, ``Refused``."""
    where = _where(viewer, evaluation_id, area_id)
    use_actions.detach(viewer=viewer, use_id=use_id, where=where, at=at)


@transaction.atomic
def keep_as_note(
    *,
    viewer: Viewer,
    evaluation_id: int,
    area_id: str,
    title: str,
    strength: Strength,
    speaks_to: Sequence[Target],
    at: datetime,
    today: date,
) -> int:
    """Keep the evidence that is written beside an area as a note in the library, with the statements that somebody
    chose, and attach it there; the item's number. Raises ``NotVisible``, ``Refused``, ``ValueError`` where nothing is
    written."""
    where = _where(viewer, evaluation_id, area_id)
    found = queries.get(viewer, evaluation_id)
    text = found.area(area_id).entry.evidence
    if not text.strip():
        raise ValueError("Nothing is written here yet.")
    given = library.ItemInput(title, text, "", today, None, strength, "")
    number = library.add(viewer=viewer, urn=where.urn, kind=ItemKind.NOTE, given=given, at=at)
    judged = found.framework
    library.set_tags(viewer=viewer, item_id=number, wanted=speaks_to, of={(judged.id, judged.version)}, at=at)
    use_actions.attach(viewer=viewer, item_ids=[number], where=where, at=at)
    return number
