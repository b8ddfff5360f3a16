"""Reminders of what is somebody's to do: who gets which, and what stands in them.

Made from the same steps as the pages. A mail is put into the outbox when a reminder is due and has not been given; its
words are made when it goes, from the page as it is then, so that what has been done since, or belongs to a role that
has ended, is not in it. Titles, days and addresses only: never what somebody wrote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from plait.domain.letters import Button, Digest, Heading, Letter, Line, Lines, Paragraph, Wishes
from plait.domain.posting_times import when_it_may_go
from plait.domain.reminders import LEAD_TURNS, WEEKLY_AHEAD, DueThing, near, to_say
from plait.domain.roles import Permission
from plait.domain.rounds import RoundFacts
from plait.domain.tasks import Step, TaskKind, TaskState
from plait.domain.viewer import Viewer
from plait.domain.wording import counted, day_in_words, opening, plural
from plait.journey.pages import school_page
from plait.journey.queries import school_journey
from plait.journey.standings import RoundStanding, own_with_date, round_standing
from plait.mail.actions import Reader, queue_for_many
from plait.mail.kinds import About
from plait.mail.posting import rules_for
from plait.mail.queries import mentioned, mentions_sent, wishes_of
from plait.partnerships import round_queries as partnerships
from plait.partnerships.queries import round_facts
from plait.workshops.round_queries import closed_and_waiting

KIND = "reminder"
WHY = (
    "You get this because you have a role in Plait. Reminders come a week and three days before a date and once the "
    "day after, then no more."
)
SAME_THING = {TaskKind.SUBMIT: TaskKind.EVALUATE, TaskKind.HAND_IN: TaskKind.REVIEW, TaskKind.AGREE: TaskKind.CHALLENGE}
"""The last act of a step is not another thing to be reminded of."""


def thing(round_: RoundFacts, viewer: Viewer, urn: int, step: Step) -> DueThing:
    """One step as a thing that one person is reminded of."""
    assert step.due is not None  # noqa: S101  asked for steps with a date only
    kind = SAME_THING.get(step.kind, step.kind)
    about = f"{step.about_urn or ''}.{getattr(step, 'key', '')}"
    return DueThing(f"{_prefix(round_)}{viewer.person_id}:{urn}:{kind.value}:{about}", step.due)


def _prefix(round_: RoundFacts) -> str:
    return f"round:{round_.id}:"


def last_sent_in(round_: RoundFacts) -> Mapping[int, datetime]:
    """When each person was last reminded of anything in a round, by a mail that went. One query."""
    last: dict[int, datetime] = {}
    for key, at in mentions_sent(_prefix(round_)).items():
        person_id = int(key.removeprefix(_prefix(round_)).split(":")[0])
        last[person_id] = max(at, last.get(person_id, at))
    return last


def asked_for(round_: RoundFacts, person_id: int, day: str) -> str:
    """The key of a reminder that the lead asked for on a day."""
    return f"{_prefix(round_)}{person_id}:now|{day}"


def said_in(round_: RoundFacts) -> frozenset[str]:
    """What mails have said about a round. One query."""
    return mentioned(_prefix(round_))


@dataclass(frozen=True, slots=True)
class _Told:
    """What may have to be said to one person: things of their own, and of schools that are late where they lead."""

    own: list[DueThing]
    late: list[DueThing]


def make_reminders(at: datetime) -> int:
    """Put a mail into the outbox for everybody who has something new to be told; how many.

    A fixed number of queries for each open round, and for all mails together.
    """
    today = timezone.localtime(at).date()
    said: set[str] = set()
    told: dict[int, _Told] = {}
    rounds = partnerships.open_rounds()
    leads = partnerships.leads_of(sorted({round_.partnership_id for round_ in rounds}), today)
    later = closed_and_waiting()
    for round_ in (*rounds, *(round_facts(list(later)).values() if later else ())):
        found = round_standing(round_)
        said |= said_in(round_)
        for viewer, things in own_things(found, today):
            told.setdefault(viewer.person_id, _Told([], [])).own.extend(things)
        if not round_.open:  # nobody is late any more; each school only looks at what came of its actions
            continue
        for viewer in leads[round_.partnership_id]:
            told.setdefault(viewer.person_id, _Told([], [])).late.extend(
                DueThing(f"{_prefix(round_)}{viewer.person_id}:late", due) for due in found.late(today)
            )
    wishes = wishes_of(sorted(told))
    readers = [
        reader
        for person_id, things in told.items()
        if (reader := _reader(person_id, things, wishes[person_id], said, today, at)) is not None
    ]
    return queue_for_many(kind=KIND, readers=readers, at=at, about=About("digest", ""))


def own_things(found: RoundStanding, today: date) -> Iterator[tuple[Viewer, list[DueThing]]]:
    """Everybody who has something to do in a round that has a date, and what. One query."""
    for viewer in partnerships.people_at(found.round.id, today):
        things = [
            thing(found.round, viewer, urn, step)
            for urn in sorted(viewer.urns)
            for step in own_with_date(found.steps(viewer, urn))
        ]
        if things:
            yield viewer, things


def ahead_of(wishes: Wishes) -> int:
    """By how many days reminders come forward for somebody with these wishes."""
    return WEEKLY_AHEAD if wishes.digest is Digest.WEEKLY else 0


def _reader(person_id: int, things: _Told, wishes: Wishes, said: set[str], today: date, at: datetime) -> Reader | None:
    if wishes.digest is Digest.OFF:
        return None
    new = (
        *to_say(things.own, today, said, ahead=ahead_of(wishes)),
        *to_say(things.late, today, said, turns=LEAD_TURNS),
    )
    if not new:
        return None
    goes = when_it_may_go(at, rules_for(wishes))
    day = timezone.localtime(goes).date()
    if wishes.digest is Digest.WEEKLY:
        day -= timedelta(days=day.weekday())
    return Reader(person_id, f"{KIND}:{wishes.digest.value}:{person_id}:{day.isoformat()}", goes, tuple(sorted(new)))


# what stands in a reminder


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that is somebody's to do, as their school's page shows it."""

    urn: int
    school: str
    round: RoundFacts
    step: Step
    title: str
    address: str

    @property
    def due(self) -> date:
        assert self.step.due is not None  # noqa: S101  made from steps with a date only
        return self.step.due


def tasks_of(viewer: Viewer, today: date) -> tuple[Task, ...]:
    """Everything that is the viewer's to do now and has a date, soonest first: what their pages show, of every round
    that is open."""
    found = []
    for urn in sorted(viewer.urns):
        newest = school_journey(viewer, urn)
        rest = (item for item in newest.rounds[1:] if item.open or item.id in newest.waiting)
        others = (school_journey(viewer, urn, item.id) for item in rest)
        for journey in (newest, *others):
            if not journey.rounds:
                continue
            rows = school_page(journey, today).tasks
            for step, row in zip(journey.steps, rows, strict=True):
                if step.state is TaskState.YOURS and step.due is not None:
                    found.append(Task(urn, journey.name, journey.rounds[0], step, row.title, row.address))
    return tuple(sorted(found, key=lambda task: (task.due, task.school, task.title)))


def compose(person_id: int, about: About, at: datetime) -> Letter | None:
    """The words of a reminder as things stand at this moment; ``None`` when nothing is left to say.

    ``about`` a round: everything that is open in it, because its lead asked; else what is near, wherever it is.
    """
    today = timezone.localtime(at).date()
    viewer = partnerships.person_as_viewer(person_id, today)
    if viewer is None:
        return None
    tasks = tasks_of(viewer, today)
    if about.kind == "round":
        tasks = tuple(task for task in tasks if str(task.round.id) == about.id)
        return letter(tasks, (), today)
    ahead = ahead_of(wishes_of([person_id])[person_id])
    return letter(tuple(task for task in tasks if near(task.due, today, ahead=ahead)), _late(viewer, today), today)


@dataclass(frozen=True, slots=True)
class Late:
    """How many schools of a round are late; not which, and nothing about what."""

    round: RoundFacts
    late: int
    schools: int


def _late(viewer: Viewer, today: date) -> tuple[Late, ...]:
    led = viewer.partnerships_with(Permission.RUN_ROUNDS)
    found = []
    for partnership_id in sorted(led):
        for round_ in partnerships.open_rounds(partnership_id):
            standing = round_standing(round_)
            due_long_enough = any(
                (today - due).days >= min(LEAD_TURNS) and near(due, today) for due in standing.late(today)
            )
            if due_long_enough:
                found.append(Late(round_, standing.late_schools(today), len(standing.schools)))
    return tuple(found)


def letter(tasks: tuple[Task, ...], late: tuple[Late, ...], today: date) -> Letter | None:
    """Both parts as one letter; ``None`` when both are empty."""
    if not tasks and not late:
        return None
    parts: list[Paragraph | Heading | Lines | Button] = []
    if tasks:
        parts.append(Paragraph("This is yours to do. What is done in the meantime drops off the list by itself."))
        for (school, title), some in _by_place(tasks).items():
            parts += [Heading(f"{school}, {title}"), Lines(tuple(_line(task, today) for task in some))]
    for item in late:
        address = reverse("journey:partnership", args=[item.round.partnership_id])
        parts += [
            Heading(f"{item.round.partnership}, {item.round.title}"),
            Paragraph(
                f"{opening(counted(item.late, 'school'))} of {item.schools} {plural(item.late, 'has', 'have')} "
                "something open that was due. Reminders have stopped; a word from you helps more now."
            ),
            Lines((Line("How far each school is", settings.BASE_URL + address),)),
        ]
    parts.append(Button("Open Plait", f"{settings.BASE_URL}/"))
    return Letter(_subject(tasks, late, today), tuple(parts), WHY)


def _by_place(tasks: tuple[Task, ...]) -> Mapping[tuple[str, str], list[Task]]:
    places: dict[tuple[str, str], list[Task]] = {}
    for task in tasks:
        places.setdefault((task.school, task.round.title), []).append(task)
    return places


def _line(task: Task, today: date) -> Line:
    when = f"was due on {day_in_words(task.due)}" if task.due < today else f"by {day_in_words(task.due)}"
    return Line(task.title, settings.BASE_URL + task.address if task.address else "", when)


def _subject(tasks: tuple[Task, ...], late: tuple[Late, ...], today: date) -> str:
    if not tasks:
        schools = sum(item.late for item in late)
        return f"{opening(counted(schools, 'school'))} {plural(schools, 'is', 'are')} late with something"
    yours = f"{opening(counted(len(tasks), 'thing'))} {plural(len(tasks), 'is', 'are')} yours to do"
    coming = next((task.due for task in tasks if task.due >= today), None)
    return f"{yours}, {'the next ' if len(tasks) > 1 else ''}by {day_in_words(coming)}" if coming else yours
