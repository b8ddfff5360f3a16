"""Every person asks for every address in every state of a round; a second telling of the rules checks the answers."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from plait.domain.roles import Permission
from plait.domain.viewer import Viewer
from plait.domain.visibility import Sight
from plait.selfevaluation.models import SelfEvaluationQuerySet
from plait.selfevaluation.queries import EvaluationFacts
from tests.sight import broken, broken_views
from tests.sight.crawl import addresses, crawl, tables
from tests.sight.story import ASH, STATES, Story, story

pytestmark = pytest.mark.django_db
SHOWN = {
    "judgements",
    "evidence_items",
    "evidence_contents",
    "evidence_uses",
    "rater_words",
    "pool",
    "conflicts",
    "school_conflicts",
    "agreed_views",
    "words",
    "notes",
    "challenges",
    "fact_points",
    "fact_quotes",
    "excellence",
    "actions",
    "visit_notes",
    "focuses",
    "hypotheses",
    "activities",
    "partnerships",
    "programmes",
    "rounds",
}
"""Tables whose texts whoever may read them also finds somewhere. (A preview is gone once the work is handed in.)"""
LOG = frozenset({"audit_disclosure"})
"""Looking at another school's words is noted, so this table grows; ``test_nobody_reads_unnoticed`` is about it."""
EVERYBODY = "PLAIT_TEST_EVERYBODY" in os.environ
"""All nineteen people in all eight states take some minutes; otherwise those whom a slip would let in first."""
FIRST = {
    "draft": ("ben", "gus"),
    "one view in": ("gil", "cat", "gus", "lee"),
    "recorded": ("ben", "gus", "sam"),
    "withdrawn": ("ben",),
    "next round": ("two",),
}


@pytest.fixture
def told() -> Story:
    return story()


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of pages that are not found need not be noted one by one."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


TWICE = ("recorded",)
"""States that are looked at on both engines; the others, some minutes each, on the first one."""


@pytest.mark.parametrize(
    "state",
    [
        pytest.param(state, marks=() if EVERYBODY or state in TWICE else pytest.mark.one_engine)
        for state in (STATES if EVERYBODY else FIRST)
    ],
)
def test_nobody_sees_more_and_nobody_sees_less(told: Story, state: str) -> None:
    facts = told.tell(state)
    where = addresses(facts)
    before = tables(but=LOG)
    found = crawl(facts, told.world.people, told.names if EVERYBODY else FIRST[state], where)
    assert found.wrong == []
    assert found.unseen(SHOWN) == []
    assert tables(but=LOG) == before, "looking changed something"
    assert found.asked > 400
    assert found.opened > 30


Break = Callable[[pytest.MonkeyPatch], None]


def everything(self: Any, viewer: Viewer) -> Any:
    return self.all()


def drafts_are_open(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(SelfEvaluationQuerySet, "visible_to", everything)
    patch.setattr(EvaluationFacts, "sight", lambda self, artefact: Sight.READ)


def everybody_belongs_to_ash_bank(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Viewer, "urns", property(lambda self: self.urns_with(Permission.READ) | {ASH}))


def words_go_out_early(patch: pytest.MonkeyPatch) -> None:
    broken_views.everybody_is_author(patch)
    broken_views.shown_at_the_first(patch)


@pytest.mark.one_engine
@pytest.mark.parametrize(
    ("state", "change", "name"),
    [
        ("one view in", broken.governors_review, "gus"),
        ("draft", drafts_are_open, "lee"),
        ("draft", everybody_belongs_to_ash_bank, "sam"),
        ("recorded", broken_views.everybody_is_involved, "ned"),
        ("one view in", words_go_out_early, "gil"),
        ("withdrawn", broken.own_signature_ignored, "ben"),
        ("draft", broken.drafts_as_submitted, "ben"),
    ],
)
def test_a_changed_rule_is_seen(
    told: Story, monkeypatch: pytest.MonkeyPatch, state: str, change: Break, name: str
) -> None:
    facts = told.tell(state)
    change(monkeypatch)
    changed = crawl(facts, told.world.people, (name,), addresses(facts), enough=1)
    assert changed.wrong or changed.unseen(SHOWN)
