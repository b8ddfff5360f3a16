"""``plait schools``: read the published national register, its links and its groups into the database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from plait.adapters.gias import RegisterUnreadable, read_mapping
from plait.cli.database import with_database
from plait.cli.output import AsJson, Stop, commands, fault, print_json, progress, say
from plait.partnerships.group_actions import import_groups
from plait.schools.actions import ImportResult, Progress, import_links, import_register

app = commands("Read the published register of schools.")


@app.callback()
def _schools() -> None:
    """Read the published register of schools."""


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The register: .csv or .csv.gz.")],
    mapping: Annotated[
        Path | None,
        typer.Option(
            metavar="M.yaml",
            help="Own column names and the published ones, a line each: 'School number: URN'.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Bring the register up to date from the published file, by URN.

    Needs the columns URN and EstablishmentName; takes what it knows of the others. Good rows are kept, bad
    ones are listed and make the exit status 1. Reading the same file again changes nothing.
    """
    names: dict[str, str] = {}
    if mapping is not None:
        try:
            names = read_mapping(mapping)
        except RegisterUnreadable as error:
            raise Stop(fault(mapping, str(error))) from None
    with_database()
    result = _read(file, lambda told: import_register(path=file, mapping=names, at=timezone.now(), progress=told))
    _report(file, result, as_json, "schools")


@app.command()
def links(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The published links: .csv or .csv.gz.")],
    as_json: AsJson = False,
) -> None:
    """Take over who came before and after whom: a school that converts or merges gets a new URN.

    Needs the columns URN, LinkURN and LinkType. Schools need not be in the register. Reading the same file
    again changes nothing.
    """
    with_database()
    result = _read(file, lambda told: import_links(path=file, at=timezone.now(), progress=told))
    _report(file, result, as_json, "links")


@app.command()
def groups(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Published groups, or who is in which: .csv or .csv.gz.")
    ],
    as_json: AsJson = False,
) -> None:
    """Take over trusts, federations and sponsors as partnerships, and who joined them when.

    Two published files, told apart by their columns: all groups (Group UID, Group Name, Group Type), and
    memberships (URN, Linked UID, Group Name, Group Type, Joined date), whose schools must be in the register.
    Being in the same trust lets nobody see anything. Reading the same file again changes nothing.
    """
    with_database()
    result = _read(file, lambda told: import_groups(path=file, at=timezone.now(), progress=told))
    _report(file, result, as_json, "groups or memberships")


def _report(file: Path, result: ImportResult, as_json: bool, what: str) -> None:
    """Say what was done, then list the rows that were not taken, which make the exit status 1."""
    if as_json:
        print_json(
            {
                "read": result.read,
                "added": result.added,
                "updated": result.updated,
                "unchanged": result.unchanged,
                "rejected": [{"row": item.row, "reason": item.reason} for item in result.rejected],
                "rejected_count": result.rejected_count,
                "seconds": round(result.seconds, 3),
            }
        )
    else:
        say(_in_words(result, what))
    if result.rejected_count:
        lines = [fault(file, item.reason, row=item.row) for item in result.rejected]
        if more := result.rejected_count - len(lines):
            lines.append(fault(file, f"and {more:,} more rows like these."))
        raise Stop(*lines)


def _read(file: Path, read: Callable[[Progress], ImportResult]) -> ImportResult:
    """Read a file with its progress in percent. Raises :class:`Stop` when it cannot be used."""
    told = 0
    try:
        with progress(f"Reading {file.name} (percent done)", total=100) as advance:

            def reached(done: int, size: int) -> None:
                nonlocal told
                percent = 100 * done // max(size, 1)
                advance(percent - told)
                told = percent

            return read(reached)
    except RegisterUnreadable as error:
        raise Stop(fault(file, str(error), row=error.row)) from None


def _in_words(result: ImportResult, what: str) -> str:
    rows = "1 row" if result.read == 1 else f"{result.read:,} rows"
    return (
        f"Read {rows} in {result.seconds:.1f} s: {result.added:,} {what} added, {result.updated:,} updated, "
        f"{result.unchanged:,} unchanged, {result.rejected_count:,} rows rejected."
    )
