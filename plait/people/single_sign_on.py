"""Signing in with the account of a school or authority (OpenID Connect): only for people who are known here.

Whoever the provider says has this verified address is the person with that address. Nothing of the provider's is kept.
"""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthError
from django.contrib.auth import logout
from django.http import HttpRequest
from django.shortcuts import render

from plait.people.models import Person
from plait.people.queries import by_address

VERIFIED = (True, "true")
"""What a provider says of an address that it has checked; "false" in quotation marks is no yes."""


class SingleSignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the package is untyped
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never reached, because :meth:`pre_social_login` always answers; should that change, nobody comes in."""
        return False

    def invited(self, email: str, name: str) -> Person | None:
        """A new person for an address that has none yet; a later storey knows who is invited."""
        return None

    def first_page(self) -> str:
        """Where somebody goes who has just got an account."""
        return "/"

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> NoReturn:
        """Sign the person with a verified address in, or say why not. The package takes no decision of its own."""
        verified = [item.email.strip().lower() for item in sociallogin.email_addresses if item.verified in VERIFIED]
        if not verified:
            self._refuse(request, "not-verified", "")
        known = by_address(verified)
        told = sociallogin.account.extra_data
        name = str({**told.get("id_token", {}), **told.get("userinfo", {})}.get("name") or "")
        people = (known.get(email) or self.invited(email, name) for email in verified)
        person = next(filter(None, people), None)
        if person is None:
            self._refuse(request, "not-known", verified[0])
        had = {one.pk for one in known.values()}
        if request.user.is_authenticated and request.user.pk != person.pk:
            logout(request)
        record_authentication(request, person, "socialaccount", provider=sociallogin.account.provider)
        then = sociallogin.get_redirect_url(request) or (None if person.pk in had else self.first_page())
        login = Login(user=person, redirect_url=then)
        raise ImmediateHttpResponse(perform_login(request, login))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> NoReturn:
        self._refuse(request, "cancelled" if error in (AuthError.CANCELLED, AuthError.DENIED) else "failed", "")

    def _refuse(self, request: HttpRequest, why: str, email: str) -> NoReturn:
        page = render(request, "people/single-sign-on.html", {"why": why, "email": email}, status=403)
        raise ImmediateHttpResponse(page)
