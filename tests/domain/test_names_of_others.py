"""Names of other people are taken out of texts, whole and marked."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.domain.rights import NAME_REMOVED, OtherPeople

OTHERS = OtherPeople(["Ben Beck", "Will", "ben@example.org", "Ada Ash"], but=["ada  ash"])


@pytest.mark.parametrize(
    ("text", "left", "count"),
    [
        ("We met Ben Beck there.", f"We met {NAME_REMOVED} there.", 1),
        ("BEN\nBECK, ben beck", f"{NAME_REMOVED}, {NAME_REMOVED}", 2),
        ("Ben Beckett and Ruben Beck", "Ben Beckett and Ruben Beck", 0),
        ("We will ask Will.", f"We will ask {NAME_REMOVED}.", 1),
        ("Mail Ben@Example.org.", f"Mail {NAME_REMOVED}.", 1),
        ("Ada Ash wrote it", "Ada Ash wrote it", 0),
        ("", "", 0),
    ],
)
def test_a_name_goes_and_what_is_like_it_stays(text: str, left: str, count: int) -> None:
    assert OTHERS.take_out(text) == (left, count)


WORDS = st.sampled_from(["Ann", "Anna", "é", "Bo", "b", "ann", "Éa"])


@given(st.lists(WORDS, min_size=2, max_size=2), st.lists(WORDS, max_size=8))
def test_no_name_is_left_and_all_else_is(name: list[str], words: list[str]) -> None:
    whole = " ".join(name)
    left, count = OtherPeople([whole]).take_out(" ".join(words))
    assert not re.search(rf"(?<!\w){re.escape(whole)}(?!\w)", left)
    assert left.replace(NAME_REMOVED, whole).casefold() == " ".join(words).casefold()
    assert left.count(NAME_REMOVED) == count
