"""What people send when several judge first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from plait.domain.judgements import Words
from plait.selfevaluation.forms import STATEMENT, WritingField
from plait.ui.fields import DayField

STALE = "This page is not as it was sent to you. Reload it and try again."


class AskForm(forms.Form):
    """Whom to ask, and until when. ``people``: (number, words) of everybody who can be ticked."""

    people = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Whom do you ask?",
        error_messages={"invalid_choice": "Choose people who hold a role at your school today."},
    )
    closes_on = DayField(label="Last day to hand in")

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = list(people)  # type: ignore[attr-defined]
        if not people:
            del self.fields["people"]

    @property
    def chosen(self) -> tuple[int, ...]:
        return tuple(int(item) for item in self.cleaned_data.get("people", ()))


class JudgeForm(forms.Form):
    """One area of one's own view: a first instinct, or what one thinks after reading. Whether answers are on the
    area's scale is the action's to say; ``statements`` holds their keys by id."""

    answer = forms.CharField(required=False)
    reason = WritingField(label="Because")
    strengths = WritingField(label="The text on strengths")
    consider = WritingField(label="The text on what to consider")
    version = forms.IntegerField(min_value=0, error_messages=dict.fromkeys(("required", "invalid", "min_value"), STALE))
    over = forms.IntegerField(min_value=0, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        data: Mapping[str, Any] = self.data
        cleaned["statements"] = {
            name.removeprefix(STATEMENT): str(data.get(name, "")) for name in data if name.startswith(STATEMENT)
        }
        if cleaned.get("over") is not None:
            cleaned["version"] = cleaned["over"]
        return cleaned

    @property
    def words(self) -> Words:
        return Words(self.cleaned_data["strengths"], self.cleaned_data["consider"])
