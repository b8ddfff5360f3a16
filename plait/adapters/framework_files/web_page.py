"""Web pages (HTML) → a page of headings, paragraphs and tables. Scripts are never run and never read."""

from __future__ import annotations

from typing import Any

from lxml import etree, html

from plait.adapters.framework_files.blocks import MOST_CELLS, Cell, Heading, Page, Paragraph, clean, quoted, squared
from plait.adapters.framework_files.csv_file import decoded
from plait.adapters.framework_files.doubts import Doubt, DoubtKind, Place, Unreadable

_ACTIVE = {
    "script",
    "style",
    "template",
    "object",
    "embed",
    "iframe",
    "svg",
    "math",
    "noscript",
    "applet",
    "link",
    "meta",
}
_ASIDE = {"nav", "footer", "header", "form", "button", "select", "textarea", "input"}
_BLOCKS = {"p", "li", "dd", "dt", "blockquote", "pre", "figcaption", "caption", "div", "section", "article", "main"}
_HEADINGS = {f"h{depth}": depth for depth in range(1, 7)}
_DEPTH_LIMIT = 200


def html_page(data: bytes, first_line: int = 1) -> Page:
    """The page in an HTML file. ``first_line``: where the text starts in its file. Raises :class:`Unreadable`."""
    text = decoded(data)
    if not text.strip():
        raise Unreadable("This file is empty.")
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root: Any = html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise Unreadable("This is no web page that can be read; save it anew as HTML.") from None
    reader = _Reader(first_line)
    reader.page.title = clean(root.findtext(".//title") or "")
    reader.page.language = clean(root.get("lang") or "")[:12]
    reader.take(root, 0)
    reader.flush()
    if not reader.page.blocks:
        raise Unreadable("This page has no text in it.")
    return reader.page


class _Reader:
    def __init__(self, first_line: int) -> None:
        self.page = Page()
        self._before = first_line - 1
        self._loose: list[str] = []
        self._loose_place = Place(first_line)
        self._cells = 0
        self._told: set[str] = set()

    def _place(self, element: Any) -> Place:
        return Place((element.sourceline or 1) + self._before)

    def take(self, element: Any, depth: int) -> None:
        """Everything in document order; text between blocks becomes a paragraph."""
        if depth > _DEPTH_LIMIT:
            raise Unreadable("This page is nested too deeply to be read.")
        for child in element:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag in _ACTIVE or tag in _ASIDE or tag == "head":
                self._refuse(child, tag)
            elif tag in _HEADINGS:
                self.flush()
                text = clean(_text(child))
                if text:
                    self.page.blocks.append(Heading(" ".join(text.split()), self._place(child), _HEADINGS[tag]))
            elif tag == "table":
                self.flush()
                self._table(child)
            elif tag in _BLOCKS or tag in ("ul", "ol", "dl", "body", "html", "tbody", "details", "summary"):
                self.flush()
                self._say(child.text, child)
                self.take(child, depth + 1)
                self.flush(listed=tag in ("li", "dd"))
            elif tag == "br":
                self._loose.append("\n")
            elif tag:
                self._say(child.text, child)
                self.take(child, depth + 1)
            self._say(child.tail, child)

    def _say(self, text: str | None, element: Any) -> None:
        if text and text.strip():
            if not "".join(self._loose).strip():
                self._loose_place = self._place(element)
            self._loose.append(text.replace("\n", " "))
        elif text and self._loose:
            self._loose.append(" ")

    def flush(self, listed: bool = False) -> None:
        """End the paragraph that is being gathered."""
        text = clean("".join(self._loose))
        self._loose = []
        if text:
            self.page.blocks.append(Paragraph(text, self._loose_place, listed))

    def _refuse(self, element: Any, tag: str) -> None:
        if tag in ("script", "iframe", "object", "embed", "applet", "form") and tag not in self._told:
            self._told.add(tag)
            seen = f"The page holds <{tag}>; it was left out and nothing in it was run."
            self.page.doubts.append(
                Doubt(DoubtKind.LEFT_OUT, self._place(element), seen, "Check that no text was in it.")
            )
        elif tag in _ASIDE and clean(_text(element)) and tag not in self._told:
            self._told.add(tag)
            seen = f"The part <{tag}> of the page was left out, with {quoted(clean(_text(element)))}."
            self.page.doubts.append(Doubt(DoubtKind.LEFT_OUT, self._place(element), seen, ""))

    def _table(self, table: Any) -> None:
        rows = [row for row in table.iter("tr") if _owner(row) is table]
        grid: list[list[Cell | None]] = []
        for at, row in enumerate(rows):
            while len(grid) <= at:
                grid.append([])
            column = 0
            for cell in row:
                if cell.tag not in ("td", "th"):
                    continue
                while column < len(grid[at]) and grid[at][column] is not None:
                    column += 1
                across, down = _span(cell, "colspan", 60), min(_span(cell, "rowspan", 1000), len(rows) - at)
                self._cells += across * down
                if self._cells > MOST_CELLS:
                    raise Unreadable("This page has more cells than a framework could have; it is not read.")
                made = Cell(clean(_text(cell)), self._place(cell), down, across)
                for lower in range(at, at + down):
                    while len(grid) <= lower:
                        grid.append([])
                    while len(grid[lower]) < column + across:
                        grid[lower].append(None)
                    grid[lower][column : column + across] = [made] * across
                column += across
        place = self._place(table)
        filled = [[cell or Cell("", place) for cell in row] for row in grid]
        if filled:
            caption = table.find("caption")
            if caption is not None and clean(_text(caption)):
                self.page.blocks.append(Paragraph(clean(_text(caption)), self._place(caption)))
            self.page.blocks.append(squared(filled, place))


def _owner(row: Any) -> Any:
    parent = row.getparent()
    while parent is not None and parent.tag != "table":
        parent = parent.getparent()
    return parent


def _span(cell: Any, name: str, limit: int) -> int:
    value = (cell.get(name) or "").strip()
    return min(max(int(value), 1), limit) if value.isdigit() and len(value) < 6 else 1


def _text(element: Any) -> str:
    """The text of an element without scripts, a line for each block in it."""
    pieces: list[str] = []

    def gather(node: Any, depth: int) -> None:
        if depth > _DEPTH_LIMIT:
            return
        if node.text:
            pieces.append(" ".join(node.text.split("\n")))
        for child in node:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag == "br":
                pieces.append("\n")
            elif tag and tag not in _ACTIVE:
                block = tag in _BLOCKS or tag in ("ul", "ol", "tr", "td")
                if block:
                    pieces.append("\n")
                gather(child, depth + 1)
                if block:
                    pieces.append("\n")
            if child.tail:
                pieces.append(" ".join(child.tail.split("\n")))

    gather(element, 0)
    return "".join(pieces)
