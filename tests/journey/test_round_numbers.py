"""The round in numbers: for those whom the contract gives the roll-up, never saying which school is where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.adapters.programme_files import built_in
from plait.domain.roles import Role
from plait.journey.actions import RoundInput, set_up_round
from plait.partnerships import actions as partnerships
from plait.partnerships.bulk_actions import sign_all
from plait.partnerships.programme_actions import start_programme
from plait.selfevaluation.bulk_actions import write_all
from tests.world import AT, TODAY, World, person, school, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


class Wide:
    """A partnership of fourteen schools whose contract gives its lead the roll-up."""

    def __init__(self) -> None:
        self.world: World = trio()
        self.urns = tuple(school(990300 + number, f"Dale School {number}") for number in range(14))
        self.id = partnerships.found_partnership(
            name="Dale", kind="council-area", urns=self.urns, joined=date(2026, 1, 1), at=AT
        )
        for name, role in (("uma", Role.PARTNERSHIP_LEAD), ("bea", Role.BOARD_MEMBER), ("bro", Role.BROKER)):
            self.world.people[name] = person(name, role=role, partnership_id=self.id)
        self.world.people["hed"] = person("hed", role=Role.HEAD, urn=self.urns[0])
        framework = self.world.framework
        definition = replace(built_in()["area-intelligence"], frameworks=((framework.id, framework.version),))
        programme = start_programme(partnership_id=self.id, definition=definition, at=AT)
        self.round = set_up_round(
            programme_id=programme,
            members=self.urns,
            given=RoundInput("Autumn 2026", date(2026, 10, 16), date(2026, 12, 4), 0),
            at=AT,
            today=TODAY,
            actor_id=None,
        )
        self.heads = dict.fromkeys(self.urns, self.world.people["hed"].pk)

    def submit(self, levels: str, *, signed: int = 14) -> None:
        """Schools, in order, submit with one level in every area: ``"2233"``."""
        sign_all(round_id=self.round, heads=dict(list(self.heads.items())[:signed]), at=AT)
        answers = dict(zip(self.urns, levels, strict=False))
        areas = [area.id for area in self.world.framework.areas]
        written = {(urn, area): (answer, "SECRET", "") for urn, answer in answers.items() for area in areas}
        write_all(round_id=self.round, written=written, submitted=list(answers), by=self.heads, at=AT)


@pytest.fixture
def wide() -> Wide:
    return Wide()


def page_of(client: PageClient, wide: Wide, name: str) -> str:
    client.force_login(wide.world.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(f"/rounds/{wide.round}/numbers/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_lead_and_the_board_see_counts_and_nobody_s_words(client: PageClient, wide: Wide) -> None:
    wide.submit("22222333333333")
    for name in ("uma", "bea"):
        page = page_of(client, wide, name)
        assert "How 10 schools that have submitted judge themselves" in page
        assert "The largest group, 5 of 10 schools, judges itself" in page
        assert "SECRET" not in page
        assert "Dale School" not in page
    link = client.get(f"/partnerships/{wide.id}/").content.decode()
    assert f"/rounds/{wide.round}/numbers/" in link


def test_few_and_alike_are_said_in_words(client: PageClient, wide: Wide) -> None:
    assert "Too few to say" in page_of(client, wide, "uma")
    wide.submit("2222")
    assert "Too few to say" in page_of(client, wide, "uma")


@pytest.mark.parametrize(
    ("levels", "words"),
    [("2222222222", "too alike to say"), ("2222222223", "Too few schools differ"), ("2222233344", "too few to say")],
)
def test_nothing_is_told_that_gives_a_school_away(client: PageClient, wide: Wide, levels: str, words: str) -> None:
    wide.submit(levels)
    assert words in page_of(client, wide, "uma")


def test_a_school_without_a_standing_signature_is_not_counted(client: PageClient, wide: Wide) -> None:
    wide.submit("22222333333333", signed=9)
    assert "How 5 schools that have submitted" in page_of(client, wide, "uma")


@pytest.mark.parametrize("name", ["bro", "hed", "lee", "sam"])
def test_nobody_else_sees_the_numbers(client: PageClient, wide: Wide, name: str) -> None:
    wide.submit("22222333333333")
    client.force_login(wide.world.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/rounds/{wide.round}/numbers/").status_code == 404
    assert client.get(f"/rounds/{wide.world.round_id}/numbers/").status_code == 404
    assert "/numbers/" not in client.get("/").content.decode()


def test_as_few_queries_for_ten_as_for_none(client: PageClient, wide: Wide) -> None:
    address = f"/rounds/{wide.round}/numbers/"
    page_of(client, wide, "uma")
    asked = []
    for levels in ("", "22222333333333"):
        if levels:
            wide.submit(levels)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        asked.append(len(queries))
    assert asked[0] + 1 == asked[1] <= 9  # answers are read once there are enough schools
