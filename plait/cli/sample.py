"""``plait sample``: schools in, a sample that looks like them out. Needs no database and no account."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plait.adapters.sample_files import read_listed
from plait.adapters.table_files import FileFaults
from plait.cli.output import (
    USAGE,
    AsJson,
    Stop,
    check_output,
    commands,
    fault,
    lines_of,
    print_json,
    say,
    suffix_of,
    write_output,
)
from plait.domain.sampling import Balance, CannotSample, draw

app = commands("Choose a sample of schools that looks like the group.")


@app.command()
def sample(
    schools: Annotated[
        Path, typer.Argument(metavar="SCHOOLS.csv", help="urn, and columns that say what each is like.")
    ],
    share: Annotated[float, typer.Option(help="How much of the group, such as 0.5 for half.")],
    by: Annotated[
        list[str] | None, typer.Option(metavar="COL", help="Be alike in this column; repeatable. None: in all.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed chooses other schools.")] = 0,
    output: Annotated[Path | None, typer.Option("-o", metavar="SAMPLE.csv", help="Where the chosen rows go.")] = None,
    as_json: AsJson = False,
) -> None:
    """Choose a share of the schools that looks like all of them, and say how well it does."""
    if not 0 < share <= 1:
        raise Stop(f"--share {share:g}: give a number above 0 and up to 1, such as 0.5.", status=USAGE)
    if seed < 0:
        raise Stop(f"--seed {seed}: give 0 or more.", status=USAGE)
    if output is None and not as_json:
        raise Stop("say where the chosen schools go: -o SAMPLE.csv, or --json for the figures.", status=USAGE)
    if output is not None:
        suffix_of(output, ("csv",))
        check_output(output)
    try:
        listed = read_listed(schools, by or ())
        size = max(1, int(len(listed.rows) * share + 0.5))
        columns = dict(listed.columns()) or {"": ("",) * len(listed.rows)}
        drawn = draw(columns, size, seed=seed)
    except FileFaults as faults:
        raise Stop(*lines_of(faults)) from None
    except CannotSample as reason:
        raise Stop(fault(schools, f"{reason}.")) from None
    if output is not None:
        write_output(output, listed.chosen(drawn.chosen))
    balance = [each for each in drawn.balance if each.column]
    if as_json:
        chosen = [int(listed.rows[place][0]) for place in drawn.chosen]
        print_json(
            {
                "schools": len(listed.rows),
                "chosen": len(chosen),
                "urns": chosen,
                "balance": {each.column: _record(each) for each in balance},
            }
        )
    else:
        say("\n".join((f"{len(drawn.chosen):,} of {len(listed.rows):,} schools chosen.", *map(_told, balance))))


def _record(one: Balance) -> dict[str, object]:
    if one.shares:
        return {
            "group": {share.value: share.group for share in one.shares},
            "sample": {share.value: share.sample for share in one.shares},
            "difference": one.difference,
        }
    return {"group": one.group, "sample": one.sample, "difference": one.difference, "blank": one.blank}


def _told(one: Balance) -> str:
    if not one.shares:
        mean = "none" if one.sample is None else f"{one.sample:,.2f}"
        return f"{one.column}: {one.group:,.2f} on average in the group, {mean} in the sample."
    widest = max(one.shares, key=lambda share: abs(share.difference))
    return (
        f"{one.column}: at most {100 * one.difference:.1f} points apart "
        f"({widest.value}: {widest.group:.0%} of the group, {widest.sample:.0%} of the sample)."
    )
