"""How often two views of the same areas came out at the same level, said as carefully as small numbers
allow."""

from __future__ import annotations

from collections.abc import Sequence

from plait.domain.diagnosis import Agreement
from plait.domain.wording import plural

ENOUGH = 20
"""Comparisons below which nothing more than the plain count is said."""


def agreement_of(who: str, steps: Sequence[int | None]) -> Agreement:
    """One partner's agreement with the school. ``steps``: positions apart per area, ``None`` where not
    comparable."""
    apart = [abs(step) for step in steps if step is not None]
    exact = sum(step == 0 for step in apart)
    within = sum(step <= 1 for step in apart)
    return Agreement(who, len(apart), exact, within, _words(len(apart), exact, within, plural(len(apart), "area")))


def agreement_together(each: Sequence[Agreement]) -> Agreement | None:
    """All partners' comparisons counted together; ``None`` unless there are several partners."""
    if len(each) < 2:
        return None
    total = sum(one.comparisons for one in each)
    exact = sum(one.exact for one in each)
    within = sum(one.within_one for one in each)
    return Agreement(
        "All peers together",
        total,
        exact,
        within,
        _words(total, exact, within, plural(total, "comparison")),
    )


def _words(total: int, exact: int, within: int, noun: str) -> str:
    if total == 0:
        return "There is nothing to compare yet: no area has a level from both sides."
    words = f"{_of(exact, total)} {noun} the same"
    if within > exact and within == total:
        words += ", and none more than one level apart"
    elif within < total:
        words += f", {within} of {total} at most one level apart"
    return f"{words}; too few to say more." if total < ENOUGH else f"{words}."


def _of(part: int, whole: int) -> str:
    return f"All {whole}" if part == whole and whole > 1 else f"{part} of {whole}"
