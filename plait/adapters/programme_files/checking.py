"""Is this a sound programme file? Every fault at once, each with its line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from plait.adapters.framework_files.faults import Fault
from plait.adapters.framework_files.shape import Form, shape_faults
from plait.adapters.framework_files.tree import Dialect, Node, Unreadable, decode, parse
from plait.adapters.programme_files.sense import sense
from plait.domain.programmes import ProgrammeDefinition, programme_from_data

PROGRAMME = Dialect(
    "programme",
    frozenset({"id", "version", "title", "about", "source", "key", "strengths", "consider", "partner", "view"}),
)


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema that ships with the package."""
    text = (files("plait.programme_files") / "schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(schema())


FORM = Form(_validator, {"steps": ("step", ("key",))})


@dataclass(frozen=True, slots=True)
class ProgrammeCheck:
    """``programme`` is ``None`` exactly when there are ``errors``; ``warnings`` never stand in the way.

    ``id``, ``version``, ``title``, ``steps`` (how many): what the file seems to hold, as far as it can be told.
    """

    programme: ProgrammeDefinition | None
    errors: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    id: str = ""
    version: str = ""
    title: str = ""
    steps: int = 0


def check(data: bytes) -> ProgrammeCheck:
    """Read a programme file. Never raises for bad input: every fault comes back with its line."""
    try:
        tree, before = parse(decode(data, PROGRAMME), PROGRAMME)
    except Unreadable as unreadable:
        return ProgrammeCheck(None, unreadable.faults)
    plain = tree.plain(PROGRAMME.text_keys)
    if not isinstance(plain, dict):
        kind = "a list" if isinstance(plain, list) else "a single value"
        wrong = Fault(
            tree.line, f"This file holds {kind}; a programme is a mapping that starts with its id, version and title."
        )
        return ProgrammeCheck(None, (*before, wrong))
    shape = shape_faults(plain, tree, FORM)
    flaws, doubts = sense(plain, broken=_broken(plain))
    errors = _in_order(*before, *shape, *(Fault(_line(tree, flaw.where), flaw.text) for flaw in flaws))
    warnings = _in_order(*(Fault(_line(tree, flaw.where), flaw.text) for flaw in doubts))
    programme = None if errors else programme_from_data(plain)
    return ProgrammeCheck(programme, errors, warnings, **_outline(plain))


def _broken(plain: dict[str, Any]) -> list[tuple[str | int, ...]]:
    """The places that the schema refuses, so that nothing more is said about what follows from them."""
    return [tuple(error.absolute_path) for error in _validator().iter_errors(plain)]


def _in_order(*faults: Fault) -> tuple[Fault, ...]:
    return tuple(sorted(dict.fromkeys(faults), key=lambda fault: fault.line or 0))


def _line(tree: Node, where: tuple[str | int, ...]) -> int:
    """The line of the key at this place, or of the nearest one above that is there."""
    known: list[str | int] = []
    for step in where:
        inner: Any = tree.at(tuple(known)).value
        if not (isinstance(inner, dict) and step in inner) and not (
            isinstance(inner, list) and isinstance(step, int) and step < len(inner)
        ):
            break
        known.append(step)
    if known and isinstance(known[-1], str):
        return tree.key_line(tuple(known[:-1]), known[-1])
    return tree.at(tuple(known)).line


def _outline(plain: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        key: value if isinstance(value := plain.get(key), str) else "" for key in ("id", "version", "title")
    }
    steps = plain.get("steps")
    return {**found, "steps": len(steps) if isinstance(steps, list) else 0}
