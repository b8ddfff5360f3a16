"""A rule in words, for people who have not read the framework."""

from __future__ import annotations

from dataclasses import replace

from plait.domain.frameworks import Area, Rule, RuleKind, Scale
from plait.domain.judgements import Submission
from plait.domain.scored import Derived
from plait.domain.scoring import derive_area

LATER = "worked out when this workbook comes back"


def worked_out_here(area: Area) -> bool:
    """Whether a spreadsheet's formulas can follow the area's rule: not where statements have answers of their own."""
    rule = area.rule
    return not (rule.rungs or rule.thresholds or rule.by_people or any(item.answers for item in area.statements)) and (
        rule.kind is RuleKind.GATED or rule.floor is None
    )


def derived_here(area: Area, submission: Submission) -> Derived:
    """What the workbook shows as following from the statements: nothing where it cannot keep up with changes."""
    derived = derive_area(area, submission)
    return derived if worked_out_here(area) else replace(derived, level=None)


def rule_words(rule: Rule, scale: Scale) -> str:
    """One or two sentences on how statements lead to a level under ``rule`` on ``scale``."""
    if rule.rungs:
        return (
            "rung by rung. The answers on one rung decide whether the next is looked at; Plait works it out when this "
            "workbook comes back."
        )
    if rule.thresholds or (rule.kind is RuleKind.WEIGHTED and rule.floor is not None):
        return (
            "points. Each answer counts by its worth and weight, and their share leads to the level; Plait works it "
            "out when this workbook comes back."
        )
    if rule.kind is RuleKind.LADDER:
        return (
            "a ladder. All of a level must be in place before the next, so the least developed statement decides; "
            "nothing above the lowest level is concluded while a statement is open."
        )
    if rule.kind is RuleKind.WEIGHTED:
        return (
            "weighted. The framework counts its levels as equal steps; the weighted average of the statements is "
            "taken to the nearest level, halves down."
        )
    fit = (
        "best fit. The level where most statements (by weight) sit; between equals, the one nearest the middle of "
        "them all, then the lower."
    )
    if rule.kind is RuleKind.BEST_FIT:
        return fit
    if rule.floor is None:
        gate = "Essential statements are a gate: the area can be no higher than the weakest of them."
    elif rule.cap is None:
        gate = (
            f"Essential statements are a gate: while one is below {scale.at(rule.floor).label}, the area can be no "
            "higher than the weakest of them."
        )
    else:
        gate = (
            f"Essential statements are a gate: while one is below {scale.at(rule.floor).label}, the area can be no "
            f"higher than {scale.at(rule.cap).label}."
        )
    return f"{fit} {gate} Nothing is concluded while an essential statement is open."
