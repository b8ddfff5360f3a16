"""The fact-check from the offer to both signatures: what changes, what the trail keeps, who is told and refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.audit.models import AuditEntry, Disclosure
from plait.domain.fact_checks import Turn
from plait.domain.roles import Role
from plait.domain.tasks import Step, TaskKind, TaskState
from plait.domain.verdicts import NotVisible, Refused, StaleWrite
from plait.factchecks import actions, queries
from plait.factchecks.models import FactCheck, FactPoint, FactReply
from plait.factchecks.retention_actions import checks_in, delete_checks
from plait.factchecks.rights_queries import held, held_by_school
from plait.factchecks.telling import compose
from plait.journey.changes import changes_page
from plait.journey.queries import school_journey
from plait.journey.standings import round_standing
from plait.mail.kinds import About
from plait.mail.models import OutgoingMail
from plait.partnerships.models import TeamPlace
from plait.partnerships.queries import round_facts
from plait.reports import queries as report_queries
from tests.factchecks.checked import BY, checked_world, finish, mark, offer, reply, review, settle, sign, sign_in
from tests.world import AT, TODAY, World, person

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
ASH, BECK, CLIFF = 990001, 990002, 990003
WISH = "It is 31 pupils, by the October count."


@pytest.fixture
def world() -> World:
    return checked_world()


def at_turn(world: World, name: str = "ada") -> Turn:
    return queries.get(world.viewer(name), review(world)).turn


def trail(action: str) -> int:
    return AuditEntry.objects.filter(kind="fact-check", action=action, school_urn=ASH).count()


def told(world: World) -> list[str]:
    names = {row.pk: name for name, row in world.people.items()}
    return sorted(names[row.person_id] for row in OutgoingMail.objects.filter(kind="fact-check"))


def test_from_the_offer_to_both_signatures(world: World) -> None:
    offer(world)
    offer(world)
    assert (at_turn(world), trail("offer"), told(world)) == (Turn.CHECK, 1, ["ada", "amy"])
    first, second = mark(world, WISH), mark(world, "The club began in May.", name="amy", area="")
    mark(world, WISH)
    assert FactPoint.objects.count() == 2, "the same sent twice is one"
    finish(world)
    assert (at_turn(world), told(world)) == (Turn.REPLY, ["ada", "amy", "ben", "cat"])
    reply(world, first, "31 pupils take part.")
    reply(world, first, "31 pupils take part.")
    assert at_turn(world) is Turn.REPLY
    reply(world, second, "As two teachers told us.", name="cat", changed=False)
    assert at_turn(world) is Turn.TEAM_SIGNS
    sign(world, "ben", tells=True)
    assert at_turn(world) is Turn.SCHOOL_SIGNS
    sign(world, "ada")
    found = queries.get(world.viewer("cat"), review(world))
    assert found.turn is Turn.SETTLED
    assert (found.team_signed_by, found.school_signed_by) == ("Ben", "Ada")
    assert [point.wish for point in found.points] == [WISH, "The club began in May."], "nothing is overwritten"
    assert {name: trail(name) for name in ("mark", "finish", "reply", "sign off")} == {
        "mark": 2,
        "finish": 1,
        "reply": 2,
        "sign off": 2,
    }
    kept = repr(list(AuditEntry.objects.filter(kind="fact-check").values_list("changes", flat=True)))
    assert "31 pupils" not in kept, "what was written stands once, where it is read"


def test_nothing_to_correct_goes_straight_to_signing(world: World) -> None:
    offer(world)
    finish(world)
    assert at_turn(world) is Turn.TEAM_SIGNS
    sign(world, "cat")
    sign(world, "ada")
    diagnosis = report_queries.report(world.viewer("ada"), world.evaluations[ASH], prepared=TODAY).diagnosis
    assert diagnosis.checked is not None
    assert "found nothing to correct" in diagnosis.checked.words


@pytest.mark.parametrize(
    ("turn", "who", "what"),
    [
        ("new", "ada", offer),
        ("new", "ada", finish),
        ("offered", "ben", finish),
        ("offered", "amy", finish),
        ("offered", "ben", lambda world, name: mark(world, WISH, name=name)),
        ("offered", "ben", lambda world, name: sign(world, name)),
        ("finished", "ada", lambda world, name: mark(world, WISH, name=name, token="late")),
        ("finished", "ben", lambda world, name: sign(world, name)),
        ("finished", "ada", lambda world, name: sign(world, name)),
        ("finished", "ben", offer),
        ("settled", "ada", lambda world, name: mark(world, WISH, name=name, token="late")),
        ("settled", "ada", lambda world, name: sign(world, name)),
    ],
)
def test_what_is_not_theirs_or_not_now_is_refused(
    world: World, turn: str, who: str, what: Callable[..., object]
) -> None:
    if turn in ("offered", "finished"):
        offer(world)
    if turn == "finished":
        mark(world, WISH)
        finish(world)
    if turn == "settled":
        settle(world)
    before = (list(FactCheck.objects.values()), list(FactPoint.objects.values()), AuditEntry.objects.count())
    with pytest.raises(Refused):
        what(world, who)
    assert before == (list(FactCheck.objects.values()), list(FactPoint.objects.values()), AuditEntry.objects.count())


def test_replies_wait_for_the_schools_last_word_and_are_given_once(world: World) -> None:
    offer(world)
    point = mark(world, WISH)
    with pytest.raises(Refused):
        reply(world, point, "31.")
    finish(world)
    with pytest.raises(Refused):
        reply(world, point, "31.", name="ada")
    reply(world, point, "31.")
    with pytest.raises(StaleWrite) as stale:
        reply(world, point, "30, we think.", name="cat", changed=False)
    assert stale.value.theirs == {"text": "31."}
    assert FactReply.objects.get().text == "31."


def test_a_point_is_taken_away_until_the_school_has_finished(world: World) -> None:
    offer(world)
    gone, kept = mark(world, WISH), mark(world, "The club began in May.")
    actions.take_away(viewer=world.viewer("amy"), point_id=gone, at=AT)
    assert trail("delete") == 1
    mark(world, "A third.")
    assert list(FactPoint.objects.values_list("number", flat=True)) == [2, 3], "numbers stay with their points"
    finish(world)
    with pytest.raises(Refused):
        actions.take_away(viewer=world.viewer("ada"), point_id=kept, at=AT)
    with pytest.raises(NotVisible):
        actions.take_away(viewer=world.viewer("sam"), point_id=kept, at=AT)


def test_nothing_is_half_done_when_the_mail_cannot_be_queued(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> int:
        raise RuntimeError("the outbox is full")

    monkeypatch.setattr(actions, "tell", broken)
    with pytest.raises(RuntimeError):
        offer(world)
    assert not FactCheck.objects.exists()
    assert trail("offer") == 0


def test_the_day_is_one_to_come_and_can_be_moved(world: World) -> None:
    with pytest.raises(ValueError, match="still to come"):
        offer(world, check_by=TODAY - timedelta(days=1))
    offer(world)
    offer(world, name="cat", check_by=BY + timedelta(days=7))
    assert FactCheck.objects.get().check_by == BY + timedelta(days=7)
    assert told(world) == ["ada", "amy"], "nobody is told twice"


def test_a_lead_reviewer_of_a_team_answers_for_it(world: World) -> None:
    world.people["tea"] = person("tea", role=Role.STAFF, urn=CLIFF)
    with pytest.raises(NotVisible):
        queries.get(world.viewer("tea"), review(world))
    place = TeamPlace.objects.create(
        round_id=world.round_id,
        host_id=ASH,
        person=world.people["tea"],
        asked_at=AT,
        asked_by=world.people["lee"],
        signed_at=AT,
        protocol="1",
    )
    assert not queries.get(world.viewer("tea"), review(world)).leads
    TeamPlace.objects.filter(pk=place.pk).update(leads=True)
    offer(world, name="tea")
    finish(world)
    assert "tea" in told(world)
    sign(world, "tea")
    assert FactCheck.objects.get().team_signed_by == world.people["tea"]


@pytest.mark.parametrize("name", ["gil", "lee", "sam"])
def test_nobody_else_finds_it(world: World, client: PageClient, name: str) -> None:
    offer(world)
    point = mark(world, WISH)
    sign_in(client, world, name)
    here = f"/fact-checks/{review(world)}/"
    for path in (here, f"{here}offer/", f"{here}points/", f"{here}sign/", f"/fact-checks/points/{point}/reply/"):
        assert client.get(path).status_code == 404, path
    for path in (f"{here}finish/", f"/fact-checks/points/{point}/take-away/"):
        assert client.post(path).status_code == 404, path
    assert FactPoint.objects.count() == 1


def test_there_is_none_before_everything_is_agreed_or_where_the_programme_has_none(client: PageClient) -> None:
    world = checked_world(agreed=False)
    sign_in(client, world, "ada")
    assert client.get(f"/fact-checks/{review(world)}/").status_code == 404
    with pytest.raises(NotVisible):
        offer(world)


def test_pages_of_both_sides(world: World, client: PageClient) -> None:
    here = f"/fact-checks/{review(world)}/"
    sign_in(client, world, "ben")
    assert "Offer it" in client.get(here).content.decode()
    past = {"check_by-day": "1", "check_by-month": "1", "check_by-year": "2020"}
    answer = client.post(f"{here}offer/", past)
    assert answer.status_code == 422
    assert "still to come" in answer.content.decode()
    assert not FactCheck.objects.exists()
    client.post(f"{here}offer/", past | {"check_by-year": "2099"})
    sign_in(client, world, "ada")
    assert "Nothing to correct" in client.get(here).content.decode()
    point = {"area": "area-1", "quote": "about 40", "wish": "word " * 61, "token": "t1"}
    answer = client.post(f"{here}points/", point)
    assert answer.status_code == 422
    assert "Shorten it to 60 words; it has 61." in answer.content.decode()
    client.post(f"{here}points/", point | {"wish": WISH})
    page = client.get(here).content.decode()
    assert "about 40" in page
    assert "Waits for the team" not in page
    assert client.get(f"/fact-checks/points/{FactPoint.objects.get().pk}/reply/").status_code == 302
    client.post(f"{here}finish/")
    sign_in(client, world, "ben")
    address = f"/fact-checks/points/{FactPoint.objects.get().pk}/reply/"
    assert client.post(address, {"text": "31."}).status_code == 422
    client.post(address, {"became": "changed", "text": "31 pupils take part."})
    sign_in(client, world, "cat")
    stale = client.post(address, {"became": "kept", "text": "We counted 40."})
    assert stale.status_code == 409
    assert "31 pupils take part." in stale.content.decode()
    assert "We counted 40." in stale.content.decode(), "what was typed is not lost"
    client.post(f"{here}sign/", {"tells": "on"})
    sign_in(client, world, "ada")
    assert "31 pupils take part." in client.get(here).content.decode()
    client.post(f"{here}sign/", {})
    assert "Signed off by both" in client.get(here).content.decode()


def test_whoever_looked_is_in_the_log_when_they_read_points(world: World, client: PageClient) -> None:
    offer(world)
    sign_in(client, world, "ben")
    client.get(f"/fact-checks/{review(world)}/")
    assert not Disclosure.objects.filter(kind="fact-check").exists(), "there was nothing to read"
    mark(world, WISH)
    client.get(f"/fact-checks/{review(world)}/")
    (row,) = Disclosure.objects.filter(kind="fact-check")
    assert (row.person_id, row.relation, row.school_urn) == (world.people["ben"].pk, "reviewer", ASH)
    sign_in(client, world, "ada")
    client.get(f"/fact-checks/{review(world)}/")
    assert Disclosure.objects.filter(kind="fact-check").count() == 1


def test_the_page_costs_the_same_however_many_points(world: World, client: PageClient) -> None:
    offer(world)
    counts = []
    for number in (1, 2, 3):
        mark(world, f"Point {number}.")
        sign_in(client, world, "ada")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/fact-checks/{review(world)}/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[2] <= 8


def steps_of(world: World, name: str, urn: int) -> dict[tuple[TaskKind, int | None], Step]:
    found = school_journey(world.viewer(name), urn).steps
    whole = round_standing(round_facts([world.round_id])[world.round_id]).steps(world.viewer(name), urn)
    kinds = (TaskKind.FACTS, TaskKind.TEAM_FACTS)
    both = [{(step.kind, step.about_urn): step for step in each if step.kind in kinds} for each in (found, whole)]
    assert {key: (step.state, step.due) for key, step in both[0].items()} == {
        key: (step.state, step.due) for key, step in both[1].items()
    }, "mails say what pages show"
    return both[0]


def test_whose_turn_it_is_stands_on_both_schools_pages(world: World) -> None:
    own, theirs = (TaskKind.FACTS, None), (TaskKind.TEAM_FACTS, ASH)
    assert steps_of(world, "ada", ASH)[own].state is TaskState.THEIRS
    assert steps_of(world, "ben", BECK)[theirs].state is TaskState.YOURS
    assert steps_of(world, "ben", BECK)[TaskKind.TEAM_FACTS, CLIFF].state is TaskState.LATER
    offer(world)
    step = steps_of(world, "amy", ASH)[own]
    assert (step.state, step.due) == (TaskState.YOURS, BY)
    assert step.late(BY + timedelta(days=1))
    assert steps_of(world, "ben", BECK)[theirs].state is TaskState.THEIRS
    point = mark(world, WISH)
    finish(world)
    assert steps_of(world, "cat", CLIFF)[theirs].state is TaskState.YOURS
    assert steps_of(world, "ada", ASH)[own].due == date(2026, 9, 24)
    reply(world, point, "31.")
    sign(world, "ben")
    assert steps_of(world, "amy", ASH)[own].state is TaskState.THEIRS
    assert steps_of(world, "ada", ASH)[own].state is TaskState.YOURS
    sign(world, "ada")
    assert steps_of(world, "ada", ASH)[own].state is steps_of(world, "ben", BECK)[theirs].state is TaskState.DONE


def test_mail_tells_whose_turn_it_is_and_no_word_of_a_point(world: World) -> None:
    offer(world)
    about = About("fact-check", str(review(world)), ASH)
    letter = compose(world.people["ada"].pk, about, AT)
    assert letter is not None
    assert letter.subject == "Your report is ready for a fact-check"
    assert compose(world.people["ben"].pk, about, AT) is None, "it is not their turn"
    mark(world, WISH)
    finish(world)
    assert compose(world.people["ada"].pk, about, AT) is None
    letter = compose(world.people["ben"].pk, about, AT)
    assert letter is not None
    assert "31 pupils" not in repr(letter)
    assert not Disclosure.objects.filter(kind="fact-check").exists()
    assert compose(world.people["sam"].pk, about, AT) is None


def test_the_trail_in_words_own_data_school_copy_and_deleting(world: World) -> None:
    settle(world)
    page = repr(changes_page(world.viewer("ada"), ASH))
    assert "said that a fact is wrong" in page
    assert "signed off" in page
    assert "31 pupils" not in page
    assert "31 pupils, by the October count" in repr(held(world.people["ada"].pk))
    assert "We were told of September" in repr(held(world.people["cat"].pk))
    given, kept = held_by_school(ASH, [])
    assert (len(given.entries), len(kept.entries)) == (0, 2)
    assert "31 pupils" not in repr(kept)
    given, kept = held_by_school(ASH, [world.round_id])
    assert "31 pupils take part." in repr(given)
    assert not kept.entries
    assert delete_checks(checks_in([world.round_id])) == 1
    assert not FactReply.objects.exists()
