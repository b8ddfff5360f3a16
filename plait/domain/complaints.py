"""A complaint on its way: its states, and the day by which it must be acknowledged."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from plait.domain.stages import Move

DAYS_TO_ACKNOWLEDGE = 30
"""Calendar days; the day on which it came is the first. Data Protection Act 2018 section 164A, inserted by the Data
(Use and Access) Act 2025, read strictly. Days off are not skipped, so the day shown is never later than the law's."""


class ComplaintState(StrEnum):
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    CLOSED = "closed"


class Subject(StrEnum):
    REVIEW = "review"
    CONDUCT = "conduct"
    DATA = "data"


SUBJECT_WORDS = {
    Subject.REVIEW: "A review, or how it was done",
    Subject.CONDUCT: "How somebody behaved",
    Subject.DATA: "How data about people is handled",
}

COMPLAINT_MOVES = {
    "acknowledge": Move("acknowledge", (ComplaintState.RECEIVED,), ComplaintState.ACKNOWLEDGED),
    "answer": Move("answer", (ComplaintState.RECEIVED, ComplaintState.ACKNOWLEDGED), ComplaintState.ANSWERED),
    "close": Move(
        "close",
        (ComplaintState.ACKNOWLEDGED, ComplaintState.ANSWERED),
        ComplaintState.CLOSED,
    ),
    "withdraw": Move(
        "withdraw",
        (ComplaintState.RECEIVED, ComplaintState.ACKNOWLEDGED, ComplaintState.ANSWERED),
        ComplaintState.CLOSED,
    ),
}
"""An answer acknowledges too. Whoever complained may withdraw at any time."""


def acknowledge_by(received: date) -> date:
    """The last day on which an acknowledgement is in time."""
    return received + timedelta(days=DAYS_TO_ACKNOWLEDGE - 1)


def is_late(state: ComplaintState, received: date, today: date) -> bool:
    """Whether it still waits for an acknowledgement after its day."""
    return state is ComplaintState.RECEIVED and today > acknowledge_by(received)
