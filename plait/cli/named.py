"""The framework that a command line names: built in, or in a file."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from plait.adapters import framework_files
from plait.cli.output import USAGE, Stop, fault, read_input, warn
from plait.domain.frameworks import Framework


def framework_named(name: str) -> Framework:
    """The framework called ``name``: a path to a YAML file, ``teaching-school`` or ``teaching-school@1``.

    Raises :class:`Stop` with every fault of the file, or with what is built in.
    """
    path = Path(name)
    if path.suffix.lower() in (".yaml", ".yml") or "/" in name or path.is_file():
        found = framework_files.check(read_input(path, limit=framework_files.SIZE_LIMIT))
        if found.framework is None:
            raise Stop(*(fault(path, error.message, row=error.line) for error in found.errors))
        for warning in found.warnings:
            warn(fault(path, f"(warning) {warning.message}", row=warning.line))
        return found.framework
    framework = framework_files.find(name)
    if framework is None:
        names = [known.id for known in framework_files.built_in()] + [
            known.name for known in framework_files.built_in()
        ]
        close = get_close_matches(name, names, 1)
        hint = f"Did you mean {close[0]}?" if close else "Name one of these, or a YAML file."
        built_in = ", ".join(dict.fromkeys(known.name for known in framework_files.built_in()))
        raise Stop(f"“{name}” is not a framework that is built in. {hint} Built in: {built_in}.", status=USAGE)
    return framework
