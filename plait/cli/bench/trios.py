"""Forming groups against a greedy peer and the bound, on a made-up area, in one run."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from numpy.random import PCG64, Generator

from plait.cli.bench.result import BenchmarkResult
from plait.cli.trios import solver_kept_quiet
from plait.domain.trios import Candidate, GroupRules, Stopwatch, form

SCHOOLS, TOWNS = 300, 12


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
    """Kilometres of our groups against those of the peer."""
    return _measured("trios", against_bound=False)


def above_bound() -> BenchmarkResult:
    """Kilometres of our groups against the floor that no groups can go below."""
    return _measured("trios-bound", against_bound=True)


def _measured(name: str, *, against_bound: bool) -> BenchmarkResult:
    schools = made_up_area()
    began = time.perf_counter()
    with solver_kept_quiet():
        forming = form(schools, GroupRules(), seconds=20, watch=Stopwatch(lambda: time.perf_counter() - began, 20))
    took = time.perf_counter() - began
    theirs = forming.lower_bound_km if against_bound else greedy_km(schools)
    peer = "the bound, a floor" if against_bound else "greedy nearest two"
    return BenchmarkResult(
        name, forming.total_km, theirs, "km", f"{len(schools)} schools in {took:.1f} s against {peer}"
    )


BENCHMARKS = {"trios": against_greedy, "trios-bound": above_bound}
