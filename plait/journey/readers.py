"""What the page “Who has read our work” shows: the disclosure log, a day at a time, and the same as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.timezone import localtime

from plait.adapters.csv_export import csv_bytes
from plait.audit import queries as audit
from plait.audit.queries import DisclosureFacts
from plait.domain.disclosures import How
from plait.domain.roles import Permission, described
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Relation
from plait.domain.wording import listed
from plait.partnerships import queries as partnerships
from plait.schools.queries import names
from plait.ui.words import at_time, in_words

ROWS = 200  # of the log on one page

WHAT = {
    Artefact.SELF_JUDGEMENT: "your judgements",
    Artefact.EVIDENCE: "your evidence and next steps",
    Artefact.RATER_VIEW: "what one of your raters said",
    Artefact.PEER_VIEW: "a partner’s view of you",
    Artefact.WORKING_NOTE: "working notes about you",
    Artefact.FOCUS: "your focus and questions for the visit",
    Artefact.HYPOTHESIS: "what your visitors expected to find",
    Artefact.VISIT: "the timetable of the visit to you",
    Artefact.CHALLENGE: "what the conversation decided, the fact-check or what you do especially well",
    Artefact.REPORT: "your report or your part of the directory",
    Artefact.ACTION: "your actions or workshop",
    Artefact.SURVEY_RESULT: "your survey results",
    Artefact.NEED: "what you need",
    Artefact.CONCERN: "a concern about you",
    Artefact.SIGNAL: "questions about groups of schools",
}
BECAUSE: dict[Relation | None, str] = {
    Relation.REVIEWER: "reviews your school",
    Relation.MEMBER: "belongs to another school of the round",
    Relation.LEAD: "leads the partnership",
    Relation.PROVIDER: "provides the diagnostic",
    Relation.FACILITATOR: "facilitates improvement in the programme",
    Relation.AREA_OFFICER: "looks after the area",
    Relation.BROKER: "brokers support in the area",
    Relation.BOARD: "sits on the area’s board",
}
HOW = {
    How.PAGE: "read",
    How.FILE: "downloaded",
    How.MAIL: "was sent",
    How.LINK: "opened",
    How.API: "fetched",
    How.COMMAND: "read",
}


BY = {
    How.LINK: "by an address that your school gave out",
    How.API: "by a program",
    How.COMMAND: "by a command of the people who run Plait",
}
"""Ways that are not plain reading on a page or as a file."""


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """What one reader did in one way on one day. ``when``: a time, or from when to when."""

    who: str
    role: str
    because: str
    what: str
    when: str
    label: bool
    """``who`` is the name of an address or command, not of a person."""


@dataclass(frozen=True, slots=True)
class ReadersPage:
    urn: int
    school: str
    days: tuple[tuple[str, tuple[ReadingRow, ...]], ...]
    rounds: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]
    round_id: int | None
    person_id: int | None
    older: int | None
    """Where the next page begins; ``None`` on the last."""


def asked_for(viewer: Viewer, urn: int) -> None:
    """Only those whose role lets them see the trail of the school. Raises ``NotVisible``."""
    if not viewer.may_at(urn, Permission.TRAIL):
        raise NotVisible(f"trail of school {urn}")


def readers_page(
    viewer: Viewer, urn: int, *, round_id: int | None = None, person_id: int | None = None, before: int | None = None
) -> ReadersPage:
    """Who from outside has read the school's work. Raises ``NotVisible``. Four queries, whatever the number."""
    asked_for(viewer, urn)
    urns = viewer.also(urn)
    rounds = {item.id: item.title for item, _ in partnerships.rounds_of_school(viewer, urn)}
    found = audit.disclosures(urns, round_id=round_id, person_id=person_id, before=before, limit=ROWS + 1)
    shown = found[:ROWS]
    named = names({urn, *(role[1] for item in shown for role in item.roles if role[1] is not None)})
    return ReadersPage(
        urn=urn,
        school=named[urn],
        days=tuple(
            (day, tuple(_rows(list(items), named, rounds)))
            for day, items in groupby(shown, lambda item: in_words(localtime(item.at)))
        ),
        rounds=tuple((str(key), title) for key, title in rounds.items()),
        people=tuple((str(key), name) for key, name in audit.readers(urns)),
        round_id=round_id,
        person_id=person_id,
        older=shown[-1].id if len(found) > ROWS else None,
    )


def _rows(day: Sequence[DisclosureFacts], named: Mapping[int, str], rounds: Mapping[int, str]) -> list[ReadingRow]:
    """The readings of one day: those of one reader in one way, of one round and by one role, in one row."""
    together: dict[tuple[object, ...], list[DisclosureFacts]] = {}
    for item in day:
        key = (item.person_id, item.person, item.relation, item.roles, item.round_id, item.how, item.version)
        together.setdefault(key, []).append(item)
    return [_row(items, named, rounds) for items in together.values()]


def _row(items: Sequence[DisclosureFacts], named: Mapping[int, str], rounds: Mapping[int, str]) -> ReadingRow:
    one = items[0]
    kinds = [WHAT[artefact] for artefact in Artefact if artefact in {item.artefact for item in items}]
    version = f", {one.version}" if one.version.startswith("version") else ""
    round_title = rounds.get(one.round_id or 0, "")
    title = f" ({round_title})" if round_title else ""
    moments = sorted({item.at for item in items})
    when = at_time(moments[0])
    if len(moments) > 1:
        last = at_time(moments[-1])
        span = f"between {when} and {last}" if last != when else f"at {when}"
        when = f"{len(moments)} times {span}"
    return ReadingRow(
        one.person,
        role_words(one, named),
        ", ".join(filter(None, (BECAUSE.get(_relation(one)), BY.get(How(one.how))))),
        f"{HOW[How(one.how)]} {listed(kinds)}{version}{title}",
        when,
        one.person_id is None,
    )


def _relation(item: DisclosureFacts) -> Relation | None:
    return Relation(item.relation) if item.relation else None


def role_words(item: DisclosureFacts, named: Mapping[int, str]) -> str:
    """What the reader was then: ``Headteacher, Beck Lane Primary School``."""
    words = []
    for role, urn, _, _ in item.roles:
        description = described(role)
        title = description.title if description else role
        words.append(f"{title}, {named.get(urn, urn)}" if urn is not None else title)
    return "; ".join(words)


COLUMNS = ("Day", "Time", "Who", "Role then", "Because this person", "Read", "Version", "Round", "How")


def readers_file(viewer: Viewer, urn: int) -> tuple[str, bytes]:
    """The whole log as CSV, with the school's name. Raises ``NotVisible``. Three queries."""
    asked_for(viewer, urn)
    rounds = {item.id: item.title for item, _ in partnerships.rounds_of_school(viewer, urn)}
    found = audit.disclosures(viewer.also(urn))
    named = names({urn, *(role[1] for item in found for role in item.roles if role[1] is not None)})
    rows = [
        (
            localtime(item.at).date().isoformat(),
            at_time(item.at),
            item.person,
            role_words(item, named),
            BECAUSE.get(_relation(item), ""),
            WHAT[Artefact(item.artefact)],
            item.version,
            rounds.get(item.round_id or 0, ""),
            item.how,
        )
        for item in found
    ]
    return named[urn], csv_bytes(COLUMNS, rows)
