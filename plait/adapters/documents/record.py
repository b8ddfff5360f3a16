"""The report as plain data, for scripts: the object that ``plait diagnose --json`` prints."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from plait.domain.diagnosis import Agreement, AreaDiagnosis, Change, Diagnosis, PlannedAction
from plait.domain.fact_checks import CheckedFacts
from plait.domain.frameworks import Level, LevelValue
from plait.domain.judgements import Answer, answer_label
from plait.domain.wording import lines_of


def record(diagnosis: Diagnosis) -> dict[str, Any]:
    """One JSON-ready object. Levels are the framework's own values; words stand beside them."""
    lines = diagnosis.headlines
    framework = diagnosis.framework
    return {
        "framework": {"id": framework.id, "version": framework.version, "title": framework.title},
        "school": diagnosis.school,
        "urn": diagnosis.urn,
        "round": diagnosis.round,
        "completed_by": diagnosis.completed_by,
        "dated": _day(diagnosis.dated),
        "prepared": _day(diagnosis.prepared),
        "visible_to": diagnosis.visible_to,
        **({"subject": diagnosis.subject} if diagnosis.subject else {}),
        **({"version": diagnosis.version} if diagnosis.version else {}),
        "peers": list(diagnosis.peers),
        "previous_rounds": list(diagnosis.rounds),
        "finding": lines.shape,
        "moved": list(lines.moved),
        "challenge": lines.challenge,
        "strengths": [{"areas": list(point.area_ids), "text": point.text} for point in lines.strengths],
        "consider": [{"areas": list(point.area_ids), "text": point.text} for point in lines.consider],
        "next_steps": [{"area": step.area_id, "text": step.text, "planned": step.planned} for step in lines.next_steps],
        "areas": [_area_in_words(area) if framework.words else _area(diagnosis, area) for area in diagnosis.areas],
        "left_out": list(diagnosis.left_out),
        **(
            {"labels": {"strengths": framework.labels.strengths, "consider": framework.labels.consider}}
            if framework.words
            else {
                "overall": _overall(diagnosis),
                "overall_note": diagnosis.overall.note,
                "agreement": _agreement(diagnosis),
            }
        ),
        "actions": [_action(action) for action in diagnosis.actions],
        "notes": list(diagnosis.notes),
        **({"fact_check": _checked(diagnosis.checked)} if diagnosis.checked else {}),
    }


def _checked(checked: CheckedFacts) -> dict[str, Any]:
    """What was changed, with counts; every point only where school and reviewers both wish it."""
    points = checked.points if checked.told else checked.changed
    return {
        "points": len(checked.points),
        "changed": len(checked.changed),
        "told": [
            {"area": point.area, "said": point.quote, "changed": point.changed, "reply": point.reply}
            | ({"asked": point.wish} if checked.told else {})
            for point in points
        ],
    }


def _area_in_words(area: AreaDiagnosis) -> dict[str, Any]:
    """An area where the round is judged in words: what stands, what each said, and nothing of levels."""
    challenged = area.challenged
    return {
        "id": area.area.id,
        "title": area.area.title,
        "strengths": list(area.strengths),
        "consider": list(area.consider),
        "self": {
            "strengths": list(lines_of(area.own_words.strengths)),
            "consider": list(lines_of(area.own_words.consider)),
        },
        "peers": [
            {
                "peer": view.peer,
                "strengths": list(view.strengths),
                "consider": list(view.consider),
                "beside": view.words,
            }
            for view in area.peers
        ],
        "kept": challenged.kept if challenged else None,
        "reason": challenged.reason if challenged else "",
        "evidence": list(area.evidence),
        "actions": [_action(action) for action in area.actions],
    }


def as_json(diagnosis: Diagnosis) -> bytes:
    """:func:`record` as UTF-8 text."""
    return (json.dumps(record(diagnosis), ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def value_of(answer: Answer) -> LevelValue | None:
    """A level's value as its framework writes it, ``"not-sure"``, ``"not-applicable"``, or ``None``."""
    if answer is None:
        return None
    return answer.value if isinstance(answer, Level) else str(answer.value)


def common(answers: Sequence[Answer]) -> Answer:
    """The answer that all gave; ``None`` where they differ or there are none."""
    return answers[0] if answers and all(answer == answers[0] for answer in answers) else None


def _area(diagnosis: Diagnosis, area: AreaDiagnosis) -> dict[str, Any]:
    challenged = area.challenged
    return {
        "id": area.area.id,
        "title": area.area.title,
        "self": value_of(area.own),
        "self_label": answer_label(area.own),
        "judged": value_of(area.judged),
        "derived": value_of(area.derived.level),
        "rule": area.area.rule.kind.value,
        "rule_words": area.derived.words,
        "note": area.note,
        "peer": value_of(common([view.answer for view in area.peers])),
        "peers": [
            {
                "peer": view.peer,
                "level": value_of(view.answer),
                "label": answer_label(view.answer),
                "steps": view.steps,
                "relation": view.relation.value if view.relation else None,
                "comment": view.comment,
            }
            for view in area.peers
        ],
        "agreed": value_of(challenged.agreed) if challenged else None,
        "kept": challenged.kept if challenged else None,
        "reason": challenged.reason if challenged else "",
        "level": value_of(area.settled),
        "label": answer_label(area.settled),
        "basis": area.basis.value,
        "previous": value_of(area.previous.answer) if area.previous else None,
        "earlier": [{"round": view.round, "level": value_of(view.answer), "note": view.note} for view in area.earlier],
        **_change(area.change),
        "next_level": value_of(area.next_level),
        "next": [{"statement": row.statement, "descriptor": row.descriptor} for row in area.next_descriptors],
        "evidence": list(area.evidence),
        "comments": area.comments,
        "actions": [_action(action) for action in area.actions],
        "statements": [
            {
                "id": view.statement.id,
                "self": value_of(view.own),
                "peers": [value_of(answer) for answer in view.peers],
                "previous": value_of(view.previous),
            }
            for view in area.statements
        ],
    }


def _change(change: Change | None) -> dict[str, Any]:
    return {"change": change.steps if change else None, "change_words": change.words if change else ""}


def _overall(diagnosis: Diagnosis) -> dict[str, Any] | None:
    overall = diagnosis.overall
    if not overall.allowed or overall.derived is None:
        return None
    return {
        "level": value_of(overall.level),
        "label": answer_label(overall.level),
        "self": value_of(overall.own),
        "peer": value_of(common(overall.peers)),
        "peers": [value_of(level) for level in overall.peers],
        "previous": value_of(overall.previous),
        **_change(overall.change),
        "words": overall.derived.words,
    }


def _agreement(diagnosis: Diagnosis) -> dict[str, Any] | None:
    """All partners together, and each; ``None`` without partners."""
    total = diagnosis.together or (diagnosis.agreement[0] if diagnosis.agreement else None)
    if total is None:
        return None
    return {**_counts(total), "peers": [{"peer": one.who, **_counts(one)} for one in diagnosis.agreement]}


def _counts(agreement: Agreement) -> dict[str, Any]:
    return {
        "comparisons": agreement.comparisons,
        "exact": agreement.exact,
        "within_one": agreement.within_one,
        "words": agreement.words,
    }


def _action(action: PlannedAction) -> dict[str, Any]:
    return {
        "area": action.area_id or None,
        "text": action.text,
        "owner": action.owner,
        "due": _day(action.due),
        "measure": action.measure,
        "state": action.state.value if action.state else None,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
