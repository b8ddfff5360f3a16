"""A school's library: adding, finding, changing, saying what it speaks to, putting away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from inspection import PageClient

from plait.adapters.evidence_files import read_file
from plait.audit.models import AuditEntry
from plait.domain.evidence import ItemKind, Strength, Target
from plait.domain.verdicts import NotVisible, Refused, StaleWrite
from plait.evidence import actions, queries
from plait.evidence.actions import AlreadyHere, ItemInput
from plait.evidence.models import EvidenceContent, EvidenceItem, EvidenceTag
from plait.evidence.queries import Filters
from plait.frameworks.actions import publish
from plait.partnerships.models import Partnership
from tests.evidence.kept import GIVEN, keep, keep_file, pdf
from tests.world import AT, TODAY, World, trio

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


@pytest.fixture
def world() -> World:
    return trio()


def titles(world: World, text: str = "", name: str = "ada", **filters: object) -> list[str]:
    wanted = Filters(text=text, **filters)  # type: ignore[arg-type]
    found = queries.of_school(world.viewer(name), world.urns[0], wanted, today=TODAY)
    assert found.total == len(found.rows)
    return [row.item.words.title for row in found.rows]


def test_an_item_is_kept_with_its_trail(world: World) -> None:
    number = keep(world, title="Parent survey", kind=ItemKind.SURVEY)
    item = queries.get(world.viewer("amy"), number)
    assert (item.words.title, item.words.kind, item.added_by) == ("Parent survey", ItemKind.SURVEY, "Ada")
    entry = AuditEntry.objects.get(kind="evidence", object_id=str(number))
    assert (entry.action, entry.actor_id, entry.school_urn) == ("add", world.people["ada"].pk, world.urns[0])
    assert entry.changes["title"] == ["", "Parent survey"]


@pytest.mark.parametrize("name", ["gil", "ben", "lee", "sam"])
def test_nobody_else_finds_the_library(world: World, name: str) -> None:
    number = keep(world)
    viewer = world.viewer(name)
    for asked in (
        lambda: queries.get(viewer, number),
        lambda: queries.of_school(viewer, world.urns[0], Filters(), today=TODAY),
        lambda: queries.file(viewer, number),
        lambda: actions.add(viewer=viewer, urn=world.urns[0], kind=ItemKind.NOTE, given=GIVEN, at=AT),
        lambda: actions.change(viewer=viewer, item_id=number, given=GIVEN, version=1, at=AT),
        lambda: actions.set_tags(viewer=viewer, item_id=number, wanted=[], of=[], at=AT),
        lambda: actions.put_away(viewer=viewer, item_id=number, at=AT),
        lambda: actions.take_back(viewer=viewer, item_id=number, at=AT),
    ):
        with pytest.raises(NotVisible):
            asked()
    assert EvidenceItem.objects.count() == 1


def test_nothing_is_kept_when_the_trail_cannot_be(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise OSError("no trail")

    monkeypatch.setattr(actions, "record", broken)
    with pytest.raises(OSError):
        keep_file(world)
    assert not EvidenceItem.objects.exists()
    assert not EvidenceContent.objects.exists()


def test_the_same_file_is_found_again(world: World) -> None:
    number = keep_file(world, "plan.pdf", title="Our plan")
    with pytest.raises(AlreadyHere, match="Our plan") as known:
        keep_file(world, "copy of plan.pdf", title="Another title")
    assert known.value.item.id == number
    keep_file(world, "plan.pdf", name="ben", urn=world.urns[1])  # another school's is nobody's business here
    assert EvidenceItem.objects.count() == 2


def test_words_are_found_in_titles_texts_and_files(world: World) -> None:
    keep(world, title="Reading at home", shows="Families borrow more books.")
    keep(world, title="Marking policy", shows="How books are looked at.")
    keep_file(world, "minutes.pdf", pdf("Governors discussed the attendance of borrowers"), title="Minutes")
    keep(world, title="Borrowed reading books", name="ben", urn=world.urns[1])
    assert titles(world, "borrow") == ["Reading at home", "Minutes"]
    assert titles(world, "attend") == ["Minutes"]
    assert titles(world, "book reading") == ["Reading at home"]
    assert titles(world, "reads") == ["Reading at home"], "stems are compared"
    assert titles(world, 'no"body*') == []
    assert titles(world, "' OR 1=1 --") == []
    assert set(titles(world, "***")) == {"Reading at home", "Marking policy", "Minutes"}, "no word, no search"


def test_a_list_is_narrowed(world: World) -> None:
    keep(world, title="Old", review_on=TODAY)
    keep(world, title="New", strength=Strength.IMPACT, review_on=TODAY + timedelta(days=1))
    number = keep(world, title="Page", kind=ItemKind.LINK, address="https://school.example/")
    target = Target("small", "1", "area-1", "area-1-statement-1")
    actions.set_tags(viewer=world.viewer("ada"), item_id=number, wanted=[target], of={("small", "1")}, at=AT)
    assert titles(world, due=True) == ["Old"]
    assert titles(world, strength="impact") == ["New"]
    assert titles(world, kind="link") == ["Page"]
    assert titles(world, area=Target("small", "2", "area-1")) == ["Page"], "kept when a version changes"
    assert titles(world, area=Target("small", "1", "area-2")) == []


def test_two_people_change_one_item(world: World) -> None:
    number = keep(world, title="First")
    change = {"item_id": number, "at": LATER}
    actions.change(viewer=world.viewer("ada"), given=replace(GIVEN, title="Second"), version=1, **change)
    with pytest.raises(StaleWrite) as stale:
        actions.change(viewer=world.viewer("amy"), given=replace(GIVEN, title="Third"), version=1, **change)
    assert (stale.value.theirs["title"], stale.value.version) == ("Second", 2)
    assert titles(world, "second") == ["Second"]
    assert titles(world, "first") == [], "what it is found by changed with it"
    entry = AuditEntry.objects.get(kind="evidence", action="change")
    assert entry.changes == {"title": ["First", "Second"]}


def test_tags_of_other_versions_stay(world: World) -> None:
    number = keep(world)
    EvidenceTag.objects.create(item_id=number, framework_id="small", framework_version="0", area="area-1")
    ada = world.viewer("ada")
    one, other = (Target("small", "1", "area-1", f"area-1-statement-{each}") for each in (1, 2))
    actions.set_tags(viewer=ada, item_id=number, wanted=[one], of={("small", "1")}, at=AT)
    actions.set_tags(viewer=ada, item_id=number, wanted=[other], of={("small", "1")}, at=AT)
    assert queries.tags_of(ada, number) == (Target("small", "0", "area-1"), other)
    entry = AuditEntry.objects.filter(kind="evidence", action="tag").first()
    assert entry is not None
    assert entry.changes["speaks_to"] == ["Area 1: Statement 1 of area 1", "Area 1: Statement 2 of area 1"]
    with pytest.raises(ValueError, match="does not have"):
        actions.set_tags(
            viewer=ada, item_id=number, wanted=[replace(one, statement="made-up")], of={("small", "1")}, at=AT
        )
    with pytest.raises(ValueError, match="another framework"):
        actions.set_tags(viewer=ada, item_id=number, wanted=[one], of={("small", "0")}, at=AT)
    assert len(queries.tags_of(ada, number)) == 2


def test_what_nobody_was_given_is_deleted_whole(world: World) -> None:
    number = keep_file(world, "plan.pdf", title="Plan")
    assert actions.put_away(viewer=world.viewer("amy"), item_id=number, at=LATER) is True
    assert not EvidenceItem.objects.exists()
    assert not EvidenceContent.objects.exists()
    assert titles(world, "plan") == []
    left = AuditEntry.objects.filter(kind="evidence", object_id=str(number))
    assert "Plan" not in repr([entry.changes for entry in left])
    assert [entry.action for entry in left.order_by("pk")] == ["add", "delete"]
    keep_file(world, "plan.pdf", title="Plan again")


@pytest.mark.parametrize("many", [1, 3])
def test_pages_take_as_many_queries_however_much_there_is(
    world: World, client: PageClient, many: int, django_assert_max_num_queries: object
) -> None:
    numbers = [keep(world, title=f"Item {number}") for number in range(many)]
    for number in numbers:
        wanted = [Target("small", "1", "area-1", f"area-1-statement-{each}") for each in (1, 2)][: 1 + (many > 1)]
        actions.set_tags(viewer=world.viewer("ada"), item_id=number, wanted=wanted, of={("small", "1")}, at=AT)
    client.force_login(world.people["ada"])
    library = f"/evidence/schools/{world.urns[0]}/"
    client.get(library)  # warms what is kept between requests
    for address, most in ((library, 10), (f"/evidence/{numbers[0]}/", 11), (f"/evidence/{numbers[0]}/statements/", 12)):
        with django_assert_max_num_queries(most):  # type: ignore[operator]
            assert client.get(address).status_code == 200


def test_a_file_is_added_on_the_web(world: World, client: PageClient) -> None:
    client.force_login(world.people["ada"])
    sent = {
        "title": "Reading review", "shows": "More children read at home.", "effective_on-day": "1",
        "effective_on-month": "9", "effective_on-year": "2026", "strength": "improved", "reason": "",
        "review_on-day": "", "review_on-month": "", "review_on-year": "",
    }  # fmt: skip
    address = f"/evidence/schools/{world.urns[0]}/add/file/"
    client.get(address)

    def send(data: bytes, name: str = "review.pdf") -> object:
        return client.post(address, sent | {"file": SimpleUploadedFile(name, data)})

    refused = send(b"<html><script>alert(1)</script></html>", "review.pdf")
    assert refused.status_code == 422  # type: ignore[attr-defined]
    assert "not a kind of file that is kept here" in refused.content.decode()  # type: ignore[attr-defined]
    assert "More children read at home." in refused.content.decode()  # type: ignore[attr-defined]
    assert not EvidenceItem.objects.exists()

    assert send(pdf("Words of the review")).status_code == 302  # type: ignore[attr-defined]
    item = EvidenceItem.objects.get()
    page = client.get(f"/evidence/{item.pk}/").content.decode()
    assert "Words of the review" in page
    again = send(pdf("Words of the review"))
    assert again.status_code == 422  # type: ignore[attr-defined]
    assert "You have this file already" in again.content.decode()  # type: ignore[attr-defined]
    assert EvidenceItem.objects.count() == 1

    file = client.get(f"/evidence/{item.pk}/file/")
    assert file.content == pdf("Words of the review")
    assert file["Content-Disposition"] == 'attachment; filename="review.pdf"'
    assert file["Content-Type"] == "application/pdf"
    assert file["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file["Content-Security-Policy"]
    assert client.get(f"/evidence/{item.pk}/picture/").status_code == 404


def test_suggestions_are_offered_and_never_ticked(world: World, client: PageClient) -> None:
    number = keep(world, title="Statement 2 of area 3", shows="As it looks at Secure")
    client.force_login(world.people["ada"])
    address = f"/evidence/{number}/statements/"
    page = client.get(address).content.decode()
    assert "Perhaps these" in page
    assert 'value="small@1/area-3/area-3-statement-2"' in page
    assert " checked" not in page
    key = "small@1/area-3/area-3-statement-2"
    answer = client.post(address, {"framework": "small@1", "tag": [key]})
    assert answer.status_code == 302
    assert [tag.key for tag in queries.tags_of(world.viewer("ada"), number)] == [key]
    assert client.post(address, {"framework": "small@1", "tag": ["small@1/area-9/x"]}).status_code == 200
    assert client.post(address, {"framework": "made-up@1", "tag": []}).status_code == 404
    assert len(queries.tags_of(world.viewer("ada"), number)) == 1


def test_frameworks_of_other_partnerships_are_neither_offered_nor_found(world: World, client: PageClient) -> None:
    other = Partnership.objects.create(name="Far Valley", kind="cluster")
    for owner, name in ((other.pk, "far-valley"), (world.partnership_id, "our-own")):
        theirs = replace(world.framework, id=name, title=f"Framework {name}")
        publish(framework=theirs, at=AT, actor_id=world.people["lee"].pk, partnership_id=owner)
    number = keep(world)
    client.force_login(world.people["ada"])
    address = f"/evidence/{number}/statements/"
    page = client.get(address).content.decode()
    assert "Framework our-own" in page
    assert "far-valley" not in page
    assert client.get(address, {"framework": "our-own@1"}).status_code == 200
    assert client.get(address, {"framework": "far-valley@1"}).status_code == 404
    sent = {"framework": "far-valley@1", "tag": ["far-valley@1/area-1/area-1-statement-1"]}
    assert client.post(address, sent).status_code == 404
    assert not EvidenceTag.objects.exists()


def test_a_stale_page_shows_both_texts(world: World, client: PageClient) -> None:
    number = keep(world, title="First")
    actions.change(
        viewer=world.viewer("amy"), item_id=number, given=replace(GIVEN, title="Amy's title"), version=1, at=AT
    )
    client.force_login(world.people["ada"])
    client.get(f"/evidence/{number}/change/")
    sent = {
        "title": "Ada's title", "shows": "Seen.", "effective_on-day": "1", "effective_on-month": "9",
        "effective_on-year": "2026", "strength": "improved", "version": "1",
    }  # fmt: skip
    answer = client.post(f"/evidence/{number}/change/", sent)
    assert answer.status_code == 409
    assert "Amy&#39;s title" in answer.content.decode()
    assert "Ada&#39;s title" in answer.content.decode()
    assert client.post(f"/evidence/{number}/change/", sent | {"version": "2"}).status_code == 302
    assert titles(world) == ["Ada's title"]


def test_an_archived_item_is_left_as_it_is(world: World) -> None:
    number = keep(world)
    EvidenceItem.objects.update(submitted_once=True)
    ada = world.viewer("ada")
    assert actions.put_away(viewer=ada, item_id=number, at=AT) is False
    with pytest.raises(Refused, match="archived"):
        actions.change(viewer=ada, item_id=number, given=GIVEN, version=2, at=AT)
    assert titles(world) == []
    assert titles(world, archived=True) == ["What we have seen"]
    actions.take_back(viewer=ada, item_id=number, at=AT)
    assert titles(world) == ["What we have seen"]


def test_a_file_that_was_altered_is_not_handed_out(world: World) -> None:
    number = keep_file(world)
    EvidenceContent.objects.update(data=b"something else")
    with pytest.raises(ValueError, match="not as it was kept"):
        queries.file(world.viewer("ada"), number)


def test_the_kind_and_the_file_belong_together(world: World) -> None:
    with pytest.raises(ValueError, match="comes with its bytes"):
        keep(world, kind=ItemKind.FILE)
    file = read_file(pdf("x"), "x.pdf")
    with pytest.raises(ValueError, match="comes with its bytes"):
        actions.add(
            viewer=world.viewer("ada"),
            urn=world.urns[0],
            kind=ItemKind.NOTE,
            given=ItemInput("T", "S", "", date(2026, 9, 1), None, Strength.INITIATED, ""),
            at=AT,
            file=file,
            file_name="x.pdf",
        )


def test_a_long_list_comes_in_pages(world: World, client: PageClient) -> None:
    for number in range(26):
        keep(world, title=f"Item {number:02}", shows="Walked.")
    client.force_login(world.people["ada"])
    address = f"/evidence/schools/{world.urns[0]}/?q=walk"
    first, second = (client.get(f"{address}&page={page}").content.decode() for page in (1, 2))
    assert "Twenty-six items that fit." in first or "26 items that fit." in first
    assert "Page 1 of 2" in first
    assert first.count('<article class="card">') == 25
    assert second.count('<article class="card">') == 1
    assert client.get(f"{address}&page=x").status_code == 200
    assert "Nothing here" in client.get(f"{address}&page=99").content.decode()
