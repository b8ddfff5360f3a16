"""What people send on the pages of a visit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from plait.domain.timetable import ACTIVITY_WORDS, FORM_WORDS, SUBJECT_WORDS, VisitSubject
from plait.domain.uploads import same_lines
from plait.ui.fields import DayField

LAST_VERSION = 2_000_000_000  # what the column holds
TIMES = ("%H:%M", "%H.%M", "%H:%M:%S")
LONGEST = 5_000
"""Characters of one text."""


class VersionField(forms.IntegerField):
    """The version that the page was written against."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(min_value=0, max_value=LAST_VERSION)


class SentForm(forms.Form):
    """A form that says against which version it was written. A version that is none is nobody's answer to a question,
    so it is told about the whole page."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "version" in self.errors:
            del self.errors["version"]
            self.add_error(None, "This page is not as it was sent to you. Reload it and try again.")
        return cleaned


class WordsField(forms.CharField):
    """Somebody's text in a growing box."""

    widget = forms.Textarea

    def __init__(self, label: str, help_text: str = "") -> None:
        super().__init__(
            required=False,
            max_length=LONGEST,
            label=label,
            help_text=help_text,
            error_messages={"max_length": f"“{label}” is longer than {LONGEST:,} characters. Shorten it."},
        )

    def to_python(self, value: Any) -> str:
        return same_lines(super().to_python(value) or "")


class PlanForm(SentForm):
    """Dates, form and subject of a visit."""

    form = forms.ChoiceField(
        widget=forms.RadioSelect,
        label="How will it be?",
        choices=[(key.value, words) for key, words in FORM_WORDS.items()],
    )
    subject = forms.ChoiceField(
        widget=forms.RadioSelect,
        label="What is looked at?",
        choices=[(key.value, words) for key, words in SUBJECT_WORDS.items()],
    )
    subject_name = forms.CharField(
        required=False,
        max_length=120,
        label="What is it called?",
        help_text="If it is not the whole school: “Mathematics”, “Early years”, the name of the trust.",
    )
    starts_on = DayField(required=False, label="First day")
    ends_on = DayField(required=False, label="Last day", help_text="The same as the first for a visit of one day.")
    version = VersionField()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("ends_on", "The last day lies before the first.")
        if isinstance(first, date) and last is None and "ends_on" not in self.errors:
            cleaned["ends_on"] = first
        if first is None and isinstance(last, date) and "starts_on" not in self.errors:
            self.add_error("starts_on", "Give the first day as well.")
        if cleaned.get("subject") not in (None, VisitSubject.SCHOOL.value) and not cleaned.get("subject_name"):
            self.add_error("subject_name", "Say what it is called.")
        return cleaned


class FocusForm(SentForm):
    """What is chosen, what is asked, what is shared."""

    chosen = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Areas and statements",
        error_messages={"invalid_choice": "One of the areas or statements is not in the framework of this round."},
    )
    question_1 = forms.CharField(required=False, max_length=400, label="First question")
    question_2 = forms.CharField(required=False, max_length=400, label="Second question")
    question_3 = forms.CharField(required=False, max_length=400, label="Third question")
    note = WordsField("What else those who come should know")
    items = forms.TypedMultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        coerce=int,
        label="From your evidence library",
        error_messages={"invalid_choice": "One of the items is not in your library."},
    )
    what_changed = forms.CharField(required=False, max_length=400, label="What you changed, and why")
    version = VersionField()

    def __init__(
        self, *args: Any, known: Sequence[tuple[str, str]], offered: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = list(known)  # type: ignore[attr-defined]
        self.fields["items"].choices = [(str(number), title) for number, title in offered]  # type: ignore[attr-defined]
        if not offered:
            del self.fields["items"]

    @property
    def questions(self) -> tuple[str, ...]:
        return tuple(str(self.cleaned_data[f"question_{number}"]) for number in (1, 2, 3))


class HypothesisForm(SentForm):
    """What those who come think about one focus."""

    thinks = WordsField("What we think", "One or two sentences, from what the school shared. You may well be wrong.")
    speaks_for = WordsField("What speaks for it")
    against = WordsField("What speaks against it")
    would_change = WordsField("What would change our mind")
    look_at = WordsField("What we will look at, and whom we will ask")
    version = VersionField()


class ActivityForm(SentForm):
    """One thing on the timetable."""

    kind = forms.ChoiceField(label="What is it?", choices=[(key.value, words) for key, words in ACTIVITY_WORDS.items()])
    title = forms.CharField(
        required=False, max_length=120, label="In a few words", help_text="Name no pupils. “Reading in Year 2”."
    )
    day = DayField(label="Day")
    starts = forms.TimeField(input_formats=TIMES, label="From", widget=forms.TimeInput(format="%H:%M"))
    ends = forms.TimeField(input_formats=TIMES, label="To", widget=forms.TimeInput(format="%H:%M"))
    room = forms.CharField(required=False, max_length=80, label="Room")
    visitors = forms.TypedMultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, coerce=int, label="Who comes along"
    )
    hosts = forms.TypedMultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, coerce=int, label="Who of the school goes with them"
    )
    version = VersionField()

    def __init__(
        self, *args: Any, visitors: Sequence[tuple[int, str]], hosts: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        gone = "One of the people is no longer part of this visit. Look at the list again."
        for name, people in (("visitors", visitors), ("hosts", hosts)):
            self.fields[name].choices = [(str(number), text) for number, text in people]  # type: ignore[attr-defined]
            self.fields[name].error_messages["invalid_choice"] = gone
        for name in ("starts", "ends"):
            self.fields[name].error_messages["invalid"] = "Enter a time like 9:30 or 13:05."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts is not None and ends is not None and ends <= starts:
            self.add_error("ends", f"It has to end after it begins: {ends:%H:%M} is not after {starts:%H:%M}.")
        return cleaned
