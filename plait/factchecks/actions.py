"""Changing fact-checks. The only way that their rows change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localtime

from plait.audit.actions import record
from plait.domain.fact_checks import Turn, reply_by, too_long
from plait.domain.frameworks import Framework
from plait.domain.verdicts import NotVisible, StaleWrite, require
from plait.domain.viewer import Viewer
from plait.factchecks import queries, rules
from plait.factchecks.facts import FactCheckFacts, Side
from plait.factchecks.models import FactCheck, FactPoint, FactReply
from plait.factchecks.queries import KIND
from plait.factchecks.telling import tell
from plait.peerreview import queries as peerreview

AGAIN = {
    "checked_at": None,
    "checked_by": None,
    "reply_by": None,
    "team_signed_at": None,
    "team_signed_by": None,
    "team_tells": False,
    "school_signed_at": None,
    "school_signed_by": None,
    "school_tells": False,
}
"""What begins afresh when a report is offered once more; points and replies stay."""


def _held(viewer: Viewer, review_id: int) -> FactCheckFacts:
    """The fact-check as it is, and as it stays until the transaction ends. Raises ``NotVisible``."""
    peerreview.lock(review_id)
    return queries.get(viewer, review_id, reads=False)


def _noted(
    viewer: Viewer, found: FactCheckFacts, action: str, at: datetime, changes: dict[str, tuple[str, str]] | None = None
) -> None:
    """A row of the trail. What was written is in none: it stands once, where it is read."""
    record(
        actor_id=viewer.person_id,
        action=action,
        kind=KIND,
        object_id=found.id,
        at=at,
        school_urn=found.urn,
        changes=changes or {},
    )


@transaction.atomic
def offer(*, viewer: Viewer, review_id: int, check_by: date, at: datetime, today: date) -> None:
    """Offer the report for a fact-check by a day, give another day while the school looks, or offer it once more.

    Raises ``NotVisible``, ``Refused``, ``ValueError`` for a day that has passed. The same again changes nothing.
    """
    found = _held(viewer, review_id)
    require(rules.may_offer(found))
    if check_by < today:
        raise ValueError("Give a day that is still to come.")
    if found.turn is Turn.CHECK and found.check_by == check_by:
        return
    if found.turn is Turn.CHECK:
        FactCheck.objects.filter(pk=found.id).update(check_by=check_by)
    elif found.turn is Turn.SETTLED:
        FactCheck.objects.filter(pk=found.id).update(
            **AGAIN, check_by=check_by, offers=found.offers + 1, offered_at=at, offered_by_id=viewer.person_id
        )
    else:
        FactCheck.objects.create(
            review_id=review_id,
            host_id=found.urn,
            round_id=found.round_id,
            offered_at=at,
            offered_by_id=viewer.person_id,
            check_by=check_by,
        )
    before = str(found.check_by) if found.check_by else ""
    now = queries.get(viewer, review_id, reads=False)
    _noted(viewer, now, "offer", at, {"check_by": (before, str(check_by))})
    tell(now, but=viewer.person_id, at=at, today=today)


@dataclass(frozen=True, slots=True)
class PointInput:
    """``area_id`` is empty for the report as a whole. ``token`` is made with the page: sent twice is one point."""

    area_id: str
    quote: str
    wish: str
    token: str


@transaction.atomic
def add_point(*, viewer: Viewer, review_id: int, framework: Framework, given: PointInput, at: datetime) -> None:
    """Say that a fact is wrong, and what is right. The same token again changes nothing.

    Raises ``NotVisible``, ``Refused``, ``ValueError`` for a text that is empty or too long."""
    found = _held(viewer, review_id)
    require(rules.may_mark(found))
    if FactPoint.objects.filter(fact_check_id=found.id, token=given.token).exists():
        return
    require(rules.may_add(found))
    if given.area_id and framework.area(given.area_id) is None:
        raise NotVisible(f"area {given.area_id}")
    _check(given.wish)
    number = (FactPoint.objects.filter(fact_check_id=found.id).aggregate(last=Max("number"))["last"] or 0) + 1
    FactPoint.objects.create(
        fact_check_id=found.id,
        number=number,
        area=given.area_id,
        quote=given.quote,
        wish=given.wish,
        token=given.token,
        marked_at=at,
        marked_by_id=viewer.person_id,
    )
    _noted(viewer, found, "mark", at, {"point": ("", str(number))})


def _check(text: str) -> None:
    if not text.strip():
        raise ValueError("Write a few words first.")
    if fault := too_long(text):
        raise ValueError(fault)


@transaction.atomic
def take_away(*, viewer: Viewer, point_id: int, at: datetime) -> int:
    """Take a point away that has no reply; nothing is left of its words. The review that it was in."""
    found = _held(viewer, queries.review_of_point(viewer, point_id))
    require(rules.may_mark(found))
    point = next((item for item in found.points if item.id == point_id), None)
    if point is None or point.reply is not None:
        raise NotVisible(f"open point {point_id} of a fact-check")
    FactPoint.objects.filter(pk=point_id).delete()
    _noted(viewer, found, "delete", at, {"point": (str(point.number), "")})
    return found.review_id


@transaction.atomic
def finish(*, viewer: Viewer, review_id: int, at: datetime) -> None:
    """The school says that these are all its points, or that nothing is to be corrected. Raises ``Refused``."""
    found = _held(viewer, review_id)
    require(rules.may_finish(viewer, found))
    today = localtime(at).date()
    FactCheck.objects.filter(pk=found.id).update(
        checked_at=at, checked_by_id=viewer.person_id, reply_by=reply_by(today)
    )
    now = queries.get(viewer, review_id, reads=False)
    _noted(viewer, now, "finish", at, {"points": ("", str(len(found.points)))})
    tell(now, but=viewer.person_id, at=at, today=today)


@transaction.atomic
def reply(*, viewer: Viewer, point_id: int, changed: bool, text: str, at: datetime) -> None:
    """Reply to a point, once. The same again changes nothing.

    Raises ``NotVisible``, ``Refused``, ``ValueError`` for a text that is empty or too long, and ``StaleWrite`` with the
    other reply when somebody was quicker."""
    found = _held(viewer, queries.review_of_point(viewer, point_id))
    point = next(item for item in found.points if item.id == point_id)
    if found.side is Side.TEAM and point.reply is not None:
        if (point.reply.changed, point.reply.text) == (changed, text):
            return
        theirs = {"text": point.reply.text}
        raise StaleWrite(f"{point.reply.replied_by} has replied to this point already.", theirs, 1)
    require(rules.may_reply(found))
    _check(text)
    FactReply.objects.create(
        point_id=point_id, changed=changed, text=text, replied_at=at, replied_by_id=viewer.person_id
    )
    now = queries.get(viewer, found.review_id, reads=False)
    became = "changed" if changed else "kept"
    _noted(viewer, now, "reply", at, {"point": ("", str(point.number)), "became": ("", became)})
    if now.turn is Turn.TEAM_SIGNS:
        tell(now, but=viewer.person_id, at=at, today=localtime(at).date())


@transaction.atomic
def sign(*, viewer: Viewer, review_id: int, tells: bool, at: datetime) -> None:
    """Sign off for one's side. Raises ``Refused`` while it is not this side's turn.

    ``tells``: the report may say point by point what was asked and what became of it, if the other side wishes it too.
    """
    found = _held(viewer, review_id)
    require(rules.may_sign(viewer, found))
    name = found.side.value
    FactCheck.objects.filter(pk=found.id).update(
        **{f"{name}_signed_at": at, f"{name}_signed_by": viewer.person_id, f"{name}_tells": tells}
    )
    now = queries.get(viewer, review_id, reads=False)
    _noted(viewer, now, "sign off", at, {"tells": ("", "yes" if tells else "no")})
    tell(now, but=viewer.person_id, at=at, today=localtime(at).date())
