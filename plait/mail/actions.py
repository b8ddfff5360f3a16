"""Changing the outbox. Putting a mail there and sending it are two steps: the first is part of a change, the second
is the worker's (``sending``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from plait.domain.letters import MailState, Wishes
from plait.domain.posting_times import when_it_may_go
from plait.mail.kinds import About, kind_named
from plait.mail.letters import subject_line
from plait.mail.models import Mention, OutgoingMail
from plait.mail.posting import rules_for
from plait.mail.queries import wishes_of

NOTHING = About("", "")
KEPT = timedelta(days=400)
"""How long it stays known that a mail went, so that a whole year of rounds can be looked back on."""


@transaction.atomic
def queue(
    *,
    kind: str,
    dedupe_key: str,
    at: datetime,
    to_person_id: int | None = None,
    to_address: str = "",
    subject: str = "",
    text: str = "",
    html: str = "",
    formal: bool = False,
    about: About = NOTHING,
    not_before: datetime | None = None,
    mentions: Sequence[str] = (),
) -> bool:
    """Put a mail into the outbox, in the transaction of the change that it tells of; whether it is new there.

    The same ``dedupe_key`` gives one mail, whatever else is said and whoever asks at the same time. A kind that
    composes its own words needs no subject and text. ``not_before`` and the posting times decide when it goes; a
    formal mail goes on no eve of days off. ``mentions`` are keys of what it speaks of; where another mail speaks of
    one already, only the others are noted.

    Raises ``ValueError`` for a kind that nobody added, no reader or two, an address that is none, a subject of several
    lines, a mail without words.
    """
    settled = kind_named(kind)
    if (to_person_id is None) == (not to_address):
        raise ValueError("A mail goes to one person or to one address.")
    if to_address:
        _check_address(to_address)
    if settled.compose is None:
        subject = subject_line(subject)
        if not text.strip():
            raise ValueError("A mail has words.")
    elif to_person_id is None:
        raise ValueError(f"Mails of the kind {kind} are made for a person.")
    if not dedupe_key or len(dedupe_key) > 200:
        raise ValueError("A mail has a key of at most 200 characters, by which it is known.")
    wishes = wishes_of([to_person_id])[to_person_id] if to_person_id is not None else Wishes()
    earliest = max(at, not_before or at)
    row = OutgoingMail(
        dedupe_key=dedupe_key,
        token=uuid4(),
        kind=kind,
        person_id=to_person_id,
        address=to_address.strip(),
        formal=formal,
        about_kind=about.kind,
        about_id=str(about.id),
        school_urn=about.urn,
        subject=subject,
        text=text,
        html=html,
        queued_at=at,
        not_before=when_it_may_go(earliest, rules_for(wishes), formal=formal, urgent=settled.urgent),
    )
    OutgoingMail.objects.bulk_create([row], ignore_conflicts=True)
    kept = OutgoingMail.objects.only("pk", "token").get(dedupe_key=dedupe_key)
    if kept.token != row.token:
        return False
    Mention.objects.bulk_create([Mention(mail_id=kept.pk, key=key) for key in mentions], ignore_conflicts=True)
    return True


def _check_address(address: str) -> None:
    try:
        validate_email(address.strip())
    except ValidationError:
        raise ValueError("This is not an e-mail address.") from None


@transaction.atomic
def forget_old(at: datetime) -> int:
    """Forget mails that ended long ago; how many."""
    ended = (MailState.SENT.value, MailState.DROPPED.value, MailState.FAILED.value)
    return OutgoingMail.objects.filter(state__in=ended, ended_at__lt=at - KEPT).delete()[1].get("mail.OutgoingMail", 0)
