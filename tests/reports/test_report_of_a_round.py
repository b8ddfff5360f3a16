"""The report of a round: one value from rows, the page, and every kind of file."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.domain.verdicts import NotVisible
from plait.journey import actions as journey
from plait.peerreview import actions as peerreview
from plait.reports import queries
from tests.world import AT, TODAY, World, small_framework, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def world() -> World:
    return trio()


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def second_round(world: World) -> World:
    """The first school agreed Expanding everywhere in the first round; in the second it judged Secure."""
    world.agree(world.urns[0], answer="2")
    world.round_id = journey.open_round(
        viewer=world.viewer("lee"),
        partnership_id=world.partnership_id,
        programme_id=world.programme_id,
        given=journey.RoundInput("Spring 2027", date(2027, 2, 12), date(2027, 3, 26), 1),
        at=AT + timedelta(days=120),
        today=TODAY + timedelta(days=120),
    )
    world.sign()
    world.find()
    world.judge(world.urns[0], answer="3", evidence="Seen this spring.")
    return world


def report(world: World, name: str = "ada") -> queries.ReportOf:
    return queries.report(world.viewer(name), world.evaluations[world.urns[0]], prepared=TODAY)


def test_a_partner_is_in_the_report_only_when_all_views_are_in(world: World) -> None:
    first, second, third = world.urns
    world.submit(first)
    world.hand_in(first, second, answer="1")
    assert report(world).diagnosis.peers == ()
    world.hand_in(first, third, answer="4")
    found = report(world).diagnosis
    assert found.peers == ("Beck Lane Primary School", "Cliff Top Primary School")
    assert [view.steps for view in found.areas[0].peers] == [-1, 2]


def test_what_was_agreed_stands_with_its_reason(world: World) -> None:
    first = world.urns[0]
    world.reveal(first, answer="3")
    review = world.reviews[first]
    given = peerreview.ChallengeInput("3", "Both partners showed us more than we had seen.", 0)
    peerreview.record_challenge(viewer=world.viewer("ada"), review_id=review, area_id="area-1", given=given, at=AT)
    area = report(world).diagnosis.areas[0]
    assert area.level == world.framework.scale.at(3)
    assert area.challenged
    assert not area.challenged.kept
    assert (area.challenged.by, area.challenged.reason) == ("Ada", given.reason)


def test_the_last_round_lies_under_this_one_with_what_was_agreed_then(world: World) -> None:
    found = report(second_round(world)).diagnosis
    assert found.rounds == ("Autumn 2026",)
    assert [area.previous.answer for area in found.areas if area.previous] == [world.framework.scale.at(2)] * 3
    assert [area.change.steps for area in found.areas if area.change] == [1, 1, 1]


def test_the_page_and_every_file_say_the_same(client: PageClient, world: World) -> None:
    second_round(world)
    sign_in(client, world, "ada")
    address = f"/reports/{world.evaluations[world.urns[0]]}/"
    shown = client.get(address).content.decode()
    for word in ("Ash Bank Primary School", "Spring 2027", "Seen this spring.", "Secure", "Autumn 2026"):
        assert word in shown
    starts = {"pdf": b"%PDF-", "docx": b"PK", "xlsx": b"PK", "html": b"<!doctype html>", "json": b"{"}
    client.inspecting = False  # the one-file page is a document of its own, checked with the documents
    for suffix, start in starts.items():
        answer = client.get(f"{address}report.{suffix}")
        assert answer.content.startswith(start), suffix
        assert f'ash-bank-primary-school-spring-2027-small-framework.{suffix}"' in answer.headers["Content-Disposition"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer.headers["Cache-Control"]
    areas = json.loads(client.get(f"{address}report.json").content)["areas"]
    assert [(area["self"], area["previous"], area["change"]) for area in areas] == [(3, 2, 1)] * 3


@pytest.mark.parametrize("name", ["ben", "lee", "sam"])
def test_nobody_else_gets_the_report_in_any_form(client: PageClient, world: World, name: str) -> None:
    world.judge(world.urns[0], evidence="SECRET-EVIDENCE")
    world.agree(world.urns[0])
    with pytest.raises(NotVisible):
        report(world, name)
    sign_in(client, world, name)
    address = f"/reports/{world.evaluations[world.urns[0]]}/"
    for path in (address, *(f"{address}report.{suffix}" for suffix in ("pdf", "docx", "xlsx", "html", "json"))):
        answer = client.get(path)
        assert answer.status_code == 404
        assert b"SECRET" not in answer.content


def test_a_governor_reads_the_report(client: PageClient, world: World) -> None:
    world.agree(world.urns[0])
    sign_in(client, world, "gil")
    assert client.get(f"/reports/{world.evaluations[world.urns[0]]}/").status_code == 200


def test_an_unknown_format_is_not_found(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    assert client.get(f"/reports/{world.evaluations[world.urns[0]]}/report.exe").status_code == 404


def counted(client: PageClient, world: World) -> int:
    sign_in(client, world, "ada")
    address = f"/reports/{world.evaluations[world.urns[0]]}/"
    client.get(address)
    with CaptureQueriesContext(connection) as queries_:
        assert client.get(address).status_code == 200
    return len(queries_)


@pytest.mark.parametrize("areas", [1, 3, 9])
def test_a_report_takes_as_many_queries_for_nine_areas_as_for_one(client: PageClient, areas: int) -> None:
    world = second_round(trio(small_framework(areas=areas, statements=areas)))
    world.reveal(world.urns[0])
    assert counted(client, world) == 17


def test_a_first_draft_takes_fewer(client: PageClient, world: World) -> None:
    assert counted(client, world) <= 15
