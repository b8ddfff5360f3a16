"""What people type while they load a framework and put it right. Whether it is sound is the check's to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from plait.adapters.framework_files import READABLE, editing
from plait.adapters.framework_files.correcting import Body
from plait.domain.frameworks import RuleKind
from plait.domain.schools import Provision
from plait.domain.uploads import same_lines
from plait.ui.fields import UploadField

RULES = {
    RuleKind.BEST_FIT: "Best fit: the level that most of the statements sit at",
    RuleKind.LADDER: "Ladder: every rung up to the level is met",
    RuleKind.GATED: "Gated: best fit, but essential statements can hold it back",
    RuleKind.WEIGHTED: "Weighted: statements count by their weights",
}
KINDS = tuple(dict.fromkeys(f".{ending}" for ending in READABLE))
ABOUT_TEXTS = ("id", "version", "title", "language", "licence", "source", "summary")
SEEN = "This page is not as it was sent to you. Reload it and try again."


class Words(forms.CharField):
    """A text that may have several lines and may stay empty."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def to_python(self, value: Any) -> str:
        return same_lines(super().to_python(value) or "")


class Line(forms.CharField):
    """A text of one line. Empty is for the check to find."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)


def one_each(items: Sequence[str]) -> str:
    """Several texts in one box, one a line."""
    return "\n".join(" ".join(item.split()) for item in items)


class OwnerForm(forms.Form):
    """For whom a framework is; nothing is asked where there is one choice only."""

    owner = forms.ChoiceField(
        label="Who will use the framework",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who will use the framework."},
    )

    def __init__(self, *args: Any, owners: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]
        self.only = owners[0][0] if len(owners) == 1 else ""
        if self.only:
            del self.fields["owner"]

    def owner_key(self) -> str:
        return str(self.cleaned_data.get("owner", self.only))


class LoadForm(OwnerForm):
    """A file, and for whom."""

    file = UploadField(
        too_large="; a framework has far less. Check that it is the right file, and take out any pictures.",
        label="Framework file",
        widget=forms.FileInput(attrs={"accept": ",".join(KINDS)}),
        error_messages={
            "required": "Choose the file that your framework is in.",
            "missing": "Choose the file that your framework is in.",
            "empty": "This file is empty. Save it again and choose it once more.",
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        ending = "." + file.name.rpartition(".")[2].lower()
        if ending not in KINDS:
            raise forms.ValidationError(
                f"“{file.name}” is of a kind that is not read here. Save it as a Word, Excel or YAML file, for example."
            )
        return file


class PartForm(forms.Form):
    """One part of a draft. ``before``: the part as it is stored, so that what nobody touched stays as it is."""

    seen = forms.CharField(widget=forms.HiddenInput, error_messages={"required": SEEN})
    settles = forms.MultipleChoiceField(
        label="Doubts that this settles", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, before: Body, doubts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = before
        self.fields["settles"].choices = doubts  # type: ignore[attr-defined]
        if not doubts:
            del self.fields["settles"]

    def settled(self) -> list[int]:
        return [int(number) for number in self.cleaned_data.get("settles", ())]

    def text(self, name: str, before: Any = None) -> str:
        """What was written; the stored text where it says the same."""
        stored = str((self.before.get(name) if before is None else before) or "")
        written: str = self.cleaned_data[name]
        return stored if same_lines(stored) == written else written

    def several(self, name: str) -> tuple[str, ...]:
        """The same for a box with one text a line."""
        stored = tuple(self.before.get(name) or ())
        written = self.cleaned_data[name]
        if same_lines(one_each(stored)) == written:
            return stored
        return tuple(line.strip() for line in written.split("\n") if line.strip())


def _rule_fields(form: forms.Form, levels: Sequence[tuple[str, str]], *, area: bool) -> None:
    kinds = [(kind.value, words) for kind, words in RULES.items()]
    if area:
        kinds.insert(0, ("", "As for the framework"))
    form.fields["rule"] = forms.ChoiceField(
        label="How an area’s level follows from its statements", choices=kinds, required=not area
    )
    if levels:
        for name, label in (
            ("floor", "Gated only: the gate shuts below"),
            ("cap", "Gated only: the highest level while it is shut"),
        ):
            form.fields[name] = forms.ChoiceField(label=label, choices=[("", "Not said"), *levels], required=False)


def _rule_of(form: forms.Form) -> editing.RuleInput:
    given = form.cleaned_data
    return editing.RuleInput(given["rule"], given.get("floor", ""), given.get("cap", ""))


def rule_initial(rule: Any) -> dict[str, str]:
    """What the boxes of a rule begin with."""
    if isinstance(rule, Mapping):
        return {
            "rule": str(rule.get("kind", "")),
            "floor": str(rule.get("floor", "") or ""),
            "cap": str(rule.get("cap", "") or ""),
        }
    return {"rule": str(rule or "")}


class AboutForm(PartForm):
    """What a framework says of itself."""

    title = Line(label="Title", max_length=200)
    id = Line(label="Id", max_length=80, help_text="Small letters, digits and hyphens. It is for good.")
    version = Line(label="Version", max_length=40, help_text="Names this wording, for example 1 or 2027.1.")
    language = Line(label="Language", max_length=20, help_text="For example en or cy.")
    licence = Line(label="Licence", max_length=200, help_text="Under which terms the wording may be used.")
    source = Words(label="Source", max_length=10_000, help_text="Where it comes from.")
    summary = Words(label="Summary", max_length=10_000, help_text="A few sentences for whoever chooses it.")
    overall = forms.BooleanField(label="One level may stand for the whole framework", required=False)
    note = Words(label="Why, or why not", max_length=1000)

    def __init__(self, *args: Any, levels: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rule_fields(self, levels, area=False)
        self.order_fields(
            ["seen", "settles", "title", "id", "version", "language", "licence", "source", "summary", "rule"]
        )

    def given(self) -> editing.AboutInput:
        overall = self.before.get("overall") or {}
        return editing.AboutInput(
            **{
                name: self.text(name) for name in ("id", "version", "title", "language", "licence", "source", "summary")
            },
            rule=_rule_of(self),
            overall=self.cleaned_data["overall"],
            note=self.text("note", overall.get("note") or ""),
        )


def about_initial(body: Body) -> dict[str, Any]:
    overall = body.get("overall") or {}
    return {
        **{name: body.get(name, "") for name in ABOUT_TEXTS},
        **rule_initial(body.get("rule", "best-fit")),
        "overall": bool(overall.get("allowed")),
        "note": overall.get("note", ""),
    }


class LevelsForm(PartForm):
    """Up to six levels, in the order from least to most developed. A level without label and value is taken out."""

    def __init__(self, *args: Any, scale: Sequence[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was = [str(level.get("value", "")) for level in scale]
        self.was += [""] * (min(editing.MOST_LEVELS, len(self.was) + 2) - len(self.was))
        for at in range(len(self.was)):
            self.fields[f"place-{at}"] = forms.IntegerField(
                label="Place", min_value=1, max_value=editing.MOST_LEVELS, required=False
            )
            self.fields[f"label-{at}"] = Line(label="Name of the level", max_length=60)
            self.fields[f"value-{at}"] = Line(label="Number or short word", max_length=40)
            self.fields[f"meaning-{at}"] = Line(label="What it means", max_length=1000)

    def given(self) -> tuple[editing.LevelInput, ...]:
        clean = self.cleaned_data
        rows = [
            editing.LevelInput(
                self.was[at],
                clean[f"value-{at}"] or clean[f"label-{at}"].lower().replace(" ", "-"),
                clean[f"label-{at}"],
                clean[f"meaning-{at}"],
                clean[f"place-{at}"] or editing.MOST_LEVELS,
            )
            for at in range(len(self.was))
            if clean[f"value-{at}"] or clean[f"label-{at}"]
        ]
        return tuple(rows)

    def rows(self) -> list[dict[str, Any]]:
        """The bound fields of each level, for the page."""
        names = ("label", "value", "meaning", "place")
        return [{name: self[f"{name}-{at}"] for name in names} for at in range(len(self.was))]


def levels_initial(scale: Sequence[Body]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for at, level in enumerate(scale):
        found |= {f"{name}-{at}": level.get(name, "") for name in ("label", "value", "meaning")}
        found[f"place-{at}"] = level.get("rank", "")
    return found


class AreaForm(PartForm):
    title = Line(label="Title", max_length=200)
    id = Line(label="Id", max_length=80, help_text="Small letters, digits and hyphens.")
    short = Line(label="Short name", max_length=16, help_text="For charts. Up to 16 characters.")
    summary = Words(label="What it is about", max_length=10_000)
    prompts = Words(label="Prompts", help_text="Questions that help to judge. One a line.")
    evidence = Words(label="Evidence that helps", help_text="One a line.")
    applies_to = forms.MultipleChoiceField(
        label="Only for schools with",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(key.value, key.value.replace("-", " ").capitalize()) for key in Provision],
        help_text="Tick nothing where it is for every school.",
    )

    def __init__(self, *args: Any, levels: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _rule_fields(self, levels, area=True)

    def given(self) -> editing.AreaInput:
        return editing.AreaInput(
            **{name: self.text(name) for name in ("id", "title", "short", "summary")},
            applies_to=tuple(self.cleaned_data["applies_to"]),
            prompts=self.several("prompts"),
            evidence=self.several("evidence"),
            rule=_rule_of(self),
        )


def area_initial(area: Body) -> dict[str, Any]:
    return {
        **{name: area.get(name, "") for name in ("id", "title", "short", "summary", "applies_to")},
        **{name: one_each(area.get(name) or ()) for name in ("prompts", "evidence")},
        **rule_initial(area.get("rule", "")),
    }


class StatementForm(PartForm):
    """``levels``: value and label of each; values that are no level any more come last, so that nothing is lost."""

    id = Line(label="Id", max_length=80, help_text="Small letters, digits and hyphens. It is for good.")
    weight = forms.FloatField(
        label="Weight", required=False, min_value=0.001, max_value=1000, help_text="1 where nothing is said."
    )
    essential = forms.BooleanField(label="Essential: it can hold its area back (gated rule)", required=False)

    def __init__(
        self,
        *args: Any,
        levels: Sequence[tuple[str, str]],
        areas: Sequence[tuple[str, str]],
        follows: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.levels = levels
        self.fields["text"] = Line(label="Statement", max_length=1000)
        for at, (_, label) in enumerate(levels):
            self.fields[f"level-{at}"] = Words(label=label, max_length=10_000)
        self.fields["prompts"] = Words(label="Prompts", help_text="Questions that help to judge. One a line.")
        self.fields["evidence"] = Words(label="Evidence that helps", help_text="One a line.")
        self.fields["area"] = forms.ChoiceField(label="Area", choices=areas)
        if follows:
            self.fields["takes_over"] = Words(
                label="Statements of the version before whose answers belong here",
                help_text="Their ids, one a line. Empty for a new statement; several where statements were merged.",
            )
        others = ["prompts", "evidence", "area", "takes_over", "id", "weight", "essential"]
        self.order_fields(["seen", "settles", "text", *(f"level-{at}" for at in range(len(levels))), *others])

    def given(self) -> editing.StatementInput:
        stored = self.before.get("levels") or {}
        return editing.StatementInput(
            id=self.text("id"),
            text=self.text("text"),
            levels={
                value: self.text(f"level-{at}", stored.get(value) or "") for at, (value, _) in enumerate(self.levels)
            },
            prompts=self.several("prompts"),
            evidence=self.several("evidence"),
            weight=self.cleaned_data["weight"],
            essential=self.cleaned_data["essential"],
            takes_over=tuple(self.cleaned_data["takes_over"].split()) if "takes_over" in self.fields else None,
        )


def statement_initial(
    statement: Body, levels: Sequence[tuple[str, str]], area_key: str, takes_over: Sequence[str] | None
) -> dict[str, Any]:
    described = statement.get("levels") or {}
    return {
        **{name: statement.get(name, "") for name in ("id", "text", "weight", "essential")},
        **{f"level-{at}": described.get(value, "") for at, (value, _) in enumerate(levels)},
        **{name: one_each(statement.get(name) or ()) for name in ("prompts", "evidence")},
        "area": area_key,
        "takes_over": "\n".join(takes_over or ()),
    }
