"""Loading a framework on the web: read, doubts at their places, corrected, settled, published; and by whom."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.adapters.framework_files import as_mapping, built_in
from plait.audit.models import AuditEntry
from plait.domain.roles import Role
from plait.frameworks.models import FrameworkDraft, FrameworkVersion
from tests.loading import DOUBTFUL, SOUND
from tests.world import World, person, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def world() -> World:
    made = trio()
    made.people["adm"] = person("adm", role=Role.ADMINISTRATOR)
    return made


def sign_in(client: PageClient, world: World, name: str) -> PageClient:
    client.force_login(world.people[name], backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def load(client: PageClient, owner: object, text: str | bytes, name: str = "review.md") -> Any:
    data = text.encode() if isinstance(text, str) else text
    return client.post("/frameworks/load/", {"owner": str(owner), "file": SimpleUploadedFile(name, data)})


def draft_of(answer: Any) -> FrameworkDraft:
    assert answer.status_code == 302, answer.content.decode()
    return FrameworkDraft.objects.get(pk=int(re.findall(r"\d+", answer.headers["Location"])[0]))


def seen(client: PageClient, address: str) -> dict[str, str]:
    """The form on a page as it would be sent back untouched, but for choices of several."""
    text = client.get(address).content.decode()
    found: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]+>", text):
        named = re.search(r'name="([^"]+)"', tag)
        kind = re.search(r'type="([^"]+)"', tag)
        if named and named[1] not in ("csrfmiddlewaretoken", "settles") and kind and kind[1] in ("text", "hidden"):
            value = re.search(r'value="([^"]*)"', tag)
            found[named[1]] = value[1] if value else ""
    for name, inner in re.findall(r'<textarea[^>]+name="([^"]+)"[^>]*>([^<]*)</textarea>', text):
        found[name] = inner.strip("\n")
    for name, inner in re.findall(r'<select[^>]+name="([^"]+)"[^>]*>(.*?)</select>', text, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        found[name] = chosen[1] if chosen else ""
    return found


def test_a_lead_loads_a_doubtful_file_settles_it_and_publishes_it(client: PageClient, world: World) -> None:
    sign_in(client, world, "lee")
    draft = draft_of(load(client, world.partnership_id, DOUBTFUL))
    base = f"/frameworks/drafts/{draft.pk}/"
    whole = client.get(base).content.decode()
    assert len(draft.doubts) == 6
    assert {doubt["kind"] for doubt in draft.doubts} >= {"ran-together", "level-missing", "duplicate", "ids"}
    assert "Six doubts to look at" in whole
    for doubt in draft.doubts:
        assert f"#{doubt['key']}" in whole
    leading = client.get(f"{base}areas/a1/").content.decode()
    assert "seems to have run into a prompt" in leading
    assert leading.index('id="s2"') < leading.index("seems to have run into a prompt") < leading.index('id="s3"')
    assert client.post(f"{base}publish/", {"version": draft.version}).status_code == 422
    assert not FrameworkVersion.objects.filter(framework_id="working-together-well").exists()

    form = seen(client, f"{base}statements/s2/")
    by_kind = {doubt["kind"]: number for number, doubt in enumerate(draft.doubts)}
    form |= {"level-1": "People know it.", "prompts": "To what extent do leaders share it?"}
    form["settles"] = str(by_kind["ran-together"])
    assert client.post(f"{base}statements/s2/", form).headers["Location"] == f"{base}areas/a1/#s2"
    others = [str(number) for kind, number in by_kind.items() if kind not in ("ran-together", "duplicate")]
    client.post(f"{base}doubts/", {"doubts": others})
    form = seen(client, f"{base}remove/s6/")
    assert client.post(f"{base}remove/s6/", form).status_code == 302
    draft.refresh_from_db()
    assert draft.doubts[by_kind["ran-together"]]["settled"] == "corrected"
    assert draft.doubts[by_kind["duplicate"]]["settled"] == "corrected"
    assert draft.doubts[by_kind["level-missing"]]["settled"] == "right"
    assert "Nothing is open" in client.get(base).content.decode()

    client.get(f"{base}publish/")
    answer = client.post(f"{base}publish/", {"version": draft.version})
    published = FrameworkVersion.objects.get(framework_id="working-together-well")
    assert answer.headers["Location"] == f"/frameworks/{published.pk}/"
    assert published.partnership_id == world.partnership_id
    assert published.body["areas"][0]["statements"][0]["prompts"] == ["To what extent do leaders share it?"]
    assert not FrameworkDraft.objects.exists()
    told = set(AuditEntry.objects.filter(kind="framework-draft").values_list("action", flat=True))
    assert told == {"load", "save", "settle", "publish"}
    assert AuditEntry.objects.filter(kind="framework", object_id="working-together-well@1").count() == 1
    for address in ("", "areas/direction/"):
        assert client.get(f"/frameworks/{published.pk}/{address}").status_code == 200
    assert client.get(f"/frameworks/{published.pk}/areas/nowhere/").status_code == 404
    for kind in ("yaml", "json", "xlsx", "docx"):
        answer = client.get(f"/frameworks/{published.pk}/framework.{kind}")
        assert answer.status_code == 200
        again = draft_of(load(client, world.partnership_id, answer.content, f"again.{kind}"))
        if kind != "docx":
            assert again.doubts == []
        assert again.body["title"] == "Working together well"


def test_who_reads_and_who_publishes(client: PageClient, world: World) -> None:
    sign_in(client, world, "lee")
    draft = draft_of(load(client, world.partnership_id, SOUND, "hill.yaml"))
    for name in ("ada", "gil", "sam", "adm"):
        sign_in(client, world, name)
        assert client.get(f"/frameworks/drafts/{draft.pk}/").status_code == 404
        assert client.post(f"/frameworks/drafts/{draft.pk}/publish/", {"version": 1}).status_code == 404
        assert "Hill framework" not in client.get("/frameworks/").content.decode()
    for name in ("ada", "gil", "sam"):
        sign_in(client, world, name)
        assert client.get("/frameworks/load/").status_code == 403
    both = {"owner": str(world.partnership_id), "file": SimpleUploadedFile("hill.yaml", SOUND.encode())}
    made = draft_of(sign_in(client, world, "adm").post("/frameworks/load/", both))
    assert made.partnership_id is None, "an administrator publishes for everybody, and for no partnership"
    client.post(f"/frameworks/drafts/{made.pk}/delete/")
    sign_in(client, world, "lee")
    client.post(f"/frameworks/drafts/{draft.pk}/publish/", {"version": draft.version})
    published = FrameworkVersion.objects.get(framework_id="hill-framework")
    for name, status in (("ada", 200), ("gil", 200), ("lee", 200), ("sam", 404), ("adm", 404)):
        sign_in(client, world, name)
        assert client.get(f"/frameworks/{published.pk}/").status_code == status, name
        assert client.get(f"/frameworks/{published.pk}/framework.yaml").status_code == status, name
        listed = client.get("/frameworks/").content.decode()
        assert ("Hill framework" in listed) == (status == 200), name
    sign_in(client, world, "adm")
    own = draft_of(load(client, "everybody", SOUND.replace("hill-", "open-"), "open.yaml"))
    client.post(f"/frameworks/drafts/{own.pk}/publish/", {"version": own.version})
    public = FrameworkVersion.objects.get(framework_id="open-framework")
    assert (public.partnership_id, public.published_by_id) == (None, world.people["adm"].pk)
    sign_in(client, world, "sam")
    assert client.get(f"/frameworks/{public.pk}/").status_code == 200


def test_a_published_number_is_never_given_to_other_words(client: PageClient, world: World) -> None:
    sign_in(client, world, "lee")
    first = draft_of(load(client, world.partnership_id, SOUND, "hill.yaml"))
    client.post(f"/frameworks/drafts/{first.pk}/publish/", {"version": first.version})
    before = FrameworkVersion.objects.get(framework_id="hill-framework").body
    other = draft_of(load(client, world.partnership_id, SOUND.replace("text: One", "text: Won"), "hill.yaml"))
    answer = client.post(f"/frameworks/drafts/{other.pk}/publish/", {"version": other.version})
    assert answer.status_code == 422
    assert "Give this one the version “2”" in answer.content.decode()
    built = built_in()[0]
    FrameworkVersion.objects.create(
        framework_id=built.id, version="9", title="T", body=as_mapping(built), sha256="0", published_at=world_time()
    )
    taken = draft_of(load(client, world.partnership_id, SOUND.replace("hill-framework", built.id), "x.yaml"))
    answer = client.post(f"/frameworks/drafts/{taken.pk}/publish/", {"version": taken.version})
    assert "belongs to another framework here" in answer.content.decode()
    form = seen(client, f"/frameworks/drafts/{other.pk}/about/") | {"version": "2", "rule": "best-fit"}
    assert client.post(f"/frameworks/drafts/{other.pk}/about/", form).status_code == 302
    other.refresh_from_db()
    assert client.post(f"/frameworks/drafts/{other.pk}/publish/", {"version": other.version}).status_code == 302
    assert FrameworkVersion.objects.get(framework_id="hill-framework", version="1").body == before
    sound = FrameworkVersion.objects.get(framework_id="hill-framework", version="2")
    old = FrameworkVersion.objects.get(framework_id="hill-framework", version="1")
    page = client.get(f"/frameworks/{sound.pk}/changes-from/{old.pk}/").content.decode()
    assert "Won" in page and "One" in page and "Reworded" in page  # noqa: PT018  one page
    assert "What changed from version 1 to version 2" in client.get(f"/frameworks/{sound.pk}/").content.decode()


def world_time() -> Any:
    from tests.world import AT  # noqa: PLC0415

    return AT


def test_a_page_that_was_overtaken_changes_nothing_and_shows_both(client: PageClient, world: World) -> None:
    sign_in(client, world, "lee")
    draft = draft_of(load(client, world.partnership_id, SOUND, "hill.yaml"))
    address = f"/frameworks/drafts/{draft.pk}/statements/s2/"
    old = seen(client, address)
    assert client.post(address, old | {"text": "First hand"}).status_code == 302
    answer = client.post(address, old | {"text": "Second hand"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "First hand" in page and "Second hand" in page  # noqa: PT018  both texts
    draft.refresh_from_db()
    assert draft.body["areas"][0]["statements"][0]["text"] == "First hand"
    again = re.search(r'name="seen" value="(\w+)"', page)
    assert again
    assert client.post(address, old | {"text": "Second hand", "seen": again[1]}).status_code == 302
    stale = client.post(f"/frameworks/drafts/{draft.pk}/publish/", {"version": "1"})
    assert (stale.status_code, FrameworkVersion.objects.filter(framework_id="hill-framework").count()) == (409, 0)
    client.post(f"/frameworks/drafts/{draft.pk}/move/s2/", {"way": "down", "seen": "old"})
    draft.refresh_from_db()
    assert [item["key"] for item in draft.body["areas"][0]["statements"]] == ["s2", "s3"]


def test_levels_areas_and_statements_are_changed_in_place(client: PageClient, world: World) -> None:
    sign_in(client, world, "lee")
    draft = draft_of(load(client, world.partnership_id, SOUND, "hill.yaml"))
    base = f"/frameworks/drafts/{draft.pk}/"
    form = seen(client, f"{base}levels/") | {"value-0": "low", "place-0": "2", "place-1": "1"}
    assert client.post(f"{base}levels/", form).status_code == 302
    form = seen(client, f"{base}areas/a1/add-statement/") | {"id": "first-new", "text": "New", "level-0": "New."}
    assert client.post(f"{base}areas/a1/add-statement/", form).status_code == 302
    form = seen(client, f"{base}statements/s3/") | {"area": "a4", "weight": "2.5"}
    assert client.post(f"{base}statements/s3/", form).status_code == 302
    form = seen(client, f"{base}areas/add/") | {"id": "third", "title": "Third", "prompts": "Why?\nHow?"}
    assert client.post(f"{base}areas/add/", form).status_code == 302
    area = seen(client, f"{base}areas/a1/change/") | {"title": "The first"}
    assert client.post(f"{base}areas/a1/change/", area).status_code == 302
    mark = re.search(r'name="seen" value="(\w+)"', client.get(f"{base}areas/a4/").content.decode())
    assert mark
    client.post(f"{base}areas/a4/own-levels/", {"how": "own", "seen": mark[1]})
    client.get(f"{base}areas/a4/levels/")
    draft.refresh_from_db()
    body = draft.body
    assert [(level["value"], level["rank"]) for level in body["scale"]] == [("low", 2), (2, 1)]
    assert body["areas"][0]["statements"][0]["levels"] == {"low": "One is low.", "2": "One is high."}
    assert [item["id"] for item in body["areas"][0]["statements"]] == ["first-one", "first-new"]
    assert body["areas"][1]["statements"][1]["weight"] == 2.5
    assert len(body["areas"][1]["scale"]) == 2
    assert body["areas"][2]["prompts"] == ["Why?", "How?"]
    assert body["areas"][0]["title"] == "The first"
    assert draft.remarks["faults"] == []
    assert client.get(f"{base}delete/").status_code == 200
    client.post(f"{base}delete/")
    assert not FrameworkDraft.objects.exists()
    assert client.get(base).status_code == 404


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"0" * 300_000_000)
        packed.writestr("[Content_Types].xml", b"<Types/>")
    return out.getvalue()


ALIASES = "id: x\nversion: '1'\ntitle: T\nareas: &a\n  - *a\n"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.md", b""),
        ("a.pdf", b"%PDF-1.7"),
        ("a.docx", b"%PDF-1.7"),
        ("a.xlsx", b"PK\x03\x04 not one"),
        ("bomb.docx", bomb),
        ("bomb.yaml", ALIASES.encode()),
        ("half.yaml", b"id: x\nareas: none\n"),
        ("null.json", b'{"CFDocument": null}'),
        ("nothing.html", b"<script>alert(1)</script><p>Hello.</p>"),
        ("nothing.csv", b"\xff\xfe\x00a"),
        ("large.md", lambda: b"x" * 52_000_000),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_without_a_framework_leaves_one_message_and_nothing_else(
    client: PageClient, world: World, name: str, data: Any
) -> None:
    sign_in(client, world, "lee")
    answer = load(client, world.partnership_id, data() if callable(data) else data, name)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("govuk-error-summary__body") == 1
    assert "Traceback" not in page
    assert FrameworkDraft.objects.count() == 0
    assert not AuditEntry.objects.filter(kind="framework-draft").exists()


def test_scripts_in_a_web_page_are_text_or_gone(client: PageClient, world: World) -> None:
    sign_in(client, world, "lee")
    rows = "<tr><td>Vision<script>alert(1)</script></td><td>&lt;b onclick=x&gt;</td><td>ok</td></tr>"
    text = f"<h1>Ours</h1><h2>One</h2><table><tr><th>Statement</th><th>Low</th><th>High</th></tr>{rows}</table>"
    draft = draft_of(load(client, world.partnership_id, text, "ours.html"))
    pages = [client.get(f"/frameworks/drafts/{draft.pk}/{end}").content.decode() for end in ("", "areas/a1/")]
    assert "alert(1)" not in "".join(re.findall(r"<script[^>]*>.*?</script>", "".join(pages), re.S))
    assert "<b onclick" not in "".join(pages)


def test_faults_of_a_file_that_can_be_shown_are_at_their_places(client: PageClient, world: World) -> None:
    sign_in(client, world, "lee")
    wrong = SOUND.replace("first-two", "first-one").replace("{1: Two is low.", "{7: Two is low.")
    draft = draft_of(load(client, world.partnership_id, wrong, "hill.yaml"))
    base = f"/frameworks/drafts/{draft.pk}/"
    page = client.get(base).content.decode()
    assert page.count("areas/a1/#s3") == 2
    assert "is used by another statement" in page
    assert "One fault" not in page
    form = seen(client, f"{base}statements/s3/")
    assert form["level-2"] == "Two is low."
    form |= {"id": "first-two", "level-0": "Two is low.", "level-2": ""}
    assert client.post(f"{base}statements/s3/", form).status_code == 302
    draft.refresh_from_db()
    assert draft.remarks["faults"] == []


def test_pages_ask_the_same_number_of_questions_however_much_there_is(client: PageClient, world: World) -> None:
    sign_in(client, world, "lee")

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    drafts = [draft_of(load(client, world.partnership_id, SOUND, "hill.yaml"))]
    asked("/frameworks/")
    few = asked("/frameworks/"), asked(f"/frameworks/drafts/{drafts[0].pk}/")
    for number in (2, 3):
        drafts.append(draft_of(load(client, world.partnership_id, SOUND.replace('"1"', f'"{number}"'), "hill.yaml")))
    for draft in drafts[:2]:
        client.post(f"/frameworks/drafts/{draft.pk}/publish/", {"version": draft.version})
    drafts.append(draft_of(load(client, world.partnership_id, DOUBTFUL)))
    asked("/frameworks/")  # with what is said once
    assert (asked("/frameworks/"), asked(f"/frameworks/drafts/{drafts[-1].pk}/")) == few
