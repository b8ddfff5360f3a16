"""``plait demo``: a made-up partnership in every state of the chain, ready to be looked at."""

from __future__ import annotations

import os
import sys
import time
from itertools import groupby
from textwrap import shorten
from typing import Annotated

import typer
from django.utils import timezone

from plait.cli.database import with_database
from plait.cli.output import USAGE, AsJson, Stop, commands, print_json, say, warn
from plait.cli.serve import check_port, serve
from plait.demo.area.build import NotTheArea, build_area
from plait.demo.build import NotADemonstration, build
from plait.demo.summary import PASSWORD, DemoSummary
from plait.frameworks.actions import AlreadyPublished

app = commands("Show Plait with made-up schools and people.")

HOST = "127.0.0.1"
"""The demonstration’s password is known to all, so nobody on the network reaches it unless asked to."""
SCALES = ("trio", "area")
WIDTH = 60  # characters of schools’ names in the table


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Build it and stop there.")] = False,
    scale: Annotated[
        str, typer.Option(metavar="trio|area", help="How much is made up: two trios, or a whole area.")
    ] = "trio",
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Clear the last demonstration away and build it anew.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Build two made-up trios in every state of the chain (or, with --scale area, a county of 520 schools in 40
    partnerships), say whom to sign in as, and serve them.

    What is there already is kept, with all that was changed in it, unless --fresh is given. Refuses a database with
    people of its own.
    """
    _check_scale(scale)
    if not no_serve:
        check_port(HOST, port)
    with_database()
    url = f"{os.environ.get('PLAIT_BASE_URL', f'http://localhost:{port}').rstrip('/')}/"
    warn("Building the demonstration…")
    try:
        if scale == "area":
            _area(url, fresh=fresh, as_json=as_json)
            sys.stdout.flush()
            if not no_serve:
                serve(port=port, host=HOST)
            return
        summary = build(timezone.localdate(), timezone.now(), fresh=fresh)
    except (NotADemonstration, NotTheArea) as error:
        where = (
            "database in DATABASE_URL" if os.environ.get("DATABASE_URL") else "home, for example: plait --home DIR demo"
        )
        raise Stop(f"{error} Name another {where}.") from None
    except AlreadyPublished as error:
        raise Stop(f"the built-in frameworks: {error} Or build it anew with --fresh.") from None
    if as_json:
        print_json(_as_json(summary, url))
    else:
        say(_in_words(summary, url))
    sys.stdout.flush()  # serving replaces this process, and what it still holds would be lost
    if not no_serve:
        serve(port=port, host=HOST)


def _check_scale(scale: str) -> None:
    if scale not in SCALES:
        raise Stop(f"--scale {scale}: there is no such scale; it is {' or '.join(SCALES)}.", status=USAGE)


def _area(url: str, *, fresh: bool, as_json: bool) -> None:
    """Build the made-up county and say whom to sign in as."""
    began = time.perf_counter()
    made = build_area(timezone.localdate(), timezone.now(), password=PASSWORD, fresh=fresh)
    seconds = time.perf_counter() - began
    if as_json:
        people = [
            {"name": who.name, "role": who.role, "school": who.at, "email": who.email, "password": PASSWORD}
            for who in made.people
        ]
        print_json(
            {
                "url": url,
                "added": made.added,
                "password": PASSWORD,
                "people": people,
                "schools": made.schools,
                "partnerships": made.partnerships,
                "seconds": round(seconds, 1),
            }
        )
        return
    lines = [
        f"Address   {url}",
        f"Password  {PASSWORD}   (the same for everybody)",
        "",
        f"{made.schools} schools in a made-up county, {made.partnerships} partnerships, built in {seconds:.0f} seconds."
        if made.added
        else "This demonstration was here already and was kept as it is; --fresh builds it anew.",
        "",
        "Sign in as",
        *_columns([(who.email, who.name, who.role, _short(who.at)) for who in made.people]),
        "  head.URN@example.org signs in as the headteacher of any open school, 991000 to 991519.",
        "",
        "All schools and people are made up.",
    ]
    say("\n".join(lines))


def _as_json(summary: DemoSummary, url: str) -> dict[str, object]:
    return {
        "url": url,
        "added": summary.added,
        "password": PASSWORD,
        "people": [
            {
                "name": person.name,
                "role": person.role,
                "school": " and ".join(person.places),
                "email": person.email,
                "password": person.password,
            }
            for person in summary.people
        ],
        "schools": [
            {
                "partnership": school.partnership,
                "round": school.round,
                "urn": school.urn,
                "name": school.name,
                "state": school.state,
            }
            for school in summary.schools
        ],
    }


def _in_words(summary: DemoSummary, url: str) -> str:
    lines = [
        f"Address   {url}",
        f"Password  {PASSWORD}   (the same for everybody)",
        "",
        "Sign in as",
    ]
    lines += _columns(
        [
            (person.email, person.name, person.role, _short(*person.places) or "to see what a newcomer sees")
            for person in summary.people
        ]
    )
    for (partnership, title), rows in groupby(summary.schools, lambda row: (row.partnership, row.round)):
        lines += ["", f"{partnership}, {title}"]
        lines += _columns([(_short(row.name), row.state) for row in rows])
    if not summary.added:
        lines += ["", "This demonstration was here already and was kept as it is; --fresh builds it anew."]
    return "\n".join([*lines, "", "All schools and people are made up."])


def _short(*names: str) -> str:
    """Names that share the width of a column."""
    each = WIDTH // max(len(names), 1) - 2
    return " and ".join(shorten(name, each, placeholder="…") for name in names)


def _columns(rows: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))] if rows else []
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
