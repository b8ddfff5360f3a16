"""``plait bench``: run the project's benchmarks and print a table.

Each module of this package that has ``BENCHMARKS`` (name to a function that returns a ``BenchmarkResult``)
takes part. They run in a home and a database of their own, made for the run and thrown away.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from typing import Annotated

import typer

import plait.cli.bench as subjects
from plait.cli.bench.result import BenchmarkResult
from plait.cli.bench.throwaway import throwaway_database
from plait.cli.output import USAGE, AsJson, Stop, commands, print_json, progress, say

app = commands("Measure Plait against a peer or a floor in the same run.")

Benchmark = Callable[[], BenchmarkResult]


def benchmarks() -> dict[str, Benchmark]:
    """Every benchmark by name. Needs the database to be set up."""
    found: dict[str, Benchmark] = {}
    for module in pkgutil.iter_modules(subjects.__path__):
        if module.name != "command":
            found.update(getattr(importlib.import_module(f"{subjects.__name__}.{module.name}"), "BENCHMARKS", {}))
    return found


@app.command()
def bench(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]…", help="Which; default all.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure Plait against a peer or a floor in the same run. With a ratio below 1 Plait takes less."""
    with throwaway_database():
        known = benchmarks()
        unknown = [name for name in names or [] if name not in known]
        if unknown:
            raise Stop(f"no benchmark is called {unknown[0]}; there are: {', '.join(known)}.", status=USAGE)
        chosen = {name: known[name] for name in names or known}
        results = []
        with progress(f"Measuring {', '.join(chosen)}", total=len(chosen)) as advance:
            for measure in chosen.values():
                results.append(measure())
                advance()
    if as_json:
        print_json(
            [
                {
                    "name": item.name,
                    "ours": round(item.ours, 6),
                    "theirs": round(item.theirs, 6),
                    "ratio": round(item.ratio, 3),
                    "unit": item.unit,
                    "note": item.note,
                }
                | ({"rows": [dict(zip(item.rows[0], row, strict=True)) for row in item.rows[1:]]} if item.rows else {})
                for item in results
            ]
        )
    else:
        say(_table(results))


def _table(results: list[BenchmarkResult]) -> str:
    rows = [("benchmark", "ours", "theirs", "ratio", "unit", "what")]
    rows += [
        (item.name, f"{item.ours:.3g}", f"{item.theirs:.3g}", f"{item.ratio:.2f}", item.unit, item.note)
        for item in results
    ]
    own = [f"\n{item.name}\n{_aligned(item.rows, range(len(item.rows[0])))}" for item in results if item.rows]
    return "\n".join([_aligned(rows, range(1, 4)), *own])


def _aligned(rows: Sequence[Sequence[str]], figures: range) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column in figures else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
