"""What a mail says, before it is laid out: a subject and a few plain parts. One value makes its text and its HTML."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from enum import StrEnum


class MailState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"  # nothing was left to say, or its reader did not want it
    FAILED = "failed"  # the reader's server refuses it, or nobody took it for days


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Button:
    """The one thing to do. ``address`` is whole: ``https://…``."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: what, where it is done, and a hint under it."""

    text: str
    address: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    lines: tuple[Line, ...]


Part = Paragraph | Heading | Button | Lines


@dataclass(frozen=True, slots=True)
class Letter:
    """``why`` says at the foot why its reader has got it."""

    subject: str
    parts: tuple[Part, ...]
    why: str = ""


class Digest(StrEnum):
    """How often somebody wants to be told what is theirs to do."""

    DAILY = "daily"  # on any working day on which there is something new to say
    WEEKLY = "weekly"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a person wants their mail; what it says by itself holds for everybody who has said nothing."""

    digest: Digest = Digest.DAILY
    quiet_from: time = time(18, 30)
    quiet_until: time = time(7, 30)
    unwanted: frozenset[str] = frozenset()
    """Names of the optional kinds that they do without."""
