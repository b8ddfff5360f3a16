"""The columns of the published register that Plait reads, and what a cell of each may hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from plait.domain.schools import SchoolStatus

URN_LIMIT = 10_000_000
CACHED = 20_000  # the register has a few thousand different dates, towns and numbers


class Bad(Exception):
    """A cell that cannot be what its column says; the message completes "<column> …"."""


_SUPPRESSED = frozenset({"supp", "ne", "np", "na", "n/a", "lowcov", "z", "c", "x", "-", "nat"})
"""Codes that published files write for "not given"."""


class _Words:
    """Text without needless spaces. ``many`` reads a column at once, where few cells are alike."""

    def __init__(self, limit: int, *, required: bool = False) -> None:
        self._limit = limit
        self._required = required

    def __call__(self, text: str) -> str:
        clean = " ".join(text.split())
        if self._required and not clean:
            raise Bad("is blank")
        if len(clean) > self._limit:
            raise Bad(f"is {len(clean)} characters long; at most {self._limit} fit")
        if "\ufffd" in clean:
            raise Bad("has characters that are neither UTF-8 nor cp1252; save the file as CSV UTF-8")
        return clean

    def many(self, cells: Iterable[str]) -> list[str]:
        clean = [*map(" ".join, map(str.split, cells))]
        if (self._required and "" in clean) or max(map(len, clean)) > self._limit or "\ufffd" in "".join(clean):
            raise Bad
        return clean


def repeated_words(limit: int) -> Callable[[str], str]:
    """Words that many schools share, so that remembering them is quicker than looking again."""
    return lru_cache(CACHED)(_Words(limit))


def _number(text: str) -> int | None:
    """A whole number; spreadsheets write 7 as 7.0. ``None`` for blank and for the codes of "not given"."""
    clean = text.strip()
    if not clean or clean.casefold() in _SUPPRESSED:
        return None
    digits = re.fullmatch(r"([0-9]{1,12})(?:\.0*)?", clean)
    if digits is None:
        raise Bad(f"is {shown(clean)}, not a whole number")
    return int(digits[1])


def _whole(limit: int) -> Callable[[str], int | None]:
    def parse(text: str) -> int | None:
        number = _number(text)
        if number is not None and number > limit:
            raise Bad(f"is {number}; it is at most {limit}")
        return number

    return lru_cache(CACHED)(parse)


def _metres(limit: int) -> Callable[[str], int | None]:
    """A coordinate on the national grid, to the metre; the register writes 0 where it has none."""

    def parse(text: str) -> int | None:
        if text.isdecimal() and text.isascii() and len(text) < 8:
            number = int(text)
        else:
            clean = text.strip()
            if not clean or clean.casefold() in _SUPPRESSED:
                return None
            if re.fullmatch(r"[0-9]{1,12}(\.[0-9]*)?", clean) is None:
                raise Bad(f"is {shown(clean)}, not a number of metres on the national grid")
            number = round(float(clean))
        if number > limit:
            raise Bad(f"is {number}; on the national grid it is at most {limit}")
        return number or None

    return parse


_DATE_FORMATS = ("%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d", "%Y%m%d", "%d %B %Y", "%d %b %Y")


@lru_cache(CACHED)
def day_cell(text: str) -> date | None:
    """A day in one of the six ways of writing it; ``None`` for blank and for the codes of "not given"."""
    clean = text.strip()
    if not clean or clean.casefold() in _SUPPRESSED:
        return None
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(clean, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise Bad(f"is {shown(clean)}, not a date such as 31-08-2012 or 2012-08-31")


_STATUSES = {
    "open": SchoolStatus.OPEN,
    "closed": SchoolStatus.CLOSED,
    "open, but proposed to close": SchoolStatus.CLOSING,
    "proposed to open": SchoolStatus.PROPOSED,
    "pending approval": SchoolStatus.PROPOSED,
}
_STATUS_CODES = {
    "1": SchoolStatus.OPEN,
    "2": SchoolStatus.CLOSED,
    "3": SchoolStatus.CLOSING,
    "4": SchoolStatus.PROPOSED,
}
_PHASE_CODES = {
    "0": "Not applicable",
    "1": "Nursery",
    "2": "Primary",
    "3": "Middle deemed primary",
    "4": "Secondary",
    "5": "Middle deemed secondary",
    "6": "16 plus",
    "7": "All-through",
}


@lru_cache(CACHED)
def _status(text: str) -> SchoolStatus:
    return _STATUSES.get(" ".join(text.casefold().split()), SchoolStatus.NOT_KNOWN)


def _status_code(text: str) -> SchoolStatus:
    return _STATUS_CODES.get(text.strip(), SchoolStatus.NOT_KNOWN)


def _phase_code(text: str) -> str:
    return _PHASE_CODES.get(text.strip(), "")


_TIDY_POSTCODE = re.compile("[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}")


def _postcode(text: str) -> str:
    """``SW1A 1AA``: capitals, one space before the last three. Codes of other places keep their spaces."""
    if _TIDY_POSTCODE.fullmatch(text):
        return text
    parts = text.upper().split()
    clean = "".join(parts)
    if len(clean) > 10:
        raise Bad(f"is {shown(text)}, not a postcode")
    spaced = f"{clean[:-3]} {clean[-3:]}"
    return spaced if _TIDY_POSTCODE.fullmatch(spaced) else " ".join(parts)


def urn_cell(text: str) -> int:
    """The number of a school: up to seven digits, not 0."""
    if text.isdecimal() and text.isascii() and len(text) < 8:
        number: int | None = int(text)
    elif not text.strip():
        raise Bad("is blank (a totals row?)")
    elif (number := _number(text)) is None:
        raise Bad(f"is {shown(text.strip())}, not a number (a totals row?)")
    if not number or number >= URN_LIMIT:
        raise Bad(f"is {number}; a URN has at most seven digits and is not 0")
    return number


Parse = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a school, and where it may come from: the first of these headings that a file has."""

    field: str
    headings: tuple[tuple[str, Parse], ...]
    silent: object = ""
    """What the field is when a file has no such column."""


def _column(field: str, parse: Parse, *headings: str, silent: object = "") -> Column:
    return Column(field, tuple((heading, parse) for heading in headings), silent)


COLUMNS = (
    _column("urn", urn_cell, "URN"),
    _column("name", _Words(255, required=True), "EstablishmentName"),
    Column(
        "status",
        (
            ("EstablishmentStatus (name)", _status),
            ("EstablishmentStatus", _status),
            ("EstablishmentStatus (code)", _status_code),
        ),
        SchoolStatus.NOT_KNOWN,
    ),
    _column("kind", repeated_words(100), "TypeOfEstablishment (name)", "TypeOfEstablishment"),
    Column(
        "phase",
        (
            ("PhaseOfEducation (name)", repeated_words(60)),
            ("PhaseOfEducation", repeated_words(60)),
            ("PhaseOfEducation (code)", _phase_code),
        ),
    ),
    _column("low_age", _whole(99), "StatutoryLowAge", silent=None),
    _column("high_age", _whole(99), "StatutoryHighAge", silent=None),
    _column("sixth_form", repeated_words(60), "OfficialSixthForm (name)", "OfficialSixthForm"),
    _column("pupils", _whole(99_999), "NumberOfPupils", silent=None),
    _column("street", _Words(255), "Street"),
    _column("locality", _Words(255), "Locality"),
    _column("town", repeated_words(120), "Town"),
    _column("postcode", _postcode, "Postcode"),
    _column("la_code", repeated_words(10), "LA (code)"),
    _column("la_name", repeated_words(120), "LA (name)", "LA"),
    _column("trust", repeated_words(255), "Trusts (name)", "Trusts"),
    _column("easting", _metres(800_000), "Easting", silent=None),
    _column("northing", _metres(1_400_000), "Northing", silent=None),
    _column("closed_on", day_cell, "CloseDate", silent=None),
    _column("changed_on", day_cell, "LastChangedDate", silent=None),
)


def key_of(heading: str) -> str:
    """Headings are compared without capitals, spaces and punctuation: "LA (name)" is "la_name"."""
    return "".join(mark for mark in heading.casefold() if mark.isalnum())


PUBLISHED = {key_of(heading): heading for column in COLUMNS for heading, _ in column.headings}
"""Every heading that is read, as published, by its :func:`key_of`."""


def shown(value: object) -> str:
    """A value in quotes, cut short, for a message."""
    text = str(value)
    return repr(text if len(text) <= 40 else text[:39] + "…")
