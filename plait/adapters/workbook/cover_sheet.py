"""The Cover sheet: what this is, how to fill it in, whose it is."""

from __future__ import annotations

from typing import Any

from plait.adapters.workbook.layout import COVER_HINTS, INPUT, OUTPUT, CoverField
from plait.adapters.workbook.plan import (
    COVER_FIELDS_ROW,
    COVER_VALUE_COLUMN,
    Plan,
    height,
    prepare,
)

_STEPS_ROW = 7

_LEVEL_STEPS = (
    "Say who you are in the box below. Everything in this colour is yours to fill in.",
    "Go through the area sheets with your colleagues. Read each row from left to right and choose the level that "
    "is most like your school today. “Not sure” is an honest answer.",
    f"On the sheet “{INPUT}”, choose one level for each area. Say how you know, and what you will do next.",
    "Share it with your partner schools. After you have talked, note there what they said, the level you agreed "
    "and why it was kept or changed.",
    f"Look at the sheet “{OUTPUT}”: ratings and shape change as you fill in. Save as an Excel workbook (.xlsx).",
)
_WORD_STEPS = (
    "Say who you are in the box below. Everything in this colour is yours to fill in.",
    "Go through the sheets of the areas that you look at this time with your colleagues, and talk about them.",
    f"On the sheet “{INPUT}”, write what is strong and what to consider, one point a line, and how you know. "
    "Nothing is graded; the other areas may stay empty.",
    "Share it with your partner schools. After you have talked, note there what they said and what you took from it.",
    f"The sheet “{OUTPUT}” puts it all on one page. Save as an Excel workbook (.xlsx).",
)
_TEXT_STEPS = (
    "Say who you are in the box below. Everything in this colour is yours to fill in.",
    "Go through the area sheets with your colleagues and talk about the questions there.",
    f"On the sheet “{INPUT}”, write for each area how you know, and what you will do next.",
    "Share it with your partner schools. After you have talked, note there what they said and what you took from it.",
    f"The sheet “{OUTPUT}” puts it all on one page. Save as an Excel workbook (.xlsx).",
)


def write_cover(sheet: Any, plan: Plan) -> None:
    """Fill the Cover sheet."""
    styles, framework, submission = plan.styles, plan.framework, plan.submission
    prepare(sheet, footer=f"{framework.title}, version {framework.version}", portrait=True)
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 25)
    sheet.set_column(2, 2, 44)
    sheet.set_column(3, 3, 42)
    title = plan.text(framework.title, "The framework's title")
    sheet.set_row(0, 12)
    sheet.set_row(1, 20)
    sheet.write_string(1, 1, "Plait workbook", styles["subtitle"])
    sheet.merge_range(2, 1, 2, 3, "", styles["cover_title"])
    sheet.write_string(2, 1, title, styles["cover_title"])
    sheet.set_row(2, height(title, 105, 24))
    summary = plan.text(framework.summary, "The framework's summary")
    if summary:
        sheet.merge_range(3, 1, 3, 3, "", styles["plain"])
        sheet.write_string(3, 1, summary, styles["plain"])
        sheet.set_row(3, height(summary, 111))
    sheet.set_row(4, 8)
    sheet.set_row(5, 2)
    _write_heading(sheet, plan, _STEPS_ROW - 1, "How to fill it in")
    steps = _LEVEL_STEPS if plan.levelled else _WORD_STEPS if plan.framework.words else _TEXT_STEPS
    for number, step in enumerate(steps):
        row = _STEPS_ROW + number
        sheet.write_number(row, 0, number + 1, styles["number"])
        sheet.merge_range(row, 1, row, 3, "", styles["plain"])
        sheet.write_string(row, 1, step, styles["plain"])
        sheet.set_row(row, 3 + height(step, 111))
    _write_heading(sheet, plan, COVER_FIELDS_ROW - 1, "Whose this is")
    values: dict[CoverField, str] = {
        CoverField.SCHOOL: submission.school,
        CoverField.ROUND: submission.round,
        CoverField.COMPLETED_BY: submission.completed_by,
        CoverField.CHALLENGED_BY: plan.challenged_by,
        CoverField.PARTNER: submission.partner,
    }
    for number, label in enumerate(CoverField):
        row = COVER_FIELDS_ROW + number
        sheet.set_row(row, 24)
        sheet.write_string(row, 1, label.value, styles["label"])
        sheet.write_string(row, 3, COVER_HINTS[label], styles["quiet_hint"])
        if label is CoverField.URN:
            if submission.urn is None:
                sheet.write_blank(row, COVER_VALUE_COLUMN, None, styles["field_number"])
            else:
                sheet.write_number(row, COVER_VALUE_COLUMN, submission.urn, styles["field_number"])
        elif label is CoverField.DATED:
            if submission.dated is None:
                sheet.write_blank(row, COVER_VALUE_COLUMN, None, styles["field_date"])
            else:
                sheet.write_datetime(row, COVER_VALUE_COLUMN, submission.dated, styles["field_date"])
        else:
            _write_field(sheet, row, plan.text(values[label], label.value), styles["field_line"])
    row = COVER_FIELDS_ROW + len(CoverField) + 1
    notes = (
        "The sheets are protected without a password, so that formulas are not lost by accident. You may add sheets "
        "and notes of your own, move sheets, and make rows taller.",
        f"Framework: {framework.title}, version {framework.version}."
        + (f" Licence: {framework.licence}." if framework.licence else ""),
        framework.source,
    )
    for note in notes:
        text = plan.text(note, "The framework's source")
        if text:
            sheet.merge_range(row, 1, row, 3, "", styles["quiet"])
            sheet.write_string(row, 1, text, styles["quiet"])
            sheet.set_row(row, height(text, 111, 9))
            row += 1
    sheet.set_selection(COVER_FIELDS_ROW, COVER_VALUE_COLUMN, COVER_FIELDS_ROW, COVER_VALUE_COLUMN)
    sheet.activate()
    sheet.set_first_sheet()


def _write_heading(sheet: Any, plan: Plan, row: int, heading: str) -> None:
    sheet.set_row(row, 26)
    for column in (2, 3):
        sheet.write_blank(row, column, None, plan.styles["heading"])
    sheet.write_string(row, 1, heading, plan.styles["heading"])


def _write_field(sheet: Any, row: int, text: str, style: Any) -> None:
    if text:
        sheet.write_string(row, COVER_VALUE_COLUMN, text, style)
    else:
        sheet.write_blank(row, COVER_VALUE_COLUMN, None, style)
