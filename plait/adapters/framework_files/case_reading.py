"""A 1EdTech CASE package → the mapping of a framework file, with every doubt at the line of its item.

Packages that Plait wrote come back as they were. In others, what has children that have none is an area, those
children are statements, and a rubric's criteria give the descriptors.
"""

from __future__ import annotations

from typing import Any

from plait.adapters.framework_files.blocks import folded, quoted, slug
from plait.adapters.framework_files.case_package import Item, Package, extensions, open_package
from plait.adapters.framework_files.case_writing import DOCUMENT_KEYS
from plait.adapters.framework_files.doubts import Doubt, DoubtKind, Place
from plait.adapters.framework_files.draft import Path, Places
from plait.adapters.framework_files.scale_words import LevelName, scale_of

_OURS = {"Prompt": "prompts", "Evidence": "evidence"}


def read_case(data: bytes) -> tuple[dict[str, Any], Places, list[Doubt]]:
    """Mapping, places and doubts. Raises ``Unreadable``."""
    package = open_package(data)
    return _Reader(package).read()


class _Reader:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._doubts = package.doubts
        self._places: Places = {(): Place(1)}
        self._data: dict[str, Any] = {}
        self._criteria: dict[str, dict[str, Any]] = {}
        self._rubric_of: dict[str, int] = {}
        self._own = extensions(package.document)
        self._ids: set[str] = set()
        self._made = 0

    def _doubt(self, kind: DoubtKind, identifier: Any, seen: str, settle: str) -> None:
        self._doubts.append(Doubt(kind, self._package.place(identifier), seen, settle))

    def read(self) -> tuple[dict[str, Any], Places, list[Doubt]]:
        """Take document, rubrics and items once."""
        self._document()
        self._rubrics()
        scales = self._foreign_scales() if "scale" not in self._own and not self._own else {}
        areas: list[dict[str, Any]] = []
        self._data["areas"] = areas
        for item in self._package.top:
            self._branch(item, "", areas)
        self._levels(areas, scales)
        if self._made:
            self._doubt(
                DoubtKind.IDS,
                self._package.document.get("identifier"),
                f"{self._made} ids were made from codes or words.",
                "Look at them before you publish: an id is for good.",
            )
        return self._data, self._places, self._doubts

    def _document(self) -> None:
        document, own, data = self._package.document, self._own, self._data
        title = _text(document.get("title")) or "Framework"
        data["id"] = own.get("id") or slug(title) or "framework"
        version = _text(document.get("version"))
        data["version"] = version if own else (slug(version, 40) or "1")
        data["title"] = own.get("title") or title
        data["language"] = _text(document.get("language")) or "en"
        creator = _text(document.get("creator"))
        official = _text(document.get("officialSourceURL"))
        source = own.get("source") if own else " ".join(part for part in (creator, official) if part)
        licence = document.get("licenseURI")
        named = _text(licence.get("title")) if isinstance(licence, dict) else ""
        for key, value in (
            ("licence", own.get("licence") or named),
            ("source", source),
            ("summary", _text(document.get("description"))),
        ):
            if value:
                data[key] = value
        data.update({key: own[key] for key in DOCUMENT_KEYS if key in own})
        if not own:
            taken = f"id “{data['id']}”" + ("" if version else ", version “1”")
            self._doubt(
                DoubtKind.UNSTATED,
                document.get("identifier"),
                f"The package does not state everything; taken: {taken}, judged by best fit, no overall level.",
                "Give them as options, or in the framework file.",
            )

    def _rubrics(self) -> None:
        for number, rubric in enumerate(self._package.rubrics):
            for criterion in rubric.get("CFRubricCriteria") or []:
                if not isinstance(criterion, dict):
                    continue
                link = criterion.get("CFItemURI")
                target = link.get("identifier") if isinstance(link, dict) else None
                identifier = criterion.get("identifier")
                if target not in self._package.items:
                    what = quoted(_text(criterion.get("description")) or _text(criterion.get("category")))
                    missing = "names no item" if target is None else "names an item that is not in the package"
                    self._doubt(
                        DoubtKind.REFERENCE,
                        identifier,
                        f"The criterion {what} {missing}; its levels were left out.",
                        "Link it to its statement.",
                    )
                elif target in self._criteria:
                    seen = f"{quoted(self._package.items[target].text)} has two criteria; the first was kept."
                    self._doubt(DoubtKind.DUPLICATE, identifier, seen, "Keep one.")
                else:
                    self._criteria[target] = criterion
                    self._rubric_of[target] = number

    def _foreign_scales(self) -> dict[int, list[dict[str, Any]]]:
        """For each rubric of another maker, the scale that its criteria share."""
        found: dict[int, list[dict[str, Any]]] = {}
        for target, number in self._rubric_of.items():
            if number in found:
                continue
            levels = _levels(self._criteria[target])
            names = [LevelName(_whole(level.get("score")), _quality(level, at)) for at, level in enumerate(levels)]
            if not 2 <= len(names) <= 6 or len({folded(name.label) for name in names}) < len(names):
                self._doubt(
                    DoubtKind.SCALE,
                    self._criteria[target].get("identifier"),
                    f"A criterion has {len(names)} levels ({', '.join(name.label for name in names)}).",
                    "A scale has two to six levels, each with its own name.",
                )
                found[number] = []
                continue
            scale = scale_of(names)
            if scale.question:
                self._doubt(DoubtKind.SCALE, self._criteria[target].get("identifier"), scale.question, scale.settle)
            found[number] = scale.mapping()
        common = max(found.values(), key=lambda scale: sum(scale == other for other in found.values()), default=[])
        if common:
            self._data["scale"] = common
        return found

    def _branch(self, item: Item, above: str, areas: list[dict[str, Any]]) -> None:
        """An item that is an area, or holds some."""
        ours = bool(self._own)
        leaves = [child for child in item.children if not child.children or (ours and child.kind == "Statement")]
        inner = [child for child in item.children if child not in leaves]
        if not item.children and not ours:
            leaves, title = [item], Item(item.id, self._data["title"], item.raw)
            area = next((area for area in areas if area["title"] == title.text), None)
            if area is None:
                area = self._area(title, "", areas)
                self._doubt(
                    DoubtKind.LAYOUT,
                    item.id,
                    f"{quoted(item.text)} stands right under the document, without parts; it was read as a statement.",
                    "If it is an area, give it statements.",
                )
            self._statement(item, area, areas)
            return
        if leaves or ours:
            area = self._area(item, above, areas)
            for child in leaves:
                if ours and child.kind in _OURS:
                    area.setdefault(_OURS[child.kind], []).append(child.text)
                else:
                    self._statement(child, area, areas)
        if inner and not ours:
            path = f"{above} – {item.text}" if above else item.text
            if above or leaves:
                self._doubt(
                    DoubtKind.LAYOUT,
                    item.id,
                    f"{quoted(item.text)} holds further groups; each was read as an area of its own.",
                    "A framework has areas and statements; choose which step is which.",
                )
            for child in inner:
                self._branch(child, path, areas)

    def _area(self, item: Item, above: str, areas: list[dict[str, Any]]) -> dict[str, Any]:
        own = item.own
        title = f"{above} – {item.text}" if above else item.text
        if len(title) > 200:
            title = item.text[:200]
        area: dict[str, Any] = {"id": own.get("id") or self._new_id(item, "area"), "title": title}
        self._places["areas", len(areas)] = self._package.place(item.id)
        short, notes = _text(item.raw.get("abbreviatedStatement")), _text(item.raw.get("notes"))
        if short and len(short) <= 16:
            area["short"] = short
        if notes:
            area["summary"] = notes
        area.update({key: own[key] for key in ("short", "applies_to", "rule", "scale", "answers") if key in own})
        area["statements"] = []
        areas.append(area)
        return area

    def _new_id(self, item: Item, noun: str) -> str:
        code = _text(item.raw.get("humanCodingScheme"))
        wanted = slug(code, 70) or slug(item.text, 60) or noun
        self._made += 1
        made, count = wanted, 1
        while made in self._ids:
            count += 1
            made = f"{wanted}-{count}"
        self._ids.add(made)
        if code and count > 1:
            seen = f"The code {quoted(code)} is used more than once; this one became “{made}”."
            self._doubt(DoubtKind.DUPLICATE, item.id, seen, "Give each its own code.")
        return made

    def _statement(self, item: Item, area: dict[str, Any], areas: list[dict[str, Any]]) -> None:
        own = item.own
        at: Path = ("areas", areas.index(area), "statements", len(area["statements"]))
        self._places[at] = self._package.place(item.id)
        statement: dict[str, Any] = {"id": own.get("id") or self._new_id(item, "statement"), "text": item.text}
        if len(item.text) > 1000:
            statement["text"] = item.text[:999] + "…"
            self._doubt(
                DoubtKind.LEFT_OUT, item.id, f"{quoted(item.text)} is longer than 1,000 characters.", "Shorten it."
            )
        if own.get("essential"):
            statement["essential"] = True
        statement.update({key: own[key] for key in ("answers", "rung") if key in own})
        criterion = self._criteria.get(item.id)
        weight = criterion.get("weight") if criterion is not None else own.get("weight")
        if isinstance(weight, (int, float)) and weight not in (0, 1):
            statement["weight"] = weight
        notes = _text(item.raw.get("notes"))
        if notes and not self._own:
            self._doubt(
                DoubtKind.LEFT_OUT, item.id, f"The notes {quoted(notes)} were left out.", "Write them as prompts."
            )
        for child in item.children:
            if child.kind in _OURS:
                statement.setdefault(_OURS[child.kind], []).append(child.text)
        statement["_item"] = item.id
        area["statements"].append(statement)

    def _levels(self, areas: list[dict[str, Any]], scales: dict[int, list[dict[str, Any]]]) -> None:
        """Descriptors, now that every area's scale is known."""
        for number, area in enumerate(areas):
            targets = [statement["_item"] for statement in area["statements"]]
            rubrics = {self._rubric_of[target] for target in targets if target in self._rubric_of}
            if scales and not rubrics and area["statements"] and self._data.get("scale"):
                area["scale"] = []
            elif scales and rubrics:
                own = scales[min(rubrics)]
                if own != self._data.get("scale"):
                    area["scale"] = own
            scale = area.get("scale", self._data.get("scale")) or []
            for at, statement in enumerate(area["statements"]):
                criterion = self._criteria.get(statement.pop("_item"))
                if criterion is not None:
                    place = self._package.place(criterion.get("identifier"))
                    self._describe(statement, criterion, scale, place)
                    self._places["areas", number, "statements", at, "levels"] = place

    def _describe(
        self, statement: dict[str, Any], criterion: dict[str, Any], scale: list[dict[str, Any]], place: Place
    ) -> None:
        described: dict[str, str] = {}
        for at, level in enumerate(_levels(criterion)):
            value = extensions(level).get("level")
            label = _quality(level, at)
            known = next((step for step in scale if step.get("value") == value), None)
            if known is None:
                known = next((step for step in scale if folded(str(step.get("label"))) == folded(label)), None)
                if known is not None:
                    value = known["value"]
            elif folded(str(known.get("label"))) != folded(label):
                seen = f"{quoted(statement['text'])}: a level is called “{label}”, on the scale “{known.get('label')}”."
                self._doubts.append(Doubt(DoubtKind.SCALE, place, seen, "Call it the same in both."))
            text = _text(level.get("description")) or _text(level.get("feedback"))
            if known is None:
                seen = f"{quoted(statement['text'])}: the level “{label}” is not on its area's scale; it was left out."
                self._doubts.append(Doubt(DoubtKind.SCALE, place, seen, "Give every criterion the same levels."))
            elif text:
                described[str(value)] = text
        if described:
            statement["levels"] = described
        gone = [str(step.get("label")) for step in scale if str(step.get("value")) not in described]
        if gone and not self._own:
            seen = f"{quoted(statement['text'])} has no text at {' and '.join(f'“{name}”' for name in gone)}."
            self._doubts.append(Doubt(DoubtKind.LEVEL_MISSING, place, seen, "Write it, or leave it out on purpose."))


def _levels(criterion: dict[str, Any]) -> list[dict[str, Any]]:
    """The levels of a criterion by position, else by score, else as they stand."""
    found = [level for level in criterion.get("CFRubricCriterionLevels") or [] if isinstance(level, dict)]
    for key in ("position", "score"):
        if found and all(isinstance(level.get(key), (int, float)) for level in found):
            return sorted(found, key=lambda level: float(level[key]))
    return found


def _quality(level: dict[str, Any], at: int) -> str:
    return (_text(level.get("quality")) or f"Level {at + 1}")[:60]


def _whole(value: Any) -> int | None:
    if (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and float(value).is_integer()
        and 0 <= value <= 999
    ):
        return int(value)
    return None


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
