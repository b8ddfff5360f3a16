"""What people type to sign in and about how they sign in."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.exceptions import ValidationError
from django.db import DatabaseError

ADDRESS = "Enter an e-mail address like name@school.example"
CODE = "Enter the code"
CREDENTIAL_LIMIT = 20_000
NO_CREDENTIAL = (
    "Your browser has not used a passkey. Passkeys need JavaScript; press the button and follow what your browser says."
)


class SignInForm(LoginForm):  # type: ignore[misc]  # the package is untyped
    """The sign-in package's form; what is missing is said in words of ours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].error_messages["required"] = "Enter your e-mail address"
        self.fields["password"].error_messages["required"] = "Enter your password"
        self.fields["password"].help_text = ""  # the page has its own link for a forgotten one
        for validator in self.fields["login"].validators:
            validator.message = ADDRESS


class ForgottenForm(ResetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages["required"] = "Enter your e-mail address"
        for validator in self.fields["email"].validators:
            validator.message = ADDRESS


class _OnePassword:
    """One box, which can be shown while typing, instead of two that must agree."""

    fields: dict[str, forms.Field]

    def ask_once(self) -> None:
        self.fields.pop("password2")
        self.fields["password1"].error_messages["required"] = "Enter a new password"
        if old := self.fields.get("oldpassword"):
            old.error_messages["required"] = "Enter your present password"
            old.help_text = ""
        self.fields["password1"].help_text = ""


class NewPasswordForm(_OnePassword, ResetPasswordKeyForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_once()


class PasswordForm(_OnePassword, ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_once()


class FirstPasswordForm(_OnePassword, SetPasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_once()


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].error_messages["required"] = "Enter your password"
        self.fields["password"].help_text = ""


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].error_messages["required"] = CODE


class CodeForChangeForm(CodeAgainForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].error_messages["required"] = CODE


class AppForm(ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].error_messages["required"] = "Enter the six digits that the app shows"


class CredentialField(forms.JSONField):
    """What a browser makes or signs: an object of a few thousand letters, and nothing else."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            if len(str(value or "")) > CREDENTIAL_LIMIT:
                raise ValueError
            found = super().to_python(value)
        except (ValueError, RecursionError):
            raise ValidationError(str(get_adapter().error_messages["incorrect_code"])) from None
        if found is not None and not isinstance(found, dict):
            raise ValidationError(str(get_adapter().error_messages["incorrect_code"]))
        return found


class _Signed:
    """A passkey used. Whatever a stranger sends instead is no passkey, however the packages below choke on it."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField(error_messages={"required": NO_CREDENTIAL})

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (ValidationError, DatabaseError):
            raise
        except Exception:
            raise get_adapter().validation_error("incorrect_code") from None


class PasskeySignInForm(_Signed, LoginWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeyStepForm(_Signed, AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeyAgainForm(_Signed, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey: one that knows its owner (by finger, face or PIN), so that it signs them in by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["credential"] = CredentialField(error_messages={"required": NO_CREDENTIAL})

    def clean_name(self) -> str:
        return str(super().clean_name())[:60]

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True  # the package then insists that the passkey knew its owner
        try:
            return dict(super().clean())
        except (ValidationError, DatabaseError):
            raise
        except Exception:
            raise get_adapter().validation_error("incorrect_code") from None


class PasskeyNameForm(EditWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            max_length=60, error_messages={"required": "Enter a name by which you know this passkey"}
        )


class NameForm(forms.Form):
    name = forms.CharField(
        max_length=120,
        label="Your name",
        error_messages={"required": "Enter your name, as your colleagues know you"},
    )
