"""A framework → a file of any format that Plait writes."""

from __future__ import annotations

from datetime import datetime

from plait.adapters.framework_files.case_writing import case_bytes
from plait.adapters.framework_files.csv_writing import csv_bytes, left_out
from plait.adapters.framework_files.docx_writing import docx_bytes
from plait.adapters.framework_files.xlsx_writing import xlsx_bytes
from plait.adapters.framework_files.yaml_text import yaml_text
from plait.domain.frameworks import Framework

WRITABLE: dict[str, str] = {"yaml": "yaml", "yml": "yaml", "json": "case", "xlsx": "xlsx", "csv": "csv", "docx": "docx"}
"""The ending of a file's name → its format."""


class CannotWrite(Exception):
    """The framework does not fit into the format. The text says why."""


def write(framework: Framework, form: str, at: datetime) -> bytes:
    """The file. ``form``: ``yaml``, ``case``, ``xlsx``, ``csv`` or ``docx``; ``at``: when, for formats that say so.

    YAML, CASE and XLSX lose nothing; DOCX carries every text; what CSV leaves out is told by :func:`not_carried`.
    Raises :class:`CannotWrite`.
    """
    if form == "yaml":
        return yaml_text(framework).encode()
    if form == "case":
        return case_bytes(framework, at)
    if form == "xlsx":
        return xlsx_bytes(framework, at)
    if form == "csv":
        return csv_bytes(framework)
    if form == "docx":
        return docx_bytes(framework, at)
    raise CannotWrite(f"“{form}” is no format that frameworks are written in.")


def not_carried(framework: Framework, form: str) -> list[str]:
    """What the format has no room for and this framework holds."""
    return left_out(framework) if form == "csv" else []
