"""Agreement figures: published answers, another package, slow and obvious oracles, and what must always hold."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from plait.domain.rater_agreement import CannotCompare, Metric, RaterAgreement, Rating, agreement, told


def ratings_of(rows: list[dict[str, str]], raters: list[str]) -> list[Rating]:
    """A wide table, one column a rater, as single ratings; blank cells are gaps."""
    return [
        Rating(str(number), rater, row[rater])
        for number, row in enumerate(rows)
        for rater in raters
        if row[rater].strip() not in ("", "NA")
    ]


def wide(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def from_counts(rows: list[list[int]]) -> list[Rating]:
    """Ratings from how many raters gave each category to a unit; which rater does not matter here."""
    found = []
    for unit, counts in enumerate(rows):
        given = [str(category) for category, count in enumerate(counts) for _ in range(count)]
        found += [Rating(str(unit), f"r{place}", value) for place, value in enumerate(given)]
    return found


def crossed(rows: list[list[int]]) -> list[Rating]:
    """Two raters' ratings from a table of how often each pair of categories came."""
    pairs = [(a, b) for a, row in enumerate(rows) for b, count in enumerate(row) for _ in range(count)]
    return [
        Rating(str(unit), rater, str(value))
        for unit, pair in enumerate(pairs)
        for rater, value in zip("ab", pair, strict=True)
    ]


class TestWorkedExamples:
    # Krippendorff (2011), section "C": four observers, twelve units, gaps.
    FOUR = (
        (1, 1, None, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4),
        (4, 4, 4, 4), (1, 1, 2, 1), (2, 2, 2, 2), (None, 5, 5, 5), (None, None, 1, 1), (None, None, 3, None),
    )  # fmt: skip

    @pytest.mark.parametrize(
        ("metric", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
    )
    def test_four_observers_with_gaps(self, metric: str, alpha: float) -> None:
        given_ = [
            Rating(str(unit), str(rater), str(value))
            for unit, row in enumerate(self.FOUR)
            for rater, value in enumerate(row)
            if value is not None
        ]
        found = agreement(given_, Metric(metric))
        assert found.alpha.value == pytest.approx(alpha, abs=0.0005)
        assert (found.units, found.compared, found.raters, found.ratings) == (12, 11, 4, 41)
        assert found.kappa is None

    def test_kappa_as_cohen_weighs_it(self) -> None:
        # Cohen (1968), table 1: weights by distance would be other ones, so plain kappa alone is his.
        found = agreement(crossed([[88, 10, 2], [14, 40, 6], [18, 10, 12]]))
        assert found.kappa is not None
        assert found.kappa.plain == pytest.approx(0.492, abs=0.0005)

    def test_a_perfect_and_an_opposite_pair(self) -> None:
        same = agreement(crossed([[5, 0], [0, 5]]))
        assert (same.exact.value, same.within_one.value, same.alpha.value) == (1, 1, 1)
        assert same.kappa is not None
        assert same.kappa.plain == same.kappa.linear == same.kappa.quadratic == 1
        other = agreement(crossed([[0, 5], [5, 0]]))
        assert other.exact.value == 0
        assert other.kappa is not None
        assert other.kappa.plain == pytest.approx(-1)

    def test_levels_that_nobody_used_keep_their_distance(self) -> None:
        """A 2 beside a 4 is two levels apart although nobody gave a 3."""
        found = agreement([Rating("x", "a", "2"), Rating("x", "b", "4"), Rating("y", "a", "4"), Rating("y", "b", "4")])
        assert found.within_one.value == found.exact.value == 0.5


@pytest.mark.real_data
class TestPublishedAnswers:
    def folder(self, published: Path) -> Path:
        return published / "survey-irr"

    def test_diagnoses(self, published: Path) -> None:
        rows = wide(self.folder(published) / "irr_diagnoses.csv")
        found = agreement(ratings_of(rows, list(rows[0])))
        assert found.metric is Metric.NOMINAL
        assert found.fleiss_kappa.value == pytest.approx(0.430, abs=0.0005)
        assert found.within_one.value is None

    def test_counts_of_six_raters(self, published: Path) -> None:
        rows = wide(self.folder(published) / "irrCAC_distrib.6raters.csv")
        found = agreement(from_counts([[int(count) for count in list(row.values())[1:]] for row in rows]))
        assert found.fleiss_kappa.value == pytest.approx(0.4139, abs=0.00005)

    def test_two_who_abstract(self, published: Path) -> None:
        rows = wide(self.folder(published) / "irrCAC_cont3x3abstractors.csv")
        found = agreement(crossed([[int(count) for count in list(row.values())[1:]] for row in rows]))
        assert found.kappa is not None
        assert found.kappa.plain == pytest.approx(0.7964, abs=0.00005)

    def test_anxiety(self, published: Path) -> None:
        rows = wide(self.folder(published) / "irr_anxiety.csv")
        each = {metric: agreement(ratings_of(rows, list(rows[0])), metric).alpha.value for metric in list(Metric)[:3]}
        assert list(each.values()) == pytest.approx([-0.024, 0.228, 0.170], abs=0.0005)

    def test_vision(self, published: Path) -> None:
        rows = wide(self.folder(published) / "irr_vision.csv")
        numbered = [{key: value[0] for key, value in row.items()} for row in rows]
        found = agreement(ratings_of(numbered, list(rows[0])))
        assert found.kappa is not None
        assert found.kappa.plain == pytest.approx(0.5954, abs=0.00005)
        assert found.kappa.linear == pytest.approx(0.6524, abs=0.00005)
        assert found.kappa.quadratic == pytest.approx(0.7023, abs=0.00005)


@st.composite
def tables(draw: st.DrawFn) -> list[Rating]:
    """Up to five raters of up to nine units on up to five levels, with gaps."""
    raters, levels = draw(st.integers(2, 5)), draw(st.integers(2, 5))
    cells = st.one_of(st.none(), st.integers(1, levels))
    rows = draw(st.lists(st.lists(cells, min_size=raters, max_size=raters), min_size=1, max_size=9))
    return [
        Rating(str(unit), str(rater), str(value))
        for unit, row in enumerate(rows)
        for rater, value in enumerate(row)
        if value is not None
    ]


def matrix(ratings: list[Rating]) -> np.ndarray:
    units, raters = sorted({r.unit for r in ratings}), sorted({r.rater for r in ratings})
    found = np.full((len(raters), len(units)), np.nan)
    for one in ratings:
        found[raters.index(one.rater), units.index(one.unit)] = float(one.value)
    return found


def compared(ratings: list[Rating], metric: Metric | None = None) -> RaterAgreement:
    try:
        return agreement(ratings, metric)
    except CannotCompare:
        assume(False)
        raise


class TestAgainstOthers:
    @given(tables(), st.sampled_from(list(Metric)))
    @settings(max_examples=60, deadline=None)
    def test_alpha_is_that_of_another_package(self, ratings: list[Rating], metric: Metric) -> None:
        ours = compared(ratings, metric).alpha.value
        assume(ours is not None)
        theirs = krippendorff.alpha(reliability_data=matrix(ratings), level_of_measurement=metric.value)
        assert ours == pytest.approx(theirs, abs=1e-9)

    @given(tables())
    @settings(max_examples=60, deadline=None)
    def test_shares_are_those_of_counting_every_pair(self, ratings: list[Rating]) -> None:
        found = compared(ratings)
        pairs = [
            abs(float(a.value) - float(b.value))
            for a, b in itertools.combinations(ratings, 2)
            if a.unit == b.unit and a.rater != b.rater
        ]
        assert found.pairs == len(pairs)
        assert found.exact.value == pytest.approx(sum(apart == 0 for apart in pairs) / len(pairs))
        assert found.within_one.value == pytest.approx(sum(apart <= 1 for apart in pairs) / len(pairs))

    @given(tables())
    @settings(max_examples=60, deadline=None)
    def test_fleiss_is_that_of_his_own_words(self, ratings: list[Rating]) -> None:
        """How often two raters of a unit drawn at random agree, against how often two ratings drawn from the units
        would."""
        found = compared(ratings).fleiss_kappa.value
        assume(found is not None)
        of_unit = {unit: [r.value for r in ratings if r.unit == unit] for unit in {r.unit for r in ratings}}
        agreed = [
            sum(a == b for a, b in itertools.permutations(values, 2)) / (len(values) * (len(values) - 1))
            for values in of_unit.values()
            if len(values) > 1
        ]
        chance = sum(
            (sum(values.count(category) / len(values) for values in of_unit.values()) / len(of_unit)) ** 2
            for category in {r.value for r in ratings}
        )
        assert found == pytest.approx((sum(agreed) / len(agreed) - chance) / (1 - chance))


class TestWhatAlwaysHolds:
    @given(tables(), st.randoms())
    @settings(max_examples=40, deadline=None)
    def test_order_and_names_do_not_matter(self, ratings: list[Rating], chance) -> None:
        found = compared(ratings)
        other = [Rating(f"u{r.unit}", f"z{r.rater}", r.value) for r in ratings]
        chance.shuffle(other)
        again = agreement(other)
        for name in ("exact", "within_one", "alpha", "fleiss_kappa"):
            ours, theirs = getattr(found, name).value, getattr(again, name).value
            assert (ours is None) == (theirs is None)
            assert ours is None or ours == pytest.approx(theirs)

    @given(tables())
    @settings(max_examples=40, deadline=None)
    def test_intervals_hold_their_figure_and_come_again(self, ratings: list[Rating]) -> None:
        found = compared(ratings)
        assert agreement(ratings) == found
        for figure in (found.exact, found.within_one, found.alpha):
            if figure.low is not None and figure.high is not None:
                assert figure.low <= figure.high
        if found.exact.low is not None:
            assert 0 <= found.exact.low <= found.exact.value + 1e-9 <= found.exact.high + 2e-9 <= 1 + 3e-9

    def test_intervals_cover_as_they_say(self) -> None:
        """Two raters who agree in 7 of 10 cases: about 95 of 100 intervals hold that share."""
        chance = np.random.default_rng(1)
        held = 0
        for number in range(200):
            alike = chance.random(80) < 0.7
            ratings = [
                Rating(str(unit), rater, "1" if rater == "a" or same else "2")
                for unit, same in enumerate(alike)
                for rater in "ab"
            ]
            exact = agreement(ratings, Metric.NOMINAL, seed=number).exact
            held += exact.low <= 0.7 <= exact.high
        assert 0.90 <= held / 200 <= 0.99


class TestRefusals:
    def test_nothing_to_compare(self) -> None:
        with pytest.raises(CannotCompare, match="no unit has ratings of two"):
            agreement([Rating("x", "a", "1"), Rating("y", "b", "1")])

    def test_words_where_numbers_belong(self) -> None:
        with pytest.raises(CannotCompare, match=r"“Secure”.*ordinal needs numbers"):
            agreement([Rating("x", "a", "1"), Rating("x", "b", "Secure")], Metric.ORDINAL)

    def test_below_zero_in_proportion(self) -> None:
        with pytest.raises(CannotCompare, match="ratio needs 0 or more"):
            agreement([Rating("x", "a", "1"), Rating("x", "b", "-1")], Metric.RATIO)

    def test_one_rater_twice(self) -> None:
        with pytest.raises(CannotCompare, match="rates unit x twice"):
            agreement([Rating("x", "a", "1"), Rating("x", "a", "1")])

    def test_all_the_same_has_no_alpha(self) -> None:
        found = agreement([Rating("x", "a", "3"), Rating("x", "b", "3")])
        assert found.exact.value == 1
        assert (found.alpha.value, found.fleiss_kappa.value) == (None, None)
        assert any("nobody can say" in line for line in told(found))
        assert any("1 unit" in line for line in told(found))
