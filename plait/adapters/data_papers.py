"""Data protection papers as Markdown, HTML and Word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO

from docx import Document
from docx.shared import Cm
from markupsafe import Markup

from plait.adapters import palette
from plait.domain.data_papers import Paper, Table


def _made(paper: Paper) -> str:
    return f"Made by Plait on {paper.made_on.day} {paper.made_on:%B %Y}."


def as_markdown(paper: Paper) -> bytes:
    lines = [f"# {paper.title}", "", _made(paper), ""]
    for section in paper.sections:
        lines += [f"## {section.heading}", ""]
        for text in section.paragraphs:
            lines += [text, ""]
        if section.table:
            lines += [*_rows(section.table), ""]
    return "\n".join(lines).encode()


def _rows(table: Table) -> list[str]:
    columns, rows = table

    def line(cells: tuple[str, ...]) -> str:
        return f"| {' | '.join(' '.join(cell.replace('|', chr(92) + '|').split()) for cell in cells)} |"

    return [line(columns), f"|{'---|' * len(columns)}", *(line(row) for row in rows)]


def as_html(paper: Paper) -> bytes:
    """One page that needs no network; every text is escaped."""
    css = Markup(
        "body{{font-family:{fonts};line-height:1.5;max-width:60rem;margin:2rem auto;padding:0 1rem;color:{ink}}}"
        "table{{border-collapse:collapse;width:100%}}td,th{{border:1px solid {line};padding:.4rem;text-align:left;"
        "vertical-align:top}}"
    ).format(fonts=Markup(palette.FONTS), ink=palette.INK, line=palette.LINE)  # noqa: S704  our own constants
    body = Markup("").join(
        Markup("<h2>{}</h2>{}{}").format(
            section.heading,
            Markup("").join(Markup("<p>{}</p>").format(text) for text in section.paragraphs),
            _html_table(section.table, section.heading) if section.table else "",
        )
        for section in paper.sections
    )
    page = Markup(
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title><style>{css}</style>'
        "</head><body><main><h1>{title}</h1><p>{made}</p>{body}</main></body></html>\n"
    ).format(title=paper.title, css=css, made=_made(paper), body=body)
    return str(page).encode()


def _html_table(table: Table, caption: str) -> Markup:
    columns, rows = table
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(cell) for cell in columns)
    lines = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(cell) for cell in row))
        for row in rows
    )
    return Markup("<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(
        caption, head, lines
    )


def as_word(paper: Paper) -> bytes:
    """With real headings and tables, to be filled in."""
    document = Document()
    for part in document.sections:
        part.left_margin = part.right_margin = Cm(2)
    document.core_properties.title = paper.title
    document.core_properties.author = "Plait"
    document.add_heading(paper.title, 0)
    document.add_paragraph(_made(paper))
    for section in paper.sections:
        document.add_heading(section.heading, 1)
        for text in section.paragraphs:
            document.add_paragraph(text)
        if section.table:
            columns, rows = section.table
            table = document.add_table(rows=1, cols=len(columns), style="Table Grid")
            for cell, text in zip(table.rows[0].cells, columns, strict=True):
                cell.paragraphs[0].add_run(text).bold = True
            for row in rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
    out = BytesIO()
    document.save(out)
    return out.getvalue()


WRITERS: Mapping[str, Callable[[Paper], bytes]] = {"md": as_markdown, "html": as_html, "docx": as_word}
"""Suffix to what writes it."""
