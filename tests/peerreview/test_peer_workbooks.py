"""A partner's view as a workbook: what it holds, what is taken from it, and when it is refused."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from inspection import PageClient

from plait.adapters import workbook
from plait.audit.models import AuditEntry
from plait.domain.judgements import AreaEntry, Submission
from plait.peerreview import actions, queries
from tests.world import AT, SCALE, World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
ASH, BECK, CLIFF = 990001, 990002, 990003


@pytest.fixture
def world() -> World:
    world = trio()
    world.submit(ASH)
    return world


@pytest.fixture
def ben(client: PageClient, world: World) -> PageClient:
    return sign_in(client, world, "ben")


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def base(world: World, urn: int = BECK) -> str:
    return f"/peer-reviews/{world.reviews[ASH]}/views/{urn}/"


def said(world: World, **fields: Any) -> Submission:
    """Beck Lane's view on paper: two areas filled, the comment of the second in the evidence column."""
    start = Submission(
        framework=world.framework,
        school="Ash Bank Primary School",
        urn=ASH,
        round="Autumn 2026",
        partner="Beck Lane Primary School",
        areas=(
            AreaEntry("area-1", SCALE.at(3), comments="We saw it in two lessons."),
            AreaEntry("area-2", SCALE.at(1), evidence="Written in the other column."),
        ),
    )
    return replace(start, **fields)


def filled(submission: Submission) -> bytes:
    return workbook.new(
        submission.framework,
        school=submission.school,
        urn=submission.urn,
        round=submission.round,
        provision=frozenset(),
        submission=submission,
    )


def send(client: PageClient, world: World, data: bytes) -> Any:
    file = io.BytesIO(data)
    file.name = "filled.xlsx"
    return client.post(f"{base(world)}upload/", {"file": file})


def words(world: World) -> queries.ViewWords:
    viewer = world.viewer("ben")
    return queries.words(viewer, queries.get(viewer, world.reviews[ASH]), world.framework)[BECK]


def test_download_holds_the_own_view_and_comes_back_unchanged(ben: PageClient, world: World) -> None:
    world.look(ASH, BECK, "4", "Our own words.")
    world.look(ASH, CLIFF, "1", "Cliff Top's words.")
    answer = ben.get(f"{base(world)}workbook/")
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    reading = workbook.read(answer.content, "w.xlsx", lambda *_: None)
    found = reading.submission
    assert found is not None
    assert (found.urn, found.round, found.partner) == (ASH, "Autumn 2026", "Beck Lane Primary School")
    assert {(entry.answer, entry.comments) for entry in found.areas} == {(SCALE.at(4), "Our own words.")}
    assert not any(entry.evidence for entry in found.areas)
    preview = send(ben, world, answer.content)
    assert "nothing that is not stored already" in ben.get(preview.headers["Location"]).content.decode()


def test_upload_is_previewed_then_applied(ben: PageClient, world: World) -> None:
    preview = send(ben, world, filled(said(world))).headers["Location"]
    shown = ben.get(preview).content.decode()
    assert all(text in shown for text in ("We saw it in two lessons.", "Written in the other column.", "Secure"))
    assert not any(area.version for area in words(world).areas)
    assert ben.post(preview).headers["Location"] == base(world)
    found = words(world)
    assert (found.area("area-1").answer, found.area("area-1").comment) == (SCALE.at(3), "We saw it in two lessons.")
    assert found.area("area-2").comment == "Written in the other column."
    assert found.area("area-3").version == 0
    saves = AuditEntry.objects.filter(kind=actions.VIEW, action="save").count()
    ben.post(preview)
    assert AuditEntry.objects.filter(kind=actions.VIEW, action="save").count() == saves == 2


def test_saved_meanwhile_makes_the_preview_afresh(ben: PageClient, world: World) -> None:
    preview = send(ben, world, filled(said(world))).headers["Location"]
    given = actions.PeerInput("2", "Typed meanwhile.", 0)
    actions.save_area(
        viewer=world.viewer("ben"), review_id=world.reviews[ASH], urn=BECK, area_id="area-2", given=given, at=AT
    )
    afresh = ben.post(preview).headers["Location"]
    assert afresh != preview
    assert [area.version for area in words(world).areas] == [0, 1, 0]  # all or nothing
    assert "made afresh" in ben.get(afresh).content.decode()
    ben.post(afresh)
    assert words(world).area("area-2").comment == "Written in the other column."


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"partner": ""}, "does not say which partner"),
        ({"partner": "Cliff Top Primary School"}, "holds the view of Cliff Top"),
        ({"urn": CLIFF, "school": "Cliff Top Primary School"}, "is about Cliff Top"),
        ({"round": "Spring 2025"}, "is for Spring 2025"),
    ],
)
def test_another_workbook_is_refused(ben: PageClient, world: World, fields: dict[str, Any], says: str) -> None:
    answer = send(ben, world, filled(said(world, **fields)))
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not any(area.version for area in words(world).areas)


def test_uploads_belong_to_who_made_them_and_end_with_the_hand_in(client: PageClient, world: World) -> None:
    preview = send(sign_in(client, world, "ben"), world, filled(said(world))).headers["Location"]
    for name in ("ada", "gil", "cat", "lee", "sam"):
        sign_in(client, world, name)
        for path in (preview, f"{base(world)}upload/", f"{base(world)}workbook/"):
            assert client.get(path).status_code == 404
            assert client.post(path).status_code in (404, 405)
    other = sign_in(client, world, "cat").get(preview.replace(str(BECK), str(CLIFF)))
    assert other.status_code == 404
    world.hand_in(ASH, BECK)
    sign_in(client, world, "ben")
    assert client.get(f"{base(world)}upload/").status_code == 403
    assert client.post(preview).status_code == 403
    assert words(world).area("area-1").comment == "What we saw."
