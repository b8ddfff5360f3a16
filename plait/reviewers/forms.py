"""What people type about themselves as reviewers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from plait.domain.reviewers import PHASES, Span, spans_of
from plait.domain.wording import opening
from plait.ui.fields import DayField


class DaysAway(forms.CharField):
    """Days, one a line, as spans."""

    widget = forms.Textarea

    def clean(self, value: Any) -> tuple[Span, ...]:
        try:
            return spans_of(super().clean(value) or "")
        except ValueError as wrong:
            raise ValidationError(str(wrong)) from None


class ProfileForm(forms.Form):
    """What somebody says of themselves. The action compares the days of the training."""

    training = forms.CharField(
        label="What you were trained in as a reviewer",
        max_length=200,
        required=False,
        help_text="For example, “Peer review, two days, with Hillside Alliance”. Your lead confirms it.",
    )
    trained_on = DayField(label="When that was", required=False, help_text="For example, 27 3 2026")
    expires_on = DayField(
        label="The last day on which it holds", required=False, help_text="Leave it empty if it does not run out."
    )
    reviews_before = forms.IntegerField(
        label="How many reviews you have taken part in",
        min_value=0,
        max_value=500,
        help_text="Here or elsewhere. A rough number is fine.",
        error_messages={"invalid": "Give a whole number, like 3."},
    )
    phases = forms.MultipleChoiceField(
        label="Where you can review",
        choices=[(key, opening(words)) for key, words in PHASES.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose where you can review."},
    )
    strengths = forms.CharField(
        label="Languages, subjects and other things that you bring",
        widget=forms.Textarea,
        max_length=1000,
        required=False,
        help_text="For example, “I sign BSL; early reading; small rural schools”.",
    )
    away = DaysAway(
        label="Days on which you cannot come",
        max_length=4000,
        required=False,
        help_text="One line for each day, or first to last: 3 3 2027 to 7 3 2027.",
    )
    travels_km = forms.IntegerField(
        label="How far you travel, in kilometres",
        min_value=1,
        max_value=1000,
        required=False,
        help_text="In a straight line from your school. Leave it empty if distance does not matter.",
        error_messages={"invalid": "Give a whole number, like 30."},
    )
    reviews_a_year = forms.IntegerField(
        label="How many reviews a year you can take on",
        min_value=0,
        max_value=20,
        error_messages={"invalid": "Give a whole number, like 2."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("training") and not found.get("trained_on") and "trained_on" not in self.errors:
            self.add_error("trained_on", "Say when you were trained.")
        on, until = found.get("trained_on"), found.get("expires_on")
        if on and not found.get("training") and "training" not in self.errors:
            self.add_error("training", "Say what you were trained in.")
        if until and on and until < on:
            self.add_error("expires_on", "A training cannot end before the day on which it was.")
        elif until and not on and not self.errors:
            self.add_error("trained_on", "Say when you were trained.")
        return found


class ConflictForm(forms.Form):
    """A school that one had better not review. ``schools``: URN to name."""

    school = forms.TypedChoiceField(label="School", coerce=int, error_messages={"required": "Choose the school."})
    reason = forms.CharField(
        label="Why",
        widget=forms.Textarea,
        max_length=1000,
        help_text="A few words are enough: a relative works there, say. Name no pupils.",
        error_messages={"required": "Say why in a few words. Only your partnership’s lead reads it."},
    )

    def __init__(self, *args: Any, schools: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose a school"), *((str(urn), name) for urn, name in schools.items())]
        self.fields["school"].choices = choices  # type: ignore[attr-defined]


class SchoolConflictForm(forms.Form):
    """Somebody of the pool whom a school would rather not have. ``people``: number of the profile to name."""

    reviewer = forms.TypedChoiceField(
        label="Who had better not review your school", coerce=int, error_messages={"required": "Choose the person."}
    )
    reason = forms.CharField(
        label="Why",
        widget=forms.Textarea,
        max_length=1000,
        help_text="A few words are enough: a close friend of a colleague, say. Name no pupils.",
        error_messages={
            "required": "Say why in a few words. Only your headteacher and your partnership’s lead read it."
        },
    )

    def __init__(self, *args: Any, people: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose a person"), *((str(number), name) for number, name in people.items())]
        self.fields["reviewer"].choices = choices  # type: ignore[attr-defined]
