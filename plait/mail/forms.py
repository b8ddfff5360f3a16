"""What people choose about their mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Any

from django import forms

from plait.domain.letters import Digest
from plait.domain.posting_times import open_hours
from plait.mail.actions import LEAST_OPEN

HOURS = [(f"{hour:02}:{minute:02}", f"{hour:02}:{minute:02}") for hour in range(24) for minute in (0, 30)]


class HourField(forms.TypedChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(choices=HOURS, coerce=time.fromisoformat, **options)

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat("minutes") if isinstance(value, time) else value


class WishesForm(forms.Form):
    """``optional`` are the kinds that can be done without: name and what they are."""

    digest = forms.ChoiceField(
        label="How often you are told what is yours to do",
        choices=[
            (Digest.DAILY.value, "When something is coming up: at most one mail a working day"),
            (Digest.WEEKLY.value, "Once a week"),
            (Digest.OFF.value, "Not by mail"),
        ],
        widget=forms.RadioSelect,
        help_text="A week and three days before a date, and once the day after. All your schools in one mail.",
    )
    quiet_from = HourField(label="No mail from")
    quiet_until = HourField(label="until")
    wanted = forms.MultipleChoiceField(
        label="Other mail that you want", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, optional: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"].choices = list(optional)  # type: ignore[attr-defined]
        if not optional:
            del self.fields["wanted"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        begin, end = given.get("quiet_from"), given.get("quiet_until")
        if begin and end and open_hours(begin, end) < LEAST_OPEN:
            self.add_error("quiet_until", f"Leave at least {LEAST_OPEN} hours of a day in which mail may come.")
        return given
