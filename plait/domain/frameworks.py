"""What a school is judged against: frameworks, their areas, statements, scales and levels.

A framework is a value. It never changes: a new wording is a new version. It is read from a file by
``plait.adapters.framework_files`` and handed up the street as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

LevelValue = int | str
"""How a framework's author writes a level in the file: ``3`` or ``"expected-standard"``."""


class RuleKind(StrEnum):
    """How an area's level follows from its statements. ``plait.domain.scoring`` holds the calculations."""

    BEST_FIT = "best-fit"
    LADDER = "ladder"
    GATED = "gated"
    WEIGHTED = "weighted"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule and its parameters.

    ``cap``: gated rules only. The highest level an area can reach while an essential statement sits below
    ``floor``. Both are level values of the scale that the rule is used with; ``None`` means: the cap is the
    level of the weakest essential statement.
    """

    kind: RuleKind
    floor: LevelValue | None = None
    cap: LevelValue | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """One step of a scale. ``rank`` 1 is the least developed step, whatever order or number the author uses."""

    value: LevelValue
    label: str
    meaning: str
    rank: int

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
    """

    id: str
    text: str
    descriptors: tuple[tuple[str, str], ...] = ()
    weight: float = 1.0
    essential: bool = False
    prompts: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()

    def descriptor(self, level: Level) -> str:
        """What this statement looks like at ``level``; empty where the framework does not say."""
        return dict(self.descriptors).get(level.key, "")


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a framework that gets a judgement of its own.

    ``applies_to``: provision tags (``plait.domain.schools``); empty means every school. ``scale`` and ``rule``
    are the framework's unless the area has its own.
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

    def applies(self, provision: frozenset[str]) -> bool:
        """Whether a school with this provision looks at the area at all."""
        return not self.applies_to or bool(self.applies_to & provision)

    def statement(self, statement_id: str) -> Statement | None:
        return next((statement for statement in self.statements if statement.id == statement_id), None)


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


def in_words(framework: Framework) -> Framework:
    """The framework for a round without grades: its areas, statements and questions, and no level of any kind.

    What has no level in it cannot show one, whoever reads it: page, chart, report or workbook. Sentences in which the
    author names a level go with the levels; statements stay as they are.
    """
    labels = {level.label for scale in (framework.scale, *(area.scale for area in framework.areas)) for level in scale}

    def silent(texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(text for text in texts if not any(_names_level(label, text) for label in labels))

    def sentences(text: str) -> tuple[str, ...]:
        return silent(re.split(r"(?<=[.!?;])\s+", text))

    def of_itself(text: str) -> str:
        """What a framework says of itself, without its levels in general too."""
        return " ".join(said for said in sentences(text) if not re.search(r"\b(levels?|scales?|grades?)\b", said))

    areas = tuple(
        replace(
            area,
            scale=Scale(),
            rule=Rule(area.rule.kind),
            summary=" ".join(sentences(area.summary)),
            prompts=silent(area.prompts),
            evidence=silent(area.evidence),
            statements=tuple(
                replace(item, descriptors=(), prompts=silent(item.prompts), evidence=silent(item.evidence))
                for item in area.statements
            ),
        )
        for area in framework.areas
    )
    said = {
        language: {key: text for key, text in texts.items() if not _of_levels(key)}
        for language, texts in framework.translations.items()
    }
    return replace(
        framework,
        source=of_itself(framework.source),
        summary=of_itself(framework.summary),
        scale=Scale(),
        rule=Rule(framework.rule.kind),
        overall=Overall(False),
        areas=areas,
        translations=said,
        words=True,
    )


def _names_level(label: str, text: str) -> bool:
    """Whether a text names a level: a label of one word as it is written, a longer one in any letters."""
    return bool(re.search(rf"\b{re.escape(label)}\b", text, re.IGNORECASE if " " in label else 0))


def _of_levels(key: str) -> bool:
    """Whether the key of a text (``plait.domain.framework_texts``) names a level or tells of one."""
    kind, *rest = key.split(".")
    inside = {"areas": "scale", "statements": "levels"}.get(kind, "")
    return kind in ("scale", "overall") or rest[1:2] == [inside]
