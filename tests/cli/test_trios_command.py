"""``plait trios``: what it writes and prints, its exit statuses, and that a file with an error leaves nothing."""

from __future__ import annotations

import csv
import gzip
import json
import random
from collections import Counter
from pathlib import Path

import pytest

from plait.cli.main import main
from tests.forming.check_groups import look_over

HEADING = "urn,name,phase,easting,northing,trust,band\n"


@pytest.fixture
def schools(tmp_path: Path) -> Path:
    chance = random.Random(4)
    path = tmp_path / "schools.csv"
    path.write_text(
        HEADING
        + "".join(
            f"{990001 + i},School {i},Primary,"
            f"{400_000 + chance.randrange(30_000)},{300_000 + chance.randrange(30_000)},"
            f"{'ABC'[i % 3] if i < 9 else ''},{'xy'[i % 2]}\n"
            for i in range(13)
        )
    )
    return path


def run(capfd: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main(["trios", *map(str, arguments)])
    captured = capfd.readouterr()
    return status, captured.out, captured.err


@pytest.mark.parametrize("mode", ["mutual", "ring"])
def test_groups_keep_every_rule_and_the_sum_is_right(
    schools: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], mode: str
) -> None:
    first, out = tmp_path / "first.csv", tmp_path / "groups.csv"
    assert run(capfd, schools, "-o", first)[0] == 0
    pairs = tmp_path / "pairs.csv"
    pairs.write_bytes(b"\xef\xbb\xbfurn_a,urn_b\r\n990001,990005\r\n990011,990012\r\n")
    rules = ["--mode", mode, "--forbid", str(pairs), "--previous", str(first), "--different", "trust"]
    status, said, _ = run(capfd, schools, *rules, "--contrast", "band", "-o", out, "--json")
    record = json.loads(said)
    seen = look_over([str(schools), str(out), *rules])
    assert status == 0
    assert seen["broken"] == []
    assert seen["total_km"] == pytest.approx(record["total_km"], abs=1e-5)
    assert seen["placed"] == record["schools"] - len(record["left_over"]) == 13
    assert record["lower_bound_km"] <= record["total_km"]
    assert record["cost_bound_km"] <= record["cost_km"]
    assert record["violations"] == 0
    assert look_over([str(schools), str(first), *rules])["broken"] != []


def test_the_checker_bites(schools: Path, tmp_path: Path) -> None:
    groups = tmp_path / "groups.csv"
    groups.write_text("group,urn,role\n1,990001,mutual\n1,990004,mutual\n2,990001,mutual\n")
    broken = look_over([str(schools), str(groups), "--different", "trust", "--max-km", "0.001"])["broken"]
    assert broken == [
        "group 1 has 2",
        "990001 990004 trust alike",
        "990001 990004 too far",
        "990001 twice",
        "group 2 has 1",
    ]


def test_same_input_same_file(schools: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for name in ("a.csv", "b.csv"):
        assert run(capfd, schools, "-o", tmp_path / name)[0] == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_left_over_is_told_and_no_error(schools: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with schools.open("a") as file:
        file.write("990050,Alone,Secondary,410000,310000,,\n")
    status, said, err = run(capfd, schools, "--json")
    assert status == 0
    assert [item["urn"] for item in json.loads(said)["left_over"]] == [990050]
    assert f"{schools}: (warning) URN 990050 has no group: there is no other school" in err


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("990020,A,Primary,,300000,,", "easting is blank; give the metres on the national grid"),
        ("990020,A,Primary,0,0,,", "easting is 0, which is no place in Great Britain"),
        ("990020,A,Primary,51.5,-0.1,,", "northing is '-0.1'; give the metres"),
        ("990020,A,,400000,300000,,", "phase is blank"),
        ("990001,A,Primary,400000,300000,,", "URN 990001 is on line 2 already"),
        ("NAT,A,Primary,400000,300000,,", "urn is 'NAT', not a number"),
        ("990020,A,Primary,400000", "has 4 cells where the heading has 7"),
    ],
)
def test_a_bad_row_stops_it_with_its_line_and_nothing_written(
    schools: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], row: str, reason: str
) -> None:
    with schools.open("a") as file:
        file.write(row + "\n")
    out = tmp_path / "out.csv"
    status, said, err = run(capfd, schools, "-o", out, "--json")
    assert (status, said, out.exists()) == (1, "", False)
    assert f"{schools}:15: {reason}" in err


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "this file is empty"),
        (b"PK\x03\x04", "workbook or a zip archive"),
        ("urn,phase\n".encode("utf-16"), "UTF-16"),
        (b"urn,name\n990001,A\n", "no column phase and no column easting and no column northing"),
        (b"urn,urn,phase,easting,northing\n", "more than once"),
        (HEADING.encode(), "there is no school in this file"),
    ],
)
def test_a_file_that_is_no_list_of_schools(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], content: bytes, reason: str
) -> None:
    path = tmp_path / "schools.csv"
    path.write_bytes(content)
    status, said, err = run(capfd, path, "--json")
    assert (status, said) == (1, "")
    assert reason in err


def test_pairs_and_groups_of_before_are_checked(
    schools: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pairs, before = tmp_path / "pairs.csv", tmp_path / "before.csv"
    pairs.write_text("urn_a,urn_b\n990001,999999\n990002,990002\n")
    status, _, err = run(capfd, schools, "--forbid", pairs, "--json")
    assert status == 1
    assert f"{pairs}:2: URN 999999 is not among the schools" in err
    assert f"{pairs}:3: URN 990002 is paired with itself" in err
    before.write_text("group,urn\n1,990001\n2,990001\n")
    status, _, err = run(capfd, schools, "--previous", before, "--json")
    assert status == 1
    assert f"{before}:3: URN 990001 is in a group on line 2 already" in err
    assert run(capfd, schools, "--same", "colour", "--json")[2].count("no column colour") == 1


def test_pins_hold_and_contradictory_ones_are_refused_in_one_line(
    schools: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pins, out = tmp_path / "pins.csv", tmp_path / "groups.csv"
    assert run(capfd, schools, "-o", out)[0] == 0
    pins.write_text("group,urn\na,990001\na,990002\nb,990004\nb,990006\nb,990011\n")
    words = [str(schools), str(out), "--pins", str(pins)]
    assert look_over(words)["broken"] != []
    assert run(capfd, schools, "--pins", pins, "-o", out)[0] == 0
    assert look_over(words)["broken"] == []
    out.unlink()
    for content, reason in [
        ("a,990001\na,990004\n", "990001 and 990004 are pinned together, and a rule keeps them apart."),
        ("a,990001\na,990002\na,990003\na,990011\na,990012\na,990013\n", "more than a group may hold (5)."),
        ("a,990001\na,999999\n", "URN 999999 is not among the schools"),
        ("a,990001\nb,990001\n", "URN 990001 is in a group on line 2 already; keep one"),
    ]:
        pins.write_text("group,urn\n" + content)
        status, said, err = run(capfd, schools, "--pins", pins, "--different", "trust", "-o", out)
        faults = [line for line in err.splitlines() if line.startswith(str(pins))]
        assert (status, said, out.exists(), len(faults)) == (1, "", False, 1)
        assert reason in faults[0]


def test_cp1252_and_published_headings_are_read(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "register.csv"
    rows = "".join(f"99000{i},Ysgol Tŷ,Primary,{400_000 + i},300000\n" for i in range(1, 4)).replace("ŷ", "ô")
    path.write_bytes(("URN,EstablishmentName,PhaseOfEducation (name),Easting,Northing\n" + rows).encode("cp1252"))
    assert json.loads(run(capfd, path, "--json")[1])["groups"] == 1


def test_needs_and_strengths_count_beside_the_way(
    schools: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    asked = ["--need", "band", "--strength", "trust", "--meet-km", "7", "--json"]
    record = json.loads(run(capfd, schools, *asked, "-o", tmp_path / "groups.csv")[1])
    pairs = sum({3: 3, 4: 6}[int(size)] * count for size, count in _sizes(tmp_path / "groups.csv").items())
    assert record["cost_km"] == pytest.approx(record["total_km"] + 7 * pairs, abs=1e-5)  # no trust is called x or y


def _sizes(path: Path) -> dict[str, int]:
    with path.open(newline="") as file:
        members = Counter(row["group"] for row in csv.DictReader(file))
    return Counter(str(count) for count in members.values())


@pytest.mark.parametrize(
    "words",
    [
        ["--size", "5", "--json"],
        ["--size", "2", "--mode", "ring", "--json"],
        ["--max-km", "-1", "--json"],
        ["--seconds", "0", "--json"],
        ["--mode", "circle", "--json"],
        ["--need", "band", "--json"],
        ["-o", "groups.xlsx"],
        [],
    ],
)
def test_wrong_use_is_status_two(schools: Path, capfd: pytest.CaptureFixture[str], words: list[str]) -> None:
    status, said, err = run(capfd, schools, *words)
    assert (status, said) == (2, "")
    assert err


@pytest.mark.real_data
def test_a_real_area_keeps_every_rule(published: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "area.csv", tmp_path / "groups.csv"
    with gzip.open(published / "register/edubasealldata20231116.csv.gz", "rt", encoding="cp1252", newline="") as file:
        chosen = [
            row
            for row in csv.DictReader(file)
            if row["LA (name)"] == "Isle of Wight"
            and row["EstablishmentStatus (name)"] == "Open"
            and row["PhaseOfEducation (name)"] == "Primary"
        ]
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("urn", "name", "phase", "easting", "northing", "type"))
        for row in chosen:
            writer.writerow(
                (
                    row["URN"],
                    row["EstablishmentName"],
                    "Primary",
                    row["Easting"],
                    row["Northing"],
                    row["TypeOfEstablishment (name)"],
                )
            )
    record = json.loads(run(capfd, path, "--seconds", "2", "-o", out, "--json")[1])
    seen = look_over([str(path), str(out)])
    assert seen["broken"] == []
    assert seen["placed"] == len(chosen) > 30
    assert record["gap_percent"] < 5
