"""Framework files: YAML text ↔ :class:`~plait.domain.frameworks.Framework`, and those that are built in.

``check`` finds every fault of a file at once, each with its line. ``docs/framework-format.md`` is the
reference.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from plait.adapters.framework_files.faults import Fault, FrameworkCheck, NotAFramework, Outline
from plait.adapters.framework_files.mapping import as_mapping, as_text, fingerprint, from_mapping
from plait.adapters.framework_files.sense import Sense
from plait.adapters.framework_files.shape import schema, shape_faults
from plait.adapters.framework_files.tree import SIZE_LIMIT, Node, Unreadable, decode, parse
from plait.domain.frameworks import Framework

__all__ = [
    "SIZE_LIMIT",
    "Fault",
    "FrameworkCheck",
    "NotAFramework",
    "Outline",
    "as_mapping",
    "as_text",
    "built_in",
    "check",
    "check_mapping",
    "find",
    "fingerprint",
    "from_mapping",
    "read_mapping",
    "schema",
]


def check(data: bytes) -> FrameworkCheck:
    """Read a framework file. Never raises for bad input: every fault comes back with its line."""
    try:
        tree, faults = parse(decode(data))
    except Unreadable as unreadable:
        return FrameworkCheck(None, unreadable.faults)
    return _check(tree.plain(), tree, faults)


def check_mapping(data: Any) -> FrameworkCheck:
    """The same check for a mapping that came from elsewhere, such as JSON; its faults have no lines."""
    return _check(data, None, [])


def read_mapping(data: Any) -> Framework:
    """The framework in a mapping from outside. Raises :class:`NotAFramework` with every fault."""
    found = check_mapping(data)
    if found.framework is None:
        raise NotAFramework(found.errors)
    return found.framework


def _check(data: Any, tree: Node | None, before: list[Fault]) -> FrameworkCheck:
    if not isinstance(data, Mapping):
        kind = "a list" if isinstance(data, list) else "a single value"
        wrong = Fault(
            tree.line if tree is not None else None,
            f"This file holds {kind}; a framework is a mapping that starts with its id, version and title.",
        )
        return FrameworkCheck(None, (*before, wrong))
    plain = dict(data)
    sense = Sense(plain, tree)
    sense.check()
    errors = [*before, *shape_faults(plain, tree), *sense.errors]
    warnings = tuple(sorted(sense.warnings, key=lambda fault: fault.line or 0))
    if errors:
        in_order = tuple(sorted(errors, key=lambda fault: fault.line or 0))
        return FrameworkCheck(None, in_order, warnings, _outline(plain))
    return FrameworkCheck(from_mapping(plain), (), warnings, _outline(plain))


def _outline(data: dict[str, Any]) -> Outline:
    def text(key: str) -> str:
        value = data.get(key)
        return value if isinstance(value, str) else ""

    def many(value: Any) -> list[Any]:
        return value if isinstance(value, list) else []

    areas = many(data.get("areas"))
    statements = sum(len(many(area.get("statements"))) for area in areas if isinstance(area, dict))
    levels = len(many(data.get("scale")))
    return Outline(text("id"), text("version"), text("title"), len(areas), statements, levels)


@cache
def built_in() -> tuple[Framework, ...]:
    """Every framework that ships with Plait, by id, oldest version first. A test checks each file in full."""
    folder = files("plait.framework_files")
    found = [
        from_mapping(parse(decode(item.read_bytes()))[0].plain())
        for item in folder.iterdir()
        if item.name.endswith(".yaml")
    ]
    return tuple(sorted(found, key=lambda framework: (framework.id, _natural(framework.version))))


def find(name: str) -> Framework | None:
    """The built-in framework called ``teaching-school`` (its newest version) or ``teaching-school@1``."""
    wanted, _, version = name.partition("@")
    matching = [
        framework
        for framework in built_in()
        if framework.id == wanted and (not version or framework.version == version)
    ]
    return matching[-1] if matching else None


def _natural(version: str) -> tuple[tuple[int, str], ...]:
    """Order ``2`` before ``10``, and ``1.9`` before ``1.10``."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", version) if part)
