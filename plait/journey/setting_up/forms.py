"""What people type to found a partnership, to change who belongs to it, and to start a programme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from plait.domain.partnership_kinds import MEMBER_ROLE_WORDS, Governance, PartnershipKind
from plait.ui.fields import DayField

GOVERNANCE = (
    ("", "As is usual for this kind"),
    (Governance.SOFT.value, "Soft: each school decides for itself"),
    (Governance.HARD.value, "Hard: one body decides for its schools"),
)


class FoundForm(forms.Form):
    """A new partnership: its name, what kind it is, and who decides in it."""

    name = forms.CharField(
        label="What it is called",
        max_length=200,
        error_messages={"required": "Give the partnership a name, as its schools say it."},
    )
    kind = forms.ChoiceField(
        label="What kind of partnership it is",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of partnership it is."},
    )
    governance = forms.ChoiceField(label="Who decides", choices=GOVERNANCE, widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, kinds: Mapping[str, PartnershipKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (key, f"{kind.word[:1].upper()}{kind.word[1:]}{f': {kind.about}' if kind.about else ''}")
            for key, kind in kinds.items()
        ]


ROLES = tuple((role.value, words[:1].upper() + words[1:]) for role, words in MEMBER_ROLE_WORDS.items())


class JoinForm(forms.Form):
    """A school joins: as what, and from when."""

    role = forms.ChoiceField(
        label="What it is in the partnership",
        choices=ROLES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the school is in the partnership."},
    )
    joined = DayField(label="Member since")
    left = DayField(label="Member until", required=False, help_text="Leave this empty while it has not ended.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        joined, left = given.get("joined"), given.get("left")
        if joined and left and left < joined:
            self.add_error("left", "It cannot leave before it joined: choose a later day than above.")
        return given


class PartnerForm(forms.Form):
    """A strategic partner that is no school: a university, a charity."""

    name = forms.CharField(
        label="What the partner is called",
        max_length=200,
        help_text="A university, a charity, a teaching school hub. It takes no part in rounds.",
        error_messages={"required": "Give the partner’s name."},
    )
    joined = DayField(label="Partner since")


class LeaveForm(forms.Form):
    """A membership ends."""

    left = DayField(label="Last day as a member")


class InsideForm(forms.Form):
    """Where a partnership lies: in another one that the person leads, or in none."""

    parent = forms.ChoiceField(
        label="It lies inside",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one, or “On its own”."},
    )

    def __init__(self, *args: Any, parents: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = [  # type: ignore[attr-defined]
            ("none", "On its own"),
            *((str(pk), name) for pk, name in parents),
        ]

    def parent_id(self) -> int | None:
        chosen: str = self.cleaned_data["parent"]
        return None if chosen == "none" else int(chosen)


class ProgrammeForm(forms.Form):
    """A programme starts: what it is called here, and by which of its frameworks schools judge."""

    title = forms.CharField(
        label="What the programme is called here",
        max_length=200,
        error_messages={"required": "Give the programme a name, as your schools say it."},
    )
    framework = forms.ChoiceField(
        label="What schools judge against",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a framework."},
    )

    def __init__(self, *args: Any, frameworks: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(frameworks) > 1:
            self.fields["framework"].choices = frameworks  # type: ignore[attr-defined]
        else:
            del self.fields["framework"]
        self.one = frameworks[0][0] if frameworks else ""

    def pinned(self) -> tuple[str, str] | None:
        chosen: str = self.cleaned_data.get("framework", self.one)
        name, _, version = chosen.partition("@")
        return (name, version) if chosen else None


class ChangeProgrammeForm(forms.Form):
    """The next round works by another programme file."""

    sure = forms.BooleanField(
        label="Let the next round work like this",
        error_messages={"required": "Tick the box to say that the next round should work like this."},
    )
