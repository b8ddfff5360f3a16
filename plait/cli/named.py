"""The framework that a command line names, built in or in a file, and what is said of a file that was read."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Any

from plait.adapters import framework_files
from plait.adapters.framework_files import Doubt, Fault, Reading
from plait.cli.output import USAGE, Stop, fault, read_input, warn
from plait.domain.frameworks import Framework

READABLE_WORDS = "YAML, CASE or other .json, .xlsx, .csv, .docx, .md or .html"


def framework_named(name: str) -> Framework:
    """The framework called ``name``: a path to a file, ``teaching-school`` or ``teaching-school@1``.

    Raises :class:`Stop` with every fault of the file, or with what is built in.
    """
    path = Path(name)
    if path.suffix.lower().lstrip(".") in framework_files.READABLE or "/" in name or path.is_file():
        found = framework_files.read(read_input(path, limit=framework_files.READ_LIMIT), path.name)
        tell(path, found)
        if found.framework is None:
            raise Stop(fault(path, "no framework was found in this file."))
        return found.framework
    framework = framework_files.find(name)
    if framework is None:
        names = [known.id for known in framework_files.built_in()] + [
            known.name for known in framework_files.built_in()
        ]
        close = get_close_matches(name, names, 1)
        hint = f"Did you mean {close[0]}?" if close else "Name one of these, or a file."
        built_in = ", ".join(dict.fromkeys(known.name for known in framework_files.built_in()))
        raise Stop(f"“{name}” is not a framework that is built in. {hint} Built in: {built_in}.", status=USAGE)
    return framework


def tell(file: Path, found: Reading) -> None:
    """Warnings and doubts on standard error, a line each; raises :class:`Stop` with the errors, if there are any."""
    for warning in found.warnings:
        warn(fault(file, f"(warning) {warning.message}", row=warning.line, cell=warning.cell))
    for doubt in found.doubts:
        warn(fault(file, f"(doubt) {doubt}", row=doubt.place.row, cell=doubt.place.cell))
    if found.errors:
        raise Stop(*(fault(file, error.message, row=error.line, cell=error.cell) for error in found.errors))


def reading_as_json(found: Reading) -> dict[str, Any]:
    """What a file was read as: counts, errors, warnings and doubts, each with its place."""
    outline = found.outline
    return {
        "id": outline.id or None,
        "version": outline.version or None,
        "title": outline.title or None,
        "format": found.format,
        "areas": outline.areas,
        "statements": outline.statements,
        "levels": outline.levels,
        "errors": [_fault_as_json(item) for item in found.errors],
        "warnings": [_fault_as_json(item) for item in found.warnings],
        "doubts": [_doubt_as_json(item) for item in found.doubts],
    }


def _fault_as_json(item: Fault) -> dict[str, Any]:
    return {"line": item.line, "message": item.message} | ({"place": item.cell} if item.cell else {})


def _doubt_as_json(item: Doubt) -> dict[str, Any]:
    return {
        "kind": item.kind.value,
        "line": item.place.row,
        "place": item.place.cell or None,
        "seen": item.seen,
        "settle": item.settle,
    }
