"""What somebody notes while they look at a school: kinds of activity, one note, one edit of it from a device.

A device that was without a network sends what it holds as edits. Each edit is the whole note as it then stood, under
the note's own identifier, the device's, and a number that counts the note's edits on that device.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from plait.domain.uploads import same_lines

TEXT_LIMIT = 8_000
"""Characters of one note."""
PLACE_LIMIT = 120
TAGS_LIMIT = 40
EDITS_AT_ONCE = 50
"""Edits that one delivery may hold; a device sends what is left in the next."""
LAST_NUMBER = 2_000_000_000  # what the column holds
CLOCK_APART = timedelta(minutes=10)
"""From here on a device's clock is said to differ from ours."""


class Method(StrEnum):
    """What a reviewer was doing when they saw it. Called as the activities of a timetable in which something is seen
    (:class:`plait.domain.timetable.ActivityKind`)."""

    LEARNING_WALK = "learning-walk"
    LESSON_VISIT = "lesson-visit"
    WORK_SCRUTINY = "work-scrutiny"
    PUPIL_VOICE = "pupil-voice"
    STAFF_VOICE = "staff-voice"
    INTERVIEW = "interview"
    DOCUMENTS = "documents"


METHOD_WORDS = {
    Method.LEARNING_WALK: "Learning walk",
    Method.LESSON_VISIT: "Lesson visit",
    Method.WORK_SCRUTINY: "Looking at pupils’ work",
    Method.PUPIL_VOICE: "Pupil voice",
    Method.STAFF_VOICE: "Staff voice",
    Method.INTERVIEW: "Interview",
    Method.DOCUMENTS: "Documents",
}


class Seen(StrEnum):
    """How well a note is backed, as whoever wrote it says."""

    SEEN = "seen"
    TRIANGULATED = "triangulated"


SEEN_WORDS = {
    Seen.SEEN: "Seen once",
    Seen.TRIANGULATED: "Seen or heard in more than one way",
}


class Outcome(StrEnum):
    """What became of one edit."""

    KEPT = "kept"
    ALREADY = "already"
    """The same edit was here before: sent twice. Nothing was done."""
    OVERTAKEN = "overtaken"
    """A later edit of the same device was here before. Nothing was done."""
    BESIDE = "beside"
    """Somebody had changed the note meanwhile: both are kept, side by side."""
    REFUSED = "refused"


Tag = tuple[str, str]
"""Area and statement; the statement is empty where the whole area is meant."""


@dataclass(frozen=True, slots=True)
class NoteState:
    """One note as it stands. ``place``: where it was, in a few words. ``noted_at``: by the writer's own clock."""

    kind: Method
    place: str
    text: str
    seen: Seen
    tags: tuple[Tag, ...]
    noted_at: datetime
    gone: bool = False
    """Whoever wrote it has deleted it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """``base``: the version of the note that the device had last heard of, 0 for none. ``sent_at``: by its clock."""

    uid: UUID
    device: UUID
    number: int
    base: int
    state: NoteState


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an edit; ``version`` is what the device should name as ``base`` from now on."""

    uid: str
    number: int
    outcome: Outcome
    version: int = 0
    reason: str = ""


class NotAnEdit(ValueError):
    """What a device sent cannot be read. The text says what is wrong."""


def edit_from(data: object, tags: Collection[Tag]) -> Edit:
    """An edit from what a device sent. ``tags``: those that the framework knows. Raises :class:`NotAnEdit`."""
    if not isinstance(data, Mapping):
        raise NotAnEdit("This is not a note.")
    return Edit(
        _uuid(data, "uid"),
        _uuid(data, "device"),
        _number(data, "number", 1),
        _number(data, "base", 0),
        _state(data, tags),
    )


def _state(data: Mapping[object, object], known: Collection[Tag]) -> NoteState:
    noted_at = _moment(data.get("noted_at"))
    if data.get("gone") is True:
        return NoteState(Method.LEARNING_WALK, "", "", Seen.SEEN, (), noted_at, gone=True)
    try:
        kind, seen = Method(str(data.get("kind"))), Seen(str(data.get("seen")))
    except ValueError:
        raise NotAnEdit("Say what you were doing, and how well it is backed.") from None
    text = note_text(data.get("text"))
    place = same_lines(str(data.get("place") or "")).replace("\n", " ")[:PLACE_LIMIT]
    sent = data.get("tags")
    if not isinstance(sent, list) or len(sent) > TAGS_LIMIT:
        raise NotAnEdit(f"A note speaks to at most {TAGS_LIMIT} statements.")
    chosen = {tag for each in sent if (tag := tag_of(str(each))) in known}
    return NoteState(kind, place, text, seen, tuple(sorted(chosen)), noted_at)


def note_text(value: object) -> str:
    """The words of a note as pages keep them. Raises :class:`NotAnEdit` when there are none, or too many."""
    text = same_lines(value) if isinstance(value, str) else ""
    if not text:
        raise NotAnEdit("Write down what you saw or heard.")
    if len(text) > TEXT_LIMIT:
        raise NotAnEdit(f"This note has {len(text):,} characters. Shorten it to {TEXT_LIMIT:,}, or make two of it.")
    return text


def tag_of(key: str) -> Tag:
    """``area/statement`` or ``area/`` as a tag."""
    area, _, statement = key.partition("/")
    return area, statement


def tag_key(tag: Tag) -> str:
    return "/".join(tag)


def _uuid(data: Mapping[object, object], name: str) -> UUID:
    value = data.get(name)
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError:
        raise NotAnEdit("A note needs identifiers of its own and of its device.") from None


def _number(data: Mapping[object, object], name: str, least: int) -> int:
    value = data.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= LAST_NUMBER:
        raise NotAnEdit("A note needs the number of its edit, and the version it was made from.")
    return value


def _moment(value: object) -> datetime:
    try:
        found = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise NotAnEdit("A note needs the time at which it was written.") from None
    if found.tzinfo is None:
        raise NotAnEdit("A note needs the time at which it was written, with its time zone.")
    return found


_NAMED = re.compile(
    r"\b(?:[Pp]upils?|[Bb]oy|[Gg]irl|[Cc]hild|[Ss]tudent|called|named|[Mm]aster|Miss|Mr|Mrs|Ms|Mx|Dr)\.?,?\s+"
    r"([A-Z][a-z’'-]+(?:\s+[A-Z][a-z’'-]+)?)"
)
_FIRST_AND_INITIAL = re.compile(r"\b([A-Z][a-z]{2,}\s[A-Z])\b\.?(?![a-z])")
_NOT_NAMES = {"Year", "Years", "Premium", "Voice", "English", "Maths", "Reading", "Key", "Reception", "Council", "The"}


def perhaps_names(text: str) -> tuple[str, ...]:
    """What in a note may be the name of a pupil or a member of staff: a hint, never a reason to hold anything back."""
    found = [match[1] for pattern in (_NAMED, _FIRST_AND_INITIAL) for match in pattern.finditer(text)]
    return tuple(dict.fromkeys(name for name in found if name.split()[0] not in _NOT_NAMES))
