"""Mails about teams. They say who is asked to review whom, and nothing that a school wrote."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from plait.domain.letters import Button, Letter, Paragraph
from plait.domain.verdicts import NotVisible
from plait.mail.kinds import About, Kind
from plait.partnerships.round_queries import person_as_viewer
from plait.partnerships.team_queries import led_place, own_place
from plait.reviewers.team_actions import ASKED, STEPPED_DOWN


def asked(person_id: int, about: About, at: datetime) -> Letter | None:
    """For whoever was asked; ``None`` once they have signed or it is over."""
    viewer = person_as_viewer(person_id, timezone.localtime(at).date())
    if viewer is None:
        return None
    try:
        place = own_place(viewer, int(about.id))
    except NotVisible:
        return None
    if place.over or place.signed_at is not None:
        return None
    role = "lead the review of" if place.leads else "help review"
    return Letter(
        f"You are asked to review {place.host}",
        (
            Paragraph(f"Hello {viewer.name},"),
            Paragraph(f"{place.partnership} asks you to {role} {place.host} in {place.round}."),
            Paragraph("Nothing of the school opens to you before you have read and signed the protocol."),
            Button("Read the protocol", f"{settings.BASE_URL}{reverse('reviewers:place', args=[place.id])}"),
        ),
        why="You get this because you are in the pool of reviewers of this partnership.",
    )


def stepped_down(person_id: int, about: About, at: datetime) -> Letter | None:
    """For those who lead the partnership."""
    viewer = person_as_viewer(person_id, timezone.localtime(at).date())
    if viewer is None:
        return None
    try:
        place = led_place(viewer, int(about.id))
    except NotVisible:
        return None
    if place.closed_on is not None:
        return None
    address = reverse("reviewers:team", args=[place.partnership_id, place.round_id, place.host_urn])
    return Letter(
        f"{place.name} cannot review {place.host}",
        (
            Paragraph(f"Hello {viewer.name},"),
            Paragraph(f"{place.name} has stepped down from the team that reviews {place.host} in {place.round}."),
            Button("See who could step in", f"{settings.BASE_URL}{address}"),
        ),
        why="You get this because you lead this partnership.",
    )


KINDS = (
    Kind(ASKED, "Being asked to review", "You are asked to be on the team that reviews a school.", compose=asked),
    Kind(
        STEPPED_DOWN,
        "Reviewers who step down",
        "Somebody leaves a team in a round that you lead.",
        urgent=True,
        compose=stepped_down,
    ),
)
