"""Our templates fail loudly where something is missing; the kit's run as their authors test them."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.template import engines
from jinja2 import UndefinedError


def rendered(source: str, **context: object) -> str:
    return str(engines["jinja2"].from_string(source).render(context))


@pytest.mark.parametrize("source", ["{{ missing }}", "{% if missing %}{% endif %}", "{{ school.missing }}"])
def test_what_is_missing_on_our_pages_is_an_error(source: str) -> None:
    with pytest.raises(UndefinedError):
        rendered(source, school=SimpleNamespace(name="Ash Hill"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ day|deadline }}, it {{ day|is_due }}", "Was due on 3 March 2020, it was due on 3 March 2020"),
        ("{{ far|deadline }}, it {{ far|is_due }}", "By 3 March 2999, it is due on 3 March 2999"),
        ("{{ 'Friday'|deadline }}{{ ''|deadline }}", "By Friday"),
    ],
)
def test_a_day_that_has_passed_reads_so(source: str, expected: str) -> None:
    assert rendered(source, day=date(2020, 3, 3), far=date(2999, 3, 3)) == expected


def test_components_of_the_kit_take_what_they_are_given() -> None:
    shown = rendered(
        '{% from "govuk_frontend_jinja/components/input/macro.html" import govukInput %}'
        '{{ govukInput({"id": "a", "name": "a", "label": {"text": label}}) }}',
        label="<b>Title</b>",
    )
    assert 'id="a"' in shown
    assert "&lt;b&gt;Title&lt;/b&gt;" in shown


def test_what_people_wrote_is_escaped_in_paragraphs() -> None:
    shown = rendered("{{ text|paragraphs }}", text="One <script>\nline\r\n\r\nTwo & three")
    assert shown.count("<p ") == 2
    assert "&lt;script&gt;<br>line" in shown
    assert "Two &amp; three" in shown


def test_a_count_reads_as_words() -> None:
    shown = rendered("{{ 0|count('area') }}, {{ 1|count('area') }}, {{ 1204|count('reply', 'replies') }}")
    assert shown == "no areas, 1 area, 1,204 replies"
