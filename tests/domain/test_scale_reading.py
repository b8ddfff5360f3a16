"""What people type for a level, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.domain.frameworks import Level, Scale
from plait.domain.judgements import NonLevel, answer_from_key, answer_key

MATURITY = Scale(
    (
        Level(4, "Sustainable", "", 4),
        Level(1, "Emerging", "", 1),
        Level(3, "Secure", "", 3),
        Level(2, "Expanding", "", 2),
    )
)
TOOLKIT = Scale(
    (Level("needs-attention", "Needs attention", "", 1), Level("expected-standard", "Expected standard", "", 2))
)
WELSH = Scale((Level(1, "Datblygu’n dda", "", 1), Level(2, "Cryf iawn â thŷ", "", 2)))


@pytest.mark.parametrize(
    "typed", ["secure", "Secure", " SECURE ", "Secure (3)", "3", "3.0", "3 – Secure", "3 - secure", "secure:3"]
)
def test_secure_is_understood(typed: str) -> None:
    assert MATURITY.read(typed) == MATURITY.at(3)


@pytest.mark.parametrize(
    "typed", ["", "5", "0", "2.5", "Secure (2)", "securely", "mostly secure", "Secure or Expanding", "3 4", "-3 4"]
)
def test_unclear_is_not_guessed(typed: str) -> None:
    assert MATURITY.read(typed) is None


def test_text_values_and_labels() -> None:
    assert TOOLKIT.read("needs-attention") == TOOLKIT.read("Needs Attention") == TOOLKIT.at("needs-attention")


def test_letters_beyond_english() -> None:
    assert WELSH.read("CRYF IAWN Â THŶ") == WELSH.at(2)


def test_levels_are_in_order_of_development_however_they_are_written() -> None:
    assert [level.rank for level in MATURITY] == [1, 2, 3, 4]
    assert MATURITY.above(MATURITY.at(4)) is None
    assert MATURITY.above(MATURITY.at(1)) == MATURITY.at(2)


@given(st.one_of(st.none(), st.sampled_from(NonLevel), st.sampled_from(MATURITY.levels)))
def test_answers_survive_storage(answer: object) -> None:
    assert answer_from_key(MATURITY, answer_key(answer)) == answer  # type: ignore[arg-type]


def test_stored_answer_off_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="Choose one of"):
        answer_from_key(MATURITY, "7")
