"""What a head decides about who gets the report, as input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from plait.domain.releases import LINK_DAYS, MOST_LINK_DAYS
from plait.domain.visibility import Relation


class AudienceForm(forms.Form):
    """The audiences that the school may choose. Nothing is ticked to begin with."""

    audiences = forms.MultipleChoiceField(
        label="Who else gets this version?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the audiences that this round’s contract allows."},
    )
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=32_000)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audiences"].choices = choices  # type: ignore[attr-defined]

    def clean_audiences(self) -> tuple[Relation, ...]:
        return tuple(Relation(key) for key in self.cleaned_data["audiences"])


class SureForm(AudienceForm):
    """The same once more with the tick that widening asks for."""

    sure = forms.BooleanField(
        error_messages={"required": "Tick the box if these are the people who should be able to read it."},
    )

    def __init__(self, *args: Any, question: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sure"].label = question
        self.fields["audiences"].widget = forms.MultipleHiddenInput()


class LinkForm(forms.Form):
    """An address for people who have no account."""

    label = forms.CharField(
        label="Who is it for?",
        max_length=80,
        help_text="A name for your own list and log, for example “Governors, spring meeting”.",
    )
    days = forms.IntegerField(
        label="For how many days does it open?",
        min_value=1,
        max_value=MOST_LINK_DAYS,
        initial=LINK_DAYS,
        help_text=f"At most {MOST_LINK_DAYS}. You can end it earlier at any time.",
        error_messages={
            "min_value": f"Give a number of days from 1 to {MOST_LINK_DAYS}.",
            "max_value": f"Give a number of days from 1 to {MOST_LINK_DAYS}.",
            "invalid": "Give the number of days in figures, for example 30.",
        },
    )
