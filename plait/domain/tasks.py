"""What is whose to do next in a round, worked out from where things stand.

One list serves the page and, later, the mails: nobody is told of a task that the page does not show.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial

from plait.domain.fact_checks import OF_THE_TEAM, TURNS, Turn
from plait.domain.frameworks import Labels
from plait.domain.programmes import ProgrammeDefinition, StepDefinition, StepFor, StepKind
from plait.domain.roles import ROLES, Permission, Role
from plait.domain.rounds import ReviewStage, RoundFacts, minutes_left
from plait.domain.standings import PartnerStanding, Standing
from plait.domain.steps import Planned
from plait.domain.viewer import Viewer
from plait.domain.wording import listed, plural

WORKSHOP_STEP = "workshop"
"""Key of the programme's step for the workshop after a review."""
CHECK_STEP = "impact"
"""Key of the programme's step at which somebody looks at what came of the actions."""


class TaskKind(StrEnum):
    SIGN = "sign"
    EVALUATE = "evaluate"
    SUBMIT = "submit"
    REVIEW = "review"
    HAND_IN = "hand-in"
    CHALLENGE = "challenge"
    AGREE = "agree"
    REPORT = "report"
    PLAN = "plan"
    MILESTONE = "milestone"
    IMPACT = "impact"
    FACTS = "facts"
    TEAM_FACTS = "team-facts"
    OPEN_ROUND = "open-round"


class TaskState(StrEnum):
    """How a step of the round is shown. The words are the page's."""

    YOURS = "yours"  # the viewer can act on it now
    THEIRS = "theirs"  # it waits for somebody else
    LATER = "later"  # it cannot begin yet
    OPTIONAL = "optional"  # the viewer may do it, and need not
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the round for one school. ``about_urn`` is the partner that a view is about; ``key`` and ``title``
    are the programme's."""

    kind: TaskKind
    state: TaskState
    detail: str
    due: date | None = None
    takes: str = ""
    about_urn: int | None = None
    object_id: int | None = None
    key: str = ""
    title: str = ""
    once: bool = False
    """The whole partnership takes it once."""
    prepared: bool = False
    """It happens elsewhere, and is prepared in Plait."""

    def late(self, today: date) -> bool:
        return self.due is not None and self.due < today and self.state in (TaskState.YOURS, TaskState.THEIRS)


def steps(viewer: Viewer, round_: RoundFacts, own: Standing, partners: tuple[PartnerStanding, ...]) -> tuple[Step, ...]:
    """The steps of a round for one school, in the order in which its programme has them."""
    found = [_signing(viewer, round_, own)] if own.needs_signature else []
    for item in round_.definition.steps:
        match item.kind:
            case StepKind.SELF_EVALUATION:
                made = [_evaluation(viewer, round_, own)]
            case StepKind.PEER_VIEW:
                made = [_view(viewer, round_, own, partner) for partner in partners]
            case StepKind.CHALLENGE:
                made = [_conversation(viewer, round_, own)]
            case StepKind.FACT_CHECK:
                made = [_facts(viewer, round_, own), *(_team_facts(viewer, round_, own, each) for each in partners)]
            case StepKind.REPORT:
                made = [_report(viewer, round_, own)]
            case StepKind.ACTIONS:
                made = [_plan(viewer, round_, own)]
            case StepKind.MILESTONE:
                made = [_milestone(viewer, round_, own, item)]
        own_words = (
            TaskKind.EVALUATE,
            TaskKind.MILESTONE,
            TaskKind.FACTS,
        )  # the others are called by what is to do next in them
        once = item.whose is StepFor.PARTNERSHIP
        found += [
            replace(
                step,
                key=item.key,
                title=item.title if step.kind in own_words else _called(step.kind, round_.definition),
                once=once,
            )
            for step in made
        ]
    found = _with_check(viewer, round_, own, found)
    if own.left:
        found = [replace(step, state=TaskState.DONE, detail=own.left) if _asks(step) else step for step in found]
    return tuple(found)


def _with_check(viewer: Viewer, round_: RoundFacts, own: Standing, found: list[Step]) -> list[Step]:
    """The impact check in the place of the programme's own step for it, or at the end where it has none.

    It outlives its round: what came of the actions is known some months later.
    """
    if own.workshop:
        found = [_held(step, own) if step.key == WORKSHOP_STEP else step for step in found]
    if not own.checked and own.check_due is None:
        return found
    item = next((item for item in round_.definition.steps if item.key == CHECK_STEP), None)
    by = (item.by if item else ()) or (Role.HEAD,)
    if own.checked:
        step = Step(TaskKind.IMPACT, TaskState.DONE, "Said for every action", key=CHECK_STEP)
    else:
        held = {held.role for held in viewer.roles if held.urn == own.urn or held.programme_id == round_.programme_id}
        state = TaskState.YOURS if held & set(by) else TaskState.THEIRS
        detail = "What is different, for whom, and how you know it, action by action"
        step = Step(TaskKind.IMPACT, state, detail, own.check_due, "about half an hour", key=CHECK_STEP)
    if all(each.key != CHECK_STEP for each in found):
        return [*found, step]
    return [step if each.key == CHECK_STEP else each for each in found]


def _held(step: Step, own: Standing) -> Step:
    return replace(step, state=TaskState.DONE, detail=own.workshop)


def _called(kind: TaskKind, definition: ProgrammeDefinition) -> str:
    """What a step is called where the programme has a word for it; ``{}`` is the partner. Empty: as always."""
    view = definition.labels.view.replace("{", "{{").replace("}", "}}")
    if kind is TaskKind.REVIEW and view != Labels().view:
        return f"Give your {view} of {{}}"
    if kind is TaskKind.HAND_IN and view != Labels().view:
        return f"Hand in your {view} of {{}}"
    return "Agree what you talked through" if kind is TaskKind.AGREE and definition.in_words else ""


def _asks(step: Step) -> bool:
    """Whether the round still wants something of the school; its report and its actions stay its own."""
    return step.state is not TaskState.DONE and step.kind not in (TaskKind.REPORT, TaskKind.PLAN, TaskKind.IMPACT)


def _yours(viewer: Viewer, round_: RoundFacts, urn: int, permission: Permission) -> TaskState:
    return TaskState.YOURS if round_.open and viewer.may_at(urn, permission) else TaskState.THEIRS


def _signing(viewer: Viewer, round_: RoundFacts, own: Standing) -> Step:
    if own.withdrawn:
        return Step(TaskKind.SIGN, TaskState.DONE, own.withdrawn)
    if own.signed:
        return Step(TaskKind.SIGN, TaskState.DONE, own.signed)
    detail = "Before anybody writes, your headteacher reads and signs who will see what"
    return Step(TaskKind.SIGN, _yours(viewer, round_, own.urn, Permission.SIGN), detail, None, "five minutes")


def _ready(own: Standing) -> bool:
    return bool(own.signed) or not own.needs_signature


def _evaluation(viewer: Viewer, round_: RoundFacts, own: Standing) -> Step:
    due, takes = round_.evaluation_due, minutes_left(own.areas - own.answered)
    if own.submitted:
        return Step(TaskKind.EVALUATE, TaskState.DONE, "Submitted", object_id=own.evaluation_id)
    if not _ready(own):
        detail = "Opens when your headteacher has signed who will see what"
        return Step(TaskKind.EVALUATE, TaskState.LATER, detail, due, object_id=own.evaluation_id)
    definition = round_.definition
    done = "written" if definition.in_words else "judged"
    if not definition.enough(own.answered, own.areas):
        detail = f"{own.answered} of {own.areas} areas {done}" if own.answered else "Not begun"
        state = _yours(viewer, round_, own.urn, Permission.EVALUATE)
        return Step(TaskKind.EVALUATE, state, detail, due, takes, object_id=own.evaluation_id)
    state = _yours(viewer, round_, own.urn, Permission.SUBMIT)
    if own.withdrawn:
        detail = f"{_all(own.answered, own.areas, done)}. Your school has withdrawn, so it goes to nobody"
        return Step(TaskKind.EVALUATE, TaskState.DONE, detail, object_id=own.evaluation_id)
    detail = f"{_all(own.answered, own.areas, done)}; ready to submit"
    if state is TaskState.THEIRS and round_.open:
        detail += " by the headteacher"
    return Step(TaskKind.SUBMIT, state, detail, due, "a few minutes", object_id=own.evaluation_id)


def _all(answered: int, areas: int, done: str) -> str:
    """``Every area judged``, ``3 of 9 areas written``."""
    return f"Every area {done}" if answered >= areas else f"{answered} of {areas} areas {done}"


def _view(viewer: Viewer, round_: RoundFacts, own: Standing, partner: PartnerStanding) -> Step:
    urn = own.urn
    step = partial(Step, about_urn=partner.host_urn, object_id=partner.review_id)
    if partner.handed_in:
        return step(TaskKind.REVIEW, TaskState.DONE, "Handed in")
    if own.withdrawn:
        return step(TaskKind.REVIEW, TaskState.DONE, "Your school has withdrawn, so nobody waits for its view")
    if not partner.signature_stands:
        detail = f"{partner.host} has not signed who sees what, or has withdrawn"
        return step(TaskKind.REVIEW, TaskState.LATER, detail, round_.review_due)
    if partner.stage is ReviewStage.AGREED:
        return step(TaskKind.REVIEW, TaskState.DONE, "Agreed without your view")
    if partner.stage is ReviewStage.WAITING:
        detail = f"Opens when {partner.host} submits its self-evaluation"
        return step(TaskKind.REVIEW, TaskState.LATER, detail, round_.review_due)
    done = "written" if round_.definition.in_words else "judged"
    if not round_.definition.enough(partner.answered, partner.areas):
        detail = f"{partner.answered} of {partner.areas} areas {done}" if partner.answered else "Ready to begin"
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
        f"{_all(partner.answered, partner.areas, done)}; ready to hand in",
        round_.review_due,
        "a few minutes",
    )


def _conversation(viewer: Viewer, round_: RoundFacts, own: Standing) -> Step:
    if own.stage is ReviewStage.AGREED:
        detail = "Agreed" if round_.definition.in_words else "Judgements agreed"
        return Step(TaskKind.AGREE, TaskState.DONE, detail, object_id=own.review_id)
    if own.stage is ReviewStage.CHALLENGE:
        state = _yours(viewer, round_, own.urn, Permission.CHALLENGE)
        # in words, only areas that somebody wrote about are talked through; the page knows those of the partners
        areas = own.answered if round_.definition.in_words else own.areas
        if own.recorded < areas:
            detail = f"Both sides are in: {own.recorded} of {areas} areas talked through"
            takes = minutes_left(areas - own.recorded, 10)
            return Step(TaskKind.CHALLENGE, state, detail, round_.review_due, takes, object_id=own.review_id)
        detail = (
            "Talked through; ready to agree"
            if round_.definition.in_words
            else "Every area talked through; ready to agree"
        )
        return Step(TaskKind.AGREE, state, detail, round_.review_due, "a few minutes", object_id=own.review_id)
    if own.stage is ReviewStage.REVIEWING:
        detail = f"{own.handed_in} of {own.views} partners have handed in their view of your school"
    else:
        detail = "Opens when your partners have handed in their views"
    return Step(TaskKind.CHALLENGE, TaskState.LATER, detail, round_.review_due, object_id=own.review_id)


def _facts(viewer: Viewer, round_: RoundFacts, own: Standing) -> Step:
    """The school's own fact-check: who has their turn, and what for."""
    step = partial(Step, TaskKind.FACTS, object_id=own.review_id)
    facts = own.facts
    if own.stage is not ReviewStage.AGREED:
        return step(TaskState.LATER, "Follows once everything is agreed")
    if facts.turn is Turn.SETTLED:
        return step(TaskState.DONE, "Signed off by both")
    if facts.turn in OF_THE_TEAM:
        return step(TaskState.THEIRS, TURNS[facts.turn], facts.due)
    permission = Permission.RELEASE if facts.turn is Turn.SCHOOL_SIGNS else Permission.EVALUATE
    state = _yours(viewer, round_, own.urn, permission)
    return step(
        state, TURNS[facts.turn], facts.due, "about half an hour" if facts.turn is Turn.CHECK else "a few minutes"
    )


def _team_facts(viewer: Viewer, round_: RoundFacts, own: Standing, partner: PartnerStanding) -> Step:
    """The fact-check of a school that this one looked at. Any of those who looked may take the team's turn."""
    step = partial(Step, TaskKind.TEAM_FACTS, about_urn=partner.host_urn, object_id=partner.review_id)
    facts = partner.facts
    if facts.turn is Turn.SETTLED:
        return step(TaskState.DONE, "Signed off by both")
    if own.withdrawn:
        return step(TaskState.DONE, "Your school has withdrawn, so nobody waits for it")
    if partner.stage is not ReviewStage.AGREED or not partner.signature_stands:
        return step(TaskState.LATER, f"Follows once {partner.host} has agreed what was talked through")
    if facts.turn not in OF_THE_TEAM:
        return step(TaskState.THEIRS, TURNS[facts.turn], facts.due)
    permission = Permission.REVIEW if facts.turn is Turn.REPLY else Permission.SUBMIT
    detail = f"{TURNS[facts.turn]}; any of you who looked at {partner.host} can"
    takes = "about half an hour" if facts.turn is Turn.REPLY else "a few minutes"
    return step(_yours(viewer, round_, own.urn, permission), detail, facts.due, takes)


def _report(viewer: Viewer, round_: RoundFacts, own: Standing) -> Step:
    if own.released:
        return Step(TaskKind.REPORT, TaskState.DONE, own.released, object_id=own.evaluation_id)
    if not own.settled(round_.definition):
        detail = "You can read it at any time; you decide who gets it once everything is agreed"
        return Step(TaskKind.REPORT, TaskState.LATER, detail, object_id=own.evaluation_id)
    if round_.open and round_.definition.has(StepKind.FACT_CHECK) and own.facts.turn is not Turn.SETTLED:
        detail = "You can read it at any time; you decide who gets it once the fact-check is signed off"
        return Step(TaskKind.REPORT, TaskState.LATER, detail, object_id=own.evaluation_id)
    if not viewer.may_at(own.urn, Permission.RELEASE):
        return Step(
            TaskKind.REPORT, TaskState.THEIRS, "Your headteacher decides who gets it", object_id=own.evaluation_id
        )
    state = TaskState.YOURS if round_.contract.release.must else TaskState.OPTIONAL
    return Step(
        TaskKind.REPORT,
        state,
        "Released to nobody yet",
        None,
        "about a quarter of an hour",
        object_id=own.evaluation_id,
    )


def _milestone(viewer: Viewer, round_: RoundFacts, own: Standing, item: StepDefinition) -> Step:
    due = round_.milestones_due.get(item.key)
    if item.key in own.done:
        return Step(TaskKind.MILESTONE, TaskState.DONE, own.done[item.key])
    held = {held.role for held in viewer.roles if held.urn == own.urn or held.programme_id == round_.programme_id}
    held |= {held.role for held in viewer.roles if held.partnership_id == round_.partnership_id}
    by = item.by or ((Role.HEAD,) if item.whose is StepFor.SCHOOL else (Role.PARTNERSHIP_LEAD,))
    yours = round_.open and bool(held & {role.value for role in by})
    takes = f"about {item.minutes} minutes" if item.minutes else ""
    who = listed([ROLES[role].title.lower() for role in by])
    if item.plans:
        detail = _PREPARED[item.plans]
    else:
        detail = "Happens outside Plait; note here when it is done" if yours else f"Noted by the {who} when it is done"
    state = TaskState.YOURS if yours else TaskState.THEIRS
    return Step(TaskKind.MILESTONE, state, detail, due, takes, prepared=bool(item.plans))


_PREPARED = {
    Planned.FOCUS: "Done once it is shared with those who come",
    Planned.VISIT: "Planned together with those who come; done when the visit is over",
}


def _plan(viewer: Viewer, round_: RoundFacts, own: Standing) -> Step:
    if own.actions:
        left = f", {len(own.open_actions)} still open" if own.open_actions else ", none open"
        return Step(TaskKind.PLAN, TaskState.DONE, f"{own.actions} {plural(own.actions, 'action')} planned{left}")
    if not own.settled(round_.definition):
        return Step(TaskKind.PLAN, TaskState.LATER, "Follows from what you agree; you can begin at any time")
    state = TaskState.YOURS if viewer.may_at(own.urn, Permission.PLAN) else TaskState.THEIRS
    return Step(TaskKind.PLAN, state, "No actions yet", takes="about half an hour")
