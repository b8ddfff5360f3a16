"""The published file of links between schools: who took over from whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from plait.adapters.gias_files import PublishedFile, RejectedRow, open_published
from plait.adapters.gias_values import Column, day_cell, repeated_words, urn_cell
from plait.domain.lineage import LinkKind

COLUMNS = (
    Column("urn", (("URN", urn_cell),)),
    Column("other", (("LinkURN", urn_cell), ("Link URN", urn_cell))),
    Column("name", (("LinkName", repeated_words(255)), ("Link Name", repeated_words(255)))),
    Column("words", (("LinkType", repeated_words(100)), ("Link Type", repeated_words(100)))),
    Column("on", (("LinkEstablishedDate", day_cell), ("Link Established Date", day_cell)), None),
)
REQUIRED = {"urn": "URN", "other": "LinkURN", "words": "LinkType"}
HINT = (
    "the published links have URN, LinkURN, LinkType and LinkEstablishedDate; "
    "the register itself is read by 'plait schools import', trusts by 'plait schools groups'"
)


class LinkRow(NamedTuple):
    """One link as published. ``name``: of the other school. ``words``: the published kind. ``on``: if known."""

    urn: int
    other: int
    name: str
    kind: LinkKind
    words: str
    on: date | None


def kind_of(words: str) -> LinkKind:
    """What the published words mean for the line: "Predecessor - merged" is a predecessor.

    "Result of Amalgamation" stands on both sides of most pairs, so no direction can be read from it.
    """
    for kind in (LinkKind.PREDECESSOR, LinkKind.SUCCESSOR):
        if words.casefold().startswith(kind.value):
            return kind
    return LinkKind.RELATED


@dataclass(frozen=True, slots=True)
class LinksFile:
    """A file of links whose heading and encoding are sound. ``size``: bytes on disk."""

    published: PublishedFile

    @property
    def size(self) -> int:
        return self.published.size

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields whose columns the file has."""
        return self.published.fields

    def rows(self, advance: Callable[[int], None] = lambda done: None) -> Iterator[LinkRow | RejectedRow]:
        """Every row in the order of the file. Of two rows for the same pair the first counts."""
        seen: set[tuple[int, int]] = set()
        for found in self.published.values(advance):
            if isinstance(found, RejectedRow):
                yield found
                continue
            line, (urn, other, name, words, on) = found
            if not words:
                yield RejectedRow(line, "LinkType is blank")
            elif urn == other:
                yield RejectedRow(line, f"URN {urn} is linked to itself")
            elif (urn, other) in seen:
                yield RejectedRow(line, f"URN {urn} is linked to {other} on an earlier line, which is kept")
            else:
                seen.add((urn, other))
                yield LinkRow(urn, other, name, kind_of(words), words, on)


def open_links(path: Path) -> LinksFile:
    """Look a file over. Raises :class:`plait.adapters.gias_files.RegisterUnreadable`."""
    return LinksFile(open_published(path, COLUMNS, REQUIRED, hint=HINT))
