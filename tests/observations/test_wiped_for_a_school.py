"""A school asks that nothing about it stays on devices: who may ask, what devices are told, and who confirms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.audit.models import AuditEntry
from plait.domain.roles import Role
from plait.domain.verdicts import NotVisible, Refused
from plait.observations import retention_actions, rights_queries, school_queries, wipe_actions
from plait.observations.models import Observation, SchoolWipe, WipeConfirmation
from plait.partnerships.models import Appointment, Round
from plait.peerreview.models import PeerView
from tests.observations.noting import DEVICE, MARKER, TABLET, Reviewer, send, state
from tests.peerreview.test_peer_pages import ASH, BECK, CLIFF
from tests.races import at_once
from tests.world import AT, TODAY, World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def world() -> World:
    return trio()


def ask(world: World, name: str = "ada") -> None:
    wipe_actions.ask_all_to_wipe(viewer=world.viewer(name), review_id=world.reviews[ASH], at=AT)


def confirm(world: World, name: str = "ben", device: UUID = DEVICE, urn: int = BECK) -> None:
    viewer, review_id = world.viewer(name), world.reviews[ASH]
    wipe_actions.confirm_wiped(viewer=viewer, review_id=review_id, urn=urn, device=device, at=AT)


def rows() -> list[tuple[str, str, int | None]]:
    found = AuditEntry.objects.filter(action__in=("ask devices to forget", "confirm wipe")).order_by("pk")
    return list(found.values_list("kind", "action", "school_urn"))


def leave(world: World, name: str = "ben", *, days: int = 1) -> None:
    gone = TODAY - timedelta(days=days)
    Appointment.objects.filter(person=world.people[name]).update(starts=gone - timedelta(days=400), ends=gone)


def as_(world: World, name: str) -> Reviewer:
    return Reviewer(PageClient(), world, name)


class TestAsking:
    def test_twice_is_once_with_a_row_in_the_trail(self, world: World) -> None:
        ask(world)
        ask(world)
        order = SchoolWipe.objects.get()
        assert (order.review_id, order.asked_at) == (world.reviews[ASH], AT)
        assert rows() == [("devices", "ask devices to forget", ASH)]

    @pytest.mark.parametrize("name", ["lee", "ben", "cat", "sam"])
    def test_nobody_but_the_head_of_the_school_it_is_about(self, world: World, name: str) -> None:
        with pytest.raises(NotVisible):
            ask(world, name)
        assert as_(world, name).client.get(f"/observations/{world.reviews[ASH]}/devices/").status_code == 404
        assert as_(world, name).client.post(f"/observations/{world.reviews[ASH]}/devices/").status_code == 404
        assert not SchoolWipe.objects.exists()
        assert rows() == []

    def test_nothing_half_done(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        def fails(**_: object) -> None:
            raise OSError

        monkeypatch.setattr(wipe_actions, "record", fails)
        with pytest.raises(OSError):
            ask(world)
        assert not SchoolWipe.objects.exists()

    def test_the_page_before_and_after(self, world: World) -> None:
        ada, path = as_(world, "ada").client, f"/observations/{world.reviews[ASH]}/devices/"
        assert path in ada.get(f"/peer-reviews/{world.reviews[ASH]}/").content.decode()
        assert path not in as_(world, "ben").client.get(f"/peer-reviews/{world.reviews[ASH]}/").content.decode()
        assert "It cannot be taken back" in ada.get(path).content.decode()
        answer = ada.post(path, follow=True)
        assert "No device has confirmed since" in answer.content.decode()
        confirm(world)
        confirm(world, device=TABLET)
        shown = ada.get(path).content.decode()
        assert "2 devices have confirmed since" in shown
        assert "Ben" not in shown
        assert "Ask every device" not in shown

    def test_the_trail_of_each_school_says_it_in_words(self, world: World) -> None:
        ask(world)
        confirm(world)
        shown = {
            name: as_(world, name).client.get(f"/my-schools/{urn}/who-changed-what/").content.decode()
            for name, urn in (("ada", ASH), ("ben", BECK))
        }
        assert "Notes about your school on devices" in shown["ada"]
        assert "asked that they are wiped" in shown["ada"]
        assert "asked that they are wiped" not in shown["ben"]
        assert "confirm" not in shown["ada"]

    def test_queries_do_not_grow_with_devices(self, world: World) -> None:
        ada, path, counts = as_(world, "ada").client, f"/observations/{world.reviews[ASH]}/devices/", []
        ask(world)
        for wanted in (1, 3):
            while WipeConfirmation.objects.count() < wanted:
                confirm(world, device=uuid4())
            ada.get(path)
            with CaptureQueriesContext(
                connection,
            ) as caught:
                ada.get(path)
            counts.append(len(caught))
        assert counts[0] == counts[1]
        assert counts[0] <= 14


class TestDevices:
    def wiped(self, reviewer: Reviewer, **query: Any) -> Any:
        return reviewer.client.get(reviewer.at("wiped/"), query)

    def test_told_with_what_they_take_along(self, world: World) -> None:
        ben = as_(world, "ben")
        assert ben.get("pack/").json()["school_wipe"] is False
        ask(world)
        assert ben.get("pack/").json()["school_wipe"] is True

    def test_not_found_where_nothing_was_asked(self, world: World) -> None:
        assert self.wiped(as_(world, "ben")).status_code == 404
        assert as_(world, "ben").post("wiped/", {"device": str(DEVICE)}).status_code == 404

    def test_whose_access_has_ended_is_told_to_wipe_and_nothing_else(self, world: World) -> None:
        send(world, uuid4(), 1, state())
        leave(world)
        ask(world)
        ben = as_(world, "ben")
        assert ben.get("pack/").status_code == 404
        answer = self.wiped(ben, person=str(world.people["ben"].pk))
        assert (sorted(answer.json()), answer.json()["wipe"]) == (["csrf", "wipe"], True)
        assert MARKER not in answer.content.decode()
        assert answer["Cache-Control"] == "no-store"
        assert ben.post("wiped/", {"device": str(DEVICE)}).json() == {"confirmed": True}
        assert WipeConfirmation.objects.get().person == world.people["ben"]

    def test_also_of_somebody_who_had_handed_in_nothing(self, world: World) -> None:
        leave(world)
        ask(world)
        Round.objects.filter(pk=world.round_id).update(opened_on=TODAY - timedelta(days=30))
        assert self.wiped(as_(world, "ben")).status_code == 200

    def test_strangers_cannot_tell_it_from_nothing(self, world: World) -> None:
        ask(world)
        nothing = Reviewer(PageClient(), world, "ben").client.get(f"/observations/{world.reviews[BECK]}/{ASH}/wiped/")
        for name in ("ada", "lee", "cat", "sam"):  # of other schools, or of this one and not writing
            assert self.wiped(as_(world, name)).status_code == 404, name
            assert self.wiped(as_(world, name), person="1").status_code == 404, name
            assert as_(world, name).post("wiped/", {"device": str(DEVICE)}).status_code == 404, name
        assert nothing.status_code == 404
        assert not WipeConfirmation.objects.exists()

    def test_who_left_before_the_round_opened_never_wrote_for_it(self, world: World) -> None:
        leave(world, days=40)
        Round.objects.filter(pk=world.round_id).update(opened_on=TODAY - timedelta(days=30))
        ask(world)
        assert self.wiped(as_(world, "ben")).status_code == 404

    def test_a_role_that_never_wrote(self, world: World) -> None:
        Appointment.objects.filter(person=world.people["ben"]).update(role=Role.GOVERNOR.value)
        ask(world)
        assert self.wiped(as_(world, "ben")).status_code == 404

    def test_nobody_is_told_through_anothers_device(self, world: World) -> None:
        ask(world)
        ben, other = as_(world, "ben"), str(world.people["cat"].pk)
        assert self.wiped(ben, person=other).status_code == 409
        assert ben.post("wiped/", {"device": str(DEVICE), "person": other}).status_code == 409
        assert not WipeConfirmation.objects.exists()

    @pytest.mark.parametrize("device", ["", "mine", "7" * 400])
    def test_a_device_says_which_it_is(self, world: World, device: str) -> None:
        ask(world)
        assert as_(world, "ben").post("wiped/", {"device": device}).status_code == 422
        assert not WipeConfirmation.objects.exists()

    def test_needs_its_token(self, world: World) -> None:
        ask(world)
        client, path = Client(enforce_csrf_checks=True), f"/observations/{world.reviews[ASH]}/{BECK}/wiped/"
        client.force_login(world.people["ben"], backend=BACKEND)
        assert client.post(path, {"device": str(DEVICE)}).status_code == 403
        token = client.get(path).json()["csrf"]
        assert client.post(path, {"device": str(DEVICE)}, headers={"X-CSRFToken": token}).status_code == 200

    def test_confirms_once_in_the_trail_of_its_own_school(self, world: World) -> None:
        ask(world)
        confirm(world)
        confirm(world)
        assert WipeConfirmation.objects.count() == 1
        assert rows()[1:] == [("observation", "confirm wipe", BECK)]

    def test_nobody_makes_the_count_mean_nothing(self, world: World) -> None:
        ask(world)
        for _ in range(wipe_actions.DEVICES_OF_A_PERSON):
            confirm(world, device=uuid4())
        with pytest.raises(Refused):
            confirm(world, device=uuid4())
        assert WipeConfirmation.objects.count() == wipe_actions.DEVICES_OF_A_PERSON

    def test_notes_that_arrive_stay_under_their_rules(self, world: World) -> None:
        ask(world)
        send(world, uuid4(), 1, state())
        confirm(world)
        assert Observation.objects.get().text == MARKER


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_the_same_device_by_two_ways(self, world: World) -> None:
        ask(world)
        at_once(lambda: confirm(world), lambda: confirm(world))
        assert WipeConfirmation.objects.count() == 1


class TestWhatIsHeld:
    def test_goes_with_the_notes(self, world: World) -> None:
        send(world, uuid4(), 1, state())
        ask(world)
        confirm(world)
        retention_actions.delete_notes(list(Observation.objects.values_list("pk", flat=True)), at=AT)
        assert not SchoolWipe.objects.exists()
        assert not WipeConfirmation.objects.exists()

    def test_goes_with_the_evaluation(self, world: World) -> None:
        ask(world)
        confirm(world)
        retention_actions.empty(
            list(PeerView.objects.filter(review_id=world.reviews[ASH]).values_list("pk", flat=True))
        )
        assert not SchoolWipe.objects.exists()

    def test_in_the_copy_of_whoever_it_is_about(self, world: World) -> None:
        ask(world)
        confirm(world)
        found = {part.key: part for part in rights_queries.held(world.people["ben"].pk)}
        assert [entry.facts for entry in found["devices"].entries] == [(("Number of the device", str(DEVICE)),)]
        asked = {part.key: part for part in rights_queries.held(world.people["ada"].pk)}
        assert [entry.what for entry in asked["devices"].entries] == ["Asked that notes are wiped"]
        assert not {part.key: part for part in rights_queries.held(world.people["cat"].pk)}["devices"].entries
        copy = {part.key: part for part in school_queries.held_by_school(ASH)}
        assert copy["devices"].entries[0].facts == (("Devices that have confirmed", "1"),)
        assert "Ben" not in repr(copy)
        assert not {part.key: part for part in school_queries.held_by_school(CLIFF)}["devices"].entries
