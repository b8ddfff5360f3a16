"""Small numbers stay unseen, also from those who know the total, the method and one school."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plait.domain.disclosure import MINIMUM, Shown, Withheld, safe_counts, whole_groups

COUNTS = st.lists(st.integers(0, 40), min_size=2, max_size=7)
SOME = settings(deadline=None, max_examples=300)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((9, 6, 0, 12), Shown((9, 6, 0, 12), 27)),
        ((2, 1, 1, 0), Shown((None,) * 4, None, Withheld.FEW)),
        ((0, 8, 0), Shown((None,) * 3, 8, Withheld.ALIKE)),
        ((1, 8, 0), Shown((None,) * 3, 9, Withheld.APART)),  # the one would know of all others
        ((3, 9, 6, 20), Shown((None, 9, None, 20), 38)),  # 3 alone is the rest of the total
        ((3, 4, 9, 0), Shown((None, None, 9, None), 16)),
        ((1, 1, 9, 20), Shown((None, None, None, 20), 31)),  # two ones together are still small
    ],
)
def test_worked_examples(counts: tuple[int, ...], shown: Shown) -> None:
    assert safe_counts(counts) == shown


def test_odd_counts_are_refused() -> None:
    for counts, minimum in (((1, -1), 5), ((9, 9), 1)):
        with pytest.raises(ValueError, match="never negative"):
            safe_counts(counts, minimum)


@SOME
@given(COUNTS, st.integers(2, 9))
def test_no_small_count_is_shown_and_nobody_is_told_by_all_being_alike(counts: list[int], minimum: int) -> None:
    found = safe_counts(counts, minimum)
    visible = [cell for cell in found.cells if cell is not None]
    assert all(cell == 0 or cell >= minimum for cell in visible)
    assert sum(counts) not in visible or sum(counts) == 0
    assert found.total in (None, sum(counts))
    assert (found.total is None) == (sum(counts) < minimum)
    for cell, count in zip(found.cells, counts, strict=True):
        assert cell in (None, count)
    if any(cell is None for cell in found.cells):
        assert 0 not in visible, "an empty cell beside a hidden one would say that the hidden one is not empty"


@SOME
@given(COUNTS, st.integers(2, 9))
def test_what_is_hidden_cannot_be_worked_out_from_the_rest(counts: list[int], minimum: int) -> None:
    """Hidden cells are two or more and come to the minimum together, so each could be empty and could hold all."""
    found = safe_counts(counts, minimum)
    hidden = [count for cell, count in zip(found.cells, counts, strict=True) if cell is None]
    if found.total is None or not hidden:
        return
    assert len(hidden) > 1
    assert sum(hidden) >= minimum
    if found.withheld is not Withheld.ALIKE:
        assert sum(count > 0 for count in hidden) > 1


@SOME
@given(st.lists(st.integers(0, 6), min_size=2, max_size=4), st.integers(2, 5))
def test_another_school_could_stand_anywhere_as_far_as_the_page_says(counts: list[int], minimum: int) -> None:
    """For each hidden cell there are other counts with the same total and the same visible cells that differ there."""
    found = safe_counts(counts, minimum)
    if found.total is None:
        return
    free = [index for index, cell in enumerate(found.cells) if cell is None]
    rest = found.total - sum(cell for cell in found.cells if cell is not None)
    for index in free:
        others = [value for value in range(rest + 1) if value != counts[index] and len(free) > 1]
        assert others


@given(st.lists(st.integers(), max_size=40), st.integers(2, 9))
def test_counts_grow_by_whole_groups_only(came_in: list[int], minimum: int) -> None:
    sizes = [len(whole_groups(came_in[:number], minimum)) for number in range(len(came_in) + 1)]
    assert all(after - before in (0, minimum) for before, after in pairwise(sizes))
    assert whole_groups(came_in, minimum) == tuple(came_in[: sizes[-1]])
    assert MINIMUM >= 5
