"""Building the made-up county: 520 schools in 40 partnerships, with rounds in every state."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import transaction

from plait.adapters.programme_files import built_in
from plait.demo.area import rounds
from plait.demo.area.county import county, write_files
from plait.demo.area.people import Held, Places, Somebody, as_given, heads, others
from plait.demo.area.rounds_in_words import tell_in_words
from plait.demo.area.together import MadeUpPartnership, partnerships
from plait.demo.fresh import clear
from plait.domain.partnership_kinds import MemberRole
from plait.domain.programmes import StepKind
from plait.domain.roles import Role
from plait.domain.rounds import term
from plait.frameworks.actions import publish_built_in
from plait.frameworks.queries import framework
from plait.journey.actions import RoundInput, set_up_round
from plait.partnerships.actions import found_partnership, join
from plait.partnerships.bulk_actions import Given, appoint_all, put_inside
from plait.partnerships.programme_actions import close_made_up_round, start_programme
from plait.partnerships.queries import round_facts, viewer_for
from plait.people.bulk_actions import add_people
from plait.people.queries import anyone_besides, by_address
from plait.schools.actions import import_links, import_register

SERVED = 700  # days that everybody has held their roles
OPENED = (0, 3, 12, 26, 48, 75, 96, 190)
"""Days ago that a round of this stage was opened."""


@dataclass(frozen=True, slots=True)
class AreaSummary:
    """What was built: counts, and whom to sign in as."""

    added: bool
    schools: int
    partnerships: int
    people: tuple[Somebody, ...]


def everybody(today: date) -> tuple[list[Somebody], list[Held], dict[int, Somebody]]:
    """All people of the county, the roles of those who are no school's head, and the heads by URN."""
    schools = county(today)
    held = others(schools, partnerships(schools))
    own = heads(schools)
    taken = {urn: who for who, role, _, urn in held if role is Role.HEAD and urn is not None}
    own |= taken
    people = {who.email: who for who in own.values()}
    for who, *_ in held:
        if who.email not in people or who.shown:
            people[who.email] = who
    return list(people.values()), held, own


class NotTheArea(Exception):
    """There are people here who are not of the made-up county, so nothing with a known password is put among them."""


def build_area(today: date, at: datetime, *, password: str, fresh: bool = False) -> AreaSummary:
    """Put the made-up county into the database, or keep the one that is there. All or nothing.

    Raises :class:`NotTheArea` where the database has people of its own.
    """
    people, held, own = everybody(today)
    emails = [who.email for who in people]
    if anyone_besides(emails):
        raise NotTheArea(
            "This database has people who are not of the demonstration, and the demonstration’s password is known "
            "to all. Nothing was changed."
        )
    with transaction.atomic():
        if fresh:
            clear(emails)
        added = not by_address(emails)
        schools = county(today)
        together = partnerships(schools)
        if added:
            _Area(today, at, password).run(people, held, own)
    shown = [who for who in people if who.shown]
    first = next(iter(heads(schools).values()))
    return AreaSummary(added, len(schools), len(together), (*shown, first))


class _Area:
    """One building. Remembers the numbers that the database gave out."""

    def __init__(self, today: date, at: datetime, password: str) -> None:
        self._today, self._at, self._password = today, at, password
        self._schools = county(today)
        self._together = partnerships(self._schools)

    def run(self, people: list[Somebody], held: list[Held], own: dict[int, Somebody]) -> None:
        publish_built_in(at=self._at)
        with tempfile.TemporaryDirectory(prefix="plait-area-") as folder:
            register, links = write_files(self._schools, Path(folder))
            import_register(path=register, at=self._at)
            import_links(path=links, at=self._at)
        ids = add_people(
            people=[(who.name, who.email) for who in people], password=self._password, at=self._ago(SERVED)
        )
        founded = self._found()
        programmes = {item.key: self._start(item, founded[item.key]) for item in self._together if item.programme}
        places = Places(founded, programmes)
        starts = self._today - timedelta(days=SERVED)
        roles = [as_given(each, ids, places, self._today) for each in held]
        roles += [
            Given(ids[who.email], Role.HEAD, urn=urn)
            for urn, who in own.items()
            if who.key not in ("two.schools", "eight.roles")
        ]
        appoint_all(roles=roles, starts=starts, at=self._ago(SERVED))
        self._partners(ids, founded)
        writers = {urn: ids[who.email] for urn, who in own.items()}
        for number, item in enumerate(self._together):
            if item.programme:
                self._round(item, programmes[item.key], writers, number)

    def _ago(self, days: int) -> datetime:
        return self._at - timedelta(days=days)

    def _found(self) -> dict[str, int]:
        joined = self._today - timedelta(days=SERVED + 40)
        made = {
            item.key: found_partnership(
                name=item.name, kind=item.kind, urns=item.urns, joined=joined, at=self._ago(SERVED + 40)
            )
            for item in self._together
        }
        for outer in {item.inside for item in self._together if item.inside}:
            put_inside(
                inner_ids=[made[item.key] for item in self._together if item.inside == outer], outer_id=made[outer]
            )
        return made

    def _start(self, item: MadeUpPartnership, partnership_id: int) -> int:
        return start_programme(
            partnership_id=partnership_id,
            definition=built_in()[item.programme],
            at=self._ago(SERVED - 5),
        )

    def _partners(self, ids: dict[str, int], founded: dict[str, int]) -> None:
        """A university as a strategic partner of some, entered by their leads."""
        by_id = by_address(list(ids))
        for item in self._together:
            lead = next(
                (who for who, role, key, _ in everybody(self._today)[1] if key == item.key and "lead." in who.key), None
            )
            if item.partner and lead is not None:
                join(
                    viewer=viewer_for(by_id[lead.email], today=self._today),
                    partnership_id=founded[item.key],
                    name=item.partner,
                    role=MemberRole.STRATEGIC,
                    joined=self._today - timedelta(days=300),
                    at=self._ago(300),
                )

    def _round(self, item: MadeUpPartnership, programme_id: int, writers: dict[int, int], number: int) -> None:
        opened = self._today - timedelta(days=OPENED[item.stage])
        round_id = set_up_round(
            programme_id=programme_id,
            members=tuple(sorted(item.urns)),
            given=RoundInput(
                term(opened),
                opened + timedelta(weeks=5),
                opened + timedelta(weeks=11),
                0,
                milestones_due={
                    step.key: opened + timedelta(weeks=step.weeks)
                    for step in built_in()[item.programme].milestones
                    if step.weeks is not None
                },
            ),
            at=self._ago(OPENED[item.stage]),
            today=opened,
            actor_id=None,
        )
        this = round_facts([round_id])[round_id]
        evaluates = this.definition.has(StepKind.SELF_EVALUATION)
        happened = rounds.Happened(this, item.stage, writers, self._ago(max(OPENED[item.stage] // 2, 1)))
        judged_against = framework(this.framework_id, this.framework_version) if evaluates else None
        if judged_against is not None and this.definition.in_words:
            tell_in_words(happened, this.definition.judged(judged_against), seed=number)
        else:
            rounds.tell(happened, judged_against, seed=number)
        if item.stage == rounds.CLOSED:
            close_made_up_round(round_id=round_id, at=self._ago(20), today=self._today - timedelta(days=20))
