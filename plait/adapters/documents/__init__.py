"""A round's report as a file: one :class:`~plait.domain.diagnosis.Diagnosis` in, bytes of any format out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from plait.adapters.documents.html import html
from plait.adapters.documents.pdf import pdf
from plait.adapters.documents.record import as_json, record
from plait.adapters.documents.word import word
from plait.adapters.documents.xlsx import xlsx
from plait.domain.diagnosis import Diagnosis

__all__ = ["FORMATS", "Format", "as_json", "html", "pdf", "record", "word", "xlsx"]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file that a report can be. ``label`` is for a person choosing one."""

    suffix: str
    label: str
    content_type: str
    write: Callable[[Diagnosis], bytes]


FORMATS = {
    item.suffix: item
    for item in (
        Format("pdf", "PDF", "application/pdf", pdf),
        Format("docx", "Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", word),
        Format("html", "Web page", "text/html; charset=utf-8", html),
        Format("xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx),
        Format("json", "Data (JSON)", "application/json", as_json),
    )
}
"""By suffix, in the order in which people look for them."""
