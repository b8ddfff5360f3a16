"""A head releases a version of the report: to whom, frozen, and ended again."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.audit.models import AuditEntry, Disclosure
from plait.domain.roles import Role
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, Refused
from plait.domain.visibility import Relation
from plait.partnerships import actions as partnerships
from plait.partnerships import contract_actions
from plait.partnerships.models import Appointment, Signature
from plait.reports import actions, releases
from plait.reports.models import Audience, FrozenContent, Release, ReleasedFile
from tests.world import AT, TODAY, World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
WRITTEN = "Two classes share one interactive board."


@pytest.fixture
def world() -> World:
    made = trio()
    made.judge(made.urns[0], evidence=WRITTEN)
    made.agree(made.urns[0])
    return made


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def release(world: World, *audiences: Relation, name: str = "ada", after: int = 0) -> int:
    return actions.release(
        viewer=world.viewer(name),
        evaluation_id=world.evaluations[world.urns[0]],
        audiences=audiences,
        after=after,
        at=AT,
        today=TODAY,
    )


def readers(world: World, release_id: int) -> set[str]:
    """Everybody who can open the version now, by every way in; the ways must agree."""
    found = set()
    for name in world.people:
        viewer = world.viewer(name)
        try:
            releases.file(viewer, release_id, "json")
            opens = True
        except NotVisible:
            opens = False
        try:
            releases.get(viewer, release_id)
            assert opens
        except NotVisible:
            assert not opens
        listed = release_id in {item.id for item in releases.released_to(viewer)}
        assert releases.count_released_to(viewer) == len(releases.released_to(viewer))
        assert opens or not listed
        if opens:
            found.add(name)
    return found


OWN = {"ada", "amy", "gil"}


def test_a_release_is_frozen_in_every_format_and_written_down(world: World) -> None:
    made = release(world, Relation.LEAD)
    row = Release.objects.get(pk=made)
    assert (row.number, row.school_id, row.released_by_id) == (1, world.urns[0], world.people["ada"].pk)
    assert set(Audience.objects.values_list("relation", flat=True)) == {"lead"}
    kept = {item.suffix: bytes(item.content.data) for item in ReleasedFile.objects.select_related("content")}
    assert set(kept) == {"pdf", "docx", "html", "xlsx", "json"}
    assert all(hashlib.sha256(bytes(item.data)).hexdigest() == item.sha256 for item in FrozenContent.objects.all())
    assert b"report version 1" in kept["html"]
    assert b"the partnership lead" in kept["html"]
    entry = AuditEntry.objects.get(action="release")
    assert entry.changes == {"version": ["", "1"], "audiences": ["", "lead"]}
    assert entry.school_urn == world.urns[0]
    before = dict(kept)
    release(world, Relation.REVIEWER, after=1)
    again = {item.suffix: bytes(item.content.data) for item in ReleasedFile.objects.filter(release_id=made)}
    assert again == before


def test_the_same_bytes_are_kept_once(world: World) -> None:
    release(world)
    row = FrozenContent.objects.first()
    assert row is not None
    count = FrozenContent.objects.count()
    actions._freeze(Release.objects.get(), {"copy": bytes(row.data)})
    assert FrozenContent.objects.count() == count
    assert ReleasedFile.objects.filter(content_id=row.sha256).count() == 2


def test_neither_release_nor_audit_row_when_one_fails(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**given: object) -> None:
        raise RuntimeError("the trail cannot be written")

    monkeypatch.setattr(actions, "record", fail)
    with pytest.raises(RuntimeError):
        release(world, Relation.LEAD)
    assert not Release.objects.exists()
    assert not FrozenContent.objects.exists()


def test_who_opens_it_follows_audience_and_role_of_today(world: World) -> None:
    nobody = release(world)
    assert readers(world, nobody) == OWN
    led = release(world, Relation.LEAD, after=1)
    assert readers(world, led) == OWN | {"lee"}
    reviewed = release(world, Relation.REVIEWER, after=2)
    assert readers(world, reviewed) == OWN | {"ben", "cat"}
    Appointment.objects.filter(person=world.people["ben"]).update(ends=TODAY - timedelta(days=1))
    assert readers(world, reviewed) == OWN | {"cat"}


def test_an_audience_that_was_ended_opens_nothing_and_the_log_stays(world: World) -> None:
    made = release(world, Relation.LEAD, Relation.REVIEWER)
    releases.file(world.viewer("ben"), made, "html")
    logged = Disclosure.objects.count()
    actions.end_audience(viewer=world.viewer("ada"), release_id=made, relation=Relation.REVIEWER, at=AT)
    assert Disclosure.objects.count() == logged
    assert readers(world, made) == OWN | {"lee"}
    assert AuditEntry.objects.get(action="end audience").changes == {"audience": ["reviewer", ""]}
    actions.end_audience(viewer=world.viewer("ada"), release_id=made, relation=Relation.REVIEWER, at=AT)
    assert AuditEntry.objects.filter(action="end audience").count() == 1


def test_after_a_withdrawal_what_was_released_stays_and_nothing_new_goes(world: World) -> None:
    made = release(world, Relation.LEAD, Relation.REVIEWER)
    head = world.viewer("ada")
    contract_actions.withdraw(viewer=head, round_id=world.round_id, urn=world.urns[0], reason="", at=AT)
    assert readers(world, made) == OWN | {"ben", "cat", "lee"}
    with pytest.raises(Refused, match="withdrawn"):
        release(world, Relation.LEAD, after=1)
    with pytest.raises(Refused, match="withdrawn"):
        actions.make_link(viewer=head, release_id=made, label="Governors", days=30, at=AT, today=TODAY)
    actions.end_audience(viewer=head, release_id=made, relation=Relation.LEAD, at=AT)
    assert readers(world, made) == OWN | {"ben", "cat"}


@pytest.mark.parametrize(
    ("name", "error"), [("amy", Refused), ("gil", Refused), ("ben", NotVisible), ("sam", NotVisible)]
)
def test_only_the_head_releases(world: World, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        release(world, Relation.LEAD, name=name)
    assert not Release.objects.exists()


def test_not_before_the_judgements_are_settled() -> None:
    world = trio()
    world.reveal(world.urns[0])
    with pytest.raises(Refused, match="once your judgements are agreed"):
        release(world, Relation.LEAD)


def test_not_to_those_whom_the_contract_leaves_out(world: World) -> None:
    with pytest.raises(ValueError, match="does not let a report go to brokers"):
        release(world, Relation.BROKER)
    assert not Release.objects.exists()


def test_two_heads_at_once_do_not_make_two_versions_of_one_look(world: World) -> None:
    release(world, Relation.LEAD)
    with pytest.raises(NotAllowedNow, match="Version 1 was released while you were reading"):
        release(world, Relation.REVIEWER)
    assert Release.objects.count() == 1


def test_staff_read_only_what_was_released_to_them(world: World) -> None:
    who = world.people["ben"]
    partnerships.appoint(person_id=who.pk, role=Role.STAFF, urn=world.urns[0], partnership_id=None, starts=TODAY, at=AT)
    Appointment.objects.filter(person=who, role="head").delete()
    inside = release(world)
    assert "ben" not in readers(world, inside)
    shared = release(world, Relation.STAFF, after=1)
    assert "ben" in readers(world, shared)
    assert not Disclosure.objects.filter(person=who).exists(), "their own school's people are not in the log"


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_takes_the_same_queries_whatever_its_length(world: World, number: int) -> None:
    for after in range(number):
        release(world, Relation.LEAD, after=after)
    Audience.objects.update(ended_at=None, ended_by=None)  # as if each had gone to others
    viewer = world.viewer("lee")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(releases.released_to(viewer)) == number
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        releases.versions(world.urns[0], world.round_id)
    assert len(queries) == 3


# on the web


def test_a_head_releases_on_the_web_step_by_step(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    evaluation_id = world.evaluations[world.urns[0]]
    page = client.get(f"/reports/{evaluation_id}/who-gets-it/").content.decode()
    assert "Nothing released yet" in page
    page = client.get(f"/reports/{evaluation_id}/who-gets-it/release/").content.decode()
    assert "2 people at Beck Lane Primary School and Cliff Top Primary School today" in page
    assert "checked" not in page
    asked = {"audiences": ["reviewer"], "after": "0"}
    page = client.post(f"/reports/{evaluation_id}/who-gets-it/release/", asked).content.decode()
    assert "2 people can read it from now on" in page
    assert not Release.objects.exists()
    answer = client.post(f"/reports/{evaluation_id}/who-gets-it/release/", asked | {"step": "release"})
    assert answer.status_code == 422
    assert "Tick the box" in answer.content.decode()
    answer = client.post(f"/reports/{evaluation_id}/who-gets-it/release/", asked | {"step": "release", "sure": "on"})
    assert answer.status_code == 302
    page = client.get(f"/reports/{evaluation_id}/who-gets-it/").content.decode()
    assert "Can read it" in page
    school = client.get(f"/my-schools/{world.urns[0]}/").content.decode()
    assert "Version 1 released to the schools that review you" in school
    made = Release.objects.get()
    assert client.post(f"/reports/released/{made.pk}/end/reviewer/").status_code == 302
    assert "Ended by Ada" in client.get(f"/reports/{evaluation_id}/who-gets-it/").content.decode()


def test_a_reader_finds_reads_and_downloads(client: PageClient, world: World) -> None:
    made = release(world, Relation.LEAD)
    sign_in(client, world, "lee")
    assert "Reports released to you" in client.get("/").content.decode()
    assert "Ash Bank Primary School, Autumn 2026, version 1" in client.get("/reports/released/").content.decode()
    page = client.get(f"/reports/released/{made}/").content.decode()
    assert "Released by Ada" in page
    assert not Disclosure.objects.exists(), "nothing of the report's words was shown yet"
    client.inspecting = False  # the frozen page has a style sheet of its own, let in by its hash
    answer = client.get(f"/reports/released/{made}/read/")
    assert WRITTEN in answer.content.decode()
    policy = answer.headers["Content-Security-Policy"]
    assert "style-src 'sha256-" in policy
    assert "unsafe" not in policy
    assert "sandbox" in policy
    answer = client.get(f"/reports/released/{made}/report.pdf")
    assert answer.content.startswith(b"%PDF")
    assert [(row.how, row.version, row.relation) for row in Disclosure.objects.order_by("pk")] == [
        ("page", "version 1", "lead"),
        ("file", "version 1", "lead"),
    ]


@pytest.mark.parametrize("name", ["ben", "cat", "sam"])
def test_somebody_else_finds_nothing(client: PageClient, world: World, name: str) -> None:
    made = release(world, Relation.LEAD)
    sign_in(client, world, name)
    assert "No report has been released to you" in client.get("/reports/released/").content.decode()
    for path in ("", "read/", "report.pdf", "report.json", "addresses/"):
        assert client.get(f"/reports/released/{made}/{path}").status_code == 404
    assert client.post(f"/reports/released/{made}/end/lead/").status_code == 404
    assert Audience.objects.get().ended_at is None
    assert not Disclosure.objects.filter(kind="release").exists()


def test_a_role_that_ends_closes_the_page_in_the_same_moment(client: PageClient, world: World) -> None:
    made = release(world, Relation.LEAD)
    sign_in(client, world, "lee")
    assert client.get(f"/reports/released/{made}/").status_code == 200
    Appointment.objects.filter(person=world.people["lee"]).delete()
    assert client.get(f"/reports/released/{made}/").status_code == 404
    assert client.get(f"/reports/released/{made}/report.pdf").status_code == 404
    assert Signature.objects.exists()
