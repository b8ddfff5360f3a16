"""``plait schools import``: what it prints, its exit statuses, what it keeps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plait.cli.bench.made_up_register import write_register
from plait.cli.main import main
from plait.schools.models import RegisterImport, School

pytestmark = pytest.mark.django_db

GOOD = "URN,EstablishmentName\n990001,Ash Bank School\n990002,Beck Lane School\n"


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "register.csv"
    path.write_text(GOOD)
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main(["schools", "import", *map(str, arguments)])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_json_has_the_promised_keys_and_nothing_else_is_printed(
    register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = run(capsys, register, "--json")
    said = json.loads(out)
    assert status == 0
    assert said.pop("seconds") > 0
    assert said == {"read": 2, "added": 2, "updated": 0, "unchanged": 0, "rejected": [], "rejected_count": 0}
    _, out, _ = run(capsys, register, "--json")
    assert json.loads(out)["unchanged"] == 2


def test_words_for_people_and_one_quiet_line_of_progress(register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, register)
    assert status == 0
    assert out.startswith("Read 2 rows in ")
    assert "2 schools added, 0 updated, 0 unchanged, 0 rows rejected." in out
    assert [line for line in err.splitlines() if "Preparing" not in line] == ["Reading register.csv (percent done)…"]


def test_bad_rows_are_listed_with_file_and_line_and_the_rest_is_kept(
    register: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register.write_text(GOOD + "NAT,England\n990003,\n")
    status, out, err = run(capsys, register, "--json")
    assert status == 1
    assert [item["row"] for item in json.loads(out)["rejected"]] == [4, 5]
    assert f"{register}:4: URN is 'NAT', not a number (a totals row?)" in err
    assert f"{register}:5: EstablishmentName is blank" in err
    assert set(School.objects.values_list("urn", flat=True)) == {990001, 990002}


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"", "", "this file is empty."),
        (b"PK\x03\x04rest", "", "this is a workbook or a zip archive, not a CSV file"),
        (b"Number,Name\n1,Ash\n", ":1", "the heading has no column URN and no column EstablishmentName"),
        (b'URN,EstablishmentName\n990001,Ash\n990002,"Beck\n', ":3", "not CSV"),
    ],
)
def test_file_that_is_no_register_changes_nothing(
    register: Path, capsys: pytest.CaptureFixture[str], content: bytes, line: str, reason: str
) -> None:
    register.write_bytes(content)
    status, out, err = run(capsys, register, "--json")
    assert (status, out) == (1, "")
    assert f"{register}{line}: " in err
    assert reason in err
    assert "Traceback" not in err
    assert School.objects.count() == RegisterImport.objects.count() == 0


def test_mapping_of_own_names(register: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    register.write_text(GOOD.replace("URN", "Number").replace("EstablishmentName", "Called"))
    names = tmp_path / "names.yaml"
    names.write_text("Number: URN\nCalled: EstablishmentName\n")
    assert run(capsys, register)[0] == 1
    assert run(capsys, register, "--mapping", names)[0] == 0
    assert School.objects.count() == 2


def test_bad_mapping_is_said_of_the_mapping(register: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = tmp_path / "names.yaml"
    names.write_text("Number: Nonsense\n")
    status, _, err = run(capsys, register, "--mapping", names)
    assert status == 1
    assert err.startswith(f"{names}: 'Number' is mapped to 'Nonsense'")


def test_missing_file_and_missing_argument(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, tmp_path / "nowhere.csv")[0] == 1
    assert run(capsys)[0] == 2
    assert main(["schools", "import", "a.csv", "--nonsense"]) == 2


def test_made_up_register_is_the_same_for_the_same_seed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_register(tmp_path / f"{name}.csv", 200, seed)
    first, again, other = ((tmp_path / f"{name}.csv").read_bytes() for name in "abc")
    assert first == again != other
    assert run(capsys, tmp_path / "a.csv")[0] == 0
    assert School.objects.count() == 200
    assert min(School.objects.values_list("urn", flat=True)) > 900_000, "no number of a real school"
