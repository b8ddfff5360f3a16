"""What people send when they comment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

LONGEST = 5_000
"""Characters. What needs more belongs in the view or the evidence."""


class CommentForm(forms.Form):
    """A comment or an answer. ``party``: for whom it is written, where somebody may write for several."""

    text = forms.CharField(
        widget=forms.Textarea,
        max_length=LONGEST,
        label="Your comment",
        error_messages={
            "required": "Write something first.",
            "max_length": f"This is longer than {LONGEST:,} characters. Shorten it, or make two comments of it.",
        },
    )
    party = forms.ChoiceField(
        widget=forms.RadioSelect,
        label="For whom do you write?",
        error_messages={"required": "Choose for whom you write."},
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = list(choices)  # type: ignore[attr-defined]
        if len(choices) <= 1:
            del self.fields["party"]
