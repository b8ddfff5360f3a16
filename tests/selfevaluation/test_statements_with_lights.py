"""Statements with answers of their own, on rungs: what is asked, what is kept, and who reads it how."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.urls import reverse
from inspection import PageClient
from shapes import framework_of

from plait.audit.models import AuditEntry
from plait.domain.judgements import NonLevel
from plait.selfevaluation import queries
from plait.selfevaluation.models import AreaJudgement
from tests.world import World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
EXAMPLE = framework_of((Path(__file__).parents[2] / "docs/examples/outdoor-learning-1.yaml").read_bytes())
DEPENDABLE = {
    "statement-learning-planned": "green",
    "statement-learning-purpose": "amber",
    "statement-learning-all": "green",
}
ALL_GREEN = DEPENDABLE | {"statement-learning-purpose": "green"}
SENT = {"answer": "", "evidence": "", "actions": ""}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def world() -> World:
    return trio(EXAMPLE)


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend=BACKEND)
    return client


def address(world: World, area: str = "learning") -> str:
    return f"/self-evaluations/{world.evaluations[990001]}/areas/{area}/"


def stored(world: World, area: str = "learning") -> queries.SavedArea:
    return queries.get(world.viewer("ada"), world.evaluations[990001]).area(area)


def folded_in(page: str, box: str) -> bool:
    """Whether the box lies inside something folded."""
    before = page[: page.index(f'id="{box}"')]
    unfolded = before.count('<details class="govuk-details" open')
    return before.count("<details") > before.count("</details") and not unfolded


def test_words_are_asked_for_where_it_landed_and_stay_when_it_moves(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    first = client.get(address(world)).content.decode()
    assert first.count(">In part</b>") == 6
    assert "for when what comes before is in place" in first
    assert all(folded_in(first, f"rung-evidence-{rung}") for rung in ("dependable", "established", "generous"))
    told = {"rung-evidence-dependable": "Two classes a week.", "rung-actions-dependable": "Name the purpose."}
    client.post(address(world), SENT | DEPENDABLE | told | {"version": "0", "then": "learning"})
    landed = client.get(address(world)).content.decode()
    assert not folded_in(landed, "rung-evidence-dependable")
    assert folded_in(landed, "rung-evidence-established")
    assert "pupils can name” is answered “In part”, which makes it Dependable." in landed
    # the next rung is reached, then landed on; what was written below stays, folded
    further = ALL_GREEN | {"statement-learning-subjects": "amber", "statement-learning-checked": "not-applicable"}
    client.post(address(world), SENT | told | further | {"version": "1", "then": "learning"})
    moved = client.get(address(world)).content.decode()
    assert folded_in(moved, "rung-evidence-dependable")
    assert not folded_in(moved, "rung-evidence-established")
    assert "What you wrote about Dependable" in moved
    assert "Four of six statements have an answer; one is not applicable." in moved
    # back down, by a page that sends no texts of rungs at all: nothing is blanked
    client.post(address(world), SENT | {"statement-learning-all": "red", "version": "2"})
    found = stored(world).entry.rungs
    assert [(text.level.key, text.evidence, text.actions) for text in found] == [
        ("dependable", "Two classes a week.", "Name the purpose.")
    ]
    assert "Two classes a week." in client.get(address(world)).content.decode()
    assert stored(world).version == 3


def test_the_judgement_decides_where_words_are_asked_for(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    client.post(address(world), SENT | DEPENDABLE | {"answer": "generous", "version": "0"})
    page = client.get(address(world)).content.decode()
    assert not folded_in(page, "rung-evidence-generous")
    assert "You judged the area Generous, the statements suggest Dependable." in page
    # a level that has no statements of its own is written about on the lowest rung
    client.post(address(world), SENT | {"answer": "act-now", "version": "1"})
    assert not folded_in(client.get(address(world)).content.decode(), "rung-evidence-dependable")


def test_a_page_that_saves_by_itself_says_where_to_write(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    answer = client.post(address(world), SENT | DEPENDABLE | {"version": "0"}, headers={"HX-Request": "true"})
    assert json.loads(answer.headers["HX-Trigger"])["plait:saved"]["version"] == 1
    assert 'href="#rung-evidence-dependable"' in answer.content.decode()
    same = client.post(address(world), SENT | DEPENDABLE | {"version": "1"}, headers={"HX-Request": "true"})
    assert json.loads(same.headers["HX-Trigger"])["plait:saved"]["version"] == 1


@pytest.mark.parametrize(
    ("area", "sent", "words"),
    [
        ("learning", {"statement-learning-all": "dependable"}, "is not a level here"),
        ("habit", {"statement-habit-young": "red"}, "is not a level here"),
        ("habit", {"rung-evidence-regular": "Something."}, "is no rung of Part of the week"),
        ("learning", {"rung-evidence-made-up": "Something."}, "is no rung of What is learned out there"),
        ("learning", {"rung-evidence-dependable": "x" * 32_768}, "What shows this level is 32,768 characters long"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_saved(
    client: PageClient, world: World, area: str, sent: dict[str, str], words: str
) -> None:
    sign_in(client, world, "ada")
    answer = client.post(address(world, area), SENT | sent | {"version": "0"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert stored(world, area).version == 0
    assert not AuditEntry.objects.filter(action="save").exists()


def test_two_people_on_one_rung_see_both_texts(client: PageClient, world: World) -> None:
    sign_in(client, world, "amy")
    client.post(address(world), SENT | {"rung-evidence-dependable": "Amy’s words.", "version": "0"})
    sign_in(client, world, "ada")
    answer = client.post(address(world), SENT | {"rung-evidence-dependable": "Ada’s words.", "version": "0"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Amy’s words." in page
    assert "Ada’s words." in page
    assert stored(world).entry.rungs[0].evidence == "Amy’s words."


def test_the_trail_names_the_rung_and_both_texts(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    client.post(address(world), SENT | {"rung-evidence-dependable": "Before.", "version": "0"})
    client.post(address(world), SENT | {"rung-evidence-dependable": "After.", "version": "1"})
    entry = AuditEntry.objects.filter(action="save").latest("pk")
    assert entry.changes["learning.rung:dependable:evidence"] == ["Before.", "After."]


def test_points_and_lights_side_by_side(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    page = client.get(address(world, "habit")).content.decode()
    assert page.count("Every week</b>") == 3
    assert page.count('class="light"') == 3  # one statement with three lights
    sent = {f"statement-habit-{who}": "weekly" for who in ("young", "middle", "old")}
    client.post(address(world, "habit"), SENT | sent | {"statement-habit-weather": "red", "version": "0"})
    assert "holds it at Regular." in client.get(address(world, "habit")).content.decode()
    evaluation = queries.get(world.viewer("ada"), world.evaluations[990001])
    assert evaluation.statement("habit-weather").label == "Not yet"  # type: ignore[union-attr]


def test_evidence_on_rungs_comes_along_to_the_next_round(world: World) -> None:
    from plait.selfevaluation.actions import _evidence_of_last_time  # noqa: PLC0415

    rows = AreaJudgement.objects.filter(evaluation_id=world.evaluations[990001], area="learning")
    rows.update(rungs={"dependable": {"evidence": "Seen.", "actions": "Do."}})
    rows.first().evaluation.__class__.objects.filter(pk=world.evaluations[990001]).update(  # type: ignore[union-attr]
        state="submitted", submitted_at="2026-10-01T10:00:00Z"
    )
    came = _evidence_of_last_time([990001], EXAMPLE.id)
    assert came[990001, "learning"] == ("", {"dependable": {"evidence": "Seen."}})


def test_not_sure_is_an_answer_that_is_counted(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    client.post(address(world), SENT | DEPENDABLE | {"statement-learning-all": "not-sure", "version": "0"})
    page = client.get(address(world)).content.decode()
    assert "One statement at Dependable still needs an answer" in page
    assert "Two of six statements have an answer; one is not sure." in page
    answers = queries.get(world.viewer("ada"), world.evaluations[990001])
    assert answers.statement("learning-all") is NonLevel.NOT_SURE


def test_a_partner_reads_the_answers_and_what_is_written_on_each_rung(client: PageClient, world: World) -> None:
    for area, level in (("safety", "met"), ("habit", "regular")):
        client.force_login(world.people["ada"], backend=BACKEND)
        client.post(address(world, area), SENT | {"answer": level, "version": "0"})
    sign_in(client, world, "ada")
    told = {"rung-evidence-dependable": "Two classes a week.", "rung-actions-established": "Write it into plans."}
    client.post(address(world), SENT | DEPENDABLE | told | {"answer": "dependable", "version": "0"})
    own = client.get(address(world)).content.decode()
    assert "Two classes a week." in own
    sign_in(client, world, "ben")
    assert client.get(address(world)).status_code == 404  # not before it is submitted
    world.submit(990001)
    read = client.get(address(world)).content.decode()
    assert "Two classes a week." in read
    assert "Write it into plans." in read
    assert 'class="level tone tone--amber"' in read
    assert "Write about" not in read
    review = client.get(
        reverse("peerreview:view-area", args=[world.reviews[990001], 990002, "learning"])
    ).content.decode()
    assert "Dependable: Two classes a week." in review
    assert "In part" in review
    sign_in(client, world, "ada")
    report = client.get(reverse("reports:report", args=[world.evaluations[990001]])).content.decode()
    assert "Dependable: Two classes a week." in report
    assert "Write it into plans." in report
    assert "In part" in report
