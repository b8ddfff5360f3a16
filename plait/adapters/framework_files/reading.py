"""Any file → a reading: the framework as understood, its faults, and every doubt at its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from plait.adapters.framework_files.bilingual import Beside, apart, translate
from plait.adapters.framework_files.blocks import Page
from plait.adapters.framework_files.case_package import loaded_json
from plait.adapters.framework_files.case_reading import read_case
from plait.adapters.framework_files.checking import check, check_tree
from plait.adapters.framework_files.codes import take_codes
from plait.adapters.framework_files.csv_file import csv_page
from plait.adapters.framework_files.data_file import data_draft, json_tree
from plait.adapters.framework_files.declared import Declared
from plait.adapters.framework_files.docx_file import docx_page
from plait.adapters.framework_files.doubts import Doubt, Place, Reading, Unreadable
from plait.adapters.framework_files.draft import Draft, Places, assemble, tree_of
from plait.adapters.framework_files.faults import Fault
from plait.adapters.framework_files.mapping import as_mapping
from plait.adapters.framework_files.markdown_text import markdown_page
from plait.adapters.framework_files.sheets import is_ours, read_sheets
from plait.adapters.framework_files.suspicions import look_for_damage
from plait.adapters.framework_files.tree import SIZE_LIMIT, Node, decode, parse
from plait.adapters.framework_files.tree import Unreadable as UnreadableText
from plait.adapters.framework_files.understanding import understand
from plait.adapters.framework_files.web_page import html_page
from plait.adapters.framework_files.xlsx_file import open_sheets, xlsx_page

READABLE: dict[str, str] = {
    "yaml": "yaml",
    "yml": "yaml",
    "json": "case",
    "xlsx": "xlsx",
    "csv": "csv",
    "tsv": "csv",
    "docx": "docx",
    "md": "markdown",
    "markdown": "markdown",
    "html": "html",
    "htm": "html",
}
"""The ending of a file's name → its format."""

READ_LIMIT = 20_000_000
"""Bytes; the largest file of any format (CASE). Others have less: see ``_LIMITS``."""

_LIMITS = {"yaml": SIZE_LIMIT, "csv": 10_000_000, "markdown": 5_000_000, "html": 10_000_000, "case": READ_LIMIT}
_CASE_KEYS = (b'"CFDocument"', b'"CFPackage"', b'"CFItems"')
_TOP_KEYS = {"id", "version", "title", "language", "licence", "source", "summary", "scale", "rule", "overall"}
_MEANT = 3  # of these keys make a file that is meant to be a framework file, however wrong
_STATABLE = ("id", "version", "title", "language", "licence", "source")


def read(data: bytes, name: str, stated: Mapping[str, str] | None = None) -> Reading:
    """Read a framework from the bytes of a file; never raises for bad input.

    ``name``: the file's name; its ending says the format. ``stated``: what a person says of the framework (``id``,
    ``version``, ``title``, ``language``, ``licence``, ``source``), which counts for more than what the file says.
    """
    given = {key: value for key, value in (stated or {}).items() if key in _STATABLE and value}
    form = READABLE.get(PurePath(name).suffix.lower().lstrip("."), "yaml")
    try:
        _refuse_others(data, form)
        if form == "yaml":
            return _read_yaml(data, name, given)
        if form == "case":
            if not any(key in data for key in _CASE_KEYS):
                tree = json_tree(loaded_json(data)[1])
                return _read_data(tree, "json", name, given) or _no_case(tree)
            mapping, places, doubts = read_case(data)
            return _reading(form, {**mapping, **given}, places, doubts)
        if form == "xlsx":
            sheets, hidden = open_sheets(data, name)
            if is_ours(sheets):
                mapping, places, doubts, errors = read_sheets(sheets)
                return _reading(form, {**mapping, **given}, places, doubts, errors)
            return _understood(form, xlsx_page(sheets, hidden), name, given)
        page = {
            "csv": lambda: csv_page(data),
            "docx": lambda: docx_page(data, name),
            "markdown": lambda: markdown_page(data),
            "html": lambda: html_page(data),
        }[form]()
        return _understood(form, page, name, given)
    except Unreadable as unreadable:
        return Reading(form, None, (Fault(unreadable.place.row, str(unreadable), unreadable.place.cell),))
    except RecursionError:
        return Reading(form, None, (Fault(None, "This file is nested too deeply to be read."),))


def _refuse_others(data: bytes, form: str) -> None:
    limit = _LIMITS.get(form)
    if limit is not None and len(data) > limit:
        raise Unreadable(f"This file has {len(data) / 1e6:.0f} MB; a framework has at most {limit // 1_000_000} MB.")
    if form in ("xlsx", "docx", "yaml"):
        return  # their readers say what else it is
    kinds = {
        b"%PDF": "a PDF",
        b"PK\x03\x04": "a zip archive or an Office document",
        b"\xd0\xcf\x11\xe0": "an Office file",
    }
    kind = kinds.get(data[:4])
    if kind is not None:
        raise Unreadable(f"This is {kind}, whatever its name says; save it in the format that its name ends in.")


def _no_case(tree: Node) -> Reading:
    wrong = "This is JSON, but no CASE package, and no list of statements was found in it."
    return Reading("json", None, (Fault(None, wrong, tree.cell),))


def _read_data(tree: Node, form: str, name: str, given: Mapping[str, str]) -> Reading | None:
    """A data file of another layout; ``None`` where nothing in it is a statement."""
    if isinstance(tree.value, dict) and "areas" in tree.value and {"id", "version"} & set(tree.value):
        plain = tree.plain()
        found = check_tree({**plain, **given} if isinstance(plain, dict) else plain, tree, [])
        return Reading(form, found.framework, found.errors, found.warnings, (), found.outline, plain)
    draft = data_draft(tree, _stem(name))
    return _drafted(form, draft, given) if draft is not None else None


def _stem(name: str) -> str:
    return PurePath(name).stem.replace("_", " ").replace("-", " ")


def _read_yaml(data: bytes, name: str, given: Mapping[str, str]) -> Reading:
    found = check(data)
    framework = found.framework
    if framework is None and len(data) <= SIZE_LIMIT and (tree := _other_layout(data)) is not None:
        read_as_data = _read_data(tree, "yaml", name, given)
        if read_as_data is not None:
            return read_as_data
    if framework is not None and given:
        from_file = as_mapping(framework)
        return _reading("yaml", {**from_file, **given}, {}, [])
    draft = as_mapping(framework) if framework is not None else _as_it_stands(data)
    return Reading("yaml", framework, found.errors, found.warnings, (), found.outline, draft)


def _other_layout(data: bytes) -> Node | None:
    """The tree of a YAML file that is plainly no framework file; ``None`` for one that may be meant to be."""
    try:
        tree, _ = parse(decode(data))
    except UnreadableText:
        return None
    ours = isinstance(tree.value, dict) and ("areas" in tree.value or len(_TOP_KEYS & set(tree.value)) >= _MEANT)
    return None if ours else tree


def _as_it_stands(data: bytes) -> Mapping[str, Any]:
    """The mapping in a YAML file that has faults; empty where there is none."""
    try:
        plain = parse(decode(data))[0].plain()
    except UnreadableText:
        return {}
    return plain if isinstance(plain, dict) else {}


def _understood(form: str, page: Page, name: str, given: Mapping[str, str]) -> Reading:
    page, beside = apart(page)
    draft, declared = understand(page, _stem(name))
    draft.doubts += beside.doubts
    if not draft.areas:
        wrong = Fault(
            draft.title.place.row,
            "No areas or statements were found. A table needs one heading row that names the statement and each "
            "level; a text needs headings for areas and lists or headings for statements.",
            draft.title.place.cell,
        )
        return Reading(form, None, (wrong,), (), tuple(draft.doubts))
    return _drafted(form, draft, given, declared, beside)


def _drafted(
    form: str,
    draft: Draft,
    given: Mapping[str, str],
    declared: Declared | None = None,
    beside: Beside | None = None,
) -> Reading:
    draft.stated.update(given)
    take_codes(draft)
    look_for_damage(draft)
    mapping, places = assemble(draft)
    if declared is not None:
        declared.apply(mapping)
    if beside is not None:
        translate(mapping, places, beside)
    return _reading(form, mapping, places, draft.doubts)


def _reading(
    form: str, mapping: dict[str, Any], places: Places, doubts: list[Doubt], errors: list[Fault] | None = None
) -> Reading:
    found = check_tree(mapping, tree_of(mapping, places), errors or [])
    told = {doubt.place for doubt in doubts}
    warnings = tuple(warning for warning in found.warnings if not _told(warning, told))
    in_order = tuple(sorted(doubts, key=lambda doubt: doubt.place.row or 0))
    return Reading(form, found.framework, found.errors, warnings, in_order, found.outline, mapping, places)


def _told(warning: Fault, places: set[Place]) -> bool:
    """A missing descriptor is a doubt already, with its own place."""
    return "has no descriptor for" in warning.message and bool(places)
