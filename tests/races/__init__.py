"""Several people in the same moment: real threads, real connections."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What came of each when all began together: its result, or the exception that it raised."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait(10)
        try:
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def kinds(outcomes: list[Any]) -> list[str]:
    """The names of the exceptions, sorted; ``done`` for everything that went through."""
    return sorted(type(one).__name__ if isinstance(one, Exception) else "done" for one in outcomes)
