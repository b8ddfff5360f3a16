"""Tables that say something of the framework itself: what it is called, what its levels mean, which areas it has."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from plait.adapters.framework_files.answer_rows import ANSWER_HEADS, RULE_HEADS, put_answer, put_rule, typed
from plait.adapters.framework_files.blocks import Table, folded
from plait.adapters.framework_files.doubts import DoubtKind
from plait.adapters.framework_files.draft import Draft, Said

_ABOUT = {
    "id": "id",
    "framework id": "id",
    "version": "version",
    "title": "title",
    "framework": "title",
    "language": "language",
    "licence": "licence",
    "license": "licence",
    "source": "source",
}
_RULES = {"rule", "answers", "overall", "overall rule", "overall note", "supersedes", "moved"}


@dataclass(slots=True)
class Declared:
    """What such tables said. ``levels``: label, folded → (value, rank, meaning). ``areas``: title, folded → cells."""

    draft: Draft
    levels: dict[str, tuple[int | str, int | None, str]] = field(default_factory=dict)
    areas: dict[str, dict[str, Said]] = field(default_factory=dict)
    rules: dict[str, Said] = field(default_factory=dict)
    answers: list[dict[str, str]] = field(default_factory=list)
    more_rules: list[dict[str, str]] = field(default_factory=list)

    def takes(self, table: Table) -> bool:
        """Take a table in, if it is one of these."""
        return self._about(table) or self._answers(table) or self._levels(table) or self._areas(table)

    def _answers(self, table: Table) -> bool:
        """Answer sets, and what rules say level by level."""
        for heads, rows in ((ANSWER_HEADS, self.answers), (RULE_HEADS, self.more_rules)):
            if [folded(cell.text) for cell in table.rows[0]] == [folded(head) for head in heads]:
                rows += [dict(zip(heads, (cell.text for cell in row), strict=True)) for row in table.rows[1:]]
                return True
        return False

    def _about(self, table: Table) -> bool:
        if table.width != 2:
            return False
        rows = [row for row in table.rows if any(cell.text for cell in row)]
        known = [row for row in rows if folded(row[0].text) in _ABOUT]
        others = [row for row in rows if folded(row[0].text) in _RULES or folded(row[0].text) == "key"]
        if len(known) < 2 or len(known) + len(others) < len(rows):
            return False
        for key, value in known:
            if value.text:
                self.draft.stated.setdefault(_ABOUT[folded(key.text)], value.text)
        for key, value in others:
            self.rules[folded(key.text)] = Said(value.text, value.place)
        return True

    def _levels(self, table: Table) -> bool:
        heads = [folded(cell.text) for cell in table.rows[0]]
        if "label" not in heads or not {"rank", "value"} & set(heads):
            return False
        for row in table.rows[1:]:
            said = {head: cell.text for head, cell in zip(heads, row, strict=True)}
            value: int | str = said.get("value", "")
            if isinstance(value, str) and value.isdigit() and len(value) < 4:
                value = int(value)
            rank = said.get("rank", "")
            whole = int(rank) if rank.isdigit() and len(rank) < 3 else None
            self.levels[folded(said["label"])] = (value, whole, said.get("meaning", ""))
        return True

    def _areas(self, table: Table) -> bool:
        heads = [folded(cell.text) for cell in table.rows[0]]
        if not {"id", "title", "short"} <= set(heads):
            return False
        for row in table.rows[1:]:
            cells = {head: Said(cell.text, cell.place) for head, cell in zip(heads, row, strict=True)}
            self.areas[folded(cells["title"].text)] = cells
        return True

    def apply(self, data: dict[str, Any]) -> None:
        """Put what was declared into the mapping of the framework."""
        self._apply_scale(data)
        for area in data["areas"]:
            if "scale" in area:
                self._apply_scale(area)
            cells = self.areas.get(folded(area["title"]))
            if cells is None:
                continue
            area["id"] = cells["id"].text or area["id"]
            if cells["short"].text:
                area["short"] = cells["short"].text
            applies = [part.strip() for part in cells.get("applies to", Said("")).text.split(",") if part.strip()]
            if applies:
                area["applies_to"] = applies
            rule = rule_in(cells.get("rule", Said("")).text)
            if rule is not None:
                area["rule"] = rule
            if cells.get("answer set", Said("")).text:
                area["answers"] = cells["answer set"].text
        framework_rule = rule_in(self.rules.get("rule", Said("")).text)
        if framework_rule is not None:
            data["rule"] = framework_rule
        if "overall" in self.rules:
            overall: dict[str, Any] = {"allowed": folded(self.rules["overall"].text) in ("allowed", "yes")}
            rule = rule_in(self.rules.get("overall rule", Said("")).text)
            if rule is not None and overall["allowed"]:
                overall["rule"] = rule
            if self.rules.get("overall note", Said("")).text:
                overall["note"] = self.rules["overall note"].text
            data["overall"] = overall
        if self.rules.get("answers", Said("")).text:
            data["answers"] = self.rules["answers"].text
        for row in self.answers:
            put_answer(data, typed(ANSWER_HEADS, row))
        for row in self.more_rules:
            put_rule(data, typed(RULE_HEADS, row))

    def _apply_scale(self, part: dict[str, Any]) -> None:
        """Values, ranks and meanings as declared, where every level of a scale was."""
        scale = part.get("scale") or []
        found = [self.levels.get(folded(str(level["label"]))) for level in scale]
        if not scale or any(item is None for item in found):
            return
        renamed: dict[str, str] = {}
        for level, item in zip(scale, found, strict=True):
            if item is None:
                continue
            value, rank, meaning = item
            if value != "":
                renamed[str(level["value"])] = str(value)
                level["value"] = value
            if rank is not None:
                level["rank"] = rank
            level["meaning"] = meaning or level["meaning"]
        scale.sort(key=lambda level: level["rank"])
        areas = part.get("areas", [part])
        for area in areas:
            if area is not part and "scale" in area:
                continue
            for statement in area.get("statements", ()):
                if "levels" in statement:
                    statement["levels"] = {renamed.get(key, key): text for key, text in statement["levels"].items()}
        self.draft.doubts = [doubt for doubt in self.draft.doubts if not self._answered(doubt.kind, doubt.seen)]

    def _answered(self, kind: DoubtKind, seen: str) -> bool:
        return kind is DoubtKind.SCALE and "which end" in seen


def rule_in(text: str) -> Any:
    """``best-fit`` or ``gated (floor 3, cap 2)`` as in a framework file; ``None`` for anything else."""
    match = re.fullmatch(r"([a-z-]+)(?: \((.*)\))?", text.strip())
    if match is None:
        return None
    if not match.group(2):
        return match.group(1)
    rule: dict[str, Any] = {"kind": match.group(1)}
    for part in match.group(2).split(","):
        name, _, value = part.strip().partition(" ")
        rule[name] = int(value) if value.isdigit() else value
    return rule
