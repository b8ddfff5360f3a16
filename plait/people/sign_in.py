"""How the sign-in package fits here: no self-registration, addresses in lower case, our own words and mails."""

from __future__ import annotations

import logging
from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from plait.mail.actions import queue
from plait.mail.letters import lay_out
from plait.people.actions import keep_no_address
from plait.people.letters import NEW_PASSWORD, NOTICE, notice

log = logging.getLogger(__name__)

SAID = {
    "account/messages/password_changed.txt": "Your password is changed. Other browsers are signed out.",
    "account/messages/password_set.txt": "Your password is set.",
    "mfa/messages/totp_activated.txt": "Your authenticator app is set up.",
    "mfa/messages/totp_deactivated.txt": "Your authenticator app is removed.",
    "mfa/messages/webauthn_added.txt": "Your passkey is added.",
    "mfa/messages/webauthn_removed.txt": "The passkey is removed.",
}
"""What the package wants said, in our words; what is not here is not said."""

NOTICES = {
    "account/email/password_changed": "Your password was changed",
    "account/email/password_set": "A password was set for your account",
    "account/email/password_reset": "Your password was set again, by a link that went to this address",
    "mfa/email/totp_activated": "An authenticator app was set up for your account",
    "mfa/email/totp_deactivated": "The authenticator app of your account was removed",
    "mfa/email/webauthn_added": "A passkey was added to your account",
    "mfa/email/webauthn_removed": "A passkey of your account was removed",
    "mfa/email/recovery_codes_generated": "New recovery codes were made for your account",
}
"""What somebody is told by mail, so that they notice when it was not them."""


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the package is untyped
    error_messages = {  # noqa: RUF012  the package reads it from the class
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The e-mail address and the password do not belong together. Check both.",
        "too_many_login_attempts": "Too many attempts went wrong. Wait ten minutes, then try again.",
        "rate_limited": "Too many attempts went wrong. Wait ten minutes, then try again.",
        "incorrect_password": "That is not your password.",
        "enter_current_password": "That is not your present password.",
    }

    def respond_user_inactive(self, request: HttpRequest, user: object) -> HttpResponse:
        """The password was right, so they may know why they cannot come in."""
        reason = "Your account is closed. Ask the person who runs Plait for your partnership."
        return render(request, "ui/refused.html", {"reason": reason}, status=403)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are invited; nobody registers themselves."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only an address of this service leads on after signing in."""
        return url.startswith("/") and bool(super().is_safe_url(url))

    def post_login(self, request: HttpRequest, user: Any, **given: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **given)
        keep_no_address(session_key=request.session.session_key)
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """For whoever runs the service to notice guessing. Not what was typed: it may be a password in a wrong box."""
        super().authentication_failed(request, **credentials)
        log.warning("signing in failed, from %s", self.get_client_ip(request))

    def reauthenticate(self, user: Any, password: str) -> bool:
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:account")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Not used: the mail makes its own link when it goes (``letters.new_password``)."""
        return ""

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        if text := message or SAID.get(message_template or "", ""):
            messages.add_message(request, level, text, extra_tags=extra_tags)

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """Queued, so that the page answers as fast as for an address that nobody has."""
        now = timezone.now()
        queue(kind=NEW_PASSWORD, dedupe_key=f"{NEW_PASSWORD}-{user.pk}-{uuid4()}", at=now, to_person_id=user.pk)

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        what = NOTICES.get(template_prefix)
        if what is None:
            return
        words = lay_out(notice(user.name, what))
        queue(
            kind=NOTICE,
            dedupe_key=f"{NOTICE}-{user.pk}-{uuid4()}",
            at=timezone.now(),
            to_person_id=user.pk,
            subject=words.subject,
            text=words.text,
            html=words.html,
        )
