"""Reading complaints: one's own, and those that one must answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from plait.domain.complaints import ComplaintState, Subject
from plait.domain.rights import Entry, Part
from plait.domain.roles import Permission
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.partnerships.queries import partnership
from plait.partnerships.rights_queries import administrators, leads_of
from plait.rights.models import Complaint, ComplaintNote

NOBODY_ELSE = "whoever runs this copy of Plait"


@dataclass(frozen=True, slots=True)
class ComplaintFacts:
    """``mine``: the viewer made it. ``answers``: the viewer is among those who answer it."""

    id: int
    partnership_id: int | None
    partnership: str
    """Whom it is to: the partnership's name, or :data:`NOBODY_ELSE`."""
    answered_by: str
    made_by: str
    subject: Subject
    text: str
    state: ComplaintState
    received_on: date
    mine: bool
    answers: bool


@dataclass(frozen=True, slots=True)
class Note:
    step: str
    text: str
    by: str
    at: datetime


def complaints(viewer: Viewer) -> tuple[ComplaintFacts, ...]:
    """The newest first. One query."""
    rows = Complaint.objects.visible_to(viewer).select_related("partnership", "made_by")
    return tuple(_facts(viewer, row) for row in rows)


def complaint(viewer: Viewer, complaint_id: int) -> ComplaintFacts:
    """Raises ``NotVisible``. One query."""
    rows = Complaint.objects.visible_to(viewer).select_related("partnership", "made_by")
    row = rows.filter(pk=complaint_id).first()
    if row is None:
        raise NotVisible(f"complaint {complaint_id}")
    return _facts(viewer, row)


def notes(viewer: Viewer, complaint_id: int) -> tuple[Note, ...]:
    """What was said on a complaint that the viewer may see, the first first. One query."""
    rows = ComplaintNote.objects.filter(
        complaint__in=Complaint.objects.visible_to(viewer), complaint_id=complaint_id
    ).select_related("written_by")
    return tuple(Note(row.step, row.text, row.written_by.name or row.written_by.email, row.written_at) for row in rows)


def _facts(viewer: Viewer, row: Complaint) -> ComplaintFacts:
    mine = row.made_by_id == viewer.person_id
    led = row.partnership_id in viewer.partnerships_with(Permission.RUN_ROUNDS)
    answers = viewer.may_everywhere(Permission.FOUND) if row.to_administrators else led
    return ComplaintFacts(
        row.pk,
        row.partnership_id,
        (place := row.partnership.name if row.partnership else NOBODY_ELSE),
        NOBODY_ELSE if row.to_administrators else f"those who lead {place}",
        row.made_by.name or row.made_by.email,
        Subject(row.subject),
        row.text,
        ComplaintState(row.state),
        row.received_on,
        mine,
        answers and not mine and row.named_id != viewer.person_id,
    )


def held(person_id: int) -> tuple[Part, ...]:
    """Complaints that one person made, and what they wrote on any. For that person's copy. Two queries."""
    made = Complaint.objects.filter(made_by_id=person_id).select_related("partnership")
    written = ComplaintNote.objects.filter(written_by_id=person_id).exclude(text="")
    return (
        Part(
            "complaints",
            "Complaints that you made, and what you wrote on any",
            "So that they are answered in time.",
            (
                *(
                    Entry(
                        f"Complaint, {row.state}",
                        row.partnership.name if row.partnership else NOBODY_ELSE,
                        row.received_at,
                        (("Text", row.text),),
                    )
                    for row in made
                ),
                *(Entry("Note on a complaint", "", row.written_at, (("Text", row.text),)) for row in written),
            ),
        ),
    )


@dataclass(frozen=True, slots=True)
class ComplaintDesk:
    """Where a complaint can be handed in. ``leads`` answer it; where none of them can, ``administrators`` do."""

    name: str
    leads: Mapping[int, str]
    administrators: Mapping[int, str]

    def others(self, person_id: int) -> dict[int, str]:
        """Those who would answer somebody: never themselves."""
        leads = {number: name for number, name in self.leads.items() if number != person_id}
        return leads or {number: name for number, name in self.administrators.items() if number != person_id}

    def answered_by(self, person_id: int) -> str:
        return f"those who lead {self.name}" if self.leads.keys() - {person_id} else NOBODY_ELSE


def complaint_desk(viewer: Viewer, partnership_id: int | None, *, today: date) -> ComplaintDesk:
    """Raises ``NotVisible`` for a partnership that is none of the viewer's. Three queries at most."""
    everywhere = administrators(today=today)
    if partnership_id is None:
        return ComplaintDesk(NOBODY_ELSE, {}, everywhere)
    place = partnership(viewer, partnership_id)
    return ComplaintDesk(place.name, leads_of(partnership_id, today=today), everywhere)
