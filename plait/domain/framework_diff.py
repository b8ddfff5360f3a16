"""What became of each statement from one version of a framework to the next, and how sure that is.

Three sources, in this order: what the new version's author states (``supersedes``), ids (an id never changes its
meaning within one framework), and likeness of words. The first two are certain. Likeness is measured 0 to 100 by
rapidfuzz on small letters, without punctuation:

- *alike*: the mean of the likeness of the short texts and of everything the statement says at its levels, by sorted
  words (``token_sort_ratio``). From ``SURE`` on a pair is taken as one statement in other words; from ``MAYBE`` on it
  is offered, marked as not sure; below, the two have nothing to do with each other. A runner-up within ``MARGIN`` of
  the best makes any pair not sure.
- *contained*: the share of one statement's words that stand in another. Where at least two new statements lie mostly
  in one old one (``WITHIN``) and together hold most of it (``COVERED``), it was split; the other way round, merged.
  Splits and merges found so are never sure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from plait.domain.framework_likeness import Index, likeness, pieces, plain
from plait.domain.frameworks import Area, Framework, Level, Scale, Statement

SURE, MAYBE, MARGIN = 86.0, 62.0, 5.0
WITHIN, COVERED = 0.7, 0.7
SAME_ID = 30.0
"""An id that stayed while the words have less in common than this is paired, but not sure."""


class Change(StrEnum):
    """What became of a statement."""

    UNCHANGED = "unchanged"
    REWORDED = "reworded"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"
    NEW = "new"
    RETIRED = "retired"


class Ground(StrEnum):
    """Why a pair is a pair."""

    STATED = "stated"
    SAME_ID = "same-id"
    WORDS = "words"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Pair:
    """One change: the old statements that it began from and the new ones that it led to.

    ``likeness`` 0 to 100 as described above; ``sure`` is false where a person must look before anything is carried
    over. ``reworded``: whether words changed, too, for a statement that moved. ``others``: ids of the other side that
    come close. ``why``: one sentence.
    """

    change: Change
    old: tuple[str, ...]
    new: tuple[str, ...]
    ground: Ground
    likeness: float
    sure: bool
    reworded: bool = False
    others: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class AreaChange:
    """What became of an area: unchanged, reworded (something about it or its statements changed), new or retired."""

    change: Change
    old: str | None
    new: str | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class FrameworkDiff:
    """Every statement of both versions stands in exactly one pair. ``scale_changed``: whether any level changed."""

    old: Framework
    new: Framework
    pairs: tuple[Pair, ...]
    areas: tuple[AreaChange, ...]
    scale_changed: bool

    def of(self, change: Change) -> tuple[Pair, ...]:
        return tuple(pair for pair in self.pairs if pair.change is change)

    def from_old(self, statement_id: str) -> Pair:
        """The pair of an old statement. Raises ``KeyError`` for an id that the old version does not have."""
        for pair in self.pairs:
            if statement_id in pair.old:
                return pair
        raise KeyError(statement_id)


def compare(old: Framework, new: Framework) -> FrameworkDiff:
    """Everything that changed from ``old`` to ``new``."""
    pairs = _Pairing(old, new).pairs()
    return FrameworkDiff(old, new, pairs, _areas(old, new, pairs), old.scale != new.scale)


class _Pairing:
    def __init__(self, old: Framework, new: Framework) -> None:
        self._old, self._new = old, new
        self._before = {item.id: item for item in old.statements}
        self._after = {item.id: item for item in new.statements}
        self._left = dict.fromkeys(self._before)
        self._free = dict.fromkeys(self._after)
        self._pairs: list[Pair] = []
        self._old_words, self._new_words = Index(self._before), Index(self._after)

    def pairs(self) -> tuple[Pair, ...]:
        """All pairs, in the order of the old version, then what is new."""
        self._stated()
        if self._old.id == self._new.id:
            self._same_ids()
        self._by_words()
        self._split_and_merged()
        self._retired_and_new()
        old = {key: at for at, key in enumerate(self._before)}
        new = {key: at for at, key in enumerate(self._after)}
        return tuple(
            sorted(
                self._pairs,
                key=lambda pair: (0, old[pair.old[0]]) if pair.old else (1, new[pair.new[0]]),
            )
        )

    def _take(self, pair: Pair) -> None:
        self._pairs.append(pair)
        for key in pair.old:
            self._left.pop(key, None)
        for key in pair.new:
            self._free.pop(key, None)

    def _stated(self) -> None:
        """What the author of the new version says, as far as it speaks of this old version."""
        if self._new.supersedes != self._old.name:
            return
        moved = {old: new for old, new in self._new.statement_map.items() if old in self._before}
        origins: dict[str, list[str]] = {}
        for old, targets in moved.items():
            for target in targets:
                if target in self._after:
                    origins.setdefault(target, []).append(old)
        said = "The new version says so."
        done: set[str] = set()
        for old, targets in moved.items():
            known = tuple(dict.fromkeys(target for target in targets if target in self._after))
            if old in done:
                continue
            if not known:
                self._take(Pair(Change.RETIRED, (old,), (), Ground.STATED, 0, True, why=said))
                continue
            together = self._together(old, moved, origins)
            olds, news = together
            done.update(olds)
            if len(olds) == 1 and len(news) == 1:
                self._take(self._single(olds[0], news[0], Ground.STATED, True, said))
            else:
                change = Change.SPLIT if len(olds) == 1 else Change.MERGED
                self._take(Pair(change, olds, news, Ground.STATED, 100, True, why=said))

    @staticmethod
    def _together(
        start: str, moved: Mapping[str, tuple[str, ...]], origins: Mapping[str, list[str]]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Old and new statements that hang together, however many of each."""
        olds, news = {start: None}, dict[str, None]()
        waiting = [start]
        while waiting:
            for target in moved[waiting.pop()]:
                if target in origins and target not in news:
                    news[target] = None
                    for other in origins[target]:
                        if other not in olds:
                            olds[other] = None
                            waiting.append(other)
        return tuple(olds), tuple(news)

    def _same_ids(self) -> None:
        for key in [key for key in self._left if key in self._free]:
            close = likeness(self._before[key], self._after[key])
            sure = close >= SAME_ID
            why = "The id is the same." if sure else "The id is the same, but the words have little in common."
            self._take(self._single(key, key, Ground.SAME_ID, sure, why))

    def _single(self, old: str, new: str, ground: Ground, sure: bool, why: str, others: Sequence[str] = ()) -> Pair:
        before, after = self._before[old], self._after[new]
        same = _said(before) == _said(after)
        area_before, area_after = self._old.area_of(old), self._new.area_of(new)
        moved = area_before is not None and area_after is not None and area_before.id != area_after.id
        if moved and area_before is not None and area_after is not None:
            moved = plain(area_before.title) != plain(area_after.title) or ground is not Ground.WORDS
        change = Change.MOVED if moved else Change.UNCHANGED if same else Change.REWORDED
        close = 100.0 if same else likeness(before, after)
        return Pair(change, (old,), (new,), ground, round(close, 1), sure, not same, tuple(others), why)

    def _by_words(self) -> None:
        """Best pairs first. A statement whose words are wholly the same wins over any other."""
        candidates: list[tuple[float, str, str]] = []
        for old in self._left:
            for new in self._new_words.near(self._old_words.words[old], self._free):
                close = likeness(self._before[old], self._after[new])
                if close >= MAYBE:
                    candidates.append((close, old, new))
        candidates.sort(key=lambda item: (-item[0], item[1], item[2]))
        by_end: dict[tuple[str, str], list[tuple[float, str]]] = {}
        for close, old, new in candidates:
            by_end.setdefault(("old", old), []).append((close, new))
            by_end.setdefault(("new", new), []).append((close, old))
        for close, old, new in candidates:
            if old not in self._left or new not in self._free:
                continue
            rivals = [
                key
                for end, itself, free in ((("old", old), new, self._free), (("new", new), old, self._left))
                for other_close, key in by_end[end]
                if key != itself and other_close >= close - MARGIN and key in free
            ]
            if close == 100:
                rivals = [key for key in rivals if self._twin(old, new, key)]
            sure = close >= SURE and not rivals
            if rivals:
                why = f"The words are {close:.0f} of 100 alike, but another comes as close."
            elif sure:
                why = f"The words are {close:.0f} of 100 alike."
            else:
                why = f"The words are only {close:.0f} of 100 alike; it may be another statement."
            if not sure and (self._pieces_of_old(old) or self._pieces_of_new(new)):
                continue  # one of several parts: a split or a merger says more
            self._take(self._single(old, new, Ground.WORDS, sure, why, rivals))

    def _twin(self, old: str, new: str, key: str) -> bool:
        """Whether another statement has wholly the same words, too."""
        one = self._after.get(key) if key in self._free else None
        other = self._before.get(key) if key in self._left else None
        return (one is not None and likeness(self._before[old], one) == 100) or (
            other is not None and likeness(other, self._after[new]) == 100
        )

    def _pieces_of_old(self, old: str) -> list[str]:
        wanted = self._old_words.words[old]
        near = self._new_words.near(wanted, self._free)
        return pieces(wanted, [(key, self._new_words.words[key]) for key in near], WITHIN, COVERED)

    def _pieces_of_new(self, new: str) -> list[str]:
        wanted = self._new_words.words[new]
        near = self._old_words.near(wanted, self._left)
        return pieces(wanted, [(key, self._old_words.words[key]) for key in near], WITHIN, COVERED)

    def _split_and_merged(self) -> None:
        for old in list(self._left):
            parts = self._pieces_of_old(old)
            if parts:
                news = tuple(key for key in self._after if key in parts)
                why = f"Its words are found again in {len(news)} new statements."
                self._take(Pair(Change.SPLIT, (old,), news, Ground.WORDS, 0, False, why=why))
        for new in list(self._free):
            parts = self._pieces_of_new(new)
            if parts:
                olds = tuple(key for key in self._before if key in parts)
                why = f"It holds the words of {len(olds)} old statements."
                self._take(Pair(Change.MERGED, olds, (new,), Ground.WORDS, 0, False, why=why))

    def _retired_and_new(self) -> None:
        for old in list(self._left):
            self._take(Pair(Change.RETIRED, (old,), (), Ground.NOTHING, 0, True, why="Nothing like it is left."))
        for new in list(self._free):
            self._take(Pair(Change.NEW, (), (new,), Ground.NOTHING, 0, True, why="Nothing like it was there."))


def _said(statement: Statement) -> tuple[object, ...]:
    """Everything that an answer rests on; prompts and suggested evidence are help, not meaning."""
    return (statement.text, statement.descriptors, statement.answers.levels, statement.rung)


def same_words(old: Statement, new: Statement) -> bool:
    """Whether two say the same, whatever they are answered with."""
    return (old.text, old.descriptors) == (new.text, new.descriptors)


def _areas(old: Framework, new: Framework, pairs: Sequence[Pair]) -> tuple[AreaChange, ...]:
    """Areas pair by id, else by title, else by where most of their statements went."""
    went: dict[str, Counter[str]] = {}
    for pair in pairs:
        for before in pair.old:
            area = old.area_of(before)
            for after in pair.new:
                target = new.area_of(after)
                if area is not None and target is not None:
                    went.setdefault(area.id, Counter())[target.id] += 1
    free = {area.id: area for area in new.areas}
    found: list[AreaChange] = []
    for area in old.areas:
        target = _target(area, free, went.get(area.id, Counter()), old.id == new.id)
        if target is None:
            found.append(AreaChange(Change.RETIRED, area.id, None, "No area of the new version takes its place."))
            continue
        free.pop(target.id)
        here = [pair for pair in pairs if any(area.statement(key) for key in pair.old)]
        same = _area_said(area) == _area_said(target) and all(pair.change is Change.UNCHANGED for pair in here)
        why = "" if same else _area_why(area, target)
        found.append(AreaChange(Change.UNCHANGED if same else Change.REWORDED, area.id, target.id, why))
    found += [AreaChange(Change.NEW, None, key, "No area of the old version came before it.") for key in free]
    return tuple(found)


def _area_said(area: Area) -> tuple[object, ...]:
    return (area.title, area.scale, area.rule, tuple(item.id for item in area.statements), area.applies_to)


def _answered(area: Area) -> dict[str, tuple[Level, ...]]:
    return {item.id: item.answers.levels for item in area.statements}


def _area_why(area: Area, target: Area) -> str:
    parts = []
    if area.title != target.title:
        parts.append(f"its title was “{area.title}”")
    if area.scale != target.scale:
        parts.append("its levels changed")
    before, after = _answered(area), _answered(target)
    if any(before[key] != after[key] for key in before.keys() & after.keys()):
        parts.append("the answers of its statements changed")
    if before.keys() != after.keys():
        parts.append("statements came or went")
    if area.rule != target.rule:
        parts.append("its rule changed")
    return "; ".join(parts) or "its statements have other words"


def _target(area: Area, free: Mapping[str, Area], went: Counter[str], one_framework: bool) -> Area | None:
    if one_framework and area.id in free:
        return free[area.id]
    for other in free.values():
        if plain(other.title) == plain(area.title):
            return other
    for key, count in went.most_common():
        if key in free and 2 * count > len(area.statements):
            return free[key]
    return None


def same_level(old: Scale, new: Scale, key: str) -> str | None:
    """The new scale's level for an old one: the same label at the same place of as many levels, else ``None``."""
    level = old.by_key(key)
    if level is None or len(old) != len(new):
        return None
    other = new.by_rank(level.rank)
    return other.key if other is not None and plain(other.label) == plain(level.label) else None
