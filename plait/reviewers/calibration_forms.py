"""A level for each short case."""

from __future__ import annotations

from typing import Any

from django import forms

from plait.domain.calibration import VignetteSet
from plait.domain.frameworks import Framework


class CalibrationForm(forms.Form):
    """One choice of levels for each case of the set."""

    def __init__(self, *args: Any, of: VignetteSet, framework: Framework, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, item in enumerate(of.vignettes, 1):
            area = framework.area(item.area)
            scale = area.scale if area else framework.scale
            self.fields[item.key] = forms.ChoiceField(
                label=f"Your level for case {number}",
                choices=[(level.key, level.label) for level in scale],
                widget=forms.RadioSelect,
                error_messages={"required": f"Choose a level for case {number}."},
            )
