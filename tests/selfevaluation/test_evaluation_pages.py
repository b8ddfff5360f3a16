"""The pages of a self-evaluation, through the client that inspects them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.adapters.framework_files import find
from plait.domain.frameworks import Scale
from plait.journey.actions import RoundInput, set_up_round
from plait.partnerships.programme_actions import change_programme
from plait.selfevaluation import queries
from tests.world import AT, TODAY, World, peer_trio, small_framework, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
SENT = {
    "answer": "3",
    "evidence": "Seen in May.",
    "actions": "Train mentors.",
    "statement-area-1-statement-1": "2",
    "statement-area-1-statement-2": "3",
    "version": "0",
}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def world() -> World:
    return trio()


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend=BACKEND)
    return client


def base(world: World, urn: int = 990001) -> str:
    return f"/self-evaluations/{world.evaluations[urn]}/"


def area(world: World, number: int = 1, urn: int = 990001) -> str:
    return f"{base(world, urn)}areas/area-{number}/"


def stored(world: World, area_id: str = "area-1", urn: int = 990001) -> queries.SavedArea:
    return queries.get(world.viewer(world.head_of(urn)), world.evaluations[urn]).area(area_id)


def next_round(world: World, framework: Any = None) -> None:
    given = RoundInput("Spring 2027", date(2027, 2, 1), date(2027, 3, 1), 1)
    if framework is not None:
        change_programme(programme_id=world.programme_id, definition=peer_trio(framework), at=AT)
    world.round_id = set_up_round(
        programme_id=world.programme_id,
        members=world.urns,
        given=given,
        at=AT,
        today=TODAY,
        actor_id=None,
    )
    world.sign()
    world.find()


def test_the_overview_says_whose_where_and_who_reads(client: PageClient, world: World) -> None:
    shown = sign_in(client, world, "ada").get(base(world)).content.decode()
    assert "Ash Bank Primary School" in shown
    assert "Autumn 2026: draft, due 16 October 2026" in shown
    assert "also headteachers and senior leaders of Beck Lane Primary School and Cliff Top Primary School" in shown
    assert "0 of 3" in shown
    assert "about 40 minutes" in shown
    assert "Go on with Area number 1" in shown
    assert "Check and submit" in shown


def test_a_leader_is_told_who_submits(client: PageClient, world: World) -> None:
    shown = sign_in(client, world, "amy").get(base(world)).content.decode()
    assert "The headteacher submits" in shown
    assert "Check and submit" not in shown


def test_a_governor_reads_and_writes_nothing(client: PageClient, world: World) -> None:
    world.judge(990001)
    sign_in(client, world, "gil")
    assert "Go on with" not in client.get(base(world)).content.decode()
    shown = client.get(area(world)).content.decode()
    assert "What we have seen." in shown
    assert "<textarea" not in shown
    assert client.post(area(world), SENT | {"version": "1"}).status_code == 403
    assert client.get(base(world) + "upload/").status_code == 403
    assert stored(world).version == 1


@pytest.mark.parametrize("name", ["ben", "cat", "lee", "sam"])
def test_a_draft_is_nowhere_to_be_found_for_others(client: PageClient, world: World, name: str) -> None:
    world.judge(990001, evidence="A secret of Ash Bank")
    sign_in(client, world, name)
    for address in (
        base(world),
        area(world),
        base(world) + "submit/",
        base(world) + "workbook/",
        base(world) + "upload/",
    ):
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert b"secret" not in answer.content
        assert b"Ash Bank" not in answer.content
    assert client.post(area(world), SENT | {"version": "1"}).status_code == 404
    assert client.post(base(world) + "submit/").status_code == 404


def test_partners_read_what_was_submitted(client: PageClient, world: World) -> None:
    world.submit(990001)
    sign_in(client, world, "ben")
    shown = client.get(base(world)).content.decode()
    assert "submitted by Ada on 14 September 2026" in shown
    assert "Upload a filled" not in shown
    assert "What we have seen." in client.get(area(world)).content.decode()
    assert client.post(area(world), SENT | {"version": "1"}).status_code == 403
    for name in ("lee", "sam"):
        assert sign_in(client, world, name).get(area(world)).status_code == 404


def test_an_area_is_shown_with_everything_to_judge_it_by(client: PageClient, world: World) -> None:
    shown = sign_in(client, world, "ada").get(area(world)).content.decode()
    assert "Area 1, statement 2, as it looks at Sustainable." in shown
    assert "To what extent does area 1 hold?" in shown
    assert "How do you know about statement 1 of area 1?" in shown
    assert "Minutes about area 1" in shown
    assert "Not applicable" in shown
    assert "only people with a role at Ash Bank Primary School" in shown
    assert "Area number 2" in shown  # the next one
    for word in ("Dependable.", "Lasting."):  # the meaning of each level stands at the judgement
        assert word in shown


def test_addresses_that_do_not_fit_together_are_not_found(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    assert client.get(area(world, 9)).status_code == 404
    assert client.get("/self-evaluations/987654/").status_code == 404
    assert client.get(area(world, urn=990002)).status_code == 404
    assert client.post(area(world, urn=990002), SENT).status_code == 404
    assert client.get(base(world) + "upload/987654/").status_code == 404
    assert client.delete(area(world)).status_code == 405


def test_last_time_stands_beside_this_time(client: PageClient, world: World) -> None:
    world.judge(990001, "2", "Walls were painted.")
    world.submit(990001)
    next_round(world)
    sign_in(client, world, "ada")
    shown = client.get(base(world)).content.decode()
    assert "Autumn 2026: Expanding." in shown
    assert "is it still true?" in shown
    shown = client.get(area(world)).content.decode()
    assert "you judged it <strong>Expanding</strong>" in shown
    assert "The evidence is from Autumn 2026. Is it still true?" in shown
    assert "Walls were painted." in shown
    client.post(area(world), SENT)
    assert "Is it still true?" not in client.get(area(world)).content.decode()


def test_a_partner_sees_last_time_only_where_it_could_read_it_then(client: PageClient, world: World) -> None:
    world.judge(990001, "4")  # never submitted
    next_round(world)
    world.judge(990001, "1")
    world.submit(990001)
    sign_in(client, world, "ben")
    for address in (base(world), area(world)):
        shown = client.get(address).content.decode()
        assert "Last time" not in shown
        assert "Autumn 2026" not in shown


def test_levels_of_another_version_are_not_set_beside_each_other(client: PageClient, world: World) -> None:
    world.submit(990001)
    shorter = Scale(world.framework.scale.levels[:3])
    newer = replace(
        world.framework,
        version="2",
        scale=shorter,
        areas=tuple(replace(item, scale=shorter) for item in world.framework.areas),
    )
    from plait.frameworks import actions as frameworks  # noqa: PLC0415

    frameworks.publish(framework=newer, at=AT)
    next_round(world, newer)
    shown = sign_in(client, world, "ada").get(area(world)).content.decode()
    assert "used other levels here" in shown


def test_check_and_submit(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    shown = client.get(base(world) + "submit/").content.decode()
    assert "Three areas still need a judgement." in shown
    answer = client.post(base(world) + "submit/")
    assert answer.status_code == 422
    assert "Area number 1 has no judgement yet" in answer.content.decode()
    world.judge(990001, evidence="")
    shown = client.get(base(world) + "submit/").content.decode()
    assert "Every area has a judgement." in shown
    assert "No evidence is written." in shown
    assert "People at Beck Lane Primary School and Cliff Top Primary School can read all of it" in shown
    assert client.get(base(world) + "submit/").status_code == 200  # asking changes nothing
    assert not queries.facts(world.viewer("ada"), world.evaluations[990001]).submitted
    for _ in range(2):  # the second is the same button pressed twice
        assert client.post(base(world) + "submit/").headers["Location"] == base(world)
    shown = client.get(base(world)).content.decode()
    assert "submitted by Ada" in shown
    assert f"/peer-reviews/take-back/{world.evaluations[990001]}/" in shown


def test_check_names_a_judgement_that_differs_from_its_statements(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    client.post(area(world), SENT | {"answer": "4", "statement-area-1-statement-1": "3"})
    assert "The statements suggest Secure." in client.get(base(world) + "submit/").content.decode()
    assert "the statements suggest Secure" in client.get(area(world)).content.decode()


def test_an_enquiry_framework_asks_for_texts_only(client: PageClient) -> None:
    framework = small_framework()
    asking = replace(
        framework,
        id="asking",
        scale=Scale(),
        areas=tuple(replace(item, scale=Scale()) for item in framework.areas),
    )
    world = trio(asking)
    sign_in(client, world, "ada")
    shown = client.get(area(world)).content.decode()
    assert 'type="radio"' not in shown
    assert "Statement 1 of area 1" in shown
    assert client.post(area(world), {"evidence": "Much.", "version": "0"}).status_code == 302
    shown = client.get(base(world)).content.decode()
    assert "1 of 3" in shown
    for address in (base(world) + "submit/", area(world)):
        assert client.get(address).status_code == 200


def queries_of(client: PageClient, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_pages_ask_the_database_equally_often_whatever_their_length(client: PageClient, world: World) -> None:
    world.people |= {}
    sign_in(client, world, "ada")
    short = [queries_of(client, address) for address in (base(world), area(world), base(world) + "submit/")]
    world.submit(990001)
    next_round(world)
    filled = [queries_of(client, address) for address in (base(world), area(world), base(world) + "submit/")]
    assert max(short) <= 10
    assert max(filled) <= 12


def test_a_long_evaluation_stays_small_and_asks_as_little(client: PageClient) -> None:
    framework = small_framework(areas=3, statements=36)  # 108 statements
    world = trio(framework)
    world.judge(990001)
    sign_in(client, world, "ada")
    assert queries_of(client, base(world)) <= 12
    assert queries_of(client, area(world)) <= 12
    assert len(client.get(base(world)).content) < 150 * 1024
    assert len(client.get(area(world)).content) < 150 * 1024


def test_saving_asks_the_database_at_most_twelve_times(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    client.get(area(world))
    with CaptureQueriesContext(connection) as caught:
        client.post(area(world), SENT, headers={"HX-Request": "true"})
    assert len(caught) <= 13, [query["sql"][:80] for query in caught]


@pytest.mark.parametrize("name", ["teaching-school", "whole-school", "partnership-maturity"])
def test_every_page_of_the_built_in_frameworks(client: PageClient, name: str) -> None:
    framework = find(name)
    assert framework is not None
    world = trio(framework)
    sign_in(client, world, "ada")
    ids = [saved.entry.area_id for saved in queries.get(world.viewer("ada"), world.evaluations[990001]).areas]
    assert ids
    for area_id in ids:
        answer = client.get(f"{base(world)}areas/{area_id}/")
        assert answer.status_code == 200
        assert len(answer.content) < 150 * 1024
    for address in (base(world), base(world) + "submit/"):
        assert client.get(address).status_code == 200


def test_notes_beside_an_area_are_sentences_apart(client: PageClient, world: World) -> None:
    world.submit(990001)
    next_round(world)
    world.judge(990001)
    shown = sign_in(client, world, "ada").get(base(world)).content.decode()
    assert "Autumn 2026: Expanding. Last saved by Ada on" in " ".join(shown.split())
