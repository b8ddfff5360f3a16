"""The page of what changed from one version of a framework to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plait.domain.framework_diff import Change, FrameworkDiff, Pair
from plait.domain.frameworks import Framework, Statement
from plait.domain.wording import counted
from plait.frameworks.pages.version import version_readers
from plait.frameworks.queries import VersionFacts

HEADINGS = {
    Change.REWORDED: ("Reworded", "The statement is the same; its words are not. Both are shown."),
    Change.MOVED: ("Moved", "The statement stands in another area now."),
    Change.SPLIT: ("Split", "One statement became several. An old level says nothing certain of any of them."),
    Change.MERGED: ("Merged", "Several statements became one. It needs a level of its own."),
    Change.NEW: ("New", "Nothing like it was there before."),
    Change.RETIRED: ("Retired", "No longer asked. Old answers stay readable in the rounds in which they were given."),
    Change.UNCHANGED: ("Unchanged", "Word for word the same."),
}


@dataclass(frozen=True, slots=True)
class Side:
    """A statement on one side: its area, its words and the descriptors that differ (level, text)."""

    area: str
    id: str
    text: str
    levels: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """``sure`` is false where somebody must look whether the two belong together at all; ``why`` says more."""

    old: tuple[Side, ...]
    new: tuple[Side, ...]
    sure: bool
    why: str


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    key: str
    title: str
    about: str
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class ChangesPage:
    old: VersionFacts
    new: VersionFacts
    readers: str
    figures: tuple[tuple[int, str], ...]
    groups: tuple[ChangeGroup, ...]
    unchanged: tuple[tuple[str, str], ...]
    areas: tuple[str, ...]
    scale_changed: bool
    not_sure: str


def changes_page(old: VersionFacts, new: VersionFacts, found: FrameworkDiff) -> ChangesPage:
    groups = tuple(
        ChangeGroup(change.value, *HEADINGS[change], tuple(_line(found, pair) for pair in found.of(change)))
        for change in HEADINGS
        if change is not Change.UNCHANGED and found.of(change)
    )
    unsure = sum(not pair.sure for pair in found.pairs)
    return ChangesPage(
        old,
        new,
        version_readers(new if new.partnership_id is not None else old),
        tuple((len(found.of(change)), HEADINGS[change][0]) for change in HEADINGS),
        groups,
        tuple(
            (_title(found.new, key), _statement(found.new, key).text)
            for pair in found.of(Change.UNCHANGED)
            for key in pair.new
        ),
        tuple(_area_words(found, item.old, item.new, item.why) for item in found.areas if item.why),
        found.scale_changed,
        f"{counted(unsure, 'pairing')} {'is' if unsure == 1 else 'are'} not certain and marked so." if unsure else "",
    )


def _area_words(found: FrameworkDiff, old: str | None, new: str | None, why: str) -> str:
    area = found.new.area(new) if new is not None else found.old.area(old or "")
    return f"{area.title if area else new or old}: {why}"


def _statement(framework: Framework, key: str) -> Statement:
    return next(item for item in framework.statements if item.id == key)


def _title(framework: Framework, key: str) -> str:
    area = framework.area_of(key)
    return area.title if area is not None else ""


def _line(found: FrameworkDiff, pair: Pair) -> ChangeLine:
    one_to_one = len(pair.old) == len(pair.new) == 1
    old = [(found.old, key) for key in pair.old]
    new = [(found.new, key) for key in pair.new]
    return ChangeLine(
        tuple(_side(framework, key, new if one_to_one else ()) for framework, key in old),
        tuple(_side(framework, key, old if one_to_one else ()) for framework, key in new),
        pair.sure,
        pair.why,
    )


def _side(framework: Framework, key: str, other: Sequence[tuple[Framework, str]]) -> Side:
    """With those of its descriptors that the other side has in other words."""
    statement = _statement(framework, key)
    area = framework.area_of(key)
    theirs = dict(_labelled(*other[0])) if other else {}
    levels = tuple((label, text) for label, text in _labelled(framework, key) if other and theirs.get(label) != text)
    return Side(area.title if area is not None else "", key, statement.text, levels)


def _labelled(framework: Framework, key: str) -> list[tuple[str, str]]:
    area, statement = framework.area_of(key), _statement(framework, key)
    return [(level.label, statement.descriptor(level)) for level in area.scale] if area is not None else []
