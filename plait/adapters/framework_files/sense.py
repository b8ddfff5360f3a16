"""What a schema cannot say: ids that repeat, levels that nobody defined, rules that cannot work.

Works on the plain data, part by part, and leaves out whatever the schema has refused already, so that one
look finds every fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from plait.adapters.framework_files.answer_sense import LEVELS, AnswerSense, choices
from plait.adapters.framework_files.faults import Fault
from plait.adapters.framework_files.shape import describe, guess
from plait.adapters.framework_files.translation_keys import translation_faults
from plait.adapters.framework_files.tree import Node
from plait.domain.judgements import NonLevel

Path = tuple[str | int, ...]
TITLE_BEST = 80  # characters; a longer name of a statement wraps badly in tables
LOWEST, HIGHEST = 2, 6  # levels of a scale


@dataclass(slots=True)
class Sense:
    """Collects what is found. ``errors`` stop a framework from being used, ``warnings`` do not."""

    data: dict[str, Any]
    tree: Node | None
    errors: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    answers: AnswerSense = field(init=False)

    def check(self) -> None:
        """Look at everything once."""
        scale = self._levels(self.data.get("scale"), ("scale",))
        self.answers = AnswerSense(self._error, self._warn)
        self.answers.look_at_sets(self.data.get("answer_sets"), self._levels)
        rule = self.data.get("rule", "best-fit")
        self._rule(rule, ("rule",), scale, used=any(self._inherits(area) for _, area in self._areas()))
        self._areas_once(scale, rule)
        self._overall(scale, rule)
        self.answers.unused()
        self._supersedes()
        self.errors += translation_faults(self.data, self.tree)
        for key in ("source", "licence", "summary"):
            if key not in self.data:
                self._warn((), f"“{key}” is missing; readers will ask for it.")

    def _error(self, path: Path, message: str, key: str = "") -> None:
        self.errors.append(self._fault(path, message, key))

    def _warn(self, path: Path, message: str, key: str = "") -> None:
        self.warnings.append(self._fault(path, message, key))

    def _fault(self, path: Path, message: str, key: str) -> Fault:
        line, cell = self.tree.mark(path, key) if self.tree is not None else (None, "")
        return Fault(line, f"{describe(self.data, path)}{message}", cell)

    def _areas(self) -> Iterator[tuple[int, dict[str, Any]]]:
        for index, area in enumerate(_list(self.data.get("areas"))):
            if isinstance(area, dict):
                yield index, area

    @staticmethod
    def _inherits(area: dict[str, Any]) -> bool:
        return "rule" not in area and "scale" not in area

    def _levels(self, scale: Any, path: Path) -> dict[str, int] | None:
        """Level key → rank for a scale; ``None`` when it is too broken to compare anything with."""
        if scale is None or scale == []:
            return {}
        if not isinstance(scale, list):
            return None
        if not LOWEST <= len(scale) <= HIGHEST:
            self._error(path, f"a scale has {LOWEST} to {HIGHEST} levels; this one has {len(scale)}.")
        keys: dict[str, int] = {}
        seen: dict[str, dict[Any, int]] = {"value": {}, "label": {}, "rank": {}}
        for index, level in enumerate(scale):
            if not isinstance(level, dict):
                return None
            for name, known in seen.items():
                given = level.get(name)
                if isinstance(given, (dict, list)) or given is None:
                    continue
                plain = str(given).strip().casefold()
                if plain in known:
                    self._error(
                        (*path, index),
                        f"the {name} “{given}” is used by another level too; each has its own.",
                    )
                known[plain] = index
            value, rank = level.get("value"), level.get("rank")
            if value is None or not isinstance(rank, int):
                return None
            keys[str(value)] = rank
            self._mistakable(level, (*path, index))
            if not level.get("meaning"):
                self._warn((*path, index), "has no meaning; one sentence helps people to choose.")
        self._crossed(scale, path)
        ranks = sorted(level["rank"] for level in scale)
        if len(set(ranks)) == len(ranks) and ranks != list(range(1, len(ranks) + 1)):
            self._error(path, f"ranks must run from 1 to {len(ranks)} without a gap; these are {ranks}.")
        return keys

    def _mistakable(self, level: dict[str, Any], path: Path) -> None:
        taken = {text for item in NonLevel for text in (item.value, item.label.casefold())}
        for name in ("value", "label"):
            if str(level.get(name)).strip().casefold() in taken:
                self._error(path, f"the {name} “{level.get(name)}” is what Plait calls an answer without a level.")

    def _crossed(self, scale: list[dict[str, Any]], path: Path) -> None:
        """Two levels that somebody could call by the same words."""
        owner: dict[str, int] = {}
        for index, level in enumerate(scale):
            label, value = (str(level.get(name)).strip().casefold() for name in ("label", "value"))
            for called in {label, value, f"{label} ({value})", f"{label} {value}", f"{value} {label}"}:
                if owner.setdefault(called, index) != index and called not in (label, value):
                    self._error((*path, index), f"“{called}” could mean this level or another; change a label.")
        values = {str(level.get("value")): index for index, level in enumerate(scale)}
        for index, level in enumerate(scale):
            label = str(level.get("label")).strip().casefold()
            if values.get(label, index) != index:
                self._error((*path, index), f"the label “{level.get('label')}” is the value of another level.")

    def _rule(self, rule: Any, path: Path, scale: dict[str, int] | None, used: bool = True) -> str:
        """Check a rule against the scale it is used with; the rule's kind."""
        if not isinstance(rule, dict):
            return str(rule)
        kind = str(rule.get("kind"))
        for name in ("floor", "cap"):
            value = rule.get(name)
            if value is None:
                continue
            if kind not in ("gated", "weighted"):
                self._error(path, f"{name} belongs to gated and weighted rules only, not to {kind}.", name)
            elif kind == "weighted" and name == "floor":
                continue  # one of the statements' answers, looked at with them
            elif scale is not None and used and str(value) not in scale:
                self._error(path, f"{name} “{value}” is not a level here; use {choices(scale)}.", name)
        self.answers.rule(rule, kind, path, scale, used)
        if kind == "gated" and rule.get("cap") is not None and rule.get("floor") is None:
            self._error(path, "cap needs a floor: below which level does an essential statement shut the gate?", "cap")
        return kind

    def _areas_once(self, scale: dict[str, int] | None, rule: Any) -> None:
        area_ids: dict[str, Path] = {}
        statement_ids: dict[str, Path] = {}
        titles: dict[str, Path] = {}
        common = self.answers.named(self.data, (), LEVELS)
        for index, area in self._areas():
            path: Path = ("areas", index)
            self._unique(area.get("id"), path, area_ids, "area")
            title = area.get("title")
            if isinstance(title, str) and title.strip().casefold() in titles:
                self._warn(path, f"another area is called “{title.strip()}” too; readers cannot tell them apart.")
            elif isinstance(title, str):
                titles[title.strip().casefold()] = path
            levels = self._levels(area["scale"], (*path, "scale")) if "scale" in area else scale
            kind = self._area_rule(area, path, levels, rule)
            answers = self.answers.named(area, path, common)
            own_rule = area.get("rule", rule)
            statements = area.get("statements") or []
            if not isinstance(statements, list):
                continue
            if not statements and not area.get("prompts"):
                self._warn(path, "has neither statements nor prompts; what should people look at?")
            gated = kind == "gated" or _has_gate(own_rule)
            if gated and not any(isinstance(item, dict) and item.get("essential") for item in statements):
                self._warn(path, "is gated, but no statement is marked essential, so the gate is never shut.")
            for number, statement in enumerate(statements):
                if isinstance(statement, dict):
                    inner: Path = (*path, "statements", number)
                    by_levels = statement.get("answers", answers) == LEVELS
                    self._statement(statement, inner, levels, own_rule, by_levels, statement_ids)
                    self.answers.statement(statement, inner, levels, own_rule, answers)

    def _area_rule(self, area: dict[str, Any], path: Path, levels: dict[str, int] | None, rule: Any) -> str:
        if "rule" in area:
            return self._rule(area["rule"], (*path, "rule"), levels)
        if "scale" in area and isinstance(rule, dict) and levels:
            named = [str(rule[name]) for name in ("floor", "cap") if rule.get(name) is not None]
            if rule.get("kind") == "weighted":
                named = named[1:]
            if any(value not in levels for value in named) or not self.answers.fits(rule, levels):
                self._error(path, "has a scale of its own that the framework's rule does not fit; give it a rule too.")
        return str(rule.get("kind")) if isinstance(rule, dict) else str(rule)

    def _unique(self, given: Any, path: Path, seen: dict[str, Path], noun: str) -> None:
        if not isinstance(given, str):
            return
        if given in seen:
            first, cell = self.tree.mark(seen[given]) if self.tree is not None else (None, "")
            where = f" on line {first}" if first else f" at {cell}" if cell else ""
            self._error(path, f"the id “{given}” is used by another {noun}{where}; each needs its own.", "id")
        else:
            seen[given] = path

    def _statement(
        self,
        statement: dict[str, Any],
        path: Path,
        levels: dict[str, int] | None,
        rule: Any,
        by_levels: bool,
        seen: dict[str, Path],
    ) -> None:
        kind = str(rule.get("kind")) if isinstance(rule, dict) else str(rule)
        self._unique(statement.get("id"), path, seen, "statement")
        text = statement.get("text")
        if isinstance(text, str) and len(text.strip()) > TITLE_BEST:
            self._warn(
                path,
                f"its text has {len(text.strip())} characters; up to {TITLE_BEST} read best in tables.",
                "text",
            )
        if kind == "ladder" and "weight" in statement:
            self._warn(path, "its weight has no effect, because the ladder rule does not weigh.", "weight")
        if kind != "gated" and not _has_gate(rule) and statement.get("essential"):
            self._warn(path, "it is marked essential, which has an effect under rules with a gate only.", "essential")
        descriptors = statement.get("levels") or {}
        if levels is None or not isinstance(descriptors, dict):
            return
        for key in descriptors:
            if str(key) not in levels:
                if not levels:
                    self._error(
                        (*path, "levels"),
                        f"describes level “{key}”, but there is no scale here; add one or take it out.",
                        key,
                    )
                else:
                    hint = guess(str(key), list(levels))
                    self._error((*path, "levels"), f"“{key}” is not a level here; use {choices(levels)}.{hint}", key)
        missing = [key for key in sorted(levels, key=lambda key: levels[key]) if key not in map(str, descriptors)]
        if missing and (descriptors or by_levels):
            noun = "level" if len(missing) == 1 else "levels"
            self._warn(path, f"has no descriptor for {noun} {', '.join(missing)}.")

    def _overall(self, scale: dict[str, int] | None, rule: Any) -> None:
        overall = self.data.get("overall")
        if not isinstance(overall, dict):
            return
        allowed = overall.get("allowed")
        if allowed is False and "rule" in overall:
            self._error(
                ("overall",),
                "has a rule although no overall level is allowed; take out one of the two.",
                "rule",
            )
        if allowed is not True:
            return
        if scale == {}:
            self._error(("overall",), "is allowed, but the framework has no scale; add one, or set allowed: false.")
        elif not any("scale" not in area for _, area in self._areas()):
            self._error(("overall",), "is allowed, but every area has a scale of its own; set allowed: false.")
        else:
            over_areas = overall.get("rule", rule)
            path: Path = ("overall",) if "rule" not in overall else ("overall", "rule")
            self._rule(over_areas, path, scale)
            if isinstance(over_areas, dict) and "rungs" in over_areas:
                self._error(path, "climbs by rungs, which areas do not have; give the overall level a rule of its own.")

    def _supersedes(self) -> None:
        supersedes = self.data.get("supersedes")
        moved = supersedes.get("map") if isinstance(supersedes, dict) else None
        if not isinstance(moved, dict):
            return
        known = {
            str(statement.get("id"))
            for _, area in self._areas()
            for statement in _list(area.get("statements"))
            if isinstance(statement, dict)
        }
        for old, became in moved.items():
            for new in [became] if isinstance(became, str) else _list(became):
                if isinstance(new, str) and new not in known:
                    said = f"“{old}” is said to have become “{new}”, which is no statement here."
                    self._error(("supersedes", "map"), f"{said}{guess(new, sorted(known))}", old)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _has_gate(rule: Any) -> bool:
    return isinstance(rule, dict) and rule.get("kind") == "weighted" and "floor" in rule
