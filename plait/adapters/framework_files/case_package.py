"""A CASE package as a tree: what is in the JSON, checked for repeated, dangling and circling references."""

from __future__ import annotations

import bisect
import json
import re
from dataclasses import dataclass, field
from typing import Any

from plait.adapters.framework_files.blocks import quoted
from plait.adapters.framework_files.doubts import Doubt, DoubtKind, Place, Unreadable

MOST_ITEMS = 50_000
DEPTH_LIMIT = 30


@dataclass(slots=True)
class Item:
    """One CFItem with its children in their order."""

    id: str
    text: str
    raw: dict[str, Any]
    children: list[Item] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return str(self.raw.get("CFItemType") or "")

    @property
    def own(self) -> dict[str, Any]:
        """Extensions, without the prefix, of those that Plait writes."""
        return extensions(self.raw)


@dataclass(slots=True)
class Package:
    """``top``: the items right under the document. ``lines``: identifier → line of the file."""

    document: dict[str, Any]
    top: list[Item]
    items: dict[str, Item]
    rubrics: list[dict[str, Any]]
    definitions: dict[str, Any]
    lines: dict[str, int]
    doubts: list[Doubt] = field(default_factory=list)

    def place(self, identifier: Any) -> Place:
        return Place(self.lines.get(str(identifier), 1))


def extensions(part: dict[str, Any]) -> dict[str, Any]:
    """What Plait keeps in the extensions of a part."""
    found = part.get("extensions")
    parts = found if isinstance(found, list) else [found]
    return {
        key.removeprefix("plait:"): value
        for item in parts
        if isinstance(item, dict)
        for key, value in item.items()
        if key.startswith("plait:")
    }


def open_package(data: bytes) -> Package:
    """The package in a JSON file. Raises :class:`Unreadable` for other JSON and for references that cannot hold."""
    text, loaded = loaded_json(data)
    if isinstance(loaded, dict) and isinstance(loaded.get("CFPackage"), dict):
        loaded = loaded["CFPackage"]
    if not isinstance(loaded, dict) or not isinstance(loaded.get("CFDocument"), dict):
        raise Unreadable("This is JSON, but no CASE package: it has no CFDocument.")
    lines = _lines(text)
    document = loaded["CFDocument"]
    items: dict[str, Item] = {}
    for raw in _parts(loaded, "CFItems"):
        identifier = _identifier(raw)
        if not identifier:
            raise Unreadable("An item has no identifier; CASE gives each its own.", Place(lines.get("", 1)))
        if identifier in items:
            wrong = f"Two items have the identifier {identifier}; each needs its own."
            raise Unreadable(wrong, Place(lines.get(identifier, 1)))
        said = raw.get("fullStatement")
        items[identifier] = Item(identifier, said.strip() if isinstance(said, str) else "", raw)
    if len(items) > MOST_ITEMS:
        raise Unreadable(f"This package has {len(items):,} items; a framework has far fewer.")
    rubrics = _parts(loaded, "CFRubrics")
    definitions = loaded.get("CFDefinitions")
    package = Package(document, [], items, rubrics, definitions if isinstance(definitions, dict) else {}, lines)
    _hang(package, _parts(loaded, "CFAssociations"))
    return package


def loaded_json(data: bytes) -> tuple[str, Any]:
    """The text and the value of a JSON file. Raises :class:`Unreadable`, with the line where there is one."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if key in found:
                raise Unreadable(f"The key “{key}” stands twice in one object; keep one of the two.")
            found[key] = value
        return found

    def never(name: str) -> Any:
        raise Unreadable(f"{name} is no number that JSON has.")

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("This file is not UTF-8 text; save it as UTF-8.") from None
    try:
        return text, json.loads(text, object_pairs_hook=once, parse_constant=never)
    except json.JSONDecodeError as error:
        raise Unreadable(f"This is not JSON: {error.msg.lower()}.", Place(error.lineno)) from None
    except ValueError:
        raise Unreadable("This JSON holds a number with too many digits.") from None


def _lines(text: str) -> dict[str, int]:
    """The line where each identifier first stands as one."""
    ends = [match.start() for match in re.finditer("\n", text)]
    found: dict[str, int] = {}
    for match in re.finditer(r'"identifier"\s*:\s*"([^"]{1,100})"', text):
        found.setdefault(match.group(1), bisect.bisect_left(ends, match.start()) + 1)
    return found


def _parts(loaded: dict[str, Any], name: str) -> list[dict[str, Any]]:
    value = loaded.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
        raise Unreadable(f"{name} must be a list of objects.")
    return value


def _identifier(part: Any) -> str:
    value = part.get("identifier") if isinstance(part, dict) else None
    return value.strip() if isinstance(value, str) else ""


def _hang(package: Package, links: list[dict[str, Any]]) -> None:
    """Hang every item under its parent, in the order of the sequence numbers."""
    root = _identifier(package.document)
    order: dict[str, tuple[float, int, str]] = {}
    other: dict[str, list[str]] = {}
    for at, link in enumerate(links):
        kind = link.get("associationType")
        child, parent = _identifier(link.get("originNodeURI")), _identifier(link.get("destinationNodeURI"))
        if kind != "isChildOf":
            other.setdefault(str(kind), []).append(_identifier(link))
            continue
        for end, name in ((child, "origin"), (parent, "destination")):
            if end not in package.items and end != root:
                wrong = f"An association refers to {end or 'nothing'} as its {name}, which is not in the package."
                raise Unreadable(wrong, package.place(_identifier(link)))
        if child == root:
            raise Unreadable("The document is said to be the child of an item.", package.place(_identifier(link)))
        number = link.get("sequenceNumber")
        rank = float(number) if isinstance(number, (int, float)) and not isinstance(number, bool) else float("inf")
        if child in order and order[child][2] != parent:
            seen = f"{quoted(package.items[child].text)} is the child of two parts; the first was kept."
            package.doubts.append(
                Doubt(DoubtKind.REFERENCE, package.place(child), seen, "Give it one parent, or write it twice.")
            )
            continue
        order.setdefault(child, (rank, at, parent))
    _refuse_circles(package, {child: parent for child, (_, _, parent) in order.items()}, root)
    for child, (_rank, _at, parent) in sorted(order.items(), key=lambda pair: pair[1][:2]):
        (package.top if parent == root else package.items[parent].children).append(package.items[child])
    loose = [item for identifier, item in package.items.items() if identifier not in order]
    if loose:
        names = f"{quoted(loose[0].text)}{f' and {len(loose) - 1} more' if len(loose) > 1 else ''}"
        seen = f"No association says where {names} belongs; they were put at the end, right under the document."
        place = package.place(loose[0].id)
        package.doubts.append(Doubt(DoubtKind.REFERENCE, place, seen, "Say isChildOf for every item."))
        package.top += loose
    for kind, found in other.items():
        seen = f"{len(found)} associations of the type {kind} were left out."
        place = package.place(found[0])
        package.doubts.append(Doubt(DoubtKind.LEFT_OUT, place, seen, "Keep them as a crosswalk if they matter."))


def _refuse_circles(package: Package, parents: dict[str, str], root: str) -> None:
    """Raise where items are their own ancestors, or lie too deep."""
    safe: set[str] = {root}
    for start in parents:
        trail: list[str] = []
        here = start
        seen: set[str] = set()
        while here not in safe and here in parents:
            if here in seen:
                wrong = f"The associations go round in a circle at {quoted(package.items[here].text)}."
                raise Unreadable(wrong, package.place(here))
            seen.add(here)
            trail.append(here)
            here = parents[here]
        if len(trail) > DEPTH_LIMIT:
            raise Unreadable("The items are nested too deeply to be a framework.", package.place(start))
        safe |= seen
