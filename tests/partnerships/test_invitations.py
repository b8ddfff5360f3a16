"""Inviting, answering, withdrawing and ending roles: what changes, what is written down, what is refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.contrib.auth.hashers import check_password

from plait.audit.models import AuditEntry
from plait.domain.roles import Role
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, Refused
from plait.mail.kinds import About
from plait.mail.models import OutgoingMail
from plait.partnerships import actions as partnerships
from plait.partnerships import invitation_actions as actions
from plait.partnerships import invitation_letters as letters
from plait.partnerships import invitation_queries as queries
from plait.partnerships.invitation_actions import LIFE, InvitationInput
from plait.partnerships.invitation_rules import Place
from plait.partnerships.models import Appointment, Invitation
from plait.people.models import Person
from tests.world import AT, PASSWORD, TODAY, World, person, school, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
NEW = "nia@ash-bank.example"


@pytest.fixture
def world() -> World:
    return trio()


def invite(
    world: World, by: str, role: str, place: Place, *, email: str = NEW, name: str = "Nia Price", at: datetime = AT
) -> int:
    given = InvitationInput(email, name, role)
    return actions.invite(viewer=world.viewer(by), place=place, given=given, at=at, today=at.date())


def token_of(email: str = NEW) -> str:
    """As the reader of the newest mail to that address finds it."""
    row = Invitation.objects.filter(email=email).latest("pk")
    assert OutgoingMail.objects.filter(address=email, about_id=str(row.pk), text="", html="").exists()
    return letters.token_of(row.pk, row.invited_at)


def accept(email: str, world: World, name: str, *, at: datetime = AT) -> Place:
    row = Invitation.objects.filter(email=email).latest("pk")
    return actions.accept(viewer=world.viewer(name), email=email, invitation_id=row.pk, at=at, today=at.date())


def trail() -> list[str]:
    return [f"{row.action} {row.kind}" for row in AuditEntry.objects.order_by("pk").exclude(kind="round")]


@pytest.fixture
def ash(world: World) -> Place:
    return Place(urn=world.urns[0])


@pytest.fixture
def hillside(world: World) -> Place:
    return Place(partnership_id=world.partnership_id)


def test_somebody_new_is_invited_and_takes_the_role(world: World, ash: Place) -> None:
    before = len(trail())
    number = invite(world, "ada", "leader", ash, email="Nia@Ash-Bank.example ")
    row = Invitation.objects.get(pk=number)
    assert (row.email, row.expires_at) == (NEW, AT + LIFE)
    mail = OutgoingMail.objects.get()
    assert mail.address == NEW
    letter = letters.compose(About(mail.about_kind, mail.about_id), AT)
    assert "Ada invites you to Plait at Ash Bank Primary School" in repr(letter)
    assert "Senior leader" in repr(letter)
    token = token_of()
    assert row.token_hash == queries.hashed(token) != token, "only the hash is kept"

    person_id, place = actions.accept_as_new(token=token, name="Nia Price", password=PASSWORD, at=AT, today=TODAY)
    assert place == ash
    who = Person.objects.get(pk=person_id)
    assert (who.email, who.name) == (NEW, "Nia Price")
    assert check_password(PASSWORD, who.password)
    world.people["nia"] = who
    assert world.viewer("nia").urns == {ash.urn}
    assert trail()[before:] == ["invite invitation", "add person", "accept invitation", "appoint appointment"]


def test_a_link_works_once(world: World, ash: Place) -> None:
    invite(world, "ada", "leader", ash)
    token = token_of()
    actions.accept_as_new(token=token, name="Nia", password=None, at=AT, today=TODAY)
    with pytest.raises(NotAllowedNow, match="accepted already"):
        actions.accept_as_new(token=token, name="Second", password=None, at=AT, today=TODAY)
    assert Person.objects.filter(email=NEW).count() == 1
    assert Appointment.objects.filter(person__email=NEW).count() == 1


@pytest.mark.parametrize("what", ["run out", "withdrawn", "cut off", "sent again"])
def test_a_link_that_no_longer_holds_changes_nothing(world: World, ash: Place, what: str) -> None:
    number = invite(world, "ada", "leader", ash)
    token, at = token_of(), AT
    if what == "run out":
        at = AT + LIFE
    elif what == "withdrawn":
        actions.withdraw(viewer=world.viewer("ada"), invitation_id=number, at=AT)
    elif what == "cut off":
        token = token[:-1]
    else:
        actions.send_again(viewer=world.viewer("ada"), invitation_id=number, at=AT + timedelta(hours=1), today=TODAY)
        assert token_of() != token
    people = Person.objects.count()
    with pytest.raises(NotAllowedNow):
        actions.accept_as_new(token=token, name="Nia", password=None, at=at, today=at.date())
    assert Person.objects.count() == people
    assert not Appointment.objects.filter(person__email=NEW).exists()


def test_the_newest_link_works_for_fourteen_days_from_then(world: World, ash: Place) -> None:
    number = invite(world, "ada", "leader", ash)
    later = AT + LIFE + timedelta(days=3)
    actions.send_again(viewer=world.viewer("ada"), invitation_id=number, at=later, today=later.date())
    found = queries.by_token(token_of(), at=later + LIFE - timedelta(seconds=1))
    assert found is not None
    assert found.state == "open"


def test_somebody_known_accepts_at_a_second_school(world: World, ash: Place) -> None:
    invite(world, "ada", "governor", ash, email="sam@example.org")
    assert accept("sam@example.org", world, "sam") == ash
    assert world.viewer("sam").urns == {ash.urn, world.outside}
    with pytest.raises(NotAllowedNow, match="accepted already"):
        accept("sam@example.org", world, "sam")
    assert Appointment.objects.filter(person__email="sam@example.org", role="governor").count() == 1


def test_nobody_accepts_for_another_address(world: World, ash: Place) -> None:
    invite(world, "ada", "leader", ash)
    row = Invitation.objects.get()
    with pytest.raises(NotVisible):
        actions.accept(viewer=world.viewer("sam"), email="sam@example.org", invitation_id=row.pk, at=AT, today=TODAY)


def test_an_account_that_came_meanwhile_is_not_taken_over(world: World, ash: Place) -> None:
    invite(world, "ada", "leader", ash)
    token = token_of()
    theirs = Person.objects.create_user(NEW, PASSWORD, name="Nia")
    with pytest.raises(NotAllowedNow, match="Sign in, then accept"):
        actions.accept_as_new(token=token, name="Thief", password="another one, long", at=AT, today=TODAY)
    theirs.refresh_from_db()
    assert theirs.name == "Nia"
    assert check_password(PASSWORD, theirs.password)


@pytest.mark.parametrize(
    ("by", "role", "where"),
    [
        ("amy", "leader", "own"),  # a senior leader
        ("gil", "governor", "own"),  # a governor
        ("ada", "partnership-lead", "trio"),  # a head does not lead the partnership
        ("lee", "leader", "own"),  # a lead has no such rights at a school
        ("lee", "governor", "own"),
        ("lee", "head", "own"),  # the school has a head, who decides
    ],
)
def test_nobody_gives_rights_that_they_could_not_give(
    world: World, ash: Place, hillside: Place, by: str, role: str, where: str
) -> None:
    with pytest.raises((Refused, NotVisible)):
        invite(world, by, role, ash if where == "own" else hillside)
    assert not Invitation.objects.exists()
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("by", ["ben", "sam", "ned"])
def test_a_school_of_others_does_not_exist(world: World, ash: Place, by: str) -> None:
    world.people["ned"] = person("ned")
    with pytest.raises(NotVisible):
        invite(world, by, "leader", ash)


def test_a_role_is_held_where_the_table_says(world: World, ash: Place, hillside: Place) -> None:
    for role, place in (("partnership-lead", ash), ("leader", hillside), ("king", ash)):
        with pytest.raises(Refused, match=r"no such role|Only"):
            invite(world, "ada" if place is ash else "lee", role, place)


def test_a_head_gives_every_role_of_the_school(world: World, ash: Place) -> None:
    for role in ("head", "leader", "governor"):
        invite(world, "ada", role, ash)
    assert Invitation.objects.count() == 3


def test_a_lead_invites_a_lead_and_the_head_of_a_member_without_one(world: World, hillside: Place) -> None:
    invite(world, "lee", "partnership-lead", hillside)
    urn = school(990021, "Dale End Primary School")
    with pytest.raises(NotVisible):
        invite(world, "lee", "head", Place(urn=urn))
    partnerships.join(viewer=world.viewer("lee"), partnership_id=world.partnership_id, urn=urn, joined=TODAY, at=AT)
    invite(world, "lee", "head", Place(urn=urn), email="head@dale-end.example")
    actions.accept_as_new(token=token_of("head@dale-end.example"), name="Dan", password=None, at=AT, today=TODAY)
    with pytest.raises(Refused, match="has a headteacher"):
        invite(world, "lee", "head", Place(urn=urn), email="second@dale-end.example")


def test_asking_twice_sends_one_mail(world: World, ash: Place) -> None:
    invite(world, "ada", "leader", ash)
    with pytest.raises(NotAllowedNow, match="invited to this role already"):
        invite(world, "ada", "leader", ash)
    assert OutgoingMail.objects.count() == 1
    later = AT + LIFE
    invite(world, "ada", "leader", ash, at=later)  # the first has run out
    assert Invitation.objects.waiting().count() == 1


def test_somebody_with_the_role_is_not_asked(world: World, ash: Place) -> None:
    with pytest.raises(NotAllowedNow, match="Amy has this role already"):
        invite(world, "ada", "leader", ash, email="amy@example.org")


@pytest.mark.parametrize(("email", "name"), [("nowhere", "Nia"), ("a@b@c.example", "Nia"), (NEW, "  ")])
def test_bad_input_is_one_clear_message(world: World, ash: Place, email: str, name: str) -> None:
    with pytest.raises(NotAllowedNow):
        invite(world, "ada", "leader", ash, email=email, name=name)
    assert not Invitation.objects.exists()


def test_an_invitation_lapses_when_its_sender_no_longer_could_send_it(world: World, ash: Place) -> None:
    invite(world, "ada", "head", ash, email="ben@example.org")
    accept("ben@example.org", world, "ben")
    invite(world, "ada", "leader", ash)
    token = token_of()
    ada = Appointment.objects.get(person=world.people["ada"])
    actions.end_role(viewer=world.viewer("ben"), appointment_id=ada.pk, at=AT, today=TODAY)
    with pytest.raises(NotAllowedNow, match="can no longer give this role"):
        actions.accept_as_new(token=token, name="Nia", password=None, at=AT, today=TODAY)
    actions.send_again(viewer=world.viewer("ben"), invitation_id=Invitation.objects.latest("pk").pk, at=AT, today=TODAY)
    actions.accept_as_new(token=token_of(), name="Nia", password=None, at=AT, today=TODAY)


def test_a_role_ends_in_the_same_moment(world: World, ash: Place) -> None:
    amy = Appointment.objects.get(person=world.people["amy"])
    actions.end_role(viewer=world.viewer("ada"), appointment_id=amy.pk, at=AT, today=TODAY)
    assert world.viewer("amy").roles == ()
    assert trail()[-1] == "end appointment"
    with pytest.raises(NotVisible):
        actions.end_role(viewer=world.viewer("ada"), appointment_id=amy.pk, at=AT, today=TODAY)


def test_a_role_that_began_today_ends_in_the_same_moment(world: World, ash: Place) -> None:
    invite(world, "ada", "leader", ash, email="sam@example.org")
    accept("sam@example.org", world, "sam")
    held = Appointment.objects.get(person=world.people["sam"], role="leader")
    actions.end_role(viewer=world.viewer("ada"), appointment_id=held.pk, at=AT, today=TODAY)
    assert world.viewer("sam").urns == {world.outside}


def test_anybody_gives_up_their_own_role(world: World) -> None:
    gil = Appointment.objects.get(person=world.people["gil"])
    with pytest.raises(Refused):
        actions.end_role(viewer=world.viewer("amy"), appointment_id=gil.pk, at=AT, today=TODAY)
    actions.end_role(viewer=world.viewer("gil"), appointment_id=gil.pk, at=AT, today=TODAY)
    assert world.viewer("gil").roles == ()


def test_the_last_head_names_who_follows(world: World, ash: Place) -> None:
    ada = Appointment.objects.get(person=world.people["ada"])
    for wrong in (None, world.people["ada"].pk, world.people["ben"].pk, 987_654):
        with pytest.raises(NotAllowedNow, match="always has a headteacher"):
            actions.end_role(viewer=world.viewer("ada"), appointment_id=ada.pk, at=AT, today=TODAY, successor_id=wrong)
    assert world.viewer("ada").urns == {ash.urn}, "nothing by half"
    amy = world.people["amy"].pk
    actions.end_role(viewer=world.viewer("ada"), appointment_id=ada.pk, at=AT, today=TODAY, successor_id=amy)
    assert world.viewer("ada").roles == ()
    assert {held.role for held in world.viewer("amy").roles} == {"head", "leader"}
    assert trail()[-2:] == ["appoint appointment", "end appointment"]


def test_somebody_elses_role_or_invitation_is_not_there(world: World, ash: Place) -> None:
    number = invite(world, "ada", "leader", ash)
    amy = Appointment.objects.get(person=world.people["amy"])
    for name in ("ben", "lee", "sam"):
        for change in (
            lambda viewer: actions.withdraw(viewer=viewer, invitation_id=number, at=AT),
            lambda viewer: actions.send_again(viewer=viewer, invitation_id=number, at=AT, today=TODAY),
            lambda viewer: actions.end_role(viewer=viewer, appointment_id=amy.pk, at=AT, today=TODAY),
        ):
            with pytest.raises(NotVisible):
                change(world.viewer(name))
    for name in ("amy", "gil"):  # of the school, but they let nobody in
        with pytest.raises(NotVisible):
            actions.withdraw(viewer=world.viewer(name), invitation_id=number, at=AT)


def test_the_first_person_is_invited_by_nobody(world: World) -> None:
    given = InvitationInput("first@somewhere.example", "First Head", "head")
    place = Place(urn=world.outside)
    link, until = actions.invite_first(place=place, given=given, at=AT, today=TODAY, with_mail=False)
    assert not OutgoingMail.objects.exists()
    assert until == AT + LIFE
    again, _ = actions.invite_first(place=place, given=given, at=AT, today=TODAY)
    assert OutgoingMail.objects.count() == 1
    old, new = (text.split("/")[-2] for text in (link, again))
    with pytest.raises(NotAllowedNow, match="withdrawn"):
        actions.accept_as_new(token=old, name="First", password=None, at=AT, today=TODAY)
    actions.accept_as_new(token=new, name="First", password=None, at=AT, today=TODAY)
    assert Appointment.objects.filter(school_id=world.outside, role=Role.HEAD).count() == 2
    with pytest.raises(NotAllowedNow, match="not held at a school"):
        actions.invite_first(
            place=place, given=InvitationInput(NEW, "X", "partnership-lead"), at=AT, today=TODAY, with_mail=False
        )
    with pytest.raises(NotVisible):
        actions.invite_first(place=Place(urn=999_999), given=given, at=AT, today=TODAY, with_mail=False)


def test_a_role_for_a_time_ends_by_itself(world: World, ash: Place) -> None:
    given = InvitationInput(NEW, "Nia", "leader", role_ends=date(2026, 9, 20))
    actions.invite(viewer=world.viewer("ada"), place=ash, given=given, at=AT, today=TODAY)
    actions.accept_as_new(token=token_of(), name="Nia", password=None, at=AT, today=TODAY)
    world.people["nia"] = Person.objects.get(email=NEW)
    assert world.viewer("nia", date(2026, 9, 20)).urns == {ash.urn}
    assert world.viewer("nia", date(2026, 9, 21)).urns == frozenset()


def test_the_page_of_people_takes_the_same_few_queries(
    world: World, ash: Place, django_assert_num_queries: object
) -> None:
    def look(number: int) -> None:
        with django_assert_num_queries(number):  # type: ignore[operator]
            queries.people_here(world.viewer("ada"), ash, today=TODAY, at=AT)

    invite(world, "ada", "leader", ash)
    look(5)
    for number in range(3):
        person(f"p{number}", role=Role.LEADER, urn=ash.urn)
        invite(world, "ada", "leader", ash, email=f"q{number}@ash-bank.example")
    look(5)


def test_the_outbox_holds_no_link_and_the_mail_has_it(world: World, ash: Place) -> None:
    number = invite(world, "ada", "leader", ash)
    waiting = OutgoingMail.objects.get(address=NEW)
    token = token_of()
    assert token not in repr([*OutgoingMail.objects.values(), *Invitation.objects.values()])
    about = About("invitation", waiting.about_id)
    letter = letters.compose(about, AT)
    assert letter is not None
    assert token in repr(letter)
    Invitation.objects.filter(pk=number).update(token_hash="0" * 64)  # sent by an installation with another key
    letters.compose(about, AT)
    assert queries.by_token(token, at=AT) is not None
    assert letters.compose(about, AT + LIFE) is None
    actions.withdraw(viewer=world.viewer("ada"), invitation_id=number, at=AT)
    assert letters.compose(about, AT) is None
