"""Word documents → a page: headings by their styles, lists, tables with merged cells, tracked changes told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from plait.adapters.framework_files.blocks import (
    MOST_CELLS,
    Cell,
    Heading,
    Page,
    Paragraph,
    clean,
    quoted,
    squared,
)
from plait.adapters.framework_files.doubts import Doubt, DoubtKind, Place, Unreadable
from plait.adapters.office_files import DOCUMENT, NotThisKind, check_xml, open_parts

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GONE = {f"{_W}del", f"{_W}moveFrom"}
_CAME = {f"{_W}ins", f"{_W}moveTo"}
_WRAPPERS = {f"{_W}sdt", f"{_W}sdtContent", f"{_W}smartTag", f"{_W}customXml", f"{_W}ins", f"{_W}moveTo"}
_DAMAGED = "A part of this document is damaged. Open it in Word, let it repair the file, and save it anew."


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    outline: int | None
    listed: bool


@dataclass(slots=True)
class _Change:
    """What was inserted and deleted under tracking in one paragraph."""

    came: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def docx_page(data: bytes, name: str) -> Page:
    """The page in a Word document. Raises :class:`Unreadable`."""
    try:
        parts = open_parts(data, name, DOCUMENT)
        main = next((part for part in parts if part.lower().endswith("word/document.xml")), None)
        if main is None:
            raise Unreadable(f"This document has no text in it. {DOCUMENT.fresh}")
        styles_part = main.replace("document.xml", "styles.xml")
        for part in (main, styles_part):
            check_xml(parts.get(part, b"<none/>"), DOCUMENT)
    except NotThisKind as refused:
        raise Unreadable(str(refused)) from None
    styles = _styles(_parsed(parts[styles_part])) if styles_part in parts else {}
    body = _parsed(parts[main]).find(f"{_W}body")
    reader = _Reader(styles)
    if body is not None:
        reader.take(body)
    extra = [part for part in parts if re.search(r"word/(footnotes|comments)\.xml$", part.lower())]
    for part in extra:
        _tell_asides(reader.page, parts[part], part)
    if not reader.page.blocks:
        raise Unreadable("This document is empty.")
    return reader.page


def _parsed(xml: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        return etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unreadable(_DAMAGED) from None


def _styles(root: Any) -> dict[str, _Style]:
    found: dict[str, _Style] = {}
    for style in root.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        outline = style.find(f"{_W}pPr/{_W}outlineLvl")
        level = outline.get(f"{_W}val") if outline is not None else None
        listed = style.find(f"{_W}pPr/{_W}numPr") is not None
        label = (name.get(f"{_W}val") if name is not None else "") or ""
        found[style.get(f"{_W}styleId") or ""] = _Style(
            label.casefold(), int(level) if level and level.isdigit() else None, listed or "list" in label.casefold()
        )
    return found


def _tell_asides(page: Page, xml: bytes, part: str) -> None:
    what = "footnotes" if "footnote" in part else "comments"
    texts = [clean("".join(note.itertext(f"{_W}t"))) for note in _parsed(xml)]
    texts = [text for text in texts if text]
    if texts:
        seen = f"The document has {len(texts)} {what}, such as {quoted(texts[0])}; they were left out."
        page.doubts.append(Doubt(DoubtKind.LEFT_OUT, Place(cell=what), seen, "Put into the text what belongs there."))


class _Reader:
    """Walks the body once. Paragraphs outside tables are counted from 1, tables too."""

    def __init__(self, styles: dict[str, _Style]) -> None:
        self.page = Page()
        self._styles = styles
        self._paragraphs = 0
        self._tables = 0
        self._cells = 0

    def take(self, parent: Any) -> None:
        for item in parent:
            if item.tag == f"{_W}p":
                self._paragraph(item)
            elif item.tag == f"{_W}tbl":
                self._table(item)
            elif item.tag in _WRAPPERS:
                self.take(item)

    def _paragraph(self, element: Any) -> None:
        self._paragraphs += 1
        place = Place(cell=f"paragraph {self._paragraphs}")
        text = clean(self._text(element, place))
        if not text:
            return
        style = self._style(element)
        depth = self._depth(element, style)
        if depth is not None and len(text) <= 300:
            self.page.blocks.append(Heading(" ".join(text.split()), place, depth))
        else:
            listed = style.listed or element.find(f"{_W}pPr/{_W}numPr") is not None
            bullet = re.match(r"[•●▪‣·]\s*|[-–]\s+", text)
            self.page.blocks.append(Paragraph(text[bullet.end() :] if bullet else text, place, listed or bool(bullet)))

    def _style(self, element: Any) -> _Style:
        found = element.find(f"{_W}pPr/{_W}pStyle")
        name = found.get(f"{_W}val") if found is not None else ""
        return self._styles.get(name or "", _Style((name or "").casefold(), None, False))

    @staticmethod
    def _depth(element: Any, style: _Style) -> int | None:
        if style.name == "title":
            return 0
        match = re.match(r"heading ?([1-9])", style.name)
        if match:
            return int(match.group(1))
        own = element.find(f"{_W}pPr/{_W}outlineLvl")
        level = own.get(f"{_W}val") if own is not None else None
        if level and level.isdigit() and int(level) < 9:
            return int(level) + 1
        return style.outline + 1 if style.outline is not None and style.outline < 9 else None

    def _text(self, element: Any, place: Place) -> str:
        """The text as it would be with every tracked change accepted; a doubt says what was tracked."""
        pieces: list[str] = []
        change = _Change()
        self._collect(element, pieces, change, came=False)
        if element.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None:
            change.gone.append("(the end of the paragraph)")
        if change.came or change.gone:
            words = []
            if change.came:
                words.append(f"put in {quoted(''.join(change.came))}")
            if change.gone:
                words.append(f"took out {quoted(''.join(change.gone))}")
            self.page.doubts.append(
                Doubt(
                    DoubtKind.TRACKED,
                    place,
                    f"A tracked change {' and '.join(words)}; the text was read as if it were accepted.",
                    "Accept or reject it in Word, then read the file again.",
                )
            )
        return "".join(pieces)

    def _collect(self, element: Any, pieces: list[str], change: _Change, came: bool) -> None:
        for item in element:
            tag = item.tag
            if tag == f"{_W}t":
                pieces.append(item.text or "")
                if came:
                    change.came.append(item.text or "")
            elif tag in (f"{_W}br", f"{_W}cr"):
                pieces.append("\n")
            elif tag == f"{_W}tab":
                pieces.append(" ")
            elif tag == f"{_W}noBreakHyphen":
                pieces.append("-")
            elif tag in _GONE:
                change.gone += [node.text or "" for node in item.iter(f"{_W}delText", f"{_W}t")]
            elif tag == f"{_W}pPr":
                continue
            elif isinstance(tag, str):
                self._collect(item, pieces, change, came or tag in _CAME)

    def _table(self, element: Any) -> None:
        self._tables += 1
        number = self._tables
        rows: list[list[Cell]] = []
        above: dict[int, tuple[Any, int]] = {}
        spans: dict[int, list[tuple[int, int]]] = {}
        for at, row in enumerate(_rows(element)):
            cells: list[Cell] = []
            for tc in _inside(row, f"{_W}tc"):
                self._cells += 1
                if self._cells > MOST_CELLS:
                    raise Unreadable("This document has more cells than a framework could have; it is not read.")
                column = len(cells)
                across = self._span(tc)
                merge = tc.find(f"{_W}tcPr/{_W}vMerge")
                place = Place(cell=f"table {number}, row {at + 1}, column {column + 1}")
                if merge is not None and merge.get(f"{_W}val") != "restart" and column in above:
                    origin, top = above[column]
                    cells += [origin] * across
                    spans.setdefault(id(origin), []).append((at - top + 1, across))
                    continue
                cell = Cell(self._cell_text(tc, place), place, 1, across)
                cells += [cell] * across
                if merge is not None:
                    above[column] = (cell, at)
                else:
                    above.pop(column, None)
            rows.append(cells)
        replaced: dict[int, Cell] = {}
        for row_cells in rows:
            for at, cell in enumerate(row_cells):
                if id(cell) in spans:
                    down = max(span[0] for span in spans[id(cell)])
                    new = replaced.setdefault(id(cell), Cell(cell.text, cell.place, down, cell.across))
                    row_cells[at] = new
        if rows:
            self.page.blocks.append(squared(rows, Place(cell=f"table {number}")))

    @staticmethod
    def _span(tc: Any) -> int:
        span = tc.find(f"{_W}tcPr/{_W}gridSpan")
        value = span.get(f"{_W}val") if span is not None else None
        return min(int(value), 63) if value and value.isdigit() and int(value) > 0 else 1

    def _cell_text(self, tc: Any, place: Place) -> str:
        lines = []
        nested = False
        for item in _inside(tc, f"{_W}p", f"{_W}tbl"):
            if item.tag == f"{_W}tbl":
                nested = True
            for paragraph in [item] if item.tag == f"{_W}p" else item.iter(f"{_W}p"):
                text = self._text(paragraph, place)
                if text.strip():
                    lines.append(text)
        if nested:
            seen = "A table lies inside this cell; its texts were read as lines of the cell."
            self.page.doubts.append(Doubt(DoubtKind.LAYOUT, place, seen, "Put it outside, under a heading of its own."))
        return clean("\n".join(lines))


def _rows(table: Any) -> list[Any]:
    """The rows of a table, without those that a tracked change took out."""
    return [row for row in _inside(table, f"{_W}tr") if row.find(f"{_W}trPr/{_W}del") is None]


def _inside(parent: Any, *tags: str) -> Iterator[Any]:
    """The children of these tags, through wrappers such as content controls."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, *tags)
