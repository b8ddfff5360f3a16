"""Files that are no register are refused whole, with what is wrong and what would be right."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path

import pytest

from plait.adapters import gias_files as gias
from plait.adapters.gias import RegisterUnreadable, open_register, read_mapping

GOOD = b"URN,EstablishmentName\n990001,Ash Bank\n"


def workbook() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (workbook(), "workbook"),
        (b"\xd0\xcf\x11\xe0 old", "password-protected workbook"),
        (b"%PDF-1.7", "PDF"),
        ("URN,EstablishmentName\n".encode("utf-16"), "UTF-16"),
        (b"URN,EstablishmentName\n990001,A\0B\n", "zero bytes"),
        (gzip.compress(GOOD * 999)[:-20], "damaged or cut short"),
        (gzip.compress(workbook()), "workbook"),
        (b"URN;EstablishmentName\n990001;Ash Bank\n", "parted by semicolons"),
        (b"URN\tEstablishmentName\n", "parted by tabs"),
        (b"URN,Name\n990001,Ash Bank\n", "no column EstablishmentName; give a --mapping"),
        (b"Name,Number\n1,2\n", "no column URN and no column EstablishmentName"),
        (b"URN,EstablishmentName,URN\n", "URN is there more than once (columns 1 and 3)"),
        (b"URN,EstablishmentName,Town,town\n", "Town is there more than once (columns 3 and 4)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",  # compressed bytes hold the time they were made
)
def test_refused_before_any_row_is_read(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(data)
    with pytest.raises(RegisterUnreadable) as refused:
        open_register(path)
    assert reason in str(refused.value)


def test_repeated_column_that_is_not_read_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(b"URN,Notes,EstablishmentName,Notes\n990001,a,Ash Bank,b\n")
    assert open_register(path).fields == ("urn", "name")


@pytest.mark.parametrize(("name", "reason"), [("nowhere.csv", "no such file"), (".", "folder")])
def test_what_is_no_file(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(RegisterUnreadable, match=reason):
        open_register(tmp_path / name)


def test_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(RegisterUnreadable, match="pipe"):
        open_register(tmp_path / "pipe.csv")


@pytest.mark.parametrize(
    "broken",
    [
        b'990002,"never closed\n990003,Cliff Top\n',
        b'990002,"never closed\n' + b"990003,Cliff Top\n" * 100,
        b'990002,"closed" too early\n',
    ],
)
def test_loose_quote_names_its_line(tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(GOOD + broken)
    with pytest.raises(RegisterUnreadable) as refused:
        list(open_register(path).rows())
    assert refused.value.row == 3


def test_bomb_stops_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gias, "SIZE_LIMIT", 3_000_000)
    path = tmp_path / "register.csv.gz"
    path.write_bytes(gzip.compress(GOOD + b"990002,Beck Lane\n" * 400_000))
    with pytest.raises(RegisterUnreadable, match="expands to more than"):
        open_register(path)


def test_endless_line_stops_at_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "register.csv.gz"
    path.write_bytes(gzip.compress(GOOD + b"x" * (3 * gias.LINE_LIMIT)))
    with pytest.raises(RegisterUnreadable, match="a line of more than"):
        open_register(path)


def test_too_many_rows_are_no_register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gias, "ROW_LIMIT", 5)
    path = tmp_path / "register.csv"
    path.write_bytes(b"URN,EstablishmentName\n" + b"".join(b"%d,A\n" % number for number in range(1, 8)))
    with pytest.raises(RegisterUnreadable, match="more than 5 rows"):
        list(open_register(path).rows())


def test_mapping_file(tmp_path: Path) -> None:
    path = tmp_path / "names.yaml"
    path.write_text("School number: urn\nCalled: EstablishmentName\n")
    assert read_mapping(path) == {"School number": "URN", "Called": "EstablishmentName"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "no lines"),
        ("- URN\n", "no lines"),
        ("a: [\n", "not YAML"),
        ("a: Nonsense\n", "no column that Plait reads; these are: URN, EstablishmentName"),
        ("a: 3\n", "no column that Plait reads"),
        ("a: !!python/object/apply:os.getcwd []\n", "not YAML"),
        ("[" * 5000, "not YAML"),
    ],
)
def test_bad_mapping(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "names.yaml"
    path.write_text(text)
    with pytest.raises(RegisterUnreadable) as refused:
        read_mapping(path)
    assert reason in str(refused.value)


def test_mapping_of_a_column_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes(GOOD)
    with pytest.raises(RegisterUnreadable, match="names a column 'Called'"):
        open_register(path, {"Called": "Town"})
