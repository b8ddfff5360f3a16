"""The states that work goes through, and the only moves between them.

One table for each kind of work, one :func:`move` for all of them. Who may make a move is decided by ``rules``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SelfEvaluationState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"


class PeerViewState(StrEnum):
    """One partner school's view of another school."""

    OPEN = "open"
    HANDED_IN = "handed-in"


class PeerReviewState(StrEnum):
    """The review of one school as a whole."""

    WAITING = "waiting"  # for the school's own evaluation
    REVIEWING = "reviewing"  # partners are writing, each unseen by the others
    CHALLENGE = "challenge"  # every view is in: the conversation
    AGREED = "agreed"


class ActionState(StrEnum):
    TO_DO = "to-do"
    IN_PROGRESS = "in-progress"
    DONE = "done"
    STOPPED = "stopped"


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

PEER_VIEW_MOVES = {
    "hand-in": Move("hand-in", (PeerViewState.OPEN,), PeerViewState.HANDED_IN),
}

PEER_REVIEW_MOVES = {
    "open": Move("open", (PeerReviewState.WAITING,), PeerReviewState.REVIEWING),
    "reveal": Move("reveal", (PeerReviewState.REVIEWING,), PeerReviewState.CHALLENGE),
    "agree": Move("agree", (PeerReviewState.CHALLENGE,), PeerReviewState.AGREED),
    "wait": Move("wait", (PeerReviewState.REVIEWING,), PeerReviewState.WAITING),
}


def move(table: dict[str, Move], name: str, state: str) -> StrEnum:
    """The state after making move ``name`` from ``state``. Raises :class:`NotAllowedNow` when it is not open."""
    step = table[name]
    if state not in {str(source) for source in step.sources}:
        wanted = " or ".join(f"“{source}”" for source in step.sources)
        raise NotAllowedNow(f"This is “{state}” now; it would have to be {wanted}.")
    return step.target
