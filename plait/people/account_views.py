"""Your account: name, password, passkeys, authenticator app, recovery codes, and where you are signed in."""

from __future__ import annotations

from typing import Any

from allauth.account.views import PasswordChangeView, PasswordSetView, ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from plait.people import actions, queries
from plait.people.forms import (
    AppForm,
    CodeForChangeForm,
    FirstPasswordForm,
    NameForm,
    PasskeyAgainForm,
    PasskeyForm,
    PasskeyNameForm,
    PasswordAgainForm,
    PasswordForm,
)
from plait.people.fresh_codes import are_fresh, keep, show_once
from plait.people.options import as_attribute
from plait.people.views import nothing_kept
from plait.ui.access import Access, access


def _me(request: HttpRequest) -> Any:
    """The signed-in person; every view here is for nobody else."""
    return request.user


OWN = "Shows and changes only the person's own account."


@access(Access.SIGNED_IN, OWN)
@require_GET
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "people/account.html", {"page": queries.account(_me(request), request.session.session_key)})


@access(Access.SIGNED_IN, OWN)
@require_http_methods(["GET", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    form = NameForm(request.POST or None, initial={"name": _me(request).name})
    if request.method == "POST" and form.is_valid():
        actions.rename(person_id=_me(request).pk, name=form.cleaned_data["name"], at=timezone.now())
        messages.success(request, "Your name is changed.")
        return redirect("people:account")
    return render(request, "people/name.html", {"form": form})


@access(Access.SIGNED_IN, OWN)
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign out in one browser; in this one, too, when it is the one."""
    here = request.session.session_key
    ended = actions.end_session(person_id=_me(request).pk, signed_in_at=session_id, at=timezone.now())
    if ended == here:
        logout(request)
        return nothing_kept(redirect("people:sign-in"))
    messages.success(request, "That browser is signed out.")
    return redirect("people:account")


@access(Access.SIGNED_IN, OWN)
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere: everywhere else, or with ``here`` in this browser as well."""
    everywhere = "here" in request.POST
    key = None if everywhere else request.session.session_key
    ended = actions.end_sessions(person_id=_me(request).pk, at=timezone.now(), but=key)
    if everywhere:
        logout(request)
        return nothing_kept(redirect("people:sign-in"))
    _me(request).sessions_ended = ended
    update_session_auth_hash(request, _me(request))
    actions.follow_session(before=key, after=request.session.session_key)
    messages.success(request, "You are signed out everywhere but here.")
    return redirect("people:account")


class _Noted:
    """Writes down what was changed, once it is."""

    noted = ""
    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        before = self.request.session.session_key
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        if self.request.session.session_key != before:  # a new password renews the session
            actions.follow_session(before=before, after=self.request.session.session_key)
        actions.note(person_id=_me(self.request).pk, action=self.noted, at=timezone.now())
        if getattr(self, "did_generate_recovery_codes", False):
            show_once(self.request)
            return redirect("people:recovery-codes")
        return response

    def get_success_url(self) -> str:
        return reverse("people:account")


class PasswordView(_Noted, PasswordChangeView):  # type: ignore[misc]  # the package is untyped
    form_class = PasswordForm
    template_name = "people/password.html"
    noted = "change password"

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        actions.forget_other_sessions(person_id=_me(self.request).pk, but=self.request.session.session_key)
        return response


class FirstPasswordView(_Noted, PasswordSetView):  # type: ignore[misc]
    form_class = FirstPasswordForm
    template_name = "people/password.html"
    noted = "set password"


class AddPasskeyView(_Noted, AddWebAuthnView):  # type: ignore[misc]
    form_class = PasskeyForm
    template_name = "people/passkey-add.html"
    noted = "add passkey"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        found.setdefault("form", kwargs.get("form") or self.get_form())
        return found | {"options": as_attribute(begin_registration(_me(self.request), True))}


class RenamePasskeyView(_Noted, EditWebAuthnView):  # type: ignore[misc]
    form_class = PasskeyNameForm
    template_name = "people/passkey-rename.html"
    noted = "rename passkey"


class RemovePasskeyView(_Noted, RemoveWebAuthnView):  # type: ignore[misc]
    template_name = "people/passkey-remove.html"
    noted = "remove passkey"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found | {"passkey": queries.passkey(_me(self.request), self.object.pk)}


class AddAppView(_Noted, ActivateTOTPView):  # type: ignore[misc]
    form_class = AppForm
    template_name = "people/app-add.html"
    noted = "add authenticator app"


class RemoveAppView(_Noted, DeactivateTOTPView):  # type: ignore[misc]
    template_name = "people/app-remove.html"
    noted = "remove authenticator app"


class NewCodesView(_Noted, GenerateRecoveryCodesView):  # type: ignore[misc]
    template_name = "people/recovery-codes-new.html"
    noted = "make recovery codes"

    def form_valid(self, form: Any) -> HttpResponse:
        super().form_valid(form)
        show_once(self.request)
        return redirect("people:recovery-codes")


@access(Access.SIGNED_IN, OWN)
@require_http_methods(["GET", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The codes, right after they were made and until the person says that they have them."""
    if request.method == "POST":
        keep(request)
        return redirect("people:account")
    if not are_fresh(request):
        return redirect("people:new-codes")
    return render(request, "people/recovery-codes.html", {"codes": queries.recovery_codes(_me(request))})


@access(Access.SIGNED_IN, OWN)
@require_GET
def download_codes(request: HttpRequest) -> HttpResponse:
    if not are_fresh(request):
        raise Http404
    lines = ["Recovery codes for Plait", "Each of them works once.", "", *queries.recovery_codes(_me(request)), ""]
    answer = HttpResponse("\r\n".join(lines), content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="plait-recovery-codes.txt"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


class PasswordAgainView(ReauthenticateView):  # type: ignore[misc]
    form_class = PasswordAgainForm
    template_name = "people/confirm.html"


class CodeView(CodeAgainView):  # type: ignore[misc]
    form_class = CodeForChangeForm
    template_name = "people/confirm-code.html"


class PasskeyAgainView(ReauthenticateWebAuthnView):  # type: ignore[misc]
    form_class = PasskeyAgainForm
    template_name = "people/confirm-passkey.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context_data(**kwargs)
        found["options"] = as_attribute(found["js_data"]["request_options"])
        found["reauthentication_alternatives"] = self.get_reauthentication_alternatives()
        return found

    def form_invalid(self, form: Any) -> HttpResponse:
        for text in form.errors.get("credential", []):
            messages.error(self.request, text)
        return redirect(self.request.get_full_path())


def _own(view: Any) -> Any:
    return access(Access.SIGNED_IN, OWN)(view.as_view())


password, first_password = _own(PasswordView), _own(FirstPasswordView)
add_passkey, rename_passkey, remove_passkey = _own(AddPasskeyView), _own(RenamePasskeyView), _own(RemovePasskeyView)
add_app, remove_app, new_codes = _own(AddAppView), _own(RemoveAppView), _own(NewCodesView)
confirm, confirm_code, confirm_passkey = _own(PasswordAgainView), _own(CodeView), _own(PasskeyAgainView)
RemoveAppView.success_url = reverse_lazy("people:account")
