"""What people say of an item, cleaned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from plait.domain.evidence import ItemKind, Strength
from plait.domain.uploads import same_lines
from plait.ui.fields import DayField, UploadField

LONGEST = 8_000  # characters of what an item shows


class ItemForm(forms.Form):
    """One item. ``kind`` decides whether it has an address or a file."""

    title = forms.CharField(
        label="Title",
        max_length=200,
        help_text="What you would call it in a meeting. Name no pupils.",
        error_messages={"required": "Give it a title."},
    )
    address = forms.URLField(
        label="Address",
        max_length=500,
        assume_scheme="https",
        help_text="Whoever reads it needs to be able to open it.",
        error_messages={
            "required": "Give the address.",
            "invalid": "Enter an address like https://school.example/page.",
        },
    )
    file = UploadField(
        too_large=". Make pictures in it smaller, or add a link to where it lies.",
        label="File",
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.xlsx,.png,.jpg,.jpeg,.webp"}),
        help_text="PDF, Word (.docx), Excel (.xlsx) or a picture (PNG, JPEG, WebP), up to 10 MB. Photos lose where and "
        "by what they were taken; look that no child can be recognised.",
        error_messages={
            "required": "Choose a file.",
            "missing": "Choose a file.",
            "empty": "This file is empty. Open it, check that something is in it, and send it again.",
            "max_length": "The name of this file is too long. Give it a shorter one and send it again.",
        },
        max_length=200,
    )
    shows = forms.CharField(
        label="What it shows",
        widget=forms.Textarea,
        required=False,
        max_length=LONGEST,
        help_text="In a sentence or two, for somebody who does not know your school. Name no pupils.",
    )
    effective_on = DayField(
        label="From when it is",
        help_text="The day it was true or happened, not the day you add it. For example, 27 3 2027",
    )
    strength = forms.ChoiceField(
        label="How far it goes",
        widget=forms.RadioSelect,
        choices=[(item.value, item.label) for item in Strength],
        error_messages={"required": "Choose how far it goes."},
    )
    reason = forms.CharField(
        label="What makes you say so",
        max_length=500,
        required=False,
        help_text="What was before, what is now, and how one can tell.",
    )
    review_on = DayField(
        label="Look at it again on", required=False, help_text="When it may be out of date. For example, 27 3 2028"
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, kind: ItemKind, changing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind is not ItemKind.LINK:
            del self.fields["address"]
        if kind is not ItemKind.FILE or changing:
            del self.fields["file"]
        if kind is ItemKind.NOTE:
            self.fields["shows"].label = "The note"
        self.fields["shows"].required = kind is ItemKind.NOTE
        self.fields["shows"].error_messages["required"] = "Write the note."

    def clean_shows(self) -> str:
        return same_lines(self.cleaned_data["shows"])

    def clean_title(self) -> str:
        return " ".join(same_lines(self.cleaned_data["title"]).split())

    def clean_reason(self) -> str:
        return " ".join(same_lines(self.cleaned_data["reason"]).split())


class FindForm(forms.Form):
    """What a library is searched by. Nothing in it is ever wrong: what is not known counts as not chosen."""

    q = forms.CharField(label="Search", required=False, max_length=200)
    kind = forms.ChoiceField(label="Kind", required=False)
    strength = forms.ChoiceField(label="How far it goes", required=False)
    area = forms.ChoiceField(label="Area", required=False)

    def __init__(self, *args: Any, areas: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "Any kind"), *((item.value, item.label) for item in ItemKind)]  # type: ignore[attr-defined]
        self.fields["strength"].choices = [("", "Any"), *((item.value, item.label) for item in Strength)]  # type: ignore[attr-defined]
        self.fields["area"].choices = [("", "Any area"), *areas]  # type: ignore[attr-defined]
