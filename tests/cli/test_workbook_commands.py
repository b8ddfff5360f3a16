"""``plait workbook``: files in and out, JSON, and one line for each thing that is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from filled import judged, typed
from shapes import FOUR

from plait.cli.main import main


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main(["workbook", *map(str, arguments)])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_new_then_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made = run(
        capsys,
        "new",
        "whole-school",
        "-o",
        path,
        "--school",
        "Ash Bank School",
        "--urn",
        "990001",
        "--round",
        "Autumn 2026",
    )
    assert made[0] == 0
    status, out, err = run(capsys, "read", path, "--json")
    found = json.loads(out)
    assert (status, err) == (0, "")
    assert {"framework", "school", "round", "judgements"} <= set(found)
    assert (found["framework"], found["framework_version"]) == ("whole-school", "1")
    assert (found["school"], found["urn"], found["round"]) == ("Ash Bank School", 990001, "Autumn 2026")
    assert found["judgements"] == []


def test_provision_leaves_out_areas_for_others(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert run(capsys, "new", "whole-school", "-o", path, "--provision", "primary")[0] == 0
    assert not [name for name in openpyxl.load_workbook(path).sheetnames if "Post-16" in name]
    status, _, err = run(capsys, "new", "whole-school", "-o", path, "--provision", "primry")
    assert status == 2
    assert "“primry” is not known" in err


def test_framework_from_a_file_needs_no_file_to_be_read_again(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    source, path = tmp_path / "garden.yaml", tmp_path / "a.xlsx"
    source.write_bytes(FOUR)
    assert run(capsys, "new", source, "-o", path)[0] == 0
    source.unlink()
    found = json.loads(run(capsys, "read", path, "--json")[1])
    assert found["framework"] == "garden"


def test_judgements_as_json(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    def change(book: Any) -> None:
        judged(book, "Beds and soil").value = "secure"
        judged(book, "Beds and soil", "Evidence: how we know").value = "A plan"
        judged(book, "People").value = "Not sure"
        book["2 People"].cell(6, 7).value = 4
        book.create_sheet("Mine")

    path = tmp_path / "a.xlsx"
    path.write_bytes(typed(change))
    status, out, err = run(capsys, "read", path, "--json")
    assert status == 0
    beds, people, staff = json.loads(out)["judgements"]
    assert (beds["area"], beds["level"], beds["label"], beds["evidence"], beds["actions"]) == (
        "beds",
        3,
        "Secure",
        "A plan",
        "",
    )
    assert (people["area"], people["level"]) == ("people", "not-sure")
    assert (staff["statement"], staff["level"], staff["label"]) == ("people-staff", 4, "Sustainable")
    assert "(note) The sheet “Mine” is not one of Plait's" in err
    said = run(capsys, "read", path)[1]
    assert "Beds and soil: Secure; 0 of 3 statements" in said


def test_every_fault_names_sheet_and_cell(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    def change(book: Any) -> None:
        judged(book, "Beds and soil").value = 7
        judged(book, "People").value = "fine"

    path = tmp_path / "a.xlsx"
    path.write_bytes(typed(change))
    status, out, err = run(capsys, "read", path)
    assert (status, out) == (1, "")
    first, second = err.splitlines()
    assert first.startswith(f"{path}: Input!D5: “7” is outside the scale")
    assert second.startswith(f"{path}: Input!D6: “fine” is not a level here")
    status, out, _ = run(capsys, "read", path, "--json")
    assert status == 1
    assert [(item["sheet"], item["cell"]) for item in json.loads(out)["errors"]] == [("Input", "D5"), ("Input", "D6")]


def test_output_that_cannot_be(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(capsys, "new", "teaching-school", "-o", tmp_path / "a.pdf")[0] == 2
    status, _, err = run(capsys, "new", "teaching-school", "-o", tmp_path / "no" / "a.xlsx")
    assert (status, "does not exist; make it first" in err, err.count("\n")) == (1, True, 1)
    (tmp_path / "b.xlsx").mkdir()
    assert "this is a folder" in run(capsys, "new", "teaching-school", "-o", tmp_path / "b.xlsx")[2]
    assert [path.name for path in tmp_path.iterdir()] == ["b.xlsx"]


def test_refused_framework_leaves_the_old_file_as_it_was(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path, source = tmp_path / "a.xlsx", tmp_path / "bad.yaml"
    path.write_bytes(b"old")
    source.write_bytes(FOUR.replace(b"rule: best-fit", b"rule: worst-fit", 1))
    assert run(capsys, "new", source, "-o", path)[0] == 1
    assert path.read_bytes() == b"old"


def test_input_that_cannot_be(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    large = tmp_path / "large.xlsx"
    large.write_bytes(b"PK" + bytes(11_000_000))
    pdf = tmp_path / "renamed.xlsx"
    pdf.write_bytes(b"%PDF-1.7")
    for path, words in (
        (tmp_path / "none.xlsx", "no such file"),
        (tmp_path, "a folder"),
        (large, "at most 10 MB"),
        (pdf, "This is a PDF"),
    ):
        status, out, err = run(capsys, "read", path)
        assert (status, out, err.count("\n")) == (1, "", 1)
        assert words in err
        assert err.startswith(f"{path}:")


def test_unforeseen_error_is_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(_: object) -> None:
        raise ZeroDivisionError("one\ntwo")

    monkeypatch.setattr("plait.cli.workbook.framework_named", stumble)
    status, out, err = run(capsys, "new", "teaching-school", "-o", "never.xlsx")
    assert (status, out, err.count("\n")) == (1, "", 1)
    assert "ZeroDivisionError: one two" in err
    assert "Traceback" not in err
