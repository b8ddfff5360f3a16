"""Complaints: who may make, see and answer them, and what of them is in no mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.audit.models import AuditEntry
from plait.domain.complaints import Subject
from plait.domain.roles import Role
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, Refused
from plait.mail.models import OutgoingMail
from plait.partnerships.models import Appointment
from plait.rights import complaint_actions as actions
from plait.rights import complaint_queries as queries
from plait.rights.complaint_pages import state_of
from plait.rights.models import Complaint, ComplaintNote
from plait.rights.queries import own_copy
from tests.sight.crawl import BACKEND
from tests.world import AT, TODAY, World, person, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def world() -> World:
    """With a second lead, so that one of the two can be complained about."""
    world = trio()
    world.people["lou"] = person("lou", role=Role.PARTNERSHIP_LEAD, partnership_id=world.partnership_id)
    return world


def complain(world: World, by: str = "ada", named: str = "") -> int:
    given = actions.ComplaintInput(Subject.CONDUCT, "SECRET-WORDS", world.people[named].pk if named else None)
    return actions.complain(
        viewer=world.viewer(by), partnership_id=world.partnership_id, given=given, at=AT, today=TODAY
    )


def note(world: World, by: str, number: int, step: str, text: str = "") -> None:
    actions.note(viewer=world.viewer(by), complaint_id=number, step=step, text=text, at=AT)


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend=BACKEND)
    return client


def test_those_who_answer_are_told_without_its_words(world: World) -> None:
    number = complain(world)
    mails = OutgoingMail.objects.filter(kind="complaint")
    assert {mail.person_id for mail in mails} == {world.people["lee"].pk, world.people["lou"].pk}
    for mail in mails:
        assert "13 October 2026" in mail.text
        assert f"/complaints/{number}/" in mail.text
        assert "SECRET" not in mail.subject + mail.text + mail.html
    entry = AuditEntry.objects.get(kind="complaint")
    assert (entry.action, entry.actor_id) == ("complain", world.people["ada"].pk)
    assert "SECRET" not in str(entry.changes)


def test_somebody_who_is_named_neither_sees_it_nor_is_told(client: PageClient, world: World) -> None:
    number = complain(world, named="lee")
    assert [mail.person_id for mail in OutgoingMail.objects.filter(kind="complaint")] == [world.people["lou"].pk]
    with pytest.raises(NotVisible):
        note(world, "lee", number, "close")
    answer = sign_in(client, world, "lee").get(f"/complaints/{number}/")
    assert answer.status_code == 404
    assert "Ada" not in client.get("/complaints/").content.decode()
    assert "SECRET" not in str(own_copy(world.viewer("lee"), made_at=AT))


@pytest.mark.parametrize("name", ["ben", "amy", "gil", "sam"])
def test_nobody_else_sees_it(client: PageClient, world: World, name: str) -> None:
    number = complain(world)
    note(world, "lee", number, "answer", "SECRET-ANSWER")
    sign_in(client, world, name)
    for answer in (client.get(f"/complaints/{number}/"), client.post(f"/complaints/{number}/", {"words": "x"})):
        assert answer.status_code == 404
        assert b"SECRET" not in answer.content
    assert b"Yours" not in client.get("/complaints/").content
    assert queries.notes(world.viewer(name), number) == ()
    assert "SECRET" not in str(own_copy(world.viewer(name), made_at=AT))


def test_from_received_to_closed(client: PageClient, world: World) -> None:
    number = complain(world)
    page = f"/complaints/{number}/"
    sign_in(client, world, "lee").post(page, {"step": "acknowledge", "words": ""})
    assert client.post(page, {"step": "answer", "words": " "}).status_code == 422
    assert Complaint.objects.get().state == "acknowledged"
    client.post(page, {"step": "answer", "words": "We are sorry and have changed it."})
    assert "We are sorry" in sign_in(client, world, "ada").get(page).content.decode()
    client.post(page, {"step": "", "words": "Thank you."})
    note(world, "lou", number, "close")
    assert Complaint.objects.get().state == "closed"
    assert [row.step for row in ComplaintNote.objects.order_by("pk")] == ["acknowledge", "answer", "", "close"]
    done = AuditEntry.objects.filter(kind="complaint").order_by("pk")
    assert [row.action for row in done] == ["complain", "acknowledge", "answer", "note", "close"]
    assert OutgoingMail.objects.filter(kind="complaint", person=world.people["ada"]).count() == 3
    with pytest.raises(NotAllowedNow):
        note(world, "lee", number, "answer", "Again")
    assert ComplaintNote.objects.count() == 4


def test_nobody_answers_their_own_and_whoever_made_it_may_withdraw(world: World) -> None:
    number = complain(world, by="lee")
    with pytest.raises(Refused, match="never a complaint of their own"):
        note(world, "lee", number, "acknowledge")
    with pytest.raises(Refused, match="Only whoever complained"):
        note(world, "lou", number, "withdraw")
    note(world, "lee", number, "withdraw")
    assert Complaint.objects.get().state == "closed"


def test_it_is_not_taken_where_nobody_could_answer(world: World) -> None:
    with pytest.raises(Refused, match="Nobody else"):
        complain(world, by="lou", named="lee")
    with pytest.raises(NotVisible):
        complain(world, by="sam")
    assert not Complaint.objects.exists()
    assert not AuditEntry.objects.filter(kind="complaint").exists()


def with_administrator(world: World) -> None:
    world.people["abe"] = person("abe", role=Role.ADMINISTRATOR)


def test_an_administrator_answers_where_no_lead_can(client: PageClient, world: World) -> None:
    with_administrator(world)
    Appointment.objects.filter(person=world.people["lou"]).delete()
    number = complain(world, named="lee")  # the only lead
    assert [mail.person_id for mail in OutgoingMail.objects.filter(kind="complaint")] == [world.people["abe"].pk]
    for name, found in (("lee", 404), ("lou", 404), ("ben", 404), ("ada", 200), ("abe", 200)):
        answer = sign_in(client, world, name).get(f"/complaints/{number}/")
        assert answer.status_code == found, name
        assert (b"SECRET-WORDS" in answer.content) is (found == 200)
    note(world, "abe", number, "answer", "We have looked into it.")
    assert Complaint.objects.get().state == "answered"
    with pytest.raises(NotVisible):
        note(world, "lee", number, "close")


def test_a_school_in_no_partnership_complains_to_whoever_runs_it(client: PageClient, world: World) -> None:
    page = "/complaints/to/whoever-runs-it/"
    assert "Nobody else here could answer" in sign_in(client, world, "sam").get(page).content.decode()
    given = {"what": "data", "words": "SECRET-WORDS about my school.", "named": ""}
    assert client.post(page, given).status_code == 403
    assert not Complaint.objects.exists()
    with_administrator(world)
    assert page in client.get("/complaints/").content.decode()
    client.post(page, given)
    row = Complaint.objects.get()
    assert (row.partnership_id, row.to_administrators) == (None, True)
    for name in ("lee", "lou", "ada"):
        assert sign_in(client, world, name).get(f"/complaints/{row.pk}/").status_code == 404
    assert "whoever runs this copy of Plait" in sign_in(client, world, "abe").get("/complaints/").content.decode()
    note(world, "abe", row.pk, "acknowledge")
    assert "SECRET-WORDS" in str(own_copy(world.viewer("sam"), made_at=AT))
    assert [entry.action for entry in AuditEntry.objects.filter(kind="complaint").order_by("pk")] == [
        "complain", "acknowledge",
    ]  # fmt: skip


def test_an_administrator_sees_nothing_of_what_leads_answer(client: PageClient, world: World) -> None:
    with_administrator(world)
    number = complain(world)
    assert sign_in(client, world, "abe").get(f"/complaints/{number}/").status_code == 404
    assert b"From Ada" not in client.get("/complaints/").content


def test_late_is_marked(world: World) -> None:
    found = queries.complaint(world.viewer("lee"), complain(world))
    assert state_of(found, TODAY + timedelta(days=29))[0] == "Received"
    assert state_of(found, TODAY + timedelta(days=30))[0] == "Acknowledgement is late"


def test_the_form_asks_for_what_is_missing_and_keeps_nothing_by_halves(client: PageClient, world: World) -> None:
    address = f"/complaints/to/{world.partnership_id}/"
    shown = sign_in(client, world, "ada").get(address).content.decode()
    assert "Lee" in shown
    answer = client.post(address, {"what": "data", "words": "", "named": str(world.people["cat"].pk)})
    assert answer.status_code == 422
    assert "Say what happened." in answer.content.decode()
    assert not Complaint.objects.exists()
    client.post(address, {"what": "data", "words": "My address was read out.", "named": str(world.people["lou"].pk)})
    assert Complaint.objects.get().named_id == world.people["lou"].pk
    assert "My address was read out." in str(own_copy(world.viewer("ada"), made_at=AT))
    assert sign_in(client, world, "sam").get(address).status_code == 404


def test_the_list_takes_as_many_queries_for_three_as_for_one(client: PageClient, world: World) -> None:
    def counted() -> int:
        sign_in(client, world, "lee").get("/complaints/")
        with CaptureQueriesContext(connection) as found:
            assert client.get("/complaints/").content.decode().count("From Ada") == Complaint.objects.count()
        return len(found)

    complain(world)
    first = counted()
    complain(world)
    complain(world)
    assert counted() == first
