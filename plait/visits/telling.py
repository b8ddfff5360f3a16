"""Telling both sides of a visit when it is: once each time that a day is set, and no word of what is looked at."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from plait.domain.letters import Button, Letter, Paragraph
from plait.domain.timetable import FORM_WORDS
from plait.domain.verdicts import NotVisible
from plait.domain.visibility import Relation
from plait.domain.wording import days_in_words
from plait.mail.actions import queue_for_each
from plait.mail.kinds import About, Choice, Kind
from plait.partnerships.audiences import crowds
from plait.partnerships.queries import round_facts
from plait.partnerships.round_queries import person_as_viewer
from plait.partnerships.team_queries import people_on
from plait.schools.queries import names
from plait.visits import queries
from plait.visits.facts import VisitFacts

BOTH_SIDES = (Relation.HEAD, Relation.LEADER, Relation.REVIEWER)


def tell(visit: VisitFacts, *, but: int, at: datetime) -> int:
    """Put a mail into the outbox for the school's heads and senior leaders and for everybody who comes, except for
    whoever set the day; how many. None without a day, or for one that is over. Part of the change's transaction."""
    today = timezone.localtime(at).date()
    if visit.starts_on is None or visit.starts_on < today:
        return 0
    groups = crowds(visit.round_id, visit.host_urn, BOTH_SIDES, today=today).values()
    people = people_on(visit.round_id, visit.host_urn).union(*(crowd.people for crowd in groups))
    key = f"{queries.KIND}:{visit.id}:{visit.version}"  # set back to an earlier day, they are told again
    about = About(queries.KIND, str(visit.uuid), visit.host_urn)
    return queue_for_each(kind=queries.KIND, people=people - {but}, key=key, at=at, about=about)


def compose(person_id: int, about: About, at: datetime) -> Letter | None:
    """The words, when the mail goes; ``None`` once the day is over or taken away, or for somebody who may not know of
    the visit any more."""
    today = timezone.localtime(at).date()
    viewer = person_as_viewer(person_id, today)
    if viewer is None:
        return None
    try:
        visit = queries.of_number(viewer, UUID(about.id))
    except NotVisible:
        return None
    if visit.starts_on is None or visit.starts_on < today or not visit.round_open:
        return None
    school, round_ = names([visit.host_urn])[visit.host_urn], round_facts([visit.round_id])[visit.round_id]
    days = days_in_words(visit.starts_on, visit.ends_on)
    said = (
        "See what is planned, and build the timetable together."
        if visit.of_the_host
        else "See what is planned. If the day does not suit you, talk with the school soon."
    )
    address = reverse("visits:visit", args=[visit.uuid])
    return Letter(
        f"Visit to {school}",
        (
            Paragraph(f"Hello {viewer.name},"),
            Paragraph(f"The visit to {school} in {round_.title} is set for {days}. {FORM_WORDS[visit.form]}."),
            Paragraph(said),
            Button("Look at the visit", f"{settings.BASE_URL}{address}"),
        ),
        why="You get this because you belong to the school, or are one of those who come to look.",
    )


MAIL = Kind(
    queries.KIND,
    "Visits",
    "A visit to your school, or one that you make, is set for a day, or for another day than before.",
    choice=Choice.OPTIONAL,
    compose=compose,
)
