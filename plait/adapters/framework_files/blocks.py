"""What a page is made of, whatever the format: headings, paragraphs and tables, each knowing its place.

The readers of spreadsheets, Word documents, web pages and Markdown all give these; ``understanding`` makes a
framework of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from plait.adapters.framework_files.doubts import Doubt, Place

MOST_CELLS = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One cell. A merged cell is one object that stands in each position it covers; ``eq`` is identity."""

    text: str
    place: Place
    down: int = 1
    across: int = 1

    @property
    def merged(self) -> bool:
        return self.down > 1 or self.across > 1


@dataclass(frozen=True, slots=True)
class Heading:
    """``depth`` 0 is the title of the whole, 1 and deeper are headings. A sheet's name is a heading, too."""

    text: str
    place: Place
    depth: int
    sheet: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``listed``: an item of a list."""

    text: str
    place: Place
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, all of the same width."""

    rows: tuple[tuple[Cell, ...], ...]
    place: Place

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0


Block = Heading | Paragraph | Table


@dataclass(slots=True)
class Page:
    """A file as blocks, with what the reader of the format already doubts. ``title`` as its properties say."""

    blocks: list[Block] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    title: str = ""
    language: str = ""


def squared(rows: Sequence[Sequence[Cell]], place: Place) -> Table:
    """A table in which every row is as wide as the widest; cells that are missing are empty."""
    width = max((len(row) for row in rows), default=0)
    filled = []
    for row in rows:
        beside = row[-1].place if row else place
        filled.append((*row, *(Cell("", beside) for _ in range(width - len(row)))))
    return Table(tuple(filled), place)


_LINE_ENDS = re.compile("\r\n|\r|\u2028|\u2029|\u0085")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\ufeff]")


def clean(text: str) -> str:
    """Text without control characters, non-breaking or stray spaces; lines kept, blank ones only between others."""
    text = _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))
    if "\n" not in text:
        return " ".join(text.split())
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def folded(text: str) -> str:
    """For comparing: small letters and digits, single spaces."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def quoted(text: str, limit: int = 60) -> str:
    """A text in quotation marks, cut where it is long."""
    plain = " ".join(text.split())
    return f"“{plain}”" if len(plain) <= limit else f"“{plain[: limit - 1].rstrip()}…”"


def slug(text: str, limit: int = 60) -> str:
    """Small letters, digits and single hyphens, cut at a word; empty when nothing is left."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_text.casefold().replace("'", ""))
    made = ""
    for word in words:
        longer = f"{made}-{word}" if made else word[:limit]
        if len(longer) > limit:
            break
        made = longer
    return made


def lines_of(text: str) -> list[str]:
    """The items of a list that was written into one cell: one a line, bullets and numbers taken off."""
    items = [re.sub(r"^\s*(?:[•●▪◦‣·*–—-]|\(?\d{1,2}[.)]|[a-z][.)])\s+", "", line).strip() for line in text.split("\n")]
    return [item for item in items if item]
