"""Notes of a visit on the web: for those who write the view alone, side by side, deleted on schedule."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.test import Client
from inspection import PageClient

from plait.adapters.evidence_files import read_file
from plait.audit.models import AuditEntry
from plait.domain.retention import Kept
from plait.domain.roles import Role
from plait.domain.verdicts import NotVisible, Refused, StaleWrite
from plait.observations import actions
from plait.observations.models import Observation, ObservationPhoto, ReceivedEdit
from plait.partnerships.models import Round
from plait.rights.retention_actions import delete_what_is_over
from tests.observations.noting import FORM, MARKER, Reviewer, send, state, texts, trail, where
from tests.peerreview.test_peer_pages import ASH, BECK, CLIFF, counted
from tests.sight.story import small_picture
from tests.world import AT, World, person, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def world() -> World:
    return trio()


@pytest.fixture
def ben(client: PageClient, world: World) -> Reviewer:
    return Reviewer(client, world, "ben")


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
        assert counted(lambda: ben.get()) == one <= 9
        assert counted(lambda: ben.get(f"notes/{Observation.objects.order_by('pk')[0].pk}/")) <= 11


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
