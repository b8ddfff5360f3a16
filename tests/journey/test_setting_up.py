"""Founding, members, nesting, programmes: on pages, by those who may, with every refusal in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from inspection import PageClient

from plait.adapters.programme_files import built_in
from plait.audit.models import AuditEntry
from plait.domain.partnership_kinds import MemberRole
from plait.domain.roles import Role
from plait.frameworks.actions import publish_built_in
from plait.partnerships import actions, queries
from plait.partnerships.models import Appointment, Membership, Partnership, Programme
from plait.schools.models import School
from tests.world import AT, World, person, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def world() -> World:
    made = trio()
    made.people["adm"] = person("adm", role=Role.ADMINISTRATOR)
    return made


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def days(**given: date) -> dict[str, str]:
    return {
        f"{name}-{part}": str(getattr(day, part)) for name, day in given.items() for part in ("day", "month", "year")
    }


def test_a_lead_founds_one_inside_their_own_and_leads_it(client: PageClient, world: World) -> None:
    sign_in(client, world, "lee")
    outer = f"/partnerships/{world.partnership_id}/"
    assert client.post(f"{outer}found-inside/", {"name": ""}).status_code == 422
    answer = client.post(f"{outer}found-inside/", {"name": " Hillside  pair ", "kind": "cluster", "governance": ""})
    made = Partnership.objects.get(name="Hillside pair")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/partnerships/{made.pk}/set-up/")
    assert (made.parent_id, made.kind, made.governance) == (world.partnership_id, "cluster", "soft")
    page = client.get(f"/partnerships/{made.pk}/set-up/").content.decode()
    assert "Hillside trio" in page
    assert "No programme yet" in page
    assert "Nobody leads this partnership" not in page
    trail = AuditEntry.objects.filter(object_id=str(made.pk), kind="partnership")
    assert {entry.action for entry in trail} == {"found", "nest"}
    again = client.post(f"{outer}found-inside/", {"name": "Hillside pair", "kind": "cluster", "governance": "hard"})
    assert again.status_code == 409
    assert "Give this one another name" in again.content.decode()
    assert Partnership.objects.filter(name="Hillside pair").count() == 1


def test_an_administrator_founds_anywhere_of_any_kind_and_leads_nothing(
    client: PageClient, world: World, settings: Any
) -> None:
    settings.PARTNERSHIP_KINDS = queries.kinds() | {"book-club": queries.described({}, "book-club")}
    sign_in(client, world, "adm")
    assert "Book club" in client.get("/partnerships/found/").content.decode()
    client.post("/partnerships/found/", {"name": "Readers", "kind": "book-club", "governance": "hard"})
    made = Partnership.objects.get(name="Readers")
    assert (made.parent_id, made.governance) == (None, "hard")
    assert not Appointment.objects.filter(partnership=made).exists()
    page = client.get(f"/partnerships/{made.pk}/set-up/").content.decode()
    assert "Nobody leads this partnership just now." in page
    assert client.post("/partnerships/found/", {"name": "X", "kind": "nonsense"}).status_code == 422
    world.judge(world.urns[0], evidence="SECRET")
    assert "SECRET" not in client.get(f"/partnerships/{world.partnership_id}/").content.decode()


@pytest.mark.parametrize("name", ["ada", "gil", "sam"])
def test_others_found_nothing(client: PageClient, world: World, name: str) -> None:
    sign_in(client, world, name)
    assert client.get("/partnerships/found/").status_code == 403
    inside = client.get(f"/partnerships/{world.partnership_id}/found-inside/")
    assert inside.status_code == (404 if name == "sam" else 403)


def test_a_school_is_found_by_search_and_joins(client: PageClient, world: World) -> None:
    School.objects.filter(urn=world.outside).update(search_text=" somewhere else school ")
    sign_in(client, world, "lee")
    members = f"/partnerships/{world.partnership_id}/members/"
    found = client.get(f"{members}find/", {"q": "somewhere"}).content.decode()
    assert f"{members}add/{world.outside}/" in found
    sent = {"role": "associate", **days(joined=date(2026, 9, 1), left=date(2026, 8, 1))}
    refused = client.post(f"{members}add/{world.outside}/", sent)
    assert refused.status_code == 422
    assert "cannot leave before it joined" in refused.content.decode()
    sent = {"role": "associate", **days(joined=date(2026, 9, 1))}
    assert client.post(f"{members}add/{world.outside}/", sent).status_code == 302
    assert Membership.objects.get(school=world.outside).role == MemberRole.ASSOCIATE.value
    assert "Member" in client.get(f"{members}find/", {"q": "somewhere"}).content.decode()
    overlapping = client.post(f"{members}add/{world.outside}/", sent)
    assert overlapping.status_code == 409
    assert "two memberships of one school cannot overlap" in overlapping.content.decode()
    assert client.get(f"{members}add/999999/").status_code == 404
    sent = {"name": "University of Northshire", **days(joined=date(2026, 9, 1))}
    assert client.post(f"{members}add-partner/", sent).status_code == 302
    page = client.get(members).content.decode()
    assert "5 members" in page
    assert "Strategic partner · since 1 September 2026" in page


def test_a_membership_ends_and_its_place_with_it(client: PageClient, world: World) -> None:
    sign_in(client, world, "ben")
    mine = Membership.objects.get(school=world.urns[1])
    other = Membership.objects.get(school=world.urns[0])
    address = f"/partnerships/{world.partnership_id}/members/"
    assert f"{address}{mine.pk}/end/" in client.get(address).content.decode()
    assert f"{address}{other.pk}/end/" not in client.get(address).content.decode()
    assert client.get(f"{address}{other.pk}/end/").status_code == 403
    assert client.get(f"{address}{mine.pk + 900}/end/").status_code == 404
    assert client.post(f"{address}{mine.pk}/end/", days(left=date(2025, 1, 1))).status_code == 409
    assert queries.ended_places(world.round_id) == {}
    assert client.post(f"{address}{mine.pk}/end/", days(left=timezone.localdate())).status_code == 302
    assert set(queries.ended_places(world.round_id)) == {world.urns[1]}


def test_members_are_not_changed_by_a_member_or_a_stranger(client: PageClient, world: World) -> None:
    for name, status in (("ada", 403), ("sam", 404)):
        sign_in(client, world, name)
        for page in ("find/", "add-partner/", f"add/{world.outside}/"):
            assert client.get(f"/partnerships/{world.partnership_id}/members/{page}").status_code == status


def test_a_partnership_is_put_inside_another_and_taken_out(client: PageClient, world: World) -> None:
    outer = actions.found_partnership(name="Dale", kind="network", urns=(), joined=date(2026, 1, 1), at=AT)
    lee = world.people["lee"].pk
    actions.appoint(person_id=lee, role=Role.PARTNERSHIP_LEAD, partnership_id=outer, starts=date(2026, 1, 1), at=AT)
    hidden = actions.found_partnership(name="Elsewhere", kind="network", urns=(), joined=date(2026, 1, 1), at=AT)
    sign_in(client, world, "lee")
    address = f"/partnerships/{world.partnership_id}/inside/"
    assert "Elsewhere" not in client.get(address).content.decode()
    assert client.post(address, {"parent": str(hidden)}).status_code == 422
    client.post(address, {"parent": str(outer)})
    assert Partnership.objects.get(pk=world.partnership_id).parent_id == outer
    assert client.post(f"/partnerships/{outer}/inside/", {"parent": str(world.partnership_id)}).status_code == 409
    client.post(address, {"parent": "none"})
    assert Partnership.objects.get(pk=world.partnership_id).parent_id is None


@pytest.mark.parametrize("definition_id", sorted(built_in()))
def test_every_programme_file_is_started_and_its_first_round_opened(
    client: PageClient, world: World, definition_id: str
) -> None:
    publish_built_in(at=AT)
    sign_in(client, world, "lee")
    base = f"/partnerships/{world.partnership_id}/programmes/"
    definition = built_in()[definition_id]
    chosen = client.get(f"{base}start/").content.decode()
    assert f"{base}start/{definition_id}/" in chosen
    page = client.get(f"{base}start/{definition_id}/").content.decode()
    assert "Who will see what" in page
    framework = "@".join(definition.frameworks[-1]) if definition.frameworks else ""
    sent = {"title": "A way of ours", "framework": framework}
    assert client.post(f"{base}start/{definition_id}/", sent).status_code == 302
    assert client.post(f"{base}start/{definition_id}/", sent).status_code == 409
    made = Programme.objects.get(title="A way of ours")
    opening = client.get(f"{base}{made.pk}/open-round/").content.decode()
    assert ("Each school is looked at by all the others" in opening) == (definition.pairing.value == "everyone")
    assert ('name="review_due-day"' in opening) == (definition.pairing.value != "nobody")
    for step in definition.milestones:
        assert f'name="due-{step.key}-day"' in opening
    sent = {"title": "First", "after": "0", "framework": framework}
    sent |= days(evaluation_due=date(2027, 1, 9), review_due=date(2027, 2, 9))
    sent |= days(**{f"due-{step.key}": date(2027, 3, 1) for step in definition.milestones})
    assert client.post(f"{base}{made.pk}/open-round/", sent).status_code == 302
    shown = client.get(f"/partnerships/{world.partnership_id}/?round={made.rounds.get().pk}")
    assert "First: how far each school is" in shown.content.decode()
    sign_in(client, world, "ada")
    assert client.get(f"/my-schools/{world.urns[0]}/").status_code == 200


def test_another_definition_counts_for_the_next_round_only(client: PageClient, world: World) -> None:
    publish_built_in(at=AT)
    sign_in(client, world, "lee")
    before = queries.round_facts([world.round_id])[world.round_id]
    base = f"/partnerships/{world.partnership_id}/programmes/{world.programme_id}/change/"
    assert f"{base}own-school/" in client.get(base).content.decode()
    assert client.post(f"{base}own-school/", {"sure": ""}).status_code == 422
    assert client.post(f"{base}own-school/", {"sure": "on"}).status_code == 302
    assert queries.round_facts([world.round_id])[world.round_id] == before
    assert Programme.objects.get(pk=world.programme_id).definition["id"] == "own-school"
    assert AuditEntry.objects.filter(kind="programme", action="change").count() == 1
    assert client.get(f"{base}no-such-file/").status_code == 404


def test_programmes_of_others_are_not_found(client: PageClient, world: World) -> None:
    other = actions.found_partnership(name="Elsewhere", kind="trio", urns=(), joined=date(2026, 1, 1), at=AT)
    sign_in(client, world, "lee")
    assert client.get(f"/partnerships/{other}/programmes/start/").status_code == 404
    assert client.get(f"/partnerships/{other}/programmes/{world.programme_id}/change/").status_code == 404
    sign_in(client, world, "ada")
    assert client.get(f"/partnerships/{world.partnership_id}/programmes/start/").status_code == 403


def test_where_nobody_leads_a_head_keeps_rounds_going(client: PageClient, world: World) -> None:
    Appointment.objects.filter(role=Role.PARTNERSHIP_LEAD.value).delete()
    sign_in(client, world, "ben")
    page = client.get(f"/partnerships/{world.partnership_id}/").content.decode()
    assert "Nobody leads this partnership just now." in page
    base = f"/partnerships/{world.partnership_id}/"
    for each in (f"rounds/{world.round_id}/dates/", f"rounds/{world.round_id}/close/", "programmes/start/"):
        assert client.get(f"{base}{each}").status_code == 200, each
    assert client.get(f"{base}rounds/{world.round_id}/places/").status_code == 403
    assert client.get(f"{base}members/find/").status_code == 403
    sign_in(client, world, "amy")
    assert client.get(f"{base}rounds/{world.round_id}/close/").status_code == 403


def queries_of(client: PageClient, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_pages_take_as_many_queries_for_one_as_for_hundreds(client: PageClient, world: World) -> None:
    sign_in(client, world, "lee")
    base = f"/partnerships/{world.partnership_id}/"
    pages = (f"{base}set-up/", f"{base}members/", f"{base}members/find/?q=school", base, f"{base}programmes/start/")
    Membership.objects.exclude(school=world.urns[0]).delete()
    one = [queries_of(client, page) for page in pages]
    School.objects.bulk_create(School(urn=urn, name=f"School {urn}") for urn in range(991000, 991300))
    Membership.objects.bulk_create(
        Membership(partnership_id=world.partnership_id, school_id=urn, joined=date(2026, 1, 1))
        for urn in (*world.urns[1:], *range(991000, 991300))
    )
    assert [queries_of(client, page) for page in pages] == one
    assert max(one) <= 13, one
    shown = client.get(f"{base}members/", {"q": "school 9912", "page": "2"}).content
    assert b"100 members with" in shown
    assert len(shown) < 60_000


def test_no_round_in_which_hundreds_look_at_each_other(client: PageClient, world: World) -> None:
    School.objects.bulk_create(School(urn=urn, name=f"School {urn}") for urn in range(991000, 991010))
    Membership.objects.bulk_create(
        Membership(partnership_id=world.partnership_id, school_id=urn, joined=date(2026, 1, 1))
        for urn in range(991000, 991010)
    )
    sign_in(client, world, "lee")
    sent = {"title": "Spring", "after": "1"} | days(evaluation_due=date(2027, 1, 9), review_due=date(2027, 2, 9))
    address = f"/partnerships/{world.partnership_id}/programmes/{world.programme_id}/open-round/"
    answer = client.post(address, sent)
    assert answer.status_code == 409
    assert "works for up to 12 schools" in answer.content.decode()
    assert len(queries.rounds_of_partnership(world.partnership_id)) == 1
