"""What the pages about the way through a round show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from plait.domain.programmes import Pairing, StepKind
from plait.domain.roles import Permission
from plait.domain.rounds import RoundFacts
from plait.domain.standings import Standing
from plait.domain.tasks import Step, TaskKind, TaskState
from plait.domain.viewer import Viewer
from plait.domain.wording import counted, opening, plural
from plait.journey.queries import Home, SchoolJourney
from plait.partnerships.team_queries import TeamPlaceFacts
from plait.ui.words import in_words


@dataclass(frozen=True, slots=True)
class Place:
    title: str
    address: str
    hint: str


@dataclass(frozen=True, slots=True)
class HomePage:
    schools: tuple[Place, ...]
    partnerships: tuple[Place, ...]
    reviews: tuple[Place, ...]
    """Reviews on whose teams the viewer is."""
    released: int
    """How many reports other schools have released to the viewer."""


def team_places(found: Iterable[TeamPlaceFacts]) -> tuple[Place, ...]:
    """Where somebody finds the reviews that they were asked for and that are not over."""
    return tuple(
        Place(
            f"Your review of {item.host}",
            reverse("reviewers:place", args=[item.id]),
            item.round if item.signed_at else f"{item.round}, waits for your signature",
        )
        for item in found
        if not item.over
    )


def home_page(home: Home, reviews: tuple[Place, ...], released: int) -> HomePage:
    return HomePage(
        tuple(
            Place(item.name, reverse("journey:school", args=[item.urn]), item.town or f"URN {item.urn}")
            for item in home.schools
        ),
        tuple(
            Place(
                item.name,
                reverse("journey:partnership", args=[item.id]),
                "" if item.kind.casefold() in item.name.casefold() else item.kind.capitalize(),
            )
            for item in home.partnerships
        ),
        reviews,
        released,
    )


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One line of a task list, as the page component takes it."""

    title: str
    state: str
    kind: str
    hint: str
    address: str


@dataclass(frozen=True, slots=True)
class NextStep:
    title: str
    text: str
    action: str
    address: str
    by: date | None = None


@dataclass(frozen=True, slots=True)
class EarlierRound:
    title: str
    programme: str
    evaluation: str
    report: str


@dataclass(frozen=True, slots=True)
class SchoolPage:
    name: str
    urn: int
    round: RoundFacts | None
    readers: str
    next: NextStep | None
    waiting: str
    closing: NextStep | None
    """What to say when nothing is left to do."""
    tasks: tuple[TaskRow, ...]
    actions: str
    report: str
    contract: str
    earlier: tuple[EarlierRound, ...]
    also_open: tuple[Place, ...] = ()
    """Other rounds that are under way, where the school is in several."""
    own_view: NextStep | None = None
    """That the viewer is asked for their own view."""
    partners: str = ""
    """Where it stands whom the school is with."""


TITLES = {
    TaskKind.SIGN: "Read and sign who will see what",
    TaskKind.REPORT: "Read your report and decide who gets it",
    TaskKind.EVALUATE: "Evaluate your school",
    TaskKind.SUBMIT: "Submit your self-evaluation",
    TaskKind.REVIEW: "Give your view of {}",
    TaskKind.HAND_IN: "Hand in your view of {}",
    TaskKind.CHALLENGE: "Talk through what your partners saw",
    TaskKind.AGREE: "Agree your judgements",
    TaskKind.PLAN: "Plan your actions",
    TaskKind.IMPACT: "Look at what came of your actions",
    TaskKind.FACTS: "Check the facts of your report",
    TaskKind.TEAM_FACTS: "Fact-check with {}",
}
BUTTONS = {
    TaskKind.SIGN: "Read and sign",
    TaskKind.REPORT: "Choose who gets it",
    TaskKind.MILESTONE: "Note that it is done",
    TaskKind.EVALUATE: "Continue",
    TaskKind.SUBMIT: "Check and submit",
    TaskKind.REVIEW: "Continue",
    TaskKind.HAND_IN: "Check and hand in",
    TaskKind.CHALLENGE: "Open the conversation",
    TaskKind.AGREE: "Check and agree",
    TaskKind.PLAN: "Add an action",
    TaskKind.IMPACT: "Say what came of them",
    TaskKind.FACTS: "Open the fact-check",
    TaskKind.TEAM_FACTS: "Open the fact-check",
}
STATE_TAGS = {
    TaskState.YOURS: ("Yours to do", "next"),
    TaskState.THEIRS: ("Waiting", "waiting"),
    TaskState.LATER: ("Not yet", "waiting"),
    TaskState.OPTIONAL: ("If you wish", "waiting"),
    TaskState.DONE: ("Done", "done"),
}


def _address(step: Step, urn: int, round_: RoundFacts) -> str:
    """Where a step is done, or read once it is done; empty while it cannot begin."""
    if step.state is TaskState.LATER and step.kind not in (TaskKind.PLAN, TaskKind.REPORT):
        return ""
    match step.kind:
        case TaskKind.SIGN:
            return reverse("journey:contract", args=[urn, round_.id])
        case TaskKind.REPORT:
            page = "reports:report" if step.state is TaskState.LATER else "reports:releases"
            return reverse(page, args=[step.object_id])
        case TaskKind.MILESTONE if step.once:
            return reverse("journey:note-step", args=[round_.id, step.key])
        case TaskKind.MILESTONE:
            return reverse("journey:note-school-step", args=[round_.id, urn, step.key])
        case TaskKind.IMPACT:
            return reverse("workshops:impact", args=[round_.id, urn])
        case TaskKind.FACTS | TaskKind.TEAM_FACTS:
            return reverse("factchecks:check", args=[step.object_id])
        case TaskKind.EVALUATE:
            return reverse("selfevaluation:evaluation", args=[step.object_id])
        case TaskKind.SUBMIT:
            return reverse("selfevaluation:evaluation", args=[step.object_id])
        case TaskKind.REVIEW | TaskKind.HAND_IN:
            return reverse("peerreview:view", args=[step.object_id, urn])
        case TaskKind.CHALLENGE | TaskKind.AGREE:
            return reverse("peerreview:challenge", args=[step.object_id])
        case _:
            return reverse("actionplans:plan", args=[round_.id, urn])


def _title(step: Step, names: dict[int, str]) -> str:
    title = step.title or TITLES[step.kind]
    return title.format(names[step.about_urn]) if step.about_urn else title


def _hint(step: Step, today: date) -> str:
    parts = [step.detail]
    if step.state in (TaskState.YOURS, TaskState.THEIRS) and step.takes:
        parts.append(step.takes if step.takes == "done" else f"{step.takes} left")
    if step.due and step.state is not TaskState.DONE:
        parts.append(f"was due on {in_words(step.due)}" if step.late(today) else f"by {in_words(step.due)}")
    return ", ".join(parts)


def _overdue(own: Standing, today: date) -> int:
    return sum(due < today for due in own.open_actions)


def _closing(own: Standing, round_: RoundFacts, today: date) -> NextStep:
    """What to say once judgements are agreed and actions planned: what is overdue, what is open, or that it is
    done."""
    plan = reverse("actionplans:plan", args=[round_.id, own.urn])
    report = reverse("reports:report", args=[own.evaluation_id])
    if overdue := _overdue(own, today):
        return NextStep(
            f"{opening(counted(overdue, 'action'))} {plural(overdue, 'is', 'are')} overdue",
            "Everything else in this round is in place. Look at what was due, and say how it stands.",
            "Go to the actions",
            plan,
        )
    if own.open_actions:
        still = f"{opening(counted(len(own.open_actions), 'action'))} {plural(len(own.open_actions), 'is', 'are')} open"
        return NextStep(
            "Agreed and planned",
            f"{still}; the next is due on {in_words(own.open_actions[0])}. The report has it all in one place.",
            "Read the report",
            report,
        )
    return NextStep(
        "This round is done",
        f"{'Everything is' if round_.definition.in_words else 'The judgements are'} agreed and no action is open. "
        "The report has it all in one place.",
        "Read the report",
        report,
    )


def school_page(journey: SchoolJourney, today: date) -> SchoolPage:
    """The page of one school: what is next, every step of the present round, earlier rounds."""
    if not journey.rounds or journey.standing is None:
        readers = f"people with a role at {journey.name}"
        return SchoolPage(journey.name, journey.urn, None, readers, None, "", None, (), "", "", "", ())
    current, own = journey.rounds[0], journey.standing
    tasks = []
    for step in journey.steps:
        words, kind = STATE_TAGS[step.state]
        if step.late(today):
            words = "Overdue"
        if step.kind is TaskKind.PLAN and (overdue := _overdue(own, today)):
            words, kind = f"{overdue} overdue", "next"
        tasks.append(
            TaskRow(
                _title(step, journey.school_names),
                words,
                kind,
                _hint(step, today),
                _address(step, own.urn, current),
            )
        )
    first = next((step for step in journey.steps if step.state is TaskState.YOURS), None)
    following = None
    if first is not None:
        fresh = first.detail in ("Not begun", "Ready to begin")
        following = NextStep(
            _title(first, journey.school_names),
            f"{first.detail}; {first.takes}." if first.takes else f"{first.detail}.",
            "Begin" if fresh else "Prepare it" if first.prepared else BUTTONS[first.kind],
            _address(first, own.urn, current),
            first.due,
        )
    waiting = next((step.detail for step in journey.steps if step.state in (TaskState.THEIRS, TaskState.LATER)), "")
    finished = all(step.state in (TaskState.DONE, TaskState.OPTIONAL) for step in journey.steps)
    return SchoolPage(
        name=journey.name,
        urn=journey.urn,
        round=current,
        readers=f"people with a role at {journey.name}",
        next=following,
        waiting=waiting if following is None and not finished else "",
        closing=_closing(own, current, today) if finished else None,
        tasks=tuple(tasks),
        actions=reverse("actionplans:plan", args=[current.id, own.urn])
        if current.definition.has(StepKind.ACTIONS)
        else "",
        report=reverse("reports:report", args=[own.evaluation_id]) if own.submitted else "",
        contract=reverse("journey:contract", args=[own.urn, current.id]),
        partners=""
        if current.definition.pairing is Pairing.NOBODY
        else reverse("journey:partners", args=[own.urn, current.id]),
        earlier=tuple(
            EarlierRound(
                item.title,
                item.programme,
                reverse("selfevaluation:evaluation", args=[journey.evaluations[item.id]]),
                reverse("reports:report", args=[journey.evaluations[item.id]]),
            )
            for item in journey.rounds[1:]
            if item.id in journey.evaluations and not item.open
        ),
        also_open=tuple(
            Place(
                f"{item.programme}, {item.title}",
                f"{reverse('journey:school', args=[journey.urn])}?round={item.id}",
                item.partnership,
            )
            for item in journey.rounds[1:]
            if item.open or item.id in journey.waiting
        ),
        own_view=_own_view(own, journey.own_view, today),
    )


def _own_view(own: Standing, until: date | None, today: date) -> NextStep | None:
    if until is None or until < today:
        return None
    return NextStep(
        "Your own view",
        "You are asked to judge alone, before your school’s self-evaluation is written together. Nobody sees what you "
        "think before all are in or the last day has passed.",
        "Give your own view",
        reverse("selfevaluation:rate", args=[own.evaluation_id]),
        until,
    )


def role_words(viewer: Viewer, urn: int) -> str:
    """What the viewer may do at a school, for the line under its name."""
    if viewer.may_at(urn, Permission.SUBMIT):
        return "You write and submit for this school"
    if viewer.may_at(urn, Permission.EVALUATE):
        return "You write for this school; its headteacher submits"
    return "You read what belongs to this school"
