"""What people type to open, close and re-date a round, to change who takes part, and to note milestones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from plait.domain.programmes import ProgrammeDefinition, StepDefinition, StepKind
from plait.ui.fields import DayField

LAST = (StepKind.CHALLENGE, StepKind.PEER_VIEW)


def last_label(definition: ProgrammeDefinition) -> str:
    """What the round's second day is for; empty for a programme in which nobody looks at a partner."""
    if definition.has(StepKind.CHALLENGE):
        return "Partners’ views talked through by"
    return "Partners’ views handed in by" if definition.has(StepKind.PEER_VIEW) else ""


class DatesForm(forms.Form):
    """Only the days that the programme's steps need; milestones under ``due-<key>``."""

    def __init__(self, *args: Any, definition: ProgrammeDefinition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.milestones: tuple[StepDefinition, ...] = definition.milestones
        if definition.has(StepKind.SELF_EVALUATION):
            self.fields["evaluation_due"] = DayField(label="Self-evaluations submitted by")
        if last := last_label(definition):
            self.fields["review_due"] = DayField(label=last)
        for step in self.milestones:
            self.fields[f"due-{step.key}"] = DayField(label=f"{step.title}: by when", required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, second = given.get("evaluation_due"), given.get("review_due")
        if first and second and second < first:
            self.add_error("review_due", "Partners need the self-evaluations first: choose a later day than above.")
        return given

    def milestones_due(self) -> dict[str, date]:
        return {
            step.key: day for step in self.milestones if (day := self.cleaned_data.get(f"due-{step.key}")) is not None
        }

    def two_days(self, otherwise: date) -> tuple[date, date]:
        """The round's two days. What the programme does not need falls on the last day that it has."""
        last = max(self.milestones_due().values(), default=otherwise)
        first = self.cleaned_data.get("evaluation_due") or last
        return first, self.cleaned_data.get("review_due") or max(first, last)


class RoundForm(DatesForm):
    """The next round: its name, its days, and the framework where there is a choice."""

    title = forms.CharField(
        label="What the round is called",
        max_length=60,
        help_text="The term is enough, for example Autumn 2026.",
        error_messages={"required": "Give the round a name, for example Autumn 2026."},
    )
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, frameworks: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(frameworks) > 1:
            self.fields["framework"] = forms.ChoiceField(
                label="What schools judge against",
                choices=frameworks,
                widget=forms.RadioSelect,
                error_messages={"required": "Choose a framework."},
            )

    def pinned(self) -> tuple[str, str] | None:
        chosen: str = self.cleaned_data.get("framework", "")
        name, _, version = chosen.partition("@")
        return (name, version) if chosen else None


class CloseForm(forms.Form):
    sure = forms.BooleanField(
        label="Close the round",
        error_messages={"required": "Tick the box if you really want to close the round."},
    )


class EndPlaceForm(forms.Form):
    """A school leaves a round that is under way."""

    why = forms.CharField(
        label="Why it leaves",
        max_length=300,
        help_text="People of the school can read this.",
        error_messages={"required": "Say in a few words why it leaves, for example that it closes."},
    )


class StepForm(forms.Form):
    """A milestone was done."""

    done_on = DayField(label="When it was done")
    note = forms.CharField(label="What came of it", required=False, max_length=2000, widget=forms.Textarea)
