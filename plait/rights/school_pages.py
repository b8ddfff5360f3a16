"""What the page about a school's own data shows: kinds, how many, what is done with each; never a word of them."""

from __future__ import annotations

from dataclasses import dataclass

from plait.domain.school_copy import (
    CLOCK,
    EXEMPTIONS,
    NOT_SEARCHED,
    TREATMENT_WORDS,
    Exemption,
    SchoolCopy,
    Treatment,
)
from plait.ui.words import count


@dataclass(frozen=True, slots=True)
class SchoolPartRow:
    title: str
    number: str
    about: str
    treatment: str
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchoolDataPage:
    """``given`` are in the copy with their texts, ``listed`` without."""

    urn: int
    school: str
    given: tuple[SchoolPartRow, ...]
    listed: tuple[SchoolPartRow, ...]
    none: tuple[str, ...]
    removed: str
    exemptions: tuple[Exemption, ...]
    clock: str
    not_searched: tuple[str, ...]


def school_data_page(copy: SchoolCopy) -> SchoolDataPage:
    def rows(*, given: bool) -> tuple[SchoolPartRow, ...]:
        return tuple(
            SchoolPartRow(
                part.title,
                count(len(part.entries), "entry", "entries"),
                part.about,
                TREATMENT_WORDS[part.treatment],
                tuple(EXEMPTIONS[ground].title for ground in part.grounds),
            )
            for part in copy.parts
            if part.entries and (part.treatment is Treatment.GIVEN) is given
        )

    return SchoolDataPage(
        copy.urn,
        copy.school,
        rows(given=True),
        rows(given=False),
        tuple(part.title for part in copy.parts if not part.entries),
        count(copy.removed, "name, address or telephone number", "names, addresses and telephone numbers"),
        tuple(EXEMPTIONS[ground] for ground in copy.grounds),
        CLOCK,
        NOT_SEARCHED,
    )
