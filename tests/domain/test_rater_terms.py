"""When raters' views open, and what makes no sense in a programme's terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plait.adapters.programme_files import built_in
from plait.domain.programmes import definition_faults, programme_from_data
from plait.domain.raters import Count, RaterTerms, lets_ask, terms_from_data
from plait.domain.roles import Role

DAY = date(2026, 10, 2)
ALONE = built_in()["own-school"]


def count(given: int, waited: int, enough: int = 3, *, closed: bool = False) -> Count:
    return Count(given, waited, enough, DAY, closed)


def test_views_open_when_all_are_in_or_the_day_is_over_and_enough_are() -> None:
    after = DAY + timedelta(days=1)
    assert count(3, 0).revealed(DAY)
    assert not count(3, 1).revealed(DAY)
    assert count(3, 1).revealed(after)
    assert not count(2, 1).revealed(after)
    assert not count(2, 0).revealed(DAY)
    assert count(0, 9, closed=True).revealed(DAY)
    assert count(2, 1).may_open(after)
    assert count(2, 0).may_open(DAY)
    assert not count(2, 1).may_open(DAY)
    assert not count(0, 3).may_open(after)
    assert not count(3, 0).may_open(DAY), "open already"


@given(st.integers(0, 9), st.integers(0, 9), st.integers(2, 9), st.integers(-5, 5), st.integers(0, 5))
def test_once_open_always_open(given_: int, waited: int, enough: int, days: int, more: int) -> None:
    """More time passes, more hand in (of those waited for), people leave: nothing shuts views again."""
    today = DAY + timedelta(days=days)
    if Count(given_, waited, enough, DAY, False).revealed(today):
        into = min(more, waited)
        assert Count(given_ + into, waited - into, enough, DAY, False).revealed(today + timedelta(days=more))
        assert Count(given_, max(waited - more, 0), enough, DAY, False).revealed(today)


def test_terms_survive_being_plain_data() -> None:
    terms = RaterTerms((Role.STAFF,), False, 5, 4, False, True)
    assert terms_from_data(terms.as_data()) == terms
    assert terms_from_data(None) is None
    assert terms_from_data({}) == RaterTerms()
    assert programme_from_data(ALONE.as_data()) == ALONE
    assert not ALONE.contract.needs_signature
    assert lets_ask(ALONE.contract)
    assert not lets_ask(built_in()["peer-trio"].contract)


def faults(terms: RaterTerms, number: int = 0) -> str:
    steps = list(ALONE.steps)
    steps[number] = replace(steps[number], raters=terms)
    return " ".join(definition_faults(replace(ALONE, steps=tuple(steps))))


def test_what_makes_no_sense() -> None:
    assert faults(RaterTerms()) == ""
    assert "is not of the school" in faults(RaterTerms((Role.BROKER,)))
    assert "five" in faults(RaterTerms(named=False, enough=4)).replace("5", "five")
    assert "in no other step" in faults(RaterTerms(), 1)
    silent = replace(ALONE, contract=built_in()["peer-trio"].contract)
    assert any("Raters must read their own view" in text for text in definition_faults(silent))
