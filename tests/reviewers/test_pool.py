"""The pool of a partnership: what people say of themselves, what the lead confirms, and who reads any of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.audit.models import AuditEntry
from plait.domain.reviewers import ConflictKind, Span, TrainingState, conflicts
from plait.domain.roles import Role
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, Refused, StaleWrite
from plait.partnerships import actions as partnerships
from plait.partnerships.models import Appointment, Membership
from plait.partnerships.pool_queries import host_ties, reviewer_ties
from plait.reviewers import actions, queries
from plait.reviewers.models import DeclaredConflict, Reviewer
from plait.reviewers.rights_queries import held
from plait.rights.retention_actions import delete_what_is_over
from plait.schools.models import SchoolLink
from tests.world import AT, TODAY, World, person, school, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
GIVEN = actions.ProfileInput(
    training="Two days of peer review",
    trained_on=date(2026, 3, 1),
    expires_on=date(2027, 2, 28),
    reviews_before=2,
    phases=("primary", "special"),
    strengths="I sign BSL.",
    away=(Span(date(2026, 12, 1), date(2026, 12, 3)),),
    travels_km=30,
    reviews_a_year=2,
)
SENT = {
    "training": "Two days of peer review", "trained_on-day": "1", "trained_on-month": "3", "trained_on-year": "2026",
    "expires_on-day": "28", "expires_on-month": "2", "expires_on-year": "2098", "reviews_before": "2",
    "phases": ["primary"], "strengths": "I sign BSL.", "away": "3 3 2027 to 7 3 2027", "travels_km": "30",
    "reviews_a_year": "2", "version": "0",
}  # fmt: skip


@pytest.fixture
def world() -> World:
    return trio()


def join(world: World, name: str, given: actions.ProfileInput = GIVEN, version: int = 0) -> int:
    where = {"viewer": world.viewer(name), "partnership_id": world.partnership_id}
    actions.save_profile(given=given, version=version, at=AT, **where)
    return Reviewer.objects.get(person=world.people[name]).pk


def confirm(world: World, reviewer_id: int, version: int = 1, by: str = "lee") -> None:
    where = {"partnership_id": world.partnership_id, "reviewer_id": reviewer_id, "version": version}
    actions.confirm_training(viewer=world.viewer(by), at=AT, today=TODAY, **where)


def declare(world: World, name: str, urn: int, reason: str = "My sister works there.") -> None:
    where = {"viewer": world.viewer(name), "partnership_id": world.partnership_id}
    actions.declare_conflict(urn=urn, reason=reason, at=AT, **where)


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def address(world: World, rest: str = "") -> str:
    return f"/partnerships/{world.partnership_id}/reviewers/{rest}"


def test_the_lead_confirms_what_was_shown_and_a_change_of_training_waits_again(world: World) -> None:
    number = join(world, "amy")
    facts = queries.reviewer(world.viewer("lee"), world.partnership_id, number, today=TODAY)
    assert facts.training.state(TODAY) is TrainingState.UNCONFIRMED
    assert facts.schools == ("Ash Bank Primary School",)
    confirm(world, number)
    join(world, "amy", replace(GIVEN, strengths="Early reading."), version=1)
    found = queries.own(world.viewer("amy"), world.partnership_id)
    assert found is not None
    assert found.training.confirmed
    assert found.may_lead(TODAY)
    join(world, "amy", replace(GIVEN, expires_on=date(2030, 1, 1)), version=2)
    found = queries.own(world.viewer("amy"), world.partnership_id)
    assert found is not None
    assert not found.training.confirmed
    assert not found.may_lead(TODAY)
    told = list(AuditEntry.objects.filter(kind="reviewer").order_by("pk").values_list("action", flat=True))
    assert told == ["join", "confirm training", "change", "change"]
    last = AuditEntry.objects.filter(kind="reviewer").latest("pk")
    assert last.changes["expires_on"] == ["28 February 2027", "1 January 2030"]


def test_what_cannot_be_confirmed(world: World) -> None:
    number = join(world, "amy")
    join(world, "amy", replace(GIVEN, training="Something else"), version=1)
    with pytest.raises(NotAllowedNow, match="Amy has changed it meanwhile"):
        confirm(world, number, version=1)
    for name in ("ada", "ben", "amy", "sam"):
        with pytest.raises(NotVisible):
            confirm(world, number, version=2, by=name)
    confirm(world, number, version=2)
    with pytest.raises(NotAllowedNow, match="confirmed already"):
        confirm(world, number, version=2)
    own = join(world, "lee")
    with pytest.raises(Refused, match="Somebody else"):
        confirm(world, own)
    empty = join(world, "ben", replace(GIVEN, training="", trained_on=None, expires_on=None))
    with pytest.raises(NotAllowedNow, match="no training"):
        confirm(world, empty)
    assert AuditEntry.objects.filter(action="confirm training").count() == 1


def test_two_windows_of_one_person_lose_nothing(world: World) -> None:
    join(world, "amy")
    join(world, "amy", replace(GIVEN, strengths="Early reading."), version=1)
    for version in (0, 1):
        with pytest.raises(StaleWrite) as late:
            join(world, "amy", replace(GIVEN, strengths="Music."), version=version)
        assert late.value.theirs["strengths"] == "Early reading."
    actions.leave_pool(viewer=world.viewer("amy"), partnership_id=world.partnership_id, at=AT)
    with pytest.raises(NotAllowedNow, match="left this pool"):
        join(world, "amy", version=2)
    assert not Reviewer.objects.exists()


def test_a_training_that_ends_before_it_was_is_refused_and_nothing_kept(world: World) -> None:
    with pytest.raises(ValueError, match="cannot end before"):
        join(world, "amy", replace(GIVEN, expires_on=date(2026, 2, 28)))
    assert not Reviewer.objects.exists()
    assert not AuditEntry.objects.filter(kind="reviewer").exists()


def test_only_oneself_and_the_lead_read_a_profile_and_only_while_one_belongs(world: World) -> None:
    number = join(world, "amy")
    declare(world, "amy", world.urns[1], "A reason nobody else reads.")
    for name in ("ada", "ben", "gil", "sam"):
        with pytest.raises(NotVisible):
            queries.pool(world.viewer(name), world.partnership_id, today=TODAY)
        with pytest.raises(NotVisible):
            queries.reviewer(world.viewer(name), world.partnership_id, number, today=TODAY)
        assert queries.declared(world.viewer(name), number) == ()
    with pytest.raises(NotVisible):
        queries.own(world.viewer("sam"), world.partnership_id)
    assert [item.reason for item in queries.declared(world.viewer("lee"), number)] == ["A reason nobody else reads."]
    Appointment.objects.filter(person=world.people["amy"]).update(ends=TODAY - timedelta(days=1))
    assert queries.pool(world.viewer("lee"), world.partnership_id, today=TODAY).rows == ()
    with pytest.raises(NotVisible):
        queries.reviewer(world.viewer("lee"), world.partnership_id, number, today=TODAY)
    with pytest.raises(NotVisible):
        queries.own(world.viewer("amy"), world.partnership_id)


def test_schools_that_one_had_better_not_review(world: World) -> None:
    with pytest.raises(NotAllowedNow, match="Join the pool first"):
        declare(world, "amy", world.urns[1])
    join(world, "amy")
    join(world, "ben")
    with pytest.raises(NotVisible):
        declare(world, "amy", world.outside)
    with pytest.raises(ValueError, match="Say why"):
        declare(world, "amy", world.urns[1], "  ")
    declare(world, "amy", world.urns[1], "My sister works there.")
    with pytest.raises(NotAllowedNow, match="already"):
        declare(world, "amy", world.urns[1])
    row = DeclaredConflict.objects.get()
    entry = AuditEntry.objects.get(kind="reviewer-conflict")
    assert (entry.school_urn, entry.changes) == (None, {"school": ["", "990002"]})  # why is not in the trail
    where = {"partnership_id": world.partnership_id, "conflict_id": row.pk, "at": AT}
    for name in ("ben", "lee"):
        with pytest.raises(NotVisible):
            actions.end_conflict(viewer=world.viewer(name), **where)
    actions.end_conflict(viewer=world.viewer("amy"), **where)
    assert not DeclaredConflict.objects.exists()


def test_what_ties_people_to_schools_is_found(world: World) -> None:
    """Amy works at the first school; her second role, at the school of a trust, and an old one tie her as well."""
    old, near, far = school(990021, "Old School"), school(990022, "Near School"), school(990023, "Far School")
    amy = world.people["amy"].pk
    partnerships.appoint(person_id=amy, role=Role.GOVERNOR, urn=near, starts=date(2026, 1, 1), at=AT)
    partnerships.appoint(person_id=amy, role=Role.LEADER, urn=old, starts=date(2020, 1, 1), at=AT)
    Appointment.objects.filter(person_id=amy, school_id=old).update(ends=date(2024, 7, 31))
    trust = partnerships.found_partnership(name="A trust", kind="trust", urns=(near, far), joined=TODAY, at=AT)
    type(Membership.objects.first().partnership).objects.filter(pk=trust).update(reference="9001")  # type: ignore[union-attr]
    SchoolLink.objects.create(urn=old, other_urn=world.urns[2], kind="related")
    (ties,) = reviewer_ties([amy], TODAY).values()
    found = {urn: conflicts(ties, host_ties(urn)) for urn in (*world.urns, old, near, far)}
    assert found == {
        world.urns[0]: (ConflictKind.WORKS,),
        world.urns[1]: (),
        world.urns[2]: (ConflictKind.RELATED,),
        old: (ConflictKind.WORKED,),
        near: (ConflictKind.WORKS, ConflictKind.TRUST),
        far: (ConflictKind.TRUST,),
    }
    Membership.objects.filter(partnership_id=trust, school_id=far).update(left=TODAY)
    assert conflicts(ties, host_ties(far)) == ()


def test_who_looks_for_a_school_for_a_time_does_not_work_there(world: World) -> None:
    world.people["ray"] = person("ray")
    ray = world.people["ray"].pk
    partnerships.appoint(
        person_id=ray, role=Role.REVIEWER, urn=world.urns[0], starts=TODAY, ends=date(2026, 12, 31), at=AT
    )
    (ties,) = reviewer_ties([ray], TODAY).values()
    assert conflicts(ties, host_ties(world.urns[0])) == ()


def test_what_is_over_goes_with_its_words_in_the_trail(world: World) -> None:
    join(world, "amy")
    declare(world, "amy", world.urns[1])
    assert "I sign BSL." in repr(held(world.people["amy"].pk))
    assert "My sister works there." in repr(held(world.people["amy"].pk))
    assert held(world.people["ben"].pk)[0].entries == ()
    delete_what_is_over(AT + timedelta(days=600))
    assert Reviewer.objects.count() == 1
    delete_what_is_over(AT + timedelta(days=740))
    assert not Reviewer.objects.exists()
    assert not DeclaredConflict.objects.exists()
    kept = AuditEntry.objects.filter(kind__in=("reviewer", "reviewer-conflict"))
    assert kept.count() == 2
    assert {repr(entry.changes) for entry in kept} == {"{}"}


def test_joining_naming_a_school_and_leaving_on_pages(client: PageClient, world: World) -> None:
    sign_in(client, world, "amy")
    assert "Join the pool" in client.get(address(world, "you/")).content.decode()
    assert "Be a reviewer" in client.get(f"/partnerships/{world.partnership_id}/").content.decode()
    wrong = client.post(address(world, "you/"), SENT | {"away": "Mondays", "phases": []})
    assert wrong.status_code == 422
    assert "“Mondays” is not understood" in wrong.content.decode()
    assert "I sign BSL." in wrong.content.decode()
    assert client.post(address(world, "you/"), SENT | {"expires_on-year": "2020"}).status_code == 422
    assert not Reviewer.objects.exists()
    assert client.post(address(world, "you/"), SENT).status_code == 302
    page = client.get(address(world, "you/")).content.decode()
    assert "Waits to be confirmed" in page
    assert "3 March 2027 to 7 March 2027" in page
    late = client.post(address(world, "you/"), SENT | {"strengths": "Music."})
    assert late.status_code == 409
    assert re.search(r"What was saved meanwhile.*I sign BSL\.", late.content.decode(), re.DOTALL)
    assert client.post(address(world, "you/conflicts/"), {"school": world.outside, "reason": "x"}).status_code == 422
    named = {"school": world.urns[1], "reason": "My sister works there."}
    assert client.post(address(world, "you/conflicts/"), named).status_code == 302
    assert "My sister works there." in client.get(address(world, "you/")).content.decode()
    assert (
        client.post(address(world, f"you/conflicts/{DeclaredConflict.objects.get().pk}/take-back/")).status_code == 302
    )
    assert client.post(address(world, "you/leave/")).status_code == 302
    assert client.post(address(world, "you/leave/")).status_code == 409
    for rest in ("", "you/", "you/conflicts/"):
        assert sign_in(client, world, "sam").get(address(world, rest)).status_code == 404
    assert sign_in(client, world, "ben").get(address(world)).status_code == 404


def test_the_pool_and_one_of_its_people_for_the_lead(client: PageClient, world: World) -> None:
    sign_in(client, world, "lee")
    assert "Nobody in the pool yet" in client.get(address(world)).content.decode()
    number = join(world, "amy")
    join(world, "ben", replace(GIVEN, strengths="Early reading.", reviews_a_year=0))
    declare(world, "amy", world.urns[2])
    page = client.get(address(world)).content.decode()
    assert "Two people are in the pool." in page
    assert "My sister" not in page
    found = client.get(address(world, "?q=bsl")).content.decode()
    assert "One of them answers “bsl”." in found
    assert ">Ben<" not in found
    assert "Nobody answers that" in client.get(address(world, "?q=zebra")).content.decode()
    assert ">Amy<" in client.get(address(world, "?page=9")).content.decode()
    one = client.get(address(world, f"{number}/")).content.decode()
    assert "My sister works there." in one
    assert client.post(address(world, f"{number}/confirm/"), {"version": "0"}).status_code == 409
    assert client.post(address(world, f"{number}/confirm/"), {"version": "x"}).status_code == 409
    assert client.post(address(world, f"{number}/confirm/"), {"version": "1"}).status_code == 302
    assert "Confirmed by Lee" in client.get(address(world, f"{number}/")).content.decode()
    assert client.get(address(world, "987654/")).status_code == 404


def test_as_many_queries_for_one_person_as_for_three(client: PageClient, world: World) -> None:
    def many(name: str, rest: str = "") -> int:
        sign_in(client, world, name).get(address(world, rest))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address(world, rest)).status_code == 200
        return len(caught)

    number = join(world, "amy")
    declare(world, "amy", world.urns[1])
    first = many("lee"), many("lee", f"{number}/"), many("amy", "you/")
    declare(world, "amy", world.urns[2])
    join(world, "ben")
    join(world, "cat")
    assert (many("lee"), many("lee", f"{number}/"), many("amy", "you/")) == first
    assert max(first) <= 11
