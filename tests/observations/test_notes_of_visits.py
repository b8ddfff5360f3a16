"""Notes of a visit: for those who write the view, received once from devices, side by side, deleted on schedule."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from inspection import PageClient

from plait.adapters.evidence_files import read_file
from plait.audit.models import AuditEntry
from plait.domain.observing import ActivityKind, Edit, NoteState, Outcome, Seen
from plait.domain.retention import Kept
from plait.domain.roles import Role
from plait.domain.verdicts import NotVisible, Refused, StaleWrite
from plait.observations import actions, queries
from plait.observations.models import Observation, ObservationPhoto, ObservationTag, ReceivedEdit
from plait.partnerships.models import Appointment, Round
from plait.rights.retention_actions import delete_what_is_over
from plait.ui.assets import FOLDER
from plait.visits.models import Activity
from tests.peerreview.test_peer_pages import ASH, BECK, CLIFF, Visitor, counted
from tests.races import at_once
from tests.sight.story import small_picture
from tests.visits.planned import add, arrange, triad
from tests.world import AT, TODAY, World, person, trio

MARKER = "Kestrel-harbour-7719"
FORM = {"kind": "learning-walk", "place": "Corridor", "text": MARKER, "seen": "seen"}
DEVICE, TABLET = UUID(int=1), UUID(int=2)
pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def world() -> World:
    return trio()


class Reviewer(Visitor):
    """Somebody signed in, with the addresses of the notes that Beck Lane takes about the first school."""

    def at(self, path: str = "") -> str:
        if path.startswith(("notes/", "photos/")):
            return f"/observations/{path}"
        return f"/observations/{self.world.reviews[ASH]}/{BECK}/{path}"


@pytest.fixture
def ben(client: PageClient, world: World) -> Reviewer:
    return Reviewer(client, world, "ben")


def state(text: str = MARKER, *tags: tuple[str, str], place: str = "Year 4", gone: bool = False) -> NoteState:
    kind = ActivityKind.LESSON_VISIT
    return NoteState(kind, "" if gone else place, "" if gone else text, Seen.SEEN, tags, AT, gone=gone)


def where(world: World, name: str = "ben", urn: int = BECK) -> dict[str, Any]:
    return {"viewer": world.viewer(name), "review_id": world.reviews[ASH], "urn": urn}


def send(
    world: World,
    uid: UUID,
    number: int,
    given: NoteState,
    *,
    base: int = 0,
    device: UUID = DEVICE,
    name: str = "ben",
    urn: int = BECK,
    at: datetime = AT,
) -> Any:
    edit = Edit(uid, device, number, base, given)
    return actions.receive(edit=edit, at=at, **where(world, name, urn))


def texts(world: World, name: str = "ben") -> list[str]:
    found = queries.team(**where(world, name))
    return [item.state.text for item in queries.notes(found)]


def trail() -> list[str]:
    return list(AuditEntry.objects.filter(kind="observation").order_by("pk").values_list("action", flat=True))


class TestFromADevice:
    def test_each_edit_counts_once_however_often_it_comes(self, world: World) -> None:
        uid = uuid4()
        first = send(world, uid, 1, state("One.", ("area-1", "")))
        assert (first.outcome, first.version) == (Outcome.KEPT, 1)
        assert send(world, uid, 1, state("One.")).outcome is Outcome.ALREADY
        assert send(world, uid, 2, state("Two.")).version == 2
        assert send(world, uid, 1, state("One.")).outcome is Outcome.ALREADY
        assert texts(world) == ["Two."]
        assert not ObservationTag.objects.exists()  # the second edit ticked nothing
        assert trail() == ["keep note", "change note"]

    def test_what_arrives_late_changes_nothing(self, world: World) -> None:
        uid = uuid4()
        send(world, uid, 1, state("One."))
        send(world, uid, 3, state("Three."))
        assert send(world, uid, 2, state("Two.")).outcome is Outcome.OVERTAKEN
        assert texts(world) == ["Three."]

    def test_two_devices_in_one_note_are_kept_side_by_side(self, world: World) -> None:
        uid = uuid4()
        send(world, uid, 1, state("On the phone."))
        assert send(world, uid, 1, state("On the tablet."), base=1, device=TABLET).outcome is Outcome.KEPT
        got = send(world, uid, 2, state("On the phone, later."), base=1)
        assert got.outcome is Outcome.BESIDE
        assert sorted(texts(world)) == ["On the phone, later.", "On the tablet."]
        beside = Observation.objects.get(text="On the phone, later.")
        assert beside.beside is not None
        assert beside.beside.text == "On the tablet."
        assert send(world, uid, 2, state("On the phone, later."), base=1).outcome is Outcome.ALREADY
        send(world, uid, 3, state("The phone goes on."), base=got.version)
        assert sorted(texts(world)) == ["On the tablet.", "The phone goes on."]

    def test_changed_on_the_web_meanwhile(self, world: World) -> None:
        uid = uuid4()
        send(world, uid, 1, state("On the phone."))
        note_id = Observation.objects.get().pk
        actions.change(note_id=note_id, version=1, state=state("On the web."), at=AT, **where(world))
        assert send(world, uid, 2, state("On the phone again."), base=1).outcome is Outcome.BESIDE
        assert sorted(texts(world)) == ["On the phone again.", "On the web."]

    def test_deleted_stays_deleted(self, world: World) -> None:
        uid = uuid4()
        send(world, uid, 1, state("One."))
        send(world, uid, 2, state(gone=True))
        assert send(world, uid, 1, state("One.")).outcome is Outcome.ALREADY
        assert texts(world) == []
        assert MARKER not in str(list(Observation.objects.values_list()))

    def test_deleting_does_not_take_what_somebody_changed_meanwhile(self, world: World) -> None:
        uid = uuid4()
        send(world, uid, 1, state("One."))
        send(world, uid, 1, state("Better."), base=1, device=TABLET)
        assert send(world, uid, 2, state(gone=True), base=1).outcome is Outcome.BESIDE
        assert texts(world) == ["Better."]

    def test_the_clock_of_the_device_is_kept_beside_ours(self, world: World, ben: Reviewer) -> None:
        send(world, uuid4(), 1, state("Ahead."), at=AT - timedelta(days=1))
        row = Observation.objects.get()
        assert (row.noted_at, row.received_at) == (AT, AT - timedelta(days=1))
        assert "clock was ahead of ours" in ben.text()

    def test_not_into_another_review_nor_over_somebody_elses(self, world: World) -> None:
        uid = uuid4()
        send(world, uid, 1, state())
        for name, urn in (("cat", CLIFF), ("cat", BECK), ("ada", BECK), ("lee", BECK), ("sam", BECK)):
            got = send(world, uid, 2, state("Forged."), base=1, name=name, urn=urn)
            assert got.outcome is Outcome.REFUSED, name
        assert texts(world) == [MARKER]
        assert ReceivedEdit.objects.count() == 1

    def test_rights_are_asked_for_each_edit(self, world: World) -> None:
        send(world, uuid4(), 1, state())
        Appointment.objects.filter(person=world.people["ben"]).update(ends=TODAY - timedelta(days=1))
        got = send(world, uuid4(), 1, state("Late."))
        assert got.outcome is Outcome.REFUSED
        assert "stays on your device" in got.reason
        Appointment.objects.filter(person=world.people["ben"]).update(ends=None)
        Round.objects.filter(pk=world.round_id).update(closed_on=date(2026, 12, 18))
        assert "round is closed" in send(world, uuid4(), 1, state("Late.")).reason
        assert Observation.objects.count() == 1


class TestTheEndpoint:
    def edit(self, **changed: Any) -> dict[str, Any]:
        plain = {"uid": str(uuid4()), "device": str(DEVICE), "number": 1, "base": 0, "kind": "pupil-voice"}
        more = {"seen": "triangulated", "place": "Hall", "text": MARKER, "tags": ["area-1/area-1-statement-2"]}
        return plain | more | {"noted_at": "2026-09-14T10:00:00+01:00"} | changed

    def post(self, ben: Reviewer, *edits: object, **more: str) -> Any:
        return ben.post("sync/", {"edits": json.dumps(edits)} | more)

    def test_answers_each_and_keeps_what_is_sound(self, ben: Reviewer, world: World) -> None:
        sound = self.edit()
        answer = self.post(
            ben,
            sound,
            sound,
            self.edit(text=" "),
            self.edit(kind="spying"),
            self.edit(uid="x"),
            self.edit(number=0),
            self.edit(noted_at="yesterday"),
            self.edit(noted_at="2026-09-14T10:00:00"),
            "nonsense",
        )
        outcomes = [item["outcome"] for item in answer.json()["answers"]]
        assert outcomes == ["kept", "already", *["refused"] * 7]
        assert all(item["reason"] for item in answer.json()["answers"][2:])
        assert Observation.objects.get().tags.values_list("area", "statement").get() == ("area-1", "area-1-statement-2")

    @pytest.mark.parametrize("sent", ["", "{", "7", json.dumps([{}] * 51)])
    def test_what_cannot_be_read(self, ben: Reviewer, sent: str) -> None:
        assert ben.post("sync/", {"edits": sent}).status_code == 422
        assert not Observation.objects.exists()

    def test_somebody_else_is_signed_in(self, ben: Reviewer, world: World) -> None:
        assert self.post(ben, self.edit(), person=str(world.people["cat"].pk)).status_code == 409
        assert not Observation.objects.exists()

    def test_needs_its_token(self, world: World) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(world.people["ben"], backend="allauth.account.auth_backends.AuthenticationBackend")
        path = f"/observations/{world.reviews[ASH]}/{BECK}/"
        assert client.post(f"{path}sync/", {"edits": "[]"}).status_code == 403
        token = client.get(f"{path}pack/").json()["csrf"]
        answer = client.post(f"{path}sync/", {"edits": "[]"}, headers={"X-CSRFToken": token})
        assert answer.json()["answers"] == []

    def test_what_a_device_takes_along(self, ben: Reviewer, world: World) -> None:
        told = ben.get("pack/").json()
        assert told["pack"]["host"] == "Ash Bank Primary School"
        assert told["pack"]["areas"][0]["statements"][0][0] == "area-1-statement-1"
        assert (told["wipe"], told["over"], told["done"]) == (False, "", False)

    def test_takes_the_timetable_along(self, client: PageClient) -> None:
        world = triad()
        add(world, arrange(world), "ada")
        there = Reviewer(client, world, "ben").get("pack/").json()["pack"]["timetable"]
        assert [(row["day"], row["kind"]) for row in there] == [("2026-11-11", Activity.objects.get().kind)]
        assert there[0]["title"] == Activity.objects.get().title

    def test_wiping_is_for_devices_that_began_before(self, ben: Reviewer) -> None:
        ben.post("wipe/")
        assert ben.get("pack/?begun=2026-01-01T00:00:00%2B00:00").json()["wipe"] is True
        assert ben.get("pack/?begun=2999-01-01T00:00:00%2B00:00").json()["wipe"] is False
        assert ben.get("pack/?begun=soon").json()["wipe"] is False
        assert trail() == ["ask to wipe devices"]

    def test_photos_arrive_once_and_drawn_anew(self, ben: Reviewer, world: World) -> None:
        uid, photo = uuid4(), str(uuid4())
        send(world, uid, 1, state())
        for _ in range(2):
            sent = SimpleUploadedFile("a.png", small_picture(), "image/png")
            assert ben.post("photo/", {"note": str(uid), "uid": photo, "file": sent}).json() == {"kept": True}
        row = ObservationPhoto.objects.get()
        answer = ben.get(f"photos/{row.pk}/")
        assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/png", "private, no-store")
        assert "sandbox" in answer["Content-Security-Policy"]

    @pytest.mark.parametrize(
        ("name", "data", "says"),
        [
            ("a.pdf", b"%PDF-1.7\n", "damaged"),
            ("a.png", b"<svg onload=alert(1)>", "not a kind of file"),
            ("a.png", b"\0" * 11_000_000, "MB"),
            ("a.png", b"", "empty"),
        ],
    )
    def test_what_is_no_photo(self, ben: Reviewer, world: World, name: str, data: bytes, says: str) -> None:
        uid = uuid4()
        send(world, uid, 1, state())
        answer = ben.post("photo/", {"note": str(uid), "uid": str(uuid4()), "file": SimpleUploadedFile(name, data)})
        assert answer.status_code == 422
        assert says in answer.json()["error"]
        assert not ObservationPhoto.objects.exists()


class TestOnTheWeb:
    def test_a_plain_form_does_the_same(self, ben: Reviewer, world: World) -> None:
        assert "No notes yet" in ben.text()
        data = FORM | {"uid": str(uuid4()), "tag": ["area-1/", "area-1/area-1-statement-1", "forged/x"]}
        for _ in range(2):  # sent twice
            assert ben.post("new/", data).status_code == 302
        assert texts(world) == [MARKER]
        shown = ben.text()
        assert "One note by one person in one activity: learning walk" in shown
        assert shown.count("one source only") == 2
        assert "only headteachers and senior leaders of Beck Lane Primary School" in shown
        assert "Deleted 3 months after this round closes" in shown

    def test_what_is_wrong_is_said_and_what_was_written_stays(self, ben: Reviewer) -> None:
        answer = ben.post("new/", {"text": " ", "place": "Hall", "tag": "area-1/"})
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert "Say what you were doing." in shown
        assert "Write down what you saw or heard." in shown
        assert "Hall" in shown
        assert "checked" in shown
        assert not Observation.objects.exists()

    def test_a_note_is_changed_guarded_and_deleted(self, ben: Reviewer, world: World) -> None:
        ben.post("new/", FORM)
        note_id = Observation.objects.get().pk
        page = f"notes/{note_id}/"
        assert MARKER in ben.text(page)
        ben.post(page, FORM | {"text": "Second.", "version": "1"})
        answer = ben.post(page, FORM | {"text": "Third.", "version": "1"})
        assert answer.status_code == 409
        assert "Second." in answer.content.decode()
        assert "Third." in answer.content.decode()
        with pytest.raises(StaleWrite):
            actions.change(note_id=note_id, version=1, state=state("Fourth."), at=AT, **where(world))
        ben.post(page, FORM | {"text": "Third.", "version": "1", "over": "2"})
        assert texts(world) == ["Third."]
        assert "Delete this note now" in ben.text(f"{page}delete/")
        ben.post(f"{page}delete/")
        assert texts(world) == []
        assert ben.get(page).status_code == 404
        assert trail() == ["keep note", "change note", "change note", "delete note"]
        assert not any("Third" in str(row) for row in AuditEntry.objects.values_list())

    def test_a_colleague_reads_and_writes_beside(self, client: PageClient, world: World) -> None:
        world.people["lin"] = person("lin", role=Role.LEADER, urn=BECK)
        send(world, uuid4(), 1, state("Ben’s.", ("area-1", "")))
        lin = Reviewer(client, world, "lin")
        note_id = Observation.objects.get().pk
        assert "Ben’s." in lin.text(f"notes/{note_id}/")
        assert "Save the note" not in lin.text(f"notes/{note_id}/")
        for path in (f"notes/{note_id}/", f"notes/{note_id}/delete/"):
            assert lin.post(path, FORM | {"version": "1"}).status_code == 403
        lin.post("new/", FORM | {"tag": "area-1/"})
        shown = lin.text()
        assert "Two notes by two people in two activities: learning walk and lesson visit" in shown
        assert "one source only" not in shown

    def test_perhaps_a_name_is_a_hint(self, ben: Reviewer) -> None:
        ben.post("new/", FORM | {"text": "A pupil called Jayden Moss explained it."})
        assert "Perhaps somebody is named here: Jayden Moss" in ben.text()

    def test_queries_do_not_grow_with_the_notes(self, ben: Reviewer, world: World) -> None:
        send(world, uuid4(), 1, state("One.", ("area-1", "")))
        one = counted(lambda: ben.get())
        for text in ("Two.", "Three."):
            send(world, uuid4(), 1, state(text, ("area-2", "area-2-statement-1")))
        assert counted(lambda: ben.get()) == one <= 16
        assert counted(lambda: ben.get(f"notes/{Observation.objects.order_by('pk')[0].pk}/")) <= 16


class TestNobodyElse:
    def test_host_lead_partner_governor_and_stranger_find_nothing(self, world: World) -> None:
        world.submit(ASH)
        uid = uuid4()
        send(world, uid, 1, state(MARKER, ("area-1", "")))
        world.hand_in(ASH, BECK)
        world.hand_in(ASH, CLIFF)
        note_id = Observation.objects.get().pk
        pages = ["", "new/", "pack/", "wipe/", f"notes/{note_id}/", f"notes/{note_id}/delete/"]
        sent = ["sync/", "photo/", "new/", "wipe/", f"notes/{note_id}/", f"notes/{note_id}/delete/"]
        for name in ("ada", "amy", "gil", "cat", "lee", "sam"):
            visitor = Reviewer(Client(), world, name)  # type: ignore[arg-type]
            assert {visitor.get(path).status_code for path in pages} == {404}, name
            assert {visitor.post(path, FORM).status_code for path in sent} == {404}, name
        assert texts(world) == [MARKER]
        cat = Reviewer(Client(), world, "cat")  # type: ignore[arg-type]
        own = f"/observations/{world.reviews[ASH]}/{CLIFF}/"
        assert cat.client.get(own).status_code == 200
        assert MARKER.encode() not in cat.client.get(own).content
        assert cat.client.get(f"/observations/notes/{note_id}/").status_code == 404
        with pytest.raises(NotVisible):
            texts(world, "cat")


class TestDeleting:
    def test_on_the_day_of_the_working_notes_with_photos(self, world: World) -> None:
        uid = uuid4()
        send(world, uid, 1, state())
        file = read_file(small_picture(), "a.png")
        actions.add_photo(note_uid=uid, photo_uid=uuid4(), file=file, at=AT, **where(world))
        Round.objects.filter(pk=world.round_id).update(closed_on=date(2026, 12, 18))
        assert delete_what_is_over(datetime(2027, 3, 17, 22, tzinfo=UTC))[Kept.WORKING_NOTES] == 0
        day = datetime(2027, 3, 18, 1, tzinfo=UTC)
        assert [delete_what_is_over(day)[Kept.WORKING_NOTES] for _ in range(2)] == [1, 0]
        assert not Observation.objects.exists()
        assert not ObservationPhoto.objects.exists()
        assert not ReceivedEdit.objects.exists()
        assert trail()[-1] == "delete notes"

    def test_a_closed_round_takes_no_more_but_deletes(self, world: World) -> None:
        send(world, uuid4(), 1, state())
        note_id = Observation.objects.get().pk
        Round.objects.filter(pk=world.round_id).update(closed_on=date(2026, 12, 18))
        with pytest.raises(Refused, match="round is closed"):
            actions.note(uid=uuid4(), state=state("Late."), at=AT, **where(world))
        actions.delete(note_id=note_id, at=AT, **where(world))
        assert texts(world) == []


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_the_same_edit_by_two_ways(self, world: World) -> None:
        uid = uuid4()
        got = at_once(lambda: send(world, uid, 1, state()), lambda: send(world, uid, 1, state()))
        assert sorted(item.outcome for item in got) == ["already", "kept"]
        assert Observation.objects.count() == 1


class TestThePageForTheDay:
    def test_holds_nobodys_words_and_names_all_its_files(self, client: PageClient, world: World) -> None:
        page = client.get("/observations/on-the-day/").content.decode()
        script = client.get("/observations/on-the-day/worker.js")
        assert script["Content-Type"] == "text/javascript"
        kept = json.loads(script.content.decode().split("\n")[0].removeprefix("const PLAIT = ").removesuffix(";"))
        assert kept["page"] == "/observations/on-the-day/"
        for address in set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:js|css))"', page)):
            assert address in kept["files"]
        for address in kept["files"]:
            assert (FOLDER / address.rpartition("/")[2]).exists()

    def test_can_be_put_on_a_home_screen(self, client: PageClient) -> None:
        answer = client.get("/observations/on-the-day/app.webmanifest")
        assert answer["Content-Type"] == "application/manifest+json"
        assert answer.json()["start_url"] == "/observations/on-the-day/"
