"""Schools as the national register knows them: what they offer, where they are, how they are found."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Provision(StrEnum):
    """What a school offers. Framework areas name these in ``applies_to``."""

    NURSERY = "nursery"
    EARLY_YEARS = "early-years"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    POST_16 = "post-16"
    SPECIAL = "special"
    ALTERNATIVE = "alternative-provision"
    PARTNERSHIP = "partnership"


PRESCHOOL_AGE = 4  # children in the early years are four or younger when their school year starts
PRIMARY_AGES = range(5, 11)
SECONDARY_AGES = range(11, 16)
POST_16_AGE = 18  # the highest age on roll of a school with a sixth form


def provision_of(low_age: int | None, high_age: int | None, kind: str = "", sixth_form: str = "") -> frozenset[str]:
    """What a school offers, from its statutory ages, kind and sixth-form note in the national register.

    ``low_age``/``high_age``: statutory ages in years, ``None`` where the register is silent. ``kind``: the
    register's type of establishment. ``sixth_form``: the register's "has a sixth form" words. A school with
    no ages gets every tag that ages decide, so that no area is hidden from it for want of data.
    """
    kind = kind.casefold()
    tags: set[str] = set()
    if low_age is None or high_age is None:
        tags |= {Provision.EARLY_YEARS, Provision.PRIMARY, Provision.SECONDARY, Provision.POST_16}
    else:
        ages = range(low_age, high_age + 1)
        if low_age <= PRESCHOOL_AGE:
            tags.add(Provision.EARLY_YEARS)
        if any(age in PRIMARY_AGES for age in ages[:-1] or ages):
            tags.add(Provision.PRIMARY)
        if any(age in SECONDARY_AGES for age in ages[:-1] or ages):
            tags.add(Provision.SECONDARY)
        if high_age >= POST_16_AGE:
            tags.add(Provision.POST_16)
    if "does not have a sixth form" in sixth_form.casefold():
        tags.discard(Provision.POST_16)
    if "nursery" in kind:
        tags.add(Provision.NURSERY)
    if "special" in kind:
        tags.add(Provision.SPECIAL)
    if "pupil referral" in kind or "alternative provision" in kind:
        tags.add(Provision.ALTERNATIVE)
    return frozenset(tags)


class SchoolStatus(StrEnum):
    """Whether a school is open, in the register's own four states; ``NOT_KNOWN`` where a file is silent."""

    OPEN = "open"
    CLOSING = "closing"  # open, but proposed to close
    PROPOSED = "proposed"
    CLOSED = "closed"
    NOT_KNOWN = "not-known"


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """What other parts of Plait need to know about a school. Coordinates in metres on the national grid."""

    urn: int
    name: str
    phase: str
    provision: frozenset[str]
    town: str
    local_authority: str
    easting: int | None
    northing: int | None
    trust: str = ""
    pupils: int | None = None


@dataclass(frozen=True, slots=True)
class SchoolSummary:
    """A school as a line of a list."""

    urn: int
    name: str
    town: str
    postcode: str
    phase: str
    status: SchoolStatus


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """All that the register says about a school and Plait keeps. Empty or ``None`` where it is silent."""

    urn: int
    name: str
    status: SchoolStatus
    kind: str
    phase: str
    low_age: int | None
    high_age: int | None
    sixth_form: str
    pupils: int | None
    street: str
    locality: str
    town: str
    postcode: str
    la_code: str
    la_name: str
    trust: str
    easting: int | None
    northing: int | None
    closed_on: date | None
    changed_on: date | None
    provision: frozenset[str]


_DROPPED = "'’‘ʼ`´"
_ASCII = bytes(code if chr(code).isalnum() else 32 for code in bytes(range(256)).lower())
"""Each byte as it is compared: capitals small, all that is neither letter nor digit a space."""


def fold(text: str) -> str:
    """Text as it is compared in searches: no accents, no capitals, no apostrophes, words parted by one space.

    ``"St. Mary’s Môr"`` gives ``"st marys mor"``. Folding twice changes nothing.
    """
    return " ".join(_folded_words(text))


def _folded_words(text: str) -> list[str]:
    if text.isascii():
        return text.encode().translate(_ASCII, b"'`").decode().split()
    for _ in range(2):  # some capitals come apart only once they are small
        text = unicodedata.normalize("NFKD", text).casefold()
    marks = (mark for mark in text if not unicodedata.combining(mark) and mark not in _DROPPED)
    return "".join(mark if mark.isalnum() else " " for mark in marks).split()


def search_text(urn: int, name: str, locality: str, town: str, postcode: str) -> str:
    """The words by which a school is found, each after a space: a search for beginnings looks for ``" wor"``.

    The name comes first, so text that begins with the search means a name that does. The postcode is there
    with and without its space. "St" is also found as "Saint", and the other way round.
    """
    words = _folded_words(f"{name} {locality} {town} {postcode} {postcode.replace(' ', '')} {urn}")
    if "st" in words:
        words.append("saint")
    elif "saint" in words:
        words.append("st")
    return " " + " ".join(words)
