"""What people type about a workshop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from plait.domain.workshops import CARD_LENGTH, KIND_WORDS, OUTCOME_WORDS, StaffKind
from plait.ui.fields import DayField

TOKEN = 40
"""Longest mark that says that two sendings are one."""


class SetUpForm(forms.Form):
    """``leaders``, ``areas``: (key, words) pairs; ``people``: (number, name) of the school's own."""

    leader = forms.ChoiceField(
        label="Who leads the workshop?",
        widget=forms.RadioSelect,
        help_text="Somebody from outside your school who was not on the team that looked at it.",
        error_messages={
            "required": "Choose who leads the workshop.",
            "invalid_choice": "Choose somebody from the list to lead the workshop.",
        },
    )
    held_on = DayField(
        label="On which day?",
        help_text="Soon after the review, while it is fresh. For example, 27 3 2027",
        error_messages={"required": "Give the day of the workshop."},
    )
    place = forms.CharField(label="Where?", max_length=120, required=False)
    areas = forms.MultipleChoiceField(
        label="What do you talk about?",
        widget=forms.CheckboxSelectMultiple,
        help_text="Two or three areas are enough for one afternoon.",
        error_messages={"required": "Choose at least one area to talk about."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        leaders: Sequence[tuple[str, str]],
        areas: Sequence[tuple[str, str]],
        people: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leader"].choices = list(leaders)  # type: ignore[attr-defined]
        self.fields["areas"].choices = list(areas)  # type: ignore[attr-defined]
        self._people = [number for number, _ in people]
        for number, name in people:
            self.fields[f"kind-{number}"] = forms.ChoiceField(
                label=name,
                required=False,
                choices=[("", "Does not take part"), *((kind.value, words) for kind, words in KIND_WORDS.items())],
            )

    def people(self) -> Iterator[BoundField]:
        """The fields that say who takes part."""
        return (self[f"kind-{number}"] for number in self._people)

    def participants(self) -> dict[int, StaffKind]:
        """Who takes part, and what they do at the school."""
        found = {number: self.cleaned_data.get(f"kind-{number}") for number in self._people}
        return {number: StaffKind(kind) for number, kind in found.items() if kind}


class CardForm(forms.Form):
    """One card. ``areas``: ids of what is talked about."""

    text = forms.CharField(
        label="In a few words",
        max_length=CARD_LENGTH,
        error_messages={
            "required": "Write a few words first.",
            "max_length": f"Shorten it to {CARD_LENGTH} characters, so that it can be read from the back of the room.",
        },
    )
    side = forms.ChoiceField(
        label="Does it help or hinder?",
        widget=forms.RadioSelect,
        choices=[("helps", "It helps"), ("hinders", "It hinders")],
        error_messages={"required": "Say whether it helps or hinders."},
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=TOKEN)


class ImpactForm(forms.Form):
    """What came of one action."""

    outcome = forms.ChoiceField(
        label="How far is it?",
        widget=forms.RadioSelect,
        choices=[(key.value, words) for key, words in OUTCOME_WORDS.items()],
        error_messages={"required": "Say how far it is."},
    )
    different = forms.CharField(
        label="What is different now?",
        widget=forms.Textarea,
        max_length=2000,
        help_text="“Nothing yet” is an answer too.",
        error_messages={"required": "Say what is different; “nothing yet” is an answer too."},
    )
    whom = forms.CharField(label="For whom?", widget=forms.Textarea, max_length=2000, required=False)
    know = forms.CharField(
        label="How do you know?",
        widget=forms.Textarea,
        max_length=2000,
        required=False,
        help_text="What you have seen or heard. Other things may have played a part as well.",
    )
    again_on = DayField(
        label="When do you look again?",
        required=False,
        help_text="For what is partly done or not yet; Plait brings it back on that day. For example, 27 3 2027",
    )
    turn = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if (
            clean.get("outcome") in ("partly", "not-yet")
            and not clean.get("again_on")
            and "again_on" not in self.errors
        ):
            self.add_error("again_on", "Give the day on which you look again.")
        return clean
