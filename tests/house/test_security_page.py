"""The page on security against the code: what it names is there, and it counts right."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings

from plait.adapters import office_files

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text()
STATUSES = ("met", "not applicable", "open")
REQUIREMENTS = {1: 70, 2: 183}
"""How many the standard has of each level."""
TESTS = {
    name
    for path in (ROOT / "tests").rglob("*.py")
    for name in re.findall(r"^\s*def (test_\w+)\(", path.read_text(), re.M)
}


class Row(NamedTuple):
    number: str
    level: str
    subject: str
    status: str
    where: str
    proof: str


def rows(page: str) -> list[Row]:
    """The requirements that the page lists: every line of a table that begins with a number of the standard."""
    found = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line[:1] == "|"]
    return [Row(*(cells + [""] * 6)[:6]) for cells in found if re.fullmatch(r"\d+\.\d+\.\d+", cells[0])]


def missing(text: str) -> list[str]:
    """Files and tests that a cell names and that are not there."""
    named = re.findall(r"`([^`\s]+)`", text)
    paths = [name for name in named if "/" in name and not name.startswith("/")]
    gone = [path for path in paths if not (ROOT / path).exists()]
    return gone + [name for name in named if name.startswith("test_") and name not in TESTS]


def faults(row: Row) -> list[str]:
    """What is wrong with a row, in words."""
    found = [f"{name} is not there" for name in missing(row.where + row.proof)]
    if row.status not in STATUSES:
        found.append(f"“{row.status}” is no status")
    if row.level not in ("1", "2") or not row.subject:
        found.append("has no level or no subject")
    if row.status == "met" and not re.search(r"`test_\w+`", row.proof):
        found.append("met by no test")
    if row.status == "met" and not row.where:
        found.append("met nowhere")
    if row.status == "not applicable" and not row.where:
        found.append("does not say why it is not applicable")
    if row.status == "open" and not row.proof:
        found.append("does not say what is missing")
    return [f"{row.number}: {fault}" for fault in found]


def test_what_each_row_names_is_there() -> None:
    assert [fault for row in rows(PAGE) for fault in faults(row)] == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (
            "| 1.1.1 | 1 | x | met | `plait/gone.py` | `test_what_each_row_names_is_there` |",
            "plait/gone.py is not there",
        ),
        ("| 1.1.1 | 1 | x | met | here | `test_that_nobody_wrote` |", "test_that_nobody_wrote is not there"),
        ("| 1.1.1 | 1 | x | partly | here | soon |", "“partly” is no status"),
        ("| 1.1.1 | 1 | x | met | `plait/config/settings.py` | by looking |", "met by no test"),
        ("| 1.1.1 | 1 | x | met | | `test_what_each_row_names_is_there` |", "met nowhere"),
        ("| 1.1.1 | 1 | x | not applicable | | |", "does not say why it is not applicable"),
        ("| 1.1.1 | 1 | x | open | half of it | |", "does not say what is missing"),
        ("| 1.1.1 | 3 | x | open | | all of it |", "has no level or no subject"),
    ],
)
def test_a_bad_row_is_seen(line: str, fault: str) -> None:
    assert [one for row in rows(line) for one in faults(row)] == [f"1.1.1: {fault}"]


def test_each_requirement_stands_there_once_and_in_order() -> None:
    numbers = [tuple(map(int, row.number.split("."))) for row in rows(PAGE)]
    assert numbers == sorted(set(numbers))
    assert {level: sum(row.level == str(level) for row in rows(PAGE)) for level in REQUIREMENTS} == REQUIREMENTS


def test_the_head_counts_what_the_table_says() -> None:
    told = dict(re.findall(r"^\| (met|not applicable|open) \| (\d+) \|$", PAGE, re.M))
    assert told == {status: str(sum(row.status == status for row in rows(PAGE))) for status in STATUSES}
    untested = sum(row.status == "open" and row.proof.startswith("only a test") for row in rows(PAGE))
    assert f"Of those that are open, {untested} are done and lack only a test." in PAGE


def test_figures_of_the_security_page_are_those_of_the_code() -> None:
    limits = dict(re.findall(r"^\| [^|]+ \(`(\w+)`\) \| `([^`]+)` \|$", PAGE, re.M))
    assert limits == settings.ACCOUNT_RATE_LIMITS | settings.MFA_RATE_LIMITS
    megabyte, words = 1024 * 1024, " ".join(PAGE.split())
    for figure in (
        f"(`.xlsx`) of at most {settings.UPLOAD_LIMIT // megabyte} MB",
        f"unpack to {office_files._UNPACKED_LIMIT // 1_000_000} MB in {office_files._PARTS_LIMIT:,} parts",
        f"no more than {office_files._RATIO_LIMIT} times its size",
        f"takes at most {settings.DATA_UPLOAD_MAX_MEMORY_SIZE // megabyte} MB of text",
        f"at the latest {settings.SESSION_COOKIE_AGE // 3600} hours after",
    ):
        assert figure in words
