"""The page on which somebody says how they want their mail, and the address at the foot of each mail."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from inspection import PageClient

from plait.audit.models import AuditEntry
from plait.domain.letters import Digest, Letter, Paragraph
from plait.mail import kinds
from plait.mail.actions import WishesInput, choose, close_calendar, queue, renew_calendar, stop
from plait.mail.models import MailWishes, OutgoingMail
from plait.mail.queries import calendar_number, wishes_of
from plait.mail.secrets import calendar_token, read_calendar_token, read_stop_token, stop_token
from plait.mail.sending import send_due
from plait.people.models import Person
from tests.postroom import PostRoom
from tests.world import person

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
NOON = datetime(2026, 9, 15, 12, 0, tzinfo=UTC)
SENT = {"digest": "weekly", "quiet_from": "17:00", "quiet_until": "08:30", "wanted": ["test-news"]}


@pytest.fixture
def page(client: PageClient, ada: Person) -> PageClient:
    client.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_what_is_chosen_is_kept_and_shown_again(page: PageClient, ada: Person) -> None:
    before = page.get("/your-mail/").content.decode()
    assert "No mail yet" in before
    assert page.post("/your-mail/", SENT).status_code == 302
    wishes = wishes_of([ada.pk])[ada.pk]
    assert (wishes.digest, wishes.quiet_from, wishes.quiet_until) == (Digest.WEEKLY, time(17), time(8, 30))
    assert wishes.unwanted == frozenset()
    shown = page.get("/your-mail/").content.decode()
    assert re.search(r'value="weekly"[^>]*checked', shown)
    assert re.search(r'value="17:00"[^>]*selected', shown)
    page.post("/your-mail/", {**SENT, "wanted": []})
    assert wishes_of([ada.pk])[ada.pk].unwanted == {"test-news"}
    entry = AuditEntry.objects.filter(kind="mail wishes").first()
    assert entry is not None
    assert (entry.actor_id, entry.changes) == (ada.pk, {"unwanted": ["", "test-news"]})


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"quiet_from": "08:00", "quiet_until": "07:00"}, "Leave at least 2 hours"),
        ({"quiet_from": "25:00"}, "25:00"),
        ({"digest": "hourly"}, "hourly"),
        ({"digest": ""}, "needs an answer"),
        ({"wanted": ["test-notice"]}, "test-notice"),
    ],
)
def test_bad_choices_change_nothing(page: PageClient, wrong: dict[str, Any], complaint: str) -> None:
    answer = page.post("/your-mail/", SENT | wrong)
    assert "There is a problem" in answer.content.decode()
    assert complaint in answer.content.decode()
    assert not MailWishes.objects.exists()


def test_the_action_refuses_what_the_form_would(ada: Person) -> None:
    for given in (
        WishesInput(Digest.DAILY, time(18), time(7), frozenset({"test-notice"})),
        WishesInput(Digest.DAILY, time(8), time(7), frozenset()),
    ):
        with pytest.raises(ValueError, match=r"done without|too little"):
            choose(person_id=ada.pk, given=given, at=NOON, actor_id=ada.pk)
    assert not AuditEntry.objects.filter(kind="mail wishes").exists()


def test_the_page_lists_ones_own_mails_alone_in_a_fixed_number_of_queries(page: PageClient, ada: Person) -> None:
    def taken() -> int:
        page.get("/your-mail/")
        with CaptureQueriesContext(connection) as queries:
            page.get("/your-mail/")
        return len(queries)

    def put(to: Person, subject: str) -> None:
        queue(kind="test-notice", dedupe_key=subject, to_person_id=to.pk, subject=subject, text="x", at=NOON)

    put(person("eve"), "For Eve alone")
    put(ada, "For Ada")
    one = taken()
    for number in range(2):
        put(ada, f"More {number}")
    assert taken() == one <= 6
    shown = page.get("/your-mail/").content.decode()
    assert "For Ada" in shown
    assert "For Eve alone" not in shown


def test_a_stranger_has_no_such_page(client: PageClient) -> None:
    assert client.get("/your-mail/").headers["Location"].startswith("/sign-in/")


def press_stop(room: PostRoom, ada: Person, kind: str) -> str:
    """The address in the newest mail of this kind."""
    words = {} if kind == "test-digest" else {"subject": "News", "text": "News."}
    queue(kind=kind, dedupe_key=f"{kind} {len(room.received)}", to_person_id=ada.pk, at=NOON, **words)
    send_due(NOON)
    message = room.received[-1].message
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.fullmatch(r"<http://localhost:8000(/your-mail/stop/\S+)>", message["List-Unsubscribe"].strip())
    assert found
    return found[1]


def test_one_press_in_the_mail_program_stops_the_kind(room: PostRoom, ada: Person, client: PageClient) -> None:
    address = press_stop(room, ada, "test-news")
    assert "Stop these mails" in client.get(address).content.decode()
    assert not MailWishes.objects.exists(), "looking stops nothing: mail scanners look at every address"
    bare = Client(enforce_csrf_checks=True)  # a mail program has no cookie of ours
    assert bare.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert wishes_of([ada.pk])[ada.pk].unwanted == {"test-news"}
    queue(kind="test-news", dedupe_key="again", to_person_id=ada.pk, subject="More", text="More.", at=NOON)
    assert send_due(NOON) == 0


def test_a_digest_is_stopped_by_the_same_press(room: PostRoom, ada: Person, client: PageClient) -> None:
    kinds.register(
        kinds.Kind(
            "test-digest",
            "Digest",
            "What is due.",
            choice=kinds.Choice.DIGEST,
            compose=lambda person_id, about, at: Letter("Due", (Paragraph("Something."),)),
        )
    )
    client.post(press_stop(room, ada, "test-digest"))
    assert wishes_of([ada.pk])[ada.pk].digest is Digest.OFF
    queue(kind="test-digest", dedupe_key="again", to_person_id=ada.pk, at=NOON)
    assert send_due(NOON) == 0
    assert OutgoingMail.objects.get(dedupe_key="again").state == "dropped"


def test_a_notice_has_no_such_address(room: PostRoom, ada: Person) -> None:
    queue(kind="test-notice", dedupe_key="n", to_person_id=ada.pk, subject="Notice", text="x", at=NOON)
    send_due(NOON)
    assert "List-Unsubscribe" not in room.received[0].message
    with pytest.raises(ValueError, match="always come"):
        stop(person_id=ada.pk, kind="test-notice", at=NOON)


def test_forged_addresses_are_not_found(client: PageClient, ada: Person) -> None:
    real = stop_token(ada.pk, "test-news")
    forged = [
        "nonsense", real[:-1], real + "x", stop_token(ada.pk, "test-notice"), stop_token(ada.pk, "gone"),
        stop_token(987654321, "test-news"), calendar_token(ada.pk, 1),
    ]  # fmt: skip
    for token in forged:
        assert client.get(f"/your-mail/stop/{token}/").status_code == 404
        assert client.post(f"/your-mail/stop/{token}/").status_code == 404
    assert not MailWishes.objects.exists()
    assert read_stop_token(real) == (ada.pk, "test-news")
    assert read_calendar_token(real) is None


def test_a_calendar_address_is_renewed_and_closed(ada: Person) -> None:
    assert calendar_number(ada.pk) is None
    assert renew_calendar(person_id=ada.pk, at=NOON) == 1
    assert renew_calendar(person_id=ada.pk, at=NOON) == 2
    assert calendar_number(ada.pk) == 2
    close_calendar(person_id=ada.pk, at=NOON)
    close_calendar(person_id=ada.pk, at=NOON)
    assert calendar_number(ada.pk) is None
    assert renew_calendar(person_id=ada.pk, at=NOON) == 3, "no number is given twice"
    said = AuditEntry.objects.filter(kind="calendar address").values_list("action", flat=True)
    assert sorted(said) == ["close", "renew", "renew", "renew"]
    Person.objects.filter(pk=ada.pk).update(is_active=False)
    assert calendar_number(ada.pk) is None
