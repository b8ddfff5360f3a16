"""Every rule, looked at again school by school, with nothing of the search: plain loops over the result."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import hypot

from plait.domain.trios.values import Candidate, Forming, GroupRules, pair


def violations(schools: Sequence[Candidate], rules: GroupRules, forming: Forming) -> list[str]:
    """A line for each broken rule; empty when all hold."""
    known = {school.urn: school for school in schools}
    broken: list[str] = []
    seen: dict[int, int] = {}
    for number, group in enumerate(forming.groups, start=1):
        largest = max(rules.size + 1, 5) if rules.size > 2 else 3
        if not min(rules.size, 3) <= len(group.members) <= largest:
            broken.append(f"group {number} has {len(group.members)} schools")
        for urn in group.members:
            if urn in seen:
                broken.append(f"{urn} is in groups {seen[urn]} and {number}")
            seen[urn] = number
        for a, b in combinations(group.members, 2):
            broken += [f"{a} and {b}: {reason}" for reason in apart(known[a], known[b], rules)]
    for item in forming.left_over:
        if item.urn in seen:
            broken.append(f"{item.urn} is left over and in group {seen[item.urn]}")
        seen[item.urn] = 0
    for pin in rules.together:
        if len({seen.get(urn, 0) for urn in pin & known.keys()}) > 1:
            broken.append(f"{', '.join(map(str, sorted(pin)))} are pinned together and are not in one group")
    broken += [f"{urn} is nowhere" for urn in known if urn not in seen]
    return broken


def apart(a: Candidate, b: Candidate, rules: GroupRules) -> list[str]:
    """The rules that keep two schools from one group, in words; empty when they may meet."""
    reasons: list[str] = []
    if not rules.across_phases and a.phase != b.phase:
        reasons.append("their phases differ")
    if pair(a.urn, b.urn) in rules.forbidden:
        reasons.append("the pair is forbidden")
    if pair(a.urn, b.urn) in rules.previous:
        reasons.append("they were together last round")
    for column in rules.same:
        if a.traits.get(column, "") != b.traits.get(column, ""):
            reasons.append(f"they differ in {column}")
    for column in rules.different:
        value = a.traits.get(column, "")
        if value and value == b.traits.get(column, ""):
            reasons.append(f"both have {value} as {column}")
    if rules.max_km is not None:
        km = hypot(a.easting - b.easting, a.northing - b.northing) / 1000
        if km > rules.max_km + 1e-9:
            reasons.append(f"they are {km:.1f} km apart")
    return reasons
