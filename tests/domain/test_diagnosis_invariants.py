"""What holds for every round, whatever was answered."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_rounds import WORDS, Said, framework, said

from plait.adapters.charts import charts_of
from plait.domain.comparison import diagnose
from plait.domain.diagnosis import Diagnosis
from plait.domain.judgements import NonLevel, level_of

ANSWERS: st.SearchStrategy[Said] = st.one_of(st.sampled_from([1, 2, 3, 4]), st.sampled_from([*NonLevel, None]))
AREAS = 4
OURS = framework(areas=AREAS)
VIEW = st.lists(ANSWERS, min_size=AREAS, max_size=AREAS)


@st.composite
def rounds(draw: st.DrawFn) -> tuple[list[Said], list[list[Said]], list[list[Said]]]:
    return draw(VIEW), draw(st.lists(VIEW, max_size=3)), draw(st.lists(VIEW, max_size=2))


def diagnosed(made: tuple[list[Said], list[list[Said]], list[list[Said]]], order: list[int] | None = None) -> Diagnosis:
    own, peers, previous = made
    views = [said(OURS, *values, partner=f"Partner {at}") for at, values in enumerate(peers)]
    return diagnose(
        said(OURS, *own, round_="Now"),
        peers=[views[at] for at in order] if order else views,
        previous=[said(OURS, *values, round_=f"Round {at}") for at, values in enumerate(previous)],
    )


@settings(max_examples=80, deadline=None)
@given(rounds(), st.randoms(use_true_random=False))
def test_the_order_of_peers_changes_nothing_but_their_order(made, chance) -> None:  # type: ignore[no-untyped-def]
    order = list(range(len(made[1])))
    chance.shuffle(order)
    one, other = diagnosed(made), diagnosed(made, order)
    assert one.headlines == other.headlines
    assert one.together == other.together
    assert one.overall.level == other.overall.level
    assert sorted(one.agreement, key=lambda item: item.who) == sorted(other.agreement, key=lambda item: item.who)
    for first, second in zip(one.areas, other.areas, strict=True):
        assert first.settled == second.settled
        assert {view.peer: view for view in first.peers} == {view.peer: view for view in second.peers}


@settings(max_examples=80, deadline=None)
@given(rounds())
def test_a_change_is_the_difference_of_two_positions(made) -> None:  # type: ignore[no-untyped-def]
    for area in diagnosed(made).areas:
        if area.change is None or area.previous is None:
            assert not made[2]
            continue
        before, now = level_of(area.previous.answer), level_of(area.settled)
        if before is None or now is None:
            assert area.change.steps is None
        else:
            assert area.change.steps == WORDS.index(now.label) - WORDS.index(before.label)


@settings(max_examples=50, deadline=None)
@given(VIEW, st.integers(0, 2))
def test_no_overall_level_where_it_is_forbidden(values, earlier) -> None:  # type: ignore[no-untyped-def]
    closed = framework(areas=AREAS, overall=False)
    result = diagnose(
        said(closed, *values, round_="Now"),
        peers=[said(closed, *values, partner="B")],
        previous=[said(closed, *values, round_=f"Round {at}") for at in range(earlier)],
    )
    overall = result.overall
    assert (overall.level, overall.own, overall.previous, overall.change) == (None, None, None, None)


@settings(max_examples=80, deadline=None)
@given(rounds())
def test_pictures_say_every_area_in_words_and_in_their_table(made) -> None:  # type: ignore[no-untyped-def]
    result = diagnosed(made)
    charts = charts_of(result)
    assert charts.dots is not None
    for chart in (charts.shape, charts.dots):
        if chart is None:
            continue
        for area in result.areas:
            assert f"{area.area.title}:" in chart.alt
        assert [row[0] for row in chart.rows] == [area.area.title for area in result.areas]
        assert chart.title == result.headlines.shape


@settings(max_examples=50, deadline=None)
@given(rounds())
def test_strengths_never_sit_below_areas_named_as_lowest(made) -> None:  # type: ignore[no-untyped-def]
    result = diagnosed(made)
    best = {area_id for point in result.headlines.strengths for area_id in point.area_ids}
    levels = {area.area.id: area.position(area.settled) for area in result.areas}
    judged = [place for place in levels.values() if place is not None]
    if judged and max(judged) > 0:
        assert {levels[area_id] for area_id in best} == {max(judged)}
