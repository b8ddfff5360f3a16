"""Asking several people to judge first: whom, until when, opening their views, agreeing from them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from plait.audit.actions import record
from plait.domain.judgements import NO_WORDS, Words
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, require
from plait.domain.viewer import Viewer
from plait.mail.actions import queue
from plait.mail.kinds import About
from plait.partnerships.school_people import people_of
from plait.selfevaluation import actions
from plait.selfevaluation import rater_queries as raters
from plait.selfevaluation import rater_rules as rules
from plait.selfevaluation.models import AgreedFromViews, AreaJudgement, Asking, Rater
from plait.selfevaluation.queries import judged_against
from plait.selfevaluation.rater_queries import AskingFacts
from plait.selfevaluation.rules import may_write

KIND = "asking"
MAIL = "own-view"
MOST = 50
"""People who can be asked in one evaluation."""
AHEAD = 3
"""Days before the last one on which who is not in is reminded."""


@transaction.atomic
def ask(
    *, viewer: Viewer, evaluation_id: int, people: Collection[int], closes_on: date, at: datetime, today: date
) -> int:
    """Ask these people, or ask them as well, and say until when; how many are new.

    Somebody who was taken off is asked again. Raises ``NotVisible``, ``Refused``, ``NotAllowedNow`` for a day that does
    not lie ahead, for nobody or too few, and for somebody who holds no role at the school.
    """
    found = raters.asking(viewer, evaluation_id, today=today, hold=True)
    require(rules.may_change(found.may_run(viewer), found.count, today))
    if closes_on <= today:
        raise NotAllowedNow("Choose a last day that lies ahead, so that people have time.")
    here = people_of(viewer, found.evaluation.urn, today=today)
    if not set(people) <= set(here):
        raise NotAllowedNow("Choose people who hold a role at your school today.")
    known = {item.person_id: item for item in found.raters}
    new = [key for key in here if key in people and (key not in known or known[key].removed_at)]
    after = {item.person_id for item in found.raters if not item.removed_at} | set(new)
    if not found.id and len(after) < found.terms.enough:
        raise NotAllowedNow(f"Choose {found.terms.enough} people at least, so that there is something to compare.")
    if len(after) > MOST:
        raise NotAllowedNow(f"Choose {MOST} people at most.")
    pk, changes = _kept(viewer, found, closes_on, at)
    for key in new:
        row, _ = Rater.objects.update_or_create(
            asking_id=pk, person_id=key, defaults={"removed_at": None}, create_defaults={"asked_at": at}
        )
        _mail("asked", row.pk, f"{at:%Y%m%d%H%M%S}", key, found, at)
    if changes or new:
        changes |= {"people": ("", ", ".join(here[key].name for key in new))}
        _record(viewer, found, pk, "ask", at, changes)
        _later(pk, found, closes_on, at)
    return len(new)


def _kept(viewer: Viewer, found: AskingFacts, closes_on: date, at: datetime) -> tuple[int, dict[str, tuple[str, str]]]:
    """The row of an asking with this last day, and what changed in it."""
    if found.id:
        before = found.count.closes_on if found.count else closes_on
        Asking.objects.filter(pk=found.id).update(closes_on=closes_on)
        return found.id, {"closes_on": (before.isoformat(), closes_on.isoformat())} if before != closes_on else {}
    in_words = found.evaluation.definition.in_words
    row = Asking.objects.create(
        evaluation_id=found.evaluation.id,
        asked_at=at,
        asked_by_id=viewer.person_id,
        closes_on=closes_on,
        enough=found.terms.enough,
        named=found.terms.named,
        instinct=found.terms.instinct and not in_words,
        by_statement=found.terms.statements and not in_words,
    )
    return row.pk, {"closes_on": ("", closes_on.isoformat())}


def _later(pk: int, found: AskingFacts, closes_on: date, at: datetime) -> None:
    """Mails that are made when their day comes, and drop off where there is nothing to say then."""
    for row in Rater.objects.filter(asking_id=pk, removed_at__isnull=True, handed_in_at__isnull=True):
        _mail("remind", row.pk, closes_on.isoformat(), row.person_id, found, at, on=_before(closes_on, AHEAD))
    people = set(Rater.objects.filter(asking_id=pk).values_list("person_id", flat=True))
    people.add(Asking.objects.values_list("asked_by_id", flat=True).get(pk=pk))
    for person_id in sorted(people):
        more = f"{closes_on.isoformat()}-{person_id}"
        _mail("over", pk, more, person_id, found, at, on=_before(closes_on, -1))


def _before(day: date, days: int) -> datetime:
    """The first moment of a day so many days before this one."""
    moment = datetime.combine(date.fromordinal(day.toordinal() - days), time.min)
    return timezone.make_aware(moment)


def _mail(
    what: str, number: int, more: str, person_id: int, found: AskingFacts, at: datetime, *, on: datetime | None = None
) -> None:
    queue(
        kind=MAIL,
        dedupe_key=f"rater-{what}-{number}-{more}",
        at=at,
        to_person_id=person_id,
        about=About(f"rater-{what}", str(number), found.evaluation.urn),
        not_before=on,
    )


def _record(
    viewer: Viewer,
    found: AskingFacts,
    pk: int,
    action: str,
    at: datetime,
    changes: Mapping[str, tuple[str, str]] | None = None,
) -> None:
    record(
        actor_id=viewer.person_id,
        action=action,
        kind=KIND,
        object_id=pk,
        at=at,
        school_urn=found.evaluation.urn,
        changes=changes,
    )


def _running(viewer: Viewer, evaluation_id: int, today: date) -> AskingFacts:
    found = raters.asking(viewer, evaluation_id, today=today, hold=True)
    if found.count is None:
        raise NotVisible(f"raters of self-evaluation {evaluation_id}")
    return found


@transaction.atomic
def take_off(*, viewer: Viewer, evaluation_id: int, rater_id: int, at: datetime, today: date) -> None:
    """Nobody waits for this person any more; what they handed in stays. Doing it twice changes nothing.

    Raises ``NotVisible``, ``Refused``.
    """
    found = _running(viewer, evaluation_id, today)
    item = next((each for each in found.raters if each.id == rater_id), None)
    if item is None:
        raise NotVisible(f"rater {rater_id}")
    require(rules.may_change(found.may_run(viewer), found.count, today))
    if item.removed_at is not None:
        return
    Rater.objects.filter(pk=rater_id).update(removed_at=at)
    _record(viewer, found, found.id, "take off", at, {"people": (item.name, "")})
    settle(viewer, evaluation_id, at=at, today=today)


@transaction.atomic
def open_views(*, viewer: Viewer, evaluation_id: int, at: datetime, today: date) -> None:
    """Open the views that are in, though fewer than were to be enough. Raises ``NotVisible``, ``Refused``."""
    found = _running(viewer, evaluation_id, today)
    assert found.count is not None  # noqa: S101  _running says so
    require(rules.may_open(found.may_run(viewer), found.count, today))
    _opened(found, at)
    _record(viewer, found, found.id, "open views", at, {"views": ("", str(found.count.given))})


def settle(viewer: Viewer, evaluation_id: int, *, at: datetime, today: date) -> None:
    """Write down that views are open, where the last one has just come in, and tell those who may read them.

    Whoever brought in the last one need not be among these: a contract may close their own view to them, too.
    """
    found = raters.asking(viewer, evaluation_id, today=today, hold=True, whoever=True)
    if found.revealed and found.count is not None and not found.count.closed:
        _opened(found, at)


def _opened(found: AskingFacts, at: datetime) -> None:
    Asking.objects.filter(pk=found.id).update(closed_at=at)
    readers = {item.person_id for item in found.raters if item.handed_in_at is not None} | {found.asked_by}
    for person_id in sorted(readers):
        _mail("open", found.id, str(person_id), person_id, found, at)


@transaction.atomic
def agree(
    *,
    viewer: Viewer,
    evaluation_id: int,
    area_id: str,
    answer: str,
    reason: str,
    version: int,
    at: datetime,
    today: date,
    words: Words = NO_WORDS,
    statements: Mapping[str, str] | None = None,
) -> None:
    """Put what was agreed of an area into the self-evaluation, with from how many views and why.

    ``version``: of the area in the self-evaluation. Evidence and next steps stay. Raises ``NotVisible``, ``Refused``,
    ``NotAllowedNow`` without a reason or anything agreed, ``ValueError`` for an answer that is not on the scale, and
    ``StaleWrite`` where somebody saved the area in the meantime.
    """
    found = _running(viewer, evaluation_id, today)
    if not found.reads_all or found.count is None:
        raise NotVisible(f"raters’ views of self-evaluation {evaluation_id}")
    facts = found.evaluation
    write = may_write(viewer, urn=facts.urn, state=facts.state, round_open=facts.round_open, signed=facts.has_signed)
    require(rules.may_agree(viewer, urn=facts.urn, reads=found.reads_all, write=write))
    row = AreaJudgement.objects.filter(evaluation_id=facts.id, area=area_id).first()
    area = judged_against(facts).area(area_id)
    if row is None or area is None:
        raise NotVisible(area_id)
    if not answer and not words.said and (area.scale or facts.definition.in_words):
        raise NotAllowedNow("Choose what you agreed." if not facts.definition.in_words else "Write what you agreed.")
    if not reason.strip():
        raise NotAllowedNow("Say why you agreed on this, so that it can be understood later.")
    saved = actions.save_area(
        viewer=viewer,
        evaluation_id=evaluation_id,
        area_id=area_id,
        given=actions.AreaInput(answer, row.evidence, row.actions, statements or {}, version, words),
        at=at,
    )
    before = AgreedFromViews.objects.filter(asking_id=found.id, area=area_id).first()
    if before is not None and (before.answer, before.reason) == (answer, reason.strip()) and saved.version == version:
        return  # sent twice
    AgreedFromViews.objects.update_or_create(
        asking_id=found.id,
        area=area_id,
        defaults={
            "views": found.count.given,
            "answer": answer,
            "reason": reason.strip(),
            "agreed_at": at,
            "agreed_by_id": viewer.person_id,
        },
    )
    _record(
        viewer,
        found,
        found.id,
        "agree from views",
        at,
        {f"{area_id}.reason": (before.reason if before else "", reason.strip())},
    )
