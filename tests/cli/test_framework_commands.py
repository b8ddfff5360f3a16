"""``plait framework``: what it prints, where, and its exit statuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from shapes import FOUR

from plait.adapters.framework_files import as_mapping, find
from plait.cli.main import main


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main(["framework", *map(str, arguments)])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "garden.yaml"
    path.write_bytes(FOUR)
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "broken.yaml"
    path.write_bytes(FOUR.replace(b"title: School garden", b"titel: School garden").replace(b"rank: 4}", b"rank: 3}"))
    return path


def test_check_of_a_sound_file(capsys: pytest.CaptureFixture[str], sound: Path) -> None:
    status, out, _ = run(capsys, "check", sound)
    assert status == 0
    assert out == "School garden (garden, version 1) is sound: 3 areas, 6 statements, 4 levels.\n"


def test_check_names_every_fault_with_file_and_line(capsys: pytest.CaptureFixture[str], broken: Path) -> None:
    status, out, err = run(capsys, "check", broken)
    assert (status, out) == (1, "")
    assert f"{broken}:3: “titel” is not a key here. Did you mean “title”?" in err.splitlines()
    assert any(line.startswith(f"{broken}:11: ") and "rank" in line for line in err.splitlines())
    assert any("“title” is missing" in line for line in err.splitlines())


def test_check_as_json_is_one_object_even_with_errors(capsys: pytest.CaptureFixture[str], broken: Path) -> None:
    status, out, err = run(capsys, "check", broken, "--json")
    found = json.loads(out)
    assert status == 1
    assert {"id", "version", "areas", "statements", "levels", "errors", "warnings"} <= set(found)
    assert (found["id"], found["version"], found["areas"]) == ("garden", "1", 3)
    assert {"line": 3, "message": "“titel” is not a key here. Did you mean “title”?"} in found["errors"]
    assert len(err.splitlines()) == len(found["errors"]) + len(found["warnings"])


def test_warnings_do_not_change_the_status(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(FOUR.replace(b"licence: MIT\n", b""))
    status, out, err = run(capsys, "check", path)
    assert status == 0
    assert "is sound" in out
    assert "(warning) “licence” is missing" in err


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "list", "--json")
    found = json.loads(out)["frameworks"]
    assert status == 0
    assert {"teaching-school", "partnership-maturity", "whole-school"} <= {item["id"] for item in found}
    assert all({"id", "version", "title"} <= set(item) for item in found)
    assert "teaching-school@1" in run(capsys, "list")[1]


def test_show_gives_the_framework_as_in_its_file(capsys: pytest.CaptureFixture[str], sound: Path) -> None:
    framework = find("teaching-school")
    assert framework is not None
    for name in ("teaching-school", "teaching-school@1"):
        status, out, _ = run(capsys, "show", name, "--json")
        assert status == 0
        assert json.loads(out) == as_mapping(framework)
    assert json.loads(run(capsys, "show", sound, "--json")[1])["title"] == "School garden"
    said = run(capsys, "show", "whole-school")[1]
    assert "Overall: not allowed." in said
    assert "Only for: early-years" in said


def test_name_that_is_not_built_in(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "show", "teaching-schol")
    assert (status, out) == (2, "")
    assert "Did you mean teaching-school?" in err


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_path_that_is_no_file(capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str) -> None:
    status, out, err = run(capsys, "check", tmp_path / name)
    assert (status, out) == (1, "")
    assert err.count("\n") == 1
    assert str(tmp_path) in err


@pytest.mark.parametrize("arguments", [["check"], ["nothing"], ["check", "a", "b"], ["list", "--yes"]])
def test_wrong_use_is_status_2(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert "Usage" in err


def test_commands_without_a_database_never_meet_django(tmp_path: Path) -> None:
    code = (
        "import sys; from plait.cli.main import main; "
        "assert main(['framework', 'list']) == 0; "
        f"assert main(['workbook', 'new', 'teaching-school', '-o', {str(tmp_path / 'a.xlsx')!r}]) == 0; "
        f"assert main(['workbook', 'read', {str(tmp_path / 'a.xlsx')!r}]) == 0; "
        "assert not [name for name in sys.modules if name.split('.')[0] == 'django']"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
