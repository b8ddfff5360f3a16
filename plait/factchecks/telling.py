"""Telling those whose turn it is in a fact-check: that it is, and by when; no word of any point."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from plait.domain.fact_checks import OF_THE_TEAM, Turn
from plait.domain.letters import Button, Letter, Paragraph
from plait.domain.verdicts import NotVisible
from plait.domain.visibility import Relation
from plait.domain.wording import counted, day_in_words
from plait.factchecks import queries
from plait.factchecks.facts import FactCheckFacts, Side
from plait.mail.actions import queue_for_each
from plait.mail.kinds import About, Choice, Kind
from plait.partnerships.audiences import crowds
from plait.partnerships.queries import round_facts
from plait.partnerships.round_queries import person_as_viewer
from plait.partnerships.team_queries import people_on
from plait.schools.queries import names

SUBJECTS = {
    Turn.CHECK: "Your report is ready for a fact-check",
    Turn.REPLY: "Points to reply to in a fact-check",
    Turn.TEAM_SIGNS: "A fact-check to sign off",
    Turn.SCHOOL_SIGNS: "Your fact-check to sign off",
}


def tell(found: FactCheckFacts, *, but: int, at: datetime, today: date) -> int:
    """Put a mail into the outbox for everybody whose turn has come, once each; how many. Part of the change's
    transaction."""
    if found.turn not in SUBJECTS:
        return 0
    if found.turn in OF_THE_TEAM:
        relations, also = [Relation.REVIEWER], people_on(found.round_id, found.urn)
    else:
        relations, also = [Relation.HEAD, Relation.LEADER], frozenset[int]()
    if found.turn is Turn.SCHOOL_SIGNS:
        relations = [Relation.HEAD]
    groups = crowds(found.round_id, found.urn, relations, today=today).values()
    people = also.union(*(crowd.people for crowd in groups))
    key = f"{queries.KIND}:{found.id}:{found.offers}:{found.turn}"
    about = About(queries.KIND, str(found.review_id), found.urn)
    return queue_for_each(kind=queries.KIND, people=people - {but}, key=key, at=at, about=about)


def compose(person_id: int, about: About, at: datetime) -> Letter | None:
    """The words, when the mail goes; ``None`` for somebody whose turn it is not, or not any more."""
    viewer = person_as_viewer(person_id, timezone.localtime(at).date())
    if viewer is None:
        return None
    try:
        found = queries.get(viewer, int(about.id), reads=False)
    except NotVisible:
        return None
    if found.turn not in SUBJECTS or (found.side is Side.TEAM) != (found.turn in OF_THE_TEAM) or not found.round_open:
        return None
    school, round_ = names([found.urn])[found.urn], round_facts([found.round_id])[found.round_id]
    by = f" Please do so by {day_in_words(found.standing.due)}." if found.standing.due else ""
    what = {
        Turn.CHECK: "Those who looked at your school offer you the report. Say which facts are wrong, or that none is.",
        Turn.REPLY: f"{school} has asked for {counted(found.standing.points, 'fact')} to be corrected.",
        Turn.TEAM_SIGNS: f"Everything that {school} asked has its reply. The team can sign off now.",
        Turn.SCHOOL_SIGNS: "Those who looked at your school have signed the fact-check off. Now you can.",
    }[found.turn]
    address = reverse("factchecks:check", args=[found.review_id])
    return Letter(
        SUBJECTS[found.turn],
        (
            Paragraph(f"Hello {viewer.name},"),
            Paragraph(f"{what} It is about {round_.title}.{by}"),
            Button("Open the fact-check", f"{settings.BASE_URL}{address}"),
        ),
        why="You get this because it is your side’s turn in this fact-check. What was written stays in Plait.",
    )


MAIL = Kind(
    queries.KIND,
    "Fact-checks",
    "A report is offered to your school for a fact-check, or your turn in one has come.",
    choice=Choice.OPTIONAL,
    compose=compose,
)
