"""The timetable of a visit: what stands in it, what clashes, and what a first one may look like.

Days and times are those on the wall of the school; nothing here knows a clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from plait.domain.wording import day_in_words, listed


class VisitForm(StrEnum):
    """How long a visit is, and whether anybody travels."""

    THREE_DAYS = "three-days"
    ONE_DAY = "one-day"
    HALF_DAY = "half-day"
    REMOTE = "remote"


FORM_WORDS: Mapping[VisitForm, str] = {
    VisitForm.THREE_DAYS: "Three days in school",
    VisitForm.ONE_DAY: "One day in school",
    VisitForm.HALF_DAY: "Half a day in school",
    VisitForm.REMOTE: "Remote, by video call",
}
DAYS: Mapping[VisitForm, int] = {
    VisitForm.THREE_DAYS: 3,
    VisitForm.ONE_DAY: 1,
    VisitForm.HALF_DAY: 1,
    VisitForm.REMOTE: 1,
}
"""How many days each form takes."""


class VisitSubject(StrEnum):
    """What is looked at. Everything else of a visit is the same for each."""

    SCHOOL = "school"
    DEPARTMENT = "department"
    PARTNERSHIP = "partnership"
    TRUST = "trust"


SUBJECT_WORDS: Mapping[VisitSubject, str] = {
    VisitSubject.SCHOOL: "The whole school",
    VisitSubject.DEPARTMENT: "A department, a subject or a phase",
    VisitSubject.PARTNERSHIP: "The partnership itself",
    VisitSubject.TRUST: "A whole trust",
}


SUBJECT_LABELS: Mapping[VisitSubject, str] = {
    VisitSubject.DEPARTMENT: "Department",
    VisitSubject.PARTNERSHIP: "Partnership",
    VisitSubject.TRUST: "Trust",
}
"""What stands before the name of a subject. A whole school needs none."""


class ActivityKind(StrEnum):
    LEARNING_WALK = "learning-walk"
    LESSON_VISIT = "lesson-visit"
    WORK_SCRUTINY = "work-scrutiny"
    PUPIL_VOICE = "pupil-voice"
    STAFF_VOICE = "staff-voice"
    INTERVIEW = "interview"
    DOCUMENTS = "documents"
    MEETING = "meeting"
    BREAK = "break"
    FEEDBACK = "feedback"


ACTIVITY_WORDS: Mapping[ActivityKind, str] = {
    ActivityKind.LEARNING_WALK: "Learning walk",
    ActivityKind.LESSON_VISIT: "Lesson visit",
    ActivityKind.WORK_SCRUTINY: "Looking at work",
    ActivityKind.PUPIL_VOICE: "Talking with pupils",
    ActivityKind.STAFF_VOICE: "Talking with staff",
    ActivityKind.INTERVIEW: "Interview",
    ActivityKind.DOCUMENTS: "Reading documents",
    ActivityKind.MEETING: "Meeting",
    ActivityKind.BREAK: "Break",
    ActivityKind.FEEDBACK: "Feedback conversation",
}
ACTIVITY_MEANS: Mapping[ActivityKind, str] = {
    ActivityKind.LEARNING_WALK: "A walk through the school with one of its leaders, a few minutes in each place.",
    ActivityKind.LESSON_VISIT: "Part of a lesson, side by side with somebody of the school. No lesson is graded.",
    ActivityKind.WORK_SCRUTINY: "Pupils’ work, looked at together.",
    ActivityKind.PUPIL_VOICE: "A small group of pupils says how they find things. No name is written down.",
    ActivityKind.STAFF_VOICE: "Staff say how they find things. What is written down does not say who said it.",
    ActivityKind.INTERVIEW: "A conversation with somebody about their part of the work.",
    ActivityKind.DOCUMENTS: "Time to read what the school shares.",
    ActivityKind.MEETING: "Visitors and school talk.",
    ActivityKind.BREAK: "Time to breathe.",
    ActivityKind.FEEDBACK: "What was seen, told to the school first, and talked through.",
}
NEEDS_NOBODY = frozenset({ActivityKind.BREAK})
"""Kinds that need no visitor, so that nobody has to be found for them."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing on the timetable. ``people``: numbers of all who are in it, visitors and the school's own."""

    key: str
    title: str
    day: date
    starts: time
    ends: time
    room: str = ""
    people: frozenset[int] = frozenset()

    @property
    def hours(self) -> str:
        return f"{self.starts:%H:%M} to {self.ends:%H:%M}"


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody, or a room, in two places at once. ``person``: ``None`` for a room."""

    first: str
    second: str
    person: int | None
    text: str


def overlap(one: Slot, other: Slot) -> bool:
    """Whether both are on at some moment. One that begins when the other ends does not clash with it."""
    return one.day == other.day and one.starts < other.ends and other.starts < one.ends


def same_room(name: str) -> str:
    """Rooms as people write them: ``Hall``, ``hall `` and ``HALL`` are one."""
    return " ".join(name.split()).casefold()


def clashes(slots: Iterable[Slot], names: Mapping[int, str]) -> tuple[Clash, ...]:
    """Every clash of people and rooms, in the order of the day; ``names`` by the numbers of people.

    Compares only what shares a person or a room, so a timetable of n things costs about n log n plus what clashes.
    """
    ordered = sorted(slots, key=lambda slot: (slot.day, slot.starts, slot.ends, slot.key))
    held: dict[tuple[str, object], list[Slot]] = defaultdict(list)
    found: list[Clash] = []
    for slot in ordered:
        wanted: list[tuple[str, object]] = [("person", number) for number in sorted(slot.people)]
        wanted += [("room", same_room(slot.room))] if same_room(slot.room) else []
        for what in wanted:
            still = [earlier for earlier in held[what] if (earlier.day, earlier.ends) > (slot.day, slot.starts)]
            for earlier in still:
                if overlap(earlier, slot):
                    found.append(_clash(earlier, slot, what, names))
            held[what] = [*still, slot]
    return tuple(found)


def _clash(first: Slot, second: Slot, what: tuple[str, object], names: Mapping[int, str]) -> Clash:
    kind, who = what
    if kind == "person" and isinstance(who, int):
        text = f"{names.get(who, 'Somebody')} is in two places: "
        person = who
    else:
        text, person = f"{' '.join(second.room.split())} is used twice: ", None
    text += f"“{first.title}” from {first.hours} and “{second.title}” from {second.hours}"
    text += f", both on {day_in_words(first.day)}."
    return Clash(first.key, second.key, person, text)


def time_faults(slot: Slot, first_day: date | None, last_day: date | None) -> tuple[str, ...]:
    """What is wrong with one thing by itself, as sentences."""
    found = []
    if slot.ends <= slot.starts:
        found.append(
            f"It ends at {slot.ends:%H:%M}, and that is not after {slot.starts:%H:%M}. Change one of the times."
        )
    if first_day is None or last_day is None:
        found.append("The visit has no day yet. Set its dates first.")
    elif not first_day <= slot.day <= last_day:
        spans = listed([day_in_words(first_day), *([day_in_words(last_day)] if last_day != first_day else [])])
        found.append(f"{day_in_words(slot.day)} is no day of the visit, which is on {spans.replace(' and ', ' to ')}.")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing on a timetable that is suggested: ``day`` counts from 0."""

    day: int
    kind: ActivityKind
    title: str
    starts: time
    ends: time


def _day(day: int, *rows: tuple[str, str, ActivityKind, str]) -> tuple[Suggestion, ...]:
    return tuple(
        Suggestion(day, kind, title, time.fromisoformat(starts), time.fromisoformat(ends))
        for starts, ends, kind, title in rows
    )


_K = ActivityKind
_ONE_DAY = _day(
    0,
    ("08:30", "09:00", _K.MEETING, "Welcome, and what the day is for"),
    ("09:00", "09:45", _K.LEARNING_WALK, "Walk through the school together"),
    ("09:45", "10:30", _K.LESSON_VISIT, "Lessons that show the focus"),
    ("10:30", "10:45", _K.BREAK, "Break"),
    ("10:45", "11:30", _K.WORK_SCRUTINY, "Work from the classes just seen"),
    ("11:30", "12:15", _K.PUPIL_VOICE, "Talk with pupils"),
    ("12:15", "13:00", _K.BREAK, "Lunch"),
    ("13:00", "13:45", _K.STAFF_VOICE, "Talk with staff"),
    ("13:45", "14:30", _K.INTERVIEW, "Talk with the leader of the focus"),
    ("14:30", "15:15", _K.MEETING, "Visitors put together what they saw"),
    ("15:15", "16:00", _K.FEEDBACK, "Tell the school first, and talk it through"),
)
_THREE_DAYS = (
    *_day(
        0,
        ("08:30", "09:15", _K.MEETING, "Welcome, and what the days are for"),
        ("09:15", "10:15", _K.LEARNING_WALK, "Walk through the school together"),
        ("10:15", "10:30", _K.BREAK, "Break"),
        ("10:30", "12:00", _K.LESSON_VISIT, "Lessons that show the focus"),
        ("12:00", "12:45", _K.BREAK, "Lunch"),
        ("12:45", "14:00", _K.INTERVIEW, "Talk with leaders"),
        ("14:00", "15:00", _K.DOCUMENTS, "Read what the school shares"),
        ("15:00", "15:45", _K.MEETING, "The day put together with the school"),
    ),
    *_day(
        1,
        ("08:45", "09:00", _K.MEETING, "What today is for"),
        ("09:00", "10:30", _K.LESSON_VISIT, "Lessons that show the focus"),
        ("10:30", "10:45", _K.BREAK, "Break"),
        ("10:45", "12:00", _K.WORK_SCRUTINY, "Work from the classes seen"),
        ("12:00", "12:45", _K.BREAK, "Lunch"),
        ("12:45", "13:45", _K.PUPIL_VOICE, "Talk with pupils"),
        ("13:45", "15:00", _K.STAFF_VOICE, "Talk with staff"),
        ("15:00", "15:45", _K.MEETING, "The day put together with the school"),
    ),
    *_day(
        2,
        ("08:45", "09:00", _K.MEETING, "What is still open"),
        ("09:00", "10:30", _K.LESSON_VISIT, "What has to be seen again"),
        ("10:30", "10:45", _K.BREAK, "Break"),
        ("10:45", "12:15", _K.MEETING, "Visitors put together what they saw"),
        ("12:15", "13:00", _K.BREAK, "Lunch"),
        ("13:00", "14:30", _K.FEEDBACK, "Tell the school first, and talk it through"),
    ),
)
_HALF_DAY = _day(
    0,
    ("08:45", "09:00", _K.MEETING, "Welcome, and what the morning is for"),
    ("09:00", "10:00", _K.LESSON_VISIT, "Lessons that show the focus"),
    ("10:00", "10:30", _K.WORK_SCRUTINY, "Work from the classes just seen"),
    ("10:30", "10:45", _K.BREAK, "Break"),
    ("10:45", "11:15", _K.PUPIL_VOICE, "Talk with pupils"),
    ("11:15", "11:45", _K.INTERVIEW, "Talk with the leader of the focus"),
    ("11:45", "12:30", _K.FEEDBACK, "Tell the school first, and talk it through"),
)
_REMOTE = _day(
    0,
    ("09:00", "09:20", _K.MEETING, "Welcome, and does everybody hear and see"),
    ("09:20", "10:10", _K.DOCUMENTS, "What the school shares, on one screen"),
    ("10:10", "10:25", _K.BREAK, "Break"),
    ("10:25", "11:05", _K.INTERVIEW, "Talk with the leader of the focus"),
    ("11:05", "11:35", _K.STAFF_VOICE, "Talk with staff"),
    ("11:35", "11:50", _K.BREAK, "Break"),
    ("11:50", "12:30", _K.FEEDBACK, "Tell the school first, and talk it through"),
)
_SUGGESTED: Mapping[VisitForm, tuple[Suggestion, ...]] = {
    VisitForm.THREE_DAYS: _THREE_DAYS,
    VisitForm.ONE_DAY: _ONE_DAY,
    VisitForm.HALF_DAY: _HALF_DAY,
    VisitForm.REMOTE: _REMOTE,
}


def suggested(form: VisitForm) -> tuple[Suggestion, ...]:
    """A first timetable to change as one likes: nobody and no room is in it yet, and nothing overlaps."""
    return _SUGGESTED[form]


def suggested_slots(form: VisitForm, first_day: date) -> tuple[Slot, ...]:
    """The same on days of the calendar; a day of the visit that falls on a weekend goes to the Monday after."""
    days = school_days(first_day, DAYS[form])
    return tuple(
        Slot(str(number), item.title, days[item.day], item.starts, item.ends)
        for number, item in enumerate(suggested(form))
    )


def school_days(first: date, count: int) -> Sequence[date]:
    """So many days that are neither Saturday nor Sunday, from this one on."""
    found: list[date] = []
    day = first
    while len(found) < count:
        if day.weekday() < 5:
            found.append(day)
        day += timedelta(days=1)
    return found
