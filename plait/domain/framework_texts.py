"""Every text of a framework by a key that does not change, and the framework in another of its languages.

Keys: ``title``, ``summary``, ``overall.note``, ``scale.3.label``, ``scale.3.meaning``, ``areas.beds.title`` (``short``,
``summary``, ``prompts.1``, ``evidence.1``, ``scale.met.label`` …), ``answers.lights.red.label``,
``statements.beds-care.text``, ``statements.beds-care.levels.3``, ``statements.beds-care.prompts.1``. Lists count
from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from plait.domain.frameworks import BY_LEVELS, AnswerSet, Area, Framework, Level, Scale, Statement


def texts(framework: Framework) -> dict[str, str]:
    """Every text that is not empty, by its key, in the framework's order."""
    found = {"title": framework.title, "summary": framework.summary, "overall.note": framework.overall.note}
    found |= _scale_texts("scale", framework.scale)
    for answers in framework.answer_sets:
        found |= _scale_texts(f"answers.{answers.id}", answers)
    for area in framework.areas:
        start = f"areas.{area.id}"
        found |= {f"{start}.title": area.title, f"{start}.short": area.short, f"{start}.summary": area.summary}
        if area.scale != framework.scale:
            found |= _scale_texts(f"{start}.scale", area.scale)
        found |= _list_texts(start, area.prompts, area.evidence)
        for statement in area.statements:
            inner = f"statements.{statement.id}"
            found[f"{inner}.text"] = statement.text
            found |= {f"{inner}.levels.{key}": text for key, text in statement.descriptors}
            found |= _list_texts(inner, statement.prompts, statement.evidence)
    return {key: text for key, text in found.items() if text}


def _scale_texts(start: str, scale: Scale) -> dict[str, str]:
    found = {}
    for level in scale:
        found[f"{start}.{level.key}.label"] = level.label
        found[f"{start}.{level.key}.meaning"] = level.meaning
    return found


def _list_texts(start: str, prompts: tuple[str, ...], evidence: tuple[str, ...]) -> dict[str, str]:
    found = {f"{start}.prompts.{number}": text for number, text in enumerate(prompts, 1)}
    return found | {f"{start}.evidence.{number}": text for number, text in enumerate(evidence, 1)}


def in_language(framework: Framework, language: str) -> Framework:
    """The framework in one of its languages; texts that nobody has translated stay as they are.

    Ids, levels and rules are the same in every language, so answers mean the same. The result has no translations.
    """
    said = framework.translations.get(language)
    if said is None:
        return framework
    scale = Scale(_levels_in(framework.scale, "scale", said))
    sets = {
        answers.id: AnswerSet(_levels_in(answers, f"answers.{answers.id}", said), answers.id)
        for answers in framework.answer_sets
    }
    return replace(
        framework,
        language=language,
        title=said.get("title", framework.title),
        summary=said.get("summary", framework.summary),
        overall=replace(framework.overall, note=said.get("overall.note", framework.overall.note)),
        scale=scale,
        areas=tuple(_area_in(area, framework, scale, sets, said) for area in framework.areas),
        answer_sets=tuple(sets.values()),
        answers=sets.get(framework.answers.id, BY_LEVELS),
        translations={},
    )


def coverage(framework: Framework, language: str) -> tuple[int, int]:
    """How many of the framework's texts are there in this language, and of how many."""
    known = texts(framework)
    if language == framework.language:
        return len(known), len(known)
    said = framework.translations.get(language, {})
    return sum(key in said for key in known), len(known)


def _levels_in(scale: Scale, start: str, said: Mapping[str, str]) -> tuple[Level, ...]:
    def level_in(level: Level) -> Level:
        key = f"{start}.{level.key}"
        label, meaning = said.get(f"{key}.label", level.label), said.get(f"{key}.meaning", level.meaning)
        return replace(level, label=label, meaning=meaning)

    return tuple(level_in(level) for level in scale)


def _area_in(
    area: Area, framework: Framework, scale: Scale, sets: Mapping[str, AnswerSet], said: Mapping[str, str]
) -> Area:
    start = f"areas.{area.id}"
    own = area.scale != framework.scale
    return replace(
        area,
        title=said.get(f"{start}.title", area.title),
        short=said.get(f"{start}.short", area.short),
        summary=said.get(f"{start}.summary", area.summary),
        scale=Scale(_levels_in(area.scale, f"{start}.scale", said)) if own else scale,
        prompts=_lines_in(area.prompts, f"{start}.prompts", said),
        evidence=_lines_in(area.evidence, f"{start}.evidence", said),
        statements=tuple(_statement_in(statement, sets, said) for statement in area.statements),
        answers=sets.get(area.answers.id, BY_LEVELS),
    )


def _statement_in(statement: Statement, sets: Mapping[str, AnswerSet], said: Mapping[str, str]) -> Statement:
    start = f"statements.{statement.id}"
    return replace(
        statement,
        text=said.get(f"{start}.text", statement.text),
        descriptors=tuple((key, said.get(f"{start}.levels.{key}", text)) for key, text in statement.descriptors),
        prompts=_lines_in(statement.prompts, f"{start}.prompts", said),
        evidence=_lines_in(statement.evidence, f"{start}.evidence", said),
        answers=sets.get(statement.answers.id, BY_LEVELS),
    )


def _lines_in(lines: tuple[str, ...], start: str, said: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(said.get(f"{start}.{number}", text) for number, text in enumerate(lines, 1))
