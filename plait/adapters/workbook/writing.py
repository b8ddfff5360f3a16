"""A framework (and what was said so far) → an Excel workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from plait.adapters.workbook.area_sheets import write_area
from plait.adapters.workbook.cover_sheet import write_cover
from plait.adapters.workbook.input_sheet import write_input
from plait.adapters.workbook.layout import (
    COVER,
    INPUT,
    MACHINE,
    OUTPUT,
    SUMS,
    InputColumn,
    answer_code,
    choices,
    sheet_names,
    spellings,
)
from plait.adapters.workbook.machine import MachineData, machine_rows
from plait.adapters.workbook.output_sheet import AreaSums, Shape, scales_of, write_output
from plait.adapters.workbook.plan import INPUT_HEAD_ROW, Plan, ScaleTable
from plait.adapters.workbook.rule_words import derived_here, worked_out_here
from plait.adapters.workbook.styles import Styles
from plait.adapters.workbook.sums import Conclusion, Counted, SumsSheet
from plait.domain.frameworks import Area, Framework, Scale
from plait.domain.judgements import Submission, level_of
from plait.domain.scored import Part
from plait.domain.scoring import settled

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_LISTS_ROW = 12  # of the machine sheet
_INPUT_PART = "xl/worksheets/sheet2.xml"  # the second sheet that is added


def new(
    framework: Framework,
    *,
    school: str = "",
    urn: int | None = None,
    round: str = "",
    provision: frozenset[str] | None = None,
    submission: Submission | None = None,
    challenged_by: str = "",
) -> bytes:
    """The workbook of ``framework`` as the bytes of an .xlsx file.

    ``provision``: what the school offers; areas that are not for such a school are left out (``None``: every
    area). ``submission``: answers to fill in; ``school``, ``urn`` and ``round`` win over its own where given.
    Raises :class:`CannotWrite` when a text is longer than a cell can hold.
    """
    said = submission or Submission(framework, "")
    said = replace(said, school=school or said.school, urn=said.urn if urn is None else urn, round=round or said.round)
    areas = _areas(framework, provision, said)
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, _OPTIONS)
    book.set_properties({"title": framework.title, "comments": "Made with Plait"})
    names = sheet_names(area.title for area in areas)
    plan = Plan(book, Styles(book), framework, areas, tuple(names), said, challenged_by)
    cover, input_ = book.add_worksheet(COVER), book.add_worksheet(INPUT)
    area_sheets = [book.add_worksheet(name) for name in names]
    output, sums_sheet, machine = (book.add_worksheet(name) for name in (OUTPUT, SUMS, MACHINE))
    _write_machine(machine, plan)
    sums = SumsSheet(sums_sheet)
    conclusions = [_suggested(sums, plan, index) for index in range(len(areas))]
    area_sums = [_area_sums(sums, plan, index, conclusions[index]) for index in range(len(areas))]
    overall = _overall(sums, plan, area_sums)
    shape = _shape(sums, plan, area_sums)
    write_cover(cover, plan)
    write_input(input_, plan, conclusions)
    for index, sheet in enumerate(area_sheets):
        write_area(sheet, plan, index, conclusions[index])
    write_output(output, plan, area_sums, overall, shape)
    for hidden in (sums_sheet, machine):
        hidden.very_hidden()
    book.close()
    return _finished(stream.getvalue())


def _finished(data: bytes) -> bytes:
    """The same file, signed as ours, with rows of the Input sheet that grow as people type.

    XlsxWriter signs as Microsoft Excel, and LibreOffice then takes every result for final. It also marks each
    height that it writes as set by hand, which Excel never changes again.
    """
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as book:
        for part in old.infolist():
            text = old.read(part)
            if part.filename == "docProps/app.xml":
                text = text.replace(b">Microsoft Excel<", b">Plait<")
            elif part.filename == "xl/workbook.xml":
                text = text.replace(b'appName="xl"', b'appName="Plait"')
            elif part.filename == _INPUT_PART:
                head, table, rows = text.partition(b'<row r="%d"' % (INPUT_HEAD_ROW + 2))
                text = head + table + rows.replace(b' customHeight="1"', b"")
            book.writestr(part, text, ZIP_DEFLATED)
    return stream.getvalue()


def _areas(framework: Framework, provision: frozenset[str] | None, submission: Submission) -> tuple[Area, ...]:
    """The areas that get a sheet: those for such a school, and any that has been answered."""
    if provision is None:
        return framework.areas
    answered = {entry.area_id for entry in submission.areas if not entry.empty}
    for entry in submission.statements:
        area = framework.area_of(entry.statement_id)
        if area is not None and entry.answer is not None:
            answered.add(area.id)
    wanted = tuple(area for area in framework.areas if area.applies(provision) or area.id in answered)
    return wanted or framework.areas


def _write_machine(sheet: Any, plan: Plan) -> None:
    """The machine data, and below it the lists that drop-downs and formulas use."""
    data = MachineData(plan.framework, tuple(area.id for area in plan.areas))
    for number, row in enumerate(machine_rows(data)):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text)
    column = 0
    own = (statement.answers for area in plan.areas for statement in area.statements if statement.answers)
    for scale in dict.fromkeys((*scales_of(plan), *own)):
        if not scale:
            continue
        lists: tuple[Sequence[str | int], ...] = (
            [choice.strip() for choice in choices(scale)],
            [text for text, _ in spellings(scale)],
            [code for _, code in spellings(scale)],
            [level.label for level in scale],
        )
        ranges = []
        for offset, values in enumerate(lists):
            sheet.write_string(_LISTS_ROW - 1, column + offset, ("choices", "texts", "codes", "labels")[offset])
            for number, value in enumerate(values):
                if isinstance(value, int):
                    sheet.write_number(_LISTS_ROW + number, column + offset, value)
                else:
                    sheet.write_string(_LISTS_ROW + number, column + offset, value)
            first = xl_rowcol_to_cell(_LISTS_ROW, column + offset, True, True)
            last = xl_rowcol_to_cell(_LISTS_ROW + len(values) - 1, column + offset, True, True)
            ranges.append(f"{MACHINE}!{first}:{last}")
        plan.tables[scale] = ScaleTable(*ranges)
        column += len(lists) + 1


def _suggested(sums: SumsSheet, plan: Plan, index: int) -> Conclusion:
    """What the statements of one area suggest."""
    area = plan.areas[index]
    counted = []
    for number, statement in enumerate(area.statements if area.scale else ()):
        answer = plan.submission.statement(statement.id).answer
        part = Part(statement.text, answer, statement.weight, statement.essential)
        asked = area.asked(statement)
        formula = plan.code_of_cell(asked, plan.answer_cell(index, number))
        counted.append(Counted(part, formula, answer_code(asked, answer)))
    return sums.conclude(area.title, area.rule, area.scale, counted, live=worked_out_here(area))


def _area_sums(sums: SumsSheet, plan: Plan, index: int, suggested: Conclusion) -> AreaSums:
    """The codes of one area: judged, agreed, and what stands."""
    area = plan.areas[index]
    if not area.scale:
        return AreaSums(suggested, "0", "0", "0")
    entry = plan.submission.area(area.id)

    def code(what: str, column: InputColumn, value: int) -> str:
        formula = plan.code_of_cell(area.scale, plan.input_cell(index, column))
        return sums.code(f"{area.title}: {what}", formula, value)

    judged = code("judged", InputColumn.JUDGEMENT, answer_code(area.scale, entry.answer))
    agreed = code("agreed", InputColumn.AGREED, answer_code(area.scale, entry.agreed))
    stands = settled(entry, derived_here(area, plan.submission))
    rating = sums.code(
        f"{area.title}: stands",
        f"=IF({agreed}>0,{agreed},IF({judged}>0,{judged},{suggested.level}))",
        answer_code(area.scale, stands),
    )
    return AreaSums(suggested, judged, agreed, rating)


def _overall(sums: SumsSheet, plan: Plan, area_sums: list[AreaSums]) -> Conclusion | None:
    """What the framework's own rule concludes from the ratings of its areas, where it allows that."""
    framework = plan.framework
    rule = framework.overall.rule
    if not framework.overall.allowed or rule is None or not framework.scale:
        return None
    counted = []
    for area, item in zip(plan.areas, area_sums, strict=True):
        if area.scale == framework.scale:
            answer = settled(plan.submission.area(area.id), derived_here(area, plan.submission))
            counted.append(Counted(Part(area.title, answer), f"={item.rating}", answer_code(area.scale, answer)))
    return sums.conclude("Overall", rule, framework.scale, counted)


def _shape(sums: SumsSheet, plan: Plan, area_sums: list[AreaSums]) -> Shape | None:
    """The names and positions that the chart draws: of the areas that share the most used scale."""
    with_levels = [scale for scale in scales_of(plan) if scale]
    if not with_levels:
        return None
    scale = max(with_levels, key=lambda item: _weight(plan, item))
    shorts = Counter(area.short for area in plan.areas)
    rows = []
    for area, item in zip(plan.areas, area_sums, strict=True):
        if area.scale == scale:
            name = area.short if shorts[area.short] == 1 else area.title
            level = level_of(settled(plan.submission.area(area.id), derived_here(area, plan.submission)))
            formula = f"=IF({item.rating}<=6,{item.rating},0)"
            rows.append((plan.text(name, "An area's title"), formula, answer_code(scale, level)))
    first, last = sums.table(rows)
    return Shape(first, last, scale)


def _weight(plan: Plan, scale: Scale) -> tuple[int, bool]:
    """How many areas use a scale; the framework's own wins between equals."""
    return sum(area.scale == scale for area in plan.areas), scale == plan.framework.scale
