"""``plait workbook``: make the Excel workbook of a framework, read a filled one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from plait.adapters import framework_files, workbook
from plait.cli.named import framework_named
from plait.cli.output import (
    USAGE,
    AsJson,
    Stop,
    check_output,
    commands,
    fault,
    print_json,
    read_input,
    say,
    suffix_of,
    warn,
    write_output,
)
from plait.domain.frameworks import Framework, LevelValue
from plait.domain.judgements import Answer, Submission, answer_label
from plait.domain.schools import Provision

app = commands("Make an Excel workbook of a framework; read a filled one.")


@app.command()
def new(
    framework: Annotated[
        str,
        typer.Argument(metavar="FRAMEWORK", help="The id of one built in, or a YAML file.", show_default=False),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.xlsx", help="Where to write it.")],
    school: Annotated[str, typer.Option(help="The school's name, for the cover.")] = "",
    urn: Annotated[
        int | None, typer.Option(help="Its number in the national register.", min=1000, max=9_999_999)
    ] = None,
    round_: Annotated[str, typer.Option("--round", help="For example 'Autumn 2026'.")] = "",
    provision: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TAG",
            help="What the school offers; leaves out areas for other schools. Repeat it. One of: "
            + ", ".join(Provision)
            + ".",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """The Excel workbook of a framework, to fill in by hand."""
    suffix_of(output, ("xlsx",))
    check_output(output)
    tags = _provision(provision)
    found = framework_named(framework)
    try:
        data = workbook.new(found, school=school, urn=urn, round=round_, provision=tags)
    except workbook.CannotWrite as error:
        raise Stop(fault(framework, str(error))) from None
    write_output(output, data)
    if as_json:
        print_json(
            {
                "framework": found.id,
                "framework_version": found.version,
                "file": str(output),
                "bytes": len(data),
            }
        )
    else:
        say(f"{output}: the workbook of {found.title}, version {found.version}.")


@app.command()
def read(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="A filled workbook.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """A filled workbook → its judgements."""
    found = workbook.read(read_input(file, limit=workbook.SIZE_LIMIT), file.name, known_framework)
    for note in found.notes:
        warn(fault(file, f"(note) {note}"))
    if found.submission is None:
        if as_json:
            errors = [{"sheet": item.sheet, "cell": item.cell, "message": item.message} for item in found.errors]
            print_json({"errors": errors, "notes": list(found.notes)})
        raise Stop(*(fault(file, item.message, cell=item.place) for item in found.errors))
    if as_json:
        print_json(_as_json(found.submission, found))
    else:
        _say(found.submission)


def known_framework(framework_id: str, version: str) -> Framework | None:
    """The framework that is built in under this id and version."""
    return framework_files.find(f"{framework_id}@{version}")


def _provision(given: list[str] | None) -> frozenset[str] | None:
    if not given:
        return None
    unknown = [tag for tag in given if tag not in set(Provision)]
    if unknown:
        raise Stop(f"--provision: “{unknown[0]}” is not known; use {', '.join(Provision)}.", status=USAGE)
    return frozenset(given)


def _level(answer: Answer) -> LevelValue | None:
    """A level as the framework's author writes it, ``not-applicable``, ``not-sure`` or nothing."""
    return answer.value if answer is not None else None


def _as_json(said: Submission, found: workbook.WorkbookReading) -> dict[str, Any]:
    areas = [
        {
            "area": area.id,
            "level": _level(entry.answer),
            "label": answer_label(entry.answer) if entry.answer is not None else None,
            **({"strengths": entry.words.strengths, "consider": entry.words.consider} if entry.words.said else {}),
            "evidence": entry.evidence,
            "actions": entry.actions,
            "comments": entry.comments,
            "agreed": _level(entry.agreed),
            "reason": entry.reason,
        }
        for area in said.framework.areas
        if not (entry := said.area(area.id)).empty
    ]
    statements = [
        {
            "statement": entry.statement_id,
            "level": _level(entry.answer),
            "label": answer_label(entry.answer),
            "evidence": "",
            "actions": "",
        }
        for entry in said.statements
    ]
    return {
        "framework": said.framework.id,
        "framework_version": said.framework.version,
        "school": said.school,
        "urn": said.urn,
        "round": said.round,
        "completed_by": said.completed_by,
        "date": said.dated.isoformat() if said.dated is not None else None,
        "partner": said.partner,
        "challenged_by": found.challenged_by,
        "judgements": [*areas, *statements],
        "notes": list(found.notes),
    }


def _say(said: Submission) -> None:
    head = ", ".join(text for text in (said.school, said.round) if text) or "School and round are not given"
    say(f"{head} ({said.framework.title}, version {said.framework.version})")
    for area in said.framework.areas:
        entry = said.area(area.id)
        answered = sum(said.statement(statement.id).answer is not None for statement in area.statements)
        agreed = f", agreed: {answer_label(entry.agreed)}" if entry.agreed is not None else ""
        judged = f"{answer_label(entry.answer)}{agreed}; " if area.scale else ""
        without = "in words" if said.framework.words else "no levels"
        of = f"{answered} of {len(area.statements)} statements" if area.scale else without
        say(f"\n{area.title}: {judged}{of}")
        for what, text in (
            ("Strengths", entry.words.strengths),
            ("Areas to consider", entry.words.consider),
            ("Evidence", entry.evidence),
            ("Actions", entry.actions),
            ("Peer challenge", entry.comments),
            ("Why kept or changed", entry.reason),
        ):
            if text:
                indented = text.replace("\n", "\n    ")
                say(f"  {what}: {indented}")
