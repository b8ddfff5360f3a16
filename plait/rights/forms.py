"""What people type about a complaint, and why deletion is stopped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from plait.domain.complaints import SUBJECT_WORDS


class ComplaintForm(forms.Form):
    """``leads``: those who would answer, number to name."""

    what = forms.ChoiceField(
        label="What is it about?",
        widget=forms.RadioSelect,
        choices=[(item.value, words) for item, words in SUBJECT_WORDS.items()],
        error_messages={"required": "Choose what it is about."},
    )
    words = forms.CharField(
        label="What happened, and what would put it right?",
        widget=forms.Textarea,
        max_length=8000,
        error_messages={"required": "Say what happened."},
    )
    named = forms.ChoiceField(
        label="Is it about one of those who would answer?",
        required=False,
        help_text="Whoever you choose does not get to see it.",
    )

    def __init__(self, *args: Any, leads: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(number), name) for number, name in leads.items()]
        self.fields["named"].choices = [("", "No"), *named]  # type: ignore[attr-defined]


class HoldForm(forms.Form):
    why = forms.CharField(
        label="Why must it be kept?",
        help_text="Everybody who knows of this round can read it. Name no person.",
        max_length=400,
        widget=forms.Textarea,
        error_messages={
            "required": "Say why, so that those who take part understand it.",
            "max_length": "Say it in at most 400 characters.",
        },
    )
