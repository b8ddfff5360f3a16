"""What people are told by mail about their own account."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from plait.domain.letters import Button, Letter, Paragraph
from plait.mail.kinds import About, Kind
from plait.people.models import Person
from plait.people.password_links import path_to_new_password

NEW_PASSWORD, NOTICE = "new-password", "account-changed"


def new_password(person_id: int, about: About, at: datetime) -> Letter | None:
    """The link is made when the mail goes, so that it lies nowhere before."""
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if person is None:
        return None
    return Letter(
        "Set a new password for Plait",
        (
            Paragraph(f"Hello {person.name},"),
            Paragraph("somebody, probably you, asked to set a new password for Plait. The link below does it. It "
                      "works once, for three days."),
            Button("Set a new password", settings.BASE_URL + path_to_new_password(person)),
            Paragraph("If it was not you, do nothing: your password stays as it is."),
        ),
        why="You get this because somebody asked for it on the sign-in page.",
    )  # fmt: skip


def notice(name: str, what: str) -> Letter:
    """Something about signing in was changed; so that somebody notices when it was not them."""
    base = settings.BASE_URL
    return Letter(
        what,
        (
            Paragraph(f"Hello {name},"),
            Paragraph(f"{what}."),
            Paragraph("If that was you, there is nothing to do. If it was not, set a new password and sign out "
                      "everywhere."),
            Button("Look at your account", base + reverse("people:account")),
            Paragraph(f"If you cannot sign in any more, set a new password: {base}{reverse('people:forgotten')}"),
        ),
        why="You get this whenever the way you sign in changes.",
    )  # fmt: skip


KINDS = (
    Kind(NEW_PASSWORD, "New password", "A link to set a forgotten password again", urgent=True, compose=new_password),
    Kind(NOTICE, "Changes to your account", "What was changed about the way you sign in", urgent=True),
)
