"""A school has left a round that is under way: who could take the open places, and what each way changes.

Views that somebody has begun are never touched, and nobody is asked for a view of a school whose views have been shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from math import hypot, inf

from plait.domain.grouping import candidates
from plait.domain.groups import MOST_IN_A_GROUP, GroupSettings, groups_in, pairings_of
from plait.domain.schools import SchoolFacts
from plait.domain.trios import Candidate, FormedGroup, Forming, Mode
from plait.domain.trios.by_hand import repair
from plait.domain.trios.checking import apart
from plait.domain.trios.forming import group_of

SMALL = 3
"""A group with fewer schools is one that another school could join."""
MOST_WAYS, NEAR_GROUPS = 3, 6
Two = tuple[int, int]


class WayKind(StrEnum):
    JOIN = "join"  # those who stayed join another group
    PART = "part"  # each of those who stayed joins another group
    CLOSE = "close"  # the one before in the ring looks at the one after
    ANEW = "anew"  # groups near by, in which nobody has begun, are formed again


@dataclass(frozen=True, slots=True)
class Way:
    """One way to fill open places. ``gone``, ``new``: ``(host, reviewer)`` that end and begin. ``km``: what schools
    travel more in all; ``None`` where the register does not place one of them."""

    kind: WayKind
    gone: tuple[Two, ...]
    new: tuple[Two, ...]
    km: float | None

    @property
    def key(self) -> str:
        """Stands for just these changes."""
        return sha256(repr((self.gone, self.new)).encode()).hexdigest()[:16]

    @property
    def urns(self) -> tuple[int, ...]:
        """The schools that have other partners by it."""
        return tuple(sorted({urn for two in (*self.gone, *self.new) for urn in two}))


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """Schools that lost a partner. ``left``: who it was; ``staying``: who is still together."""

    staying: tuple[int, ...]
    left: tuple[int, ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class RoundNow:
    """Who is with whom in a round. ``left``: schools whose place has ended. ``open_hosts``: whose views have not been
    shown. ``begun``: views in which somebody has written, ``(host, reviewer)``."""

    schools: Mapping[int, SchoolFacts]
    mode: Mode
    settings: GroupSettings
    previous: frozenset[Two]
    pairings: tuple[Two, ...]
    left: frozenset[int]
    open_hosts: frozenset[int]
    begun: frozenset[Two]

    @property
    def present(self) -> tuple[Two, ...]:
        """Pairings of two schools that both take part."""
        return tuple(two for two in self.pairings if not self.left.intersection(two))

    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The schools that take part, as they are together now; one alone is a group of one."""
        found = groups_in(self.present)
        inside = {urn for group in found for urn in group}
        alone = {urn for two in self.pairings for urn in two} - inside - self.left
        return tuple(sorted((*found, *((urn,) for urn in alone))))


def open_places(now: RoundNow) -> tuple[OpenPlace, ...]:
    """Everybody who lost a partner and is fewer than three since, or in a ring that is broken, with ways to help."""
    found = []
    for group in now.groups():
        lost = {urn for two in now.pairings if now.left.intersection(two) and set(group) & set(two) for urn in two}
        lost &= now.left
        if lost and (len(group) < SMALL or (now.mode is Mode.RING and _closing(now, group, lost))):
            found.append(OpenPlace(group, tuple(sorted(lost)), _ways(now, group, lost)))
    return tuple(found)


def _ways(now: RoundNow, group: tuple[int, ...], lost: set[int]) -> tuple[Way, ...]:
    if now.mode is Mode.RING:
        new = _closing(now, group, lost)
        return (Way(WayKind.CLOSE, (), new, _added(now, new)),) if new else ()
    others = (_part(now, group), _anew(now, group))
    return (*_joins(now, group), *(way for way in others if way is not None))


def _closing(now: RoundNow, group: tuple[int, ...], lost: set[int]) -> tuple[Two, ...]:
    """The ring closed over those who left. One after another may have left."""
    looks = {reviewer: host for host, reviewer in now.pairings}
    have = set(now.present)
    new = []
    for reviewer in group:
        host, steps = looks.get(reviewer), 0
        while host in lost and steps < len(now.pairings):
            host, steps = looks.get(host), steps + 1
        two = (host, reviewer)
        if steps and host is not None and host != reviewer and host in now.open_hosts and two not in have:
            new.append((host, reviewer))
    return tuple(sorted(new))


def _part(now: RoundNow, group: tuple[int, ...]) -> Way | None:
    """Two who stayed go each to the group that is nearest to it, as long as they have not begun with each other."""
    gone = tuple(two for two in now.present if set(two) <= set(group))
    if len(group) != 2 or now.begun.intersection(gone):
        return None
    first, second = (_joins(now, (urn,), but=group) for urn in group)
    pairs = [
        (a, b)
        for a in first
        for b in second
        if not set(a.urns) & set(b.urns) and min(len(a.urns), len(b.urns)) >= SMALL
    ]  # not both into one, which would then be too large or is another way
    if not pairs:
        return None
    a, b = min(pairs, key=lambda two: (_known(two[0].km) + _known(two[1].km), two[0].new, two[1].new))
    km = None if a.km is None or b.km is None else a.km + b.km
    return Way(WayKind.PART, gone, tuple(sorted((*a.new, *b.new))), km)


def _known(km: float | None) -> float:
    return inf if km is None else km


def _joins(now: RoundNow, group: tuple[int, ...], *, but: tuple[int, ...] = ()) -> tuple[Way, ...]:
    if not now.open_hosts.issuperset(group):
        return ()
    rules = now.settings.rules(now.mode, now.previous)
    there = {item.urn: item for item in candidates(now.schools.values())}
    found = []
    for other in now.groups():
        if other in (group, but) or len(other) + len(group) > MOST_IN_A_GROUP or not now.open_hosts.issuperset(other):
            continue
        cross = [(a, b) for a in group for b in other]
        if any(a in there and b in there and apart(there[a], there[b], rules) for a, b in cross):
            continue
        new = tuple(sorted((*cross, *((b, a) for a, b in cross))))
        found.append(Way(WayKind.JOIN, (), new, _added(now, cross)))
    return tuple(sorted(found, key=lambda way: (way.km is None, way.km or 0.0, way.new))[:MOST_WAYS])


def _anew(now: RoundNow, group: tuple[int, ...]) -> Way | None:
    """The groups near by, formed again with those who stayed, where nobody in them has begun."""
    there = {item.urn: item for item in candidates(now.schools.values())}

    def free(urns: Sequence[int]) -> bool:
        untouched = not any(set(urns) & set(two) for two in now.begun)
        return untouched and now.open_hosts.issuperset(urns) and set(urns) <= set(there)

    others = [other for other in now.groups() if other != group and len(other) >= SMALL and free(other)]
    if not free(group) or not others:
        return None
    others.sort(key=lambda other: (min(_km(there[a], there[b]) for a in group for b in other), other))
    others = others[:NEAR_GROUPS]
    rules = now.settings.rules(now.mode, now.previous)
    before = [group_of([there[urn] for urn in other], rules) for other in others]
    gone = frozenset({-1})  # stands for those who left
    broken = FormedGroup((*group, -1), 0.0, 0.0)
    forming = Forming((*before, broken), (), 0.0, 0.0, 0.0, 0.0, proven=False, cut_short=False)
    answer = repair(tuple(there.values()), rules, forming, gone, near=1)
    if answer.left_over:
        return None
    free_urns = {urn for other in (*others, group) for urn in other}
    old = {two for two in now.present if set(two) <= free_urns}
    wanted = set(pairings_of([item.members for item in answer.groups], now.mode))
    if old == wanted:
        return None
    staying = group_of([there[urn] for urn in group], rules).km if len(group) > 1 else 0.0
    km = answer.total_km - sum(item.km for item in before) - staying
    return Way(WayKind.ANEW, tuple(sorted(old - wanted)), tuple(sorted(wanted - old)), km)


def _added(now: RoundNow, pairs: Iterable[Two]) -> float | None:
    there = {item.urn: item for item in candidates(now.schools.values())}
    total = 0.0
    for a, b in pairs:
        if a not in there or b not in there:
            return None
        total += _km(there[a], there[b])
    return total


def _km(a: Candidate, b: Candidate) -> float:
    return hypot(a.easting - b.easting, a.northing - b.northing) / 1000


def way_with(key: str, places: Collection[OpenPlace]) -> Way | None:
    """The way that a page has shown, if it is still one."""
    return next((way for place in places for way in place.ways if way.key == key), None)
