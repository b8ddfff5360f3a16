"""Single sign-on also lets those in who are invited and have no account yet."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from plait.partnerships.invitation_queries import invitations_to
from plait.people.actions import add_person
from plait.people.queries import by_address
from plait.people.single_sign_on import SingleSignOn


class InvitedSignOn(SingleSignOn):
    def invited(self, email: str, name: str) -> Any:
        """A new account for an address with an open invitation. The role still waits for their yes."""
        now = timezone.now()
        waiting = invitations_to(email, at=now)
        if not waiting:
            return None
        add_person(name=name.strip()[:120] or waiting[0].name, email=email, password=None, at=now)
        return by_address([email])[email]

    def first_page(self) -> str:
        return reverse("invitations:mine")
