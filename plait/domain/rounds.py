"""Facts about partnerships and rounds that cross from app to app, and the order of steps in a round."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from plait.domain.programmes import Pairing, ProgrammeDefinition
from plait.domain.visibility import Contract


@dataclass(frozen=True, slots=True)
class PartnershipFacts:
    """``kind`` in words. ``works``: it has a programme; a trust from the register, say, has none."""

    id: int
    name: str
    kind: str
    works: bool = True


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """One round of a programme, with the framework version that it is judged against."""

    id: int
    number: int
    title: str
    programme_id: int
    programme: str
    partnership_id: int
    partnership: str
    framework_id: str
    framework_version: str
    opened_on: date
    evaluation_due: date
    review_due: date
    closed_on: date | None
    definition: ProgrammeDefinition
    milestones_due: Mapping[str, date] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        return self.closed_on is None

    @property
    def contract(self) -> Contract:
        return self.definition.contract


class ReviewStage(StrEnum):
    """Where the review of one school stands. It follows from facts; nobody sets it."""

    WAITING = "waiting"  # for the school's own evaluation
    REVIEWING = "reviewing"  # partners are writing, each unseen by the others
    CHALLENGE = "challenge"  # every view is in: the conversation
    AGREED = "agreed"


def review_stage(*, submitted: bool, views: int, handed_in: int, agreed: bool) -> ReviewStage:
    """The stage of a review. ``views`` partners were asked, ``handed_in`` of them have answered."""
    if agreed:
        return ReviewStage.AGREED
    if not submitted:
        return ReviewStage.WAITING
    return ReviewStage.CHALLENGE if handed_in >= views else ReviewStage.REVIEWING


def everyone_reviews_everyone(urns: Collection[int]) -> tuple[tuple[int, int], ...]:
    """``(host, reviewer)`` for a group in which each school is looked at by all the others."""
    ordered = sorted(set(urns))
    return tuple((host, reviewer) for host in ordered for reviewer in ordered if host != reviewer)


def ring(urns: Collection[int]) -> tuple[tuple[int, int], ...]:
    """``(host, reviewer)`` for a group in which each school looks at one and is looked at by another."""
    ordered = sorted(set(urns))
    return tuple((host, ordered[index - 1]) for index, host in enumerate(ordered) if len(ordered) > 1)


def pairings_of_a_newcomer(
    rule: Pairing, present: Collection[int], newcomer: int, open_hosts: Collection[int]
) -> tuple[tuple[int, int], ...]:
    """``(host, reviewer)`` that a school brings which joins a round under way. No pairing that is there is taken away.

    It is looked at as the rule says; it looks at those alone whose views have not been shown (``open_hosts``), because
    a view that comes after the others were read is no longer independent. In a ring it goes in at its place in the
    order, so for this round the school after it has one partner more.
    """
    others = sorted(set(present) - {newcomer})
    if rule is Pairing.NOBODY or not others:
        return ()
    if rule is Pairing.EVERYONE:
        reviewers, hosts = others, others
    else:
        reviewers = [max((urn for urn in others if urn < newcomer), default=others[-1])]
        hosts = [min((urn for urn in others if urn > newcomer), default=others[0])]
    return (
        *((newcomer, urn) for urn in reviewers),
        *((urn, newcomer) for urn in hosts if urn in open_hosts),
    )


TERM_NAMES = ("Spring", "Summer", "Autumn")


def term(day: date) -> str:
    """The school term a day falls in, as people say it: ``Autumn 2026``. Terms turn in mid-April and in August."""
    if (day.month, day.day) < (4, 15):
        name = TERM_NAMES[0]
    elif day.month < 8:
        name = TERM_NAMES[1]
    else:
        name = TERM_NAMES[2]
    return f"{name} {day.year}"


def minutes_left(open_areas: int, minutes_an_area: int = 12) -> str:
    """A plain estimate of the work that is left: ``about an hour``. Rounded up to ten minutes, so never a promise."""
    minutes = -(-open_areas * minutes_an_area // 10) * 10
    if minutes == 0:
        return "done"
    if minutes < 60:
        return f"about {minutes} minutes"
    hours, rest = divmod(minutes, 60)
    if hours == 1:
        return "about an hour and a half" if rest >= 30 else "about an hour"
    return f"about {hours}{' and a half' if rest >= 30 else ''} hours"


def unique_title(wanted: str, taken: Sequence[str]) -> str:
    """A round title that the programme does not have yet: ``Autumn 2026``, ``Autumn 2026 (2)``."""
    title, count = wanted, 1
    while title in taken:
        count += 1
        title = f"{wanted} ({count})"
    return title
