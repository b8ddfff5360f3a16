"""YAML and JSON of other layouts → a draft: records with levels are statements, what holds them are areas.

Nothing is known of the layout but words that many use for keys. Every choice is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from plait.adapters.framework_files.blocks import folded, quoted
from plait.adapters.framework_files.data_records import AREAS, NAMES, Record, key_words, texts_of
from plait.adapters.framework_files.doubts import Doubt, DoubtKind, Place
from plait.adapters.framework_files.draft import Draft, DraftArea, DraftStatement, Said
from plait.adapters.framework_files.other_tongues import language_of
from plait.adapters.framework_files.scale_words import LevelName, scale_of
from plait.adapters.framework_files.tree import Node

_MOST_RECORDS = 50_000
_DEPTH = 20
_SHORT = 15  # characters; shorter texts outside of statements are names and codes
_ABOUT = {"metadata", "meta", "info", "about", "version", "model", "framework", "document"}
_PLAIN_LISTS = {"statements", "items", "criteria", "indicators", "questions", "points", "standards", "elements"}


@dataclass(frozen=True, slots=True)
class _Found:
    """A record with the records around it, outermost first, and its path without the numbers in it."""

    record: Record
    above: tuple[Record, ...]
    pattern: tuple[str, ...]


@dataclass(slots=True)
class _Taken:
    """A statement as found, with the levels that it names."""

    area: DraftArea
    statement: DraftStatement
    levels: list[tuple[LevelName, Said]] = field(default_factory=list)


def json_tree(value: Any) -> Node:
    """A JSON value as a tree whose places are the keys that lead to each part of it."""
    return _node(value, "", 0)


def _node(value: Any, path: str, depth: int) -> Node:
    node = Node(0, value, "" if value is None or isinstance(value, (dict, list)) else str(value), cell=path)
    if depth > _DEPTH:
        return Node(0, None, cell=path)
    if isinstance(value, dict):
        node.value = {key: _node(inner, f"{path}, {key}" if path else key, depth + 1) for key, inner in value.items()}
    elif isinstance(value, list):
        name = f"{path}, " if path else ""
        node.value = [_node(inner, f"{name}item {at}", depth + 1) for at, inner in enumerate(value, 1)]
    return node


def data_draft(tree: Node, fallback_title: str) -> Draft | None:
    """The draft of the framework in such a file; ``None`` where no statements can be found."""
    found = list(_records(tree, "", (), (), 0))
    if not found or len(found) > _MOST_RECORDS:
        return None
    chosen = _statements(found)
    if not chosen:
        return None
    about = [
        item.record
        for item in found
        if item.record.node is tree or (len(item.above) == 1 and item.record.key in _ABOUT)
    ]
    title = next((said for record in about for word in ("title", "name") if (said := record.text(word))), None)
    draft = Draft(title or Said(fallback_title))
    for key, words in (
        ("version", ("version", "version number")),
        ("licence", ("licence", "license")),
        ("source", ("source",)),
    ):
        said = next((said for record in about for word in words if (said := record.text(word))), None)
        if said is not None and (key != "version" or re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", said.text)):
            draft.stated[key] = said.text
    reader = _Reader(draft, found, tree)
    reader.read(chosen)
    texts = [text for area in draft.areas for item in area.statements for text in (item.text, *item.levels.values())]
    language = language_of(said.text for said in texts)
    if language not in ("", "en"):
        draft.stated["language"] = language
        seen = f"The file does not state its language; by its words it was taken for “{language}”."
        draft.doubt(DoubtKind.UNSTATED, Place(), seen, "Give it as an option.")
    return draft


def _records(node: Node, key: str, above: tuple[Record, ...], pattern: tuple[str, ...], depth: int) -> Iterator[_Found]:
    if depth > _DEPTH:
        return
    if isinstance(node.value, dict):
        record = Record(node, key)
        yield _Found(record, above, pattern)
        named = len(node.value) > 1 and all(isinstance(inner.value, dict) for inner in node.value.values())
        for inner_key, inner in node.value.items():
            step = "*" if named else key_words(inner_key)
            own = inner_key if isinstance(inner.value, dict) else ""
            yield from _records(inner, own, (*above, record), (*pattern, step), depth + 1)
    elif isinstance(node.value, list) and _pair(node.value):
        both = Node(node.line, {"name": node.value[0], "items": node.value[1]}, cell=node.cell)
        yield from _records(both, "", above, pattern, depth + 1)
    elif isinstance(node.value, list):
        for inner in node.value:
            yield from _records(inner, "", above, (*pattern, "[]"), depth + 1)


def _pair(items: list[Node]) -> bool:
    """Whether a list is a name and what belongs to it."""
    return len(items) == 2 and isinstance(items[0].value, str) and isinstance(items[1].value, (list, dict))


def _statements(found: list[_Found]) -> list[_Found]:
    """The records that are statements: those with levels and their like, else the most of one kind that have names."""
    levelled = [item for item in found if item.record.levels()]
    spent = {id(item.record.node.value[item.record.level_key]) for item in levelled if item.record.level_key}
    levelled = [item for item in levelled if not spent & {id(part.node) for part in (item.record, *item.above)}]
    around = {id(record) for item in levelled for record in item.above}
    patterns = {item.pattern for item in levelled if id(item.record) not in around}
    if patterns:
        return [item for item in found if item.pattern in patterns]
    kinds: dict[tuple[str, ...], list[_Found]] = {}
    holds = {id(record) for item in found for record in item.above}
    for item in found:
        if id(item.record) not in holds and item.pattern and item.record.name(NAMES) is not None:
            kinds.setdefault(item.pattern, []).append(item)
    best = max(kinds.values(), key=len, default=[])
    plain = [item for item in found if any(_plain(item.record))]
    if len(plain) > 0 and sum(len(list(_plain(item.record))) for item in plain) > len(best):
        return plain
    return best if len(best) > 1 else []


def _plain(record: Record) -> Iterator[tuple[str, list[Said]]]:
    """Lists of texts in a record that are statements by their key."""
    for key, node in record.node.value.items():
        if key_words(key) in _PLAIN_LISTS and isinstance(node.value, list):
            texts = [said for said in texts_of(node) if said.text]
            if len(texts) > 1 and not any(isinstance(item.value, dict) for item in node.value):
                yield key, texts


class _Reader:
    def __init__(self, draft: Draft, found: list[_Found], tree: Node) -> None:
        self._tree = tree
        self._draft = draft
        self._found = found
        self._taken: list[_Taken] = []

    def read(self, chosen: list[_Found]) -> None:
        """Take the chosen records as statements, then their levels, then what is left."""
        nameless = [item for item in chosen if item.record.name() is None and not any(_plain(item.record))]
        for item in chosen:
            self._take(item)
        if nameless:
            seen = f"{len(nameless)} records have levels, but no name; they were left out."
            self._draft.doubt(DoubtKind.ROW, nameless[0].record.place, seen, "Name each.")
        by_area: dict[int, list[_Taken]] = {}
        for taken in self._taken:
            by_area.setdefault(id(taken.area), []).append(taken)
        for area in self._draft.areas:
            self._levels(area, by_area.get(id(area), []))
        self._summaries(chosen)
        paths = {" › ".join(step for step in item.pattern if step != "[]") for item in chosen}
        names = ", ".join(quoted(path) if path else "the top" for path in sorted(paths))
        seen = f"This file has a layout of its own; what stands at {names} was read as the statements."
        self._draft.doubts.insert(0, _layout(seen))
        self._left(chosen)

    def _take(self, item: _Found) -> None:
        record = item.record
        plain = dict(_plain(record))
        levels = record.levels()
        name = record.name()
        area = self._area(item)
        if plain and not levels:
            title = name or area
            made = self._draft.area(title)
            for key, texts in plain.items():
                record.used.add(key)
                made.statements += [DraftStatement(said) for said in texts]
            return
        if name is None:
            return
        statement = DraftStatement(Said(name.text[:1000], name.place), id=record.id(), weight=record.weight())
        statement.prompts += record.prompts()
        statement.evidence += record.evidence()
        made = self._draft.area(Said(area.text[:200], area.place))
        made.statements.append(statement)
        self._taken.append(_Taken(made, statement, levels))

    def _area(self, item: _Found) -> Said:
        own = item.record.area()
        if own is not None:
            return own
        names = [
            name
            for record in item.above
            if record.node is not self._tree
            and (name := record.name((*AREAS, "name", "title", "label", "heading"))) is not None
            and folded(name.text) not in _PLAIN_LISTS
        ]
        if not names:
            return self._draft.title
        path = " – ".join(name.text for name in names)
        return Said(path if len(path) <= 200 else names[-1].text, names[-1].place)

    def _levels(self, area: DraftArea, taken: list[_Taken]) -> None:
        """One scale an area: that of its statement with the most levels; others are matched by name."""
        most = max(taken, key=lambda item: len(item.levels), default=None)
        if most is None or not most.levels:
            return
        names = [name for name, _ in most.levels]
        area.scale = scale_of(names)
        if area.scale.question:
            place = most.levels[0][1].place
            self._draft.doubt(DoubtKind.SCALE, place, area.scale.question, area.scale.settle)
        order = {folded(name.label): at for at, name in enumerate(names)}
        counts = sorted({len(item.levels) for item in taken if item.levels})
        if len(counts) > 1:
            seen = (
                f"Statements of “{area.title.text}” have {counts[0]} to {counts[-1]} levels; they were read in order."
            )
            settle = "Give them the same levels, or answers of their own."
            self._draft.doubt(DoubtKind.SCALE, area.title.place, seen, settle)
        for item in taken:
            strange = []
            for name, said in item.levels:
                at = order.get(folded(name.label))
                if at is None:
                    strange.append(f"“{name.label}”")
                else:
                    item.statement.levels[at] = said
            gone = [level[1] for at, level in enumerate(area.scale.levels) if at not in item.statement.levels]
            text, place = quoted(item.statement.text.text), item.statement.text.place
            if strange:
                seen = f"{text} has levels that others of its area have not ({', '.join(strange)}); they were left out."
                self._draft.doubt(DoubtKind.SCALE, place, seen, "Give each area one scale.")
            if gone and item.statement.levels and len(counts) == 1:
                seen = f"{text} has no text at {' and '.join(f'“{name}”' for name in gone)}."
                self._draft.doubt(DoubtKind.LEVEL_MISSING, place, seen, "Write it, or leave it out on purpose.")

    def _summaries(self, chosen: list[_Found]) -> None:
        """What records that are called like an area say of it."""
        statements = {id(item.record) for item in chosen}
        areas = {folded(area.title.text): area for area in self._draft.areas}
        for item in self._found:
            name = item.record.name((*NAMES, *AREAS)) if id(item.record) not in statements else None
            area = areas.get(folded(name.text)) if name is not None else None
            said = item.record.summary() if area is not None else None
            if area is not None and said is not None and not area.summary and said != name:
                area.summary.append(said)
            if area is not None:
                area.prompts += [prompt for prompt in item.record.prompts() if prompt not in area.prompts]
                area.evidence += [text for text in item.record.evidence() if text not in area.evidence]

    def _left(self, chosen: list[_Found]) -> None:
        """Texts that nothing was made of, told once a key."""
        left: dict[str, list[Said]] = {}
        statements = {id(item.record) for item in chosen}
        titles = {folded(area.title.text) for area in self._draft.areas}
        for item in self._found:
            if id(item.record) in statements:
                rest = item.record.unused()
            elif any(id(record) in statements for record in item.above):
                rest = item.record.beside_levels()
            else:
                rest = [
                    (key, said)
                    for key, said in item.record.unused(lists=False)
                    if len(said.text) > _SHORT and folded(said.text) not in titles and said != self._draft.title
                ]
            for key, said in rest:
                left.setdefault(key, []).append(said)
        for key, texts in left.items():
            often = f" ({len(texts)} times)" if len(texts) > 1 else ""
            seen = f"“{key}” holds text that was left out, such as {quoted(texts[0].text)}{often}."
            settle = "Call it prompts or evidence if it belongs to the framework."
            self._draft.doubt(DoubtKind.LEFT_OUT, texts[0].place, seen, settle)


def _layout(seen: str) -> Doubt:
    return Doubt(
        DoubtKind.LAYOUT, Place(), seen, "Look at each area; the framework file's own layout is never guessed at."
    )
