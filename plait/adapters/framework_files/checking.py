"""Is this a sound framework? Every fault at once, each with its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plait.adapters.framework_files.faults import Fault, FrameworkCheck, NotAFramework, Outline
from plait.adapters.framework_files.mapping import from_mapping
from plait.adapters.framework_files.sense import Sense
from plait.adapters.framework_files.shape import shape_faults
from plait.adapters.framework_files.tree import Node, Unreadable, decode, parse
from plait.domain.frameworks import Framework


def check(data: bytes) -> FrameworkCheck:
    """Read a framework file. Never raises for bad input: every fault comes back with its line."""
    try:
        tree, faults = parse(decode(data))
    except Unreadable as unreadable:
        return FrameworkCheck(None, unreadable.faults)
    return check_tree(tree.plain(), tree, faults)


def check_mapping(data: Any) -> FrameworkCheck:
    """The same check for a mapping that came from elsewhere, such as JSON; its faults have no lines."""
    return check_tree(data, None, [])


def read_mapping(data: Any) -> Framework:
    """The framework in a mapping from outside. Raises :class:`NotAFramework` with every fault."""
    found = check_mapping(data)
    if found.framework is None:
        raise NotAFramework(found.errors)
    return found.framework


def check_tree(data: Any, tree: Node | None, before: list[Fault]) -> FrameworkCheck:
    """The check for plain data; ``tree`` knows the places, ``before`` is what reading found already."""
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
