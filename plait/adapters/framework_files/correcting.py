"""A framework that was read, kept while people correct it: every area and statement under a key of its own.

The body is the mapping of a framework file in which each area and statement has a ``key`` (``a1``, ``s7``) that stays
the same whatever is moved, renamed or taken out, so that doubts and faults go on pointing to their places. What a page
does not show (translations, say) is kept as it was read.
"""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from plait.adapters.framework_files.checking import check_tree
from plait.adapters.framework_files.doubts import DoubtKind, Place, Reading
from plait.adapters.framework_files.draft import Places, tree_of
from plait.adapters.framework_files.faults import Fault
from plait.domain.frameworks import Framework

Body = dict[str, Any]
Path = tuple[str | int, ...]
ABOUT, LEVELS = "about", "levels"
"""Keys of what is no area and no statement: the framework itself, and its levels."""
_HERE = "Look at each, and change what is otherwise."
_ANOTHER = re.compile(r" at (?:[as]\d+|about|levels)(?=;)")


class CannotBeCorrected(Exception):
    """The file has no framework in it that a page could show. ``faults`` say why."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults[:5]))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Asked:
    """A doubt at its place in the body. ``key``: the area or statement, or :data:`ABOUT` or :data:`LEVELS`;
    ``where``: the place in the file, in words."""

    kind: str
    key: str
    where: str
    seen: str
    settle: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A fault or a warning of the check, at its place in the body."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """``framework`` is ``None`` exactly when there are ``faults``."""

    framework: Framework | None
    faults: tuple[Remark, ...]
    warnings: tuple[Remark, ...]


def keyed(mapping: Mapping[str, Any]) -> Body:
    """A body from a mapping of a framework file."""
    body = copy.deepcopy(dict(mapping))
    body["next"] = 1
    for area in body["areas"]:
        area["key"] = new_key(body, "a")
        area["statements"] = list(area.get("statements") or [])
        for statement in area["statements"]:
            statement["key"] = new_key(body, "s")
    return body


def new_key(body: Body, kind: str) -> str:
    """A key that no area or statement of this body ever had. ``kind``: ``a`` or ``s``."""
    made = f"{kind}{body['next']}"
    body["next"] += 1
    return made


def from_reading(found: Reading) -> tuple[Body, tuple[Asked, ...]]:
    """What is kept of a file that was read. Raises :class:`CannotBeCorrected`."""
    if not _can_be_shown(found.draft):
        raise CannotBeCorrected(found.errors or (Fault(None, "No framework was found in this file."),))
    _refuse_unkeepable(found.draft)
    body = keyed(found.draft)
    near = _Nearest(found.places)
    asked = tuple(
        Asked(
            doubt.kind.value,
            _key_at(body, near.path(doubt.place)),
            _words(doubt.place),
            doubt.seen,
            _HERE if doubt.kind is DoubtKind.UNSTATED else doubt.settle,
        )
        for doubt in found.doubts
    )
    return body, asked


def _can_be_shown(data: Mapping[str, Any]) -> bool:
    """Whether everything that a page shows is of the kind that it shows: lists of mappings, texts."""

    def mappings(value: Any) -> bool:
        return value is None or (isinstance(value, list) and all(isinstance(item, dict) for item in value))

    def texts(holder: Mapping[str, Any], *keys: str) -> bool:
        return all(isinstance(holder.get(key, ""), str) for key in keys)

    def lines(holder: Mapping[str, Any]) -> bool:
        return all(
            isinstance(holder.get(key, []), list) and all(isinstance(line, str) for line in holder.get(key, []))
            for key in ("prompts", "evidence")
        )

    def described(statement: Mapping[str, Any]) -> bool:
        levels = statement.get("levels", {})
        return isinstance(levels, dict) and all(isinstance(text, str) for text in levels.values())

    def ruled(holder: Mapping[str, Any]) -> bool:
        return isinstance(holder.get("rule", ""), (str, dict))

    areas = data.get("areas")
    if not areas or not mappings(areas) or not mappings(data.get("scale")) or not ruled(data):
        return False
    if not texts(data, "id", "version", "title", "language", "licence", "source", "summary"):
        return False
    if not isinstance(data.get("supersedes", {}), dict) or not isinstance(data.get("overall", {}), dict):
        return False
    return all(
        mappings(area.get("statements"))
        and mappings(area.get("scale"))
        and texts(area, "id", "title", "short", "summary")
        and isinstance(area.get("applies_to", []), list)
        and lines(area)
        and ruled(area)
        and all(texts(item, "id", "text") and lines(item) and described(item) for item in area.get("statements") or [])
        for area in areas
    )


def _refuse_unkeepable(data: Mapping[str, Any]) -> None:
    """No database keeps NUL, half a character or a number that is none."""
    try:
        text = json.dumps(data, ensure_ascii=False, allow_nan=False)
        text.encode()
    except ValueError:
        text = "\\u0000"
    if "\\u0000" in text:
        wrong = Fault(None, "There are characters or numbers in this file that no framework can hold; take them out.")
        raise CannotBeCorrected((wrong,))


class _Nearest:
    """From a place in a file to the part of the draft that stands there, or nearest above."""

    def __init__(self, places: Mapping[Path, Place]) -> None:
        self._exact: dict[Place, Path] = {}
        self._rows: dict[str, list[tuple[int, Path]]] = {}
        for path, place in places.items():
            if place not in self._exact or len(path) < len(self._exact[place]):
                self._exact[place] = path
            where, row = _row(place)
            if row is not None:
                self._rows.setdefault(where, []).append((row, path))

    def path(self, place: Place) -> Path:
        if place in self._exact:
            return self._exact[place]
        where, row = _row(place)
        if row is None:
            return ()
        above = [(found, -len(path), path) for found, path in self._rows.get(where, []) if found <= row]
        return max(above, key=lambda item: item[:2])[2] if above else ()


def _row(place: Place) -> tuple[str, int | None]:
    """The sheet, table or text that a place is in, and its number there."""
    if not place.cell:
        return "", place.row
    sheet, mark, cell = place.cell.rpartition("!")
    if mark:
        number = re.search(r"\d+$", cell)
        return sheet, int(number.group()) if number else None
    table = re.fullmatch(r"(table \d+), row (\d+).*", place.cell)
    if table:
        return table.group(1), int(table.group(2))
    paragraph = re.fullmatch(r"paragraph (\d+)", place.cell)
    return ("paragraph", int(paragraph.group(1))) if paragraph else (place.cell, None)


def _words(place: Place) -> str:
    return place.cell or (f"line {place.row}" if place.row else "")


def _key_at(body: Body, path: Path) -> str:
    if path[:1] == ("scale",):
        return LEVELS
    if len(path) < 2 or path[0] != "areas":
        return ABOUT
    area = body["areas"][path[1]]
    inside = len(path) > 3 and path[2] == "statements"
    return str((area["statements"][path[3]] if inside else area)["key"])


def areas(body: Body) -> list[Body]:
    found: list[Body] = body["areas"]
    return found


def statements(body: Body) -> Iterator[tuple[Body, Body]]:
    """Every statement with the area that it stands in."""
    for area in areas(body):
        for statement in area["statements"]:
            yield area, statement


def item_of(body: Body, key: str) -> Body | None:
    """The area or statement with this key."""
    for area in areas(body):
        if area["key"] == key:
            return area
        for statement in area["statements"]:
            if statement["key"] == key:
                found: Body = statement
                return found
    return None


def area_of(body: Body, key: str) -> Body | None:
    """The area with this key, or the one in which the statement with this key stands."""
    return next(
        (area for area in areas(body) if area["key"] == key or any(key == item["key"] for item in area["statements"])),
        None,
    )


def scale_of(body: Body, area: Body | None) -> list[Body]:
    """The levels that an area is judged by, least developed first as far as they say; the framework's for none."""
    own = area.get("scale") if area is not None and "scale" in area else body.get("scale")
    return sorted(own or [], key=lambda level: level["rank"] if isinstance(level.get("rank"), int) else 99)


def seen(part: Any) -> str:
    """A mark of what somebody saw when they opened a part: it differs once the part has been changed."""
    shown = {key: value for key, value in part.items() if key not in ("statements", "areas", "next")}
    return hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def as_file(body: Body) -> dict[str, Any]:
    """The mapping of the framework file that the body stands for."""
    data = copy.deepcopy(body)
    data.pop("next", None)
    for area in data["areas"]:
        area.pop("key", None)
        for statement in area["statements"]:
            statement.pop("key", None)
        if not area["statements"]:
            del area["statements"]
    supersedes = data.get("supersedes")
    if isinstance(supersedes, dict) and isinstance(supersedes.get("map"), dict):
        same = str(supersedes.get("framework", "")).partition("@")[0] == data.get("id")
        moved = {
            old: new[0] if isinstance(new, list) and len(new) == 1 else new for old, new in supersedes["map"].items()
        }
        supersedes["map"] = {old: new for old, new in moved.items() if not (same and old == new)}
    return data


def checked(body: Body) -> Checked:
    """Every fault and warning of a body at its place."""
    data = as_file(body)
    places: Places = {(): Place(cell=ABOUT), ("scale",): Place(cell=LEVELS)}
    for index, area in enumerate(areas(body)):
        places["areas", index] = Place(cell=area["key"])
        for number, statement in enumerate(area["statements"]):
            places["areas", index, "statements", number] = Place(cell=statement["key"])
    found = check_tree(data, tree_of(data, places), [])

    def remarks(faults: tuple[Fault, ...]) -> tuple[Remark, ...]:
        return tuple(Remark(fault.cell or ABOUT, _ANOTHER.sub("", fault.message)) for fault in faults)

    return Checked(found.framework, remarks(found.errors), remarks(found.warnings))
