"""A framework while it is being understood: every text knows where it stands in the file it came from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from plait.adapters.framework_files.blocks import folded, quoted, slug
from plait.adapters.framework_files.doubts import Doubt, DoubtKind, Place
from plait.adapters.framework_files.scale_words import ScaleFound
from plait.adapters.framework_files.tree import Node

Path = tuple[str | int, ...]
Places = dict[Path, Place]


@dataclass(frozen=True, slots=True)
class Said:
    """A text and its place."""

    text: str
    place: Place = field(default_factory=Place)


@dataclass(slots=True, eq=False)
class DraftStatement:
    """``levels`` pairs the position of a level in its scale, from 0 as the file lists them, with its descriptor."""

    text: Said
    id: Said | None = None
    levels: dict[int, Said] = field(default_factory=dict)
    prompts: list[Said] = field(default_factory=list)
    evidence: list[Said] = field(default_factory=list)
    weight: Said | None = None
    essential: bool = False
    answers: Said | None = None
    rung: Said | None = None


@dataclass(slots=True, eq=False)
class DraftArea:
    """``scale`` is ``None`` while nothing was said of levels here."""

    title: Said
    scale: ScaleFound | None = None
    summary: list[Said] = field(default_factory=list)
    statements: list[DraftStatement] = field(default_factory=list)
    prompts: list[Said] = field(default_factory=list)
    evidence: list[Said] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return not (self.statements or self.prompts or self.evidence or self.summary)


@dataclass(slots=True)
class Draft:
    """A whole framework. ``stated``: what the file or the person says of it (``id``, ``version``, ``title`` …)."""

    title: Said
    areas: list[DraftArea] = field(default_factory=list)
    summary: list[Said] = field(default_factory=list)
    stated: dict[str, str] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    _named: dict[str, DraftArea] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)

    def doubt(self, kind: DoubtKind, place: Place, seen: str, settle: str) -> None:
        """Ask. The same question about the levels of one table after the other is asked once, at the first."""
        if kind is DoubtKind.SCALE and seen in self._asked:
            return
        self._asked.add(seen)
        self.doubts.append(Doubt(kind, place, seen, settle))

    def area(self, title: Said) -> DraftArea:
        """The area of this title, made when there is none."""
        name = folded(title.text)
        if name not in self._named:
            made = DraftArea(title)
            self.areas.append(made)
            self._named[name] = made
        return self._named[name]


def tree_of(value: Any, places: Places, path: Path = (), near: Place | None = None) -> Node:
    """The mapping as a tree that knows places, so that the checks of a framework file can point to them."""
    place = places.get(path, near or Place())
    node = Node(place.row or 0, value, str(value), cell=place.cell)
    if isinstance(value, dict):
        node.value = {key: tree_of(inner, places, (*path, key), place) for key, inner in value.items()}
        node.key_lines = {key: inner.line for key, inner in node.value.items()}
    elif isinstance(value, list):
        node.value = [tree_of(inner, places, (*path, at), place) for at, inner in enumerate(value)]
    return node


def assemble(draft: Draft) -> tuple[dict[str, Any], Places]:
    """The draft as the mapping of a framework file, with the place of every part; adds doubts to the draft."""
    places: Places = {(): draft.title.place}
    stated = draft.stated
    title = stated.get("title") or draft.title.text
    data: dict[str, Any] = {
        "id": stated.get("id") or slug(title) or "framework",
        "version": stated.get("version") or "1",
        "title": title[:200],
        "language": stated.get("language") or "en",
    }
    for key in ("licence", "source"):
        if stated.get(key):
            data[key] = stated[key]
    if draft.summary:
        data["summary"] = "\n\n".join(said.text for said in draft.summary)
    taken = [f"{key} “{data[key]}”" for key in ("id", "version", "language") if not stated.get(key)]
    if taken:
        draft.doubt(
            DoubtKind.UNSTATED,
            draft.title.place,
            f"The file does not state everything; taken: {', '.join(taken)}, judged by best fit, no overall level.",
            "Give them as options, or in the framework file.",
        )
    common = _common_scale(draft)
    if common is not None:
        data["scale"] = common.mapping()
    data["areas"] = []
    taken_ids: set[str] = set()
    made = _Ids(draft)
    for index, area in enumerate(draft.areas):
        path: Path = ("areas", index)
        data["areas"].append(_area(area, path, common, places, made, taken_ids))
    made.tell()
    return data, places


def _common_scale(draft: Draft) -> ScaleFound | None:
    """The scale that most areas use; areas of another keep their own."""
    scales = [area.scale for area in draft.areas if area.scale is not None and area.scale.levels]
    if not scales:
        return None
    weights: Counter[str] = Counter()
    for area in draft.areas:
        if area.scale is not None and area.scale.levels:
            described = sum(bool(statement.levels) for statement in area.statements)
            weights[str(area.scale.mapping())] += 1 + len(area.statements) + 1_000 * described
    best = max(scales, key=lambda scale: weights[str(scale.mapping())])
    return best


def _area(
    area: DraftArea, path: Path, common: ScaleFound | None, places: Places, made: _Ids, taken: set[str]
) -> dict[str, Any]:
    places[path] = area.title.place
    identity = _unique(slug(area.title.text, 40) or f"area-{path[1]}", taken)
    data: dict[str, Any] = {"id": identity, "title": area.title.text[:200]}
    if area.summary:
        data["summary"] = "\n\n".join(said.text for said in area.summary)
        places[(*path, "summary")] = area.summary[0].place
    scale = area.scale if area.scale is not None else (common if not area.statements else None)
    if common is not None and (scale is None or not scale.levels):
        data["scale"] = []
    elif scale is not None and common is not None and scale.mapping() != common.mapping():
        data["scale"] = scale.mapping()
    _lists(area, data, path, places)
    data["statements"] = []
    for number, statement in enumerate(area.statements):
        inner: Path = (*path, "statements", number)
        places[inner] = statement.text.place
        item: dict[str, Any] = {"id": made.statement(identity, statement), "text": statement.text.text}
        if statement.id is not None:
            places[(*inner, "id")] = statement.id.place
        levels = scale.levels if scale is not None else ()
        described = {levels[at][0]: said for at, said in statement.levels.items() if at < len(levels) and said.text}
        if described:
            item["levels"] = {str(value): said.text for value, said in described.items()}
            places.update({(*inner, "levels", str(value)): said.place for value, said in described.items()})
        if statement.weight is not None:
            item["weight"] = _number(statement.weight.text)
            places[(*inner, "weight")] = statement.weight.place
        if statement.essential:
            item["essential"] = True
        for key, found in (("answers", statement.answers), ("rung", statement.rung)):
            if found is not None and found.text:
                item[key] = found.text
                places[(*inner, key)] = found.place
        _lists(statement, item, inner, places)
        data["statements"].append(item)
    return data


def _lists(source: DraftArea | DraftStatement, data: dict[str, Any], path: Path, places: Places) -> None:
    for key, items in (("prompts", source.prompts), ("evidence", source.evidence)):
        if items:
            data[key] = [said.text for said in items]
            places[(*path, key)] = items[0].place
            places.update({(*path, key, at): said.place for at, said in enumerate(items)})


class _Ids:
    """Ids for statements: the file's own where it has them, else made from the words."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._taken: set[str] = set()
        self._changed: list[tuple[Said, str]] = []
        self._made = 0

    def statement(self, area: str, statement: DraftStatement) -> str:
        given = statement.id
        if given is not None and given.text:
            made = slug(given.text, 80) or "statement"
            if made != given.text:
                self._changed.append((given, made))
            return made  # a repeated one is an error, which the check names with both places
        self._made += 1
        wanted = f"{area[:24].strip('-')}-{slug(statement.text.text, 48) or 'statement'}"
        made = _unique(wanted, self._taken)
        if made != wanted:
            self._draft.doubt(
                DoubtKind.DUPLICATE,
                statement.text.place,
                f"The statement {quoted(statement.text.text)} stands in this area twice.",
                "Take one out, or tell them apart by their words.",
            )
        return made

    def tell(self) -> None:
        if self._made:
            self._draft.doubt(
                DoubtKind.IDS,
                self._draft.title.place,
                f"The file gives no id for {self._made} of its statements; ids were made from their words.",
                "Look at them before you publish: an id is for good.",
            )
        if self._changed:
            said, made = self._changed[0]
            self._draft.doubt(
                DoubtKind.IDS,
                said.place,
                f"Ids were rewritten in small letters, digits and hyphens ({len(self._changed)}), "
                f"such as {quoted(said.text)} to “{made}”.",
                "Look at them before you publish: an id is for good.",
            )


def _unique(wanted: str, taken: set[str]) -> str:
    made, count = wanted, 1
    while made in taken:
        count += 1
        made = f"{wanted}-{count}"
    taken.add(made)
    return made


def _number(text: str) -> Any:
    try:
        value = float(text.replace(",", ".").rstrip("%"))
    except ValueError:
        return text
    return int(value) if value.is_integer() else value
