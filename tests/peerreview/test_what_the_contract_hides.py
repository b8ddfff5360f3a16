"""Contracts that say less than the usual one: what they hide is hidden everywhere, and rules still hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plait.domain.verdicts import NotVisible, Refused
from plait.domain.visibility import Artefact, Phase, Relation, Sight
from plait.partnerships.models import Round
from plait.partnerships.programme_actions import kept
from plait.peerreview import actions, queries
from plait.selfevaluation import queries as evaluations
from tests.world import AT, World, peer_trio, trio

pytestmark = pytest.mark.django_db
Line = tuple[Artefact, Phase, Relation]


@pytest.fixture
def world() -> World:
    return trio()


def with_lines(world: World, changed: dict[Line, Sight]) -> World:
    """The same round under a contract with other lines."""
    contract = peer_trio(world.framework).contract
    lines = {line: sight for line, sight in {**contract.lines, **changed}.items() if sight}
    Round.objects.filter(pk=world.round_id).update(contract=kept(replace(contract, lines=lines)))
    return world


def test_a_view_that_has_begun_stands_in_the_way_even_of_a_head_who_may_not_know(world: World) -> None:
    ash, beck, _ = world.urns
    with_lines(world, {(Artefact.PEER_VIEW, Phase.OPEN, Relation.HEAD): Sight.HIDDEN})
    world.submit(ash)
    world.look(ash, beck)
    with pytest.raises(Refused):
        actions.take_back(viewer=world.viewer("ada"), evaluation_id=world.evaluations[ash], at=AT)


def test_who_reads_views_in_the_end_does_not_know_of_them_before(world: World) -> None:
    ash = world.urns[0]
    with_lines(
        world,
        {
            (Artefact.PEER_VIEW, Phase.OPEN, Relation.LEAD): Sight.HIDDEN,
            (Artefact.PEER_VIEW, Phase.REVEALED, Relation.LEAD): Sight.READ,
        },
    )
    world.submit(ash)
    with pytest.raises(NotVisible):
        queries.get(world.viewer("lee"), world.reviews[ash])
    for partner in world.urns[1:]:
        world.hand_in(ash, partner)
    assert queries.get(world.viewer("lee"), world.reviews[ash]).revealed


def test_the_agreed_level_goes_only_to_those_who_read_the_record(world: World) -> None:
    ash = world.urns[0]
    with_lines(world, {(Artefact.CHALLENGE, Phase.RECORDED, Relation.REVIEWER): Sight.HIDDEN})
    world.agree(ash)
    own = evaluations.get(world.viewer("ada"), world.evaluations[ash]).entries
    partners = evaluations.get(world.viewer("ben"), world.evaluations[ash]).entries
    assert all(entry.agreed is not None for entry in own)
    assert all(entry.answer is not None and entry.agreed is None for entry in partners)
