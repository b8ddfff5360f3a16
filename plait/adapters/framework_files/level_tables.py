"""Tables that describe one statement: a row a level, or a column a level and nothing that names the rows."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass

from plait.adapters.framework_files.blocks import Cell, Table, folded, quoted
from plait.adapters.framework_files.columns import LEAST, MOST, Columns, Part, part_of
from plait.adapters.framework_files.doubts import DoubtKind, Place
from plait.adapters.framework_files.draft import Draft, DraftArea, DraftStatement, Said
from plait.adapters.framework_files.scale_words import LABEL_LIMIT, LevelName, level_name, scale_of, surely_level

Row = tuple[Cell, ...]

_LEVEL_HEAD = re.compile(
    r"((maturity|performance|proficiency|skill|achievement|competency) )?"
    r"(levels?|stages?|grades?|bands?|phases?|lefel(au)?|stufen?|niveaus?|nivel(es)?|niveaux|livelli|livello)\b.*"
)
_NAME_HEAD = re.compile(r"((level|stage|grade|band) )?(names?|labels?|titles?|levels?|stages?|ratings?|grades?)")
_NUMBER_HEAD = re.compile(r"score|points?|marks?|numeric|numbers?|nr|no|values?|ranks?|worth|level|punkte|puntos")
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d+)?\s*(?:%|pts?|points?|marks?)?", re.I)


@dataclass(frozen=True, slots=True)
class _Down:
    """The rows of a table with a row a level, what each is called, and the columns that say no more than that."""

    heads: Row | None
    body: list[Row]
    names: list[LevelName]
    spent: frozenset[int]
    numbered: bool
    guessed: bool


@dataclass(slots=True)
class LevelTables:
    """Reads such tables into a draft. ``heading``: the words that stand above a table."""

    draft: Draft

    def down(
        self,
        table: Table,
        area: DraftArea | None,
        statement: DraftStatement | None,
        heading: Said,
        spoken: Set[str] = frozenset(),
    ) -> tuple[DraftArea, DraftStatement | None] | None:
        """Take a table with a row a level; its first column names them, each other column describes one statement.

        ``spoken``: labels of levels, folded, that the text has used so far. ``None`` when it is no such table; else
        the area and the statement that it ends in.
        """
        found = _find_down(table)
        if found is None:
            return None
        scale = scale_of(found.names)
        area = area or self.draft.area(Said(self.draft.title.text, table.place))
        known = self._known_before(area, found.names, spoken)
        if known and found.numbered:
            self._legend(area, found, table)
            return area, statement
        if area.scale is None:
            area.scale = scale
            if scale.question:
                self.draft.doubt(DoubtKind.SCALE, table.place, scale.question, scale.settle)
            if found.guessed:
                names = ", ".join(f"“{level[1]}”" for level in scale.levels)
                seen = f"{names} were taken for levels, because their column is headed so."
                self.draft.doubt(DoubtKind.SCALE, table.place, seen, "Number them if they are.")
        order = self._order(area, [level[1] for level in scale.levels], table.place)
        columns = [at for at in range(1, table.width) if at not in found.spent]
        filled = [at for at in columns if any(_said(row[at]) for row in found.body)]
        if not filled:
            self._legend(area, found, table)
            return area, statement
        for at in filled:
            statement = self._column(table, found, at, len(filled), area, statement, heading, order)
        return area, statement

    def _known_before(self, area: DraftArea, names: Sequence[LevelName], spoken: Set[str]) -> bool:
        """Whether another area has levels of just these names already."""
        wanted = {folded(name.label) for name in names}
        return wanted <= spoken or any(
            wanted == {folded(level[1]) for level in other.scale.levels}
            for other in self.draft.areas
            if other is not area and other.scale is not None
        )

    def _legend(self, area: DraftArea, found: _Down, table: Table) -> None:
        names = ", ".join(f"“{name.label}”" for name in found.names)
        seen = f"A table only says which levels there are ({names}); it was taken for a key to “{area.title.text}”."
        left = [
            quoted(found.heads[at].text)
            for at in range(1, table.width)
            if found.heads is not None and at not in found.spent and any(_said(row[at]) for row in found.body)
        ]
        if left:
            seen = f"{seen} The columns {', '.join(left)} were left out."
        self.draft.doubt(
            DoubtKind.LAYOUT, table.place, seen, "Give it a column of its own if it describes a statement."
        )

    def _column(
        self,
        table: Table,
        found: _Down,
        at: int,
        columns: int,
        area: DraftArea,
        named: DraftStatement | None,
        heading: Said,
        order: list[int | None],
    ) -> DraftStatement | None:
        heads = found.heads
        name = heads[at] if heads is not None and heads[at].text else None
        part = part_of(name.text) if name is not None else None
        generic = name is None or part is not None or columns == 1
        if generic and at > 1 and part in (Part.ANSWER, Part.EVIDENCE, Part.PROMPTS) and columns > 1:
            self._left_column(table, at)
            return named
        text = heading if generic else Said(name.text if name else "", table.place)
        waiting = generic and named is not None and not named.levels
        statement = named if waiting and named is not None else DraftStatement(text)
        for position, cells in zip(order, found.body, strict=True):
            if position is not None and _said(cells[at]):
                statement.levels[position] = Said(_said(cells[at]), cells[at].place)
        if not waiting:
            area.statements.append(statement)
        self._missing(statement, area)
        for cells in found.body:
            if cells[at].merged and cells[at].text:
                seen = f"A merged cell spans several levels or columns: {quoted(cells[at].text)}; it was read for each."
                settle = "Unmerge it and write what belongs in each cell."
                self.draft.doubt(DoubtKind.MERGED, cells[at].place, seen, settle)
        return statement

    def across(self, table: Table, columns: Columns, area: DraftArea | None, heading: Said) -> DraftArea:
        """Take a table with a column a level and no column for statements.

        A row that spans the table names what the rows under it describe; without one the words above the table do.
        """
        area = area or self.draft.area(heading)
        place = table.rows[columns.start][columns.levels[0]].place
        if area.scale is None:
            area.scale = columns.scale
            if columns.guessed:
                names = ", ".join(f"“{level[1]}”" for level in columns.scale.levels)
                seen = f"The columns {names} were taken for levels."
                self.draft.doubt(DoubtKind.SCALE, place, seen, "Number them if they are.")
            if columns.scale.question:
                self.draft.doubt(DoubtKind.SCALE, place, columns.scale.question, columns.scale.settle)
        order = self._order(area, [level[1] for level in columns.scale.levels], place)
        titles = [folded(f"{title} {columns.noun}") for title in columns.titles]
        noun = Said(columns.noun[:1].upper() + columns.noun[1:], place)
        name, rows = noun if columns.noun else heading, list[Row]()
        for number, row in enumerate(table.rows):
            if columns.start <= number < columns.start + columns.head or not any(cell.text for cell in row):
                continue
            spanning = row[0] if len({id(cell) for cell in row}) == 1 and table.width > 1 else None
            if spanning is not None:
                self._rows(rows, name, area, columns, order)
                name, rows = Said(spanning.text, spanning.place), []
            elif number < columns.start:
                for cell in {id(cell): cell for cell in row if cell.text}.values():
                    seen = f"Above the headings stands {quoted(cell.text)}; it was left out."
                    self.draft.doubt(DoubtKind.LEFT_OUT, cell.place, seen, "")
            elif [folded(cell.text) for cell in row] != titles:
                rows.append(row)
        self._rows(rows, name, area, columns, order)
        return area

    def _rows(self, rows: list[Row], name: Said, area: DraftArea, columns: Columns, order: list[int | None]) -> None:
        """One statement from the rows under its name."""
        if not rows:
            return
        first, _, rest = name.text.partition("\n")
        statement = DraftStatement(Said(first, name.place))
        if rest:
            statement.prompts.append(Said(rest, name.place))
            seen = f"{quoted(first)} has further lines: {quoted(rest)}. They were read as a prompt."
            self.draft.doubt(DoubtKind.RAN_TOGETHER, name.place, seen, "Put questions in a column of their own.")
        for position, at in zip(order, columns.levels, strict=True):
            cells = [row[at] for row in rows if _said(row[at])]
            if cells and position is not None:
                statement.levels[position] = Said("\n".join(cell.text for cell in cells), cells[0].place)
        if len(rows) > 1:
            seen = f"The rows under {quoted(statement.text.text)} name no statements; they were read as one."
            self.draft.doubt(DoubtKind.ROW, rows[1][0].place, seen, "Give the statements a column of their own.")
        area.statements.append(statement)
        self._missing(statement, area)

    def _order(self, area: DraftArea, labels: list[str], place: Place) -> list[int | None]:
        """Where each level of a table stands on the scale of its area, which an earlier table may have set."""
        levels = area.scale.levels if area.scale is not None else ()
        known = {folded(level[1]): at for at, level in enumerate(levels)}
        order = [known.get(folded(label)) for label in labels]
        strange = [f"“{label}”" for label, at in zip(labels, order, strict=True) if at is None]
        if strange:
            seen = f"The area “{area.title.text}” has tables with different levels; {', '.join(strange)} were left out."
            self.draft.doubt(DoubtKind.SCALE, place, seen, "Give each area one scale.")
        return order

    def _missing(self, statement: DraftStatement, area: DraftArea) -> None:
        levels = area.scale.levels if area.scale is not None else ()
        gone = [level[1] for at, level in enumerate(levels) if at not in statement.levels]
        if gone and len(gone) < len(levels):
            names = " and ".join(f"“{name}”" for name in gone)
            seen = f"{quoted(statement.text.text)} has no text at {names}."
            settle = "Write it, or leave it out on purpose."
            self.draft.doubt(DoubtKind.LEVEL_MISSING, statement.text.place, seen, settle)

    def _left_column(self, table: Table, at: int) -> None:
        texts = [row[at] for row in table.rows if row[at].text]
        if len(texts) > 1:
            seen = f"The column {quoted(texts[0].text)} was left out, such as {quoted(texts[1].text)}."
            settle = "Give it a list under a heading of its own."
            self.draft.doubt(DoubtKind.LEFT_OUT, texts[1].place, seen, settle)


def _said(cell: Cell) -> str:
    """The text of a cell; a dash alone says nothing."""
    return "" if re.fullmatch(r"[\s–—-]*", cell.text) else cell.text


def _find_down(table: Table) -> _Down | None:
    start = 0
    while start < len(table.rows) and start < 3 and not surely_level(table.rows[start][0].text):
        start += 1
    headed = next((at for at, row in enumerate(table.rows[:3]) if _LEVEL_HEAD.fullmatch(folded(row[0].text))), None)
    if headed is not None and not (start < 3 and start <= headed):
        start = headed + 1
    body = [row for row in table.rows[start:] if any(cell.text for cell in row)]
    named = [level_name(row[0].text) if len(row[0].text) <= LABEL_LIMIT else None for row in body]
    sure = [surely_level(row[0].text) for row in body]
    names = [name for name in named if name is not None]
    if table.width < 2 or not LEAST <= len(names) <= MOST or len(names) < len(body):
        return None
    if not all(sure) and headed is None:
        return None
    heads = table.rows[start - 1] if start else None
    spent: set[int] = set()
    numbers = _number_column(heads, body)
    if all(re.fullmatch(r"\d{1,3}", row[0].text) for row in body):
        at = _name_column(heads, body)
        if at is not None:
            spent.add(at)
            names = [LevelName(int(row[0].text), row[at].text) for row in body]
    elif numbers is not None:
        spent.add(numbers)
        names = _with_numbers(names, [row[numbers].text for row in body])
    if len({folded(name.label) for name in names}) < len(names):
        return None
    return _Down(heads, body, names, frozenset(spent), numbers is not None, not any(sure))


def _name_column(heads: Row | None, body: list[Row]) -> int | None:
    """The column that names levels which the first one only numbers."""
    if heads is None:
        return None
    for at in range(1, len(heads)):
        texts = [row[at].text for row in body]
        short = all(text and len(text) <= LABEL_LIMIT and not text.endswith(".") for text in texts)
        if _NAME_HEAD.fullmatch(folded(heads[at].text)) and short and len(set(texts)) == len(texts):
            return at
    return None


def _number_column(heads: Row | None, body: list[Row]) -> int | None:
    """The column that only numbers the levels."""
    if heads is None:
        return None
    for at in range(1, len(heads)):
        if _NUMBER_HEAD.fullmatch(folded(heads[at].text)) and all(_NUMBER.fullmatch(row[at].text) for row in body):
            return at
    return None


def _with_numbers(names: list[LevelName], texts: list[str]) -> list[LevelName]:
    if any(name.number is not None for name in names) or not all(text.isdigit() for text in texts):
        return names
    return [LevelName(int(text), name.label, name.meaning) for name, text in zip(names, texts, strict=True)]
