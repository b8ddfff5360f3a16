"""``plait rights``: answer people and schools who ask what is held about them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from django.utils import timezone

from plait.adapters.data_papers import WRITERS, as_markdown
from plait.adapters.personal_copy import as_zip
from plait.adapters.school_copy import as_zip as school_as_zip
from plait.cli.database import with_database
from plait.cli.output import AsJson, Stop, check_output, commands, print_json, say, suffix_of, write_output
from plait.domain.data_papers import Installation, Paper, impact_assessment, record_of_processing
from plait.domain.verdicts import NotVisible
from plait.rights.actions import take_for
from plait.rights.paper_queries import installation
from plait.rights.school_actions import take_school_for

Copy = TypeVar("Copy")

app = commands("Answer people and schools who ask what is held about them.")


@app.callback()
def _group() -> None:
    """Answer people and schools who ask what is held about them."""


@app.command()
def person(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="The address that they sign in by.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.zip", help="Where the copy goes.")],
    as_json: AsJson = False,
) -> None:
    """Write a copy of all that is held about one person, with other people's names taken out.

    Make sure first that it is them who asks. The trail notes it. Read the copy before you pass it on: a first name
    alone or a nickname in a text is not found.
    """
    copy = _write_copy(
        lambda at: take_for(email=email, at=at),
        as_zip,
        output,
        unknown=f"rights person: nobody signs in by {email.strip()} here.",
    )
    entries = sum(len(part.entries) for part in copy.parts)
    if as_json:
        print_json({"file": str(output), "entries": entries, "names_removed": copy.removed})
    else:
        say(f"{output}: {entries} entries about {copy.name}; {copy.removed} names of others taken out.")


@app.command()
def school(
    urn: Annotated[int, typer.Argument(metavar="URN", help="The school's number.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.zip", help="Where the copy goes.")],
    as_json: AsJson = False,
) -> None:
    """Write what is held about one school, ready for a freedom-of-information request.

    A list of everything, what may be exempt and why, and the texts with people's names taken out and marked. The
    school's headteacher can take the same on the web; here the school's disclosure log says that you took it.
    """
    copy = _write_copy(
        lambda at: take_school_for(urn=urn, at=at),
        school_as_zip,
        output,
        unknown=f"rights school: no school has the URN {urn} here.",
    )
    entries = sum(len(part.entries) for part in copy.parts)
    if as_json:
        print_json({"file": str(output), "entries": entries, "removed": copy.removed})
    else:
        say(f"{output}: {entries} entries about {copy.school}; {copy.removed} names and addresses taken out.")


def _write_copy(take: Callable[[datetime], Copy], pack: Callable[[Copy], bytes], output: Path, *, unknown: str) -> Copy:
    """Take the copy and write it; ``unknown`` is said where nobody is called that."""
    suffix_of(output, ["zip"])
    check_output(output)
    with_database()
    try:
        copy = take(timezone.now())
    except NotVisible:
        raise Stop(unknown) from None
    write_output(output, pack(copy))
    return copy


PaperFile = Annotated[
    Path, typer.Option("-o", "--output", metavar="FILE", help="Where it goes: ends in .md, .html or .docx.")
]


@app.command()
def dpia(output: PaperFile, as_json: AsJson = False) -> None:
    """Write a data protection impact assessment to fill in, with what this installation knows of itself."""
    _write_paper(impact_assessment, output, as_json)


@app.command()
def ropa(output: PaperFile, as_json: AsJson = False) -> None:
    """Write a record of processing to fill in, with what this installation knows of itself."""
    _write_paper(record_of_processing, output, as_json)


def _write_paper(make: Callable[[Installation, date], Paper], output: Path, as_json: bool) -> None:
    writer = WRITERS[suffix_of(output, list(WRITERS))]
    check_output(output)
    with_database()
    paper = make(installation(), timezone.localdate())
    write_output(output, writer(paper))
    blanks = as_markdown(paper).decode().count("[to fill in:")
    if as_json:
        print_json({"file": str(output), "title": paper.title, "sections": len(paper.sections), "blanks": blanks})
    else:
        say(f"{output}: {paper.title}. {blanks} places are left to you, marked “to fill in”.")
