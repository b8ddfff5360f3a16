"""The line of a school: the schools it came from and the schools that came from it.

A school that converts or merges gets a new URN. The published links say which URN took over from which, each
from its own side; links are missing on one side, and some go round in a ring.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class LinkKind(StrEnum):
    """What ``other`` is to ``urn``. ``RELATED`` links (a shared sixth form, say) are no part of a line."""

    PREDECESSOR = "predecessor"
    SUCCESSOR = "successor"
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class Link:
    """``other`` is the predecessor or successor of ``urn``, since the day ``on`` where it is known."""

    urn: int
    other: int
    kind: LinkKind
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Kin:
    """A school in somebody's line. ``steps`` away (1: next to it); ``on``: the day of the nearest step to it."""

    urn: int
    steps: int
    on: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """Everything before and after a school, each oldest first.

    ``ring``: schools that the links put both before and after it, which cannot be; nothing is concluded from them.
    """

    urn: int
    earlier: tuple[Kin, ...] = ()
    later: tuple[Kin, ...] = ()
    ring: tuple[int, ...] = ()

    @property
    def urns(self) -> tuple[int, ...]:
        """The whole line in order of time, this school in its place; without rings."""
        return (*(kin.urn for kin in self.earlier), self.urn, *(kin.urn for kin in self.later))


_Steps = dict[int, dict[int, date | None]]
"""From each school the schools one step on, and since when."""


def line_of(urn: int, links: Iterable[Link]) -> Line:
    """The line of one school. A link counts from either side; rings and links to oneself do no harm."""
    return lines_of([urn], links)[urn]


def lines_of(urns: Iterable[int], links: Iterable[Link]) -> dict[int, Line]:
    """The line of each of these schools from the same links."""
    forward: _Steps = {}
    backward: _Steps = {}
    for link in links:
        if link.kind is LinkKind.RELATED or link.urn == link.other:
            continue
        before, after = (link.other, link.urn) if link.kind is LinkKind.PREDECESSOR else (link.urn, link.other)
        days = {link.on, forward.get(before, {}).get(after)} - {None}
        day = min((each for each in days if each is not None), default=None)  # two sides may differ: the first day
        forward.setdefault(before, {})[after] = day
        backward.setdefault(after, {})[before] = day
    return {urn: _line(urn, forward, backward) for urn in urns}


def _line(urn: int, forward: _Steps, backward: _Steps) -> Line:
    before = _reached(urn, backward, date.max)
    after = _reached(urn, forward, date.min)
    ring = set(before) & set(after)
    return Line(
        urn,
        tuple(
            kin
            for kin, day in sorted(before.values(), key=lambda pair: (pair[1], -pair[0].steps, pair[0].urn))
            if kin.urn not in ring
        ),
        tuple(
            kin
            for kin, day in sorted(after.values(), key=lambda pair: (pair[1], pair[0].steps, pair[0].urn))
            if kin.urn not in ring
        ),
        tuple(sorted(ring)),
    )


def _reached(
    start: int, steps: Mapping[int, Mapping[int, date | None]], end_of_time: date
) -> dict[int, tuple[Kin, date]]:
    """Who is reached, nearest first, and the day to order by: where a step has none, that of the step before."""
    found: dict[int, tuple[Kin, date]] = {}
    queue = deque([(start, 0, end_of_time)])
    while queue:
        here, count, day = queue.popleft()
        for urn, on in sorted(steps.get(here, {}).items()):
            if urn != start and urn not in found:
                found[urn] = (Kin(urn, count + 1, on), on or day)
                queue.append((urn, count + 1, on or day))
    return found
