"""What people put into cells → answers, texts, dates and numbers, or what is wrong with them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from plait.adapters.workbook.layout import choices, storable, understood
from plait.domain.frameworks import Scale
from plait.domain.judgements import Answer


class BadCell(ValueError):
    """A cell holds what it cannot hold. The text says what would be right."""


def text_of(value: Any) -> str:
    """A cell's value as text, whatever a spreadsheet made of what was typed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return day_in_words(value.date()) if value.time() == time(0) else f"{day_in_words(value.date())} {value:%H:%M}"
    if isinstance(value, date):
        return day_in_words(value)
    return storable(str(value))


def day_in_words(day: date) -> str:
    """``3 March 2027``."""
    return f"{day.day} {day:%B} {day.year}"


def answer_of(scale: Scale, value: Any) -> Answer:
    """The answer in a cell; ``None`` for an empty one. Raises :class:`BadCell`."""
    text = text_of(value)
    if not text:
        return None
    answer = understood(scale, text)
    if answer is not None:
        return answer
    right = f"Choose one of: {', '.join(choices(scale))}."
    number = re.fullmatch(r"[-+]?\d+([.,]\d+)?", text)
    if number and scale.numbered:
        whole = number.group(1) is None or not number.group(1).strip(".,0")
        if not whole:
            raise BadCell(f"“{text}” lies between two levels; a level is a whole number. {right}")
        raise BadCell(f"“{text}” is outside the scale. {right}")
    shown = text if len(text) <= 60 else f"{text[:57]}…"
    raise BadCell(f"“{shown}” is not a level here. {right}")


def urn_of(value: Any) -> int | None:
    """A school's number in the national register; ``None`` for an empty cell. Raises :class:`BadCell`."""
    text = re.sub(r"\s", "", text_of(value))
    if not text:
        return None
    if not re.fullmatch(r"[1-9][0-9]{3,6}", text):
        raise BadCell(f"“{text[:40]}” is not a URN: it is a number of six digits, such as 123456.")
    return int(text)


_DAYS = ("%d %B %Y", "%d %b %Y", "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%B %d %Y")
_FIRST_DAY = date(1899, 12, 30)  # from which Excel counts


def date_of(value: Any) -> date | None:
    """A day, from a date cell, a typed date or a bare day count; ``None`` for an empty one. Raises :class:`BadCell`."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 20_000 <= value <= 80_000:
        return _FIRST_DAY + timedelta(days=int(value))
    text = text_of(value)
    if not text:
        return None
    cleaned = re.sub(r"\b(\d{1,2})(st|nd|rd|th)\b", r"\1", text.replace(",", " "), flags=re.IGNORECASE)
    cleaned = " ".join(cleaned.split())
    for form in _DAYS:
        try:
            return datetime.strptime(cleaned, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise BadCell(f"“{text[:40]}” is not a date that can be read. Write it as 3 March 2027.")
