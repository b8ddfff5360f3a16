"""The demonstration's cluster: one review from the question to the workshop, one on the day of its visit, one begun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid5

from plait.actionplans.actions import ActionInput
from plait.adapters.programme_files import built_in
from plait.demo.calendar import Calendar
from plait.demo.cluster_story import ClusterStory, InWords, NoteStory, ReviewedStory, VisitStory, WorkshopStory
from plait.domain.judgements import Words
from plait.domain.observing import Method, NoteState, Seen
from plait.domain.review_teams import PROTOCOL
from plait.domain.roles import Role
from plait.domain.rounds import term
from plait.domain.timetable import ActivityKind, VisitForm, VisitSubject
from plait.domain.viewer import Viewer
from plait.domain.visibility import Relation
from plait.domain.workshops import Side, StaffKind
from plait.frameworks.queries import framework
from plait.journey.actions import RoundInput, set_up_round, sign
from plait.observations import actions as observations
from plait.partnerships import actions as partnerships
from plait.partnerships.programme_actions import note_step, start_programme
from plait.partnerships.queries import viewer_for
from plait.peerreview import actions as peerreview
from plait.peerreview import queries as peer_queries
from plait.people.queries import by_address
from plait.reports import actions as reports
from plait.reviewers import actions as pool
from plait.reviewers import queries as pool_queries
from plait.reviewers import team_actions as teams
from plait.selfevaluation import actions as selfevaluation
from plait.selfevaluation import queries as evaluation_queries
from plait.visits import actions as visits
from plait.visits import focus_actions, hypothesis_actions, timetable_actions
from plait.workshops import actions as workshops
from plait.workshops import queries as workshop_queries

NOTES = UUID("5f0c1a52-7c0e-4a6e-9f0a-0d7f8f2a4c11")
"""Notes are numbered from this, so that the same story gives the same numbers."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A school in the round: who speaks for it, and its numbers. ``looked_by``: the school that comes to look."""

    head: Viewer
    evaluation_id: int
    review_id: int
    looked_by: int


def review_whole(
    story: ClusterStory, calendar: Calendar, viewers: dict[str, Viewer], heads: dict[int, str], partnership_id: int
) -> None:
    """Everything that the story says, through the actions. ``heads``: keys of the schools' heads."""
    _Cluster(story, calendar, viewers, heads, partnership_id).run()


class _Cluster:
    def __init__(
        self,
        story: ClusterStory,
        calendar: Calendar,
        viewers: dict[str, Viewer],
        heads: dict[int, str],
        partnership_id: int,
    ) -> None:
        self._story, self._calendar, self._viewers = story, calendar, viewers
        self._heads, self._partnership_id = heads, partnership_id

    def run(self) -> None:
        self._open()
        for school in self._story.schools:
            place = self._place(school.urn)
            self._evaluate(school, place)
            uuid = self._choose(school)
            if school.visit is not None:
                self._plan_visit(school.visit, uuid)
                self._note(school.visit.notes, school.visit.day, place)
            self._look_and_talk(school, place)
            if school.workshop is not None:
                self._workshop(school, school.workshop)
            if school.released is not None:
                self._release(school, place, school.released)
        self._ask_reviewer()

    def _open(self) -> None:
        story, calendar = self._story, self._calendar
        lead = self._viewers[story.lead]
        self._programme_id = start_programme(
            partnership_id=self._partnership_id,
            definition=built_in()[story.definition],
            title=story.programme,
            framework=(story.framework_id, story.framework_version),
            at=calendar.moment(story.joined, 11, 0),
            actor_id=lead.person_id,
        )
        address = f"{story.facilitator}@example.org"
        person = by_address([address])[address]
        partnerships.appoint(
            person_id=person.pk,
            role=Role.FACILITATOR,
            programme_id=self._programme_id,
            starts=calendar.day(story.joined),
            at=calendar.moment(story.joined, 11, 10),
        )
        self._viewers[story.facilitator] = viewer_for(person, today=calendar.today)
        opened = calendar.day(story.opened)
        self._round_id = set_up_round(
            programme_id=self._programme_id,
            members=story.members,
            given=RoundInput(term(opened), calendar.day(story.evaluation_due), calendar.day(story.review_due), 0),
            at=calendar.moment(story.opened, 9, 15),
            today=opened,
            actor_id=lead.person_id,
        )
        fingerprint = built_in()[story.definition].contract.fingerprint
        for hour, urn in enumerate(story.members, start=9):
            at = calendar.moment(story.opened, hour, 50)
            head = self._viewers[self._heads[urn]]
            sign(viewer=head, round_id=self._round_id, urn=urn, fingerprint=fingerprint, at=at)
        note_step(
            viewer=lead,
            round_id=self._round_id,
            step="train",
            urn=None,
            done_on=calendar.day(story.learned),
            note=story.learned_note,
            at=calendar.moment(story.learned, 17, 0),
        )

    def _place(self, urn: int) -> _Place:
        head = self._viewers[self._heads[urn]]
        evaluation_id = evaluation_queries.of_school(head, urn, [self._round_id])[self._round_id].id
        found = peer_queries.of_school(head, urn, [self._round_id])
        review = next(item for item in found if item.host_urn == urn)
        return _Place(head, evaluation_id, review.id, review.views[0].urn)

    def _evaluate(self, school: ReviewedStory, place: _Place) -> None:
        for index, said in enumerate(school.own):
            selfevaluation.save_area(
                viewer=place.head,
                evaluation_id=place.evaluation_id,
                area_id=said.area,
                given=selfevaluation.AreaInput("", said.says, said.actions, {}, 0, _words(said)),
                at=self._calendar.writing(school.begun, index, school.urn),
            )
        if school.submitted is not None:
            at = self._calendar.moment(school.submitted, 16, 40)
            selfevaluation.submit(viewer=place.head, evaluation_id=place.evaluation_id, at=at)

    def _choose(self, school: ReviewedStory) -> UUID:
        """The question of the review, and its visit without a day yet, or with one."""
        calendar, by, head = self._calendar, self._viewers[school.question_by], self._viewers[self._heads[school.urn]]
        day = calendar.day(school.visit.day) if school.visit else None
        uuid = visits.arrange(
            viewer=head,
            round_id=self._round_id,
            urn=school.urn,
            given=visits.VisitInput(VisitForm.ONE_DAY, VisitSubject.SCHOOL, "", day, day),
            at=calendar.moment(school.question_on, 9, 30),
        )
        focus_actions.save_focus(
            viewer=by,
            uuid=uuid,
            given=focus_actions.FocusInput(school.chosen, school.questions, school.note, (), 0),
            at=calendar.moment(school.question_on, 16, 0),
        )
        if school.question_shared is not None:
            focus_actions.share_focus(viewer=head, uuid=uuid, at=calendar.moment(school.question_shared, 12, 10))
        return uuid

    def _plan_visit(self, visit: VisitStory, uuid: UUID) -> None:
        calendar, thinks = self._calendar, self._viewers[visit.thought_by]
        for thought in visit.thoughts:
            hypothesis_actions.save_hypothesis(
                viewer=thinks,
                uuid=uuid,
                number=thought.number,
                given=hypothesis_actions.HypothesisInput(
                    thought.thinks, thought.speaks_for, thought.against, thought.would_change, thought.look_at
                ),
                version=0,
                at=calendar.moment(visit.thought_on, 17, 5 + thought.number),
            )
        if visit.thoughts_shared is not None:
            at = calendar.moment(visit.thoughts_shared, 8, 20)
            hypothesis_actions.share_hypotheses(viewer=thinks, uuid=uuid, at=at)
        for minute, item in enumerate(visit.activities, start=10):
            timetable_actions.save_activity(
                viewer=thinks,
                uuid=uuid,
                activity=None,
                given=timetable_actions.ActivityInput(
                    kind=ActivityKind(item.kind),
                    title=item.title,
                    day=calendar.day(visit.day),
                    starts=item.starts,
                    ends=item.ends,
                    room=item.room,
                    visitors=frozenset(self._viewers[key].person_id for key in item.visitors),
                    hosts=frozenset(self._viewers[key].person_id for key in item.hosts),
                ),
                at=calendar.moment(visit.arranged, 15, minute),
                today=calendar.today,
            )

    def _note(self, notes: tuple[NoteStory, ...], day: int, place: _Place) -> None:
        judged_against = framework(self._story.framework_id, self._story.framework_version)
        for number, note in enumerate(notes):
            area = judged_against.area_of(note.about)
            at = self._calendar.moment(day, note.at.hour, note.at.minute)
            state = NoteState(
                Method(note.kind),
                note.place,
                note.text,
                Seen(note.seen),
                ((area.id, note.about) if area else (note.about, ""),),
                at,
            )
            observations.note(
                viewer=self._viewers[note.by],
                review_id=place.review_id,
                urn=place.looked_by,
                uid=uuid5(NOTES, str(number)),
                state=state,
                at=at,
            )

    def _look_and_talk(self, school: ReviewedStory, place: _Place) -> None:
        calendar, looked = self._calendar, school.looked
        if looked is None:
            return
        viewer = self._viewers[looked.by]
        for index, said in enumerate(looked.areas):
            peerreview.save_area(
                viewer=viewer,
                review_id=place.review_id,
                urn=place.looked_by,
                area_id=said.area,
                given=peerreview.PeerInput("", said.says, 0, _words(said)),
                at=calendar.writing(looked.begun, index, place.looked_by),
            )
        at = calendar.moment(looked.handed_in, 11, 25)
        peerreview.hand_in(viewer=viewer, review_id=place.review_id, urn=place.looked_by, at=at)
        for index, said in enumerate(school.talk):
            peerreview.record_challenge(
                viewer=place.head,
                review_id=place.review_id,
                area_id=said.area,
                given=peerreview.ChallengeInput("", said.says, 0, _words(said)),
                at=calendar.moment(school.talked, 14, 5 + 11 * index),
            )
        peerreview.agree(viewer=place.head, review_id=place.review_id, at=calendar.moment(school.agreed, 16, 10))

    def _workshop(self, school: ReviewedStory, story: WorkshopStory) -> None:
        calendar, head = self._calendar, self._viewers[self._heads[school.urn]]
        leader = self._viewers[self._story.facilitator]
        where = {"round_id": self._round_id, "urn": school.urn}
        workshops.set_up(
            viewer=head,
            given=workshops.SetUpInput(
                leader.person_id,
                calendar.day(story.held),
                story.place,
                story.areas,
                {self._viewers[key].person_id: StaffKind(kind) for key, kind in story.people.items()},
            ),
            version=0,
            at=calendar.moment(story.set_up, 10, 30),
            today=calendar.today,
            **where,
        )
        at = calendar.moment(story.held, 15, 30)
        workshops.begin(viewer=leader, at=at, today=calendar.today, **where)
        for number, card in enumerate(story.cards, start=1):
            at += timedelta(minutes=3)
            given = workshops.CardInput(card.area, Side(card.side), card.text, f"card-{number}")
            workshops.add_card(viewer=self._viewers[card.by], given=given, at=at, **where)
        found = workshop_queries.get(head, self._round_id, school.urn)
        on_the_wall = {item.text: item.id for item in workshop_queries.cards(head, found)}
        for card in story.cards:
            for key in card.votes:
                at += timedelta(seconds=20)
                number = on_the_wall[card.text]
                workshops.vote(viewer=self._viewers[key], card_id=number, wanted=True, at=at, **where)
        for number, item in enumerate(story.plan, start=1):
            at += timedelta(minutes=10)
            planned = ActionInput(item.area, item.text, item.owner, calendar.day(item.due), item.measure)
            workshops.plan(viewer=head, given=planned, token=f"action-{number}", at=at, **where)
        if story.closed:
            workshops.close(viewer=leader, at=at + timedelta(minutes=5), **where)

    def _release(self, school: ReviewedStory, place: _Place, released: int) -> None:
        reports.release(
            viewer=place.head,
            evaluation_id=place.evaluation_id,
            audiences=[Relation(name) for name in school.released_to],
            after=0,
            at=self._calendar.moment(released, 13, 15),
            today=self._calendar.today,
        )

    def _ask_reviewer(self) -> None:
        """Somebody joins the pool, is asked to a review, and signs the protocol."""
        calendar, team = self._calendar, self._story.team
        viewer, lead = self._viewers[team.person], self._viewers[self._story.lead]
        where = {"partnership_id": self._partnership_id}
        pool.save_profile(
            viewer=viewer,
            given=pool.ProfileInput(
                training=team.training,
                trained_on=calendar.day(team.trained),
                expires_on=calendar.day(team.trained + 1095),
                reviews_before=4,
                phases=("primary",),
                strengths="Attendance, and how families are met at the gate.",
                away=(),
                travels_km=40,
                reviews_a_year=3,
            ),
            version=0,
            at=calendar.moment(team.joined, 18, 5),
            **where,
        )
        found = pool_queries.own(viewer, self._partnership_id)
        if found is None:
            raise ValueError(f"{team.person} is not in the pool.")
        at = calendar.moment(team.joined + 1, 9, 5)
        pool.confirm_training(viewer=lead, reviewer_id=found.id, version=1, at=at, today=calendar.today, **where)
        number = teams.ask(
            viewer=lead,
            round_id=self._round_id,
            urn=team.host,
            reviewer_id=found.id,
            leads=False,
            at=calendar.moment(team.asked, 10, 0),
            today=calendar.today,
            **where,
        )
        at = calendar.moment(team.signed, 19, 40)
        teams.sign(viewer=viewer, place_id=number, protocol=PROTOCOL.version, at=at, today=calendar.today)


def _words(said: InWords) -> Words:
    return Words(said.works, said.consider)
