"""Small numbers: the one place that decides what counts about several schools may be shown.

Whoever reads a count may know the total, and may know everything about one of the schools: their own. So it is not
enough to hide small cells. Nothing is shown of fewer than a minimum; nothing where all are alike, because that says it
of each; a hidden cell is never the only one, because the rest of the total would be its number; and what is hidden
comes to a minimum together. Counts that grow are shown in whole groups, so that two readings, one before and one after
a school submits, do not differ by that school.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

MINIMUM = 5
"""Schools below which nothing is told of a group."""

Item = TypeVar("Item")


class Withheld(StrEnum):
    """Why nothing at all is shown."""

    FEW = "few"
    ALIKE = "alike"
    APART = "apart"  # a few differ from the rest, and would be told apart


@dataclass(frozen=True, slots=True)
class Shown:
    """Counts as they may be shown; a hidden cell is ``None``. ``withheld``: why all of them are hidden.

    ``total`` is ``None`` where even that is too small to be told.
    """

    cells: tuple[int | None, ...]
    total: int | None
    withheld: Withheld | None = None


def safe_counts(counts: Sequence[int], minimum: int = MINIMUM) -> Shown:
    """The cells of one whole (each school is counted in just one), as they may be shown.

    Hidden cells, an empty one among them, are any number that fits: who knows the total and the cells that are shown
    cannot tell whether one of them is empty. Raises ``ValueError`` for negative counts and a minimum below 2.
    """
    if minimum < 2 or any(count < 0 for count in counts):
        raise ValueError("Counts are never negative, and a group is two or more.")
    total = sum(counts)
    nothing = (None,) * len(counts)
    if total < minimum:
        return Shown(nothing, None, Withheld.FEW)
    filled = [index for index, count in enumerate(counts) if count]
    if len(filled) == 1:
        return Shown(nothing, total, Withheld.ALIKE)
    small = [index for index in filled if counts[index] < minimum]
    if not small:
        return Shown(tuple(counts), total)
    hidden = set(small)
    for index in sorted(filled, key=lambda index: (counts[index], index)):
        if len(hidden) > 1 and sum(counts[each] for each in hidden) >= minimum:
            break
        hidden.add(index)
    hidden |= {index for index, count in enumerate(counts) if not count}
    cells = tuple(None if index in hidden else count for index, count in enumerate(counts))
    return Shown(cells, total, Withheld.APART if all(cell is None for cell in cells) else None)


def whole_groups(ordered: Sequence[Item], minimum: int = MINIMUM) -> tuple[Item, ...]:
    """The first of these, in the order in which they came in, as many as make whole groups of the minimum.

    One more that comes in changes nothing until it is one of a full group.
    """
    return tuple(ordered[: len(ordered) // minimum * minimum])
