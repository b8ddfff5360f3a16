"""What people send on the pages of a peer review, cleaned. Actions say whether an answer is on the scale."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from plait.domain.judgements import Words
from plait.selfevaluation.forms import WritingField

LAST_VERSION = 2_000_000_000  # what the column holds


class SentForm(forms.Form):
    """``over`` comes from the button that saves after both texts were read, and counts before ``version``."""

    version = forms.IntegerField(min_value=0, max_value=LAST_VERSION)
    over = forms.IntegerField(min_value=0, max_value=LAST_VERSION, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("over") is not None:
            cleaned["version"] = cleaned["over"]
        return cleaned

    @property
    def words(self) -> Words:
        """What was written where the round is judged in words."""
        return Words(self.cleaned_data["strengths"], self.cleaned_data["consider"], self.cleaned_data.get("beside", ""))

    def fault(self, name: str) -> str:
        """What is wrong with one field, as one text."""
        return " ".join(str(error) for error in self.errors.get(name, ()))


class PeerAreaForm(SentForm):
    """A partner's judgement of one area, and the version that it was written against.

    ``then`` is the area to go on to, empty for the list.
    """

    answer = forms.CharField(required=False, max_length=40)
    strengths = WritingField(label="The text on strengths")
    consider = WritingField(label="The text on what to consider")
    beside = forms.CharField(required=False, max_length=40)
    comment = WritingField(label="Your comment")
    then = forms.CharField(required=False)

    def clean_then(self) -> str:
        """Anything that cannot be an area's id means the list."""
        then = str(self.cleaned_data["then"])
        return then if re.fullmatch(r"[-\w]{1,80}", then, re.ASCII) else ""


class NoteForm(SentForm):
    """Working notes, and the version that they were written against."""

    text = WritingField(label="The working notes")


class ChallengeForm(SentForm):
    """What was decided on one area. ``keep`` is the school's own judgement where its button was pressed."""

    agreed = forms.CharField(required=False, max_length=40)
    keep = forms.CharField(required=False, max_length=40)
    strengths = WritingField(label="The text on strengths")
    consider = WritingField(label="The text on what to consider")
    reason = WritingField(label="The reason")

    @property
    def chosen(self) -> str:
        return str(self.cleaned_data["keep"] or self.cleaned_data["agreed"])
