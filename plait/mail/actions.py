"""Changing the outbox. Putting a mail there and sending it are two steps: the first is part of a change, the second
is the worker's (``sending``)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F

from plait.audit.actions import record
from plait.domain.letters import Digest, MailState, Wishes
from plait.domain.posting_times import open_hours, when_it_may_go
from plait.mail.kinds import About, Choice, kind_named, kinds
from plait.mail.letters import subject_line
from plait.mail.models import CalendarAddress, MailWishes, Mention, OutgoingMail
from plait.mail.posting import rules_for
from plait.mail.queries import wishes_of

NOTHING = About("", "")
LEAST_OPEN = 2
"""Hours of a working day at least in which mail may go, whatever quiet hours somebody chooses."""


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
    formal mail goes on no eve of days off. ``mentions`` are keys of what it speaks of.

    Raises ``ValueError`` for a kind that nobody added, no reader or two, an address that is none, a subject of several
    lines, a mail without words.
    """
    settled = kind_named(kind)
    if (to_person_id is None) == (not to_address):
        raise ValueError("A mail goes to one person or to one address.")
    if to_address:
        _check_address(to_address)
    if not settled.made_late:
        subject = subject_line(subject)
        if not text.strip():
            raise ValueError("A mail has words.")
    elif to_person_id is None and settled.compose_to_address is None:
        raise ValueError(f"Mails of the kind {kind} are made for a person.")
    elif to_person_id is not None and settled.compose is None:
        raise ValueError(f"Mails of the kind {kind} are made for an address.")
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


@dataclass(frozen=True, slots=True)
class Reader:
    """One of many who get a mail of a kind that composes its own words. ``when`` it goes is known from
    :func:`plait.domain.posting_times.when_it_may_go`."""

    person_id: int
    dedupe_key: str
    when: datetime
    mentions: tuple[str, ...]


@transaction.atomic
def queue_for_many(*, kind: str, readers: Sequence[Reader], at: datetime, about: About = NOTHING) -> int:
    """Put one mail for each reader into the outbox; how many are new there. A fixed number of statements.

    A mail under the same key that still waits will speak of the new mentions too. One that has gone does not: what it
    lacks is for another mail. Raises ``ValueError`` for a kind that nobody added or that needs its words now.
    """
    if kind_named(kind).compose is None:
        raise ValueError(f"Mails of the kind {kind} need their words now.")
    rows = [
        OutgoingMail(
            dedupe_key=reader.dedupe_key,
            token=uuid4(),
            kind=kind,
            person_id=reader.person_id,
            about_kind=about.kind,
            about_id=str(about.id),
            school_urn=about.urn,
            queued_at=at,
            not_before=max(at, reader.when),
        )
        for reader in sorted(readers, key=lambda one: one.dedupe_key)  # in one order, so that nobody waits in a ring
    ]
    OutgoingMail.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    kept = {
        row.dedupe_key: row
        for row in OutgoingMail.objects.filter(dedupe_key__in=[row.dedupe_key for row in rows]).only(
            "dedupe_key", "token", "state"
        )
    }
    said = {
        key: kept[reader.dedupe_key]
        for reader in readers
        if kept[reader.dedupe_key].state == MailState.WAITING.value
        for key in reader.mentions
    }
    Mention.objects.bulk_create(
        [Mention(mail=said[key], key=key) for key in sorted(said)],
        ignore_conflicts=True,
        batch_size=500,
    )
    return sum(kept[row.dedupe_key].token == row.token for row in rows)


def queue_for_each(*, kind: str, people: Collection[int], key: str, at: datetime, about: About = NOTHING) -> int:
    """The same mail for each of these people, once under ``key``, as soon as it may go to them; how many are new. For
    kinds that compose their own words. A fixed number of statements."""
    readers = [
        Reader(person_id, f"{key}:{person_id}", when_it_may_go(at, rules_for(wishes)), ())
        for person_id, wishes in wishes_of(people).items()
    ]
    return queue_for_many(kind=kind, readers=readers, at=at, about=about)


def _check_address(address: str) -> None:
    try:
        validate_email(address.strip())
    except ValidationError:
        raise ValueError("This is not an e-mail address.") from None


@dataclass(frozen=True, slots=True)
class WishesInput:
    """``unwanted``: names of optional kinds."""

    digest: Digest
    quiet_from: time
    quiet_until: time
    unwanted: frozenset[str]


@transaction.atomic
def choose(*, person_id: int, given: WishesInput, at: datetime, actor_id: int | None) -> None:
    """Keep how somebody wants their mail. Raises ``ValueError`` for an unwanted kind that cannot be done without, and
    for hours that leave less than :data:`LEAST_OPEN` of a day."""
    optional = {kind.name for kind in kinds() if kind.choice is Choice.OPTIONAL}
    if not given.unwanted <= optional:
        raise ValueError("Only optional kinds of mail can be done without.")
    if open_hours(given.quiet_from, given.quiet_until) < LEAST_OPEN:
        raise ValueError("The quiet hours leave too little of a day.")
    before = wishes_of([person_id])[person_id]
    MailWishes.objects.update_or_create(
        person_id=person_id,
        defaults={
            "digest": given.digest.value,
            "quiet_from": given.quiet_from,
            "quiet_until": given.quiet_until,
            "unwanted": sorted(given.unwanted),
        },
    )
    record(
        actor_id=actor_id,
        action="change",
        kind="mail wishes",
        object_id=person_id,
        at=at,
        changes={
            "digest": (before.digest.value, given.digest.value),
            "quiet_from": (before.quiet_from.isoformat("minutes"), given.quiet_from.isoformat("minutes")),
            "quiet_until": (before.quiet_until.isoformat("minutes"), given.quiet_until.isoformat("minutes")),
            "unwanted": (", ".join(sorted(before.unwanted)), ", ".join(sorted(given.unwanted))),
        },
    )


def stop(*, person_id: int, kind: str, at: datetime) -> None:
    """No more mails of this kind to this person, as the address at the foot of each allows whoever holds it.

    Raises ``ValueError`` for a kind that nobody does without.
    """
    wishes, settled = wishes_of([person_id])[person_id], kind_named(kind)
    if settled.choice is Choice.ALWAYS:
        raise ValueError(f"Mails of the kind {kind} always come.")
    given = WishesInput(
        Digest.OFF if settled.choice is Choice.DIGEST else wishes.digest,
        wishes.quiet_from,
        wishes.quiet_until,
        wishes.unwanted | {kind} if settled.choice is Choice.OPTIONAL else wishes.unwanted,
    )
    choose(person_id=person_id, given=given, at=at, actor_id=person_id)


@transaction.atomic
def renew_calendar(*, person_id: int, at: datetime) -> int:
    """Give the person a calendar address that nobody knows yet; its number. The one before stops at once."""
    CalendarAddress.objects.bulk_create(
        [CalendarAddress(person_id=person_id, number=0, made_at=at)], ignore_conflicts=True
    )
    CalendarAddress.objects.filter(person_id=person_id).update(number=F("number") + 1, open=True, made_at=at)
    number = CalendarAddress.objects.values_list("number", flat=True).get(person_id=person_id)
    _record_calendar(person_id, "renew", at)
    return number


@transaction.atomic
def close_calendar(*, person_id: int, at: datetime) -> None:
    """The person's calendar is at no address any more."""
    if CalendarAddress.objects.filter(person_id=person_id, open=True).update(open=False):
        _record_calendar(person_id, "close", at)


def _record_calendar(person_id: int, action: str, at: datetime) -> None:
    record(actor_id=person_id, action=action, kind="calendar address", object_id=person_id, at=at)
