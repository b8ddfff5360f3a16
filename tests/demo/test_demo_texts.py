"""What the demonstration says: made up throughout, well set, within every limit."""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from plait.demo.story import FOLDER, SCHOOLS_FILE, AreaStory, Story, read
from plait.demo.summary import PASSWORD
from plait.domain.schools import provision_of

FIRST_MADE_UP = 990_101
HIGHEST_REAL = 500_000
"""Numbers of real schools in England and Wales lie well below this."""
FIELD_LIMIT = 2_000
CELL_LIMIT = 32_767


@pytest.fixture(scope="module")
def story() -> Story:
    return read()


def schools() -> list[dict[str, str]]:
    with SCHOOLS_FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def areas(story: Story) -> Iterator[AreaStory]:
    for partnership in story.partnerships:
        for round_ in partnership.rounds:
            for school in round_.schools:
                yield from school.areas
                yield from school.conversation
                for view in school.views:
                    yield from view.areas


def test_no_number_is_one_that_a_real_school_could_have(story: Story) -> None:
    numbers = [int(row["URN"]) for row in schools()]
    assert min(numbers) >= FIRST_MADE_UP > HIGHEST_REAL
    assert set(story.urns) == set(numbers)


@pytest.mark.real_data
def test_no_school_or_place_is_in_the_published_register(published: Path) -> None:
    files = [path for path in (published / "register").rglob("*") if re.search(r"\.csv(\.gz)?$", path.name)]
    names: set[str] = set()
    numbers: set[int] = set()
    for path in files:
        text = path.read_bytes()
        text = gzip.decompress(text) if path.suffix == ".gz" else text
        try:
            lines = text.decode("utf-8-sig").splitlines()
        except UnicodeDecodeError:
            lines = text.decode("cp1252").splitlines()
        for row in csv.DictReader(lines):
            if row.get("EstablishmentName"):
                names.add(plain(row["EstablishmentName"]))
                numbers.add(int(row["URN"]))
    assert len(names) > 1_000, "the register was not found"
    assert not {plain(row["EstablishmentName"]) for row in schools()} & names
    assert not {int(row["URN"]) for row in schools()} & numbers
    distinctive = (
        "hallowby",
        "brackenby moor",
        "fenwright",
        "blessed margery",
        "tŷ gwyrdd",
        "pont corran",
        "nether corran",
    )
    assert [word for word in distinctive if any(word in name for name in names)] == []


def plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.replace("’", "").replace("'", "").casefold()))


def test_nobody_can_be_written_to(story: Story) -> None:
    assert all(re.fullmatch(r"[a-z]+@example\.org", actor.email) for actor in story.people)
    assert len({actor.email for actor in story.people}) == len(story.people)


def test_the_password_is_one_that_the_sign_in_rules_accept() -> None:
    from django.contrib.auth.password_validation import validate_password  # noqa: PLC0415  settings first

    validate_password(PASSWORD)


def straight_quotes(text: str) -> list[str]:
    """Places in a text where a typewriter’s quote stands, with what is around it."""
    return re.findall(r".{0,20}[\"'`].{0,20}", text)


def test_quotes_are_typographic(story: Story) -> None:
    written = [text for area in areas(story) for text in (area.text, area.actions)]
    written += [actor.name for actor in story.people] + [row["EstablishmentName"] for row in schools()]
    for partnership in story.partnerships:
        written += [partnership.name, partnership.programme]
        written += [
            text
            for round_ in partnership.rounds
            for school in round_.schools
            for action in school.plan
            for text in (action.text, action.owner, action.measure)
        ]
    assert len(written) > 150
    assert [found for text in written for found in straight_quotes(text)] == []


def test_straight_quote_is_seen() -> None:
    assert straight_quotes("the school's own")
    assert straight_quotes('a "good" day')
    assert not straight_quotes("the school’s “own”")


def test_every_text_fits(story: Story) -> None:
    for area in areas(story):
        assert len(area.text) <= CELL_LIMIT
        assert len(area.actions) <= CELL_LIMIT
    for partnership in story.partnerships:
        assert len(partnership.name) <= 200
        assert len(partnership.programme) <= 200
        for school in (school for round_ in partnership.rounds for school in round_.schools):
            for action in school.plan:
                assert 0 < len(action.text) <= FIELD_LIMIT
                assert len(action.measure) <= FIELD_LIMIT
                assert 0 < len(action.owner) <= 120
    assert all(0 < len(actor.name) <= 120 for actor in story.people)
    assert all(len(row["EstablishmentName"]) <= 255 for row in schools())


def test_texts_are_as_different_as_people_are(story: Story) -> None:
    lengths = [len(area.text) for area in areas(story)]
    paragraphs = [area.text.count("\n\n") + 1 for area in areas(story)]
    assert min(lengths) < 20
    assert max(lengths) > 400
    assert max(paragraphs) >= 3
    assert any(len(row["EstablishmentName"]) > 120 for row in schools())
    letters = "".join(row["EstablishmentName"] for row in schools()) + "".join(actor.name for actor in story.people)
    assert set("ŷâ") <= set(letters)


def test_schools_differ_in_what_they_offer() -> None:
    offered = {
        row["URN"]: provision_of(
            int(row["StatutoryLowAge"]),
            int(row["StatutoryHighAge"]),
            row["TypeOfEstablishment (name)"],
            row["OfficialSixthForm (name)"],
        )
        for row in schools()
    }
    assert len(set(offered.values())) >= 4
    assert "early-years" in offered["990104"]
    assert "early-years" not in offered["990105"]
    assert "post-16" in offered["990106"]
    assert "post-16" not in offered["990102"]


def test_nothing_sounds_like_an_inspection() -> None:
    words = re.compile(r"\b(ofsted|inspect\w*|inadequate|requires improvement|outstanding|failing)\b|!", re.I)
    for path in FOLDER.glob("*.yaml"):
        assert words.findall(path.read_text(encoding="utf-8")) == [], path.name
