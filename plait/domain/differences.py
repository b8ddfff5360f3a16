"""Where several people's judgements differ, and what there is most to talk about. Nothing is averaged.

Levels are ordered and not measured, so the measures count people on either side of each step of the scale and never
take one level from another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from plait.domain.frameworks import Level, Scale
from plait.domain.judgements import Answer, NonLevel, level_of
from plait.domain.wording import count_word, counted, opening

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Given:
    """What one person said of one thing: at first, and after reading the descriptors."""

    considered: Answer
    instinct: Answer = None


@dataclass(frozen=True, slots=True)
class Spread:
    """What several people said of one thing. ``levels``: how many are at each level, in the scale's order; the other
    counts are of answers that are no level. ``up``, ``down``: whose considered level lies above or below their first
    instinct; ``other``: who went from a level to no level, or the other way."""

    scale: Scale
    levels: tuple[int, ...]
    not_applicable: int
    not_sure: int
    silent: int
    up: int
    down: int
    other: int
    kept: int

    @property
    def rated(self) -> int:
        return sum(self.levels)

    @property
    def people(self) -> int:
        """Everybody who said something."""
        return self.rated + self.not_applicable + self.not_sure

    @property
    def lowest(self) -> Level | None:
        return next((level for level, many in zip(self.scale, self.levels, strict=True) if many), None)

    @property
    def highest(self) -> Level | None:
        found = [level for level, many in zip(self.scale, self.levels, strict=True) if many]
        return found[-1] if found else None

    @property
    def steps(self) -> int:
        """The range: from the lowest to the highest level that somebody gave. 0 for none."""
        if self.lowest is None or self.highest is None:
            return 0
        return self.scale.position(self.highest) - self.scale.position(self.lowest)

    @property
    def dispersion(self) -> Fraction:
        """Leik's index of those who gave a level: 0, all at one; 1, half at the bottom and half at the top."""
        return dispersion(self.levels)

    @property
    def whether(self) -> Fraction:
        """The same index of the question whether the thing applies to the school at all."""
        return dispersion((self.not_applicable, self.rated))

    @property
    def unsure(self) -> Fraction:
        """The share of those who are not sure."""
        return Fraction(self.not_sure, self.people) if self.people else Fraction(0)

    @property
    def to_talk_about(self) -> Fraction:
        """0 to 1: the largest of the three. One reason to talk is enough; several do not add up to a better one."""
        return max(self.dispersion, self.whether, self.unsure)

    @property
    def alike(self) -> bool:
        """Everybody said the same, and is sure."""
        return self.to_talk_about == 0


def dispersion(counts: Sequence[int]) -> Fraction:
    """How far answers on an ordered scale lie apart; ``counts`` in the scale's order. 0 for fewer than two answers.

    ``D = 2 Σ dᵢ / (k − 1)`` over the ``k − 1`` steps between levels, where ``dᵢ`` is the smaller of the two shares of
    people on either side of the step. Leik, R. K. (1966), "A measure of ordinal consensus", Pacific Sociological
    Review 9(2), 85–90. Exact, as a fraction. With an odd number of people 1 is not reached.
    """
    people = sum(counts)
    if people < 2 or len(counts) < 2:
        return Fraction(0)
    below, total = 0, 0
    for many in counts[:-1]:
        below += many
        total += min(below, people - below)
    return Fraction(2 * total, people * (len(counts) - 1))


def spread(scale: Scale, given: Sequence[Given]) -> Spread:
    """Count what these people said. Raises ``ValueError`` for a level that is not on the scale."""
    levels = [0] * len(scale.levels)
    moved = {"up": 0, "down": 0, "other": 0, "kept": 0}
    for item in given:
        level, before = level_of(item.considered), level_of(item.instinct)
        if level is not None:
            levels[scale.position(level)] += 1
        if item.instinct is None or item.considered is None:
            continue
        if item.instinct == item.considered:
            moved["kept"] += 1
        elif level is None or before is None:
            moved["other"] += 1
        else:
            moved["up" if scale.position(level) > scale.position(before) else "down"] += 1
    return Spread(
        scale=scale,
        levels=tuple(levels),
        not_applicable=sum(item.considered is NonLevel.NOT_APPLICABLE for item in given),
        not_sure=sum(item.considered is NonLevel.NOT_SURE for item in given),
        silent=sum(item.considered is None for item in given),
        **moved,
    )


def by_talk(items: Sequence[tuple[Item, Spread]]) -> tuple[tuple[Item, Spread], ...]:
    """What there is most to talk about first; between equals, the wider range, then more who moved, then the order in
    which they came."""
    return tuple(
        sorted(
            items,
            key=lambda pair: (
                -pair[1].to_talk_about,
                -Fraction(pair[1].steps, max(len(pair[1].levels) - 1, 1)),
                -(pair[1].up + pair[1].down + pair[1].other),
            ),
        )
    )


def in_words(item: Spread) -> str:
    """A spread as one or two sentences: ``From Emerging to Secure, two levels apart. One is not sure.``"""
    if not item.people:
        return "Nobody has said anything here."
    says = []
    if item.lowest is not None and item.highest is not None:
        if item.steps:
            says.append(f"From {item.lowest.label} to {item.highest.label}, {counted(item.steps, 'level')} apart.")
        elif item.rated == item.people:
            says.append(f"All at {item.lowest.label}." if item.rated > 1 else f"One view: {item.lowest.label}.")
        else:
            says.append(f"{opening(count_word(item.rated))} at {item.lowest.label}.")
    if item.not_sure:
        says.append(f"{opening(count_word(item.not_sure))} not sure.")
    if item.not_applicable:
        says.append(f"{opening(count_word(item.not_applicable))} not applicable.")
    return " ".join(says)


def moves_in_words(item: Spread) -> str:
    """How considered judgements lie beside first instincts; empty where there were none."""
    if not item.up + item.down + item.other + item.kept:
        return ""
    parts = [
        f"{count_word(many)} {word}"
        for many, word in ((item.up, "moved up"), (item.down, "moved down"), (item.other, "changed otherwise"))
        if many
    ]
    if not parts:
        return "Everybody stayed with their first instinct."
    kept = [f"{count_word(item.kept)} stayed"] if item.kept else []
    return f"{opening(', '.join(parts + kept))} after reading the descriptors."
