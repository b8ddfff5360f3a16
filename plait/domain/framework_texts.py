"""Every text of a framework by a key that does not change, and the framework in another of its languages.

Keys: ``title``, ``summary``, ``overall.note``, ``scale.3.label``, ``scale.3.meaning``, ``areas.beds.title`` (``short``,
``summary``, ``prompts.1``, ``evidence.1``, ``scale.met.label`` …), ``statements.beds-care.text``,
``statements.beds-care.levels.3``, ``statements.beds-care.prompts.1``. Lists count from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from plait.domain.frameworks import Area, Framework, Level, Scale, Statement


def texts(framework: Framework) -> dict[str, str]:
    """Every text that is not empty, by its key, in the framework's order."""
    found = {"title": framework.title, "summary": framework.summary, "overall.note": framework.overall.note}
    found |= _scale_texts("", framework.scale)
    for area in framework.areas:
        start = f"areas.{area.id}"
        found |= {f"{start}.title": area.title, f"{start}.short": area.short, f"{start}.summary": area.summary}
        if area.scale != framework.scale:
            found |= _scale_texts(f"{start}.", area.scale)
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
        found[f"{start}scale.{level.key}.label"] = level.label
        found[f"{start}scale.{level.key}.meaning"] = level.meaning
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
    scale = _scale_in(framework.scale, "", said)
    return replace(
        framework,
        language=language,
        title=said.get("title", framework.title),
        summary=said.get("summary", framework.summary),
        overall=replace(framework.overall, note=said.get("overall.note", framework.overall.note)),
        scale=scale,
        areas=tuple(_area_in(area, framework, scale, said) for area in framework.areas),
        translations={},
    )


def coverage(framework: Framework, language: str) -> tuple[int, int]:
    """How many of the framework's texts are there in this language, and of how many."""
    known = texts(framework)
    if language == framework.language:
        return len(known), len(known)
    said = framework.translations.get(language, {})
    return sum(key in said for key in known), len(known)


def _scale_in(scale: Scale, start: str, said: Mapping[str, str]) -> Scale:
    def level_in(level: Level) -> Level:
        key = f"{start}scale.{level.key}"
        label, meaning = said.get(f"{key}.label", level.label), said.get(f"{key}.meaning", level.meaning)
        return replace(level, label=label, meaning=meaning)

    return Scale(tuple(level_in(level) for level in scale))


def _area_in(area: Area, framework: Framework, scale: Scale, said: Mapping[str, str]) -> Area:
    start = f"areas.{area.id}"
    own = area.scale != framework.scale
    return replace(
        area,
        title=said.get(f"{start}.title", area.title),
        short=said.get(f"{start}.short", area.short),
        summary=said.get(f"{start}.summary", area.summary),
        scale=_scale_in(area.scale, f"{start}.", said) if own else scale,
        prompts=_lines_in(area.prompts, f"{start}.prompts", said),
        evidence=_lines_in(area.evidence, f"{start}.evidence", said),
        statements=tuple(_statement_in(statement, said) for statement in area.statements),
    )


def _statement_in(statement: Statement, said: Mapping[str, str]) -> Statement:
    start = f"statements.{statement.id}"
    return replace(
        statement,
        text=said.get(f"{start}.text", statement.text),
        descriptors=tuple((key, said.get(f"{start}.levels.{key}", text)) for key, text in statement.descriptors),
        prompts=_lines_in(statement.prompts, f"{start}.prompts", said),
        evidence=_lines_in(statement.evidence, f"{start}.evidence", said),
    )


def _lines_in(lines: tuple[str, ...], start: str, said: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(said.get(f"{start}.{number}", text) for number, text in enumerate(lines, 1))
