"""How far several raters of the same things agree, with intervals and with how many it rests on.

Sources of the formulas: Cohen (1960) for kappa and (1968) for weights; Fleiss (1971), in the form that allows gaps
given by Gwet (*Handbook of Inter-Rater Reliability*, 2014, chapter 2); Krippendorff (*Computing Krippendorff's
Alpha-Reliability*, 2011) for alpha and its four metrics; Efron (1979) for intervals, by drawing units again.

Levels are ordered steps: nothing here averages them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

DRAWS = 2_000
"""Times that units are drawn again for an interval."""
BATCH = 200
"""Draws worked on at once, to keep memory flat."""
FEW = 20
"""Units below which an interval is only a rough guide, and is said to be one."""
DEFINED = 0.95
"""Share of draws that must give a figure; with fewer there is no interval."""


class Metric(StrEnum):
    """What differs between two ratings: whether, by how many ranks, by how much, or in what proportion."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


class CannotCompare(ValueError):
    """These ratings do not allow the figures that were asked for; the message says why and what would help."""


@dataclass(frozen=True, slots=True)
class Rating:
    """One rater's rating of one unit. ``value`` as it was written; a gap is a rating that is not in the list."""

    unit: str
    rater: str
    value: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 per cent interval; ``None`` where there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Kappa:
    """Cohen's kappa of two raters over the units that both rated. Weights need numbers, so text has only ``plain``."""

    plain: float | None
    linear: float | None
    quadratic: float | None


@dataclass(frozen=True, slots=True)
class RaterAgreement:
    """All figures. ``units``: rated at least once; ``compared``: rated by two or more; ``pairs``: two ratings of the
    same unit. ``exact`` and ``within_one``: share of pairs that are alike, or at most 1 apart."""

    metric: Metric
    units: int
    compared: int
    raters: int
    ratings: int
    pairs: int
    exact: Figure
    within_one: Figure
    alpha: Figure
    kappa: Kappa | None
    fleiss_kappa: Figure


def agreement(ratings: Sequence[Rating], metric: Metric | None = None, *, seed: int = 0) -> RaterAgreement:
    """The figures for these ratings. ``metric``: ordinal where every rating is a number, otherwise nominal.

    Raises :class:`CannotCompare` when no unit has two ratings, when one rater rated a unit twice, or when the metric
    needs numbers (ratio: none below zero) that are not there.
    """
    metric = metric or (
        Metric.ORDINAL if all(_number(rating.value) is not None for rating in ratings) else Metric.NOMINAL
    )
    table = _Table.of(ratings, metric)
    counts = table.counts
    rated = counts.sum(1)
    several = counts[rated >= 2]
    if not len(several):
        raise CannotCompare("no unit has ratings of two raters, so there is nothing to compare")
    patterns, times = np.unique(several, axis=0, return_counts=True)
    draws = _draws(times, seed)
    apart = _apart(table.values) if table.values is not None else None
    same = np.eye(counts.shape[1])
    pairs = _pairs(patterns)

    def share(alike: Floats) -> Callable[[Floats], Floats]:
        kept, whole = (pairs * alike).sum((1, 2)), pairs.sum((1, 2))
        return lambda weights: (weights @ kept) / (weights @ whole)

    exact = _figure(share(same), times, draws)
    within = _figure(share((apart <= 1).astype(float)), times, draws) if apart is not None else Figure(None)
    alpha = _figure(_alpha_of(patterns, pairs, metric, table.values), times, draws)
    return RaterAgreement(
        metric=metric,
        units=int((rated > 0).sum()),
        compared=len(several),
        raters=len(table.raters),
        ratings=int(rated.sum()),
        pairs=int((several.sum(1) * (several.sum(1) - 1) // 2).sum()),
        exact=exact,
        within_one=within,
        alpha=alpha,
        kappa=_kappa(table) if len(table.raters) == 2 else None,
        fleiss_kappa=_fleiss(counts, times, patterns, draws),
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """``counts``: units × categories, how many gave each. ``given``: units × raters, the category, -1 for a gap.
    ``values``: the categories as numbers, ascending; ``None`` where they are words."""

    raters: tuple[str, ...]
    counts: npt.NDArray[np.int64]
    given: npt.NDArray[np.int64]
    values: Floats | None

    @classmethod
    def of(cls, ratings: Sequence[Rating], metric: Metric) -> _Table:
        numbers = {rating.value: _number(rating.value) for rating in ratings}
        if metric is not Metric.NOMINAL:
            for rating in ratings:
                number = numbers[rating.value]
                if number is None:
                    raise CannotCompare(
                        f"{rating.rater} gives unit {rating.unit} the rating “{rating.value}”, and {metric} needs "
                        "numbers; write the level's number, or use nominal"
                    )
                if metric is Metric.RATIO and number < 0:
                    raise CannotCompare(f"unit {rating.unit} has the rating {rating.value}; ratio needs 0 or more")
        known = {text: number for text, number in numbers.items() if number is not None}
        numeric = len(known) == len(numbers) > 0
        values = sorted(set(known.values())) if numeric else []
        place: dict[str, int] = (
            {text: values.index(number) for text, number in known.items()}
            if numeric
            else {text: index for index, text in enumerate(sorted(numbers))}
        )
        units = {unit: row for row, unit in enumerate(dict.fromkeys(rating.unit for rating in ratings))}
        raters = {rater: column for column, rater in enumerate(dict.fromkeys(rating.rater for rating in ratings))}
        given = np.full((len(units), len(raters)), -1, dtype=np.int64)
        for rating in ratings:
            row, column = units[rating.unit], raters[rating.rater]
            if given[row, column] >= 0:
                raise CannotCompare(f"{rating.rater} rates unit {rating.unit} twice; keep one of the two")
            given[row, column] = place[rating.value]
        counts = np.zeros((len(units), len(set(place.values()))), dtype=np.int64)
        rows, columns = np.nonzero(given >= 0)
        np.add.at(counts, (rows, given[rows, columns]), 1)
        return cls(tuple(raters), counts, given, np.array(values, dtype=float) if numeric else None)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if np.isfinite(number) else None


def _apart(values: Floats) -> Floats:
    return np.abs(values[:, None] - values[None, :])


def _pairs(counts: npt.NDArray[np.int64]) -> Floats:
    """Units × categories × categories: ordered pairs of two ratings of one unit."""
    one = counts.astype(float)
    both: Floats = one[:, :, None] * one[:, None, :]
    index = np.arange(counts.shape[1])
    both[:, index, index] -= one
    return both


def _draws(times: npt.NDArray[np.int64], seed: int) -> list[Floats]:
    """How often each pattern comes when units are drawn again; batches of draws × patterns."""
    units = int(times.sum())
    chance = np.random.default_rng(seed)
    return [chance.multinomial(units, times / units, size=BATCH).astype(float) for _ in range(DRAWS // BATCH)]


def _figure(of: Callable[[Floats], Floats], times: npt.NDArray[np.int64], draws: Sequence[Floats]) -> Figure:
    """``of``: weights of patterns (draws × patterns) → the figure for each draw, NaN where it is not defined."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value = float(of(times.astype(float)[None, :])[0])
        if not np.isfinite(value):
            return Figure(None)
        drawn = np.concatenate([of(batch) for batch in draws])
    drawn = drawn[np.isfinite(drawn)]
    if int(times.sum()) < 2 or len(drawn) < DEFINED * DRAWS:
        return Figure(value)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Figure(value, float(low), float(high))


def _alpha_of(
    patterns: npt.NDArray[np.int64], pairs: Floats, metric: Metric, values: Floats | None
) -> Callable[[Floats], Floats]:
    """Krippendorff's alpha: 1 - observed disagreement / disagreement expected by chance."""
    categories = patterns.shape[1]
    coincidences = (pairs / (patterns.sum(1) - 1)[:, None, None]).reshape(len(patterns), -1)

    def alpha(weights: Floats) -> Floats:
        seen = (weights @ coincidences).reshape(-1, categories, categories)
        totals = seen.sum(2)
        size = totals.sum(1)
        distance = _distance(metric, values, totals)
        observed = (seen * distance).sum((1, 2)) / size
        expected = (totals[:, :, None] * totals[:, None, :] * distance).sum((1, 2)) / (size * (size - 1))
        return np.asarray(1 - observed / expected)

    return alpha


def _distance(metric: Metric, values: Floats | None, totals: Floats) -> Floats:
    """Krippendorff's squared difference of two categories: draws (or 1) × categories × categories."""
    categories = totals.shape[1]
    if metric is Metric.NOMINAL or values is None:
        return np.asarray(1 - np.eye(categories))[None]
    if metric is Metric.ORDINAL:  # ranks between the middles of both categories
        middle = np.cumsum(totals, axis=1) - totals / 2
        return np.asarray((middle[:, :, None] - middle[:, None, :]) ** 2)
    difference = _apart(values)
    if metric is Metric.RATIO:
        together = values[:, None] + values[None, :]
        difference = np.divide(difference, together, out=np.zeros_like(difference), where=together > 0)
    return np.asarray(difference**2)[None]


def _fleiss(
    counts: npt.NDArray[np.int64],
    times: npt.NDArray[np.int64],
    patterns: npt.NDArray[np.int64],
    draws: Sequence[Floats],
) -> Figure:
    """Fleiss' kappa; units rated once count for how often a category is used, not for agreement."""
    shares = patterns / patterns.sum(1, keepdims=True)
    rated = patterns.sum(1)
    agreed = (patterns * (patterns - 1)).sum(1) / (rated * (rated - 1))
    single = counts[counts.sum(1) == 1].sum(0).astype(float)

    def kappa(weights: Floats) -> Floats:
        units = weights.sum(1)
        use = (weights @ shares + single) / (units + single.sum())[:, None]
        chance = (use**2).sum(1)
        return np.asarray(((weights @ agreed) / units - chance) / (1 - chance))

    return _figure(kappa, times, draws)


def _kappa(table: _Table) -> Kappa:
    """Cohen's kappa of two raters, plain and weighted by the distance of the levels (or its square)."""
    both = table.given[(table.given >= 0).all(1)]
    categories = table.counts.shape[1]
    crossed = np.zeros((categories, categories))
    np.add.at(crossed, (both[:, 0], both[:, 1]), 1)
    chance = np.outer(crossed.sum(1), crossed.sum(0)) / len(both)

    def of(weights: Floats) -> float | None:
        expected = float((weights * chance).sum())
        return None if expected == 0 else 1 - float((weights * crossed).sum()) / expected

    plain = of(1 - np.eye(categories))
    if table.values is None:
        return Kappa(plain, None, None)
    apart = _apart(table.values)
    return Kappa(plain, of(apart), of(apart**2))


def told(found: RaterAgreement) -> tuple[str, ...]:
    """What the figures say, a sentence each, with no more certainty than they have."""
    lines = [f"{_percent(found.exact)} of {found.pairs:,} pairs of ratings are the same."]
    if found.within_one.value is not None:
        lines.append(f"{_percent(found.within_one)} are at most one apart.")
    alpha = found.alpha
    if alpha.value is None:
        lines.append("Every rating is the same, so nobody can say how much of that is chance.")
    else:
        between = f" (95% interval {alpha.low:.2f} to {alpha.high:.2f})" if alpha.low is not None else ""
        lines.append(
            f"Krippendorff’s alpha is {alpha.value:.2f}{between}; 0 is what chance would give, 1 is complete agreement."
        )
    if found.compared < FEW:
        lines.append(f"{found.compared} units are few: take every figure as a rough guide.")
    return tuple(lines)


def _percent(figure: Figure) -> str:
    assert figure.value is not None  # noqa: S101
    between = "" if figure.low is None or figure.high is None else f" ({figure.low:.0%} to {figure.high:.0%})"
    return f"{figure.value:.0%}{between}"
