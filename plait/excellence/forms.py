"""What people type about an area of excellence, and look for in the directory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from plait.domain.excellence import CONTACT_LENGTH, CRITERIA, TITLE_LENGTH, WORDS_LENGTH, missing

TOO_LONG = f"Shorten it to {WORDS_LENGTH} characters."


def words(label: str, help_text: str, required: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        widget=forms.Textarea,
        max_length=WORDS_LENGTH,
        help_text=help_text,
        error_messages={"required": required, "max_length": TOO_LONG},
    )


class ProposalForm(forms.Form):
    """``areas``: (id, title) pairs."""

    area = forms.ChoiceField(
        label="Which area does it belong to?", error_messages={"required": "Choose the area that it belongs to."}
    )
    title = forms.CharField(
        label="What is it, in a few words?",
        max_length=TITLE_LENGTH,
        error_messages={"required": "Say in a few words what it is."},
    )
    learn = words(
        "What can others learn there?",
        "This is what the directory says, if the school lets it be listed. Name no pupil and no member of staff.",
        "Say what others can learn there.",
    )
    evidence = words(
        "What shows it?",
        "Where it was seen, and how the school knows. It stays between the school and those who looked at it.",
        "Say what shows it.",
    )
    contact = forms.CharField(
        label="Whom does one ask?",
        max_length=CONTACT_LENGTH,
        help_text="A role, not a name: for example, the reading lead.",
        error_messages={"required": "Give a role whom others can ask."},
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args: Any, areas: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", "Choose"), *areas]  # type: ignore[attr-defined]


class DecideForm(forms.Form):
    """Yes with every criterion, or not yet with what is missing."""

    met = forms.MultipleChoiceField(
        label="The team has seen that",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[(item.key, item.words) for item in CRITERIA],
    )
    decision = forms.ChoiceField(
        label="Is it validated?",
        widget=forms.RadioSelect,
        choices=[("yes", "Yes"), ("not-yet", "Not yet")],
        error_messages={"required": "Say yes or not yet."},
    )
    why = forms.CharField(
        label="Why?",
        widget=forms.Textarea,
        max_length=WORDS_LENGTH,
        required=False,
        help_text="For a “not yet”: what is missing, so that the school knows what to show next.",
        error_messages={"max_length": TOO_LONG},
    )

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        fault = missing(clean.get("met", ()))
        if clean.get("decision") == "yes" and fault:
            self.add_error("met", fault)
        if clean.get("decision") == "not-yet" and not clean.get("why"):
            self.add_error("why", "Say in a sentence what is missing, so that the school knows what to show next.")
        return clean


class FindForm(forms.Form):
    """What somebody looks for. ``areas`` and ``phases``: what there is."""

    q = forms.CharField(label="Words", max_length=100, required=False)
    area = forms.ChoiceField(label="Area", required=False)
    phase = forms.ChoiceField(label="Phase", required=False)

    def __init__(self, *args: Any, areas: Sequence[str], phases: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, found in (("area", areas), ("phase", phases)):
            self.fields[name].choices = [("", "All"), *((item, item) for item in found)]  # type: ignore[attr-defined]
