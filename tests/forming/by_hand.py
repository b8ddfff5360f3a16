"""Small formings solved by trying everything, written from the rules' prose and sharing no code with the search."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import combinations, permutations

from plait.domain.trios import Candidate, GroupRules, Mode

SIZES = {2: (2, 3), 3: (3, 4, 5), 4: (3, 4, 5)}


def may_meet(a: Candidate, b: Candidate, rules: GroupRules) -> bool:
    two = (min(a.urn, b.urn), max(a.urn, b.urn))
    km = ((a.easting - b.easting) ** 2 + (a.northing - b.northing) ** 2) ** 0.5 / 1000
    return not (
        (a.phase != b.phase and not rules.across_phases)
        or two in rules.forbidden
        or two in rules.previous
        or any(a.traits.get(c, "") != b.traits.get(c, "") for c in rules.same)
        or any(a.traits.get(c, "") == b.traits.get(c, "") != "" for c in rules.different)
        or (rules.max_km is not None and km > rules.max_km)
    )


def leg(a: Candidate, b: Candidate, rules: GroupRules) -> float:
    km = ((a.easting - b.easting) ** 2 + (a.northing - b.northing) ** 2) ** 0.5 / 1000
    alike = rules.contrast and a.traits.get(rules.contrast, "") == b.traits.get(rules.contrast, "") != ""
    unmet = rules.need and not (
        set(a.traits[rules.need].split(";")) & set(b.traits[rules.strength].split(";"))
        or set(b.traits[rules.need].split(";")) & set(a.traits[rules.strength].split(";"))
    )
    return km + (rules.contrast_km if alike else 0) + (rules.meet_km if unmet else 0)


def group_cost(group: Sequence[Candidate], rules: GroupRules) -> float:
    if rules.mode is Mode.MUTUAL or len(group) == 2:
        return sum(leg(a, b, rules) for a, b in combinations(group, 2))
    first, *others = group
    return min(
        sum(leg(a, b, rules) for a, b in zip((first, *order), (*order, first), strict=True))
        for order in permutations(others)
    )


def best(schools: Sequence[Candidate], rules: GroupRules) -> tuple[int, int, float]:
    """The least (left over, unevenness, cost), in that order of weight."""
    n = len(schools)
    table: dict[int, tuple[int, float]] = {}
    for size in SIZES[rules.size]:
        for members in combinations(range(n), size):
            group = [schools[v] for v in members]
            if all(may_meet(a, b, rules) for a, b in combinations(group, 2)):
                pins = [pin for pin in rules.together if 0 < len(pin & {s.urn for s in group}) < len(pin)]
                if not pins:
                    table[sum(1 << v for v in members)] = ((size - rules.size) ** 2, group_cost(group, rules))
    holding: list[list[int]] = [[mask for mask in table if mask >> v & 1] for v in range(n)]

    @cache
    def rest(mask: int) -> tuple[int, int, float]:
        if not mask:
            return 0, 0, 0.0
        low = (mask & -mask).bit_length() - 1
        left, uneven, cost = rest(mask & ~(1 << low))
        answer = (left + 1, uneven, cost)
        for group in holding[low]:
            if group & mask == group:
                left, uneven, cost = rest(mask & ~group)
                more, km = table[group]
                answer = min(answer, (left, uneven + more, cost + km))
        return answer

    return rest((1 << n) - 1)
