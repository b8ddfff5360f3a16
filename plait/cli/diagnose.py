"""``plait diagnose``: filled workbooks in, a diagnostic report out. Needs no database and no account."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from plait.adapters import framework_files, workbook
from plait.adapters.documents import FORMATS, record
from plait.cli.output import (
    USAGE,
    AsJson,
    Stop,
    check_output,
    commands,
    fault,
    print_json,
    progress,
    read_input,
    say,
    suffix_of,
    warn,
    write_output,
)
from plait.domain.comparable import CannotCompare
from plait.domain.comparison import diagnose
from plait.domain.diagnosis import ChallengeRecord, Diagnosis
from plait.domain.frameworks import Framework
from plait.domain.judgements import Submission

app = commands("Make a diagnostic report from filled workbooks.")


@app.command("diagnose")
def report(
    own: Annotated[Path, typer.Argument(metavar="SELF.xlsx", help="The school's own filled workbook.")],
    peers: Annotated[
        list[Path] | None, typer.Option("--peer", metavar="FILE", help="A partner's view; may be repeated.")
    ] = None,
    previous: Annotated[
        list[Path] | None,
        typer.Option("--previous", metavar="FILE", help="An earlier round, oldest first; may be repeated."),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="The school's name as the report gives it.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="OUT", help="Ends in .pdf, .docx, .html, .xlsx or .json."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Judgements with their rule in words, self beside peers, earlier rounds under this one, next steps."""
    if out is None and not as_json:
        raise Stop(
            "say where the report goes: -o FILE (.pdf, .docx, .html, .xlsx, .json), or --json.",
            status=USAGE,
        )
    suffix = suffix_of(out, list(FORMATS)) if out else ""
    if out:
        check_output(out)
        for given in (own, *(peers or ()), *(previous or ())):
            if given.exists() and out.exists() and out.samefile(given):
                raise Stop(fault(out, "the report would overwrite a workbook it is made from."), status=USAGE)
    diagnosis = diagnosis_of(own, peers or [], previous or [], name)
    if out:
        with progress(f"Writing {out.name}"):
            data = FORMATS[suffix].write(diagnosis)
        write_output(out, data)
    if as_json:
        print_json(record(diagnosis))
    elif out:
        say(f"{diagnosis.headlines.shape}. The report is in {out}.")


def diagnosis_of(own: Path, peers: list[Path], previous: list[Path], name: str | None = None) -> Diagnosis:
    """The diagnosis that these workbooks make. Raises :class:`Stop` with every fault of every file."""
    faults: list[str] = []
    readings = {role: [_read(path, faults) for path in paths] for role, paths in (
        ("own", [own]), ("peer", peers), ("previous", previous)
    )}  # fmt: skip
    if faults:
        raise Stop(*faults)
    found = {role: [reading.submission for reading in items if reading and reading.submission]
             for role, items in readings.items()}  # fmt: skip
    files = {"own": [own], "peer": peers, "previous": previous}
    order = sorted(range(len(previous)), key=lambda index: _when(found["previous"], index))
    files["previous"] = [previous[index] for index in order]
    submission = found["own"][0]
    by = readings["own"][0].challenged_by if readings["own"][0] else ""
    try:
        return diagnose(
            submission,
            peers=found["peer"],
            previous=[found["previous"][index] for index in order],
            name=name,
            prepared=datetime.now(UTC).astimezone().date(),
            provision=(provision_in(submission.framework, readings["own"][0].areas) if readings["own"][0] else None),
            challenges=[
                ChallengeRecord(entry.area_id, entry.agreed, entry.reason, by)
                for entry in submission.areas
                if entry.agreed is not None
            ],
        )
    except CannotCompare as refused:
        raise Stop(fault(files[refused.role][refused.index], str(refused))) from None


def _when(rounds: list[Submission], index: int) -> tuple[int, int]:
    """Sorts earlier rounds by their date where every one gives it, else leaves them as they were named."""
    day = rounds[index].dated
    return (day.toordinal() if day and all(item.dated for item in rounds) else 0, index)


def _read(path: Path, faults: list[str]) -> workbook.WorkbookReading | None:
    try:
        reading = workbook.read(read_input(path, limit=workbook.SIZE_LIMIT), path.name, _framework)
    except Stop as stop:
        faults.extend(stop.lines)
        return None
    faults.extend(fault(path, error.message, cell=error.place) for error in reading.errors)
    for note in reading.notes:
        warn(fault(path, f"(note) {note}"))
    return reading


def _framework(framework_id: str, version: str) -> Framework | None:
    return framework_files.find(f"{framework_id}@{version}")


def provision_in(framework: Framework, areas: Collection[str]) -> frozenset[str] | None:
    """What the school offers, as far as the areas that its workbook was made for tell; ``None`` if it has
    them all.

    ``areas``: ids. A tag that a missing area names is one that the school does not have.
    """
    there: set[str] = set()
    missing: set[str] = set()
    for area in framework.areas:
        (there if area.id in areas else missing).update(area.applies_to)
    return frozenset(there - missing) if missing else None
