"""Teams that review a school: who suits, in which order, why; and the protocol that each signs first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from plait.domain.reviewers import (
    CONFLICT_WORDS,
    LEADING,
    TRAINING_WORDS,
    ConflictKind,
    LeadRule,
    Span,
    Training,
    TrainingState,
    may_lead,
)
from plait.domain.verdicts import YES, Verdict, no
from plait.domain.wording import counted, listed, opening


class Ending(StrEnum):
    """How somebody’s place on a team ended."""

    STEPPED_DOWN = "stepped-down"
    TAKEN_OFF = "taken-off"
    RELEASED = "released"


ENDING_WORDS = {
    Ending.STEPPED_DOWN: "stepped down",
    Ending.TAKEN_OFF: "was taken off the team",
    Ending.RELEASED: "was there until the report was released",
}


@dataclass(frozen=True, slots=True)
class Protocol:
    """What a reviewer signs. ``points``: each a sentence in the first person."""

    version: str
    points: tuple[str, ...]


PROTOCOL = Protocol(
    "1",
    (
        "I come as a colleague. The school owns its review, and decides who gets the report.",
        "I speak of what I see and read with the school and the team and nobody else, unless somebody is in danger.",
        "I say what I see, not what I have heard; for each view I can say what it rests on.",
        "I write nothing by which a pupil or a single member of staff could be recognised.",
        "If I find that I know the school too well to look freely, I say so and step down.",
        "I keep no copies. What I may read here ends when the report is released or the round closes.",
    ),
)


@dataclass(frozen=True, slots=True)
class TeamRules:
    """What a team asks for. ``training``: a confirmed one that holds; ``lead``: who may lead it; ``conflicts``:
    whether a conflict keeps somebody off."""

    training: bool = True
    lead: LeadRule = LEADING
    conflicts: bool = True


RULES = TeamRules()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of the pool beside one review. ``km``: from the nearest school where they work, ``None`` if not known;
    ``load``: reviews that they are on in this school year, of the ``most`` that they take on."""

    person_id: int
    name: str
    training: Training
    reviews: int
    conflicts: tuple[ConflictKind, ...]
    away: tuple[Span, ...]
    km: float | None
    travels_km: int | None
    load: int
    most: int


@dataclass(frozen=True, slots=True)
class Window:
    """The days in which the review is meant to happen, both included."""

    first: date
    last: date

    def school_days(self) -> tuple[date, ...]:
        """Mondays to Fridays."""
        days = (self.first + timedelta(days=at) for at in range((self.last - self.first).days + 1))
        return tuple(day for day in days if day.weekday() < 5)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A candidate with what speaks for and against. ``verdict``: whether they may be put on the team at all."""

    candidate: Candidate
    verdict: Verdict
    may_lead: Verdict
    free: int
    """School days of the window on which they can come."""
    days: int
    reasons: tuple[str, ...]


def may_join(candidate: Candidate, day: date, rules: TeamRules = RULES) -> Verdict:
    """Whether somebody may be put on a team, or sign and stay on it, on ``day``."""
    if rules.conflicts and candidate.conflicts:
        return no(f"{candidate.name} {listed([CONFLICT_WORDS[kind] for kind in candidate.conflicts])}.")
    state = candidate.training.state(day)
    if rules.training and state is not TrainingState.VALID:
        return no(f"{candidate.name}: {TRAINING_WORDS[state].lower()}.")
    return YES


def suggestion(candidate: Candidate, window: Window, today: date, rules: TeamRules = RULES) -> Suggestion:
    """One candidate weighed. Training must hold today; that it runs out before the window ends is said."""
    days = window.school_days()
    free = sum(1 for day in days if not any(day in span for span in candidate.away))
    reasons = []
    if days:
        all_free = free == len(days)
        reasons.append("free on every school day" if all_free else f"free on {free} of {len(days)} school days")
    if candidate.km is not None:
        far = candidate.travels_km is not None and candidate.km > candidate.travels_km
        said = f"{candidate.km:.0f} km away"
        reasons.append(f"{said}, further than they travel ({candidate.travels_km} km)" if far else said)
    reasons.append(f"on {counted(candidate.load, 'review')} this year, takes on {candidate.most or 'none'}")
    expires = candidate.training.expires
    if expires is not None and today <= expires < window.last:
        reasons.append("training runs out before the review is due")
    lead = may_lead(candidate.training, candidate.reviews, today, rules.lead)
    return Suggestion(candidate, may_join(candidate, today, rules), lead, free, len(days), tuple(reasons))


def ranked(
    candidates: Iterable[Candidate], window: Window, today: date, rules: TeamRules = RULES
) -> tuple[Suggestion, ...]:
    """Everybody, those first who may join; among them those who are free and have room, then the least loaded, then
    the nearest, then those who can come on more days, then by name. Who may not join comes last, with why."""
    found = [suggestion(candidate, window, today, rules) for candidate in candidates]
    return tuple(sorted(found, key=_order))


def _order(item: Suggestion) -> tuple[object, ...]:
    one = item.candidate
    too_far = one.km is not None and one.travels_km is not None and one.km > one.travels_km
    out = item.free == 0 and item.days > 0
    full = one.load >= one.most
    share = one.load / one.most if one.most else 1.0
    far = one.km if one.km is not None else float("inf")
    return (not item.verdict, out, full, too_far, share, far, -item.free, one.name.casefold(), one.person_id)


def said(item: Suggestion) -> str:
    """What speaks for and against as one sentence."""
    return opening("; ".join(item.reasons)) + "."
