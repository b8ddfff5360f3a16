"""Tables that scripts hand to a command: CSV with named columns, every fault told at once with its line.

Nothing is taken from a file with an error in it: what is worked out from half a list would be wrong for everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from plait.adapters.gias_files import RegisterUnreadable, RejectedRow, open_published
from plait.adapters.gias_values import Column

FAULTS = 100
"""So many faults are told of one file; with more, the first ones."""


@dataclass(frozen=True, slots=True)
class FileFault:
    """What is wrong, and where. ``row``: the line, the heading being line 1; ``None`` for the whole file."""

    path: Path
    row: int | None
    message: str


class FileFaults(Exception):
    """A file cannot be used; every fault at once, as far as they can be told."""

    def __init__(self, faults: Sequence[FileFault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)


def read_rows(
    path: Path, columns: Sequence[Column], needed: dict[str, str], hint: str
) -> list[tuple[int, tuple[object, ...]]]:
    """Every row with its line. Raises :class:`FileFaults` with all that is wrong."""
    try:
        file = open_published(path, columns, needed, hint=hint)
        rows, faults = [], []
        for item in file.values():
            if isinstance(item, RejectedRow):
                faults.append(FileFault(path, item.row, item.reason))
                if len(faults) >= FAULTS:
                    break
            else:
                rows.append(item)
    except RegisterUnreadable as error:
        raise FileFaults([FileFault(path, error.row, str(error))]) from None
    if faults:
        raise FileFaults(faults)
    return rows
