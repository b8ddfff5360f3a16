"""Building the demonstration: two made-up trios in every state of the chain, a school on its own, and a cluster with a
whole review, through the actions alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from plait.actionplans import actions as actionplans
from plait.actionplans import queries as action_queries
from plait.adapters.programme_files import built_in
from plait.demo import story as story_files
from plait.demo.alone import judge_alone
from plait.demo.calendar import Calendar
from plait.demo.cluster import review_whole
from plait.demo.cluster_story import ClusterStory
from plait.demo.evidence import keep_evidence
from plait.demo.fresh import clear
from plait.demo.story import ActionStory, PartnershipStory, RoundStory, SchoolStory, Story, ViewStory
from plait.demo.summary import PASSWORD, DemoSummary, summarise
from plait.domain.roles import Role
from plait.domain.rounds import term
from plait.domain.viewer import Viewer
from plait.frameworks.actions import publish_built_in
from plait.frameworks.queries import framework
from plait.journey.actions import RoundInput, set_up_round, sign
from plait.partnerships import actions as partnerships
from plait.partnerships.programme_actions import start_programme
from plait.partnerships.queries import viewer_for
from plait.peerreview import actions as peerreview
from plait.peerreview import queries as peer_queries
from plait.people.actions import add_person, share_password
from plait.people.queries import anyone_besides, by_address
from plait.schools.actions import import_register
from plait.selfevaluation import actions as selfevaluation
from plait.selfevaluation import queries as evaluation_queries

SERVED = 900  # days that everybody has held their roles


class NotADemonstration(Exception):
    """There are people here who are not made up, so nothing with a known password is put among them."""


def build(today: date, at: datetime, *, fresh: bool = False) -> DemoSummary:
    """Put the demonstration into the database, or keep the one that is there; what is in it.

    ``today`` is the day that all its dates are counted from, ``at`` the present moment. ``fresh`` clears away
    the one that is there. All or nothing. Raises :class:`NotADemonstration` where the database has people of
    its own.
    """
    story = story_files.read()
    refuse_real_people(story)
    emails = [actor.email for actor in story.people]
    with transaction.atomic():
        if fresh:
            clear(emails)
        added = not by_address(emails)
        if added:
            _Build(story, Calendar(today, at)).run()
    return summarise(story, today=today, added=added)


def refuse_real_people(story: Story) -> None:
    """Raise :class:`NotADemonstration` where somebody is not of the story: its password is known to all."""
    if anyone_besides([actor.email for actor in story.people]):
        raise NotADemonstration(
            "This database has people who are not of the demonstration, and the demonstration’s password is known "
            "to all. Nothing was changed."
        )


@dataclass(frozen=True, slots=True)
class _Round:
    """A round that has been opened, with the numbers that it gave out."""

    id: int
    evaluations: Mapping[int, int]
    reviews: Mapping[int, int]


class _Build:
    """One building of the demonstration. Remembers who is who."""

    def __init__(self, story: Story, calendar: Calendar) -> None:
        self._story = story
        self._calendar = calendar
        self._viewers: dict[str, Viewer] = {}
        self._heads: dict[int, str] = {}

    def run(self) -> None:
        publish_built_in(at=self._calendar.at)
        import_register(path=story_files.SCHOOLS_FILE, at=self._calendar.at)
        founded = {item.key: self._found(item) for item in self._story.together}
        self._people(founded)
        for item in self._story.partnerships:
            self._rounds(item, founded[item.key])
        judge_alone(self._story.alone, self._calendar, self._viewers)
        cluster = self._story.cluster
        review_whole(cluster, self._calendar, self._viewers, self._heads, founded[cluster.key])

    def _found(self, item: PartnershipStory | ClusterStory) -> int:
        return partnerships.found_partnership(
            name=item.name,
            kind=item.kind,
            urns=item.members,
            joined=self._calendar.day(item.joined),
            at=self._calendar.moment(item.joined, 10, 0),
        )

    def _people(self, founded: Mapping[str, int]) -> None:
        calendar = self._calendar
        ids: list[int] = []
        for actor in self._story.people:
            person_id = add_person(name=actor.name, email=actor.email, password=None, at=calendar.moment(-SERVED, 9, 0))
            ids.append(person_id)
            for held in actor.roles:
                if held.role == Role.FACILITATOR:
                    continue  # appointed for the programme, once there is one
                partnerships.appoint(
                    person_id=person_id,
                    role=Role(held.role),
                    urn=held.urn,
                    partnership_id=founded[held.partnership] if held.partnership else None,
                    starts=calendar.day(-SERVED),
                    ends=calendar.day(held.until) if held.until is not None else None,
                    at=calendar.moment(-SERVED, 9, 30),
                )
                if held.urn is not None and held.role == Role.HEAD:
                    self._heads[held.urn] = actor.key
        share_password(person_ids=ids, password=PASSWORD, at=calendar.at)
        people = by_address([actor.email for actor in self._story.people])
        self._viewers = {
            actor.key: viewer_for(people[actor.email], today=calendar.today) for actor in self._story.people
        }

    def _who(self, urn: int, by: str = "") -> Viewer:
        """Who writes for a school: the person named, else its head."""
        return self._viewers[by or self._heads[urn]]

    def _rounds(self, item: PartnershipStory, partnership_id: int) -> None:
        lead = next(
            self._viewers[actor.key]
            for actor in self._story.people
            if any(held.partnership == item.key for held in actor.roles)
        )
        definition = built_in()["peer-trio"]
        programme_id = start_programme(
            partnership_id=partnership_id,
            definition=definition,
            title=item.programme,
            framework=(item.framework_id, item.framework_version),
            at=self._calendar.moment(item.joined, 11, 0),
            actor_id=lead.person_id,
        )
        for number, part in enumerate(item.rounds):
            opened = self._open(item, part, programme_id, number, lead)
            for school in part.schools:
                self._school(item, school, opened)

    def _open(self, item: PartnershipStory, part: RoundStory, programme_id: int, number: int, lead: Viewer) -> _Round:
        calendar = self._calendar
        opened_on = calendar.day(part.opened)
        round_id = set_up_round(
            programme_id=programme_id,
            members=item.members,
            given=RoundInput(term(opened_on), calendar.day(part.evaluation_due), calendar.day(part.review_due), number),
            at=calendar.moment(part.opened, 9, 15),
            today=opened_on,
            actor_id=lead.person_id,
        )
        evaluations, reviews = {}, {}
        for school in part.schools:
            head, urn = self._who(school.urn), school.urn
            if school.signed is not None:
                fingerprint = built_in()["peer-trio"].contract.fingerprint
                at = calendar.moment(school.signed, 8, 50)
                sign(viewer=head, round_id=round_id, urn=urn, fingerprint=fingerprint, at=at)
            evaluations[urn] = evaluation_queries.of_school(head, urn, [round_id])[round_id].id
            found = peer_queries.of_school(head, urn, [round_id])
            reviews[urn] = next(item.id for item in found if item.host_urn == urn)
        return _Round(round_id, evaluations, reviews)

    def _school(self, item: PartnershipStory, school: SchoolStory, opened: _Round) -> None:
        head = self._who(school.urn)
        evaluation_id, review_id = opened.evaluations[school.urn], opened.reviews[school.urn]
        self._evaluate(item, school, evaluation_id)
        keep_evidence(head, school, evaluation_id, framework(item.framework_id, item.framework_version), self._calendar)
        if school.submitted is not None:
            at = self._calendar.moment(school.submitted, 16, 40)
            selfevaluation.submit(viewer=head, evaluation_id=evaluation_id, at=at)
        for view in school.views:
            self._look(view, review_id)
        for index, area in enumerate(school.conversation):
            peerreview.record_challenge(
                viewer=head,
                review_id=review_id,
                area_id=area.area,
                given=peerreview.ChallengeInput(area.answer, area.text, 0),
                at=self._calendar.moment(school.talked, 14, 5 + 11 * (index % 5)),
            )
        if school.agreed is not None:
            at = self._calendar.moment(school.agreed, 16, 10)
            peerreview.agree(viewer=head, review_id=review_id, at=at)
        for action in school.plan:
            self._plan(school, action, opened.id)

    def _evaluate(self, item: PartnershipStory, school: SchoolStory, evaluation_id: int) -> None:
        judged_against = framework(item.framework_id, item.framework_version)
        for index, written in enumerate(school.areas):
            area = judged_against.area(written.area)
            if area is None or len(written.statements) > len(area.statements):
                raise ValueError(f"{item.key}: {written.area} does not fit {judged_against.name}.")
            selfevaluation.save_area(
                viewer=self._who(school.urn, written.by),
                evaluation_id=evaluation_id,
                area_id=written.area,
                given=selfevaluation.AreaInput(
                    answer=written.answer,
                    evidence=written.text,
                    actions=written.actions,
                    statements={
                        statement.id: answer
                        for statement, answer in zip(area.statements, written.statements, strict=False)
                    },
                    version=0,
                ),
                at=self._calendar.writing(school.begun, index, school.urn),
            )

    def _look(self, view: ViewStory, review_id: int) -> None:
        for index, written in enumerate(view.areas):
            peerreview.save_area(
                viewer=self._who(view.reviewer, written.by),
                review_id=review_id,
                urn=view.reviewer,
                area_id=written.area,
                given=peerreview.PeerInput(written.answer, written.text, 0),
                at=self._calendar.writing(view.begun, index, view.reviewer),
            )
        if view.handed_in is not None:
            peerreview.hand_in(
                viewer=self._who(view.reviewer),
                review_id=review_id,
                urn=view.reviewer,
                at=self._calendar.moment(view.handed_in, 11, 25),
            )

    def _plan(self, school: SchoolStory, action: ActionStory, round_id: int) -> None:
        calendar, head = self._calendar, self._who(school.urn)
        planned = school.agreed if school.agreed is not None else school.talked
        number = actionplans.add(
            viewer=head,
            urn=school.urn,
            round_id=round_id,
            given=actionplans.ActionInput(
                action.area, action.text, action.owner, calendar.day(action.due), action.measure
            ),
            at=calendar.moment(planned, 16, 30),
        )
        added = next(found for found in action_queries.of_school(head, school.urn, round_id) if found.number == number)
        for hour, step in enumerate(action.steps, start=9):
            at = calendar.moment(max(planned + 1, min(action.due, -1)), hour, 20)
            actionplans.move_on(viewer=head, action_id=added.id, step=step, at=at)
