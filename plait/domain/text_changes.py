"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

MOST_WORDS = 3_000
"""Longer texts are shown whole, before and after: finding what is alike takes time that grows with their square."""
KEPT = 12
"""Words of an unchanged stretch that are shown at its ends."""


class Part(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Piece:
    part: Part
    text: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """The change from one text to the other, in order; long unchanged stretches shortened with “…”."""
    old, new = re.findall(r"\S+\s*", before), re.findall(r"\S+\s*", after)
    if len(old) + len(new) > MOST_WORDS or not old or not new:
        whole = (Piece(Part.GONE, before), Piece(Part.NEW, after))
        return tuple(piece for piece in whole if piece.text.strip())
    found: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece(Part.SAME, _shortened(new[c:d], first=c == 0, last=d == len(new))))
            continue
        if a < b:
            found.append(Piece(Part.GONE, "".join(old[a:b])))
        if c < d:
            found.append(Piece(Part.NEW, "".join(new[c:d])))
    return tuple(found)


def _shortened(words: list[str], *, first: bool, last: bool) -> str:
    head, tail = ([] if first else words[:KEPT]), ([] if last else words[-KEPT:])
    if len(words) <= len(head) + len(tail) + 1:
        return "".join(words)
    return "".join(head) + "… " + "".join(tail)
