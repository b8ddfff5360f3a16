"""The hidden sheet of sums: each rule of ``plait.domain.scoring`` as live formulas.

One row for each thing that a rule counts (code, weight, essential), one row for each conclusion. Everything
is a whole number, so that a spreadsheet's arithmetic gives exactly what ours gives. Present values are
written beside the formulas, because some programs show a fresh workbook without calculating it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from plait.adapters.workbook.layout import (
    CODE_NOT_APPLICABLE,
    CODE_NOT_SURE,
    CODE_NOT_UNDERSTOOD,
    SUMS,
)
from plait.domain.frameworks import Rule, RuleKind, Scale
from plait.domain.scored import Part

_NAME, _CODE, _WEIGHT, _ESSENTIAL = range(4)
_MOST_ANSWERS = 6  # of any scale or answer set
_FIRST_SUM = 5  # the column where a conclusion's numbers begin


@dataclass(frozen=True, slots=True)
class Conclusion:
    """Where one rule's numbers stand: absolute references for other sheets, with their present values.

    ``level`` is the code concluded (0: none), the others count parts.
    """

    level: str
    rated: str
    unsure: str
    not_applicable: str
    unanswered: str
    not_understood: str
    value: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A part with the formula that reads its code, and the code it has now."""

    part: Part
    formula: str
    code: int


class SumsSheet:
    """Writes the hidden sheet from the top down."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._row = 0
        heads = ("what", "code", "weight", "essential")
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head)
        self._row = 1

    def code(self, name: str, formula: str, value: int) -> str:
        """Write a code on a row of its own; a reference to it."""
        row = self._row
        self._sheet.write_string(row, _NAME, name[:200])
        self._sheet.write_formula(row, _CODE, formula, None, value)
        self._row += 1
        return self._at(row, _CODE)

    def conclude(
        self, name: str, rule: Rule, scale: Scale, counted: Sequence[Counted], *, live: bool = True
    ) -> Conclusion:
        """Write the parts and what ``rule`` concludes from them. Not ``live``: count them and conclude nothing."""
        first = self._row
        weights = whole_weights([item.part for item in counted])
        for item, weight in zip(counted, weights, strict=True):
            self._sheet.write_string(self._row, _NAME, item.part.name[:200])
            self._sheet.write_formula(self._row, _CODE, item.formula, None, item.code)
            self._sheet.write_number(self._row, _WEIGHT, weight)
            self._sheet.write_number(self._row, _ESSENTIAL, int(item.part.essential))
            self._row += 1
        row = self._row
        self._row += 2
        self._sheet.write_string(row, _NAME, f"= {name}"[:200])
        block = _Block(self._sheet, row, first, row - 1, counted, weights)
        return block.conclude(rule, scale, live=live)

    def table(self, rows: Sequence[tuple[str, str, int]]) -> tuple[int, int]:
        """Write ``(name, formula, value)`` rows one under another; the first and last row, counted from 0."""
        first = self._row
        for name, formula, value in rows:
            self._sheet.write_string(self._row, _NAME, name)
            self._sheet.write_formula(self._row, _CODE, formula, None, value)
            self._row += 1
        return first, self._row - 1

    @staticmethod
    def _at(row: int, column: int) -> str:
        return f"{SUMS}!{xl_rowcol_to_cell(row, column, True, True)}"


def whole_weights(parts: Sequence[Part]) -> list[int]:
    """The parts' weights as whole numbers in the same proportions."""
    shares = [Fraction(part.share) for part in parts]
    scale = lcm(*(share.denominator for share in shares)) if shares else 1
    return [int(share * scale) for share in shares]


class _Block:
    """One conclusion: cells to the right of its row, each a formula over the rows above with its value."""

    def __init__(
        self, sheet: Any, row: int, first: int, last: int, counted: Sequence[Counted], weights: list[int]
    ) -> None:
        self._sheet = sheet
        self._row = row
        self._column = _FIRST_SUM
        self._empty = not counted
        self._codes = [item.code for item in counted]
        self._weights = weights
        self._essential = [item.part.essential for item in counted]

        def column(index: int) -> str:
            start = xl_rowcol_to_cell(first, index, True, True)
            return f"{start}:{xl_rowcol_to_cell(last, index, True, True)}"

        self._code_range = column(_CODE)
        self._weight_range = column(_WEIGHT)
        self._essential_range = column(_ESSENTIAL)

    def _put(self, formula: str, value: int) -> str:
        """Write the next cell; its reference on this sheet."""
        self._sheet.write_formula(self._row, self._column, f"={formula}", None, value)
        reference = str(xl_rowcol_to_cell(self._row, self._column, True, True))
        self._column += 1
        return reference

    def _count(self, code: int) -> tuple[str, int]:
        value = sum(item == code for item in self._codes)
        return self._put("0" if self._empty else f"COUNTIF({self._code_range},{code})", value), value

    def _gate(self, code: int) -> tuple[str, int]:
        value = sum(item == code and gate for item, gate in zip(self._codes, self._essential, strict=True))
        formula = f"COUNTIFS({self._code_range},{code},{self._essential_range},1)"
        return self._put("0" if self._empty else formula, value), value

    def _weight(self, code: int) -> tuple[str, int]:
        value = sum(weight for item, weight in zip(self._codes, self._weights, strict=True) if item == code)
        formula = f"SUMIF({self._code_range},{code},{self._weight_range})"
        return self._put("0" if self._empty else formula, value), value

    def conclude(self, rule: Rule, scale: Scale, *, live: bool) -> Conclusion:
        size = len(scale) if live else _MOST_ANSWERS
        counts = [self._count(code) for code in range(1, size + 1)]
        rated_value = sum(value for _, value in counts)
        rated = self._put("+".join(name for name, _ in counts) or "0", rated_value)
        blank, unsure, not_applicable, odd = (
            self._count(code) for code in (0, CODE_NOT_SURE, CODE_NOT_APPLICABLE, CODE_NOT_UNDERSTOOD)
        )
        open_parts = (f"({blank[0]}+{unsure[0]}+{odd[0]})", blank[1] + unsure[1] + odd[1])
        if not size or not live:
            level = ("0", 0)
        elif rule.kind is RuleKind.LADDER:
            level = self._ladder(counts, open_parts)
        elif rule.kind is RuleKind.WEIGHTED:
            level = self._weighted(size)
        elif rule.kind is RuleKind.GATED:
            level = self._gated(rule, scale, counts)
        else:
            level = self._best_fit(counts)
        value = level[1] if rated_value else 0
        concluded = self._put(f"IF({rated}=0,0,{level[0]})", value)
        references = (concluded, rated, unsure[0], not_applicable[0], blank[0], odd[0])
        level_at, rated_at, unsure_at, out_at, blank_at, odd_at = (f"{SUMS}!{name}" for name in references)
        return Conclusion(level_at, rated_at, unsure_at, out_at, blank_at, odd_at, value)

    def _best_fit(self, counts: Sequence[tuple[str, int]]) -> tuple[str, int]:
        """Most weight; between equals the nearest to the weighted lower median, then the lower."""
        size = len(counts)
        weights = [self._weight(code) for code in range(1, size + 1)]
        names = [name for name, _ in weights]
        values = [value for _, value in weights]
        total = self._put(f"SUM({names[0]}:{names[-1]})", sum(values))
        most = self._put(f"MAX({names[0]}:{names[-1]})", max(values))
        below = [f"(2*SUM({names[0]}:{names[code]})<{total})" for code in range(size - 1)]
        middle_value = 1 + sum(2 * sum(values[: code + 1]) < sum(values) for code in range(size - 1))
        middle = self._put("+".join(["1", *below]), middle_value)
        scores = []
        for code in range(1, size + 1):
            tied = counts[code - 1][1] > 0 and values[code - 1] == max(values)
            score = abs(code - middle_value) * 10 + code if tied else 9999
            leads = f"AND({counts[code - 1][0]}>0,{names[code - 1]}={most})"
            formula = f"IF({leads},ABS({code}-{middle})*10+{code},9999)"
            scores.append((self._put(formula, score), score))
        best = min(score for _, score in scores)
        return self._put(f"MOD(MIN({scores[0][0]}:{scores[-1][0]}),10)", best % 10), best % 10

    def _ladder(self, counts: Sequence[tuple[str, int]], open_parts: tuple[str, int]) -> tuple[str, int]:
        """The lowest level that any part has; above the bottom only when nothing is open."""
        lowest = self._lowest(counts, "0", 0)
        waiting = open_parts[1] > 0 and lowest[1] != 1
        value = 0 if waiting else lowest[1]
        return self._put(f"IF(AND({open_parts[0]}>0,{lowest[0]}<>1),0,{lowest[0]})", value), value

    def _lowest(self, counts: Sequence[tuple[str, int]], otherwise: str, value: int) -> tuple[str, int]:
        formula = otherwise
        for code in range(len(counts), 0, -1):
            formula = f"IF({counts[code - 1][0]}>0,{code},{formula})"
        found = next((code for code, (_, count) in enumerate(counts, 1) if count), value)
        return self._put(formula, found), found

    def _gated(self, rule: Rule, scale: Scale, counts: Sequence[tuple[str, int]]) -> tuple[str, int]:
        """Best fit, but no higher than essential parts allow; nothing while one of them is open."""
        fit = self._best_fit(counts)
        waiting = [self._gate(code) for code in (0, CODE_NOT_SURE, CODE_NOT_UNDERSTOOD)]
        waits = f"({'+'.join(name for name, _ in waiting)})"
        reach = len(scale)
        if rule.floor is not None:
            reach = scale.position(scale.at(rule.floor))
        gates = [self._gate(code) for code in range(1, reach + 1)]
        if rule.floor is not None and rule.cap is not None:
            cap_code = scale.position(scale.at(rule.cap)) + 1
            shut = "+".join(name for name, _ in gates) or "0"
            cap_value = cap_code if any(value for _, value in gates) else fit[1]
            cap = (self._put(f"IF({shut}>0,{cap_code},{fit[0]})", cap_value), cap_value)
        else:
            cap = self._lowest(gates, fit[0], fit[1])
        value = 0 if any(count for _, count in waiting) else min(fit[1], cap[1])
        return self._put(f"IF({waits}>0,0,MIN({fit[0]},{cap[0]}))", value), value

    def _weighted(self, size: int) -> tuple[str, int]:
        """The weighted mean of positions, rounded to the nearest, halves down."""
        weights = [self._weight(code) for code in range(1, size + 1)]
        total_value = sum(value for _, value in weights)
        total = self._put("+".join(name for name, _ in weights), total_value)
        steps_value = sum(value * step for step, (_, value) in enumerate(weights))
        steps = self._put("+".join(f"{name}*{step}" for step, (name, _) in enumerate(weights)), steps_value)
        value = 0
        if total_value:
            value = (2 * steps_value + total_value - 1) // (2 * total_value) + 1
        formula = f"IF({total}=0,0,INT((2*{steps}+{total}-1)/(2*{total}))+1)"
        return self._put(formula, value), value
