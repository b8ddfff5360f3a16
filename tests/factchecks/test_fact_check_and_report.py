"""A report waits for its fact-check, tells of it, and is corrected after release."""

from __future__ import annotations

import pytest
from inspection import PageClient

from plait.domain.fact_checks import Turn
from plait.domain.verdicts import Refused
from plait.domain.visibility import Relation
from plait.factchecks import queries
from plait.factchecks.models import FactPoint, FactReply
from plait.partnerships.models import Round
from plait.reports import actions as reports
from plait.reports.models import Audience, Release
from tests.factchecks.checked import checked_world, finish, mark, offer, reply, review, settle, sign, sign_in
from tests.world import AT, TODAY, World

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
ASH = 990001
WISH = "It is 31 pupils, by the October count."


@pytest.fixture
def world() -> World:
    return checked_world()


def at_turn(world: World) -> Turn:
    return queries.get(world.viewer("ada"), review(world)).turn


def release(world: World, *, after: int = 0) -> int:
    return reports.release(
        viewer=world.viewer("ada"),
        evaluation_id=world.evaluations[ASH],
        audiences=[Relation.REVIEWER],
        after=after,
        at=AT,
        today=TODAY,
    )


def test_a_report_is_released_only_once_both_have_signed(world: World, client: PageClient) -> None:
    with pytest.raises(Refused, match="offer the report for a fact-check"):
        release(world)
    sign_in(client, world, "ada")
    address = f"/reports/{world.evaluations[ASH]}/who-gets-it/"
    assert "offer the report for a fact-check" in client.get(address).content.decode()
    settle(world)
    release(world)
    assert Release.objects.count() == 1


def test_a_closed_round_leaves_nobody_waiting(world: World) -> None:
    offer(world)
    mark(world, WISH)
    Round.objects.filter(pk=world.round_id).update(closed_on=TODAY)
    with pytest.raises(Refused, match="closed"):
        finish(world)
    release(world)
    assert Release.objects.count() == 1


def test_a_correction_after_release_says_what_can_be_done(world: World, client: PageClient) -> None:
    settle(world)
    first = release(world)
    sign_in(client, world, "ada")
    refused = client.get(f"/fact-checks/{review(world)}/points/")
    assert refused.status_code == 403
    assert "release a new version to the same people" in refused.content.decode()
    offer(world, name="cat")
    assert at_turn(world) is Turn.CHECK
    with pytest.raises(Refused):
        release(world, after=1)
    mark(world, "The school has two sites.", area="", token="second")
    finish(world)
    reply(world, FactPoint.objects.get(token="second").pk, "The school has two sites.")
    sign(world, "cat")
    sign(world, "ada")
    second = release(world, after=1)
    open_to = dict(Audience.objects.filter(ended_at=None).values_list("release_id", "relation"))
    assert open_to == {second: "reviewer"}, "the new version takes the place of the old one"
    assert Audience.objects.filter(release_id=first).exists(), "which stays in the list"
    assert FactReply.objects.count() == 3


@pytest.mark.parametrize("tells", [True, False])
def test_what_the_report_says(world: World, client: PageClient, tells: bool) -> None:
    sign_in(client, world, "gil")
    address = f"/reports/{world.evaluations[ASH]}/"
    assert "Fact-check" not in client.get(address).content.decode(), "nothing before both have signed"
    settle(world, tells=tells)
    page = client.get(address).content.decode()
    assert "1 was changed and 1 stayed" in page
    assert "31 pupils take part." in page, "what was changed is in the report in any case"
    assert ("The club began in May." in page) is tells
    assert ("We were told of September" in page) is tells
    client.inspecting = False  # files are looked at by themselves
    for suffix in ("html", "json"):
        file = client.get(f"{address}report.{suffix}").content.decode()
        assert "31 pupils take part." in file
        assert ("The club began in May." in file) is tells
    for suffix in ("pdf", "docx", "xlsx"):
        assert client.get(f"{address}report.{suffix}").status_code == 200
