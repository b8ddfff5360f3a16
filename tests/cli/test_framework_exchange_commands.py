"""``plait framework convert``, ``diff`` and ``crosswalk``: what they print, where, and what they write."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from shapes import FOUR, framework_of

from plait.adapters.framework_files import check, find, read
from plait.cli.main import main


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main(["framework", *map(str, arguments)])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


GAPS = b"Area,Statement,1 Emerging,2 Secure\nCulture,Trust,low,high\nCulture,Care,,steady\n"


def test_convert_goes_round_without_loss(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    here = tmp_path / "a.yaml"
    here.write_bytes(FOUR)
    for suffix in ("json", "xlsx", "yaml"):
        there = tmp_path / f"b.{suffix}"
        status, out, _ = run(capsys, "convert", here, "-o", there)
        assert (status, str(there) in out) == (0, True)
        here = there
    assert check(here.read_bytes()).framework == framework_of(FOUR)


def test_convert_tells_each_doubt_at_its_place(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path, out_file = tmp_path / "gaps.csv", tmp_path / "gaps.yaml"
    path.write_bytes(GAPS)
    status, _, err = run(capsys, "convert", path, "-o", out_file, "--id", "gaps", "--title", "Gaps")
    assert status == 0
    assert f"{path}:3: (doubt) “Care” has no text at “Emerging”." in err
    found = check(out_file.read_bytes()).framework
    assert found is not None
    assert (found.id, found.title) == ("gaps", "Gaps")
    status, out, _ = run(capsys, "check", path, "--json")
    doubts = json.loads(out)["doubts"]
    assert {
        key: next(item for item in doubts if item["kind"] == "level-missing")[key] for key in ("kind", "line", "place")
    } == {"kind": "level-missing", "line": 3, "place": None}


@pytest.mark.parametrize(("data", "more"), [(GAPS, ["--strict"]), (b"%PDF-1.7", []), (b"Area,Statement\n", [])])
def test_nothing_is_written_with_errors(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, data: bytes, more: list[str]
) -> None:
    path, out_file = tmp_path / "gaps.csv", tmp_path / "gaps.yaml"
    path.write_bytes(data)
    status, out, err = run(capsys, "convert", path, "-o", out_file, *more)
    assert (status, out, out_file.exists()) == (1, "", False)
    assert err.splitlines()[-1].startswith(str(path))
    status, out, _ = run(capsys, "convert", path, "-o", out_file, *more, "--json")
    assert (status, out_file.exists()) == (1, False)
    assert {"errors", "warnings", "doubts"} <= set(json.loads(out))


def test_convert_says_what_csv_has_no_room_for(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path, out_file = tmp_path / "a.yaml", tmp_path / "a.csv"
    path.write_bytes(FOUR)
    status, out, err = run(capsys, "convert", path, "-o", out_file, "--json")
    said = json.loads(out)
    assert (status, said["written_as"], said["bytes"]) == (0, "csv", out_file.stat().st_size)
    assert len(said["not_carried"]) == err.count("(note)") > 0


def test_output_of_an_unknown_kind_is_wrong_use(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(FOUR)
    status, _, err = run(capsys, "convert", path, "-o", tmp_path / "a.pdf")
    assert (status, "end it with .yaml" in err) == (2, True)


def test_diff_lists_every_kind(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_bytes(FOUR)
    text = FOUR.replace(b'version: "1"', b'version: "2"').replace(b"text: Care", b"text: Care all year")
    new.write_bytes(text.replace(b"beds-yield, text: Yield", b"beds-shed, text: A shed for tools and pots"))
    status, out, _ = run(capsys, "diff", old, new, "--json")
    found = json.loads(out)
    assert status == 0
    assert (found["from"], found["to"]) == ("garden@1", "garden@2")
    lists = ("unchanged", "reworded", "moved", "split", "merged", "new", "retired")
    assert [len(found[name]) for name in lists] == [4, 1, 0, 0, 0, 1, 1]
    assert found["reworded"][0]["old"] == [{"id": "beds-care", "text": "Care"}]
    assert found["reworded"][0]["new"] == [{"id": "beds-care", "text": "Care all year"}]
    status, out, _ = run(capsys, "diff", old, new)
    assert "was: Care\n" in out
    assert "is: Care all year\n" in out
    assert "Retired: 1" in out


def test_diff_names_the_levels_that_say_other_things(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_bytes(FOUR)
    level = yaml.safe_load(FOUR)
    level["version"] = "2"
    key = next(iter(level["areas"][0]["statements"][0]["levels"]))
    level["areas"][0]["statements"][0]["levels"][key] = "Other words."
    new.write_text(yaml.safe_dump(level))
    label = next(item["label"] for item in level["scale"] if item["value"] == key)
    _, out, _ = run(capsys, "diff", old, new)
    assert f"other words at: {label}\n" in out
    assert "was:" not in out


def test_diff_of_what_is_built_in_and_a_converted_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    source = tmp_path / "t.json"
    run(capsys, "convert", str(files("plait.framework_files") / "teaching-school-1.yaml"), "-o", path)
    run(capsys, "convert", path, "-o", source)
    status, out, _ = run(capsys, "diff", "teaching-school", source, "--json")
    found = json.loads(out)
    assert (status, len(found["unchanged"]), found["not_sure"]) == (0, 48, 0)
    assert read(path.read_bytes(), "t.xlsx").framework == find("teaching-school@1")


def test_crosswalks(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, out, _ = run(capsys, "crosswalk", "--json")
    names = [item["id"] for item in json.loads(out)["crosswalks"]]
    assert (status, len(names)) == (0, 3)
    assert "links)" in run(capsys, "crosswalk")[1]
    status, out, _ = run(capsys, "crosswalk", names[0], "--json")
    found = json.loads(out)
    assert {"id", "version", "title", "from", "to", "author", "links", "levels", "coverage"} <= set(found)
    assert found["coverage"]["words"].startswith("Seen through a crosswalk")
    assert "statements, 0 exactly" in run(capsys, "crosswalk", names[0])[1]
    assert run(capsys, "crosswalk", "nothing")[0] == 2
    path = tmp_path / "broken.yaml"
    path.write_text('id: x\nversion: "1"\ntitle: T\nfrom: teaching-school@1\nto: whole-school@1\nlinks: [{from: a}]\n')
    status, _, err = run(capsys, "crosswalk", path)
    assert status == 1
    assert all(line.startswith(f"{path}:") for line in err.splitlines())
