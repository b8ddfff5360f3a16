"""What can only be decided once a whole text was read: scales from labels, lists under headings, keys to levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plait.adapters.framework_files.blocks import Paragraph, folded, quoted
from plait.adapters.framework_files.columns import LEAST, MOST
from plait.adapters.framework_files.doubts import DoubtKind
from plait.adapters.framework_files.draft import Draft, DraftArea, DraftStatement, Said
from plait.adapters.framework_files.scale_words import LevelName, ScaleFound, scale_of

Written = tuple[DraftStatement, LevelName, Said]


def settle_written(draft: Draft, written: Mapping[int, Sequence[Written]]) -> None:
    """Levels that headings or labels named, area by area: a scale, then its texts. ``written`` by ``id(area)``."""
    for area in draft.areas:
        said_here = written.get(id(area))
        if not said_here:
            continue
        names = _in_order(said_here)
        place = said_here[0][2].place
        if not LEAST <= len(names) <= MOST:
            labels = ", ".join(name.label for name in names)
            noun = "level" if len(names) == 1 else "levels"
            seen = f"“{area.title.text}” names {len(names)} {noun}: {labels}. What stands there was left out"
            seen = f"{seen}, such as {quoted(said_here[0][2].text)}."
            draft.doubt(DoubtKind.SCALE, place, seen, "A scale has two to six; give every statement the same.")
            continue
        found = scale_of(names)
        if found.question:
            draft.doubt(DoubtKind.SCALE, place, found.question, found.settle)
        area.scale = found
        order = [folded(name.label) for name in names]
        for statement, name, said in said_here:
            at = order.index(folded(name.label))
            kept = statement.levels.get(at)
            statement.levels[at] = Said(f"{kept.text}\n{said.text}", kept.place) if kept else said
        for statement in area.statements:
            _tell_missing(draft, statement, found)


def _in_order(written: Sequence[Written]) -> list[LevelName]:
    """Each level once. One that an earlier statement lacks comes right behind the one that it follows elsewhere."""
    names: list[LevelName] = []
    before: tuple[DraftStatement, str] | None = None
    for statement, name, _ in written:
        label = folded(name.label)
        order = [folded(known.label) for known in names]
        if label not in order:
            follows = before is not None and before[0] is statement and before[1] in order
            names.insert(order.index(before[1]) + 1 if before is not None and follows else len(names), name)
        before = (statement, label)
    return names


def _tell_missing(draft: Draft, statement: DraftStatement, scale: ScaleFound) -> None:
    gone = [level[1] for at, level in enumerate(scale.levels) if at not in statement.levels]
    if gone and len(gone) < len(scale.levels):
        names = " and ".join(f"“{name}”" for name in gone)
        seen = f"{quoted(statement.text.text)} has no text at {names}."
        draft.doubt(DoubtKind.LEVEL_MISSING, statement.text.place, seen, "Write it, or leave it out on purpose.")


def settle_lists(draft: Draft, under: Mapping[int, list[Paragraph]]) -> list[Paragraph]:
    """Lists under headings that seemed to be statements: without levels, the heading is an area, they its statements.

    ``under`` by ``id(statement)``. Gives back the items that nothing could be made of.
    """
    left: list[Paragraph] = []
    areas: list[DraftArea] = []
    for area in draft.areas:
        areas.append(area)
        for statement in list(area.statements):
            items = under.get(id(statement), [])
            if len(items) < LEAST or statement.levels or statement.prompts or statement.evidence:
                left += items
                continue
            area.statements.remove(statement)
            title = Said(f"{area.title.text} – {statement.text.text}"[:200], statement.text.place)
            made = DraftArea(title, area.scale)
            made.statements += [DraftStatement(Said(item.text, item.place)) for item in items]
            areas.append(made)
            seen = f"{quoted(statement.text.text)} holds a list; it was read as an area, the list as its statements."
            settle = "Say which step is which; a list of prompts or evidence needs a heading that says so."
            draft.doubt(DoubtKind.LAYOUT, statement.text.place, seen, settle)
    draft.areas[:] = areas
    return left


def explain(draft: Draft, names: Sequence[LevelName]) -> None:
    """Add what a key says of the levels, where the scale itself says no more."""
    meanings = {folded(name.label): name.meaning for name in names}
    for area in draft.areas if meanings else ():
        if area.scale is not None:
            levels = [
                (value, label, meaning or meanings.get(folded(label), ""), rank)
                for value, label, meaning, rank in area.scale.levels
            ]
            area.scale = ScaleFound(tuple(levels), area.scale.question, area.scale.settle)
