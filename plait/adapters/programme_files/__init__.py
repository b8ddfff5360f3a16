"""Programme files: YAML text ↔ :class:`~plait.domain.programmes.ProgrammeDefinition`, built in and a deployer's own.

``check`` finds every fault of a file at once, each with its line. ``docs/programme-format.md`` is the reference.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from plait.adapters.framework_files.faults import Fault
from plait.adapters.framework_files.tree import SIZE_LIMIT, decode, parse
from plait.adapters.programme_files.checking import PROGRAMME, ProgrammeCheck, check, schema
from plait.adapters.programme_files.own import NotProgrammes, programmes_in
from plait.domain.programmes import ProgrammeDefinition, newest, programme_from_data

__all__ = [
    "SIZE_LIMIT",
    "Fault",
    "NotProgrammes",
    "ProgrammeCheck",
    "all_built_in",
    "built_in",
    "check",
    "find",
    "known",
    "programmes_in",
    "schema",
]


@cache
def all_built_in() -> tuple[ProgrammeDefinition, ...]:
    """Every version of every programme that comes with Plait, by id, oldest first. A test checks each file in full."""
    found = [
        programme_from_data(parse(decode(item.read_bytes(), PROGRAMME), PROGRAMME)[0].plain(PROGRAMME.text_keys))
        for item in files("plait.programme_files").iterdir()
        if item.name.endswith(".yaml")
    ]
    return tuple(sorted(found, key=lambda item: (item.id, item.order)))


def built_in() -> dict[str, ProgrammeDefinition]:
    """The newest version of each programme that comes with Plait, by its id."""
    return newest(all_built_in())


def known(folder: Path | None = None) -> tuple[ProgrammeDefinition, ...]:
    """Every programme there is: built in, and a deployer's own in ``folder``. Raises :class:`NotProgrammes`."""
    return all_built_in() + (() if folder is None else programmes_in(folder, all_built_in()))


def find(name: str, among: tuple[ProgrammeDefinition, ...]) -> ProgrammeDefinition | None:
    """The programme called ``peer-trio`` (its newest version) or ``peer-trio@1``."""
    wanted, _, version = name.partition("@")
    matching = [item for item in among if item.id == wanted and (not version or item.version == version)]
    return max(matching, key=lambda item: item.order, default=None)
