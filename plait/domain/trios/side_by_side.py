"""Work that may be done side by side: whoever asks says how, and the answers come in the order of the jobs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

BATCH = 16  # jobs between two looks at the time

Job = TypeVar("Job")
Done = TypeVar("Done")


class Each(Protocol):
    """``map``, or one that works side by side; answers come in the order of the jobs."""

    def __call__(self, work: Callable[[Job], Done], jobs: Iterable[Job], /) -> Iterable[Done]: ...


@dataclass(frozen=True, slots=True)
class Ending:
    """Whether to end: ``keep`` of the seconds left are for what comes after. Goes with a job to where it is done."""

    seconds_left: Callable[[], float]
    keep: float = 0.0

    def __call__(self) -> bool:
        return self.seconds_left() <= self.keep


def in_turn(each: Each, work: Callable[[Job], Done], jobs: Sequence[Job], stop: Callable[[], bool]) -> list[Done]:
    """The answers to as many jobs as there is time for, in batches."""
    done: list[Done] = []
    for begin in range(0, len(jobs), BATCH):
        if begin and stop():
            break
        done += each(work, jobs[begin : begin + BATCH])
    return done
