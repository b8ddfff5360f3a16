"""What people choose to have groups worked out, and what they change in them by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from plait.domain.groups import CONTRASTS, GroupSettings, KeptApart
from plait.domain.trios import SIZES, Mode

NEXT = "next"
CHANGES = ("swap", "pin", "unpin", "apart", "put", "again", "discard")


class RulesForm(forms.Form):
    """By which rules groups are worked out, and for which round."""

    which = forms.ChoiceField(
        label="For which round",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the round that these groups are for."},
    )
    size = forms.TypedChoiceField(
        label="How many schools are in a group",
        coerce=int,
        widget=forms.RadioSelect,
        help_text="Where the number of schools does not come out even, a group has one more or one fewer.",
        error_messages={"required": "Choose how many schools are in a group."},
    )
    across_phases = forms.BooleanField(label="Schools of different phases may be in one group", required=False)
    trusts_apart = forms.BooleanField(label="No two schools of one trust are in a group", required=False)
    not_again = forms.BooleanField(label="Nobody is with a partner of last time", required=False)
    max_km = forms.FloatField(
        label="The farthest that two schools of a group may lie apart, in km",
        required=False,
        min_value=0.5,
        max_value=1000,
        help_text="As the crow flies. Leave this empty if distance alone should not keep schools apart.",
        error_messages={
            "invalid": "Give the distance as a number of km, for example 25.",
            "min_value": "Give a distance of at least half a kilometre.",
            "max_value": "Give a distance of at most 1,000 km.",
        },
    )
    contrast = forms.ChoiceField(
        label="Schools of a group should rather differ in",
        required=False,
        choices=[
            ("none", "Nothing in particular"),
            *((key, words[:1].upper() + words[1:]) for key, words in CONTRASTS.items()),
        ],
        widget=forms.RadioSelect,
    )
    contrast_km = forms.FloatField(
        label="How many km farther two alike schools count",
        required=False,
        min_value=0,
        max_value=100,
        help_text="The more, the farther schools travel to meet others unlike them. 2 is a gentle nudge.",
        error_messages={
            "invalid": "Give a number of km, for example 2.",
            "min_value": "Give a number of km from 0 to 100.",
            "max_value": "Give a number of km from 0 to 100.",
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self,
        *args: Any,
        mode: Mode,
        rounds: Sequence[tuple[str, str]],
        settings: GroupSettings,
        known: Mapping[int, str],
        initial: Mapping[str, Any],
    ) -> None:
        usual = {
            "which": rounds[0][0],
            "size": settings.size,
            "across_phases": settings.across_phases,
            "trusts_apart": settings.trusts_apart,
            "not_again": settings.not_again,
            "max_km": settings.max_km,
            "contrast": settings.contrast or "none",
            "contrast_km": settings.contrast_km,
            "apart": [f"{item.a}-{item.b}" for item in settings.apart],
        }
        super().__init__(*args, initial={**usual, **initial})  # type: ignore[misc]
        self.settings = settings
        sizes = [size for size in SIZES if mode is Mode.MUTUAL or size > 2]
        self.fields["size"].choices = [(str(size), str(size)) for size in sizes]  # type: ignore[attr-defined]
        self.fields["which"].choices = rounds  # type: ignore[attr-defined]
        if settings.apart:
            self.fields["apart"] = forms.MultipleChoiceField(
                label="Keep these schools apart",
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[
                    (f"{item.a}-{item.b}", f"{known.get(item.a, item.a)} and {known.get(item.b, item.b)}: {item.why}")
                    for item in settings.apart
                ],
            )

    def round_id(self) -> int | None:
        chosen: str = self.cleaned_data["which"]
        return None if chosen == NEXT else int(chosen)

    def asked(self) -> GroupSettings:
        """The settings. What is pinned is let go: other rules, other groups."""
        given, kept = self.cleaned_data, self.cleaned_data.get("apart", [])
        apart: tuple[KeptApart, ...] = tuple(item for item in self.settings.apart if f"{item.a}-{item.b}" in kept)
        return GroupSettings(
            size=given["size"],
            across_phases=given["across_phases"],
            trusts_apart=given["trusts_apart"],
            not_again=given["not_again"],
            max_km=given["max_km"],
            contrast="" if given["contrast"] == "none" else given["contrast"],
            contrast_km=2.0 if given["contrast_km"] is None else given["contrast_km"],
            apart=apart,
        )


class ChangeForm(forms.Form):
    """One change by hand. ``urn``, ``other``: the schools that it concerns; ``group``: several, with commas."""

    do = forms.ChoiceField(choices=[(name, name) for name in CHANGES])
    version = forms.IntegerField(min_value=0)
    urn = forms.IntegerField(required=False)
    other = forms.IntegerField(required=False, error_messages={"invalid": "Choose a school."})
    group = forms.RegexField(r"^[0-9,]{0,200}$", required=False)
    why = forms.CharField(required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        do = given.get("do")
        if do in ("swap", "apart", "put") and (given.get("urn") is None or given.get("other") is None):
            self.add_error("other", "Choose the other school.")
        if do == "unpin" and given.get("urn") is None:
            self.add_error("urn", "Choose a school.")
        if do == "apart" and not given.get("why"):
            self.add_error("why", "Say in a few words why they are kept apart.")
        if do == "pin" and not self.urns(given):
            self.add_error("other", "Choose the other school.")
        return given

    @staticmethod
    def urns(given: Mapping[str, Any]) -> tuple[int, ...]:
        """The schools to be kept together."""
        if given.get("group"):
            return tuple(int(urn) for urn in given["group"].split(",") if urn)
        two = (given.get("urn"), given.get("other"))
        return () if None in two else tuple(urn for urn in two if urn is not None)


class TakeOverForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    sure = forms.BooleanField(
        label="These are the groups", error_messages={"required": "Tick the box if these are to be the groups."}
    )
