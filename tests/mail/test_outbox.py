"""Putting mails into the outbox, and sending them through a real mail server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from plait.domain.letters import Button, Heading, Letter, Line, Lines, MailState, Paragraph
from plait.domain.retention import Due
from plait.domain.retention_table import BY_KIND
from plait.mail import kinds, sending
from plait.mail.actions import queue
from plait.mail.kinds import About
from plait.mail.letters import lay_out
from plait.mail.models import MailWishes, Mention, OutgoingMail
from plait.mail.retention_actions import forget_mails, mails_over
from plait.mail.sending import PAUSES, ServerAway, send_due
from plait.people.models import Person
from tests.postroom import PostRoom
from tests.races import at_once
from tests.races import kinds as outcomes

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
NOON = datetime(2026, 9, 15, 12, 0, tzinfo=UTC)  # a Tuesday
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def put(key: str = "one", **given: Any) -> bool:
    reader = {} if "to_person_id" in given else {"to_address": "bea@example.org"}
    words = {"kind": "test-notice", "subject": "The round is open", "text": "It is open.", "at": NOON}
    return queue(dedupe_key=key, **{**reader, **words, **given})


def row(key: str = "one") -> OutgoingMail:
    return OutgoingMail.objects.get(dedupe_key=key)


def test_text_and_html_arrive_and_say_the_same(room: PostRoom, ada: Person) -> None:
    letter = Letter(
        "Zwei Schüler – “quoted”",
        (
            Paragraph("Tea & cake for <everybody>."),
            Heading("By Friday"),
            Lines((Line("Evaluate your school", "https://plait.example/a/", "3 of 4 areas"), Line("Then rest"))),
            Button("Open Plait", "https://plait.example/"),
        ),
        "You get this because you lead Ash Bank.",
    )
    words = lay_out(letter, settings_address="https://plait.example/your-mail/")
    assert put(to_person_id=ada.pk, subject=words.subject, text=words.text, html=words.html)
    assert room.received == [], "putting it there is not sending it"
    assert send_due(NOON) == 1
    (got,) = room.received
    assert got.to == ("ada@example.org",)
    assert got.subject == "Zwei Schüler – “quoted”"
    for said in (
        "Tea & cake for <everybody>.", "By Friday", "Evaluate your school", "https://plait.example/a/", "3 of 4 areas",
        "Then rest", "Open Plait", "because you lead Ash Bank", "https://plait.example/your-mail/",
    ):  # fmt: skip
        assert said in got.text
        assert said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in got.html
    assert "<img" not in got.html
    assert got.message["Message-ID"] == f"<{row().token}@localhost>"
    assert got.message["Auto-Submitted"] == "auto-generated"
    assert (row().state, row().text, row().html) == ("sent", "", ""), "the words are not kept"


def test_the_same_key_is_one_mail_whatever_it_says(room: PostRoom) -> None:
    assert put()
    assert not put(subject="Another", text="Other words.", to_address="carl@example.org")
    send_due(NOON)
    assert not put(), "not after it has gone either"
    assert [mail.subject for mail in room.received] == ["The round is open"]


def test_the_mail_goes_when_the_change_is_kept_only(room: PostRoom) -> None:
    class Undone(Exception):
        pass

    def change_that_fails() -> None:
        with transaction.atomic():
            put()
            raise Undone

    with pytest.raises(Undone):
        change_that_fails()
    assert send_due(NOON) == 0
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"subject": "Hello\nBcc: eve@example.org"}, "one line"),
        ({"subject": "Hello\r\n\r\nbody"}, "one line"),
        ({"subject": "Hello\x00"}, "one line"),
        ({"subject": "  "}, "between 1 and 200"),
        ({"subject": "x" * 201}, "between 1 and 200"),
        ({"text": " "}, "has words"),
        ({"to_address": "bea@example.org\nBcc: eve@example.org"}, "not an e-mail address"),
        ({"to_address": "bea@example.org, eve@example.org"}, "not an e-mail address"),
        ({"to_address": "nonsense"}, "not an e-mail address"),
        ({"to_address": ""}, "one person or to one address"),
        ({"to_person_id": 1, "to_address": "bea@example.org"}, "one person or to one address"),
        ({"kind": "unheard-of"}, "No kind of mail is called unheard-of"),
        ({"key": ""}, "has a key"),
        ({"key": "k" * 201}, "has a key"),
    ],
)
def test_what_is_no_mail_is_refused(given: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        put(**given)
    assert not OutgoingMail.objects.exists()


def test_a_reader_refused_for_good_is_told_to_those_who_look(room: PostRoom) -> None:
    room.refuse["bea@example.org"] = "550 5.1.1 No such mailbox here"
    put()
    put("two", to_address="carl@example.org")
    assert send_due(NOON) == 1
    assert (row().state, row().attempts) == ("failed", 0)
    assert row().reason == "550 5.1.1 No such mailbox here"
    assert row("two").state == "sent"


def test_what_fails_for_now_is_tried_again_with_longer_pauses_and_then_given_up(room: PostRoom) -> None:
    room.refuse["bea@example.org"] = "451 4.7.1 Greylisted, come back later"
    put(kind="test-code")
    moment = NOON
    for attempt, pause in enumerate(PAUSES, start=1):
        assert send_due(moment) == 0
        assert (row().state, row().attempts) == ("waiting", attempt)
        assert abs(row().not_before - moment - pause) < MINUTE / 2
        assert send_due(moment + pause / 2) == 0
        assert row().attempts == attempt, "not before its time"
        moment = row().not_before
    send_due(moment)
    assert (row().state, "Greylisted" in row().reason) == ("failed", True)
    assert moment - NOON > 3 * DAY


def test_it_goes_once_the_server_takes_it(room: PostRoom) -> None:
    room.refuse["bea@example.org"] = "451 later"
    put()
    send_due(NOON)
    room.refuse.clear()
    assert send_due(NOON + 2 * MINUTE) == 1
    assert len(room.received) == 1


def test_a_server_that_is_away_costs_no_mail_an_attempt(room: PostRoom, settings: Any) -> None:
    put()
    put("two")
    settings.EMAIL_PORT = 1
    for times in range(15):
        with pytest.raises(ServerAway, match="does not answer"):
            send_due(NOON + 20 * MINUTE * times)
    assert {(mail.state, mail.attempts) for mail in OutgoingMail.objects.all()} == {("waiting", 0)}
    settings.EMAIL_PORT = room.port
    assert send_due(NOON) == 2


def test_a_refused_sender_is_a_fault_of_the_settings(room: PostRoom) -> None:
    room.refuse_sender = "553 5.7.1 Sender not ours"
    put()
    with pytest.raises(ServerAway, match="the sender is refused"):
        send_due(NOON)
    assert (row().state, row().attempts) == ("waiting", 0)


def test_letters_that_the_server_will_not_have(room: PostRoom) -> None:
    room.refuse_letters = "554 5.6.0 Content refused"
    put()
    assert send_due(NOON) == 0
    assert (row().state, row().reason) == ("failed", "554 5.6.0 Content refused")


def test_a_killed_workers_mail_goes_once_its_claim_has_ended(room: PostRoom) -> None:
    put()
    assert sending._claim(row().pk, NOON) is not None  # and there it is killed
    assert send_due(NOON + MINUTE) == 0
    assert room.received == []
    assert send_due(NOON + sending.LEASE + MINUTE) == 1
    assert len(room.received) == 1


def test_a_worker_killed_after_handing_over_sends_again_under_the_same_name(
    room: PostRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(self: sending._Claimed, state: MailState, **changes: object) -> bool:
        raise Killed

    put()
    with monkeypatch.context() as patch:
        patch.setattr(sending._Claimed, "settle", killed)
        with pytest.raises(Killed):
            send_due(NOON)
    send_due(NOON + sending.LEASE + MINUTE)
    first, second = room.received
    assert first.message["Message-ID"] == second.message["Message-ID"]


def test_who_lost_its_claim_settles_nothing(room: PostRoom) -> None:
    put()
    slow = sending._claim(row().pk, NOON)
    assert slow is not None
    send_due(NOON + sending.LEASE + MINUTE)
    assert not slow.settle(MailState.WAITING)
    assert row().state == "sent"


@pytest.mark.django_db(transaction=True)
def test_many_workers_send_each_mail_once(room: PostRoom) -> None:
    for number in range(24):
        put(f"mail {number}", subject=f"Mail {number}")
    came = at_once(*[lambda: send_due(NOON)] * 4)
    assert outcomes(came) == ["done"] * 4
    assert sum(came) == 24
    assert sorted(mail.subject for mail in room.received) == sorted(f"Mail {number}" for number in range(24))


@pytest.mark.django_db(transaction=True)
def test_the_same_mail_queued_at_once_is_there_once() -> None:
    came = at_once(*[lambda: put(mentions=("a", "b"))] * 6)
    assert sorted(came) == [False] * 5 + [True]
    assert Mention.objects.count() == 2


def test_quiet_hours_hold_back_all_but_urgent_mail(room: PostRoom) -> None:
    friday_evening = datetime(2026, 9, 18, 18, 0, tzinfo=UTC)  # 19:00 in London
    put(at=friday_evening)
    put("urgent", kind="test-code", at=friday_evening)
    put("formal", formal=True, at=datetime(2026, 9, 18, 9, 0, tzinfo=UTC))
    assert send_due(friday_evening) == 1
    assert row("urgent").state == "sent"
    assert row().not_before == datetime(2026, 9, 21, 6, 30, tzinfo=UTC)  # Monday, 7:30 in London
    assert row("formal").not_before == datetime(2026, 9, 21, 6, 30, tzinfo=UTC)
    assert send_due(datetime(2026, 9, 21, 6, 30, tzinfo=UTC)) == 2


def test_a_worker_that_was_away_over_the_evening_sends_in_the_morning(room: PostRoom) -> None:
    put()
    assert send_due(NOON.replace(hour=22)) == 0
    assert row().not_before == datetime(2026, 9, 16, 6, 30, tzinfo=UTC)
    assert row().state == "waiting"


def test_wishes_that_changed_since_are_heard(room: PostRoom, ada: Person) -> None:
    put("news", kind="test-news", to_person_id=ada.pk)
    put("notice", to_person_id=ada.pk)
    MailWishes.objects.create(
        person=ada, digest="daily", quiet_from="17:00", quiet_until="13:30", unwanted=["test-news", "test-notice"]
    )
    assert send_due(NOON) == 0
    assert (row("news").state, row("news").reason) == ("dropped", "Its reader does without this kind of mail.")
    assert row("notice").not_before == NOON + 30 * MINUTE, "13:30 in London; nobody does without a notice"
    assert send_due(NOON + 31 * MINUTE) == 1


def test_a_closed_account_gets_none(room: PostRoom, ada: Person) -> None:
    put(to_person_id=ada.pk)
    Person.objects.filter(pk=ada.pk).update(is_active=False)
    assert send_due(NOON) == 0
    assert row().state == "dropped"


def test_the_address_is_that_of_the_moment(room: PostRoom, ada: Person) -> None:
    put(to_person_id=ada.pk)
    Person.objects.filter(pk=ada.pk).update(email="ada.new@example.org")
    send_due(NOON)
    assert room.received[0].to == ("ada.new@example.org",)


def test_words_made_at_the_last_moment(room: PostRoom, ada: Person) -> None:
    said: list[tuple[int, About]] = []

    def compose(person_id: int, about: About, at: datetime) -> Letter | None:
        said.append((person_id, about))
        return None if about.id == "gone" else Letter("Made late", (Paragraph(f"For {about.id}."),))

    kinds.register(kinds.Kind("test-late", "Late", "Made when it goes.", compose=compose))
    late = {"kind": "test-late", "subject": "", "text": "", "to_person_id": ada.pk}
    put("there", **late, about=About("round", "7", 990001), mentions=("step 1",))
    put("gone", **late, about=About("round", "gone"), mentions=("step 2",))
    assert send_due(NOON) == 1
    assert said == [(ada.pk, About("round", "7", 990001)), (ada.pk, About("round", "gone"))]
    assert (room.received[0].subject, row("there").subject) == ("Made late", "Made late")
    assert row("gone").state == "dropped"
    assert [mention.key for mention in Mention.objects.all()] == ["step 1"], "what was not said may be said later"


def test_a_mail_that_cannot_be_made_stops_no_other(room: PostRoom, ada: Person) -> None:
    def compose(person_id: int, about: About, at: datetime) -> Letter | None:
        raise RuntimeError("broken")

    kinds.register(kinds.Kind("test-broken", "Broken", "Cannot be made.", compose=compose))
    put("first", kind="test-broken", subject="", text="", to_person_id=ada.pk)
    put("second")
    assert send_due(NOON) == 1
    assert (row("first").state, row("first").attempts, row("first").reason) == ("waiting", 1, "RuntimeError: broken")


def test_mails_of_long_ago_are_forgotten_but_not_those_that_wait(room: PostRoom) -> None:
    put("sent")
    send_due(NOON)
    put("waiting", not_before=NOON + 500 * DAY)
    early, late = (Due((NOON + days * DAY).date(), UTC, BY_KIND) for days in (390, 401))
    assert mails_over(early) == []
    assert forget_mails(mails_over(late)) == 1
    assert [mail.dedupe_key for mail in OutgoingMail.objects.all()] == ["waiting"]


def test_queueing_takes_a_fixed_number_of_statements(ada: Person) -> None:
    with CaptureQueriesContext(connection) as few:
        put("few", to_person_id=ada.pk, mentions=("1",))
    with CaptureQueriesContext(connection) as many:
        put("many", to_person_id=ada.pk, mentions=tuple(map(str, range(2, 60))))
    assert len(many) == len(few) <= 9
