"""A framework → the YAML of its file, laid out for people: long texts folded, keys in the order of the reference."""

from __future__ import annotations

from typing import Any

import yaml

from plait.adapters.framework_files.mapping import as_mapping
from plait.domain.frameworks import Framework


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


class _Text(str):
    """Text that must be read back as text."""

    __slots__ = ()


def _text(dumper: yaml.SafeDumper, data: str) -> yaml.ScalarNode:
    style = '"' if len(data) < 70 or any(ch in data for ch in "\n\t") or data != data.strip() else ">"
    if style == ">" and (not data.isprintable() or "  " in data):
        style = '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(data), style=style)


_Dumper.add_representer(_Text, _text)
_IDS = {"id", "language", "framework", "kind", "rule"}


def yaml_text(framework: Framework) -> str:
    """The text of a framework file. ``check`` of it gives an equal framework."""
    data = _marked(_without_empty(as_mapping(framework)))
    dumped: str = yaml.dump(
        data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110, default_flow_style=False
    )
    return dumped


_MAY_BE_LEFT_OUT = {"licence", "source", "summary", "meaning"}


def _without_empty(value: Any) -> Any:
    """The mapping without texts that say nothing."""
    if isinstance(value, dict):
        kept = {key: inner for key, inner in value.items() if not (key in _MAY_BE_LEFT_OUT and inner == "")}
        return {key: _without_empty(inner) for key, inner in kept.items()}
    return [_without_empty(inner) for inner in value] if isinstance(value, list) else value


def _marked(value: Any, key: str = "") -> Any:
    """Values with texts marked, so that ``"1"`` and ``"yes"`` keep their quotes; ids stay plain words."""
    if isinstance(value, dict):
        return {_key(name): _marked(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_marked(inner, key) for inner in value]
    if isinstance(value, str) and not (key in _IDS and not value.isdigit()):
        return _Text(value)
    return value


def _key(name: str) -> Any:
    return int(name) if name.isdigit() and str(int(name)) == name else name
