"""The mail that invites somebody."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from plait.domain.letters import Button, Letter, Paragraph
from plait.domain.wording import day_in_words
from plait.mail.kinds import About, Kind
from plait.partnerships.invitation_queries import hashed, place_name, place_of
from plait.partnerships.invitation_rules import described
from plait.partnerships.models import Invitation

INVITATION = "invitation"
NOBODY = "The person who runs Plait"
"""Who invites at the command line."""


def token_of(invitation_id: int, invited_at: datetime) -> str:
    """What makes the link of an invitation, as it was sent last.

    It follows from the installation's secret key, so neither the outbox nor any other table holds it.
    """
    said = f"{invitation_id}:{invited_at.astimezone(UTC).isoformat()}"
    return salted_hmac("plait.partnerships.invitation", said, algorithm="sha256").hexdigest()


def compose(about: About, at: datetime) -> Letter | None:
    """The mail as it goes; ``None`` for an invitation that was answered, withdrawn or has run out meanwhile."""
    row = (
        Invitation.objects.waiting()
        .select_related("programme", "invited_by")
        .filter(pk=int(about.id), expires_at__gt=at)
        .first()
    )
    if row is None:
        return None
    token = token_of(row.pk, row.invited_at)
    if hashed(token) != row.token_hash:  # the installation has a new secret key since
        Invitation.objects.filter(pk=row.pk).update(token_hash=hashed(token))
    return invitation(
        name=row.name,
        inviter=str(row.invited_by) if row.invited_by else NOBODY,
        role=row.role,
        place=place_name(place_of(row)),
        token=token,
        until=day_in_words(timezone.localtime(row.expires_at).date()),
    )


def link(token: str) -> str:
    """The whole address behind which an invitation is answered."""
    return f"{settings.BASE_URL}{reverse('invitations:link', args=[token])}"


def invitation(*, name: str, inviter: str, role: str, place: str, token: str, until: str) -> Letter:
    """``until``: the last day in words. Says nothing of what any school wrote."""
    item = described(role)
    title = item.title if item else role
    where = f" at {place}" if place else ""
    return Letter(
        f"You are invited to Plait{where}"[:200],
        (
            Paragraph(f"Hello {name},"),
            Paragraph(f"{inviter} invites you to Plait{where}. Your role: {title}. {item.description if item else ''}"),
            Paragraph("The page behind this link says who will see what you write, before you decide. If you have no "
                      "account yet, you make one there. It takes about two minutes."),
            Button("Look at the invitation", link(token)),
            Paragraph(f"The link works once, until {until}. Keep it to yourself: whoever has it can answer for you."),
        ),
        why=f"You get this because {inviter} gave your address. If you do not know why, do nothing.",
    )  # fmt: skip


KINDS = (Kind(INVITATION, "Invitations", "Somebody asks you to take a role", urgent=True, compose_to_address=compose),)
