"""Home, a school's page and a partnership's page, through the client that inspects them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.actionplans import actions as plans
from plait.actionplans import queries as plan_queries
from plait.domain.roles import Role
from plait.journey.pages import school_page
from plait.journey.queries import school_journey
from plait.partnerships import actions as partnerships
from plait.partnerships import queries as partnership_queries
from plait.partnerships.programme_actions import start_programme
from tests.world import AT, TODAY, World, peer_trio, person, school, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def world() -> World:
    return trio()


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_stranger_is_sent_to_sign_in(client: PageClient, world: World) -> None:
    for address in ("/", f"/my-schools/{world.urns[0]}/", f"/partnerships/{world.partnership_id}/"):
        assert client.get(address).headers["Location"].startswith("/sign-in/")


def test_one_school_leads_straight_there(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    assert client.get("/").headers["Location"] == f"/my-schools/{world.urns[0]}/"


def test_with_several_schools_none_is_chosen_by_default(client: PageClient, world: World) -> None:
    partnerships.appoint(person_id=world.people["ada"].pk, role=Role.GOVERNOR, urn=world.urns[2], starts=TODAY, at=AT)
    sign_in(client, world, "ada")
    shown = client.get("/").content.decode()
    assert "Choose the school" in shown
    assert "Ash Bank" in shown
    assert "Cliff Top" in shown
    assert "of 3 areas" not in shown


def test_a_person_without_a_role_reads_whom_to_ask(client: PageClient, world: World) -> None:
    world.people["new"] = person("new")
    sign_in(client, world, "new")
    assert "You do not have a role yet" in client.get("/").content.decode()


def test_a_role_that_ended_counts_at_the_next_click(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    address = f"/my-schools/{world.urns[0]}/"
    assert client.get(address).status_code == 200
    appointment = partnership_queries.Appointment.objects.get(person=world.people["ada"])
    partnerships.end_appointment(appointment_id=appointment.pk, ends=appointment.starts, at=AT)
    assert client.get(address).status_code == 404


def test_the_page_says_what_is_next_through_the_round(client: PageClient, world: World) -> None:
    first, second, third = world.urns
    sign_in(client, world, "ada")
    address = f"/my-schools/{first}/"

    def next_title() -> str:
        shown = client.get(address).content.decode()
        start = shown.index("card--next")
        return shown[start : start + 300]

    assert "Next: Evaluate your school" in next_title()
    world.judge(first)
    assert "Next: Submit your self-evaluation" in next_title()
    world.submit(first)
    assert "Nothing for you to do just now" in next_title()
    world.submit(second)
    assert "Next: Give your view of Beck Lane" in next_title()
    world.look(second, first)
    assert "Next: Hand in your view of Beck Lane" in next_title()
    world.hand_in(second, first)
    world.hand_in(first, second)
    assert "Nothing for you to do just now" in next_title()
    world.hand_in(first, third)
    assert "Next: Talk through what your partners saw" in next_title()


@pytest.mark.parametrize(
    ("dues", "title", "tag"),
    [
        ((date(2026, 9, 13), date(2026, 10, 1)), "One action is overdue", "1 overdue"),
        ((date(2026, 9, 12), date(2026, 9, 13)), "Two actions are overdue", "2 overdue"),
        ((date(2026, 9, 14),), "Agreed and planned", "Done"),
        ((), "This round is done", "Done"),
    ],
)
def test_a_round_is_done_when_nothing_is_open_or_overdue(
    world: World, dues: tuple[date, ...], title: str, tag: str
) -> None:
    first, second, third = world.urns
    world.agree(first)
    for host in (second, third):
        world.submit(host)
        world.hand_in(host, first)
    viewer = world.viewer("ada")
    given = [plans.ActionInput("area-1", "Train two mentors.", "Amy", due, "Two lead others.") for due in dues]
    finished = plans.ActionInput("area-2", "Long done.", "Amy", date(2026, 9, 1), "")
    for item in (*given, finished):
        plans.add(viewer=viewer, urn=first, round_id=world.round_id, given=item, at=AT)
    last = plan_queries.of_school(viewer, first, world.round_id)[-1]
    plans.move_on(viewer=viewer, action_id=last.id, step="finish", at=AT)
    page = school_page(school_journey(viewer, first), TODAY)
    assert page.next is None
    assert page.closing is not None
    assert page.closing.title == title
    assert page.tasks[-1].state == tag


def test_a_senior_leader_is_not_told_to_submit(client: PageClient, world: World) -> None:
    world.judge(world.urns[0])
    sign_in(client, world, "amy")
    shown = client.get(f"/my-schools/{world.urns[0]}/").content.decode()
    assert "ready to submit by the headteacher" in shown
    assert "Next: Submit" not in shown


def test_a_school_without_a_round_has_a_page_that_teaches(client: PageClient, world: World) -> None:
    sign_in(client, world, "sam")
    assert "No round yet" in client.get(f"/my-schools/{world.outside}/").content.decode()


@pytest.mark.parametrize("name", ["ben", "lee", "sam"])
def test_another_schools_page_is_not_found(client: PageClient, world: World, name: str) -> None:
    sign_in(client, world, name)
    assert client.get(f"/my-schools/{world.urns[0]}/").status_code == 404


def test_the_lead_sees_how_far_schools_are_and_nothing_they_wrote(client: PageClient, world: World) -> None:
    world.judge(world.urns[0], answer="4", evidence="SECRET-EVIDENCE")
    world.submit(world.urns[0])
    world.look(world.urns[0], world.urns[1], comment="SECRET-COMMENT")
    sign_in(client, world, "lee")
    shown = client.get(f"/partnerships/{world.partnership_id}/").content.decode()
    assert "Submitted" in shown
    assert "0 of 2 in" in shown
    assert "Sustainable" not in shown
    assert "SECRET" not in shown


def test_a_stranger_finds_no_partnership(client: PageClient, world: World) -> None:
    sign_in(client, world, "sam")
    assert client.get(f"/partnerships/{world.partnership_id}/").status_code == 404


def test_opening_the_next_round_in_two_steps(client: PageClient, world: World) -> None:
    sign_in(client, world, "lee")
    address = f"/partnerships/{world.partnership_id}/programmes/{world.programme_id}/open-round/"
    assert "Not finished yet: Ash Bank" in client.get(address).content.decode()
    sent = {"title": "Spring 2027", "after": "1"}
    for field, day in (("evaluation_due", ("1", "2", "2027")), ("review_due", ("1", "1", "2027"))):
        sent |= {f"{field}-{part}": value for part, value in zip(("day", "month", "year"), day, strict=True)}
    assert "choose a later day" in client.post(address, sent).content.decode()
    sent["review_due-month"] = "3"
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 409
    assert [item.title for item in partnership_queries.rounds_of_partnership(world.partnership_id)] == [
        "Spring 2027",
        "Autumn 2026",
    ]


def test_a_forged_programme_is_not_found(client: PageClient, world: World) -> None:
    other = partnerships.found_partnership(
        name="Elsewhere", kind="trio", urns=[school(990050, "Far Away School")], joined=TODAY, at=AT
    )
    forged = start_programme(partnership_id=other, definition=peer_trio(world.framework), title="Forged", at=AT)
    sign_in(client, world, "lee")
    address = f"/partnerships/{world.partnership_id}/programmes/{forged}/open-round/"
    assert client.get(address).status_code == 404


def counted(client: PageClient, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_pages_take_a_fixed_number_of_queries(client: PageClient, world: World) -> None:
    sign_in(client, world, "ada")
    address = f"/my-schools/{world.urns[0]}/"
    at_first = counted(client, address)
    for urn in world.urns:
        world.reveal(urn)
    assert at_first <= 12
    assert counted(client, address) <= at_first + 1  # what the conversation has settled is counted once there is one
    sign_in(client, world, "lee")
    assert counted(client, f"/partnerships/{world.partnership_id}/") <= 12
