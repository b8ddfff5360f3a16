"""Changing actions. The only way that their rows change."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Max

from plait.actionplans import queries, rules
from plait.actionplans.models import Action
from plait.audit.actions import record
from plait.domain.stages import ACTION_MOVES, move
from plait.domain.verdicts import NotVisible, StaleWrite, require
from plait.domain.viewer import Viewer
from plait.partnerships.queries import lock_place

KIND = "action"


@dataclass(frozen=True, slots=True)
class ActionInput:
    area: str
    text: str
    owner: str
    due: date
    success_measure: str


@transaction.atomic
def add(*, viewer: Viewer, urn: int, round_id: int, given: ActionInput, at: datetime) -> int:
    """Add an action to the school's plan for the round; its lasting number in the plan."""
    if urn not in viewer.urns:
        raise NotVisible(f"school {urn}")
    require(rules.may_plan(viewer, urn=urn))
    if not lock_place(round_id, urn):  # also keeps two people from taking the same number
        raise NotVisible(f"round {round_id} of school {urn}")
    last = Action.objects.filter(school_id=urn, round_id=round_id).aggregate(last=Max("number"))["last"]
    row = Action.objects.create(
        school_id=urn,
        round_id=round_id,
        number=(last or 0) + 1,
        added_at=at,
        added_by_id=viewer.person_id,
        **asdict(given),
    )
    record(
        actor_id=viewer.person_id,
        action="add",
        kind=KIND,
        object_id=row.pk,
        at=at,
        school_urn=urn,
        changes={name: ("", str(value)) for name, value in asdict(given).items()},
    )
    return row.number


@transaction.atomic
def change(*, viewer: Viewer, action_id: int, given: ActionInput, version: int, at: datetime) -> None:
    """Change an action. Raises ``StaleWrite`` when somebody changed it after the page was opened."""
    found = queries.get(viewer, action_id)
    require(rules.may_plan(viewer, urn=found.urn))
    saved = Action.objects.filter(pk=action_id, version=version).update(version=F("version") + 1, **asdict(given))
    if not saved:
        now = queries.get(viewer, action_id)
        raise StaleWrite(
            "Somebody changed this action while you were writing.",
            {
                "area": now.area_id,
                "text": now.text,
                "owner": now.owner,
                "due": now.due.isoformat(),
                "success_measure": now.success_measure,
            },
            now.version,
        )
    before = {
        "area": found.area_id,
        "text": found.text,
        "owner": found.owner,
        "due": str(found.due),
        "success_measure": found.success_measure,
    }
    record(
        actor_id=viewer.person_id,
        action="change",
        kind=KIND,
        object_id=action_id,
        at=at,
        school_urn=found.urn,
        changes={name: (before[name], str(value)) for name, value in asdict(given).items()},
    )


@transaction.atomic
def move_on(*, viewer: Viewer, action_id: int, step: str, at: datetime) -> None:
    """Start, finish, stop or resume an action. Raises ``NotAllowedNow`` when it is not in a state for that."""
    found = queries.get(viewer, action_id)
    require(rules.may_plan(viewer, urn=found.urn))
    target = move(ACTION_MOVES, step, found.state)
    moved = Action.objects.filter(pk=action_id, state=found.state).update(state=target.value, version=F("version") + 1)
    if not moved:
        move(ACTION_MOVES, step, queries.get(viewer, action_id).state)
    record(
        actor_id=viewer.person_id,
        action=step,
        kind=KIND,
        object_id=action_id,
        at=at,
        school_urn=found.urn,
        changes={"state": (found.state.value, target.value)},
    )
