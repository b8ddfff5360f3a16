"""The conversation: where everyone stands, what is recorded, and how it is agreed."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.peerreview import actions, queries
from tests.world import AT, World, small_framework, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
ASH, BECK, CLIFF = 990001, 990002, 990003


@pytest.fixture
def world() -> World:
    return trio()


class Visitor:
    """Somebody signed in, with the addresses of the review of the first school."""

    def __init__(self, client: PageClient, world: World, name: str) -> None:
        client.force_login(world.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
        self.client, self.world = client, world

    def at(self, path: str = "") -> str:
        return f"/peer-reviews/{self.world.reviews[ASH]}/{path}"

    def get(self, path: str = "") -> Any:
        return self.client.get(self.at(path))

    def text(self, path: str = "") -> str:
        answer = self.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return " ".join(answer.content.decode().split())

    def post(self, path: str, **data: Any) -> Any:
        return self.client.post(self.at(path), data)


@pytest.fixture
def ada(client: PageClient, world: World) -> Visitor:
    return Visitor(client, world, "ada")


def records(world: World) -> dict[str, queries.ChallengeRecord]:
    viewer = world.viewer("ada")
    return queries.challenges(viewer, queries.get(viewer, world.reviews[ASH]), world.framework)


def differing(world: World) -> None:
    """Beck Lane sees the second area one level lower, the third two higher; Cliff Top sees all as the school."""
    world.submit(ASH)
    for area, answer in (("area-2", "1"), ("area-3", "4")):
        actions.save_area(
            viewer=world.viewer("ben"),
            review_id=world.reviews[ASH],
            urn=BECK,
            area_id=area,
            given=actions.PeerInput(answer, f"Why {area} is a {answer}.", 0),
            at=AT,
        )
    world.hand_in(ASH, BECK)
    world.hand_in(ASH, CLIFF)


def in_order(text: str, *parts: str) -> bool:
    places = [text.index(part) for part in parts]
    return places == sorted(places)


def test_nothing_opens_before_every_view_is_in(ada: Visitor, world: World) -> None:
    world.submit(ASH)
    world.hand_in(ASH, BECK)
    for path in ("challenge/", "challenge/area-1/"):
        assert ada.get(path).headers["Location"] == ada.at()
    for path in ("challenge/area-1/", "keep/", "agree/"):
        assert ada.post(path, agreed="2", reason="x", version="0").status_code == 403
    assert ada.get("agree/").status_code == 403


def test_what_differs_most_comes_first_and_says_so(ada: Visitor, world: World) -> None:
    differing(world)
    shown = ada.text("challenge/")
    assert "the furthest apart first" in shown
    assert in_order(shown, "Area number 3", "Area number 2", "Area number 1")
    assert in_order(shown, "Two levels apart", "One level apart", "Everyone says Expanding")
    assert "Why area-3 is a 4." in shown
    assert "What we have seen." in shown
    shown = ada.text("challenge/?order=framework")
    assert "Sorted as in the framework." in shown
    assert in_order(shown, "Area number 1", "Area number 2", "Area number 3")
    assert "furthest apart first" in ada.text("challenge/?order=nonsense")


def test_one_press_keeps_what_nobody_questions(ada: Visitor, world: World) -> None:
    differing(world)
    assert "Keep the one area where everyone saw the same" in ada.text("challenge/")
    assert ada.post("keep/").status_code == 302
    assert list(records(world)) == ["area-1"]
    shown = ada.text("challenge/")
    assert "1 of 3 areas recorded" in shown
    assert "Recorded as kept: one area." in shown
    assert "Keep the one area" not in shown
    assert "Still open: Area number 2, Area number 3." in shown


def test_an_area_shows_both_sides_and_preselects_nothing(ada: Visitor, world: World) -> None:
    differing(world)
    shown = ada.text("challenge/area-3/")
    for text in (
        "Why area-3 is a 4.",
        "Two levels higher than the school’s own",
        "What we have seen.",
        "Keep Expanding",
    ):
        assert text in shown, text
    assert " checked" not in shown
    assert in_order(shown, "Ash Bank Primary School: Expanding", "Beck Lane Primary School: Sustainable")


def test_keeping_against_a_partner_wants_a_reason_at_its_field(ada: Visitor, world: World) -> None:
    differing(world)
    answer = ada.post("challenge/area-3/", keep="2", reason="", version="0")
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#text"' in shown
    assert "Say in a sentence why the judgement was kept" in shown
    assert records(world) == {}
    answer = ada.post("challenge/area-3/", keep="2", reason="Too early to say.", version="0")
    assert answer.headers["Location"] == ada.at("challenge/") + "#area-3"
    shown = ada.text("challenge/area-3/").split("How this judgement came about")[1]
    assert in_order(shown, "Kept at Expanding", "Too early to say.")
    assert ada.text("challenge/").count("Kept at Expanding") == 1


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"reason": "x", "version": "0"}, "Choose the judgement that you agreed."),
        ({"agreed": "9", "reason": "x", "version": "0"}, "is not a level here"),
        ({"agreed": "3", "reason": "Kept text.", "version": "-1"}, "Kept text."),
        ({"agreed": "3", "reason": "Kept text."}, "Kept text."),
    ],
)
def test_what_cannot_be_recorded_is_shown_again(ada: Visitor, world: World, sent: dict[str, str], says: str) -> None:
    world.reveal(ASH)
    answer = ada.post("challenge/area-1/", **sent)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert records(world) == {}


def test_two_who_record_at_once(ada: Visitor, world: World) -> None:
    world.reveal(ASH)
    ada.post("challenge/area-1/", agreed="3", reason="First.", version="0")
    answer = ada.post("challenge/area-1/", agreed="4", reason="Second.", version="0")
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert all(text in shown for text in ("First.", "Second.", "Secure", "Sustainable", "Ada saved this area"))
    assert records(world)["area-1"].reason == "First."
    ada.post("challenge/area-1/", agreed="4", reason="Second.", version="0", over="1")
    assert records(world)["area-1"].reason == "Second."


@pytest.mark.parametrize("name", ["amy", "gil", "ben", "cat"])
def test_everyone_reads_and_only_the_head_writes(client: PageClient, world: World, name: str) -> None:
    differing(world)
    reader = Visitor(client, world, name)
    for path in ("challenge/", "challenge/area-3/"):
        shown = reader.text(path)
        assert "Why area-3 is a 4." in shown
        assert "<form" not in shown.split("<main")[1]
    assert reader.get("agree/").status_code == 403
    for path in ("challenge/area-1/", "keep/", "agree/"):
        answer = reader.post(path, agreed="2", reason="Mine.", version="0")
        assert answer.status_code == 403
    assert records(world) == {}


def test_agreeing_lists_what_is_open_and_then_freezes(ada: Visitor, client: PageClient, world: World) -> None:
    differing(world)
    assert "Go on with Area number 1" in ada.text("agree/")
    answer = ada.post("agree/")
    assert answer.status_code == 422
    assert "Area number 2 has no record yet" in answer.content.decode()
    ada.post("keep/")
    for area in ("area-2", "area-3"):
        ada.post(f"challenge/{area}/", agreed="3", reason="We talked.", version="0")
    shown = ada.text("agree/")
    assert "nobody can change them any more" in shown
    assert "Changed from Expanding to Secure" in shown
    assert ada.post("agree/").headers["Location"] == ada.at("challenge/")
    assert "Agreed on" in ada.text("challenge/")
    assert ada.post("agree/").headers["Location"] == ada.at("challenge/")  # sent twice
    late = ada.post("challenge/area-1/", agreed="4", reason="A late thought.", version="1")
    assert late.status_code == 403
    assert "A late thought." in late.content.decode()
    assert "Agreed, together with all other areas" in Visitor(client, world, "cat").text("challenge/area-1/")


def test_strangers_find_nothing(client: PageClient, world: World) -> None:
    differing(world)
    for name in ("sam", "lee"):
        visitor = Visitor(client, world, name)
        for path in ("challenge/", "challenge/area-1/", "agree/"):
            assert visitor.get(path).status_code == 404
        for path in ("challenge/area-1/", "keep/", "agree/"):
            assert visitor.post(path, agreed="2", reason="x", version="0").status_code == 404


@pytest.mark.parametrize("path", ["challenge/area-9/", "challenge/none/"])
def test_areas_that_are_not_there(ada: Visitor, world: World, path: str) -> None:
    world.reveal(ASH)
    assert ada.get(path).status_code == 404
    assert ada.post(path, agreed="2", reason="x", version="0").status_code == 404


def counted(act: Any) -> int:
    with CaptureQueriesContext(connection) as caught:
        act()
    return len(caught)


@pytest.mark.parametrize(("areas", "statements"), [(1, 1), (3, 36)])
def test_as_many_queries_and_few_bytes_whatever_the_framework(client: PageClient, areas: int, statements: int) -> None:
    world = trio(small_framework(areas, statements))
    world.judge(ASH, evidence="What we have seen. " * 40)
    world.reveal(ASH)
    ada = Visitor(client, world, "ada")
    pages = ("", "challenge/", "challenge/area-1/", "agree/")
    figures = {path: counted(lambda path=path: ada.get(path)) for path in pages}
    assert figures == {"": 7, "challenge/": 11, "challenge/area-1/": 12, "agree/": 11}
    assert all(len(ada.get(path).content) < 150 * 1024 for path in pages)
    record = {"agreed": "3", "reason": "We talked.", "version": "0"}
    # one of them keeps the message for the next page in the session
    assert counted(lambda: ada.post("challenge/area-1/", **record)) <= 19
    assert counted(lambda: ada.post("keep/")) <= 19
