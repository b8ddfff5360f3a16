"""Scales with the same levels in the same order are one scale, even where only one of the tables numbers them."""

from __future__ import annotations

from plait.adapters.framework_files.blocks import folded
from plait.adapters.framework_files.draft import Draft
from plait.adapters.framework_files.scale_words import ScaleFound


def join_scales(draft: Draft) -> None:
    """Give every area whose levels are called the same the scale that says most, its descriptors following."""
    best: dict[tuple[str, ...], ScaleFound] = {}
    for area in draft.areas:
        if area.scale is not None and area.scale.levels:
            key = _labels(area.scale)
            if key not in best or _said(area.scale) > _said(best[key]):
                best[key] = area.scale
    for area in draft.areas:
        old = area.scale
        new = best.get(_labels(old)) if old is not None and old.levels else None
        if old is None or new is None or new is old:
            continue
        moved = {folded(level[1]): at for at, level in enumerate(new.levels)}
        place = {at: moved[folded(level[1])] for at, level in enumerate(old.levels)}
        area.scale = new
        for statement in area.statements:
            statement.levels = {place[at]: said for at, said in statement.levels.items() if at in place}


def _labels(scale: ScaleFound) -> tuple[str, ...]:
    """The labels, least developed first."""
    return tuple(folded(level[1]) for level in sorted(scale.levels, key=lambda level: level[3]))


def _said(scale: ScaleFound) -> tuple[int, int]:
    """How much a scale says: numbered levels, then meanings."""
    return sum(isinstance(level[0], int) for level in scale.levels), sum(bool(level[2]) for level in scale.levels)
