"""The workshop after a review and the check that comes back: who leads it, how mixed it is, when to look again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from plait.domain.verdicts import YES, Verdict, no

VOTES = 3
"""Votes that each person has."""
WEEKS_UNTIL_CHECK = 12
"""From the end of the workshop to the impact check, where the programme names no later day."""
CARD_LENGTH = 120
"""Characters of a card: what can be read from the back of a room."""


class WorkshopState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class StaffKind(StrEnum):
    """What somebody does at the school, as far as a good mix depends on it."""

    TEACHER = "teacher"
    SUPPORT = "support"
    MIDDLE = "middle"
    LEADER = "leader"
    GOVERNOR = "governor"


KIND_WORDS = {
    StaffKind.TEACHER: "Teacher",
    StaffKind.SUPPORT: "Support staff",
    StaffKind.MIDDLE: "Middle or subject leader",
    StaffKind.LEADER: "Headteacher or senior leader",
    StaffKind.GOVERNOR: "Governor",
}
IN_THE_MIX = {
    StaffKind.TEACHER: "a teacher",
    StaffKind.SUPPORT: "somebody of the support staff",
    StaffKind.LEADER: "a leader",
}
"""Without these a workshop hears one side of the school only."""


class Side(StrEnum):
    """Which side of a finding a card is on."""

    HELPS = "helps"
    HINDERS = "hinders"


class Outcome(StrEnum):
    """What came of an action."""

    DONE = "done"
    PARTLY = "partly"
    NOT_YET = "not-yet"
    STOPPED = "stopped"


OUTCOME_WORDS = {
    Outcome.DONE: "Done",
    Outcome.PARTLY: "Partly",
    Outcome.NOT_YET: "Not yet",
    Outcome.STOPPED: "Stopped",
}
COMES_BACK = frozenset({Outcome.PARTLY, Outcome.NOT_YET})
"""Outcomes after which somebody looks again, on a day that the answer names."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who might lead a school's workshop. ``schools``: whose own people they are; ``reviews_for``: the
    schools for which they look at partners; ``wrote``: they wrote or handed in a view of the school in this round."""

    id: int
    name: str
    facilitates: bool = False
    schools: frozenset[int] = frozenset()
    reviews_for: frozenset[int] = frozenset()
    wrote: bool = False


def may_lead(candidate: Candidate, *, host: int, reviewers: Collection[int], others: Collection[int]) -> Verdict:
    """Whether somebody may lead the workshop of the school ``host``.

    ``reviewers``: the schools that look at it in this round; ``others``: the other schools that take part. Whoever was
    on the review team never leads: people would go on defending themselves instead of working on what was found.
    """
    if candidate.wrote or candidate.reviews_for & set(reviewers):
        return no(
            f"{candidate.name} is on the team that looked at your school in this round, so somebody else leads the "
            "workshop. A fresh ear makes it easier to speak."
        )
    if host in candidate.schools | candidate.reviews_for:
        return no(
            f"{candidate.name} is one of your own school’s people. Somebody from outside leads, so that all of you can "
            "take part."
        )
    if candidate.facilitates or candidate.schools & set(others):
        return YES
    return no(
        f"{candidate.name} is neither a facilitator of this programme nor at another school of this round, so somebody "
        "else leads the workshop."
    )


def thin_mix(kinds: Iterable[StaffKind]) -> str:
    """A gentle question where a kind of staff is missing or few take part; empty for a good mix."""
    found = list(kinds)
    missing = [words for kind, words in IN_THE_MIX.items() if kind not in found]
    if missing:
        return f"Who else sees this every day? There is not yet {' or '.join(missing)} in the group."
    if len(found) < len(IN_THE_MIX) + 1:
        return "Who else sees this every day? A few more voices make a fuller picture."
    return ""


def first_check(closed_on: date, planned: date | None) -> date:
    """The day of the impact check: the programme's, or twelve weeks after the workshop where that is later or there is
    none."""
    after = closed_on + timedelta(weeks=WEEKS_UNTIL_CHECK)
    return planned if planned is not None and planned > closed_on else after


def next_check(
    check_on: date | None, actions: Collection[int], latest: Mapping[int, tuple[Outcome, date | None]]
) -> date | None:
    """The day on which somebody looks again; ``None`` when every action is answered for good, or nothing is to come.

    ``latest``: of each action that was answered, what came of it and when to look again.
    """
    if check_on is None:
        return None
    days = []
    for number in actions:
        outcome, again = latest.get(number, (None, None))
        if outcome is None:
            days.append(check_on)
        elif outcome in COMES_BACK:
            days.append(again or check_on)
    return min(days, default=None)
