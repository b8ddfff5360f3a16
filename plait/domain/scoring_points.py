"""The weighted rule where statements have answers of their own: points, thresholds, and a gate on top.

An answer is worth what its set says, or else its step: 0 for the least developed, 1 for the most, equal steps between.
The points of a statement are worth times weight. What counts is their share of the most that was possible; a statement
that is not applicable or open is left out of both, and the words say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from plait.domain.frameworks import Level, Rule, Scale
from plait.domain.judgements import NonLevel, level_of
from plait.domain.scored import Conclusion, Part, named, open_part
from plait.domain.wording import count_word, listed, plural


def worth(answers: Scale, level: Level) -> Fraction:
    """What an answer counts, in points."""
    if level.worth is not None:
        return Fraction(str(level.worth))
    return Fraction(answers.position(level), max(1, len(answers) - 1))


def weigh_answers(rule: Rule, scale: Scale, parts: Sequence[Part], noun: str) -> Conclusion:
    """The level that the share of points reaches, no higher than the gate allows."""
    got, most = Fraction(0), Fraction(0)
    rated = []
    for part in parts:
        answers, level = part.answers or scale, level_of(part.answer)
        if level is not None:
            rated.append(part)
            got += part.share * worth(answers, level)
            most += part.share * max(worth(answers, other) for other in answers)
    if most == 0:
        return None, f"Every {noun} with an answer counts nothing, so nothing can be added up.", ()
    share = got / most
    chosen = _reached(rule, scale, share)
    words = (
        f"The {plural(2, noun)} come to {_number(got)} of {_number(most)} points, {_number(share * 100)} in 100"
        f"{_thresholds(rule, scale, chosen)}.{_left_out(parts, noun)}"
    )
    if rule.floor is None or rule.cap is None:
        return chosen, words, rated
    gates = [part for part in parts if part.essential]
    waiting = [part for part in gates if open_part(part)]
    if waiting:
        verb = "is essential here and has" if len(waiting) == 1 else "are essential here and have"
        return None, f"{words} {named(waiting)} {verb} no answer yet, so nothing can be concluded.", waiting
    shut = [part for part in gates if _below(part, scale, str(rule.floor))]
    cap = scale.at(rule.cap)
    if not shut or cap.rank >= chosen.rank:
        return chosen, f"{words} No essential {noun} holds it back.", rated
    verb = "is essential and holds" if len(shut) == 1 else "are essential and hold"
    return cap, f"{words} But {named(shut)} {verb} it at {cap.label}.", shut


def _reached(rule: Rule, scale: Scale, share: Fraction) -> Level:
    if rule.thresholds:
        reached = [key for key, least in rule.thresholds if share >= Fraction(str(least))]
        return scale.at(reached[-1]) if reached else scale.levels[0]
    place = share * (len(scale) - 1)
    return scale.levels[int(place) + (1 if place - int(place) > Fraction(1, 2) else 0)]


def _thresholds(rule: Rule, scale: Scale, chosen: Level) -> str:
    if not rule.thresholds:
        return f", nearest to {chosen.label}"
    begins = [
        f"{scale.at(key).label} begins at {_number(Fraction(str(least)) * 100)}" for key, least in rule.thresholds
    ]
    return f"; {listed(begins)}"


def _left_out(parts: Sequence[Part], noun: str) -> str:
    out = sum(part.answer is NonLevel.NOT_APPLICABLE for part in parts)
    waits = sum(open_part(part) for part in parts)
    said = [
        f"{count_word(many)} that {verb}"
        for many, verb in (
            (out, "does not apply" if out == 1 else "do not apply"),
            (waits, "has no answer" if waits == 1 else "have no answer"),
        )
        if many
    ]
    return f" Left out: {listed(said)}." if said else ""


def _below(part: Part, scale: Scale, floor: str) -> bool:
    answers = part.answers or scale
    level, least = level_of(part.answer), answers.by_key(floor)
    return level is not None and least is not None and level.rank < least.rank


def _number(value: Fraction) -> str:
    """Up to two decimals, none that are nought."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")
