"""What people send, cleaned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from plait.domain.evidence import Strength
from plait.domain.judgements import Words
from plait.domain.uploads import same_lines
from plait.ui.fields import UploadField

STATEMENT = "statement-"
RUNG = {"evidence": "rung-evidence-", "actions": "rung-actions-"}
TEXT_LIMIT = 32_767
"""Characters, counted as workbooks count; what one cell holds, so that every text fits into one."""


class WritingField(forms.CharField):
    """Somebody's text, as pages and workbooks both keep it."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def to_python(self, value: Any) -> str:
        return same_lines(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        length = len(value.encode("utf-16-le")) // 2
        if length > TEXT_LIMIT:
            raise forms.ValidationError(
                f"{self.label} is {length:,} characters long. Shorten it to {TEXT_LIMIT:,} or fewer."
            )


def rungs_in(data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The texts of rungs that were sent: key of the rung → "evidence" and "actions"."""
    found: dict[str, dict[str, str]] = {}
    for field, start in RUNG.items():
        for name in data:
            if name.startswith(start):
                found.setdefault(name.removeprefix(start), {})[field] = same_lines(str(data.get(name, "")))
    return found


class AreaForm(forms.Form):
    """One area.

    ``over`` comes from the button that saves after both texts were read, and counts before ``version``.
    Whether answers are on the area's scale is the action's to say; ``statements`` holds their keys by id.
    """

    answer = forms.CharField(required=False)
    strengths = WritingField(label="The text on strengths")
    consider = WritingField(label="The text on what to consider")
    evidence = WritingField(label="Evidence")
    actions = WritingField(label="Key actions")
    version = forms.IntegerField(
        min_value=0,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value"),
            "This page is not as it was sent to you. Reload it and try again.",
        ),
    )
    over = forms.IntegerField(min_value=0, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        data: Mapping[str, Any] = self.data
        cleaned["statements"] = {
            name.removeprefix(STATEMENT): str(data.get(name, "")) for name in data if name.startswith(STATEMENT)
        }
        cleaned["rungs"] = rungs_in(data)
        for key, texts in cleaned["rungs"].items():
            for name, label in (("evidence", "What shows this level"), ("actions", "What comes next")):
                self._fits(f"{RUNG[name]}{key}", label, texts.get(name, ""))
        if cleaned.get("over") is not None:
            cleaned["version"] = cleaned["over"]
        return cleaned

    def _fits(self, name: str, label: str, text: str) -> None:
        """Look at a text of a rung as its field would, if there were one for each."""
        try:
            WritingField(label=label).validate(text)
        except forms.ValidationError as wrong:
            self.add_error(None, forms.ValidationError(wrong.messages[0], code=name))

    @property
    def words(self) -> Words:
        """What was written where the round is judged in words."""
        return Words(self.cleaned_data["strengths"], self.cleaned_data["consider"])


class WorkbookForm(forms.Form):
    """A workbook as a file, within the size that any workbook needs."""

    file = UploadField(
        too_large="; a filled workbook has far less. Check that it is the right file, and take out any pictures.",
        label="Filled workbook",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": "Choose the workbook that you filled in.",
            "empty": "This file is empty. Save the workbook in Excel or LibreOffice and choose it again.",
            "missing": "Choose the workbook that you filled in.",
        },
    )


class KeepForm(forms.Form):
    """Written evidence that becomes a note in the library. ``choices``: key and words of suggested statements."""

    title = forms.CharField(
        label="Title of the note", max_length=200, error_messages={"required": "Give the note a title."}
    )
    speaks_to = forms.MultipleChoiceField(
        label="Statements that it speaks to",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Found by the words that you wrote. They may be wrong, so nothing is ticked for you.",
        error_messages={"invalid_choice": "The evidence was changed meanwhile. Look at the statements again."},
    )
    strength = forms.ChoiceField(
        label="How far it goes",
        widget=forms.RadioSelect,
        choices=[(item.value, f"{item.label}: {item.meaning}") for item in Strength],
        error_messages={"required": "Choose how far it goes."},
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["speaks_to"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["speaks_to"]
