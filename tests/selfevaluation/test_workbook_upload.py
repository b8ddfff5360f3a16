"""A workbook instead of typing: downloaded, filled in, uploaded, looked at, applied."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from inspection import PageClient

from plait.adapters import workbook
from plait.audit.models import AuditEntry
from plait.domain.frameworks import Framework
from plait.domain.judgements import AreaEntry, StatementEntry, Submission
from plait.selfevaluation import actions, queries, upload_actions
from tests.world import AT, SCALE, World, small_framework, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NAME = "Ash Bank Primary School"


@pytest.fixture
def world() -> World:
    return trio()


@pytest.fixture
def ada(client: PageClient, world: World) -> PageClient:
    return sign_in(client, world, "ada")


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend=BACKEND)
    return client


def base(world: World, urn: int = 990001) -> str:
    return f"/self-evaluations/{world.evaluations[urn]}/"


def said(framework: Framework, **fields: Any) -> Submission:
    start = Submission(
        framework,
        NAME,
        990001,
        "Autumn 2026",
        areas=(
            AreaEntry("area-1", SCALE.at(3), evidence="Seen in May.\nHeard in June."),
            AreaEntry("area-2", None, actions="Train mentors."),
        ),
        statements=(StatementEntry("area-1-statement-1", SCALE.at(2)),),
    )
    return replace(start, **fields)


def filled_workbook(framework: Framework, **fields: Any) -> bytes:
    return workbook.new(framework, submission=said(framework, **fields))


def edited(data: bytes, change: Callable[[Any], None]) -> bytes:
    """The workbook after somebody worked in it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def cell(book: Any, row: str, head: str) -> Any:
    """The cell of the Input sheet in the row of this area id, under this head."""
    sheet = book["Input"]
    for cells in sheet.iter_rows():
        heads = {str(one.value): one.column for one in cells}
        if head in heads:
            column = heads[head]
    return next(sheet.cell(line[0].row, column) for line in sheet.iter_rows() if row in [one.value for one in line])


def send(client: PageClient, world: World, data: bytes, name: str = "filled.xlsx") -> Any:
    return client.post(base(world) + "upload/", {"file": SimpleUploadedFile(name, data)})


def stored(world: World) -> queries.Evaluation:
    return queries.get(world.viewer("ada"), world.evaluations[990001])


def untouched(world: World) -> bool:
    return all(saved.version == 0 for saved in stored(world).areas) and not stored(world).statements


def test_download_holds_what_is_stored(ada: PageClient, world: World) -> None:
    world.judge(990001, "3", "Seen in May.")
    answer = ada.get(base(world) + "workbook/")
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="ash-bank-primary-school-small-autumn-2026.xlsx"'
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    reading = workbook.read(answer.content, "w.xlsx", lambda *_: None)
    assert reading.submission is not None
    assert (reading.submission.urn, reading.submission.round) == (990001, "Autumn 2026")
    assert reading.submission.area("area-2").evidence == "Seen in May."


def test_download_is_for_those_who_may_read(client: PageClient, world: World) -> None:
    world.judge(990001)
    for name, status in (("gil", 200), ("ben", 404), ("sam", 404), ("lee", 404)):
        assert sign_in(client, world, name).get(base(world) + "workbook/").status_code == status
    world.submit(990001)
    for name, status in (("ben", 200), ("sam", 404), ("lee", 404)):
        assert sign_in(client, world, name).get(base(world) + "workbook/").status_code == status


def test_download_comes_back_without_a_change(ada: PageClient, world: World) -> None:
    world.judge(990001, evidence="Line one\nline two =SUM(A1)")
    data = ada.get(base(world) + "workbook/").content
    preview = ada.get(send(ada, world, data).headers["Location"]).content.decode()
    assert "it says nothing that is not stored already" in preview
    assert "Apply these changes" not in preview


def test_upload_is_previewed_then_applied_whole(ada: PageClient, world: World) -> None:
    ada.post(f"{base(world)}areas/area-2/", {"answer": "1", "evidence": "Stays.", "version": "0"})
    answer = send(ada, world, filled_workbook(world.framework))
    assert answer.status_code == 302
    preview = ada.get(answer.headers["Location"]).content.decode()
    assert "four changes in two areas." in preview
    assert "Heard in June." in preview
    assert "Last saved by Ada on" in preview
    assert "Blank in the workbook, so nothing changes: Area number 3." in preview
    assert stored(world).area("area-1").version == 0
    answer = ada.post(answer.headers["Location"])
    assert answer.headers["Location"] == base(world)
    assert "filled.xlsx was applied: two areas changed." in ada.get(base(world)).content.decode()
    whole = stored(world)
    assert whole.area("area-1").entry.answer == SCALE.at(3)
    assert whole.area("area-1").entry.evidence == "Seen in May.\nHeard in June."
    assert whole.statement("area-1-statement-1") == SCALE.at(2)
    second = whole.area("area-2").entry
    assert (second.answer, second.evidence, second.actions) == (SCALE.at(1), "Stays.", "Train mentors.")
    assert AuditEntry.objects.filter(action="apply workbook").count() == 1


def test_applying_twice_changes_nothing_more(ada: PageClient, world: World) -> None:
    preview = send(ada, world, filled_workbook(world.framework)).headers["Location"]
    ada.post(preview)
    ada.post(f"{base(world)}areas/area-1/", {"answer": "1", "evidence": "Written after.", "version": "1"})
    assert "was applied already" in ada.get(preview).content.decode()
    ada.post(preview)
    assert stored(world).area("area-1").entry.evidence == "Written after."


def test_saved_meanwhile_makes_the_preview_afresh(ada: PageClient, world: World) -> None:
    preview = send(ada, world, filled_workbook(world.framework)).headers["Location"]
    actions.save_area(
        viewer=world.viewer("amy"),
        evaluation_id=world.evaluations[990001],
        area_id="area-2",
        given=actions.AreaInput("4", "Amy's own.", "", {}, 0),
        at=AT,
    )
    shown = ada.get(preview).content.decode()
    assert "Somebody saved Area number 2 after this workbook was read." in shown
    answer = ada.post(preview)
    assert answer.headers["Location"] != preview
    assert stored(world).area("area-1").version == 0  # all or nothing
    fresh = ada.get(answer.headers["Location"]).content.decode()
    assert "Amy saved this area while you were writing." in fresh
    assert "Nothing from the workbook has been applied." in fresh
    assert "Apply these changes" in fresh
    ada.post(answer.headers["Location"])
    found = stored(world).area("area-2").entry
    assert (found.answer, found.evidence, found.actions) == (SCALE.at(4), "Amy's own.", "Train mentors.")


def test_without_its_trail_no_area_is_applied(ada: PageClient, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    preview = send(ada, world, filled_workbook(world.framework)).headers["Location"]
    real = upload_actions.record

    def breaks_at_the_end(**fields: Any) -> None:
        if fields["action"] == "apply workbook":
            raise RuntimeError("the trail cannot be written")
        real(**fields)

    monkeypatch.setattr(upload_actions, "record", breaks_at_the_end)
    with pytest.raises(RuntimeError):
        ada.post(preview)
    assert untouched(world)


def test_preview_belongs_to_who_uploaded(ada: PageClient, world: World) -> None:
    preview = send(ada, world, filled_workbook(world.framework)).headers["Location"]
    other = preview.replace(f"/{world.evaluations[990001]}/", f"/{world.evaluations[990002]}/", 1)
    for name in ("amy", "ben", "sam"):
        sign_in(ada, world, name)
        for address in (preview, other):
            answer = ada.get(address)
            assert answer.status_code == 404
            assert b"Seen in May" not in answer.content
            assert ada.post(address).status_code == 404
    assert untouched(world)


def test_after_submitting_nothing_is_taken(ada: PageClient, world: World) -> None:
    preview = send(ada, world, filled_workbook(world.framework, areas=(AreaEntry("area-1", SCALE.at(4)),)))
    world.submit(990001)
    assert ada.post(preview.headers["Location"]).status_code == 403
    answer = send(ada, world, filled_workbook(world.framework))
    assert answer.status_code == 403
    assert "has been submitted" in answer.content.decode()
    assert stored(world).area("area-1").entry.answer == SCALE.at(2)


def test_what_is_not_taken_is_named(ada: PageClient, world: World) -> None:
    data = filled_workbook(
        world.framework,
        areas=(AreaEntry("area-1", SCALE.at(3), agreed=SCALE.at(2), reason="We talked.", comments="A word."),),
    )
    shown = ada.get(send(ada, world, data).headers["Location"]).content.decode()
    assert "Not taken from the workbook: comments (one cell), agreed judgement (one cell)" in shown


def test_silent_cover_is_said(ada: PageClient, world: World) -> None:
    data = filled_workbook(world.framework, school="", urn=None, round="")
    shown = ada.get(send(ada, world, data).headers["Location"]).content.decode()
    assert "it is taken to be about Ash Bank Primary School" in shown
    assert "it is taken to be for Autumn 2026" in shown


def test_area_that_the_school_does_not_look_at_is_named(client: PageClient) -> None:
    framework = small_framework()
    only_special = replace(framework.areas[2], applies_to=frozenset({"special"}))
    world = trio(replace(framework, areas=(*framework.areas[:2], only_special)))
    sign_in(client, world, "ada")
    data = filled_workbook(world.framework, areas=(AreaEntry("area-1", SCALE.at(3)), AreaEntry("area-3", SCALE.at(3))))
    shown = client.get(send(client, world, data).headers["Location"]).content.decode()
    assert "not looked at by this school in this round: Area number 3." in shown


def two_rows(book: Any) -> None:
    sheet = book["Input"]
    row = cell(book, "area-1", "Our judgement").row
    last = sheet.max_row + 1
    for column in range(1, sheet.max_column + 1):
        sheet.cell(last, column).value = sheet.cell(row, column).value
    cell_of_copy = cell(book, "area-1", "Our judgement")
    sheet.cell(last, cell_of_copy.column).value = "Emerging"


def set_cell(area: str, head: str, value: str) -> Callable[[bytes], bytes]:
    def change(book: Any) -> None:
        cell(book, area, head).value = value

    return lambda data: edited(data, change)


def with_macro(data: bytes) -> bytes:
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macro")
    return stream.getvalue()


BAD_FILES: dict[str, tuple[Callable[[bytes], bytes], str, str]] = {
    "truncated": (lambda data: data[: len(data) // 2], "w.xlsx", ""),
    "a PDF renamed": (lambda data: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"0" * 500, "w.xlsx", "PDF"),
    "password-protected": (
        lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "w.xlsx",
        "password",
    ),
    "with macros": (with_macro, "w.xlsx", "macro"),
    "text": (lambda data: b"area,level\narea-1,3\n", "w.csv", ""),
    "empty": (lambda data: b"", "w.xlsx", "empty"),
    "too large": (lambda data: b"PK" + b"\0" * (11 * 1024 * 1024), "w.xlsx", "larger than 10 MB"),
    "formula in a text cell": (
        set_cell("area-1", "Evidence: how we know", "=1+1"),
        "w.xlsx",
        "Sheet “Input”, cell ",
    ),
    "level outside the scale": (set_cell("area-1", "Our judgement", "Outstanding"), "w.xlsx", "Outstanding"),
    "two judgements for an area": (lambda data: edited(data, two_rows), "w.xlsx", "Sheet “Input”"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_bad_file_is_refused_with_its_reason(ada: PageClient, world: World, kind: str) -> None:
    spoil, name, words = BAD_FILES[kind]
    answer = send(ada, world, spoil(filled_workbook(world.framework)), name)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "There is a problem" in shown
    assert words in shown
    assert "Nothing was changed" in shown
    assert untouched(world)


def test_no_file_at_all(ada: PageClient, world: World) -> None:
    answer = ada.post(base(world) + "upload/", {})
    assert answer.status_code == 422
    assert "Choose the workbook that you filled in." in answer.content.decode()


WRONG_PLACES: dict[str, tuple[dict[str, Any], str]] = {
    "another school": ({"urn": 990002, "school": "Beck Lane"}, "Beck Lane (URN 990002); this is Ash Bank"),
    "another school by name": ({"urn": None, "school": "Cliff Top Primary School"}, "is about Cliff Top"),
    "another round": ({"round": "Summer 2026"}, "This workbook is for Summer 2026; this is Autumn 2026."),
    "another framework": ({"framework": small_framework(framework_id="other")}, "this round uses “Small framework”"),
    "another version": ({"framework": replace(small_framework(), version="2")}, "this round uses version 1"),
    "the same name, another text": ({"framework": small_framework(statements=3)}, "made from another"),
    "a partner's view": ({"partner": "Beck Lane Primary School"}, "the view of a partner, Beck Lane"),
    "nothing filled in": ({"areas": (), "statements": ()}, "Nothing is filled in"),
}


@pytest.mark.parametrize("kind", WRONG_PLACES)
def test_workbook_that_belongs_elsewhere_is_refused(ada: PageClient, world: World, kind: str) -> None:
    fields, words = WRONG_PLACES[kind]
    answer = send(ada, world, filled_workbook(**({"framework": world.framework} | fields)))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert untouched(world)


def test_several_faults_are_said_at_once(ada: PageClient, world: World) -> None:
    def change(book: Any) -> None:
        cell(book, "area-1", "Our judgement").value = "Outstanding"
        cell(book, "area-2", "Our judgement").value = "7"

    answer = send(ada, world, edited(filled_workbook(world.framework), change))
    assert answer.content.decode().count("#id_file") == 2
