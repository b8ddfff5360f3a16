"""Reading what a lead needs to put a team together: who takes part, who is asked, who suits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import hypot

from plait.domain.review_teams import Candidate, Suggestion, Window, ranked
from plait.domain.reviewers import conflicts
from plait.domain.rounds import RoundFacts
from plait.domain.schools import SchoolFacts
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.partnerships.pool_queries import belonging, host_ties, led_partnership, reviewer_ties
from plait.partnerships.queries import PlaceFacts, known_round, places_signed
from plait.partnerships.team_queries import TeamPlaceFacts, loads, reviewed_before, teams_of
from plait.reviewers.models import DeclaredConflict, Reviewer
from plait.reviewers.queries import ReviewerFacts, facts_of
from plait.reviewers.school_conflict_queries import people_away
from plait.schools.queries import facts as school_facts

SCHOOL_YEAR = 8
"""The month in which load begins to count anew: August."""


@dataclass(frozen=True, slots=True)
class Teams:
    """A round with its schools and the team of each."""

    round: RoundFacts
    places: tuple[PlaceFacts, ...]
    teams: dict[int, tuple[TeamPlaceFacts, ...]]


def teams(viewer: Viewer, partnership_id: int, round_id: int) -> Teams:
    """The teams of a round, for whoever leads its partnership. Raises ``NotVisible``. Four queries."""
    led_partnership(viewer, partnership_id)
    found = known_round(viewer, round_id)
    if found.partnership_id != partnership_id:
        raise NotVisible(f"round {round_id} in partnership {partnership_id}")
    return Teams(found, places_signed(round_id), teams_of(round_id))


def host_of(found: Teams, urn: int) -> PlaceFacts:
    """The school's place in the round. Raises ``NotVisible`` where it has none (any more)."""
    for place in found.places:
        if place.urn == urn and place.ended_on is None:
            return place
    raise NotVisible(f"school {urn} in round {found.round.id}")


def window(found: RoundFacts) -> Window:
    """The days in which partners look: from when self-evaluations are due until views are."""
    return Window(found.evaluation_due, found.review_due)


def since(today: date) -> date:
    """The first day of the school year that ``today`` is in."""
    return date(today.year if today.month >= SCHOOL_YEAR else today.year - 1, SCHOOL_YEAR, 1)


def candidates(
    partnership_id: int, round_id: int, urn: int, *, today: date, person_ids: tuple[int, ...] | None = None
) -> dict[int, tuple[ReviewerFacts, Candidate]]:
    """Everybody in the pool (or ``person_ids`` of it) beside one school's review, by the number of the profile.

    For callers that lead the round, or ask about themselves. A fixed number of queries, however many people.
    """
    rows = Reviewer.objects.filter(belonging(partnership_id, today), partnership_id=partnership_id)
    if person_ids is not None:
        rows = rows.filter(person_id__in=person_ids)
    people = [facts_of(row) for row in rows.select_related("person", "confirmed_by").order_by("person__name", "pk")]
    ids = [item.person_id for item in people]
    ties, host = reviewer_ties(ids, today, round_id=round_id), host_ties(urn)
    before, load = reviewed_before(ids, round_id), loads(ids, since=since(today))
    named = DeclaredConflict.objects.filter(reviewer__partnership_id=partnership_id, school_id=urn)
    declared = set(named.values_list("reviewer_id", flat=True))
    away = people_away(partnership_id, urn)
    where = school_facts({urn, *(at for found in ties.values() for at in found.works_at)})
    found = {}
    for item in people:
        own = ties[item.person_id]
        own = replace(
            own,
            reviewed_last=own.reviewed_last | before.get(item.person_id, frozenset()),
            declared=frozenset({urn} if item.id in declared else ()),
            declared_by=frozenset({urn} if item.person_id in away else ()),
        )
        found[item.id] = (
            item,
            Candidate(
                person_id=item.person_id,
                name=item.name,
                training=item.training,
                reviews=item.reviews_before,
                conflicts=conflicts(own, host),
                away=item.away,
                km=_nearest(where, urn, own.works_at),
                travels_km=item.travels_km,
                load=load.get(item.person_id, 0),
                most=item.reviews_a_year,
            ),
        )
    return found


def _nearest(where: Mapping[int, SchoolFacts], urn: int, works_at: Iterable[int]) -> float | None:
    """Kilometres in a straight line from the nearest of these schools; ``None`` where no place is known."""
    host = where.get(urn)
    if host is None or host.easting is None or host.northing is None:
        return None
    far = [
        hypot(host.easting - item.easting, host.northing - item.northing) / 1000
        for at in works_at
        if (item := where.get(at)) is not None and item.easting is not None and item.northing is not None
    ]
    return min(far, default=None)


@dataclass(frozen=True, slots=True)
class Suggested:
    """Somebody of the pool, weighed. ``reviewer_id``: of their profile."""

    reviewer_id: int
    suggestion: Suggestion


def suggestions(found: Teams, urn: int, *, today: date) -> tuple[Suggested, ...]:
    """The pool in the order in which people suit the review of this school, without those who are on its team."""
    there = {place.person_id for place in found.teams.get(urn, ()) if not place.over}
    everybody = candidates(found.round.partnership_id, found.round.id, urn, today=today)
    numbers = {one.person_id: number for number, (_, one) in everybody.items()}
    weighed = ranked((one for _, one in everybody.values() if one.person_id not in there), window(found.round), today)
    return tuple(Suggested(numbers[item.candidate.person_id], item) for item in weighed)
