"""The rows of one table → statements of a draft, with a doubt wherever a row could mean two things."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from plait.adapters.framework_files.blocks import Cell, Table, folded, lines_of, quoted
from plait.adapters.framework_files.columns import Columns, Part
from plait.adapters.framework_files.doubts import DoubtKind, Place
from plait.adapters.framework_files.draft import Draft, DraftArea, DraftStatement, Said
from plait.adapters.framework_files.nesting import Nested, nest
from plait.adapters.framework_files.scale_words import ScaleFound

_NOTE = re.compile(r"^\s*(notes?\b|n\.?b\.?\b|source\b|©|copyright|\*|†|key\s*:|adapted from|footnote|\[\d+\])", re.I)
_TRUE = {"yes", "y", "x", "✓", "✔", "true", "1", "essential", "ie", "oes"}
_POINTS = re.compile(r"\(?\d{1,3}([.,]\d+)?\s*(%|pts?\.?|points?|marks?|puntos?|punkte?)\)?", re.I)
_DASH = re.compile(r"[\s–—-]+")
_TEXT_LIMIT = 1_000
_MOST_ALIKE = 8  # doubts of one kind in one table that are told one by one


@dataclass(slots=True)
class TableRows:
    """Reads the body of a table. ``area``: the area that rows belong to until one says otherwise."""

    draft: Draft
    table: Table
    columns: Columns
    area: DraftArea | None
    fallback: Said
    statements: list[DraftStatement] = field(default_factory=list)
    _carried: bool = False
    _told_points: bool = False
    _told_merged: set[int] = field(default_factory=set)
    _taken: list[tuple[DraftArea, DraftStatement, tuple[Cell, ...]]] = field(default_factory=list)

    def read(self) -> None:
        """Take every row once."""
        columns = self.columns
        last = self._last_row()
        titles = [folded(title) for title in columns.titles]
        for number in range(columns.start + columns.head, len(self.table.rows)):
            row = self.table.rows[number]
            if not any(cell.text for cell in row):
                continue
            if [folded(cell.text) for cell in row] == titles:
                self._doubt(
                    DoubtKind.HEADINGS, row[0].place, "The heading row stands here once more; it was skipped.", ""
                )
            elif number > last and self._alone(row) is not None:
                self._note(row)
            elif (title := self._alone(row)) is not None:
                self._section(title)
            else:
                self._statement(number, row)
        self._settle_levels()
        self._nest()

    def _nest(self) -> None:
        """Where rows name the row that they belong to, hang them under each other."""
        parent = self.columns.first(Part.PARENT)
        if parent is None:
            return
        ids = self.columns.all(Part.ID)
        rows = [
            Nested(
                area,
                statement,
                tuple(row[at].text for at in ids if row[at].text),
                Said(row[parent].text, row[parent].place) if row[parent].text else None,
            )
            for area, statement, row in self._taken
        ]
        nest(self.draft, rows)

    def _settle_levels(self) -> None:
        """Level columns that a whole area leaves empty are not its levels; other gaps are told one by one."""
        columns = self.columns
        if not columns.levels:
            return
        by_area: dict[int, list[tuple[DraftArea, DraftStatement, tuple[Cell, ...]]]] = {}
        for taken in self._taken:
            by_area.setdefault(id(taken[0]), []).append(taken)
        for rows in by_area.values():
            area = rows[0][0]
            used = [
                at
                for at in range(len(columns.levels))
                if any((said := statement.levels.get(at)) is not None and said.text for _, statement, _ in rows)
            ]
            unused = len(columns.levels) - len(used)
            meant = unused > 1 or (unused == 1 and len(rows) > 2)
            if len(by_area) > 1 and meant and len(used) != 1 and area.scale is columns.scale:
                self._own_levels(area, rows, used)
            for _, statement, row in rows:
                self._missing(statement, row, used if area.scale is not columns.scale else None)

    def _own_levels(
        self, area: DraftArea, rows: list[tuple[DraftArea, DraftStatement, tuple[Cell, ...]]], used: list[int]
    ) -> None:
        levels = [self.columns.scale.levels[at] for at in used]
        ranks = sorted(level[3] for level in levels)
        area.scale = ScaleFound(tuple((*level[:3], ranks.index(level[3]) + 1) for level in levels))
        for _, statement, _ in rows:
            statement.levels = {used.index(at): said for at, said in statement.levels.items() if at in used}
        names = ", ".join(f"“{level[1]}”" for level in levels) or "none"
        seen = f"“{area.title.text}” fills only some of the level columns; its levels were taken to be: {names}."
        self._doubt(DoubtKind.SCALE, rows[0][1].text.place, seen, "Fill in the others if the area has all levels.")

    def _doubt(self, kind: DoubtKind, place: Place, seen: str, settle: str) -> None:
        self.draft.doubt(kind, place, seen, settle)

    def _last_row(self) -> int:
        """The last row that fills more than one cell."""
        filled = [at for at, row in enumerate(self.table.rows) if len({id(cell) for cell in row if cell.text}) > 1]
        if self.table.width == 1 or len([part for part in self.columns.parts if part is not Part.OTHER]) == 1:
            filled = [at for at, row in enumerate(self.table.rows) if row[0].text and not _NOTE.match(row[0].text)]
        return filled[-1] if filled else -1

    def _alone(self, row: tuple[Cell, ...]) -> Cell | None:
        """The one text of a row that has only one, where that is no statement."""
        texts = {id(cell): cell for cell in row if cell.text}
        if len(texts) != 1:
            return None
        cell = next(iter(texts.values()))
        if cell.across > 1 and cell.across >= self.table.width - 1:
            return cell
        if not self.columns.levels and self.columns.first(Part.STATEMENT) is not None:
            at = self.columns.first(Part.STATEMENT)
            return None if at is not None and row[at] is cell and not _NOTE.match(cell.text) else cell
        return cell if row[0] is cell or (row[0].text == "" and cell.across > 1) or _NOTE.match(cell.text) else None

    def _note(self, row: tuple[Cell, ...]) -> None:
        cell = next(cell for cell in row if cell.text)
        self._doubt(
            DoubtKind.NOTE,
            cell.place,
            f"Under the table stands {quoted(cell.text)}; it was taken for a note and left out.",
            "If it belongs to the framework, put it in its summary or in a row with its levels.",
        )

    def _section(self, cell: Cell) -> None:
        if _NOTE.match(cell.text) or len(cell.text) > 200:
            self._doubt(
                DoubtKind.NOTE,
                cell.place,
                f"Between the rows stands {quoted(cell.text)}; it was taken for a note and left out.",
                "If it belongs to the framework, give it a row or a column of its own.",
            )
            return
        self.area = self.draft.area(Said(cell.text.split("\n")[0], cell.place))
        self._take_scale(self.area)
        if not (cell.across > 1 and cell.across >= self.table.width - 1):
            self._doubt(
                DoubtKind.ROW,
                cell.place,
                f"The row {quoted(cell.text)} fills one cell only; it was taken for the title of an area.",
                "If it is a statement, fill in its levels; if it is a title, let it span the table.",
            )

    def _statement(self, number: int, row: tuple[Cell, ...]) -> None:
        columns = self.columns
        at = columns.first(Part.STATEMENT)
        name = row[at] if at is not None else None
        area = self._area_of(number, row)
        repeated = name is not None and name.down > 1 and number > 0 and name in self.table.rows[number - 1]
        if name is None or not name.text or repeated:
            self._continued(row, area, repeated)
            return
        first, _, rest = name.text.partition("\n")
        text = first
        if len(first) > _TEXT_LIMIT:
            text = first[:_TEXT_LIMIT]
            seen = f"{quoted(first)} is longer than {_TEXT_LIMIT:,} characters; it was cut."
            self._doubt(DoubtKind.LEFT_OUT, name.place, seen, "Shorten it.")
        statement = DraftStatement(Said(text, name.place))
        lines = rest.split("\n") if rest else []
        points = next((line for line in lines if _POINTS.fullmatch(line.strip())), "")
        if points and columns.first(Part.WEIGHT) is None:
            lines.remove(points)
            statement.weight = Said(_digits(points), name.place)
            self._tell_points(points, name)
        rest = "\n".join(lines)
        if rest:
            self._doubt(
                DoubtKind.RAN_TOGETHER,
                name.place,
                f"The cell of {quoted(first)} has further lines: {quoted(rest)}. They were read as prompts.",
                "Put questions in a column of their own.",
            )
            statement.prompts += [Said(line, name.place) for line in lines_of(rest)]
        if name.across > 1 and name.across < self.table.width:
            self._merged(name, "its text was read as the statement")
        self._fill(statement, row)
        area.statements.append(statement)
        self.statements.append(statement)
        self._taken.append((area, statement, row))

    def _tell_points(self, points: str, cell: Cell) -> None:
        if self._told_points:
            return
        self._told_points = True
        seen = f"Under the name of a statement stands {quoted(points)}; such lines were read as weights."
        self._doubt(DoubtKind.LAYOUT, cell.place, seen, "Give weights a column of their own.")

    def _area_of(self, number: int, row: tuple[Cell, ...]) -> DraftArea:
        at = self.columns.first(Part.AREA)
        if at is not None and row[at].text:
            cell = row[at]
            self.area = self.draft.area(Said(cell.text.split("\n")[0], cell.place))
        elif at is not None and self.area is not None and not self._carried:
            self._carried = True
            self._doubt(
                DoubtKind.ROW,
                row[at].place,
                f"The area is left blank from here; rows were read as more of “{self.area.title.text}”.",
                "Name the area in every row.",
            )
        if self.area is None:
            self.area = self.draft.area(self.fallback)
        self._take_scale(self.area)
        summary = self.columns.first(Part.SUMMARY)
        if summary is not None and row[summary].text:
            cell = row[summary]
            if all(said.text != cell.text for said in self.area.summary) and at is not None:
                self.area.summary.append(Said(cell.text, cell.place))
        return self.area

    def _take_scale(self, area: DraftArea) -> None:
        if area.scale is None and self.columns.scale.levels:
            area.scale = self.columns.scale
        elif area.scale is not None and self.columns.scale.levels and area.statements:
            ours, theirs = area.scale.mapping(), self.columns.scale.mapping()
            if ours != theirs and id(area) not in self._told_merged:
                self._told_merged.add(id(area))
                self._doubt(
                    DoubtKind.SCALE,
                    self.table.place,
                    f"The area “{area.title.text}” has tables with different levels; the first table's were kept.",
                    "Give each area one scale.",
                )

    def _continued(self, row: tuple[Cell, ...], area: DraftArea, repeated: bool) -> None:
        """A row without a statement of its own."""
        place = next(cell.place for cell in row if cell.text)
        if not self.statements:
            seen = quoted(next(cell.text for cell in row if cell.text))
            self._doubt(
                DoubtKind.ROW,
                place,
                f"A row without a statement begins the table: {seen}. It was left out.",
                "Name it.",
            )
            return
        before = self.statements[-1]
        why = "its statement cell spans several rows" if repeated else "it names no statement"
        self._doubt(
            DoubtKind.MERGED if repeated else DoubtKind.ROW,
            place,
            f"This row was read as more of {quoted(before.text.text)}, because {why}.",
            "If it is a statement of its own, name it.",
        )
        extra = DraftStatement(before.text)
        self._fill(extra, row)
        for at, said in extra.levels.items():
            kept = before.levels.get(at)
            if kept is None or not kept.text:
                before.levels[at] = said
            elif said.text and said.text != kept.text:
                before.levels[at] = Said(f"{kept.text}\n{said.text}", kept.place)
        before.prompts += extra.prompts
        before.evidence += extra.evidence

    def _fill(self, statement: DraftStatement, row: tuple[Cell, ...]) -> None:
        columns = self.columns
        for position, at in enumerate(columns.levels):
            cell = row[at]
            statement.levels[position] = Said("" if _DASH.fullmatch(cell.text) else cell.text, cell.place)
            if cell.merged and cell.text:
                self._merged(cell, "its text was read for each level and row that it covers")
        for at, part in enumerate(columns.parts):
            cell = row[at]
            if not cell.text:
                continue
            said = Said(cell.text, cell.place)
            if part is Part.ID and statement.id is None:
                statement.id = said
            elif part is Part.PROMPTS:
                statement.prompts += [Said(line, cell.place) for line in lines_of(cell.text)]
            elif part is Part.EVIDENCE:
                statement.evidence += [Said(line, cell.place) for line in lines_of(cell.text)]
            elif part is Part.WEIGHT and statement.weight is None:
                statement.weight = Said(_digits(cell.text), cell.place) if _POINTS.fullmatch(cell.text) else said
            elif part is Part.ANSWER_SET:
                statement.answers = said
            elif part is Part.RUNG:
                statement.rung = said
            elif part is Part.ESSENTIAL:
                statement.essential = folded(cell.text) in _TRUE or cell.text.strip() in _TRUE

    def _missing(self, statement: DraftStatement, row: tuple[Cell, ...], used: list[int] | None) -> None:
        """Levels of the statement without a text. ``used``: which columns they are, where not all."""
        gone = [at for at, said in statement.levels.items() if not said.text]
        if not gone:
            return
        columns = used if used is not None else list(range(len(self.columns.levels)))
        names = [f"“{self.columns.scale.levels[columns[at]][1]}”" for at in gone]
        place = row[self.columns.levels[columns[gone[0]]]].place
        if len(gone) == len(statement.levels):
            seen = f"{quoted(statement.text.text)} has no text at any level."
            self._doubt(
                DoubtKind.LEVEL_MISSING, place, seen, "If it is a title, let it span the table; else fill it in."
            )
            return
        self._doubt(
            DoubtKind.LEVEL_MISSING,
            place,
            f"{quoted(statement.text.text)} has no text at {' and '.join(names)}.",
            "Write it, or leave it out on purpose.",
        )

    def _merged(self, cell: Cell, how: str) -> None:
        if id(cell) in self._told_merged:
            return
        self._told_merged.add(id(cell))
        spans = [f"{cell.down} rows" if cell.down > 1 else "", f"{cell.across} columns" if cell.across > 1 else ""]
        self._doubt(
            DoubtKind.MERGED,
            cell.place,
            f"A merged cell spans {' and '.join(span for span in spans if span)}: {quoted(cell.text)}; {how}.",
            "Unmerge it and write what belongs in each cell.",
        )

    def tell_columns(self) -> None:
        """Doubts about the columns themselves: guessed levels, doubtful order, what was not read."""
        columns, table = self.columns, self.table
        head = table.rows[columns.start]
        if columns.head == 0:
            seen = "The table has no heading row; its first column was read as areas, the second as statements."
            self._doubt(DoubtKind.HEADINGS, table.place, seen, "Give each column a heading.")
        if columns.head == 2:
            self._doubt(
                DoubtKind.HEADINGS, head[0].place, "Two heading rows were read as one.", "Keep one heading row."
            )
        if columns.levels:
            place = head[columns.levels[0]].place
            if columns.guessed:
                names = ", ".join(f"“{level[1]}”" for level in columns.scale.levels)
                self._doubt(
                    DoubtKind.SCALE, place, f"The columns {names} were taken for levels.", "Number them if they are."
                )
            if columns.scale.question:
                self._doubt(DoubtKind.SCALE, place, columns.scale.question, columns.scale.settle)
            if len(columns.levels) > 6:
                self._doubt(DoubtKind.SCALE, place, f"There are {len(columns.levels)} levels.", "Use two to six.")
        if columns.guessed_area is not None:
            name = quoted(columns.titles[columns.guessed_area]) or "without a heading"
            seen = f"The column {name} was taken for the areas, because its texts repeat."
            self._doubt(DoubtKind.LAYOUT, head[columns.guessed_area].place, seen, "Head it “Area” if it is.")
        for at, part in enumerate(columns.parts):
            self._unread(at, part)
        for row in table.rows[: columns.start]:
            for cell in {id(cell): cell for cell in row if cell.text}.values():
                self._doubt(
                    DoubtKind.LEFT_OUT,
                    cell.place,
                    f"Above the headings stands {quoted(cell.text)}; it was left out.",
                    "",
                )

    def _unread(self, at: int, part: Part) -> None:
        columns = self.columns
        if part is Part.SUMMARY and columns.first(Part.AREA) is not None:
            return
        if part not in (Part.OTHER, Part.ANSWER, Part.SUMMARY):
            return
        body = self.table.rows[columns.start + columns.head :]
        texts = [row[at] for row in body if row[at].text and len({id(cell) for cell in row if cell.text}) > 1]
        if not texts:
            return
        title = columns.titles[at]
        name = f"The column {quoted(title)}" if title else "A column without a heading"
        self._doubt(
            DoubtKind.LEFT_OUT,
            texts[0].place,
            f"{name} holds text that was left out, such as {quoted(texts[0].text)} ({len(texts)} cells).",
            "Head it “Prompts”, “Evidence” or with a level if it belongs to the framework.",
        )


def _digits(points: str) -> str:
    """“20 %” or “(2 points)” as its number."""
    return re.sub(r"[^\d.,]", "", points).strip(".")
