"""Whether one group of a round stands out so far that it is worth a conversation. Never about one reviewer.

Two signals. *Cosiness*: partners' levels are the school's own far more often than in the other groups of the round.
*Drift*: agreed levels rise from one round to the next where nothing new was shown, more than in the other groups, or
in the round as a whole.

**Groups.** What is counted is one number a school, so that the areas of a school, which go together, are never taken
for so many observations. If groups do not differ, the schools of a round could as well have been put together
otherwise: the chance of a group's number is the share of all ways to choose as many schools that give it or more
(Fisher, *The Design of Experiments*, 1935; Pitman, 1937). All ways are counted up to ``EXACT``, else ``DRAWS`` of
them are drawn. Looking at many groups finds something by chance, so Benjamini and Hochberg (1995) decide which stand:
where no group differs, at most one round in twenty gives a signal of a kind.

**The round as a whole.** If nothing drives levels up, a school's moves are as likely to go down: the share of all
ways to turn the schools' net moves round that give as much of a rise (Fisher's test of paired differences, counted
exactly).

**How well it works.** Rounds made up by ``tests/domain/test_signals.py``: trios, two views a school, five areas;
schools differ of themselves (a share of 0.55 the same, standard deviation 0.15). The columns say in how many rounds
there is any signal though no group is cosy; the cosy group is found, with a share of 0.95 or 0.85; and again any
signal though none is cosy, where reviewing schools differ as much as hosts do. So many:

======  ===========  ===========  ===========  =================
groups  no group is  0.95: found  0.85: found  reviewers differ
======  ===========  ===========  ===========  =================
3       2 %          58 %         25 %         3 %
4       2 %          61 %         24 %         3 %
6       2 %          75 %         30 %         5 %
12      3 %          83 %         26 %         5 %
24      3 %          80 %         23 %         6 %
50      2 %          76 %         15 %         8 %
======  ===========  ===========  ===========  =================

The last column shows the limit: reviewers who agree with everybody stay in their group, so that it may look cosy by
them. So do schools that are clear about themselves. Hence a question. With fewer than three groups nothing is said.

Of rounds in which nothing drives levels up, 1 to 4 in 100 are said to rise. Where an area rises in 25 of 100 cases
and falls in 10, five areas a school, this is found in 36 of 100 rounds with nine schools, 72 with 18 and 97 with 36.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import combinations
from math import comb

import numpy as np
import numpy.typing as npt

from plait.domain.calibration import Share, share

LEVEL = 0.05
"""Share of rounds without any difference in which a signal of one kind may come all the same."""
FEWEST_GROUPS = 3
FEWEST_THINGS = 10
"""Comparisons of a group below which it is not looked at."""
FAR = 0.15
"""How much larger a group's share must be than that of the others: less is not worth anybody's time."""
FEWEST_MOVES = 5
"""Schools with a net move below which nothing is said of a round as a whole: with four, chance alone gives 1 in 16."""
EXACT = 60_000
DRAWS = 20_000
BATCH = 500


class Kind(StrEnum):
    COSINESS = "cosiness"
    DRIFT = "drift"


@dataclass(frozen=True, slots=True)
class Pairs:
    """What partners said of one school beside what it said itself, over all views and areas that have both levels.

    ``changed`` of ``recorded`` areas were changed in the conversation.
    """

    urn: int
    same: int
    below: int
    of: int
    changed: int = 0
    recorded: int = 0


@dataclass(frozen=True, slots=True)
class Moves:
    """How a school's agreed levels moved since the round before, in the areas where nothing new was shown."""

    urn: int
    up: int
    down: int
    of: int

    @property
    def net(self) -> int:
        return self.up - self.down


@dataclass(frozen=True, slots=True)
class Signal:
    """A group that stands out. ``below``, ``changed``, ``recorded``: of cosiness, for the words beside it."""

    group: tuple[int, ...]
    here: Share
    others: Share
    below: int = 0
    changed: int = 0
    recorded: int = 0


class Silent(StrEnum):
    """Why nothing can be said of groups."""

    GROUPS = "groups"  # too few groups with enough to compare
    SCHOOLS = "schools"  # too few schools for the number of groups: even the clearest could be chance


@dataclass(frozen=True, slots=True)
class Groups:
    """What came of looking at groups. ``looked``: how many; ``things``: how much was compared."""

    looked: int
    things: int
    signals: tuple[Signal, ...]
    silent: Silent | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """All schools of a round together. ``stands``: levels rise more than chance would have them."""

    schools: int
    up: int
    down: int
    of: int
    stands: bool
    enough: bool


def groups_of(looks: Iterable[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    """Schools that look at each other, directly or through others, from ``(host, reviewer)``; each in order of
    number."""
    group: dict[int, set[int]] = {}
    for host, reviewer in looks:
        joined = group.get(host, {host}) | group.get(reviewer, {reviewer})
        for urn in joined:
            group[urn] = joined
    return tuple(sorted({tuple(sorted(found)) for found in group.values()}))


def cosiness(groups: Collection[tuple[int, ...]], schools: Mapping[int, Pairs], *, seed: int = 0) -> Groups:
    """Groups in which views are far more often the school’s own level than in the others."""
    values = {urn: (item.same, item.of) for urn, item in schools.items() if item.of}
    looked, found, silent = _standing_out(groups, values, seed)
    signals = []
    for members, here, others in found:
        own = [schools[urn] for urn in members if urn in schools]
        below, changed, recorded = (
            sum(item.below for item in own),
            sum(item.changed for item in own),
            sum(item.recorded for item in own),
        )
        signals.append(Signal(members, share(*here), share(*others), below, changed, recorded))
    return Groups(looked, sum(of for _, of in values.values()), tuple(signals), silent)


def drift(groups: Collection[tuple[int, ...]], schools: Mapping[int, Moves], *, seed: int = 0) -> Groups:
    """Groups in which levels rose, without anything new, in far more areas than in the others."""
    values = {urn: (item.up, item.of) for urn, item in schools.items() if item.of}
    looked, found, silent = _standing_out(groups, values, seed)
    signals = tuple(Signal(members, share(*here), share(*others)) for members, here, others in found)
    return Groups(looked, sum(of for _, of in values.values()), signals, silent)


def drift_of_all(schools: Collection[Moves]) -> Whole:
    """Whether levels of the whole round rose, without anything new, more than they would if up were as likely as
    down."""
    moved = [abs(item.net) for item in schools if item.net]
    up, down = sum(item.up for item in schools), sum(item.down for item in schools)
    enough = len(moved) >= FEWEST_MOVES
    stands = enough and _turned_round(moved, sum(item.net for item in schools)) <= LEVEL
    return Whole(len(schools), up, down, sum(item.of for item in schools), stands, enough)


def _turned_round(sizes: Sequence[int], seen: int) -> float:
    """The share of all ways to give these sizes a sign whose sum is ``seen`` or more."""
    ways = np.ones(1)
    for size in sizes:  # how many ways lead to each sum, from the lowest
        longer = np.zeros(len(ways) + 2 * size)
        longer[: len(ways)] += ways / 2
        longer[2 * size :] += ways / 2
        ways = longer
    total = sum(sizes)
    return float(ways[total + seen :].sum())


Found = tuple[tuple[int, ...], tuple[int, int], tuple[int, int]]


def _standing_out(
    groups: Collection[tuple[int, ...]], values: Mapping[int, tuple[int, int]], seed: int
) -> tuple[int, list[Found], Silent | None]:
    """Groups whose share of hits is far above that of the others. ``values``: ``(hits, of)`` of each school."""
    looked = [members for members in groups if _enough([values[urn] for urn in members if urn in values])]
    if len(looked) < FEWEST_GROUPS:
        return len(looked), [], Silent.GROUPS
    urns = [urn for members in looked for urn in members if urn in values]
    all_hits, all_of = (sum(values[urn][at] for urn in urns) for at in (0, 1))
    over = {urn: values[urn][0] - values[urn][1] * all_hits / all_of for urn in urns}
    everybody = np.array([over[urn] for urn in urns])
    sizes = {members: sum(urn in values for urn in members) for members in looked}
    if all(comb(len(urns), size) * LEVEL < len(looked) for size in sizes.values()):
        return len(looked), [], Silent.SCHOOLS
    chances: dict[int, npt.NDArray[np.float64]] = {}
    for size in set(sizes.values()):
        chances[size] = np.sort(everybody[_ways(len(urns), size, seed)].sum(1))
    drawn = {size for size in chances if comb(len(urns), size) > EXACT}
    tested = []
    for members in looked:
        sums = chances[sizes[members]]
        seen = sum(over[urn] for urn in members if urn in values)
        reached = len(sums) - int(np.searchsorted(sums, seen - 1e-9))
        more = sizes[members] in drawn  # the way that was seen counts as one of those that could have been
        tested.append(((reached + more) / (len(sums) + more), members))
    found = []
    for members in _kept(tested):
        hits, of = (sum(values[urn][at] for urn in members if urn in values) for at in (0, 1))
        others = (all_hits - hits, all_of - of)
        if hits / of - others[0] / others[1] >= FAR:
            found.append((members, (hits, of), others))
    return len(looked), found, None


def _enough(values: Sequence[tuple[int, int]]) -> bool:
    """At least two schools were looked at, and together in enough areas."""
    return len(values) > 1 and sum(of for _, of in values) >= FEWEST_THINGS


def _kept(tested: Sequence[tuple[float, tuple[int, ...]]]) -> list[tuple[int, ...]]:
    """Those that stand after Benjamini and Hochberg's allowance, in the order of the groups."""
    ordered = sorted(chance for chance, _ in tested)
    limits = [chance for rank, chance in enumerate(ordered, 1) if chance <= LEVEL * rank / len(tested)]
    return [members for chance, members in tested if limits and chance <= limits[-1]]


@lru_cache(maxsize=64)
def _ways(many: int, size: int, seed: int) -> npt.NDArray[np.int32]:
    """Ways to choose ``size`` of ``many``, a row each: all of them, or ``DRAWS`` drawn ones."""
    if comb(many, size) <= EXACT:
        return np.array(list(combinations(range(many), size)), dtype=np.int32)
    chance = np.random.default_rng(seed)
    drawn = [chance.random((BATCH, many)).argpartition(size - 1, axis=1)[:, :size] for _ in range(DRAWS // BATCH)]
    return np.concatenate(drawn).astype(np.int32)
