"""The keys of translated texts against the framework that they translate."""

from __future__ import annotations

from typing import Any

from plait.adapters.framework_files.faults import Fault
from plait.adapters.framework_files.shape import guess
from plait.adapters.framework_files.tree import Node

_MOST_GUESSES = 20
SHORT_LIMIT = 16


def translation_faults(data: dict[str, Any], tree: Node | None) -> list[Fault]:
    """Keys that name no text of the framework, and languages that it is written in already."""
    translations = data.get("translations")
    if not isinstance(translations, dict):
        return []
    known = text_keys(data)
    faults: list[Fault] = []
    for language, said in translations.items():
        if language == (data.get("language") or "en"):
            wrong = f"Translations: the framework itself is in “{language}”; leave this language out."
            faults.append(_fault(tree, ("translations",), language, wrong))
        if not isinstance(said, dict):
            continue
        for key, text in said.items():
            if key not in known:
                hint = guess(key, sorted(known)) if len(faults) < _MOST_GUESSES else ""
                wrong = f"Translations, {language}: “{key}” is the key of no text here.{hint}"
                faults.append(_fault(tree, ("translations", language), key, wrong))
            elif key.endswith(".short") and isinstance(text, str) and len(text) > SHORT_LIMIT:
                long = f"this has {len(text)} characters; at most {SHORT_LIMIT} are allowed."
                wrong = f"Translations, {language}, {key}: {long}"
                faults.append(_fault(tree, ("translations", language), key, wrong))
    return faults


def _fault(tree: Node | None, path: tuple[str | int, ...], key: str, message: str) -> Fault:
    line, cell = tree.mark(path, key) if tree is not None else (None, "")
    return Fault(line, message, cell)


def text_keys(data: dict[str, Any]) -> set[str]:
    """The keys of every text that may be translated, from the plain data of a file, sound or not."""
    keys = {"title", "summary", "overall.note"} | _scale_keys("scale", data.get("scale"))
    sets = data.get("answer_sets")
    for name, answers in sets.items() if isinstance(sets, dict) else ():
        keys |= _scale_keys(f"answers.{name}", answers)
    for area in _mappings(data.get("areas")):
        start = f"areas.{area.get('id')}"
        keys |= {f"{start}.{name}" for name in ("title", "short", "summary")}
        keys |= _scale_keys(f"{start}.scale", area.get("scale")) | _line_keys(start, area)
        for statement in _mappings(area.get("statements")):
            inner = f"statements.{statement.get('id')}"
            keys.add(f"{inner}.text")
            levels = statement.get("levels")
            keys |= {f"{inner}.levels.{key}" for key in levels} if isinstance(levels, dict) else set()
            keys |= _line_keys(inner, statement)
    return keys


def _scale_keys(start: str, scale: Any) -> set[str]:
    return {f"{start}.{level.get('value')}.{name}" for level in _mappings(scale) for name in ("label", "meaning")}


def _line_keys(start: str, part: dict[str, Any]) -> set[str]:
    return {
        f"{start}.{name}.{number}"
        for name in ("prompts", "evidence")
        if isinstance(part.get(name), list)
        for number in range(1, len(part[name]) + 1)
    }


def _mappings(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
