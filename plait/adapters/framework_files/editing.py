"""Changes to a framework that is being corrected (:mod:`.correcting`): each gives a new body and leaves the old one.

Nothing is put right here. A change may leave or bring faults; the check names them at their places.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plait.adapters.framework_files.correcting import Body, area_of, areas, item_of, new_key, scale_of, statements
from plait.adapters.framework_files.mapping import as_mapping
from plait.adapters.framework_files.translation_keys import text_keys
from plait.domain.frameworks import Framework

MOST_LEVELS = 6


@dataclass(frozen=True, slots=True)
class RuleInput:
    """``kind`` is empty where an area goes by the framework's rule; ``floor`` and ``cap`` are level values as text."""

    kind: str
    floor: str = ""
    cap: str = ""


@dataclass(frozen=True, slots=True)
class AboutInput:
    """What a framework says of itself."""

    id: str
    version: str
    title: str
    language: str
    licence: str
    source: str
    summary: str
    rule: RuleInput
    overall: bool
    note: str


@dataclass(frozen=True, slots=True)
class LevelInput:
    """One level. ``was``: the value that it had before, empty for a new one; ``place``: 1 for the least developed."""

    was: str
    value: str
    label: str
    meaning: str
    place: int


@dataclass(frozen=True, slots=True)
class AreaInput:
    id: str
    title: str
    short: str
    summary: str
    applies_to: tuple[str, ...]
    prompts: tuple[str, ...]
    evidence: tuple[str, ...]
    rule: RuleInput


@dataclass(frozen=True, slots=True)
class StatementInput:
    """``levels``: level value → descriptor. ``takes_over``: ids of the version before, ``None`` where there is none."""

    id: str
    text: str
    levels: Mapping[str, str]
    prompts: tuple[str, ...]
    evidence: tuple[str, ...]
    weight: float | None
    essential: bool
    takes_over: tuple[str, ...] | None = None


def _put(part: Body, key: str, value: Any, *, always: bool = False) -> None:
    """Set a key, or leave it out where there is nothing to say."""
    if value or always:
        part[key] = value
    else:
        part.pop(key, None)


def _rule(scale: Sequence[Body], given: RuleInput, before: Any) -> Any:
    """The rule as a file has it, with whatever else it said before: rungs, thresholds and the like."""
    by_text = {str(level.get("value")): level.get("value") for level in scale}
    named = {name: text for name, text in (("floor", given.floor), ("cap", given.cap)) if text}
    kept = {key: before[key] for key in before if key not in ("kind", "floor", "cap")} if before else {}
    if not named and not kept:
        return given.kind
    return {"kind": given.kind, **{name: by_text.get(text, text) for name, text in named.items()}, **kept}


def _as_mapping(rule: Any) -> dict[str, Any]:
    return rule if isinstance(rule, dict) else {}


def with_about(body: Body, given: AboutInput) -> Body:
    """The body with what the framework says of itself."""
    made = copy.deepcopy(body)
    for key in ("id", "version", "title"):
        made[key] = getattr(given, key)
    for key in ("language", "licence", "source", "summary"):
        _put(made, key, getattr(given, key))
    _put(made, "rule", _rule(scale_of(made, None), given.rule, _as_mapping(made.get("rule"))))
    overall = dict(made.get("overall") or {})
    overall["allowed"] = given.overall
    if not given.overall:
        overall.pop("rule", None)
    _put(overall, "note", given.note)
    made["overall"] = overall
    return made


def with_levels(body: Body, area_key: str | None, given: Sequence[LevelInput]) -> Body:
    """The body with these levels, of the whole framework or (``area_key``) of one area.

    A level that got another value takes the descriptors along that were written under the old one.
    """
    made = copy.deepcopy(body)
    holder = made if area_key is None else area_of(made, area_key)
    if holder is None:
        raise KeyError(area_key)
    old = {str(level.get("value")): level for level in scale_of(made, None if area_key is None else holder)}
    levels = []
    for each in given:
        kept = dict(old.get(each.was, {}))
        kept |= {"value": _value(each.value, kept.get("value")), "label": each.label, "rank": each.place}
        _put(kept, "meaning", each.meaning)
        levels.append(kept)
    holder["scale"] = levels
    renamed = {each.was: each.value for each in given if each.was and each.was != each.value}
    start = "scale" if area_key is None else f"areas.{holder.get('id')}.scale"
    keys = {f"{start}.{was}.": f"{start}.{now}." for was, now in renamed.items()}
    for area in areas(made):
        if (area_key is None and "scale" not in area) or area["key"] == area_key:
            for statement in area["statements"]:
                _rename(statement, renamed)
                inner = f"statements.{statement.get('id')}.levels"
                keys |= {f"{inner}.{was}": f"{inner}.{now}" for was, now in renamed.items()}
    return _followed(body, made, keys)


def _value(text: str, before: Any) -> Any:
    if before is not None and str(before) == text:
        return before
    return int(text) if text.isascii() and text.isdigit() and str(int(text)) == text else text


def _rename(statement: Body, renamed: Mapping[str, str]) -> None:
    if "levels" in statement:
        statement["levels"] = {renamed.get(str(key), str(key)): text for key, text in statement["levels"].items()}


def without_own_levels(body: Body, area_key: str) -> Body:
    """The area goes by the framework's levels again."""
    made = copy.deepcopy(body)
    area = area_of(made, area_key)
    if area is None:
        raise KeyError(area_key)
    area.pop("scale", None)
    return _followed(body, made, {})


def with_area(body: Body, key: str | None, given: AreaInput) -> tuple[Body, str]:
    """The body with this area, changed or (no ``key``) added at the end; and its key."""
    made = copy.deepcopy(body)
    if key is None:
        area: Body = {"key": new_key(made, "a"), "statements": []}
        areas(made).append(area)
    else:
        found = item_of(made, key)
        if found is None:
            raise KeyError(key)
        area = found
    keys = {f"areas.{area.get('id')}.": f"areas.{given.id}."}
    area["id"], area["title"] = given.id, given.title
    _put(area, "short", given.short)
    _put(area, "summary", given.summary)
    _put(area, "applies_to", list(given.applies_to))
    _put(area, "prompts", list(given.prompts))
    _put(area, "evidence", list(given.evidence))
    rule = _rule(scale_of(made, area), given.rule, _as_mapping(area.get("rule")))
    _put(area, "rule", rule if given.rule.kind else "")
    return _followed(body, made, keys), str(area["key"])


def with_statement(body: Body, key: str | None, area_key: str, given: StatementInput) -> tuple[Body, str]:
    """The body with this statement, changed, moved to another area or (no ``key``) added; and its key."""
    made = copy.deepcopy(body)
    target = area_of(made, area_key)
    if target is None or target["key"] != area_key:
        raise KeyError(area_key)
    if key is None:
        statement: Body = {"key": new_key(made, "s")}
        target["statements"].append(statement)
    else:
        found, here = item_of(made, key), area_of(made, key)
        if found is None or here is None:
            raise KeyError(key)
        statement = found
        if here["key"] != area_key:
            here["statements"].remove(statement)
            target["statements"].append(statement)
    keys = {f"statements.{statement.get('id')}.": f"statements.{given.id}."}
    _renamed_id(made, statement, given.id)
    statement["id"], statement["text"] = given.id, given.text
    _put(statement, "levels", {value: text for value, text in given.levels.items() if text})
    _put(statement, "prompts", list(given.prompts))
    _put(statement, "evidence", list(given.evidence))
    _put(statement, "essential", given.essential)
    if given.weight is None:
        statement.pop("weight", None)
    else:
        statement["weight"] = int(given.weight) if given.weight.is_integer() else given.weight
    if given.takes_over is not None:
        _claim(made, given.id, given.takes_over)
    return _followed(body, made, keys), str(statement["key"])


def moved(body: Body, key: str, *, up: bool) -> Body:
    """The area or statement one place up or down among its neighbours; the same body at either end."""
    made = copy.deepcopy(body)
    area = area_of(made, key)
    if area is None:
        raise KeyError(key)
    row = areas(made) if area["key"] == key else area["statements"]
    at = next(index for index, item in enumerate(row) if item["key"] == key)
    other = at - 1 if up else at + 1
    if 0 <= other < len(row):
        row[at], row[other] = row[other], row[at]
    return made


def without(body: Body, key: str) -> Body:
    """The body without this area (with its statements) or statement."""
    made = copy.deepcopy(body)
    area = area_of(made, key)
    if area is None:
        raise KeyError(key)
    gone = area["statements"] if area["key"] == key else [item_of(made, key)]
    if area["key"] == key:
        areas(made).remove(area)
    else:
        area["statements"] = [item for item in area["statements"] if item["key"] != key]
    left = {item.get("id") for _, item in statements(made)}
    for old, new in _map(made).items():
        _map(made)[old] = [
            each for each in new if each in left or each not in {item.get("id") for item in gone if item is not None}
        ]
    return _followed(body, made, {})


def _followed(before: Body, made: Body, renamed: Mapping[str, str]) -> Body:
    """The new body with its translations under the keys that texts have now; those of texts that are gone go with them.

    ``renamed``: beginning of a key → what it begins with now.
    """
    translations = made.get("translations")
    if not isinstance(translations, dict):
        return made
    gone = text_keys(before) - text_keys(made)
    changed = {old: new for old, new in renamed.items() if old != new}
    for language, said in translations.items():
        if isinstance(said, dict):
            moved_keys = {_key_now(key, changed): text for key, text in said.items()}
            translations[language] = {key: text for key, text in moved_keys.items() if key not in gone}
    return made


def _key_now(key: str, renamed: Mapping[str, str]) -> str:
    for old, new in renamed.items():
        if key == old or key.startswith(old if old.endswith(".") else f"{old}."):
            return new + key[len(old) :]
    return key


# the version before


def next_version(published: Framework, *, id_: str, version: str) -> dict[str, Any]:
    """The mapping that a next version begins from: the same words, and where each statement of the old one went."""
    data = as_mapping(published)
    data |= {"id": id_, "version": version}
    data["supersedes"] = {"framework": published.name, "map": {item.id: [item.id] for item in published.statements}}
    return data


def takes_over(body: Body, statement_id: str) -> tuple[str, ...] | None:
    """The statements of the version before whose answers belong to this one; ``None`` without such a version."""
    if not isinstance(body.get("supersedes"), dict):
        return None
    return tuple(old for old, new in _map(body).items() if statement_id in new)


def retired(body: Body) -> tuple[str, ...]:
    """The statements of the version before that nothing takes over."""
    return tuple(old for old, new in _map(body).items() if not new)


def _map(body: Body) -> dict[str, list[str]]:
    supersedes = body.get("supersedes")
    if not isinstance(supersedes, dict):
        return {}
    known = supersedes.setdefault("map", {})
    for old, new in known.items():
        if isinstance(new, str):
            known[old] = [new]
    found: dict[str, list[str]] = known
    return found


def _renamed_id(body: Body, statement: Body, new: str) -> None:
    old = statement.get("id")
    alone = sum(item.get("id") == old for _, item in statements(body)) == 1
    if old and old != new and alone:
        for became in _map(body).values():
            became[:] = [new if each == old else each for each in became]


def _claim(body: Body, statement_id: str, old_ids: Sequence[str]) -> None:
    known = _map(body)
    for old, new in known.items():
        if old in old_ids and statement_id not in new:
            new.append(statement_id)
        elif old not in old_ids and statement_id in new:
            new.remove(statement_id)
    for old in old_ids:
        known.setdefault(old, [statement_id])
