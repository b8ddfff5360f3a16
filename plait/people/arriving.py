"""Signing somebody in who has just shown, by the link in their mail, who they are."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse

from plait.people.models import Person


def arrive(request: HttpRequest, person_id: int, then: str) -> HttpResponse:
    """Sign a new person in, under a new session key, and lead them on to ``then``."""
    person = Person.objects.get(pk=person_id)
    record_authentication(request, person, method="invitation")
    response: HttpResponse = perform_login(request, Login(user=person, redirect_url=then))
    return response
