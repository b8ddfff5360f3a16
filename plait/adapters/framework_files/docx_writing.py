"""A framework → a Word document that carries every text: one table an area, real headings, landscape."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from plait.adapters.framework_files.answer_rows import ANSWER_HEADS, RULE_HEADS, answer_rows, rule_rows
from plait.adapters.framework_files.mapping import LEVELS, answers_named, as_mapping
from plait.domain.frameworks import Area, Framework, Rule

ABOUT_HEADS = ("Key", "Value")
LEVEL_HEADS = ("Value", "Label", "Rank", "Meaning")
AREA_HEADS = ("Id", "Title", "Short", "Applies to", "Rule")
ANSWER_SET = ANSWER_HEADS[0]


def docx_bytes(framework: Framework, at: datetime) -> bytes:
    """The document. ``at``: the moment that its properties give as its making."""
    document = docx.Document()
    _page(document, framework, at)
    document.add_paragraph(framework.title, style="Title")
    if framework.summary:
        for part in framework.summary.split("\n\n"):
            document.add_paragraph(part)
    _table(document, ABOUT_HEADS, _about(framework))
    scales = {area.scale: area for area in framework.areas if area.scale and area.scale != framework.scale}
    if framework.scale:
        document.add_heading("Levels", 1)
        _table(document, LEVEL_HEADS, [_level(level) for level in framework.scale])
    if framework.answer_sets:
        document.add_heading("Answer sets", 1)
        answers = [tuple(str(cell) for cell in row) for row in answer_rows(as_mapping(framework))]
        _table(document, ANSWER_HEADS, answers)
    more = [tuple(str(cell) for cell in row) for row in rule_rows(framework)]
    if more:
        document.add_heading("Rules, level by level", 1)
        _table(document, RULE_HEADS, more)
    document.add_heading("Areas", 1)
    rows: list[tuple[str, ...]] = [
        (area.id, area.title, area.short, ", ".join(sorted(area.applies_to)), _rule(area.rule))
        for area in framework.areas
    ]
    sets = [(area.answers.id or LEVELS) if area.answers != framework.answers else "" for area in framework.areas]
    if any(sets):
        rows = [(*row, name) for row, name in zip(rows, sets, strict=True)]
    _table(document, (*AREA_HEADS, ANSWER_SET) if any(sets) else AREA_HEADS, rows)
    for area in framework.areas:
        _area(document, area, area.scale in scales)
    _translations(document, framework)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any, framework: Framework, at: datetime) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(1.6)
    section.top_margin = section.bottom_margin = Cm(1.6)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10)
    properties = document.core_properties
    properties.title, properties.author, properties.language = framework.title, "", framework.language
    properties.created = properties.modified = at.replace(tzinfo=None)


def _about(framework: Framework) -> list[tuple[str, ...]]:
    rows = [
        ("id", framework.id),
        ("version", framework.version),
        ("language", framework.language),
        ("licence", framework.licence),
        ("source", framework.source),
        ("rule", _rule(framework.rule)),
        ("overall", "allowed" if framework.overall.allowed else "not allowed"),
    ]
    if framework.overall.rule is not None:
        rows.append(("overall rule", _rule(framework.overall.rule)))
    rows.append(("answers", framework.answers.id))
    rows += [("overall note", framework.overall.note), ("supersedes", framework.supersedes or "")]
    moved = "\n".join(f"{old} → {', '.join(new) or 'retired'}" for old, new in framework.statement_map.items())
    rows.append(("moved", moved))
    return [row for row in rows if row[1]]


def _rule(rule: Rule) -> str:
    parts = [f"{name} {value}" for name, value in (("floor", rule.floor), ("cap", rule.cap)) if value is not None]
    return f"{rule.kind.value} ({', '.join(parts)})" if parts else rule.kind.value


def _level(level: Any) -> tuple[str, ...]:
    return (str(level.value), level.label, str(level.rank), level.meaning)


def _area(document: Any, area: Area, own_scale: bool) -> None:
    document.add_heading(area.title, 1)
    for part in area.summary.split("\n\n") if area.summary else ():
        document.add_paragraph(part)
    if own_scale:
        _table(document, LEVEL_HEADS, [_level(level) for level in area.scale])
    for title, lines in (("Prompts", area.prompts), ("Evidence", area.evidence)):
        if lines:
            document.add_heading(title, 2)
            for line in lines:
                document.add_paragraph(line, style="List Bullet")
    if not area.statements:
        return
    optional = {
        "Prompts": ["\n".join(item.prompts) for item in area.statements],
        "Evidence": ["\n".join(item.evidence) for item in area.statements],
        "Weight": [f"{item.weight:g}" if item.weight != 1 else "" for item in area.statements],
        "Essential": ["yes" if item.essential else "" for item in area.statements],
        ANSWER_SET: [answers_named(item, area) for item in area.statements],
        "Rung": [item.rung for item in area.statements],
    }
    extra = [name for name, cells in optional.items() if any(cells)]
    levels = [f"{level.value} {level.label}" if isinstance(level.value, int) else level.label for level in area.scale]
    rows = [
        (item.id, item.text, *(item.descriptor(level) for level in area.scale), *(optional[name][at] for name in extra))
        for at, item in enumerate(area.statements)
    ]
    document.add_heading("Statements", 2)
    _table(document, ("Id", "Statement", *levels, *extra), rows, small=True)


def _translations(document: Any, framework: Framework) -> None:
    if not framework.translations:
        return
    document.add_heading("Translations", 1)
    rows = [(language, key, text) for language, said in framework.translations.items() for key, text in said.items()]
    _table(document, ("Language", "Key of the text", "Text"), rows)


_WIDTH = 26.5  # centimetres between the margins
_NARROW = {"Key": 3.5, "Value": 3.5, "Label": 4.0, "Rank": 1.3, "Id": 3.4, "Title": 7.0, "Short": 4.0, "Weight": 1.4}
_NARROW |= {"Essential": 1.8, "Statement": 3.6, "Language": 2.0, "Key of the text": 8.0}


def _widths(heads: tuple[str, ...]) -> list[float]:
    """A width for each column: what is short gets little, the rest share what is left."""
    fixed = {head: _NARROW[head] for head in heads[:-1] if head in _NARROW}
    rest = (_WIDTH - sum(fixed.values())) / (len(heads) - len(fixed))
    return [fixed.get(head, rest) for head in heads[:-1]] + [rest]


def _table(document: Any, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], small: bool = False) -> None:
    """A table with a heading row that is repeated on every page; no row is torn in two."""
    table = document.add_table(rows=len(rows) + 1, cols=len(heads), style="Table Grid")
    cells = table._cells  # once: the property walks the whole table
    size = Pt(8 if small and len(heads) > 4 else 9)
    widths = [Cm(width) for width in _widths(heads)]
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, row in enumerate((heads, *rows)):
        for at, text in enumerate(row):
            cell = cells[number * len(heads) + at]
            cell.width = widths[at]
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(text)
            run.font.size = size
            run.bold = number == 0 or None
    for number, row_element in enumerate(table._tbl.tr_lst):
        for name in ("w:cantSplit", "w:tblHeader") if number == 0 else ("w:cantSplit",):
            mark = OxmlElement(name)
            mark.set(qn("w:val"), "true")
            row_element.get_or_add_trPr().append(mark)
    document.add_paragraph()
