"""The mail about a workshop. It says who leads, when and where, and nothing that was found or written."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from plait.domain.letters import Button, Letter, Paragraph
from plait.domain.verdicts import NotVisible
from plait.domain.wording import day_in_words
from plait.mail.kinds import About, Kind
from plait.partnerships.round_queries import person_as_viewer
from plait.schools.queries import names
from plait.workshops import queries
from plait.workshops.actions import NAMED


def named(person_id: int, about: About, at: datetime) -> Letter | None:
    """For whoever leads it or takes part; ``None`` once it is over, or they are no longer named."""
    today = timezone.localtime(at).date()
    viewer = person_as_viewer(person_id, today)
    if viewer is None:
        return None
    try:
        found = queries.of_number(viewer, int(about.id))
    except NotVisible:
        return None
    takes_part = person_id in {number for number, _, _ in found.participants}
    if found.closed or found.held_on < today or not (found.leads or takes_part):
        return None
    school = names([found.urn])[found.urn]
    asks = "You are asked to lead" if found.leads else "You are asked to take part in"
    after = (
        "It is somebody who was not on the team that looked at the school, so that the talk is about what comes next."
        if found.leads
        else f"{found.leader} leads it. Cards and votes stand on the wall without names."
    )
    address = reverse("workshops:workshop", args=[found.round_id, found.urn])
    return Letter(
        f"Improvement workshop at {school}",
        (
            Paragraph(f"Hello {viewer.name},"),
            Paragraph(f"{asks} the improvement workshop of {school}, on {day_in_words(found.held_on)}."),
            Paragraph(after),
            Button("Look at the workshop", f"{settings.BASE_URL}{address}"),
        ),
        why="You get this because the school’s headteacher named you for this workshop.",
    )


KINDS = (
    Kind(NAMED, "Improvement workshops", "You are asked to lead a workshop or to take part in one.", compose=named),
)
