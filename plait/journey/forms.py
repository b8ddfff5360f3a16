"""What people type to open a round."""

from __future__ import annotations

from typing import Any

from django import forms

from plait.ui.fields import DayField


class RoundForm(forms.Form):
    """The next round: its name and its two dates."""

    title = forms.CharField(
        label="What the round is called",
        max_length=60,
        help_text="The term is enough, for example Autumn 2026.",
        error_messages={"required": "Give the round a name, for example Autumn 2026."},
    )
    evaluation_due = DayField(label="Self-evaluations submitted by")
    review_due = DayField(label="Partners’ views talked through by")
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, second = given.get("evaluation_due"), given.get("review_due")
        if first and second and second < first:
            self.add_error("review_due", "Partners need the self-evaluations first: choose a later day than above.")
        return given


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
