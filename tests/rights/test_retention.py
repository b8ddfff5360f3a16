"""What has been kept long enough goes, by itself and once; what is held stays; and people can read how long."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.actionplans import actions as actionplans
from plait.actionplans.models import Action
from plait.audit.models import AuditEntry, Disclosure
from plait.cli.main import main
from plait.domain.complaints import Subject
from plait.domain.retention import Kept, Then
from plait.domain.retention_table import TABLE
from plait.domain.roles import Role
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible
from plait.domain.visibility import Relation
from plait.journey.actions import RoundInput, set_up_round
from plait.partnerships.actions import appoint, found_partnership
from plait.partnerships.invitation_actions import InvitationInput, invite
from plait.partnerships.invitation_rules import Place
from plait.partnerships.models import Invitation
from plait.partnerships.programme_actions import close_made_up_round, start_programme
from plait.reports.models import FrozenContent, Release
from plait.rights import complaint_actions, retention_actions
from plait.rights.models import Complaint, Hold
from plait.rights.retention_actions import KEEPERS, delete_what_is_over, end_hold, set_hold, would_go
from plait.selfevaluation import comment_actions as comments
from plait.selfevaluation.models import AreaJudgement, SelfEvaluation, StatementJudgement, WorkbookUpload
from tests.reports.test_releases import release
from tests.sight.crawl import BACKEND
from tests.world import AT, TODAY, World, peer_trio, school, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
SECRET = "zq-never-to-be-found-again"
CLOSED = date(2026, 12, 18)
OVER = datetime(2032, 12, 18, 4, 0, tzinfo=UTC)
"""Six years after the round closed."""


@pytest.fixture
def world() -> World:
    """Everything that can be written in a round has been, and the report of the first school was released."""
    world = trio()
    first = world.urns[0]
    world.judge(first, evidence=f"We wrote {SECRET}.")
    world.agree(first)
    actionplans.add(
        viewer=world.viewer("ada"),
        round_id=world.round_id,
        urn=first,
        given=actionplans.ActionInput("area-1", f"We will {SECRET}", "Gil", TODAY, "It is done."),
        at=AT,
    )
    release(world, Relation.REVIEWER)
    where = {"viewer": world.viewer("ben"), "evaluation_id": world.evaluations[first], "area_id": "area-1", "at": AT}
    party = comments.Party(Relation.REVIEWER, world.urns[1])
    for _ in range(2):
        number = comments.comment(party=party, text=f"Where is {SECRET}?", today=TODAY, **where)
    comments.strike_out(comment_id=number, **where)  # which the trail keeps
    return world


def close(world: World) -> None:
    close_made_up_round(round_id=world.round_id, at=AT, today=CLOSED)


def whole_database() -> str:
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  names come from the database
            found.append(repr(cursor.fetchall()))
    return "\n".join(found)


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend=BACKEND)
    return client


def counted() -> dict[str, str]:
    rows = AuditEntry.objects.filter(kind="retention").order_by("pk")
    return {f"{row.action} {row.object_id}": row.changes["count"][1] for row in rows}


def test_every_kind_that_a_clock_ends_has_a_keeper() -> None:
    ended = {row.kind for row in TABLE if row.then is not Then.KEPT}
    assert set(KEEPERS) == ended - {Kept.MAIL_WORDS}  # these go as mails are sent


def test_words_of_a_round_go_on_their_day_everywhere(client: PageClient, world: World) -> None:
    assert SECRET in whole_database()
    assert sum(delete_what_is_over(OVER).values()) == 0  # the round is open
    close(world)
    early = delete_what_is_over(OVER - timedelta(days=1))
    assert (early[Kept.EVALUATION], early[Kept.REPORT], early[Kept.ACTIONS]) == (0, 0, 0)
    assert SECRET in whole_database()
    assert would_go(OVER)[Kept.EVALUATION] == 3
    assert SECRET in whole_database()
    gone = delete_what_is_over(OVER)
    assert (gone[Kept.EVALUATION], gone[Kept.REPORT], gone[Kept.ACTIONS]) == (3, 1, 1)
    assert SECRET not in whole_database()
    for table in (AreaJudgement, StatementJudgement, Action, Release, FrozenContent):
        assert not table.objects.exists(), table
    told = counted()
    assert (told["empty evaluation"], told["delete report"], told["delete actions"]) == ("3", "1", "1")
    assert sum(delete_what_is_over(OVER).values()) == 0


def test_that_the_school_took_part_stays_and_its_pages_answer(client: PageClient, world: World) -> None:
    close(world)
    delete_what_is_over(OVER)
    submitted = SelfEvaluation.objects.get(school_id=world.urns[0])
    assert submitted.submitted_at is not None
    assert AuditEntry.objects.filter(kind="self-evaluation", action="submit").exists()
    for name, addresses in {
        "ada": [f"/my-schools/{world.urns[0]}/", f"/my-schools/{world.urns[0]}/who-changed-what/"],
        "ben": [f"/my-schools/{world.urns[1]}/"],
        "lee": [f"/partnerships/{world.partnership_id}/"],
    }.items():
        sign_in(client, world, name)
        for address in addresses:
            assert client.get(address).status_code == 200, (name, address)
    sign_in(client, world, "ada")
    for address in (
        f"/self-evaluations/{submitted.pk}/",
        f"/reports/{submitted.pk}/",
        f"/peer-reviews/{world.reviews[world.urns[0]]}/",
    ):
        assert client.get(address).status_code == 404, address


def test_a_run_that_was_missed_is_made_up_for(world: World) -> None:
    close(world)
    assert delete_what_is_over(OVER + timedelta(days=900))[Kept.EVALUATION] == 3


class TestHolds:
    def test_an_open_complaint_stops_deletion_until_it_is_closed(self, world: World) -> None:
        close(world)
        given = complaint_actions.ComplaintInput(Subject.REVIEW, "It was unfair.", None)
        number = complaint_actions.complain(
            viewer=world.viewer("ben"), partnership_id=world.partnership_id, given=given, at=AT, today=TODAY
        )
        gone = delete_what_is_over(OVER)
        assert (gone[Kept.EVALUATION], gone[Kept.REPORT], gone[Kept.ACTIONS], gone[Kept.DISCLOSURES]) == (0, 0, 0, 0)
        complaint_actions.note(viewer=world.viewer("ben"), complaint_id=number, step="withdraw", text="", at=OVER)
        assert delete_what_is_over(OVER)[Kept.EVALUATION] == 3
        assert Complaint.objects.exists()
        assert delete_what_is_over(OVER + timedelta(days=3 * 366))[Kept.COMPLAINTS] == 1
        assert not Complaint.objects.exists()

    def test_a_hold_keeps_notes_log_and_trail_of_its_round(self, world: World) -> None:
        close(world)
        Disclosure.objects.create(
            at=AT, person=world.people["ben"], school_urn=world.urns[0], round_number=world.round_id,
            artefact="evidence", phase="submitted", kind="self-evaluation", object_id=1, how="page",
        )  # fmt: skip
        set_hold(viewer=world.viewer("lee"), round_id=world.round_id, why="A dispute.", at=AT)
        much_later = OVER + timedelta(days=30 * 365)
        delete_what_is_over(much_later)
        assert SECRET in whole_database()
        assert Disclosure.objects.exists()
        assert AuditEntry.objects.filter(kind="self-evaluation").exists()
        assert end_hold(viewer=world.viewer("lee"), round_id=world.round_id, at=much_later)
        delete_what_is_over(much_later)
        assert not Disclosure.objects.exists()
        assert not AuditEntry.objects.filter(kind="self-evaluation").exists()

    def test_the_lead_sets_and_ends_it_and_others_read_why(self, client: PageClient, world: World) -> None:
        page = f"/rounds/{world.round_id}/hold/"
        assert sign_in(client, world, "lee").post(page, {"why": " "}).status_code == 422
        assert not Hold.objects.exists()
        client.post(page, {"why": "Somebody asked for it."})
        assert [(row.action, row.actor_id) for row in AuditEntry.objects.filter(kind="hold")] == [
            ("set", world.people["lee"].pk)
        ]
        with pytest.raises(NotAllowedNow):
            set_hold(viewer=world.viewer("lee"), round_id=world.round_id, why="Again.", at=AT)
        assert Hold.objects.count() == AuditEntry.objects.filter(kind="hold").count() == 1
        for name, reads in (("ben", True), ("gil", True), ("sam", False)):
            shown = sign_in(client, world, name).get("/how-long-we-keep/").content.decode()
            assert ("Somebody asked for it." in shown) is reads, name
        client.logout()
        assert "Somebody asked" not in client.get("/how-long-we-keep/").content.decode()
        sign_in(client, world, "lee").post(page, {"end": "yes"})
        assert Hold.objects.get().ended_by_id == world.people["lee"].pk
        client.post(page, {"end": "yes"})
        assert AuditEntry.objects.filter(kind="hold").count() == 2

    @pytest.mark.parametrize("name", ["ada", "ben", "gil", "sam"])
    def test_nobody_else_does(self, client: PageClient, world: World, name: str) -> None:
        page = f"/rounds/{world.round_id}/hold/"
        sign_in(client, world, name)
        assert client.get(page).status_code == client.post(page, {"why": "Forged."}).status_code == 404
        with pytest.raises(NotVisible):
            end_hold(viewer=world.viewer(name), round_id=world.round_id, at=AT)
        assert not Hold.objects.exists()


def test_uploads_invitations_and_sign_ins_do_not_pile_up(client: PageClient, world: World) -> None:
    for number, applied in ((1, AT), (2, None)):
        WorkbookUpload.objects.create(
            person=world.people["ada"], subject="self-evaluation", subject_id=number, filename="a.xlsx",
            sha256="0" * 64, entries={}, versions={}, made_at=AT, applied_at=applied,
        )  # fmt: skip
    given = InvitationInput(f"{SECRET}@example.org", "New Leader", Role.LEADER, None)
    invite(viewer=world.viewer("ada"), place=Place(urn=world.urns[0]), given=given, at=AT, today=TODAY)
    assert delete_what_is_over(AT)[Kept.UPLOADS] == 0
    assert delete_what_is_over(AT + timedelta(days=2))[Kept.UPLOADS] == 2
    assert delete_what_is_over(AT + timedelta(days=100))[Kept.INVITATIONS] == 0  # ran out after two weeks
    assert delete_what_is_over(AT + timedelta(days=110))[Kept.INVITATIONS] == 1
    assert not Invitation.objects.exists()
    sign_in(client, world, "ada").get("/")
    now = datetime.now(tz=UTC)
    assert would_go(now)[Kept.BROWSERS] == 0
    assert delete_what_is_over(now + timedelta(days=3))[Kept.BROWSERS] == 1


def test_neither_deletion_nor_count_when_the_trail_cannot_be_written(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    close(world)

    def broken(**_: object) -> None:
        raise RuntimeError("full")

    monkeypatch.setattr(retention_actions, "record", broken)
    with pytest.raises(RuntimeError):
        delete_what_is_over(OVER)
    assert SECRET in whole_database()


def test_the_page_says_what_the_table_says(client: PageClient, world: World) -> None:
    shown = client.get("/how-long-we-keep/").content.decode()
    for row in TABLE:
        assert row.title in shown
    assert "6 years after the round has closed" in shown
    assert "/how-long-we-keep/" in client.get("/privacy/").content.decode()


def test_the_page_takes_as_many_queries_for_three_holds_as_for_one(client: PageClient, world: World) -> None:
    others = [trio_like(world, number) for number in (1, 2)]

    def asked() -> int:
        sign_in(client, world, "lee").get("/how-long-we-keep/")
        with CaptureQueriesContext(connection) as found:
            assert client.get("/how-long-we-keep/").content.decode().count("Why it is") == Hold.objects.count()
        return len(found)

    set_hold(viewer=world.viewer("lee"), round_id=world.round_id, why="Why it is", at=AT)
    one = asked()
    for round_id in others:
        set_hold(viewer=world.viewer("lee"), round_id=round_id, why="Why it is", at=AT)
    assert asked() == one <= 12


def trio_like(world: World, number: int) -> int:
    """Another partnership that Lee leads, with an open round; the round's number."""
    urns = tuple(school(990100 + 10 * number + item, f"School {number}{item}") for item in range(3))
    where = found_partnership(name=f"Trio {number}", kind="trio", urns=urns, joined=date(2026, 1, 1), at=AT)
    appoint(
        person_id=world.people["lee"].pk, role=Role.PARTNERSHIP_LEAD, urn=None, partnership_id=where,
        starts=date(2026, 1, 1), at=AT,
    )  # fmt: skip
    programme = start_programme(
        partnership_id=where, definition=peer_trio(world.framework), title=f"Review {number}", at=AT
    )
    given = RoundInput("Autumn 2026", date(2026, 10, 16), date(2026, 12, 4), 0)
    return set_up_round(programme_id=programme, members=urns, given=given, at=AT, today=TODAY, actor_id=None)


class TestCommand:
    def test_shows_first_and_does_then(self, world: World, capsys: pytest.CaptureFixture[str]) -> None:
        WorkbookUpload.objects.create(
            person=world.people["ada"], subject="self-evaluation", subject_id=1, filename="a.xlsx",
            sha256="0" * 64, entries={}, versions={}, made_at=AT,
        )  # fmt: skip
        assert main(["retention", "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["done"], told["kinds"]["workbook-uploads"]) == (False, 1)
        assert WorkbookUpload.objects.exists()
        assert main(["retention", "--do"]) == 0
        assert "1  Uploaded workbooks" in capsys.readouterr().out
        assert not WorkbookUpload.objects.exists()

    def test_holds_a_round_and_lets_it_go_on(self, world: World, capsys: pytest.CaptureFixture[str]) -> None:
        number = str(world.round_id)
        assert main(["retention", "--hold", number]) == 1
        assert "Say why" in capsys.readouterr().err
        assert main(["retention", "--hold", number, "--why", "A request."]) == 0
        assert "Held: round" in capsys.readouterr().out
        assert main(["retention", "--hold", number, "--why", "Twice."]) == 1
        assert main(["retention", "--hold", "424242", "--why", "Nowhere."]) == 1
        assert "there is no round 424242" in capsys.readouterr().err
        assert main(["retention", "--do", "--end-hold", number]) == 2
        assert main(["retention", "--end-hold", number]) == 0
        assert main(["retention", "--end-hold", number]) == 1
        assert [row.action for row in AuditEntry.objects.filter(kind="hold").order_by("pk")] == ["set", "end"]
