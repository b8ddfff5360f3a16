"""Reminders: made from the pages' own steps, through missed runs, to those whose it is, without anybody's words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plait.domain.letters import Digest
from plait.domain.roles import Role
from plait.journey.actions import RoundInput, set_up_round
from plait.journey.queries import school_journey
from plait.journey.reminders import make_reminders, tasks_of
from plait.journey.standings import own_with_date, round_standing
from plait.mail.actions import WishesInput, choose, stop
from plait.mail.models import Mention, OutgoingMail
from plait.mail.queries import wishes_of
from plait.mail.sending import send_due
from plait.partnerships import actions as partnerships
from plait.partnerships import round_queries
from plait.partnerships.models import Appointment, Place, Round, Signature
from plait.partnerships.programme_actions import start_programme
from plait.peerreview.models import PeerJudgement, PeerReview, PeerView
from plait.people.models import Person
from plait.schools.models import School
from plait.selfevaluation.models import AreaJudgement, SelfEvaluation
from tests.postroom import PostRoom, post_room
from tests.races import at_once
from tests.world import AT, TODAY, World, peer_trio, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
DUE, REVIEW_DUE = date(2026, 10, 16), date(2026, 12, 4)  # both Fridays
DAY = timedelta(days=1)


@pytest.fixture
def world() -> World:
    return trio()


@pytest.fixture
def room(settings: Any) -> Iterator[PostRoom]:
    with post_room(settings) as running:
        yield running


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC)


def run(day: date) -> int:
    """What the worker does on a morning: make, then send; how many went."""
    make_reminders(morning(day))
    return send_due(morning(day))


def to(room: PostRoom, name: str) -> list[str]:
    """The subjects of the mails to somebody, in the order in which they came."""
    return [mail.subject for mail in room.received if mail.to == (f"{name}@example.org",)]


def readers(room: PostRoom) -> set[str]:
    return {mail.to[0].split("@")[0] for mail in room.received}


def test_the_standing_of_a_round_is_what_each_page_shows(world: World) -> None:
    """For every person, school and state: the steps that are theirs, to the letter."""
    first, second, third = world.urns
    partnerships.appoint(person_id=world.people["ada"].pk, role=Role.GOVERNOR, urn=second, starts=TODAY, at=AT)

    def compare() -> int:
        (round_,) = round_queries.open_rounds()
        found, compared = round_standing(round_), 0
        for viewer in round_queries.people_at(round_.id, TODAY):
            assert viewer == world.viewer(viewer.name.lower())
            for urn in viewer.urns:
                page = own_with_date(school_journey(viewer, urn).steps)
                assert own_with_date(found.steps(viewer, urn)) == page
                compared += len(page)
        assert found.steps(world.viewer("sam"), world.outside) == ()
        assert found.steps(world.viewer("ben"), first) == ()
        return compared

    seen = [compare()]
    for act in (
        lambda: world.judge(first),
        lambda: world.submit(first),
        lambda: world.submit(second),
        lambda: world.look(first, second),
        lambda: world.hand_in(first, second),
        lambda: world.hand_in(first, third),
        lambda: world.agree_after(first, {}),
        lambda: world.reveal(third),
    ):
        act()
        seen.append(compare())
    assert min(seen) > 2
    assert len(set(seen)) > 3, "the states were not different"


def test_a_school_in_two_open_rounds_is_reminded_of_both(world: World) -> None:
    other = partnerships.found_partnership(name="Other trio", kind="trio", urns=world.urns, joined=TODAY, at=AT)
    programme = start_programme(partnership_id=other, definition=peer_trio(world.framework), title="Newer", at=AT)
    given = RoundInput("Newer", DUE + 60 * DAY, REVIEW_DUE + 60 * DAY, 0)
    set_up_round(
        programme_id=programme, members=world.urns[:2], given=given,
        at=AT, today=TODAY + DAY, actor_id=None,
    )  # fmt: skip
    make_reminders(morning(DUE - 7 * DAY))
    told = set(OutgoingMail.objects.values_list("person__name", flat=True))
    assert told == {"Ada", "Amy", "Ben", "Cat"}, "a newer round of another programme hides nothing"
    dues = {task.due for task in tasks_of(world.viewer("ada"), DUE - 7 * DAY)}
    assert dues == {DUE}, "the newer one waits for its signature, which has no day"


def test_the_cadence_then_silence_and_the_lead_is_told(world: World, room: PostRoom) -> None:
    day = TODAY
    went = {}
    while day < DUE + 40 * DAY:
        if day.weekday() < 5 and (count := run(day)):
            went[day] = count
        day += DAY
    assert to(room, "ada") == [
        "One thing is yours to do, by 16 October 2026",
        "One thing is yours to do, by 16 October 2026",
        "One thing is yours to do",
    ]
    assert list(went) == [DUE - 7 * DAY, DUE - 3 * DAY, date(2026, 10, 19)]
    assert to(room, "lee") == ["Three schools are late with something"]
    assert readers(room) == {"ada", "ben", "cat", "amy", "lee"}, "no governor, nobody from elsewhere"
    lead = next(mail for mail in room.received if mail.to == ("lee@example.org",))
    assert "Three schools of 3 have something open that was due" in lead.text
    assert "Ash Bank" not in lead.text, "how many, not who"


@pytest.mark.parametrize(
    ("runs", "subjects"),
    [
        ((-2,), ["One thing is yours to do, by 16 October 2026"]),
        ((-7, 4), ["One thing is yours to do, by 16 October 2026", "One thing is yours to do"]),
        ((10,), ["One thing is yours to do"]),
        ((39,), []),
        ((-10, 39), []),
    ],
)
def test_a_missed_run_loses_no_reminder(
    world: World, room: PostRoom, runs: tuple[int, ...], subjects: list[str]
) -> None:
    for days in runs:
        for _ in range(3):
            run(DUE + days * DAY)
    assert to(room, "ben") == subjects


def test_what_is_done_since_drops_out_and_an_empty_mail_does_not_go(world: World, room: PostRoom) -> None:
    night = morning(DUE - 7 * DAY) - timedelta(hours=8)
    assert make_reminders(night) == 4
    world.submit(world.urns[0])
    assert send_due(morning(DUE - 7 * DAY)) == 2
    assert readers(room) == {"ben", "cat"}
    dropped = OutgoingMail.objects.filter(state="dropped")
    assert {row.person.name for row in dropped if row.person} == {"Ada", "Amy"}
    assert not Mention.objects.filter(mail__in=dropped).exists()


def test_a_role_that_has_ended_since_is_told_nothing(world: World, room: PostRoom) -> None:
    make_reminders(morning(DUE - 7 * DAY) - timedelta(hours=8))
    for row in Appointment.objects.filter(person=world.people["ben"]):
        partnerships.end_appointment(appointment_id=row.pk, ends=DUE - 8 * DAY, at=AT)
    send_due(morning(DUE - 7 * DAY))
    assert "ben" not in readers(room)
    assert run(DUE - 3 * DAY) == 3


def test_one_mail_for_all_the_schools_of_a_person(world: World, room: PostRoom) -> None:
    partnerships.appoint(person_id=world.people["ada"].pk, role=Role.LEADER, urn=world.urns[1], starts=TODAY, at=AT)
    run(DUE - 7 * DAY)
    assert to(room, "ada") == ["Two things are yours to do, the next by 16 October 2026"]
    text = next(mail for mail in room.received if mail.to == ("ada@example.org",)).text
    assert text.index("Ash Bank Primary School, Autumn 2026") < text.index("Beck Lane Primary School, Autumn 2026")
    assert text.count("Evaluate your school") == 2
    assert f"http://localhost:8000/self-evaluations/{world.evaluations[world.urns[1]]}/" in text


def test_every_line_of_a_mail_is_on_its_readers_page_and_nobodys_words_are(world: World, room: PostRoom) -> None:
    first, second, third = world.urns
    for urn in world.urns:
        world.judge(urn, evidence="SECRET-EVIDENCE")
        world.submit(urn)
    world.look(first, second, comment="SECRET-COMMENT")
    world.hand_in(first, third)
    run(REVIEW_DUE - 7 * DAY)
    assert readers(room) == {"ada", "ben", "cat", "amy"}
    for mail in room.received:
        viewer = world.viewer(mail.to[0].split("@")[0])
        told = {task.title for task in tasks_of(viewer, REVIEW_DUE - 7 * DAY)}
        said = {line.removeprefix("* ").strip() for line in mail.text.splitlines() if line.startswith("* ")}
        assert said == told
        assert "SECRET" not in str(mail.message)
        assert "Secure" not in mail.text
    ben = next(mail for mail in room.received if mail.to == ("ben@example.org",))
    assert "Hand in your view of Ash Bank Primary School" in ben.text
    cat = next(mail for mail in room.received if mail.to == ("cat@example.org",))
    assert "Ash Bank" not in cat.text, "it has handed in its view, and is not told how far others are"


def test_wishes_about_reminders(world: World, room: PostRoom) -> None:
    now = wishes_of([world.people["ada"].pk])[world.people["ada"].pk]

    def wants(name: str, digest: Digest) -> None:
        given = WishesInput(digest, now.quiet_from, now.quiet_until, frozenset())
        choose(person_id=world.people[name].pk, given=given, at=AT, actor_id=None)

    wants("ada", Digest.WEEKLY)
    wants("ben", Digest.OFF)
    stop(person_id=world.people["cat"].pk, kind="reminder", at=AT)
    went = []
    for days in range(-20, 10):
        day = DUE + days * DAY
        before = len(room.received)
        run(day)
        went += [day for mail in room.received[before:] if mail.to == ("ada@example.org",)]
    assert len(went) == 3
    assert len({day.isocalendar().week for day in went}) == 3, "at most one in a week"
    assert went[0] < DUE - 7 * DAY
    assert readers(room) == {"ada", "amy", "lee"}


def test_weekends_gather_into_one_monday_mail(world: World, room: PostRoom) -> None:
    Round.objects.update(evaluation_due=date(2026, 10, 18), review_due=REVIEW_DUE)  # a Sunday
    assert make_reminders(morning(date(2026, 10, 11))) == 4
    assert send_due(morning(date(2026, 10, 11))) == 0
    assert run(date(2026, 10, 12)) == 4
    assert run(date(2026, 10, 12)) == 0


def test_a_later_thing_joins_a_mail_that_waits(world: World, room: PostRoom) -> None:
    make_reminders(morning(date(2026, 10, 10)))  # a Saturday, after the first turn
    partnerships.appoint(person_id=world.people["ada"].pk, role=Role.LEADER, urn=world.urns[2], starts=TODAY, at=AT)
    make_reminders(morning(date(2026, 10, 11)))
    run(date(2026, 10, 12))
    run(date(2026, 10, 12))
    assert to(room, "ada") == ["Two things are yours to do, the next by 16 October 2026"]


@pytest.mark.django_db(transaction=True)
def test_several_workers_remind_once(room: PostRoom) -> None:
    trio()

    def work() -> int:
        return run(DUE - 7 * DAY)

    came = at_once(*[work] * 4)
    assert not [one for one in came if isinstance(one, Exception)], came
    send_due(morning(DUE - 7 * DAY))
    assert len(room.received) == 4
    assert sorted(mail.to[0] for mail in room.received) == [
        f"{name}@example.org" for name in ("ada", "amy", "ben", "cat")
    ]


def widen(world: World, schools: int) -> None:
    """The round with so many more schools, each with a head and two partners; rows as the actions would make them."""
    urns = [991000 + number for number in range(schools)]
    School.objects.bulk_create(School(urn=urn, name=f"School {urn}") for urn in urns)
    Place.objects.bulk_create(Place(round_id=world.round_id, school_id=urn) for urn in urns)
    Signature.objects.bulk_create(
        Signature(round_id=world.round_id, school_id=urn, signed_at=AT, signed_by=world.people["ada"]) for urn in urns
    )
    people = Person.objects.bulk_create(Person(email=f"head{urn}@example.org", name=f"Head {urn}") for urn in urns)
    Appointment.objects.bulk_create(
        Appointment(person=one, role=Role.HEAD.value, school_id=urn, starts=date(2026, 1, 1))
        for one, urn in zip(people, urns, strict=True)
    )
    evaluations = SelfEvaluation.objects.bulk_create(
        SelfEvaluation(school_id=urn, round_id=world.round_id, framework_id="small", framework_version="1", begun_at=AT)
        for urn in urns
    )
    AreaJudgement.objects.bulk_create(AreaJudgement(evaluation=one, area="area-1") for one in evaluations)
    reviews = PeerReview.objects.bulk_create(
        PeerReview(host_id=one.school_id, round_id=world.round_id, evaluation=one) for one in evaluations
    )
    views = PeerView.objects.bulk_create(
        PeerView(review=review, school_id=urns[(number + away) % schools])
        for number, review in enumerate(reviews)
        for away in (1, 2)
    )
    PeerJudgement.objects.bulk_create(PeerJudgement(view=view, area="area-1") for view in views)


def queries_of_making(day: date) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert make_reminders(morning(day)) > 0
    return len(queries)


def test_making_takes_as_many_queries_for_one_school_as_for_many(world: World) -> None:
    before = set(Person.objects.values_list("pk", flat=True))
    for urn in world.urns[1:]:
        for row in Appointment.objects.filter(school_id=urn):
            partnerships.end_appointment(appointment_id=row.pk, ends=TODAY - DAY, at=AT)
    one = queries_of_making(DUE - 7 * DAY)
    Mention.objects.all().delete()
    OutgoingMail.objects.all().delete()
    Appointment.objects.filter(ends__isnull=False).update(ends=None)
    assert queries_of_making(DUE - 7 * DAY) == one <= 22
    assert len(before) == Person.objects.count()


def test_making_for_two_hundred_schools_takes_no_more(world: World) -> None:
    alone = queries_of_making(DUE - 7 * DAY)
    Mention.objects.all().delete()
    OutgoingMail.objects.all().delete()
    widen(world, 200)
    batches = 6  # rows are written in batches
    assert queries_of_making(DUE - 7 * DAY) <= alone + batches
    assert OutgoingMail.objects.count() == 204
