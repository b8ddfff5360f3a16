"""The report as a Word document that people can edit: real styles, heads on table rows, alternatives for
pictures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from docx.text.paragraph import Paragraph

from plait.adapters import palette
from plait.adapters.documents.areas import AreaPart
from plait.adapters.documents.content import Figure, Report, report_of
from plait.adapters.documents.pdf import picture
from plait.adapters.documents.tables import Table
from plait.adapters.documents.word_page import WIDTH_MM, coloured, set_up
from plait.domain.diagnosis import Diagnosis


def word(diagnosis: Diagnosis) -> bytes:
    """The report on ``diagnosis`` as .docx."""
    return word_of(report_of(diagnosis))


def word_of(report: Report) -> bytes:
    """The Word document of a report that is already in words."""
    document = Document()
    set_up(document, report)
    _summary(document, report)
    for area in report.areas:
        _area(document, area)
    _appendix(document, report)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


# --- small pieces


def _small(document: Any, words: str) -> None:
    if words:
        document.add_paragraph(words, style="Caption")


def _said(document: Any, paragraphs: Sequence[str]) -> None:
    for words in paragraphs:
        document.add_paragraph(words)


def _points(document: Any, points: Sequence[str]) -> None:
    for words in points:
        document.add_paragraph(words, style="List Bullet")


def _strong(document: Any, words: str) -> Paragraph:
    paragraph: Paragraph = document.add_paragraph()
    paragraph.add_run(words).bold = True
    return paragraph


def _figure(document: Any, figure: Figure, width: float) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_together = True
    drawn = paragraph.add_run().add_picture(io.BytesIO(picture(figure)), width=Mm(width))
    tallest = Mm(215)
    if drawn.height > tallest:
        drawn.width, drawn.height = Emu(int(drawn.width * tallest / drawn.height)), tallest
    described = drawn._inline.docPr
    described.set("descr", figure.alt)
    described.set("title", figure.title)
    _small(document, figure.note)


def _table(document: Any, table: Table, *, first_strong: bool = True) -> None:
    grid = document.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.LEFT
    grid.autofit = False
    _light_borders(grid)
    _describe(grid, table.caption)
    total = sum(table.widths)
    widths = [Mm(WIDTH_MM * share / total) for share in table.widths]
    for cell, name in zip(grid.rows[0].cells, table.columns, strict=True):
        _cell(cell, (name,), strong=True)
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    grid.rows[0]._tr.get_or_add_trPr().append(repeated)
    for cell in grid.rows[0].cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    for row in table.rows:
        cells = grid.add_row().cells
        for index, words in enumerate(row):
            _cell(cells[index], words.split("\n"), strong=first_strong and index == 0)
    for row in grid.rows:
        if sum(len(cell.text) for cell in row.cells) < 1400:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    _small(document, table.note)
    if not table.note:
        document.add_paragraph().paragraph_format.space_after = Pt(2)


def _cell(cell: Any, lines: Sequence[str], *, strong: bool = False) -> None:
    for index, words in enumerate(lines):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        run = paragraph.add_run(words)
        run.bold, run.font.size = strong, Pt(9.5)


def _light_borders(grid: Any) -> None:
    properties = grid._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        edge = OxmlElement(f"w:{side}")
        lines = side in ("bottom", "insideH", "top")
        edge.set(qn("w:val"), "single" if lines else "nil")
        edge.set(qn("w:sz"), "4")
        edge.set(qn("w:color"), (palette.EDGE if side == "top" else palette.LINE).lstrip("#"))
        borders.append(edge)
    properties.append(borders)


def _describe(grid: Any, words: str) -> None:
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), words[:250])
    grid._tbl.tblPr.append(caption)


def _contents(document: Any, titles: Sequence[str]) -> None:
    """A contents field: the titles are there at once, Word adds page numbers when asked to update it."""
    first = document.add_paragraph()
    for kind in ("begin", "", "separate"):
        run = first.add_run()
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = ' TOC \\o "1-1" \\h \\z \\u '
        run._r.append(part)
    for index, title in enumerate(titles):
        paragraph = first if index == 0 else document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.add_run(title)
    last = OxmlElement("w:fldChar")
    last.set(qn("w:fldCharType"), "end")
    document.paragraphs[-1].add_run()._r.append(last)


# --- parts


def _summary(document: Any, report: Report) -> None:
    coloured(_strong(document, "Diagnostic report"), palette.ACCENT, 9.5)
    document.add_paragraph(report.school, style="Title")
    subtitle = " · ".join(part for part in (report.framework, report.round) if part)
    document.add_paragraph(subtitle, style="Subtitle")
    for label, value in report.facts:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.add_run(f"{label}: ")
        coloured(paragraph, palette.QUIET, 9.5)
        paragraph.add_run(value).font.size = Pt(9.5)
    document.add_heading(report.finding, 2)
    if report.shape:
        _figure(document, report.shape, 112)
    _small(document, report.no_picture)
    if report.moved:
        document.add_heading("What moved", 3)
        _points(document, report.moved)
    if report.challenge:
        document.add_heading(report.titles.challenge, 3)
        document.add_paragraph(report.challenge)
    for title, points, note in (
        (report.titles.strengths, report.strengths, report.strengths_note),
        (report.titles.consider, report.consider, report.consider_note),
    ):
        if points or note:
            document.add_heading(title, 3)
            _points(document, points)
            _small(document, note)
    if report.overall_words:
        document.add_heading(f"Overall: {report.overall}" if report.overall else "Overall", 3)
        _said(document, report.overall_words)
    document.add_heading("Next steps", 3)
    for step in report.steps:
        paragraph = _strong(document, step.area)
        if not step.planned:
            paragraph.add_run(" (from the next level up)")
        paragraph.add_run().add_break()
        paragraph.add_run(step.text)
        if step.details:
            paragraph.add_run().add_break()
            paragraph.add_run(step.details).font.size = Pt(9.5)
    _small(document, report.steps_note)
    if report.dots:
        document.add_heading("Every area, every view, on the scale", 2)
        _figure(document, report.dots, WIDTH_MM)
    if report.agreement:
        document.add_heading("How near the views are", 2)
        _said(document, report.agreement)
    _said(document, report.notes)
    document.add_heading("In this report", 2)
    areas = [f"{area.number} {area.title}" for area in report.areas]
    _contents(document, [*areas, *report.last_parts.values()])


def _area(document: Any, area: AreaPart) -> None:
    heading = document.add_heading(f"{area.number} {area.title}", 1)
    heading.paragraph_format.page_break_before = True
    if area.summary:
        coloured(document.add_paragraph(area.summary), palette.QUIET)
    if area.bare:
        heading.paragraph_format.page_break_before = area.number == 1
        if area.has_levels:
            _strong(document, area.word)
        document.add_paragraph(area.bare)
        return
    if area.has_levels:
        word_ = document.add_paragraph()
        chosen = word_.add_run(area.word)
        chosen.bold, chosen.font.size = True, Pt(24)
        if area.basis:
            word_.add_run(f"   {area.basis}")
        _strip(document, area)
        _said(document, [words for words in (area.meaning,) if words])
        if area.change:
            _strong(document, area.change)
        if area.rule_words:
            rule = document.add_paragraph()
            rule.add_run("How the statements add up. ").bold = True
            rule.add_run(f"{area.rule} {area.rule_words}")
            _said(document, [words for words in (area.note,) if words])
    for one in area.said:
        document.add_heading(one.title, 2)
        _points(document, one.points)
        _small(document, one.none)
    if area.prompts and not area.said:
        document.add_heading("Questions this area asks", 2)
        _points(document, area.prompts)
    document.add_heading("Your school beside its peers", 2)
    if area.views:
        _table(document, _views(area))
    _small(document, area.no_views)
    if area.challenge:
        _strong(document, area.challenge)
        _said(document, area.challenge_reason)
        _small(document, area.challenge_by)
    if area.comments:
        document.add_heading("Comments noted", 2)
        _said(document, area.comments)
    document.add_heading("Evidence", 2)
    for number, words in area.evidence:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{number}  ").bold = True
        paragraph.add_run(words)
    _small(document, area.no_evidence)
    document.add_heading("Actions", 2)
    if area.actions:
        _table(document, area.actions)
    _small(document, area.no_actions)
    if area.next_title:
        document.add_heading(area.next_title, 2)
        document.add_paragraph(area.next_words).paragraph_format.keep_with_next = area.next_table is not None
        if area.next_table:
            _table(document, area.next_table)


def _views(area: AreaPart) -> Table:
    """Who said what; without the column of levels where the framework has none."""
    said = ["\n".join(part for part in (view.words, *view.paragraphs) if part) or "–" for view in area.views]
    caption = f"Views of {area.title}"
    if not area.has_levels:
        rows = tuple((view.who, words) for view, words in zip(area.views, said, strict=True))
        return Table(caption, ("Who", "What they said"), rows, (1.5, 5))
    levelled = tuple((view.who, view.level or "–", words) for view, words in zip(area.views, said, strict=True))
    return Table(caption, ("Who", "Level", "What they said"), levelled, (1.5, 1.1, 3.9))


def _strip(document: Any, area: AreaPart) -> None:
    """All levels in a row of words, the chosen one marked by shape and weight."""
    paragraph = document.add_paragraph()
    for index, place in enumerate(area.strip):
        if index:
            paragraph.add_run("  ›  ")
        words = f"● {place.label}" if place.chosen else place.label
        run = paragraph.add_run(f"{words} (○ last time)" if place.earlier else words)
        run.bold = place.chosen


def _appendix(document: Any, report: Report) -> None:
    titles = report.last_parts

    def heading(key: str) -> None:
        first = next(iter(titles))
        document.add_heading(titles[key], 1).paragraph_format.page_break_before = key == first

    if report.checked:
        heading("fact-check")
        _said(document, report.checked)
        if report.corrections:
            document.add_heading(report.corrections.caption, 2)
            _table(document, report.corrections)
    if report.whole_actions:
        heading("actions")
        _table(document, report.whole_actions)
    if report.numbers:
        heading("numbers")
        for table in (report.numbers, report.history, *report.statements):
            if table:
                document.add_heading(table.caption, 2)
                _table(document, table)
    heading("method")
    _said(document, report.method)
