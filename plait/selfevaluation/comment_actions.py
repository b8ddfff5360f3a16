"""Commenting on an area, answering, striking out, marking as answered. The only way that comments change."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from plait.audit.actions import record
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, require
from plait.domain.viewer import Viewer
from plait.mail.actions import queue
from plait.mail.kinds import About
from plait.partnerships.audiences import crowds
from plait.selfevaluation import comment_queries as comments
from plait.selfevaluation import queries
from plait.selfevaluation.comment_letters import COMMENT
from plait.selfevaluation.comment_queries import ANSWERING, Party
from plait.selfevaluation.comment_rules import may_strike, may_write_comments
from plait.selfevaluation.models import AreaJudgement, Comment, CommentThread
from plait.selfevaluation.queries import EvaluationFacts

KIND = "comment"


def _writable(viewer: Viewer, evaluation_id: int) -> EvaluationFacts:
    """The evaluation, held so that commenting, taking back and closing wait for each other."""
    found = queries.facts(viewer, evaluation_id, hold=True)
    if not comments.concerns(viewer, found):
        raise NotVisible(f"comments on self-evaluation {evaluation_id}")
    require(
        may_write_comments(
            submitted=found.submitted, round_open=found.round_open, signature_stands=found.signature_stands
        )
    )
    return found


@transaction.atomic
def comment(
    *, viewer: Viewer, evaluation_id: int, area_id: str, party: Party, text: str, at: datetime, today: date
) -> int:
    """Write about an area as one of those whom the contract lets comment; the comment's number.

    It begins a thread, or goes on with the one that there is, and its question is open again. Raises ``NotVisible``,
    ``Refused``, ``NotAllowedNow`` for a party that is not the viewer's or without words.
    """
    found = _writable(viewer, evaluation_id)
    if not AreaJudgement.objects.filter(evaluation_id=found.id, area=area_id).exists():
        raise NotVisible(area_id)
    if party not in comments.parties_of(viewer, found):
        raise NotAllowedNow("Choose for whom you write.")
    wanted: dict[str, Any] = {"area": area_id, "relation": party.relation.value, "school_id": party.urn}
    try:
        with transaction.atomic():
            row, _ = CommentThread.objects.get_or_create(evaluation_id=found.id, **wanted)
    except IntegrityError:  # somebody began it in this very moment
        row = CommentThread.objects.get(evaluation_id=found.id, **wanted)
    CommentThread.objects.filter(pk=row.pk).update(answered_at=None, answered_by=None)
    number = _write(viewer, found, row.pk, party, text, at, from_school=False)
    readers = crowds(found.round_id, found.urn, ANSWERING, today=today)
    people = {person for crowd in readers.values() for person in crowd.people}
    _tell(people - {viewer.person_id}, number, found.urn, at)
    return number


@transaction.atomic
def answer(*, viewer: Viewer, evaluation_id: int, area_id: str, thread_id: int, text: str, at: datetime) -> int:
    """Answer for the school in a thread; the comment's number. Raises ``NotVisible``, ``Refused``, ``NotAllowedNow``
    without words."""
    found = _writable(viewer, evaluation_id)
    held = comments.thread(viewer, found, area_id, thread_id)
    if not comments.answers_for_the_school(viewer, found):
        raise NotVisible(f"comments {thread_id}")
    number = _write(viewer, found, thread_id, held.party, text, at, from_school=True)
    asked = {item.author_id for item in held.comments if not item.from_school}
    _tell(asked - {viewer.person_id}, number, found.urn, at)
    return number


def _write(
    viewer: Viewer, found: EvaluationFacts, thread_id: int, party: Party, text: str, at: datetime, *, from_school: bool
) -> int:
    if not text.strip():
        raise NotAllowedNow("Write something first.")
    row = Comment.objects.create(
        thread_id=thread_id, from_school=from_school, text=text.strip(), written_at=at, author_id=viewer.person_id
    )
    record(
        actor_id=viewer.person_id,
        action="answer" if from_school else "comment",
        kind=KIND,
        object_id=thread_id,
        at=at,
        school_urn=found.urn if from_school else party.urn,
    )
    return row.pk


def _tell(people: Collection[int], number: int, urn: int, at: datetime) -> None:
    """A mail without a word of the comment, to each, made when it goes."""
    for person_id in sorted(people):
        queue(
            kind=COMMENT,
            dedupe_key=f"comment-{number}-{person_id}",
            at=at,
            to_person_id=person_id,
            about=About(KIND, str(number), urn),
        )


@transaction.atomic
def strike_out(*, viewer: Viewer, evaluation_id: int, area_id: str, comment_id: int, at: datetime) -> None:
    """Take back one's own words: nobody reads them on any page again; the trail of one's own school keeps them.

    Raises ``NotVisible``, ``Refused``.
    """
    thread_id = Comment.objects.filter(pk=comment_id).values_list("thread_id", flat=True).first()
    found = queries.facts(viewer, evaluation_id, hold=True)
    held = comments.thread(viewer, found, area_id, thread_id or 0)
    item = next(each for each in held.comments if each.id == comment_id)
    require(
        may_strike(
            own=item.author_id == viewer.person_id, struck=item.struck_at is not None, round_open=found.round_open
        )
    )
    Comment.objects.filter(pk=comment_id).update(struck_at=at, text="")
    record(
        actor_id=viewer.person_id,
        action="strike out",
        kind=KIND,
        object_id=held.id,
        at=at,
        school_urn=found.urn if item.from_school else held.party.urn,
        changes={"words": (item.text, "")},
    )


@transaction.atomic
def mark_answered(
    *, viewer: Viewer, evaluation_id: int, area_id: str, thread_id: int, answered: bool, at: datetime
) -> None:
    """Say that a thread is settled, or open it again; either side may. Doing it twice changes nothing.

    Raises ``NotVisible``, ``Refused``.
    """
    found = _writable(viewer, evaluation_id)
    held = comments.thread(viewer, found, area_id, thread_id)
    if (held.answered_at is not None) == answered:
        return
    CommentThread.objects.filter(pk=thread_id).update(
        answered_at=at if answered else None, answered_by=viewer.person_id if answered else None
    )
    school = comments.answers_for_the_school(viewer, found)
    record(
        actor_id=viewer.person_id,
        action="mark answered" if answered else "open again",
        kind=KIND,
        object_id=thread_id,
        at=at,
        school_urn=found.urn if school else held.party.urn,
    )
