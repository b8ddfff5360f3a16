"""How strict each reviewer is, told apart from how well schools do and how hard areas are.

A cumulative logit model (McCullagh 1980) with many facets (Linacre, *Many-Facet Rasch Measurement*, 1989):

    P(level at most k) = logistic(threshold k - (area + school + school in area - severity of the reviewer))

Schools, schools in areas and reviewers are drawn from normal distributions, whose spreads are estimated with the rest
by expectation and maximisation around the most likely values (Laplace's approximation; Fahrmeir and Tutz, *Multivariate
Statistical Modelling Based on Generalized Linear Models*, 2001, chapter 7). So someone with few judgements is pulled
towards the middle, and their interval says how little is known. Levels are never averaged.

Severity is in logits: with one more of it, the odds of giving at least any one level fall to about a third (1/e).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components
from scipy.special import expit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FEWEST_REVIEWERS = 3
FEWEST_JUDGEMENTS = 10
"""Judgements of one reviewer below which the figure is said to be thin."""
STEPS = 100
"""Rounds of estimating spreads, at most."""
SETTLED = 1e-3
"""Relative change of every spread at which they count as found."""
NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True)
class ReviewJudgement:
    """What one reviewer gave one school in one area. ``level``: any whole number, higher for
    more developed."""

    school: str
    area: str
    reviewer: str
    level: int


@dataclass(frozen=True, slots=True)
class Leaning:
    """One reviewer. ``severity`` in logits, above 0 stricter than the middle one, with its 95 per cent interval.

    ``steps``: levels that they give less (above 0) or more than the middle reviewer would, for each judgement they
    made; 0.3 is one level less in about three of ten. ``thin``: rests on too few judgements to say much.
    """

    reviewer: str
    judgements: int
    severity: float
    low: float
    high: float
    steps: float
    thin: bool


@dataclass(frozen=True, slots=True)
class Severities:
    """``leanings`` in the order in which reviewers first come. ``spread``: standard deviations, in logits, of
    reviewers, schools, and schools in single areas. ``areas``: how hard each is beside the first, in logits."""

    leanings: tuple[Leaning, ...]
    areas: tuple[tuple[str, float], ...]
    reviewer_spread: float
    school_spread: float
    school_area_spread: float


class CannotSeparate(ValueError):
    """Severity cannot be told from how well schools do; the message says why and what would help."""


def severities(judgements: Sequence[ReviewJudgement]) -> Severities:
    """The leaning of every reviewer.

    Raises :class:`CannotSeparate` when there are fewer than three reviewers, everybody gave one level, nobody judged
    what another one judged, or reviewers fall into groups that never judged the same school in the same area.
    """
    facets = _Facets.of(judgements)
    fit = _Fit(facets)
    spreads = np.array([1.0, 1.0, 0.5])
    fit.climb(spreads)
    for _ in range(STEPS):
        fit.climb(spreads, steps=1)
        better = fit.spreads()
        settled = bool(np.all(np.abs(better - spreads) <= SETTLED * (spreads + 1e-3)))
        spreads = better
        if settled:
            break
    fit.climb(spreads)
    return _said(facets, fit, spreads)


@dataclass(frozen=True, slots=True)
class _Facets:
    """Judgements as numbers: index of school, area, reviewer, and of the level among those that were given."""

    schools: tuple[str, ...]
    areas: tuple[str, ...]
    reviewers: tuple[str, ...]
    levels: int
    school: Ints
    area: Ints
    reviewer: Ints
    level: Ints

    @classmethod
    def of(cls, judgements: Sequence[ReviewJudgement]) -> _Facets:
        schools, school = _numbered([each.school for each in judgements])
        areas, area = _numbered([each.area for each in judgements])
        reviewers, reviewer = _numbered([each.reviewer for each in judgements])
        used = sorted({each.level for each in judgements})
        level = np.array([used.index(each.level) for each in judgements], dtype=np.int64)
        if len(reviewers) < FEWEST_REVIEWERS:
            raise CannotSeparate(f"{len(reviewers)} reviewers are too few; at least {FEWEST_REVIEWERS} are needed")
        if len(used) < 2:
            raise CannotSeparate("everybody gave the same level, so nobody can be told from another")
        looked_at = school * len(areas) + area
        if len(set(zip(looked_at.tolist(), reviewer.tolist(), strict=True))) < len(judgements):
            raise CannotSeparate("a reviewer judged one area of a school twice; keep one of the two")
        _, thing = np.unique(looked_at, return_inverse=True)
        things = int(thing.max()) + 1
        links = coo_array(
            (np.ones(len(level)), (reviewer, len(reviewers) + thing)), shape=(len(reviewers) + things,) * 2
        )
        groups, group = connected_components(links, directed=False)
        if groups > 1:
            apart = [reviewers[index] for index in range(len(reviewers)) if group[index] != group[0]]
            raise CannotSeparate(
                f"{reviewers[0]} and {apart[0]} are linked by nobody who judged the same as both; "
                "let reviewers of different teams judge one school, or the same vignettes"
            )
        return cls(schools, areas, reviewers, len(used), school, area, reviewer, level)


def _numbered(names: Sequence[str]) -> tuple[tuple[str, ...], Ints]:
    place = {name: index for index, name in enumerate(dict.fromkeys(names))}
    return tuple(place), np.array([place[name] for name in names], dtype=np.int64)


class _Fit:
    """The most likely values, given the spreads, and what is known of each.

    ``shared``: thresholds, areas but the first, reviewers. ``own``: for each school its own value and one for each of
    its areas. Schools meet only through what is shared, so their parts of the curvature are solved one by one.
    """

    def __init__(self, facets: _Facets) -> None:
        self.facets = facets
        self.cuts, self.rest = facets.levels - 1, len(facets.areas) - 1
        self.first_reviewer = self.cuts + self.rest
        counts = np.bincount(facets.level, minlength=facets.levels)[:-1].cumsum() / len(facets.level)
        self.shared = np.zeros(self.first_reviewer + len(facets.reviewers))
        self.shared[: self.cuts] = np.log(counts / (1 - counts))
        self.own = np.zeros((len(facets.schools), 1 + len(facets.areas)))
        self.shared_known = np.zeros((0, 0))
        self.own_known = np.zeros_like(self.own)
        self._lay_out()

    def _lay_out(self) -> None:
        """``upper``, ``lower``: how the bounds above and below each judgement depend on what is shared; ``places``:
        which of a school's own values it depends on. Judgements × values."""
        facets, width, rows = self.facets, len(self.shared), np.arange(len(self.facets.level))
        size = self.own.shape[1]

        def table(*parts: tuple[Floats | Ints, Ints, Ints], columns: int) -> csr_array:
            values, where, which = (np.concatenate(each) for each in zip(*parts, strict=True))
            return csr_array((values, (where, which)), shape=(len(rows), columns), dtype=float)

        later, top, bottom = facets.area > 0, facets.level == self.cuts, facets.level == 0
        areas = (np.full(int(later.sum()), -1), rows[later], self.cuts + facets.area[later] - 1)
        reviewers = (np.ones(len(rows)), rows, self.first_reviewer + facets.reviewer)
        self.upper = table(
            (np.ones(int((~top).sum())), rows[~top], facets.level[~top]), areas, reviewers, columns=width
        )
        self.lower = table(
            (np.ones(int((~bottom).sum())), rows[~bottom], facets.level[~bottom] - 1), areas, reviewers, columns=width
        )
        school = facets.school * size
        one = np.ones(len(rows))
        self.places = table((one, rows, school), (one, rows, school + 1 + facets.area), columns=self.own.size)

    def climb(self, spreads: Floats, steps: int = 60) -> None:
        """Newton's steps, halved where they overshoot, to the top of the penalised likelihood."""
        here = self._height(self.shared, self.own, spreads)
        for _ in range(steps):
            shared, own = self._step(spreads)
            size = 1.0
            while size > 1e-6:
                there = self._height(self.shared + size * shared, self.own + size * own, spreads)
                if there >= here - 1e-12:
                    break
                size /= 2
            self.shared, self.own = self.shared + size * shared, self.own + size * own
            if there - here < 1e-9 * (1 + abs(here)):
                break
            here = there

    def spreads(self) -> Floats:
        """Reviewers', schools' and schools' areas' standard deviations that fit what is known best."""
        seen = np.zeros(self.own.shape, dtype=bool)
        seen[self.facets.school, 1 + self.facets.area] = True
        seen[:, 0] = True
        squares = self.own**2 + self.own_known
        reviewers = self.shared[self.first_reviewer :] ** 2 + np.diag(self.shared_known)[self.first_reviewer :]
        each = (reviewers.mean(), squares[:, 0].mean(), squares[:, 1:][seen[:, 1:]].mean())
        return np.sqrt(np.maximum(each, 1e-6))

    def ability(self, shared: Floats, own: Floats) -> Floats:
        """For each judgement, in logits: area, school and school in area, less the reviewer's severity."""
        facets = self.facets
        areas = np.concatenate([[0.0], shared[self.cuts : self.first_reviewer]])
        schools = own[facets.school, 0] + own[facets.school, 1 + facets.area]
        return np.asarray(areas[facets.area] + schools - shared[self.first_reviewer + facets.reviewer])

    def _bounds(self, shared: Floats, own: Floats) -> tuple[Floats, Floats]:
        """What the logistic curve is asked at: above and below the level that was given."""
        cuts = np.concatenate([[-np.inf], shared[: self.cuts], [np.inf]])
        level, ability = self.facets.level, self.ability(shared, own)
        return cuts[level + 1] - ability, cuts[level] - ability

    def _height(self, shared: Floats, own: Floats, spreads: Floats) -> float:
        if np.any(np.diff(shared[: self.cuts]) <= 0):
            return -np.inf
        above, below = self._bounds(shared, own)
        chance = np.maximum(expit(above) - expit(below), 1e-300)
        reviewer, school, area = spreads
        pulled = (shared[self.first_reviewer :] ** 2).sum() / reviewer**2
        pulled += (own[:, 0] ** 2).sum() / school**2 + (own[:, 1:] ** 2).sum() / area**2
        return float(np.log(chance).sum() - pulled / 2)

    def _step(self, spreads: Floats) -> tuple[Floats, Floats]:
        """One step of Newton for what is shared and for each school's own; notes what is known of each on the way."""
        facets, upper, lower = self.facets, self.upper, self.lower
        above, below = self._bounds(self.shared, self.own)
        up, down = expit(above), expit(below)
        chance = np.maximum(up - down, 1e-300)
        slope_up, slope_down = up * (1 - up), down * (1 - down)
        first_up, first_down = slope_up / chance, -slope_down / chance
        second_up = first_up**2 - slope_up * (1 - 2 * up) / chance
        second_down = first_down**2 + slope_down * (1 - 2 * down) / chance
        mixed = first_up * first_down
        reviewer, school, area = spreads

        prior = np.zeros(len(self.shared))
        prior[self.first_reviewer :] = 1 / reviewer**2
        slope = upper.T @ first_up + lower.T @ first_down - prior * self.shared
        cross = (upper.T @ lower.multiply(mixed[:, None])).toarray()
        curve = (
            upper.T @ upper.multiply(second_up[:, None]) + lower.T @ lower.multiply(second_down[:, None])
        ).toarray()
        curve += cross + cross.T + np.diag(prior)

        schools, size = self.own.shape
        own_prior = np.concatenate([[1 / school**2], np.full(size - 1, 1 / area**2)])
        own_slope = (self.places.T @ -(first_up + first_down)).reshape(schools, size) - own_prior * self.own
        bend = second_up + second_down + 2 * mixed
        whole = np.bincount(facets.school, bend, schools)
        single = np.bincount(facets.school * size + 1 + facets.area, bend, schools * size).reshape(schools, size)
        blocks = np.zeros((schools, size, size))
        blocks[:, np.arange(size), np.arange(size)] = own_prior + single
        blocks[:, 0, 0] += whole
        blocks[:, 0, 1:] = blocks[:, 1:, 0] = single[:, 1:]
        together = upper.multiply((second_up + mixed)[:, None]) + lower.multiply((second_down + mixed)[:, None])
        coupling = -(self.places.T @ together).toarray().reshape(schools, size, -1)

        inverse = np.linalg.inv(blocks)
        carried = inverse @ coupling
        known = np.linalg.inv(curve - np.tensordot(coupling, carried, axes=([0, 1], [0, 1])))
        shared = known @ (slope - np.tensordot(carried, own_slope, axes=([0, 1], [0, 1])))
        own = (inverse @ own_slope[:, :, None])[:, :, 0] - carried @ shared
        self.shared_known = known
        self.own_known = np.einsum("sii->si", inverse) + ((carried @ known) * carried).sum(2)
        return shared, own


def _said(facets: _Facets, fit: _Fit, spreads: Floats) -> Severities:
    values = fit.shared[fit.first_reviewer :]
    middle = values - values.mean()
    count = len(values)
    centred = np.eye(count) - 1 / count
    reviewers_known = fit.shared_known[fit.first_reviewer :, fit.first_reviewer :]
    known = np.sqrt(np.maximum(np.diag(centred @ reviewers_known @ centred), 0))
    cuts, ability = fit.shared[: fit.cuts], fit.ability(fit.shared, fit.own)
    leanings = []
    for index, name in enumerate(facets.reviewers):
        mine = facets.reviewer == index
        with_me = ability[mine][:, None]
        without = with_me + middle[index]
        steps = float((expit(cuts - with_me) - expit(cuts - without)).sum(1).mean())
        half = NORMAL_95 * float(known[index])
        severity = float(middle[index])
        number = int(mine.sum())
        leanings.append(
            Leaning(name, number, severity, severity - half, severity + half, steps, number < FEWEST_JUDGEMENTS)
        )
    hard = (0.0, *(-fit.shared[fit.cuts : fit.first_reviewer]))
    areas = tuple((name, float(value)) for name, value in zip(facets.areas, hard, strict=True))
    return Severities(tuple(leanings), areas, *(float(spread) for spread in spreads))
