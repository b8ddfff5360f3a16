"""The line of a school: worked examples, and laws compared with a slow model of reachability."""

from __future__ import annotations

from datetime import date
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from plait.domain.lineage import Kin, Line, Link, LinkKind, line_of, lines_of

BEFORE, AFTER, RELATED = LinkKind.PREDECESSOR, LinkKind.SUCCESSOR, LinkKind.RELATED
SCHOOLS = st.integers(1, 7)
LINKS = st.lists(
    st.builds(
        Link,
        SCHOOLS,
        SCHOOLS,
        st.sampled_from(LinkKind),
        st.none() | st.dates(date(2000, 1, 1), date(2024, 1, 1)),
    ),
    max_size=14,
)


def test_chain_of_conversions_with_links_missing_on_either_side() -> None:
    links = [
        Link(3, 2, BEFORE, date(2014, 9, 1)),  # only the newer school says so
        Link(1, 2, AFTER, date(2009, 4, 1)),  # only the older one does
        Link(3, 4, AFTER),
        Link(3, 9, RELATED, date(2014, 9, 1)),
    ]
    assert line_of(3, links) == Line(3, (Kin(1, 2, date(2009, 4, 1)), Kin(2, 1, date(2014, 9, 1))), (Kin(4, 1, None),))
    assert line_of(1, links).urns == line_of(4, links).urns == (1, 2, 3, 4)


def test_two_schools_that_merge_are_not_in_each_other_s_line() -> None:
    links = [Link(3, 1, BEFORE, date(2012, 1, 1)), Link(3, 2, BEFORE, date(2010, 1, 1))]
    assert [kin.urn for kin in line_of(3, links).earlier] == [2, 1], "by date, not by number"
    assert line_of(1, links).urns == (1, 3)


def test_ring_is_told_apart_and_nothing_is_concluded_from_it() -> None:
    links = [Link(1, 2, BEFORE), Link(2, 1, BEFORE), Link(1, 3, AFTER)]
    assert line_of(1, links) == Line(1, (), (Kin(3, 1, None),), (2,))
    assert line_of(2, links).ring == (1,)


def test_of_two_days_for_one_step_the_first_counts() -> None:
    links = [Link(2, 1, BEFORE, date(2012, 9, 1)), Link(1, 2, AFTER, date(2012, 8, 31))]
    assert line_of(2, links).earlier == line_of(2, links[::-1]).earlier == (Kin(1, 1, date(2012, 8, 31)),)


def reachable(links: list[Link]) -> set[tuple[int, int]]:
    """Every (earlier, later), by closing the pairs again and again: slow, and nothing like the code."""
    pairs = {
        (link.other, link.urn) if link.kind is BEFORE else (link.urn, link.other)
        for link in links
        if link.kind is not RELATED
    }
    while True:
        more = {(a, d) for (a, b), (c, d) in product(pairs, pairs) if b == c} - pairs
        if not more:
            return pairs
        pairs |= more


@given(LINKS)
def test_line_is_what_can_be_reached(links: list[Link]) -> None:
    pairs = reachable(links)
    for urn, line in lines_of(range(1, 8), links).items():
        before = {a for a, b in pairs if b == urn and a != urn}
        after = {b for a, b in pairs if a == urn and b != urn}
        assert {kin.urn for kin in line.earlier} == before - after
        assert {kin.urn for kin in line.later} == after - before
        assert set(line.ring) == before & after
        assert len(line.urns) == len(set(line.urns))


@given(LINKS)
def test_earlier_is_the_mirror_of_later(links: list[Link]) -> None:
    lines = lines_of(range(1, 8), links)
    for urn, line in lines.items():
        assert all(urn in {kin.urn for kin in lines[kin_.urn].later} for kin_ in line.earlier)
        assert all(urn in lines[other].ring for other in line.ring)


@given(LINKS, st.randoms())
def test_order_of_the_links_does_not_matter(links: list[Link], chance: object) -> None:
    shuffled = links[:]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert lines_of(range(1, 8), shuffled) == lines_of(range(1, 8), links)


@given(LINKS)
def test_schools_with_a_day_stand_in_the_order_of_their_days(links: list[Link]) -> None:
    line = line_of(1, links)
    for part in (line.earlier, line.later):
        days = [kin.on for kin in part if kin.on and kin.steps == 1]
        assert days == sorted(days)
