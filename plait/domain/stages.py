"""The states that work goes through, and the only moves between them.

One table for each kind of work, one :func:`move` for all of them. Who may make a move is decided by ``rules``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SelfEvaluationState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"


class ActionState(StrEnum):
    TO_DO = "to-do"
    IN_PROGRESS = "in-progress"
    DONE = "done"
    STOPPED = "stopped"


OPEN_ACTIONS = (ActionState.TO_DO, ActionState.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class Move:
    """A named step from some states to one other."""

    name: str
    sources: tuple[StrEnum, ...]
    target: StrEnum


class NotAllowedNow(Exception):
    """The move is not open from the present state. Its text says what would be right."""


SELF_EVALUATION_MOVES = {
    "submit": Move("submit", (SelfEvaluationState.DRAFT,), SelfEvaluationState.SUBMITTED),
    "reopen": Move("reopen", (SelfEvaluationState.SUBMITTED,), SelfEvaluationState.DRAFT),
}

ACTION_MOVES = {
    "start": Move("start", (ActionState.TO_DO,), ActionState.IN_PROGRESS),
    "finish": Move("finish", (ActionState.TO_DO, ActionState.IN_PROGRESS), ActionState.DONE),
    "stop": Move("stop", (ActionState.TO_DO, ActionState.IN_PROGRESS), ActionState.STOPPED),
    "resume": Move("resume", (ActionState.DONE, ActionState.STOPPED), ActionState.IN_PROGRESS),
}


def move(table: dict[str, Move], name: str, state: str) -> StrEnum:
    """The state after making move ``name`` from ``state``. Raises :class:`NotAllowedNow` when it is not open."""
    step = table[name]
    if state not in {str(source) for source in step.sources}:
        wanted = " or ".join(str(source).replace("-", " ") for source in step.sources)
        raise NotAllowedNow(f"This is {state.replace('-', ' ')} by now; the step is open only while it is {wanted}.")
    return step.target
