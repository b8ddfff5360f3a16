"""Workers that are killed while they send: every mail arrives, none twice but for a kill just after handing it over."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections

from plait.mail.actions import queue
from plait.mail.models import OutgoingMail
from plait.mail.sending import LEASE, send_due
from tests.postroom import PostRoom, post_room

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]
NOON = datetime(2026, 9, 15, 12, 0, tzinfo=UTC)
MAILS, KILLS = 120, 8


@pytest.fixture
def room(settings: Any) -> Iterator[PostRoom]:
    with post_room(settings) as running:
        yield running


def killed_while_sending(at: datetime, after: float) -> None:
    """A worker of its own process, killed ``after`` seconds of work."""
    connections.close_all()  # the child opens its own
    hear, told = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(told, b"begun")
            send_due(at)
        finally:
            os._exit(0)
    os.read(hear, 5)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(hear)
    os.close(told)


def test_no_mail_is_lost_and_hardly_any_comes_twice(room: PostRoom) -> None:
    for number in range(MAILS):
        queue(kind="test-code", dedupe_key=str(number), to_address="bea@example.org", subject=f"Mail {number}",
              text="x", at=NOON)  # fmt: skip
    moments = random.Random(3)
    at, cut_off = NOON, 0
    for _ in range(KILLS):
        killed_while_sending(at, moments.uniform(0.02, 0.25))
        cut_off += OutgoingMail.objects.filter(state__in=("waiting", "sending")).exists()
        at += LEASE + timedelta(minutes=1)
    assert cut_off >= 2, "they were killed when there was nothing left to do"
    send_due(at)
    time.sleep(0.2)
    came = Counter(mail.subject for mail in room.received)
    assert set(came) == {f"Mail {number}" for number in range(MAILS)}
    assert sum(came.values()) - MAILS <= KILLS, "at most the one in hand at each kill"
    names = {str(mail.message["Message-ID"]) for mail in room.received}
    assert len(names) == MAILS, "and that under the same name"
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"sent"}
