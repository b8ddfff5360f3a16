"""The Input sheet: one row an area, the one place where judgements on areas are written."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from plait.adapters.workbook.layout import InputColumn, answer_text, choice, choices
from plait.adapters.workbook.plan import INPUT_HEAD_ROW, Plan, height, prepare
from plait.adapters.workbook.rule_words import derived_here
from plait.adapters.workbook.sums import Conclusion
from plait.domain.frameworks import Area, Scale
from plait.domain.judgements import Answer, AreaEntry

_WIDTHS = {
    InputColumn.ID: 4,
    InputColumn.AREA: 25,
    InputColumn.SUGGESTED: 14,
    InputColumn.JUDGEMENT: 16,
    InputColumn.STRENGTHS: 40,
    InputColumn.CONSIDER: 40,
    InputColumn.EVIDENCE: 40,
    InputColumn.ACTIONS: 34,
    InputColumn.COMMENTS: 31,
    InputColumn.AGREED: 16,
    InputColumn.REASON: 28,
}
_LEAST_HEIGHT = 84.0  # points
_SUMMARY_LIMIT = 200  # characters


def write_input(sheet: Any, plan: Plan, conclusions: list[Conclusion]) -> None:
    """Fill the Input sheet. ``conclusions``: what the statements of each area suggest, in the order of areas."""
    styles = plan.styles
    columns = plan.input_columns
    prepare(
        sheet,
        footer=f"{plan.framework.title}, version {plan.framework.version}",
        repeat=(INPUT_HEAD_ROW, INPUT_HEAD_ROW),
    )
    for number, column in enumerate(columns):
        sheet.set_column(number, number, _WIDTHS[column], None, {"hidden": column is InputColumn.ID})
        sheet.write_string(INPUT_HEAD_ROW, number, column.value, styles["head"])
    sheet.set_row(0, 32)
    sheet.write_string(0, 1, "Our judgements, area by area", styles["title"])
    said = (
        "Choose a level, say how you know, and what you will do next. "
        "The last three columns are for after the challenge."
        if plan.levelled
        else "Say how you know, and what you will do next. The last two columns are for after the challenge."
    )
    sheet.write_string(1, 1, said, styles["quiet_line"])
    sheet.set_row(2, 6)
    sheet.set_row(INPUT_HEAD_ROW, 34)
    for index, area in enumerate(plan.areas):
        _write_row(sheet, plan, index, area, conclusions[index])
    for column in (InputColumn.JUDGEMENT, InputColumn.AGREED):
        for rows, scale in _runs([area.scale for area in plan.areas]):
            if scale:
                offer_levels(sheet, plan, rows, columns.index(column), scale)
    sheet.set_zoom(90)
    sheet.freeze_panes(INPUT_HEAD_ROW + 1, 2)
    without = InputColumn.STRENGTHS if plan.framework.words else InputColumn.EVIDENCE
    first_field = columns.index(InputColumn.JUDGEMENT if plan.levelled else without)
    sheet.set_selection(INPUT_HEAD_ROW + 1, first_field, INPUT_HEAD_ROW + 1, first_field)


def _runs(scales: list[Scale]) -> Iterator[tuple[tuple[int, int], Scale]]:
    """First and last row of each run of areas that share a scale, with the scale."""
    row = INPUT_HEAD_ROW + 1
    for scale, run in groupby(scales):
        size = len(list(run))
        yield (row, row + size - 1), scale
        row += size


def _write_row(sheet: Any, plan: Plan, index: int, area: Area, conclusion: Conclusion) -> None:
    styles, entry = plan.styles, plan.submission.area(area.id)
    row = INPUT_HEAD_ROW + 1 + index
    place = {column: number for number, column in enumerate(plan.input_columns)}
    sheet.set_row(row, _row_height(area, entry))
    sheet.write_string(row, place[InputColumn.ID], area.id)
    _write_area(sheet, plan, row, place[InputColumn.AREA], area)
    if plan.levelled:
        derived = derived_here(area, plan.submission)
        if area.scale:
            formula = plan.words_of_code(area.scale, conclusion.level, '"–"')
            value = plan.words_now(area.scale, derived.level, "–")
            sheet.write_formula(row, place[InputColumn.SUGGESTED], f"={formula}", styles["cell_centre"], value)
            for column, answer in ((InputColumn.JUDGEMENT, entry.answer), (InputColumn.AGREED, entry.agreed)):
                write_answer(sheet, plan, row, place[column], area.scale, answer)
        else:
            for column in (InputColumn.SUGGESTED, InputColumn.JUDGEMENT, InputColumn.AGREED):
                sheet.write_string(row, place[column], "–", styles["cell_centre"])
    for column, text in _texts(entry).items():
        if column not in place:
            continue
        kept = plan.text(text, f"“{column.value}” of {area.title}")
        if kept:
            sheet.write_string(row, place[column], kept, styles["field"])
        else:
            sheet.write_blank(row, place[column], None, styles["field"])


def _texts(entry: AreaEntry) -> dict[InputColumn, str]:
    return {
        InputColumn.STRENGTHS: entry.words.strengths,
        InputColumn.CONSIDER: entry.words.consider,
        InputColumn.EVIDENCE: entry.evidence,
        InputColumn.ACTIONS: entry.actions,
        InputColumn.COMMENTS: entry.comments,
        InputColumn.REASON: entry.reason,
    }


def _write_area(sheet: Any, plan: Plan, row: int, column: int, area: Area) -> None:
    """The area's name with its summary below it."""
    styles = plan.styles
    title, summary = plan.text(area.title, "An area's title"), plan.text(area.summary, "An area's summary")
    if summary:
        bold, quiet = styles["run_bold"], styles["run_quiet"]
        sheet.write_rich_string(row, column, bold, title, quiet, f"\n{_short(summary)}", styles["cell_bold"])
    else:
        sheet.write_string(row, column, title, styles["cell_bold"])


def _short(summary: str) -> str:
    return summary if len(summary) <= _SUMMARY_LIMIT else f"{summary[:_SUMMARY_LIMIT].rsplit(' ', 1)[0]}…"


def _row_height(area: Area, entry: AreaEntry) -> float:
    """As tall as what is written already, and tall enough to invite more than a word."""
    wide = _WIDTHS[InputColumn.AREA]
    heights = [height(area.title, wide * 0.92) + height(_short(area.summary), wide, 8)]
    heights += [height(text, _WIDTHS[column]) for column, text in _texts(entry).items()]
    return max(_LEAST_HEIGHT, *heights)


def write_answer(sheet: Any, plan: Plan, row: int, column: int, scale: Scale, answer: Answer) -> None:
    """A cell for a level of ``scale``, with the answer that is there already."""
    text = answer_text(scale, answer)
    if text:
        sheet.write_string(row, column, text, plan.styles["field_choice"])
    else:
        sheet.write_blank(row, column, None, plan.styles["field_choice"])


def offer_levels(sheet: Any, plan: Plan, rows: tuple[int, int], column: int, scale: Scale) -> None:
    """Drop-downs with the levels of ``scale`` in the cells of one column, each coloured by what it holds."""
    first, last = rows
    sheet.data_validation(
        first,
        column,
        last,
        column,
        {
            "validate": "list",
            "source": f"={plan.tables[scale].choices}",
            "error_title": "Choose from the list",
            "error_message": f"Choose one of: {', '.join(choices(scale))}."[:225],
        },
    )
    for position, level in enumerate(scale):
        quoted = choice(scale, level).replace('"', '""')
        shade = plan.styles.level_shade(position, len(scale))
        rule = {"type": "cell", "criteria": "==", "value": f'"{quoted}"', "format": shade}
        sheet.conditional_format(first, column, last, column, rule)
