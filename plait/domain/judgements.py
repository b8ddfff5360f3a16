"""What somebody said when they judged: answers, what stands beside them, and a whole hand-in of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from plait.domain.frameworks import Framework, Level, Scale
from plait.domain.wording import lines_of
from plait.domain.words_only import in_words


class NonLevel(StrEnum):
    """Answers that are no level, and are counted and shown as what they are."""

    NOT_APPLICABLE = "not-applicable"
    NOT_SURE = "not-sure"

    @property
    def label(self) -> str:
        return {"not-applicable": "Not applicable", "not-sure": "Not sure"}[self.value]


Answer = Level | NonLevel | None
"""``None`` is "nothing said yet"."""


def answer_key(answer: Answer) -> str:
    """An answer as it is stored and sent; empty when nothing was said."""
    if answer is None:
        return ""
    return answer.key if isinstance(answer, Level) else answer.value


def answer_label(answer: Answer) -> str:
    """An answer in words for a page."""
    if answer is None:
        return "Not yet judged"
    return answer.label


def answer_from_key(scale: Scale, key: str) -> Answer:
    """The stored answer ``key`` on this scale. Raises ``ValueError`` for a key that the scale does not know."""
    if not key:
        return None
    if key in {item.value for item in NonLevel}:
        return NonLevel(key)
    level = scale.by_key(key)
    if level is None:
        choices = ", ".join(level.key for level in scale)
        raise ValueError(f"“{key}” is not a level here. Choose one of: {choices}.")
    return level


def level_of(answer: Answer) -> Level | None:
    """The level in an answer, ``None`` for anything else."""
    return answer if isinstance(answer, Level) else None


class Beside(StrEnum):
    """A partner's verdict beside the school's own view, where there are no levels."""

    ABOVE = "above"
    IN_LINE = "in-line"
    BELOW = "below"


BESIDE_WORDS = {
    Beside.ABOVE: "Sees it above the school’s own view.",
    Beside.IN_LINE: "Sees it in line with the school’s own view.",
    Beside.BELOW: "Sees it below the school’s own view.",
}


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody gives of an area where there are no levels: strengths, and what to consider, a point a line; and of
    a partner, if they wish, where they stand beside the school's own view (a key of :class:`Beside`, else empty)."""

    strengths: str = ""
    consider: str = ""
    beside: str = ""

    @property
    def said(self) -> bool:
        return bool(self.strengths.strip() or self.consider.strip())

    @property
    def beside_words(self) -> str:
        """The verdict beside the school's own view as a sentence; empty where there is none."""
        return BESIDE_WORDS[Beside(self.beside)] if self.beside else ""


NO_WORDS = Words()


def check_given(judged_against: Framework, answers: Iterable[str], words: Words) -> None:
    """Levels where there are levels, words where there are none. Raises ``ValueError`` with what is wrong."""
    if judged_against.words and any(answers):
        raise ValueError("This round is judged in words and takes no level. Say it in your own words instead.")
    if words.beside and words.beside not in set(Beside):
        raise ValueError("Say above, in line or below the school’s own view, or nothing.")
    if (words.said or words.beside) and not judged_against.words:
        raise ValueError("This round is judged by levels. Choose one, and write what you saw beside it.")


@dataclass(frozen=True, slots=True)
class RungText:
    """What was written of one rung of a ladder: what shows it, and what comes next."""

    level: Level
    evidence: str = ""
    actions: str = ""

    @property
    def said(self) -> bool:
        return bool(self.evidence.strip() or self.actions.strip())


@dataclass(frozen=True, slots=True)
class AreaEntry:
    """One party's record on one area; ``words`` where the round is judged in words, ``rungs`` where it is a ladder
    whose statements stand on rungs.

    ``agreed`` and ``reason`` are filled after the challenge conversation, where the same party keeps that record
    (a workbook does; on the web the challenge is its own record).
    """

    area_id: str
    answer: Answer = None
    evidence: str = ""
    actions: str = ""
    comments: str = ""
    agreed: Answer = None
    reason: str = ""
    words: Words = NO_WORDS
    rungs: tuple[RungText, ...] = ()

    @property
    def all_evidence(self) -> str:
        """The evidence on the area and on each of its rungs, a point a line; a rung's lines begin with its name."""
        lines = [f"{text.level.label}: {line}" for text in self.rungs for line in lines_of(text.evidence)]
        return "\n".join([*([self.evidence] if self.evidence else []), *lines])

    @property
    def all_actions(self) -> str:
        """The same of what comes next, without names."""
        lines = [line for text in self.rungs for line in lines_of(text.actions)]
        return "\n".join([*([self.actions] if self.actions else []), *lines])

    @property
    def empty(self) -> bool:
        return self == AreaEntry(self.area_id)


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """One party's answer on one statement."""

    statement_id: str
    answer: Answer = None


@dataclass(frozen=True, slots=True)
class Submission:
    """Everything one party (the school, or a partner looking at it) said in one round.

    ``school`` is the school judged, ``completed_by`` who judged it, ``partner`` the reviewing school's name where it
    is a partner's view. ``dated`` is the day that the author gives, if any.
    """

    framework: Framework
    school: str
    urn: int | None = None
    round: str = ""
    completed_by: str = ""
    partner: str = ""
    dated: date | None = None
    areas: tuple[AreaEntry, ...] = ()
    statements: tuple[StatementEntry, ...] = ()

    def area(self, area_id: str) -> AreaEntry:
        """The entry on an area; an empty one where nothing was said."""
        return next((entry for entry in self.areas if entry.area_id == area_id), AreaEntry(area_id))

    def statement(self, statement_id: str) -> StatementEntry:
        return next(
            (entry for entry in self.statements if entry.statement_id == statement_id), StatementEntry(statement_id)
        )

    def in_words(self) -> Submission:
        """The same without any level, to stand in a round that is judged in words."""
        return replace(
            self,
            framework=in_words(self.framework),
            areas=tuple(replace(entry, answer=None, agreed=None) for entry in self.areas),
            statements=(),
        )

    def with_area(self, entry: AreaEntry) -> Submission:
        """The same hand-in with one area's entry put in place of the old one."""
        others = tuple(old for old in self.areas if old.area_id != entry.area_id)
        return replace(self, areas=(*others, entry))
