"""What a school is judged against: frameworks, their areas, statements, scales and levels.

A framework is a value. It never changes: a new wording is a new version. It is read from a file by
``plait.adapters.framework_files`` and handed up the street as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

LevelValue = int | str
"""How a framework's author writes a level in the file: ``3`` or ``"expected-standard"``."""


class RuleKind(StrEnum):
    """How an area's level follows from its statements. ``plait.domain.scoring`` holds the calculations."""

    BEST_FIT = "best-fit"
    LADDER = "ladder"
    GATED = "gated"
    WEIGHTED = "weighted"


NEXT = "next"
"""What a rung leads to when its statements let the judgement go on to the next rung."""
PEOPLE = "people"
"""What a rung leads to where the rule concludes nothing and people decide."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A level that statements belong to, and what follows there from the least developed answer among them.

    ``level``: the level's key. ``outcomes`` pairs the key of an answer with the key of a level, ``NEXT`` or ``PEOPLE``.
    """

    level: str
    outcomes: tuple[tuple[str, str], ...]

    def outcome(self, answer: str) -> str:
        """What follows when this is the least developed answer on the rung."""
        return dict(self.outcomes)[answer]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule and its parameters.

    ``cap``: gated and weighted rules. The highest level an area can reach while an essential statement sits below
    ``floor``. A cap is a level value of the scale that the rule is used with, a floor one of the statement's answers;
    ``None`` means: the cap is the level of the weakest essential statement.

    ``rungs``: ladders that climb by the statements' own answers, lowest rung first. ``at_once``: the least developed
    answer of all decides on its rung even while other statements there are open. ``thresholds``: weighted rules; the
    share of the points, 0 to 1, from which a level (its key) is reached, lowest first. ``by_people``: keys of the
    levels that no rule concludes by itself.
    """

    kind: RuleKind
    floor: LevelValue | None = None
    cap: LevelValue | None = None
    rungs: tuple[Rung, ...] = ()
    at_once: bool = False
    thresholds: tuple[tuple[str, float], ...] = ()
    by_people: tuple[str, ...] = ()

    def rung(self, key: str) -> Rung | None:
        """The rung of this level, where statements belong to it."""
        return next((rung for rung in self.rungs if rung.level == key), None)


class Tone(StrEnum):
    """The light that an answer is shown with, always beside its words."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"


@dataclass(frozen=True, slots=True)
class Level:
    """One step of a scale. ``rank`` 1 is the least developed step, whatever order or number the author uses.

    ``tone`` and ``worth``: only in answer sets. ``worth`` is what the answer counts in a weighted rule, in points of
    the author's own; ``None`` counts the steps of the set as equal.
    """

    value: LevelValue
    label: str
    meaning: str
    rank: int
    tone: Tone | None = None
    worth: float | None = None

    @property
    def key(self) -> str:
        """The value as it is stored and sent: always text."""
        return str(self.value)

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class Scale:
    """The levels of a framework or of one of its areas, least developed first. Empty for enquiry frameworks."""

    levels: tuple[Level, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "levels", tuple(sorted(self.levels, key=lambda level: level.rank)))

    def __iter__(self) -> Iterator[Level]:
        return iter(self.levels)

    def __len__(self) -> int:
        return len(self.levels)

    def __bool__(self) -> bool:
        return bool(self.levels)

    def by_key(self, key: str) -> Level | None:
        """The level stored as ``key``, or ``None``."""
        return next((level for level in self.levels if level.key == key), None)

    def at(self, value: LevelValue) -> Level:
        """The level with this value. Raises ``KeyError`` when the scale has none."""
        level = self.by_key(str(value))
        if level is None:
            raise KeyError(value)
        return level

    def by_rank(self, rank: int) -> Level | None:
        return next((level for level in self.levels if level.rank == rank), None)

    def above(self, level: Level) -> Level | None:
        """The next more developed level, or ``None`` at the top."""
        return next((other for other in self.levels if other.rank > level.rank), None)

    def position(self, level: Level) -> int:
        """Steps from the bottom, 0 for the least developed level."""
        return self.levels.index(level)

    @property
    def numbered(self) -> bool:
        """Whether the author gave every level a whole number, so that people may say "a 3"."""
        return bool(self.levels) and all(isinstance(level.value, int) for level in self.levels)

    def read(self, text: str) -> Level | None:
        """The level someone meant by ``secure``, ``Secure (3)``, ``3``, ``3.0`` or ``3 - Secure``; ``None`` if unclear.

        A number alone is a level's value. Text must be one level's label or value; where text and number are
        both given they must agree. Signs count only where they tell two levels apart ("A" and "A*").
        """
        for form in (_exact, _plain):
            if form is _plain and re.match(r"\s*[-+−]\s*\d", text):
                break  # "-1" is not level 1
            wanted = form(text)
            meant = {level for level in self.levels if wanted and wanted in {form(name) for name in _names(level)}}
            if len(meant) == 1:
                return meant.pop()
        number = re.fullmatch(r"(\d+)\.0+", text.strip())
        return self.by_key(number.group(1)) if number else None


@dataclass(frozen=True, slots=True)
class AnswerSet(Scale):
    """The answers that statements are given instead of the levels of their area, least developed first.

    One without answers means: by the levels of the area.
    """

    id: str = ""


BY_LEVELS = AnswerSet()


def _names(level: Level) -> tuple[str, ...]:
    label, key = level.label, level.key
    return (label, key, f"{label} ({key})", f"{label} {key}", f"{key} {label}")


def _exact(text: str) -> str:
    return " ".join(text.casefold().split())


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


@dataclass(frozen=True, slots=True)
class Statement:
    """One row of an area: what is looked at, and how it shows at each level.

    ``descriptors`` pairs a level's key with its text. A level without a descriptor is allowed (a ladder may
    describe only some rungs). ``weight`` counts in weighted and best-fit rules, ``essential`` in gated ones.
    ``answers``: its own answers, where it is not judged by the levels of its area. ``rung``: the key of the level that
    it belongs to, in ladders with rungs.
    """

    id: str
    text: str
    descriptors: tuple[tuple[str, str], ...] = ()
    weight: float = 1.0
    essential: bool = False
    prompts: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    answers: AnswerSet = BY_LEVELS
    rung: str = ""

    def descriptor(self, level: Level) -> str:
        """What this statement looks like at ``level``; empty where the framework does not say."""
        return dict(self.descriptors).get(level.key, "")


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a framework that gets a judgement of its own.

    ``applies_to``: provision tags (``plait.domain.schools``); empty means every school. ``scale``, ``rule`` and
    ``answers`` (the set of its statements that have none of their own) are the framework's unless the area has its own.
    """

    id: str
    title: str
    short: str
    summary: str
    scale: Scale
    rule: Rule
    statements: tuple[Statement, ...]
    applies_to: frozenset[str] = frozenset()
    prompts: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    answers: AnswerSet = BY_LEVELS

    def applies(self, provision: frozenset[str]) -> bool:
        """Whether a school with this provision looks at the area at all."""
        return not self.applies_to or bool(self.applies_to & provision)

    def statement(self, statement_id: str) -> Statement | None:
        return next((statement for statement in self.statements if statement.id == statement_id), None)

    def answers_of(self, statement_id: str) -> Scale:
        """What a statement may be answered with: its own set, else the levels of the area; empty where neither is."""
        statement = self.statement(statement_id)
        return self.scale if statement is None else self.asked(statement)

    def asked(self, statement: Statement) -> Scale:
        """The same for a statement of the area that is at hand."""
        return statement.answers or self.scale

    @property
    def rungs(self) -> tuple[tuple[Level, tuple[Statement, ...]], ...]:
        """The rungs of a ladder that climbs by statements, lowest first, each with its statements; else none."""
        return tuple(
            (level, tuple(item for item in self.statements if item.rung == level.key))
            for level in self.scale
            if self.rule.rung(level.key) is not None
        )


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of a programme for what its people give each other."""

    strengths: str = "Strengths"
    consider: str = "Areas to consider"
    partner: str = "partner"
    view: str = "view"


@dataclass(frozen=True, slots=True)
class Overall:
    """Whether one level may stand for the whole framework, by which rule, and why (not)."""

    allowed: bool
    rule: Rule | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Framework:
    """One published version of what is judged against, as a round uses it.

    ``statement_map``: what the author says became of statements of ``supersedes``: old id → new ids; none for one
    that was retired. ``translations``: language → key of a text (``plait.domain.framework_texts``) → that text.
    ``labels``: what the round's programme calls things; ``words``: it judges in words, so there is no level here.
    ``answer_sets``: those that are defined here; ``answers``: the one of areas that say nothing else.
    """

    id: str
    version: str
    title: str
    language: str
    licence: str
    source: str
    summary: str
    scale: Scale
    rule: Rule
    overall: Overall
    areas: tuple[Area, ...]
    supersedes: str | None = None
    statement_map: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    labels: Labels = field(default_factory=Labels)
    words: bool = False
    answer_sets: tuple[AnswerSet, ...] = ()
    answers: AnswerSet = BY_LEVELS

    @property
    def name(self) -> str:
        """How a version is cited: ``teaching-school@1``."""
        return f"{self.id}@{self.version}"

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(statement for area in self.areas for statement in area.statements)

    def area(self, area_id: str) -> Area | None:
        return next((area for area in self.areas if area.id == area_id), None)

    def area_of(self, statement_id: str) -> Area | None:
        return next((area for area in self.areas if area.statement(statement_id)), None)

    def applicable_areas(self, provision: frozenset[str]) -> tuple[Area, ...]:
        """The areas that a school with this provision looks at, in the framework's order."""
        return tuple(area for area in self.areas if area.applies(provision))


@dataclass(frozen=True, slots=True)
class Published:
    """Which published text something is judged against, read together with it: its number and what it holds."""

    pk: int
    sha256: str
