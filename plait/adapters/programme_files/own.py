"""A deployer's own programme files: every ``.yaml`` and ``.yml`` file of one folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from plait.adapters.framework_files.faults import Fault
from plait.adapters.framework_files.tree import SIZE_LIMIT
from plait.adapters.programme_files.checking import check
from plait.domain.programmes import ProgrammeDefinition

MOST_FILES = 200


class NotProgrammes(Exception):
    """A folder of programme files cannot be used. ``faults``: ``(file, fault)`` for every one, in every file."""

    def __init__(self, faults: tuple[tuple[Path, Fault], ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(self.lines))

    @property
    def lines(self) -> tuple[str, ...]:
        """``FILE:LINE: what is wrong``, one a fault."""
        return tuple(
            f"{path}: {fault.message}" if fault.line is None else f"{path}:{fault.line}: {fault.message}"
            for path, fault in self.faults
        )


def programmes_in(folder: Path, taken: Iterable[ProgrammeDefinition]) -> tuple[ProgrammeDefinition, ...]:
    """The programmes in this folder, by id, oldest first. ``taken``: those that are built in.

    Raises :class:`NotProgrammes` with every fault of every file; ids that are built in are refused, as are two files
    that hold the same version.
    """
    if not folder.is_dir():
        raise NotProgrammes(((folder, Fault(None, "there is no such folder.")),))
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in (".yaml", ".yml"))
    if len(paths) > MOST_FILES:
        raise NotProgrammes(((folder, Fault(None, f"there are {len(paths)} files; at most {MOST_FILES} are read.")),))
    built_in = {item.id for item in taken}
    faults: list[tuple[Path, Fault]] = []
    found: dict[str, tuple[Path, ProgrammeDefinition]] = {}
    for path in paths:
        try:
            with path.open("rb") as file:
                checked = check(file.read(SIZE_LIMIT + 1))
        except OSError as error:
            faults.append((path, Fault(None, f"this file cannot be read ({str(error.strerror).lower()}).")))
            continue
        faults += [(path, fault) for fault in checked.errors]
        programme = checked.programme
        if programme is None:
            continue
        if programme.id in built_in:
            faults.append((path, Fault(None, f"“{programme.id}” is built in; give yours an id of its own.")))
        elif programme.name in found:
            faults.append((path, Fault(None, f"{programme.name} is in {found[programme.name][0].name} already.")))
        else:
            found[programme.name] = (path, programme)
    if faults:
        raise NotProgrammes(tuple(faults))
    return tuple(sorted((item for _, item in found.values()), key=lambda item: (item.id, item.order)))
