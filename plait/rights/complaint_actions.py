"""Complaining, and answering. Notes are only ever added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from plait.audit.actions import record
from plait.domain.complaints import COMPLAINT_MOVES, Subject, acknowledge_by
from plait.domain.letters import Button, Letter, Paragraph
from plait.domain.stages import NotAllowedNow, move
from plait.domain.verdicts import require
from plait.domain.viewer import Viewer
from plait.mail.actions import queue
from plait.mail.kinds import About
from plait.mail.letters import lay_out
from plait.rights import rules
from plait.rights.complaint_queries import complaint, complaint_desk
from plait.rights.models import Complaint, ComplaintNote

KIND = "complaint"
NEEDS_WORDS = {"answer", ""}


@dataclass(frozen=True, slots=True)
class ComplaintInput:
    """``named``: one of those who lead the partnership, if it is about them."""

    subject: Subject
    text: str
    named: int | None


@transaction.atomic
def complain(*, viewer: Viewer, partnership_id: int | None, given: ComplaintInput, at: datetime, today: date) -> int:
    """Hand in a complaint and tell those who must answer; its number.

    To a partnership its leads answer; where none of them can, or to no partnership (``None``), those who administer
    this installation. Raises ``NotVisible`` for a partnership that is none of the viewer's, ``Refused`` where nobody
    could answer.
    """
    desk = complaint_desk(viewer, partnership_id, today=today)
    answering = desk.leads.keys() - {viewer.person_id, given.named}
    to_administrators = not answering
    if to_administrators:
        answering = desk.administrators.keys() - {viewer.person_id, given.named}
    require(rules.may_complain(answering))
    known = {*desk.leads, *desk.administrators}
    row = Complaint.objects.create(
        partnership_id=partnership_id,
        to_administrators=to_administrators,
        made_by_id=viewer.person_id,
        named_id=given.named if given.named in known else None,
        subject=given.subject.value,
        text=given.text,
        received_at=at,
        received_on=today,
    )
    record(actor_id=viewer.person_id, action="complain", kind=KIND, object_id=row.pk, at=at)
    due = acknowledge_by(today)
    for person_id in sorted(answering):
        _tell(
            row.pk,
            person_id,
            "received",
            at,
            f"A complaint to {desk.name}",
            f"Please say by {due.day} {due:%B %Y} that you have it: the law gives 30 days. Its page has the words.",
        )
    return row.pk


@transaction.atomic
def note(*, viewer: Viewer, complaint_id: int, step: str, text: str, at: datetime) -> None:
    """Make a move (``acknowledge``, ``answer``, ``close``, ``withdraw``), or with no step only write beside it.

    Raises ``NotVisible``, ``Refused``, ``NotAllowedNow`` from a state that does not allow it, ``ValueError`` for a step
    that needs words and has none or that there is not.
    """
    found = complaint(viewer, complaint_id)
    if step and step not in COMPLAINT_MOVES:
        raise ValueError("There is no such step.")
    if step in NEEDS_WORDS and not text.strip():
        raise ValueError("Write something first.")
    if step:
        require(rules.may_move(found, step))
        target = move(COMPLAINT_MOVES, step, found.state)
        if not Complaint.objects.filter(pk=complaint_id, state=found.state.value).update(state=target.value):
            raise NotAllowedNow("Somebody else was quicker: look at the page again.")
    row = ComplaintNote.objects.create(
        complaint_id=complaint_id, step=step, text=text.strip(), written_by_id=viewer.person_id, written_at=at
    )
    record(
        actor_id=viewer.person_id,
        action=step or "note",
        kind=KIND,
        object_id=complaint_id,
        at=at,
        changes={"state": (found.state.value, target.value)} if step else {},
    )
    if found.answers:
        made_by = Complaint.objects.values_list("made_by_id", flat=True).get(pk=complaint_id)
        _tell(
            complaint_id,
            made_by,
            str(row.pk),
            at,
            "News of your complaint",
            "What was said is on the complaint’s page.",
        )


def _tell(complaint_id: int, person_id: int, mark: str, at: datetime, subject: str, words: str) -> None:
    """The mail says nothing of what anybody wrote."""
    address = settings.BASE_URL + reverse("rights:complaint", args=[complaint_id])
    mail = lay_out(Letter(subject[:200], (Paragraph(words), Button("Look at the complaint", address))))
    queue(
        kind=KIND,
        dedupe_key=f"{KIND}-{complaint_id}-{mark}-{person_id}",
        at=at,
        to_person_id=person_id,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        about=About(KIND, str(complaint_id)),
    )
