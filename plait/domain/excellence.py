"""Areas of excellence: strengths that a school offers for checking and sharing, what they are checked against, and for
how long one that was found so may be listed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plait.domain.wording import listed

TITLE_LENGTH, WORDS_LENGTH, CONTACT_LENGTH = 120, 800, 80
VALID_YEARS = 2
"""For how long it is listed before somebody looks again."""
MOST = 12
"""For one review; more than that says nothing any more."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """Something that must hold, as the end of a sentence that begins "The team has seen that …"."""

    key: str
    words: str


CRITERIA = (
    Criterion("seen", "it is there in more than one place or on more than one day"),
    Criterion("grounded", "there is evidence for it of more than one kind"),
    Criterion("lasting", "it has lasted for at least two terms and does not hang on one person"),
    Criterion("teachable", "the school can say how it came about, so that others can learn from it"),
)


class ExcellenceState(StrEnum):
    """How far an area of excellence is. It follows from facts; nobody sets it."""

    PROPOSED = "proposed"
    NOT_YET = "not-yet"
    VALIDATED = "validated"  # and not listed
    LISTED = "listed"
    RUN_OUT = "run-out"


STATE_WORDS = {
    ExcellenceState.PROPOSED: ("Waits for the team", "waiting"),
    ExcellenceState.NOT_YET: ("Not yet", ""),
    ExcellenceState.VALIDATED: ("Validated, not listed", "next"),
    ExcellenceState.LISTED: ("In the directory", "done"),
    ExcellenceState.RUN_OUT: ("Its time is over", ""),
}


def state(*, validated: bool | None, consented: bool, valid_until: date | None, today: date) -> ExcellenceState:
    """``validated``: ``None`` before the team has decided."""
    if validated is None:
        return ExcellenceState.PROPOSED
    if not validated:
        return ExcellenceState.NOT_YET
    if valid_until is None or valid_until < today:
        return ExcellenceState.RUN_OUT
    return ExcellenceState.LISTED if consented else ExcellenceState.VALIDATED


def valid_until(decided_on: date) -> date:
    """The last day on which it is listed."""
    year = decided_on.year + VALID_YEARS
    if (decided_on.month, decided_on.day) == (2, 29):
        return date(year, 2, 28)
    return decided_on.replace(year=year)


def missing(met: Collection[str]) -> str:
    """What stands in the way of validating, as a sentence; empty where every criterion is met."""
    open_ = [item.words for item in CRITERIA if item.key not in met]
    return f"To validate it, the team has also seen that {listed(open_)}." if open_ else ""
