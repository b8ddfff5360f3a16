"""Every person asks for every address in every state of a round; a second telling of the rules checks the answers."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from plait.actionplans import queries as plan_queries
from plait.domain.roles import Permission
from plait.domain.viewer import Viewer
from plait.domain.visibility import TABLE, Artefact, Relation, Sight
from plait.peerreview import queries as peer_queries
from plait.peerreview.models import PeerReviewQuerySet
from plait.selfevaluation.models import SelfEvaluationQuerySet
from tests.sight.crawl import addresses, crawl, tables
from tests.sight.story import ASH, STATES, Story, story

pytestmark = pytest.mark.django_db
SHOWN = {"evaluation", "carried over", "view", "note", "challenge", "action", "partnership"}
"""Kinds that whoever may read them also finds somewhere. (A preview is gone once the work is handed in.)"""
EVERYBODY = "PLAIT_TEST_EVERYBODY" in os.environ
"""All nineteen people in all seven states take some minutes; otherwise those whom a slip would let in first."""
FIRST = {
    "draft": ("ben", "gus"),
    "one view in": ("gil", "cat", "gus", "lee"),
    "recorded": ("ben", "gus", "sam"),
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


@pytest.mark.parametrize("state", STATES if EVERYBODY else FIRST)
def test_nobody_sees_more_and_nobody_sees_less(told: Story, state: str) -> None:
    facts = told.tell(state)
    where = addresses(facts)
    before = tables()
    found = crawl(facts, told.world.people, told.names if EVERYBODY else FIRST[state], where)
    assert found.wrong == []
    assert found.unseen(SHOWN) == []
    assert tables() == before, "looking changed something"
    assert found.asked > 500
    assert found.opened > 30


Break = Callable[[pytest.MonkeyPatch], None]


def everything(self: Any, viewer: Viewer) -> Any:
    return self.all()


def governors_review(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Viewer, "reviewing_urns", Viewer.urns)


def drafts_are_open(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(SelfEvaluationQuerySet, "visible_to", everything)


def everybody_belongs_to_ash_bank(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Viewer, "urns", property(lambda self: self.urns_with(Permission.READ) | {ASH}))


def reviews_involve_everybody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(PeerReviewQuerySet, "involving", everything)


def the_host_reads_views_early(patch: pytest.MonkeyPatch) -> None:
    # the table alone is not enough: the report asks again whether all are in, so the filter on words goes too
    patch.setitem(TABLE[Artefact.PEER_VIEW_OPEN], Relation.OWN, Sight.READ)
    patch.setattr(peer_queries.ReviewFacts, "revealed", property(lambda self: self.handed_in > 0))


def words_go_out_early(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(peer_queries, "may_read_view", lambda viewer, review, view: True)
    patch.setattr(peer_queries.ReviewFacts, "revealed", property(lambda self: self.handed_in > 0))


def reports_for_partners(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(TABLE[Artefact.REPORT], Relation.OTHER, Sight.READ)
    patch.setattr(plan_queries, "of_school", lambda viewer, urn, round_id: ())  # asks again, and would refuse


def nobody_reads_a_challenge(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(TABLE[Artefact.CHALLENGE], Relation.REVIEWER, Sight.EXISTENCE)


@pytest.mark.parametrize(
    ("state", "change", "name"),
    [
        ("one view in", governors_review, "gus"),
        ("draft", drafts_are_open, "lee"),
        ("draft", everybody_belongs_to_ash_bank, "sam"),
        ("recorded", reviews_involve_everybody, "ned"),
        ("one view in", the_host_reads_views_early, "ada"),
        ("one view in", words_go_out_early, "gil"),
        ("submitted", reports_for_partners, "ben"),
        ("recorded", nobody_reads_a_challenge, "cat"),
    ],
)
def test_a_changed_rule_is_seen(
    told: Story, monkeypatch: pytest.MonkeyPatch, state: str, change: Break, name: str
) -> None:
    facts = told.tell(state)
    change(monkeypatch)
    changed = crawl(facts, told.world.people, (name,), addresses(facts), enough=1)
    assert changed.wrong or changed.unseen(SHOWN)
