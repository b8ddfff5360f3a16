"""What the pages about complaints show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plait.domain.complaints import SUBJECT_WORDS, ComplaintState, acknowledge_by, is_late
from plait.rights.complaint_queries import ComplaintFacts, Note
from plait.ui.words import in_words, moment

STATE_WORDS = {
    ComplaintState.RECEIVED: ("Received", "next"),
    ComplaintState.ACKNOWLEDGED: ("Acknowledged", "next"),
    ComplaintState.ANSWERED: ("Answered", "waiting"),
    ComplaintState.CLOSED: ("Closed", "done"),
}
STEP_WORDS = {
    "acknowledge": ("said that it has come", "Say that you have it"),
    "answer": ("answered", "Answer"),
    "close": ("closed it", "Close it"),
    "withdraw": ("withdrew it", "Withdraw it"),
    "": ("wrote", "Write beside it"),
}


@dataclass(frozen=True, slots=True)
class ComplaintLine:
    """As the list component takes it."""

    title: str
    state: str
    kind: str
    hint: str
    address: str


@dataclass(frozen=True, slots=True)
class ComplaintPage:
    """``steps``: the moves that the viewer may make now, name and words of the button."""

    found: ComplaintFacts
    subject: str
    state: tuple[str, str]
    due: str
    readers: str
    notes: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str], ...]


def state_of(found: ComplaintFacts, today: date) -> tuple[str, str]:
    if is_late(found.state, found.received_on, today):
        return "Acknowledgement is late", "next"
    return STATE_WORDS[found.state]


def due_words(found: ComplaintFacts) -> str:
    """The day that counts while nobody has acknowledged; else when it came."""
    if found.state is ComplaintState.RECEIVED:
        return f"To be acknowledged by {in_words(acknowledge_by(found.received_on))}"
    return f"Received on {in_words(found.received_on)}"


def complaint_line(found: ComplaintFacts, address: str, today: date) -> ComplaintLine:
    state, kind = state_of(found, today)
    who = "Yours" if found.mine else f"From {found.made_by}"
    return ComplaintLine(
        f"Complaint {found.id}: {SUBJECT_WORDS[found.subject]} ({found.partnership})",
        state,
        kind,
        f"{who}. {due_words(found)}",
        address,
    )


def complaint_page(
    found: ComplaintFacts, notes: tuple[Note, ...], steps: tuple[str, ...], today: date
) -> ComplaintPage:
    return ComplaintPage(
        found,
        SUBJECT_WORDS[found.subject],
        state_of(found, today),
        due_words(found),
        f"{'you' if found.mine else found.made_by} and {found.answered_by}, but nobody named in it",
        tuple((f"{item.by} {STEP_WORDS[item.step][0]}, {moment(item.at)}", item.text) for item in notes),
        tuple((step, STEP_WORDS[step][1]) for step in steps),
    )
