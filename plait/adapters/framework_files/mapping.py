"""The plain mapping of a framework file ↔ the :class:`Framework` value."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from plait.domain.frameworks import (
    BY_LEVELS,
    NEXT,
    PEOPLE,
    AnswerSet,
    Area,
    Framework,
    Level,
    Overall,
    Rule,
    RuleKind,
    Rung,
    Scale,
    Statement,
    Tone,
)

SHORT_LIMIT = 16  # characters, as much as a chart has room for
LEVELS = "levels"  # in the place of an answer set: by the levels of the area


def from_mapping(data: Mapping[str, Any]) -> Framework:
    """The framework that a sound mapping stands for.

    For mappings that were checked before they were kept; others go through ``check_mapping`` first. May raise
    ``KeyError``, ``TypeError`` or ``ValueError`` for a mapping that is not sound.
    """
    scale = _scale(data.get("scale") or ())
    rule = _by_rank(_rule(data.get("rule", RuleKind.BEST_FIT)), scale)
    sets = {name: _answer_set(name, answers) for name, answers in sorted((data.get("answer_sets") or {}).items())}
    answers = _answers(data, sets, BY_LEVELS)
    overall = data.get("overall") or {"allowed": False}
    supersedes = data.get("supersedes") or {}
    return Framework(
        id=data["id"],
        version=data["version"],
        title=data["title"].strip(),
        language=data.get("language", "en"),
        licence=data.get("licence", ""),
        source=data.get("source", "").strip(),
        summary=data.get("summary", "").strip(),
        scale=scale,
        rule=rule,
        overall=Overall(
            overall["allowed"],
            _rule(overall.get("rule", data.get("rule", RuleKind.BEST_FIT))) if overall["allowed"] else None,
            overall.get("note", "").strip(),
        ),
        areas=tuple(_area(area, scale, rule, answers, sets) for area in data["areas"]),
        supersedes=supersedes.get("framework"),
        statement_map={
            str(old): (new,) if isinstance(new, str) else tuple(new) for old, new in supersedes.get("map", {}).items()
        },
        translations={
            language: {key: text.strip() for key, text in said.items()}
            for language, said in (data.get("translations") or {}).items()
        },
        answer_sets=tuple(sets.values()),
        answers=answers,
    )


def as_mapping(framework: Framework) -> dict[str, Any]:
    """The framework as in its file: text, numbers, lists and mappings; all keys text, defaults left out.

    ``from_mapping(as_mapping(framework)) == framework``.
    """
    data: dict[str, Any] = {
        "id": framework.id,
        "version": framework.version,
        "title": framework.title,
        "language": framework.language,
        "licence": framework.licence,
        "source": framework.source,
        "summary": framework.summary,
        "scale": _levels_out(framework.scale),
        "rule": _rule_out(framework.rule),
        "overall": {"allowed": framework.overall.allowed},
        "areas": [_area_out(area, framework) for area in framework.areas],
    }
    if framework.answer_sets:
        data["answer_sets"] = {answers.id: _answers_out(answers) for answers in framework.answer_sets}
    if framework.answers:
        data["answers"] = framework.answers.id
    if framework.overall.rule is not None:
        data["overall"]["rule"] = _rule_out(framework.overall.rule)
    if framework.overall.note:
        data["overall"]["note"] = framework.overall.note
    if framework.supersedes is not None:
        moved = {old: new[0] if len(new) == 1 else list(new) for old, new in framework.statement_map.items()}
        data["supersedes"] = {"framework": framework.supersedes, "map": moved}
    if framework.translations:
        data["translations"] = {language: dict(said) for language, said in framework.translations.items()}
    return data


def as_text(framework: Framework) -> str:
    """The mapping as one line of JSON, the same for equal frameworks: what is kept and what is hashed."""
    return json.dumps(as_mapping(framework), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(framework: Framework) -> str:
    """SHA-256 of :func:`as_text`, 64 hexadecimal digits."""
    return hashlib.sha256(as_text(framework).encode()).hexdigest()


def short_title(title: str) -> str:
    """A title cut to what a chart has room for, at a word where that leaves enough."""
    if len(title) <= SHORT_LIMIT:
        return title
    cut = title[: SHORT_LIMIT - 1]
    if title[SHORT_LIMIT - 1] != " " and " " in cut[SHORT_LIMIT // 2 :]:
        cut = cut[: cut.rindex(" ")]
    return f"{cut.rstrip(' ,;:-–')}…"


def _scale(levels: Any) -> Scale:
    return Scale(
        tuple(
            Level(
                _value(level["value"]),
                level["label"].strip(),
                level.get("meaning", "").strip(),
                int(level["rank"]),
            )
            for level in levels
        )
    )


def _value(value: Any) -> Any:
    return int(value) if isinstance(value, float) else value


def _rule(rule: Any) -> Rule:
    if isinstance(rule, str):
        return Rule(RuleKind(rule))
    return Rule(
        RuleKind(rule["kind"]),
        rule.get("floor"),
        rule.get("cap"),
        tuple(
            Rung(str(level), tuple((str(answer), str(to)) for answer, to in outcomes.items()))
            for level, outcomes in (rule.get("rungs") or {}).items()
        ),
        rule.get("at_once", False),
        tuple((str(level), float(share)) for level, share in (rule.get("thresholds") or {}).items()),
        tuple(str(level) for level in rule.get("by_people") or ()),
    )


def _answer_set(name: str, answers: Any) -> AnswerSet:
    return AnswerSet(
        tuple(
            Level(
                _value(answer["value"]),
                answer["label"].strip(),
                answer.get("meaning", "").strip(),
                int(answer["rank"]),
                Tone(answer["tone"]) if "tone" in answer else None,
                float(answer["worth"]) if "worth" in answer else None,
            )
            for answer in answers
        ),
        name,
    )


def _answers(data: Mapping[str, Any], sets: Mapping[str, AnswerSet], otherwise: AnswerSet) -> AnswerSet:
    """The answer set that a part of the framework names, else the one of the part above."""
    name = data.get("answers")
    return otherwise if name is None else BY_LEVELS if name == LEVELS else sets[name]


def _area(data: Mapping[str, Any], scale: Scale, rule: Rule, answers: AnswerSet, sets: Mapping[str, AnswerSet]) -> Area:
    title = data["title"].strip()
    own_scale = _scale(data["scale"]) if "scale" in data else scale
    own_rule = _by_rank(_rule(data["rule"]) if "rule" in data else rule, own_scale)
    own_answers = _answers(data, sets, answers)
    return Area(
        id=data["id"],
        title=title,
        short=data.get("short", "").strip() or short_title(title),
        summary=data.get("summary", "").strip(),
        scale=own_scale,
        rule=own_rule,
        statements=tuple(
            _statement(statement, own_scale, _answers(statement, sets, own_answers))
            for statement in data.get("statements", ())
        ),
        applies_to=frozenset(data.get("applies_to", ())),
        prompts=_lines(data.get("prompts", ())),
        evidence=_lines(data.get("evidence", ())),
        answers=own_answers,
    )


def _by_rank(rule: Rule, scale: Scale) -> Rule:
    """The rule with rungs, outcomes and thresholds from the least developed up, in whatever order they are written."""
    rank = {level.key: level.rank for level in scale} | {PEOPLE: -1, NEXT: len(scale) + 1}

    def in_order(rung: Rung) -> Rung:
        return Rung(rung.level, tuple(sorted(rung.outcomes, key=lambda pair: (rank.get(pair[1], 0), pair[0]))))

    return replace(
        rule,
        rungs=tuple(sorted(map(in_order, rule.rungs), key=lambda rung: rank.get(rung.level, 0))),
        thresholds=tuple(sorted(rule.thresholds, key=lambda pair: rank.get(pair[0], 0))),
    )


def _statement(data: Mapping[str, Any], scale: Scale, answers: AnswerSet) -> Statement:
    levels = {str(key): text.strip() for key, text in (data.get("levels") or {}).items()}
    return Statement(
        id=data["id"],
        text=data["text"].strip(),
        descriptors=tuple((level.key, levels[level.key]) for level in scale if level.key in levels),
        weight=float(data.get("weight", 1)),
        essential=data.get("essential", False),
        prompts=_lines(data.get("prompts", ())),
        evidence=_lines(data.get("evidence", ())),
        answers=answers,
        rung=str(data.get("rung", "")),
    )


def _lines(lines: Any) -> tuple[str, ...]:
    return tuple(line.strip() for line in lines)


def _levels_out(scale: Scale) -> list[dict[str, Any]]:
    return [
        {"value": level.value, "label": level.label, "meaning": level.meaning, "rank": level.rank} for level in scale
    ]


def _answers_out(answers: AnswerSet) -> list[dict[str, Any]]:
    given = [
        {
            "value": answer.value,
            "label": answer.label,
            "meaning": answer.meaning,
            "rank": answer.rank,
            "tone": answer.tone.value if answer.tone else None,
            "worth": number_out(answer.worth),
        }
        for answer in answers
    ]
    return [{key: value for key, value in answer.items() if value is not None} for answer in given]


def number_out(number: float | None) -> float | int | None:
    """A number as people write it: whole where it is."""
    return int(number) if number is not None and number.is_integer() else number


def _rule_out(rule: Rule) -> str | dict[str, Any]:
    given: dict[str, Any] = {"floor": rule.floor, "cap": rule.cap}
    given["rungs"] = {rung.level: dict(rung.outcomes) for rung in rule.rungs} or None
    given["at_once"] = rule.at_once or None
    given["thresholds"] = {level: number_out(share) for level, share in rule.thresholds} or None
    given["by_people"] = list(rule.by_people) or None
    found = {key: value for key, value in given.items() if value is not None}
    return {"kind": rule.kind.value, **found} if found else rule.kind.value


def _area_out(area: Area, framework: Framework) -> dict[str, Any]:
    data: dict[str, Any] = {"id": area.id, "title": area.title, "short": area.short}
    if area.applies_to:
        data["applies_to"] = sorted(area.applies_to)
    if area.summary:
        data["summary"] = area.summary
    if area.scale != framework.scale:
        data["scale"] = _levels_out(area.scale)
    if area.rule != framework.rule:
        data["rule"] = _rule_out(area.rule)
    if area.prompts:
        data["prompts"] = list(area.prompts)
    if area.evidence:
        data["evidence"] = list(area.evidence)
    if area.answers != framework.answers:
        data["answers"] = area.answers.id or LEVELS
    data["statements"] = [_statement_out(statement, area) for statement in area.statements]
    return data


def answers_named(statement: Statement, area: Area) -> str:
    """The answer set of a statement by name, where it is not the one of its area; else nothing."""
    return (statement.answers.id or LEVELS) if statement.answers != area.answers else ""


def _statement_out(statement: Statement, area: Area) -> dict[str, Any]:
    data: dict[str, Any] = {"id": statement.id, "text": statement.text}
    if statement.descriptors:
        data["levels"] = dict(statement.descriptors)
    if statement.weight != 1:
        data["weight"] = number_out(statement.weight)
    if statement.essential:
        data["essential"] = True
    if answers_named(statement, area):
        data["answers"] = answers_named(statement, area)
    if statement.rung:
        data["rung"] = statement.rung
    if statement.prompts:
        data["prompts"] = list(statement.prompts)
    if statement.evidence:
        data["evidence"] = list(statement.evidence)
    return data
