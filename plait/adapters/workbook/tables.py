"""Finding the tables of a workbook by what stands in them, and taking the answers out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from plait.adapters.workbook.answers import BadCell, answer_of, date_of, text_of, urn_of
from plait.adapters.workbook.container import SheetCells, cell_name
from plait.adapters.workbook.layout import (
    ANSWER_HEAD,
    COVER_HINTS,
    ID_HEAD,
    STATEMENT_HEAD,
    CoverField,
    InputColumn,
    plain,
)
from plait.domain.frameworks import Area, Framework, Statement
from plait.domain.judgements import AreaEntry, StatementEntry, Submission, Words, answer_label

T = TypeVar("T")
_TEXT_COLUMNS = (InputColumn.EVIDENCE, InputColumn.ACTIONS, InputColumn.COMMENTS, InputColumn.REASON)
_OUTPUT_TITLE = "what the judgements say"
_MOST_FAULTS = 200  # after so many, more do not help


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong in one cell; ``sheet`` and ``cell`` are empty where it is the file as a whole."""

    sheet: str
    cell: str
    message: str

    @property
    def place(self) -> str:
        """``Input!D5``, ``Input`` or nothing."""
        return "!".join(part for part in (self.sheet, self.cell) if part)

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its values from A1 on, row by row, and what is special about its cells."""

    name: str
    rows: list[list[Any]]
    cells: SheetCells

    def value(self, row: int, column: int) -> Any:
        """The value of a cell, ``None`` outside the used range."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return None

    def text(self, row: int, column: int) -> str:
        """The value as plain text for comparing."""
        value = self.value(row, column)
        return plain(value) if isinstance(value, str) else ""


@dataclass(slots=True)
class _Said:
    """One thing that was said, and where."""

    value: Any
    sheet: str
    cell: str


@dataclass(slots=True)
class Reader:
    """Takes sheet after sheet; :meth:`finish` puts the submission together."""

    framework: Framework
    expected: tuple[str, ...]
    errors: list[CellFault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    challenged_by: str = ""
    _areas: dict[tuple[str, InputColumn], _Said] = field(default_factory=dict)
    _statements: dict[str, _Said] = field(default_factory=dict)
    _seen_areas: set[str] = field(default_factory=set)
    _seen_statements: set[str] = field(default_factory=set)
    _cover: dict[CoverField, Any] = field(default_factory=dict)
    _input_found: bool = False

    def take(self, sheet: Sheet) -> None:
        """Find out which sheet this is and take what it holds."""
        head = _head(sheet, {column.value for column in InputColumn}, InputColumn.AREA.value, 3)
        if head is not None and any(column.value in head[1] for column in _TEXT_COLUMNS):
            self._take_input(sheet, *head)
            return
        head = _head(sheet, {ID_HEAD, STATEMENT_HEAD, ANSWER_HEAD}, STATEMENT_HEAD, 2)
        if head is not None:
            self._take_statements(sheet, *head)
            return
        labels = _cover_labels(sheet)
        if len(labels) >= 3:
            self._take_cover(sheet, labels)
        elif not any(sheet.text(row, column) == _OUTPUT_TITLE for row in range(5) for column in range(5)):
            self.notes.append(f"The sheet “{sheet.name}” is not one of Plait's; it was left aside.")

    def finish(self) -> Submission:
        """The submission, in the framework's order. Meaningless when there are errors."""
        self._check_complete()
        levels = (InputColumn.JUDGEMENT, InputColumn.AGREED)

        def said(area: Area, column: InputColumn) -> Any:
            found = self._areas.get((area.id, column))
            return found.value if found is not None else (None if column in levels else "")

        entries = (
            AreaEntry(
                area.id,
                said(area, InputColumn.JUDGEMENT),
                said(area, InputColumn.EVIDENCE),
                said(area, InputColumn.ACTIONS),
                said(area, InputColumn.COMMENTS),
                said(area, InputColumn.AGREED),
                said(area, InputColumn.REASON),
                Words(said(area, InputColumn.STRENGTHS), said(area, InputColumn.CONSIDER)),
            )
            for area in self.framework.areas
        )
        statements = (
            StatementEntry(statement.id, self._statements[statement.id].value)
            for statement in self.framework.statements
            if statement.id in self._statements
        )
        cover, kept = self._cover, tuple(entry for entry in entries if not entry.empty)
        in_words = self.framework.words or any(entry.words.said for entry in kept)
        self.challenged_by = cover.get(CoverField.CHALLENGED_BY, "")
        return Submission(
            self.framework if in_words == self.framework.words else replace(self.framework, words=in_words),
            cover.get(CoverField.SCHOOL, ""),
            cover.get(CoverField.URN),
            cover.get(CoverField.ROUND, ""),
            cover.get(CoverField.COMPLETED_BY, ""),
            cover.get(CoverField.PARTNER, ""),
            cover.get(CoverField.DATED),
            kept,
            tuple(statements),
        )

    def _check_complete(self) -> None:
        if not self._input_found:
            self._fault(
                "Input",
                "",
                "This sheet is missing, or its headings were changed. Make a fresh workbook and copy the answers.",
            )
            return
        for area_id in self.expected:
            if area_id not in self._seen_areas:
                area = self.framework.area(area_id)
                title = area.title if area is not None else area_id
                self._fault("Input", "", f"The row of the area “{title}” is missing; put it back.")
        if not self._cover:
            self.notes.append("No Cover sheet was found, so school and round are not known.")
        missing = [
            statement.text
            for area in self.framework.areas
            if area.id in self.expected and area.scale
            for statement in area.statements
            if statement.id not in self._seen_statements
        ]
        if missing:
            some = ", ".join(f"“{text}”" for text in missing[:3]) + (" and others" if len(missing) > 3 else "")
            self.notes.append(f"No row was found for {some}; taken as not answered.")

    def _fault(self, sheet: str, cell: str, message: str) -> None:
        if len(self.errors) < _MOST_FAULTS:
            self.errors.append(CellFault(sheet, cell, message))

    def _cell(self, sheet: Sheet, row: int, column: int, read: Callable[[Any], T]) -> T | None:
        """What ``read`` makes of a cell; ``None`` with a fault noted where it holds what it must not."""
        place = (row, column)
        try:
            if place in sheet.cells.formulas:
                raise BadCell("Here is a formula; write the words or choose the level itself.")
            if place in sheet.cells.errors:
                raise BadCell("Here is an error value, such as #REF!; write the words or choose the level itself.")
            return read(sheet.value(row, column))
        except BadCell as bad:
            self._fault(sheet.name, cell_name(row, column), str(bad))
            return None

    def _take_input(self, sheet: Sheet, head_row: int, columns: Mapping[str, int]) -> None:
        self._input_found = True
        self._seen_heads(sheet, head_row, columns)
        for row in range(head_row + 1, len(sheet.rows)):
            area = self._area_of_row(sheet, row, columns)
            if area is None:
                continue
            self._seen_areas.add(area.id)
            for column in InputColumn:
                at = columns.get(column.value)
                if at is None or column in (InputColumn.ID, InputColumn.AREA, InputColumn.SUGGESTED):
                    continue
                level = column in (InputColumn.JUDGEMENT, InputColumn.AGREED)
                if level and not area.scale:
                    continue
                value: Any
                if level:
                    value = self._cell(sheet, row, at, lambda cell, area=area: answer_of(area.scale, cell))  # type: ignore[misc]
                else:
                    value = self._cell(sheet, row, at, text_of)
                if value not in (None, ""):
                    self._say_area(area, column, _Said(value, sheet.name, cell_name(row, at)))

    def _seen_heads(self, sheet: Sheet, head_row: int, columns: Mapping[str, int]) -> None:
        """Name the headings that are gone."""
        levelled = any(area.scale for area in self.framework.areas if area.id in self.expected)
        wanted = list(_TEXT_COLUMNS)
        if levelled:
            wanted += [InputColumn.JUDGEMENT, InputColumn.AGREED]
        for column in wanted:
            if column.value not in columns:
                self._fault(
                    sheet.name,
                    f"{head_row + 1}:{head_row + 1}",
                    f"The heading “{column.value}” is missing; put it back.",
                )

    def _area_of_row(self, sheet: Sheet, row: int, columns: Mapping[str, int]) -> Area | None:
        """The area of one row: by its hidden id, else by its title."""
        id_at, title_at = columns.get(ID_HEAD), columns[InputColumn.AREA.value]
        given = text_of(sheet.value(row, id_at)) if id_at is not None else ""
        area = self.framework.area(given) if given else None
        if area is not None:
            return area
        title = plain(text_of(sheet.value(row, title_at)).split("\n")[0])
        area = next((area for area in self.framework.areas if plain(area.title) == title), None) if title else None
        if given and id_at is not None:
            if area is None:
                self._fault(
                    sheet.name,
                    cell_name(row, id_at),
                    f"“{given[:60]}” is not an area of {self.framework.name}.",
                )
            return area
        if area is None:
            judged = columns.get(InputColumn.JUDGEMENT.value)
            if judged is not None and text_of(sheet.value(row, judged)):
                self._fault(
                    sheet.name,
                    cell_name(row, judged),
                    "Here is a judgement in a row that names no area; put the area's name beside it.",
                )
        return area

    def _say_area(self, area: Area, column: InputColumn, said: _Said) -> None:
        before = self._areas.setdefault((area.id, column), said)
        if before.value == said.value:
            return
        if column in (InputColumn.JUDGEMENT, InputColumn.AGREED):
            here, there = answer_label(said.value), answer_label(before.value)
            what = f"“{area.title}” has two judgements: {here} here, {there} in {before.sheet}!{before.cell}"
        else:
            what = f"“{area.title}” has two texts under “{column.value}”: here and in {before.sheet}!{before.cell}"
        self._fault(said.sheet, said.cell, f"{what}. Keep one of them.")

    def _take_statements(self, sheet: Sheet, head_row: int, columns: Mapping[str, int]) -> None:
        answer_at = columns.get(ANSWER_HEAD)
        for row in range(head_row + 1, len(sheet.rows)):
            found = self._statement_of_row(sheet, row, columns)
            if found is None or answer_at is None:
                if answer_at is not None and columns.get(ID_HEAD) is not None:
                    self._odd_row(sheet, row, answer_at)
                continue
            area, statement = found
            self._seen_statements.add(statement.id)
            scale = area.asked(statement)
            if not area.scale or not scale:
                continue
            answer = self._cell(sheet, row, answer_at, lambda cell, scale=scale: answer_of(scale, cell))  # type: ignore[misc]
            if answer is None:
                continue
            said = _Said(answer, sheet.name, cell_name(row, answer_at))
            before = self._statements.setdefault(statement.id, said)
            if before.value != answer:
                self._fault(
                    sheet.name,
                    said.cell,
                    f"“{statement.text}” has two answers: {answer_label(answer)} here, {answer_label(before.value)} in "
                    f"{before.sheet}!{before.cell}. Keep one of them.",
                )

    def _statement_of_row(self, sheet: Sheet, row: int, columns: Mapping[str, int]) -> tuple[Area, Statement] | None:
        id_at = columns.get(ID_HEAD)
        given = text_of(sheet.value(row, id_at)) if id_at is not None else ""
        title = plain(text_of(sheet.value(row, columns[STATEMENT_HEAD])).split("\n")[0])
        by_title = []
        for area in self.framework.areas:
            for statement in area.statements:
                if statement.id == given:
                    return area, statement
                if not given and title and plain(statement.text.split("\n")[0]) == title:
                    by_title.append((area, statement))
        return by_title[0] if len(by_title) == 1 else None

    def _odd_row(self, sheet: Sheet, row: int, answer_at: int) -> None:
        """A level in a row that is no statement: refuse it, where it is one and not a note."""
        value = sheet.value(row, answer_at)
        scales = {area.scale for area in self.framework.areas if area.scale}
        text = text_of(value)
        if text and any(_answers(scale, text) for scale in scales):
            self._fault(
                sheet.name,
                cell_name(row, answer_at),
                "Here is a level in a row that names no statement; put the statement's row back in order.",
            )

    def _take_cover(self, sheet: Sheet, labels: Mapping[CoverField, tuple[int, int]]) -> None:
        heads = set(labels.values())
        for label, (row, column) in labels.items():
            width = len(sheet.rows[row]) if row < len(sheet.rows) else 0
            places = [
                at
                for at in range(column + 1, width)
                if text_of(sheet.value(row, at)) or (row, at) in sheet.cells.formulas | sheet.cells.errors
            ]
            # The hint stands at the end of its row. A school may be called what a label or a hint says.
            if places and sheet.text(row, places[-1]) == plain(COVER_HINTS[label]):
                places.pop()
            at = next((at for at in places if (row, at) not in heads), None)
            if at is None:
                self._cover.setdefault(label, None if label in (CoverField.URN, CoverField.DATED) else "")
                continue
            read: Callable[[Any], Any] = {CoverField.URN: urn_of, CoverField.DATED: date_of}.get(label, text_of)
            value = self._cell(sheet, row, at, read)
            if not self._cover.get(label):
                self._cover[label] = value if value is not None or read is not text_of else ""


def _answers(scale: Any, text: str) -> bool:
    try:
        return answer_of(scale, text) is not None
    except BadCell:
        return False


def _head(sheet: Sheet, wanted: set[str], needed: str, least: int) -> tuple[int, dict[str, int]] | None:
    """The first row that holds ``needed`` and at least ``least`` of the headings, with each one's column."""
    names = {plain(name): name for name in wanted}
    for row, cells in enumerate(sheet.rows[:200]):
        found: dict[str, int] = {}
        for column, cell in enumerate(cells):
            name = names.get(plain(cell)) if isinstance(cell, str) else None
            if name is not None:
                found.setdefault(name, column)
        if needed in found and len(found) >= least:
            return row, found
    return None


def _cover_labels(sheet: Sheet) -> dict[CoverField, tuple[int, int]]:
    names = {plain(label.value): label for label in CoverField}
    spots = [
        (names[plain(cell)], row, column)
        for row, cells in enumerate(sheet.rows[:200])
        for column, cell in enumerate(cells[:50])
        if isinstance(cell, str) and plain(cell) in names
    ]
    # Labels stand below one another; a word elsewhere is a label only where its own is missing there.
    usual = Counter(column for _, _, column in spots).most_common(1)
    found: dict[CoverField, tuple[int, int]] = {}
    for label, row, column in sorted(spots, key=lambda spot: spot[2] != usual[0][0]):
        found.setdefault(label, (row, column))
    return found
