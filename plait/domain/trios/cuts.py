"""What every choice of whole groups obeys and a mixture of half groups may break: cuts that raise the bound.

Take any set S of schools, and let q be how many of S a group holds. Two families hold for every partition:

*Odd sets*: no more than ``floor(|S| / 2)`` groups can hold two of S each, so ``Σ floor(q / 2) ≤ floor(|S| / 2)``
(subset-row inequalities; Jepsen, Petersen, Spoorendonk and Pisinger 2008).
*Clusters*: groups of k that cover S are ``ceil(|S| / k)`` at least, so ``Σ (q − ceil(q / k)) ≤ |S| − ceil(|S| / k)``
(rounded capacity inequalities).

Both have coefficients of zero or more and hold for groups of any size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from plait.domain.trios.ground import Floats, Ints

ENOUGH = 1e-3  # a cut broken by less is not worth a row
LARGEST = 26  # schools in a cluster
SIDES = 6  # more of S than any group holds


@dataclass(frozen=True, slots=True)
class Cut:
    """``members``: the set S, ascending. ``cluster``: which family."""

    members: tuple[int, ...]
    cluster: bool

    def limit(self, wanted: int) -> int:
        """The most the cut may sum to."""
        return len(self.members) - -(-len(self.members) // wanted) if self.cluster else len(self.members) // 2


def limits(cuts: Sequence[Cut], wanted: int) -> Floats:
    """What each cut may sum to."""
    return np.array([cut.limit(wanted) for cut in cuts], float)


def coefficients(cuts: Sequence[Cut], members: Ints, n: int, wanted: int) -> csr_matrix:
    """What each group (a row of ``members``) counts in each cut: (groups, cuts)."""
    m, k = members.shape
    groups = csr_matrix((np.ones(m * k, np.int64), members.ravel(), np.arange(m + 1) * k), shape=(m, n))
    start = np.cumsum([0, *(len(cut.members) for cut in cuts)])
    inside = np.array([v for cut in cuts for v in cut.members], np.int64)
    sets = csr_matrix((np.ones(len(inside), np.int64), inside, start), shape=(len(cuts), n))
    held = (groups @ sets.T).tocsr()
    q = np.arange(SIDES)
    table = np.stack([q // 2, q - -(-q // wanted)])
    family = np.array([cut.cluster for cut in cuts], np.int64)
    held.data = table[family[held.indices], held.data]
    held.eliminate_zeros()
    return held


def penalty(cuts: Sequence[Cut], worth: Floats, members: Ints, n: int, wanted: int) -> Floats:
    """What each group pays for the cuts it counts in, at ``worth`` (zero or more) for each cut."""
    paying = np.flatnonzero(worth > 0)
    if not len(paying) or not len(members):
        return np.zeros(len(members))
    rows = coefficients([cuts[c] for c in paying.tolist()], members, n, wanted)
    return np.asarray(rows @ worth[paying], np.float64)


def broken(groups: Sequence[tuple[int, ...]], share: Floats, n: int, wanted: int, most: int) -> list[Cut]:
    """Cuts that a mixture of groups breaks, the worst first, at most ``most`` of each family.

    ``share``: how much of each group is chosen, above zero.
    """
    holding: list[list[int]] = [[] for _ in range(n)]
    for place, group in enumerate(groups):
        for v in group:
            holding[v].append(place)
    shares: list[float] = share.tolist()
    return _odd_sets(groups, shares, holding, most) + _clusters(groups, shares, holding, wanted, most)


def _odd_sets(
    groups: Sequence[tuple[int, ...]], share: Sequence[float], holding: Sequence[Sequence[int]], most: int
) -> list[Cut]:
    """Every broken set of three, two of whose pairs are together in some group."""
    together: list[dict[int, float]] = [{} for _ in holding]
    for place, group in enumerate(groups):
        for a in group:
            for b in group:
                if a != b:
                    together[a][b] = together[a].get(b, 0.0) + share[place]
    found: dict[tuple[int, ...], float] = {}
    for a, near in enumerate(together):
        mates = sorted(near)
        for at, b in enumerate(mates):
            for c in mates[at + 1 :]:
                three = tuple(sorted((a, b, c)))
                if three in found or near[b] + near[c] + together[b].get(c, 0.0) <= 1 + ENOUGH:
                    continue
                all_three = sum(share[p] for p in holding[a] if b in groups[p] and c in groups[p])
                found[three] = near[b] + near[c] + together[b].get(c, 0.0) - 2 * all_three - 1
    worst = sorted((over, three) for three, over in found.items() if over > ENOUGH)[::-1]
    return [Cut(three, False) for _, three in worst[:most]]


def _clusters(
    groups: Sequence[tuple[int, ...]], share: Sequence[float], holding: Sequence[Sequence[int]], wanted: int, most: int
) -> list[Cut]:
    """Broken clusters, grown from each school of a broken group by the neighbour most bound to what is there."""
    seeds = sorted({v for place, group in enumerate(groups) if share[place] < 1 - ENOUGH for v in group})
    found: dict[tuple[int, ...], float] = {}
    for seed in seeds:
        inside = {seed}
        touched = set(holding[seed])
        touching = sum(share[p] for p in holding[seed])
        bound_to: dict[int, float] = {}
        for p in holding[seed]:
            for v in groups[p]:
                if v != seed:
                    bound_to[v] = bound_to.get(v, 0.0) + share[p]
        while bound_to and len(inside) < LARGEST:
            best = max(bound_to, key=bound_to.__getitem__)
            inside.add(best)
            touching += 1 - bound_to.pop(best)
            for p in holding[best]:
                if p not in touched:
                    touched.add(p)
                    for v in groups[p]:
                        if v not in inside:
                            bound_to[v] = bound_to.get(v, 0.0) + share[p]
            over = -(-len(inside) // wanted) - touching
            if over > 10 * ENOUGH:
                found[tuple(sorted(inside))] = over
    worst = sorted((over, members) for members, over in found.items())[::-1]
    return [Cut(members, True) for _, members in worst[:most]]
