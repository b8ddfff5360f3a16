"""What people type about an action."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from plait.ui.fields import DayField


class ActionForm(forms.Form):
    """One action. ``areas`` are ``(id, title)`` pairs of the framework."""

    text = forms.CharField(
        label="What will be done",
        widget=forms.Textarea,
        max_length=2000,
        error_messages={"required": "Say what will be done."},
    )
    area = forms.ChoiceField(label="Area", error_messages={"required": "Choose the area that this is about."})
    owner = forms.CharField(
        label="Who sees to it",
        max_length=120,
        help_text="A name or a post: one person, so that it is clear whom to ask.",
        error_messages={"required": "Name the person who sees to it."},
    )
    due = DayField(
        label="By when",
        help_text="For example, 27 3 2027",
        error_messages={"required": "Give the day by which it is to be done."},
    )
    success_measure = forms.CharField(
        label="How you will know that it worked",
        widget=forms.Textarea,
        required=False,
        max_length=2000,
        help_text="Something you will see or hear, not a task.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, areas: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", "Choose an area"), *areas]  # type: ignore[attr-defined]
