"""What a head types to sign who sees what, or to withdraw."""

from __future__ import annotations

from typing import Any

from django import forms


class SignForm(forms.Form):
    """A head signs for the school. ``fingerprint`` is of the words on the page."""

    read = forms.BooleanField(
        label="I have read who will see what",
        error_messages={"required": "Tick the box to say that you have read who will see what."},
    )
    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, school: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["read"].label = f"I have read who will see what, and sign for {school}"


class WithdrawForm(forms.Form):
    """A head takes the signature back."""

    reason = forms.CharField(
        label="Why (optional)",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        help_text="People of your school can read this, and nobody else.",
    )
    sure = forms.BooleanField(
        label="Withdraw, so that nothing new leaves our school",
        error_messages={"required": "Tick the box if you really want to withdraw."},
    )
