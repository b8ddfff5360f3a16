"""A large framework, every statement judged by five people: how heavy the pages are, and how often they ask."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.domain.frameworks import Framework
from tests import rated_school
from tests.rated_school import ask, number, rating
from tests.world import AT, TODAY, small_framework

pytestmark = pytest.mark.django_db
FIVE = ("ada", "amy", "gil", "bo", "tia")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LIMIT = 150 * 1024


def hundred() -> Framework:
    """Five areas with 110 statements, each with descriptors as long as real ones."""
    plain = small_framework(areas=5, statements=22)
    text = "Plans are shared across the school, looked at each term, and changed by what people see in lessons."
    return replace(
        plain,
        areas=tuple(
            replace(
                area,
                statements=tuple(
                    replace(item, descriptors=tuple((level.key, text) for level in area.scale))
                    for item in area.statements
                ),
            )
            for area in plain.areas
        ),
    )


def test_hundred_statements_and_five_people(client: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = hundred()
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    monkeypatch.setattr(rated_school, "small_framework", lambda **_: whole)
    world = rated_school.world_of(statements=True)
    ask(world, *FIVE)
    keys = cycle("1234")
    base = f"/self-evaluations/{number(world)}/"

    def heavy(*pages: str) -> list[str]:
        found = []
        for page in pages:
            client.get(base + page)
            with CaptureQueriesContext(connection) as caught:
                answer = client.get(base + page)
            if answer.status_code != 200 or len(answer.content) > LIMIT or len(caught) > 12:
                found.append(f"{page}: {answer.status_code}, {len(answer.content):,} bytes, {len(caught)} queries")
        return found

    for name in FIVE:
        client.force_login(world.people[name], backend=BACKEND)
        for area in whole.areas:
            said = {item.id: next(keys) for item in area.statements}
            where: dict[str, Any] = {"viewer": world.viewer(name), "evaluation_id": number(world), "at": AT}
            where |= {"area_id": area.id, "today": TODAY}
            rating.save_instinct(given=rating.Judged("3", 0, said), begin=True, **where)
            given = rating.Judged(next(keys), 1, said, "Seen in books, and heard from two teams. " * 3)
            rating.save_considered(given=given, **where)
        if name == "ada":
            assert heavy("own-view/", "own-view/areas/area-1/") == []
        rating.hand_in(viewer=world.viewer(name), evaluation_id=number(world), at=AT, today=TODAY)
    client.force_login(world.people["ada"], backend=BACKEND)
    assert len(whole.statements) > 100
    assert heavy("", "raters/", "differences/", "differences/area-1/") == []
