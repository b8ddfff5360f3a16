"""Reading the register. It is public: any signed-in person may search it, a stranger finds nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, Window

from plait.domain.lineage import Line, Link, LinkKind, lines_of
from plait.domain.schools import RegisterEntry, SchoolFacts, SchoolStatus, SchoolSummary, fold, provision_of
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import STRANGER, Viewer
from plait.schools.models import RegisterImport, School, SchoolLink

SHORTEST = 2  # letters or digits; a single one would list a fifth of the country
MOST_WORDS = 8
POSTCODE = re.compile("[a-z]{1,2}[0-9][a-z0-9]? [0-9][a-z]{0,2}")
"""A postcode, perhaps half typed: its two parts belong together, "zc1 1" is not "zc10 1aa"."""
LONGEST = 100  # characters of a search that are looked at


@dataclass(frozen=True, slots=True)
class SchoolsFound:
    """Schools that answer a search, best first: ``total`` counts all, ``schools`` is the part asked for.

    ``searched`` is the text as it was compared; empty when there was too little to search for.
    """

    searched: str
    total: int
    schools: tuple[SchoolSummary, ...]


@dataclass(frozen=True, slots=True)
class LastImport:
    """When the register was last read into Plait, and from which file."""

    at: datetime
    file_name: str


def search(viewer: Viewer, text: str, *, limit: int = 20, offset: int = 0) -> SchoolsFound:
    """Schools by the beginnings of words in name, locality, town or postcode, in any order, or by URN.

    First the school with this URN; then open before closed; then names that begin with the text. One query.
    """
    folded = " ".join(fold(text[:LONGEST]).split()[:MOST_WORDS])
    if viewer == STRANGER or len(folded.replace(" ", "")) < SHORTEST:
        return SchoolsFound("", 0, ())
    words = [folded] if POSTCODE.fullmatch(folded) else folded.split()
    found = School.objects.with_words(words).best_first(folded).annotate(total=Window(Count("*")))
    rows = list(
        found.values_list("urn", "name", "town", "postcode", "phase", "status", "total")[offset : offset + limit]
    )
    return SchoolsFound(
        folded,
        rows[0][6] if rows else 0,
        tuple(SchoolSummary(*row[:5], SchoolStatus(row[5])) for row in rows),
    )


def get(viewer: Viewer, urn: int) -> RegisterEntry:
    """All that the register says about a school. Raises ``NotVisible`` for no such school or a stranger."""
    school = School.objects.filter(urn=urn).first() if viewer != STRANGER else None
    if school is None:
        raise NotVisible(f"school {urn}")
    return RegisterEntry(
        urn=school.urn,
        name=school.name,
        status=SchoolStatus(school.status),
        kind=school.kind,
        phase=school.phase,
        low_age=school.low_age,
        high_age=school.high_age,
        sixth_form=school.sixth_form,
        pupils=school.pupils,
        street=school.street,
        locality=school.locality,
        town=school.town,
        postcode=school.postcode,
        la_code=school.la_code,
        la_name=school.la_name,
        trust=school.trust,
        easting=school.easting,
        northing=school.northing,
        closed_on=school.closed_on,
        changed_on=school.changed_on,
        provision=provision_of(school.low_age, school.high_age, school.kind, school.sixth_form),
    )


def last_import() -> LastImport | None:
    """The latest reading of the register; ``None`` before the first."""
    row = RegisterImport.objects.values_list("at", "file_name").first()
    return LastImport(*row) if row else None


def names(urns: Iterable[int]) -> dict[int, str]:
    """URN to name, for those schools that the register has. One query."""
    return dict(School.objects.filter(urn__in=set(urns)).order_by().values_list("urn", "name"))


def facts(urns: Iterable[int]) -> dict[int, SchoolFacts]:
    """URN to what decides how a school is evaluated and matched, for those in the register. One query."""
    return {
        row.urn: SchoolFacts(
            urn=row.urn,
            name=row.name,
            phase=row.phase,
            provision=provision_of(row.low_age, row.high_age, row.kind, row.sixth_form),
            town=row.town,
            local_authority=row.la_name,
            easting=row.easting,
            northing=row.northing,
            trust=row.trust,
            pupils=row.pupils,
        )
        for row in School.objects.filter(urn__in=set(urns)).order_by("name", "urn")
    }


def has_predecessor(school: str) -> Exists:
    """A condition for other tables: the register links another school before the one in this field."""
    before = Q(urn=OuterRef(school), kind=LinkKind.PREDECESSOR.value)
    return Exists(SchoolLink.objects.filter(before | Q(other_urn=OuterRef(school), kind=LinkKind.SUCCESSOR.value)))


def inherited(urns: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """Whose history each of these schools carries on: closed schools whose line leads to this one alone.

    A school that was split leads to several, and its history is nobody's by itself. One query; one more where a school
    has predecessors at all.
    """
    wanted = sorted(set(urns))
    links = [_link(row) for row in _links_around(wanted)]
    earlier = {urn: [kin.urn for kin in line.earlier] for urn, line in lines_of(wanted, links).items()}
    before = {urn for found in earlier.values() for urn in found}
    if not before:
        return {}
    closed = set(School.objects.filter(urn__in=before, status=SchoolStatus.CLOSED.value).values_list("urn", flat=True))
    ends = {urn: _ends(urn, links) for urn in before & closed}
    return {urn: tuple(old for old in found if old in ends and len(ends[old]) == 1) for urn, found in earlier.items()}


def closed_among(urns: Iterable[int]) -> dict[int, int | None]:
    """Which of these schools have closed, each with the one open school that carries on its history, if there is one.

    One query; one more where any has closed, and one for the schools that carry on.
    """
    rows = School.objects.filter(urn__in=set(urns), status=SchoolStatus.CLOSED.value).order_by("urn")
    closed = list(rows.values_list("urn", flat=True))
    if not closed:
        return {}
    links = [_link(row) for row in _links_around(closed)]
    ends = {urn: _ends(urn, links) for urn in closed}
    last = {urn for found in ends.values() if len(found) == 1 for urn in found}
    still = set(
        School.objects.filter(urn__in=last).exclude(status=SchoolStatus.CLOSED.value).values_list("urn", flat=True)
    )
    return {urn: next(iter(ends[urn] & still)) if len(ends[urn]) == 1 and ends[urn] & still else None for urn in closed}


def _ends(urn: int, links: list[Link]) -> set[int]:
    """The last schools that a line leads to from here."""
    after = {kin.urn for kin in lines_of([urn], links)[urn].later}
    return {other for other in after if not lines_of([other], links)[other].later}


@dataclass(frozen=True, slots=True)
class LineWithNames:
    """The line of a school; ``names`` by URN, from the register or else from the link. ``here``: in the register."""

    line: Line
    names: dict[int, str]
    here: frozenset[int]


def lineage(urns: Iterable[int]) -> dict[int, Line]:
    """The line of each of these schools: all that came before and after, also through schools not in the register.

    One query, however long the lines are.
    """
    wanted = sorted(set(urns))
    return lines_of(wanted, [_link(row) for row in _links_around(wanted)])


def line_with_names(urn: int) -> LineWithNames:
    """The line of one school, with the names of the others. Two queries."""
    rows = _links_around([urn])
    line = lines_of([urn], [_link(row) for row in rows])[urn]
    published = {row.other_urn: row.other_name for row in rows if row.other_name}
    known = names([*line.urns, *line.ring])
    return LineWithNames(line, published | known, frozenset(known))


def _link(row: SchoolLink) -> Link:
    return Link(row.urn, row.other_urn, LinkKind(row.kind), row.since)


def related(urn: int) -> frozenset[int]:
    """Schools that the register links to this one otherwise than before or after it: a shared site, say. One query."""
    rows = SchoolLink.objects.filter(Q(urn=urn) | Q(other_urn=urn), kind=LinkKind.RELATED.value)
    return frozenset(number for pair in rows.values_list("urn", "other_urn") for number in pair) - {urn}


def _links_around(urns: list[int]) -> list[SchoolLink]:
    """Every link between schools that can be reached from these by links, in either direction."""
    if not urns:
        return []
    table = connection.ops.quote_name(SchoolLink._meta.db_table)
    seeds = ", ".join(["%s"] * len(urns))
    statement = f"""
        WITH RECURSIVE line(urn) AS (
            SELECT urn FROM {table} WHERE urn IN ({seeds})
            UNION
            SELECT other_urn FROM {table} WHERE other_urn IN ({seeds})
            UNION
            SELECT CASE WHEN link.urn = line.urn THEN link.other_urn ELSE link.urn END
            FROM line JOIN {table} AS link ON link.urn = line.urn OR link.other_urn = line.urn
            WHERE link.kind <> %s
        )
        SELECT * FROM {table} WHERE kind <> %s AND urn IN (SELECT urn FROM line) ORDER BY urn, other_urn
    """  # noqa: S608  the table's name comes from the model
    related = LinkKind.RELATED.value
    return list(SchoolLink.objects.raw(statement, [*urns, *urns, related, related]))
