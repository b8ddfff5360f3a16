"""Comments on an area: who writes and reads, what the trail and the log keep, when nothing new is written."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.audit.models import AuditEntry, Disclosure
from plait.domain.roles import Role
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, Refused
from plait.domain.visibility import Relation
from plait.journey import actions as journey
from plait.journey.changes import changes_page
from plait.mail.kinds import About
from plait.mail.models import OutgoingMail
from plait.partnerships.models import Round
from plait.selfevaluation import actions as selfevaluation
from plait.selfevaluation import comment_actions as actions
from plait.selfevaluation import comment_queries, queries
from plait.selfevaluation.comment_letters import compose
from plait.selfevaluation.comment_queries import Party, ThreadFacts
from plait.selfevaluation.models import Comment, CommentThread
from plait.selfevaluation.rights_queries import held
from tests.world import AT, TODAY, World, person, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
ASH, BECK, CLIFF = 990001, 990002, 990003
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def world() -> World:
    """Ash Bank has submitted; Beck Lane has a governor and a senior leader besides its head."""
    made = trio()
    made.people["bev"] = person("bev", role=Role.LEADER, urn=BECK)
    made.people["gus"] = person("gus", role=Role.GOVERNOR, urn=BECK)
    made.submit(ASH)
    return made


def ask(world: World, name: str = "ben", text: str = "Where do you see this?", urn: int | None = BECK) -> int:
    return actions.comment(
        viewer=world.viewer(name),
        evaluation_id=world.evaluations[ASH],
        area_id="area-1",
        party=Party(Relation.REVIEWER, urn),
        text=text,
        at=AT,
        today=TODAY,
    )


def reply(world: World, text: str = "In the minutes.", name: str = "ada") -> int:
    thread_id = CommentThread.objects.get(school_id=BECK).pk
    where = {"evaluation_id": world.evaluations[ASH], "area_id": "area-1", "thread_id": thread_id}
    return actions.answer(viewer=world.viewer(name), text=text, at=AT, **where)


def seen_by(world: World, name: str) -> tuple[ThreadFacts, ...]:
    viewer = world.viewer(name)
    found = queries.facts(viewer, world.evaluations[ASH])
    return comment_queries.threads(viewer, found, comment_queries.parties_of(viewer, found))


def address(world: World, area: int = 1) -> str:
    return f"/self-evaluations/{world.evaluations[ASH]}/areas/area-{area}/comments/"


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend=BACKEND)
    return client


def test_a_thread_is_between_the_school_and_one_partner(world: World) -> None:
    ask(world)
    ask(world, "cat", "Who leads it?", CLIFF)
    reply(world)
    assert [[item.text for item in thread.comments] for thread in seen_by(world, "bev")] == [
        ["Where do you see this?", "In the minutes."]
    ]
    assert [[item.text for item in thread.comments] for thread in seen_by(world, "cat")] == [["Who leads it?"]]
    assert len(seen_by(world, "amy")) == len(seen_by(world, "ada")) == 2
    assert seen_by(world, "gil") == ()  # a governor of the school reads the judgements and not the threads
    for name in ("gus", "lee", "sam"):  # nobody of the partner who does not review, not the lead, no stranger
        with pytest.raises(NotVisible):
            seen_by(world, name)
    assert [entry.school_urn for entry in AuditEntry.objects.filter(kind="comment").order_by("pk")] == [
        BECK,
        CLIFF,
        ASH,
    ]


def test_nobody_writes_for_others_or_says_nothing(world: World) -> None:
    for name, urn in (("ben", CLIFF), ("ada", BECK), ("ben", None)):
        with pytest.raises(NotAllowedNow, match="for whom"):
            ask(world, name, urn=urn)
    for name in ("gil", "gus", "lee", "sam"):
        with pytest.raises(NotVisible):
            ask(world, name)
    with pytest.raises(NotAllowedNow, match="Write something"):
        ask(world, text="  \n")
    ask(world)
    with pytest.raises(NotVisible):
        reply(world, name="cat")
    with pytest.raises(NotVisible):
        reply(world, name="ben")  # who asked does not answer for the school
    assert Comment.objects.count() == AuditEntry.objects.filter(kind="comment").count() == 1


def test_struck_out_words_are_gone_from_pages_and_kept_in_the_trail_of_those_who_wrote_them(world: World) -> None:
    number = ask(world, text="A word too much.")
    where: dict[str, Any] = {"evaluation_id": world.evaluations[ASH], "area_id": "area-1", "at": AT}
    for name in ("bev", "ada"):  # not even one's own colleague
        with pytest.raises(Refused, match="whoever wrote"):
            actions.strike_out(viewer=world.viewer(name), comment_id=number, **where)
    with pytest.raises(NotVisible):
        actions.strike_out(viewer=world.viewer("cat"), comment_id=number, **where)
    actions.strike_out(viewer=world.viewer("ben"), comment_id=number, **where)
    assert [item.text for thread in seen_by(world, "ada") for item in thread.comments] == [""]
    entry = AuditEntry.objects.get(action="strike out")
    assert (entry.school_urn, entry.changes) == (BECK, {"words": ["A word too much.", ""]})

    def trail(name: str, urn: int) -> str:
        return repr(changes_page(world.viewer(name), urn).rows)

    assert "A word too much." in trail("ben", BECK)
    assert "A word too much." not in trail("ada", ASH)
    with pytest.raises(Refused, match="already"):
        actions.strike_out(viewer=world.viewer("ben"), comment_id=number, **where)
    assert ("Comment", "struck out") in held(world.people["ben"].pk)[2].entries[0].facts


def test_either_side_marks_as_answered_and_asking_more_opens_it_again(world: World) -> None:
    ask(world)
    thread_id = CommentThread.objects.get().pk
    where: dict[str, Any] = {"evaluation_id": world.evaluations[ASH], "area_id": "area-1", "thread_id": thread_id}
    for answered in (True, True, False, True):
        actions.mark_answered(viewer=world.viewer("amy"), answered=answered, at=AT, **where)
    assert AuditEntry.objects.filter(action="mark answered").count() == 2
    assert [thread.answered_by for thread in seen_by(world, "ben")] == ["Amy"]
    ask(world, "bev", "And this?")
    assert [thread.answered_at for thread in seen_by(world, "ben")] == [None]
    with pytest.raises(NotVisible):
        actions.mark_answered(viewer=world.viewer("cat"), answered=True, at=AT, **where)


def test_nothing_new_after_withdrawing_closing_or_taking_back(world: World) -> None:
    ask(world)
    evaluation_id = world.evaluations[ASH]
    selfevaluation.reopen(viewer=world.viewer("ada"), evaluation_id=evaluation_id, partners_have_begun=False, at=AT)
    with pytest.raises(Refused, match="draft"):
        reply(world)
    with pytest.raises(NotVisible):
        ask(world)
    world.submit(ASH)
    reply(world)
    Round.objects.filter(pk=world.round_id).update(closed_on=date(2026, 12, 20))
    for late in (ask, reply):
        with pytest.raises(Refused, match="closed"):
            late(world)
    with pytest.raises(Refused, match="closed"):
        actions.strike_out(
            viewer=world.viewer("ben"),
            evaluation_id=evaluation_id,
            area_id="area-1",
            comment_id=Comment.objects.filter(from_school=False).get().pk,
            at=AT,
        )
    assert len(seen_by(world, "ben")) == 1  # what was written stays readable
    Round.objects.filter(pk=world.round_id).update(closed_on=None)
    journey.withdraw(viewer=world.viewer("ada"), round_id=world.round_id, urn=ASH, reason="", at=AT)
    with pytest.raises(NotVisible):
        seen_by(world, "ben")
    with pytest.raises(Refused, match="withdrawn"):
        reply(world)


def test_a_partner_that_withdraws_comments_no_more(world: World) -> None:
    ask(world)
    journey.withdraw(viewer=world.viewer("ben"), round_id=world.round_id, urn=BECK, reason="", at=AT)
    with pytest.raises(NotVisible):
        ask(world)


def test_mail_tells_that_and_not_what(world: World) -> None:
    number = ask(world, text="A secret question.")
    asked = OutgoingMail.objects.filter(kind="comment")
    assert {row.person_id for row in asked} == {world.people["ada"].pk, world.people["amy"].pk}
    about = About("comment", str(number), ASH)
    letter = compose(world.people["ada"].pk, about, AT)
    assert letter is not None
    assert "secret" not in repr(letter)
    assert "Ash Bank" in repr(letter)
    for name in ("gil", "cat", "ned") if "ned" in world.people else ("gil", "cat"):
        assert compose(world.people[name].pk, about, AT) is None
    later = ask(world, text="Another.")
    assert compose(world.people["ada"].pk, about, AT) is None  # the newer one speaks for both
    told = reply(world)
    assert {row.person_id for row in asked.filter(about_id=str(told))} == {world.people["ben"].pk}
    journey.withdraw(viewer=world.viewer("ada"), round_id=world.round_id, urn=ASH, reason="", at=AT)
    assert compose(world.people["ben"].pk, About("comment", str(told), ASH), AT) is None
    assert compose(world.people["ada"].pk, About("comment", str(later), ASH), AT) is not None


def test_the_log_has_it_when_a_partner_reads_an_answer(client: PageClient, world: World) -> None:
    ask(world)
    sign_in(client, world, "ben").get(address(world))
    assert not Disclosure.objects.filter(kind="comment").exists()
    reply(world)
    assert "In the minutes." in client.get(address(world)).content.decode()
    row = Disclosure.objects.get(kind="comment")
    assert (row.school_urn, row.person_id, row.relation) == (ASH, world.people["ben"].pk, "reviewer")
    sign_in(client, world, "ada").get(address(world))
    assert Disclosure.objects.filter(kind="comment").count() == 1


def test_on_pages(client: PageClient, world: World) -> None:
    view = f"/peer-reviews/{world.reviews[ASH]}/views/{BECK}/areas/area-1/"
    assert address(world) in sign_in(client, world, "ben").get(view).content.decode()
    assert client.post(address(world), {"text": "  "}).status_code == 422
    assert client.post(address(world), {"text": "x" * 5_001}).status_code == 422
    assert client.post(address(world), {"text": "Where is this?"}).status_code == 302
    thread_id = CommentThread.objects.get().pk
    assert "Where is this?" in client.get(address(world)).content.decode()

    sign_in(client, world, "ada")
    overview = client.get(f"/self-evaluations/{world.evaluations[ASH]}/").content.decode()
    assert "One comment, one thread open." in overview
    area = f"/self-evaluations/{world.evaluations[ASH]}/areas/area-1/"
    assert address(world) in client.get(area).content.decode()
    assert client.post(address(world), {"text": "No thread of mine."}).status_code == 409
    assert client.post(address(world), {"text": " ", "thread": thread_id}).status_code == 422
    assert client.post(address(world), {"text": "Here it is.", "thread": thread_id}).status_code == 302
    client.post(f"{address(world)}threads/{thread_id}/answered/", {"answered": "yes"})
    assert "marked by Ada" in client.get(address(world)).content.decode()
    own = Comment.objects.get(from_school=True).pk
    client.post(f"{address(world)}{own}/strike-out/")
    page = client.get(address(world)).content.decode()
    assert "Struck out on" in page
    assert "Here it is." not in page

    sign_in(client, world, "cat")
    assert "Where is this?" not in client.get(address(world)).content.decode()
    assert client.post(address(world), {"text": "Mine?", "thread": thread_id}).status_code == 404
    assert client.post(f"{address(world)}{own}/strike-out/").status_code == 404
    for name in ("gil", "gus", "lee", "sam"):
        assert sign_in(client, world, name).get(address(world)).status_code == 404
    assert sign_in(client, world, "ben").get(address(world, 99)).status_code == 404


def test_as_many_queries_for_one_comment_as_for_three_threads(client: PageClient, world: World) -> None:
    def many(name: str) -> int:
        sign_in(client, world, name).get(address(world))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address(world)).status_code == 200
        return len(caught)

    ask(world)
    reply(world)
    first = many("ada"), many("ben")
    ask(world, "cat", "Who leads it?", CLIFF)
    for text in ("And?", "And then?"):
        ask(world, text=text)
        reply(world, text)
    assert (many("ada"), many("ben")) == first
    assert max(first) <= 14
