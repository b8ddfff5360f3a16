"""A school names somebody of the pool whom it would rather not have: it counts at once, and who reads why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.audit.models import AuditEntry
from plait.domain.roles import Role
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, Refused
from plait.partnerships.models import Pairing, Round, TeamPlace
from plait.reviewers import actions as pool
from plait.reviewers import school_conflict_actions as actions
from plait.reviewers.models import SchoolConflict
from plait.reviewers.rights_queries import held, held_by_school
from plait.rights.retention_actions import delete_what_is_over
from plait.schools.models import School
from tests.reviewers.test_pool import sign_in
from tests.reviewers.test_teams import ask, join, reviewer_id, sign, team_address
from tests.world import AT, TODAY, World, person, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
WHY = "Gus trained with our deputy, and they fell out."


@pytest.fixture
def world() -> World:
    """Gus, governor of Beck Lane, and Amy of Ash Bank are trained reviewers. Ann is a senior leader of Ash Bank."""
    made = trio()
    made.people["gus"] = person("gus", role=Role.GOVERNOR, urn=made.urns[1])
    made.people["ann"] = person("ann", role=Role.LEADER, urn=made.urns[0])
    for name in ("gus", "amy"):
        join(made, name)
    return made


def declare(world: World, name: str = "ada", whom: str = "gus", reason: str = WHY) -> int:
    where = {"urn": world.urns[0], "partnership_id": world.partnership_id, "at": AT, "today": TODAY}
    number = reviewer_id(world, whom)
    actions.declare(viewer=world.viewer(name), reviewer_id=number, reason=reason, **where)
    return SchoolConflict.objects.get(person=world.people[whom]).pk


def end(world: World, name: str, number: int, at: int = 0) -> None:
    where = {"urn": world.urns[at], "partnership_id": world.partnership_id, "at": AT}
    actions.end(viewer=world.viewer(name), school_conflict_id=number, **where)


def address(world: World, rest: str = "", at: int = 0) -> str:
    return f"/my-schools/{world.urns[at]}/who-reviews-you/{world.partnership_id}/{rest}"


def test_it_counts_at_once_until_the_school_takes_it_back(world: World) -> None:
    asked = ask(world, "gus")
    number = declare(world)
    with pytest.raises(Refused, match="The school asked for somebody else this time") as refused:
        sign(world, "gus", asked)
    assert "fell out" not in str(refused.value)
    other = ask(world, "gus", 2)  # it is of one school alone
    TeamPlace.objects.filter(pk=asked).delete()
    with pytest.raises(Refused, match="Gus had better not review it, as the school sees it"):
        ask(world, "gus")
    where = {"viewer": world.viewer("gus"), "partnership_id": world.partnership_id, "at": AT}
    pool.leave_pool(**where)  # and coming back does not undo it
    join(world, "gus")
    with pytest.raises(Refused, match="as the school sees it"):
        ask(world, "gus")
    end(world, "ann", number)
    sign(world, "gus", ask(world, "gus"))
    sign(world, "gus", other)
    told = AuditEntry.objects.filter(kind="school-conflict").order_by("pk")
    assert [(row.action, row.school_urn) for row in told] == [
        ("declare", world.urns[0]),
        ("take back", world.urns[0]),
    ]
    assert "fell out" not in repr(list(told.values()))


def test_what_the_reviewer_ties_to_otherwise_is_said_in_its_own_words(world: World) -> None:
    asked = ask(world, "gus")
    declare(world)
    where = {"viewer": world.viewer("gus"), "partnership_id": world.partnership_id, "at": AT}
    pool.declare_conflict(urn=world.urns[0], reason="I know them.", **where)
    with pytest.raises(Refused, match=r"Gus would rather not review it\. Speak with") as refused:
        sign(world, "gus", asked)
    assert "as the school sees it" not in str(refused.value)


def test_who_may_name_whom(world: World) -> None:
    for name in ("ben", "gus", "lee", "sam"):
        with pytest.raises(NotVisible):
            declare(world, name)
    with pytest.raises(ValueError, match="Say why"):
        declare(world, reason=" ")
    with pytest.raises(NotAllowedNow, match="not in the pool"):
        declare(world, whom="amy")  # works at the school, which Plait knows
    assert not SchoolConflict.objects.exists()
    assert not AuditEntry.objects.filter(kind="school-conflict").exists()
    number = declare(world, "ann")
    with pytest.raises(NotAllowedNow, match="named already"):
        declare(world)
    for name, at in (("ben", 0), ("ben", 1), ("gus", 0), ("lee", 0)):
        with pytest.raises(NotVisible):
            end(world, name, number, at)
    assert SchoolConflict.objects.count() == 1


def test_why_is_read_by_headteachers_and_the_lead_alone(client: PageClient, world: World) -> None:
    asked = ask(world, "gus")
    sign_in(client, world, "ann")
    assert address(world) in client.get(f"/my-schools/{world.urns[0]}/").content.decode()
    assert client.post(address(world), {"reviewer": "", "reason": WHY}).status_code == 422
    sent = {"reviewer": str(reviewer_id(world, "gus")), "reason": WHY}
    assert client.post(address(world), sent).status_code == 302
    page = client.get(address(world)).content.decode()
    assert "Gus" in page
    assert "fell out" not in page
    trail = client.get(f"/my-schools/{world.urns[0]}/who-changed-what/").content.decode()
    assert "Whom you would rather not have as a reviewer" in trail
    assert "fell out" not in trail
    assert "fell out" in sign_in(client, world, "ada").get(address(world)).content.decode()
    profile = f"/partnerships/{world.partnership_id}/reviewers/{reviewer_id(world, 'gus')}/"
    sign_in(client, world, "lee")
    assert "fell out" in client.get(profile).content.decode()
    team = client.get(team_address(world, f"{world.urns[0]}/")).content.decode()
    assert "The school asks for somebody else" in team
    assert "fell out" not in team
    assert client.get(address(world)).status_code == 404
    own = sign_in(client, world, "gus").get(f"/review-teams/{asked}/").content.decode()
    assert "The school asked for somebody else this time." in own
    assert "fell out" not in own
    assert f"/review-teams/{asked}/" in client.get("/").content.decode()
    assert "fell out" not in client.get(f"/partnerships/{world.partnership_id}/reviewers/you/").content.decode()
    for name in ("gus", "ben", "sam"):
        assert sign_in(client, world, name).get(address(world)).status_code == 404


def test_what_is_held_of_it_and_for_how_long(world: World) -> None:
    declare(world, "ann")
    of_gus = repr(held(world.people["gus"].pk))
    assert "The school asked for somebody else" in of_gus
    assert "fell out" not in of_gus
    of_ann = repr(held(world.people["ann"].pk))
    assert "fell out" in of_ann
    assert "Whom" not in of_ann
    (part,) = held_by_school(world.urns[0])
    assert len(part.entries) == 1
    assert "Gus" not in repr(part)
    assert not held_by_school(world.urns[1])[0].entries
    delete_what_is_over(at=AT + timedelta(days=1000))
    assert SchoolConflict.objects.exists()
    delete_what_is_over(at=AT + timedelta(days=1100))
    assert not SchoolConflict.objects.exists()
    assert "Gus" not in repr(list(AuditEntry.objects.filter(kind="school-conflict").values()))


def test_the_page_says_who_looks_at_the_school(client: PageClient, world: World) -> None:
    host, first, second = (School.objects.get(pk=urn).name for urn in world.urns)
    asked = ask(world, "gus")

    def says() -> str:
        return sign_in(client, world, "ada").get(address(world)).content.decode()

    title = Round.objects.get(pk=world.round_id).title
    both = " and ".join(sorted((first, second)))
    assert f"{both} look at your school in {title}." in says()
    assert "Nobody from the pool of reviewers has signed" in says()
    sign(world, "gus", asked)
    assert f"On your review team in {title}: Gus." in says()
    Pairing.objects.filter(host_id=world.urns[0]).delete()
    assert f"{host} look" not in says()
    assert f"{both} look" not in says()
    TeamPlace.objects.all().delete()
    assert f"Nobody has been asked to look at your school in {title} yet." in says()


def test_as_many_queries_for_one_person_as_for_three(client: PageClient, world: World) -> None:
    def many() -> int:
        sign_in(client, world, "ada").get(address(world))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address(world)).status_code == 200
        return len(caught)

    for name in ("pia", "quin", "rob", "tia"):
        world.people[name] = person(name, role=Role.STAFF, urn=world.urns[2])
        join(world, name)
    declare(world)
    first = many()
    for name in ("pia", "quin", "rob"):
        declare(world, whom=name)
    assert many() == first
    assert first <= 26
