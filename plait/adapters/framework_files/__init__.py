"""Framework files: files of many formats ↔ :class:`~plait.domain.frameworks.Framework`, and those that are built in.

``check`` finds every fault of a YAML file at once, each with its line. ``read`` takes any format and adds its doubts;
``write`` gives any format. ``docs/framework-format.md`` is the reference.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from plait.adapters.framework_files.checking import check, check_mapping, read_mapping
from plait.adapters.framework_files.doubts import Doubt, DoubtKind, Place, Reading
from plait.adapters.framework_files.faults import Fault, FrameworkCheck, NotAFramework, Outline
from plait.adapters.framework_files.mapping import as_mapping, as_text, fingerprint, from_mapping
from plait.adapters.framework_files.reading import READ_LIMIT, READABLE, read
from plait.adapters.framework_files.shape import schema
from plait.adapters.framework_files.tree import SIZE_LIMIT, decode, parse
from plait.adapters.framework_files.writing import WRITABLE, CannotWrite, not_carried, write
from plait.domain.frameworks import Framework

__all__ = [
    "READABLE",
    "READ_LIMIT",
    "SIZE_LIMIT",
    "WRITABLE",
    "CannotWrite",
    "Doubt",
    "DoubtKind",
    "Fault",
    "FrameworkCheck",
    "NotAFramework",
    "Outline",
    "Place",
    "Reading",
    "as_mapping",
    "as_text",
    "built_in",
    "check",
    "check_mapping",
    "find",
    "fingerprint",
    "from_mapping",
    "in_order",
    "not_carried",
    "read",
    "read_mapping",
    "schema",
    "write",
]


@cache
def built_in() -> tuple[Framework, ...]:
    """Every framework that ships with Plait, by id, oldest version first. A test checks each file in full."""
    folder = files("plait.framework_files")
    found = [
        from_mapping(parse(decode(item.read_bytes()))[0].plain())
        for item in folder.iterdir()
        if item.name.endswith(".yaml")
    ]
    return tuple(sorted(found, key=lambda framework: (framework.id, in_order(framework.version))))


def find(name: str) -> Framework | None:
    """The built-in framework called ``teaching-school`` (its newest version) or ``teaching-school@1``."""
    wanted, _, version = name.partition("@")
    matching = [
        framework
        for framework in built_in()
        if framework.id == wanted and (not version or framework.version == version)
    ]
    return matching[-1] if matching else None


def in_order(version: str) -> tuple[tuple[int, str], ...]:
    """A version as something to sort by: ``2`` before ``10``, and ``1.9`` before ``1.10``."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", version) if part)
