"""A letter laid out: plain text and HTML that say the same, from one value."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string

from plait.adapters import palette
from plait.domain.letters import Button, Heading, Letter, Lines, Paragraph

SUBJECT_LIMIT = 200


@dataclass(frozen=True, slots=True)
class LaidOut:
    subject: str
    text: str
    html: str


def subject_line(subject: str) -> str:
    """The subject as it may stand in a header. Raises ``ValueError`` for a line break or any other control character,
    and for one that is empty or too long."""
    if any(ord(character) < 32 or ord(character) == 127 for character in subject):
        raise ValueError("A subject is one line, without control characters.")
    if not subject.strip() or len(subject) > SUBJECT_LIMIT:
        raise ValueError(f"A subject has between 1 and {SUBJECT_LIMIT} characters.")
    return subject.strip()


def lay_out(letter: Letter, *, settings_address: str = "") -> LaidOut:
    """``settings_address``: where its reader chooses what mail they get; empty for somebody who is no person here."""
    kinds = {Paragraph: "paragraph", Heading: "heading", Button: "button", Lines: "lines"}
    context = {
        "letter": letter,
        "parts": [(kinds[type(part)], part) for part in letter.parts],
        "settings_address": settings_address,
        "colours": {"ink": palette.INK, "quiet": palette.QUIET, "line": palette.LINE},
    }
    text = render_to_string("mail/letter.txt", context)
    return LaidOut(subject_line(letter.subject), text, render_to_string("mail/letter.html", context))
