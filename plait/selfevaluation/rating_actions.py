"""Judging alone: first instincts, the considered judgement with a reason, handing in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from plait.audit.actions import record
from plait.domain.frameworks import Area, Framework
from plait.domain.judgements import NO_WORDS, Words, answer_from_key, check_given
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import Incomplete, NotVisible, StaleWrite, require
from plait.domain.viewer import Viewer
from plait.selfevaluation import rater_queries as raters
from plait.selfevaluation.models import Rater, RaterJudgement, RaterStatement
from plait.selfevaluation.queries import judged_against
from plait.selfevaluation.rater_actions import settle
from plait.selfevaluation.rater_queries import AskingFacts

KIND = "rater-view"
"""Rows of this kind are in no school's trail: that somebody writes would say who is in."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a rater sends of one area: keys of answers, a reason, or words where the round is judged in words."""

    answer: str
    version: int
    statements: Mapping[str, str]
    reason: str = ""
    words: Words = NO_WORDS


def _writable(viewer: Viewer, evaluation_id: int, area_id: str, today: date) -> tuple[AskingFacts, Area]:
    """The asking, held until the transaction ends, and the area. Raises ``NotVisible``, ``Refused``."""
    found = raters.asking(viewer, evaluation_id, today=today, hold=True)
    judged = judged_against(found.evaluation)
    area = judged.area(area_id)
    if found.own is None or area is None or area_id not in raters.areas_of(evaluation_id):
        raise NotVisible(area_id)
    require(found.may_rate())
    return found, area


def _row(found: AskingFacts, area: Area) -> RaterJudgement:
    assert found.own is not None  # noqa: S101  _writable says so
    return RaterJudgement.objects.get_or_create(rater_id=found.own.id, area=area.id)[0]


def _checked(found: AskingFacts, area: Area, given: Judged) -> dict[str, str]:
    """The statements' answers as far as they are asked for. Raises ``ValueError``."""
    check_given(judged_against(found.evaluation), (given.answer, *given.statements.values()), given.words)
    answer_from_key(area.scale, given.answer)
    asked = given.statements if found.terms.statements else {}
    for key, answer in asked.items():
        if area.statement(key) is None:
            raise ValueError(f"“{key}” is not a statement of {area.title}.")
        answer_from_key(area.answers_of(key), answer)
    return dict(asked)


def _stale(row: RaterJudgement, said: Mapping[str, str]) -> StaleWrite:
    return StaleWrite(
        "You saved this area in another window while you were writing here.",
        {
            "answer": row.answer,
            "instinct": row.instinct,
            "reason": row.reason,
            "strengths": row.strengths,
            "consider": row.consider,
            **said,
        },
        row.version,
    )


@transaction.atomic
def save_instinct(
    *, viewer: Viewer, evaluation_id: int, area_id: str, given: Judged, begin: bool, at: datetime, today: date
) -> None:
    """Keep a first instinct; ``begin``: and open the descriptors, after which it stands.

    Raises ``NotVisible``, ``Refused``, ``ValueError``, ``StaleWrite``, and ``NotAllowedNow`` where descriptors are
    to be opened before there is an instinct, and once they have been.
    """
    found, area = _writable(viewer, evaluation_id, area_id, today)
    if not found.terms.instinct:
        raise NotAllowedNow("No first instinct is asked for in this round.")
    row = _row(found, area)
    said = _checked(found, area, given)
    if row.begun_at is not None:
        same = given.answer in ("", row.instinct)
        if begin and same:
            return  # sent twice
        raise NotAllowedNow("You have opened the descriptors of this area, so your first instinct stands.")
    if begin and not given.answer:
        raise NotAllowedNow("Choose what comes to mind first. “Not sure” is an answer too.")
    stored = dict(row.statements.values_list("statement", "instinct"))
    same = row.instinct == given.answer and all(stored.get(key, "") == said[key] for key in said)
    if same and not begin:
        return  # sent twice, or nothing new
    if not _guarded(row, given, instinct=given.answer, begun_at=at if begin else None, saved_at=at):
        raise _stale(row, stored)
    _statements(row, {key: value for key, value in said.items() if stored.get(key, "") != value}, "instinct")
    changes = {f"{area_id}.instinct": (row.instinct, given.answer)}
    changes |= {f"{area_id}.{key}.instinct": (stored.get(key, ""), value) for key, value in said.items()}
    _record(viewer, found, "open descriptors" if begin else "save instinct", at, changes)


@transaction.atomic
def save_considered(
    *, viewer: Viewer, evaluation_id: int, area_id: str, given: Judged, at: datetime, today: date
) -> None:
    """Keep a considered judgement with its reason, or strengths and what to consider.

    Raises ``NotVisible``, ``Refused``, ``ValueError``, ``StaleWrite``, and ``NotAllowedNow`` before the first instinct.
    """
    found, area = _writable(viewer, evaluation_id, area_id, today)
    row = _row(found, area)
    if found.terms.instinct and area.scale and row.begun_at is None:
        raise NotAllowedNow("First your first instinct, then the descriptors.")
    said = _checked(found, area, given)
    stored = dict(row.statements.values_list("statement", "answer"))
    same = (row.answer, row.reason, row.strengths, row.consider) == (
        given.answer,
        given.reason,
        given.words.strengths,
        given.words.consider,
    )
    if same and all(stored.get(key, "") == said[key] for key in said):
        return  # sent twice, or nothing new
    fields = {
        "answer": given.answer,
        "reason": given.reason,
        "strengths": given.words.strengths,
        "consider": given.words.consider,
        "saved_at": at,
    }
    if not _guarded(row, given, begun_at=row.begun_at or at, **fields):
        raise _stale(row, stored)
    _statements(row, {key: value for key, value in said.items() if stored.get(key, "") != value}, "answer")
    changes = {
        f"{area_id}.answer": (row.answer, given.answer),
        f"{area_id}.reason": (row.reason, given.reason),
        f"{area_id}.strengths": (row.strengths, given.words.strengths),
        f"{area_id}.consider": (row.consider, given.words.consider),
    }
    changes |= {f"{area_id}.{key}": (stored.get(key, ""), value) for key, value in said.items()}
    _record(viewer, found, "save", at, changes)


def _guarded(row: RaterJudgement, given: Judged, **fields: object) -> bool:
    """Write these fields unless somebody saved after the page was opened."""
    found = RaterJudgement.objects.filter(pk=row.pk, version=given.version)
    return bool(found.update(version=F("version") + 1, **fields))


def _statements(row: RaterJudgement, changed: Mapping[str, str], column: str) -> None:
    if changed:
        RaterStatement.objects.bulk_create(
            [RaterStatement(judgement_id=row.pk, statement=key, **{column: value}) for key, value in changed.items()],
            update_conflicts=True,
            update_fields=[column],
            unique_fields=["judgement", "statement"],
        )


def _record(
    viewer: Viewer,
    found: AskingFacts,
    action: str,
    at: datetime,
    changes: Mapping[str, tuple[str, str]] | None = None,
) -> None:
    assert found.own is not None  # noqa: S101  only raters come here
    record(actor_id=viewer.person_id, action=action, kind=KIND, object_id=found.own.id, at=at, changes=changes)


def missing(
    found: AskingFacts, judged: Framework, looked_at: frozenset[str], words: Mapping[str, raters.RaterArea]
) -> tuple[tuple[str, str], ...]:
    """The areas that still lack an answer before the view can go in, with their titles; in words none once one is
    written. ``words``: what has been written. No query."""
    areas = [area for area in judged.areas if area.id in looked_at]
    given = {key for key, item in words.items() if item.given(judged.words)}
    if found.evaluation.definition.enough(len(given), len(areas)):
        return ()
    return tuple((area.id, area.title) for area in areas if area.id not in given)


@transaction.atomic
def hand_in(*, viewer: Viewer, evaluation_id: int, at: datetime, today: date) -> None:
    """Hand in one's own view. It stands from then on. Doing it twice changes nothing.

    Raises ``NotVisible``, ``Refused``, ``Incomplete`` with the areas that have no answer.
    """
    found = raters.asking(viewer, evaluation_id, today=today, hold=True)
    if found.own is None:
        raise NotVisible(f"rater of self-evaluation {evaluation_id}")
    if found.own.handed_in_at is not None:
        return
    require(found.may_rate())
    judged = judged_against(found.evaluation)
    if open_areas := missing(found, judged, raters.areas_of(evaluation_id), raters.own_words(found, judged)):
        raise Incomplete("Some areas have no answer yet.", open_areas)
    Rater.objects.filter(pk=found.own.id).update(handed_in_at=at)
    _record(viewer, found, "hand in", at)
    settle(viewer, evaluation_id, at=at, today=today)
