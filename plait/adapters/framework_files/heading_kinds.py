"""Which headings of a page name levels: a word such as "Leading" may as well be the name of an area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from plait.adapters.framework_files.blocks import Heading, folded
from plait.adapters.framework_files.columns import part_of
from plait.adapters.framework_files.scale_words import degree_of, level_name, surely_level


def levels_among(headings: Sequence[Heading], title: Heading | None, over_table: Collection[int]) -> frozenset[int]:
    """``id`` of each heading that names a level: one that comes several times, or whose neighbours under the same
    heading all sound like levels, too. A heading under nothing but the title names no level, since there is nothing
    that it could be a level of; nor do those in ``over_table``, right above a table of statements."""
    often = Counter(folded(heading.text) for heading in headings)
    found: set[int] = set()
    for above, siblings in _families(headings):
        if above is None or above is title:
            continue
        named = [heading for heading in siblings if part_of(heading.text) is None]
        sound = [heading for heading in named if degree_of(heading.text) is not None]
        together = len({folded(heading.text) for heading in sound}) > 1 and len(sound) == len(named)
        for heading in named:
            again = often[folded(heading.text)] > 1
            sure = again and surely_level(heading.text) and level_name(heading.text) is not None
            if id(heading) not in over_table and (sure or (heading in sound and (again or together))):
                found.add(id(heading))
    return frozenset(found)


def _families(headings: Sequence[Heading]) -> list[tuple[Heading | None, list[Heading]]]:
    """Headings of one depth under the same heading above."""
    families: dict[tuple[int, int], tuple[Heading | None, list[Heading]]] = {}
    trail: list[Heading] = []
    for heading in headings:
        trail = [above for above in trail if above.depth < heading.depth]
        above = trail[-1] if trail else None
        families.setdefault((id(above), heading.depth), (above, []))[1].append(heading)
        trail.append(heading)
    return list(families.values())
