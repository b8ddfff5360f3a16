"""Reading the outbox and people's wishes. The mail app knows no roles: who may ask is decided by the caller."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db.models import Count, Min

from plait.domain.letters import Digest, MailState, Wishes
from plait.mail.kinds import Choice, Kind
from plait.mail.models import CalendarAddress, MailWishes, Mention, OutgoingMail


def wishes_of(person_ids: Collection[int]) -> Mapping[int, Wishes]:
    """How each of these people wants their mail; everybody has an answer. One query."""
    found = {row.person_id: _wishes(row) for row in MailWishes.objects.filter(person_id__in=person_ids)}
    return {person_id: found.get(person_id, Wishes()) for person_id in person_ids}


def _wishes(row: MailWishes) -> Wishes:
    return Wishes(Digest(row.digest), row.quiet_from, row.quiet_until, frozenset(row.unwanted))


def is_wanted(kind: Kind, wishes: Wishes) -> bool:
    """Whether somebody with these wishes gets mails of this kind."""
    match kind.choice:
        case Choice.ALWAYS:
            return True
        case Choice.OPTIONAL:
            return kind.name not in wishes.unwanted
        case Choice.DIGEST:
            return wishes.digest is not Digest.OFF


def is_known(person_id: int) -> bool:
    """Whether there is such a person, with an account that is open. One query."""
    return get_user_model().objects.filter(pk=person_id, is_active=True).exists()


def calendar_number(person_id: int) -> int | None:
    """The number in the person's present calendar address; ``None`` while there is none. One query."""
    rows = CalendarAddress.objects.filter(person_id=person_id, open=True, person__is_active=True)
    return rows.values_list("number", flat=True).first()


def mentioned(prefix: str) -> frozenset[str]:
    """Every key that begins so and that a mail speaks of already. One query."""
    return frozenset(Mention.objects.filter(key__startswith=prefix).values_list("key", flat=True))


def mentions_sent(prefix: str) -> Mapping[str, datetime]:
    """When each key that begins so was last spoken of by a mail that went. One query."""
    rows = Mention.objects.filter(key__startswith=prefix, mail__state=MailState.SENT.value)
    return {key: at for key, at in rows.values_list("key", "mail__ended_at") if at is not None}


@dataclass(frozen=True, slots=True)
class MailFacts:
    """One mail without its words."""

    id: int
    kind: str
    person_id: int | None
    subject: str
    state: MailState
    queued_at: datetime
    not_before: datetime
    ended_at: datetime | None
    reason: str


def _facts(row: OutgoingMail) -> MailFacts:
    return MailFacts(
        row.pk,
        row.kind,
        row.person_id,
        row.subject,
        MailState(row.state),
        row.queued_at,
        row.not_before,
        row.ended_at,
        row.reason,
    )


def mails_to(person_id: int, *, limit: int) -> tuple[MailFacts, ...]:
    """The newest mails to somebody, for that person alone. One query."""
    return tuple(_facts(row) for row in OutgoingMail.objects.filter(person_id=person_id)[:limit])


@dataclass(frozen=True, slots=True)
class Outbox:
    """How many mails are in each state, and since when the oldest waits that could have gone."""

    counts: Mapping[str, int]
    waiting_since: datetime | None


def waiting(kind: str, person_ids: Collection[int], about_ids: Collection[str]) -> Mapping[int, datetime]:
    """When the next mail of this kind, about any of these, goes to each of these people who has one waiting. One
    query."""
    rows = OutgoingMail.objects.filter(
        kind=kind, person_id__in=person_ids, about_id__in=about_ids, state=MailState.WAITING.value
    ).order_by("-not_before")
    return {person_id: at for person_id, at in rows.values_list("person_id", "not_before") if person_id is not None}


def failed_since(person_ids: Collection[int], since: datetime) -> frozenset[int]:
    """Those of these people whom a mail could not be delivered to since then. One query."""
    rows = OutgoingMail.objects.filter(person_id__in=person_ids, state=MailState.FAILED.value, ended_at__gte=since)
    return frozenset(person_id for person_id in rows.values_list("person_id", flat=True) if person_id is not None)


def outbox(at: datetime) -> Outbox:
    """The whole outbox in numbers, for those who run this installation. Two queries."""
    rows = OutgoingMail.objects.order_by().values_list("state").annotate(count=Count("pk"))
    held = OutgoingMail.objects.filter(state=MailState.WAITING.value, not_before__lte=at)
    return Outbox(dict(rows), held.aggregate(oldest=Min("not_before"))["oldest"])
