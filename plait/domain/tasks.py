"""What is whose to do next in a round, worked out from where things stand.

One list serves the page and, later, the mails: nobody is told of a task that the page does not show.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial

from plait.domain.roles import Permission
from plait.domain.rounds import ReviewStage, RoundFacts, minutes_left
from plait.domain.viewer import Viewer
from plait.domain.wording import plural


class TaskKind(StrEnum):
    EVALUATE = "evaluate"
    SUBMIT = "submit"
    REVIEW = "review"
    HAND_IN = "hand-in"
    CHALLENGE = "challenge"
    AGREE = "agree"
    PLAN = "plan"
    OPEN_ROUND = "open-round"


class TaskState(StrEnum):
    """How a step of the round is shown. The words are the page's."""

    YOURS = "yours"  # the viewer can act on it now
    THEIRS = "theirs"  # it waits for somebody else
    LATER = "later"  # it cannot begin yet
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the round for one school. ``about_urn`` is the partner that a view is about."""

    kind: TaskKind
    state: TaskState
    detail: str
    due: date | None = None
    takes: str = ""
    about_urn: int | None = None
    object_id: int | None = None

    def late(self, today: date) -> bool:
        return self.due is not None and self.due < today and self.state in (TaskState.YOURS, TaskState.THEIRS)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one school's own evaluation and review stand."""

    urn: int
    evaluation_id: int
    areas: int
    answered: int
    submitted: bool
    review_id: int
    stage: ReviewStage
    views: int
    handed_in: int
    recorded: int = 0
    actions: int = 0
    open_actions: tuple[date, ...] = ()
    """When each action is due that is neither done nor stopped, soonest first."""


@dataclass(frozen=True, slots=True)
class PartnerStanding:
    """Where the viewer's school stands with its view of one partner."""

    host_urn: int
    host: str
    review_id: int
    stage: ReviewStage
    areas: int
    answered: int
    handed_in: bool


def steps(viewer: Viewer, round_: RoundFacts, own: Standing, partners: tuple[PartnerStanding, ...]) -> tuple[Step, ...]:
    """The steps of a round for one school, in the order in which they happen."""
    return (_evaluation(viewer, round_, own), *(_view(viewer, round_, own.urn, item) for item in partners),
            _conversation(viewer, round_, own), _plan(viewer, round_, own))  # fmt: skip


def _yours(viewer: Viewer, round_: RoundFacts, urn: int, permission: Permission) -> TaskState:
    return TaskState.YOURS if round_.open and viewer.may_at(urn, permission) else TaskState.THEIRS


def _evaluation(viewer: Viewer, round_: RoundFacts, own: Standing) -> Step:
    due, takes = round_.evaluation_due, minutes_left(own.areas - own.answered)
    if own.submitted:
        return Step(TaskKind.EVALUATE, TaskState.DONE, "Submitted", object_id=own.evaluation_id)
    if own.answered < own.areas:
        detail = f"{own.answered} of {own.areas} areas judged" if own.answered else "Not begun"
        state = _yours(viewer, round_, own.urn, Permission.EVALUATE)
        return Step(TaskKind.EVALUATE, state, detail, due, takes, object_id=own.evaluation_id)
    state = _yours(viewer, round_, own.urn, Permission.SUBMIT)
    detail = "Every area judged; ready to submit"
    if state is TaskState.THEIRS and round_.open:
        detail += " by the headteacher"
    return Step(TaskKind.SUBMIT, state, detail, due, "a few minutes", object_id=own.evaluation_id)


def _view(viewer: Viewer, round_: RoundFacts, urn: int, partner: PartnerStanding) -> Step:
    step = partial(Step, about_urn=partner.host_urn, object_id=partner.review_id)
    if partner.handed_in:
        return step(TaskKind.REVIEW, TaskState.DONE, "Handed in")
    if partner.stage is ReviewStage.WAITING:
        detail = f"Opens when {partner.host} submits its self-evaluation"
        return step(TaskKind.REVIEW, TaskState.LATER, detail, round_.review_due)
    if partner.answered < partner.areas:
        detail = f"{partner.answered} of {partner.areas} areas judged" if partner.answered else "Ready to begin"
        return step(
            TaskKind.REVIEW,
            _yours(viewer, round_, urn, Permission.REVIEW),
            detail,
            round_.review_due,
            minutes_left(partner.areas - partner.answered, 8),
        )
    return step(
        TaskKind.HAND_IN,
        _yours(viewer, round_, urn, Permission.SUBMIT),
        "Every area judged; ready to hand in",
        round_.review_due,
        "a few minutes",
    )


def _conversation(viewer: Viewer, round_: RoundFacts, own: Standing) -> Step:
    if own.stage is ReviewStage.AGREED:
        return Step(TaskKind.AGREE, TaskState.DONE, "Judgements agreed", object_id=own.review_id)
    if own.stage is ReviewStage.CHALLENGE:
        state = _yours(viewer, round_, own.urn, Permission.CHALLENGE)
        if own.recorded < own.areas:
            detail = f"Both sides are in: {own.recorded} of {own.areas} areas talked through"
            takes = minutes_left(own.areas - own.recorded, 10)
            return Step(TaskKind.CHALLENGE, state, detail, round_.review_due, takes, object_id=own.review_id)
        detail = "Every area talked through; ready to agree"
        return Step(TaskKind.AGREE, state, detail, round_.review_due, "a few minutes", object_id=own.review_id)
    if own.stage is ReviewStage.REVIEWING:
        detail = f"{own.handed_in} of {own.views} partners have handed in their view of your school"
    else:
        detail = "Opens when your partners have handed in their views"
    return Step(TaskKind.CHALLENGE, TaskState.LATER, detail, round_.review_due, object_id=own.review_id)


def _plan(viewer: Viewer, round_: RoundFacts, own: Standing) -> Step:
    if own.actions:
        left = f", {len(own.open_actions)} still open" if own.open_actions else ", none open"
        return Step(TaskKind.PLAN, TaskState.DONE, f"{own.actions} {plural(own.actions, 'action')} planned{left}")
    if own.stage is not ReviewStage.AGREED:
        return Step(TaskKind.PLAN, TaskState.LATER, "Follows from what you agree; you can begin at any time")
    state = TaskState.YOURS if viewer.may_at(own.urn, Permission.PLAN) else TaskState.THEIRS
    return Step(TaskKind.PLAN, state, "No actions yet", takes="about half an hour")
