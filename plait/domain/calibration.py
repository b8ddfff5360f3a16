"""Judging the same short cases alone, beside what a panel said of them: one's own leaning, and how a pool agrees.

A leaning is a mean of steps along one scale, with its Student interval (Student, 1908); shares have Wilson's score
interval (Wilson, 1927). Six cases say little, and the words say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from scipy.special import stdtrit

from plait.domain.rater_agreement import CannotCompare, Metric, RaterAgreement, Rating, agreement
from plait.domain.wording import count_word, counted

FEWEST = 5
"""People from whom on the agreement of a pool is told, and by how many more it changes."""
ROUNDING = sqrt(1 / 12)
"""The standard deviation that whole steps have of themselves (Sheppard, 1898): no interval is narrower than that
allows, though six differences happen to be the same."""
MIDDLE = 1.959963984540054
"""Standard deviations that hold 95 per cent."""


@dataclass(frozen=True, slots=True)
class Vignette:
    """A short case. ``level``: what the panel gave, as the scale stores it; ``why``: its reason."""

    key: str
    area: str
    text: str
    level: str
    why: str


@dataclass(frozen=True, slots=True)
class VignetteSet:
    """Cases for one version of one framework. ``levels``: keys of its scale, least developed first."""

    id: str
    title: str
    framework_id: str
    framework_version: str
    levels: tuple[str, ...]
    vignettes: tuple[Vignette, ...]

    def __post_init__(self) -> None:
        keys = [item.key for item in self.vignettes]
        if len(set(keys)) != len(keys):
            raise ValueError(f"{self.id}: the same key stands twice.")
        for item in self.vignettes:
            if item.level not in self.levels:
                raise ValueError(f"{self.id}, {item.key}: “{item.level}” is no level of the scale.")


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``n``, with its 95 per cent interval."""

    hits: int
    n: int
    low: float
    high: float

    @property
    def value(self) -> float:
        return self.hits / self.n


def share(hits: int, n: int) -> Share:
    """With Wilson's interval. Raises ``ValueError`` for none at all."""
    if not 0 <= hits <= n or n == 0:
        raise ValueError("A share needs something to be a share of.")
    rate, square = hits / n, MIDDLE * MIDDLE
    middle = (rate + square / (2 * n)) / (1 + square / n)
    half = MIDDLE / (1 + square / n) * sqrt(rate * (1 - rate) / n + square / (4 * n * n))
    # at the ends the formula gives exactly 0 or 1, but for rounding
    return Share(hits, n, 0.0 if hits == 0 else max(0.0, middle - half), 1.0 if hits == n else min(1.0, middle + half))


@dataclass(frozen=True, slots=True)
class Leaning:
    """How somebody's levels lie beside the panel's, in steps: above zero is higher. ``low`` and ``high`` are ``None``
    where there are too few cases for an interval."""

    mean: float
    low: float | None
    high: float | None
    exact: Share
    within_one: Share

    @property
    def clear(self) -> bool:
        """Whether the interval lies to one side of the panel."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def steps(of: VignetteSet, answers: Mapping[str, str]) -> tuple[int, ...]:
    """Each answer less the panel's level, in steps of the scale, in the order of the cases.

    Raises ``ValueError`` where an answer is missing or is no level.
    """
    found = []
    for item in of.vignettes:
        answer = answers.get(item.key, "")
        if answer not in of.levels:
            raise ValueError(f"There is no level for “{item.key}”.")
        found.append(of.levels.index(answer) - of.levels.index(item.level))
    return tuple(found)


def leaning(differences: Sequence[int]) -> Leaning:
    """From differences in steps. Raises ``ValueError`` for none."""
    n = len(differences)
    exact = share(sum(1 for step in differences if step == 0), n)
    near = share(sum(1 for step in differences if abs(step) <= 1), n)
    mean = sum(differences) / n
    if n < 2:
        return Leaning(mean, None, None, exact, near)
    spread = max(ROUNDING, sqrt(sum((step - mean) ** 2 for step in differences) / (n - 1)))
    half = float(stdtrit(n - 1, 0.975)) * spread / sqrt(n)
    return Leaning(mean, mean - half, mean + half, exact, near)


def leaning_in_words(found: Leaning) -> str:
    """One's own leaning, for oneself: never more certain than the numbers are."""
    n = found.exact.n
    size = _levels(abs(found.mean))
    side = "above" if found.mean > 0 else "below"
    if not found.mean:
        said = "On the whole you lie where the panel does."
    elif found.clear:
        said = f"On the whole you lie about {size} {side} the panel."
    else:
        said = f"You lie about {size} {side} the panel, which may be chance."
    between = ""
    if found.low is not None and found.high is not None:
        between = f" The 95% interval goes from {_beside(found.low)} to {_beside(found.high)}."
    return (
        f"{said}{between} {count_word(found.exact.hits).capitalize()} of {counted(n, 'level')} "
        f"{_are(found.exact.hits)} the panel’s, {count_word(found.within_one.hits)} at most one away. "
        f"{count_word(n).capitalize()} cases say little: take it "
        "as something to think about, not as a mark."
    )


def _levels(mean: float) -> str:
    """A mean of steps as a size: ``0.4 of a level``, ``one level``, ``1.8 levels``."""
    size = f"{mean:.1f}"
    if size == "1.0":
        return "one level"
    return f"{size} of a level" if mean < 1 else f"{size} levels"


def _beside(steps: float) -> str:
    """A place on the scale beside the panel’s: ``0.4 below``, ``1.2 above``."""
    size = f"{abs(steps):.1f}"
    return "no difference" if float(size) == 0 else f"{size} {'above' if steps > 0 else 'below'}"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def counting(people: int) -> int:
    """How many of those who have judged are counted together: fives, as in every count of Plait."""
    return people - people % FEWEST


def pool_agreement(of: VignetteSet, turns: Mapping[int, Mapping[str, str]]) -> RaterAgreement | None:
    """How far the people of a pool agree with one another; ``None`` with fewer than five, or where nothing can be
    compared. ``turns``: number of the person to answers, in the order in which they were taken; they count five at a
    time, so that nobody can be worked out from what changes with one more."""
    counted_in = counting(len(turns))
    if not counted_in:
        return None
    ratings = [
        Rating(item.key, str(person), str(of.levels.index(answers[item.key]) + 1))
        for person, answers in list(turns.items())[:counted_in]
        for item in of.vignettes
        if answers.get(item.key) in of.levels
    ]
    try:
        return agreement(ratings, Metric.ORDINAL)
    except CannotCompare:
        return None
