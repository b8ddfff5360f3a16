"""A round told state by state, with marker texts in every field that somebody writes.

The facts that the model needs are read from the tables as they are; they are data, and no rule is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from plait.actionplans import actions as actionplans
from plait.actionplans.models import Action
from plait.domain.roles import Role
from plait.journey.actions import RoundInput, set_up_round
from plait.partnerships import actions as partnerships
from plait.partnerships import invitation_actions as invitations
from plait.partnerships import invitation_rules
from plait.partnerships.models import Appointment, Invitation, Membership, Place, Programme, Round
from plait.peerreview import actions as peerreview
from plait.peerreview.models import PeerJudgement, PeerReview, PeerView
from plait.peerreview.note_actions import NoteInput, save_note
from plait.selfevaluation import actions as selfevaluation
from plait.selfevaluation.models import AreaJudgement, SelfEvaluation, WorkbookUpload
from tests.sight.model import AT_A_SCHOOL, Evaluation, Facts, Marker, Review
from tests.world import AT, TODAY, World, person, school, small_framework, trio

ASH, BECK, CLIFF = 990001, 990002, 990003
STATES = ("draft", "submitted", "one view in", "all in", "recorded", "agreed", "next round")


@dataclass
class Story:
    """A trio, a second partnership, and people in every position to them. ``tell`` moves on to a state."""

    world: World
    markers: list[Marker] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.world.people, "")

    def text(self) -> str:
        """A text that stands nowhere else."""
        return f"Zq{next(self.numbers):05d}mk"

    def mark(self, kind: str, *of: int) -> str:
        """The same, where it is known already what it will be part of."""
        self.markers.append(Marker(text := self.text(), kind, of))
        return text

    # what people do, each with a text of its own

    def evaluate(self, name: str, urn: int, *, submit: bool) -> None:
        viewer, evaluation_id = self.world.viewer(name), self.world.evaluations[urn]
        for number, area in enumerate(self.world.framework.areas):
            row = AreaJudgement.objects.get(evaluation_id=evaluation_id, area=area.id)
            selfevaluation.save_area(
                viewer=viewer,
                evaluation_id=evaluation_id,
                area_id=area.id,
                given=selfevaluation.AreaInput(
                    "23"[number % 2],
                    self.mark("evaluation", evaluation_id),
                    self.mark("evaluation", evaluation_id),
                    {area.statements[0].id: "3"},
                    row.version,
                ),
                at=AT,
            )
        if submit:
            selfevaluation.submit(viewer=viewer, evaluation_id=evaluation_id, at=AT)

    def look(self, name: str, host: int, urn: int, *, hand_in: bool) -> None:
        viewer, review_id = self.world.viewer(name), self.world.reviews[host]
        for row in PeerJudgement.objects.filter(view__review_id=review_id, view__school_id=urn):
            given = peerreview.PeerInput("2", self.mark("view", review_id, urn), row.version)
            peerreview.save_area(viewer=viewer, review_id=review_id, urn=urn, area_id=row.area, given=given, at=AT)
        note = NoteInput(self.mark("note", review_id, urn), 0)
        save_note(viewer=viewer, review_id=review_id, urn=urn, given=note, at=AT)
        if hand_in:
            peerreview.hand_in(viewer=viewer, review_id=review_id, urn=urn, at=AT)

    def record(self, name: str, host: int) -> None:
        for area in self.world.framework.areas:
            given = peerreview.ChallengeInput("3", self.mark("challenge", self.world.reviews[host]), 0)
            peerreview.record_challenge(
                viewer=self.world.viewer(name),
                review_id=self.world.reviews[host],
                area_id=area.id,
                given=given,
                at=AT,
            )

    def plan(self, name: str, urn: int) -> None:
        texts = [self.text() for _ in range(3)]
        due = TODAY + timedelta(weeks=4)
        given = actionplans.ActionInput("area-1", texts[0], texts[1], due, texts[2])
        actionplans.add(viewer=self.world.viewer(name), urn=urn, round_id=self.world.round_id, given=given, at=AT)
        made = Action.objects.get(text=texts[0]).pk
        self.markers += [Marker(text, "action", (made,)) for text in texts]

    def upload(self, name: str, subject: str, subject_id: int) -> None:
        """A workbook that waits for its preview."""
        texts = [self.text() for _ in range(2)]
        made = selfevaluation.keep_upload(
            viewer=self.world.viewer(name),
            subject=subject,
            subject_id=subject_id,
            filename=f"{texts[0]}.xlsx",
            sha256="0" * 64,
            entries={"area-1": {"evidence": texts[1], "answer": "4", "comments": "x"}},
            statements={},
            versions={"area-1": 1},
            at=AT,
        )
        self.markers += [Marker(text, "upload", (made,)) for text in texts]

    # the states, each standing on the one before

    def tell(self, state: str) -> Facts:
        for each in STATES[: STATES.index(state) + 1]:
            getattr(self, "_" + each.replace(" ", "_"))()
        return self.facts()

    def invite(self, name: str, urn: int, whom: str) -> None:
        """Open for as long as the tests run, whatever day it is: pages ask the clock."""
        now = timezone.now()
        given = invitations.InvitationInput(f"{whom}@example.org", self.mark("invitation", urn), "leader")
        place = invitation_rules.Place(urn=urn)
        invitations.invite(viewer=self.world.viewer(name), place=place, given=given, at=now, today=now.date())

    def _draft(self) -> None:
        self.invite("ada", ASH, "sam")
        self.evaluate("ada", ASH, submit=False)
        self.evaluate("ben", BECK, submit=False)
        self.evaluate("cat", CLIFF, submit=True)
        self.look("ada", CLIFF, ASH, hand_in=False)
        self.upload("amy", "self-evaluation", self.world.evaluations[ASH])
        self.plan("ada", ASH)
        self.plan("ben", BECK)

    def _submitted(self) -> None:
        selfevaluation.submit(viewer=self.world.viewer("ada"), evaluation_id=self.world.evaluations[ASH], at=AT)

    def _one_view_in(self) -> None:
        self.look("ben", ASH, BECK, hand_in=True)
        self.look("liz", ASH, CLIFF, hand_in=False)
        view = PeerView.objects.get(review_id=self.world.reviews[ASH], school_id=CLIFF)
        self.upload("liz", "peer-view", view.pk)

    def _all_in(self) -> None:
        review_id = self.world.reviews[ASH]
        peerreview.hand_in(viewer=self.world.viewer("cat"), review_id=review_id, urn=CLIFF, at=AT)

    def _recorded(self) -> None:
        self.record("hal", ASH)

    def _agreed(self) -> None:
        peerreview.agree(viewer=self.world.viewer("ada"), review_id=self.world.reviews[ASH], at=AT)

    def _next_round(self) -> None:
        """Evidence comes along into the new drafts, so its readers are those of the old text and of the new."""
        before = dict(self.world.evaluations)
        self.world.round_id = set_up_round(
            programme_id=self.world.programme_id,
            members=self.world.urns,
            given=RoundInput(
                self.mark("partnership", self.world.partnership_id), date(2027, 2, 1), date(2027, 3, 1), 1
            ),
            at=AT,
            today=TODAY,
            actor_id=None,
        )
        self.world.find()
        after = {old: self.world.evaluations[urn] for urn, old in before.items()}
        evidence = set(AreaJudgement.objects.filter(carried_over=True).values_list("evidence", flat=True))
        self.markers = [
            Marker(item.text, "carried over", (*item.of, after[item.of[0]])) if item.text in evidence else item
            for item in self.markers
        ]
        self.plan("ada", ASH)

    # what stands in the tables

    def facts(self) -> Facts:
        who = {row.pk: name for name, row in self.world.people.items()}
        roles: dict[str, set[tuple[str, int]]] = {name: set() for name in self.world.people}
        for held in Appointment.objects.all():
            if held.starts <= TODAY and (held.ends is None or held.ends >= TODAY):
                place = held.school_id if held.role in AT_A_SCHOOL else held.partnership_id
                roles[who[held.person_id]].add((held.role, place))
        members: dict[int, set[int]] = {}
        for row in Membership.objects.filter(left=None, school__isnull=False):
            members.setdefault(row.partnership_id, set()).add(row.school_id)
        views = {row.pk: row for row in PeerView.objects.all()}
        return Facts(
            roles=roles,
            members=members,
            programmes=dict(Programme.objects.values_list("pk", "partnership_id")),
            rounds={
                row.pk: (
                    row.programme.partnership_id,
                    set(Place.objects.filter(round=row).values_list("school_id", flat=True)),
                    row.closed_on is None,
                )
                for row in Round.objects.select_related("programme")
            },
            evaluations={
                row.pk: Evaluation(row.school_id, row.round_id, row.submitted_at is not None)
                for row in SelfEvaluation.objects.all()
            },
            reviews={
                row.pk: Review(
                    row.host_id,
                    row.round_id,
                    row.evaluation_id,
                    {
                        view.school_id: view.handed_in_at is not None
                        for view in views.values()
                        if view.review_id == row.pk
                    },
                    PeerJudgement.objects.filter(view__review=row, version__gt=0).exists(),
                    row.agreed_at is not None,
                )
                for row in PeerReview.objects.all()
            },
            actions=dict(Action.objects.values_list("pk", "school_id")),
            uploads={
                row.pk: (who[row.person_id], row.subject, _of(row, views)) for row in WorkbookUpload.objects.all()
            },
            areas=tuple(area.id for area in self.world.framework.areas),
            appointments={
                row.pk: (who[row.person_id], row.school_id, row.partnership_id) for row in Appointment.objects.all()
            },
            invitations={
                row.pk: (row.email.split("@")[0], row.school_id) for row in Invitation.objects.filter(accepted_at=None)
            },
            markers=list(self.markers),
        )


def _of(row: WorkbookUpload, views: dict[int, Any]) -> tuple[int, ...]:
    if row.subject != "peer-view":
        return (row.subject_id,)
    return (views[row.subject_id].review_id, views[row.subject_id].school_id)


def story() -> Story:
    """A trio with one area, and next to it a pair of schools in which everything is on the table."""
    world = trio(small_framework(areas=1, statements=2))
    told = Story(world)
    near, far = world.outside, school(990008, "Dell Foot Primary School")
    name = told.text()
    pair = partnerships.found_partnership(
        name=f"Pair {name}", kind="cluster", urns=(near, far), joined=date(2026, 1, 1), at=AT
    )
    told.markers.append(Marker(name, "partnership", (pair,)))
    held = [
        ("hal", Role.HEAD, ASH),  # a second headteacher
        ("bev", Role.LEADER, BECK),
        ("gus", Role.GOVERNOR, BECK),
        ("liz", Role.LEADER, CLIFF),
        ("gwen", Role.GOVERNOR, CLIFF),
        ("two", Role.GOVERNOR, ASH),  # and head of a partner, below
        ("tom", Role.HEAD, near),  # and governor of a partner, below
        ("ola", Role.HEAD, ASH),  # left before it began
        ("kay", Role.HEAD, ASH),  # has not begun
        ("dot", Role.HEAD, far),
    ]
    for name, role, urn in held:
        world.people[name] = person(name, role=role, urn=urn)
    for name, role, urn in (("two", Role.HEAD, BECK), ("tom", Role.GOVERNOR, CLIFF)):
        partnerships.appoint(person_id=world.people[name].pk, role=role, urn=urn, starts=TODAY, at=AT)
    Appointment.objects.filter(person=world.people["ola"]).update(ends=date(2026, 6, 30))
    Appointment.objects.filter(person=world.people["kay"]).update(starts=date(9000, 1, 1))
    world.people["ned"] = person("ned")  # signs in, has no role
    _pair_of_their_own(told, pair, (near, far))
    return told


def _pair_of_their_own(told: Story, pair: int, urns: tuple[int, int]) -> None:
    """The other partnership goes all the way to a record, so that there is everything to find."""
    world = told.world
    programme = partnerships.start_programme(
        partnership_id=pair,
        title=f"Programme {told.mark('partnership', pair)}",
        framework_id=world.framework.id,
        framework_version=world.framework.version,
        at=AT,
    )
    ours = (world.round_id, world.evaluations, world.reviews)
    world.round_id = set_up_round(
        programme_id=programme,
        members=urns,
        given=RoundInput(told.mark("partnership", pair), date(2026, 10, 16), date(2026, 12, 4), 0),
        at=AT,
        today=TODAY,
        actor_id=None,
    )
    world.find()
    told.evaluate("sam", urns[0], submit=True)
    told.look("dot", urns[0], urns[1], hand_in=True)
    told.record("sam", urns[0])
    told.plan("sam", urns[0])
    world.round_id, world.evaluations, world.reviews = ours
