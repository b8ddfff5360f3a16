"""The page of the Word report: size, styles, running head and foot, fields."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from plait.adapters import palette
from plait.adapters.documents.content import Report

WIDTH_MM = 166.0
FONT = "Calibri"
"""A face that the people who edit this already have; LibreOffice has one of the same widths."""

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""The file's own dates stay fixed, so that the same report is the same file."""


def set_up(document: Any, report: Report) -> None:
    core = document.core_properties
    core.title, core.author, core.subject = report.title[:250], report.school[:250], report.framework[:250]
    core.language, core.comments, core.last_modified_by = "en-GB", "", ""
    core.created = core.modified = EPOCH
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(25), Mm(22)
    styles = document.styles
    _face(styles["Normal"], 10.5, palette.INK, after=6)
    styles["Normal"].paragraph_format.line_spacing = 1.12
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    styles["Normal"].element.get_or_add_rPr().append(language)
    _face(styles["Title"], 26, palette.INK, bold=True, after=2)
    _face(styles["Subtitle"], 12.5, palette.INK, after=8)
    _face(styles["Heading 1"], 20, palette.INK, bold=True, before=0, after=8)
    _face(styles["Heading 2"], 13, palette.INK, bold=True, before=14, after=5)
    _face(styles["Heading 3"], 11, palette.INK, bold=True, before=10, after=3)
    _face(styles["List Bullet"], 10.5, palette.INK, after=3)
    _face(styles["Caption"], 9, palette.QUIET, after=6)
    for name in ("Title", "Heading 1"):
        for border in styles[name].element.findall(f".//{qn('w:pBdr')}"):
            border.getparent().remove(border)
    head = section.header.paragraphs[0]
    head.text = " · ".join(part for part in (report.school, report.round, report.framework) if part)
    coloured(head, palette.QUIET, 8.5)
    foot = section.footer.paragraphs[0]
    foot.text = f"Who may see this: {report.visible}\t"
    foot.paragraph_format.tab_stops.clear_all()
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH_MM), alignment=2)
    field(foot, "PAGE", "1")
    foot.add_run(" of ")
    field(foot, "NUMPAGES", "1")
    coloured(foot, palette.QUIET, 8.5)


def _face(style: Any, size: float, colour: str, *, bold: bool = False, before: float = 0, after: float = 0) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(colour.lstrip("#"))
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        if "Theme" in key:
            del fonts.attrib[key]
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), FONT)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def coloured(paragraph: Paragraph, colour: str, size: float | None = None) -> Paragraph:
    for run in paragraph.runs:
        run.font.color.rgb = RGBColor.from_string(colour.lstrip("#"))
        if size:
            run.font.size = Pt(size)
    return paragraph


def field(paragraph: Paragraph, code: str, shown: str) -> None:
    """A field that Word works out itself, with something to show until it does."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", shown), ("end", "")):
        run = paragraph.add_run(text if kind == "text" else "")
        if kind == "text":
            continue
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = f" {text} "
        run._r.append(part)
