"""A trust appears: pages say what it is and who belongs to it, and nobody sees a word more than before."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.partnerships import actions, queries
from plait.partnerships.group_actions import import_groups
from plait.partnerships.models import Partnership
from plait.people.models import Person
from plait.schools.models import School
from tests.world import AT, World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

MEMBERS = "URN,Linked UID,Group Name,Group Type,Joined date\n"


@pytest.fixture
def world() -> World:
    return trio()


def sign_in(client: PageClient, person: Person) -> PageClient:
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def trust_of(tmp_path: Path, *urns: int) -> int:
    path = tmp_path / "members.csv"
    path.write_text(MEMBERS + "".join(f"{urn},9001,Bracken Trust,Multi-academy trust,01-09-2012\n" for urn in urns))
    assert import_groups(path=path, at=AT).rejected == ()
    return Partnership.objects.get(reference="9001").pk


def test_page_of_a_trust_says_what_it_is_since_when_and_who_else(
    client: PageClient, world: World, tmp_path: Path
) -> None:
    trust = trust_of(tmp_path, world.urns[0], world.outside)
    sign_in(client, world.people["ada"])
    page = client.get(f"/partnerships/{trust}/").content.decode()
    assert "A trust of 2 members" in page
    assert "One body decides for its schools." in page
    assert "Ash Bank Primary School has been a member since 1 September 2012." in page
    assert "Somewhere Else School" in page
    assert "the published register of groups" in page
    assert "No round yet" not in page
    assert "can open the next round" not in page


def test_same_trust_lets_nobody_see_anything(client: PageClient, world: World, tmp_path: Path) -> None:
    for urn in world.urns:
        world.judge(urn)
    host = world.urns[0]
    addresses = (
        f"/my-schools/{host}/",
        f"/partnerships/{world.partnership_id}/",
        f"/evaluations/{world.evaluations[host]}/",
        f"/reports/{world.evaluations[host]}/",
    )
    sign_in(client, world.people["sam"])
    before = [client.get(address).status_code for address in addresses]
    trust = trust_of(tmp_path, *world.urns, world.outside)
    assert [client.get(address).status_code for address in addresses] == before == [404] * 4
    assert "What we have seen." not in client.get(f"/partnerships/{trust}/").content.decode()
    sign_in(client, world.people["ada"])
    assert client.get(f"/my-schools/{host}/").status_code == 200, "there is something that could leak"


def test_trust_is_unknown_to_those_outside(client: PageClient, world: World, tmp_path: Path) -> None:
    trust = trust_of(tmp_path, *world.urns)
    sign_in(client, world.people["sam"])
    assert client.get(f"/partnerships/{trust}/").status_code == 404
    assert [item.id for item in queries.partnerships_of(world.viewer("sam"))] == []


def test_home_and_school_page_name_the_trust_for_what_it_is(client: PageClient, world: World, tmp_path: Path) -> None:
    trust_of(tmp_path, *world.urns)
    sign_in(client, world.people["ada"])
    page = client.get(f"/my-schools/{world.urns[0]}/").content.decode()
    assert "Bracken Trust: its member schools" in page
    assert "Hillside trio: how far each school is" in page


def test_no_round_is_opened_in_a_trust_without_a_programme(client: PageClient, world: World, tmp_path: Path) -> None:
    trust = trust_of(tmp_path, *world.urns)
    sign_in(client, world.people["ada"])
    assert client.get(f"/partnerships/{trust}/programmes/{world.programme_id}/open-round/").status_code == 404


@pytest.mark.parametrize("size", [1, 3, 300])
def test_page_stays_small_and_its_queries_few(client: PageClient, world: World, tmp_path: Path, size: int) -> None:
    urns = range(991000, 991000 + size - 1)
    School.objects.bulk_create(School(urn=urn, name=f"School {urn}") for urn in urns)
    trust = trust_of(tmp_path, world.urns[0], *urns)
    sign_in(client, world.people["ada"])
    client.get(f"/partnerships/{trust}/")
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"/partnerships/{trust}/")
    assert len(asked) == 8, [query["sql"] for query in asked]
    assert answer.content.decode().count('class="govuk-task-list__item ') == min(size, 50)
    assert len(answer.content) < 60_000
    assert "Ash Bank Primary School has been a member since" in answer.content.decode()
    if size == 300:
        last = client.get(f"/partnerships/{trust}/?page=6").content.decode()
        assert "School 991298" in last
        assert "page 6 of 6" in last
        for odd in ("7", "0", "x", "-1", "99999999"):
            assert "page 1 of 6" in client.get(f"/partnerships/{trust}/", {"page": odd}).content.decode()


def test_partner_that_is_no_school_is_listed_with_its_role(client: PageClient, world: World) -> None:
    made = actions.found_partnership(
        name="Dale alliance", kind="alliance", urns=world.urns, joined=date(2026, 1, 1), at=AT
    )
    Partnership.objects.get(pk=made).memberships.create(
        name="University of Northshire", role="strategic-partner", joined=date(2026, 3, 1)
    )
    sign_in(client, world.people["ada"])
    page = client.get(f"/partnerships/{made}/").content.decode()
    assert "An alliance of 4 members" in page
    assert "University of Northshire" in page
    assert "Strategic partner · since 1 March 2026" in page
