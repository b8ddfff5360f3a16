"""What the page shows on which a lead sees who would be reminded."""

from __future__ import annotations

from dataclasses import dataclass

from plait.domain.rounds import PartnershipFacts
from plait.domain.wording import counted, listed, opening, plural
from plait.journey.reminding import Reminded, RoundPreview
from plait.ui.words import count, in_words

COLUMNS = ("Who", "School", "Open for them", "Next reminder", "Last one")


@dataclass(frozen=True, slots=True)
class RoundPart:
    """One round. ``rows`` are cells under :data:`COLUMNS`."""

    id: int
    title: str
    programme: str
    summary: str
    rows: tuple[tuple[str, ...], ...]
    silent: str
    when: str


@dataclass(frozen=True, slots=True)
class RemindersPage:
    name: str
    partnership_id: int
    columns: tuple[str, ...]
    rounds: tuple[RoundPart, ...]


def reminders_page(partnership: PartnershipFacts, previews: tuple[RoundPreview, ...]) -> RemindersPage:
    return RemindersPage(partnership.name, partnership.id, COLUMNS, tuple(map(_part, previews)))


def _part(item: RoundPreview) -> RoundPart:
    people = len(item.people)
    summary = (
        f"{opening(counted(people, 'person', 'people'))} {plural(people, 'has', 'have')} something open with a date."
    )
    if item.late:
        summary += (
            f" {opening(counted(item.late, 'school'))} of {item.schools} {plural(item.late, 'has', 'have')} "
            "something open that was due."
        )
    silent = ""
    if item.silent:
        silent = (
            f"{opening(counted(item.silent, 'more person', 'more people'))} with something open "
            f"{plural(item.silent, 'does', 'do')} without reminders by mail, by their own choice."
        )
    return RoundPart(
        item.round.id,
        item.round.title,
        item.round.programme,
        summary,
        tuple(map(_row, item.people)),
        silent,
        in_words(item.goes_now),
    )


def _row(one: Reminded) -> tuple[str, ...]:
    last = in_words(one.last) or "none yet"
    if one.undelivered:
        last += "; a mail could not be delivered"
    return (
        one.name,
        listed(one.schools),
        f"{count(one.things, 'thing')}, {'the first ' if one.things > 1 else ''}by {in_words(one.due)}",
        in_words(one.next_on) or "all have gone",
        last,
    )
