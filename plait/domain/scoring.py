"""How an area's level follows from its statements, and how the rule says so in words.

Levels are ordered, not measured: nothing here averages them unless the framework chose the weighted rule.
``Not applicable`` leaves a statement out. ``Not sure`` and "nothing said yet" hold a ladder or a gate open:
Plait does not guess what it was not told.

Sources: best fit and "secure fit" as the field uses them (best-fit column of the East Midlands workbook, 2017;
ladder logic of the inspection toolkit in force since November 2025).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from plait.domain.frameworks import Area, Framework, Level, Rule, RuleKind, Scale
from plait.domain.judgements import Answer, AreaEntry, NonLevel, Submission, level_of
from plait.domain.scored import Conclusion, Derived, Part, left_to_people, named, open_part
from plait.domain.scoring_points import weigh_answers
from plait.domain.scoring_rungs import climb
from plait.domain.wording import count_word, listed, opening, plural


def derive(rule: Rule, scale: Scale, parts: Sequence[Part], noun: str = "statement") -> Derived:
    """Apply ``rule`` to ``parts`` on ``scale``.

    ``noun`` is what a part is called in the sentences ("statement", "area"). An answer that is neither on ``scale`` nor
    in the part's own answers raises ``ValueError``, and so does a rule that counts levels where answers are none.
    """
    own = any(part.answers for part in parts)
    for part in parts:
        level = level_of(part.answer)
        if level is not None and level not in (part.answers or scale).levels:
            raise ValueError(f"{part.name}: {level.label} is not a level of this scale")
    if own and scale and not rule.rungs and rule.kind is not RuleKind.WEIGHTED:
        raise ValueError(f"The {rule.kind.value} rule counts levels; answers of another kind need rungs or weights.")
    rated = [part for part in parts if level_of(part.answer) is not None]
    unsure = sum(part.answer is NonLevel.NOT_SURE for part in parts)
    not_applicable = sum(part.answer is NonLevel.NOT_APPLICABLE for part in parts)
    unanswered = sum(part.answer is None for part in parts)

    def conclude(level: Level | None, words: str, deciding: Sequence[Part] = ()) -> Derived:
        return Derived(
            level, words, len(rated), unsure, not_applicable, unanswered, tuple(part.name for part in deciding)
        )

    if not scale:
        return conclude(None, "This framework asks questions and has no levels, so there is nothing to add up.")
    if rule.rungs:
        level, words, deciding, rung = climb(rule, scale, parts, noun)
        return replace(left_to_people(rule, conclude(level, words, deciding), scale), rung=rung)
    if not rated:
        if parts and not_applicable == len(parts):
            return conclude(None, f"Every {noun} here is not applicable, so no level follows.")
        return conclude(None, f"No {noun} has a level yet, so none follows.")
    match rule.kind:
        case RuleKind.BEST_FIT:
            found = conclude(*_best_fit(scale, rated, noun))
        case RuleKind.LADDER:
            found = conclude(*_ladder(scale, rated, unsure + unanswered, noun))
        case RuleKind.GATED:
            found = conclude(*_gated(rule, scale, rated, parts, noun))
        case RuleKind.WEIGHTED if own or rule.thresholds or rule.floor is not None:
            found = conclude(*weigh_answers(rule, scale, parts, noun))
        case RuleKind.WEIGHTED:
            found = conclude(*_weighted(scale, rated, noun))
    return left_to_people(rule, found, scale)


def _level(part: Part) -> Level:
    level = level_of(part.answer)
    assert level is not None  # noqa: S101  only rated parts come here
    return level


def _best_fit(scale: Scale, rated: Sequence[Part], noun: str) -> Conclusion:
    """The level where most weight sits; between equals, the one nearest the middle part, then the lower."""
    weights: dict[Level, Fraction] = {}
    for part in rated:
        weights[_level(part)] = weights.get(_level(part), Fraction(0)) + part.share
    most = max(weights.values())
    tied = sorted((level for level, weight in weights.items() if weight == most), key=lambda level: level.rank)
    if len(tied) == 1:
        chosen = tied[0]
    else:
        middle = _lower_median(rated)
        chosen = min(tied, key=lambda level: (abs(scale.position(level) - scale.position(middle)), level.rank))
    count = sum(_level(part) == chosen for part in rated)
    even = len({part.weight for part in rated}) == 1
    sits, carry = ("sits", "carries") if count == 1 else ("sit", "carry")
    if len(tied) > 1:
        names = listed([level.label for level in tied])
        words = f"{names} are equally supported; {chosen.label} lies nearest the middle, so it fits best."
    elif len(rated) == 1:
        words = f"The one {noun} with a level sits at {chosen.label}."
    elif count == len(rated):
        words = f"Every {noun} with a level sits at {chosen.label}."
    elif even:
        words = f"{_share(count, rated, noun)} {sits} at {chosen.label}, more than at any other level, so it fits best."
    else:
        words = f"{_share(count, rated, noun)} {sits} at {chosen.label} and {carry} the most weight, so it fits best."
    return chosen, words, [part for part in rated if _level(part) == chosen]


def _share(count: int, rated: Sequence[Part], noun: str) -> str:
    """``Two of three statements``, ``6 of 12 statements``: both in words, or both in figures."""
    whole = len(rated)
    numbers = (count_word(count), count_word(whole)) if whole <= 10 else (str(count), str(whole))
    return opening(f"{numbers[0]} of {numbers[1]} {plural(whole, noun)}")


def _lower_median(rated: Sequence[Part]) -> Level:
    """The weighted lower median: the first level at which half of the weight is reached."""
    half = sum((part.share for part in rated), Fraction(0)) / 2
    running = Fraction(0)
    ordered = sorted(rated, key=lambda part: _level(part).rank)
    for part in ordered:
        running += part.share
        if running >= half:
            return _level(part)
    return _level(ordered[-1])  # pragma: no cover  the whole is never below its half


def _ladder(scale: Scale, rated: Sequence[Part], open_parts: int, noun: str) -> Conclusion:
    """The highest rung that every part has reached: all of a rung before the next."""
    lowest = min((_level(part) for part in rated), key=lambda level: level.rank)
    holding = [part for part in rated if _level(part) == lowest]
    if open_parts and lowest != scale.levels[0]:
        words = (
            f"So far every {noun} with a level is at {lowest.label} or above. "
            f"{opening(count_word(open_parts))} still {'needs' if open_parts == 1 else 'need'} a level "
            "before this can be concluded."
        )
        return None, words, holding
    above = scale.above(lowest)
    if above is None:
        return lowest, f"Every {noun} reaches {lowest.label}, the top of the scale.", holding
    if len(holding) == len(rated):
        return lowest, f"Every {noun} sits at {lowest.label}; none is secure at {above.label} yet.", holding
    names = named(holding)
    verb = "holds" if len(holding) == 1 else "hold"
    words = f"All of a level must be in place before the next. {names} {verb} the judgement at {lowest.label}."
    return lowest, words, holding


def _gated(rule: Rule, scale: Scale, rated: Sequence[Part], parts: Sequence[Part], noun: str) -> Conclusion:
    """Best fit of all parts, but no higher than essential parts allow."""
    fit, fit_words, deciding = _best_fit(scale, rated, noun)
    assert fit is not None  # noqa: S101  there is at least one rated part
    gates = [part for part in parts if part.essential]
    if any(open_part(part) for part in gates):
        waiting = [part for part in gates if open_part(part)]
        verb = "is essential here and has" if len(waiting) == 1 else "are essential here and have"
        return None, f"{named(waiting)} {verb} no level yet, so nothing can be concluded.", waiting
    shut = [part for part in gates if level_of(part.answer) is not None]
    if rule.floor is not None:
        floor = scale.at(rule.floor)
        shut = [part for part in shut if _level(part).rank < floor.rank]
        cap = (
            scale.at(rule.cap) if rule.cap is not None else (min(map(_level, shut), key=lambda x: x.rank, default=fit))
        )
    else:
        cap = min((_level(part) for part in shut), key=lambda level: level.rank, default=fit)
        shut = [part for part in shut if _level(part) == cap]
    if not shut or cap.rank >= fit.rank:
        return fit, f"{fit_words} No essential {noun} holds it back.", deciding
    names = named(shut)
    essential = "is essential and holds" if len(shut) == 1 else "are essential and hold"
    words = f"Most {plural(2, noun)} point to {fit.label}, but {names} {essential} it at {cap.label}."
    return cap, words, shut


def _weighted(scale: Scale, rated: Sequence[Part], noun: str) -> Conclusion:
    """The weighted mean of positions, rounded to the nearest level, halves down.

    Only for frameworks whose author chose to treat the steps as equal; the words say that this was done.
    """
    total = sum((part.share for part in rated), Fraction(0))
    if total == 0:
        return None, f"Every {noun} with a level has weight nought, so nothing can be added up.", ()
    mean = sum((part.share * scale.position(_level(part)) for part in rated), Fraction(0)) / total
    index = int(mean) + (1 if mean - int(mean) > Fraction(1, 2) else 0)
    chosen = scale.levels[index]
    shown = f"{float(mean) + 1:.1f}"
    words = (
        f"This framework weighs its {plural(2, noun)} and counts its levels as equal steps: "
        f"the weighted average is {shown} of {len(scale)}, nearest to {chosen.label}."
    )
    return chosen, words, rated


def derive_area(area: Area, submission: Submission) -> Derived:
    """What an area's rule concludes from what one party said of its statements."""
    return derive_from(area, {item.id: submission.statement(item.id).answer for item in area.statements})


def derive_from(area: Area, answers: Mapping[str, Answer]) -> Derived:
    """The same from answers by statement id; one that is missing is not answered."""
    return derive(area.rule, area.scale, parts_of(area, answers))


def parts_of(area: Area, answers: Mapping[str, Answer]) -> list[Part]:
    """The statements of an area as a rule counts them."""
    return [
        Part(item.text, answers.get(item.id), item.weight, item.essential, item.answers, item.rung)
        for item in area.statements
    ]


def settled(entry: AreaEntry, derived: Derived) -> Answer:
    """The answer that stands for an area: agreed after challenge, else what was judged, else what the rule gives."""
    if entry.agreed is not None:
        return entry.agreed
    if entry.answer is not None:
        return entry.answer
    return derived.level


def derive_overall(framework: Framework, answers: Sequence[tuple[str, Answer]]) -> Derived | None:
    """One level for the whole framework from ``(area id, answer)`` pairs, or ``None`` where it allows none.

    Areas on a scale of their own are left out, because levels of different scales cannot be put together.
    """
    if not framework.overall.allowed or framework.overall.rule is None:
        return None
    parts = [
        Part(area.title, answer)
        for area_id, answer in answers
        if (area := framework.area(area_id)) is not None and area.scale == framework.scale
    ]
    return derive(framework.overall.rule, framework.scale, parts, noun="area")


def spread(answers: Sequence[Answer]) -> Counter[str]:
    """How many answers there are of each kind, by key; nothing said is the empty key."""
    return Counter("" if answer is None else getattr(answer, "key", str(answer)) for answer in answers)
