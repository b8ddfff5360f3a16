"""What came out of reading a file: the framework as understood, and every doubt at its place.

A doubt is a question to the person who knows the framework. Nothing is put right in silence: where a reader had to
choose, it says what it saw, what it took it for, and what would settle it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from plait.adapters.framework_files.faults import Fault, Outline
from plait.domain.frameworks import Framework


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file: ``row`` counts from 1 in lines; ``cell`` is ``Sheet!C5`` or words."""

    row: int | None = None
    cell: str = ""


class DoubtKind(StrEnum):
    """What sort of question it is; pages group by it."""

    UNSTATED = "unstated"
    IDS = "ids"
    SCALE = "scale"
    LEVEL_MISSING = "level-missing"
    RAN_TOGETHER = "ran-together"
    DUPLICATE = "duplicate"
    OVERVIEW = "overview"
    MERGED = "merged"
    HEADINGS = "headings"
    LAYOUT = "layout"
    NOTE = "note"
    LEFT_OUT = "left-out"
    TRACKED = "tracked-changes"
    ROW = "row"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Doubt:
    """``seen``: what the file says there and how it was taken. ``settle``: what would make it certain."""

    kind: DoubtKind
    place: Place
    seen: str
    settle: str

    def __str__(self) -> str:
        return f"{self.seen} {self.settle}".strip()


@dataclass(frozen=True, slots=True)
class Reading:
    """``framework`` is ``None`` exactly when there are ``errors``.

    ``draft``: what was understood as the mapping of a framework file, there even with errors, so that a person can
    put it right. ``places``: path into the draft → where that part stands in the file, as far as it is known.
    ``format``: ``yaml``, ``case``, ``json``, ``xlsx``, ``csv``, ``docx``, ``markdown`` or ``html``.
    """

    format: str
    framework: Framework | None
    errors: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    outline: Outline = field(default_factory=Outline)
    draft: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[tuple[str | int, ...], Place] = field(default_factory=dict)


class Unreadable(Exception):
    """The file as a whole cannot be read. The text says what it is and what would be right."""

    def __init__(self, message: str, place: Place | None = None) -> None:
        super().__init__(message)
        self.place = place or Place()
