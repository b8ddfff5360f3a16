"""Signals that heads sign for, told to a lead who reads none of what they are counted from.

Whoever is told a count may hold it against another: the count of yesterday, before one school's views were in; that of
the other groups; what a school handed over in its report. So, where the lead does not read the levels themselves:

- nothing is told before all is in that will be counted, or the round is closed, so that no number grows by one school;
- a group counts with all of its schools, three at least, or not at all, so that none goes in or out alone;
- shares are told in tenths, and the ends as "nearly all" and "hardly any", so that all alike and nearly all alike are
  the same (``plait.domain.disclosure``: nothing where all are alike, because that says it of each);
- where the lead reads one side of a comparison, nothing is told of it: the other side would follow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum

from plait.domain.rater_agreement import Figure, RaterAgreement
from plait.domain.visibility import Artefact, Contract, Phase, Relation, Sight
from plait.domain.wording import count_word

FEWEST_SCHOOLS = 3
"""Schools of a group below which nothing is told of it."""
TENTHS = 10


class Way(StrEnum):
    """How a part of the page about signals comes to its lead."""

    READ = "read"  # the lead may read all that it is counted from, and gets the counts
    TOLD = "told"  # heads sign for signals: rounded, and only once all is in
    WAITS = "waits"  # the same, while not all is in
    UNSEEN = "unseen"


def way(
    contracts: Collection[Contract],
    wanted: Collection[tuple[Artefact, Phase]],
    *,
    all_in: bool,
    tells: Collection[tuple[Artefact, Phase]] = (),
) -> Way:
    """How something counted from all of ``wanted``, in rounds with these contracts, comes to the lead. ``tells``: what
    holds one side of the comparison as well."""

    def reads(lines: Collection[tuple[Artefact, Phase]]) -> list[bool]:
        return [contract.sight(*line, [Relation.LEAD]) >= Sight.READ for contract in contracts for line in lines]

    if all(reads(wanted)):
        return Way.READ
    if any(reads([*wanted, *tells])) or not all(contract.signals for contract in contracts):
        return Way.UNSEEN
    return Way.TOLD if all_in else Way.WAITS


def whole_groups(groups: Iterable[tuple[int, ...]], counted: Collection[int]) -> tuple[tuple[int, ...], ...]:
    """Groups that are large enough to be told of, and of which every school is among ``counted``."""
    return tuple(
        members for members in groups if len(members) >= FEWEST_SCHOOLS and all(urn in counted for urn in members)
    )


def tenths(share: float) -> str:
    """A share that says no more than its tenth: ``nearly all``, ``about six in ten``, ``hardly any``."""
    number = int(share * TENTHS + 0.5)
    if number == TENTHS:
        return "nearly all"
    return f"about {count_word(number)} in ten" if number else "hardly any"


def told_roughly(found: RaterAgreement) -> tuple[str, ...]:
    """How partners agree, in tenths, a sentence each."""
    lines = [f"Two partners who judged the same area gave it the same level in {_cases(found.exact)}."]
    if found.within_one.value is not None:
        lines.append(f"Their levels are at most one apart in {_cases(found.within_one)}.")
    low, high = found.exact.low, found.exact.high
    if low is not None and high is not None and tenths(low) != tenths(high):
        between = f"{tenths(low)} and {tenths(high)}"
        lines.append(f"With so many schools the first could as well lie anywhere between {between}.")
    return tuple(lines)


def _cases(figure: Figure) -> str:
    assert figure.value is not None  # noqa: S101
    return f"{tenths(figure.value)} cases"
