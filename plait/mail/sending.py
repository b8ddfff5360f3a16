"""The second step: what waits in the outbox goes to the mail server.

Each mail is claimed by one worker, looked at again, handed over, and marked. A worker that dies in between leaves a
claim behind that ends by itself; then the mail goes once more, under the same Message-ID. So a mail may come twice
after a crash, is never lost, and is never sent by two workers that are alive.
"""

from __future__ import annotations

import logging
import smtplib
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives, get_connection
from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from plait.domain.letters import MailState, Wishes
from plait.domain.posting_times import when_it_may_go
from plait.mail.kinds import About, Choice, Kind, kind_named
from plait.mail.letters import LaidOut, lay_out
from plait.mail.models import OutgoingMail
from plait.mail.posting import rules_for
from plait.mail.queries import is_wanted, wishes_of
from plait.mail.secrets import stop_token

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
"""Far longer than a mail server may take (``EMAIL_TIMEOUT``), so that no claim ends while its worker is alive."""
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 20, 60, 240, 720, 1440, 1440, 1440))
"""After each attempt that failed for now; after the last one the mail is given up, almost four days later."""
AT_ONCE = 500
"""Mails of one run; the next run takes the rest."""


class ServerAway(Exception):
    """The mail server cannot be reached, or does not let us in. No mail is at fault: all wait."""


class _ForNow(Exception):
    """This mail did not go, and may go later. Its text is what the server said."""


class _ForGood(Exception):
    """This mail will never go. Its text is what the server said."""


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A mail that is this worker's until the claim ends."""

    row: OutgoingMail
    token: UUID

    @property
    def mine(self) -> QuerySet[OutgoingMail]:
        return OutgoingMail.objects.filter(pk=self.row.pk, claim=self.token, state=MailState.SENDING.value)

    def settle(self, state: MailState, **changes: Any) -> bool:
        """Give the claim back with what came of it; ``False`` when it had ended and another worker has it."""
        return bool(self.mine.update(state=state.value, claim=None, claimed_until=None, **changes))

    @transaction.atomic
    def end(self, state: MailState, at: datetime, reason: str = "") -> None:
        """For good. The words are forgotten; what was dropped has mentioned nothing."""
        if self.settle(state, ended_at=at, reason=reason[:300], text="", html="") and state is MailState.DROPPED:
            self.row.mentions.all().delete()


def send_due(at: datetime) -> int:
    """Send what waits and may go at this moment; how many went.

    Raises :class:`ServerAway`; what was not sent then waits for the next run.
    """
    begun = time.monotonic()
    sent = 0
    connection = get_connection()
    try:
        for mail_id in _due(at):
            moment = at + timedelta(seconds=time.monotonic() - begun)
            claimed = _claim(mail_id, moment)
            if claimed is not None:
                sent += _send(claimed, connection, moment)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.close()
    return sent


def _waiting(at: datetime) -> QuerySet[OutgoingMail]:
    """Mails that may be claimed: those that wait, and those whose worker has died."""
    return OutgoingMail.objects.filter(
        Q(state=MailState.WAITING.value, not_before__lte=at) | Q(state=MailState.SENDING.value, claimed_until__lt=at)
    )


def _due(at: datetime) -> list[int]:
    return list(_waiting(at).order_by("not_before", "pk").values_list("pk", flat=True)[:AT_ONCE])


def _claim(mail_id: int, at: datetime) -> _Claimed | None:
    """The mail, if this worker gets it: one conditional update, so that one of several does."""
    token = uuid4()
    if not _waiting(at).filter(pk=mail_id).update(state=MailState.SENDING.value, claim=token, claimed_until=at + LEASE):
        return None
    return _Claimed(OutgoingMail.objects.select_related("person").get(pk=mail_id), token)


def _send(claimed: _Claimed, connection: Any, at: datetime) -> int:
    """1 when the mail went."""
    row = claimed.row
    try:
        kind = kind_named(row.kind)
        words = _look_again(claimed, kind, at)
        if words is None:
            return 0
        _hand_over(_message(row, kind, words, connection), connection)
    except ServerAway:
        claimed.settle(MailState.WAITING)
        raise
    except _ForGood as error:
        claimed.end(MailState.FAILED, at, str(error))
        return 0
    except DatabaseError:
        raise
    except Exception as error:
        if not isinstance(error, _ForNow):
            logger.exception("Mail %s could not be made.", row.pk)
        _put_off(claimed, at, f"{'' if isinstance(error, _ForNow) else type(error).__name__ + ': '}{error}")
        return 0
    claimed.settle(MailState.SENT, ended_at=at, reason="", subject=words.subject, text="", html="")
    return 1


def _put_off(claimed: _Claimed, at: datetime, reason: str) -> None:
    attempts = claimed.row.attempts + 1
    if attempts > len(PAUSES):
        claimed.end(MailState.FAILED, at, reason)
        return
    claimed.settle(
        MailState.WAITING,
        attempts=attempts,
        not_before=at + PAUSES[attempts - 1],
        reason=" ".join(reason.split())[:300],
    )


def _look_again(claimed: _Claimed, kind: Kind, at: datetime) -> LaidOut | None:
    """The words of the mail as of now; ``None`` when it is not to go (now), which is then settled."""
    row, wishes = claimed.row, Wishes()
    if row.person is not None:
        wishes = wishes_of([row.person.pk])[row.person.pk]
        if not row.person.is_active:
            claimed.end(MailState.DROPPED, at, "The account is closed.")
            return None
        if not is_wanted(kind, wishes):
            claimed.end(MailState.DROPPED, at, "Its reader does without this kind of mail.")
            return None
    when = when_it_may_go(at, rules_for(wishes), formal=row.formal, urgent=kind.urgent)
    if when > at:
        claimed.settle(MailState.WAITING, not_before=when)
        return None
    if row.text or not kind.made_late:
        return LaidOut(row.subject, row.text, row.html)
    about = About(row.about_kind, row.about_id, row.school_urn)
    letter = None
    if row.person_id is None:
        letter = kind.compose_to_address(about, at) if kind.compose_to_address else None
    elif kind.compose is not None:
        letter = kind.compose(row.person_id, about, at)
    if letter is None:
        claimed.end(MailState.DROPPED, at, "Nothing was left to say.")
        return None
    return lay_out(letter, settings_address=settings.BASE_URL + reverse("mail:wishes") if row.person_id else "")


def _message(row: OutgoingMail, kind: Kind, words: LaidOut, connection: Any) -> EmailMultiAlternatives:
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    headers = {
        "Message-ID": f"<{row.token}@{host}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if row.person_id is not None and kind.choice is not Choice.ALWAYS:  # one press in the mail program (RFC 8058)
        stop = settings.BASE_URL + reverse("mail:stop", args=[stop_token(row.person_id, kind.name)])
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMultiAlternatives(
        words.subject,
        words.text,
        to=[row.person.email if row.person else row.address],
        headers=headers,
        connection=connection,
    )
    if words.html:
        message.attach_alternative(words.html, "text/html")
    return message


def _hand_over(message: EmailMultiAlternatives, connection: Any) -> None:
    """To the server. Raises :class:`ServerAway`, :class:`_ForNow` or :class:`_ForGood`."""
    _try_to(connection.open)
    try:
        connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise _kind_of(code)(_words(code, said)) from None
    except smtplib.SMTPSenderRefused as error:  # the same for every mail: the settings are at fault
        raise ServerAway(f"the sender is refused ({_words(error.smtp_code, error.smtp_error)})") from None
    except smtplib.SMTPResponseException as error:
        connection.close()
        raise _kind_of(error.smtp_code)(_words(error.smtp_code, error.smtp_error)) from None
    except (BadHeaderError, UnicodeError) as error:
        raise _ForGood(f"{type(error).__name__}: {error}") from None
    except (OSError, smtplib.SMTPException) as error:  # perhaps this mail alone: the others are tried
        connection.close()
        raise _ForNow(f"{type(error).__name__}: {error}") from None


def _try_to(reach: Callable[[], Any]) -> None:
    try:
        reach()
    except (OSError, smtplib.SMTPException) as error:
        raise ServerAway(f"the mail server does not answer ({type(error).__name__}: {error})") from None


def _kind_of(code: int) -> type[_ForNow | _ForGood]:
    return _ForGood if 500 <= code < 600 else _ForNow


def _words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.split())}"
