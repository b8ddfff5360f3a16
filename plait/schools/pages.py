"""What the register's two pages show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from plait.domain.lineage import Kin
from plait.domain.schools import RegisterEntry, SchoolStatus, SchoolSummary
from plait.schools.queries import LastImport, LineWithNames, SchoolsFound
from plait.ui.paging import Paged
from plait.ui.words import in_words

PER_PAGE = 20

STATUS_WORDS = {
    SchoolStatus.OPEN: "Open",
    SchoolStatus.CLOSING: "Open, proposed to close",
    SchoolStatus.PROPOSED: "Proposed to open",
    SchoolStatus.CLOSED: "Closed",
    SchoolStatus.NOT_KNOWN: "Not known",
}
STATUS_KINDS = {SchoolStatus.OPEN: "done", SchoolStatus.CLOSING: "done"}
"""How a status tag looks, where it differs from "waiting"; its words always stand beside."""


@dataclass(frozen=True, slots=True)
class Line:
    """A school in the list of results. ``status_kind``: how its tag looks."""

    urn: int
    name: str
    address: str
    hint: str
    status: str
    status_kind: str


@dataclass(frozen=True, slots=True)
class FindPage(Paged):
    """``typed``: as it stands in the box. ``said``: the outcome in a sentence, read out when it changes."""

    typed: str
    searched: bool
    said: str
    lines: tuple[Line, ...]
    total: int
    page: int
    pages: int
    register_is_empty: bool


def find_page(typed: str, found: SchoolsFound, page: int, *, register_is_empty: bool) -> FindPage:
    """Page ``page`` (from 1) of the results of a search."""
    pages = -(-found.total // PER_PAGE)
    return FindPage(
        typed=typed,
        searched=bool(found.searched),
        said=_said(typed.strip(), found, page, pages),
        lines=tuple(_line(school) for school in found.schools),
        total=found.total,
        page=page,
        pages=pages,
        register_is_empty=register_is_empty,
    )


def _said(typed: str, found: SchoolsFound, page: int, pages: int) -> str:
    if not typed:
        return ""
    if not found.searched:
        return "Type at least two letters or digits."
    if not found.total:
        return f"No school matches “{typed}”."
    counted = "1 school matches" if found.total == 1 else f"{found.total:,} schools match"
    return f"{counted} “{typed}”" + (f", page {page} of {pages}." if pages > 1 else ".")


def _line(school: SchoolSummary) -> Line:
    place = ", ".join(part for part in (school.town, school.postcode) if part)
    return Line(
        urn=school.urn,
        name=school.name,
        address=reverse("schools:school", args=[school.urn]),
        hint=" · ".join(part for part in (place, _said_phase(school.phase), f"URN {school.urn}") if part),
        status=STATUS_WORDS[school.status],
        status_kind=STATUS_KINDS.get(school.status, "waiting"),
    )


def _said_phase(phase: str) -> str:
    return "" if phase.casefold() == "not applicable" else phase


@dataclass(frozen=True, slots=True)
class KinLine:
    """A school before or after this one: ``words``, its link, ``end``. ``address`` is empty if it is not here."""

    words: str
    name: str
    urn: int
    address: str
    end: str


@dataclass(frozen=True, slots=True)
class SchoolPage:
    """``facts``: pairs of what and value. ``silent``: what the register says nothing about.

    ``line``: the schools before and after it, oldest first. ``ring``: those that the links put on both sides.
    """

    urn: int
    name: str
    status: str
    status_kind: str
    facts: tuple[tuple[str, str], ...]
    silent: tuple[str, ...]
    changed_on: date | None
    imported_at: datetime | None
    file_name: str
    line: tuple[KinLine, ...] = ()
    ring: tuple[KinLine, ...] = ()


def _kin_line(kin: Kin, found: LineWithNames, words: str, day: str) -> KinLine:
    return KinLine(
        words,
        found.names.get(kin.urn, "a school that is not in the register"),
        kin.urn,
        reverse("schools:school", args=[kin.urn]) if kin.urn in found.here else "",
        f", {day} {in_words(kin.on)}" if kin.on else "",
    )


def _line_of_school(found: LineWithNames) -> tuple[KinLine, ...]:
    """Sentences from the oldest school to the newest."""
    before = (
        _kin_line(kin, found, "This school took over from", "on")
        if kin.steps == 1
        else _kin_line(kin, found, "Further back:", "until")
        for kin in found.line.earlier
    )
    after = (
        _kin_line(kin, found, "This school was followed by", "on")
        if kin.steps == 1
        else _kin_line(kin, found, "Later:", "from")
        for kin in found.line.later
    )
    return (*before, *after)


def school_page(entry: RegisterEntry, imported: LastImport | None, found: LineWithNames) -> SchoolPage:
    """What the register says about one school, in words."""
    address = ", ".join(part for part in (entry.street, entry.locality, entry.town, entry.postcode) if part)
    everything = [
        ("URN", str(entry.urn)),
        ("Closed on", in_words(entry.closed_on)),
        ("Phase", _said_phase(entry.phase)),
        ("Kind of school", entry.kind),
        ("Ages", _ages(entry)),
        ("Sixth form", "" if entry.sixth_form.casefold() == "not applicable" else entry.sixth_form),
        ("Pupils", "" if entry.pupils is None else f"{entry.pupils:,}"),
        ("Address", address),
        (
            "Local authority",
            entry.la_name + (f" ({entry.la_code})" if entry.la_name and entry.la_code else ""),
        ),
        ("Trust", entry.trust),
        (
            "National grid",
            "" if entry.easting is None else f"easting {entry.easting}, northing {entry.northing}",
        ),
    ]
    missed = {"Phase", "Kind of school", "Ages", "Pupils", "Address", "Local authority", "National grid"}
    return SchoolPage(
        urn=entry.urn,
        name=entry.name,
        status=STATUS_WORDS[entry.status],
        status_kind=STATUS_KINDS.get(entry.status, "waiting"),
        facts=tuple((what, value) for what, value in everything if value),
        silent=tuple(what.lower() for what, value in everything if not value and what in missed),
        changed_on=entry.changed_on,
        imported_at=imported.at if imported else None,
        file_name=imported.file_name if imported else "",
        line=_line_of_school(found),
        ring=tuple(_kin_line(Kin(urn, 1, None), found, "", "") for urn in found.line.ring),
    )


def _ages(entry: RegisterEntry) -> str:
    if entry.low_age is None or entry.high_age is None:
        return ""
    return f"{entry.low_age} to {entry.high_age}"
