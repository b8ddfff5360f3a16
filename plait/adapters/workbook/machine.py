"""The hidden sheet that makes a workbook readable years later: its framework, whole, with a checksum."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plait.adapters.framework_files import NotAFramework, as_text, fingerprint, read_mapping
from plait.adapters.workbook.layout import FORMAT_VERSION, MARKER
from plait.domain.frameworks import Framework

_CHUNK = 30_000  # characters; a cell holds 32,767


@dataclass(frozen=True, slots=True)
class MachineData:
    """What the hidden sheet says. ``areas`` are the ids that have a row on the Input sheet."""

    framework: Framework
    areas: tuple[str, ...]


class NotOurs(Exception):
    """The hidden sheet is missing, damaged or of another making. The text says so for a person."""


def machine_rows(data: MachineData) -> list[list[str]]:
    """The rows of the hidden sheet: a name in the first column, values beside it. All ASCII, all text."""
    text = json.dumps(json.loads(as_text(data.framework)), ensure_ascii=True, separators=(",", ":"))
    text = text.replace("_x", "\\u005fx")  # Excel reads _x0041_ in a cell as a letter
    return [
        [MARKER, str(FORMAT_VERSION)],
        ["framework", data.framework.id],
        ["version", data.framework.version],
        ["sha256", fingerprint(data.framework)],
        ["areas", *data.areas],
        ["text", *(text[start : start + _CHUNK] for start in range(0, len(text), _CHUNK))],
    ]


def read_machine_rows(rows: Sequence[Sequence[str]]) -> MachineData:
    """The data behind :func:`machine_rows`, wherever on the sheet its rows are. Raises :class:`NotOurs`."""
    found: dict[str, list[str]] = {}
    for row in rows:
        cells = [cell for cell in row if cell]
        if cells:
            found.setdefault(cells[0], cells[1:])
    version = _first(found, MARKER)
    if version not in (str(FORMAT_VERSION), f"{FORMAT_VERSION}.0"):
        raise NotOurs(
            f"This workbook has format {version or '?'}; this Plait reads format {FORMAT_VERSION}. "
            "Use a newer Plait, or make a fresh workbook and copy the answers over."
        )
    damaged = (
        "The hidden sheet “_plait” is damaged, so it is not certain what was judged. "
        "Make a fresh workbook and copy the answers over."
    )
    try:
        framework = read_mapping(json.loads("".join(found.get("text", ()))))
    except (ValueError, RecursionError, NotAFramework):
        raise NotOurs(damaged) from None
    if fingerprint(framework) != _first(found, "sha256"):
        raise NotOurs(damaged)
    version = _first(found, "version")
    if framework.id != _first(found, "framework") or framework.version not in (version, _whole(version)):
        raise NotOurs(damaged)
    areas = tuple(found.get("areas", ()))
    if not areas or any(framework.area(area) is None for area in areas):
        raise NotOurs(damaged)
    return MachineData(framework, areas)


def _first(found: Mapping[str, list[str]], name: str) -> str:
    return next(iter(found.get(name, ())), "")


def _whole(text: str) -> str:
    """A version that a spreadsheet turned into a decimal number, as it was."""
    match = re.fullmatch(r"(\d+)\.0", text)
    return match.group(1) if match else text
