"""What is held about a school: all of it listed, nothing in confidence or about a person handed out, and noted."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.actionplans import actions as actionplans
from plait.audit.models import AuditEntry, Disclosure
from plait.cli.main import main
from plait.domain.rights import OtherPeople
from plait.domain.school_copy import ADDRESS, NUMBER, SOMEBODY, Treatment, person_at, take_out_strangers
from plait.domain.verdicts import NotVisible
from plait.domain.visibility import Relation
from plait.peerreview import actions as peerreview
from plait.peerreview import note_actions
from plait.rights import school_actions
from plait.rights.school_queries import copy_of_school, own_school
from tests.journey import test_rounds_in_words as in_words
from tests.reports.test_releases import release
from tests.sight.crawl import BACKEND
from tests.world import AT, TODAY, World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def world() -> World:
    """Ash Bank has submitted; Beck Lane writes about it and keeps notes; Ash Bank keeps notes about Beck Lane."""
    world = trio()
    first, second, third = world.urns
    world.judge(first, evidence="ASH-EVIDENCE seen with Ben, gil@example.org, and Mrs Sallow; ring 01632 960 123.")
    world.judge(second, evidence="BECK-EVIDENCE")
    world.submit(first)
    world.submit(second)
    world.look(first, second, comment="BECK-ON-ASH told by Cat")
    world.look(first, third, comment="CLIFF-ON-ASH")
    world.look(second, first, comment="ASH-ON-BECK")
    for name, urn, host, text in (("ben", second, first, "BECK-NOTE"), ("ada", first, second, "ASH-NOTE")):
        note_actions.save_note(
            viewer=world.viewer(name),
            review_id=world.reviews[host],
            urn=urn,
            given=note_actions.NoteInput(text, 0),
            at=AT,
        )
    actionplans.add(
        viewer=world.viewer("ada"),
        round_id=world.round_id,
        urn=first,
        given=actionplans.ActionInput("area-1", "ASH-ACTION", "Mabel Reed", TODAY, "ASH-MEASURE"),
        at=AT,
    )
    return world


def finish(world: World) -> None:
    """The first school's review is agreed and its report released."""
    first, second, third = world.urns
    for urn in (second, third):
        world.hand_in(first, urn)
    world.agree_after(first, {})
    release(world, Relation.REVIEWER)


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend=BACKEND)
    return client


def address(world: World, urn: int | None = None) -> str:
    return f"/my-schools/{urn or world.urns[0]}/what-is-held/"


def opened(data: bytes) -> dict[str, str]:
    with ZipFile(io.BytesIO(data)) as folder:
        found = {name: folder.read(name).decode("utf-8-sig") for name in folder.namelist()}
    assert sorted(found) == ["texts.csv", "what-is-held.csv", "what-is-held.html"]
    return found


def test_own_words_are_in_it_and_nobody_elses(client: PageClient, world: World) -> None:
    answer = sign_in(client, world, "ada").post(f"{address(world)}download/")
    assert "no-store" in answer.headers["Cache-Control"]
    files = opened(answer.content)
    assert "ASH-EVIDENCE" in files["texts.csv"]
    assert "ASH-EVIDENCE" in files["what-is-held.html"]
    assert "ASH-ACTION" in files["texts.csv"]
    for text in files.values():
        for marker in ("BECK-", "CLIFF-", "ASH-NOTE", "ASH-ON-BECK"):
            assert marker not in text


def test_people_are_taken_out_and_the_mark_says_where_they_belong(world: World) -> None:
    shown = str(own_school(world.viewer("ada"), world.urns[0], made_at=AT))
    assert person_at("Beck Lane Primary School") in shown  # Ben, in the evidence
    assert person_at("Ash Bank Primary School") in shown  # the governor's address
    assert SOMEBODY in shown  # Mrs Sallow, whom Plait does not know
    assert NUMBER in shown
    for name in ("Ben", "gil@", "Sallow", "01632", "Mabel", "Reed", "ada@example.org", "Ada"):
        assert name not in shown, name


def test_how_many_views_are_in_is_told_by_nothing(world: World) -> None:
    def parts() -> dict[str, tuple[str, ...]]:
        copy = copy_of_school(world.urns[0], made_at=AT)
        return {part.key: tuple(entry.what for entry in part.entries) for part in copy.parts if part.key != "trail"}

    before = parts()
    assert before["views-in-confidence"] == ("Views of partners, and what was agreed after talking",)
    world.hand_in(world.urns[0], world.urns[1])
    assert parts() == before
    assert "Cliff Top" not in str(copy_of_school(world.urns[0], made_at=AT).parts[7].entries)


def test_partners_words_come_with_the_released_report(world: World) -> None:
    finish(world)
    copy = copy_of_school(world.urns[0], made_at=AT)
    parts = {part.key: part for part in copy.parts}
    assert "BECK-ON-ASH" in str(parts["views"])
    assert "CLIFF-ON-ASH" in str(parts["views"])
    assert "told by Cat" not in str(parts["views"])
    assert "We talked it through." in str(parts["challenge"])
    assert parts["views-in-confidence"].entries == ()
    assert "BECK-NOTE" not in str(copy)
    assert "the heads and senior leaders of the schools that reviewed it" in str(parts["reports"])
    assert "BECK-EVIDENCE" not in str(copy)


def test_in_a_round_without_levels_the_words_are_there_and_no_level() -> None:
    world = trio(programme="focus-triad")
    in_words.reveal(world)
    for area in world.framework.areas:
        in_words.record(world, area.id, in_words.THEIRS, reason="Agreed together.")
    peerreview.agree(viewer=world.viewer("ada"), review_id=world.reviews[world.urns[0]], at=AT)
    release(world, Relation.LEAD)
    copy = copy_of_school(world.urns[0], made_at=AT)
    shown = {part.key: str(part) for part in copy.parts}
    assert "Pupils read every day." in shown["self-evaluation"]
    for key in ("views", "challenge"):
        assert "Calm mornings." in shown[key]
        assert "Could the library open at noon?" in shown[key]
    assert in_words.LEVELS.search(str(copy)) is None


def test_everything_is_listed_with_its_law(client: PageClient, world: World) -> None:
    finish(world)
    files = opened(sign_in(client, world, "ada").post(f"{address(world)}download/").content)
    rows = list(csv.DictReader(io.StringIO(files["what-is-held.csv"])))
    assert len(rows) == sum(len(part.entries) for part in copy_of_school(world.urns[0], made_at=AT).parts) - 1
    notes = next(row for row in rows if row["Kind"].startswith("Working notes"))
    assert (notes["In this copy"], "section 36" in notes["Law"], "section 40(2)" in notes["Law"]) == (
        "Listed only: may be exempt", True, True,
    )  # fmt: skip
    shown = client.get(address(world)).content.decode()
    for words in ("section 41", "section 36(2)(b)", "section 40(2)", "within 20 school days"):
        assert words in shown, words
    assert "ASH-EVIDENCE" not in shown


def test_a_draft_is_listed_and_not_given(world: World) -> None:
    world.judge(world.urns[2], evidence="CLIFF-DRAFT")
    copy = own_school(world.viewer("cat"), world.urns[2], made_at=AT)
    draft = next(part for part in copy.parts if part.key == "draft")
    assert (draft.treatment, len(draft.entries)) == (Treatment.WITHHELD, 1)
    assert "CLIFF-DRAFT" not in str(copy)


def test_taking_it_is_in_the_trail_and_looking_is_not(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada").get(address(world))
    assert client.get(f"{address(world)}download/").status_code == 405
    assert not AuditEntry.objects.filter(kind=school_actions.KIND).exists()
    client.post(f"{address(world)}download/")
    row = AuditEntry.objects.get(kind=school_actions.KIND)
    assert (row.actor_id, row.school_urn) == (world.people["ada"].pk, world.urns[0])
    assert not Disclosure.objects.filter(label=school_actions.COMMAND).exists()
    shown = client.get(f"/my-schools/{world.urns[0]}/who-changed-what/").content.decode()
    assert "Copy of what is held about the school" in shown


@pytest.mark.parametrize("name", ["amy", "gil", "ben", "lee", "sam"])
def test_nobody_but_the_head_gets_it(client: PageClient, world: World, name: str) -> None:
    sign_in(client, world, name)
    for answer in (client.get(address(world)), client.post(f"{address(world)}download/")):
        assert answer.status_code == 404
        assert b"ASH-" not in answer.content
    with pytest.raises(NotVisible):
        school_actions.take_school(viewer=world.viewer(name), urn=world.urns[0], at=AT)
    assert not AuditEntry.objects.filter(kind=school_actions.KIND).exists()


def test_by_command_the_schools_log_says_so(
    tmp_path: Path, client: PageClient, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "ash.zip"
    assert main(["rights", "school", str(world.urns[0]), "-o", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["removed"] >= 4
    assert "ASH-EVIDENCE" in opened(out.read_bytes())["texts.csv"]
    assert AuditEntry.objects.get(kind=school_actions.KIND).actor_id is None
    shown = sign_in(client, world, "ada").get(f"/my-schools/{world.urns[0]}/who-has-read/").content.decode()
    assert school_actions.COMMAND in shown
    assert main(["rights", "school", "990777", "-o", str(tmp_path / "no.zip")]) == 1
    assert main(["rights", "school", str(world.urns[0]), "-o", str(tmp_path / "no.pdf")]) == 2
    assert sorted(item.name for item in tmp_path.iterdir()) == ["ash.zip"]


def test_the_page_takes_as_many_queries_for_much_as_for_little(client: PageClient, world: World) -> None:
    def asked() -> int:
        sign_in(client, world, "ada").get(address(world))
        with CaptureQueriesContext(connection) as found:
            assert client.get(address(world)).status_code == 200
        return len(found)

    finish(world)
    one = asked()
    for number in (1, 2):
        release(world, Relation.REVIEWER, after=number)
        given = actionplans.ActionInput("area-1", f"Action {number}", "Gil", TODAY, "")
        actionplans.add(viewer=world.viewer("ada"), round_id=world.round_id, urn=world.urns[0], given=given, at=AT)
    assert asked() == one <= 44


def test_marks_for_known_people_and_for_strangers() -> None:
    people = OtherPeople(["Ann Lee", "Ann"], marks={"Ann Lee": "[A]"})
    assert people.take_out("Ann Lee and Ann") == ("[A] and [name removed: another person]", 2)
    text, count = take_out_strangers("Dr. Ada Moss (a.moss@ash.example) on 020 7946 0958; in 2026, 12 of 30 pupils.")
    assert (text, count) == (f"{SOMEBODY} ({ADDRESS}) on {NUMBER}; in 2026, 12 of 30 pupils.", 3)
