"""Notes that devices hand in: each edit once, in order, side by side, with rights asked afresh; and their page."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from inspection import PageClient

from plait.domain.observing import Outcome
from plait.observations import actions
from plait.observations.models import Observation, ObservationPhoto, ObservationTag, ReceivedEdit
from plait.partnerships.models import Appointment, Round
from plait.ui.assets import FOLDER
from plait.visits.models import Activity
from tests.observations.noting import DEVICE, MARKER, TABLET, Reviewer, send, state, texts, trail, where
from tests.peerreview.test_peer_pages import ASH, BECK, CLIFF
from tests.races import at_once
from tests.sight.story import small_picture
from tests.visits.planned import add, arrange, triad
from tests.world import AT, TODAY, World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def world() -> World:
    return trio()


@pytest.fixture
def ben(client: PageClient, world: World) -> Reviewer:
    return Reviewer(client, world, "ben")


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
