"""Mails that are to go or have gone, and how each person wants theirs."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from plait.domain.letters import Digest, MailState


class OutgoingMail(models.Model):
    """One mail to one reader. Its words are kept until it has gone, not longer."""

    dedupe_key = models.CharField(max_length=200, unique=True)
    token = models.UUIDField(unique=True)
    """Names the mail in its Message-ID, so that a mail program shows one that came twice as one."""
    kind = models.CharField(max_length=40)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    address = models.EmailField(blank=True)
    """Where it goes, for somebody who is no person here yet; else that person's own address when it goes."""
    formal = models.BooleanField(default=False)
    about_kind = models.CharField(max_length=60, blank=True)
    about_id = models.CharField(max_length=60, blank=True)
    school_urn = models.PositiveIntegerField(null=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    state = models.CharField(
        max_length=10, choices=[(item.value, item.value) for item in MailState], default=MailState.WAITING.value
    )
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField()
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    """When it was sent, dropped or given up."""
    reason = models.CharField(max_length=300, blank=True)
    """Why it was dropped, or what the mail server said last."""

    class Meta:
        ordering = ["-queued_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, address="") | (Q(person__isnull=True) & ~Q(address="")),
                name="outgoingmail_has_one_reader",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[item.value for item in MailState]), name="outgoingmail_state"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "not_before"]),
            models.Index(fields=["person", "-queued_at"]),
            models.Index(fields=["school_urn", "-queued_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Mention(models.Model):
    """Something that a mail speaks of, by a key: it is not mentioned a second time."""

    mail = models.ForeignKey(OutgoingMail, on_delete=models.CASCADE, related_name="mentions")
    key = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.key


class MailWishes(models.Model):
    """How one person wants their mail. Without a row: what :class:`plait.domain.letters.Wishes` says by itself."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=10, choices=[(item.value, item.value) for item in Digest])
    quiet_from = models.TimeField()
    quiet_until = models.TimeField()
    unwanted = models.JSONField(default=list)
    """Names of the optional kinds that they do without."""

    def __str__(self) -> str:
        return f"mail wishes of person {self.person_id}"


class CalendarAddress(models.Model):
    """The secret address of one person's calendar. Renewing it gives the next ``number``; the old one stops."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(default=1)
    open = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar address of person {self.person_id}"
