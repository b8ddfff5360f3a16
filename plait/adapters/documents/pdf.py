"""The report as PDF/UA-1, set by Typst from one template; and a chart as a picture for Word.

The fonts are the project's own, so the same report comes out the same on every machine.
"""

from __future__ import annotations

import dataclasses
import json
import re
import threading
from functools import cache
from pathlib import Path
from typing import Any

import typst

from plait.adapters import palette
from plait.adapters.documents.content import Figure, Report, report_of
from plait.domain.diagnosis import Diagnosis

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
TEMPLATE = HERE / "report.typ"
UNSEEN = "□"
"""Stands in a PDF for a sign that no font at hand can show."""

UNSEEN_NOTE = f"Some signs could not be set in this document and are shown as {UNSEEN}; the web page holds them."

_own = threading.local()


def pdf(diagnosis: Diagnosis) -> bytes:
    """The report on ``diagnosis`` as a tagged PDF that follows PDF/UA-1."""
    return pdf_of(report_of(diagnosis))


def pdf_of(report: Report) -> bytes:
    """The PDF of a report that is already in words."""
    data = _data(report)
    try:
        return _compile(json.dumps(data), system_fonts=False)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
    # Somebody wrote in a script that our fonts do not have: try this machine's, then say what is missing.
    try:
        return _compile(json.dumps(data), system_fonts=True)
    except typst.TypstError:
        shown = _shown(data)
        shown["notes"] = [*shown["notes"], UNSEEN_NOTE]
        return _compile(json.dumps(shown), system_fonts=False)


def picture(figure: Figure, pixels_per_inch: float = 200) -> bytes:
    """A chart as PNG, at its own size."""
    source = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        f'#image(bytes(sys.inputs.svg), format: "svg", width: {figure.width:.0f}pt)'
    )
    compiler = typst.Compiler(font_paths=_fonts(False), ignore_system_fonts=True)
    drawn = compiler.compile(input=source.encode(), format="png", ppi=pixels_per_inch, sys_inputs={"svg": figure.svg})
    assert isinstance(drawn, bytes)  # noqa: S101  one page gives one picture
    return drawn


def _data(report: Report) -> dict[str, Any]:
    data = dataclasses.asdict(report)
    language = report.framework_language.split("-")[0].lower()
    data["language"] = language if re.fullmatch(r"[a-z]{2,3}", language) else "en"
    data["colours"] = {
        "ink": palette.INK,
        "accent": palette.ACCENT,
        "quiet": palette.QUIET,
        "line": palette.LINE,
        "edge": palette.EDGE,
        "wash": palette.WASH,
        "support": palette.SUPPORT,
    }
    return data


@cache
def _fonts(system: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=True, font_paths=[str(FONTS)])


def _compile(data: str, *, system_fonts: bool) -> bytes:
    compiler = _compiler() if not system_fonts else _new_compiler(True)
    made = compiler.compile(sys_inputs={"report": data}, format="pdf", pdf_standards=["ua-1"], timestamp=0)
    assert isinstance(made, bytes)  # noqa: S101  a PDF is one file
    return made


def _new_compiler(system_fonts: bool) -> typst.Compiler:
    return typst.Compiler(
        input=str(TEMPLATE),
        root=str(HERE),
        font_paths=_fonts(system_fonts),
        ignore_system_fonts=not system_fonts,
        sys_inputs={"report": "{}"},
    )


def _compiler() -> typst.Compiler:
    """One for each thread: a compiler keeps what it has read, and serves one caller at a time."""
    if not hasattr(_own, "compiler"):
        _own.compiler = _new_compiler(False)
    return _own.compiler  # type: ignore[no-any-return]


@cache
def _covered() -> frozenset[int]:
    """Code points that the shipped fonts can show, from the list beside them."""
    found: set[int] = set()
    for pair in (FONTS / "coverage.txt").read_text("ascii").split():
        first, _, last = pair.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


def _shown(value: Any) -> Any:
    """The same data with every sign that the shipped fonts lack replaced; drawings are left as they are but
    for those."""
    if isinstance(value, str):
        covered = _covered()
        return "".join(sign if ord(sign) in covered or sign in "\n\t" else UNSEEN for sign in value)
    if isinstance(value, dict):
        return {key: _shown(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_shown(item) for item in value]
    return value
