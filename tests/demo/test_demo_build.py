"""The demonstration as built: every state of the chain is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from plait.actionplans.queries import of_school as actions_of
from plait.audit.models import AuditEntry
from plait.demo.build import build
from plait.demo.story import read
from plait.demo.summary import PASSWORD, DemoSummary
from plait.domain.judgements import NonLevel, answer_key
from plait.domain.roles import Role
from plait.domain.rounds import ReviewStage, RoundFacts
from plait.domain.signals_told import Way
from plait.domain.stages import ActionState
from plait.domain.viewer import Viewer
from plait.journey.queries import home, school_journey
from plait.journey.whole_round import partnership_journey
from plait.partnerships.models import Appointment, Round
from plait.partnerships.queries import rounds_of_school, viewer_for
from plait.peerreview import queries as peer_queries
from plait.people.models import Person
from plait.reviewers.signal_pages import signals_page
from plait.reviewers.signal_queries import round_signs
from plait.selfevaluation import queries as evaluation_queries

TODAY = date(2026, 11, 18)
AT = datetime(2026, 11, 18, 13, 5, tzinfo=UTC)
HALLOWBY, BRACKENBY, FENWRIGHT, TY_GWYRDD, PONT_CORRAN, NETHER_CORRAN, LINDEN_ROW = range(990101, 990108)
SALTWICK, MARRAM, COBBLERS = range(990108, 990111)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[DemoSummary]:
    """Built once for the tests of this file, which only read it."""
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), quick, transaction.atomic():
        yield build(TODAY, AT)
        transaction.set_rollback(True)


def viewer(key: str) -> Viewer:
    return viewer_for(Person.objects.get(email=f"{key}@example.org"), today=TODAY)


def rounds(key: str, urn: int) -> tuple[RoundFacts, ...]:
    return tuple(item for item, _ in rounds_of_school(viewer(key), urn))


def test_it_says_where_every_school_stands(built: DemoSummary) -> None:
    assert built.added
    assert {row.urn: row.state for row in built.schools} == {
        HALLOWBY: "judgements agreed",
        BRACKENBY: "every partner’s view is in; talking it through",
        FENWRIGHT: "submitted; 1 of 2 partners have handed in their view",
        TY_GWYRDD: "its headteacher has not signed who will see what",
        PONT_CORRAN: "evaluating itself; 3 of 7 areas judged",
        NETHER_CORRAN: "submitted; 0 of 2 partners have handed in their view",
        LINDEN_ROW: "evaluating itself; 1 of 8 areas judged",
        SALTWICK: "submitted; 0 of 1 partners have handed in their view",
        MARRAM: "judgements agreed",
        COBBLERS: "evaluating itself; 1 of 8 areas judged",
    }


def test_every_stage_is_there(built: DemoSummary) -> None:
    current, valley = rounds("ruth", HALLOWBY)[0], rounds("imogen", NETHER_CORRAN)[0]
    found = {
        item.stage for round_ in (current, valley) for item in peer_queries.stages(viewer("helen"), round_.id).values()
    }
    assert found == set(ReviewStage)


def test_rounds_are_named_and_dated_from_today(built: DemoSummary) -> None:
    current, earlier = rounds("ruth", HALLOWBY)
    assert (earlier.title, current.title) == ("Spring 2026", "Autumn 2026")
    assert current.open
    assert not earlier.open
    assert current.evaluation_due < TODAY < current.review_due
    assert {item.stage for item in peer_queries.stages(viewer("helen"), earlier.id).values()} == {ReviewStage.AGREED}
    valley = rounds("imogen", NETHER_CORRAN)
    assert [item.title for item in valley] == ["Autumn 2026"]
    assert valley[0].framework_id == "whole-school"
    assert current.framework_id == "teaching-school"
    assert all(day.weekday() < 5 for item in (current, earlier, *valley) for day in (item.opened_on, item.review_due))


def test_nothing_happened_after_now(built: DemoSummary) -> None:
    moments = list(AuditEntry.objects.values_list("at", flat=True))
    assert len(moments) > 150
    assert max(moments) <= AT
    assert min(moments) < AT - timedelta(days=200)


def agreed(urn: int, key: str, round_: RoundFacts) -> dict[str, str]:
    who = viewer(key)
    review = peer_queries.of_evaluation(who, school_journey(who, urn).evaluations[round_.id])
    assert review is not None
    evaluation = evaluation_queries.get(who, review.evaluation_id)
    talked = peer_queries.challenges(who, review, evaluation.framework)
    return {area: answer_key(item.agreed) for area, item in talked.items()}


def test_shapes_shift_up_and_once_down(built: DemoSummary) -> None:
    current, earlier = rounds("ruth", HALLOWBY)
    now, then = agreed(HALLOWBY, "ruth", current), agreed(HALLOWBY, "ruth", earlier)
    moved = {area: int(now[area]) - int(then[area]) for area in now}
    assert moved == {"leadership": 1, "infrastructure": 1, "itt": -1, "cpd": 1, "s2ss": 0}


def test_the_conversation_is_half_way(built: DemoSummary) -> None:
    daniel, current = viewer("daniel"), rounds("daniel", BRACKENBY)[0]
    assert agreed(BRACKENBY, "daniel", current) == {"infrastructure": "2", "itt": "2"}
    evaluation = evaluation_queries.get(daniel, school_journey(daniel, BRACKENBY).evaluations[current.id])
    assert answer_key(evaluation.area("infrastructure").entry.answer) == "3"
    review = peer_queries.of_evaluation(daniel, evaluation.facts.id)
    assert review is not None
    views = peer_queries.words(daniel, review, evaluation.framework)
    seen = {area: {answer_key(view.area(area).answer) for view in views.values()} for area in ("cpd", "s2ss")}
    assert seen["cpd"] == {"2", "3"}
    assert NonLevel.NOT_SURE.value in seen["s2ss"]


def test_one_draft_is_half_done_and_one_not_begun(built: DemoSummary) -> None:
    angharad = viewer("angharad")
    round_ = rounds("angharad", PONT_CORRAN)[0]
    draft = evaluation_queries.get(angharad, school_journey(angharad, PONT_CORRAN).evaluations[round_.id])
    empty = evaluation_queries.get(angharad, school_journey(angharad, TY_GWYRDD).evaluations[round_.id])
    assert all(entry.empty for entry in empty.entries)
    assert draft.area("achievement").entry.answer is NonLevel.NOT_SURE
    assert draft.statement("inclusion-care") is NonLevel.NOT_APPLICABLE
    assert draft.area("curriculum-teaching").entry.answer is None
    assert answer_key(draft.statement("curriculum-breadth")) == "expected-standard"
    with_sixth_form = {
        entry.area_id
        for entry in evaluation_queries.get(
            viewer("imogen"), school_journey(viewer("imogen"), NETHER_CORRAN).evaluations[round_.id]
        ).entries
    }
    assert "post-16" in with_sixth_form
    assert "early-years" not in with_sixth_form
    assert "early-years" in {entry.area_id for entry in empty.entries}


def test_actions_are_late_coming_done_and_stopped(built: DemoSummary) -> None:
    current, earlier = rounds("ruth", HALLOWBY)
    now, then = (actions_of(viewer("ruth"), HALLOWBY, item.id) for item in (current, earlier))
    assert {item.state for item in (*now, *then)} == set(ActionState)
    assert [item.number for item in now if item.overdue(TODAY)] == [2]
    assert any(item.due > TODAY for item in now)


def test_everybody_has_the_role_they_are_listed_with(built: DemoSummary) -> None:
    assert [person.email for person in built.people] == [actor.email for actor in read().people]
    assert {person.role for person in built.people} == {
        "Headteacher",
        "Senior leader",
        "Governor",
        "Partnership lead",
        "Reviewer for a time",
        "Member of staff",
        "Improvement facilitator",
        "No role yet",
    }
    assert [item.urn for item in home(viewer("angharad")).schools] == [PONT_CORRAN, TY_GWYRDD]
    assert len(home(viewer("helen")).partnerships) == 2
    assert home(viewer("francis")) == home(Viewer(0, ""))
    assert all(Person.objects.get(email=item.email).check_password(PASSWORD) for item in built.people)


def test_the_cluster_s_round_counts_what_plait_saw_itself(built: DemoSummary) -> None:
    """Two schools have shared their question; one was visited, and held its workshop."""
    gareth = viewer("gareth")
    journey = partnership_journey(gareth, home(gareth).partnerships[0].id)
    assert journey.over["question"] == {SALTWICK, MARRAM}
    assert MARRAM in journey.over["review"]
    assert COBBLERS not in journey.over["review"]
    assert journey.over["workshop"] == {MARRAM}


def test_leads_are_told_of_signals_and_the_page_says_when(built: DemoSummary) -> None:
    """In every round that is judged by levels heads have signed for them; what is too little to tell stays untold."""
    found = []
    leads = Appointment.objects.filter(role=Role.PARTNERSHIP_LEAD).select_related("person")
    for row in Round.objects.select_related("programme"):
        for lead in leads.filter(partnership_id=row.programme.partnership_id):
            looking = viewer_for(lead.person, today=TODAY)
            found.append(round_signs(looking, row.programme.partnership_id, row.pk))
    assert {signs.cosy_way for signs in found if not signs.in_words} == {Way.TOLD, Way.WAITS}
    said = [line for signs in found for part in signals_page(signs).parts for line in part.lines]
    assert any("In this round one has." in line for line in said)
    assert any("Nothing is told until the views of every school that takes part are in" in line for line in said)
    assert not any("This cannot be worked out" in line for line in said)
