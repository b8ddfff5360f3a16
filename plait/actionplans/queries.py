"""Reading actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plait.actionplans.models import Action
from plait.domain.stages import OPEN_ACTIONS, ActionState
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """One action of a school. ``number`` is its name in minutes."""

    id: int
    urn: int
    round_id: int
    number: int
    area_id: str
    text: str
    owner: str
    due: date
    success_measure: str
    state: ActionState
    version: int

    def overdue(self, today: date) -> bool:
        """Whether it should have been done before today and is neither done nor stopped."""
        return self.due < today and self.state in OPEN_ACTIONS


def _facts(row: Action) -> ActionFacts:
    return ActionFacts(
        row.pk,
        row.school_id,
        row.round_id,
        row.number,
        row.area,
        row.text,
        row.owner,
        row.due,
        row.success_measure,
        ActionState(row.state),
        row.version,
    )


def of_school(viewer: Viewer, urn: int, round_id: int) -> tuple[ActionFacts, ...]:
    """The actions of a school in a round that the viewer may read, by number. One query."""
    rows = Action.objects.visible_to(viewer).filter(school_id=urn, round_id=round_id)
    return tuple(_facts(row) for row in rows)


def get(viewer: Viewer, action_id: int) -> ActionFacts:
    """An action that the viewer may see. Raises ``NotVisible``."""
    row = Action.objects.visible_to(viewer).filter(pk=action_id).first()
    if row is None:
        raise NotVisible(f"action {action_id}")
    return _facts(row)
