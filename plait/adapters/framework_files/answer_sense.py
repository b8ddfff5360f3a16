"""What a schema cannot say of answer sets, rungs, thresholds and gates: names nobody defined, tables with holes.

Works on plain data, like ``sense``, and leaves out whatever the schema has refused already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from plait.adapters.framework_files.shape import guess
from plait.domain.frameworks import NEXT, PEOPLE

Path = tuple[str | int, ...]
Ranks = dict[str, int]
"""Keys of levels or answers → rank."""
Tell = Callable[..., None]
LEVELS = "levels"


@dataclass(slots=True)
class AnswerSense:
    """``sets``: name → ranks of its answers, ``None`` for one too broken to compare with."""

    error: Tell
    warn: Tell
    sets: dict[str, Ranks | None] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def look_at_sets(self, sets: Any, ranks_of: Callable[[Any, Path], Ranks | None]) -> None:
        """Every answer set of the file; ``ranks_of`` checks one as a scale."""
        for name, answers in sets.items() if isinstance(sets, dict) else ():
            path: Path = ("answer_sets", name)
            if name == LEVELS:
                self.error(("answer_sets",), f"“{LEVELS}” means the levels of the area; name the set otherwise.", name)
            self.sets[name] = ranks_of(answers, path)
            self._worth(answers, path)

    def _worth(self, answers: Any, path: Path) -> None:
        if not isinstance(answers, list) or not all(isinstance(item, dict) for item in answers):
            return
        worth = [(item.get("rank"), item["worth"]) for item in answers if "worth" in item]
        if not worth or not all(isinstance(part, (int, float)) for pair in worth for part in pair):
            return
        if len(worth) < len(answers):
            self.error(path, "some answers have a worth and some have none; give it to all or to none.")
        in_order = [points for _, points in sorted(worth)]
        if in_order != sorted(in_order):
            self.error(path, "a more developed answer is worth less than one below it; worth goes up with rank.")
        elif in_order[-1] == 0:
            self.error(path, "every answer is worth nothing, so nothing could be added up.")

    def unused(self) -> None:
        """Sets that no statement is asked with."""
        for name in self.sets:
            if name not in self.used:
                self.warn(("answer_sets",), f"no statement uses the answer set “{name}”.", name)

    def named(self, part: Mapping[str, Any], path: Path, otherwise: str) -> str:
        """The set that a part names, else the one of the part above; unknown names are told once."""
        name = part.get("answers", otherwise)
        if not isinstance(name, str):
            return otherwise
        if name != LEVELS and name not in self.sets:
            known = [*self.sets, LEVELS]
            self.error(path, f"“{name}” is no answer set of this file.{guess(name, known)}", "answers")
            return LEVELS
        return name

    def rule(self, rule: Mapping[str, Any], kind: str, path: Path, scale: Ranks | None, used: bool) -> None:
        """The parts of a rule that go with answers."""
        for name, belongs in (("rungs", "ladder"), ("at_once", "ladder"), ("thresholds", "weighted")):
            if name in rule and kind != belongs:
                self.error(path, f"{name} belongs to the {belongs} rule only, not to {kind}.", name)
        if kind == "weighted" and ("floor" in rule) != ("cap" in rule):
            here = "floor" if "floor" in rule else "cap"
            self.error(path, "the gate of a weighted rule needs a floor and a cap; add the other or take it out.", here)
        if rule.get("at_once") is True and "rungs" not in rule:
            self.error(path, "at_once has an effect with rungs only; add them or take it out.", "at_once")
        if scale is None or not used:
            return
        for key, name in self._levels_named(rule):
            if key not in scale:
                self.error((*path, name), f"“{key}” is not a level here; use {choices(scale)}.", key)
        self._thresholds(rule.get("thresholds"), path, scale)
        self._rungs(rule, path, scale)

    @staticmethod
    def _levels_named(rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for name in ("rungs", "thresholds"):
            if isinstance(rule.get(name), dict):
                yield from ((str(key), name) for key in rule[name])
        if isinstance(rule.get("by_people"), list):
            yield from ((str(key), "by_people") for key in rule["by_people"] if not isinstance(key, (dict, list)))

    def fits(self, rule: Mapping[str, Any], scale: Ranks) -> bool:
        """Whether every level that the rule names is on this scale."""
        named = {key for key, _ in self._levels_named(rule)}
        for outcomes in _tables(rule).values():
            named |= {str(to) for to in outcomes.values()} - {NEXT, PEOPLE}
        return named <= set(scale)

    def _thresholds(self, thresholds: Any, path: Path, scale: Ranks) -> None:
        if not isinstance(thresholds, dict):
            return
        known = [(scale[key], share, key) for key, share in thresholds.items() if key in scale]
        if not all(isinstance(share, (int, float)) for _, share, _ in known):
            return
        known.sort()
        for (_, below, _), (_, share, key) in pairwise(known):
            if share <= below:
                wrong = f"“{key}” begins at {share}, no higher than a level below it; thresholds go up with the levels."
                self.error((*path, "thresholds"), wrong, key)
        if known and known[0][0] == 1:
            wrong = "the least developed level needs no threshold; it is what is left."
            self.error((*path, "thresholds"), wrong, known[0][2])

    def _rungs(self, rule: Mapping[str, Any], path: Path, scale: Ranks) -> None:
        tables = {key: outcomes for key, outcomes in _tables(rule).items() if key in scale}
        if tables and {NEXT, PEOPLE} & set(scale):
            self.error(path, f"“{NEXT}” and “{PEOPLE}” have a meaning in rungs; give the level another value.", "rungs")
        people = [str(key) for key in rule.get("by_people") or () if not isinstance(key, (dict, list))]
        top = max(tables, key=lambda key: scale[key], default="")
        for key, outcomes in tables.items():
            inner = (*path, "rungs", key)
            for answer, to in outcomes.items():
                to = str(to)
                if to == NEXT and key == top:
                    self.error(inner, "leads to the next rung, but this is the top one; name a level.", answer)
                elif to in people:
                    self.error(inner, f"leads to “{to}”, which by_people leaves to people; write {PEOPLE}.", answer)
                elif to not in (NEXT, PEOPLE) and to not in scale:
                    wrong = f"“{to}” is not a level here; use {choices(scale)}, {NEXT} or {PEOPLE}."
                    self.error(inner, wrong, answer)

    def statement(
        self, statement: Mapping[str, Any], path: Path, levels: Ranks | None, rule: Any, answers: str
    ) -> None:
        """A statement's answers and rung against its area's rule."""
        kind = str(rule.get("kind")) if isinstance(rule, dict) else str(rule)
        name = self.named(statement, path, answers)
        own = self.sets.get(name) if name != LEVELS else levels
        if name != LEVELS:
            self.used.add(name)
        tables = _tables(rule) if isinstance(rule, dict) else {}
        rung = statement.get("rung")
        if rung is not None and str(rung) not in tables:
            known = f" Rungs: {', '.join(tables)}." if tables else ""
            self.error(path, f"“{rung}” is no rung of the rule here.{known}", "rung")
        elif tables and rung is None:
            self.error(path, f"needs its rung, as the rule climbs by rungs: {', '.join(tables)}.")
        elif tables and own:
            self._covered(own, tables[str(rung)], path, str(rung))
        if name != LEVELS and levels and not tables and kind != "weighted":
            wrong = f"has answers of its own, which the {kind} rule cannot count; use rungs, weights or levels."
            self.error(path, wrong, "answers" if "answers" in statement else "")
        floor = rule.get("floor") if isinstance(rule, dict) else None
        if kind == "weighted" and floor is not None and own and statement.get("essential") and str(floor) not in own:
            self.error(path, f"is essential, but the floor “{floor}” is none of its answers.", "essential")

    def _covered(self, own: Ranks, outcomes: Mapping[str, Any], path: Path, rung: str) -> None:
        for answer in own:
            if answer not in outcomes:
                self.error(path, f"may be answered “{answer}”, for which the rung “{rung}” says nothing.", "rung")


def _tables(rule: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    rungs = rule.get("rungs")
    return {key: to for key, to in rungs.items() if isinstance(to, dict)} if isinstance(rungs, dict) else {}


def choices(levels: Ranks) -> str:
    """The keys in words: ``1, 2 or 3``; “no levels” where there is no scale."""
    keys = sorted(levels, key=lambda key: levels[key])
    if not keys:
        return "no levels, as there is no scale"
    return f"{', '.join(keys[:-1])} or {keys[-1]}" if len(keys) > 1 else keys[0]
