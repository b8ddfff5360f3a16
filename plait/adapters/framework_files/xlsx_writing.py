"""A framework → an Excel workbook in the layout of ``sheets``: nothing lost, every cell open to edit."""

from __future__ import annotations

import math
from datetime import datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from plait.adapters.framework_files.answer_rows import ANSWER_HEADS, RULE_HEADS, answer_rows, rule_rows
from plait.adapters.framework_files.mapping import as_mapping
from plait.adapters.framework_files.sheets import (
    ABOUT,
    ANSWER_SETS,
    AREA_HEADS,
    AREAS,
    EARLIER,
    LEVEL_HEADS,
    LEVELS,
    LIST_HEADS,
    LISTS,
    MARK,
    NONE_,
    OWN,
    PLAIN_KEYS,
    RULES,
    SHARED,
    STATEMENT_HEADS,
    STATEMENTS,
    TRANSLATIONS,
)
from plait.adapters.palette import INK, LINE, WHITE
from plait.domain.frameworks import Framework, Rule, Scale

_CELL = {"font_name": "Arial", "font_size": 10, "valign": "top", "text_wrap": True, "border": 1, "border_color": LINE}
_WIDTHS = {"Id": 26, "Area": 18, "Title": 30, "Summary": 60, "Meaning": 50, "Label": 22, "Statement": 34, "Text": 80}


class _Book:
    def __init__(self) -> None:
        self.out = BytesIO()
        self.book = xlsxwriter.Workbook(self.out, {"in_memory": True, "strings_to_urls": False})
        self._cell = self.book.add_format({**_CELL, "num_format": "@"})
        self._number = self.book.add_format(_CELL)
        self._head = self.book.add_format({**_CELL, "bold": True, "font_color": WHITE, "bg_color": INK})

    def sheet(
        self,
        title: str,
        heads: tuple[str, ...],
        rows: list[tuple[Any, ...]],
        start: int = 0,
        widths: tuple[int, ...] = (),
    ) -> Any:
        sheet = self.book.add_worksheet(title)
        wide = widths or tuple(_WIDTHS.get(head, 36 if head.startswith("Level ") else 14) for head in heads)
        for at, head in enumerate(heads):
            sheet.write_string(start, at, head, self._head)
            sheet.set_column(at, at, wide[at])
        for number, row in enumerate(rows, start + 1):
            sheet.set_row(number, _height(row, wide))
            for at, value in enumerate(row):
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    sheet.write_number(number, at, value, self._number)
                else:
                    sheet.write_string(number, at, value or "", self._cell)
        sheet.freeze_panes(start + 1, heads.index("Statement") + 1 if "Weight" in heads else 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(0.4, 0.4, 0.5, 0.5)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(start)
        return sheet

    def close(self, title: str, at: datetime) -> bytes:
        self.book.set_properties({"title": title, "created": at.replace(tzinfo=None)})
        self.book.close()
        return self.out.getvalue()


def _height(row: tuple[Any, ...], widths: tuple[int, ...]) -> float:
    """Points that the texts of a row need, as spreadsheets do not find out by themselves."""
    lines = max(
        sum(max(1, math.ceil(len(line) / max(1, width - 1))) for line in str(value).split("\n"))
        for value, width in zip(row, widths, strict=True)
    )
    return min(409.0, 4 + 13.2 * lines)


def xlsx_bytes(framework: Framework, at: datetime) -> bytes:
    """The workbook. ``at``: the moment that its properties give as its making."""
    book = _Book()
    data = as_mapping(framework)
    about: list[tuple[Any, ...]] = [(key, data[key]) for key in PLAIN_KEYS if data.get(key)]
    about += _rule_rows("", framework.rule)
    about.append(("overall", "allowed" if framework.overall.allowed else "not allowed"))
    if framework.overall.rule is not None:
        about += _rule_rows("overall ", framework.overall.rule)
    if framework.overall.note:
        about.append(("overall note", framework.overall.note))
    if framework.answers:
        about.append(("answers", framework.answers.id))
    if framework.supersedes:
        about.append(("supersedes", framework.supersedes))
    first = book.sheet(ABOUT, ("Key", "Value"), about, start=1, widths=(20, 100))
    first.write_string(0, 0, MARK)
    book.sheet(LEVELS, LEVEL_HEADS, _levels(framework))
    more = rule_rows(framework)
    own_answers = any("answers" in area for area in data["areas"])
    area_heads = (*AREA_HEADS, *(ANSWER_HEADS[:1] if own_answers else ()))
    areas = [_area(area, data_area, framework) for area, data_area in _areas(framework, data)]
    book.sheet(AREAS, area_heads, [row[: len(area_heads)] for row in areas])
    keys = _level_keys(framework)
    rows, extra = _statements(data, keys)
    heads = (*STATEMENT_HEADS, *extra, *(f"Level {key}" for key in keys))
    book.sheet(STATEMENTS, heads, rows)
    if framework.answer_sets:
        book.sheet(ANSWER_SETS, ANSWER_HEADS, answer_rows(data))
    if more:
        book.sheet(RULES, RULE_HEADS, more)
    book.sheet(LISTS, LIST_HEADS, _lists(framework))
    if framework.translations:
        rows = [
            (language, key, said) for language, texts in framework.translations.items() for key, said in texts.items()
        ]
        sheet = book.sheet(TRANSLATIONS, ("Language", "What", "Text"), rows, widths=(10, 44, 90))
        _mark_empty(sheet, framework)
    if framework.statement_map:
        moved = [(old, "\n".join(new)) for old, new in framework.statement_map.items()]
        book.sheet(EARLIER, ("Was", "Is"), moved, widths=(40, 40))
    return book.close(framework.title, at)


def _mark_empty(sheet: Any, framework: Framework) -> None:
    """Languages that were begun and have no text yet, as a row of their own."""
    at = 1 + sum(len(texts) for texts in framework.translations.values())
    for language, texts in framework.translations.items():
        if not texts:
            sheet.write_string(at, 0, language)
            at += 1


def _rule_rows(start: str, rule: Rule) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [(f"{start}rule", rule.kind.value)]
    rows += [
        (f"{start}{name}", value) for name, value in (("floor", rule.floor), ("cap", rule.cap)) if value is not None
    ]
    return rows


def _scale_rows(area: str, scale: Scale) -> list[tuple[Any, ...]]:
    return [(area, level.value, level.label, level.rank, level.meaning) for level in scale]


def _levels(framework: Framework) -> list[tuple[Any, ...]]:
    rows = _scale_rows("", framework.scale)
    for area in framework.areas:
        if area.scale != framework.scale:
            rows += _scale_rows(area.id, area.scale)
    return rows


def _areas(framework: Framework, data: dict[str, Any]) -> list[tuple[Any, dict[str, Any]]]:
    return list(zip(framework.areas, data["areas"], strict=True))


def _area(area: Any, data: dict[str, Any], framework: Framework) -> tuple[Any, ...]:
    levels = SHARED if area.scale == framework.scale else OWN if area.scale else NONE_
    own = area.rule != framework.rule
    rule: tuple[Any, ...] = (area.rule.kind.value, area.rule.floor, area.rule.cap) if own else ("", "", "")
    applies = ", ".join(data.get("applies_to", ()))
    said = ("" if v is None else v for v in rule)
    return (area.id, area.title, area.short, applies, area.summary, levels, *said, data.get("answers", ""))


def _level_keys(framework: Framework) -> list[str]:
    """The keys of every level that any area has, those of the framework's scale first."""
    keys = [level.key for level in framework.scale]
    keys += [level.key for area in framework.areas for level in area.scale]
    return list(dict.fromkeys(keys))


def _statements(data: dict[str, Any], keys: list[str]) -> tuple[list[tuple[Any, ...]], list[str]]:
    """The rows, and the columns that only some frameworks have."""
    items = [(area["id"], item) for area in data["areas"] for item in area["statements"]]
    more = {"answers": ANSWER_HEADS[0], "rung": "Rung"}
    more = {key: head for key, head in more.items() if any(key in item for _, item in items)}
    rows = []
    for area, item in items:
        said = item.get("levels", {})
        essential = "yes" if item.get("essential") else ""
        own = [item.get(key, "") for key in more]
        rows.append(
            (area, item["id"], item["text"], item.get("weight", 1), essential, *own, *(said.get(k, "") for k in keys))
        )
    return rows, list(more.values())


def _lists(framework: Framework) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for area in framework.areas:
        rows += [(area.id, "", "prompt", text) for text in area.prompts]
        rows += [(area.id, "", "evidence", text) for text in area.evidence]
        for item in area.statements:
            rows += [(area.id, item.id, "prompt", text) for text in item.prompts]
            rows += [(area.id, item.id, "evidence", text) for text in item.evidence]
    return rows
