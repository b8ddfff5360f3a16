"""``plait trios``: schools in, groups that review each other out. Needs no database and no account."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import typer

from plait.adapters.group_files import groups_csv, pairs_of, read_groups, read_pairs, read_pins, read_schools
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
    progress,
    say,
    suffix_of,
    warn,
    write_output,
)
from plait.domain.trios import (
    DENSE,
    SIZES,
    CannotForm,
    CannotKeepTogether,
    Each,
    Forming,
    GroupRules,
    Mode,
    Stopwatch,
    form,
)
from plait.domain.trios.checking import violations

PROCESSES = 2
USUAL, USUAL_FOR_MANY = 60.0, 300.0  # seconds

app = commands("Form groups of schools that review each other.")

Columns = Annotated[list[str] | None, typer.Option(metavar="COL")]


@app.command()
def trios(
    schools: Annotated[
        Path, typer.Argument(metavar="SCHOOLS.csv", help="urn,name,phase,easting,northing, and columns you name.")
    ],
    size: Annotated[
        int, typer.Option(help="Schools in a group: 2, 3 or 4. A remainder makes a few groups larger.")
    ] = 3,
    mode: Annotated[
        Mode, typer.Option(help="mutual: all review each other. ring: each reviews the next.")
    ] = Mode.MUTUAL,
    forbid: Annotated[
        Path | None, typer.Option(metavar="PAIRS.csv", help="urn_a,urn_b: may not be in one group.")
    ] = None,
    previous: Annotated[
        Path | None, typer.Option(metavar="GROUPS.csv", help="Last round's groups: nobody meets again.")
    ] = None,
    pins: Annotated[
        Path | None, typer.Option(metavar="PINS.csv", help="group,urn: schools with one group name stay together.")
    ] = None,
    max_km: Annotated[float | None, typer.Option(metavar="K", help="No two schools of a group farther apart.")] = None,
    contrast: Annotated[str, typer.Option(metavar="COL", help="Rather mix schools that differ in this column.")] = "",
    contrast_km: Annotated[
        float, typer.Option(metavar="K", help="How many km two alike schools are worth avoiding.")
    ] = 2.0,
    need: Annotated[str, typer.Option(metavar="COL", help="What a school needs; `;` between several.")] = "",
    strength: Annotated[str, typer.Option(metavar="COL", help="What a school is strong in; with --need.")] = "",
    meet_km: Annotated[
        float, typer.Option(metavar="K", help="How many km two schools of no help to each other are worth avoiding.")
    ] = 2.0,
    same: Annotated[
        list[str] | None, typer.Option(metavar="COL", help="A group agrees in this column; repeatable.")
    ] = None,
    different: Annotated[
        list[str] | None, typer.Option(metavar="COL", help="No two of a group share it; repeatable.")
    ] = None,
    across_phases: Annotated[bool, typer.Option("--across-phases", help="Let phases mix.")] = False,
    seed: Annotated[int, typer.Option(help="Another seed searches another way.")] = 0,
    seconds: Annotated[
        float | None, typer.Option(metavar="T", help="Search no longer than about this; else 60, or 300 for thousands.")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", metavar="GROUPS.csv", help="Where the groups go.")] = None,
    as_json: AsJson = False,
) -> None:
    """Put schools in groups that review each other, with as little travel as can be, and say how close that is.

    No group breaks a rule. What could not be placed is listed with the rule in the way.
    """
    _usage(size, mode, max_km, contrast_km, seconds, seed, output, as_json)
    if bool(need) != bool(strength) or not 0 <= meet_km < 1e6:
        raise Stop("--need and --strength go together, and --meet-km is 0 or more.", status=USAGE)
    began = time.perf_counter()
    try:
        listed = read_schools(schools, [*(same or []), *(different or []), *filter(None, (contrast, need, strength))])
        urns = frozenset(school.urn for school in listed)
        rules = GroupRules(
            size=size,
            mode=mode,
            forbidden=read_pairs(forbid, urns) if forbid else frozenset(),
            previous=pairs_of(read_groups(previous)) if previous else frozenset(),
            max_km=max_km,
            together=read_pins(pins, urns) if pins else (),
            same=tuple(same or ()),
            different=tuple(different or ()),
            contrast=contrast,
            contrast_km=contrast_km,
            need=need,
            strength=strength,
            meet_km=meet_km,
            across_phases=across_phases,
        )
    except FileFaults as faults:
        raise Stop(*lines_of(faults)) from None
    usual = USUAL if len(listed) <= DENSE else USUAL_FOR_MANY
    watch = Stopwatch(partial(seconds_since, began), usual if seconds is None else seconds)
    try:
        told = progress(f"Forming groups of {size} from {len(listed):,} schools")
        with told, solver_kept_quiet(), side_by_side(len(listed)) as each:
            forming = form(listed, rules, seed=seed, seconds=seconds, watch=watch, each=each)
    except CannotForm as reason:
        wrong = pins if pins and isinstance(reason, CannotKeepTogether) else schools
        raise Stop(fault(wrong, f"{reason}.")) from None
    broken = violations(listed, rules, forming)
    if broken:
        raise Stop(*(fault(schools, f"a group breaks a rule, which must not happen: {line}") for line in broken))
    if output is not None:
        write_output(output, groups_csv(forming, mode))
    for item in forming.left_over:
        warn(fault(schools, f"(warning) URN {item.urn} has no group: {item.reason}. To relax: {item.relax}."))
    took = time.perf_counter() - began
    if as_json:
        print_json(_record(forming, len(listed), took))
    else:
        say(_told(forming, rules, len(listed), took))


def _usage(
    size: int,
    mode: Mode,
    max_km: float | None,
    contrast_km: float,
    seconds: float | None,
    seed: int,
    output: Path | None,
    as_json: bool,
) -> None:
    if size not in SIZES:
        raise Stop(f"--size {size}: groups have 2, 3 or 4 schools.", status=USAGE)
    if mode is Mode.RING and size == 2:
        raise Stop("--mode ring --size 2: a ring of two would be a straight swap; use --size 3 or 4.", status=USAGE)
    for name, value in (("--max-km", max_km), ("--seconds", seconds)):
        if value is not None and not 0 < value < 1e9:
            raise Stop(f"{name} {value:g}: give a number above 0.", status=USAGE)
    if not 0 <= contrast_km < 1e6:
        raise Stop(f"--contrast-km {contrast_km:g}: give 0 or more.", status=USAGE)
    if seed < 0:
        raise Stop(f"--seed {seed}: give 0 or more.", status=USAGE)
    if output is None and not as_json:
        raise Stop("say where the groups go: -o GROUPS.csv, or --json for the figures alone.", status=USAGE)
    if output is not None:
        suffix_of(output, ("csv",))
        check_output(output)


def _record(forming: Forming, schools: int, seconds: float) -> dict[str, object]:
    return {
        "schools": schools,
        "groups": len(forming.groups),
        "left_over": [{"urn": item.urn, "reason": item.reason, "relax": item.relax} for item in forming.left_over],
        "total_km": round(forming.total_km, 6),
        "lower_bound_km": round(forming.lower_bound_km - 5e-7, 6)
        if not forming.proven
        else round(forming.lower_bound_km, 6),
        "cost_km": round(forming.cost_km, 6),
        "cost_bound_km": round(forming.cost_bound_km, 6),
        "gap_percent": round(forming.gap_percent, 4),
        "proven": forming.proven,
        "violations": 0,
        "cut_short": forming.cut_short,
        "seconds": round(seconds, 3),
    }


def _told(forming: Forming, rules: GroupRules, schools: int, seconds: float) -> str:
    placed = schools - len(forming.left_over)
    lines = [
        f"{placed:,} of {schools:,} schools are in {len(forming.groups):,} groups; {forming.total_km:,.1f} km in all."
    ]
    if rules.contrast or rules.need:
        whom = "alike schools" if not rules.need else "schools alike, or of no help to each other,"
        lines.append(f"With what {whom} cost, {forming.cost_km:,.1f} km.")
    if forming.proven:
        lines.append("There is no cheaper way under these rules.")
    else:
        lines.append(
            f"No way under these rules costs less than {forming.cost_bound_km:,.1f} km, "
            f"so at most {forming.gap_percent:.2f} per cent could be saved."
        )
    lines.append(f"Every rule holds in every group. {seconds:.1f} seconds.")
    if forming.cut_short:
        lines.append("The time given ended the search: another run may find other groups.")
    return "\n".join(lines)


def seconds_since(began: float) -> float:
    """By a clock that all processes of the machine share."""
    return time.perf_counter() - began


@contextmanager
def side_by_side(schools: int) -> Iterator[Each]:
    """How independent work is done: many schools in two processes, where there are two processors; the same answer."""
    if schools <= DENSE or (os.cpu_count() or 1) < PROCESSES:
        yield map
        return
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as processes:
        yield processes.map


@contextmanager
def solver_kept_quiet() -> Iterator[None]:
    """The solver prints its name to the process's standard output, past Python; send that nowhere."""
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
