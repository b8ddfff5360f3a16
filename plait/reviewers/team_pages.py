"""What the pages about teams show."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from plait.domain.review_teams import ENDING_WORDS, PROTOCOL, said
from plait.domain.wording import counted, day_in_words, listed, opening
from plait.partnerships.team_queries import TeamPlaceFacts
from plait.reviewers.team_queries import Suggested, Teams

SHOWN = 10
"""People who are suggested at once; the pool is searched for others."""


@dataclass(frozen=True, slots=True)
class TeamsLine:
    urn: int
    school: str
    people: str
    state: str
    tag: str


@dataclass(frozen=True, slots=True)
class TeamsPage:
    partnership_id: int
    partnership: str
    round_id: int
    round: str
    lines: tuple[TeamsLine, ...]


def teams_page(found: Teams) -> TeamsPage:
    lines = []
    for place in found.places:
        if place.ended_on is not None:
            continue
        there = [item for item in found.teams.get(place.urn, ()) if item.ended_at is None]
        waits = [item for item in there if item.signed_at is None]
        people = listed([f"{item.name} (leads)" if item.leads else item.name for item in there])
        state, tag = "Ready", "done"
        if not there:
            state, tag = "No team yet", ""
        elif waits:
            state, tag = f"{opening(counted(len(waits), 'signature'))} to come", "waiting"
        elif not any(item.leads for item in there):
            state, tag = "Nobody leads it yet", "next"
        lines.append(TeamsLine(place.urn, place.school, people, state, tag))
    this = found.round
    return TeamsPage(this.partnership_id, this.partnership, this.id, this.title, tuple(lines))


@dataclass(frozen=True, slots=True)
class MemberLine:
    """``place_id``: to take them off by; ``None`` where their place has ended."""

    place_id: int | None
    name: str
    leads: bool
    said: str
    tag: str


@dataclass(frozen=True, slots=True)
class SuggestionLine:
    reviewer_id: int
    name: str
    said: str
    may_lead: bool


@dataclass(frozen=True, slots=True)
class TeamPage:
    """``suited``: who may be asked, best first; ``others``: who may not: number, name, why."""

    partnership_id: int
    partnership: str
    round_id: int
    round: str
    urn: int
    school: str
    team: tuple[MemberLine, ...]
    before: tuple[MemberLine, ...]
    suited: tuple[SuggestionLine, ...]
    more: int
    others: tuple[tuple[int, str, str], ...]
    open: bool
    led: bool
    short: str
    """Whom the team lost, while nobody has come for them."""


def _member(place: TeamPlaceFacts, away: Collection[int] = ()) -> MemberLine:
    if place.ended_at is not None:
        words = ENDING_WORDS[place.ended] if place.ended else "left"
        return MemberLine(None, place.name, place.leads, f"{words}, {day_in_words(place.ended_at.date())}", "")
    if place.person_id in away:
        return MemberLine(place.id, place.name, place.leads, "The school asks for somebody else", "next")
    if place.signed_at is None:
        return MemberLine(place.id, place.name, place.leads, "Asked, has not signed yet", "waiting")
    return MemberLine(place.id, place.name, place.leads, f"Signed on {day_in_words(place.signed_at.date())}", "done")


def team_page(
    found: Teams, urn: int, school: str, suggested: tuple[Suggested, ...], away: Collection[int] = ()
) -> TeamPage:
    """``away``: the people whom the school would rather not have."""
    places, this = found.teams.get(urn, ()), found.round
    suited = [item for item in suggested if item.suggestion.verdict]
    there = [item for item in places if item.ended_at is None]
    gone = [item for item in places if item.ended_at is not None]
    left = [item.name for item in gone if item.ended is not None and item.ended.value == "stepped-down"]
    return TeamPage(
        this.partnership_id,
        this.partnership,
        this.id,
        this.title,
        urn,
        school,
        tuple(_member(item, away) for item in there),
        tuple(_member(item) for item in gone),
        tuple(
            SuggestionLine(
                item.reviewer_id,
                item.suggestion.candidate.name,
                said(item.suggestion),
                bool(item.suggestion.may_lead),
            )
            for item in suited[:SHOWN]
        ),
        max(0, len(suited) - SHOWN),
        tuple(
            (item.reviewer_id, item.suggestion.candidate.name, item.suggestion.verdict.reason)
            for item in suggested
            if not item.suggestion.verdict
        ),
        this.open,
        any(item.leads for item in there),
        f"{listed(left)} stepped down. Those below could step in." if left and this.open else "",
    )


@dataclass(frozen=True, slots=True)
class PlacePage:
    """One's own place on a team. ``state``: in words, with the kind of its tag; ``evaluation``: an address that is
    open by it."""

    id: int
    school: str
    where: str
    asked_to: str
    state: str
    tag: str
    points: tuple[str, ...]
    protocol: str
    may_sign: bool
    why_not: str
    over: bool
    evaluation: str
    due: date


def place_page(place: TeamPlaceFacts, *, why_not: str, evaluation: str, due: date) -> PlacePage:
    state, tag = "Waits for your signature", "next"
    if place.ended_at is not None:
        state, tag = "Over", ""
    elif place.closed_on is not None:
        state, tag = "The round is closed", ""
    elif place.signed_at is not None:
        state, tag = f"You signed on {day_in_words(place.signed_at.date())}", "done"
    waits = not place.over and place.signed_at is None
    return PlacePage(
        place.id,
        place.host,
        f"{place.partnership}, {place.round}",
        "You are asked to lead this review." if place.leads else "You are asked to be on the team of this review.",
        state,
        tag,
        PROTOCOL.points,
        PROTOCOL.version,
        waits and not why_not,
        why_not if waits else "",
        place.over,
        evaluation,
        due,
    )
