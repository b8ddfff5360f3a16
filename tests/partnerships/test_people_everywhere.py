"""People of areas, of programmes and those who administer: who lets them in, who sees them, what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.audit.models import AuditEntry
from plait.cli.main import main
from plait.domain.roles import Role
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, Refused
from plait.partnerships import actions as partnerships
from plait.partnerships import invitation_actions as actions
from plait.partnerships import invitation_pages as pages
from plait.partnerships import invitation_queries as queries
from plait.partnerships.invitation_actions import InvitationInput
from plait.partnerships.invitation_rules import Place
from plait.partnerships.models import Appointment, Invitation, Partnership
from plait.people.models import Person
from tests.sight.crawl import BACKEND
from tests.world import AT, TODAY, World, person, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
NEW = "nia@fell.example"


@pytest.fixture
def world() -> World:
    """The trio lies in an area that lee leads as well; adm administers."""
    made = trio()
    made.people["adm"] = person("adm", role=Role.ADMINISTRATOR)
    return made


@pytest.fixture
def area(world: World) -> Place:
    found = partnerships.found_partnership(name="Fell area", kind="cluster", urns=(), joined=date(2026, 1, 1), at=AT)
    Partnership.objects.filter(pk=world.partnership_id).update(parent_id=found)
    lee = world.people["lee"].pk
    partnerships.appoint(person_id=lee, role=Role.PARTNERSHIP_LEAD, partnership_id=found, starts=TODAY, at=AT)
    return Place(partnership_id=found)


def invite(world: World, by: str, role: str, place: Place, email: str = NEW) -> int:
    given = InvitationInput(email, "Nia Price", role)
    return actions.invite(viewer=world.viewer(by), place=place, given=given, at=AT, today=TODAY)


def take(world: World, email: str = NEW) -> Person:
    """Whoever was invited accepts."""
    row = Invitation.objects.get(email=email, accepted_at=None)
    who = Person.objects.create_user(email, "three strands woven", name="Nia")
    world.people["nia"] = who
    actions.accept(viewer=world.viewer("nia"), email=email, invitation_id=row.pk, at=AT, today=TODAY)
    return who


def programme(world: World) -> Place:
    return Place(programme_id=world.programme_id, within=world.partnership_id)


def test_a_lead_names_who_works_for_a_programme(world: World) -> None:
    invite(world, "lee", "provider", programme(world))
    nia = take(world)
    held = Appointment.objects.get(person=nia)
    assert (held.role, held.programme_id, held.partnership_id) == ("provider", world.programme_id, None)
    assert [entry.action for entry in AuditEntry.objects.filter(kind="invitation").order_by("pk")] == [
        "invite",
        "accept",
    ]
    with pytest.raises(NotAllowedNow, match="already"):
        invite(world, "lee", "provider", programme(world))
    for by, why in (("ada", NotVisible), ("sam", NotVisible), ("nia", Refused)):
        with pytest.raises(why):
            invite(world, by, "facilitator", programme(world), "other@fell.example")


def test_area_people_are_let_in_by_the_lead_of_an_area_or_an_administrator(world: World, area: Place) -> None:
    for by in ("lee", "adm"):
        invite(world, by, "area-officer", area, f"{by}@fell.example")
    trio_itself = Place(partnership_id=world.partnership_id)
    with pytest.raises(Refused):
        invite(world, "lee", "area-officer", trio_itself)  # nothing lies in it
    with pytest.raises(Refused, match="has a lead"):
        invite(world, "adm", "partnership-lead", area)
    for role in ("head", "provider", "administrator"):
        with pytest.raises(Refused, match="no such role"):
            invite(world, "lee", role, area)
    assert Invitation.objects.count() == 2


def test_whoever_names_those_who_read_more_is_not_one_of_them(world: World, area: Place) -> None:
    for place, role in ((area, "board-member"), (programme(world), "provider")):
        with pytest.raises(NotAllowedNow, match="Somebody else"):
            invite(world, "lee", role, place, "lee@example.org")
    assert not Invitation.objects.exists()


def test_an_administrator_lets_in_the_first_lead_and_other_administrators(world: World) -> None:
    lone = partnerships.found_partnership(name="Moor pair", kind="cluster", urns=(), joined=date(2026, 1, 1), at=AT)
    invite(world, "adm", "partnership-lead", Place(partnership_id=lone), "first@moor.example")
    invite(world, "adm", "administrator", Place())
    with pytest.raises(NotAllowedNow, match="already"):
        invite(world, "adm", "administrator", Place())
    nia = take(world)
    assert world.viewer("nia").roles[0].role == Role.ADMINISTRATOR
    for by in ("lee", "ada"):
        with pytest.raises(NotVisible):
            invite(world, by, "administrator", Place(), "other@fell.example")
    mine = Appointment.objects.get(person=nia)
    actions.end_role(viewer=world.viewer("adm"), appointment_id=mine.pk, at=AT, today=TODAY)
    assert world.viewer("nia").roles == ()


def test_an_administrator_ends_roles_of_an_area_and_no_leads(world: World, area: Place) -> None:
    officer = person("oli", role=Role.AREA_OFFICER, partnership_id=area.partnership_id)
    lead = Appointment.objects.get(partnership_id=area.partnership_id, role="partnership-lead")
    adm = world.viewer("adm")
    with pytest.raises(Refused):
        actions.end_role(viewer=adm, appointment_id=lead.pk, at=AT, today=TODAY)
    held = Appointment.objects.get(person=officer)
    actions.end_role(viewer=adm, appointment_id=held.pk, at=AT, today=TODAY)
    assert not Appointment.objects.filter(person=officer, ends=None).exists()


def test_pages(client: PageClient, world: World, area: Place) -> None:
    people = f"/partnerships/{world.partnership_id}/programmes/{world.programme_id}/people/"
    client.force_login(world.people["lee"], backend=BACKEND)
    assert people in client.get(f"/partnerships/{world.partnership_id}/people/").content.decode()
    form = {"name": "Nia Price", "email": NEW, "role": "provider"}
    assert client.post(f"{people}invite/", form).headers["Location"] == people
    assert "Nia Price" in client.get(people).content.decode()
    assert client.post(f"{people}invite/", form | {"role": "administrator"}).status_code == 422
    assert client.get(f"/partnerships/{area.partnership_id}/programmes/{world.programme_id}/people/").status_code == 404
    assert client.get("/administrators/").status_code == 404
    assert client.post("/administrators/invite/", form | {"role": "administrator"}).status_code == 404
    client.force_login(world.people["ada"], backend=BACKEND)
    assert client.get(people).status_code == 404

    client.force_login(world.people["adm"], backend=BACKEND)
    assert 'href="/administrators/"' in client.get("/").content.decode()
    assert "Adm" in client.get("/administrators/").content.decode()
    posted = client.post("/administrators/invite/", form | {"role": "administrator", "email": "two@fell.example"})
    assert posted.headers["Location"] == "/administrators/"
    choices = client.get(f"/partnerships/{area.partnership_id}/people/invite/").content.decode()
    assert 'value="area-officer"' in choices
    assert 'value="partnership-lead"' not in choices


def test_the_page_of_a_programme_takes_as_many_queries_for_one_as_for_three(client: PageClient, world: World) -> None:
    client.force_login(world.people["lee"], backend=BACKEND)
    address = f"/partnerships/{world.partnership_id}/programmes/{world.programme_id}/people/"

    def many() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    def add(name: str) -> None:
        who = person(name).pk
        partnerships.appoint(
            person_id=who, role=Role.PROVIDER, programme_id=world.programme_id, starts=date(2026, 1, 1), at=AT
        )
        invite(world, "lee", "facilitator", programme(world), f"{name}@fell.example")

    add("ona")
    first = many()
    for name in ("oli", "oda"):
        add(name)
    assert many() == first


@pytest.mark.parametrize(
    ("more", "status"),
    [(["--role", "administrator"], 0), (["--role", "administrator", "--school", "990001"], 2), (["--role", "head"], 2)],
)
def test_the_first_administrator_is_invited_by_a_command(
    world: World, more: list[str], status: int, capsys: pytest.CaptureFixture[Any]
) -> None:
    assert main(["invite", NEW, "--name", "Nia", "--no-mail", *more]) == status
    assert Invitation.objects.filter(role="administrator").count() == (1 if status == 0 else 0)


def test_who_is_invited_reads_what_the_agreement_says_and_not_what_the_role_could(world: World) -> None:
    def told(role: str, place: Place) -> str:
        found = pages.who_sees(role, queries.agreements(place))
        assert [title for title, _ in found] == ["Hillside peer review"]
        return " ".join(sentence for _, sentences in found for sentence in sentences)

    ash = Place(urn=world.urns[0])
    assert "Until you submit, only your headteacher, senior leaders and governors can read" in told("leader", ash)
    assert "its headteacher, its senior leaders, its governors and all who reviewed it can" in told("leader", ash)
    assert told("staff", ash).startswith("You can read your school’s report once it is released to you")
    lead = told("partnership-lead", Place(partnership_id=world.partnership_id))
    assert lead.startswith("You can read a school’s report once it is released to you. You can see how far")
    assert "a school’s judgements once they submit them" in lead
    assert "You are asked about groups of schools that stand out" in lead
    assert "asked about groups" not in told("staff", ash)
    assert "nothing of what schools write" in told("provider", programme(world))
    assert queries.agreements(Place()) == ()
    assert queries.agreements(Place(urn=world.outside)) == ()
