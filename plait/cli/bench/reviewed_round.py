"""A big round of reviews for the benchmark of their pages: 60 schools in a ring, 106 statements, 200 notes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID, uuid5

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from plait.actionplans.actions import ActionInput
from plait.adapters.programme_files import built_in
from plait.cli.bench.made_up_register import FIRST_URN, write_register
from plait.cli.bench.pages import evaluated_framework
from plait.domain.excellence import CRITERIA
from plait.domain.observing import Method, NoteState, Seen
from plait.domain.programmes import Judging, ProgrammeDefinition, StepKind
from plait.domain.review_teams import PROTOCOL
from plait.domain.roles import Role
from plait.domain.timetable import ActivityKind, VisitForm, VisitSubject
from plait.domain.viewer import Viewer
from plait.domain.workshops import Side, StaffKind
from plait.excellence import actions as excellence
from plait.excellence import queries as excellence_queries
from plait.factchecks import actions as factchecks
from plait.factchecks import queries as factcheck_queries
from plait.frameworks.actions import publish
from plait.journey.actions import RoundInput, set_up_round
from plait.observations import actions as observations
from plait.partnerships.actions import found_partnership
from plait.partnerships.bulk_actions import Given, appoint_all, sign_all
from plait.partnerships.programme_actions import start_programme
from plait.partnerships.queries import pairings, viewer_for
from plait.peerreview import actions as peerreview
from plait.peerreview import queries as peer_queries
from plait.peerreview.bulk_actions import look_all, talk_all
from plait.people.bulk_actions import add_people
from plait.reviewers import actions as pool
from plait.reviewers import queries as pool_queries
from plait.reviewers import team_actions as teams
from plait.schools.actions import import_register
from plait.schools.queries import closed_among
from plait.selfevaluation import actions as selfevaluation
from plait.selfevaluation import queries as evaluation_queries
from plait.selfevaluation.bulk_actions import write_all
from plait.visits import actions as visits
from plait.visits import focus_actions, hypothesis_actions, timetable_actions
from plait.workshops import actions as workshops

SCHOOLS, NOTES, ACTIVITIES, CARDS, POINTS, POOL = 60, 200, 20, 40, 20, 40
AT = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)
TODAY = AT.date()
VISITED = date(2026, 11, 3)
BENCH = UUID("0b8f7f2e-2a57-4f0c-8f0e-5d3f4a1c9e10")
"""Notes are numbered from this."""
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def definition(framework: tuple[str, str]) -> ProgrammeDefinition:
    """The programme with the most pages: a visit, a workshop and an impact check, here with levels and a fact-check."""
    base, other = built_in()["cluster-cycle"], built_in()["shared-report"]
    check = other.step(StepKind.FACT_CHECK)
    steps = []
    for step in base.steps:
        steps += [check, step] if check and step.kind is StepKind.REPORT else [step]
    return replace(base, judging=Judging.LEVELS, frameworks=(framework,), steps=tuple(steps))


class ReviewedRound:
    """Schools in the state that each page needs: ``done`` is agreed, ``talking`` in conversation, ``looking`` still
    looked at by a partner who has made 200 notes. Nearly all others are agreed."""

    def __init__(self) -> None:
        self.framework = replace(evaluated_framework(), id="bench-review")
        publish(framework=self.framework, at=AT)
        path = Path(settings.PLAIT_HOME) / "bench-reviewed.csv"
        write_register(path, 2 * SCHOOLS)
        import_register(path=path, at=AT)
        every = [FIRST_URN + number for number in range(2 * SCHOOLS)]
        closed = closed_among(every)
        self.urns = [urn for urn in every if urn not in closed][:SCHOOLS]
        self.looking, self.talking, self.done = self.urns[:3]
        self._open()
        self._evaluate()
        self._look_and_talk()
        for host in (self.looking, self.done):
            self._visit(host)
        self._note()
        self._pool_and_teams()
        self._check_facts()
        for host in self.urns[2:14]:
            self._excel(host)
        self._workshop(self.done, closed=False)
        self._workshop(self.urns[3], closed=True)
        with connection.cursor() as cursor:
            cursor.execute("analyze")

    def _open(self) -> None:
        names = [f"head.{urn}" for urn in self.urns] + ["lead", "facilitator", *(f"staff.{n}" for n in range(8))]
        ids = add_people(people=[(f"Bench {name}", f"{name}@r.example") for name in names], password="x", at=AT)  # noqa: S106
        self.people = {name: ids[f"{name}@r.example"] for name in names}
        pinned = (self.framework.id, self.framework.version)
        self.partnership = found_partnership(
            name="Reviewed together", kind="cluster", urns=self.urns, joined=date(2026, 1, 1), at=AT
        )
        self.programme = start_programme(
            partnership_id=self.partnership, definition=definition(pinned), title="Reviews", at=AT
        )
        self.heads = {urn: self.people[f"head.{urn}"] for urn in self.urns}
        staff = [self.people[f"staff.{number}"] for number in range(8)]
        roles = [Given(person, Role.HEAD, urn=urn) for urn, person in self.heads.items()]
        roles += [Given(person, Role.STAFF, urn=urn) for person in staff for urn in (self.done, self.urns[3])]
        roles.append(Given(self.people["lead"], Role.PARTNERSHIP_LEAD, partnership_id=self.partnership))
        roles.append(Given(self.people["facilitator"], Role.FACILITATOR, programme_id=self.programme))
        appoint_all(roles=roles, starts=date(2026, 1, 1), at=AT)
        self.round = set_up_round(
            programme_id=self.programme,
            members=tuple(self.urns),
            given=RoundInput("Autumn 2026", date(2026, 10, 16), date(2026, 12, 4), 0),
            at=AT,
            today=TODAY,
            actor_id=None,
        )
        sign_all(round_id=self.round, heads=self.heads, at=AT)
        self.partner = dict(pairings(self.round))
        """The school that looks at each."""

    def viewer(self, name: str) -> Viewer:
        return viewer_for(get_user_model().objects.get(pk=self.people[name]), today=TODAY)

    def head(self, urn: int) -> Viewer:
        return self.viewer(f"head.{urn}")

    def client(self, name: str) -> Client:
        client = Client(SERVER_NAME="localhost")
        client.force_login(get_user_model().objects.get(pk=self.people[name]), backend=BACKEND)
        return client

    def review(self, host: int) -> int:
        found = peer_queries.of_host(self.head(host), host, self.round)
        assert found is not None  # noqa: S101  ours
        return found.id

    def _evaluate(self) -> None:
        for host in (self.looking, self.talking, self.done):
            head = self.head(host)
            number = evaluation_queries.of_school(head, host, [self.round])[self.round].id
            for area in self.framework.areas:
                given = selfevaluation.AreaInput(
                    "3", "What we have seen. " * 20, "What we shall do.", {item.id: "3" for item in area.statements}, 0
                )
                selfevaluation.save_area(viewer=head, evaluation_id=number, area_id=area.id, given=given, at=AT)
        others = [(urn, area.id) for urn in self.urns[3:] for area in self.framework.areas]
        said = ("2", "What we have seen. " * 20, "What we shall do.")
        write_all(round_id=self.round, written=dict.fromkeys(others, said), submitted=self.urns, by=self.heads, at=AT)

    def _look_and_talk(self) -> None:
        areas = [area.id for area in self.framework.areas]
        seen = {
            (host, self.partner[host], area): ("2", "What we saw, and where. " * 10)
            for host in self.urns
            if host != self.looking
            for area in areas
        }
        look_all(round_id=self.round, seen=seen, by=self.heads, at=AT)
        agreed = [host for host in self.urns if host not in (self.looking, self.talking)]
        talked = {(host, area): ("2", "3", "We looked at it together.") for host in agreed for area in areas}
        talked |= {(self.talking, area): ("2", "3", "We looked at it together.") for area in areas[:4]}
        talk_all(round_id=self.round, talked=talked, agreed=agreed, by=self.heads, at=AT)
        writes = self.partner[self.looking]
        self.views = dict.fromkeys(areas, 0)
        for area in areas[:4]:
            self.judge(area, writes)

    def judge(self, area: str, writes: int) -> None:
        """Save one judgement of the view that is being written."""
        given = peerreview.PeerInput("2" if self.views[area] % 2 else "3", "What we saw. " * 20, self.views[area])
        self.views[area] = peerreview.save_area(
            viewer=self.head(writes), review_id=self.review(self.looking), urn=writes, area_id=area, given=given, at=AT
        ).version

    def _visit(self, host: int) -> None:
        head, thinks = self.head(host), self.head(self.partner[host])
        given = visits.VisitInput(VisitForm.ONE_DAY, VisitSubject.SCHOOL, "", VISITED, VISITED)
        uuid = visits.arrange(viewer=head, round_id=self.round, urn=host, given=given, at=AT)
        chosen = tuple(f"area:{area.id}" for area in self.framework.areas[:2])
        focus = focus_actions.FocusInput(chosen, ("What is it like to learn here?",), "Come in by the gate.", (), 0)
        focus_actions.save_focus(viewer=head, uuid=uuid, given=focus, at=AT)
        focus_actions.share_focus(viewer=head, uuid=uuid, at=AT)
        for number in (1, 2, 3):
            text = hypothesis_actions.HypothesisInput(*(f"{field} " * 20 for field in hypothesis_actions.FIELDS))
            hypothesis_actions.save_hypothesis(viewer=thinks, uuid=uuid, number=number, given=text, version=0, at=AT)
        for number in range(ACTIVITIES):
            begins = datetime.combine(VISITED, time(8)) + timedelta(minutes=20 * number)
            timetable_actions.save_activity(
                viewer=thinks,
                uuid=uuid,
                activity=None,
                given=timetable_actions.ActivityInput(
                    kind=ActivityKind.LESSON_VISIT,
                    title=f"Lesson {number}",
                    day=VISITED,
                    starts=begins.time(),
                    ends=(begins + timedelta(minutes=20)).time(),
                    room=f"Room {number}",
                    visitors=frozenset({thinks.person_id}),
                    hosts=frozenset({head.person_id}),
                ),
                at=AT,
                today=TODAY,
            )
        self.visits = {**getattr(self, "visits", {}), host: uuid}

    def _note(self) -> None:
        writes, review = self.partner[self.looking], self.review(self.looking)
        viewer, statements, areas = self.head(writes), list(self.framework.statements), self.framework.areas
        for number in range(NOTES):
            item = statements[number % len(statements)]
            area = next(one for one in areas if item in one.statements)
            self.last_note = observations.note(
                viewer=viewer,
                review_id=review,
                urn=writes,
                uid=uuid5(BENCH, str(number)),
                state=NoteState(
                    list(Method)[number % len(Method)],
                    f"Room {number % 20}",
                    "What could be seen and heard here, in a sentence or two of the usual length. " * 2,
                    Seen.TRIANGULATED if number % 3 == 0 else Seen.SEEN,
                    ((area.id, item.id),),
                    AT + timedelta(minutes=number),
                ),
                at=AT,
            )

    def _pool_and_teams(self) -> None:
        lead, where = self.viewer("lead"), {"partnership_id": self.partnership}
        numbers = []
        for urn in self.urns[-POOL:]:
            viewer = self.head(urn)
            given = pool.ProfileInput(
                "Reviewing as a colleague", date(2026, 3, 1), date(2029, 3, 1), 4, ("primary",), "Reading.", (), None, 6
            )
            pool.save_profile(viewer=viewer, given=given, version=0, at=AT, **where)
            found = pool_queries.own(viewer, self.partnership)
            assert found is not None  # noqa: S101  just made
            numbers.append((found.id, viewer))
            pool.confirm_training(viewer=lead, reviewer_id=found.id, version=1, at=AT, today=TODAY, **where)
        self.reviewer = numbers[0][0]
        for place, host in enumerate((self.looking, self.done, *self.urns[3:13])):
            for number, viewer in numbers[place * 3 : place * 3 + 3]:
                self.place = teams.ask(
                    viewer=lead, round_id=self.round, urn=host, reviewer_id=number, leads=False, at=AT, today=TODAY,
                    **where,
                )  # fmt: skip
                self.asked = viewer.name.removeprefix("Bench ")
                teams.sign(viewer=viewer, place_id=self.place, protocol=PROTOCOL.version, at=AT, today=TODAY)

    def _check_facts(self) -> None:
        review, head, team = self.review(self.done), self.head(self.done), self.head(self.partner[self.done])
        factchecks.offer(viewer=team, review_id=review, check_by=date(2026, 12, 1), at=AT, today=TODAY)
        for number in range(POINTS):
            area = self.framework.areas[number % len(self.framework.areas)]
            given = factchecks.PointInput(area.id, "What it says. " * 5, "What is right. " * 5, f"point-{number}")
            factchecks.add_point(viewer=head, review_id=review, framework=self.framework, given=given, at=AT)
        factchecks.finish(viewer=head, review_id=review, at=AT)
        for point in factcheck_queries.get(team, review).points[::2]:
            factchecks.reply(viewer=team, point_id=point.id, changed=True, text="Put right, thank you.", at=AT)

    def _excel(self, host: int) -> None:
        review, head, team = self.review(host), self.head(host), self.head(self.partner[host])
        for number in range(3):
            area = self.framework.areas[number]
            given = excellence.ProposalInput(
                area.id, f"Reading at tea time {number}", "How it began. " * 10, "Seen. " * 10, "Deputy", f"e-{number}"
            )
            excellence.propose(viewer=head, review_id=review, framework=self.framework, given=given, at=AT)
        found = peer_queries.get(head, review)
        for item in excellence_queries.of_review(head, found, today=TODAY):
            met = [criterion.key for criterion in CRITERIA]
            excellence.decide(viewer=team, excellence_id=item.id, validated=True, met=met, why="", at=AT)
            excellence.consent(viewer=head, excellence_id=item.id, wanted=True, at=AT)

    def _workshop(self, host: int, *, closed: bool) -> None:
        head, leader = self.head(host), self.viewer("facilitator")
        where = {"round_id": self.round, "urn": host}
        areas = tuple(area.id for area in self.framework.areas[:3])
        people = {self.people[f"staff.{number}"]: list(StaffKind)[number % 4] for number in range(8)}
        given = workshops.SetUpInput(leader.person_id, date(2026, 11, 20), "Hall", areas, people)
        workshops.set_up(viewer=head, given=given, version=0, at=AT, today=TODAY, **where)
        workshops.begin(viewer=leader, at=AT, today=TODAY, **where)
        for number in range(CARDS):
            side = Side.HELPS if number % 2 else Side.HINDERS
            card = workshops.CardInput(areas[number % 3], side, f"What helps or hinders, {number}", f"card-{number}")
            workshops.add_card(viewer=head, given=card, at=AT, **where)
        for number in range(8):
            planned = ActionInput(areas[0], "Pair newer staff.", "Deputy", date(2027, 3, 1), "Staff say so.")
            workshops.plan(viewer=head, given=planned, token=f"action-{number}", at=AT, **where)
        if closed:
            workshops.close(viewer=leader, at=AT, **where)


@cache
def reviewed() -> ReviewedRound:
    return ReviewedRound()
