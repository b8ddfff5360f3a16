"""Saving one area: with and without JavaScript, twice, too late, two people at once, forged."""

from __future__ import annotations

import json

import pytest
from inspection import PageClient

from plait.selfevaluation import queries
from tests.world import World, trio

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


def base(world: World) -> str:
    return f"/self-evaluations/{world.evaluations[990001]}/"


def area(world: World, number: int = 1) -> str:
    return f"{base(world)}areas/area-{number}/"


def stored(world: World) -> queries.SavedArea:
    return queries.get(world.viewer("ada"), world.evaluations[990001]).area("area-1")


def test_saving_without_javascript_goes_on_to_the_next_area(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    answer = client.post(area(world), SENT | {"then": "area-2"})
    assert answer.headers["Location"] == area(world, 2)
    assert "Saved " in client.get(area(world, 2)).content.decode()
    found = stored(world)
    assert (found.entry.evidence, found.version) == ("Seen in May.", 1)
    assert client.post(area(world, 3), {"answer": "2", "version": "0", "then": ""}).headers["Location"] == base(world)


def test_a_button_cannot_lead_elsewhere(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    answer = client.post(area(world), SENT | {"then": "area-9"})
    assert answer.headers["Location"].startswith(base(world))
    answer = client.post(area(world, 2), {"answer": "2", "version": "0", "then": "//elsewhere.example/"})
    assert answer.headers["Location"].startswith(base(world))


def test_a_page_that_saves_by_itself_gets_the_rule_and_the_new_version(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    answer = client.post(area(world), SENT, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    told = json.loads(answer.headers["HX-Trigger"])["plait:saved"]
    assert told["version"] == 1
    shown = answer.content.decode()
    assert "What the statements suggest" in shown
    assert "<html" not in shown
    assert len(answer.content) < 2000
    again = client.post(area(world), SENT | {"version": "1", "evidence": "More."}, headers={"HX-Request": "true"})
    assert json.loads(again.headers["HX-Trigger"])["plait:saved"]["version"] == 2


def test_two_editors_without_javascript_see_both_texts(client: PageClient, world: World) -> None:
    sign_in(client, world, "amy")
    client.post(area(world), SENT | {"evidence": "Amy saw this.", "answer": "4"})
    sign_in(client, world, "ada")
    answer = client.post(area(world), SENT | {"evidence": "Ada saw that.", "actions": "Only Ada wrote this."})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Amy saved this area" in shown
    assert shown.count("Ada saw that.") == 2  # beside the other text, and in the box
    assert "Amy saw this." in shown
    assert "Sustainable" in shown
    assert stored(world).entry.evidence == "Amy saw this."
    # having read both, the person saves knowingly
    answer = client.post(area(world), SENT | {"evidence": "Both saw it.", "over": "1"})
    assert answer.status_code == 302
    assert stored(world).entry.evidence == "Both saw it."
    # but not over what a third save brought meanwhile
    answer = client.post(area(world), SENT | {"evidence": "Again.", "over": "1"})
    assert answer.status_code == 409


def test_two_editors_with_a_page_that_saves_by_itself(client: PageClient, world: World) -> None:
    sign_in(client, world, "amy")
    client.post(area(world), SENT | {"evidence": "Amy saw this."})
    sign_in(client, world, "ada")
    answer = client.post(area(world), SENT | {"evidence": "Ada <b>saw</b> that."}, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#notice"
    shown = answer.content.decode()
    assert "Amy saw this." in shown
    assert "Ada &lt;b&gt;saw&lt;/b&gt; that." in shown
    assert 'name="over" value="1"' in shown
    assert "HX-Trigger" not in answer.headers
    assert stored(world).entry.evidence == "Amy saw this."


def test_only_fields_that_differ_are_set_beside_each_other(client: PageClient, world: World) -> None:
    sign_in(client, world, "amy")
    client.post(area(world), SENT)
    sign_in(client, world, "ada")
    answer = client.post(area(world), SENT | {"actions": "Other."}, headers={"HX-Request": "true"})
    shown = answer.content.decode()
    assert shown.count("conflict__sides") == 1
    assert "Train mentors." in shown
    assert "Seen in May." not in shown


def test_sent_twice_is_one_save(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    for _ in range(2):
        assert client.post(area(world), SENT).status_code == 302
    assert stored(world).version == 1


def test_a_tab_left_open_after_submitting_loses_no_words(client: PageClient, world: World) -> None:
    world.submit(990001)
    sign_in(client, world, "ada")
    late = SENT | {"version": "1", "evidence": "Written too late."}
    answer = client.post(area(world), late)
    assert answer.status_code == 403
    shown = answer.content.decode()
    assert "has been submitted" in shown
    assert "Written too late." in shown
    part = client.post(area(world), late, headers={"HX-Request": "true"})
    assert part.status_code == 409
    assert "has been submitted" in part.content.decode()
    assert stored(world).entry.evidence == "What we have seen."


@pytest.mark.parametrize(
    "wrong",
    [
        {"answer": "9"},
        {"answer": "x" * 50},
        {"statement-area-2-statement-1": "3"},
        {"statement-made-up": "3"},
        {"version": "-1"},
        {"version": "many"},
        {"version": ""},
        {"evidence": "x" * 40_000},
    ],
)
def test_forged_or_faulty_input_is_said_and_changes_nothing(
    client: PageClient, world: World, wrong: dict[str, str]
) -> None:
    sign_in(client, world, "ada")
    answer = client.post(area(world), SENT | wrong)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    part = client.post(area(world), SENT | wrong, headers={"HX-Request": "true"})
    assert part.status_code == 422
    assert "<html" not in part.content.decode()
    assert stored(world).version == 0
