"""The mail that invites somebody."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from plait.domain.letters import Button, Letter, Paragraph
from plait.mail.kinds import Kind
from plait.partnerships.invitation_rules import described

INVITATION = "invitation"
KINDS = (Kind(INVITATION, "Invitations", "Somebody asks you to take a role", urgent=True),)


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
