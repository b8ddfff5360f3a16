"""The fact-check: a reviewed school says which facts in its report are wrong before it is released, and each point
gets its reply. Judgements are not up for it; they were talked through before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from plait.domain.wording import counted, day_in_words, plural

MOST_POINTS = 30
"""Points in one fact-check; more than that is a conversation."""
MOST_WORDS = 60
"""Words of a point or of a reply: enough for a figure and where it comes from."""
WORDS_LENGTH = 600
"""Characters that so many words may take."""
QUOTE_LENGTH = 200
"""Characters of what the report says, where a point quotes it."""
DAYS_TO_CHECK = 10
"""Days that a school is usually given."""
DAYS_TO_REPLY = 10
"""Days after the school's last word in which its points are replied to."""


class Turn(StrEnum):
    """Whose turn it is, and for what. It follows from facts; nobody sets it."""

    OFFER = "offer"  # the team has not offered the report yet
    CHECK = "check"  # the school looks through it
    REPLY = "reply"  # the team replies to the points
    TEAM_SIGNS = "team-signs"
    SCHOOL_SIGNS = "school-signs"
    SETTLED = "settled"


OF_THE_TEAM = (Turn.OFFER, Turn.REPLY, Turn.TEAM_SIGNS)
"""Turns in which the school waits for those who looked at it."""


def turn(*, offered: bool, checked: bool, open_points: int, team_signed: bool, school_signed: bool) -> Turn:
    """Whose turn it is. ``open_points``: those that have no reply yet."""
    if not offered:
        return Turn.OFFER
    if not checked:
        return Turn.CHECK
    if open_points:
        return Turn.REPLY
    if not team_signed:
        return Turn.TEAM_SIGNS
    return Turn.SETTLED if school_signed else Turn.SCHOOL_SIGNS


@dataclass(frozen=True, slots=True)
class FactCheckStanding:
    """How far the fact-check of one school is, without a word of it."""

    turn: Turn = Turn.OFFER
    due: date | None = None
    """By when the turn is to be taken; ``None`` where no day was given."""
    points: int = 0
    open_points: int = 0

    def late(self, today: date) -> bool:
        return self.due is not None and self.due < today


NOT_OFFERED = FactCheckStanding()


def due_of(turn_: Turn, *, check_by: date | None, reply_by: date | None) -> date | None:
    """The day of a turn: the school's for its check, the team's for its replies and its sign-off."""
    if turn_ is Turn.CHECK:
        return check_by
    return reply_by if turn_ in (Turn.REPLY, Turn.TEAM_SIGNS) else None


def reply_by(checked_on: date) -> date:
    return checked_on + timedelta(days=DAYS_TO_REPLY)


def words_in(text: str) -> int:
    return len(text.split())


def too_long(text: str) -> str:
    """What to do about a text that is too long, as a sentence; empty for one that is not."""
    count = words_in(text)
    if count <= MOST_WORDS:
        return ""
    return f"Shorten it to {MOST_WORDS} words; it has {count}. A figure and where it comes from are enough."


def said_in_counts(points: int, changed: int) -> str:
    """What became of the points, without their words."""
    if not points:
        return "The school looked through the facts and found nothing to correct."
    asked = f"The school asked for {counted(points, 'fact')} to be corrected"
    kept = points - changed
    if not kept:
        return f"{asked}; {'it was' if points == 1 else 'all were'} changed."
    if not changed:
        return f"{asked}; {'it stayed' if points == 1 else 'all stayed'} as {'it was' if points == 1 else 'they were'}."
    return f"{asked}; {changed} {plural(changed, 'was', 'were')} changed and {kept} stayed."


@dataclass(frozen=True, slots=True)
class CheckedPoint:
    """A point with its reply, as a report tells of it. ``area``: its title; empty for the report as a whole."""

    area: str
    quote: str
    wish: str
    changed: bool
    reply: str


@dataclass(frozen=True, slots=True)
class CheckedFacts:
    """What a report says of a fact-check that both have signed off. ``told``: school and team both wish that the report
    says point by point what was asked and what became of it; else it has what was changed, and counts."""

    points: tuple[CheckedPoint, ...]
    told: bool
    signed_on: date | None

    @property
    def changed(self) -> tuple[CheckedPoint, ...]:
        return tuple(point for point in self.points if point.changed)

    @property
    def words(self) -> str:
        signed = f" Both signed it off on {day_in_words(self.signed_on)}." if self.signed_on else ""
        return said_in_counts(len(self.points), len(self.changed)) + signed


AFTER_RELEASE = (
    "A version that was released stays as it was. If a fact in it is wrong, tell those who looked at your school: they "
    "offer the report for a fact-check once more. When both have signed it off, release a new version to the same "
    "people: it takes the place of the old one for them, and the old one stays in your list."
)
NOT_FOR_JUDGEMENTS = (
    "This is for facts: a figure, a name, a date, something that was not there. How strong something is was talked "
    "through in the challenge conversation, and what was agreed there is not opened again here."
)
WHY_NOT = {
    Turn.OFFER: "Those who looked at your school offer the report for a fact-check first. Then you can release it.",
    Turn.CHECK: "Look through the facts first, or say that nothing is wrong. Then you can release the report.",
    Turn.REPLY: "Not every point of the fact-check has its reply yet. You can release it when both have signed.",
    Turn.TEAM_SIGNS: "Those who looked at your school sign the fact-check off first. Then you sign, and can release.",
    Turn.SCHOOL_SIGNS: "Sign the fact-check off first. Then you can release the report.",
    Turn.SETTLED: "",
}
"""Why a report cannot be released yet."""
TURNS = {
    Turn.OFFER: "The team’s turn: offer the report for a fact-check",
    Turn.CHECK: "The school’s turn: look through the facts",
    Turn.REPLY: "The team’s turn: reply to each point",
    Turn.TEAM_SIGNS: "The team’s turn: sign off",
    Turn.SCHOOL_SIGNS: "The school’s turn: sign off",
    Turn.SETTLED: "Signed off by both",
}
