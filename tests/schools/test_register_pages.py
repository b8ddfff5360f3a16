"""The two pages of the register, with and without JavaScript."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.cli.bench.made_up_register import COLUMNS, write_register
from plait.people.models import Person
from plait.schools.actions import import_register
from plait.schools.models import School

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

AT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
AS_ONE_TYPES = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "results"}


def bring_in(tmp_path: Path, *lines: str) -> None:
    path = tmp_path / "made-up.csv"
    path.write_text(",".join(COLUMNS) + "\n" + "".join(line + "\n" for line in lines), encoding="utf-8")
    assert import_register(path=path, at=AT).rejected == ()


def line(urn: int, name: str, status: str = "Open", town: str = "Newtown") -> str:
    closed = "31-08-2012" if status == "Closed" else ""
    return (
        f"{urn},901,Northshire,2001,{name},Community school,{status},{closed},Primary,4,11,Does not have a sixth form,"
        f"1210,BRACKEN TRUST,14-11-2023,1 Mill Lane,Old Village,{town},ZA1 2BC,1000,2000"
    )


@pytest.fixture
def signed_in(client: PageClient) -> PageClient:
    """Somebody with no role anywhere: the register is for every signed-in person."""
    someone = Person.objects.create_user("someone@example.org", name="Someone")
    client.force_login(someone, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_stranger_is_sent_to_sign_in(client: PageClient, tmp_path: Path) -> None:
    bring_in(tmp_path, line(990001, "Ash Bank School"))
    for address in ("/schools/", "/schools/?q=ash", "/schools/990001/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in/")
        assert b"Ash Bank" not in answer.content


def test_before_the_first_import_the_page_teaches(signed_in: PageClient) -> None:
    assert "plait schools import FILE" in signed_in.get("/schools/").content.decode()


def test_results_say_name_place_phase_urn_and_state(signed_in: PageClient, tmp_path: Path) -> None:
    bring_in(tmp_path, line(990001, "Ash Bank School"), line(990002, "Ash Dale School", "Closed", "Oldtown"))
    page = signed_in.get("/schools/", {"q": "ash"}).content.decode()
    assert "2 schools match “ash”." in page
    assert "Newtown, ZA1 2BC · Primary · URN 990001" in page
    assert page.index("Ash Bank School") < page.index("Ash Dale School")
    assert "Closed" in page[page.index("Ash Dale School") :]
    assert 'href="/schools/990001/"' in page
    assert 'value="ash"' in page


def test_nothing_found_says_what_to_try(signed_in: PageClient, tmp_path: Path) -> None:
    bring_in(tmp_path, line(990001, "Ash Bank School"))
    page = signed_in.get("/schools/", {"q": "zzz"}).content.decode()
    assert "No school matches “zzz”." in page
    assert "the postcode or the URN" in page
    assert "Ash Bank" not in page
    assert "Type at least two letters" in signed_in.get("/schools/", {"q": "a"}).content.decode()


def test_what_was_typed_is_text(signed_in: PageClient) -> None:
    page = signed_in.get("/schools/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("asked", ["0", "-1", "x", "", "99999999999", "5", "²"])
def test_page_numbers_that_are_none_show_the_first(signed_in: PageClient, tmp_path: Path, asked: str) -> None:
    bring_in(tmp_path, *(line(990001 + number, f"Ash {number:03} School") for number in range(25)))
    page = signed_in.get("/schools/", {"q": "ash", "page": asked}).content.decode()
    assert "page 1 of 2." in page
    assert "Ash 000 School" in page


def test_pages_link_to_each_other_and_keep_the_search(signed_in: PageClient, tmp_path: Path) -> None:
    bring_in(tmp_path, *(line(990001 + number, f"Ash & Oak {number:03} School") for number in range(45)))
    first = signed_in.get("/schools/", {"q": "ash & oak"}).content.decode()
    assert "?q=ash+%26+oak&amp;page=2" in first or "?q=ash%20%26%20oak&amp;page=2" in first
    assert first.count(" · URN 99") == 20
    last = signed_in.get("/schools/", {"q": "ash & oak", "page": "3"}).content.decode()
    assert last.count(" · URN 99") == 5
    assert 'rel="next"' not in last
    assert 'rel="prev"' in last


def test_as_one_types_only_the_results_come(signed_in: PageClient, tmp_path: Path) -> None:
    bring_in(tmp_path, line(990001, "Ash Bank School"))
    answer = signed_in.get("/schools/", {"q": "ash"}, **AS_ONE_TYPES)
    part = answer.content.decode()
    assert "<html" not in part
    assert "Ash Bank School" in part
    assert 'id="outcome"' in part
    assert 'hx-swap-oob="innerHTML"' in part
    assert {"HX-Request", "HX-Target"} <= {name.strip() for name in answer.headers["Vary"].split(",")}
    whole = signed_in.get("/schools/", {"q": "ash"}, HTTP_HX_REQUEST="true", HTTP_HX_HISTORY_RESTORE_REQUEST="true")
    assert "<html" in whole.content.decode()


def test_what_the_register_says(signed_in: PageClient, tmp_path: Path) -> None:
    bring_in(tmp_path, line(990001, "Ash Bank School", "Closed"))
    page = signed_in.get("/schools/990001/").content.decode()
    for words in (
        "Ash Bank School",
        "Closed",
        "31 August 2012",
        "4 to 11",
        "1,210",
        "1 Mill Lane, Old Village, Newtown, ZA1 2BC",
        "Northshire (901)",
        "BRACKEN TRUST",
        "easting 1000, northing 2000",
        "made-up.csv",
        "1 September 2026",
        "14 November 2023",
    ):
        assert words in page
    assert "says nothing about" not in page


def test_what_the_register_leaves_open_is_said(signed_in: PageClient) -> None:
    School.objects.create(urn=990001, name="Ash Bank School")
    page = signed_in.get("/schools/990001/").content.decode()
    assert "says nothing about: phase, kind of school, ages, pupils, address, local authority, national grid" in page
    assert "entered by hand" in page


def test_unknown_urn_is_not_found(signed_in: PageClient) -> None:
    assert signed_in.get("/schools/123456/").status_code == 404
    assert signed_in.get("/schools/99999999999999999999/").status_code == 404


def test_both_pages_only_answer_reading(signed_in: PageClient) -> None:
    assert signed_in.post("/schools/").status_code == 405
    assert signed_in.post("/schools/990001/").status_code == 405


@pytest.mark.parametrize("schools", [1, 3, 300])
def test_query_count_does_not_grow(signed_in: PageClient, tmp_path: Path, schools: int) -> None:
    path = tmp_path / "register.csv"
    write_register(path, schools)
    import_register(path=path, at=AT)
    signed_in.get("/schools/")
    for address, most in (("/schools/?q=900", 4), ("/schools/900001/", 7)):
        with CaptureQueriesContext(connection) as asked:
            assert signed_in.get(address).status_code == 200
        assert len(asked) == most, [query["sql"] for query in asked]
