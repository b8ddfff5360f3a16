"""How the sign-in package fits here: no self-registration, addresses in lower case."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the package is untyped
    error_messages = {  # noqa: RUF012  the package reads it from the class
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The e-mail address and the password do not belong together. Check both.",
        "too_many_login_attempts": "Too many attempts went wrong. Wait ten minutes, then try again.",
    }

    def respond_user_inactive(self, request: HttpRequest, user: object) -> HttpResponse:
        """The password was right, so they may know why they cannot come in."""
        reason = "Your account is closed. Ask the person who runs Plait for your partnership."
        return render(request, "ui/refused.html", {"reason": reason}, status=403)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are invited; nobody registers themselves."""
        return False
