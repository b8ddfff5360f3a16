"""What a benchmark says, and how it is timed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BenchmarkResult:
    """Ours against ``theirs``, a peer or a floor, both measured in this run. Less is better in any unit.

    ``rows``: a table of its own that the benchmark adds, its heading first.
    """

    name: str
    ours: float
    theirs: float
    unit: str
    note: str
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def ratio(self) -> float:
        """Ours ÷ theirs; 0 when the other took no time that could be measured."""
        return self.ours / self.theirs if self.theirs else 0.0


def side_by_side(
    ours: Callable[[], float | None], theirs: Callable[[], float | None], *, times: int = 5
) -> tuple[float, float]:
    """The best of several turns of each, taken by turns, so that a busy moment meets both.

    A function that returns seconds has timed itself; one that returns ``None`` is timed from outside.
    """
    best = [float("inf"), float("inf")]
    for _ in range(times):
        for index, work in enumerate((ours, theirs)):
            began = time.perf_counter()
            own = work()
            best[index] = min(best[index], time.perf_counter() - began if own is None else own)
    return best[0], best[1]
