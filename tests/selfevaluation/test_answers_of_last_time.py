"""The next round uses a newer version, or another framework: old answers are offered, and nothing moves by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.adapters.framework_files import find
from plait.audit.models import AuditEntry
from plait.domain.frameworks import Framework, Statement
from plait.frameworks.actions import publish
from plait.journey.actions import RoundInput, set_up_round
from plait.partnerships.models import Programme
from plait.selfevaluation import actions, queries
from plait.selfevaluation.models import AreaJudgement, SelfEvaluation, StatementJudgement
from tests.world import AT, TODAY, World, small_framework, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def newer(old: Framework, id_: str = "small") -> Framework:
    """Area 1: one statement as it was, one reworded. Area 2: one retired, one as it was, one new. Area 3 as it was."""
    first, second, third = old.areas
    reworded = replace(first.statements[1], text=f"{first.statements[1].text}, together")
    fresh = Statement("fresh", "Governors ask hard questions")
    return replace(
        old,
        id=id_,
        version="2",
        supersedes=old.name,
        statement_map={second.statements[0].id: ()},
        areas=(
            replace(first, statements=(first.statements[0], reworded)),
            replace(second, statements=(second.statements[1], fresh)),
            third,
        ),
    )


def everything() -> list[Any]:
    """Every column of every row that an evaluation has, for comparing before and after."""
    tables = (SelfEvaluation, AreaJudgement, StatementJudgement)
    return [list(table.objects.order_by("pk").values_list()) for table in tables]


def of(evaluation_id: int) -> list[Any]:
    return [
        list(SelfEvaluation.objects.filter(pk=evaluation_id).values_list()),
        list(AreaJudgement.objects.filter(evaluation_id=evaluation_id).order_by("pk").values_list()),
        list(StatementJudgement.objects.filter(evaluation_id=evaluation_id).order_by("pk").values_list()),
    ]


def judged(world: World) -> int:
    """The first school answers every statement and area, and submits; its evaluation."""
    viewer, evaluation_id = world.viewer("ada"), world.evaluations[world.urns[0]]
    for area in world.framework.areas:
        given = actions.AreaInput("2", "Seen.", "Do.", {item.id: "3" for item in area.statements}, 0)
        actions.save_area(viewer=viewer, evaluation_id=evaluation_id, area_id=area.id, given=given, at=AT)
    actions.submit(viewer=viewer, evaluation_id=evaluation_id, at=AT)
    return evaluation_id


def next_round(world: World, framework: Framework) -> int:
    """The next round, by this framework; the first school's evaluation in it."""
    publish(framework=framework, at=AT)
    Programme.objects.filter(pk=world.programme_id).update(
        framework_id=framework.id, framework_version=framework.version
    )
    world.round_id = set_up_round(
        programme_id=world.programme_id,
        members=world.urns,
        given=RoundInput("Spring 2027", date(2027, 2, 1), date(2027, 3, 1), 1),
        at=AT,
        today=TODAY,
        actor_id=None,
    )
    world.sign()
    world.find()
    return world.evaluations[world.urns[0]]


def test_old_answers_are_offered_with_what_moved_and_taken_by_a_person_alone(client: PageClient) -> None:
    world = trio(small_framework(areas=3))
    old = judged(world)
    closed = of(old)
    evaluation_id = next_round(world, newer(world.framework))
    assert of(old) == closed
    sign_in(client, world, "ada")
    address = f"/self-evaluations/{evaluation_id}/last-time/"
    before = of(evaluation_id)
    assert address in client.get(f"/self-evaluations/{evaluation_id}/").content.decode()
    page = client.get(address).content.decode()
    assert of(evaluation_id) == before, "looking takes nothing over"
    answered = AreaJudgement.objects.filter(evaluation_id=evaluation_id).exclude(answer="")
    assert not answered.exists()
    for word in ("Kept as it is", "Reworded", "New", "No longer asked", ", together"):
        assert word in page
    first, _, third = world.framework.areas
    kept, reworded = first.statements
    assert f'value="{kept.id}"' in page
    assert f'value="{reworded.id}"' not in page, "a reworded statement stands beside, and nothing of it stands ready"
    take = f"/self-evaluations/{evaluation_id}/areas/{first.id}/take-over/"
    answer = client.post(take, {"version": "0", "statements": [kept.id, reworded.id, "made-up"], "judgement": "yes"})
    assert answer.status_code == 302
    whole = queries.get(world.viewer("ada"), evaluation_id)
    assert str(whole.statement(kept.id)) == "Secure"
    assert whole.statement(reworded.id) is None
    assert whole.area(first.id).entry.answer is None, "the area has changed, so its judgement does not stand ready"
    told = AuditEntry.objects.filter(object_id=str(evaluation_id), kind="self-evaluation")
    assert told.filter(action="take over").get().changes == {"taken_from": ["", "Autumn 2026"]}
    saved = told.filter(action="save").get()
    assert saved.changes[f"{first.id}.{kept.id}"] == ["", "3"]
    whole_area = client.post(take.replace(first.id, third.id), {"version": "0", "judgement": "yes"})
    assert whole_area.status_code == 302
    assert str(queries.get(world.viewer("ada"), evaluation_id).area(third.id).entry.answer) == "Expanding"
    stale = client.post(take.replace(first.id, third.id), {"version": "0", "statements": [third.statements[0].id]})
    assert "Nothing was taken over" in client.get(stale.headers["Location"].split("#")[0]).content.decode()
    assert queries.get(world.viewer("ada"), evaluation_id).statement(third.statements[0].id) is None
    assert of(old) == closed, "nothing closed ever changes"
    assert "took over answers" in client.get(f"/my-schools/{world.urns[0]}/who-changed-what/").content.decode()


def test_only_the_schools_own_people_see_it_and_only_who_writes_takes(client: PageClient) -> None:
    world = trio(small_framework(areas=3))
    judged(world)
    evaluation_id = next_round(world, newer(world.framework))
    take = f"/self-evaluations/{evaluation_id}/areas/area-1/take-over/"
    given = {"version": "0", "statements": ["area-1-statement-1"]}
    before = everything()
    for name, sees, takes in (("ben", 404, 404), ("sam", 404, 404), ("lee", 404, 404), ("gil", 200, 403)):
        sign_in(client, world, name)
        assert client.get(f"/self-evaluations/{evaluation_id}/last-time/").status_code == sees, name
        assert client.post(take, given).status_code == takes, name
    assert everything() == before
    sign_in(client, world, "amy")
    assert client.post(take, given).status_code == 302
    assert everything() != before
    nothing = client.post(take, {"version": "1", "statements": ["area-1-statement-2"]})
    assert "Tick at least one answer" in client.get(nothing.headers["Location"].split("#")[0]).content.decode()


def test_the_same_version_offers_nothing(client: PageClient) -> None:
    world = trio(small_framework(areas=3))
    judged(world)
    evaluation_id = next_round(world, world.framework)
    sign_in(client, world, "ada")
    assert client.get(f"/self-evaluations/{evaluation_id}/last-time/").status_code == 404
    assert "last-time" not in client.get(f"/self-evaluations/{evaluation_id}/").content.decode()


def test_an_own_framework_that_follows_another_is_followed(client: PageClient) -> None:
    world = trio(small_framework(areas=3))
    judged(world)
    same = {item.id: (item.id,) for item in world.framework.statements}
    own = newer(world.framework, "small-own")
    evaluation_id = next_round(world, replace(own, statement_map=same | dict(own.statement_map)))
    sign_in(client, world, "ada")
    page = client.get(f"/self-evaluations/{evaluation_id}/last-time/").content.decode()
    assert 'value="area-1-statement-1"' in page


def test_a_crosswalk_says_what_it_reaches_and_no_line_is_drawn_without_one(client: PageClient) -> None:
    teaching, whole_school = find("teaching-school"), find("whole-school")
    assert teaching is not None
    assert whole_school is not None
    world = trio(teaching)
    evaluation_id = judged(world)
    closed = of(evaluation_id)
    after = next_round(world, whole_school)
    sign_in(client, world, "ada")
    page = client.get(f"/self-evaluations/{after}/last-time/").content.decode()
    assert "Seen through a crosswalk that reaches" in page
    assert "No history" in page
    assert "No line is drawn across" in page
    assert "no line is drawn from it. Seen through a crosswalk" in client.get(f"/reports/{after}/").content.decode()
    assert of(evaluation_id) == closed
    last = next_round_by(world, small_framework(areas=3))
    page = client.get(f"/self-evaluations/{last}/").content.decode()
    assert f"/self-evaluations/{last}/last-time/" not in page
    assert "There is no crosswalk between the two." in client.get(f"/reports/{last}/").content.decode()


def next_round_by(world: World, framework: Framework) -> int:
    publish(framework=framework, at=AT)
    Programme.objects.filter(pk=world.programme_id).update(framework_id=framework.id, framework_version="1")
    world.round_id = set_up_round(
        programme_id=world.programme_id,
        members=world.urns,
        given=RoundInput("Autumn 2027", date(2027, 10, 1), date(2027, 12, 1), 2),
        at=AT,
        today=TODAY,
        actor_id=None,
    )
    world.sign()
    world.find()
    return world.evaluations[world.urns[0]]


def test_the_page_asks_the_same_number_of_questions_however_long_the_framework_is(client: PageClient) -> None:
    world = trio(small_framework(areas=3))
    judged(world)
    evaluation_id = next_round(world, newer(world.framework))
    sign_in(client, world, "ada")

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"/self-evaluations/{evaluation_id}/last-time/").status_code == 200
        return len(found)

    asked()
    many = asked()
    AreaJudgement.objects.filter(evaluation_id=evaluation_id).exclude(area="area-1").delete()
    assert asked() == many
