"""What was noted, put together; one note; and what a device takes along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse

from plait.domain.frameworks import Framework
from plait.domain.observing import (
    CLOCK_APART,
    METHOD_WORDS,
    SEEN_WORDS,
    Method,
    Seen,
    Tag,
    perhaps_names,
    tag_key,
)
from plait.domain.retention_table import notes_deleted_on, notes_period
from plait.domain.triangulation import Found, triangulated
from plait.domain.verdicts import StaleWrite, Verdict
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact
from plait.domain.wording import reviewers_at
from plait.observations import queries, rules
from plait.observations.queries import Noted, Team
from plait.peerreview.pages.around import Around, around_review
from plait.selfevaluation.pages.area import Conflict, Side
from plait.visits import queries as visits


@dataclass(frozen=True, slots=True)
class Desk:
    """A team's notes with what stands around them: the same first lines on every page."""

    around: Around
    team: Team
    viewer: Viewer
    may_note: Verdict

    @property
    def school(self) -> str:
        return self.around.name(self.team.view.urn)

    @property
    def host(self) -> str:
        return self.around.host

    @property
    def urls(self) -> list[int]:
        return [self.team.review.id, self.team.view.urn]

    @property
    def whose(self) -> str:
        return f"Notes of {self.school} about {self.host}"

    @property
    def readers(self) -> str:
        return f"only {reviewers_at([self.school])}, who write this view"

    @property
    def deleted_on(self) -> date | None:
        """``None`` while the round is open: the day is counted from its close."""
        return notes_deleted_on(self.around.round.definition, self.around.round.closed_on, settings.RETENTION)

    @property
    def when(self) -> str:
        period = notes_period(self.around.round.definition, settings.RETENTION)
        return f"{period.words} after this round closes" if period.length else "when this round closes"


def desk(viewer: Viewer, review_id: int, urn: int) -> Desk:
    """Raises ``NotVisible``. Five queries."""
    found = queries.team(viewer, review_id, urn)
    return Desk(around_review(viewer, found.review), found, viewer, rules.may_note(viewer, found))


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One note in a list. ``number``: its place in time; ``names``: what in it may be somebody's name."""

    noted: Noted
    number: int
    tags: tuple[str, ...]
    names: tuple[str, ...]
    mine: bool

    @property
    def kind(self) -> str:
        return METHOD_WORDS[self.noted.state.kind]

    @property
    def seen(self) -> str:
        return SEEN_WORDS[self.noted.state.seen]

    @property
    def clock_differs(self) -> bool:
        """The device's clock said something else than ours, or the note waited on the device until it had a network."""
        return abs(self.noted.received_at - self.noted.state.noted_at) > CLOCK_APART

    @property
    def clock_ahead(self) -> bool:
        return self.noted.state.noted_at > self.noted.received_at


@dataclass(frozen=True, slots=True)
class AreaFound:
    """An area with the ground under it, under its statements, and the notes that speak to it."""

    found: Found
    statements: tuple[Found, ...]
    notes: tuple[NoteRow, ...]


@dataclass(frozen=True, slots=True)
class NotedPage:
    """What a team noted, by area and statement; then what speaks to nothing yet."""

    desk: Desk
    areas: tuple[AreaFound, ...]
    loose: tuple[NoteRow, ...]
    total: int

    @property
    def device_address(self) -> str:
        review_id, urn = self.desk.urls
        return f"{reverse('observations:on-the-day')}#{review_id}-{urn}"


def noted_page(viewer: Viewer, review_id: int, urn: int) -> NotedPage:
    """Raises ``NotVisible``. Eight queries."""
    found = desk(viewer, review_id, urn)
    noted = queries.notes(found.team)
    rows = [_row(found, item, number) for number, item in enumerate(noted, 1)]
    table = triangulated(found.team.framework, [item.source for item in noted])
    areas = []
    for each in table:
        if each.statement:
            continue
        inside = tuple(one for one in table if one.area == each.area and one.statement)
        areas.append(AreaFound(each, inside, tuple(rows[number] for number in each.numbers)))
    loose = tuple(row for row in rows if not row.noted.state.tags)
    return NotedPage(found, tuple(areas), loose, len(rows))


def _row(found: Desk, item: Noted, number: int = 0) -> NoteRow:
    return NoteRow(
        item,
        number,
        tuple(title_of(found.team.framework, tag) for tag in item.state.tags),
        perhaps_names(item.state.text),
        item.author_id == found.viewer.person_id,
    )


def title_of(framework: Framework, tag: Tag) -> str:
    """A statement in its own words, or the area's title."""
    area = framework.area(tag[0])
    if area is None:
        return tag_key(tag)
    return next((item.text for item in area.statements if item.id == tag[1]), area.title)


@dataclass(frozen=True, slots=True)
class Tick:
    """A statement, or a whole area, that a note may speak to."""

    key: str
    text: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class NotePage:
    """One note that is being written, or looked at. ``noted`` is ``None`` for a new one."""

    desk: Desk
    noted: NoteRow | None
    areas: tuple[tuple[str, int, tuple[Tick, ...]], ...]
    """Title, how many are ticked, and the ticks: the whole area first."""
    may_change: Verdict
    conflict: Conflict | None = None

    @property
    def title(self) -> str:
        return f"{self.noted.kind}: a note about {self.desk.host}" if self.noted else f"A note about {self.desk.host}"


def note_page(found: Desk, noted: Noted | None, ticked: tuple[Tag, ...], stale: StaleWrite | None = None) -> NotePage:
    """The page of a note. ``ticked``: what it speaks to, as the page should show it."""
    framework = found.team.framework
    areas = []
    for area in framework.areas:
        choices = [("", f"{area.title}, as a whole"), *((item.id, item.text) for item in area.statements)]
        ticks = tuple(Tick(tag_key((area.id, key)), text, (area.id, key) in ticked) for key, text in choices)
        areas.append((area.title, sum(item.ticked for item in ticks), ticks))
    verdict = rules.may_change(found.viewer, found.team, noted.author_id) if noted else found.may_note
    page = NotePage(found, _row(found, noted) if noted else None, tuple(areas), verdict)
    if stale is None or noted is None:
        return page
    conflict = Conflict(noted.author, noted.saved_at, stale.version, (Side("Note", "", stale.theirs["text"]),))
    return NotePage(found, page.noted, page.areas, verdict, conflict)


def timetable(found: Desk, *, today: date) -> list[dict[str, str]]:
    """The activities of the visit to the host, where there is one that the viewer may read. Five queries."""
    review, viewer = found.team.review, found.viewer
    visit = visits.visit_of(viewer, review.round_id, review.host_urn)
    if visit is None or not visit.reads(Artefact.VISIT):
        return []
    return [
        {
            "day": item.day.isoformat(),
            "when": f"{item.starts:%H:%M} to {item.ends:%H:%M}",
            "kind": item.kind.value,
            "title": item.title,
            "room": item.room,
        }
        for item in visits.activities_for(viewer, visit, today=today)
    ]


def pack(found: Desk, *, today: date) -> dict[str, object]:
    """What a device takes along for one review: names, statements, the timetable, the words of its own page."""
    framework = found.team.framework
    return {
        "review": found.team.review.id,
        "urn": found.team.view.urn,
        "host": found.host,
        "school": found.school,
        "round": found.around.where,
        "readers": found.readers,
        "kinds": [[kind.value, METHOD_WORDS[kind]] for kind in Method],
        "seen": [[seen.value, SEEN_WORDS[seen]] for seen in Seen],
        "areas": [
            {
                "id": area.id,
                "title": area.title,
                "statements": [[item.id, item.text] for item in area.statements],
            }
            for area in framework.areas
        ],
        "timetable": timetable(found, today=today),
    }
