"""What the pages about a round as a whole show."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from plait.domain.rounds import RoundFacts
from plait.domain.viewer import Viewer
from plait.domain.wording import counted, listed
from plait.journey.whole_round import schools_in
from plait.ui.words import count, in_words

NAMED = 6
"""More schools than this are counted, not named, in a sentence."""


def _named(names: Sequence[str]) -> str:
    ordered = sorted(names, key=str.casefold)
    if len(ordered) <= NAMED:
        return listed(ordered)
    return f"{', '.join(ordered[:NAMED])} and {counted(len(ordered) - NAMED, 'other')}"


def unfinished(viewer: Viewer, this: RoundFacts) -> str:
    """The schools that still have something before them in a round, as a piece of a sentence; empty for none."""
    rows = schools_in(viewer, this)
    return _named([item.name for item in rows if not item.finished and not item.left])


def who_takes_part(known: Mapping[int, str], members: Collection[int], closed: Mapping[int, int | None]) -> str:
    """The schools of the next round, as a piece of a sentence."""
    urns = ({*members} - set(closed)) | {new for new in closed.values() if new is not None}
    found = [known[urn] for urn in urns if urn in known]
    return _named(found) if len(found) <= NAMED else f"all {count(len(found), 'member school')}"


def changes_of_members(known: Mapping[int, str], closed: Mapping[int, int | None]) -> tuple[str, ...]:
    """A sentence for each member that has closed."""
    return tuple(
        f"{known.get(old, f'URN {old}')} has closed, and {known.get(new, f'URN {new}')} carries it on: its membership "
        "and its place go over."
        if new is not None
        else f"{known.get(old, f'URN {old}')} has closed, so it takes no part."
        for old, new in sorted(closed.items())
    )


@dataclass(frozen=True, slots=True)
class PlaceLine:
    name: str
    hint: str
    action: str
    address: str


@dataclass(frozen=True, slots=True)
class PlacesPage:
    takes_part: tuple[PlaceLine, ...]
    could_join: tuple[PlaceLine, ...]


def places_page(
    this: RoundFacts,
    placed: Collection[int],
    ended: Mapping[int, tuple[date, str]],
    members: Collection[int],
    closed: Mapping[int, int | None],
    known: Mapping[int, str],
) -> PlacesPage:
    """Who takes part, who has left, and which members could still join."""

    def line(urn: int) -> PlaceLine:
        if urn in ended:
            day, why = ended[urn]
            hint = f"Left on {in_words(day)}{f': {why}' if why else ''}"
            again = urn in members and urn not in closed
            address = reverse("journey:take-place", args=[this.partnership_id, this.id, urn]) if again else ""
            return PlaceLine(known[urn], hint, "Take part again" if again else "", address)
        hint = ""
        if urn in closed:
            new = closed[urn]
            hint = (
                f"Closed. {known.get(new, f'URN {new}')} carries it on, and its people act for it in this round"
                if new is not None
                else "Closed, says the register"
            )
        address = reverse("journey:end-place", args=[this.partnership_id, this.id, urn])
        return PlaceLine(known[urn], hint, "Leaves the round", address)

    outside = [urn for urn in members if urn not in placed and urn not in closed]
    return PlacesPage(
        tuple(line(urn) for urn in sorted(placed, key=lambda urn: (urn in ended, known[urn].casefold(), urn))),
        tuple(
            PlaceLine(
                known[urn],
                "",
                "Let it take part",
                reverse("journey:take-place", args=[this.partnership_id, this.id, urn]),
            )
            for urn in sorted(outside, key=lambda urn: (known[urn].casefold(), urn))
        ),
    )
