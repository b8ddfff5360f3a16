"""``plait programme``: check, list, show."""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import typer

from plait.adapters import programme_files
from plait.adapters.programme_files import Fault, NotProgrammes, ProgrammeCheck
from plait.cli.output import USAGE, AsJson, Stop, commands, fault, print_json, read_input, say, warn
from plait.domain.contract_words import clauses, release_words, summary
from plait.domain.programmes import (
    JUDGING_WORDS,
    PAIRING_WORDS,
    RETENTION,
    ProgrammeDefinition,
    StepDefinition,
    StepFor,
    StepKind,
    newest,
)
from plait.domain.roles import ROLES
from plait.domain.wording import counted, listed, opening, plural

app = commands("Check, list and show programmes.")


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A programme file (YAML).", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Is this a sound programme? Every fault at once, with its line."""
    found = programme_files.check(read_input(file, limit=programme_files.SIZE_LIMIT))
    if as_json:
        print_json(_check_as_json(found))
    for warning in found.warnings:
        warn(fault(file, f"(warning) {warning.message}", row=warning.line))
    if found.errors:
        raise Stop(*(fault(file, error.message, row=error.line) for error in found.errors))
    if not as_json and found.programme is not None:
        signed = "heads sign it" if found.programme.contract.needs_signature else "nothing leaves a school"
        say(
            f"{found.title} ({found.id}, version {found.version}) is sound: "
            f"{found.steps} {plural(found.steps, 'step')}; {signed}."
        )


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """What is built in, and your own in the folder that PLAIT_PROGRAMMES names."""
    known = _known()
    if as_json:
        print_json({"programmes": [_summary_as_json(item) for item in known]})
        return
    width = max((len(item.name) for item in known), default=0)
    for item in known:
        say(f"{item.name:<{width}}  {item.title} ({counted(len(item.steps), 'step')})")


@app.command()
def show(
    programme: Annotated[
        str,
        typer.Argument(metavar="PROGRAMME", help="The id of one that is known, or a YAML file.", show_default=False),
    ],
    as_json: AsJson = False,
) -> None:
    """A whole programme in words: its steps, who sees what, who may get the report."""
    found = _named(programme)
    if as_json:
        print_json(found.as_data())
    else:
        _say(found)


def _known() -> tuple[ProgrammeDefinition, ...]:
    folder = os.environ.get("PLAIT_PROGRAMMES", "")
    try:
        return programme_files.known(Path(folder).expanduser() if folder else None)
    except NotProgrammes as wrong:
        raise Stop(*wrong.lines) from None


def _named(name: str) -> ProgrammeDefinition:
    path = Path(name)
    if path.suffix.lower() in (".yaml", ".yml") or "/" in name or path.is_file():
        found = programme_files.check(read_input(path, limit=programme_files.SIZE_LIMIT))
        if found.programme is None:
            raise Stop(*(fault(path, error.message, row=error.line) for error in found.errors))
        return found.programme
    known = _known()
    programme = programme_files.find(name, known)
    if programme is None:
        close = get_close_matches(name, [*newest(known), *(item.name for item in known)], 1)
        hint = f"Did you mean {close[0]}?" if close else "Name one of these, or a YAML file."
        names = ", ".join(item.name for item in known)
        raise Stop(f"“{name}” is not a programme that is known. {hint} Known: {names}.", status=USAGE)
    return programme


def _check_as_json(found: ProgrammeCheck) -> dict[str, Any]:
    def faults(items: tuple[Fault, ...]) -> list[dict[str, Any]]:
        return [{"line": item.line, "message": item.message} for item in items]

    return {
        "id": found.id or None,
        "version": found.version or None,
        "title": found.title or None,
        "steps": found.steps,
        "errors": faults(found.errors),
        "warnings": faults(found.warnings),
    }


def _summary_as_json(item: ProgrammeDefinition) -> dict[str, Any]:
    return {
        "id": item.id,
        "version": item.version,
        "title": item.title,
        "kinds": list(item.kinds),
        "frameworks": [f"{name}@{version}" for name, version in item.frameworks],
        "steps": [step.key for step in item.steps],
        "needs_signature": item.contract.needs_signature,
    }


def _say(item: ProgrammeDefinition) -> None:
    say(f"{item.title} ({item.id}, version {item.version})")
    for text in (item.about, item.source and f"Source: {item.source}"):
        if text:
            say(f"\n{text}")
    frameworks = listed([f"{name}@{version}" for name, version in item.frameworks]) or "none"
    say(f"\nFrameworks: {frameworks}")
    say(f"Suits: {listed(item.kinds) or 'any kind of partnership'}")
    say(f"Who looks at whom: {PAIRING_WORDS[item.pairing]}")
    say(f"Judgements: {JUDGING_WORDS[item.judging]}")
    say(f"Its words: {item.labels.strengths}; {item.labels.consider}")
    if item.roles:
        say(f"Roles: {listed([ROLES[role].title.lower() for role in item.roles])}")
    say("\nSteps")
    for number, step in enumerate(item.steps, 1):
        say(f"  {number}. {step.title} ({_said_of(step)})")
        if step.about:
            say(f"     {step.about}")
    say("\nWho sees what")
    say(f"  {summary(item.contract)}")
    say("  Whoever is not named in a row sees nothing of it.")
    for clause in clauses(item.contract, item.artefacts):
        say(f"\n  {clause.what}:")
        for sentence in clause.says:
            say(f"    {sentence}")
    say("\nWho may get the report")
    for sentence in release_words(item.contract):
        say(f"  {sentence}")
    if item.retention:
        say("\nKept after a round closes")
        for key, months in item.retention.items():
            say(f"  {opening(RETENTION.get(key, key))}: {counted(months, 'month')}")


def _said_of(step: StepDefinition) -> str:
    """``by week 9, about 60 minutes``: when, how long, whose, who notes it."""
    parts = []
    if step.weeks is not None:
        parts.append(f"by week {step.weeks}")
    if step.minutes:
        parts.append(_long(step.minutes))
    if step.whose is StepFor.PARTNERSHIP:
        parts.append("the whole partnership")
    if step.kind is StepKind.MILESTONE:
        by = listed([ROLES[role].title.lower() for role in step.by]).replace(" and ", " or ")
        parts.append(f"noted by the {by}" if by else "noted when it is done")
    return ", ".join(parts) or "at any time"


def _long(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if minutes < 120:
        return f"about {minutes} minutes"
    return (
        f"about {hours} hours"
        if not rest
        else f"about {hours} and a half hours"
        if rest == 30
        else f"about {minutes} minutes"
    )
