"""Signing in and out."""

from __future__ import annotations

from allauth.account.views import LoginView, LogoutView

from plait.people.forms import SignInForm
from plait.ui.access import Access, access


class SignInView(LoginView):  # type: ignore[misc]  # the package is untyped
    form_class = SignInForm
    template_name = "people/sign-in.html"


class SignOutView(LogoutView):  # type: ignore[misc]  # the package is untyped
    template_name = "people/sign-out.html"


sign_in = access(Access.ANYONE, "Nobody is known before this page.")(SignInView.as_view())
sign_out = access(Access.SIGNED_IN, "Ends the person's own session.")(SignOutView.as_view())
