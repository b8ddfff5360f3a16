"""Where everything of one workbook stands, worked out before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

from plait.adapters.workbook.layout import (
    CODE_NOT_APPLICABLE,
    CODE_NOT_SURE,
    CODE_NOT_UNDERSTOOD,
    COVER,
    INPUT,
    LEVEL_COLUMNS,
    WORD_COLUMNS,
    CoverField,
    InputColumn,
    answer_code,
    storable,
    too_long,
)
from plait.adapters.workbook.styles import Styles
from plait.domain.frameworks import Area, Framework, Scale
from plait.domain.judgements import Answer, NonLevel, Submission

INPUT_HEAD_ROW = 3
AREA_HEAD_ROW = 3
COVER_FIELDS_ROW = 15
COVER_VALUE_COLUMN = 2
STATEMENT_COLUMN = 1
FIRST_LEVEL_COLUMN = 2


class CannotWrite(ValueError):
    """A text does not fit into a cell. The message says which and what would be right."""


@dataclass(frozen=True, slots=True)
class ScaleTable:
    """Where the hidden sheet lists a scale: the drop-down, the understood texts with their codes, the labels."""

    choices: str
    texts: str
    codes: str
    labels: str


@dataclass(slots=True)
class Plan:
    """One workbook while it is written. ``names`` are the areas' sheets, in the order of ``areas``."""

    book: Any
    styles: Styles
    framework: Framework
    areas: tuple[Area, ...]
    names: tuple[str, ...]
    submission: Submission
    challenged_by: str = ""
    tables: dict[Scale, ScaleTable] = field(default_factory=dict)

    @property
    def levelled(self) -> bool:
        """Whether any area of the workbook has levels."""
        return any(area.scale for area in self.areas)

    @property
    def input_columns(self) -> tuple[InputColumn, ...]:
        """The columns of the Input sheet, from the first."""
        left_out = () if self.levelled else LEVEL_COLUMNS
        if not self.framework.words:
            left_out = (*left_out, *WORD_COLUMNS)
        return tuple(column for column in InputColumn if column not in left_out)

    def input_cell(self, index: int, column: InputColumn) -> str:
        """The cell of one area on the Input sheet, as formulas of other sheets name it."""
        row = INPUT_HEAD_ROW + 1 + index
        return f"{INPUT}!{xl_rowcol_to_cell(row, self.input_columns.index(column), True, True)}"

    def answer_cell(self, index: int, statement: int) -> str:
        """The drop-down of one statement, as formulas of other sheets name it."""
        row, column = AREA_HEAD_ROW + 1 + statement, answer_column(self.areas[index])
        return f"{quote_sheetname(self.names[index])}!{xl_rowcol_to_cell(row, column, True, True)}"

    def cover_cell(self, label: CoverField) -> str:
        """The value beside a label of the Cover sheet."""
        row = COVER_FIELDS_ROW + list(CoverField).index(label)
        return f"{COVER}!{xl_rowcol_to_cell(row, COVER_VALUE_COLUMN, True, True)}"

    def text(self, text: str, what: str) -> str:
        """The text as a cell keeps it. Raises :class:`CannotWrite` when it is too long for one."""
        kept = storable(text)
        if too_long(kept):
            raise CannotWrite(f"{what} has {len(kept):,} characters; an Excel cell holds 32,767. Shorten it.")
        return kept

    def code_of_cell(self, scale: Scale, cell: str) -> str:
        """A formula for the code of whatever stands in a cell that should hold an answer."""
        table = self.tables[scale]
        found = f"SUMPRODUCT(({table.texts}=TRIM({cell}))*{table.codes})"
        return f'=IFERROR(IF(TRIM({cell})="",0,IF({found}=0,{CODE_NOT_UNDERSTOOD},{found})),{CODE_NOT_UNDERSTOOD})'

    def words_of_code(self, scale: Scale, code: str, none: str = '""') -> str:
        """A formula for a code in words; ``none`` is the formula for 0."""
        labels = f"INDEX({self.tables[scale].labels},{code})" if scale else '""'
        return (
            f'IF({code}=0,{none},IF({code}={CODE_NOT_APPLICABLE},"{NonLevel.NOT_APPLICABLE.label}",'
            f'IF({code}={CODE_NOT_SURE},"{NonLevel.NOT_SURE.label}",'
            f'IF({code}={CODE_NOT_UNDERSTOOD},"Not one of the levels",{labels}))))'
        )

    def words_now(self, scale: Scale, answer: Answer, none: str = "") -> str:
        """What :meth:`words_of_code` shows at present."""
        if answer is None:
            return none
        return scale.levels[answer_code(scale, answer) - 1].label if not isinstance(answer, NonLevel) else answer.label


def answer_column(area: Area) -> int:
    """The column of the drop-downs on an area's sheet: right of the descriptors."""
    return FIRST_LEVEL_COLUMN + len(area.scale)


def lines_needed(text: str, width: float, size: float = 10) -> int:
    """About how many lines a text of ``size`` points takes in a column ``width`` characters wide."""
    letters = max(1, int((width - 2) * 10.5 / size))  # less the padding
    return sum(_wrapped(line[:4000], letters) for line in text.split("\n"))


def _wrapped(line: str, letters: int) -> int:
    """How many lines one line becomes; ``textwrap`` would say nearly the same, many times slower."""
    count, room = 1, letters
    for word in line.split():
        size = len(word)
        if size > room:
            count += max(1, -(-size // letters)) if room < letters else -(-size // letters) - 1
            room = letters - (size % letters or letters) if size > letters else letters - size
        else:
            room -= size
        room -= 1
    return count


def height(text: str, width: float, size: float = 10, *, least: int = 1) -> float:
    """About how tall a row must be, in points, to show a text whole; never more than Excel allows."""
    return float(min(409, 5 + max(least, lines_needed(text, width, size)) * size * 1.29))


def prepare(sheet: Any, *, footer: str, repeat: tuple[int, int] | None = None, portrait: bool = False) -> None:
    """What all visible sheets share: A4, one page wide, running foot, protection without a password."""
    sheet.set_paper(9)
    if portrait:
        sheet.set_portrait()
    else:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L&8{footer.replace('&', '&&')[:120]}&R&8&A, page &P of &N")
    if repeat is not None:
        sheet.repeat_rows(*repeat)
    sheet.hide_gridlines(2)
    sheet.protect("", {"format_columns": True, "format_rows": True, "objects": True})
