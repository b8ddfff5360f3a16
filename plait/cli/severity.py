"""``plait severity``: judgements in, each reviewer's leaning out. Needs no database and no account."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plait.adapters.rating_files import read_judgements
from plait.adapters.table_files import FileFaults
from plait.cli.output import AsJson, Stop, commands, fault, lines_of, print_json, say
from plait.domain.severity import CannotSeparate, Leaning, Severities, severities
from plait.domain.wording import plural

app = commands("Tell reviewers' severity from how schools do.")


@app.command()
def severity(
    judgements: Annotated[
        Path, typer.Argument(metavar="JUDGEMENTS.csv", help="school,area,reviewer,level: a row for each judgement.")
    ],
    as_json: AsJson = False,
) -> None:
    """Say how strict each reviewer is beside the middle one, in the order of the file, with how sure that is."""
    try:
        found = severities(read_judgements(judgements))
    except FileFaults as faults:
        raise Stop(*lines_of(faults)) from None
    except CannotSeparate as reason:
        raise Stop(fault(judgements, f"{reason}.")) from None
    if as_json:
        print_json(_record(found))
    else:
        say("\n".join(map(_told, found.leanings)))


def _record(found: Severities) -> dict[str, object]:
    return {
        "reviewers": [
            {
                "reviewer": one.reviewer,
                "judgements": one.judgements,
                "severity": one.severity,
                "interval": [one.low, one.high],
                "steps": one.steps,
                "thin": one.thin,
            }
            for one in found.leanings
        ],
        "areas": [{"area": name, "harder": value} for name, value in found.areas],
        "spread": {
            "reviewers": found.reviewer_spread,
            "schools": found.school_spread,
            "schools_in_areas": found.school_area_spread,
        },
    }


def _told(one: Leaning) -> str:
    rests = f"{one.reviewer}: {one.judgements} {plural(one.judgements, 'judgement')}"
    if one.thin:
        return f"{rests}, too few to say anything."
    if one.low <= 0 <= one.high:
        return f"{rests}, no leaning that could be told from chance."
    side = "stricter" if one.severity > 0 else "milder"
    return f"{rests}, {side} than the middle: about {abs(one.steps):.2f} of a level for each."
