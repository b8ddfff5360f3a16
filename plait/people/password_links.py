"""The link by which somebody sets a password without knowing the old one."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from plait.people.models import Person


def path_to_new_password(person: Person) -> str:
    """Made from what the person's password is now, so that it ends with it; otherwise after three days."""
    return reverse("people:new-password", args=[user_pk_to_url_str(person), default_token_generator.make_token(person)])
