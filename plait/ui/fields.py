"""Turns the fields of a form into options for page components, and its faults into links to the fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.forms import BaseForm

AUTOCOMPLETE = {"email": "email", "login": "username", "password": "current-password", "name": "name"}


class DayInput(forms.MultiWidget):
    """Three boxes: day, month, year. Sent as ``<name>-day``, ``<name>-month``, ``<name>-year``."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in ("day", "month", "year")}, attrs)
        self.widgets_names = ["-day", "-month", "-year"]

    def decompress(self, value: date | None) -> list[Any]:
        return [value.day, value.month, value.year] if value else ["", "", ""]


class DayField(forms.MultiValueField):
    """A date in three boxes → ``date`` or ``None``. Says which box is wrong."""

    widget = DayInput

    def __init__(self, **options: Any) -> None:
        parts = (forms.CharField(required=False),) * 3
        super().__init__(fields=parts, require_all_fields=False, **options)

    def clean(self, value: Any) -> date | None:
        parts = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not any(parts):
            if self.required:
                raise ValidationError(f"Enter a date for “{self.label or 'this'}”.", code="required")
            return None
        missing = [name for name, part in zip(("a day", "a month", "a year"), parts, strict=True) if not part]
        if missing:
            raise ValidationError(f"The date must have {' and '.join(missing)}.", code="incomplete")
        try:
            day, month, year = (int(part) for part in parts)
            if not 1900 <= year <= 2200:
                raise ValueError
            found = date(year, month, day)
        except (ValueError, OverflowError):
            raise ValidationError("Enter a real date, like 27 3 2027.", code="invalid") from None
        self.run_validators(found)
        return found

    def compress(self, data_list: list[Any]) -> date | None:  # pragma: no cover  clean() does all
        return None


class UploadField(forms.FileField):
    """A file within ``UPLOAD_LIMIT``. ``too_large``: what to do about a larger one, after "This file is larger than …
    MB"."""

    def __init__(self, *, too_large: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.too_large = too_large

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        limit: int = settings.UPLOAD_LIMIT
        if file.size is None or file.size > limit:
            raise ValidationError(f"This file is larger than {limit // 1024 // 1024} MB{self.too_large}")
        return file


def parameters(
    bound: BoundField,
    *,
    label: str = "",
    hint: str = "",
    label_size: str = "s",
    heading: bool = False,
    inline: bool = False,
    width: str = "",
    rows: int = 5,
    attributes: Mapping[str, Any] | None = None,
    optional: bool = True,
) -> dict[str, Any]:
    """``{"kind": macro to use, "options": what to call it with}`` for one bound field.

    ``kind`` is one of ``input``, ``password``, ``textarea``, ``select``, ``radios``, ``checkboxes``,
    ``date``, ``file``, ``hidden``. ``label_size`` is ``s``, ``m``, ``l``; ``heading`` makes the label the
    page's h1; ``optional`` adds "(optional)" to the label of a field that may stay empty.
    """
    widget = bound.field.widget
    asked = text = label or str(bound.label or bound.name)
    if optional and not bound.field.required and not isinstance(widget, forms.CheckboxInput):
        text = f"{text} (optional)"
    identifier = str(bound.auto_id or f"id_{bound.name}")
    title = {
        "text": text,
        "classes": f"govuk-{'fieldset__legend' if _grouped(widget) else 'label'}--{label_size}",
        "isPageHeading": heading,
    }
    options: dict[str, Any] = {
        "id": identifier,
        "name": bound.html_name,
        "attributes": dict(attributes or {}),
    }
    for name in ("maxlength", "aria-describedby", "placeholder", "hx-get", "hx-trigger", "hx-target"):
        if name in widget.attrs and name != "placeholder":
            options["attributes"].setdefault(name, str(widget.attrs[name]))
    if hint or bound.help_text:
        options["hint"] = {"text": hint or str(bound.help_text)}
    if bound.errors:
        options["errorMessage"] = {"text": " ".join(_in_words(bound, asked))}
    value = bound.value()
    shown = "" if value is None else value
    if widget.is_hidden:
        return {"kind": "hidden", "options": {**options, "value": str(shown)}}
    if _grouped(widget):
        options |= {"idPrefix": identifier, "fieldset": {"legend": title}}
        if isinstance(widget, DayInput):
            return {"kind": "date", "options": options | {"items": _day_items(bound, widget, value)}}
        options["items"] = _choices(bound, value)
        if inline:
            options["classes"] = "govuk-radios--inline"
        several = isinstance(widget, forms.CheckboxSelectMultiple)
        return {"kind": "checkboxes" if several else "radios", "options": options}
    if isinstance(widget, forms.CheckboxInput):
        one = {"value": "on", "text": text, "id": identifier, "checked": bool(value)}
        if "hint" in options:
            one["hint"] = options.pop("hint")
        return {"kind": "checkboxes", "options": options | {"idPrefix": identifier, "items": [one]}}
    options["label"] = title
    if autocomplete := AUTOCOMPLETE.get(bound.name) or widget.attrs.get("autocomplete"):
        options["autocomplete"] = autocomplete
    if isinstance(widget, forms.Textarea):
        return {"kind": "textarea", "options": options | {"value": str(shown), "rows": rows}}
    if isinstance(widget, forms.Select):
        return {"kind": "select", "options": options | {"items": _choices(bound, value)}}
    if isinstance(widget, forms.FileInput):
        if accept := widget.attrs.get("accept"):
            options["attributes"]["accept"] = accept
        return {"kind": "file", "options": options}
    if width:
        options["classes"] = f"govuk-input--width-{width}" if width.isdigit() else f"govuk-!-width-{width}"
    if isinstance(widget, forms.PasswordInput):
        return {"kind": "password", "options": options}
    kind = str(getattr(widget, "input_type", "text"))
    if kind == "number":  # a number box that a mouse wheel cannot change
        kind, options["inputmode"] = "text", "numeric"
    if kind == "email":
        options["spellcheck"] = False
    return {"kind": "input", "options": options | {"type": kind, "value": str(shown)}}


def errors_of(*several: BaseForm) -> list[dict[str, str]]:
    """Every fault of the forms in order, each with a link to its field: the list of an error summary."""
    return [{key: text for key, text in fault.items() if text} for form in several for fault in _faults(form)]


def _faults(form: BaseForm) -> Iterator[dict[str, str]]:
    for text in form.non_field_errors():
        yield {"text": str(text)}
    for bound in form:
        identifier = str(bound.auto_id or f"id_{bound.name}")
        if isinstance(bound.field.widget, DayInput):
            identifier += "-day"
        for text in _in_words(bound):
            yield {"text": text, "href": f"#{identifier}"}


def _in_words(bound: BoundField, label: str = "") -> list[str]:
    """The faults of a field; a missing answer is named, because the list of faults is read alone."""
    plain = str(forms.Field.default_error_messages["required"])
    asked = label or str(bound.label or bound.name)
    return [f"“{asked}” needs an answer." if text == plain else str(text) for text in bound.errors]


def _grouped(widget: forms.Widget) -> bool:
    """Whether the field is several controls under one question."""
    return isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple, DayInput))


def _choices(bound: BoundField, value: Any) -> list[dict[str, Any]]:
    chosen = {str(one) for one in value} if isinstance(value, (list, tuple, set)) else {str(value or "")}
    mark = "selected" if bound.field.widget.__class__ in (forms.Select, forms.SelectMultiple) else "checked"
    items = []
    for key, text in bound.field.choices:  # type: ignore[attr-defined]
        key = "" if key is None else str(key)
        if key or mark == "selected":
            items.append({"value": key, "text": str(text), mark: key in chosen})
    return items


def _day_items(bound: BoundField, widget: DayInput, value: Any) -> list[dict[str, Any]]:
    parts = value if isinstance(value, (list, tuple)) else widget.decompress(value)
    wrong = " govuk-input--error" if bound.errors else ""
    return [
        {
            "id": f"{bound.auto_id}-{name}",
            "name": f"{bound.html_name}-{name}",
            "label": name.capitalize(),
            "value": "" if part is None else str(part),
            "classes": f"govuk-input--width-{4 if name == 'year' else 2}{wrong}",
        }
        for name, part in zip(("day", "month", "year"), parts, strict=True)
    ]
