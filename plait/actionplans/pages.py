"""What the pages about actions show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plait.actionplans.queries import ActionFacts
from plait.domain.frameworks import Framework
from plait.domain.rounds import RoundFacts
from plait.domain.stages import ACTION_MOVES, ActionState
from plait.domain.verdicts import Verdict

STATE_WORDS = {
    ActionState.TO_DO: "To do",
    ActionState.IN_PROGRESS: "In progress",
    ActionState.DONE: "Done",
    ActionState.STOPPED: "Stopped",
}
STEP_WORDS = {"start": "Start", "finish": "Mark as done", "stop": "Stop", "resume": "Take up again"}


@dataclass(frozen=True, slots=True)
class ActionRow:
    id: int
    number: int
    area: str
    text: str
    owner: str
    due: date
    late: bool
    success_measure: str
    state: str
    state_words: str
    steps: tuple[tuple[str, str], ...]
    """Moves that are open now: name and words."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Key actions that the school wrote beside an area, not yet in the plan."""

    area_id: str
    area: str
    text: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    school: str
    urn: int
    round: RoundFacts
    readers: str
    may_plan: bool
    why_not: str
    rows: tuple[ActionRow, ...]
    suggestions: tuple[Suggestion, ...]


def action_row(action: ActionFacts, framework: Framework, today: date) -> ActionRow:
    area = framework.area(action.area_id)
    steps = tuple((name, STEP_WORDS[name]) for name, step in ACTION_MOVES.items() if action.state in step.sources)
    return ActionRow(
        action.id,
        action.number,
        area.title if area else action.area_id,
        action.text,
        action.owner,
        action.due,
        action.overdue(today),
        action.success_measure,
        action.state.value,
        STATE_WORDS[action.state],
        steps,
    )


def plan_page(
    *,
    school: str,
    urn: int,
    round_: RoundFacts,
    framework: Framework,
    actions: tuple[ActionFacts, ...],
    written: tuple[tuple[str, str], ...],
    verdict: Verdict,
    today: date,
) -> PlanPage:
    """``written`` pairs area ids with the key actions written there in the self-evaluation."""
    planned = {action.area_id for action in actions}
    suggestions = tuple(
        Suggestion(area_id, area.title, text)
        for area_id, text in written
        if text.strip() and area_id not in planned and (area := framework.area(area_id)) is not None
    )
    return PlanPage(
        school,
        urn,
        round_,
        f"people with a role at {school}",
        bool(verdict),
        verdict.reason,
        tuple(action_row(action, framework, today) for action in actions),
        suggestions if verdict else (),
    )
