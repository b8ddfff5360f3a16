"""The four rules against worked examples, a slow model, and what must hold whatever the input."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.domain.frameworks import Level, Rule, RuleKind, Scale
from plait.domain.judgements import NonLevel
from plait.domain.scored import Part
from plait.domain.scoring import derive

FOUR = Scale(
    tuple(Level(n, name, "", n) for n, name in enumerate(("Emerging", "Expanding", "Secure", "Sustainable"), 1))
)
# written best first, as some authors do: value 1 is the top
REVERSED = Scale(
    (Level(1, "Outstanding", "", 4), Level(2, "Good", "", 3), Level(3, "Fair", "", 2), Level(4, "Weak", "", 1))
)
TWO = Scale((Level("not-met", "Not met", "", 1), Level("met", "Met", "", 2)))


def parts(
    *answers: object, scale: Scale = FOUR, weights: tuple[float, ...] = (), essential: tuple[int, ...] = ()
) -> list[Part]:
    """Parts named A, B, C…; ``answers`` are level values, ``NonLevel`` or ``None``; ``essential`` are places."""
    return [
        Part(
            chr(65 + place),
            answer if answer is None or isinstance(answer, NonLevel) else scale.at(answer),  # type: ignore[arg-type]
            weights[place] if weights else 1.0,
            place in essential,
        )
        for place, answer in enumerate(answers)
    ]


@pytest.mark.parametrize(
    ("kind", "answers", "expected"),
    [
        # best fit: most, not all; between equals the one nearest the middle, then the lower
        (RuleKind.BEST_FIT, (3, 3, 2, 4), "Secure"),
        (RuleKind.BEST_FIT, (1, 1, 4, 4), "Emerging"),
        (RuleKind.BEST_FIT, (1, 1, 2, 4, 4), "Emerging"),
        (RuleKind.BEST_FIT, (1, 1, 3, 4, 4), "Sustainable"),
        (RuleKind.BEST_FIT, (2, 3), "Expanding"),
        (RuleKind.BEST_FIT, (NonLevel.NOT_APPLICABLE, 4, None), "Sustainable"),
        # ladder: all of a rung before the next
        (RuleKind.LADDER, (3, 3, 2, 4), "Expanding"),
        (RuleKind.LADDER, (4, 4, 4), "Sustainable"),
        (RuleKind.LADDER, (3, 3, NonLevel.NOT_APPLICABLE), "Secure"),
        (RuleKind.LADDER, (3, 3, None), None),
        (RuleKind.LADDER, (3, 3, NonLevel.NOT_SURE), None),
        # one part at the bottom settles it, whatever is still open
        (RuleKind.LADDER, (1, 3, None), "Emerging"),
        # weighted: equal steps, nearest, halves down
        (RuleKind.WEIGHTED, (1, 4), "Expanding"),
        (RuleKind.WEIGHTED, (3, 4, 4), "Sustainable"),
        (RuleKind.WEIGHTED, (3, 4), "Secure"),
    ],
)
def test_rule_on_a_worked_example(kind: RuleKind, answers: tuple[object, ...], expected: str | None) -> None:
    level = derive(Rule(kind), FOUR, parts(*answers)).level
    assert (level.label if level else None) == expected


def test_weights_decide_best_fit() -> None:
    derived = derive(Rule(RuleKind.BEST_FIT), FOUR, parts(2, 2, 4, weights=(1, 1, 3)))
    assert derived.level == FOUR.at(4)
    assert "weight" in derived.words


@pytest.mark.parametrize(
    ("rule", "answers", "essential", "expected"),
    [
        (Rule(RuleKind.GATED), (4, 4, 4, 2), (3,), "Expanding"),
        (Rule(RuleKind.GATED), (4, 4, 4, 2), (0,), "Sustainable"),
        (Rule(RuleKind.GATED), (4, 4, 4, None), (3,), None),
        (Rule(RuleKind.GATED), (4, 4, 4, NonLevel.NOT_APPLICABLE), (3,), "Sustainable"),
        (Rule(RuleKind.GATED), (2, 2, 4), (2,), "Expanding"),
        # below the floor of Secure nothing goes above Expanding, however low the gate is
        (Rule(RuleKind.GATED, floor=3, cap=2), (4, 4, 4, 1), (3,), "Expanding"),
        (Rule(RuleKind.GATED, floor=3, cap=2), (4, 4, 4, 3), (3,), "Sustainable"),
    ],
)
def test_gated_rule(rule: Rule, answers: tuple[object, ...], essential: tuple[int, ...], expected: str | None) -> None:
    derived = derive(rule, FOUR, parts(*answers, essential=essential))
    assert (derived.level.label if derived.level else None) == expected


def test_reversed_scale_goes_by_rank_not_by_number() -> None:
    ladder = derive(Rule(RuleKind.LADDER), REVERSED, parts(1, 1, 3, scale=REVERSED))
    assert ladder.level == REVERSED.at(3)
    assert ladder.deciding == ("C",)


def test_safeguarding_is_met_only_when_every_statement_is() -> None:
    rule = Rule(RuleKind.LADDER)
    assert derive(rule, TWO, parts("met", "met", scale=TWO)).level == TWO.at("met")
    assert derive(rule, TWO, parts("met", "not-met", scale=TWO)).level == TWO.at("not-met")
    assert derive(rule, TWO, parts("met", None, scale=TWO)).level is None


def test_scales_are_never_mixed() -> None:
    with pytest.raises(ValueError, match="not a level of this scale"):
        derive(Rule(RuleKind.BEST_FIT), FOUR, [Part("A", TWO.at("met"))])


def test_framework_without_levels_concludes_nothing() -> None:
    derived = derive(Rule(RuleKind.BEST_FIT), Scale(), [Part("A", None)])
    assert derived.level is None
    assert "questions" in derived.words


@pytest.mark.parametrize(
    ("answers", "part_of_the_words"),
    [
        ((3, 3, 2), "Two of three statements sit at Secure"),
        ((3,), "The one statement with a level sits at Secure"),
        ((), "No statement has a level yet"),
        ((NonLevel.NOT_APPLICABLE,), "Every statement here is not applicable"),
        ((2, 3), "Expanding and Secure are equally supported"),
        ((3, 3), "Every statement with a level sits at Secure"),
        ((3,) * 7 + (2,) * 5, "7 of 12 statements sit at Secure"),
        ((3, 2, 1, 3), "Two of four statements sit at Secure"),
    ],
)
def test_best_fit_says_why(answers: tuple[object, ...], part_of_the_words: str) -> None:
    assert part_of_the_words in derive(Rule(RuleKind.BEST_FIT), FOUR, parts(*answers)).words


def test_ladder_names_what_holds_it() -> None:
    words = derive(Rule(RuleKind.LADDER), FOUR, parts(2, 3, 2)).words
    assert "A and C hold the judgement at Expanding" in words


def test_ladder_names_three_and_counts_the_others() -> None:
    words = derive(Rule(RuleKind.LADDER), FOUR, parts(2, 2, 2, 2, 2, 3)).words
    assert "A, B, C and two more hold the judgement at Expanding" in words


def test_gates_that_wait_are_named() -> None:
    words = derive(Rule(RuleKind.GATED), FOUR, parts(2, None, None, essential=(1, 2))).words
    assert "B and C are essential here and have no level yet" in words


LEVELS = st.sampled_from(FOUR.levels)
ANSWERS = st.lists(st.one_of(LEVELS, st.sampled_from(NonLevel), st.none()), min_size=1, max_size=12)
WEIGHTS = st.sampled_from((0.5, 1.0, 2.0, 3.0))


def slow_best_fit(given_parts: list[Part]) -> Level | None:
    """Best fit by listing every level with its weight and distance, and sorting."""
    rated = [part for part in given_parts if isinstance(part.answer, Level)]
    if not rated:
        return None
    units: list[Level] = []
    for part in rated:
        assert isinstance(part.answer, Level)
        units += [part.answer] * int(part.weight * 2)
    units.sort(key=lambda level: level.rank)
    middle = units[(len(units) - 1) // 2]
    return min(set(units), key=lambda level: (-units.count(level), abs(level.rank - middle.rank), level.rank))


@given(answers=ANSWERS, data=st.data())
def test_best_fit_equals_the_slow_model(answers: list[object], data: st.DataObject) -> None:
    given_parts = [
        Part(str(place), answer, data.draw(WEIGHTS))  # type: ignore[arg-type]
        for place, answer in enumerate(answers)
    ]
    assert derive(Rule(RuleKind.BEST_FIT), FOUR, given_parts).level == slow_best_fit(given_parts)


@given(answers=ANSWERS)
def test_weighted_equals_rounding_the_mean_with_halves_down(answers: list[object]) -> None:
    ranks = [answer.rank for answer in answers if isinstance(answer, Level)]
    found = derive(Rule(RuleKind.WEIGHTED), FOUR, [Part("x", answer) for answer in answers]).level  # type: ignore[arg-type]
    if not ranks:
        assert found is None
    else:
        mean = Fraction(sum(ranks), len(ranks))
        nearest = min(FOUR, key=lambda level: (abs(level.rank - mean), level.rank))
        assert found == nearest


@given(answers=ANSWERS, kind=st.sampled_from(RuleKind), order=st.randoms(use_true_random=False))
def test_order_of_statements_never_matters(answers: list[object], kind: RuleKind, order: object) -> None:
    given_parts = [Part(str(place), answer, essential=place == 0) for place, answer in enumerate(answers)]  # type: ignore[arg-type]
    shuffled = list(given_parts)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert derive(Rule(kind), FOUR, given_parts).level == derive(Rule(kind), FOUR, shuffled).level


@given(answers=ANSWERS, kind=st.sampled_from(RuleKind), place=st.integers(0, 11))
def test_raising_one_statement_never_lowers_a_ladder_a_gate_or_a_mean(
    answers: list[object], kind: RuleKind, place: int
) -> None:
    place %= len(answers)
    before = answers[place]
    if kind is RuleKind.BEST_FIT or kind is RuleKind.GATED or not isinstance(before, Level) or before.rank == 4:
        return
    raised = list(answers)
    raised[place] = FOUR.by_rank(before.rank + 1)
    first = derive(Rule(kind), FOUR, [Part(str(n), answer) for n, answer in enumerate(answers)])  # type: ignore[arg-type]
    then = derive(Rule(kind), FOUR, [Part(str(n), answer) for n, answer in enumerate(raised)])  # type: ignore[arg-type]
    if first.level and then.level:
        assert then.level.rank >= first.level.rank


@given(answers=ANSWERS, kind=st.sampled_from(RuleKind))
def test_level_lies_between_the_lowest_and_the_highest_and_parts_are_counted(
    answers: list[object], kind: RuleKind
) -> None:
    derived = derive(Rule(kind), FOUR, [Part("x", answer) for answer in answers])  # type: ignore[arg-type]
    ranks = [answer.rank for answer in answers if isinstance(answer, Level)]
    if derived.level:
        assert min(ranks) <= derived.level.rank <= max(ranks)
    assert derived.rated + derived.unsure + derived.not_applicable + derived.unanswered == len(answers)
    assert derived.words.endswith((".", "yet."))
