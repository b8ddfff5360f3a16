"""From schools and rules to groups: who might meet at all, each such part solved, left-overs explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import PCG64, Generator
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from plait.domain.trios.bound import priced
from plait.domain.trios.component import solve
from plait.domain.trios.ground import BLANK, DENSE, Ground, Ints
from plait.domain.trios.left_over import why_left_over
from plait.domain.trios.plan import ALLOWED
from plait.domain.trios.side_by_side import Each
from plait.domain.trios.task import Effort, Solved, Task
from plait.domain.trios.values import (
    SIZES,
    Candidate,
    CannotForm,
    CannotKeepTogether,
    FormedGroup,
    Forming,
    GroupRules,
    Mode,
    pair,
)

METRES = 1_000.0
WORDS = 62  # needs and strengths in all, a bit each
QUICK = 2.0  # seconds for which a page may wait


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """Seconds since the work began, told from outside; ``limit`` is when it has to end."""

    elapsed: Callable[[], float]
    limit: float = np.inf

    def over(self) -> bool:
        return self.elapsed() >= self.limit

    def left(self) -> float:
        return max(0.0, self.limit - self.elapsed())


UNLIMITED = Stopwatch(lambda: 0.0)


def effort_for(n: int, seconds: float | None) -> Effort:
    """Steps for ``n`` schools. ``seconds`` only chooses between a quick and a thorough search, by size."""
    if seconds is not None and seconds < 10:
        share = seconds / QUICK
        turns = max(60, min(1_500, int(450 * share * 150 / max(n, 50))))
        return Effort(turns, 6, 1, 20, 50 if n <= 300 else 0)
    if n <= DENSE:
        return Effort(600, 30, 3, 400, 4_000)
    return Effort(300, 3, 8, 200, 0)


def form(
    schools: Sequence[Candidate],
    rules: GroupRules,
    *,
    seed: int = 0,
    seconds: float | None = None,
    watch: Stopwatch = UNLIMITED,
    each: Each = map,
) -> Forming:
    """Groups of schools that review each other, as cheap as can be found, with a true bound.

    The order of ``schools`` changes nothing. ``seed`` and ``seconds`` choose how and how much is searched; ``watch``
    may end the search early, which ``Forming.cut_short`` then says. ``each`` does independent work, perhaps side by
    side; it changes no answer. Raises :class:`CannotForm` for contradictions.
    """
    _check(schools, rules)
    schools = sorted(schools, key=lambda school: school.urn)
    ground = ground_of(schools, rules)
    plain = ground.plain()
    place = {school.urn: index for index, school in enumerate(schools)}
    pins = [frozenset(place[urn] for urn in pin) for pin in _merged(rules.together)]
    _check_pins(schools, ground, pins, rules)
    ring = rules.mode is Mode.RING
    groups: list[FormedGroup] = []
    left: list[int] = []
    cost_bound = km_bound = 0.0
    proven, cut = True, False
    for number, members in enumerate(components(ground, pins)):
        part = ground.part(members)
        back = {int(v): i for i, v in enumerate(members)}
        mine = [frozenset(back[v] for v in pin) for pin in pins if min(pin) in back]
        task = Task(part, rules.size, ring, mine)
        chance = Generator(PCG64([seed, number]))
        effort = effort_for(len(schools) if len(members) > 60 else len(members), seconds)
        answer = solve(task, chance, effort, watch.over, watch.left, each)
        cost_bound += answer.bound
        km_bound += _km_bound(task, plain.part(members), answer, watch, each) if ground.surcharged else answer.bound
        proven &= answer.proven
        cut |= answer.cut_short
        left += [int(members[v]) for v in answer.left]
        groups += [_formed(schools, ground, plain, members, group, ring) for group in answer.groups]
    groups.sort(key=lambda group: min(group.members))
    total = sum(group.km for group in groups)
    cost = total + sum(group.surcharge_km for group in groups)
    return Forming(
        tuple(groups),
        tuple(why_left_over(schools, ground, rules, index) for index in sorted(left)),
        total,
        cost,
        min(max(km_bound, 0.0), total),
        min(max(cost_bound, 0.0), cost),
        proven,
        cut or (watch.over() and not proven),
    )


def ground_of(schools: Sequence[Candidate], rules: GroupRules) -> Ground:
    """Schools (sorted by URN) and rules as arrays."""
    n = len(schools)
    place = {school.urn: index for index, school in enumerate(schools)}
    keys = [
        place[a] * n + place[b]
        for a, b in sorted(rules.forbidden | rules.previous)
        if a in place and b in place and a != b
    ]
    pool_of = [
        ("" if rules.across_phases else school.phase, *(school.traits.get(column, "") for column in rules.same))
        for school in schools
    ]
    return Ground(
        np.array([[school.easting, school.northing] for school in schools], float).reshape(n, 2) / METRES,
        _codes(pool_of),
        tuple(_codes([school.traits.get(column, "") for school in schools]) for column in rules.different),
        np.unique(np.array(keys, np.int64)),
        np.inf if rules.max_km is None else rules.max_km,
        _codes([school.traits.get(rules.contrast, "") for school in schools]) if rules.contrast else None,
        rules.contrast_km if rules.contrast else 0.0,
        *_needs_and_strengths(schools, rules),
    )


def _needs_and_strengths(schools: Sequence[Candidate], rules: GroupRules) -> tuple[Ints | None, Ints | None, float]:
    """For each school the words of its need and of its strength, a bit each, and what a pair without a match costs."""
    if not (rules.need and rules.strength):
        return None, None, 0.0
    words: dict[str, int] = {}
    found: list[list[int]] = []
    for column in (rules.need, rules.strength):
        found.append([])
        for school in schools:
            said = {word.strip().casefold() for word in school.traits.get(column, "").split(";")} - {""}
            found[-1].append(sum(1 << words.setdefault(word, len(words)) for word in sorted(said)))
    if len(words) > WORDS:
        raise CannotForm(f"{rules.need} and {rules.strength} hold {len(words)} different words; {WORDS} is the most")
    return np.array(found[0], np.int64), np.array(found[1], np.int64), rules.meet_km


def _codes(values: Sequence[object]) -> Ints:
    """A number for each different value, by first sight; blank is ``BLANK``."""
    known: dict[object, int] = {}
    return np.array([BLANK if value == "" else known.setdefault(value, len(known)) for value in values], np.int64)


def components(ground: Ground, pins: Sequence[frozenset[int]] = ()) -> list[Ints]:
    """Schools that could be joined by a chain of permitted pairs: what happens in one changes no other.

    Exact up to ``DENSE`` schools or with a farthest distance; else a pool counts as one.
    """
    n = len(ground)
    if n > DENSE and not np.isfinite(ground.max_km):
        labels = ground.pools
    else:
        none, limit = np.zeros(n), np.full(n, ground.max_km + 1e-9 if np.isfinite(ground.max_km) else np.inf)
        blocks = list(ground.below(none, limit))
        i = np.concatenate([np.arange(0), *(block[0] for block in blocks)])
        j = np.concatenate([np.arange(0), *(block[1] for block in blocks)])
        _, labels = connected_components(coo_matrix((np.ones(len(i)), (i, j)), shape=(n, n)), directed=False)
    return [np.flatnonzero(labels == label) for label in np.unique(labels)]


def _formed(
    schools: Sequence[Candidate], ground: Ground, plain: Ground, members: Ints, group: Sequence[int], ring: bool
) -> FormedGroup:
    at = members[np.array(group)]
    cost = priced(ground, at[None, :], ring=ring)
    order = cost.members[0]
    legs = [(order[k], order[(k + 1) % len(order)]) for k in range(len(order))]
    if not ring or len(order) == 2:
        legs = [(a, b) for k, a in enumerate(order) for b in order[k + 1 :]]
    km = sum(float(plain.km(a, b)) for a, b in legs)
    surcharge = sum(float(ground.surcharge(a, b)) for a, b in legs)
    return FormedGroup(tuple(schools[v].urn for v in order), km, surcharge)


def _km_bound(task: Task, plain: Ground, answer: Solved, watch: Stopwatch, each: Each) -> float:
    """With a price on alike schools: what travel alone could not go below."""
    if len(plain) < min(ALLOWED[task.wanted]) or not answer.groups:
        return 0.0
    same = Task(plain, task.wanted, task.ring, task.pins)
    return (
        solve(same, Generator(PCG64(0)), Effort(0, 0, 0, 0, 0), watch.over, watch.left, each).bound
        if not answer.left
        else 0.0
    )


def _check(schools: Sequence[Candidate], rules: GroupRules) -> None:
    if rules.size not in SIZES:
        raise CannotForm(f"groups of {rules.size} cannot be formed; sizes are 2, 3 and 4")
    if rules.mode is Mode.RING and rules.size == 2:
        raise CannotForm("a ring of two would be a straight swap; rings need groups of 3 or 4")
    repeated = [urn for urn, count in Counter(school.urn for school in schools).items() if count > 1]
    if repeated:
        raise CannotForm(f"URN {repeated[0]} is there twice", tuple(repeated))


def _merged(pins: Sequence[frozenset[int]]) -> list[frozenset[int]]:
    """Pinned sets that share a school are one."""
    merged: list[frozenset[int]] = []
    for pin in pins:
        for other in [other for other in merged if other & pin]:
            merged.remove(other)
            pin |= other
        merged.append(pin)
    return sorted((pin for pin in merged if len(pin) > 1), key=min)


def _check_pins(
    schools: Sequence[Candidate], ground: Ground, pins: Sequence[frozenset[int]], rules: GroupRules
) -> None:
    for pin in pins:
        urns = tuple(schools[v].urn for v in sorted(pin))
        listed = ", ".join(map(str, urns))
        if len(pin) > max(ALLOWED[rules.size]):
            raise CannotKeepTogether(
                f"{listed} are pinned together, more than a group may hold ({max(ALLOWED[rules.size])})", urns
            )
        for a in pin:
            for b in pin:
                if a < b and not ground.permitted(a, b):
                    two = pair(schools[a].urn, schools[b].urn)
                    raise CannotKeepTogether(
                        f"{two[0]} and {two[1]} are pinned together, and a rule keeps them apart", two
                    )


def group_of(schools: Sequence[Candidate], rules: GroupRules) -> FormedGroup:
    """These schools as one group, whatever the rules say of them: what it costs."""
    listed = sorted(schools, key=lambda school: school.urn)
    ground = ground_of(listed, rules)
    every = np.arange(len(listed))
    return _formed(listed, ground, ground.plain(), every, every.tolist(), rules.mode is Mode.RING)
