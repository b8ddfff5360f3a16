"""A rule in words, for people who have not read the framework."""

from __future__ import annotations

from plait.domain.frameworks import Rule, RuleKind, Scale


def rule_words(rule: Rule, scale: Scale) -> str:
    """One or two sentences on how statements lead to a level under ``rule`` on ``scale``."""
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
