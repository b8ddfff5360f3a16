"""Inviting somebody, and answering an invitation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from plait.partnerships.invitation_rules import for_a_time
from plait.people.passwords import faults
from plait.ui.fields import DayField

ADDRESS = "Enter an e-mail address like name@school.example"


class InviteForm(forms.Form):
    """``role`` is a role of the place, or for a lead ``head:URN``: the headteacher of a member school."""

    name = forms.CharField(
        max_length=120, label="Name", error_messages={"required": "Enter the name of the person you invite"}
    )
    email = forms.EmailField(
        label="E-mail address", error_messages={"required": "Enter their e-mail address", "invalid": ADDRESS}
    )
    role = forms.ChoiceField(
        widget=forms.RadioSelect, label="Role", error_messages={"required": "Choose the role that they will have"}
    )
    role_ends = DayField(required=False, label="Last day of the role")

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = list(choices)  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.initial.setdefault("role", choices[0][0])
        self.asks_for_day = any(for_a_time(key.split(":")[0]) for key, _ in choices)
        if not self.asks_for_day:
            del self.fields["role_ends"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        role = str(given.get("role", "")).split(":")[0]
        if self.asks_for_day and "role_ends" not in self.errors:
            if for_a_time(role) and not given.get("role_ends"):
                self.add_error("role_ends", "This role is held for a time: enter its last day")
            elif not for_a_time(role):
                given["role_ends"] = None
        return given


WAYS = (("passkey", "A passkey: your finger, face or device PIN"), ("password", "A password"))


class AnswerForm(forms.Form):
    """Somebody without an account says their name and how they will sign in."""

    name = forms.CharField(
        max_length=120, label="Your name", error_messages={"required": "Enter your name, as your colleagues know you"}
    )
    way = forms.ChoiceField(
        choices=WAYS, widget=forms.RadioSelect, error_messages={"required": "Choose how you will sign in"}
    )
    new_password = forms.CharField(
        required=False, max_length=500, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("way") == "password":
            if not given.get("new_password"):
                self.add_error("new_password", "Enter a password of at least 12 characters")
            else:
                for fault in faults(given["new_password"], name=given.get("name", ""), email=self.email):
                    self.add_error("new_password", fault)
        return given


class SuccessorForm(forms.Form):
    successor = forms.TypedChoiceField(
        coerce=int,
        widget=forms.RadioSelect,
        label="Who follows as headteacher?",
        error_messages={"required": "Choose who follows, or invite the next headteacher first"},
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].choices = list(choices)  # type: ignore[attr-defined]
