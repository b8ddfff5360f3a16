"""A sample of schools that looks like the group it stands for, and how well it does.

Categories count by their share, numbers by their mean and spread. The sample begins as a draw in proportion to the
combinations of categories that exist (largest remainders) and is then bettered by exchanging one school for another
as long as that brings it nearer to the group (a local search; Valliant, Dever and Kreuter, *Practical Tools for
Designing and Weighting Survey Samples*, 2018, chapter 3, on balance). The same seed gives the same sample.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

FEW_VALUES = 10
"""A column of numbers with no more different ones than this is told by shares, like categories."""
TRIES = 400
"""Schools outside of the sample that are looked at for one exchange."""
ROUNDS = 400
"""Exchanges at most."""
BLANK = "(blank)"


@dataclass(frozen=True, slots=True)
class Share:
    """A value of a column: its share of the group and of the sample, 0 to 1."""

    value: str
    group: float
    sample: float

    @property
    def difference(self) -> float:
        return self.sample - self.group


@dataclass(frozen=True, slots=True)
class Balance:
    """How one column looks in the group and in the sample. Numbers: ``group`` and ``sample`` are means and ``shares``
    is empty. Categories: ``shares``, and ``difference`` is the largest of them."""

    column: str
    difference: float
    group: float | None = None
    sample: float | None = None
    shares: tuple[Share, ...] = ()
    blank: int = 0
    """Schools of the group without a number; they do not count for the mean."""


@dataclass(frozen=True, slots=True)
class Sample:
    """``chosen``: places in the list that was given, ascending."""

    chosen: tuple[int, ...]
    balance: tuple[Balance, ...]


class CannotSample(ValueError):
    """There is no such sample; the message says why."""


def draw(columns: Mapping[str, Sequence[str]], size: int, *, seed: int = 0) -> Sample:
    """``size`` of the schools. ``columns``: name → the value of each school, as written; "" for none.

    Raises :class:`CannotSample` when there are fewer schools than that, or none are wanted.
    """
    count = len(next(iter(columns.values()), ()))
    if not 0 < size <= count:
        raise CannotSample(f"{size} of {count} schools cannot be chosen")
    chance = np.random.default_rng(seed)
    telling = {name: _Telling.of(values) for name, values in columns.items()}
    chosen = _in_proportion(list(telling.values()), count, size, chance)
    features = np.concatenate([each.features() for each in telling.values()], axis=1)
    if 0 < size < count and features.shape[1]:
        chosen = _exchanged(features, chosen, chance)
    places = tuple(int(place) for place in np.flatnonzero(chosen))
    return Sample(places, tuple(each.balance(name, chosen) for name, each in telling.items()))


@dataclass(frozen=True, slots=True)
class _Telling:
    """One column: ``numbers`` with NaN for blanks, or ``codes`` into ``names``."""

    names: tuple[str, ...]
    codes: npt.NDArray[np.int64]
    numbers: Floats | None

    @classmethod
    def of(cls, values: Sequence[str]) -> _Telling:
        clean = [value.strip() for value in values]
        filled = {value for value in clean if value}
        numbers = {value: _number(value) for value in filled}
        if len(filled) > FEW_VALUES and all(number is not None for number in numbers.values()):
            each = np.array([numbers[value] if value else np.nan for value in clean], dtype=float)
            known = each[np.isfinite(each)]
            edges = np.quantile(known, (0.25, 0.5, 0.75))
            codes = np.where(np.isfinite(each), np.searchsorted(edges, each, side="right"), len(edges) + 1)
            return cls((), codes.astype(np.int64), each)
        names = sorted(filled) + ([BLANK] if "" in clean else [])
        place = {name: index for index, name in enumerate(names)}
        return cls(tuple(names), np.array([place[value or BLANK] for value in clean], dtype=np.int64), None)

    def features(self) -> Floats:
        """Schools × what is to be alike on average. Each column counts as much as another one."""
        if self.numbers is not None:
            known = np.isfinite(self.numbers)
            spread = float(self.numbers[known].std()) or 1.0
            level = np.where(known, (self.numbers - self.numbers[known].mean()) / spread, 0.0)
            width = np.where(known, level**2 - 1, 0.0)
            return np.stack([level, width / 2, (~known).astype(float)], axis=1)
        one = np.eye(len(self.names))[self.codes]
        return np.asarray(one / np.sqrt(2))

    def balance(self, name: str, chosen: npt.NDArray[np.bool_]) -> Balance:
        if self.numbers is not None:
            known = np.isfinite(self.numbers)
            group = float(self.numbers[known].mean())
            inside = known & chosen
            sample = float(self.numbers[inside].mean()) if inside.any() else None
            difference = 0.0 if sample is None else sample - group
            return Balance(name, difference, group, sample, blank=int((~known).sum()))
        count, size = len(chosen), int(chosen.sum())
        whole, part = Counter(self.codes.tolist()), Counter(self.codes[chosen].tolist())
        shares = tuple(Share(value, whole[code] / count, part[code] / size) for code, value in enumerate(self.names))
        return Balance(name, max((abs(share.difference) for share in shares), default=0.0), shares=shares)


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", "").rstrip("%"))
    except ValueError:
        return None
    return number if np.isfinite(number) else None


def _in_proportion(
    columns: Sequence[_Telling], count: int, size: int, chance: np.random.Generator
) -> npt.NDArray[np.bool_]:
    """A draw with as many from each combination of values as its share gives, by largest remainders."""
    cells: dict[Hashable, list[int]] = {}
    for place in chance.permutation(count).tolist():
        cells.setdefault(tuple(int(column.codes[place]) for column in columns), []).append(place)
    due = {key: len(places) * size / count for key, places in cells.items()}
    taken = {key: int(wanted) for key, wanted in due.items()}
    rest = size - sum(taken.values())
    for key in sorted(due, key=lambda key: taken[key] - due[key])[:rest]:
        taken[key] += 1
    chosen = np.zeros(count, dtype=bool)
    for key, places in cells.items():
        chosen[places[: taken[key]]] = True
    return chosen


def _exchanged(features: Floats, chosen: npt.NDArray[np.bool_], chance: np.random.Generator) -> npt.NDArray[np.bool_]:
    """The sample after exchanges, each of which brings its mean nearer to that of all."""
    chosen = chosen.copy()
    size = int(chosen.sum())
    off = features[chosen].sum(0) - size * features.mean(0)
    for _ in range(ROUNDS):
        out, into = np.flatnonzero(chosen), np.flatnonzero(~chosen)
        out = chance.choice(out, min(TRIES, len(out)), replace=False)
        into = chance.choice(into, min(TRIES, len(into)), replace=False)
        # |off - a + b|² for every a that goes out and b that comes in, without making the cube of differences
        left, come = off - features[out], features[into]
        costs = (left**2).sum(1)[:, None] + 2 * left @ come.T + (come**2).sum(1)[None, :]
        a, b = np.unravel_index(int(costs.argmin()), costs.shape)
        if costs[a, b] >= (off**2).sum() - 1e-9:
            break
        chosen[out[a]], chosen[into[b]] = False, True
        off = left[a] + come[b]
    return chosen
