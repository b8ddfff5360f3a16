"""The look of a workbook: one ink, one accent, levels from light to deep, the word always there."""

from __future__ import annotations

from typing import Any

from plait.adapters.palette import ACCENT, EDGE, INK, LINE, QUIET, WASH, WHITE, level_colours

FIELD = "#fdf6e3"
"""The fill of cells that are there to be filled in. Prints as white."""

_BASE = {"font_name": "Arial", "font_size": 10, "font_color": INK, "valign": "top", "text_wrap": True}

_BOX = {"border": 1, "border_color": LINE}
_HEAD = {
    "bold": True,
    "font_color": WHITE,
    "bg_color": INK,
    "border": 1,
    "border_color": INK,
    "valign": "vcenter",
}
_FIELD = {"bg_color": FIELD, "border": 1, "border_color": EDGE, "locked": False}
_ONE_LINE = {"text_wrap": False, "valign": "vcenter"}
_PADDED = {"align": "left", "indent": 1}
_CENTRE = {"align": "center", "valign": "vcenter"}

_LOOKS: dict[str, dict[str, Any]] = {
    "plain": {},
    "title": {"font_size": 20, "bold": True, **_ONE_LINE},
    "cover_title": {"font_size": 24, "bold": True, "valign": "vcenter"},
    "subtitle": {"font_size": 11, "font_color": ACCENT, "bold": True},
    "subtitle_line": {"font_size": 11, "font_color": QUIET, **_ONE_LINE},
    "heading": {"font_size": 13, "bold": True, **_ONE_LINE, "bottom": 2, "bottom_color": ACCENT},
    "label": {"bold": True, **_ONE_LINE},
    "quiet": {"font_color": QUIET, "font_size": 9},
    "quiet_hint": {"font_color": QUIET, "font_size": 9, "valign": "vcenter", "indent": 1},
    "run_bold": {"bold": True, "font_name": "Arial", "font_size": 10, "font_color": INK},
    "run_quiet": {"font_color": QUIET, "font_size": 8, "font_name": "Arial"},
    "quiet_line": {"font_color": QUIET, "font_size": 9, **_ONE_LINE},
    "number": {"bold": True, "font_size": 13, "font_color": ACCENT, "align": "center"},
    "link": {"underline": 1, **_ONE_LINE},
    "head": {**_HEAD, **_PADDED},
    "head_centre": {**_HEAD, **_CENTRE},
    "cell": {**_BOX, **_PADDED},
    "cell_bold": {**_BOX, **_PADDED, "bold": True},
    "cell_centre": {**_BOX, **_CENTRE},
    "cell_middle": {**_BOX, **_PADDED, "valign": "vcenter"},
    "cell_middle_bold": {**_BOX, **_PADDED, "valign": "vcenter", "bold": True},
    "cell_quiet": {**_BOX, **_PADDED, "font_color": QUIET, "font_size": 10},
    "cell_quiet_middle": {**_BOX, **_PADDED, "font_color": QUIET, "font_size": 9, "valign": "vcenter"},
    "dot": {**_BOX, **_CENTRE, "font_size": 14},
    "linked": {**_BOX, **_PADDED, "bg_color": WASH},
    "field": {**_FIELD, **_PADDED, "num_format": "@"},
    "field_choice": {**_FIELD, **_CENTRE, "bold": True},
    "field_line": {**_FIELD, **_PADDED, "num_format": "@", "valign": "vcenter"},
    "field_number": {**_FIELD, **_PADDED, "num_format": "0", "valign": "vcenter"},
    "field_date": {**_FIELD, **_PADDED, "num_format": "d mmmm yyyy", "valign": "vcenter"},
}


_CHANGES: dict[str, dict[str, Any]] = {
    "chosen": {"bg_color": WASH},
    "receded": {"font_color": EDGE},
}


class Styles:
    """The formats of one workbook, made when first asked for: ``styles["field"]``."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = self._book.add_format({**_BASE, **_LOOKS[name]})
        return self._made[name]

    def change(self, name: str) -> Any:
        """A conditional format: what changes when its rule holds."""
        if name not in self._made:
            self._made[name] = self._book.add_format(_CHANGES[name])
        return self._made[name]

    def level_head(self, position: int, count: int) -> Any:
        """The head of a level's column, from light to deep. ``position`` 0 is the least developed level."""
        look = {**_PADDED, "bold": True, "border": 1, "border_color": EDGE, "valign": "vcenter"}
        return self._level("head", position, count, look)

    def level_centre(self, position: int, count: int) -> Any:
        """The same, centred, for columns of dots."""
        look = {"bold": True, "border": 1, "border_color": EDGE, "align": "center", "valign": "vcenter"}
        return self._level("centre", position, count, look)

    def level_shade(self, position: int, count: int) -> Any:
        """What a cell turns into when it holds this level (a conditional format: only colours)."""
        surface, text = level_colours(count)[position]
        name = f"shade {position} {count}"
        if name not in self._made:
            self._made[name] = self._book.add_format({"bg_color": surface, "font_color": text})
        return self._made[name]

    def _level(self, kind: str, position: int, count: int, look: dict[str, Any]) -> Any:
        surface, text = level_colours(count)[position]
        name = f"{kind} {position} {count}"
        if name not in self._made:
            self._made[name] = self._book.add_format({**_BASE, **look, "bg_color": surface, "font_color": text})
        return self._made[name]
