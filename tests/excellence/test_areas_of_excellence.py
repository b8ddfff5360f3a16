"""Areas of excellence: put forward by either side, validated by the team, listed only as the headteacher says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.audit.models import AuditEntry, Disclosure
from plait.domain.excellence import CRITERIA
from plait.domain.verdicts import NotVisible, Refused
from plait.excellence import actions, queries
from plait.excellence.models import AreaOfExcellence
from plait.excellence.retention_actions import areas_in, delete_areas
from plait.excellence.rights_queries import held, held_by_school
from plait.journey import actions as journey
from plait.journey.changes import changes_page
from plait.partnerships.models import Round
from tests.world import AT, TODAY, World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
ASH, BECK = 990001, 990002
ALL = [item.key for item in CRITERIA]
LEARN = "How reading is taught across year groups."
SHOWN = "Seen in four lessons and in the reading records."


@pytest.fixture
def world() -> World:
    made = trio()
    made.agree(ASH)
    return made


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def claim(world: World, name: str = "ada", sent: str = "t1", title: str = "Reading together") -> int:
    given = actions.ProposalInput("area-1", title, LEARN, SHOWN, "The reading lead", sent)
    review_id = world.reviews[ASH]
    actions.propose(viewer=world.viewer(name), review_id=review_id, framework=world.framework, given=given, at=AT)
    return AreaOfExcellence.objects.get(token=sent).pk


def decide(world: World, number: int, name: str = "ben", *, validated: bool = True, why: str = "") -> None:
    viewer = world.viewer(name)
    met = ALL if validated else ALL[:1]
    actions.decide(viewer=viewer, excellence_id=number, validated=validated, met=met, why=why, at=AT)


def consent(world: World, number: int, name: str = "ada", *, wanted: bool = True) -> None:
    actions.consent(viewer=world.viewer(name), excellence_id=number, wanted=wanted, at=AT)


def listed(world: World, number: str = "ben", today: date = TODAY) -> list[str]:
    return [item.title for item in queries.directory(world.viewer(number), today=today)]


def trail() -> list[str]:
    return list(AuditEntry.objects.filter(kind="excellence").order_by("pk").values_list("action", flat=True))


def test_from_a_claim_to_the_directory_and_out_of_it(world: World) -> None:
    number = claim(world)
    assert claim(world) == number, "sent twice is one"
    assert listed(world) == []
    decide(world, number, validated=False, why="Show it in a second year group.")
    decide(world, number, "cat")
    row = AreaOfExcellence.objects.get()
    assert (row.validated, row.valid_until) == (True, date(2028, 9, 14))
    assert listed(world) == [], "not without consent"
    consent(world, number)
    consent(world, number)
    for name in ("ada", "amy", "gil", "ben", "cat", "lee"):
        assert listed(world, name) == ["Reading together"], name
    assert listed(world, "sam") == []
    assert listed(world, "ben", date(2028, 9, 15)) == [], "its time is over"
    consent(world, number, wanted=False)
    assert listed(world) == listed(world, "ada") == []
    assert trail() == ["put forward", "say not yet", "validate", "list", "take out"]


def test_it_goes_with_the_schools_signature_and_stays_when_the_round_closes(world: World) -> None:
    number = claim(world)
    decide(world, number)
    consent(world, number)
    Round.objects.filter(pk=world.round_id).update(closed_on=TODAY)
    assert listed(world) == ["Reading together"]
    consent(world, number, wanted=False)
    consent(world, number)
    Round.objects.filter(pk=world.round_id).update(closed_on=None)
    journey.withdraw(viewer=world.viewer("ada"), round_id=world.round_id, urn=ASH, reason="We stop.", at=AT)
    assert listed(world) == []
    assert listed(world, "ada") == ["Reading together"]


@pytest.mark.parametrize(
    ("who", "what"),
    [
        ("ada", decide),
        ("ben", consent),
        ("amy", consent),
    ],
)
def test_what_is_not_theirs_is_refused(world: World, who: str, what: Callable[..., None]) -> None:
    number = claim(world)
    decide(world, number, validated=what is consent, why="Not yet.")
    before = (list(AreaOfExcellence.objects.values()), AuditEntry.objects.count())
    with pytest.raises(Refused):
        what(world, number, who)
    assert before == (list(AreaOfExcellence.objects.values()), AuditEntry.objects.count())


def test_nothing_is_listed_before_it_is_validated(world: World) -> None:
    number = claim(world, "ben")
    with pytest.raises(Refused):
        consent(world, number)
    with pytest.raises(ValueError, match="To validate it"):
        actions.decide(viewer=world.viewer("ben"), excellence_id=number, validated=True, met=ALL[:3], why="", at=AT)
    with pytest.raises(ValueError, match="what is missing"):
        decide(world, number, validated=False, why=" ")
    decide(world, number)
    with pytest.raises(Refused):
        decide(world, number, "cat")
    assert trail() == ["put forward", "validate"]


def test_nothing_changes_when_the_trail_cannot_be_written(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("the trail is full")

    monkeypatch.setattr(actions, "record", broken)
    with pytest.raises(RuntimeError):
        claim(world)
    assert not AreaOfExcellence.objects.exists()


@pytest.mark.parametrize("name", ["gil", "lee", "sam"])
def test_nobody_else_finds_what_is_put_forward(world: World, client: PageClient, name: str) -> None:
    number = claim(world)
    sign_in(client, world, name)
    here = f"/excellence/reviews/{world.reviews[ASH]}/"
    for path in (here, f"{here}new/", f"/excellence/areas/{number}/decide/"):
        assert client.get(path).status_code == 404, path
    assert client.post(f"/excellence/areas/{number}/directory/", {"wanted": "yes"}).status_code == 404
    with pytest.raises(NotVisible):
        queries.get(world.viewer(name), number, today=TODAY)


def test_pages_of_both_sides(world: World, client: PageClient) -> None:
    here = f"/excellence/reviews/{world.reviews[ASH]}/"
    sign_in(client, world, "amy")
    assert "Nothing yet" in client.get(here).content.decode()
    form = {
        "area": "area-1",
        "title": "Reading together",
        "learn": LEARN,
        "evidence": "",
        "contact": "The reading lead",
    }
    answer = client.post(f"{here}new/", form | {"token": "t1", "evidence": ""})
    assert answer.status_code == 422
    assert "Say what shows it." in answer.content.decode()
    assert not AreaOfExcellence.objects.exists()
    client.post(f"{here}new/", form | {"token": "t1", "evidence": SHOWN})
    number = AreaOfExcellence.objects.get().pk
    sign_in(client, world, "ben")
    assert SHOWN in client.get(here).content.decode()
    address = f"/excellence/areas/{number}/decide/"
    answer = client.post(address, {"met": ALL[:2], "decision": "yes"})
    assert answer.status_code == 422
    assert "To validate it" in answer.content.decode()
    client.post(address, {"met": ALL, "decision": "yes", "why": "Seen twice."})
    sign_in(client, world, "ada")
    assert "Let it be listed" in client.get(here).content.decode()
    client.post(f"/excellence/areas/{number}/directory/", {"wanted": "yes"})
    assert "Take it out of the directory" in client.get(here).content.decode()
    sign_in(client, world, "lee")
    page = client.get("/excellence/").content.decode()
    assert LEARN in page
    assert SHOWN not in page, "what shows it stays between both sides"
    assert "Seen twice." not in page
    assert "Ada" not in page
    assert "Nothing fits" in client.get("/excellence/?q=swimming").content.decode()
    assert LEARN in client.get("/excellence/?q=READING+ash&area=Area+number+1").content.decode()
    assert client.get("/excellence/?area=made-up").status_code == 200
    sign_in(client, world, "sam")
    assert "Nothing is listed yet" in client.get("/excellence/").content.decode()


def test_the_directory_costs_the_same_and_is_in_the_log(world: World, client: PageClient) -> None:
    counts = []
    for number in range(3):
        made = claim(world, sent=f"t{number}", title=f"Number {number}")
        decide(world, made)
        consent(world, made)
        sign_in(client, world, "lee")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/excellence/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[2] <= 6
    row = Disclosure.objects.filter(kind="excellence").first()
    assert row is not None
    assert (row.person_id, row.relation, row.school_urn) == (world.people["lee"].pk, "lead", ASH)
    read = Disclosure.objects.count()
    sign_in(client, world, "ada")
    client.get("/excellence/")
    assert Disclosure.objects.count() == read


def test_trail_own_data_school_copy_and_deleting(world: World) -> None:
    number = claim(world)
    decide(world, number, why="Seen twice.")
    page = repr(changes_page(world.viewer("ada"), ASH))
    assert "validated" in page
    assert LEARN not in page
    assert LEARN in repr(held(world.people["ada"].pk))
    assert "Seen twice." in repr(held(world.people["ben"].pk))
    assert SHOWN not in repr(held(world.people["ben"].pk)), "somebody else's words"
    given, kept = held_by_school(ASH, [])
    assert (len(given.entries), len(kept.entries)) == (0, 1)
    assert SHOWN not in repr(kept)
    assert SHOWN in repr(held_by_school(ASH, [world.round_id])[0])
    assert delete_areas(areas_in([world.round_id])) == 1
    assert listed(world) == []
