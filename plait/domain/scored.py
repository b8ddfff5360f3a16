"""What every rule counts and concludes: parts, and what follows from them with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from plait.domain.frameworks import BY_LEVELS, AnswerSet, Level, Rule, Scale
from plait.domain.judgements import Answer, NonLevel
from plait.domain.wording import count_word, listed


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a rule counts: a statement of an area, or an area of the whole.

    ``answers``: what it may be answered with, where that is not the scale of the whole. ``rung``: the key of the level
    that it belongs to.
    """

    name: str
    answer: Answer
    weight: float = 1.0
    essential: bool = False
    answers: AnswerSet = BY_LEVELS
    rung: str = ""

    @property
    def share(self) -> Fraction:
        """The weight as it is written: 0.1 and 0.2 are together exactly 0.3."""
        return Fraction(str(self.weight))


@dataclass(frozen=True, slots=True)
class Derived:
    """What a rule concludes, and why.

    ``level`` is ``None`` when there is nothing to conclude from (yet). ``words`` is one or two sentences for the
    page. ``rated``, ``unsure``, ``not_applicable``, ``unanswered`` count the parts. ``deciding`` names the parts
    that held the level where it is. ``rung``: in ladders with rungs, the rung on which the judgement landed, or the one
    that waits for answers.
    """

    level: Level | None
    words: str
    rated: int
    unsure: int
    not_applicable: int
    unanswered: int
    deciding: tuple[str, ...] = ()
    rung: Level | None = None

    @property
    def complete(self) -> bool:
        return self.unanswered == 0


Conclusion = tuple[Level | None, str, Sequence[Part]]


def open_part(part: Part) -> bool:
    """Whether nothing was said of a part, or only that nobody is sure."""
    return part.answer is None or part.answer is NonLevel.NOT_SURE


def named(parts: Sequence[Part], *, quoted: bool = False) -> str:
    """The parts by name, three at most: ``A, B, C and two more``; ``quoted``: each in quotation marks."""
    names = [f"“{part.name}”" if quoted else part.name for part in parts[:3]]
    if len(parts) > 3:
        names.append(f"{count_word(len(parts) - 3)} more")
    return listed(names)


def left_to_people(rule: Rule, derived: Derived, scale: Scale) -> Derived:
    """The same, without a level that the framework lets only people conclude."""
    if derived.level is None or derived.level.key not in rule.by_people or derived.level not in scale.levels:
        return derived
    words = f"{derived.words} {derived.level.label} is never concluded from statements; that is for people to judge."
    return replace(derived, level=None, words=words)
