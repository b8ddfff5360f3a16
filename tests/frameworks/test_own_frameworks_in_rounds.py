"""What was published is chosen for programmes and rounds, read by those of such a round, deleted as a draft in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.adapters.framework_files.yaml_text import yaml_text
from plait.adapters.programme_files import built_in
from plait.domain.retention import Kept
from plait.domain.rounds import unique_title
from plait.frameworks import actions, draft_actions, queries
from plait.frameworks.models import FrameworkDraft, FrameworkVersion
from plait.partnerships.models import Programme, Round
from plait.rights.queries import own_copy
from plait.rights.retention_actions import delete_what_is_over
from tests.loading import SOUND
from tests.world import AT, TODAY, World, small_framework, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def world() -> World:
    return trio()


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def published(world: World, text: str) -> FrameworkVersion:
    who = {"viewer": world.viewer("lee"), "at": AT, "today": TODAY}
    draft = draft_actions.load(owner=str(world.partnership_id), data=text.encode(), filename="ours.yaml", **who)
    return FrameworkVersion.objects.get(pk=draft_actions.publish_draft(draft_id=draft, version=1, **who))


QUESTIONS = """id: asks
version: "1"
title: We ask
areas:
  - {id: why, title: Why, prompts: ["Why?"]}
"""


def test_a_lead_chooses_their_own_where_its_levels_suit(client: PageClient, world: World) -> None:
    published(world, SOUND)
    published(world, QUESTIONS)
    actions.publish_built_in(at=AT)
    levels, words = built_in()["peer-trio"], built_in()["focus-triad"]
    own, asks = ("hill-framework", "1"), ("asks", "1")
    assert own in queries.offered(world.partnership_id, levels)
    assert asks not in queries.offered(world.partnership_id, levels), "no levels to judge by"
    assert {own, asks} <= set(queries.offered(world.partnership_id, words))
    assert own not in queries.offered(world.partnership_id + 1, levels), "another partnership's own"
    sign_in(client, world, "lee")
    start = f"/partnerships/{world.partnership_id}/programmes/start/peer-trio/"
    assert "Hill framework, version 1" in client.get(start).content.decode()
    answer = client.post(start, {"title": "By our own", "framework": "hill-framework@1"})
    assert answer.status_code == 302, answer.content.decode()
    programme = Programme.objects.get(title="By our own")
    assert (programme.framework_id, programme.framework_version) == own
    assert client.post(start, {"title": "By questions", "framework": "asks@1"}).status_code == 422
    page = client.get(f"/partnerships/{world.partnership_id}/programmes/{programme.pk}/open-round/").content.decode()
    assert "Hill framework, version 1" in page
    form = {"title": unique_title("Spring 2027", []), "after": "0", "framework": "hill-framework@1"}
    for name in ("evaluation_due", "review_due"):
        form |= {f"{name}-day": "1", f"{name}-month": "6", f"{name}-year": "2027"}
    answer = client.post(f"/partnerships/{world.partnership_id}/programmes/{programme.pk}/open-round/", form)
    assert answer.status_code == 302, answer.content.decode()
    assert Round.objects.get(programme=programme).framework_id == "hill-framework"


def test_whoever_knows_a_round_reads_the_framework_that_it_uses(client: PageClient, world: World) -> None:
    row = published(world, SOUND)
    FrameworkVersion.objects.filter(pk=row.pk).update(partnership=None)
    other = FrameworkVersion.objects.get(framework_id="small")
    assert queries.version(world.viewer("sam"), other.pk)
    away = world.partnership_id
    FrameworkVersion.objects.filter(pk=row.pk).update(partnership_id=away)
    with pytest.raises(LookupError):
        queries.version(world.viewer("sam"), row.pk)
    Round.objects.filter(pk=world.round_id).update(framework_id="hill-framework", framework_version="1")
    Programme.objects.update(framework_id="hill-framework")
    assert queries.version(world.viewer("gil"), row.pk)


def test_the_next_version_keeps_where_each_statement_went(client: PageClient, world: World) -> None:
    first = published(world, SOUND)
    who = {"viewer": world.viewer("lee"), "at": AT, "today": TODAY}
    draft = FrameworkDraft.objects.get(
        pk=draft_actions.begin_next(version_id=first.pk, owner=str(world.partnership_id), **who)
    )
    assert (draft.body["id"], draft.body["version"], draft.body["supersedes"]["framework"]) == (
        "hill-framework",
        "2",
        "hill-framework@1",
    )
    sign_in(client, world, "lee")
    base = f"/frameworks/drafts/{draft.pk}/"
    page = client.get(f"{base}remove/s3/").content.decode()
    client.post(f"{base}remove/s3/", {"seen": page.split('name="seen" value="')[1].split('"')[0]})
    page = client.get(f"{base}statements/s5/").content.decode()
    form = {
        "seen": page.split('name="seen" value="')[1].split('"')[0],
        "id": "second-both",
        "text": "Three and two",
        "area": "a4",
        "takes_over": "second-one\nfirst-two",
    }
    assert client.post(f"{base}statements/s5/", form).status_code == 302
    draft.refresh_from_db()
    made = FrameworkVersion.objects.get(pk=draft_actions.publish_draft(draft_id=draft.pk, version=draft.version, **who))
    assert made.body["supersedes"] == {
        "framework": "hill-framework@1",
        "map": {"first-two": "second-both", "second-one": "second-both"},
    }
    page = client.get(f"/frameworks/{made.pk}/changes-from/{first.pk}/").content.decode()
    assert "Merged" in page
    assert client.get(f"/frameworks/{made.pk}/next/").status_code == 200
    built = FrameworkVersion.objects.get(framework_id="small")
    theirs = FrameworkDraft.objects.get(
        pk=draft_actions.begin_next(version_id=built.pk, owner=str(world.partnership_id), **who)
    )
    assert (theirs.body["id"], theirs.body["version"]) == ("small-own", "1")


def test_drafts_go_in_time_and_stand_in_ones_own_copy(world: World) -> None:
    who = {"viewer": world.viewer("lee"), "at": AT, "today": TODAY}
    draft_actions.load(owner=str(world.partnership_id), data=SOUND.encode(), filename="kept-by-lee.yaml", **who)
    part = next(item for item in own_copy(world.viewer("lee"), made_at=AT).parts if item.key == "frameworks")
    assert [entry.what for entry in part.entries] == ["Draft of Hill framework"]
    other = next(item for item in own_copy(world.viewer("ada"), made_at=AT).parts if item.key == "frameworks")
    assert other.entries == ()
    assert delete_what_is_over(AT + timedelta(days=300))[Kept.FRAMEWORK_DRAFTS] == 0
    assert delete_what_is_over(AT + timedelta(days=400))[Kept.FRAMEWORK_DRAFTS] == 1


def test_a_file_of_a_version_is_whole(client: PageClient, world: World) -> None:
    row = published(world, yaml_text(replace(small_framework(areas=2), id="two")))
    sign_in(client, world, "ada")
    answer = client.get(f"/frameworks/{row.pk}/framework.xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="two-1.xlsx"'
    assert len(openpyxl.load_workbook(BytesIO(answer.content)).sheetnames) > 1


def test_pages_of_built_in_versions_and_of_drafts_that_follow_them(client: PageClient, world: World) -> None:
    actions.publish_built_in(at=AT)
    sign_in(client, world, "lee")
    who = {"viewer": world.viewer("lee"), "at": AT, "today": TODAY}
    for row in FrameworkVersion.objects.exclude(framework_id="small"):
        assert client.get(f"/frameworks/{row.pk}/").status_code == 200
        area = row.body["areas"][0]["id"]
        assert client.get(f"/frameworks/{row.pk}/areas/{area}/").status_code == 200
        draft = draft_actions.begin_next(version_id=row.pk, owner=str(world.partnership_id), **who)
        body = FrameworkDraft.objects.get(pk=draft).body
        client.get(f"/frameworks/drafts/{draft}/")
        for part in body["areas"]:
            assert client.get(f"/frameworks/drafts/{draft}/areas/{part['key']}/").status_code == 200
        made = draft_actions.publish_draft(draft_id=draft, version=1, **who)
        page = client.get(f"/frameworks/{made}/changes-from/{row.pk}/").content.decode()
        assert "Reworded" in page
        assert "Not certain" not in page, "whoever follows says which statement is which"


def test_a_version_asks_the_same_number_of_questions_beside_three_others(client: PageClient, world: World) -> None:
    first = published(world, SOUND)
    sign_in(client, world, "lee")

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"/frameworks/{first.pk}/").status_code == 200
        return len(found)

    asked()
    alone = asked()
    for number in ("2", "3", "4"):
        published(world, SOUND.replace('version: "1"', f'version: "{number}"'))
    assert asked() == alone
