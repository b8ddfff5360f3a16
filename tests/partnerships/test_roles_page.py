"""The page about roles: the whole table in words, and the viewer's own roles marked, nobody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient
from world import AT, TODAY, person, school

from plait.domain.roles import PERMISSION_WORDS, ROLES, Role
from plait.domain.viewer import STRANGER
from plait.partnerships import actions as partnerships
from plait.partnerships.pages import roles_page
from plait.partnerships.queries import programme_definitions, viewer_for
from plait.partnerships.role_queries import role_places
from plait.people.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def ada() -> Person:
    """Heads one school, governs another, leads a partnership; somebody else holds roles in both places."""
    school(990001, "Ash Bank School")
    school(990002, "Beck Lane School")
    cluster = partnerships.found_partnership(
        name="Bracken Cluster", kind="cluster", urns=(990001, 990002), joined=date(2026, 1, 1), at=AT
    )
    somebody = person("ada", role=Role.HEAD, urn=990001)
    for role, urn, partnership_id in ((Role.GOVERNOR, 990002, None), (Role.PARTNERSHIP_LEAD, None, cluster)):
        partnerships.appoint(
            person_id=somebody.pk, role=role, urn=urn, partnership_id=partnership_id, starts=date(2026, 1, 1), at=AT
        )
    person("bob", role=Role.LEADER, urn=990001)
    return somebody


def text(client: PageClient) -> str:
    answer = client.get("/roles/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_stranger_is_sent_to_sign_in(client: PageClient) -> None:
    assert client.get("/roles/").status_code == 302


def test_every_role_and_what_it_lets_one_do(client: PageClient) -> None:
    client.force_login(person("someone"), backend=BACKEND)
    shown = text(client)
    for item in ROLES.values():
        assert item.title in shown
        assert item.description in shown
    for words in PERMISSION_WORDS.values():
        assert words[1:] in shown
    assert "You hold no role yet" in shown
    assert ">Yours<" not in shown


def test_ones_own_roles_are_marked_with_their_places(client: PageClient, ada: Person) -> None:
    client.force_login(ada, backend=BACKEND)
    shown = text(client)
    assert (
        "You are headteacher at Ash Bank School, governor at Beck Lane School and partnership lead of Bracken Cluster."
        in shown
    )
    assert shown.count(">Yours<") == 3
    assert "Bob" not in shown


def test_a_role_that_has_ended_is_not_yours(ada: Person) -> None:
    partnerships.appoint(
        person_id=ada.pk, role=Role.LEADER, urn=990002, starts=date(2026, 1, 1), ends=date(2026, 9, 1), at=AT
    )
    assert "senior leader" not in roles_page(role_places(viewer_for(ada, today=TODAY))).said
    assert "senior leader at Beck" in roles_page(role_places(viewer_for(ada, today=date(2026, 8, 1)))).said


def test_queries_do_not_grow_with_roles(client: PageClient, ada: Person) -> None:
    counts = []
    for number in (1, 3):
        client.force_login(ada, backend=BACKEND)
        with CaptureQueriesContext(connection) as queries:
            text(client)
        counts.append(len(queries))
        for more in range(number, 3):
            school(990010 + more, f"Moor School {more}")
            partnerships.appoint(person_id=ada.pk, role=Role.HEAD, urn=990010 + more, starts=date(2026, 1, 1), at=AT)
    assert counts[0] == counts[1]
    assert counts[0] <= 8


def test_many_places_are_counted_and_nobody_has_none(ada: Person) -> None:
    for number in range(7):
        school(990100 + number, f"Moor School {number}")
        partnerships.appoint(person_id=ada.pk, role=Role.HEAD, urn=990100 + number, starts=date(2026, 1, 1), at=AT)
    said = roles_page(role_places(viewer_for(ada, today=TODAY))).said
    assert "Moor School 3 and 3 more" in said
    assert role_places(STRANGER) == {}


def test_own_programmes_stand_beside_those_that_are_built_in(settings: Any) -> None:
    known = programme_definitions()
    assert "peer-trio" in known
    settings.OWN_PROGRAMMES = (replace(known["peer-trio"], id="ours", version="10"),)
    assert set(programme_definitions()) == {*known, "ours"}
