"""What people send about one note, cleaned."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms

from plait.domain.observing import (
    LAST_NUMBER,
    METHOD_WORDS,
    PLACE_LIMIT,
    SEEN_WORDS,
    TAGS_LIMIT,
    Method,
    NotAnEdit,
    NoteState,
    Seen,
    Tag,
    note_text,
    tag_of,
)
from plait.domain.uploads import same_lines
from plait.ui.fields import UploadField

ACCEPT = ".png,.jpg,.jpeg,.webp"


class NoteForm(forms.Form):
    """One note. ``uid`` is made with the page, so that a form that is sent twice gives one note."""

    uid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LAST_NUMBER, required=False)
    over = forms.IntegerField(min_value=0, max_value=LAST_NUMBER, required=False)
    kind = forms.ChoiceField(
        label="What were you doing?",
        choices=[(kind.value, METHOD_WORDS[kind]) for kind in Method],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what you were doing.", "invalid_choice": "Say what you were doing."},
    )
    place = forms.CharField(
        label="Where was it?",
        required=False,
        max_length=PLACE_LIMIT,
        help_text="In a few words, so that two activities of one kind can be told apart: “Year 4, mathematics”.",
    )
    text = forms.CharField(
        label="What did you see or hear?",
        widget=forms.Textarea(attrs={"lang": "en-GB", "spellcheck": "true"}),
        required=False,
        help_text="What was there to see, not yet what you make of it. Name no pupils. You can speak it: use the "
        "microphone of your device’s own keyboard.",
    )
    seen = forms.ChoiceField(
        label="How well is it backed?",
        choices=[(seen.value, SEEN_WORDS[seen]) for seen in Seen],
        widget=forms.RadioSelect,
        initial=Seen.SEEN.value,
        error_messages={"required": "Say how well it is backed.", "invalid_choice": "Say how well it is backed."},
    )

    def __init__(self, *args: Any, known: Collection[Tag] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = known

    def clean_place(self) -> str:
        return same_lines(str(self.cleaned_data["place"])).replace("\n", " ")

    def clean_text(self) -> str:
        try:
            return note_text(self.cleaned_data["text"])
        except NotAnEdit as fault:
            raise forms.ValidationError(str(fault)) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        sent = self.data.getlist("tag") if hasattr(self.data, "getlist") else list(self.data.get("tag", ()))
        if len(sent) > TAGS_LIMIT:
            self.add_error(None, f"A note speaks to at most {TAGS_LIMIT} statements. Untick some.")
        cleaned["tags"] = tuple(sorted({tag for each in sent if (tag := tag_of(each)) in self.known}))
        if cleaned.get("over") is not None:
            cleaned["version"] = cleaned["over"]
        return cleaned

    @property
    def uid_sent(self) -> UUID | None:
        found: UUID | None = self.cleaned_data.get("uid")
        return found

    def state(self, noted_at: datetime) -> NoteState:
        """The note as it was sent."""
        clean = self.cleaned_data
        return NoteState(
            Method(clean["kind"]), clean["place"], clean["text"], Seen(clean["seen"]), clean["tags"], noted_at
        )


class PhotoForm(forms.Form):
    """A photo of work. ``uid`` and ``note`` are made where it was taken."""

    uid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    note = forms.UUIDField(required=False, widget=forms.HiddenInput)
    file = UploadField(
        too_large=". Take it again with a smaller size, or crop it.",
        label="Photo of work",
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text="PNG, JPEG or WebP, up to 10 MB. No faces and no names: look before you send it. Where and when it "
        "was taken is not kept.",
        error_messages={
            "required": "Choose a photo.",
            "missing": "Choose a photo.",
            "empty": "This file is empty. Choose the photo again.",
            "max_length": "The name of this file is too long. Give it a shorter one and send it again.",
        },
        max_length=200,
    )


class DeviceForm(forms.Form):
    """Which device it is that says something, by the number that it made for itself."""

    device = forms.UUIDField()
