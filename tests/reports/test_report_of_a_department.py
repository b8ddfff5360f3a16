"""A department by the partnership's own framework, through the whole review, by levels and in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from inspection import PageClient

from plait.adapters.framework_files.yaml_text import yaml_text
from plait.domain.judgements import Words
from plait.domain.timetable import VisitSubject
from plait.domain.visibility import Relation
from plait.frameworks.models import FrameworkVersion
from plait.journey.actions import RoundInput, set_up_round
from plait.partnerships.programme_actions import start_programme
from plait.peerreview import actions as peerreview
from plait.reports import queries as reports
from plait.selfevaluation import actions as selfevaluation
from plait.visits import focus_actions
from tests.frameworks.test_own_frameworks_in_rounds import published
from tests.journey.test_rounds_in_words import OURS, THEIRS
from tests.reports.test_releases import release
from tests.reviewers.test_pool import sign_in
from tests.sight.visit_steps import with_visits
from tests.visits.planned import arrange, choose, think
from tests.world import AT, TODAY, World, small_framework, trio, working_by

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
MATHS = "Mathematics in Years 7 to 9"


def by_own_framework(programme: str) -> World:
    """A round of the trio by a framework that its lead has published for it."""
    world = trio()
    own = replace(small_framework(areas=2), id="maths-together", title="Mathematics together")
    row = published(world, yaml_text(own))
    assert row.partnership_id == world.partnership_id
    definition = working_by(programme, own)
    definition = definition if programme == "focus-triad" else with_visits(definition)
    where = {"partnership_id": world.partnership_id, "at": AT}
    world.programme_id = start_programme(definition=definition, title="Departments", **where)
    world.round_id = set_up_round(
        programme_id=world.programme_id,
        members=world.urns,
        given=RoundInput("Spring 2027", date(2027, 2, 1), date(2027, 3, 1), 0),
        at=AT,
        today=TODAY,
        actor_id=None,
    )
    world.framework = own
    world.sign()
    world.find()
    return world


def visited(world: World) -> None:
    """The department is what is looked at; the focus is shared and expected."""
    uuid = arrange(world, subject=VisitSubject.DEPARTMENT, subject_name=MATHS)
    choose(world, uuid)
    focus_actions.share_focus(viewer=world.viewer("ada"), uuid=uuid, at=AT)
    think(world, uuid)


def in_words(world: World) -> None:
    """Evaluated, seen by both partners, talked through and agreed, without a level."""
    ash, number = world.urns[0], world.evaluations[world.urns[0]]
    given = selfevaluation.AreaInput("", "Seen in March.", "", {}, 0, OURS)
    viewer, review_id = world.viewer("ada"), world.reviews[ash]
    selfevaluation.save_area(viewer=viewer, evaluation_id=number, area_id="area-1", given=given, at=AT)
    selfevaluation.submit(viewer=viewer, evaluation_id=number, at=AT)
    for urn in world.urns[1:]:
        who = {"viewer": world.viewer(world.head_of(urn)), "review_id": review_id, "urn": urn, "at": AT}
        peerreview.save_area(area_id="area-1", given=peerreview.PeerInput("", "", 0, THEIRS), **who)
        peerreview.hand_in(**who)
    talked = peerreview.ChallengeInput("", "", 0, Words(OURS.strengths, THEIRS.consider))
    talked = replace(talked, reason="We had not seen it.")
    peerreview.record_challenge(viewer=viewer, review_id=review_id, area_id="area-1", given=talked, at=AT)
    peerreview.agree(viewer=viewer, review_id=review_id, at=AT)


@pytest.mark.parametrize("programme", ["peer-trio", "focus-triad"])
def test_from_the_visit_to_the_report(client: PageClient, programme: str) -> None:
    world = by_own_framework(programme)
    visited(world)
    if programme == "focus-triad":
        in_words(world)
    else:
        world.agree(world.urns[0])
    number = world.evaluations[world.urns[0]]
    said = f"Department: {MATHS}"
    review = world.reviews[world.urns[0]]
    for name, address in (
        ("ben", reverse("peerreview:view", args=[review, world.urns[1]])),
        ("ben", reverse("peerreview:challenge", args=[review])),
        ("ada", reverse("peerreview:challenge", args=[review])),
    ):
        assert said in sign_in(client, world, name).get(address).content.decode()
    page = sign_in(client, world, "ada").get(reverse("reports:report", args=[number])).content.decode()
    assert said in page
    assert "Mathematics together" in page
    assert said in client.get(reverse("reports:download", args=[number, "json"])).content.decode()
    if programme == "peer-trio":
        made = release(world, Relation.REVIEWER)
        answer = sign_in(client, world, "ben").get(reverse("reports:released-file", args=[made, "json"]))
        assert said in answer.content.decode()
    assert FrameworkVersion.objects.get(framework_id="maths-together").partnership_id == world.partnership_id


def test_a_visit_to_the_whole_school_adds_nothing() -> None:
    world = by_own_framework("peer-trio")
    arrange(world)
    world.agree(world.urns[0])
    found = reports.report(world.viewer("ada"), world.evaluations[world.urns[0]], prepared=TODAY)
    assert found.diagnosis.subject == ""
