"""The sheets of a framework as Plait writes them: nothing is lost, and people can edit every cell.

Framework (what is said of the whole), Levels, Areas, Statements with a column a descriptor, Questions and evidence,
and, where there are any, Translations and Earlier version. The first cell of the first sheet marks the layout.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plait.adapters.framework_files.answer_rows import ANSWER_HEADS, RULE_HEADS, put_answer, put_rule
from plait.adapters.framework_files.blocks import folded
from plait.adapters.framework_files.doubts import Doubt, DoubtKind, Place
from plait.adapters.framework_files.draft import Path, Places
from plait.adapters.framework_files.faults import Fault
from plait.adapters.framework_files.xlsx_file import Sheet
from plait.adapters.sheet_scan import cell_name

MARK = "Plait framework sheets 1"
ABOUT, LEVELS, AREAS, STATEMENTS = "Framework", "Levels", "Areas", "Statements"
LISTS, TRANSLATIONS, EARLIER = "Questions and evidence", "Translations", "Earlier version"
ANSWER_SETS, RULES = "Answer sets", "Rules"
PLAIN_KEYS = ("id", "version", "title", "language", "licence", "source", "summary")
LEVEL_HEADS = ("Area", "Value", "Label", "Rank", "Meaning")
AREA_HEADS = ("Id", "Title", "Short", "Applies to", "Summary", "Levels", "Rule", "Floor", "Cap")
STATEMENT_HEADS = ("Area", "Id", "Statement", "Weight", "Essential")
LIST_HEADS = ("Area", "Statement", "Kind", "Text")
OWN, NONE_, SHARED = "own", "none", "as the framework"


def is_ours(sheets: list[Sheet]) -> bool:
    """Whether a workbook has this layout."""
    return any(row and row[0] == MARK for sheet in sheets for row in sheet.rows[:3])


class _Reader:
    def __init__(self, sheets: list[Sheet]) -> None:
        self.places: Places = {}
        self.doubts: list[Doubt] = []
        self.errors: list[Fault] = []
        self._sheets = {sheet.title: sheet for sheet in sheets}
        known = {ABOUT, LEVELS, AREAS, STATEMENTS, LISTS, TRANSLATIONS, EARLIER, ANSWER_SETS, RULES}
        for title in self._sheets:
            if title not in known:
                seen = f"The sheet “{title}” is none of the layout; it was left out."
                self.doubts.append(
                    Doubt(DoubtKind.LEFT_OUT, Place(cell=title), seen, "Move what belongs to the others.")
                )
        for title in (ABOUT, AREAS):
            if title not in self._sheets:
                self.errors.append(Fault(None, f"The sheet “{title}” is missing; put it back.", title))

    def rows(self, title: str, heads: tuple[str, ...] = ()) -> Iterator[tuple[dict[str, Any], Place]]:
        """Each filled row under the headings, by heading, with the place of its first cell."""
        sheet = self._sheets.get(title)
        if sheet is None:
            return
        columns: dict[str, int] | None = None
        for number, row in enumerate(sheet.rows):
            if columns is None:
                names = {str(value): at for at, value in enumerate(row) if value not in ("", None)}
                if all(head in names for head in heads):
                    columns = names
                continue
            values = {name: row[at] if at < len(row) else "" for name, at in columns.items()}
            if any(value not in ("", None) for value in values.values()):
                self._formulas(sheet, number, columns)
                yield values, Place(cell=f"{title}!{cell_name(number, 0)}")
        if columns is None:
            self.errors.append(Fault(None, f"The heading row ({', '.join(heads)}) is missing; put it back.", title))

    def _formulas(self, sheet: Sheet, number: int, columns: dict[str, int]) -> None:
        for at in columns.values():
            if (number, at) in sheet.cells.formulas or (number, at) in sheet.cells.errors:
                where = f"{sheet.title}!{cell_name(number, at)}"
                self.errors.append(
                    Fault(None, "Here is a formula or an error value; write the words themselves.", where)
                )


def read_sheets(sheets: list[Sheet]) -> tuple[dict[str, Any], Places, list[Doubt], list[Fault]]:
    """The mapping of the framework in such sheets, with places, doubts and errors."""
    reader = _Reader(sheets)
    about = {text(row["Key"]): row["Value"] for row, _ in reader.rows(ABOUT, ("Key", "Value"))}
    places = reader.places
    data: dict[str, Any] = {key: text(about[key]) for key in PLAIN_KEYS if text(about.get(key))}
    scales = _scales(reader)
    data["scale"] = scales.get("", [])
    rule = _rule(about.get("rule"), about.get("floor"), about.get("cap"))
    if rule is not None:
        data["rule"] = rule
    overall: dict[str, Any] = {"allowed": folded(text(about.get("overall"))) == "allowed"}
    overall_rule = _rule(about.get("overall rule"), about.get("overall floor"), about.get("overall cap"))
    if overall_rule is not None:
        overall["rule"] = overall_rule
    if text(about.get("overall note")):
        overall["note"] = text(about.get("overall note"))
    data["overall"] = overall
    if text(about.get("answers")):
        data["answers"] = text(about.get("answers"))
    _answer_sets(reader, data)
    data["areas"] = _areas(reader, scales)
    _rules(reader, data)
    _statements(reader, data["areas"])
    _lists(reader, data["areas"])
    _translations(reader, data)
    _earlier(reader, data, text(about.get("supersedes")))
    places.setdefault((), Place(cell=ABOUT))
    return data, places, reader.doubts, reader.errors


def text(value: Any) -> str:
    """A cell as text, its lines kept; a whole number without its decimals."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return str(value).replace("\r\n", "\n").strip()


def _value(cell: Any) -> Any:
    """A level's value: a number stays one, text stays text."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else text(cell) if isinstance(cell, str) else cell


def _rule(kind: Any, floor: Any, cap: Any) -> Any:
    if not text(kind):
        return None
    given = {"kind": text(kind), "floor": _value(floor), "cap": _value(cap)}
    found = {key: value for key, value in given.items() if value not in ("", None)}
    return found["kind"] if len(found) == 1 else found


def _scales(reader: _Reader) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row, place in reader.rows(LEVELS, LEVEL_HEADS):
        scale = found.setdefault(text(row["Area"]), [])
        rank = row["Rank"]
        level = {
            "value": _value(row["Value"]),
            "label": text(row["Label"]),
            "meaning": text(row["Meaning"]),
            "rank": int(rank) if isinstance(rank, float) and rank.is_integer() else text(rank),
        }
        if not text(row["Area"]):
            reader.places["scale", len(scale)] = place
        scale.append(level)
    return found


def _answer_sets(reader: _Reader, data: dict[str, Any]) -> None:
    for row, place in reader.rows(ANSWER_SETS, ANSWER_HEADS):
        name, at = put_answer(data, row)
        reader.places["answer_sets", name, at] = place


def _rules(reader: _Reader, data: dict[str, Any]) -> None:
    for row, place in reader.rows(RULES, RULE_HEADS):
        if not put_rule(data, row):
            wrong = f"“{text(row['Rule of'])}”, “{text(row['What'])}” names no part of a rule here."
            reader.errors.append(Fault(None, wrong, place.cell))


def _areas(reader: _Reader, scales: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    areas: list[dict[str, Any]] = []
    for row, place in reader.rows(AREAS, AREA_HEADS):
        area: dict[str, Any] = {"id": text(row["Id"]), "title": text(row["Title"]), "short": text(row["Short"])}
        reader.places["areas", len(areas)] = place
        if text(row["Applies to"]):
            area["applies_to"] = [part.strip() for part in text(row["Applies to"]).split(",") if part.strip()]
        if text(row["Summary"]):
            area["summary"] = text(row["Summary"])
        levels = folded(text(row["Levels"]))
        if levels == OWN:
            area["scale"] = scales.get(area["id"], [])
        elif levels == NONE_:
            area["scale"] = []
        rule = _rule(row["Rule"], row["Floor"], row["Cap"])
        if rule is not None:
            area["rule"] = rule
        if text(row.get(ANSWER_HEADS[0])):
            area["answers"] = text(row[ANSWER_HEADS[0]])
        area["statements"] = []
        areas.append({key: value for key, value in area.items() if value != "" or key in ("id", "title")})
    return areas


def _statements(reader: _Reader, areas: list[dict[str, Any]]) -> None:
    by_id = {area["id"]: (at, area) for at, area in enumerate(areas)}
    for row, place in reader.rows(STATEMENTS, STATEMENT_HEADS):
        found = by_id.get(text(row["Area"]))
        if found is None:
            wrong = f"“{text(row['Area'])}” is no area of the sheet “{AREAS}”."
            reader.errors.append(Fault(None, wrong, place.cell))
            continue
        at, area = found
        statement: dict[str, Any] = {"id": text(row["Id"]), "text": text(row["Statement"])}
        levels = {
            head.removeprefix("Level "): text(value)
            for head, value in row.items()
            if head.startswith("Level ") and text(value)
        }
        if levels:
            statement["levels"] = levels
        weight = row["Weight"]
        if weight not in ("", None) and weight != 1:
            statement["weight"] = int(weight) if isinstance(weight, float) and weight.is_integer() else weight
        if folded(text(row["Essential"])) in ("yes", "true", "1"):
            statement["essential"] = True
        for key, head in (("answers", ANSWER_HEADS[0]), ("rung", "Rung")):
            if text(row.get(head)):
                statement[key] = text(row[head])
        path: Path = ("areas", at, "statements", len(area["statements"]))
        reader.places[path] = place
        area["statements"].append(statement)


def _lists(reader: _Reader, areas: list[dict[str, Any]]) -> None:
    by_area = {area["id"]: area for area in areas}
    by_statement = {item["id"]: item for area in areas for item in area["statements"]}
    for row, place in reader.rows(LISTS, LIST_HEADS):
        statement, area = text(row["Statement"]), text(row["Area"])
        target = by_statement.get(statement) if statement else by_area.get(area)
        kind = {"prompt": "prompts", "evidence": "evidence"}.get(folded(text(row["Kind"])))
        if target is None or kind is None:
            wrong = f"“{statement or area}” is not there." if target is None else "The kind is prompt or evidence."
            reader.errors.append(Fault(None, wrong, place.cell))
            continue
        target.setdefault(kind, []).append(text(row["Text"]))


def _translations(reader: _Reader, data: dict[str, Any]) -> None:
    if TRANSLATIONS not in reader._sheets:
        return
    for row, _place in reader.rows(TRANSLATIONS, ("Language", "What", "Text")):
        found = data.setdefault("translations", {}).setdefault(text(row["Language"]), {})
        if text(row["What"]):
            found[text(row["What"])] = text(row["Text"])


def _earlier(reader: _Reader, data: dict[str, Any], supersedes: str) -> None:
    if not supersedes:
        return
    moved: dict[str, Any] = {}
    for row, _place in reader.rows(EARLIER, ("Was", "Is")) if EARLIER in reader._sheets else ():
        new = [part for part in text(row["Is"]).split() if part]
        moved[text(row["Was"])] = new[0] if len(new) == 1 else new
    data["supersedes"] = {"framework": supersedes, "map": moved}
