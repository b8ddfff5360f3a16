"""What the page about one's own data shows: a summary; everything is in the download."""

from __future__ import annotations

from dataclasses import dataclass

from plait.domain.rights import NotIncluded, PersonalCopy
from plait.ui.words import count


@dataclass(frozen=True, slots=True)
class YourDataPage:
    """``rows``: for each kind that there is something of, its title, how many, why it is kept. ``none``: the titles
    of the other kinds."""

    name: str
    rows: tuple[tuple[str, str, str], ...]
    none: tuple[str, ...]
    removed: str
    not_included: tuple[NotIncluded, ...]


def your_data_page(copy: PersonalCopy) -> YourDataPage:
    return YourDataPage(
        copy.name,
        tuple(
            (part.title, count(len(part.entries), "entry", "entries"), part.about)
            for part in copy.parts
            if part.entries
        ),
        tuple(part.title for part in copy.parts if not part.entries),
        count(copy.removed, "name or address of another person", "names or addresses of other people"),
        copy.not_included,
    )
