"""How schools are compared in searches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.domain.schools import fold, search_text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("St. Mary’s Môr", "st marys mor"),
        ("  Ysgol Gynradd\u00a0Llanŷ-dŵr ", "ysgol gynradd llany dwr"),
        ("St Thomas à Becket, (VA)", "st thomas a becket va"),
        ("O'Neill & Sons", "oneill sons"),
        ("STRASSE Straße", "strasse strasse"),
        ("İzmir", "izmir"),
        ("%_\\", ""),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert all(part.isalnum() for part in once.split())
    assert once == " ".join(once.split())


@given(st.text(max_size=40))
def test_capitals_make_no_difference_in_plain_letters(text: str) -> None:
    plain = text.encode("ascii", "ignore").decode()
    assert fold(plain.upper()) == fold(plain.lower())


def test_a_school_is_found_by_each_of_its_words() -> None:
    words = search_text(990001, "St Aldric’s Primary", "Old Village", "Newtown", "ZA1 2BC")
    assert words == " st aldrics primary old village newtown za1 2bc za12bc 990001 saint"
    assert search_text(990001, "Saint Môr", "", "", "").endswith(" st")
