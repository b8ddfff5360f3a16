"""Bringing the register up to date: what is added, changed, left alone, and written down."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from plait.adapters.gias import RegisterUnreadable
from plait.audit.models import AuditEntry
from plait.cli.bench.made_up_register import write_register
from plait.schools import actions
from plait.schools.actions import ImportResult, import_register
from plait.schools.models import RegisterImport, School
from plait.schools.queries import last_import

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

AT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
FULL = (
    "URN,EstablishmentName,EstablishmentStatus (name),Town,Postcode,StatutoryLowAge,StatutoryHighAge,"
    "CloseDate,Easting,Northing\n"
    "990001,Ash Bank School,Open,Newtown,ZA1 2BC,4,11,,1000,2000\n"
    "990002,Beck Lane School,Closed,Oldtown,ZB1 2BC,,,31-08-2012,0,0\n"
    "990003,Cliff Top School,Open,Newtown,ZA1 3BD,11,18,,,\n"
)


def bring_in(tmp_path: Path, text: str, **options: object) -> ImportResult:
    path = tmp_path / "register.csv"
    path.write_text(text, encoding="utf-8")
    return import_register(path=path, at=AT, **options)  # type: ignore[arg-type]


def counts(result: ImportResult) -> tuple[int, int, int, int, int]:
    return result.read, result.added, result.updated, result.unchanged, result.rejected_count


def stored() -> list[dict[str, object]]:
    return list(School.objects.order_by("urn").values())


def test_all_fields_arrive(tmp_path: Path) -> None:
    assert counts(bring_in(tmp_path, FULL)) == (3, 3, 0, 0, 0)
    second = School.objects.get(urn=990002)
    assert (second.status, second.closed_on, second.easting, second.low_age) == (
        "closed",
        date(2012, 8, 31),
        None,
        None,
    )
    first = School.objects.get(urn=990001)
    assert (first.status, first.low_age, first.high_age, first.easting, first.northing) == ("open", 4, 11, 1000, 2000)
    assert first.search_text == " ash bank school newtown za1 2bc za12bc 990001"


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    bring_in(tmp_path, FULL)
    before = stored()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert counts(bring_in(tmp_path, FULL)) == (3, 0, 0, 3, 0)
    assert stored() == before
    assert not [query for query in queries if "schools_school" in query["sql"] and "INSERT" in query["sql"]]


def test_only_what_differs_is_updated(tmp_path: Path) -> None:
    bring_in(tmp_path, FULL)
    changed = FULL.replace("Beck Lane School", "Beck Môr School").replace("11,18", "11,16")
    assert counts(bring_in(tmp_path, changed)) == (3, 0, 2, 1, 0)
    assert School.objects.get(urn=990002).search_text.startswith(" beck mor school")


def test_columns_that_a_file_lacks_stay_as_they_are(tmp_path: Path) -> None:
    bring_in(tmp_path, FULL)
    before = stored()
    result = bring_in(tmp_path, "EstablishmentName,URN\nAsh Bank School,990001\nBeck Hall School,990002\n")
    assert counts(result) == (2, 0, 1, 1, 0)
    after = stored()
    assert after[0] == before[0]
    assert after[2] == before[2], "a school that the file lacks stays"
    assert after[1] == before[1] | {
        "name": "Beck Hall School",
        "search_text": " beck hall school oldtown zb1 2bc zb12bc 990002",
    }


def test_blank_cells_do_empty_what_was_there(tmp_path: Path) -> None:
    bring_in(tmp_path, FULL)
    assert counts(bring_in(tmp_path, "URN,EstablishmentName,Town\n990001,Ash Bank School,\n")) == (1, 0, 1, 0, 0)
    assert School.objects.get(urn=990001).town == ""


def test_bad_rows_are_listed_and_good_ones_kept(tmp_path: Path) -> None:
    text = FULL + ",Totals,,,,,,,,\n990001,Ash Bank again,Open,,,,,,,\n990004,Dell School,Open,,,4,11,never,,\n"
    result = bring_in(tmp_path, text)
    assert counts(result) == (6, 3, 0, 0, 3)
    assert [item.row for item in result.rejected] == [5, 6, 7]
    assert School.objects.get(urn=990001).name == "Ash Bank School", "the first row of a URN counts"
    again = bring_in(tmp_path, text)
    assert counts(again) == (6, 0, 0, 3, 3), "duplicates do not make it change back and forth"


def test_long_lists_of_bad_rows_are_cut_but_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "LISTED", 2)
    result = bring_in(tmp_path, "URN,EstablishmentName\n" + "x,Total\n" * 5 + "990001,Ash Bank\n")
    assert (len(result.rejected), result.rejected_count, result.added) == (2, 5, 1)


def test_fault_late_in_the_file_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "BATCH", 1)
    monkeypatch.setattr("plait.adapters.gias_files.BATCH", 1)
    with pytest.raises(RegisterUnreadable):
        bring_in(tmp_path, FULL + '990004,"Dell School\n')
    assert (School.objects.count(), RegisterImport.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


def test_one_decision_in_the_trail(tmp_path: Path) -> None:
    bring_in(tmp_path, FULL)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.kind, entry.at, entry.actor_id) == ("import", "register", AT, None)
    assert entry.changes == {
        "file": ["", "register.csv"],
        "added": ["", "3"],
        "updated": ["", "0"],
        "unchanged": ["", "0"],
        "rejected": ["", "0"],
    }
    assert entry.object_id == str(RegisterImport.objects.get().pk)


def test_last_import_is_the_latest(tmp_path: Path) -> None:
    assert last_import() is None
    bring_in(tmp_path, FULL)
    found = last_import()
    assert found is not None
    assert (found.at, found.file_name) == (AT, "register.csv")


def test_text_that_looks_like_statements_is_text(tmp_path: Path) -> None:
    name = "x'); DROP TABLE schools_school; -- \\ {} %s \\u0041"
    bring_in(tmp_path, f'URN,EstablishmentName\n990001,"{name}"\n')
    assert School.objects.get().name == name


def test_many_batches_like_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "register.csv"
    write_register(path, 300)
    assert counts(import_register(path=path, at=AT)) == (300, 300, 0, 0, 0)
    whole = stored()
    School.objects.all().delete()
    monkeypatch.setattr(actions, "BATCH", 7)
    monkeypatch.setattr("plait.adapters.gias_files.BATCH", 11)
    seen: list[tuple[int, int]] = []
    import_register(path=path, at=AT, progress=lambda done, size: seen.append((done, size)))
    assert stored() == whole
    assert seen == sorted(seen)
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)


def test_half_a_place_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        School.objects.create(urn=990001, name="Ash Bank", easting=1000)
