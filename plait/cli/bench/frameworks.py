"""How long a framework of 1,200 statements takes to read, format by format, against the bare parser of that format."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

import python_calamine
import yaml
from lxml import etree, html
from markdown_it import MarkdownIt

from plait.adapters.framework_files import read, write
from plait.cli.bench.result import BenchmarkResult, side_by_side
from plait.domain.frameworks import Area, Framework, Level, Overall, Rule, RuleKind, Scale, Statement

_AREAS, _STATEMENTS = 12, 100
_WORDS = (
    *("schools", "plan", "and", "review", "work", "together", "on", "what", "their", "pupils", "need", "most", "so"),
    *("that", "it", "lasts", "beyond", "the", "people", "who", "began", "staff", "governors", "families", "can", "say"),
)
_LABELS = ("Emerging", "Expanding", "Secure", "Sustainable")


@cache
def large_framework() -> Framework:
    """12 areas of 100 statements with four descriptors, a prompt and a piece of evidence each; no two alike."""

    def text(seed: int, words: int) -> str:
        return " ".join(_WORDS[(seed * 7 + at * (1 + seed % 5)) % len(_WORDS)] for at in range(words)).capitalize()

    scale = Scale(tuple(Level(rank, label, f"{label} work.", rank) for rank, label in enumerate(_LABELS, 1)))
    rule = Rule(RuleKind.BEST_FIT)
    areas = []
    for area in range(1, _AREAS + 1):
        statements = tuple(
            Statement(
                f"area-{area}-{number}",
                f"Statement {number} of area {area}",
                tuple((level.key, f"{text(area * number + level.rank, 24)} {number}.") for level in scale),
                prompts=(f"{text(number, 8)}?",),
                evidence=(text(number + 3, 6),),
            )
            for number in range(1, _STATEMENTS + 1)
        )
        title = f"Area {area}"
        areas.append(Area(f"area-{area}", title, title, text(area, 12), scale, rule, statements))
    return Framework("large", "1", "Large", "en", "MIT", "Made up", "x", scale, rule, Overall(False), tuple(areas))


def _grid() -> list[list[str]]:
    framework = large_framework()
    rows = [["Area", "Id", "Statement", *(f"{level.value} {level.label}" for level in framework.scale), "Prompts"]]
    for area in framework.areas:
        for item in area.statements:
            said = [item.descriptor(level) for level in area.scale]
            rows.append([area.title, item.id, item.text, *said, *item.prompts])
    return rows


def _markdown() -> bytes:
    head, *body = _grid()
    lines = ["# Large", "", f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in body)]).encode()


def _html() -> bytes:
    rows = "\n".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in _grid())
    return f"<html><body><h1>Large</h1><table>{rows}</table></body></html>".encode()


def _loader() -> Any:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _docx_floor(data: bytes) -> object:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read("word/document.xml"), etree.XMLParser(resolve_entities=False))


def _xlsx_floor(data: bytes) -> object:
    book = python_calamine.load_workbook(io.BytesIO(data))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


_FLOORS: dict[str, tuple[str, Callable[[bytes], object], str]] = {
    "yaml": ("yaml", lambda data: yaml.load(data, Loader=_loader()), "PyYAML"),  # noqa: S506  the safe loader
    "case": ("json", json.loads, "json"),
    "xlsx": ("xlsx", _xlsx_floor, "calamine"),
    "csv": ("csv", lambda data: list(csv.reader(io.StringIO(data.decode("utf-8-sig")))), "csv"),
    "docx": ("docx", _docx_floor, "lxml"),
    "markdown": ("md", lambda data: MarkdownIt("commonmark").enable("table").parse(data.decode()), "markdown-it"),
    "html": ("html", lambda data: html.document_fromstring(data), "lxml"),
}


def _reading(form: str) -> BenchmarkResult:
    suffix, floor, peer = _FLOORS[form]
    made = {"markdown": _markdown, "html": _html}
    data = made[form]() if form in made else write(large_framework(), form, datetime(2026, 1, 1, tzinfo=UTC))

    def ours() -> None:
        found = read(data, f"large.{suffix}")
        assert len(found.draft["areas"]) == _AREAS  # noqa: S101  a benchmark of nothing would be fast

    def theirs() -> None:
        floor(data)

    mine, bare = side_by_side(ours, theirs, times=3)
    note = f"read 1,200 statements from {form} ({len(data) / 1e6:.1f} MB); floor: {peer} alone; goal: 2 s"
    return BenchmarkResult(f"framework-{form}", mine, bare, "s", note)


def _benchmark(form: str) -> Callable[[], BenchmarkResult]:
    return lambda: _reading(form)


BENCHMARKS = {f"framework-{form}": _benchmark(form) for form in _FLOORS}
