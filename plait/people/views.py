"""Signing in and out."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView, LogoutView
from django.conf import settings
from django.http import HttpResponse

from plait.people.forms import SignInForm
from plait.ui.access import Access, access


class SignInView(LoginView):  # type: ignore[misc]  # the package is untyped
    form_class = SignInForm
    template_name = "people/sign-in.html"


class SignOutView(LogoutView):  # type: ignore[misc]  # the package is untyped
    template_name = "people/sign-out.html"

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Also empties the browser's store, so that nobody gets to see a page by going back.

        Without its token, a page that the browser kept whole knows that it is no longer to be shown (``plait.js``).
        """
        response: HttpResponse = super().post(*args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache"'
        response.delete_cookie(settings.CSRF_COOKIE_NAME)
        return response


sign_in = access(Access.ANYONE, "Nobody is known before this page.")(SignInView.as_view())
sign_out = access(Access.SIGNED_IN, "Ends the person's own session.")(SignOutView.as_view())
