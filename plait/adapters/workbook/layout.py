"""What a workbook's sheets, heads and answers are called: the one place that writing and reading share."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from plait.domain.frameworks import Level, Scale
from plait.domain.judgements import Answer, NonLevel

FORMAT_VERSION = 1
MARKER = "plait-workbook"

COVER, INPUT, OUTPUT = "Cover", "Input", "Output"
MACHINE, SUMS = "_plait", "_sums"

TEXT_LIMIT = 32_767  # characters of a cell, as Excel counts them
SHEET_NAME_LIMIT = 31

ID_HEAD = "id"


class InputColumn(StrEnum):
    """The heads of the Input sheet, in the order of its columns."""

    ID = ID_HEAD
    AREA = "Area"
    SUGGESTED = "Statements suggest"
    JUDGEMENT = "Our judgement"
    STRENGTHS = "Strengths"
    CONSIDER = "Areas to consider"
    EVIDENCE = "Evidence: how we know"
    ACTIONS = "Key actions"
    COMMENTS = "Peer challenge comments"
    AGREED = "Agreed after challenge"
    REASON = "Why it was kept or changed"


LEVEL_COLUMNS = (InputColumn.SUGGESTED, InputColumn.JUDGEMENT, InputColumn.AGREED)
"""Left out of the Input sheet of a framework that has no levels anywhere."""

WORD_COLUMNS = (InputColumn.STRENGTHS, InputColumn.CONSIDER)
"""Only in the Input sheet of a round that is judged in words; their heads are the same whatever its programme says."""

STATEMENT_HEAD = "Statement"
ANSWER_HEAD = "Our level"
HELP_HEAD = "To think about"


class CoverField(StrEnum):
    """The labels of the Cover sheet, in their order."""

    SCHOOL = "School"
    URN = "URN"
    ROUND = "Round"
    COMPLETED_BY = "Completed by"
    DATED = "Date"
    CHALLENGED_BY = "Challenged by"
    PARTNER = "Partner giving this view"


COVER_HINTS = {
    CoverField.SCHOOL: "The school that is judged here.",
    CoverField.URN: "Its number in the national register, usually six digits.",
    CoverField.ROUND: "For example Autumn 2026.",
    CoverField.COMPLETED_BY: "Who filled this in, with their role.",
    CoverField.DATED: "For example 3 March 2027.",
    CoverField.CHALLENGED_BY: "The partner schools that challenged these judgements, once they have.",
    CoverField.PARTNER: "Leave empty for a self-evaluation. A partner school names itself here.",
}

CODE_NOT_APPLICABLE, CODE_NOT_SURE, CODE_NOT_UNDERSTOOD = 100, 200, 300
"""Answers as numbers inside the hidden sums. 0: nothing said; 1 to 6: a level, 1 the least developed."""

_NON_LEVEL_WORDS = {
    NonLevel.NOT_APPLICABLE: ("not applicable", "not-applicable", "n/a", "na", "not relevant"),
    NonLevel.NOT_SURE: ("not sure", "not-sure", "unsure", "don't know", "?"),
}


def plain(text: str) -> str:
    """Text for comparing: small letters, single spaces, straight apostrophes, no colon at the end."""
    return " ".join(text.replace("’", "'").casefold().split()).rstrip(" :")


def choice(scale: Scale, level: Level) -> str:
    """How a level stands in a drop-down: ``Secure (3)`` on numbered scales, else its label."""
    return f"{level.label} ({level.key})" if scale.numbered and level.label != level.key else level.label


def choices(scale: Scale) -> tuple[str, ...]:
    """Everything a drop-down offers: levels, least developed first, then the answers without a level."""
    return (*(choice(scale, level) for level in scale), *(item.label for item in NonLevel))


def answer_text(scale: Scale, answer: Answer) -> str:
    """An answer as its cell shows it; empty when nothing was said."""
    if answer is None:
        return ""
    return choice(scale, answer) if isinstance(answer, Level) else answer.label


def answer_code(scale: Scale, answer: Answer) -> int:
    """An answer as a number inside the hidden sums."""
    if answer is None:
        return 0
    if isinstance(answer, Level):
        return scale.position(answer) + 1
    return CODE_NOT_APPLICABLE if answer is NonLevel.NOT_APPLICABLE else CODE_NOT_SURE


def understood(scale: Scale, text: str) -> Answer:
    """The answer that somebody typed; ``None`` when it is none of this scale."""
    wanted = plain(text)
    for level in scale:
        if wanted == plain(choice(scale, level)):
            return level
    level_read = scale.read(text)
    if level_read is not None:
        return level_read
    return next((item for item, words in _NON_LEVEL_WORDS.items() if wanted in words), None)


@cache
def spellings(scale: Scale) -> tuple[tuple[str, int], ...]:
    """``(text, code)`` for all that the formulas understand: the drop-down's words and what people type."""
    found: dict[str, tuple[str, int]] = {}
    for level in scale:
        label, key = level.label, level.key
        for text in (
            choice(scale, level),
            label,
            key,
            f"{key} - {label}",
            f"{key} – {label}",
            f"{label} {key}",
        ):
            if understood(scale, text) == level:
                found.setdefault(text.casefold(), (text, answer_code(scale, level)))
    for item, words in _NON_LEVEL_WORDS.items():
        for text in (item.label, *words):
            if understood(scale, text) is item:
                found.setdefault(text.casefold(), (text, answer_code(scale, item)))
    return tuple(found.values())


def sheet_names(titles: Iterable[str]) -> list[str]:
    """A name for each area's sheet: numbered, within Excel's limits, no two alike."""
    names: list[str] = []
    for number, title in enumerate(titles, 1):
        clean = " ".join(re.sub(r"[\[\]:*?/\\'’\x00-\x1f]", " ", title).split())
        name = f"{number} {clean}"
        while _units(name) > SHEET_NAME_LIMIT:
            name = name[:-1]
        names.append(name.rstrip())
    return names


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def too_long(text: str) -> bool:
    """Whether a text is more than one cell can hold."""
    return len(text) > TEXT_LIMIT // 2 and _units(text) > TEXT_LIMIT


def storable(text: str) -> str:
    """Text as a cell keeps it: one kind of line break, no characters that XML forbids, no blank ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text).strip()
