"""Forms sent to other people's addresses: refused, nothing changed in any table, nobody's words in the answer."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from plait.domain import verdicts
from plait.domain.roles import Permission
from plait.domain.viewer import Viewer
from plait.partnerships.models import Partnership
from plait.peerreview import queries as peer_queries
from plait.peerreview import rules as peer_rules
from plait.selfevaluation import rules as evaluation_rules
from tests.sight.crawl import Address, addresses, noting, signed_in, tables
from tests.sight.doors import Doors
from tests.sight.send import form_for, routes_that_work, send, takes_forms
from tests.sight.story import ASH, CLIFF, STATES, Story, story

pytestmark = pytest.mark.django_db
NOTHING_TO_CHANGE = {
    "journey:start-programme": "the frameworks of the programme files are not published here",
    "journey:change-programme-to": "as for starting one",
    "journey:open-places": "no school of the story leaves its round",
    "journey:take-place": "every member of the story takes part already",
    "journey:note-step": "no programme of the story has a step that happens elsewhere",
    "journey:note-school-step": "as for the round's",
    "selfevaluation:take-over": "no school of the story judges by another framework than last time",
}
"""Routes that nobody in the story can change anything by; ``tests/journey`` shows that they work."""
ONCE = pytest.mark.one_engine
"""Some minutes each: both engines see one state, since filters of rows are what could differ between them."""
NAMES = ("gil", "ben", "gus", "liz", "lee", "sam", "")
"""All of them in every state take half an hour; otherwise those whom a slip would let in first."""
FIRST = {"draft": ("ben", "lee", ""), "one view in": ("gil", "gus", "liz"), "recorded": ("lee", "sam")}


@pytest.fixture
def told() -> Story:
    return story()


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def workbooks(told: Story) -> dict[str, bytes]:
    """What the rightful people download, to be sent by others."""
    own = signed_in(told.world.people["ada"]).get(f"/self-evaluations/{told.world.evaluations[ASH]}/workbook/")
    view = signed_in(told.world.people["liz"]).get(f"/peer-reviews/{told.world.reviews[ASH]}/views/{CLIFF}/workbook/")
    return {"selfevaluation": own.content, "peerreview": view.content}


def forms_of(told: Story, facts: Doors) -> list[Address]:
    return takes_forms(told.world.people, addresses(facts))


@pytest.mark.parametrize(
    ("state", "htmx"),
    [
        pytest.param("draft", False, marks=ONCE),
        ("one view in", True),
        pytest.param("recorded", False, marks=ONCE),
    ],
)
def test_nobody_changes_what_is_not_theirs(told: Story, state: str, htmx: bool) -> None:
    facts = told.tell(state)
    where = forms_of(told, facts)
    books = workbooks(told)
    before = tables()
    names = NAMES if "PLAIT_TEST_EVERYBODY" in os.environ else FIRST[state]
    found = send(facts, told.world.people, names, where, books, htmx=htmx)
    assert found.wrong == []
    assert tables() == before
    assert found.asked > 1000


@ONCE
def test_the_same_forms_work_for_those_whose_they_are(told: Story) -> None:
    """Every route is changed by somebody in some state, so what others sent was no nonsense."""
    facts = told.tell("draft")
    wanted = {address.route for address in forms_of(told, facts)}
    works: set[str] = set()
    for state in (*STATES[:6], "next round"):
        if state != "draft":
            getattr(told, "_" + state.replace(" ", "_"))()
        facts = told.facts()
        where = forms_of(told, facts)
        wanted |= {address.route for address in where}
        left = [address for address in where if address.route not in works]
        works |= routes_that_work(facts, told.world.people, left, workbooks(told))
    assert len(wanted) > 10
    assert wanted - works == set(NOTHING_TO_CHANGE)


@ONCE
@pytest.mark.parametrize("state", ["draft", "one view in", "recorded"])
def test_a_form_without_its_token_is_refused(told: Story, state: str) -> None:
    facts = told.tell(state)
    books = workbooks(told)
    where = forms_of(told, facts)
    written: list[str] = []
    asked = 0
    for name in ("ada", "ben", "liz", "lee", "sam"):
        client = signed_in(told.world.people[name], enforce_csrf_checks=True)
        for address in where:
            if facts.changes(name, address.route, address.numbers):
                book = books[address.route.split(":")[0]] if "upload" in address.route else b""
                with connection.execute_wrapper(noting(written)):
                    assert client.post(address.path, form_for(address, book)).status_code == 403, address.path
                asked += 1
    assert written == []
    assert asked > 8


Break = Callable[[pytest.MonkeyPatch], None]


def everybody_evaluates(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(evaluation_rules, "may_write", lambda *args, **kwargs: verdicts.YES)


def every_role_does_everything(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Viewer, "may_at", lambda self, urn, permission: urn in self.urns)


def views_belong_to_everybody(patch: pytest.MonkeyPatch) -> None:
    def any_view(viewer: Viewer, review: peer_queries.ReviewFacts, urn: int) -> peer_queries.ViewFacts:
        if (view := review.view_of(urn)) is None:
            raise verdicts.NotVisible
        return view

    patch.setattr(peer_queries, "own_view", any_view)
    patch.setattr(peer_rules, "may_write_view", lambda *args, **kwargs: verdicts.YES)
    patch.setattr(peer_queries, "may_read_view", lambda viewer, review, view: True)


def leads_are_heads(patch: pytest.MonkeyPatch) -> None:
    plain, every = Viewer.partnerships_with, frozenset(Partnership.objects.values_list("pk", flat=True))
    patch.setattr(
        Viewer,
        "partnerships_with",
        lambda self, permission: plain(self, permission) | (every if self.urns else frozenset()),
    )


@ONCE
@pytest.mark.parametrize(
    ("state", "change", "names"),
    [
        ("one view in", everybody_evaluates, ("gil",)),
        ("recorded", every_role_does_everything, ("gil",)),
        ("one view in", views_belong_to_everybody, ("liz",)),
        ("draft", leads_are_heads, ("ben",)),
    ],
)
def test_a_changed_rule_is_seen(
    told: Story, monkeypatch: pytest.MonkeyPatch, state: str, change: Break, names: tuple[str, ...]
) -> None:
    facts = told.tell(state)
    where, books = forms_of(told, facts), workbooks(told)
    change(monkeypatch)
    assert send(facts, told.world.people, names, where, books, enough=1).wrong


def test_permissions_are_those_that_the_model_knows() -> None:
    """A new permission must be told to the model as well."""
    known: set[Any] = {
        *("read", "evaluate", "submit", "sign", "release", "review", "challenge", "plan", "trail", "invite"),
        *("run-rounds", "oversee", "found"),
    }
    assert {item.value for item in Permission} == known
