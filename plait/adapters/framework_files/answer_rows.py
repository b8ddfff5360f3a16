"""Answer sets, and what rules say level by level, as rows of tables: the same in Excel and in Word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from plait.domain.frameworks import Framework

ANSWER_HEADS = ("Answer set", "Value", "Label", "Rank", "Meaning", "Light", "Worth")
RULE_HEADS = ("Rule of", "What", "Level", "Answer", "Leads to")
_KEYS = ("value", "label", "rank", "meaning", "tone", "worth")
_FRAMEWORK, _OVERALL, _AREA = "framework", "overall", "area "
_WHAT = ("rungs", "thresholds", "by_people", "at_once")


def answer_rows(data: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The answer sets of a framework's mapping, a row an answer."""
    sets = data.get("answer_sets", {})
    return [(name, *(answer.get(key, "") for key in _KEYS)) for name, answers in sets.items() for answer in answers]


def put_answer(data: dict[str, Any], row: Mapping[str, Any]) -> tuple[str, int]:
    """Put one such row into the mapping; the set and the place in it."""
    name = _text(row["Answer set"])
    answers = data.setdefault("answer_sets", {}).setdefault(name, [])
    given = {
        "value": _whole(row["Value"]),
        "label": _text(row["Label"]),
        "rank": _whole(row["Rank"]),
        "meaning": _text(row["Meaning"]),
        "tone": _text(row["Light"]).lower(),
        "worth": row["Worth"] if row["Worth"] is not None else "",
    }
    answers.append({key: value for key, value in given.items() if value != "" or key == "meaning"})
    return name, len(answers) - 1


def rule_rows(framework: Framework) -> list[tuple[Any, ...]]:
    """Rungs, thresholds, and what is left to people, of every rule that the framework has."""
    rules = [(_FRAMEWORK, framework.rule)]
    if framework.overall.rule is not None:
        rules.append((_OVERALL, framework.overall.rule))
    rules += [(f"{_AREA}{area.id}", area.rule) for area in framework.areas if area.rule != framework.rule]
    rows: list[tuple[Any, ...]] = []
    for whose, rule in rules:
        rows += [(whose, "rungs", rung.level, answer, to) for rung in rule.rungs for answer, to in rung.outcomes]
        rows += [(whose, "thresholds", level, "", share) for level, share in rule.thresholds]
        rows += [(whose, "by_people", level, "", "") for level in rule.by_people]
        rows += [(whose, "at_once", "", "", "yes")] if rule.at_once else []
    return rows


def put_rule(data: dict[str, Any], row: Mapping[str, Any]) -> bool:
    """Put one such row into the rule that it belongs to; whether there is one."""
    whose, what, level = _text(row["Rule of"]), _text(row["What"]), _text(row["Level"])
    owner = _owner(data, whose)
    if owner is None or what not in _WHAT:
        return False
    rule = owner.get("rule", "best-fit")
    rule = owner["rule"] = rule if isinstance(rule, dict) else {"kind": rule}
    if what == "rungs":
        rule.setdefault("rungs", {}).setdefault(level, {})[_text(row["Answer"])] = _text(row["Leads to"])
    elif what == "thresholds":
        rule.setdefault("thresholds", {})[level] = row["Leads to"]
    elif what == "by_people":
        rule.setdefault("by_people", []).append(level)
    else:
        rule["at_once"] = True
    return True


def _owner(data: dict[str, Any], whose: str) -> dict[str, Any] | None:
    if whose == _FRAMEWORK:
        return data
    if whose == _OVERALL:
        overall: dict[str, Any] | None = data.get("overall")
        return overall
    return next((area for area in data["areas"] if f"{_AREA}{area['id']}" == whose), None)


def _text(cell: Any) -> str:
    return "" if cell is None else str(_whole(cell)).strip()


def _whole(cell: Any) -> Any:
    """A whole number without its decimals; anything else as it is."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def typed(heads: tuple[str, ...], row: Mapping[str, str]) -> dict[str, Any]:
    """A row of a format that knows only text, with numbers where the headings want them."""
    return {head: _number(row[head]) if head in ("Value", "Rank", "Worth", "Leads to") else row[head] for head in heads}


def _number(text: str) -> Any:
    return float(text) if re.fullmatch(r"\d{1,4}(\.\d{1,6})?", text) else text
