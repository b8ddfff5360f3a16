"""Finding schools: what answers a search, in which order, and for whom."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plait.cli.bench.made_up_register import write_register
from plait.domain.schools import fold, search_text
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import STRANGER, Viewer
from plait.schools import queries
from plait.schools.actions import import_register
from plait.schools.models import School

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

SOMEONE = Viewer(1, "Someone without any role")
SCHOOLS = (
    (990001, "St Aldric’s Primary School", "open", "Hartley", "Newtown", "ZA1 2BC"),
    (990002, "Newtown High School", "closed", "", "Oldtown", "ZB1 2BC"),
    (990003, "Newtown Primary School", "open", "", "Newtown", "ZA1 3BD"),
    (990004, "Ysgol Môr Newtown", "proposed", "", "Aber", "ZC10 1AA"),
    (990005, "Saint Brenna School", "closing", "", "Aber", "ZC1 1AA"),
    (990006, "100% Learning_Centre", "not-known", "", "", ""),
)


@pytest.fixture(autouse=True)
def register() -> None:
    for urn, name, status, locality, town, postcode in SCHOOLS:
        School.objects.create(
            urn=urn,
            name=name,
            status=status,
            locality=locality,
            town=town,
            postcode=postcode,
            search_text=search_text(urn, name, locality, town, postcode),
        )


def found(text: str, **part: int) -> list[int]:
    return [school.urn for school in queries.search(SOMEONE, text, **part).schools]


@pytest.mark.parametrize(
    ("text", "urns"),
    [
        ("aldrics", [990001]),
        ("St. Aldric's", [990001]),
        ("st aldric’s", [990001]),
        ("saint aldr", [990001]),
        ("st bren", [990005]),
        ("SCHOOL brenna", [990005]),
        ("mor ysgol", [990004]),
        ("Môr", [990004]),
        ("hartley primary", [990001]),
        ("za1 2bc", [990001]),
        ("ZA12BC", [990001]),
        ("za12b", [990001]),
        ("za1", [990003, 990001]),
        ("zc1 1aa", [990005]),
        ("zc1 1", [990005]),
        ("zc1", [990004, 990005]),
        ("990004", [990004]),
        ("99000", [990003, 990001, 990005, 990006, 990004, 990002]),
        ("100%", [990006]),
        ("learning centre", [990006]),
        ("own", []),
        ("aldrics oldtown", []),
        ("%", []),
        ("_", []),
        ("%%", []),
        ("a", []),
        ("", []),
        ("'; drop table schools_school; --", []),
    ],
)
def test_beginnings_of_words_in_any_order(text: str, urns: list[int]) -> None:
    assert sorted(found(text)) == sorted(urns)


def test_open_before_closed_then_names_that_begin_so() -> None:
    assert found("newtown") == [990003, 990001, 990004, 990002]
    assert found("newtown h") == [990001, 990002]


def test_the_school_with_just_this_urn_comes_first_even_closed() -> None:
    School.objects.create(urn=9900, name="Tiny", status="closed", search_text=search_text(9900, "Tiny", "", "", ""))
    assert found("9900")[0] == 9900


def test_pages_cut_and_count() -> None:
    whole = queries.search(SOMEONE, "99000", limit=100)
    assert whole.total == 6
    assert [found("99000", limit=2, offset=offset) for offset in (0, 2, 4, 6)] == [
        [school.urn for school in whole.schools[offset : offset + 2]] for offset in (0, 2, 4, 6)
    ]
    assert queries.search(SOMEONE, "99000", limit=2, offset=2).total == 6


def test_a_stranger_finds_nothing() -> None:
    assert queries.search(STRANGER, "newtown").schools == ()
    assert queries.search(STRANGER, "newtown").total == 0
    with pytest.raises(NotVisible):
        queries.get(STRANGER, 990001)


def test_a_school_as_registered() -> None:
    entry = queries.get(SOMEONE, 990005)
    assert (entry.name, entry.status.value, entry.postcode) == ("Saint Brenna School", "closing", "ZC1 1AA")
    with pytest.raises(NotVisible):
        queries.get(SOMEONE, 123456)


def test_names_and_facts_of_several() -> None:
    School.objects.filter(urn=990001).update(low_age=4, high_age=11, easting=10, northing=20, la_name="Northshire")
    assert queries.names([990001, 990003, 1]) == {
        990001: "St Aldric’s Primary School",
        990003: "Newtown Primary School",
    }
    facts = queries.facts([990001, 1])[990001]
    assert (facts.urn, facts.town, facts.easting, facts.northing) == (990001, "Newtown", 10, 20)
    assert (facts.local_authority, facts.provision) == ("Northshire", frozenset({"early-years", "primary"}))
    assert queries.facts([1]) == {}


@pytest.mark.parametrize("schools", [1, 3, 300])
def test_one_query_however_many_are_found(schools: int, tmp_path: Path) -> None:
    School.objects.all().delete()
    path = tmp_path / "register.csv"
    write_register(path, schools)
    import_register(path=path, at=datetime(2026, 9, 1, tzinfo=UTC))
    urns = list(School.objects.values_list("urn", flat=True))
    for read in (
        lambda: queries.search(SOMEONE, "900", limit=300),
        lambda: queries.names(urns),
        lambda: queries.facts(urns),
        lambda: queries.get(SOMEONE, urns[0]),
    ):
        with CaptureQueriesContext(connection) as asked:
            read()
        assert len(asked) == 1
    assert len(queries.search(SOMEONE, "900", limit=300).schools) == schools


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("aeinorst 'é%_9Z12", max_size=12))
def test_search_is_what_it_says(text: str) -> None:
    """The database answers as plain Python would: every word begins a word of the school."""
    words = [fold(text)] if queries.POSTCODE.fullmatch(fold(text)) else fold(text).split()
    expected = {
        urn
        for urn, name, _, locality, town, postcode in SCHOOLS
        if all(f" {word}" in search_text(urn, name, locality, town, postcode) for word in words)
    }
    assert set(found(text)) == (expected if len("".join(words)) >= queries.SHORTEST else set())
