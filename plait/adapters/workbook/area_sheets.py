"""One sheet an area: its statements with the levels side by side, questions, sources, what was written so far."""

from __future__ import annotations

from typing import Any

from plait.adapters.workbook.input_sheet import offer_levels, write_answer
from plait.adapters.workbook.layout import (
    ANSWER_HEAD,
    HELP_HEAD,
    ID_HEAD,
    INPUT,
    STATEMENT_HEAD,
    InputColumn,
    answer_text,
    choice,
)
from plait.adapters.workbook.plan import (
    AREA_HEAD_ROW,
    FIRST_LEVEL_COLUMN,
    INPUT_HEAD_ROW,
    STATEMENT_COLUMN,
    Plan,
    answer_column,
    height,
    prepare,
)
from plait.adapters.workbook.rule_words import LATER, derived_here, worked_out_here
from plait.adapters.workbook.sums import Conclusion
from plait.domain.frameworks import Area, Statement

_LEVEL_WIDTHS = {0: 0, 2: 46, 3: 38, 4: 33, 5: 29, 6: 26}
_STATEMENT_WIDTH, _ANSWER_WIDTH, _HELP_WIDTH = 25, 18, 36


def write_area(sheet: Any, plan: Plan, index: int, conclusion: Conclusion) -> None:
    """Fill the sheet of one area."""
    area, styles = plan.areas[index], plan.styles
    footer = f"{plan.framework.title}, version {plan.framework.version}"
    prepare(sheet, footer=footer, repeat=(AREA_HEAD_ROW, AREA_HEAD_ROW))
    answer_at = answer_column(area)
    helps = [_help(statement) for statement in area.statements]
    help_at = answer_at + 1 if area.scale else answer_at
    last = help_at if any(helps) or not area.scale else answer_at
    widths = [0.0] * (last + 1)
    widths[0], widths[STATEMENT_COLUMN] = 4, _STATEMENT_WIDTH if area.scale else 60
    for number in range(len(area.scale)):
        widths[FIRST_LEVEL_COLUMN + number] = _LEVEL_WIDTHS.get(len(area.scale), 30)
    if area.scale:
        widths[answer_at] = _ANSWER_WIDTH
    if last == help_at:
        widths[help_at] = _HELP_WIDTH if area.scale else 80
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width, None, {"hidden": number == 0})
    across = sum(widths[1:])

    title = plan.text(area.title, "An area's title")
    sheet.set_row(0, 32)
    sheet.write_string(0, 1, title, styles["title"])
    summary = plan.text(area.summary, "An area's summary")
    _merged(sheet, 1, last, summary, styles["plain"], height(summary, across))
    _write_state(sheet, plan, index, area, conclusion)
    _write_statements(sheet, plan, area, helps, last == help_at)
    row = AREA_HEAD_ROW + len(area.statements) + 2
    for heading, lines in (
        ("Questions to think about", area.prompts),
        ("Where you might look", area.evidence),
    ):
        if lines:
            row = _write_lines(sheet, plan, row, last, heading, lines, across) + 1
    _write_linked(sheet, plan, index, area, row, last, across)
    sheet.set_zoom(85 if len(area.scale) > 3 else 100)
    sheet.freeze_panes(AREA_HEAD_ROW + 1, STATEMENT_COLUMN + 1)
    if area.scale and area.statements:
        sheet.set_selection(AREA_HEAD_ROW + 1, answer_at, AREA_HEAD_ROW + 1, answer_at)


def _merged(sheet: Any, row: int, last: int, text: str, style: Any, height: float) -> None:
    if last > 1:
        sheet.merge_range(row, 1, row, last, "", style)
    if text:
        sheet.write_string(row, 1, text, style)
        sheet.set_row(row, height)


def _write_state(sheet: Any, plan: Plan, index: int, area: Area, conclusion: Conclusion) -> None:
    """One line: what the statements suggest, what was judged, and the way to the Input sheet."""
    styles = plan.styles
    sheet.set_row(2, 22)
    if area.scale:
        derived = derived_here(area, plan.submission)
        judged = plan.input_cell(index, InputColumn.JUDGEMENT)
        suggests = plan.words_of_code(area.scale, conclusion.level, '"nothing yet"')
        if not worked_out_here(area):
            suggests = f'"{LATER}"'
        formula = f'="Statements suggest: "&{suggests}&".  Our judgement: "&IF({judged}="","none yet",{judged})&"."'
        entry = plan.submission.area(area.id)
        now = plan.words_now(area.scale, derived.level, "nothing yet") if worked_out_here(area) else LATER
        value = f"Statements suggest: {now}.  Our judgement: {answer_text(area.scale, entry.answer) or 'none yet'}."
        sheet.write_formula(2, 1, formula, styles["label"], value)
    place = answer_column(area)
    _link_to_input(sheet, plan, index, 2, place)


def _link_to_input(sheet: Any, plan: Plan, index: int, row: int, column: int) -> None:
    target = f"internal:'{INPUT}'!C{INPUT_HEAD_ROW + 2 + index}"
    sheet.write_url(row, column, target, plan.styles["link"], f"Go to “{INPUT}” →")


def _help(statement: Statement) -> str:
    lines = [*statement.prompts, *(f"Look at: {line}" for line in statement.evidence)]
    return "\n".join(lines)


def _write_statements(sheet: Any, plan: Plan, area: Area, helps: list[str], with_help: bool) -> None:
    styles, size = plan.styles, len(area.scale)
    sheet.write_string(AREA_HEAD_ROW, 0, ID_HEAD, styles["head"])
    sheet.write_string(AREA_HEAD_ROW, STATEMENT_COLUMN, STATEMENT_HEAD, styles["head"])
    answer_at = answer_column(area)
    asks = bool(area.scale)  # statements with answers in areas without levels are asked on the web only
    for number, level in enumerate(area.scale):
        text = plan.text(choice(area.scale, level), "A level's label")
        sheet.write_string(AREA_HEAD_ROW, FIRST_LEVEL_COLUMN + number, text, styles.level_head(number, size))
    if asks:
        sheet.write_string(AREA_HEAD_ROW, answer_at, ANSWER_HEAD, styles["head_centre"])
    help_at = answer_at + 1 if asks else answer_at
    if with_help:
        sheet.write_string(AREA_HEAD_ROW, help_at, HELP_HEAD, styles["head"])
    sheet.set_row(AREA_HEAD_ROW, 30)
    for number, statement in enumerate(area.statements):
        row = AREA_HEAD_ROW + 1 + number
        sheet.set_row(row, _statement_height(area, statement, helps[number]))
        sheet.write_string(row, 0, statement.id)
        name = plan.text(statement.text, "A statement")
        if statement.essential:
            sheet.write_rich_string(
                row,
                STATEMENT_COLUMN,
                styles["run_bold"],
                name,
                styles["run_quiet"],
                "\nEssential",
                styles["cell_bold"],
            )
        else:
            sheet.write_string(row, STATEMENT_COLUMN, name, styles["cell_bold"])
        for position, level in enumerate(area.scale):
            descriptor = plan.text(statement.descriptor(level), f"A descriptor of {statement.text}")
            sheet.write_string(row, FIRST_LEVEL_COLUMN + position, descriptor or "–", styles["cell"])
        if asks:
            answer = plan.submission.statement(statement.id).answer
            write_answer(sheet, plan, row, answer_at, area.asked(statement), answer)
        if with_help:
            text = plan.text(helps[number], f"The prompts of {statement.text}")
            sheet.write_string(row, help_at, text, styles["cell_quiet"])
    if asks and area.statements:
        rows = (AREA_HEAD_ROW + 1, AREA_HEAD_ROW + len(area.statements))
        if any(statement.answers for statement in area.statements):
            for number, statement in enumerate(area.statements):
                row = AREA_HEAD_ROW + 1 + number
                offer_levels(sheet, plan, (row, row), answer_at, area.asked(statement))
        else:
            offer_levels(sheet, plan, rows, answer_at, area.scale)
            _settle_chosen(sheet, plan, area)


def _statement_height(area: Area, statement: Statement, help_text: str) -> float:
    """As tall as its tallest cell, and tall enough to be pointed at."""
    wide = _LEVEL_WIDTHS.get(len(area.scale), 30)
    heights = [height(statement.descriptor(level), wide) for level in area.scale]
    name = f"{statement.text}\nEssential" if statement.essential else statement.text
    heights.append(height(name, (_STATEMENT_WIDTH if area.scale else 60) * 0.92))
    heights.append(height(help_text, _HELP_WIDTH if area.scale else 80, 9))
    return max(30, *heights)


def _settle_chosen(sheet: Any, plan: Plan, area: Area) -> None:
    """The chosen descriptor stands out, the others step back. The word stays in the drop-down beside them."""
    first, last = AREA_HEAD_ROW + 1, AREA_HEAD_ROW + len(area.statements)
    column = _letter(answer_column(area))
    for position, level in enumerate(area.scale):
        quoted = choice(area.scale, level).replace('"', '""')
        place = FIRST_LEVEL_COLUMN + position
        chosen = f'=${column}{first + 1}="{quoted}"'
        other = f'=AND(${column}{first + 1}<>"",${column}{first + 1}<>"{quoted}")'
        for rule, style in ((chosen, "chosen"), (other, "receded")):
            sheet.conditional_format(
                first,
                place,
                last,
                place,
                {"type": "formula", "criteria": rule, "format": plan.styles.change(style)},
            )


def _letter(column: int) -> str:
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _write_heading(sheet: Any, plan: Plan, row: int, last: int, heading: str) -> None:
    sheet.set_row(row, 24)
    for column in range(1, last + 1):
        sheet.write_blank(row, column, None, plan.styles["heading"])
    sheet.write_string(row, 1, heading, plan.styles["heading"])


def _write_lines(
    sheet: Any, plan: Plan, row: int, last: int, heading: str, lines: tuple[str, ...], across: float
) -> int:
    """A heading with its lines below it; the row after them."""
    styles = plan.styles
    _write_heading(sheet, plan, row, last, heading)
    for line in lines:
        row += 1
        text = f"•  {plan.text(line, heading)}"
        _merged(sheet, row, last, text, styles["plain"], height(text, across))
    return row + 1


def _write_linked(sheet: Any, plan: Plan, index: int, area: Area, row: int, last: int, across: float) -> None:
    """What the Input sheet says of this area, shown here; it is written there only."""
    styles, entry = plan.styles, plan.submission.area(area.id)
    _write_heading(sheet, plan, row, last, f"What you wrote on “{INPUT}”")
    shown: list[tuple[str, InputColumn, str]] = []
    if area.scale:
        shown.append(("Our judgement", InputColumn.JUDGEMENT, answer_text(area.scale, entry.answer)))
    if plan.framework.words:
        shown += [
            (InputColumn.STRENGTHS.value, InputColumn.STRENGTHS, entry.words.strengths),
            (InputColumn.CONSIDER.value, InputColumn.CONSIDER, entry.words.consider),
        ]
    shown += [
        ("Evidence", InputColumn.EVIDENCE, entry.evidence),
        ("Key actions", InputColumn.ACTIONS, entry.actions),
        ("Peer challenge", InputColumn.COMMENTS, entry.comments),
    ]
    if area.scale:
        shown.append(("Agreed", InputColumn.AGREED, answer_text(area.scale, entry.agreed)))
    for label, source, text in shown:
        row += 1
        cell = plan.input_cell(index, source)
        kept = plan.text(text, label)
        sheet.write_string(row, 1, label, styles["cell_bold"])
        if last > 2:
            sheet.merge_range(row, 2, row, last, "", styles["linked"])
        sheet.write_formula(row, 2, f'=IF({cell}="","",{cell})', styles["linked"], kept[:32_000])
        answer = source in (InputColumn.JUDGEMENT, InputColumn.AGREED)
        sheet.set_row(row, height(kept, across - _STATEMENT_WIDTH, least=1 if answer else 3))
    _link_to_input(sheet, plan, index, row + 1, 1)
