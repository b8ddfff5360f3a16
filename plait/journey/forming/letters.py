"""The mail that tells a school whom it is with now, when that has changed in a round under way."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from plait.domain.letters import Button, Letter, Paragraph
from plait.domain.verdicts import NotVisible
from plait.domain.wording import listed
from plait.mail.actions import queue_for_each
from plait.mail.kinds import About, Choice, Kind
from plait.partnerships.forming_queries import leading_people, partners_of
from plait.partnerships.queries import round_facts
from plait.partnerships.round_queries import person_as_viewer

PARTNERS = "partners"


def tell_of(round_id: int, urns: Collection[int], *, but: int | None, at: datetime, today: date) -> int:
    """A mail to the headteachers and senior leaders of these schools, but for whoever decided it; how many.

    Part of the change's transaction. Two queries, and some for each school.
    """
    done = 0
    for urn, people in leading_people(urns, today).items():
        others = [person_id for person_id in people if person_id != but]
        key, about = f"{PARTNERS}:{round_id}:{urn}:{at.isoformat()}", About(PARTNERS, str(round_id), urn)
        done += queue_for_each(kind=PARTNERS, people=others, key=key, at=at, about=about)
    return done


def compose(person_id: int, about: About, at: datetime) -> Letter | None:
    """Whom the school is with when the mail goes; ``None`` for somebody who is no longer there, or a closed round."""
    viewer = person_as_viewer(person_id, timezone.localtime(at).date())
    this = round_facts([int(about.id)]).get(int(about.id))
    if viewer is None or this is None or not this.open or about.urn is None:
        return None
    try:
        found = partners_of(viewer, this.id, about.urn)
    except NotVisible:
        return None
    school = found.schools[about.urn].name
    others = sorted({found.schools[urn].name for urn in (*found.looks_at, *found.looked_at_by)})
    address = settings.BASE_URL + reverse("journey:partners", args=[about.urn, this.id])
    now = f"{school} is now with {listed(others)}." if others else f"{school} is with nobody for now."
    return Letter(
        f"Whom you are with in {this.title}: {school}"[:200],
        (
            Paragraph(f"In {this.title} of {this.partnership} some schools have other partners. {now}"),
            Paragraph("What has been written and handed in stays as it is."),
            Button("See whom you are with", address),
        ),
        "You get this because you lead a school that takes part in this round. Your mail, in Plait, is where you say "
        "that you can do without.",
    )


KIND = Kind(
    PARTNERS,
    "Partners",
    "In a round that is under way, your school is with other schools than before.",
    choice=Choice.OPTIONAL,
    compose=compose,
)
