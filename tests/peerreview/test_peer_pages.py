"""The pages on which a partner writes its view and hands it in."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.domain.frameworks import Framework, Scale
from plait.domain.roles import Role
from plait.partnerships import actions as partnerships
from plait.partnerships.programme_actions import open_round
from plait.peerreview import queries
from plait.selfevaluation import actions as selfevaluation
from tests.world import AT, TODAY, World, small_framework, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
ASH, BECK, CLIFF = 990001, 990002, 990003
HTMX = {"HX-Request": "true"}


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

    def get(self, path: str = "", **options: Any) -> Any:
        return self.client.get(self.at(path), **options)

    def text(self, path: str = "") -> str:
        answer = self.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return " ".join(answer.content.decode().split())

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> Any:
        return self.client.post(self.at(path), data or {}, **options)


@pytest.fixture
def ben(client: PageClient, world: World) -> Visitor:
    return Visitor(client, world, "ben")


def stored(world: World, area: str = "area-1") -> queries.SavedPeerArea:
    viewer = world.viewer("ben")
    review = queries.get(viewer, world.reviews[ASH])
    return queries.words(viewer, review, world.framework)[BECK].area(area)


VIEW = f"views/{BECK}/"
AREA = f"{VIEW}areas/area-1/"


class TestWhereItStands:
    def test_every_stage_says_who_waits_for_whom(self, ben: Visitor, world: World) -> None:
        assert "can begin as soon as Ash Bank Primary School has submitted" in ben.text()
        world.submit(ASH)
        shown = ben.text()
        assert "None of 2 partners have handed in" in shown
        assert "Write the view of Beck Lane Primary School" in shown
        world.look(ASH, BECK)
        assert "Hand in the view of Beck Lane Primary School" in ben.text()
        world.hand_in(ASH, BECK)
        shown = ben.text()
        assert "1 of 2 partners has handed in" in shown
        assert "by Ben" in shown
        world.hand_in(ASH, CLIFF)
        shown = ben.text()
        assert "Every view is in" in shown
        assert "Open the challenge conversation" in shown

    def test_the_host_reads_how_many_and_takes_back(self, client: PageClient, world: World) -> None:
        ada = Visitor(client, world, "ada")
        assert "Go to the self-evaluation" in ada.text()
        world.submit(ASH)
        assert "Take it back" in ada.text()
        world.hand_in(ASH, BECK)
        shown = ada.text()
        assert "1 of 2 partners has handed in" in shown
        assert "by Ben" not in shown

    def test_agreed_and_closed(self, ben: Visitor, world: World) -> None:
        world.agree(ASH)
        assert "agreed on 14 September 2026 by Ada" in ben.text()
        assert "By " not in ben.text("challenge/")

    def test_strangers_find_nothing(self, client: PageClient, world: World) -> None:
        world.reveal(ASH)
        for name in ("sam", "lee"):
            visitor = Visitor(client, world, name)
            for path in ("", VIEW, AREA, f"{VIEW}hand-in/", "challenge/", "challenge/area-1/", "agree/"):
                assert visitor.get(path).status_code == 404, path

    @pytest.mark.parametrize("path", ["{0}/", "1/views/{0}/", "1/views/990002/upload/{0}/", "take-back/{0}/"])
    @pytest.mark.parametrize("number", [0, 2**31, 2**63 - 1, 2**63, 10**30])
    def test_numbers_that_stand_for_nothing(self, ben: Visitor, path: str, number: int) -> None:
        assert ben.client.get(f"/peer-reviews/{path.format(number)}").status_code == 404


class TestTheView:
    def test_before_the_host_submits_it_teaches(self, ben: Visitor) -> None:
        assert "Nothing to look at yet" in ben.text(VIEW)
        assert ben.get(AREA).headers["Location"] == ben.at(VIEW)
        assert ben.post(AREA, {"answer": "2", "comment": "", "version": "0"}).status_code == 403

    def test_the_hosts_judgement_stands_beside(self, ben: Visitor, world: World) -> None:
        world.judge(ASH, answer="4")
        world.submit(ASH)
        shown = ben.text(VIEW)
        assert "0 of 3 areas judged, about 30 minutes left" in shown
        assert "Sustainable" in shown
        assert "only headteachers and senior leaders of Beck Lane Primary School for now" in shown

    def test_one_area_shows_what_the_host_says(self, ben: Visitor, world: World) -> None:
        world.judge(ASH, answer="3", evidence="Our mentors' notes.")
        world.submit(ASH)
        shown = ben.text(AREA)
        for text in (
            "Our mentors&#39; notes.",
            "What we shall do.",
            "What Secure and Sustainable look like",
            "Area 1, statement 1, as it looks at Secure.",
            "Area 1, statement 1, as it looks at Emerging.",
            "Not applicable",
            "Not sure",
            "The school’s own judgement",
            "To what extent does area 1 hold?",
        ):
            assert text in shown, text

    def test_the_forms_way(self, ben: Visitor, world: World) -> None:
        world.submit(ASH)
        answer = ben.post(AREA, {"answer": "3", "comment": "Line one\r\nline two ", "version": "0", "then": "area-2"})
        assert answer.headers["Location"] == ben.at(f"{VIEW}areas/area-2/")
        assert (stored(world).answer, stored(world).comment) == (world.framework.scale.at(3), "Line one\nline two")
        answer = ben.post(AREA, {"answer": "not-sure", "comment": "", "version": "1", "then": "../../x"})
        assert answer.headers["Location"] == ben.at(VIEW)
        assert "1 of 3 areas judged" in ben.text(VIEW)

    def test_the_page_saves_by_itself(self, ben: Visitor, world: World) -> None:
        world.submit(ASH)
        answer = ben.post(AREA, {"answer": "3", "comment": "", "version": "0"}, headers=HTMX)
        assert (answer.status_code, answer.content) == (204, b"")
        told = json.loads(answer.headers["HX-Trigger"])["plait:saved"]
        assert told["version"] == 1
        assert "Saved " in ben.text(AREA)

    @pytest.mark.parametrize("htmx", [False, True])
    def test_the_second_of_two_reads_both_texts(self, ben: Visitor, world: World, htmx: bool) -> None:
        world.submit(ASH)
        world.look(ASH, BECK, comment="What was saved first.")
        sent = {"answer": "4", "comment": "What I wrote.", "version": "0"}
        answer = ben.post(AREA, sent, headers=HTMX if htmx else {})
        shown = answer.content.decode()
        assert answer.status_code == 409
        for text in ("What was saved first.", "What I wrote.", "Sustainable", "Expanding", "Ben saved this area"):
            assert text in shown, text
        assert ("<html" in shown) is not htmx
        assert stored(world).comment == "What was saved first."
        ben.post(AREA, sent | {"over": "1"})
        assert (stored(world).comment, stored(world).version) == ("What I wrote.", 2)

    @pytest.mark.parametrize("htmx", [False, True])
    def test_a_tab_older_than_the_hand_in_keeps_the_text(self, ben: Visitor, world: World, htmx: bool) -> None:
        world.submit(ASH)
        world.hand_in(ASH, BECK)
        sent = {"answer": "4", "comment": "A late thought.", "version": "1"}
        answer = ben.post(AREA, sent, headers=HTMX if htmx else {})
        shown = answer.content.decode()
        assert answer.status_code == (409 if htmx else 403)
        assert "handed in its view" in shown
        assert htmx or "A late thought." in shown
        assert stored(world).comment == "What we saw."

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            ({"answer": "9", "comment": "Kept.", "version": "0"}, "is not a level here"),
            (
                {"answer": "2", "comment": "x" * 32_768, "version": "0"},
                "Your comment is 32,768 characters long. Shorten it to 32,767",
            ),
            ({"answer": "2", "comment": "Kept.", "version": "x"}, "Kept."),
            ({"answer": "2", "comment": "Kept.", "version": "99999999999999999999"}, "Kept."),
            ({"answer": "2", "comment": "Kept."}, "Kept."),
        ],
    )
    def test_what_cannot_be_saved_is_shown_again(
        self, ben: Visitor, world: World, data: dict[str, str], says: str
    ) -> None:
        world.submit(ASH)
        answer = ben.post(AREA, data)
        assert answer.status_code == 422
        assert says in answer.content.decode()
        assert stored(world).version == 0

    def test_the_other_partner_and_the_host_find_no_such_page(self, client: PageClient, world: World) -> None:
        world.reveal(ASH)
        for name in ("ada", "amy", "gil", "cat"):
            visitor = Visitor(client, world, name)
            for path in (VIEW, AREA, f"{VIEW}hand-in/", f"{VIEW}workbook/", f"{VIEW}upload/"):
                assert visitor.get(path).status_code == 404, (name, path)
                assert visitor.post(path).status_code in (404, 405), (name, path)

    def test_two_partner_schools_are_never_mixed_up(self, ben: Visitor, world: World) -> None:
        partnerships.appoint(person_id=world.people["ben"].pk, role=Role.LEADER, urn=CLIFF, starts=TODAY, at=AT)
        world.submit(ASH)
        ben.post(AREA, {"answer": "4", "comment": "Seen by Beck Lane.", "version": "0"})
        other = f"views/{CLIFF}/areas/area-1/"
        assert "Seen by Beck Lane." not in ben.text(other)
        assert "How Cliff Top Primary School sees" in ben.text(f"views/{CLIFF}/")
        shown = ben.text()
        assert "The view of Beck Lane Primary School" in shown
        assert "The view of Cliff Top Primary School" in shown
        assert ben.post(f"views/{CLIFF}/hand-in/").status_code == 403  # a leader there, head elsewhere

    def test_a_closed_round_is_read_only(self, ben: Visitor, world: World) -> None:
        world.submit(ASH)
        world.look(ASH, BECK)
        open_round(
            programme_id=world.programme_id,
            title="Spring 2027",
            urns=world.urns,
            opened_on=TODAY,
            evaluation_due=TODAY,
            review_due=TODAY,
            after=1,
            at=AT,
            actor_id=None,
        )
        assert "This round is closed" in ben.text(VIEW)
        assert "What we saw." in ben.text(AREA)
        assert "<form" not in ben.text(AREA).split("<main")[1]
        assert ben.post(AREA, {"answer": "4", "comment": "", "version": "1"}).status_code == 403


class TestHandingIn:
    def test_says_what_is_missing_who_will_read_it_and_that_it_is_final(self, ben: Visitor, world: World) -> None:
        world.submit(ASH)
        path = f"{VIEW}hand-in/"
        assert "You can hand in once every area has a judgement" in ben.text(path)
        answer = ben.post(path)
        assert answer.status_code == 422
        assert "Area number 1 has no judgement yet" in answer.content.decode()
        world.look(ASH, BECK)
        shown = ben.text(path)
        assert "It is final" in shown
        assert "senior leaders of Beck Lane Primary School and Cliff Top Primary School read every view" in shown
        assert ben.post(path).headers["Location"] == ben.at()
        assert "Handed in: how Beck Lane" in ben.text()
        assert ben.post(path).headers["Location"] == ben.at()  # sent twice
        assert ben.get(path).headers["Location"] == ben.at()

    def test_a_leader_reads_who_hands_in(self, ben: Visitor, client: PageClient, world: World) -> None:
        world.submit(ASH)
        world.look(ASH, BECK)
        partnerships.appoint(person_id=world.people["sam"].pk, role=Role.LEADER, urn=BECK, starts=TODAY, at=AT)
        sam = Visitor(client, world, "sam")
        assert "headteacher of Beck Lane Primary School hands the view in" in sam.text(VIEW)
        assert "The headteacher of the reviewing school hands in its view." in sam.text(f"{VIEW}hand-in/")
        assert sam.post(f"{VIEW}hand-in/").status_code == 403


class TestTakingBack:
    def test_asks_first_and_goes_back_to_the_draft(self, client: PageClient, world: World) -> None:
        world.submit(ASH)
        ada = Visitor(client, world, "ada")
        address = f"/peer-reviews/take-back/{world.evaluations[ASH]}/"
        assert "It becomes a draft again" in client.get(address).content.decode()
        assert client.post(address).headers["Location"] == f"/self-evaluations/{world.evaluations[ASH]}/"
        assert "is still being written" in ada.text()
        assert client.post(address).status_code == 403  # sent twice

    def test_says_that_partners_have_begun(self, client: PageClient, world: World) -> None:
        world.submit(ASH)
        ada = Visitor(client, world, "ada")
        assert "Take it back" in ada.text()
        world.look(ASH, BECK)
        assert "Take it back" not in ada.text()
        address = f"/peer-reviews/take-back/{world.evaluations[ASH]}/"
        assert "A partner has begun to write" in client.get(address).content.decode()
        assert client.post(address).status_code == 403
        for name in ("ben", "lee", "sam"):
            Visitor(client, world, name)
            assert client.get(address).status_code == 404
            assert client.post(address).status_code == 404


class TestOtherFrameworks:
    def test_an_area_without_levels(self, client: PageClient) -> None:
        world = trio(without_levels())
        ben = Visitor(client, world, "ben")
        world.judge(ASH, answer="")
        selfevaluation.submit(viewer=world.viewer("ada"), evaluation_id=world.evaluations[ASH], at=AT)
        assert "This area has questions and no levels." in ben.text(VIEW)
        assert 'type="radio"' not in ben.text(AREA)
        ben.post(AREA, {"comment": "We asked them.", "version": "0"})
        assert "Written" in ben.text(VIEW)
        assert ben.post(f"{VIEW}hand-in/").status_code == 302


def without_levels() -> Framework:
    framework = small_framework(framework_id="questions")
    bare = replace(framework.areas[0].statements[0], descriptors=())
    return replace(
        framework,
        scale=Scale(),
        overall=replace(framework.overall, allowed=False, rule=None),
        areas=tuple(
            replace(area, scale=Scale(), statements=tuple(replace(bare, id=item.id) for item in area.statements))
            for area in framework.areas
        ),
    )


def counted(act: Any) -> int:
    with CaptureQueriesContext(connection) as caught:
        act()
    return len(caught)


@pytest.mark.parametrize(("areas", "statements"), [(1, 1), (3, 36)])
def test_as_many_queries_and_few_bytes_whatever_the_framework(client: PageClient, areas: int, statements: int) -> None:
    world = trio(small_framework(areas, statements))
    ben = Visitor(client, world, "ben")
    world.judge(ASH, evidence="What we have seen. " * 40)
    world.submit(ASH)
    pages = ("", VIEW, AREA, f"{VIEW}hand-in/")
    assert {path: counted(lambda path=path: ben.get(path)) for path in pages} == {
        "": 7,
        VIEW: 11,
        AREA: 12,
        f"{VIEW}hand-in/": 10,
    }
    assert all(len(ben.get(path).content) < 150 * 1024 for path in pages)
    sent = {"answer": "3", "comment": "Seen.", "version": "0"}
    assert counted(lambda: ben.post(AREA, sent, headers=HTMX)) <= 11
