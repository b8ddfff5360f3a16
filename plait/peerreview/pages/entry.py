"""What the boxes of a form hold: what is stored, or what somebody sent and could not be saved."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else saved: who, the answer as a key and in words, the text."""

    who: str
    answer: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer and a text to show in a form.

    ``answer_error`` and ``text_error`` say what is wrong with them. ``theirs`` is what somebody else saved
    while this was being written.
    """

    answer: str
    text: str
    version: int
    answer_error: str = ""
    text_error: str = ""
    theirs: Theirs | None = None

    @property
    def faults(self) -> list[dict[str, str]]:
        """The error summary: each fault with the field it belongs to."""
        found = (("answer", self.answer_error), ("text", self.text_error))
        return [{"text": error, "href": f"#{field}"} for field, error in found if error]
