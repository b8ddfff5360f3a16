"""Items attached to an area: who reads them, what stays as it was submitted, what a forged form does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from inspection import PageClient

from plait.audit.models import AuditEntry, Disclosure
from plait.domain.evidence import Strength
from plait.domain.roles import Role
from plait.domain.verdicts import NotVisible, Refused
from plait.evidence import actions as library
from plait.evidence import use_actions
from plait.evidence import use_queries as attached
from plait.evidence.models import EvidenceItem, EvidenceUse
from plait.journey import actions as journey
from plait.partnerships import actions as partnerships
from plait.selfevaluation import actions as selfevaluation
from plait.selfevaluation import evidence_actions as evidence
from plait.selfevaluation import retention_actions as retention
from tests.evidence.kept import GIVEN, keep, keep_file, pdf
from tests.world import AT, TODAY, World, trio

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return trio()


def attach(world: World, *numbers: int, name: str = "ada", area: str = "area-1", statement: str = "") -> int:
    return evidence.attach(
        viewer=world.viewer(name),
        evaluation_id=world.evaluations[world.urns[0]],
        area_id=area,
        item_ids=numbers,
        statement_id=statement,
        at=AT,
    )


def seen(world: World, name: str) -> list[str]:
    """The titles that somebody reads beside the first school's evaluation."""
    return [use.words.title for use in attached.of_evaluation(world.viewer(name), world.evaluations[world.urns[0]])]


def test_partners_read_what_is_attached_once_it_is_submitted_and_nothing_else(world: World) -> None:
    number, other = keep(world, title="Attached"), keep(world, title="Not attached")
    assert attach(world, number) == 1
    assert attach(world, number) == 0, "twice is once"
    assert [seen(world, name) for name in ("ada", "amy", "gil", "ben", "lee", "sam")] == [
        ["Attached"], ["Attached"], ["Attached"], [], [], [],
    ]  # fmt: skip
    world.submit(world.urns[0])
    assert [seen(world, name) for name in ("ada", "ben", "cat", "lee", "sam")] == [
        ["Attached"], ["Attached"], ["Attached"], [], [],
    ]  # fmt: skip
    use_id = EvidenceUse.objects.get().pk
    assert attached.get(world.viewer("ben"), use_id)[0].words.title == "Attached"
    for asked in (
        lambda: attached.get(world.viewer("lee"), use_id),
        lambda: attached.file(world.viewer("ben"), use_id),
        lambda: library.queries.get(world.viewer("ben"), number),
        lambda: library.queries.get(world.viewer("ben"), other),
    ):
        with pytest.raises(NotVisible):
            asked()
    viewer = world.viewer("ada")
    journey.withdraw(viewer=viewer, round_id=world.round_id, urn=world.urns[0], reason="", at=AT)
    assert seen(world, "ben") == []
    assert seen(world, "ada") == ["Attached"]


def test_what_was_submitted_stays_as_it_was(world: World) -> None:
    number = keep_file(world, title="As submitted", strength=Strength.IMPROVED)
    attach(world, number)
    world.submit(world.urns[0])
    ada = world.viewer("ada")
    library.change(
        viewer=ada,
        item_id=number,
        given=replace(GIVEN, title="Changed since", strength=Strength.IMPACT),
        version=1,
        at=AT,
    )
    assert library.put_away(viewer=ada, item_id=number, at=AT) is False, "archived, not deleted"
    use = attached.of_evaluation(world.viewer("ben"), world.evaluations[world.urns[0]])[0]
    assert (use.words.title, use.words.strength) == ("As submitted", Strength.IMPROVED)
    assert attached.file(world.viewer("ben"), use.id).data == pdf("A plan")
    selfevaluation.reopen(viewer=ada, evaluation_id=world.evaluations[world.urns[0]], partners_have_begun=False, at=AT)
    assert seen(world, "ben") == []
    assert seen(world, "ada") == ["Changed since"], "a draft shows things as they are"


def test_every_reading_from_outside_is_in_the_log(world: World, client: PageClient) -> None:
    attach(world, keep_file(world, title="Plan"))
    world.submit(world.urns[0])
    use_id = EvidenceUse.objects.get().pk
    for name, expected in (("amy", []), ("ben", ["page", "file"])):
        client.force_login(world.people[name])
        assert "A plan" in client.get(f"/evidence/attached/{use_id}/").content.decode()
        assert client.get(f"/evidence/attached/{use_id}/file/").content == pdf("A plan")
        rows = Disclosure.objects.filter(kind="evidence", object_id=use_id, school_urn=world.urns[0])
        assert [row.how for row in rows.order_by("pk")] == expected
    client.force_login(world.people["lee"])
    for page in ("", "file/", "picture/"):
        assert client.get(f"/evidence/attached/{use_id}/{page}").status_code == 404


def test_another_schools_items_are_not_attached_by_a_forged_form(world: World, client: PageClient) -> None:
    own, foreign = keep(world, title="Own"), keep(world, title="Foreign", name="ben", urn=world.urns[1])
    client.force_login(world.people["ada"])
    address = f"/self-evaluations/{world.evaluations[world.urns[0]]}/areas/area-1/library/"
    client.get(address)
    for items in ([str(foreign)], [str(own), str(foreign)], ["987654321"]):
        assert client.post(address, {"item": items}).status_code == 404
    assert client.post(address, {"item": ["x"]}).status_code == 404
    assert client.post(address, {"item": [str(own)], "statement": "area-2-statement-1"}).status_code == 404
    assert client.post(address, {}).status_code == 422
    assert not EvidenceUse.objects.exists()
    theirs = f"/self-evaluations/{world.evaluations[world.urns[1]]}/areas/area-1/library/"
    assert client.post(theirs, {"item": [str(own)]}).status_code == 404
    assert client.post(address, {"item": [str(own)], "statement": "area-1-statement-2"}).status_code == 302
    use = EvidenceUse.objects.get()
    assert (use.item_id, use.area, use.statement) == (own, "area-1", "area-1-statement-2")


def test_a_head_of_two_schools_cannot_mix_their_libraries(world: World) -> None:
    partnerships.appoint(person_id=world.people["ada"].pk, role=Role.HEAD, urn=world.urns[1], starts=TODAY, at=AT)
    foreign = keep(world, title="Of the other school", urn=world.urns[1])
    with pytest.raises(Refused, match="another school"):
        attach(world, foreign)
    assert not EvidenceUse.objects.exists()


@pytest.mark.parametrize(
    ("name", "why"), [("gil", NotVisible), ("ben", NotVisible), ("lee", NotVisible), ("sam", NotVisible)]
)
def test_who_may_not_write_attaches_nothing(world: World, name: str, why: type[Exception]) -> None:
    number = keep(world)
    with pytest.raises((why, Refused)):
        attach(world, number, name=name)
    assert not EvidenceUse.objects.exists()


def test_a_submitted_evaluation_takes_nothing_more(world: World, client: PageClient) -> None:
    first, second = keep(world, title="First"), keep(world, title="Second")
    attach(world, first)
    world.submit(world.urns[0])
    with pytest.raises(Refused, match="submitted"):
        attach(world, second)
    use_id = EvidenceUse.objects.get().pk
    with pytest.raises(Refused, match="submitted"):
        evidence.detach(
            viewer=world.viewer("ada"),
            evaluation_id=world.evaluations[world.urns[0]],
            area_id="area-1",
            use_id=use_id,
            at=AT,
        )
    assert EvidenceUse.objects.count() == 1


def test_what_is_archived_is_not_attached(world: World) -> None:
    number = keep(world)
    EvidenceItem.objects.update(submitted_once=True)
    library.put_away(viewer=world.viewer("ada"), item_id=number, at=AT)
    with pytest.raises(Refused, match="archived"):
        attach(world, number)
    assert not EvidenceUse.objects.exists()


def test_taking_off_leaves_the_item(world: World) -> None:
    number = keep(world, title="Kept")
    attach(world, number)
    use_id = EvidenceUse.objects.get().pk
    where = {"viewer": world.viewer("amy"), "evaluation_id": world.evaluations[world.urns[0]], "at": AT}
    with pytest.raises(NotVisible):
        evidence.detach(area_id="area-2", use_id=use_id, **where)
    evidence.detach(area_id="area-1", use_id=use_id, **where)
    assert not EvidenceUse.objects.exists()
    assert EvidenceItem.objects.filter(pk=number).exists()
    trail = AuditEntry.objects.filter(kind="evidence", action__in=["attach", "detach"]).order_by("pk")
    place = "Area number 1, Autumn 2026"
    assert [entry.changes["attached_to"] for entry in trail] == [["", place], [place, ""]]


def test_nothing_is_attached_when_the_trail_cannot_be(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise OSError("no trail")

    number = keep(world)
    monkeypatch.setattr(use_actions, "record", broken)
    with pytest.raises(OSError):
        attach(world, number)
    assert not EvidenceUse.objects.exists()


def test_deleting_takes_an_item_off_drafts(world: World) -> None:
    number = keep(world)
    attach(world, number)
    assert library.put_away(viewer=world.viewer("ada"), item_id=number, at=AT) is True
    assert not EvidenceUse.objects.exists()


def test_an_evaluation_that_is_emptied_lets_its_items_go(world: World) -> None:
    number = keep(world)
    attach(world, number)
    world.submit(world.urns[0])
    retention.empty([world.evaluations[world.urns[0]]], at=AT)
    assert not EvidenceUse.objects.exists()
    assert EvidenceItem.objects.filter(pk=number).exists(), "the item has a time of its own"


def test_written_evidence_becomes_a_note(world: World, client: PageClient) -> None:
    world.judge(world.urns[0], evidence="Statement 1 of area 2 as it looks at Secure.\nMore.")
    client.force_login(world.people["ada"])
    address = f"/self-evaluations/{world.evaluations[world.urns[0]]}/areas/area-1/speaks-to/"
    page = client.get(address).content.decode()
    assert "small@1/area-2/area-2-statement-1" in page
    assert " checked" not in page
    sent = {"title": "How it looks", "strength": "improved", "speaks_to": ["small@1/area-2/area-2-statement-1"]}
    assert client.post(address, sent | {"speaks_to": ["small@1/area-9/made-up"]}).status_code == 422
    assert client.post(address, {"title": "How it looks"}).status_code == 422
    assert not EvidenceItem.objects.exists()
    assert client.post(address, sent).status_code == 302
    item = EvidenceItem.objects.get()
    assert item.shows.startswith("Statement 1 of area 2")
    assert [tag.key for tag in library.queries.tags_of(world.viewer("ada"), item.pk)] == sent["speaks_to"]
    assert seen(world, "ada") == ["How it looks"]


@pytest.fixture
def many_queries(client: PageClient, world: World) -> Callable[[int], None]:
    def made(count: int) -> None:
        attach(world, *(keep(world, title=f"Item {number}") for number in range(count)))

    return made


@pytest.mark.parametrize("count", [1, 3])
def test_an_area_takes_as_many_queries_with_one_item_as_with_three(
    world: World, client: PageClient, many_queries: Callable[[int], None], count: int,
    django_assert_num_queries: object,
) -> None:  # fmt: skip
    many_queries(count)
    client.force_login(world.people["ada"])
    base = f"/self-evaluations/{world.evaluations[world.urns[0]]}/areas/area-1/"
    assert client.get(base).content.decode().count("Take off") == count
    for address, asked in ((base, 9), (f"{base}library/", 11)):
        with django_assert_num_queries(asked):  # type: ignore[operator]
            client.get(address)
