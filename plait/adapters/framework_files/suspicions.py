"""Texts that look as if two things had run into each other, or as if one had been cut."""

from __future__ import annotations

import re

from plait.adapters.framework_files.blocks import folded, quoted
from plait.adapters.framework_files.doubts import DoubtKind, Place
from plait.adapters.framework_files.draft import Draft, DraftArea, DraftStatement

_ASKS = re.compile(
    r"(?:^|(?<=[.!?;:])\s+|\n)((?:to what extent|how (?:well|do|does|far|effectively|are|is|can|have|often)|"
    r"what (?:is|are|evidence|impact|do|does|has|have|would)|is there|are (?:there|all|leaders|staff|you|we)|"
    r"do (?:you|we|all|staff|leaders|pupils)|"
    r"does (?:the|your|each)|who |where |when |which |why |can (?:you|we|leaders))[^?]{3,300}\?)",
    re.I,
)
_LABEL = re.compile(
    r"(?:^|(?<=[.;!?])\s|\n)((?:possible |suggested )?(?:evidence|prompts?|questions?|recommendations?|next steps?|"
    r"examples?|actions?|look fors?|evidencias?|preguntas?|fragen|nachweise?|preuves?):)",
    re.I,
)
_TITLE_LIMIT = 200
_JOINED = re.compile(r"\b[a-z]{2,}[A-Z][a-z]{2,}|[a-z]{3,}[.?!][A-Z][a-z]+")


def look_for_damage(draft: Draft) -> None:
    """Add a doubt for every text that seems damaged."""
    _without_levels(draft)
    _labels_inside(draft)
    names: dict[str, DraftStatement] = {}
    texts: dict[str, tuple[DraftStatement, Place]] = {}
    if len(draft.title.text) > _TITLE_LIMIT:
        seen = (
            f"{quoted(draft.title.text)} has more than {_TITLE_LIMIT} characters; as the title of the whole it was cut."
        )
        draft.doubt(DoubtKind.LEFT_OUT, draft.title.place, seen, "Give the framework a shorter title.")
    for area in draft.areas:
        if len(area.title.text) > _TITLE_LIMIT:
            seen = (
                f"{quoted(area.title.text)} has more than {_TITLE_LIMIT} characters; as the name of an area it was cut."
            )
            draft.doubt(DoubtKind.LEFT_OUT, area.title.place, seen, "Give the area a shorter name.")
        for statement in area.statements:
            _descriptors(draft, area, statement, texts)
            name = folded(statement.text.text)
            if name and name in names and statement.id is not None:
                draft.doubt(
                    DoubtKind.DUPLICATE,
                    statement.text.place,
                    f"{quoted(statement.text.text)} stands here a second time.",
                    "Take one out, or tell them apart by their words.",
                )
            names.setdefault(name, statement)
            _name(draft, statement)


def _without_levels(draft: Draft) -> None:
    """Statements and areas that say nothing of levels, where others do."""
    levelled = [area for area in draft.areas if area.scale is not None and area.scale.levels]
    for area in draft.areas:
        if area not in levelled:
            if levelled and area.statements:
                seen = (
                    f"“{area.title.text}” has no levels, though other areas have; it was read as questions or points."
                )
                settle = "Take it out if it is no area, or give its statements levels."
                draft.doubt(DoubtKind.LEVEL_MISSING, area.title.place, seen, settle)
            continue
        bare = [statement for statement in area.statements if not statement.levels]
        if bare and len(bare) == len(area.statements):
            seen = f"No statement of “{area.title.text}” says how any level looks."
            draft.doubt(DoubtKind.LEVEL_MISSING, area.title.place, seen, "Write it, or leave it out on purpose.")
            continue
        for statement in bare:
            seen = f"{quoted(statement.text.text)} has no text at any level."
            settle = "If it is no statement, take it out; else write how each level looks."
            draft.doubt(DoubtKind.LEVEL_MISSING, statement.text.place, seen, settle)


def _labels_inside(draft: Draft) -> None:
    """Descriptors that hold more than one kind of text, each behind its label; told once."""
    found = [
        (said, match.group(1))
        for area in draft.areas
        for statement in area.statements
        for said in statement.levels.values()
        if (match := _LABEL.search(said.text)) is not None
    ]
    if found:
        said, label = found[0]
        seen = f"In {len(found)} descriptors stand further labels, such as {quoted(label)} in {quoted(said.text)}."
        settle = "Give prompts, evidence and next steps a place of their own."
        draft.doubt(DoubtKind.RAN_TOGETHER, said.place, seen, settle)


def _name(draft: Draft, statement: DraftStatement) -> None:
    if _JOINED.search(statement.text.text):
        draft.doubt(
            DoubtKind.RAN_TOGETHER,
            statement.text.place,
            f"In {quoted(statement.text.text)} two words seem to have run together.",
            "Put the space back.",
        )


def _descriptors(
    draft: Draft, area: DraftArea, statement: DraftStatement, texts: dict[str, tuple[DraftStatement, Place]]
) -> None:
    levels = area.scale.levels if area.scale is not None else ()
    said_before: dict[str, int] = {}
    order = sorted(statement.levels)
    for at in order:
        said = statement.levels[at]
        if not said.text:
            continue
        label = levels[at][1] if at < len(levels) else str(at + 1)
        asked = _ASKS.search(said.text) if "?" in said.text else None
        if asked:
            draft.doubt(
                DoubtKind.RAN_TOGETHER,
                said.place,
                f"{quoted(statement.text.text)}, “{label}”: the descriptor seems to have run into a prompt: "
                f"{quoted(asked.group(1))}.",
                "Put the question among the prompts.",
            )
        following = statement.levels.get(at + 1)
        if following and following.text and _cut(said.text, following.text):
            draft.doubt(
                DoubtKind.RAN_TOGETHER,
                said.place,
                f"{quoted(statement.text.text)}, “{label}” ends in the middle of a sentence "
                f"({quoted(said.text[-40:])}) and the next level goes on in small letters.",
                "Put the sentence back together.",
            )
        joined = _JOINED.search(said.text)
        if joined:
            draft.doubt(
                DoubtKind.RAN_TOGETHER,
                said.place,
                f"{quoted(statement.text.text)}, “{label}”: words seem to have run together "
                f"at {quoted(joined.group())}.",
                "Put the space back.",
            )
        plain = " ".join(said.text.casefold().split())
        if plain in said_before and statement.levels[said_before[plain]].place != said.place:
            other = levels[said_before[plain]][1] if said_before[plain] < len(levels) else ""
            draft.doubt(
                DoubtKind.DUPLICATE,
                said.place,
                f"{quoted(statement.text.text)}: “{label}” has the same text as “{other}”.",
                "Write what tells the two levels apart.",
            )
        said_before.setdefault(plain, at)
        if len(plain) > 60 and plain in texts and texts[plain][0] is not statement:
            draft.doubt(
                DoubtKind.DUPLICATE,
                said.place,
                f"{quoted(statement.text.text)}, “{label}” has the same text as {quoted(texts[plain][0].text.text)}.",
                "Check which of the two it belongs to.",
            )
        texts.setdefault(plain, (statement, said.place))


def _cut(text: str, following: str) -> bool:
    """Whether a sentence was cut: no full stop here, a small letter there, though sentences begin large."""
    return (
        len(text) > 30
        and text[0].isupper()
        and re.search(r"[\w,]$", text) is not None
        and re.search(r"\b(the|a|an|of|and|to|in|for|with|by|is|are|that|their|its)$|,$", text) is not None
        and following[0].islower()
    )
