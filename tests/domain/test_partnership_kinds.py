"""Kinds of partnership, nesting and memberships in time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.domain.memberships import overlap
from plait.domain.partnership_kinds import KINDS, Governance, described, goes_round, with_own

DAY = date(2026, 1, 1)


def test_every_kind_has_words_and_fits_its_column() -> None:
    for key, kind in KINDS.items():
        assert key == kind.key
        assert len(key) <= 40
        assert "" not in (kind.word, kind.plural, kind.about)
    assert {"trio", "cluster", "alliance", "trust", "federation", "diocese", "council-area", "network"} <= set(KINDS)
    assert KINDS["alliance"].with_article == "an alliance"
    assert KINDS["trust"].governance is Governance.HARD


def test_a_deployer_adds_kinds_and_may_replace_one() -> None:
    kinds = with_own("research-hub=research hub, board = improvement board:hard, trust=family of schools:soft")
    assert kinds["research-hub"].word == "research hub"
    assert kinds["research-hub"].governance is Governance.SOFT
    assert kinds["board"].governance is Governance.HARD
    assert kinds["trust"].word == "family of schools"
    assert with_own("") == KINDS


@pytest.mark.parametrize("text", ["hub", "=hub", "Hub=hub", "hub=", "hub=hub:strict", "hub=a=b", "x" * 41 + "=hub"])
def test_a_kind_that_cannot_be_read_says_how_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match="write key=words or key=words:hard"):
        with_own(text)


def test_a_kind_that_is_no_longer_set_up_is_called_by_its_key() -> None:
    assert described(KINDS, "research-hub").word == "research hub"


@given(st.dictionaries(st.integers(1, 8), st.none() | st.integers(1, 8)), st.integers(1, 8), st.integers(1, 8))
def test_nesting_is_refused_just_when_the_parent_lies_inside(
    parents: dict[int, int | None], child: int, parent: int
) -> None:
    above, here = [parent], parents.get(parent)
    for _ in range(9):
        if here is None:
            break
        above.append(here)
        here = parents.get(here)
    assert goes_round(child, parent, parents) == (child in above)


DAYS = st.integers(0, 30).map(lambda days: DAY + timedelta(days))


@given(DAYS, st.none() | DAYS, DAYS, st.none() | DAYS)
def test_overlap_is_having_a_day_in_common(a: date, b: date | None, c: date, d: date | None) -> None:
    last = DAY + timedelta(40)
    days = [{start + timedelta(n) for n in range(((end or last) - start).days + 1)} for start, end in ((a, b), (c, d))]
    if all(days):
        assert overlap(a, b, c, d) == overlap(c, d, a, b) == bool(days[0] & days[1])
