"""The framework for a round that is judged in words: everything but what grades."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from plait.domain.frameworks import BY_LEVELS, Framework, Overall, Rule, Scale


def in_words(framework: Framework) -> Framework:
    """The framework for a round without grades: its areas, statements and questions, and no level of any kind.

    What has no level in it cannot show one, whoever reads it: page, chart, report or workbook. Sentences in which the
    author names a level go with the levels; statements stay as they are.
    """
    labels = {level.label for scale in (framework.scale, *(area.scale for area in framework.areas)) for level in scale}

    def silent(texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(text for text in texts if not any(_names_level(label, text) for label in labels))

    def sentences(text: str) -> tuple[str, ...]:
        return silent(re.split(r"(?<=[.!?;])\s+", text))

    def of_itself(text: str) -> str:
        """What a framework says of itself, without its levels in general too."""
        return " ".join(said for said in sentences(text) if not re.search(r"\b(levels?|scales?|grades?)\b", said))

    areas = tuple(
        replace(
            area,
            scale=Scale(),
            rule=Rule(area.rule.kind),
            answers=BY_LEVELS,
            summary=" ".join(sentences(area.summary)),
            prompts=silent(area.prompts),
            evidence=silent(area.evidence),
            statements=tuple(
                replace(
                    item,
                    descriptors=(),
                    prompts=silent(item.prompts),
                    evidence=silent(item.evidence),
                    answers=BY_LEVELS,
                    rung="",
                )
                for item in area.statements
            ),
        )
        for area in framework.areas
    )
    said = {
        language: {key: text for key, text in texts.items() if not _of_levels(key)}
        for language, texts in framework.translations.items()
    }
    return replace(
        framework,
        source=of_itself(framework.source),
        summary=of_itself(framework.summary),
        scale=Scale(),
        rule=Rule(framework.rule.kind),
        answer_sets=(),
        answers=BY_LEVELS,
        overall=Overall(False),
        areas=areas,
        translations=said,
        words=True,
    )


def _names_level(label: str, text: str) -> bool:
    """Whether a text names a level: a label of one word as it is written, a longer one in any letters."""
    return bool(re.search(rf"\b{re.escape(label)}\b", text, re.IGNORECASE if " " in label else 0))


def _of_levels(key: str) -> bool:
    """Whether the key of a text (``plait.domain.framework_texts``) names a level or tells of one."""
    kind, *rest = key.split(".")
    inside = {"areas": "scale", "statements": "levels"}.get(kind, "")
    return kind in ("scale", "overall", "answers") or rest[1:2] == [inside]
