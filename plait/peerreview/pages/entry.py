"""What the boxes of a form hold: what is stored, or what somebody sent that could not be saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plait.domain.frameworks import Area, Labels
from plait.domain.judgements import BESIDE_WORDS, NO_WORDS, Beside, Words, answer_from_key, answer_label
from plait.domain.uploads import same_lines
from plait.domain.verdicts import StaleWrite
from plait.selfevaluation.pages.area import Conflict, Side


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer and a text to show in a form, and the version that they were written against.

    ``answer_error`` and ``text_error`` say what is wrong with them; ``conflict`` is what somebody else saved
    while this was being written.
    """

    answer: str
    text: str
    version: int
    answer_error: str = ""
    text_error: str = ""
    conflict: Conflict | None = None
    words: Words = NO_WORDS
    words_errors: tuple[str, str] = ("", "")
    """What is wrong with strengths, and with what to consider."""

    @property
    def faults(self) -> list[dict[str, str]]:
        """The error summary: each fault with the field that it belongs to."""
        strong, open_ = self.words_errors
        found = (
            ("answer", self.answer_error),
            ("strengths", strong),
            ("consider", open_),
            ("text", self.text_error),
        )
        return [{"text": error, "href": f"#{field}"} for field, error in found if error]


def conflict_of(
    stale: StaleWrite,
    area: Area,
    sent: Entry,
    *,
    fields: tuple[str, str],
    text: str,
    labels: Labels,
    who: str,
    at: datetime | None,
) -> Conflict:
    """Both sides of what two people wrote. ``fields``: the names of answer and text in ``stale.theirs``."""
    theirs, theirs_text = (stale.theirs[name] for name in fields)
    sides = []
    if theirs != sent.answer:
        sides.append(Side("Judgement", _label(area, sent.answer), _label(area, theirs)))
    if (other := stale.theirs.get("beside", "")) != sent.words.beside:
        sides.append(Side("Beside the school’s own view", _beside(sent.words.beside), _beside(other)))
    for what, mine, other in (
        (labels.strengths, sent.words.strengths, stale.theirs["strengths"]),
        (labels.consider, sent.words.consider, stale.theirs["consider"]),
    ):
        if other != same_lines(mine):
            sides.append(Side(what, mine, other))
    if theirs_text != same_lines(sent.text):
        sides.append(Side(text, sent.text, theirs_text))
    return Conflict(who or "Somebody", at, stale.version, tuple(sides))


def _beside(key: str) -> str:
    return BESIDE_WORDS[Beside(key)] if key in set(Beside) else ""


def _label(area: Area, key: str) -> str:
    try:
        return answer_label(answer_from_key(area.scale, key))
    except ValueError:
        return key
