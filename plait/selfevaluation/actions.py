"""Changing self-evaluations. The only way that their rows change."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F

from plait.audit.actions import record, record_each
from plait.domain.frameworks import Area, Framework
from plait.domain.judgements import NO_WORDS, Words, answer_from_key, answer_key, check_given
from plait.domain.scored import Derived
from plait.domain.scoring import derive_from
from plait.domain.stages import SELF_EVALUATION_MOVES, SelfEvaluationState, move
from plait.domain.uploads import same_lines
from plait.domain.verdicts import Incomplete, NotVisible, StaleWrite, require
from plait.domain.viewer import Viewer
from plait.evidence import use_actions as attached
from plait.schools.queries import inherited
from plait.selfevaluation import queries, rules
from plait.selfevaluation.models import AreaJudgement, SelfEvaluation, StatementJudgement
from plait.selfevaluation.rung_texts import changes_of, evidence_of, fields_of, put_together
from plait.selfevaluation.upload_actions import mark_applied
from plait.selfevaluation.upload_queries import upload as kept_upload

KIND = "self-evaluation"
SUBMITTED = SelfEvaluationState.SUBMITTED.value


@dataclass(frozen=True, slots=True)
class AreaInput:
    """What somebody wants stored for one area. ``statements`` maps statement ids to answer keys; others
    stay."""

    answer: str
    evidence: str
    actions: str
    statements: Mapping[str, str]
    version: int
    words: Words = NO_WORDS
    """Where the round is judged in words."""
    rungs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Key of a rung → its "evidence" and "actions", in ladders with rungs; others stay."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save left behind. ``derived`` is what the area's rule concludes now, where the area has
    statements."""

    version: int
    at: datetime
    area: Area | None = None
    derived: Derived | None = None


@transaction.atomic
def begin(
    *,
    round_id: int,
    judged_against: Framework,
    areas: Mapping[int, Sequence[str]],
    at: datetime,
    actor_id: int | None = None,
) -> dict[int, int]:
    """Begin the evaluations of these schools, with an empty row for each area that each looks at; their numbers by URN.

    Evidence comes along from a school's last evaluation by the same framework, marked as carried over. Levels
    are never carried over: they are judged afresh. A fixed number of queries, however many schools.
    """
    followed = (judged_against.supersedes or "").partition("@")[0]
    evidence = _evidence_of_last_time(areas, judged_against.id, followed)
    nothing: tuple[str, dict[str, dict[str, str]]] = ("", {})
    rows = SelfEvaluation.objects.bulk_create(
        SelfEvaluation(
            school_id=urn,
            round_id=round_id,
            framework_id=judged_against.id,
            framework_version=judged_against.version,
            begun_at=at,
        )
        for urn in areas
    )
    AreaJudgement.objects.bulk_create(
        [
            AreaJudgement(
                evaluation=row,
                area=area_id,
                evidence=evidence.get((row.school_id, area_id), nothing)[0],
                rungs=evidence.get((row.school_id, area_id), nothing)[1],
                carried_over=any(evidence.get((row.school_id, area_id), nothing)),
            )
            for row in rows
            for area_id in areas[row.school_id]
        ],
        batch_size=500,
    )
    begun = [(row.pk, row.school_id) for row in rows]
    record_each(actor_id=actor_id, action="begin", kind=KIND, at=at, objects=begun)
    return {urn: pk for pk, urn in begun}


def _evidence_of_last_time(
    urns: Collection[int], *framework_ids: str
) -> dict[tuple[int, str], tuple[str, dict[str, dict[str, str]]]]:
    """``(URN, area)`` to the evidence, on the area and on its rungs, of the school's last submitted evaluation, also
    under a number it had before."""
    before = inherited(urns)
    carrier = {old: urn for urn, olds in before.items() for old in olds} | {urn: urn for urn in urns}
    submitted = SelfEvaluation.objects.filter(school_id__in=carrier, framework_id__in=framework_ids, state=SUBMITTED)
    last: dict[int, int] = {}
    for pk, urn in submitted.order_by("submitted_at").values_list("pk", "school_id"):
        last[carrier[urn]] = pk
    whose = {pk: urn for urn, pk in last.items()}
    rows = AreaJudgement.objects.filter(evaluation_id__in=whose)
    found = rows.values_list("evaluation_id", "area", "evidence", "rungs")
    return {(whose[pk], area): (text, evidence_of(rungs)) for pk, area, text, rungs in found}


@transaction.atomic
def save_area(*, viewer: Viewer, evaluation_id: int, area_id: str, given: AreaInput, at: datetime) -> Saved:
    """Save one area: its answer, texts and statements.

    Raises ``NotVisible``, ``Refused``, ``ValueError`` (an answer that is not on the scale) and ``StaleWrite`` when
    somebody saved this area after the page was opened; its ``theirs`` holds what is stored.
    """
    found = _writable(viewer, evaluation_id)
    return _save(viewer, found, queries.judged_against(found), area_id, given, at)


def _writable(viewer: Viewer, evaluation_id: int) -> queries.EvaluationFacts:
    """The evaluation, held as it is until the transaction ends: saving and submitting wait for each other."""
    found = queries.facts(viewer, evaluation_id, hold=True)
    require(
        rules.may_write(viewer, urn=found.urn, state=found.state, round_open=found.round_open, signed=found.has_signed)
    )
    return found


def _save(
    viewer: Viewer,
    found: queries.EvaluationFacts,
    judged_against: Framework,
    area_id: str,
    given: AreaInput,
    at: datetime,
) -> Saved:
    area = judged_against.area(area_id)
    row = AreaJudgement.objects.filter(evaluation_id=found.id, area=area_id).select_related("saved_by").first()
    if area is None or row is None:
        raise NotVisible(area_id)
    check_given(judged_against, (given.answer, *given.statements.values()), given.words)
    answer_from_key(area.scale, given.answer)
    for statement_id, answer in given.statements.items():
        if area.statement(statement_id) is None:
            raise ValueError(f"“{statement_id}” is not a statement of {area.title}.")
        answer_from_key(area.answers_of(statement_id), answer)
    rungs = put_together(area, row.rungs, given.rungs)
    stored = dict(
        StatementJudgement.objects.filter(evaluation_id=found.id, area=area_id).values_list("statement", "answer")
    )
    derived = _derived(area, stored | dict(given.statements))
    same_statements = all(stored.get(key, "") == value for key, value in given.statements.items())
    words = given.words
    fields = (given.answer, words.strengths, words.consider, given.evidence, given.actions, rungs)
    if same_statements and fields == (
        row.answer,
        row.strengths,
        row.consider,
        row.evidence,
        row.actions,
        row.rungs,
    ):
        return Saved(row.version, row.saved_at or at, area, derived)  # sent twice, or nothing new
    saved = AreaJudgement.objects.filter(pk=row.pk, version=given.version).update(
        answer=given.answer,
        strengths=words.strengths,
        consider=words.consider,
        evidence=given.evidence,
        actions=given.actions,
        rungs=rungs,
        carried_over=row.carried_over
        and (given.evidence, rungs) == (row.evidence, row.rungs)
        and not (given.answer or words.said),
        version=F("version") + 1,
        saved_at=at,
        saved_by=viewer.person_id,
    )
    if not saved:
        raise StaleWrite(
            f"{row.saved_by or 'Somebody'} saved this area while you were writing.",
            {
                "answer": row.answer,
                "strengths": row.strengths,
                "consider": row.consider,
                "evidence": row.evidence,
                "actions": row.actions,
                **fields_of(row.rungs),
                **stored,
            },
            row.version,
        )
    changed = {key: value for key, value in given.statements.items() if stored.get(key, "") != value}
    if changed:
        StatementJudgement.objects.bulk_create(
            [
                StatementJudgement(evaluation_id=found.id, area=area_id, statement=key, answer=value)
                for key, value in changed.items()
            ],
            update_conflicts=True,
            update_fields=["answer"],
            unique_fields=["evaluation", "statement"],
        )
    record(
        actor_id=viewer.person_id,
        action="save",
        kind=KIND,
        object_id=found.id,
        at=at,
        school_urn=found.urn,
        changes={
            f"{area_id}.answer": (row.answer, given.answer),
            f"{area_id}.strengths": (row.strengths, words.strengths),
            f"{area_id}.consider": (row.consider, words.consider),
            f"{area_id}.evidence": (row.evidence, given.evidence),
            f"{area_id}.actions": (row.actions, given.actions),
            **{f"{area_id}.{key}": pair for key, pair in changes_of(row.rungs, rungs).items()},
            **{f"{area_id}.{key}": (stored.get(key, ""), value) for key, value in changed.items()},
        },
    )
    return Saved(given.version + 1, at, area, derived)


def _derived(area: Area, answers: Mapping[str, str]) -> Derived | None:
    """What the area's rule concludes from these answer keys; ``None`` for an area without levels or
    statements."""
    if not area.scale or not area.statements:
        return None
    given = {item.id: answer_from_key(area.asked(item), answers.get(item.id, "")) for item in area.statements}
    return derive_from(area, given)


@transaction.atomic
def apply_upload(*, viewer: Viewer, evaluation_id: int, upload_id: int, at: datetime) -> int:
    """Put an uploaded workbook's filled cells into the evaluation, all or nothing; how many areas changed.

    A blank cell leaves what is stored. Raises ``StaleWrite`` when an area was saved after the preview was shown.
    Applying the same upload twice changes nothing the second time.
    """
    found = _writable(viewer, evaluation_id)
    kept = kept_upload(viewer, upload_id, subject=KIND, subject_id=evaluation_id)
    if kept.applied_at is not None:
        return 0
    judged_against = queries.judged_against(found)
    current = queries.read_whole(viewer, [found])[0]
    changed = 0
    for saved in current.areas:
        area_id = saved.entry.area_id
        area = judged_against.area(area_id)
        if area is None:
            continue
        entry = kept.entries.get(area_id, {})
        statements = {item.id: kept.statements[item.id] for item in area.statements if kept.statements.get(item.id)}
        given = AreaInput(
            answer=entry.get("answer") or answer_key(saved.entry.answer),
            evidence=_cell(entry.get("evidence", ""), saved.entry.evidence),
            actions=_cell(entry.get("actions", ""), saved.entry.actions),
            statements=statements,
            version=kept.versions.get(area_id, -1),
            words=Words(
                _cell(entry.get("strengths", ""), saved.entry.words.strengths),
                _cell(entry.get("consider", ""), saved.entry.words.consider),
            ),
        )
        before = AreaInput(
            answer_key(saved.entry.answer),
            saved.entry.evidence,
            saved.entry.actions,
            {key: answer_key(current.statement(key)) for key in statements},
            given.version,
            saved.entry.words,
        )
        if given != before:
            _save(viewer, found, judged_against, area_id, given, at)
            changed += 1
    mark_applied(viewer=viewer, upload_id=kept.id, urn=found.urn, at=at)
    return changed


def _cell(text: str, stored: str) -> str:
    """What a cell leaves in the field: itself, or what is stored where it is blank or says the same."""
    return stored if not text or text == same_lines(stored) else text


@transaction.atomic
def submit(*, viewer: Viewer, evaluation_id: int, at: datetime) -> None:
    """Hand the evaluation to the partners and freeze it. Raises ``Incomplete`` with the areas that have no
    answer."""
    found = queries.facts(viewer, evaluation_id, hold=True)
    require(
        rules.may_submit(
            viewer,
            urn=found.urn,
            state=found.state,
            round_open=found.round_open,
            signed=found.has_signed,
            signature_stands=found.signature_stands,
        )
    )
    whole = queries.read_whole(viewer, [found])[0]
    if whole.framework.words and not any(entry.words.said for entry in whole.entries):
        raise Incomplete("Nothing is written yet.", ())
    missing = tuple(
        (area.id, area.title)
        for area in whole.framework.areas
        if area.scale and any(entry.area_id == area.id and entry.answer is None for entry in whole.entries)
    )
    if missing:
        raise Incomplete("Some areas have no judgement yet.", missing)
    _move(viewer, found, "submit", at, submitted_at=at, submitted_by_id=viewer.person_id)
    attached.hand_in(evaluation_id=evaluation_id)


@transaction.atomic
def reopen(*, viewer: Viewer, evaluation_id: int, partners_have_begun: bool, at: datetime) -> None:
    """Take a submitted evaluation back, while no partner has begun to write."""
    found = queries.facts(viewer, evaluation_id, hold=True)
    require(
        rules.may_reopen(
            viewer,
            urn=found.urn,
            state=found.state,
            round_open=found.round_open,
            partners_have_begun=partners_have_begun,
        )
    )
    _move(viewer, found, "reopen", at, submitted_at=None, submitted_by_id=None)
    attached.reopen(evaluation_id=evaluation_id)


@transaction.atomic
def settle(*, evaluation_id: int, agreed: Mapping[str, str], at: datetime, actor_id: int) -> None:
    """Note beside each area what was agreed after the challenge (answer keys by area).

    For the peer review that agrees, which has asked its own rule. What the school said stays as it is.
    """
    found = SelfEvaluation.objects.get(pk=evaluation_id, state=SUBMITTED)
    rows = list(found.judgements.filter(area__in=agreed))
    changes = {f"{row.area}.agreed": (row.agreed, agreed[row.area]) for row in rows}
    for row in rows:
        row.agreed = agreed[row.area]
    AreaJudgement.objects.bulk_update(rows, ["agreed"])
    record(
        actor_id=actor_id,
        action="settle",
        kind=KIND,
        object_id=evaluation_id,
        at=at,
        school_urn=found.school_id,
        changes=changes,
    )


def _move(viewer: Viewer, found: queries.EvaluationFacts, name: str, at: datetime, **fields: object) -> None:
    target = move(SELF_EVALUATION_MOVES, name, found.state)
    moved = SelfEvaluation.objects.filter(pk=found.id, state=found.state).update(state=target.value, **fields)
    if not moved:  # somebody made the move a moment ago
        move(
            SELF_EVALUATION_MOVES,
            name,
            SelfEvaluation.objects.values_list("state", flat=True).get(pk=found.id),
        )
    record(
        actor_id=viewer.person_id,
        action=name,
        kind=KIND,
        object_id=found.id,
        at=at,
        school_urn=found.urn,
        changes={"state": (found.state, target.value)},
    )
