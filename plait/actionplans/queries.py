"""Reading actions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from plait.actionplans.models import Action, ActionQuerySet
from plait.audit.actions import note_disclosure
from plait.domain.disclosures import from_outside
from plait.domain.stages import OPEN_ACTIONS, ActionState
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase
from plait.partnerships.sight import contract_of, relations_of, with_standing


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


def _facts(viewer: Viewer, row: Action) -> ActionFacts:
    """A row of :func:`_readable` as a value. The school's log has it when somebody from outside reads it."""
    note_disclosure(
        from_outside(
            viewer,
            contract_of(row.round),
            relations_of(row),
            Artefact.ACTION,
            Phase.PLANNED,
            urn=row.school_id,
            round_id=row.round_id,
            kind="action",
            object_id=row.pk,
        )
    )
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


def _readable(viewer: Viewer) -> ActionQuerySet:
    return with_standing(Action.objects.visible_to(viewer), viewer)


def of_school(viewer: Viewer, urn: int, round_id: int) -> tuple[ActionFacts, ...]:
    """The actions of a school in a round that the viewer may read, by number. One query."""
    rows = _readable(viewer).filter(school_id=urn, round_id=round_id)
    return tuple(_facts(viewer, row) for row in rows)


def get(viewer: Viewer, action_id: int) -> ActionFacts:
    """An action that the viewer may see. Raises ``NotVisible``."""
    row = _readable(viewer).filter(pk=action_id).first()
    if row is None:
        raise NotVisible(f"action {action_id}")
    return _facts(viewer, row)


def numbers(viewer: Viewer, urns: Collection[int]) -> dict[int, tuple[int, int]]:
    """The round and number of each action of these schools that the viewer may read, by its id. One query."""
    rows = Action.objects.visible_to(viewer).filter(school_id__in=urns).order_by()
    return {pk: (round_id, number) for pk, round_id, number in rows.values_list("pk", "round_id", "number")}
