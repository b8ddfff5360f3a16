"""An address that opens one version without signing in: shown once, kept as a hash, run out, ended, counted."""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from inspection import PageClient

from plait.audit.models import AuditEntry, Disclosure
from plait.domain.verdicts import NotVisible, Refused
from plait.domain.visibility import Relation
from plait.reports import actions, releases
from plait.reports.models import ReleaseLink
from tests.reports.test_releases import WRITTEN, release, sign_in
from tests.world import AT, TODAY, World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def world() -> World:
    made = trio()
    made.judge(made.urns[0], evidence=WRITTEN)
    made.agree(made.urns[0])
    return made


@pytest.fixture
def made(world: World) -> int:
    return release(world, Relation.LEAD)


def address(world: World, made: int, days: int = 30) -> str:
    """The secret of an address that opens from today on, whatever day the tests run."""
    return actions.make_link(
        viewer=world.viewer("ada"),
        release_id=made,
        label="Governors, spring meeting",
        days=days,
        at=timezone.now(),
        today=timezone.localdate(),
    )


def test_only_a_hash_is_kept(world: World, made: int) -> None:
    secret = address(world, made)
    row = ReleaseLink.objects.get()
    assert row.secret_sha256 == hashlib.sha256(secret.encode()).hexdigest()
    assert len(secret) >= 43
    entry = AuditEntry.objects.get(kind="release-link")
    assert secret not in str(entry.changes) + str(vars(row))
    assert entry.changes["label"] == ["", "Governors, spring meeting"]


def test_neither_address_nor_audit_row_when_one_fails(world: World, made: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**given: object) -> None:
        raise RuntimeError("the trail cannot be written")

    monkeypatch.setattr(actions, "record", fail)
    with pytest.raises(RuntimeError):
        address(world, made)
    assert not ReleaseLink.objects.exists()


@pytest.mark.parametrize("name", ["amy", "gil"])
def test_only_the_head_gives_one_out(world: World, made: int, name: str) -> None:
    with pytest.raises(Refused):
        actions.make_link(viewer=world.viewer(name), release_id=made, label="x", days=3, at=AT, today=TODAY)
    with pytest.raises(NotVisible):
        actions.make_link(viewer=world.viewer("lee"), release_id=made, label="x", days=3, at=AT, today=TODAY)


def test_a_stranger_reads_by_it_and_the_log_has_the_label(client: PageClient, world: World, made: int) -> None:
    secret = address(world, made)
    answer = client.get(f"/open/{secret}/")
    assert "Report of Ash Bank Primary School" in answer.content.decode()
    assert "Ada" not in answer.content.decode()
    assert not Disclosure.objects.exists()
    client.inspecting = False  # the frozen page has a style sheet of its own, let in by its hash
    answer = client.get(f"/open/{secret}/read/")
    assert WRITTEN in answer.content.decode()
    assert client.get(f"/open/{secret}/report.pdf").content.startswith(b"%PDF")
    for path in ("", "read/", "report.pdf"):
        headers = client.get(f"/open/{secret}/{path}").headers
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert headers["Referrer-Policy"] == "no-referrer"
    row = Disclosure.objects.order_by("pk").first()
    assert row is not None
    assert (row.label, row.person_id, row.how, row.school_urn) == (
        "Governors, spring meeting",
        None,
        "link",
        world.urns[0],
    )
    (version,) = releases.versions(world.urns[0], world.round_id)
    assert version.links[0].used_at is not None


def test_run_out_ended_and_made_up_are_answered_alike(client: PageClient, world: World, made: int) -> None:
    ended, run_out = address(world, made), address(world, made)
    first, second = ReleaseLink.objects.order_by("pk")
    actions.end_link(viewer=world.viewer("ada"), link_id=first.pk, at=AT)
    ReleaseLink.objects.filter(pk=second.pk).update(expires_on=timezone.localdate() - timedelta(days=1))
    for path in ("", "read/", "report.pdf"):
        answers = [client.get(f"/open/{secret}/{path}") for secret in (ended, run_out, "made-up")]
        assert {answer.status_code for answer in answers} == {404}
        assert len({re.sub(rb'"X-CSRFToken": "\w+"', b"", answer.content) for answer in answers}) == 1
        assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1
    assert not Disclosure.objects.exists()


def test_an_address_is_shown_once_and_ended(client: PageClient, world: World, made: int) -> None:
    sign_in(client, world, "ada")
    assert "For how many days" in client.get(f"/reports/released/{made}/addresses/").content.decode()
    wrong = client.post(f"/reports/released/{made}/addresses/", {"label": "Governors", "days": "181"})
    assert wrong.status_code == 422
    assert "from 1 to 180" in wrong.content.decode()
    shown = client.post(f"/reports/released/{made}/addresses/", {"label": "Governors", "days": "14"}).content.decode()
    assert "/open/" in shown
    row = ReleaseLink.objects.get()
    page = client.get(f"/reports/{world.evaluations[world.urns[0]]}/who-gets-it/").content.decode()
    assert "Not read yet" in page
    assert "/open/" not in page
    assert client.post(f"/reports/addresses/{row.pk}/end/").status_code == 302
    row.refresh_from_db()
    assert row.ended_by_id == world.people["ada"].pk


def test_one_machine_cannot_try_without_end(client: PageClient, settings, made: int) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"open_report": "2/m/ip"}
    answers = [client.get(f"/open/wrong-{number}/").status_code for number in range(3)]
    assert answers == [404, 404, 429]
