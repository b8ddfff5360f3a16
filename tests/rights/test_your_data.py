"""What Plait holds about a person: all of theirs, nothing of anybody else's, handed out at once and noted."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.actionplans import actions as actionplans
from plait.audit.models import AuditEntry, Disclosure
from plait.cli.main import main
from plait.domain.rights import NAME_REMOVED
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import STRANGER
from plait.partnerships.models import Appointment
from plait.rights import actions, queries
from tests.sight.crawl import BACKEND
from tests.world import AT, TODAY, World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def test_what_one_read_elsewhere_is_told_to_nobody_else(world: World) -> None:
    for name in ("ben", "cat"):
        Disclosure.objects.create(
            at=AT, person=world.people[name], school_urn=990001 if name == "ben" else 990002,
            artefact="evidence", phase="submitted", kind="self-evaluation", object_id=1, how="page",
        )  # fmt: skip
    read = {part.key: part for part in queries.own_copy(world.viewer("ben"), made_at=AT).parts}["read"]
    assert [(entry.what, entry.where) for entry in read.entries] == [("evidence", "school 990001")]


@pytest.fixture
def world() -> World:
    """Ben writes about the first school and names a colleague; Cat's view of it is in no report yet."""
    world = trio()
    first, second, third = world.urns
    world.judge(first, evidence="ADA-EVIDENCE seen with Ben")
    world.submit(first)
    world.look(first, second, comment="BEN-COMMENT told by Cat, cat@example.org")
    world.look(first, third, comment="CAT-UNREVEALED")
    actionplans.add(
        viewer=world.viewer("ada"),
        round_id=world.round_id,
        urn=first,
        given=actionplans.ActionInput("area-1", "ADA-ACTION", "Gil", TODAY, "ADA-MEASURE"),
        at=AT,
    )
    return world


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend=BACKEND)
    return client


def opened(data: bytes) -> tuple[str, str]:
    with ZipFile(BytesIO(data)) as folder:
        assert sorted(folder.namelist()) == ["what-plait-holds.html", "what-plait-holds.json"]
        html, raw = (folder.read(f"what-plait-holds.{suffix}").decode() for suffix in ("html", "json"))
    json.loads(raw)
    return html, raw


def test_the_file_holds_own_words_and_no_others(client: PageClient, world: World) -> None:
    answer = sign_in(client, world, "ben").post("/your-data/download/")
    assert answer.headers["Content-Type"] == "application/zip"
    assert "no-store" in answer.headers["Cache-Control"]
    for text in opened(answer.content):
        assert "BEN-COMMENT" in text
        assert "ben@example.org" in text
        assert NAME_REMOVED in text
        for marker in ("CAT-UNREVEALED", "ADA-", "cat@example.org", "ada@example.org", "told by Cat"):
            assert marker not in text


def test_the_person_named_in_anothers_words_does_not_get_them(world: World) -> None:
    shown = str(queries.own_copy(world.viewer("cat"), made_at=AT))
    assert "CAT-UNREVEALED" in shown
    assert "BEN-COMMENT" not in shown


def test_every_kind_of_own_work_is_there(world: World) -> None:
    world.hand_in(world.urns[0], world.urns[1])
    world.hand_in(world.urns[0], world.urns[2])
    world.agree_after(world.urns[0], {})
    held = {part.key: part for part in queries.own_copy(world.viewer("ada"), made_at=AT).parts}
    some = {"account", "roles", "signatures", "self-evaluation", "submitted", "challenge", "agreed", "actions", "trail"}
    assert {key for key, part in held.items() if part.entries} >= some
    assert "ADA-ACTION" in str(held["actions"])
    assert "ADA-EVIDENCE seen with " + NAME_REMOVED in str(held["self-evaluation"])


def test_an_action_that_was_changed_since_is_not_shown_as_own_words(world: World) -> None:
    action = actionplans.queries.of_school(world.viewer("ada"), world.urns[0], world.round_id)[0]
    given = actionplans.ActionInput("area-1", "AMY-ACTION", "Gil", TODAY, "AMY-MEASURE")
    actionplans.change(viewer=world.viewer("amy"), action_id=action.id, given=given, version=action.version, at=AT)
    shown = str(queries.own_copy(world.viewer("ada"), made_at=AT))
    assert "AMY-" not in shown
    assert "ADA-ACTION" in shown  # in the trail
    changed = str(queries.own_copy(world.viewer("amy"), made_at=AT))
    assert "AMY-ACTION" in changed
    assert "ADA-ACTION" not in changed  # what stood there before


def test_own_words_stay_when_the_role_has_ended(client: PageClient, world: World) -> None:
    Appointment.objects.filter(person=world.people["ben"]).delete()
    assert "BEN-COMMENT" in str(queries.own_copy(world.viewer("ben"), made_at=AT))
    assert sign_in(client, world, "ben").get("/your-data/").status_code == 200


def test_taking_a_copy_is_noted_and_looking_is_not(client: PageClient, world: World) -> None:
    sign_in(client, world, "ben").get("/your-data/")
    assert not AuditEntry.objects.filter(kind=actions.KIND).exists()
    assert client.get("/your-data/download/").status_code == 405
    client.post("/your-data/download/")
    entry = AuditEntry.objects.get(kind=actions.KIND)
    assert (entry.actor_id, entry.object_id) == (world.people["ben"].pk, str(world.people["ben"].pk))


def test_nobody_gets_nothing(client: PageClient, world: World) -> None:
    with pytest.raises(NotVisible):
        actions.take_own(viewer=STRANGER, at=AT)
    assert not AuditEntry.objects.filter(kind=actions.KIND).exists()
    for answer in (client.get("/your-data/"), client.post("/your-data/download/")):
        assert answer.status_code == 302
        assert b"BEN" not in answer.content


def test_the_page_takes_as_many_queries_for_much_as_for_little(client: PageClient, world: World) -> None:
    def counted(name: str) -> int:
        sign_in(client, world, name).get("/your-data/")
        with CaptureQueriesContext(connection) as found:
            assert client.get("/your-data/").status_code == 200
        return len(found)

    assert counted("ada") == counted("ben") == counted("gil") <= 58


def test_for_somebody_who_asks_by_letter(tmp_path: Path, world: World, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "ben.zip"
    assert main(["rights", "person", " Ben@example.org", "-o", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["names_removed"] >= 2
    assert "BEN-COMMENT" in opened(out.read_bytes())[0]
    entry = AuditEntry.objects.get(kind=actions.KIND)
    assert (entry.actor_id, entry.action) == (None, "take by letter")


def test_by_letter_for_nobody_writes_nothing(tmp_path: Path, world: World, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "nobody.zip"
    assert main(["rights", "person", "nobody@example.org", "-o", str(out)]) == 1
    assert "nobody signs in by nobody@example.org" in capsys.readouterr().err
    assert main(["rights", "person", "ben@example.org", "-o", str(tmp_path / "x.pdf")]) == 2
    assert list(tmp_path.iterdir()) == []
    assert not AuditEntry.objects.filter(kind=actions.KIND).exists()
