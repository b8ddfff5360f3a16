"""Signing in and out, and setting a forgotten password again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from allauth.account.views import (
    LoginView,
    LogoutView,
    PasswordResetDoneView,
    PasswordResetFromKeyDoneView,
    PasswordResetFromKeyView,
    PasswordResetView,
)
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils import timezone
from requests import RequestException

from plait.people import actions, queries
from plait.people.forms import CodeForm, ForgottenForm, NewPasswordForm, PasskeySignInForm, PasskeyStepForm, SignInForm
from plait.people.options import as_attribute
from plait.ui.access import Access, access

logger = logging.getLogger(__name__)


class SignInView(LoginView):  # type: ignore[misc]  # the package is untyped
    form_class = SignInForm
    template_name = "people/sign-in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found | {"single_sign_on": settings.SINGLE_SIGN_ON}


class SignOutView(LogoutView):  # type: ignore[misc]  # the package is untyped
    template_name = "people/sign-out.html"

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post(*args, **kwargs)
        return nothing_kept(response)


def nothing_kept(response: HttpResponse) -> HttpResponse:
    """Also empties the browser's store, so that nobody gets to see a page by going back.

    Without its token, a page that the browser kept whole knows that it is no longer to be shown (``plait.js``).
    """
    response.headers["Clear-Site-Data"] = '"cache"'
    response.delete_cookie(settings.CSRF_COOKIE_NAME)
    return response


class PasskeySignInView(LoginWebAuthnView):  # type: ignore[misc]
    """Answers a small request of the sign-in page with what the browser needs; takes what it gives."""

    form_class = PasskeySignInForm


class SecondStepView(AuthenticateView):  # type: ignore[misc]
    form_class = CodeForm
    webauthn_form_class = PasskeyStepForm
    template_name = "people/second-step.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        types = self.types()
        return found | {
            "has_passkey": "webauthn" in types,
            "has_app": "totp" in types,
            "options": as_attribute(found.get("js_data", {}).get("request_options")),
        }

    def types(self) -> set[str]:
        return set(queries.second_steps(self.stage.login.user.pk))


class ForgottenView(PasswordResetView):  # type: ignore[misc]
    form_class = ForgottenForm
    template_name = "people/forgotten-password.html"
    success_url = reverse_lazy("people:forgotten-sent")


class ForgottenSentView(PasswordResetDoneView):  # type: ignore[misc]
    template_name = "people/forgotten-password-sent.html"


class NewPasswordView(PasswordResetFromKeyView):  # type: ignore[misc]
    form_class = NewPasswordForm
    template_name = "people/new-password.html"
    success_url = reverse_lazy("people:new-password-done")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return {"token_fail": False} | found

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        actions.forget_other_sessions(person_id=self.reset_user.pk, but=None)
        actions.note(person_id=self.reset_user.pk, action="set password", at=timezone.now())
        return response


class NewPasswordDoneView(PasswordResetFromKeyDoneView):  # type: ignore[misc]
    template_name = "people/new-password-done.html"


def _sign_on(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _at_the_provider(openid_connect.login, request, provider_id)


def _sign_on_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _at_the_provider(openid_connect.callback, request, provider_id)


def _at_the_provider(step: Callable[..., HttpResponse], request: HttpRequest, provider_id: str) -> HttpResponse:
    """A step that asks the provider over the network; what goes wrong there is no fault of ours or the person's."""
    try:
        return step(request, provider_id)
    except (RequestException, OAuth2Error, ValidationError, KeyError, ValueError) as error:
        logger.warning("The provider of single sign-on did not answer as it should: %s", type(error).__name__)
        return render(request, "people/single-sign-on.html", {"why": "failed", "email": ""}, status=403)


NOBODY_YET = "Nobody is known before this page."
sign_in = access(Access.ANYONE, NOBODY_YET)(SignInView.as_view())
sign_out = access(Access.SIGNED_IN, "Ends the person's own session.")(SignOutView.as_view())
passkey_sign_in = access(Access.ANYONE, NOBODY_YET)(PasskeySignInView.as_view())
second_step = access(Access.ANYONE, "Only after a right password, kept in the session.")(SecondStepView.as_view())
forgotten = access(Access.ANYONE, NOBODY_YET)(ForgottenView.as_view())
forgotten_sent = access(Access.ANYONE, "Says the same to everybody.")(ForgottenSentView.as_view())
new_password = access(Access.ANYONE, "The link in the mail says who they are.")(NewPasswordView.as_view())
new_password_done = access(Access.ANYONE, "Says the same to everybody.")(NewPasswordDoneView.as_view())
single_sign_on = access(Access.ANYONE, NOBODY_YET)(_sign_on)
single_sign_on_back = access(Access.ANYONE, "The provider says who they are.")(_sign_on_back)
