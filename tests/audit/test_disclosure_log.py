"""Whoever from outside reads a school's words leaves a row in its log, or reads nothing."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.audit import actions as audit
from plait.audit import middleware
from plait.audit.models import AuditEntry, Disclosure
from plait.domain.roles import Permission
from plait.domain.viewer import Viewer
from plait.domain.visibility import Relation
from plait.peerreview import actions as peerreview
from plait.peerreview import queries as peer_queries
from plait.selfevaluation import queries as evaluation_queries
from tests.reports.test_releases import release, sign_in
from tests.world import AT, World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
Row = tuple[str, str, str, str]


@pytest.fixture
def world() -> World:
    return trio()


def rows(urn: int) -> list[Row]:
    """Who, by virtue of what, which artefact, how."""
    found = Disclosure.objects.filter(school_urn=urn).select_related("person").order_by("pk")
    return [(str(row.person or row.label), row.relation, row.artefact, row.how) for row in found]


def test_a_partner_who_reads_is_in_the_log_of_the_school_that_is_read(client: PageClient, world: World) -> None:
    first, second, _ = world.urns
    world.submit(first)
    Disclosure.objects.all().delete()
    sign_in(client, world, "ben")
    evaluation_id = world.evaluations[first]
    assert client.get(f"/self-evaluations/{evaluation_id}/").status_code == 200
    assert rows(first) == [("Ben", "reviewer", "self-judgement", "page"), ("Ben", "reviewer", "evidence", "page")]
    row = Disclosure.objects.first()
    assert row is not None
    assert row.roles == [["head", second, None, None]]
    client.get(f"/self-evaluations/{evaluation_id}/workbook/")
    assert rows(first)[-1] == ("Ben", "reviewer", "evidence", "file")
    assert rows(second) == []


def test_views_that_others_wrote_and_the_conversation_are_in_the_log(client: PageClient, world: World) -> None:
    first = world.urns[0]
    world.agree(first)
    Disclosure.objects.all().delete()
    sign_in(client, world, "ben")
    client.get(f"/peer-reviews/{world.reviews[first]}/challenge/")
    assert {artefact for _, _, artefact, _ in rows(first)} == {
        "self-judgement",
        "evidence",
        "peer-view",
        "challenge",
    }
    views = Disclosure.objects.filter(artefact="peer-view")
    own = peer_queries.get(world.viewer("ben"), world.reviews[first]).view_of(world.urns[1])
    assert own is not None
    assert own.id not in views.values_list("object_id", flat=True), "what Ben's own school wrote is no disclosure"
    assert views.count() == 1


@pytest.mark.parametrize("name", ["ada", "amy", "gil"])
def test_the_schools_own_people_are_not_watched(client: PageClient, world: World, name: str) -> None:
    first = world.urns[0]
    world.agree(first)
    Disclosure.objects.all().delete()
    sign_in(client, world, name)
    for path in (
        f"/self-evaluations/{world.evaluations[first]}/",
        f"/reports/{world.evaluations[first]}/",
        f"/peer-reviews/{world.reviews[first]}/challenge/",
        f"/action-plans/{world.round_id}/{first}/",
    ):
        assert client.get(path).status_code in (200, 404)
    assert not Disclosure.objects.exists()


def test_who_finds_nothing_leaves_nothing(client: PageClient, world: World) -> None:
    world.judge(world.urns[0])
    sign_in(client, world, "ben")
    assert client.get(f"/self-evaluations/{world.evaluations[world.urns[0]]}/").status_code == 404
    assert not Disclosure.objects.exists()


def test_nobody_reads_what_cannot_be_written_down(
    client: PageClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.submit(world.urns[0])
    sign_in(client, world, "ben")

    def fail(*given: object, **more: object) -> None:
        raise DatabaseError("no room")

    monkeypatch.setattr(middleware, "write_disclosures", fail)
    with pytest.raises(DatabaseError):
        client.get(f"/self-evaluations/{world.evaluations[world.urns[0]]}/")
    client.raise_request_exception = False
    answer = client.get(f"/self-evaluations/{world.evaluations[world.urns[0]]}/")
    assert answer.status_code == 500
    assert "What we have seen" not in answer.content.decode()


def test_outside_of_a_request_the_row_is_written_at_once(world: World) -> None:
    world.submit(world.urns[0])
    Disclosure.objects.all().delete()
    evaluation_queries.get(world.viewer("ben"), world.evaluations[world.urns[0]])
    assert {how for _, _, _, how in rows(world.urns[0])} == {"command"}


def test_saving_by_itself_is_not_reading(client: PageClient, world: World) -> None:
    first, second, _ = world.urns
    world.submit(first)
    Disclosure.objects.all().delete()
    sign_in(client, world, "ben")
    path = f"/peer-reviews/{world.reviews[first]}/views/{second}/areas/area-1/"
    sent = {"answer": "2", "comment": "Seen in two lessons.", "version": "0"}
    answer = client.post(path, sent, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert not Disclosure.objects.exists()


# the pages


def test_the_owner_reads_who_has_read(client: PageClient, world: World) -> None:
    first = world.urns[0]
    sign_in(client, world, "ada")
    empty = client.get(f"/my-schools/{first}/who-has-read/").content.decode()
    assert "Nobody from outside has read anything yet" in empty
    world.submit(first)
    sign_in(client, world, "ben")
    client.get(f"/self-evaluations/{world.evaluations[first]}/")
    sign_in(client, world, "ada")
    page = client.get(f"/my-schools/{first}/who-has-read/").content.decode()
    for words in ("Ben", "Headteacher, Beck Lane Primary School", "reviews your school", "your judgements"):
        assert words in page
    nobody = client.get(f"/my-schools/{first}/who-has-read/?person=987654").content.decode()
    assert "Nothing like that in the log" in nobody
    assert client.get(f"/my-schools/{first}/who-has-read/?person=x&round=%3D&before=-1").status_code == 200


def test_the_file_runs_no_formula(client: PageClient, world: World) -> None:
    world.people["ben"].name = "=HYPERLINK(evil)"
    world.people["ben"].save()
    world.submit(world.urns[0])
    evaluation_queries.get(world.viewer("ben"), world.evaluations[world.urns[0]])
    sign_in(client, world, "ada")
    answer = client.get(f"/my-schools/{world.urns[0]}/who-has-read.csv")
    text = answer.content.decode("utf-8-sig")
    assert "'=HYPERLINK(evil)" in text
    assert ",=HYPERLINK" not in text
    assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("name", ["gil", "ben", "lee", "sam"])
def test_the_logs_are_for_those_whose_role_says_so(client: PageClient, world: World, name: str) -> None:
    sign_in(client, world, name)
    for page in ("who-has-read/", "who-has-read.csv", "who-changed-what/"):
        assert client.get(f"/my-schools/{world.urns[0]}/{page}").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_log_takes_the_same_queries_whatever_its_length(world: World, number: int) -> None:
    from plait.journey.readers import readers_page  # noqa: PLC0415  beside its only use

    world.submit(world.urns[0])
    for _ in range(number):
        evaluation_queries.get(world.viewer("ben"), world.evaluations[world.urns[0]])
    viewer = world.viewer("ada")
    with CaptureQueriesContext(connection) as queries:
        page = readers_page(viewer, world.urns[0])
    assert page.days
    assert len(queries) == 4


# the trail


def test_the_trail_folds_what_one_person_saved_in_one_place(client: PageClient, world: World) -> None:
    first = world.urns[0]
    from plait.selfevaluation import actions as selfevaluation  # noqa: PLC0415  beside its only use

    for version, text in enumerate(("We", "We meet", "We meet weekly")):
        given = selfevaluation.AreaInput("", text, "", {}, version)
        selfevaluation.save_area(
            viewer=world.viewer("ada"), evaluation_id=world.evaluations[first], area_id="area-1", given=given, at=AT
        )
    sign_in(client, world, "ada")
    page = client.get(f"/my-schools/{first}/who-changed-what/").content.decode()
    assert "We meet weekly" in page
    assert page.count("Area number 1: Evidence") == 1
    assert "3 saves" in page
    narrowed = client.get(f"/my-schools/{first}/who-changed-what/?area=area-2").content.decode()
    assert "We meet weekly" not in narrowed


def test_a_partners_view_never_stands_in_the_trail(client: PageClient, world: World) -> None:
    """Neither before nor after all are in: what a partner wrote is in the trail of the partner."""
    first, second, third = world.urns
    world.submit(first)
    world.look(first, second, comment="Beck sees something.")
    sign_in(client, world, "ada")
    path = f"/my-schools/{first}/who-changed-what/"
    assert "Beck sees something." not in client.get(path).content.decode()
    for urn in (second, third):
        world.look(first, urn)
        peerreview.hand_in(viewer=world.viewer(world.head_of(urn)), review_id=world.reviews[first], urn=urn, at=AT)
    assert "Beck sees something." not in client.get(path).content.decode()
    sign_in(client, world, "ben")
    page = client.get(f"/my-schools/{second}/who-changed-what/").content.decode()
    assert "Beck sees something." in page
    assert "Your view of Ash Bank Primary School" in page
    assert "What we have seen." not in page, "the host's own words are not in the partner's trail"


def test_our_view_of_a_partner_is_open_only_to_its_authors(
    client: PageClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, _ = world.urns
    world.submit(first)
    world.look(first, second, comment="Beck sees something.")
    monkeypatch.setattr(Viewer, "reviewing_urns", frozenset())
    assert world.viewer("ben").may_at(second, Permission.TRAIL)
    sign_in(client, world, "ben")
    page = client.get(f"/my-schools/{second}/who-changed-what/").content.decode()
    assert "Beck sees something." not in page
    assert "What it says is not open to you" in page


def test_releases_stand_in_the_trail(client: PageClient, world: World) -> None:
    world.agree(world.urns[0])
    release(world, Relation.LEAD)
    assert AuditEntry.objects.filter(kind="release").exists()
    sign_in(client, world, "ada")
    page = client.get(f"/my-schools/{world.urns[0]}/who-changed-what/").content.decode()
    assert "Who gets the report, version 1" in page
    assert audit is not None
