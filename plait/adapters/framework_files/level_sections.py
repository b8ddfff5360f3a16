"""Texts in which the levels come first: a section a level, and under each what every part looks like there.

They are turned round, so that the parts come first and name their levels, which is how other texts have it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from plait.adapters.framework_files.blocks import Block, Heading, Paragraph, Table, folded, quoted
from plait.adapters.framework_files.doubts import Doubt, DoubtKind
from plait.adapters.framework_files.scale_words import LevelName, level_name, plainly_level, surely_level

_LEAST, _MOST = 2, 6
_KEY = re.compile(
    r"((the|our|proficiency|maturity|performance|rating|competency|skill|achievement|grading|scoring) )*"
    r"(levels?|scales?|stages?|key|legend|grades?|rubric key|niveles?|niveaux?|niveaus?|stufen|lefelau)"
    r"( (of|de|der|d) .*| explained| defined| descriptions?| definitions?)?"
)


@dataclass(slots=True)
class _Section:
    """One level: its heading, the words right under it, and the blocks under each heading inside."""

    heading: Heading
    name: LevelName
    own: list[Block] = field(default_factory=list)
    parts: list[tuple[Heading, list[Block]]] = field(default_factory=list)


@dataclass(slots=True)
class Turned:
    """The blocks as they are to be read, what is doubtful in them, and levels that a key explains."""

    blocks: list[Block]
    doubts: list[Doubt] = field(default_factory=list)
    explained: list[LevelName] = field(default_factory=list)


def turned(blocks: Sequence[Block]) -> Turned:
    """Turn every part of a text in which the levels come first; all else stays as it is."""
    found = Turned([])
    repeated = _repeated(blocks)
    at = 0
    while at < len(blocks):
        sections, end = _sections(blocks, at)
        deep = any(section.parts for section in sections)
        if not sections or (not deep and any(folded(section.heading.text) in repeated for section in sections)):
            found.blocks.append(blocks[at])
            at += 1
            continue
        above = next((block for block in reversed(found.blocks) if isinstance(block, Heading)), None)
        if above is not None and above.depth >= sections[0].heading.depth:
            above = None
        if not deep and above is not None and _KEY.fullmatch(folded(above.text)):
            _explain(found, sections, above)
        else:
            _turn(found, sections, above)
        at = end
    return found


def _repeated(blocks: Sequence[Block]) -> set[str]:
    seen: set[str] = set()
    twice: set[str] = set()
    for block in blocks:
        if isinstance(block, Heading):
            (twice if folded(block.text) in seen else seen).add(folded(block.text))
    return twice


def _sections(blocks: Sequence[Block], at: int) -> tuple[list[_Section], int]:
    """The levels that begin here, as far as they follow each other, and where they end; none when it is not so."""
    first = blocks[at]
    if not isinstance(first, Heading) or first.sheet or not surely_level(first.text):
        return [], at
    sections: list[_Section] = []
    end = at
    while end < len(blocks):
        block = blocks[end]
        if isinstance(block, Table):
            return [], at
        if isinstance(block, Heading) and block.depth <= first.depth:
            name = level_name(block.text)
            if block.depth < first.depth or name is None or not surely_level(block.text):
                break
            sections.append(_Section(block, name))
        elif isinstance(block, Heading):
            sections[-1].parts.append((block, []))
        elif sections[-1].parts:
            sections[-1].parts[-1][1].append(block)
        else:
            sections[-1].own.append(block)
        end += 1
    labels = {folded(section.name.label) for section in sections}
    plain = sum(plainly_level(section.heading.text) for section in sections)  # a number alone counts sections
    fits = _LEAST <= len(sections) <= _MOST and len(labels) == len(sections) and plain * 2 > len(sections)
    return (sections, end) if fits else ([], at)


def _explain(found: Turned, sections: list[_Section], above: Heading) -> None:
    for section in sections:
        meaning = " ".join(_words(section.own).split("\n"))
        found.explained.append(LevelName(section.name.number, section.name.label, meaning or section.name.meaning))
    names = ", ".join(f"“{section.name.label}”" for section in sections)
    seen = f"{quoted(above.text)} explains levels ({names}); it was taken for their meaning, not for an area."
    settle = "Give the statements these levels, if they have them."
    found.doubts.append(Doubt(DoubtKind.LAYOUT, above.place, seen, settle))


def _turn(found: Turned, sections: list[_Section], above: Heading | None) -> None:
    first = sections[0].heading
    parts: dict[str, tuple[Heading, list[tuple[_Section, str]]]] = {}
    for section in sections:
        for heading, inside in section.parts:
            words = _words(inside)
            name = _without_level(heading.text, section.name)
            if words:
                parts.setdefault(folded(name), (Heading(name, heading.place, first.depth), []))[1].append(
                    (section, words)
                )
    own = [(section, words) for section in sections if (words := _words(section.own))]
    if own:
        name = above.text if above is not None else "Overall"
        _part(found, Heading(name, first.place, first.depth), own)
    for heading, described in parts.values():
        _part(found, heading, described)
    inner = ", ".join(quoted(heading.text) for heading, _ in list(parts.values())[:4])
    seen = f"The sections from {quoted(first.text)} to {quoted(sections[-1].heading.text)} were read as levels"
    seen = f"{seen}; what stands in each under {inner} was put together." if inner else f"{seen} of one statement."
    found.doubts.append(Doubt(DoubtKind.LAYOUT, first.place, seen, "Check that each text stands at its level."))


def _part(found: Turned, heading: Heading, described: list[tuple[_Section, str]]) -> None:
    found.blocks.append(heading)
    for section, words in described:
        found.blocks.append(Paragraph(f"{section.heading.text.replace(':', ' –')}: {words}", section.heading.place))


def _words(blocks: Sequence[Block]) -> str:
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


def _without_level(text: str, name: LevelName) -> str:
    """The name of a part without the level that stands before or behind it, such as “200 Process”."""
    for word in (str(name.number) if name.number is not None else "", name.label):
        if not word:
            continue
        rest = re.sub(
            rf"^(level\s+)?{re.escape(word)}\b[\s:.–—-]*|[\s:(–—-]*\b{re.escape(word)}\)?$", "", text, flags=re.I
        )
        if rest.strip():
            text = rest.strip()
    return text
