"""Schools that join, leave, close or convert while a round is under way, and milestones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inspection import PageClient

from plait.adapters.programme_files import built_in
from plait.audit.models import AuditEntry
from plait.domain.programmes import Pairing
from plait.domain.rounds import everyone_reviews_everyone, pairings_of_a_newcomer, ring
from plait.domain.stages import NotAllowedNow
from plait.domain.tasks import TaskKind, TaskState
from plait.domain.verdicts import NotVisible, Refused
from plait.journey import actions as journey
from plait.journey import place_actions
from plait.journey.actions import RoundInput
from plait.journey.contract import contract_page
from plait.journey.queries import school_journey
from plait.journey.whole_round import partnership_journey
from plait.partnerships import actions as partnerships
from plait.partnerships import queries
from plait.partnerships.models import Membership, Programme, Round
from plait.peerreview import queries as peer_queries
from plait.peerreview.models import PeerReview, PeerView
from plait.schools.models import School, SchoolLink
from plait.selfevaluation import queries as evaluation_queries
from plait.selfevaluation.models import SelfEvaluation
from tests.world import AT, TODAY, World, trio


@pytest.fixture
def world() -> World:
    return trio()


def newcomer(world: World) -> None:
    viewer = world.viewer("lee")
    partnerships.join(
        viewer=viewer, partnership_id=world.partnership_id, urn=world.outside, joined=date(2026, 9, 1), at=AT
    )
    place_actions.take_place(
        viewer=viewer, partnership_id=world.partnership_id, round_id=world.round_id, urn=world.outside, at=AT
    )


def end(world: World, urn: int, name: str = "lee") -> None:
    place_actions.end_place(
        viewer=world.viewer(name),
        partnership_id=world.partnership_id,
        round_id=world.round_id,
        urn=urn,
        why="It closes",
        at=AT,
        today=TODAY,
    )


@pytest.mark.django_db
@pytest.mark.engine
def test_a_school_joins_mid_round_and_looks_at_those_whose_views_are_unseen(world: World) -> None:
    first, second, third = world.urns
    world.reveal(first)
    newcomer(world)
    evaluation = SelfEvaluation.objects.get(round_id=world.round_id, school=world.outside)
    assert evaluation.judgements.count() == 3
    review = PeerReview.objects.get(round_id=world.round_id, host=world.outside)
    assert set(review.views.values_list("school_id", flat=True)) == set(world.urns)
    looks_at = PeerView.objects.filter(review__round_id=world.round_id, school=world.outside)
    assert set(looks_at.values_list("review__host_id", flat=True)) == {second, third}
    assert (first, world.outside) not in queries.pairings(world.round_id)
    steps = school_journey(world.viewer("sam"), world.outside).steps
    assert steps[0].kind is TaskKind.SIGN
    assert AuditEntry.objects.filter(action="take place", school_urn=world.outside).count() == 1
    with pytest.raises(NotAllowedNow, match="has a place in the round already"):
        newcomer_again(world)


def newcomer_again(world: World) -> None:
    place_actions.take_place(
        viewer=world.viewer("lee"),
        partnership_id=world.partnership_id,
        round_id=world.round_id,
        urn=world.outside,
        at=AT,
    )


@pytest.mark.django_db
@pytest.mark.engine
def test_nobody_but_a_member_is_given_a_place_and_only_by_the_lead(world: World) -> None:
    with pytest.raises(NotAllowedNow, match="no member of Hillside trio"):
        newcomer_again(world)
    for name, error in (("ada", Refused), ("sam", NotVisible)):
        with pytest.raises(error):
            end(world, world.urns[0], name)
    with pytest.raises(NotVisible):
        end(world, world.outside)
    assert AuditEntry.objects.filter(action="end place").count() == 0


@pytest.mark.django_db
@pytest.mark.engine
def test_nobody_waits_for_a_school_that_left_and_nothing_leaves_it(world: World) -> None:
    first, second, third = world.urns
    world.submit(first)
    world.submit(second)
    world.hand_in(first, third)
    ben = world.viewer("ben")
    assert peer_queries.get(ben, world.reviews[first]).handed_in == 1
    end(world, second)
    assert queries.ended_places(world.round_id) == {second: (TODAY, "It closes")}
    review = peer_queries.get(world.viewer("ada"), world.reviews[first])
    assert review.revealed, "the view that the school owed is set aside, so the others are all in"
    with pytest.raises(NotVisible):
        evaluation_queries.get(world.viewer("ada"), world.evaluations[second])
    steps = school_journey(ben, second).steps
    assert {step.state for step in steps if step.kind not in (TaskKind.REPORT, TaskKind.PLAN)} == {TaskState.DONE}
    assert any("left this round" in step.detail for step in steps)
    row = next(item for item in partnership_journey(world.viewer("lee"), world.partnership_id).schools if item.left)
    assert (row.urn, row.finished) == (second, True)
    with pytest.raises(Refused, match="no longer takes part"):
        world.sign(second)
    with pytest.raises(NotAllowedNow, match="has left the round already"):
        end(world, second)


@pytest.mark.django_db
@pytest.mark.engine
def test_a_school_that_left_can_take_part_again(world: World) -> None:
    second = world.urns[1]
    end(world, second)
    place_actions.take_place(
        viewer=world.viewer("lee"),
        partnership_id=world.partnership_id,
        round_id=world.round_id,
        urn=second,
        at=AT,
    )
    assert queries.ended_places(world.round_id) == {}
    world.sign(second)
    views = PeerView.objects.filter(review__round_id=world.round_id)
    assert views.count() == 6
    assert not views.exclude(set_aside_at=None).exists()


@pytest.mark.django_db
@pytest.mark.engine
def test_what_a_closed_school_was_goes_to_the_one_that_carries_it_on(client: PageClient, world: World) -> None:
    old, closed = world.urns[0], world.urns[2]
    School.objects.filter(urn__in=(old, closed)).update(status="closed")
    School.objects.create(urn=990500, name="Ash Bank Academy", status="open")
    SchoolLink.objects.create(urn=990500, other_urn=old, kind="predecessor", words="Predecessor")
    client.force_login(world.people["lee"], backend="allauth.account.auth_backends.AuthenticationBackend")
    base = f"/partnerships/{world.partnership_id}/"
    page = client.get(f"{base}programmes/{world.programme_id}/open-round/").content.decode()
    assert "Ash Bank Academy carries it on: its membership and its place go over." in page
    assert "Cliff Top Primary School has closed, so it takes no part." in page
    assert (
        "its people act for it in this round" in client.get(f"{base}rounds/{world.round_id}/places/").content.decode()
    )
    made = journey.open_round(
        viewer=world.viewer("lee"),
        partnership_id=world.partnership_id,
        programme_id=world.programme_id,
        given=RoundInput("Spring 2027", date(2027, 2, 1), date(2027, 3, 1), 1),
        at=AT,
        today=TODAY,
    )
    assert queries.places(made) == (world.urns[1], 990500)
    assert Membership.objects.get(school=990500).joined == TODAY
    assert Membership.objects.get(school=old).left is not None
    assert Membership.objects.get(school=closed).left is None
    assert {entry.action for entry in AuditEntry.objects.filter(kind="membership")} == {"join", "leave"}


@pytest.mark.django_db
@pytest.mark.engine
@pytest.mark.parametrize("goes_on", [0, 2])
def test_a_school_that_takes_up_another_of_its_round_stands_there_under_its_own_number(
    world: World, goes_on: int
) -> None:
    """Whichever of the two numbers is the higher one."""
    urn, closed = world.urns[goes_on], world.urns[2 - goes_on]
    School.objects.filter(urn=closed).update(status="closed")
    SchoolLink.objects.create(urn=urn, other_urn=closed, kind="predecessor", words="Predecessor")
    viewer = world.viewer(("ada", "ben", "cat")[goes_on])
    assert viewer.also(urn) == {urn, closed}
    assert [(item.id, at) for item, at in queries.rounds_of_school(viewer, urn)] == [(world.round_id, urn)]
    assert contract_page(viewer, urn, world.round_id).urn == urn
    found = school_journey(viewer, urn)
    assert len(found.rounds) == 1
    assert found.standing is not None
    assert found.standing.urn == urn


@pytest.mark.django_db
@pytest.mark.engine
def test_the_pages_of_a_round_do_what_they_say(client: PageClient, world: World) -> None:
    client.force_login(world.people["lee"], backend="allauth.account.auth_backends.AuthenticationBackend")
    base = f"/partnerships/{world.partnership_id}/rounds/{world.round_id}/"
    assert "Leaves the round" in client.get(f"{base}places/").content.decode()
    assert client.post(f"{base}places/{world.urns[0]}/leave/", {"why": ""}).status_code == 422
    assert client.post(f"{base}places/{world.urns[0]}/leave/", {"why": "It closes"}).status_code == 302
    assert client.post(f"{base}places/{world.urns[0]}/leave/", {"why": "It closes"}).status_code == 409
    page = client.get(f"{base}places/").content.decode()
    assert "Take part again" in page
    assert client.post(f"{base}places/{world.urns[0]}/join/").status_code == 302
    assert client.get(f"{base}places/{world.outside}/join/").status_code == 404
    sent = {"evaluation_due-day": "1", "evaluation_due-month": "3", "evaluation_due-year": "2027"}
    sent |= {"review_due-day": "1", "review_due-month": "2", "review_due-year": "2027"}
    assert client.post(f"{base}dates/", sent).status_code == 422
    sent["review_due-month"] = "4"
    assert client.post(f"{base}dates/", sent).status_code == 302
    assert Round.objects.get(pk=world.round_id).review_due == date(2027, 4, 1)
    assert client.post(f"{base}close/", {"sure": ""}).status_code == 422
    assert client.post(f"{base}close/", {"sure": "on"}).status_code == 302
    assert client.post(f"{base}close/", {"sure": "on"}).status_code == 403
    assert client.get(f"{base}dates/").status_code == 403
    assert client.get(f"/partnerships/{world.partnership_id + 1}/rounds/{world.round_id}/close/").status_code == 404
    assert client.get(f"/partnerships/{world.partnership_id}/?round=999").status_code == 404


@pytest.fixture
def milestones(world: World) -> World:
    """The round follows a programme with milestones."""
    definition = next(item for item in built_in().values() if len(item.milestones) > 1)
    definition = replace(definition, frameworks=((world.framework.id, world.framework.version),))
    Round.objects.filter(pk=world.round_id).update(definition=definition.as_data())
    Programme.objects.filter(pk=world.programme_id).update(definition=definition.as_data())
    return world


@pytest.mark.django_db
@pytest.mark.engine
def test_milestones_are_noted_by_those_whom_the_programme_names(client: PageClient, milestones: World) -> None:
    world = milestones
    this = queries.round_facts([world.round_id])[world.round_id]
    client.force_login(world.people["lee"], backend="allauth.account.auth_backends.AuthenticationBackend")
    sent = {"done_on-day": "2", "done_on-month": "10", "done_on-year": "2026", "note": "We met at <Ash Bank>."}
    for step in this.definition.milestones:
        where = f"/rounds/{world.round_id}/"
        own = f"{where}schools/{world.urns[0]}/milestones/{step.key}/"
        once = f"{where}milestones/{step.key}/"
        right, wrong = (once, own) if step.whose.value == "partnership" else (own, once)
        assert client.get(wrong).status_code == 404
        assert client.post(right, {"done_on-day": "40"}).status_code == 422
        assert client.post(right, sent).status_code == 302
        page = client.get(right).content.decode()
        assert "done on 2 October 2026" in page
        assert "We met at &lt;Ash Bank&gt;." in page
    assert client.get(f"/rounds/{world.round_id}/milestones/no-such-step/").status_code == 404
    step = next(item for item in this.definition.milestones if item.whose.value == "school")
    client.force_login(world.people["ben"], backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/rounds/{world.round_id}/schools/{world.urns[0]}/milestones/{step.key}/"
    assert client.get(address).status_code == 404, "what another school noted is its own"
    client.force_login(world.people["sam"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(address).status_code == 404


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(st.integers(1, 60), min_size=1, max_size=9), st.integers(1, 60), st.data())
def test_a_newcomer_is_looked_at_and_looks_only_where_views_are_unseen(
    present: set[int], new: int, data: st.DataObject
) -> None:
    present -= {new}
    hosts = data.draw(st.sets(st.sampled_from(sorted(present)))) if present else set()
    for rule, all_of in ((Pairing.EVERYONE, everyone_reviews_everyone), (Pairing.RING, ring)):
        found = pairings_of_a_newcomer(rule, present, new, hosts)
        assert len(found) == len(set(found))
        assert all(new in pair and pair[0] != pair[1] for pair in found)
        assert all(host in hosts for host, reviewer in found if reviewer == new)
        assert bool(present) == any(host == new for host, _ in found)
        if hosts == present:  # nothing shown yet: as if the school had been there from the start
            fresh = {pair for pair in all_of({*present, new}) if new in pair}
            assert set(found) == fresh
    assert pairings_of_a_newcomer(Pairing.NOBODY, present, new, hosts) == ()
