"""The report as one web page that needs nothing beside itself: no scripts, no other files, no network."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from plait.adapters import palette
from plait.adapters.documents.content import Report, report_of
from plait.domain.diagnosis import Diagnosis

HERE = Path(__file__).parent


def html(diagnosis: Diagnosis) -> bytes:
    """The report on ``diagnosis`` as a whole HTML document in UTF-8."""
    return html_of(report_of(diagnosis))


def html_of(report: Report) -> bytes:
    """The page of a report that is already in words."""
    # A lone half of a surrogate pair cannot be written; it was taken out with the other forbidden signs.
    return _template().render(r=report, css=_css()).encode()


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")


@cache
def _css() -> str:
    """The style sheet: colours from the palette, light and dark, then the rules."""
    light = {
        "ink": palette.INK,
        "accent": palette.ACCENT,
        "paper": palette.PAPER,
        "white": palette.WHITE,
        "quiet": palette.QUIET,
        "line": palette.LINE,
        "edge": palette.EDGE,
        "wash": palette.WASH,
        "self": palette.SELF,
        "peer": palette.PEER,
        "support": palette.SUPPORT,
        "link": palette.INK,
        "font": palette.FONTS.replace("sans-serif", "'Segoe UI', system-ui, sans-serif"),
    }
    dark = {**palette.DARK, "link": palette.DARK["self"]}
    steps = "".join(
        f".step-{index}-of-{count} .bar{{background:{surface}}}"
        for count in palette.STEPS
        for index, (surface, _) in enumerate(palette.level_colours(count), start=1)
    )
    marks = (
        ".chart-line{stroke:var(--line)}.chart-quiet{fill:var(--quiet)}.chart-band{fill:var(--wash)}"
        ".chart-halo{fill:var(--paper);stroke:var(--paper)}.chart-surface{fill:var(--paper)}"
        ".chart-step{stroke:var(--edge)}"
        ".chart-own-fill,.chart-own-area{fill:var(--self)}.chart-own-line{stroke:var(--self)}"
        ".chart-peer-mark{fill:var(--paper);stroke:var(--peer)}.chart-peer-line{stroke:var(--peer)}"
        ".chart-agreed-fill,.chart-agreed-area{fill:var(--support)}.chart-agreed-line{stroke:var(--support)}"
        ".chart-earlier-mark{fill:var(--paper);stroke:var(--edge)}.chart-earlier-line{stroke:var(--edge)}"
        ".chart-earlier-fill{fill:var(--edge)}"
    )
    return (
        f":root{{color-scheme:light dark;{_variables(light)}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{_variables(dark)}}}}}"
        f"{(HERE / 'report.css').read_text('utf-8')}{steps}{marks}"
    )


def _variables(values: dict[str, str]) -> str:
    return ";".join(f"--{name}:{value}" for name, value in values.items())
