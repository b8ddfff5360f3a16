"""Groups touched by hand: why a group is what it is, what a swap would cost, and repair when a school drops out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from plait.domain.trios.checking import apart
from plait.domain.trios.forming import UNLIMITED, Stopwatch, form, group_of
from plait.domain.trios.plan import ALLOWED
from plait.domain.trios.values import Candidate, CannotForm, FormedGroup, Forming, GroupRules, LeftOver, Mode, pair


@dataclass(frozen=True, slots=True)
class Leg:
    """Two schools of a group. ``alike``: they share the contrast column."""

    a: int
    b: int
    km: float
    alike: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """A group in figures and words. ``nearer``: for each member the schools nearer than its farthest partner that a
    rule keeps out, with the rule."""

    group: FormedGroup
    legs: tuple[Leg, ...]
    nearer: tuple[tuple[int, int, str], ...]
    words: str


@dataclass(frozen=True, slots=True)
class Swap:
    """Two schools of different groups change places. ``price_km``: what the whole costs more (less if negative)."""

    a: int
    b: int
    price_km: float


@dataclass(frozen=True, slots=True)
class Repaired:
    """Groups after a repair. ``disturbed``: schools whose group is not the one they had."""

    groups: tuple[FormedGroup, ...]
    left_over: tuple[LeftOver, ...]
    disturbed: tuple[int, ...]
    total_km: float
    cost_km: float


def explain(schools: Sequence[Candidate], rules: GroupRules, forming: Forming) -> tuple[Explained, ...]:
    """Why each group is what it is."""
    known = {school.urn: school for school in schools}
    found = []
    for group in forming.groups:
        two = [(known[a], known[b]) for a, b in _legs(group, rules)]
        legs = tuple(Leg(a.urn, b.urn, _km(a, b), _alike(a, b, rules)) for a, b in two)
        nearer = []
        for urn in group.members:
            reach = max(_km(known[urn], known[other]) for other in group.members if other != urn)
            for other in schools:
                if other.urn not in group.members and _km(known[urn], other) < reach:
                    reasons = apart(known[urn], other, rules)
                    if reasons:
                        nearer.append((urn, other.urn, "; ".join(reasons)))
        longest = max(legs, key=lambda leg: leg.km)
        words = (
            f"{group.km:.1f} km in all; the longest leg is {longest.km:.1f} km, between "
            f"{known[longest.a].name or longest.a} and {known[longest.b].name or longest.b}."
        )
        if len(group.members) != rules.size:
            words += (
                f" It has {len(group.members)} schools because the number of schools is no multiple of {rules.size}"
            )
            words += ", or the rules left no other way."
        if nearer:
            count = len({other for _, other, _ in nearer})
            words += f" {count} nearer {'school is' if count == 1 else 'schools are'} kept out by rules."
        found.append(Explained(group, legs, tuple(nearer), words))
    return tuple(found)


def swap_prices(
    schools: Sequence[Candidate], rules: GroupRules, forming: Forming, urn: int, *, most: int = 10
) -> tuple[Swap, ...]:
    """The cheapest permitted swaps of one school with a school of another group, cheapest first.

    Raises :class:`CannotForm` when the school is in no group. Swaps that would part pinned schools are left out.
    """
    known = {school.urn: school for school in schools}
    home = {member: group for group in forming.groups for member in group.members}
    if urn not in home:
        raise CannotForm(f"{urn} is in no group", (urn,))
    pinned = {member for pin in rules.together for member in pin}
    mine = home[urn]
    found: list[Swap] = []
    if urn in pinned:
        return ()
    stay = [member for member in mine.members if member != urn]
    for other, theirs in home.items():
        if theirs is mine or other in pinned:
            continue
        rest = [member for member in theirs.members if member != other]
        if any(apart(known[other], known[member], rules) for member in stay):
            continue
        if any(apart(known[urn], known[member], rules) for member in rest):
            continue
        after = _cost(known, rules, [*stay, other]) + _cost(known, rules, [*rest, urn])
        before = _cost(known, rules, mine.members) + _cost(known, rules, theirs.members)
        found.append(Swap(urn, other, after - before))
    return tuple(sorted(found, key=lambda swap: (swap.price_km, swap.b))[:most])


def pinned(rules: GroupRules, *together: Sequence[int], apart_: Sequence[tuple[int, int]] = ()) -> GroupRules:
    """The rules with schools pinned together, or kept apart, by hand."""
    return replace(
        rules,
        together=(*rules.together, *(frozenset(urns) for urns in together)),
        forbidden=rules.forbidden | {pair(a, b) for a, b in apart_},
    )


def pin_price(
    schools: Sequence[Candidate],
    rules: GroupRules,
    forming: Forming,
    *together: Sequence[int],
    seed: int = 0,
    seconds: float | None = 2.0,
    watch: Stopwatch = UNLIMITED,
) -> tuple[Forming, float]:
    """The groups formed again with these schools pinned together, and what that costs more in km."""
    again = form(schools, pinned(rules, *together), seed=seed, seconds=seconds, watch=watch)
    return again, again.cost_km - forming.cost_km


def repair(
    schools: Sequence[Candidate], rules: GroupRules, forming: Forming, gone: frozenset[int], *, near: int = 4
) -> Repaired:
    """The groups after schools dropped out, with as few others disturbed as can be.

    A group that is still large enough goes on without them. Where one is too small, the groups near it are formed again
    together with its members, nearest first: no more of them than it takes to place everybody, then ``near`` more
    ways are tried and the cheapest taken. ``schools`` are those that formed the groups.
    """
    known = {school.urn: school for school in schools}
    sizes = ALLOWED[rules.size]
    rules = replace(rules, together=tuple(pin for pin in rules.together if not pin & gone))
    kept: list[FormedGroup] = []
    homeless = [known[item.urn] for item in forming.left_over if item.urn not in gone]
    for group in forming.groups:
        staying = [known[urn] for urn in group.members if urn not in gone]
        if len(staying) == len(group.members):
            kept.append(group)
        elif len(staying) in sizes:
            kept.append(group_of(staying, rules))
        else:
            homeless += staying
    if not homeless:
        return _repaired(kept, (), forming)
    around = sorted(
        kept, key=lambda group: (min(_km(known[m], one) for m in group.members for one in homeless), group.members)
    )
    best: tuple[tuple[int, float], Repaired] | None = None
    tried = 0
    for count in range(len(around) + 1):
        again = form([known[urn] for group in around[:count] for urn in group.members] + homeless, rules)
        answer = _repaired([*around[count:], *again.groups], again.left_over, forming)
        weight = (len(answer.left_over), answer.cost_km)
        if best is None or weight < best[0]:
            best = (weight, answer)
        tried += not answer.left_over
        if tried > near or count >= 8 * near:
            break
    assert best is not None  # noqa: S101  the loop runs at least once
    return best[1]


def _repaired(groups: Sequence[FormedGroup], left: Sequence[LeftOver], before: Forming) -> Repaired:
    groups = sorted(groups, key=lambda group: min(group.members))
    was = {frozenset(group.members) for group in before.groups}
    return Repaired(
        tuple(groups),
        tuple(left),
        tuple(sorted(urn for group in groups if frozenset(group.members) not in was for urn in group.members)),
        sum(group.km for group in groups),
        sum(group.km + group.surcharge_km for group in groups),
    )


def _legs(group: FormedGroup, rules: GroupRules) -> list[tuple[int, int]]:
    members = group.members
    if rules.mode is Mode.RING and len(members) > 2:
        return [(urn, members[(place + 1) % len(members)]) for place, urn in enumerate(members)]
    return list(combinations(members, 2))


def _cost(known: dict[int, Candidate], rules: GroupRules, urns: Sequence[int]) -> float:
    group = group_of([known[urn] for urn in urns], rules)
    return group.km + group.surcharge_km


def _km(a: Candidate, b: Candidate) -> float:
    return float(((a.easting - b.easting) ** 2 + (a.northing - b.northing) ** 2) ** 0.5) / 1000


def _alike(a: Candidate, b: Candidate, rules: GroupRules) -> bool:
    value = a.traits.get(rules.contrast, "") if rules.contrast else ""
    return bool(value) and value == b.traits.get(rules.contrast, "")
