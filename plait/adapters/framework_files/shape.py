"""The shape of a framework file: its JSON Schema, with every fault in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from plait.adapters.framework_files.faults import Fault
from plait.adapters.framework_files.tree import Node

_KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "a mapping (key: value lines)",
    "array": "a list (lines that start with a dash)",
}

_PATTERNS = {
    r"\S": "it is empty; write something or leave the line out",
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "use small letters, digits and single hyphens, such as peer-review",
    r"^[A-Za-z0-9][A-Za-z0-9._-]*$": 'use letters, digits, dots and hyphens, such as "1" or "2026.1"',
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$": "use a language tag such as en, en-GB or cy",
    r"^[a-z0-9]+(-[a-z0-9]+)*@[A-Za-z0-9][A-Za-z0-9._-]*$": "use id@version, such as teaching-school@1",
    r"^[0-9]{1,6}(\.[0-9]{1,6}){0,2}$": 'use a number, such as "1" or "2.1"',
}

_MOST_GUESSES = 50  # comparing names is slow; a file with more faults than this is no spelling mistake


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema that ships with the package."""
    text = (files("plait.framework_files") / "schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(inlined(schema()))


def inlined(whole: dict[str, Any]) -> dict[str, Any]:
    """A schema with each reference to its own ``$defs`` replaced by what it refers to: the same, checked faster."""
    parts = whole.get("$defs", {})

    def plain(value: Any) -> Any:
        if isinstance(value, list):
            return [plain(item) for item in value]
        if not isinstance(value, dict):
            return value
        if "$ref" in value:
            return plain(parts[value["$ref"].removeprefix("#/$defs/")])
        return {key: plain(item) for key, item in value.items() if key != "$defs"}

    found: dict[str, Any] = plain(whole)
    return found


@dataclass(frozen=True, slots=True)
class Form:
    """What a kind of file must look like. ``items``: for each list whose items have names, what one is called and
    the keys that may name it."""

    validator: Callable[[], Draft202012Validator]
    items: Mapping[str, tuple[str, tuple[str, ...]]]


FRAMEWORK = Form(
    _validator,
    {"areas": ("area", ("id",)), "statements": ("statement", ("id",)), "scale": ("level", ("label", "value"))},
)


def shape_faults(data: Any, tree: Node | None, form: Form = FRAMEWORK) -> list[Fault]:
    """Every way in which ``data`` departs from the schema, in the file's order. ``tree`` gives the lines."""
    return faults_of(form.validator(), data, tree, form)


def faults_of(validator: Draft202012Validator, data: Any, tree: Node | None, form: Form = FRAMEWORK) -> list[Fault]:
    """The same for any schema."""
    faults: list[Fault] = []
    guesses = _MOST_GUESSES
    for error in validator.iter_errors(data):
        for key, message in _messages(error, guesses > 0):
            guesses -= 1
            path = tuple(error.absolute_path)
            line, cell = (None, "") if tree is None else tree.mark(path, key) if key else _mark(tree, path)
            place = describe(data, path, form)
            faults.append(Fault(line, f"{place}{message}", cell))
    return sorted(faults, key=lambda fault: (fault.line or 0, fault.message))


def _mark(tree: Node, path: tuple[str | int, ...]) -> tuple[int | None, str]:
    """Where to point: the key's line for a value of a mapping, which is where people look."""
    if path and isinstance(path[-1], str):
        return tree.mark(path[:-1], path[-1])
    return tree.mark(path)


def describe(data: Any, path: tuple[str | int, ...], form: Form = FRAMEWORK) -> str:
    """The place in words: ``Area “leadership”, statement “vision”, levels: ``; empty for the top."""
    words: list[str] = []
    here = data
    noun = ""
    for step in path:
        here = here[step]
        if isinstance(step, str):
            noun = step
            if not (isinstance(here, list) and step in form.items):
                words.append(step)
            continue
        if noun not in form.items:
            words.append(f"item {step + 1}")
            continue
        single, keys = form.items[noun]
        name = next((here[key] for key in keys if key in here), None) if isinstance(here, dict) else None
        words.append(f"{single} “{name}”" if isinstance(name, (str, int)) else f"{single} {step + 1}")
    text = ", ".join(words)
    return f"{text[0].upper()}{text[1:]}: " if text and not path_is_key(path) else f"{text}: " if text else ""


def path_is_key(path: tuple[str | int, ...]) -> bool:
    """Whether the path is one top-level key, which is quoted as it is written."""
    return len(path) == 1 and isinstance(path[0], str)


def guess(word: str, choices: list[str]) -> str:
    """“ Did you mean …?” for a word close to one of the choices, else nothing."""
    close = get_close_matches(word, choices, 1, 0.6)
    return f" Did you mean “{close[0]}”?" if close else ""


def _messages(error: ValidationError, guessing: bool) -> Iterator[tuple[str, str]]:
    """``(key meant, message)`` for one error of the validator; the key is empty for the value itself."""
    value: Any = error.instance
    wanted: Any = error.validator_value
    match error.validator:
        case "additionalProperties":
            known = list(_properties(error.schema))
            for key in value:
                if key not in known:
                    hint = guess(key, known) if guessing else ""
                    hint = hint or f" Known keys: {', '.join(known)}."
                    yield key, f"“{_short(key)}” is not a key here.{hint}"
        case "required":
            missing = [key for key in wanted if key not in value]
            # the validator reports one error for each missing key
            name = error.message.split("'")[1] if "'" in error.message else ", ".join(missing)
            yield "", f"“{name}” is missing; add it."
        case "type":
            kinds = wanted if isinstance(wanted, list) else [wanted]
            right = " or ".join(_KINDS[kind] for kind in kinds)
            if value is None:
                yield "", f"nothing is written here; give {right} or leave the line out."
            else:
                yield "", f"this must be {right}, not {_kind_of(value)}."
        case "enum":
            hint = guess(str(value), [str(item) for item in wanted]) if guessing else ""
            yield "", f"“{_short(value)}” is not known; use {_or(wanted)}.{hint}"
        case "pattern":
            said = "" if wanted == r"\S" else f"“{_short(value)}” will not do: "
            yield "", f"{said}{_PATTERNS.get(wanted, 'it has the wrong form')}."
        case "maxLength":
            yield "", f"this has {len(value):,} characters; at most {wanted:,} are allowed."
        case "minItems":
            yield "", f"there must be at least {wanted}."
        case "maxItems":
            yield "", f"there are {len(value)} items; at most {wanted} are allowed."
        case "minimum" | "maximum" | "exclusiveMinimum":
            limit = {"minimum": "at least", "maximum": "at most", "exclusiveMinimum": "more than"}
            yield "", f"{value} is outside the range: it must be {limit[str(error.validator)]} {wanted}."
        case _:
            yield "", f"{error.message}."


def _properties(part: Any) -> dict[str, Any]:
    found: dict[str, Any] = part.get("properties", {})
    return found


def _kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return f"“{str(value).lower()}”"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return f"“{_short(value)}”"


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else f"{text[:57]}…"


def _or(values: list[Any]) -> str:
    words = [str(value) for value in values]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
