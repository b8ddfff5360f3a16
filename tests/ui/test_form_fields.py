"""Three boxes make a date or say what is missing; fields become the right component."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms

from plait.ui.fields import DayField, errors_of, parameters


class DayForm(forms.Form):
    day = DayField(label="By when?", required=False)
    needed = DayField(label="When did you start?")


def filled(day: str, month: str, year: str) -> DayForm:
    other = {"needed-day": "1", "needed-month": "9", "needed-year": "2026"}
    return DayForm({"day-day": day, "day-month": month, "day-year": year, **other})


def test_three_boxes_are_a_date() -> None:
    form = filled(" 27", "3", "2027 ")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == date(2027, 3, 27)


def test_no_box_is_no_date_where_none_is_needed() -> None:
    form = filled("", "", "")
    assert form.is_valid()
    assert form.cleaned_data["day"] is None


@pytest.mark.parametrize(
    ("boxes", "said"),
    [
        (("27", "", "2027"), "The date must have a month."),
        (("", "", "2027"), "The date must have a day and a month."),
        (("31", "2", "2027"), "Enter a real date, like 27 3 2027."),
        (("27", "3", "27"), "Enter a real date, like 27 3 2027."),
        (("x", "3", "2027"), "Enter a real date, like 27 3 2027."),
        (("1" * 5000, "3", "2027"), "Enter a real date, like 27 3 2027."),
        (("9223372036854775808", "3", "2027"), "Enter a real date, like 27 3 2027."),
    ],
)
def test_a_wrong_date_says_what_is_wrong(boxes: tuple[str, str, str], said: str) -> None:
    form = filled(*boxes)
    assert not form.is_valid()
    assert errors_of(form) == [{"text": said, "href": "#id_day-day"}]


def test_a_needed_date_is_asked_for_by_name() -> None:
    form = DayForm({})
    assert errors_of(form) == [{"text": "Enter a date for “When did you start?”.", "href": "#id_needed-day"}]


def test_a_wrong_date_is_shown_as_it_was_typed() -> None:
    boxes = parameters(filled("31", "2", "2027")["day"])["options"]["items"]
    assert [box["value"] for box in boxes] == ["31", "2", "2027"]
    assert [box["name"] for box in boxes] == ["day-day", "day-month", "day-year"]


def test_a_stored_date_fills_the_boxes() -> None:
    boxes = parameters(DayForm(initial={"day": date(2027, 3, 27)})["day"])["options"]["items"]
    assert [box["value"] for box in boxes] == ["27", "3", "2027"]


class ManyForm(forms.Form):
    name = forms.CharField(max_length=50)
    note = forms.CharField(widget=forms.Textarea, required=False)
    email = forms.EmailField()
    secret = forms.CharField(widget=forms.PasswordInput)
    one = forms.ChoiceField(choices=[("", "–"), ("a", "A")])
    radio = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    several = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=[("a", "A"), ("b", "B")])
    yes = forms.BooleanField()
    file = forms.FileField()
    version = forms.IntegerField(widget=forms.HiddenInput)
    number = forms.IntegerField()


def test_the_widget_decides_the_component() -> None:
    form = ManyForm()
    kinds = [parameters(form[name])["kind"] for name in form.fields]
    assert " ".join(kinds) == ("input textarea input password select radios checkboxes checkboxes file hidden input")


def test_what_was_sent_stays_chosen() -> None:
    form = ManyForm({"one": "a", "radio": "b", "several": ["a", "b"], "yes": "on"})
    assert [item["selected"] for item in parameters(form["one"])["options"]["items"]] == [False, True]
    assert [item["checked"] for item in parameters(form["radio"])["options"]["items"]] == [False, True]
    assert [item["checked"] for item in parameters(form["several"])["options"]["items"]] == [True, True]
    assert parameters(form["yes"])["options"]["items"][0]["checked"] is True


def test_a_field_that_may_stay_empty_says_so() -> None:
    assert parameters(ManyForm()["note"])["options"]["label"]["text"] == "Note (optional)"
    assert parameters(ManyForm()["name"])["options"]["label"]["text"] == "Name"


def test_a_password_is_never_sent_back() -> None:
    assert "value" not in parameters(ManyForm({"secret": "three strands"})["secret"])["options"]


def test_faults_that_belong_to_no_field_come_first() -> None:
    form = ManyForm({"name": "x"})
    form.add_error(None, "These two do not go together.")
    assert errors_of(form)[0] == {"text": "These two do not go together."}
