"""Crosswalk files: YAML → :class:`~plait.domain.crosswalk.Crosswalk`, checked like framework files; those built in."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from plait.adapters.framework_files.faults import Fault
from plait.adapters.framework_files.shape import faults_of, guess, inlined
from plait.adapters.framework_files.tree import Node, Unreadable, decode, parse
from plait.domain.crosswalk import Crosswalk, Link, Relation
from plait.domain.frameworks import Framework, Scale


@dataclass(frozen=True, slots=True)
class CrosswalkCheck:
    """``crosswalk`` is ``None`` exactly when there are ``errors``."""

    crosswalk: Crosswalk | None
    errors: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


@cache
def crosswalk_schema() -> dict[str, Any]:
    """The JSON Schema of a crosswalk file."""
    text = (files("plait.framework_files") / "crosswalks" / "schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(inlined(crosswalk_schema()))


def check_crosswalk(data: bytes, frameworks: Callable[[str], Framework | None]) -> CrosswalkCheck:
    """Read a crosswalk file; never raises for bad input. ``frameworks``: the version cited as ``id@version``."""
    try:
        tree, faults = parse(decode(data))
    except Unreadable as unreadable:
        return CrosswalkCheck(None, unreadable.faults)
    plain = tree.plain()
    if not isinstance(plain, dict):
        wrong = Fault(tree.line, "A crosswalk is a mapping that starts with its id, version and title.")
        return CrosswalkCheck(None, (*faults, wrong))
    errors = [*faults, *faults_of(_validator(), plain, tree)]
    warnings: list[Fault] = []
    if not errors:
        errors, warnings = _sense(plain, tree, frameworks)
    if errors:
        in_order = tuple(sorted(errors, key=lambda fault: fault.line or 0))
        return CrosswalkCheck(None, in_order, tuple(warnings))
    return CrosswalkCheck(crosswalk_from(plain), (), tuple(warnings))


def crosswalk_from(data: dict[str, Any]) -> Crosswalk:
    """The crosswalk that a sound mapping stands for."""
    author = data.get("author", "").strip()
    return Crosswalk(
        data["id"],
        data["version"],
        data["title"].strip(),
        data["from"],
        data["to"],
        author,
        data.get("licence", ""),
        data.get("summary", "").strip(),
        tuple(
            Link(
                link["from"],
                link["to"],
                Relation(link["relation"]),
                link.get("note", "").strip(),
                link.get("author", author).strip(),
            )
            for link in data["links"]
        ),
        {str(old): str(new) for old, new in (data.get("levels") or {}).items()},
    )


def _sense(
    data: dict[str, Any], tree: Node, frameworks: Callable[[str], Framework | None]
) -> tuple[list[Fault], list[Fault]]:
    """Ids that no framework has, links that stand twice or speak against each other, levels that nobody defined."""
    errors: list[Fault] = []
    warnings: list[Fault] = []

    def error(path: tuple[str | int, ...], key: str, message: str) -> None:
        errors.append(Fault(tree.mark(path, key)[0], message))

    ends: dict[str, Framework | None] = {}
    for key in ("from", "to"):
        ends[key] = frameworks(data[key])
        if ends[key] is None:
            warnings.append(
                Fault(tree.mark((), key)[0], f"“{data[key]}” is not at hand, so its statements were not checked.")
            )
    if data["from"] == data["to"]:
        error((), "to", "A crosswalk leads to another framework or version, not to the same.")
    seen: dict[tuple[str, str], int] = {}
    for at, link in enumerate(data["links"]):
        for key in ("from", "to"):
            framework = ends[key]
            known = [item.id for item in framework.statements] if framework is not None else [link[key]]
            if link[key] not in known:
                error(("links", at), key, f"“{link[key]}” is no statement of {data[key]}.{guess(link[key], known)}")
        pair = (link["from"], link["to"])
        if pair in seen:
            first = tree.mark(("links", seen[pair]))[0]
            error(("links", at), "", f"“{pair[0]}” and “{pair[1]}” are linked on line {first} already; keep one.")
        seen.setdefault(pair, at)
        if link["relation"] != "exact" and not link.get("note"):
            line = tree.mark(("links", at))[0]
            warnings.append(Fault(line, f"“{pair[0]}” to “{pair[1]}” has no note; say what does not fit."))
    for old, new in (data.get("levels") or {}).items():
        for key, value in (("from", str(old)), ("to", str(new))):
            framework = ends[key]
            if framework is not None and not _has_level(framework, value):
                error(("levels",), str(old), f"“{value}” is no level of {data[key]}.")
    return errors, warnings


def _has_level(framework: Framework, key: str) -> bool:
    scales: list[Scale] = [framework.scale, *(area.scale for area in framework.areas)]
    return any(scale.by_key(key) is not None for scale in scales)


@cache
def built_in_crosswalks() -> tuple[Crosswalk, ...]:
    """Every crosswalk that ships with Plait, by id. A test checks each file in full."""
    folder = files("plait.framework_files") / "crosswalks"
    found = [
        crosswalk_from(parse(decode(item.read_bytes()))[0].plain())
        for item in folder.iterdir()
        if item.name.endswith(".yaml")
    ]
    return tuple(sorted(found, key=lambda crosswalk: (crosswalk.id, crosswalk.version)))


def crosswalk_between(source: str, target: str) -> Crosswalk | None:
    """The built-in crosswalk from one version to another, read backwards where only that way is built in."""
    for crosswalk in built_in_crosswalks():
        if (crosswalk.source, crosswalk.target) == (source, target):
            return crosswalk
        if (crosswalk.target, crosswalk.source) == (source, target):
            return crosswalk.inverse()
    return None
