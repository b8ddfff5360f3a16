"""What people type in a fact-check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from plait.domain.fact_checks import DAYS_TO_CHECK, MOST_WORDS, QUOTE_LENGTH, WORDS_LENGTH, too_long
from plait.ui.fields import DayField

TOKEN = 40
"""Longest mark that says that two sendings are one."""
WHOLE = "whole"
"""Stands for the report as a whole where an area is chosen."""


def few_words(text: str) -> None:
    if fault := too_long(text):
        raise ValidationError(fault)


def words_field(label: str, help_text: str, required: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=forms.Textarea,
        max_length=WORDS_LENGTH,
        help_text=help_text,
        validators=[few_words],
        error_messages={
            "required": required,
            "max_length": f"Shorten it to {MOST_WORDS} words. A figure and where it comes from are enough.",
        },
    )


class OfferForm(forms.Form):
    """Until when the school looks through the facts."""

    check_by = DayField(
        label="By which day does the school look through the facts?",
        help_text=f"Usually {DAYS_TO_CHECK} days from now. For example, 27 3 2027",
        error_messages={"required": "Give the day by which the school looks through the facts."},
    )


class PointForm(forms.Form):
    """One fact that is wrong. ``areas``: (id, title) pairs."""

    area = forms.ChoiceField(
        label="Where does it stand?",
        error_messages={
            "required": "Choose where it stands.",
            "invalid_choice": "Choose one of the areas of the report.",
        },
    )
    quote = forms.CharField(
        label="What does the report say?",
        max_length=QUOTE_LENGTH,
        required=False,
        help_text="Copy the few words or the figure that you mean.",
        error_messages={"max_length": "Copy only the few words that you mean."},
    )
    wish = words_field(
        "What is right instead?",
        f"The right figure, name or date, and where it comes from. At most {MOST_WORDS} words.",
        "Say what is right instead.",
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=TOKEN)

    def __init__(self, *args: Any, areas: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose"), *areas, (WHOLE, "The report as a whole")]
        self.fields["area"].choices = choices  # type: ignore[attr-defined]

    @property
    def area_id(self) -> str:
        area = str(self.cleaned_data["area"])
        return "" if area == WHOLE else area


class ReplyForm(forms.Form):
    """What became of a point."""

    became = forms.ChoiceField(
        label="What became of it?",
        widget=forms.RadioSelect,
        choices=[("changed", "It is changed"), ("kept", "It stays as it is")],
        error_messages={"required": "Say whether it is changed or stays as it is."},
    )
    text = words_field(
        "What does it say now, or why does it stay?",
        f"Where it is changed, this goes into the report. At most {MOST_WORDS} words. A reply stays as it was given.",
        "Say what it says now, or why it stays.",
    )


class SignForm(forms.Form):
    """Signing off, and whether the report may tell point by point."""

    tells = forms.BooleanField(
        label="The report may say point by point what was asked to be corrected and what became of it",
        required=False,
        help_text="If the other side ticks this too. Otherwise it says what was changed, and how many were asked.",
    )
