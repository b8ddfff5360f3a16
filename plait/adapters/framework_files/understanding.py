"""A page of headings, paragraphs and tables → a draft of the framework that it describes.

Tables with a column a level give a statement a row. Tables with a row a level describe the statement that their
heading names. Without tables, headings give areas and statements, and lists under them what belongs to each. Whatever
was not understood is a doubt at its place.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from plait.adapters.framework_files.blocks import Heading, Page, Paragraph, Table, folded, lines_of, quoted
from plait.adapters.framework_files.columns import LEAST, Columns, Part, find_columns, part_of
from plait.adapters.framework_files.declared import Declared
from plait.adapters.framework_files.doubts import DoubtKind
from plait.adapters.framework_files.draft import Draft, DraftArea, DraftStatement, Said
from plait.adapters.framework_files.heading_kinds import levels_among
from plait.adapters.framework_files.level_sections import turned
from plait.adapters.framework_files.level_tables import LevelTables
from plait.adapters.framework_files.other_tongues import language_of
from plait.adapters.framework_files.overview import Overview
from plait.adapters.framework_files.same_scales import join_scales
from plait.adapters.framework_files.scale_words import (
    LevelName,
    degree_of,
    level_line,
    level_name,
    plainly_level,
)
from plait.adapters.framework_files.settling import Written, explain, settle_lists, settle_written
from plait.adapters.framework_files.table_rows import TableRows

_MOST_UNREAD = 25  # paragraphs that were left out are told one by one up to here
_NUMBERED = re.compile(
    r"(item|indicator|statement|standard|criterion|element|component|question|descriptor|aspect|indicador|criterio|"
    r"kriterium|crit[eè]re)\s*\d+(\.\d+)*\b(?!\s*[:.–—]\s*\w{3})",
    re.I,
)
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
    _written: dict[int, list[Written]] = field(default_factory=dict)
    _unread: list[Paragraph] = field(default_factory=list)
    _columns: dict[int, Columns | None] = field(default_factory=dict)
    _depths: list[int] = field(default_factory=list)
    _short: dict[str, LevelName] = field(default_factory=dict)
    _has_tables: bool = False
    _title: Heading | None = None
    _over_table: set[int] = field(default_factory=set)
    _levels: frozenset[int] = frozenset()
    _judged: int | None = None
    _under: dict[int, list[Paragraph]] = field(default_factory=dict)

    def read(self) -> Draft:
        sections = turned(self.page.blocks)
        self.page.blocks = sections.blocks
        blocks = self.page.blocks
        self._title = self._find_title()
        title = (
            Said(self._title.text, self._title.place) if self._title else Said(self.page.title or self.fallback_title)
        )
        self.draft = Draft(title)
        self.draft.doubts += [*self.page.doubts, *sections.doubts]
        self.overview = Overview(self.draft)
        self.declared = Declared(self.draft)
        self._tell_language()
        self._columns = {id(block): find_columns(block) for block in blocks if isinstance(block, Table)}
        self._has_tables = any(columns is not None and columns.tells for columns in self._columns.values())
        self._over_table = self._headings_over_tables()
        headings = [block for block in blocks if isinstance(block, Heading)]
        self._levels = levels_among(headings, self._title, self._over_table)
        self._depths = self._area_and_statement_depths()
        self._judged = self._judged_depth()
        for block in blocks:
            if block is self._title:
                continue
            if isinstance(block, Heading):
                self._heading(block)
            elif isinstance(block, Paragraph):
                self._paragraph(block)
            else:
                self._table(block)
        settle_written(self.draft, self._written)
        self._unread += settle_lists(self.draft, self._under)
        self._unread.sort(key=lambda paragraph: paragraph.place.row or 0)
        explain(self.draft, sections.explained)
        self.overview.compare()
        self._tell_unread()
        self.draft.areas = [area for area in self.draft.areas if self._kept(area)]
        join_scales(self.draft)
        return self.draft

    def _tell_language(self) -> None:
        """The language as the page says it, else as its words do."""
        found = self.page.language
        if not found:
            texts = [block.text for block in self.page.blocks if isinstance(block, (Heading, Paragraph))]
            cells = [
                cell.text
                for block in self.page.blocks
                if isinstance(block, Table)
                for row in block.rows
                for cell in row
            ]
            found = language_of([*texts, *cells])
            if found in ("", "en"):
                return
            seen = f"The file does not state its language; by its words it was taken for “{found}”."
            self.draft.doubt(DoubtKind.UNSTATED, self.draft.title.place, seen, "Give it as an option.")
        self.draft.stated["language"] = found

    def _headings_over_tables(self) -> set[int]:
        """The headings right above a table whose rows are statements: they name areas, however deep they are."""
        found: set[int] = set()
        above: Heading | None = None
        for block in self.page.blocks:
            if isinstance(block, Heading):
                above = block
            elif isinstance(block, Table) and above is not None:
                columns = self._columns[id(block)]
                if columns is not None and columns.first(Part.STATEMENT) is not None and len(block.rows) > 2:
                    found.add(id(above))
        return found

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
            or id(heading) in self._levels
        )

    def _area_and_statement_depths(self) -> list[int]:
        depths = {
            block.depth
            for block in self.page.blocks
            if isinstance(block, Heading) and block is not self._title and self._plain_heading(block)
        }
        return sorted(depths)

    def _judged_depth(self) -> int | None:
        """The depth of the headings right under which levels stand, where that is deeper than the second."""
        counted: Counter[int] = Counter()
        under: Heading | None = None
        lines = 0
        for block in [*self.page.blocks, None]:
            heading = isinstance(block, Heading) and self._plain_heading(block)
            if block is None or heading:
                if under is not None and lines >= LEAST:
                    counted[under.depth] += 1
                under, lines = (block, 0) if isinstance(block, Heading) else (None, 0)
            elif isinstance(block, Paragraph) and level_line(block.text) is not None:
                lines += 1
        found = [depth for depth, count in counted.most_common(1) if count > 1 and depth in self._depths]
        return found[0] if found and self._depths.index(found[0]) > 1 and not self._has_tables else None

    def _deep_heading(self, heading: Heading, judged: int) -> None:
        """A heading of a text whose statements lie deeper than the second step: those right above name areas."""
        if heading.depth == judged and self._area is not None:
            self._statement = DraftStatement(Said(heading.text, heading.place))
            self._area.statements.append(self._statement)
            return
        if heading.depth > judged:
            self._unread.append(Paragraph(heading.text, heading.place))
            return
        above = [block.text for block in self._trail if block is not self._title and self._plain_heading(block)]
        path = " – ".join(above)
        self._area = self.draft.area(Said(path if len(path) <= 200 else heading.text, heading.place))
        self._statement = None

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
        if self._judged is not None:
            self._deep_heading(heading, self._judged)
            return
        at = self._depths.index(heading.depth) if heading.depth in self._depths else 0
        if at == 0 or (self._has_tables and not heading.sheet and at == 1 and self._area is None):
            self._area = self.draft.area(Said(heading.text, heading.place))
            self._statement = None
        elif at == 1 and not self._has_tables and self._area is not None and id(heading) not in self._over_table:
            self._statement = DraftStatement(Said(heading.text, heading.place))
            self._area.statements.append(self._statement)
        elif self._has_tables or id(heading) in self._over_table:
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
        elif self._statement is not None and self._names(self._statement, paragraph):
            pass
        elif self._statement is not None and paragraph.listed:
            self._under.setdefault(id(self._statement), []).append(paragraph)
        else:
            self._unread.append(paragraph)

    def _names(self, statement: DraftStatement, paragraph: Paragraph) -> bool:
        """Whether a line under a heading that only numbers a statement, such as "Item 3", is its wording."""
        heading = statement.text
        if paragraph.listed or statement.levels or not _NUMBERED.match(heading.text) or len(paragraph.text) > 1000:
            return False
        statement.text = Said(paragraph.text, heading.place)
        seen = f"The heading {quoted(heading.text)} only numbers; the line under it was read as the statement."
        self.draft.doubt(DoubtKind.LAYOUT, heading.place, seen, "Write the statement into the heading.")
        return True

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
        found = level_line(said.text)
        name = found[1] if found is not None else self._short.get(before.strip())
        if not colon or not after.strip() or name is None:
            return False
        if self._statement is None and self._area is not None and plainly_level(before) and self._over_levels():
            self._statement = DraftStatement(self._area.title)
            self._area.statements.append(self._statement)
        if self._statement is None:
            return False
        self._write(self._statement, name, Said(after.strip(), said.place))
        return True

    def _over_levels(self) -> bool:
        """Whether the area, which has nothing yet, is named by the heading right above: then it is what is judged."""
        area = self._area
        return (
            area is not None and not area.statements and bool(self._trail) and self._trail[-1].place == area.title.place
        )

    def _write(self, statement: DraftStatement, name: LevelName, said: Said) -> None:
        self._written.setdefault(id(self._area), []).append((statement, name, said))

    def _table(self, table: Table) -> None:
        if not any(cell.text for row in table.rows for cell in row):
            return
        if self.declared.takes(table):
            return
        columns = self._columns[id(table)]
        tables = LevelTables(self.draft)
        if columns is None or not columns.levels or columns.start > 1:
            spoken = {folded(name.label) for written in self._written.values() for _, name, _ in written}
            down = tables.down(table, self._area, self._statement, self._fallback(table), spoken)
            if down is not None:
                self._area, self._statement = down
                return
        if columns is not None and columns.levels and columns.first(Part.STATEMENT) is None:
            self._area = tables.across(table, columns, self._area, self._fallback(table))
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
