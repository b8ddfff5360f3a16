"""What the page “How long we keep what” shows, from the table; and the page that stops deletion for a round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plait.domain.retention import THEN_WORDS, Keeping, Kept
from plait.domain.rounds import RoundFacts
from plait.rights.retention_queries import HoldFacts
from plait.ui.words import in_words


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One kind. ``how_long`` is a whole phrase; ``programmes``: that its programme may say otherwise."""

    key: str
    title: str
    about: str
    how_long: str
    why: str
    then: str
    then_words: str
    programmes: bool


@dataclass(frozen=True, slots=True)
class KeepingPage:
    """``held``: a sentence and the reason for each hold that the viewer may know of."""

    rows: tuple[KeptRow, ...]
    held: tuple[tuple[str, str], ...]


def kept_row(row: Keeping) -> KeptRow:
    if row.period is None:
        how_long = "As long as this copy of Plait is run"
    elif row.period.length:
        how_long = f"{row.period.words} {row.starts}"
    else:
        how_long = f"No longer than {row.starts}"
    return KeptRow(
        row.kind.value, row.title, row.about, how_long, row.why, THEN_WORDS[row.then], row.then_words, bool(row.key)
    )


def keeping_page(table: Mapping[Kept, Keeping], holds: Sequence[HoldFacts]) -> KeepingPage:
    return KeepingPage(tuple(kept_row(row) for row in table.values()), tuple(held_words(item) for item in holds))


def held_words(item: HoldFacts) -> tuple[str, str]:
    """``Autumn 2026 of Hillside peer review, since 3 March 2027``, and why."""
    return f"{item.round} of {item.programme}, since {in_words(item.since)}", item.why


@dataclass(frozen=True, slots=True)
class HoldPage:
    """``hold`` is ``None`` while things of the round are deleted as their time comes."""

    round: RoundFacts
    hold: HoldFacts | None
    since: str
    by: str


def hold_page(found: RoundFacts, hold: HoldFacts | None) -> HoldPage:
    since = in_words(hold.since) if hold else ""
    return HoldPage(found, hold, since, (hold.by or "whoever runs this copy of Plait") if hold else "")
