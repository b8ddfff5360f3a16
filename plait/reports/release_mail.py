"""Telling people that a report was released to them: that there is one and where, never a word of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from plait.domain.letters import Button, Letter, Paragraph
from plait.domain.verdicts import NotVisible
from plait.domain.visibility import Relation
from plait.mail.actions import queue_for_each
from plait.mail.kinds import About
from plait.partnerships.audiences import crowds
from plait.partnerships.round_queries import person_as_viewer
from plait.reports import releases

KIND = "report-released"
WHY = (
    "You get this because a school has released its report to people in a role that you hold. Your mail, in Plait, is "
    "where you say that you can do without."
)


def tell_audiences(
    *,
    release_id: int,
    round_id: int,
    urn: int,
    audiences: Collection[Relation],
    but: int,
    at: datetime,
    today: date,
) -> int:
    """Put a mail into the outbox for everybody whom the version is open to, once each, but for whoever released it.

    Part of the release's transaction. A fixed number of queries, and one for each audience; how many mails.
    """
    people = frozenset[int]().union(*(crowd.people for crowd in crowds(round_id, urn, audiences, today=today).values()))
    about = About(releases.KIND, str(release_id), urn)
    return queue_for_each(kind=KIND, people=people - {but}, key=f"{KIND}:{release_id}", at=at, about=about)


def compose(person_id: int, about: About, at: datetime) -> Letter | None:
    """The words, when the mail goes; ``None`` for somebody who can no longer open the version."""
    viewer = person_as_viewer(person_id, timezone.localtime(at).date())
    if viewer is None:
        return None
    try:
        found = releases.get(viewer, int(about.id))
    except NotVisible:
        return None
    address = settings.BASE_URL + reverse("reports:released-report", args=[found.id])
    return Letter(
        f"A report to read: {found.school}"[:200],
        (
            Paragraph(f"{found.school} has released version {found.number} of its report for {found.round} to you."),
            Button("Read the report", address),
            Paragraph("The school sees in its log when you read it."),
        ),
        WHY,
    )
