"""What becomes of old answers in a new version of a framework. Nothing is carried over that a person has not seen.

A round that is closed keeps its own version and is never touched. For the next round each old answer is *offered*:
with its level where the statement and its scale are the same, and else as something to read beside the new words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from plait.domain.framework_diff import Change, FrameworkDiff, Pair, same_level, same_words
from plait.domain.frameworks import Framework, Statement


class Fate(StrEnum):
    """What becomes of an old answer."""

    KEPT = "kept"
    REWORDED = "reworded"
    SPLIT = "split"
    MERGED = "merged"
    RETIRED = "retired"
    NEW = "new"


FATE_WORDS = {
    Fate.KEPT: "Kept as it is: the statement has not changed.",
    Fate.REWORDED: "The statement was reworded. Read both, then decide whether your level still holds.",
    Fate.SPLIT: "The statement was split. Your old answer is shown beside each part; each needs a level of its own.",
    Fate.MERGED: "Several statements became one. Your old answers are shown together; the new one needs its own level.",
    Fate.RETIRED: "The statement is no longer asked. Your answer stays readable in the round in which you gave it.",
    Fate.NEW: "This statement is new. There is nothing to bring along.",
}


@dataclass(frozen=True, slots=True)
class OldAnswer:
    """An old statement with its level's key; ``level`` is ``None`` where nothing was answered.

    "Not applicable" and "not sure" travel as their own keys, which are the same on every scale.
    """

    statement: Statement
    level: str | None


@dataclass(frozen=True, slots=True)
class Offer:
    """What a person is shown for one new statement, or for an old one that is gone.

    ``level``: the level that stands ready, only where nothing about the statement changed. ``sure``: whether the
    pairing is certain; where it is not, ``words`` say so and nothing stands ready.
    """

    fate: Fate
    old: tuple[OldAnswer, ...]
    new: Statement | None
    level: str | None
    sure: bool
    words: str
    moved: bool = False


def migrate(diff: FrameworkDiff, answers: Mapping[str, str | None], others: frozenset[str]) -> tuple[Offer, ...]:
    """An offer for every statement of the new version in its order, then for every old one that is retired.

    ``answers``: old statement id → level key, ``None`` or missing where there is none. ``others``: keys of answers that
    are no levels ("not-applicable", "not-sure").
    """
    by_new = {key: pair for pair in diff.pairs for key in pair.new}
    offers = [_offer(diff, by_new[item.id], item, answers, others) for item in diff.new.statements]
    for pair in diff.pairs:
        if not pair.new:
            old = _old(diff.old, pair, answers)
            offers.append(Offer(Fate.RETIRED, old, None, None, pair.sure, FATE_WORDS[Fate.RETIRED]))
    return tuple(offers)


def becomes(diff: FrameworkDiff, statement_id: str) -> Fate:
    """What becomes of the answer to one old statement. Raises ``KeyError`` for an unknown id."""
    return _fate(diff.from_old(statement_id))


def _fate(pair: Pair) -> Fate:
    if pair.change is Change.UNCHANGED or (pair.change is Change.MOVED and not pair.reworded):
        return Fate.KEPT
    return {
        Change.REWORDED: Fate.REWORDED,
        Change.MOVED: Fate.REWORDED,
        Change.SPLIT: Fate.SPLIT,
        Change.MERGED: Fate.MERGED,
        Change.RETIRED: Fate.RETIRED,
    }.get(pair.change, Fate.NEW)


def _old(framework: Framework, pair: Pair, answers: Mapping[str, str | None]) -> tuple[OldAnswer, ...]:
    known = {item.id: item for item in framework.statements}
    return tuple(OldAnswer(known[key], answers.get(key)) for key in pair.old)


def _offer(
    diff: FrameworkDiff, pair: Pair, item: Statement, answers: Mapping[str, str | None], others: frozenset[str]
) -> Offer:
    fate = _fate(pair)
    old = _old(diff.old, pair, answers)
    words = FATE_WORDS[fate]
    level = None
    if fate is Fate.REWORDED and len(old) == 1 and same_words(old[0].statement, item):
        words = "The statement has not changed, but what it is answered with has. Choose the answer anew."
    if fate is Fate.KEPT and pair.sure and len(old) == 1 and old[0].level is not None:
        level = old[0].level if old[0].level in others else _level(diff, pair, old[0].level)
        if level is None:
            words = "The statement has not changed, but its levels have. Choose the level anew."
    if not pair.sure:
        words = f"This pairing is not certain. {pair.why} {words}"
    moved = pair.change is Change.MOVED
    return Offer(fate, old, item, level, pair.sure, words, moved)


def _level(diff: FrameworkDiff, pair: Pair, key: str) -> str | None:
    before, after = diff.old.area_of(pair.old[0]), diff.new.area_of(pair.new[0])
    if before is None or after is None:
        return None
    return same_level(before.answers_of(pair.old[0]), after.answers_of(pair.new[0]), key)
