"""How every command speaks: results on standard output, faults on standard error, files, exit statuses.

A command returns when it has done its work (status 0). It raises :class:`Stop` when its input has errors
(status 1) or when it was called wrongly (status 2); ``plait.cli.main`` prints the lines and leaves with the
status.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from plait.adapters.table_files import FileFaults

DONE, INPUT_HAS_ERRORS, USAGE = 0, 1, 2

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on standard output, nothing else.")]
"""The ``--json`` option: ``def command(..., as_json: AsJson = False)``."""


class Stop(Exception):
    """The command ends here. ``lines`` go to standard error, one each; ``status`` is the exit status."""

    def __init__(self, *lines: str, status: int = INPUT_HAS_ERRORS) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines
        self.status = status


def commands(help_text: str) -> typer.Typer:
    """A Typer app that behaves like all others here: plain help, no completion options."""
    return typer.Typer(
        help=help_text,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )


def fault(file: str | Path, message: str, *, row: int | None = None, cell: str = "") -> str:
    """One error line: ``FILE:ROW: message``, ``FILE: SHEET!CELL: message`` or ``FILE: message``."""
    place = f"{file}:{row}:" if row is not None else f"{file}: {cell}:" if cell else f"{file}:"
    return f"{place} {' '.join(message.split())}"


def warn(line: str) -> None:
    """One line on standard error that does not end the command."""
    print(line, file=sys.stderr)  # noqa: T201


def say(text: str = "") -> None:
    """One line (or several) for the person on standard output. Never called under ``--json``."""
    print(text)  # noqa: T201


def print_json(value: dict[str, Any] | list[Any]) -> None:
    """The one JSON value of ``--json``."""
    print(json.dumps(value, ensure_ascii=False, indent=2))  # noqa: T201


def read_input(path: Path, *, limit: int) -> bytes:
    """The bytes of a file that somebody named.

    Raises :class:`Stop` when it is missing, a folder, unreadable or larger than ``limit`` bytes.
    """
    try:
        if path.is_dir():
            raise Stop(fault(path, "this is a folder; name a file."))
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise Stop(fault(path, "there is no such file.")) from None
    except PermissionError:
        raise Stop(fault(path, "this file may not be read; check its permissions.")) from None
    except (OSError, ValueError) as error:
        raise Stop(fault(path, f"this file cannot be read ({_reason(error)}).")) from None
    if len(data) > limit:
        raise Stop(fault(path, f"this file is too large: at most {limit // 1_000_000} MB can be read."))
    return data


def check_output(path: Path) -> None:
    """Raise :class:`Stop` before the work when ``path`` is a folder or its folder is missing."""
    try:
        if path.is_dir():
            raise Stop(fault(path, "this is a folder; name a file to write."))
        if not path.absolute().parent.is_dir():
            raise Stop(fault(path, f"the folder {path.absolute().parent} does not exist; make it first."))
    except (OSError, ValueError) as error:
        raise Stop(fault(path, f"this file cannot be written ({_reason(error)}).")) from None


def write_output(path: Path, data: bytes) -> None:
    """Write a whole file or nothing. Raises :class:`Stop` in words."""
    check_output(path)
    if path.exists() and not path.is_file():  # a pipe or a device cannot be replaced
        path.write_bytes(data)
        return
    kept = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.absolute().parent, prefix=".plait-", delete=False) as file:
            kept = Path(file.name)
            file.write(data)
        mask = os.umask(0)
        os.umask(mask)
        kept.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~mask)
        kept.replace(path)
    except OSError as error:
        if kept is not None:
            with suppress(OSError):
                kept.unlink(missing_ok=True)
        raise Stop(fault(path, f"this file cannot be written ({_reason(error)}).")) from None


def suffix_of(path: Path, allowed: Sequence[str]) -> str:
    """The format that a file's name asks for: lower case, no dot. Raises :class:`Stop` (usage) for others."""
    suffix = path.suffix.lower().lstrip(".")
    if suffix not in allowed:
        choices = ", ".join(f".{item}" for item in allowed)
        raise Stop(fault(path, f"the name decides the format: end it with {choices}."), status=USAGE)
    return suffix


class Advance(Protocol):
    """Tell the progress how many more are done."""

    def __call__(self, done: int = 1) -> None: ...


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Advance]:
    """Progress on standard error: a bar (done, left, how long) on a terminal, one quiet line otherwise."""
    if not sys.stderr.isatty():
        warn(f"{what}…")
        yield lambda done=1: None
        return
    from rich.console import Console  # noqa: PLC0415  a fifth of a second that scripts need not wait for
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=total)

        def advance(done: int = 1) -> None:
            bar.advance(task, done)

        yield advance


def lines_of(faults: FileFaults) -> tuple[str, ...]:
    """Every fault of a table as an error line."""
    return tuple(fault(item.path, item.message, row=item.row) for item in faults.faults)


def stop_with(lines: Iterable[str]) -> None:
    """Raise :class:`Stop` when there is at least one line."""
    found = tuple(lines)
    if found:
        raise Stop(*found)


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).lower()
