"""A framework's mapping as it looks on a page: areas, statements, levels and what to look at beside each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from plait.adapters.framework_files import correcting
from plait.adapters.framework_files.correcting import Body
from plait.domain.frameworks import RuleKind
from plait.domain.wording import opening

RULE_WORDS = {
    RuleKind.BEST_FIT.value: "best fit",
    RuleKind.LADDER.value: "a ladder of levels",
    RuleKind.GATED.value: "best fit with essential statements as a gate",
    RuleKind.WEIGHTED.value: "the weights of its statements",
}


@dataclass(frozen=True, slots=True)
class Note:
    """Something to look at beside a part. ``kind``: ``doubt``, ``settled``, ``fault`` or ``warning``; ``number`` is
    that of a doubt."""

    kind: str
    title: str
    text: str
    where: str = ""
    number: int = -1


@dataclass(frozen=True, slots=True)
class LevelLook:
    value: str
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class StatementLook:
    """``levels``: label and descriptor of each level that is described; ``facts``: weight and the like, in words."""

    key: str
    id: str
    text: str
    levels: tuple[tuple[str, str], ...]
    prompts: tuple[str, ...]
    evidence: tuple[str, ...]
    facts: tuple[str, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaLook:
    """An area as it looks. ``own_levels``: it has levels of its own; ``level_words``: which."""

    key: str
    id: str
    title: str
    summary: str
    level_words: str
    own_levels: bool
    rule: str
    only_for: str
    prompts: tuple[str, ...]
    evidence: tuple[str, ...]
    statements: tuple[StatementLook, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area in the list of a framework. ``open``: how many doubts and faults are open in it, in words."""

    title: str
    hint: str
    open: str
    address: str


def _scale_words(levels: Sequence[Body]) -> str:
    labels = [str(level.get("label") or level.get("value", "")) for level in levels]
    return f"{', '.join(labels)} (from least to most developed)" if labels else "none: it asks questions"


def _rule_words(rule: Any) -> str:
    kind = rule.get("kind") if isinstance(rule, dict) else rule
    words = RULE_WORDS.get(str(kind or "best-fit"), str(kind))
    if isinstance(rule, dict) and rule.get("floor") is not None:
        words += f"; the gate shuts below “{rule['floor']}”"
        words += f" and lets nothing above “{rule['cap']}” through" if rule.get("cap") is not None else ""
    return words


def area_look(body: Body, area: Body, notes: dict[str, tuple[Note, ...]] | None = None) -> AreaLook:
    """An area of a framework's mapping as it looks."""
    found = notes or {}
    levels = correcting.scale_of(body, area)
    named = [(str(level.get("value")), str(level.get("label", ""))) for level in levels]
    return AreaLook(
        key=area["key"],
        id=str(area.get("id", "")),
        title=str(area.get("title", "")),
        summary=str(area.get("summary", "")),
        level_words=_scale_words(levels),
        own_levels="scale" in area,
        rule=_rule_words(area.get("rule", body.get("rule"))),
        only_for=", ".join(str(tag).replace("-", " ") for tag in area.get("applies_to") or ()),
        prompts=tuple(area.get("prompts") or ()),
        evidence=tuple(area.get("evidence") or ()),
        statements=tuple(_statement(item, named, found) for item in area["statements"]),
        notes=found.get(area["key"], ()),
    )


def _statement(item: Body, named: Sequence[tuple[str, str]], notes: dict[str, tuple[Note, ...]]) -> StatementLook:
    described = {str(value): str(text) for value, text in (item.get("levels") or {}).items()}
    levels = [(label, described.pop(value, "")) for value, label in named]
    levels += [(f"{value} (no level here)", text) for value, text in described.items()]
    facts = []
    if item.get("weight") not in (None, 1):
        facts.append(f"Weight {item['weight']}")
    if item.get("essential"):
        facts.append("Essential")
    if item.get("answers"):
        facts.append(f"Answered by its own answers: {item['answers']}")
    if item.get("rung"):
        facts.append(f"Belongs to the rung {item['rung']}")
    return StatementLook(
        item["key"],
        str(item.get("id", "")),
        str(item.get("text", "")),
        tuple(levels) if any(text for _, text in levels) else (),
        tuple(item.get("prompts") or ()),
        tuple(item.get("evidence") or ()),
        tuple(facts),
        notes.get(item["key"], ()),
    )


def _languages(translations: Any) -> str:
    """Which other languages there are. They are not corrected on pages, but in a file."""
    if not isinstance(translations, dict) or not translations:
        return ""
    return f"{', '.join(translations)}. Translations are changed in a file, such as the Excel workbook"


def _answer_sets(sets: Any) -> str:
    """Sets of answers that statements have beside the levels, in words."""
    if not isinstance(sets, dict):
        return ""
    return "; ".join(
        f"{name}: {', '.join(str(answer.get('label', '')) for answer in answers if isinstance(answer, dict))}"
        for name, answers in sets.items()
        if isinstance(answers, list)
    )


def level_looks(body: Body) -> tuple[LevelLook, ...]:
    return tuple(
        LevelLook(str(level.get("value", "")), str(level.get("label", "")), str(level.get("meaning", "")))
        for level in correcting.scale_of(body, None)
    )


def about_rows(body: Body, *, owner: str = "") -> tuple[tuple[str, str], ...]:
    """What a framework says of itself, as pairs of label and text."""
    overall = body.get("overall") or {}
    whole = "one level may stand for the whole" if overall.get("allowed") else "no level for the whole"
    supersedes = body.get("supersedes")
    rows = [
        ("Whose it is", owner),
        ("Id and version", f"{body.get('id', '')}, version {body.get('version', '')}"),
        ("Follows", str(supersedes.get("framework", "")) if isinstance(supersedes, dict) else ""),
        ("Language", str(body.get("language", ""))),
        ("Also in", _languages(body.get("translations"))),
        ("An area’s level", f"by {_rule_words(body.get('rule'))}"),
        ("Answers of its own", _answer_sets(body.get("answer_sets"))),
        ("Overall", opening(f"{whole}. {overall.get('note', '')}".strip())),
        ("Source", str(body.get("source", ""))),
        ("Licence", str(body.get("licence", ""))),
    ]
    return tuple((label, text) for label, text in rows if text)


@dataclass(frozen=True, slots=True)
class AreaPage:
    """One area of a draft or of a published version. ``draft_id`` is 0 for a published one."""

    framework: str
    back: str
    owner: str
    readers: str
    area: AreaLook
    number: int
    of: int
    before: tuple[str, str] | None
    after: tuple[str, str] | None
    draft_id: int = 0
    marks: dict[str, str] = field(default_factory=dict)
    """Key of each part → the mark of what is shown of it."""


def around(lines: Sequence[AreaLine], at: int) -> dict[str, Any]:
    return {
        "number": at + 1,
        "of": len(lines),
        "before": (lines[at - 1].title, lines[at - 1].address) if at else None,
        "after": (lines[at + 1].title, lines[at + 1].address) if at + 1 < len(lines) else None,
    }
