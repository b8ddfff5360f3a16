"""What the file of the demonstration's cluster says: a whole review, from the question to the workshop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any


@dataclass(frozen=True, slots=True)
class InWords:
    """What is said of an area where nobody gives grades. ``says``: evidence, comment or reason, by where it stands."""

    area: str
    works: str
    consider: str
    says: str
    actions: str = ""


@dataclass(frozen=True, slots=True)
class ActivityStory:
    """Something on the timetable of a visit. ``visitors`` and ``hosts`` are keys of people."""

    kind: str
    title: str
    starts: time
    ends: time
    room: str
    visitors: tuple[str, ...]
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThoughtStory:
    """What those who come expect before a visit, about the focus with this number."""

    number: int
    thinks: str
    speaks_for: str
    against: str
    would_change: str
    look_at: str


@dataclass(frozen=True, slots=True)
class NoteStory:
    """Something noted on a visit; ``about`` is the area or the statement that it speaks to."""

    by: str
    kind: str
    place: str
    at: time
    seen: str
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class VisitStory:
    day: int
    arranged: int
    activities: tuple[ActivityStory, ...]
    thought_by: str
    thought_on: int
    thoughts: tuple[ThoughtStory, ...]
    thoughts_shared: int | None
    notes: tuple[NoteStory, ...]


@dataclass(frozen=True, slots=True)
class CardStory:
    by: str
    area: str
    side: str
    text: str
    votes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedStory:
    area: str
    text: str
    owner: str
    due: int
    measure: str


@dataclass(frozen=True, slots=True)
class WorkshopStory:
    """``people``: key of a person → what they do at the school."""

    set_up: int
    held: int
    place: str
    areas: tuple[str, ...]
    people: Mapping[str, str]
    cards: tuple[CardStory, ...]
    plan: tuple[PlannedStory, ...]
    closed: bool


@dataclass(frozen=True, slots=True)
class LookedStory:
    """The view of the school that comes to look."""

    by: str
    begun: int
    handed_in: int
    areas: tuple[InWords, ...]


@dataclass(frozen=True, slots=True)
class ReviewedStory:
    """One school's way through the round, as far as it got. Days that have not come are ``None``."""

    urn: int
    question_by: str
    question_on: int
    question_shared: int | None
    chosen: tuple[str, ...]
    questions: tuple[str, ...]
    note: str
    begun: int
    own: tuple[InWords, ...]
    submitted: int | None
    visit: VisitStory | None
    looked: LookedStory | None
    talked: int
    agreed: int
    talk: tuple[InWords, ...]
    released: int | None
    released_to: tuple[str, ...]
    workshop: WorkshopStory | None


@dataclass(frozen=True, slots=True)
class TeamStory:
    """Somebody of the pool who is asked to a school's review, and signs."""

    person: str
    host: int
    training: str
    trained: int
    joined: int
    asked: int
    signed: int


@dataclass(frozen=True, slots=True)
class ClusterStory:
    key: str
    name: str
    kind: str
    programme: str
    definition: str
    framework_id: str
    framework_version: str
    members: tuple[int, ...]
    joined: int
    opened: int
    evaluation_due: int
    review_due: int
    lead: str
    facilitator: str
    learned: int
    learned_note: str
    team: TeamStory
    schools: tuple[ReviewedStory, ...]


def cluster(data: Mapping[str, Any], urns: Mapping[str, int]) -> ClusterStory:
    """The story from its file; ``urns``: the schools' numbers by their short names."""
    framework_id, version = data["framework"].split("@")
    plain = ("key", "name", "kind", "programme", "definition", "joined", "opened", "evaluation_due", "review_due")
    team = data["team"]
    return ClusterStory(
        framework_id=framework_id,
        framework_version=version,
        members=tuple(urns[name] for name in data["members"]),
        lead=data["lead"],
        facilitator=data["facilitator"],
        learned=data["learned"]["day"],
        learned_note=data["learned"]["note"],
        team=TeamStory(**{**team, "host": urns[team["host"]]}),
        schools=tuple(_school(urns[name], item) for name, item in data["schools"].items()),
        **{name: data[name] for name in plain},
    )


def _school(urn: int, data: Mapping[str, Any]) -> ReviewedStory:
    own, look, talk = data["own"], data.get("look"), data.get("talk", {})
    question, focus, released = data["question"], data["focus"], data.get("released", {})
    return ReviewedStory(
        urn=urn,
        question_by=question["by"],
        question_on=question["day"],
        question_shared=question.get("shared"),
        chosen=tuple(focus["chosen"]),
        questions=tuple(focus["questions"]),
        note=focus["note"],
        begun=own["begun"],
        own=_in_words(own, "evidence"),
        submitted=own.get("submitted"),
        visit=_visit(data) if "visit" in data else None,
        looked=LookedStory(look["by"], look["begun"], look["handed_in"], _in_words(look, "comment")) if look else None,
        talked=talk.get("day", 0),
        agreed=talk.get("agreed", 0),
        talk=_in_words(talk, "reason"),
        released=released.get("day"),
        released_to=tuple(released.get("to", ())),
        workshop=_workshop(data["workshop"]) if "workshop" in data else None,
    )


def _in_words(data: Mapping[str, Any], says: str) -> tuple[InWords, ...]:
    return tuple(
        InWords(area, item["works"].strip(), item["consider"].strip(), item[says].strip(), item.get("actions", ""))
        for area, item in data.get("areas", {}).items()
    )


def _visit(data: Mapping[str, Any]) -> VisitStory:
    visit, thoughts = data["visit"], data["thoughts"]
    return VisitStory(
        day=visit["day"],
        arranged=visit["arranged"],
        activities=tuple(
            ActivityStory(
                item["kind"],
                item["title"],
                time.fromisoformat(item["at"]),
                time.fromisoformat(item["to"]),
                item["room"],
                tuple(item["visitors"]),
                tuple(item["hosts"]),
            )
            for item in visit["activities"]
        ),
        thought_by=thoughts["by"],
        thought_on=thoughts["day"],
        thoughts=tuple(
            ThoughtStory(
                item["number"], item["thinks"], item["for"], item["against"], item["would_change"], item["look_at"]
            )
            for item in thoughts["each"]
        ),
        thoughts_shared=thoughts.get("shared"),
        notes=tuple(NoteStory(**{**item, "at": time.fromisoformat(item["at"])}) for item in data.get("notes", ())),
    )


def _workshop(data: Mapping[str, Any]) -> WorkshopStory:
    return WorkshopStory(
        set_up=data["set_up"],
        held=data["held"],
        place=data["place"],
        areas=tuple(data["areas"]),
        people=data["people"],
        cards=tuple(CardStory(**{**item, "votes": tuple(item["votes"])}) for item in data["cards"]),
        plan=tuple(PlannedStory(**item) for item in data["plan"]),
        closed=data["closed"],
    )
