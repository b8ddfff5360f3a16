"""``plait agreement`` and ``plait sample``: what they print and write, and that bad files leave nothing behind."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from plait.cli.main import main

Run = tuple[int, str, str]


def run(capfd: pytest.CaptureFixture[str], *arguments: object) -> Run:
    status = main([str(argument) for argument in arguments])
    captured = capfd.readouterr()
    return status, captured.out, captured.err


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    path = tmp_path / "ratings.csv"
    rows = ["Unit,Rater,Rating", "Ash,Ada,2", "Ash,Ben,2", "Beck,Ada,3", "Beck,Ben,1", "Cliff,Ada,4", "Cliff,Ben,"]
    path.write_text("\r\n".join([*rows, "Dale,Ada,1", "Dale,Ben,1", ""]), encoding="utf-8-sig", newline="")
    return path


def test_the_figures_of_two_raters_with_a_gap(ratings: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capfd, "agreement", ratings, "--json")
    found = json.loads(out)
    assert status == 0
    assert (found["level"], found["units"], found["compared"], found["raters"], found["pairs"]) == (
        "ordinal",
        4,
        3,
        2,
        3,
    )
    assert found["exact"] == pytest.approx(2 / 3)
    assert found["within_one"] == pytest.approx(2 / 3)
    assert set(found["kappa"]) == {"plain", "linear", "quadratic"}
    assert found["alpha"] is not None
    low, high = found["exact_ci"]
    assert low <= found["exact"] <= high
    assert found["alpha_ci"] is None, "too many draws of three units hold no difference at all"
    assert found["fleiss_kappa"] is not None


def test_in_words_it_says_how_little_it_rests_on(ratings: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capfd, "agreement", ratings)
    assert status == 0
    assert "67% (" in out
    assert "3 units are few" in out


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("unit,rater\nAsh,Ada\n", [], "no column rating"),
        ("unit,rater,rating\nAsh,Ada,2\nAsh,Ada,3\n", [], ":3: Ada rates Ash on line 2 already"),
        ("unit,rater,rating\nAsh,,2\n", [], ":2: rater is blank"),
        ("unit,rater,rating\nAsh,Ada,\n", [], "no rating in this file"),
        ("unit,rater,rating\nAsh,Ada,2\nBeck,Ben,2\n", [], "no unit has ratings of two raters"),
        ("unit,rater,rating\nAsh,Ada,Secure\nAsh,Ben,2\n", ["--level", "interval"], "interval needs numbers"),
        ("", [], "this file is empty"),
    ],
)
def test_one_clear_message(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], text: str, options: list[str], said: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text)
    status, out, err = run(capfd, "agreement", path, "--json", *options)
    assert (status, out) == (1, "")
    assert said in err


@pytest.fixture
def schools(tmp_path: Path) -> Path:
    path = tmp_path / "schools.csv"
    rows = [f"{990001 + i},=School {i},{'Primary' if i % 4 else 'Secondary'},{100 + 13 * i},-{i}" for i in range(40)]
    path.write_text("URN,name,phase,pupils,change\n" + "\n".join(rows) + "\n")
    return path


def test_half_of_them_looks_like_all(schools: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "sample.csv"
    status, said, _ = run(
        capfd, "sample", schools, "--share", 0.5, "--by", "PHASE", "--by", "pupils", "-o", out, "--json"
    )
    found = json.loads(said)
    assert status == 0
    assert (found["schools"], found["chosen"], list(found["balance"])) == (40, 20, ["phase", "pupils"])
    with out.open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["URN"]) for row in rows] == found["urns"]
    assert sum(row["phase"] == "Secondary" for row in rows) == 5
    assert found["balance"]["phase"]["difference"] == pytest.approx(0)
    mean = sum(int(row["pupils"]) for row in rows) / 20
    assert found["balance"]["pupils"]["sample"] == pytest.approx(mean)
    assert found["balance"]["pupils"]["difference"] == pytest.approx(mean - found["balance"]["pupils"]["group"])
    assert all(row["name"].startswith("'=") for row in rows), "a cell would run as a formula"
    assert {row["change"] for row in rows} <= {f"-{i}" for i in range(40)}
    again = tmp_path / "again.csv"
    run(capfd, "sample", schools, "--share", 0.5, "--by", "phase", "--by", "pupils", "-o", again)
    assert again.read_bytes() == out.read_bytes()


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (["--share", 1.5, "--json"], 2, "above 0 and up to 1"),
        (["--share", 0.5], 2, "say where the chosen schools go"),
        (["--share", 0.5, "--by", "trust", "--json"], 1, "no column trust; this file has URN, name, phase"),
    ],
)
def test_wrong_use(
    schools: Path, capfd: pytest.CaptureFixture[str], options: list[object], status: int, said: str
) -> None:
    found, out, err = run(capfd, "sample", schools, *options)
    assert (found, out) == (status, "")
    assert said in err


def test_a_school_twice_writes_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "twice.csv", tmp_path / "out.csv"
    path.write_text("urn,phase\n990001,Primary\n990001,Primary\n")
    status, _, err = run(capfd, "sample", path, "--share", 0.5, "-o", out)
    assert status == 1
    assert ":3: URN 990001 is on line 2 already" in err
    assert not out.exists()


def test_severity_in_the_order_of_the_file(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "judgements.csv"
    rows = [
        f"S{school},{area},{who},{level}"
        for school in range(8)
        for area in "xy"
        for who, level in (("Zoe", 1 + school % 2), ("Ann", 2 + school % 2), ("Max", 2 + (school + (area == "x")) % 2))
    ]
    path.write_text("school,area,reviewer,level\n" + "\n".join(rows) + "\n")
    status, out, _ = run(capfd, "severity", path, "--json")
    found = json.loads(out)
    assert status == 0
    assert [one["reviewer"] for one in found["reviewers"]] == ["Zoe", "Ann", "Max"]
    assert found["reviewers"][0]["severity"] > 0 > found["reviewers"][1]["severity"]
    status, out, _ = run(capfd, "severity", path)
    assert "Zoe: 16 judgements, stricter than the middle" in out
    path.write_text("school,area,reviewer,level\nS1,x,Zoe,Secure\n")
    status, out, err = run(capfd, "severity", path, "--json")
    assert (status, out) == (1, "")
    assert ":2: level is 'Secure'; give the level's number" in err
