"""Forgetting that mails went, when their time is over."""

from __future__ import annotations

from collections.abc import Collection

from plait.domain.letters import MailState
from plait.domain.retention import Due, Kept
from plait.mail.models import OutgoingMail

ENDED = (MailState.SENT.value, MailState.DROPPED.value, MailState.FAILED.value)


def mails_over(due: Due) -> list[int]:
    """Mails that ended long enough ago. One query."""
    rows = OutgoingMail.objects.filter(state__in=ENDED, ended_at__lt=due.before(Kept.MAILS))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def forget_mails(numbers: Collection[int]) -> int:
    """How many there still were. What they mentioned goes with them."""
    return OutgoingMail.objects.filter(pk__in=numbers).delete()[1].get("mail.OutgoingMail", 0)
