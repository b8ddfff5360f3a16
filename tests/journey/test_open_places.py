"""A school leaves a round under way, and others take its place at least cost; what is begun is not touched."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inspection import PageClient

from plait.audit.models import AuditEntry
from plait.domain.groups import GroupSettings, groups_in, pairings_of
from plait.domain.programmes import Pairing
from plait.domain.repairs import RoundNow, WayKind, open_places
from plait.domain.rounds import everyone_reviews_everyone
from plait.domain.schools import SchoolFacts
from plait.domain.stages import NotAllowedNow
from plait.domain.trios import Mode
from plait.domain.verdicts import Refused
from plait.journey import place_actions
from plait.journey.forming import actions, repair_actions
from plait.mail.models import OutgoingMail
from plait.partnerships import queries
from plait.peerreview.models import PeerJudgement, PeerView
from tests.grouped import PLACES, Cluster, cluster
from tests.journey.test_forming_groups import begin_view, everyone_in, threes
from tests.world import AT, TODAY, peer_trio, small_framework


@pytest.fixture
def nine() -> Cluster:
    made = cluster(9)
    made.form()
    actions.take_over(told=made.told())
    return made


def end(made: Cluster, round_id: int, urn: int) -> None:
    place_actions.end_place(
        viewer=made.viewer(),
        partnership_id=made.partnership_id,
        round_id=round_id,
        urn=urn,
        why="It closes",
        at=AT,
        today=TODAY,
    )


def places(made: Cluster, round_id: int) -> tuple:  # type: ignore[type-arg]
    now = repair_actions.round_now(queries.round_facts([round_id])[round_id])
    assert now is not None
    return open_places(now)


def fill(made: Cluster, round_id: int, key: str, name: str = "lee") -> None:
    repair_actions.fill(
        viewer=made.viewer(name), partnership_id=made.partnership_id, round_id=round_id, key=key, at=AT, today=TODAY
    )


@pytest.mark.django_db
@pytest.mark.engine
def test_those_who_stay_join_the_nearest_group_and_are_told(nine: Cluster) -> None:
    round_id = nine.open()
    a, b, c, d, *_ = nine.urns
    assert places(nine, round_id) == ()
    end(nine, round_id, c)
    (place,) = places(nine, round_id)
    assert (place.staying, place.left) == ((a, b), (c,))
    joins = [way for way in place.ways if way.kind is WayKind.JOIN]
    assert [set(way.urns) - {a, b} for way in joins] == [set(nine.urns[3:6]), set(nine.urns[6:9])], "nearest first"
    assert joins[0].km < joins[1].km
    OutgoingMail.objects.all().delete()
    fill(nine, round_id, joins[0].key)
    assert places(nine, round_id) == ()
    assert set(queries.pairings(round_id)) >= everyone_in([(a, b, *nine.urns[3:6]), nine.urns[6:9]])
    assert PeerView.objects.filter(review__round_id=round_id, set_aside_at=None).count() == 5 * 4 + 6
    assert OutgoingMail.objects.filter(kind="partners").count() == 2, "the heads that the story has: of A and B Road"
    trail = AuditEntry.objects.get(kind="partners", action="change", school_urn=d)
    assert "A Road Primary School" in trail.changes["partners"][1]
    with pytest.raises(NotAllowedNow, match="moved on"):
        fill(nine, round_id, joins[1].key)


@pytest.mark.django_db
def test_two_who_stay_may_go_each_to_a_group_of_its_own(nine: Cluster) -> None:
    round_id = nine.open()
    a, b, c, *_ = nine.urns
    end(nine, round_id, c)
    way = next(way for way in places(nine, round_id)[0].ways if way.kind is WayKind.PART)
    assert set(way.gone) == {(a, b), (b, a)}
    fill(nine, round_id, way.key)
    present = [two for two in queries.pairings(round_id) if c not in two]
    assert sorted(map(len, groups_in(present))) == [4, 4]
    assert places(nine, round_id) == ()


@pytest.mark.django_db
@pytest.mark.engine
def test_a_group_in_which_somebody_has_begun_is_not_formed_again(nine: Cluster) -> None:
    round_id = nine.open()
    begin_view(nine, round_id)
    end(nine, round_id, nine.urns[8])
    (place,) = places(nine, round_id)
    assert place.staying == nine.urns[6:8]
    for way in place.ways:
        assert not {two for two in way.gone if set(two) & set(nine.urns[:3])}
    join = next(way for way in place.ways if nine.urns[0] in way.urns)
    with pytest.raises(Refused):
        fill(nine, round_id, join.key, name="ada")
    fill(nine, round_id, join.key)
    assert PeerJudgement.objects.filter(comment="We saw it.").count() == 1
    assert everyone_in([nine.urns[:3]]) < set(queries.pairings(round_id))


@pytest.mark.django_db
def test_a_ring_closes_over_a_school_that_left() -> None:
    made = cluster(4, replace(peer_trio(small_framework(areas=2, statements=1)), pairing=Pairing.RING))
    round_id = made.open()
    gone = made.urns[1]
    before = {reviewer: host for host, reviewer in queries.pairings(round_id)}
    end(made, round_id, gone)
    (place,) = places(made, round_id)
    (way,) = place.ways
    reviewer = next(urn for urn, host in before.items() if host == gone)
    assert (way.kind, way.new) == (WayKind.CLOSE, ((before[gone], reviewer),))
    fill(made, round_id, way.key)
    assert places(made, round_id) == ()


@pytest.mark.django_db
@pytest.mark.engine
def test_a_newcomer_joins_one_group_not_everybody(nine: Cluster) -> None:
    round_id = nine.open()
    end(nine, round_id, nine.urns[0])
    place_actions.take_place(
        viewer=nine.viewer(), partnership_id=nine.partnership_id, round_id=round_id, urn=nine.urns[0], at=AT
    )
    assert set(queries.pairings(round_id)) == everyone_in(threes(nine)), "back where it was"


@pytest.mark.django_db
def test_the_page_says_what_each_way_changes(nine: Cluster, client: PageClient) -> None:
    round_id = nine.open()
    where = f"/partnerships/{nine.partnership_id}/rounds/{round_id}/open-places/"
    client.force_login(nine.people["lee"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "No place is open" in client.get(where).content.decode()
    end(nine, round_id, nine.urns[2])
    page = client.get(where).content.decode()
    assert "A Road Primary School and D Road Primary School look at each other" in page
    assert "C Road Primary School has left the round" in page
    key = places(nine, round_id)[0].ways[0].key
    assert client.post(where, {"key": "forged"}).status_code == 409
    assert client.post(where, {"key": key}).status_code == 302
    client.force_login(nine.people["ada"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(where).status_code == 403


@settings(deadline=None, max_examples=20)
@given(
    left=st.sets(st.integers(0, 11), max_size=5),
    shown=st.sets(st.integers(0, 11), max_size=5),
    begun=st.sets(st.integers(0, 11), max_size=3),
)
def test_no_way_touches_what_is_begun_or_shown(left: set[int], shown: set[int], begun: set[int]) -> None:
    schools = {
        at: SchoolFacts(at, f"School {at}", "Primary", frozenset(), "", "", *place) for at, place in enumerate(PLACES)
    }
    groups = [tuple(range(at, at + 3)) for at in range(0, 12, 3)]
    pairs = pairings_of(groups, Mode.MUTUAL)
    written = frozenset((host, reviewer) for host, reviewer in pairs if reviewer in begun)
    now = RoundNow(
        schools,
        Mode.MUTUAL,
        GroupSettings(),
        frozenset(),
        pairs,
        frozenset(left),
        frozenset(set(range(12)) - shown),
        written,
    )
    for place in open_places(now):
        assert not left & set(place.staying)
        for way in place.ways:
            assert not written & set(way.gone)
            assert not {host for host, _ in way.new} & shown
            assert not left & set(way.urns)
            after = {two for two in pairs if not left & set(two)} - set(way.gone) | set(way.new)
            home = next(group for group in groups_in(after) if set(place.staying) & set(group))
            assert len(place.staying) < len(home) <= 5
            assert len(home) >= 3 or len(place.staying) == 1
    assert set(pairs) == {two for group in groups for two in everyone_reviews_everyone(group)}
