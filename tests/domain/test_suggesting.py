"""Suggesting statements: worked examples, invariants, and a floor on the passages that it was tried on."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.adapters.framework_files import built_in
from plait.cli.bench.suggest import beside_an_area, by_words, passages, right_of_three
from plait.domain.suggesting import K1, B, bm25, scores, suggest, terms_of
from tests.world import small_framework

BUILT_IN = next(framework for framework in built_in() if framework.id == "teaching-school")


def test_words_are_compared_by_their_stems() -> None:
    assert terms_of("The governors’ meetings, and governing!") == ["governor", "meet", "govern"]
    assert terms_of("<script>alert(1)</script>") == ["script", "alert", "script"]


def test_a_score_by_hand() -> None:
    documents = [Counter(["read", "read", "home"]), Counter(["write"])]
    rarity = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    norm = 2 + K1 * (1 - B + B * 3 / 2)
    assert bm25(documents, {"read": 1}) == pytest.approx([rarity * 2 * (K1 + 1) / norm, 0])
    assert bm25([], {"read": 1}) == []
    assert bm25(documents, {}) == [0, 0]


def test_the_nearest_statement_comes_first_and_nothing_is_made_up() -> None:
    found = suggest("Mentors meet their trainees each week", BUILT_IN)
    assert found[0].statement.id == "itt-mentoring"
    assert suggest("zebra crossing", BUILT_IN) == ()
    assert suggest("", BUILT_IN) == ()


def test_the_area_that_a_text_stands_beside_comes_first() -> None:
    for area in ("leadership", "s2ss"):
        found = suggest("Governors back it", BUILT_IN, inside=area, most=9)
        assert found[0].statement.id == f"{area}-governors"
        assert {item.area.id for item in found} > {area}, "others follow"


@given(st.text(max_size=300), st.integers(1, 8))
def test_whatever_is_written_no_more_is_suggested_than_asked_for(text: str, most: int) -> None:
    framework = small_framework()
    found = suggest(text, framework, most=most)
    assert len(found) <= most
    assert len({item.statement.id for item in found}) == len(found)
    assert all(item.score > 0 for item in found)
    assert [item.score for item in found] == sorted((item.score for item in found), reverse=True)


@given(st.lists(st.sampled_from(["secure", "statement", "area", "unheard"]), max_size=6), st.randoms())
def test_the_order_of_words_does_not_matter(words: list[str], chance: object) -> None:
    framework = small_framework()
    shuffled = list(words)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert scores(" ".join(words), framework) == pytest.approx(scores(" ".join(shuffled), framework))


def test_passages_are_as_they_should_be() -> None:
    tuning, held_out = passages("tuning"), passages("held-out")
    assert len(held_out) >= 150
    assert len(tuning) >= 150
    assert not {item.text for item in tuning} & {item.text for item in held_out}
    for item in (*tuning, *held_out):
        assert 1 <= len(item.right) <= 3
        assert item.right <= {statement.id for statement in item.framework.statements}


def test_suggestions_are_as_good_as_they_were_on_what_they_were_tried_on() -> None:
    assert right_of_three(by_words, "tuning").mean() >= 0.15
    assert right_of_three(beside_an_area, "tuning").mean() >= 0.25
