"""A page of headings, paragraphs and tables → a draft of the framework that it describes.

Tables with a column a level give a statement a row. Tables with a row a level describe the statement that their
heading names. Without tables, headings give areas and statements, and lists under them what belongs to each. Whatever
was not understood is a doubt at its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from plait.adapters.framework_files.blocks import Heading, Page, Paragraph, Table, folded, lines_of, quoted
from plait.adapters.framework_files.columns import LEAST, MOST, Columns, Part, find_columns, part_of
from plait.adapters.framework_files.declared import Declared
from plait.adapters.framework_files.doubts import DoubtKind, Place
from plait.adapters.framework_files.draft import Draft, DraftArea, DraftStatement, Said
from plait.adapters.framework_files.overview import Overview
from plait.adapters.framework_files.scale_words import (
    LevelName,
    ScaleFound,
    degree_of,
    level_name,
    scale_of,
    surely_level,
)
from plait.adapters.framework_files.table_rows import TableRows

_MOST_UNREAD = 25  # paragraphs that were left out are told one by one up to here
_SKIP = {"contents", "table of contents", "index", "cynnwys"}


def understand(page: Page, fallback_title: str) -> tuple[Draft, Declared]:
    """The draft of the framework on a page, and what tables declare of it.

    ``fallback_title``: what to call it where the page does not say.
    """
    reader = _Reader(page, fallback_title)
    return reader.read(), reader.declared


@dataclass(slots=True)
class _Reader:
    page: Page
    fallback_title: str
    draft: Draft = field(init=False)
    overview: Overview = field(init=False)
    declared: Declared = field(init=False)
    _trail: list[Heading] = field(default_factory=list)
    _area: DraftArea | None = None
    _statement: DraftStatement | None = None
    _mode: str = ""
    _level: LevelName | None = None
    _written: dict[int, list[tuple[DraftStatement, LevelName, Said]]] = field(default_factory=dict)
    _unread: list[Paragraph] = field(default_factory=list)
    _columns: dict[int, Columns | None] = field(default_factory=dict)
    _depths: list[int] = field(default_factory=list)
    _short: dict[str, LevelName] = field(default_factory=dict)
    _has_tables: bool = False
    _title: Heading | None = None

    def read(self) -> Draft:
        blocks = self.page.blocks
        self._title = self._find_title()
        title = (
            Said(self._title.text, self._title.place) if self._title else Said(self.page.title or self.fallback_title)
        )
        self.draft = Draft(title)
        self.draft.doubts += self.page.doubts
        self.overview = Overview(self.draft)
        self.declared = Declared(self.draft)
        if self.page.language:
            self.draft.stated["language"] = self.page.language
        self._columns = {id(block): find_columns(block) for block in blocks if isinstance(block, Table)}
        self._has_tables = any(columns is not None and columns.tells for columns in self._columns.values())
        self._depths = self._area_and_statement_depths()
        for block in blocks:
            if block is self._title:
                continue
            if isinstance(block, Heading):
                self._heading(block)
            elif isinstance(block, Paragraph):
                self._paragraph(block)
            else:
                self._table(block)
        self._settle_written()
        self.overview.compare()
        self._tell_unread()
        self.draft.areas = [area for area in self.draft.areas if self._kept(area)]
        return self.draft

    def _kept(self, area: DraftArea) -> bool:
        """Whether an area holds anything to look at; one with nothing but text is told and left out."""
        declared = folded(area.title.text) in self.declared.areas
        if area.statements or area.prompts or area.evidence or declared:
            return True
        if area.summary:
            seen = f"The section {quoted(area.title.text)} has text only, such as {quoted(area.summary[0].text)}."
            settle = "It was left out; give it statements or prompts if it is an area."
            self.draft.doubt(DoubtKind.LEFT_OUT, area.title.place, seen, settle)
        return False

    def _find_title(self) -> Heading | None:
        headings = [block for block in self.page.blocks if isinstance(block, Heading) and not block.sheet]
        if not headings:
            return None
        if headings[0].depth == 0:
            return headings[0]
        top = min(heading.depth for heading in headings)
        alone = [heading for heading in headings if heading.depth == top]
        more = len(headings) > 1 or (top == 1 and any(isinstance(block, Table) for block in self.page.blocks))
        return alone[0] if len(alone) == 1 and alone[0] is headings[0] and more else None

    def _plain_heading(self, heading: Heading) -> bool:
        """Whether a heading names an area or a statement, and not a level or a kind of list."""
        part = part_of(heading.text)
        return not (
            part in (Part.PROMPTS, Part.EVIDENCE, Part.SUMMARY, Part.ANSWER, Part.STATEMENT)
            or degree_of(heading.text) is not None
            or (surely_level(heading.text) and level_name(heading.text) is not None and self._many_alike(heading))
        )

    def _many_alike(self, heading: Heading) -> bool:
        same = [b for b in self.page.blocks if isinstance(b, Heading) and folded(b.text) == folded(heading.text)]
        return len(same) > 1

    def _area_and_statement_depths(self) -> list[int]:
        depths = {
            block.depth
            for block in self.page.blocks
            if isinstance(block, Heading) and block is not self._title and self._plain_heading(block)
        }
        return sorted(depths)

    def _heading(self, heading: Heading) -> None:
        self._trail = [above for above in self._trail if above.depth < heading.depth]
        self._trail.append(heading)
        self._mode, self._level = "", None
        part = part_of(heading.text)
        if folded(heading.text) in _SKIP:
            self._mode = "skip"
            return
        if not self._plain_heading(heading):
            if part in (Part.PROMPTS, Part.EVIDENCE, Part.SUMMARY):
                self._mode = part.value
            elif part is None:
                self._level, self._mode = level_name(heading.text), "level"
            return
        if part is not None and self._area is not None:
            return  # "Statements" and the like name no area
        at = self._depths.index(heading.depth) if heading.depth in self._depths else 0
        if at == 0 or (self._has_tables and not heading.sheet and at == 1 and self._area is None):
            self._area = self.draft.area(Said(heading.text, heading.place))
            self._statement = None
        elif at == 1 and not self._has_tables and self._area is not None:
            self._statement = DraftStatement(Said(heading.text, heading.place))
            self._area.statements.append(self._statement)
        elif self._has_tables:
            self._area = self.draft.area(Said(heading.text, heading.place))
            self._statement = None
        else:
            self._unread.append(Paragraph(heading.text, heading.place))

    def _paragraph(self, paragraph: Paragraph) -> None:
        text = paragraph.text
        if self._mode == "skip":
            return
        label = text.rstrip(": ").strip()
        part = part_of(label) if len(label) <= 40 and not paragraph.listed else None
        if part in (Part.PROMPTS, Part.EVIDENCE, Part.SUMMARY):
            self._mode, self._level = part.value, None
            return
        said = Said(text, paragraph.place)
        if self._abbreviates(text) or self._describes(said):
            return
        target = self._statement or self._area
        if self._mode == "level" and self._level is not None and self._statement is not None:
            self._write(self._statement, self._level, said)
        elif self._mode == Part.PROMPTS and target is not None:
            target.prompts.append(said)
        elif self._mode == Part.EVIDENCE and target is not None:
            target.evidence.append(said)
        elif self._area is None:
            self.draft.summary.append(said)
        elif self._statement is None and not paragraph.listed and not self._has_tables and text.endswith("?"):
            self._area.statements.append(DraftStatement(said))
        elif self._statement is None and not paragraph.listed and not self._area.statements:
            self._area.summary.append(said)
        elif self._statement is None and paragraph.listed and not self._has_tables:
            self._area.statements.append(DraftStatement(said))
        elif target is not None and text.endswith("?"):
            target.prompts.append(said)
        else:
            self._unread.append(paragraph)

    def _abbreviates(self, text: str) -> bool:
        """Whether a line says what a short sign for a level stands for, such as "Emerging (E): just begun"."""
        match = re.fullmatch(r"([^:()]{2,40}) \(([A-Z]{1,2})\)\s*[:–-]?\s*(.*)", text, re.S)
        if match is None or self._statement is not None or degree_of(match.group(1)) is None:
            return False
        self._short[match.group(2)] = LevelName(None, match.group(1).strip(), match.group(3).strip())
        return True

    def _describes(self, said: Said) -> bool:
        """Whether a line is a level of the statement above it, such as "Emerging: people are polite"."""
        before, colon, after = said.text.partition(":")
        before = before.strip()
        if self._statement is None or not colon or not after.strip() or len(before) > 60:
            return False
        name = self._short.get(before) or (level_name(before) if surely_level(before) else None)
        if name is None:
            return False
        self._write(self._statement, name, Said(after.strip(), said.place))
        return True

    def _write(self, statement: DraftStatement, name: LevelName, said: Said) -> None:
        self._written.setdefault(id(self._area), []).append((statement, name, said))

    def _settle_written(self) -> None:
        """Levels that headings or labels named, area by area: a scale, then the descriptors."""
        for area in self.draft.areas:
            written = self._written.get(id(area))
            if not written:
                continue
            names: dict[str, LevelName] = {}
            for _, name, _ in written:
                names.setdefault(folded(name.label), name)
            if not LEAST <= len(names) <= MOST:
                place = written[0][2].place
                labels = ", ".join(name.label for name in names.values())
                seen = f"“{area.title.text}” names {len(names)} levels: {labels}."
                self.draft.doubt(DoubtKind.SCALE, place, seen, "A scale has two to six; give every statement the same.")
                continue
            found = scale_of(list(names.values()))
            self._tell_scale(found, written[0][2].place)
            area.scale = found
            order = list(names)
            for statement, name, said in written:
                at = order.index(folded(name.label))
                kept = statement.levels.get(at)
                statement.levels[at] = Said(f"{kept.text}\n{said.text}", kept.place) if kept else said
            for statement in area.statements:
                self._tell_missing(statement, found)

    def _tell_scale(self, found: ScaleFound, place: Place) -> None:
        if found.question:
            self.draft.doubt(DoubtKind.SCALE, place, found.question, found.settle)

    def _tell_missing(self, statement: DraftStatement, scale: ScaleFound) -> None:
        gone = [level[1] for at, level in enumerate(scale.levels) if at not in statement.levels]
        if gone and len(gone) < len(scale.levels):
            names = " and ".join(f"“{name}”" for name in gone)
            seen = f"{quoted(statement.text.text)} has no text at {names}."
            self.draft.doubt(
                DoubtKind.LEVEL_MISSING, statement.text.place, seen, "Write it, or leave it out on purpose."
            )

    def _table(self, table: Table) -> None:
        if not any(cell.text for row in table.rows for cell in row):
            return
        if self.declared.takes(table):
            return
        columns = self._columns[id(table)]
        if (columns is None or not columns.levels or columns.start > 1) and self._levels_down(table):
            return
        if columns is not None and columns.levels and columns.first(Part.STATEMENT) is None:
            self._levels_across(table, columns)
            return
        if columns is None or (columns.first(Part.STATEMENT) is None):
            self._left_out(table)
            return
        fallback = self._fallback(table)
        reader = TableRows(self.draft, table, columns, self._area, fallback)
        if self._trail and self.overview.takes(fallback.text):
            aside = Draft(self.draft.title)
            reader.draft = aside
            reader.area = None
            reader.tell_columns()
            reader.read()
            self.overview.keep(reader.statements, table, aside)
            return
        reader.tell_columns()
        reader.read()
        if self._area is None or self._area.empty or reader.area is not None:
            self._area = reader.area
        self._statement = None

    def _fallback(self, table: Table) -> Said:
        if self._trail:
            return Said(self._trail[-1].text, self._trail[-1].place)
        return Said(self.draft.title.text, table.place)

    def _levels_down(self, table: Table) -> bool:
        """A table with a row a level: its first column names them; the others describe one statement each."""
        start = 0
        while start < len(table.rows) and start < 3 and not surely_level(table.rows[start][0].text):
            start += 1
        body = [row for row in table.rows[start:] if any(cell.text for cell in row)]
        names = [level_name(row[0].text) for row in body if surely_level(row[0].text)]
        labels = {folded(name.label) for name in names if name is not None}
        if table.width < 2 or not LEAST <= len(names) <= MOST or len(names) < len(body) or len(labels) < len(names):
            return False
        found = scale_of([name for name in names if name is not None])
        heads = table.rows[start - 1] if start else None
        area = self._area or self.draft.area(Said(self.draft.title.text, table.place))
        if area.scale is None:
            area.scale = found
            self._tell_scale(found, table.place)
        for at in range(1, table.width):
            name = heads[at] if heads is not None and heads[at].text else None
            generic = name is None or part_of(name.text) is not None or table.width == 2
            if (
                generic
                and at > 1
                and name is not None
                and part_of(name.text) in (Part.ANSWER, Part.EVIDENCE, Part.PROMPTS)
            ):
                self._left_column(table, at)
                continue
            text = self._fallback(table) if generic else Said(name.text if name else "", table.place)
            named = self._statement if generic else None
            waiting = named is not None and not named.levels and named.text == text
            statement = named if named is not None and waiting else DraftStatement(text)
            statement.levels = {
                row: Said(cells[at].text, cells[at].place) for row, cells in enumerate(body) if cells[at].text
            }
            if not waiting:
                area.statements.append(statement)
            self._statement = statement
            self._tell_missing(statement, found)
            for row in body:
                if row[at].merged and row[at].text:
                    seen = (
                        f"A merged cell spans several levels or columns: {quoted(row[at].text)}; it was read for each."
                    )
                    self.draft.doubt(
                        DoubtKind.MERGED, row[at].place, seen, "Unmerge it and write what belongs in each cell."
                    )
        return True

    def _levels_across(self, table: Table, columns: Columns) -> None:
        """A table with a column a level and no statement: it describes the one that its heading names."""
        area = self._area or self.draft.area(self._fallback(table))
        if area.scale is None:
            area.scale = columns.scale
            self._tell_scale(columns.scale, table.place)
        statement = DraftStatement(self._fallback(table))
        body = [row for row in table.rows[columns.start + columns.head :] if any(cell.text for cell in row)]
        for position, at in enumerate(columns.levels):
            cells = [row[at] for row in body if row[at].text]
            if cells:
                statement.levels[position] = Said("\n".join(cell.text for cell in cells), cells[0].place)
        if len(body) > 1:
            seen = f"The rows under {quoted(statement.text.text)} name no statements; they were read as one."
            self.draft.doubt(DoubtKind.ROW, body[1][0].place, seen, "Give the statements a column of their own.")
        area.statements.append(statement)
        self._tell_missing(statement, columns.scale)

    def _left_column(self, table: Table, at: int) -> None:
        texts = [row[at] for row in table.rows if row[at].text]
        if len(texts) > 1:
            seen = f"The column {quoted(texts[0].text)} was left out, such as {quoted(texts[1].text)}."
            self.draft.doubt(DoubtKind.LEFT_OUT, texts[1].place, seen, "Give it a list under a heading of its own.")

    def _left_out(self, table: Table) -> None:
        texts = [cell for row in table.rows for cell in row if cell.text]
        pairs = [row for row in table.rows if len(row) == 2 and part_of(row[0].text) in (Part.PROMPTS, Part.EVIDENCE)]
        target = self._statement or self._area
        if pairs and target is not None and len(pairs) == len([row for row in table.rows if any(c.text for c in row)]):
            for label, cell in pairs:
                items = [Said(line, cell.place) for line in lines_of(cell.text)]
                (target.prompts if part_of(label.text) is Part.PROMPTS else target.evidence).extend(items)
            return
        asked = [cell for cell in texts if cell.text.endswith("?")]
        if target is not None and texts and len(asked) == len(texts) and table.width == 1:
            target.prompts += [Said(cell.text, cell.place) for cell in texts]
            return
        count = len({id(cell) for cell in texts})
        self.draft.doubt(
            DoubtKind.LEFT_OUT,
            texts[0].place,
            f"A table was not understood and left out ({count} cells, the first {quoted(texts[0].text)}).",
            "Give it one heading row that names the statement and each level.",
        )

    def _tell_unread(self) -> None:
        for paragraph in self._unread[:_MOST_UNREAD]:
            settle = "Put it under a heading such as “Prompts” or “Evidence”, or under a level, if it belongs here."
            self.draft.doubt(
                DoubtKind.LEFT_OUT, paragraph.place, f"This text was left out: {quoted(paragraph.text)}.", settle
            )
        rest = self._unread[_MOST_UNREAD:]
        if rest:
            seen = f"{len(rest)} more paragraphs were left out from here, the first {quoted(rest[0].text)}."
            self.draft.doubt(DoubtKind.LEFT_OUT, rest[0].place, seen, "Put them under headings that say what they are.")
