"""The ladder that climbs by the statements' own answers, rung by rung, as the framework's table says.

Each rung has its statements. Each answer there leads somewhere: to a level, to the next rung, or to people; the least
of these counts. So "any red", "any amber" and "all green" are rows of a table in the framework file. A statement on the
rung that is open or not sure holds the judgement open; one that is not applicable is left out.

Source of the shape: a trust's published in-depth review of 2026 (its truth table is worked through in the tests).
"""

from __future__ import annotations

from collections.abc import Sequence

from plait.domain.frameworks import NEXT, PEOPLE, Level, Rule, Rung, Scale
from plait.domain.judgements import NonLevel, level_of
from plait.domain.scored import Part, named, open_part
from plait.domain.wording import count_word, opening, plural

Landed = tuple[Level | None, str, Sequence[Part], Level | None]
"""Level, words, the parts that decided, and the rung on which it landed or which waits."""


def climb(rule: Rule, scale: Scale, parts: Sequence[Part], noun: str) -> Landed:
    """The level that the rungs lead to, from the lowest rung up."""
    top: Level | None = None
    for rung in rule.rungs:
        step = scale.at(rung.level)
        here = [part for part in parts if part.rung == rung.level]
        counted = [part for part in here if part.answer is not NonLevel.NOT_APPLICABLE]
        if not counted:
            continue
        waiting = [part for part in counted if open_part(part)]
        said = [part for part in counted if not open_part(part)]
        if waiting and not (rule.at_once and said and _least(scale, rung, said) == _worst(scale, rung)):
            return None, _waiting(step, waiting, top, noun), waiting, step
        least = _least(scale, rung, said)
        deciding = [part for part in said if _outcome(rung, part) == least]
        if least == NEXT:
            top = step
            continue
        level = None if least == PEOPLE else scale.at(least)
        landed = step if level is None or rule.rung(level.key) is None else level
        return level, _decided(step, said, deciding, level, noun), deciding, landed
    if top is not None:
        rest = "nothing beyond it applies" if top.key != rule.rungs[-1].level else "it is the top of the ladder"
        return top, f"Everything at {top.label} is in place, and {rest}.", (), top
    if parts and all(part.answer is NonLevel.NOT_APPLICABLE for part in parts):
        return None, f"Every {noun} here is not applicable, so no level follows.", (), None
    return None, f"No {noun} has an answer yet, so no level follows.", (), None


def _outcome(rung: Rung, part: Part) -> str:
    level = level_of(part.answer)
    assert level is not None  # noqa: S101  only answered parts come here
    return rung.outcome(level.key)


def _place(scale: Scale, outcome: str) -> int:
    """Outcomes in order: people, then levels from the least developed, then the next rung."""
    if outcome == PEOPLE:
        return 0
    return len(scale) + 1 if outcome == NEXT else scale.at(outcome).rank


def _least(scale: Scale, rung: Rung, said: Sequence[Part]) -> str:
    return min((_outcome(rung, part) for part in said), key=lambda outcome: _place(scale, outcome))


def _worst(scale: Scale, rung: Rung) -> str:
    """The least that this rung can lead to at all."""
    return min((outcome for _, outcome in rung.outcomes), key=lambda outcome: _place(scale, outcome))


def _waiting(step: Level, waiting: Sequence[Part], top: Level | None, noun: str) -> str:
    many = len(waiting)
    verb = "needs" if many == 1 else "need"
    done = f"Everything at {top.label} is in place. " if top is not None else ""
    how_many = f"{opening(count_word(many))} {plural(many, noun)}"
    return f"{done}{how_many} at {step.label} still {verb} an answer before this can be concluded."


def _decided(step: Level, said: Sequence[Part], deciding: Sequence[Part], level: Level | None, noun: str) -> str:
    answers = [part.answer for part in deciding]
    labels = list(dict.fromkeys(answer.label for answer in answers if isinstance(answer, Level)))
    said_so = " or ".join(f"“{label}”" for label in labels)
    if len(deciding) == len(said) and len(said) > 1:
        why = f"Every {noun} at {step.label} is answered {said_so}"
    else:
        verb = "is" if len(deciding) == 1 else "are"
        why = f"At {step.label}, {named(deciding, quoted=True)} {verb} answered {said_so}"
    return f"{why}, so this is for people to judge." if level is None else f"{why}, which makes it {level.label}."
