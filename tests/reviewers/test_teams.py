"""Teams: who may be asked, that nothing opens before the protocol is signed, and that it closes by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.audit.models import AuditEntry, Disclosure
from plait.domain.roles import Role
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, Refused
from plait.domain.viewer import Viewer
from plait.domain.visibility import Relation
from plait.mail.kinds import About
from plait.mail.models import OutgoingMail
from plait.partnerships import actions as partnerships
from plait.partnerships.models import Appointment, Round, TeamPlace
from plait.partnerships.rights_queries import held
from plait.reviewers import actions as pool
from plait.reviewers import team_actions as actions
from plait.reviewers.models import Reviewer
from plait.reviewers.team_letters import asked, stepped_down
from plait.selfevaluation import queries as selfevaluation
from tests.reports.test_releases import release
from tests.reviewers.test_pool import GIVEN, sign_in
from tests.world import AT, TODAY, World, person, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
LASTING = replace(GIVEN, expires_on=date(2098, 1, 1))


@pytest.fixture
def world() -> World:
    """Ash Bank has submitted. Gus and Gwen, governors of its partners, are trained reviewers; so is Amy of Ash Bank."""
    made = trio()
    made.people["gus"] = person("gus", role=Role.GOVERNOR, urn=made.urns[1])
    made.people["gwen"] = person("gwen", role=Role.GOVERNOR, urn=made.urns[2])
    for name in ("gus", "gwen", "amy"):
        join(made, name)
    made.submit(made.urns[0])
    return made


def join(world: World, name: str, given: pool.ProfileInput = LASTING) -> None:
    where = {"partnership_id": world.partnership_id, "at": AT}
    pool.save_profile(viewer=world.viewer(name), given=given, version=0, **where)
    number = reviewer_id(world, name)
    pool.confirm_training(viewer=world.viewer("lee"), reviewer_id=number, version=1, today=TODAY, **where)


def reviewer_id(world: World, name: str) -> int:
    return Reviewer.objects.get(person=world.people[name], partnership_id=world.partnership_id).pk


def ask(world: World, name: str, host: int = 0, *, leads: bool = False, by: str = "lee", today: date = TODAY) -> int:
    return actions.ask(
        viewer=world.viewer(by),
        partnership_id=world.partnership_id,
        round_id=world.round_id,
        urn=world.urns[host],
        reviewer_id=reviewer_id(world, name),
        leads=leads,
        at=AT,
        today=today,
    )


def sign(world: World, name: str, place_id: int, today: date = TODAY, protocol: str = "1") -> None:
    actions.sign(viewer=world.viewer(name), place_id=place_id, protocol=protocol, at=AT, today=today)


def reads(world: World, name: str, viewer: Viewer | None = None) -> bool:
    """Whether somebody may read the evaluation of Ash Bank."""
    try:
        selfevaluation.get(viewer or world.viewer(name), world.evaluations[world.urns[0]])
    except NotVisible:
        return False
    return True


def team_address(world: World, rest: str = "") -> str:
    return f"/partnerships/{world.partnership_id}/rounds/{world.round_id}/teams/{rest}"


def test_nothing_opens_before_the_protocol_is_signed(world: World) -> None:
    number = ask(world, "gus")
    assert not reads(world, "gus")
    with pytest.raises(NotAllowedNow, match="protocol has changed"):
        sign(world, "gus", number, protocol="0")
    for name in ("gwen", "lee", "sam"):
        with pytest.raises(NotVisible):
            sign(world, name, number)
    sign(world, "gus", number)
    assert reads(world, "gus")
    assert not reads(world, "gwen")
    with pytest.raises(NotAllowedNow, match="signed already"):
        sign(world, "gus", number)
    told = list(AuditEntry.objects.filter(kind="team-place").order_by("pk").values_list("action", "school_urn"))
    assert told == [("put on", world.urns[0]), ("sign", world.urns[0])]
    assert "Signed the protocol" in repr(held(world.people["gus"].pk, "gus@example.org"))


def test_it_closes_by_itself_when_the_report_is_released_and_when_the_round_closes(world: World) -> None:
    sign(world, "gus", ask(world, "gus"))
    Round.objects.filter(pk=world.round_id).update(closed_on=TODAY)
    assert not reads(world, "gus")
    Round.objects.filter(pk=world.round_id).update(closed_on=None)
    assert reads(world, "gus")
    for urn in world.urns[1:]:
        world.hand_in(world.urns[0], urn)
    world.agree_after(world.urns[0], {})
    release(world, Relation.REVIEWER)
    assert not reads(world, "gus")
    assert TeamPlace.objects.get().ended == "released"
    with pytest.raises(NotAllowedNow, match="over for you"):
        actions.step_down(viewer=world.viewer("gus"), place_id=TeamPlace.objects.get().pk, at=AT)


def test_it_closes_for_somebody_who_comes_to_the_school_or_leaves_all_schools(world: World) -> None:
    number = ask(world, "gus")
    sign(world, "gus", number)
    gus = world.people["gus"].pk
    partnerships.appoint(person_id=gus, role=Role.STAFF, urn=world.urns[0], starts=TODAY, at=AT)
    assert not reads(world, "gus")  # staff of the school read nothing by this agreement, and no reviewer works there
    Appointment.objects.filter(person_id=gus, school_id=world.urns[0]).delete()
    assert reads(world, "gus")
    Appointment.objects.filter(person_id=gus).update(ends=TODAY - timedelta(days=1))
    assert not reads(world, "gus")
    partnerships.appoint(person_id=gus, role=Role.HEAD, urn=world.urns[0], starts=TODAY, at=AT)
    assert reads(world, "gus")  # as its head


def test_it_waits_for_the_school_s_own_signature(world: World) -> None:
    from plait.journey import actions as journey  # noqa: PLC0415

    sign(world, "gus", ask(world, "gus"))
    where = {"round_id": world.round_id, "urn": world.urns[0], "at": AT}
    journey.withdraw(viewer=world.viewer("ada"), reason="", **where)
    assert not reads(world, "gus")


def test_who_may_not_be_asked(world: World) -> None:
    with pytest.raises(Refused, match="Amy works at the school"):
        ask(world, "amy")
    with pytest.raises(Refused, match="training has run out"):
        ask(world, "gus", today=date(2098, 1, 2))
    where = {"viewer": world.viewer("gwen"), "partnership_id": world.partnership_id, "at": AT}
    pool.declare_conflict(urn=world.urns[0], reason="We were at college together.", **where)
    with pytest.raises(Refused, match="Gwen would rather not review it") as refused:
        ask(world, "gwen")
    assert "college" not in str(refused.value)
    for name in ("ada", "ben", "gus", "sam"):
        with pytest.raises(NotVisible):
            ask(world, "gus", by=name)
    for wrong in ({"urn": world.outside}, {"round_id": 987654}, {"reviewer_id": 987654}, {"partnership_id": 987654}):
        whole = {"partnership_id": world.partnership_id, "round_id": world.round_id, "urn": world.urns[0]}
        whole |= {"reviewer_id": reviewer_id(world, "gus")} | wrong
        with pytest.raises(NotVisible):
            actions.ask(viewer=world.viewer("lee"), leads=False, at=AT, today=TODAY, **whole)
    Round.objects.filter(pk=world.round_id).update(closed_on=TODAY)
    with pytest.raises(Refused, match="closed"):
        ask(world, "gus")
    assert not TeamPlace.objects.exists()
    assert not OutgoingMail.objects.filter(kind="team-asked").exists()


def test_one_lead_reviewer_who_may_lead(world: World) -> None:
    world.people["nia"] = person("nia", role=Role.LEADER, urn=world.urns[2])
    join(world, "nia", replace(LASTING, reviews_before=1))
    with pytest.raises(Refused, match="Nia cannot lead this review"):
        ask(world, "nia", leads=True)
    ask(world, "gus", leads=True)
    with pytest.raises(NotAllowedNow, match="lead reviewer already"):
        ask(world, "gwen", leads=True)
    with pytest.raises(NotAllowedNow, match="on this team already"):
        ask(world, "gus")
    ask(world, "nia")
    assert TeamPlace.objects.count() == 2


def test_a_training_that_has_run_out_by_the_day_of_signing(world: World) -> None:
    number = ask(world, "gus")
    with pytest.raises(Refused, match="training has run out"):
        sign(world, "gus", number, today=date(2098, 1, 2))
    pool.leave_pool(viewer=world.viewer("gus"), partnership_id=world.partnership_id, at=AT)
    with pytest.raises(Refused, match="not in the pool"):
        sign(world, "gus", number)
    assert not reads(world, "gus")


def test_stepping_down_on_the_morning_tells_the_lead_and_somebody_can_step_in(world: World) -> None:
    number = ask(world, "gus")
    sign(world, "gus", number)
    gus, lee = world.people["gus"].pk, world.people["lee"].pk
    about = About("team-place", str(number), world.urns[0])
    assert asked(gus, about, AT) is None  # has signed
    with pytest.raises(NotVisible):
        actions.step_down(viewer=world.viewer("gwen"), place_id=number, at=AT)
    actions.step_down(viewer=world.viewer("gus"), place_id=number, at=AT)
    assert not reads(world, "gus")
    letter = stepped_down(lee, about, AT)
    assert letter is not None
    assert letter.subject == "Gus cannot review Ash Bank Primary School"
    assert stepped_down(gus, about, AT) is None
    assert OutgoingMail.objects.filter(kind="team-stepped-down", person_id=lee).count() == 1
    again = ask(world, "gus")  # and comes after all
    letter = asked(gus, About("team-place", str(again), world.urns[0]), AT)
    assert letter is not None
    assert "help review Ash Bank Primary School" in repr(letter)
    actions.take_off(viewer=world.viewer("lee"), place_id=again, at=AT)
    assert asked(gus, About("team-place", str(again), world.urns[0]), AT) is None
    for name in ("gus", "ada", "sam"):
        with pytest.raises(NotVisible):
            actions.take_off(viewer=world.viewer(name), place_id=again, at=AT)


def test_the_school_sees_who_reads_its_work_and_the_log_has_it(client: PageClient, world: World) -> None:
    number = ask(world, "gus")
    address = f"/self-evaluations/{world.evaluations[world.urns[0]]}/"
    sign_in(client, world, "ada")
    assert "review team" not in client.get(address).content.decode()
    sign(world, "gus", number)
    assert "Gus of its review team" in client.get(address).content.decode()
    review = f"/peer-reviews/{world.reviews[world.urns[0]]}/"
    assert "Gus of its review team" in client.get(review).content.decode()
    assert "Review team" in client.get(f"/my-schools/{world.urns[0]}/who-changed-what/").content.decode()
    assert sign_in(client, world, "gus").get(address).status_code == 200
    row = Disclosure.objects.filter(person_id=world.people["gus"].pk).first()
    assert row is not None
    assert (row.school_urn, row.relation) == (world.urns[0], "reviewer")
    sign_in(client, world, "ada")
    assert "Gus" in client.get(f"/my-schools/{world.urns[0]}/who-has-read/").content.decode()


def test_putting_a_team_together_on_pages(client: PageClient, world: World) -> None:
    sign_in(client, world, "lee")
    ash = world.urns[0]
    assert "No team yet" in client.get(team_address(world)).content.decode()
    page = client.get(team_address(world, f"{ash}/")).content.decode()
    assert "Nobody on the team" in page
    assert "Amy works at the school." in page
    address = team_address(world, f"{ash}/ask/{reviewer_id(world, 'gus')}/")
    assert client.post(address, {"leads": "yes"}).status_code == 302
    assert client.post(address, {}).status_code == 409
    page = client.get(team_address(world, f"{ash}/")).content.decode()
    assert "Gus, lead reviewer" in page
    assert "One signature to come" in client.get(team_address(world)).content.decode()
    own = f"/review-teams/{TeamPlace.objects.get().pk}/"
    assert client.get(own).status_code == 404
    sign_in(client, world, "gus")
    assert own in client.get(f"/partnerships/{world.partnership_id}/reviewers/you/").content.decode()
    assert "Read the school’s self-evaluation" not in client.get(own).content.decode()
    assert client.post(f"{own}sign/", {"protocol": ""}).status_code == 409
    assert client.post(f"{own}sign/", {"protocol": "1"}).status_code == 302
    assert "Read the school’s self-evaluation" in client.get(own).content.decode()
    assert client.post(f"{own}take-off/").status_code == 404
    assert client.post(f"{own}step-down/").status_code == 302
    assert "closed" in client.get(own).content.decode()
    sign_in(client, world, "lee")
    page = client.get(team_address(world, f"{ash}/")).content.decode()
    assert "Gus stepped down. Those below could step in." in page
    for name in ("ada", "gus", "sam"):
        sign_in(client, world, name)
        for rest in ("", f"{ash}/"):
            assert client.get(team_address(world, rest)).status_code == 404


def test_as_many_queries_for_one_person_as_for_three(client: PageClient, world: World) -> None:
    def many(name: str, address: str) -> int:
        sign_in(client, world, name).get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    number = ask(world, "gus")
    places = [("lee", team_address(world)), ("lee", team_address(world, f"{world.urns[0]}/"))]
    places.append(("gus", f"/review-teams/{number}/"))
    first = [many(*place) for place in places]
    ask(world, "gwen")
    for name in ("pia", "quin"):
        world.people[name] = person(name, role=Role.LEADER, urn=world.urns[2])
        join(world, name)
    ask(world, "gus", 2)
    assert [many(*place) for place in places] == first
    assert max(first) <= 21
