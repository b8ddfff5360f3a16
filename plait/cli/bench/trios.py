"""Forming groups against a greedy peer and the bound, on a made-up area, in one run."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from resource import RUSAGE_SELF, getrusage

import numpy as np
from numpy.random import PCG64, Generator

from plait.cli.bench.result import BenchmarkResult
from plait.cli.trios import seconds_since, side_by_side, solver_kept_quiet
from plait.domain.trios import Candidate, Forming, GroupRules, Stopwatch, form
from plait.domain.trios.checking import violations

SCHOOLS, TOWNS = 300, 12
QUICK = 20.0  # seconds
SIZES = ((30, QUICK), (120, QUICK), (SCHOOLS, QUICK), (2_000, 90.0))
HEADING = ("schools", "km", "bound", "gap", "seconds", "peak memory", "rules checked")


def made_up_area(count: int = SCHOOLS) -> list[Candidate]:
    """Schools in towns and between them, the same every time."""
    chance = Generator(PCG64(7))
    towns = chance.uniform(5_000, 55_000, (TOWNS, 2))
    places = towns[chance.integers(0, TOWNS, count)] + chance.normal(0, 2_000, (count, 2))
    country = chance.random(count) < 0.3
    places[country] = chance.uniform(0, 60_000, (int(country.sum()), 2))
    return [
        Candidate(990_001 + number, "", "Primary", 400_000 + float(east), 300_000 + float(north))
        for number, (east, north) in enumerate(places)
    ]


def greedy_km(schools: Sequence[Candidate]) -> float:
    """The peer: each school in turn takes its two nearest that are free."""
    xy = np.array([[school.easting, school.northing] for school in schools]) / 1000
    free, total = np.ones(len(xy), bool), 0.0
    for school in range(len(xy)):
        if not free[school] or free.sum() < 3:
            continue
        away = np.where(free, np.hypot(*(xy - xy[school]).T), np.inf)
        one, two, three = np.argsort(away, kind="stable")[:3]
        total += float(away[two] + away[three] + np.hypot(*(xy[two] - xy[three])))
        free[[one, two, three]] = False
    return total


def against_greedy() -> BenchmarkResult:
    """Kilometres of our groups against those of the peer, and a table of several sizes."""
    rows, ours, took = [HEADING], 0.0, 0.0
    for count, limit in SIZES:
        schools = made_up_area(count)
        forming, seconds = _formed(schools, limit)
        if count == SCHOOLS:
            ours, took = forming.total_km, seconds
        checked = "no" if violations(schools, GroupRules(), forming) else "yes"
        peak = f"{getrusage(RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
        rows.append(
            (
                f"{count:,}", f"{forming.total_km:,.1f}", f"{forming.lower_bound_km:,.1f}",
                f"{forming.gap_percent:.2f} %", f"{seconds:.1f}", peak, checked,
            )
        )  # fmt: skip
    note = f"{SCHOOLS} schools in {took:.1f} s against greedy nearest two"
    return BenchmarkResult("trios", ours, greedy_km(made_up_area()), "km", note, tuple(rows))


def above_bound() -> BenchmarkResult:
    """Kilometres of our groups against the floor that no groups can go below."""
    forming, took = _formed(made_up_area(), QUICK)
    note = f"{SCHOOLS} schools in {took:.1f} s against the bound, a floor"
    return BenchmarkResult("trios-bound", forming.total_km, forming.lower_bound_km, "km", note)


def _formed(schools: Sequence[Candidate], limit: float) -> tuple[Forming, float]:
    began = time.perf_counter()
    watch = Stopwatch(partial(seconds_since, began), limit)
    with solver_kept_quiet(), side_by_side(len(schools)) as each:
        forming = form(schools, GroupRules(), seconds=limit, watch=watch, each=each)
    return forming, time.perf_counter() - began


BENCHMARKS = {"trios": against_greedy, "trios-bound": above_bound}
"""The project's benchmarks: ours against a peer or a floor, in the same run."""
