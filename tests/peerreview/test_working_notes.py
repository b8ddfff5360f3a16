"""Working notes: for those who write the view, kept apart, guarded against overwriting, deleted on schedule."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from inspection import PageClient

from plait.adapters.documents import FORMATS
from plait.audit.models import AuditEntry
from plait.domain.retention import Kept
from plait.domain.roles import Role
from plait.domain.verdicts import NotVisible, Refused, StaleWrite
from plait.jobs.actions import run_due
from plait.jobs.registry import jobs
from plait.partnerships.models import Appointment, Round
from plait.partnerships.models import Contract as ContractRow
from plait.peerreview import note_actions, note_queries, queries
from plait.peerreview.models import PeerReview, WorkingNote
from plait.peerreview.note_actions import NoteInput
from plait.rights.retention_actions import delete_what_is_over
from tests.peerreview.test_peer_pages import AREA, ASH, BECK, CLIFF, HTMX, VIEW, Visitor, counted
from tests.races import at_once, kinds
from tests.world import AT, TODAY, World, person, trio

MARKER = "Heron-lantern-5208"
NOTES, DELETE = f"{VIEW}notes/", f"{VIEW}notes/delete/"
CLOSED = date(2026, 12, 18)
pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def world() -> World:
    return trio()


@pytest.fixture
def ben(client: PageClient, world: World) -> Visitor:
    return Visitor(client, world, "ben")


def save(world: World, text: str = MARKER, version: int = 0, name: str = "ben", urn: int = BECK) -> Any:
    return note_actions.save_note(
        viewer=world.viewer(name), review_id=world.reviews[ASH], urn=urn, given=NoteInput(text, version), at=AT
    )


def kept(world: World, name: str = "ben") -> note_queries.SavedNote:
    viewer = world.viewer(name)
    review = queries.get(viewer, world.reviews[ASH])
    return note_queries.note(viewer, review, queries.own_view(viewer, review, BECK))


def close(world: World, day: date = CLOSED) -> None:
    Round.objects.filter(pk=world.round_id).update(closed_on=day)


def whole_database() -> str:
    """Every value of every row, as text."""
    return " ".join(str(row) for model in apps.get_models() for row in model._default_manager.values_list())


def trail() -> list[str]:
    return list(AuditEntry.objects.filter(kind="working-note").order_by("pk").values_list("action", flat=True))


class TestKeeping:
    def test_saved_and_read_by_those_who_write_the_view(self, ben: Visitor, world: World) -> None:
        assert "are deleted 3 months after this round closes" in ben.text(VIEW)  # before the host has submitted, too
        answer = ben.post(NOTES, {"text": f"{MARKER}\r\nsecond line ", "version": "0"})
        assert answer.headers["Location"] == f"{ben.at(VIEW)}#notes"
        assert kept(world).text == f"{MARKER}\nsecond line"
        world.submit(ASH)
        shown = ben.text(VIEW)
        assert MARKER in shown
        assert "only headteachers and senior leaders of Beck Lane Primary School, who write this view" in shown

    def test_the_trail_says_that_and_not_what(self, world: World) -> None:
        save(world)
        save(world, "Something else.", 1)
        assert trail() == ["save working notes", "save working notes"]
        assert not any(MARKER in str(row) for row in AuditEntry.objects.values_list())

    def test_the_page_saves_by_itself_also_after_handing_in(self, ben: Visitor, world: World) -> None:
        world.submit(ASH)
        world.hand_in(ASH, BECK)
        answer = ben.post(NOTES, {"text": MARKER, "version": "0"}, headers=HTMX)
        assert (answer.status_code, answer.content) == (204, b"")
        assert '"version": 1' in answer.headers["HX-Trigger"]
        ben.post(NOTES, {"text": MARKER, "version": "0"}, headers=HTMX)  # sent twice
        assert (kept(world).version, trail()) == (1, ["save working notes"])

    @pytest.mark.parametrize("htmx", [False, True])
    def test_the_second_of_two_reads_both_texts(self, ben: Visitor, world: World, htmx: bool) -> None:
        save(world, "What was saved first.")
        answer = ben.post(NOTES, {"text": "What I wrote.", "version": "0"}, headers=HTMX if htmx else {})
        shown = answer.content.decode()
        assert answer.status_code == 409
        assert "Ben saved these notes" in shown
        assert "What was saved first." in shown
        assert "What I wrote." in shown
        assert kept(world).text == "What was saved first."
        ben.post(NOTES, {"text": "Both.", "version": "0", "over": "1"})
        assert (kept(world).text, kept(world).version) == ("Both.", 2)

    def test_an_open_tab_does_not_bring_deleted_notes_back(self, ben: Visitor, world: World) -> None:
        save(world)
        ben.post(DELETE)
        answer = ben.post(NOTES, {"text": f"{MARKER} and more", "version": "1"}, headers=HTMX)
        assert answer.status_code == 409
        assert not WorkingNote.objects.exists()
        with pytest.raises(StaleWrite, match="were deleted"):
            save(world, "More.", 1)

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            ({"text": "x" * 32_768, "version": "0"}, "The working notes is 32,768 characters long"),
            ({"text": MARKER, "version": "x"}, MARKER),
            ({"text": MARKER}, MARKER),
        ],
    )
    def test_what_cannot_be_saved_is_shown_again(
        self, ben: Visitor, world: World, data: dict[str, str], says: str
    ) -> None:
        answer = ben.post(NOTES, data)
        assert answer.status_code == 422
        assert says in answer.content.decode()
        assert not WorkingNote.objects.exists()

    def test_a_closed_round_takes_no_more_and_says_the_day(self, ben: Visitor, world: World) -> None:
        world.submit(ASH)
        save(world)
        close(world)
        shown = ben.text(VIEW)
        assert "are deleted on 18 March 2027" in shown
        assert MARKER in shown
        late = {"text": "A late thought.", "version": "1"}
        assert ben.post(NOTES, late, headers=HTMX).status_code == 409
        answer = ben.post(NOTES, late)
        assert answer.status_code == 403
        assert "A late thought." in answer.content.decode()
        assert kept(world).text == MARKER
        with pytest.raises(Refused, match="round is closed"):
            save(world, "More.", 1)

    def test_one_query_more_however_long_they_are(self, ben: Visitor, world: World) -> None:
        world.submit(ASH)
        save(world, "Seen and heard. " * 500)
        assert counted(lambda: ben.get(VIEW)) == 11
        assert counted(lambda: ben.post(NOTES, {"text": "Short.", "version": "1"}, headers=HTMX)) <= 11


class TestNobodyElse:
    def test_host_lead_partner_governor_and_stranger_find_nothing(self, client: PageClient, world: World) -> None:
        """Once everything is open to everybody: the notes still are not."""
        partnership_people(world)
        world.submit(ASH)
        save(world)
        world.hand_in(ASH, BECK)
        world.hand_in(ASH, CLIFF)
        world.agree_after(ASH, {})
        assert MARKER in Visitor(client, world, "ben").text(VIEW)
        for name in ("ada", "amy", "gil", "cat", "liz", "gus", "lee", "sam"):
            visitor = Visitor(Client(), world, name)  # type: ignore[arg-type]  files are pages of their own
            for path in (NOTES, DELETE):
                assert visitor.post(path, {"text": "x", "version": "1", "over": "1"}).status_code == 404, (name, path)
            assert visitor.get(DELETE).status_code == 404, name
            answers = {path: visitor.client.get(path) for path in readable(world)}
            assert name not in ("ada", "amy") or {answer.status_code for answer in answers.values()} >= {200, 404}
            for path, answer in answers.items():
                assert MARKER.encode() not in everything(answer), (name, path)
        assert kept(world).text == MARKER

    def test_no_file_has_them_not_even_the_authors(self, ben: Visitor, world: World) -> None:
        world.submit(ASH)
        world.look(ASH, BECK, comment="In-the-view-7")
        save(world)
        workbook = everything(ben.get(f"{VIEW}workbook/"))
        assert b"In-the-view-7" in workbook
        assert MARKER.encode() not in workbook
        assert MARKER not in ben.text(AREA)
        assert MARKER not in ben.text(f"{VIEW}hand-in/")

    def test_a_senior_leader_of_the_same_school_does(self, client: PageClient, world: World) -> None:
        partnership_people(world)
        save(world)
        lin = Visitor(client, world, "lin")
        assert MARKER in lin.text(VIEW)
        lin.post(NOTES, {"text": "Together.", "version": "1"})
        assert (kept(world).text, kept(world).saved_by) == ("Together.", "Lin")

    def test_a_role_that_ended_reads_no_more(self, client: PageClient, world: World) -> None:
        save(world)
        Appointment.objects.filter(person=world.people["ben"]).update(ends=TODAY - timedelta(days=1))
        assert Visitor(client, world, "ben").get(VIEW).status_code == 404

    def test_where_the_contract_has_none_there_is_no_box(self, ben: Visitor, world: World) -> None:
        save(world)
        review = queries.get(world.viewer("ben"), world.reviews[ASH])
        lines = {line: sight for line, sight in review.contract.lines.items() if line[0].value != "working-note"}
        other = replace(review.contract, lines=lines)
        row = ContractRow.objects.create(fingerprint=other.fingerprint, data=other.as_data())
        Round.objects.filter(pk=world.round_id).update(contract=row)
        assert "Working notes" not in ben.text(VIEW)
        assert ben.get(DELETE).status_code == 404
        assert ben.post(NOTES, {"text": "x", "version": "1"}).status_code == 404
        with pytest.raises(NotVisible):
            kept(world)

    def test_of_two_schools_that_one_writes_for_each_has_its_own(self, world: World) -> None:
        save(world)
        save(world, "Of Cliff Top.", name="cat", urn=CLIFF)
        with pytest.raises(NotVisible):
            save(world, "Forged.", 1, name="cat")
        assert kept(world).text == MARKER


class TestDeleting:
    def test_asks_first_then_nothing_is_left(self, ben: Visitor, world: World) -> None:
        world.submit(ASH)
        save(world)
        assert "nobody can bring them back" in ben.text(DELETE)
        assert MARKER in whole_database()
        assert ben.post(DELETE).headers["Location"] == f"{ben.at(VIEW)}#notes"
        assert MARKER not in whole_database()
        assert trail() == ["save working notes", "delete working notes"]
        assert "There are no working notes to delete" in ben.text(DELETE)
        ben.post(DELETE)  # sent twice
        assert trail() == ["save working notes", "delete working notes"]
        save(world, "Begun again.")
        assert kept(world).version == 1

    def test_on_the_day_not_before_and_once(self, world: World) -> None:
        save(world)
        save(world, "Of Cliff Top.", name="cat", urn=CLIFF)
        last = datetime(2027, 3, 17, 22, 0, tzinfo=UTC)
        assert delete_due(last) == 0  # the round is open
        close(world)
        assert delete_due(last) == 0
        assert set(WorkingNote.objects.values_list("delete_after", flat=True)) == {date(2027, 3, 18)}
        assert MARKER in whole_database()
        day = datetime(2027, 3, 18, 1, 0, tzinfo=UTC)
        assert [delete_due(day), delete_due(day)] == [2, 0]
        assert MARKER not in whole_database()
        assert PeerReview.objects.filter(pk=world.reviews[ASH]).exists()
        assert trail()[2:] == ["delete working notes"] * 2
        assert set(AuditEntry.objects.filter(action="delete working notes").values_list("actor_id")) == {(None,)}

    def test_the_worker_does_it(self, world: World) -> None:
        save(world)
        close(world)
        mine = [job for job in jobs() if job.name == "delete-what-is-over"]
        ran = run_due(datetime(2027, 4, 1, tzinfo=UTC), only=mine)
        assert [(item.name, item.done, item.error) for item in ran] == [("delete-what-is-over", 1, "")]
        assert not WorkingNote.objects.exists()


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_two_begin_notes(self, world: World) -> None:
        viewer = world.viewer("ben")

        def act(text: str) -> Any:
            given = NoteInput(text, 0)
            return lambda: note_actions.save_note(
                viewer=viewer, review_id=world.reviews[ASH], urn=BECK, given=given, at=AT
            )

        assert kinds(at_once(act("One."), act("Two."))) == ["StaleWrite", "done"]
        assert kept(world).text in ("One.", "Two.")

    def test_two_workers_delete(self, world: World) -> None:
        save(world)
        close(world)
        day = datetime(2027, 3, 18, 1, 0, tzinfo=UTC)
        at_once(lambda: delete_due(day), lambda: delete_due(day))
        assert trail() == ["save working notes", "delete working notes"]


def delete_due(at: datetime) -> int:
    """What the worker does about working notes; how many went."""
    return delete_what_is_over(at)[Kept.WORKING_NOTES]


def partnership_people(world: World) -> None:
    """Besides those of every world: leaders of both partners, and the governor of the one that writes."""
    world.people["lin"] = person("lin", role=Role.LEADER, urn=BECK)
    world.people["liz"] = person("liz", role=Role.LEADER, urn=CLIFF)
    world.people["gus"] = person("gus", role=Role.GOVERNOR, urn=BECK)


def readable(world: World) -> list[str]:
    """Where anything of this review could be read or downloaded."""
    review, evaluation = world.reviews[ASH], world.evaluations[ASH]
    pages = ["", VIEW, AREA, "challenge/", "challenge/area-1/", "agree/", f"{VIEW}hand-in/", f"{VIEW}workbook/"]
    return [
        "/",
        *(f"/schools/{urn}/" for urn in world.urns),
        f"/partnerships/{world.partnership_id}/",
        *(f"/peer-reviews/{review}/{page}" for page in pages),
        f"/self-evaluations/{evaluation}/",
        f"/reports/{evaluation}/",
        *(f"/reports/{evaluation}/report.{suffix}" for suffix in FORMATS),
    ]


def everything(answer: Any) -> bytes:
    """The bytes of an answer; of an Office file, of all that is packed into it."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if not body.startswith(b"PK"):
        return bytes(body)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())
