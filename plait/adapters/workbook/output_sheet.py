"""The Output sheet: ratings, positions on the scale, one level for the whole where allowed, and the shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from plait.adapters.palette import INK, LINE, QUIET
from plait.adapters.workbook.layout import (
    CODE_NOT_APPLICABLE,
    CODE_NOT_UNDERSTOOD,
    SUMS,
    CoverField,
    InputColumn,
    answer_code,
)
from plait.adapters.workbook.plan import Plan, height, prepare
from plait.adapters.workbook.rule_words import derived_here, rule_words
from plait.adapters.workbook.sums import Conclusion
from plait.domain.frameworks import Area, Scale
from plait.domain.judgements import Answer
from plait.domain.scoring import derive_overall, settled

_TABLE_ROW = 4
_AREA_COLUMN, _RATING_COLUMN, _FIRST_DOT = 1, 2, 3
_HEADING_HEIGHT = 24


@dataclass(frozen=True, slots=True)
class AreaSums:
    """The references of one area's codes: what its statements suggest, judged, agreed, and what stands."""

    suggested: Conclusion
    judged: str
    agreed: str
    rating: str


@dataclass(frozen=True, slots=True)
class Shape:
    """Where the hidden sums list the names and positions that the chart draws (row numbers from 0)."""

    first: int
    last: int
    scale: Scale


def write_output(sheet: Any, plan: Plan, sums: list[AreaSums], overall: Conclusion | None, shape: Shape | None) -> None:
    """Fill the Output sheet."""
    styles, framework = plan.styles, plan.framework
    prepare(sheet, footer=f"{framework.title}, version {framework.version}")
    sheet.set_row(0, 32)
    sheet.write_string(0, 1, "What the judgements say", styles["title"])
    school, round_ = plan.cover_cell(CoverField.SCHOOL), plan.cover_cell(CoverField.ROUND)
    formula = f'={school}&IF({round_}="","",IF({school}="","",", ")&{round_})'
    now = ", ".join(text for text in (plan.submission.school, plan.submission.round) if text)
    sheet.write_formula(1, 1, formula, styles["subtitle_line"], now)
    sheet.set_column(0, 0, 2)
    sheet.set_column(_AREA_COLUMN, _AREA_COLUMN, 30)
    if plan.levelled:
        _write_levelled(sheet, plan, sums, overall, shape)
    else:
        _write_texts(sheet, plan)


def _write_levelled(
    sheet: Any, plan: Plan, sums: list[AreaSums], overall: Conclusion | None, shape: Shape | None
) -> None:
    styles = plan.styles
    dots = max(len(area.scale) for area in plan.areas)
    columns = _columns(dots)
    sheet.set_column(_RATING_COLUMN, _RATING_COLUMN, 18)
    sheet.set_column(_FIRST_DOT, _FIRST_DOT + dots - 1, 13)
    for name, width in (("judged", 17), ("suggested", 17), ("agreed", 17), ("done", 12), ("note", 44)):
        sheet.set_column(columns[name], columns[name], width)
    sheet.write_string(
        2, 1, "●  where the area stands    ○  where its statements point, if elsewhere", styles["quiet_line"]
    )
    row = _TABLE_ROW
    for scale in scales_of(plan):
        members = [index for index, area in enumerate(plan.areas) if area.scale == scale]
        row = _write_group(sheet, plan, row, scale, members, sums, columns, dots) + 1
    row = _write_overall(sheet, plan, row, overall, columns)
    row = _write_rules(sheet, plan, row, columns)
    if shape is not None:
        _insert_shape(sheet, plan, row, shape)
    sheet.freeze_panes(0, 2)


def _columns(dots: int) -> dict[str, int]:
    start = _FIRST_DOT + dots
    return {name: start + at for at, name in enumerate(("judged", "suggested", "agreed", "done", "note"))}


def scales_of(plan: Plan) -> list[Scale]:
    """The scales in use, the framework's own first, the empty one last."""
    found = list(dict.fromkeys(area.scale for area in plan.areas))
    return sorted(found, key=lambda scale: (scale != plan.framework.scale, not scale))


def _write_group(
    sheet: Any,
    plan: Plan,
    row: int,
    scale: Scale,
    members: list[int],
    sums: list[AreaSums],
    columns: dict[str, int],
    dots: int,
) -> int:
    """A table for the areas that share a scale; the row after it."""
    styles = plan.styles
    sheet.set_row(row, 34)
    heads = {_AREA_COLUMN: "Area", _RATING_COLUMN: "Rating"}
    if scale:
        heads |= {
            columns["judged"]: "Our judgement",
            columns["suggested"]: "Statements suggest",
            columns["agreed"]: "Agreed after challenge",
            columns["done"]: "Statements judged",
            columns["note"]: "To look at again",
        }
    for column, head in heads.items():
        sheet.write_string(row, column, head, styles["head"])
    for position, level in enumerate(scale):
        style = styles.level_centre(position, len(scale))
        sheet.write_string(row, _FIRST_DOT + position, plan.text(level.label, "A level's label"), style)
    first = row + 1
    for index in members:
        row += 1
        _write_area_row(sheet, plan, row, index, sums[index], columns)
    for position in range(len(scale)):
        shade = styles.level_shade(position, len(scale))
        rule = {"type": "cell", "criteria": "==", "value": '"●"', "format": shade}
        sheet.conditional_format(first, _FIRST_DOT + position, row, _FIRST_DOT + position, rule)
    return row + 1


def _write_area_row(sheet: Any, plan: Plan, row: int, index: int, sums: AreaSums, columns: dict[str, int]) -> None:
    styles, area = plan.styles, plan.areas[index]
    title = plan.text(area.title, "An area's title")
    sheet.write_string(row, _AREA_COLUMN, title, styles["cell_middle_bold"])
    sheet.set_row(row, max(24, height(title, 27)))
    if not area.scale:
        sheet.write_string(row, _RATING_COLUMN, "Has no levels", styles["cell_middle"])
        return
    scale, entry = area.scale, plan.submission.area(area.id)
    derived = derived_here(area, plan.submission)
    stands = settled(entry, derived)

    def words(column: int, code: str, answer: Answer, none: str, style: str) -> None:
        formula = f"={plan.words_of_code(scale, code, f'{chr(34)}{none}{chr(34)}')}"
        sheet.write_formula(row, column, formula, styles[style], plan.words_now(scale, answer, none))

    words(_RATING_COLUMN, sums.rating, stands, "Not yet judged", "cell_middle_bold")
    words(columns["judged"], sums.judged, entry.answer, "–", "cell_middle")
    words(columns["suggested"], sums.suggested.level, derived.level, "–", "cell_middle")
    words(columns["agreed"], sums.agreed, entry.agreed, "–", "cell_middle")
    stands_code, suggested_code = answer_code(scale, stands), answer_code(scale, derived.level)
    for position in range(len(scale)):
        column, code = _FIRST_DOT + position, position + 1
        formula = f'=IF({sums.rating}={code},"●",IF({sums.suggested.level}={code},"○",""))'
        now = "●" if stands_code == code else "○" if suggested_code == code else ""
        sheet.write_formula(row, column, formula, styles["dot"], now)
    counted = sums.suggested
    total = len(area.statements)
    done = f"{counted.rated}+{counted.not_applicable}"
    sheet.write_formula(
        row,
        columns["done"],
        f'={done}&" of {total}"',
        styles["cell_centre"],
        f"{derived.rated + derived.not_applicable} of {total}",
    )
    formula, note = _note(area, sums, entry.answer, derived.level, derived.unanswered, derived.unsure)
    sheet.write_formula(row, columns["note"], formula, styles["cell_quiet"], note)


def _note(
    area: Area, sums: AreaSums, judged: Answer, suggested: Answer, unanswered: int, unsure: int
) -> tuple[str, str]:
    """A formula for one thing worth another look, and what it shows at present."""
    counted = sums.suggested
    odd_words = "An answer is not one of the levels: choose it from the list."
    differ_words = "Judgement and statements differ: does the evidence say why?"
    formula = (
        f'=IF({sums.judged}={CODE_NOT_UNDERSTOOD},"{odd_words}",IF({sums.agreed}={CODE_NOT_UNDERSTOOD},"{odd_words}",'
        f'IF({counted.not_understood}>0,"{odd_words}",'
        f"IF(AND({sums.judged}>0,{sums.judged}<{CODE_NOT_APPLICABLE},{counted.level}>0,{sums.judged}<>{counted.level}),"
        f'"{differ_words}",'
        f'IF({counted.unanswered}>0,"Statements still open: "&{counted.unanswered}&".",'
        f'IF({counted.unsure}>0,"Statements not sure: "&{counted.unsure}&".",""))))))'
    )
    codes = answer_code(area.scale, judged), answer_code(area.scale, suggested)
    if 0 < codes[0] < CODE_NOT_APPLICABLE and codes[1] and codes[0] != codes[1]:
        return formula, differ_words
    if unanswered:
        return formula, f"Statements still open: {unanswered}."
    return formula, f"Statements not sure: {unsure}." if unsure else ""


def _write_overall(sheet: Any, plan: Plan, row: int, overall: Conclusion | None, columns: dict[str, int]) -> int:
    """The level for the whole, or why there is none; the row after it."""
    styles, framework = plan.styles, plan.framework
    sheet.set_row(row, 26)
    sheet.write_string(row, _AREA_COLUMN, "Overall", styles["cell_middle_bold"])
    note = plan.text(framework.overall.note, "The note on the overall level")
    if overall is not None:
        answers = [
            (area.id, settled(plan.submission.area(area.id), derived_here(area, plan.submission)))
            for area in plan.areas
        ]
        derived = derive_overall(framework, answers)
        formula = plan.words_of_code(framework.scale, overall.level, '"Not yet"')
        now = plan.words_now(framework.scale, derived.level if derived is not None else None, "Not yet")
        sheet.write_formula(row, _RATING_COLUMN, f"={formula}", styles["cell_middle_bold"], now)
        said = note
    else:
        sheet.write_string(row, _RATING_COLUMN, "None", styles["cell_middle_bold"])
        said = note or "This framework does not put its areas together into one level."
    sheet.merge_range(row, _FIRST_DOT, row, columns["note"], "", styles["cell_quiet_middle"])
    sheet.write_string(row, _FIRST_DOT, said, styles["cell_quiet_middle"])
    return row + 2


def _write_rules(sheet: Any, plan: Plan, row: int, columns: dict[str, int]) -> int:
    """Each rule in use in words; the row after them."""
    styles = plan.styles
    said: dict[str, list[str]] = {}
    for area in plan.areas:
        if area.scale and area.statements:
            said.setdefault(rule_words(area.rule, area.scale), []).append(area.short)
    for words, shorts in said.items():
        where = "" if len(said) == 1 else f" ({', '.join(shorts)})"
        text = f"How statements lead to a level{where}: {words}"
        sheet.merge_range(row, _AREA_COLUMN, row, columns["note"], "", styles["quiet"])
        sheet.write_string(row, _AREA_COLUMN, plan.text(text, "A rule"), styles["quiet"])
        sheet.set_row(row, height(text, 190, 9))
        row += 1
    return row + 1


def _insert_shape(sheet: Any, plan: Plan, row: int, shape: Shape) -> None:
    """The shape as a native chart: a filled radar, or bars where there are too few areas for a radar."""
    styles = plan.styles
    size, areas = len(shape.scale), shape.last - shape.first + 1
    steps = ", ".join(f"{position} {level.label}" for position, level in enumerate(shape.scale, 1))
    sheet.set_row(row, _HEADING_HEIGHT)
    sheet.write_string(row, _AREA_COLUMN, "The shape", styles["heading"])
    for column in range(_RATING_COLUMN, _columns(max(len(area.scale) for area in plan.areas))["note"] + 1):
        sheet.write_blank(row, column, None, styles["heading"])
    left_out = [area.title for area in plan.areas if area.scale != shape.scale]
    said = f"Steps from the centre: {steps}. An area with no level yet lies at the centre."
    if areas < 3:
        said = f"Steps: {steps}. An area with no level yet has no bar."
    if left_out:
        said += f" Not drawn, as their levels are others: {', '.join(left_out)}."
    sheet.write_string(row + 1, _AREA_COLUMN, plan.text(said, "The picture's legend"), styles["quiet_line"])
    kind: dict[str, Any] = {"type": "radar", "subtype": "filled"} if areas >= 3 else {"type": "bar"}
    chart = plan.book.add_chart(kind)
    fill = {"color": "#2b7283", "transparency": 45} if areas >= 3 else {"color": "#2b7283"}
    chart.add_series(
        {
            "name": "Rating",
            "categories": [SUMS, shape.first, 0, shape.last, 0],
            "values": [SUMS, shape.first, 1, shape.last, 1],
            "fill": fill,
            "border": {"color": INK, "width": 2},
            "line": {"color": INK, "width": 2},
        }
    )
    axis = {
        "min": 0,
        "max": size,
        "major_unit": 1,
        "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.75}},
        "num_font": {"color": QUIET, "size": 9},
        "num_format": "0",
        "line": {"color": LINE},
    }
    names = {"num_font": {"color": INK, "size": 11, "bold": True}, "major_gridlines": {"visible": False}}
    if areas >= 3:
        chart.set_x_axis({**names, "major_gridlines": axis["major_gridlines"]})
        chart.set_y_axis(axis)
    else:
        chart.set_x_axis(axis)
        chart.set_y_axis({**names, "reverse": True})
    chart.set_legend({"none": True})
    chart.set_title({"none": True})
    chart.set_chartarea({"border": {"none": True}})
    chart.show_hidden_data()
    chart.set_size({"width": 760, "height": 520 if areas >= 3 else 120 + 60 * areas})
    description = (
        f"The rating of {areas} areas as a {'filled radar' if areas >= 3 else 'bar'} chart, from 0 to {size}. "
        "The table above says the same in words."
    )
    sheet.insert_chart(row + 2, _AREA_COLUMN, chart, {"description": description, "object_position": 2})


def _write_texts(sheet: Any, plan: Plan) -> None:
    """For frameworks without levels: what was written, on one page."""
    styles = plan.styles
    said = "This framework asks questions and has no levels, so there is nothing to add up and no shape to draw."
    sheet.write_string(2, 1, said, styles["quiet_line"])
    for column, (head, width) in enumerate((("Area", 30), ("How we know", 70), ("Key actions", 60)), 1):
        sheet.set_column(column, column, width)
        sheet.write_string(_TABLE_ROW, column, head, styles["head"])
    for index, area in enumerate(plan.areas):
        row = _TABLE_ROW + 1 + index
        entry = plan.submission.area(area.id)
        sheet.write_string(row, 1, plan.text(area.title, "An area's title"), styles["cell_bold"])
        kept_texts = []
        for column, (head, text) in enumerate(
            ((InputColumn.EVIDENCE, entry.evidence), (InputColumn.ACTIONS, entry.actions)), 2
        ):
            cell = plan.input_cell(index, head)
            kept_texts.append(plan.text(text, head.value))
            sheet.write_formula(row, column, f'=IF({cell}="","",{cell})', styles["linked"], kept_texts[-1])
        sheet.set_row(row, max(height(text, 58, least=5) for text in kept_texts))
    sheet.freeze_panes(_TABLE_ROW + 1, 2)
