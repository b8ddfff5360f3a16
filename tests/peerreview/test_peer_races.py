"""Two people in the same moment: real threads, real connections, one outcome."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from plait.audit.models import AuditEntry
from plait.domain.rounds import ReviewStage
from plait.domain.verdicts import Refused, StaleWrite
from plait.peerreview import actions, queries
from plait.peerreview.actions import ChallengeInput, PeerInput
from tests.races import at_once, kinds
from tests.world import AT, World, trio

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]
ASH, BECK, CLIFF = 990001, 990002, 990003


@pytest.fixture
def world() -> World:
    return trio()


def saving(world: World, comment: str, version: int = 0) -> Callable[[], Any]:
    viewer = world.viewer("ben")
    return lambda: actions.save_area(
        viewer=viewer,
        review_id=world.reviews[ASH],
        urn=BECK,
        area_id="area-1",
        given=PeerInput("3", comment, version),
        at=AT,
    )


def handing_in(world: World, name: str = "ben", urn: int = BECK) -> Callable[[], Any]:
    viewer = world.viewer(name)
    return lambda: actions.hand_in(viewer=viewer, review_id=world.reviews[ASH], urn=urn, at=AT)


def recording(world: World, reason: str) -> Callable[[], Any]:
    viewer = world.viewer("ada")
    return lambda: actions.record_challenge(
        viewer=viewer,
        review_id=world.reviews[ASH],
        area_id="area-1",
        given=ChallengeInput("3", reason, 0),
        at=AT,
    )


def agreeing(world: World) -> Callable[[], Any]:
    viewer = world.viewer("ada")
    return lambda: actions.agree(viewer=viewer, review_id=world.reviews[ASH], at=AT)


def taking_back(world: World) -> Callable[[], Any]:
    viewer = world.viewer("ada")
    return lambda: actions.take_back(viewer=viewer, evaluation_id=world.evaluations[ASH], at=AT)


def comment(world: World) -> queries.SavedPeerArea:
    viewer = world.viewer("ben")
    review = queries.get(viewer, world.reviews[ASH])
    return queries.words(viewer, review, world.framework)[BECK].area("area-1")


def count(action: str) -> int:
    return AuditEntry.objects.filter(action=action).count()


def test_two_save_one_area(world: World) -> None:
    world.submit(ASH)
    outcomes = at_once(saving(world, "One."), saving(world, "Two."))
    assert kinds(outcomes) == ["StaleWrite", "done"]
    told = next(one for one in outcomes if isinstance(one, StaleWrite))
    assert told.theirs["comment"] == comment(world).comment
    assert (comment(world).version, count("save")) == (1, 1 + 3)  # the host's own three areas were saved before


def test_the_same_save_sent_twice(world: World) -> None:
    world.submit(ASH)
    assert kinds(at_once(saving(world, "One."), saving(world, "One."))) == ["done", "done"]
    assert comment(world).version == 1


def test_a_view_is_handed_in_once(world: World) -> None:
    world.submit(ASH)
    world.look(ASH, BECK)
    assert kinds(at_once(handing_in(world), handing_in(world))) == ["Refused", "done"]
    assert count("hand in") == 1


def test_both_partners_hand_in_together(world: World) -> None:
    world.submit(ASH)
    world.look(ASH, BECK)
    world.look(ASH, CLIFF)
    assert kinds(at_once(handing_in(world), handing_in(world, "cat", CLIFF))) == ["done", "done"]
    assert queries.get(world.viewer("ada"), world.reviews[ASH]).stage is ReviewStage.CHALLENGE


def test_a_save_never_follows_the_hand_in(world: World) -> None:
    world.submit(ASH)
    world.look(ASH, BECK)
    outcomes = at_once(handing_in(world), saving(world, "Late?", version=1))
    assert kinds(outcomes) in (["done", "done"], ["Refused", "done"])
    newest = AuditEntry.objects.filter(kind=actions.VIEW).order_by("-pk")[0]
    assert newest.action == "hand in"
    assert (comment(world).comment == "Late?") == (kinds(outcomes) == ["done", "done"])


def test_two_record_one_area(world: World) -> None:
    world.reveal(ASH)
    outcomes = at_once(recording(world, "One."), recording(world, "Two."))
    assert kinds(outcomes) == ["StaleWrite", "done"]
    assert count("record challenge") == 1


def test_agreed_once_and_nothing_recorded_after(world: World) -> None:
    world.reveal(ASH)
    viewer = world.viewer("ada")
    actions.keep_unquestioned(viewer=viewer, review_id=world.reviews[ASH], at=AT)
    late = ChallengeInput("4", "Late?", 1)
    outcomes = at_once(
        agreeing(world),
        agreeing(world),
        lambda: actions.record_challenge(
            viewer=viewer, review_id=world.reviews[ASH], area_id="area-2", given=late, at=AT
        ),
    )
    assert kinds(outcomes) in (["Refused", "Refused", "done"], ["Refused", "done", "done"])
    assert count("agree") == 1
    assert AuditEntry.objects.filter(kind=actions.KIND).order_by("-pk")[0].action == "agree"


def test_taken_back_or_begun_but_never_both(world: World) -> None:
    world.submit(ASH)
    outcomes = at_once(taking_back(world), saving(world, "Begun?"))
    assert kinds(outcomes) == ["Refused", "done"]
    assert isinstance(outcomes[0], Refused) == (comment(world).version == 1)
