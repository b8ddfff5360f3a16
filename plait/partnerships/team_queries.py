"""Reading who is on the teams that review schools: for those who lead the rounds, and for each person their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, IntegerField, Q, QuerySet, Value

from plait.domain.review_teams import Ending
from plait.domain.roles import Permission
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.partnerships.models import Pairing, Round, TeamPlace


@dataclass(frozen=True, slots=True)
class TeamPlaceFacts:
    """Somebody’s place on the team that reviews a school. ``over``: nothing is open to them by it any more."""

    id: int
    round_id: int
    round: str
    programme: str
    partnership_id: int
    partnership: str
    host_urn: int
    host: str
    person_id: int
    name: str
    leads: bool
    signed_at: datetime | None
    ended_at: datetime | None
    ended: Ending | None
    closed_on: date | None

    @property
    def over(self) -> bool:
        return self.ended_at is not None or self.closed_on is not None


def _facts(row: Any) -> TeamPlaceFacts:
    programme = row.round.programme
    return TeamPlaceFacts(
        id=row.pk,
        round_id=row.round_id,
        round=row.round.title,
        programme=programme.title,
        partnership_id=programme.partnership_id,
        partnership=programme.partnership.name,
        host_urn=row.host_id,
        host=row.host.name,
        person_id=row.person_id,
        name=str(row.person),
        leads=row.leads,
        signed_at=row.signed_at,
        ended_at=row.ended_at,
        ended=Ending(row.ended) if row.ended else None,
        closed_on=row.round.closed_on,
    )


def _whole(rows: QuerySet[TeamPlace]) -> QuerySet[TeamPlace]:
    return rows.select_related("round__programme__partnership", "host", "person")


def own_places(viewer: Viewer) -> tuple[TeamPlaceFacts, ...]:
    """The viewer’s own places on teams, the newest first, whatever has become of them. One query."""
    rows = _whole(TeamPlace.objects.filter(person_id=viewer.person_id)).order_by("-asked_at", "-pk")
    return tuple(map(_facts, rows))


def own_place(viewer: Viewer, place_id: int) -> TeamPlaceFacts:
    """One of them. Raises ``NotVisible``. One query."""
    row = _whole(TeamPlace.objects.filter(person_id=viewer.person_id, pk=place_id)).first()
    if row is None:
        raise NotVisible(f"place {place_id} on a team")
    return _facts(row)


def led_place(viewer: Viewer, place_id: int) -> TeamPlaceFacts:
    """A place on a team in a round that the viewer leads. Raises ``NotVisible``. One query."""
    led = viewer.partnerships_with(Permission.RUN_ROUNDS)
    row = _whole(TeamPlace.objects.filter(round__programme__partnership_id__in=led, pk=place_id)).first()
    if row is None:
        raise NotVisible(f"place {place_id} on a team")
    return _facts(row)


def teams_of(round_id: int) -> dict[int, tuple[TeamPlaceFacts, ...]]:
    """Who is or was on each school’s team, the lead reviewer first. For callers that lead the round. One query."""
    rows = _whole(TeamPlace.objects.filter(round_id=round_id)).order_by("-leads", "person__name", "pk")
    found: dict[int, list[TeamPlaceFacts]] = defaultdict(list)
    for row in rows:
        found[row.host_id].append(_facts(row))
    return {urn: tuple(places) for urn, places in found.items()}


def looking_at_in(round_ids: Collection[int], host_urn: int) -> dict[int, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Who looks at a school, for each of these rounds: the names of partner schools, and of the people of its team for
    whom something is open. One query."""
    schools = Pairing.objects.filter(round_id__in=round_ids, host_id=host_urn).order_by()
    people = _open_places(round_ids, host_urn).order_by()
    columns = (
        schools.annotate(person=Value(0, output_field=IntegerField())).values_list(
            "round_id", "person", "reviewer_id", "reviewer__name"
        ),
        people.annotate(person_of=Value(1, output_field=IntegerField())).values_list(
            "round_id", "person_of", "person_id", "person__name"
        ),
    )
    found: dict[int, tuple[list[str], list[str]]] = {round_id: ([], []) for round_id in round_ids}
    for round_id, is_person, _, name in sorted(columns[0].union(columns[1], all=True)):
        found[round_id][is_person].append(name)
    return {round_id: (tuple(names), tuple(team)) for round_id, (names, team) in found.items()}


def looking_at(round_id: int, host_urn: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The same for one round. One query."""
    return looking_at_in([round_id], host_urn)[round_id]


def team_on(round_id: int, host_urn: int) -> tuple[str, ...]:
    """The names of the people of a school's team for whom something is open. One query."""
    return looking_at(round_id, host_urn)[1]


def loads(person_ids: Collection[int], *, since: date) -> dict[int, int]:
    """On how many reviews each of these people was put since a day and has not left, in any partnership. One query."""
    rows = TeamPlace.objects.filter(person_id__in=person_ids, asked_at__date__gte=since).exclude(
        ended__in=[Ending.STEPPED_DOWN.value, Ending.TAKEN_OFF.value]
    )
    return dict(rows.order_by().values_list("person_id").annotate(many=Count("pk")))


def reviewed_before(person_ids: Collection[int], round_id: int) -> dict[int, frozenset[int]]:
    """The schools on whose teams each of these people was in the round before this one of the same programme.
    One query."""
    rows = TeamPlace.objects.filter(
        Q(ended="") | Q(ended=Ending.RELEASED.value), person_id__in=person_ids, signed_at__isnull=False
    )
    found: dict[int, set[int]] = defaultdict(set)
    for person_id, urn in rows.filter(round_id__in=_before(round_id)).values_list("person_id", "host_id"):
        found[person_id].add(urn)
    return {person_id: frozenset(urns) for person_id, urns in found.items()}


def _before(round_id: int) -> Any:
    this = Round.objects.filter(pk=round_id)
    rows = Round.objects.filter(programme_id__in=this.values("programme_id"), number__lt=this.values("number")[:1])
    return rows.order_by("-number").values("pk")[:1]


def leads_team(viewer: Viewer, round_id: int, host_urn: int) -> bool:
    """The viewer leads the team that reviews a school, and it is open to them. One query."""
    return _open_places([round_id], host_urn).filter(person_id=viewer.person_id, leads=True).exists()


def people_on(round_id: int, host_urn: int) -> frozenset[int]:
    """The people of a school's team for whom something is open, by number. One query."""
    return frozenset(_open_places([round_id], host_urn).values_list("person_id", flat=True))


def _open_places(round_ids: Collection[int], host_urn: int) -> QuerySet[TeamPlace]:
    return TeamPlace.objects.filter(
        round_id__in=round_ids, host_id=host_urn, signed_at__isnull=False, ended_at__isnull=True, round__closed_on=None
    )
