"""The few sentences that a report opens with, each drawn from the areas by a rule that it can state.

Strengths are the areas that sit highest; areas to consider are those that sit lowest, moved down, or look
lower to partners. Nothing here adds levels up.
"""

from __future__ import annotations

from collections.abc import Sequence

from plait.domain.diagnosis import AreaDiagnosis, Headlines, Point, Relation
from plait.domain.frameworks import Level, Scale
from plait.domain.judgements import answer_label
from plait.domain.next_steps import next_steps
from plait.domain.wording import count_word, counted, listed, opening, plural

MOST_POINTS = 4
NAMED = 3
"""How many areas a sentence names before it counts them instead."""


def headlines(areas: Sequence[AreaDiagnosis], peers: Sequence[str], rounds: Sequence[str]) -> Headlines:
    """The opening of a report on ``areas``; ``peers`` and ``rounds`` (oldest first) are the names compared
    with."""
    strengths, strengths_note = _strengths(areas)
    consider, consider_note = _consider(areas, peers)
    steps, next_note = next_steps(areas, [area_id for point in consider for area_id in point.area_ids])
    return Headlines(
        shape=_shape(areas, peers),
        moved=_moved(areas, rounds),
        challenge=_challenge(areas),
        strengths=strengths,
        strengths_note=strengths_note,
        consider=consider,
        consider_note=consider_note,
        next_steps=steps,
        next_note=next_note,
    )


def main_scale(areas: Sequence[AreaDiagnosis]) -> Scale:
    """The scale that most areas share (the first such, between equals); empty where no area has levels."""
    scales = [area.scale for area in areas if area.scale]
    return max(scales, key=scales.count) if scales else Scale()


def _titles(areas: Sequence[AreaDiagnosis], total: int, noun: str = "areas") -> str:
    """The areas by name while they are few, else "five of eleven areas"."""
    if len(areas) <= NAMED:
        return listed([area.area.title for area in areas])
    if len(areas) == total:
        return f"all {count_word(total)} {noun}"
    return f"{count_word(len(areas))} of {count_word(total)} {noun}"


# --- the sentence over the shape ------------------------------------------------------------------


def _shape(areas: Sequence[AreaDiagnosis], peers: Sequence[str]) -> str:
    if not main_scale(areas):
        return opening(f"{counted(len(areas), 'area')}, in your school’s own words")
    compared = [area for area in areas if any(view.steps is not None for view in area.peers)]
    if compared:
        return opening(_peers_sentence(compared, peers))
    return _own_sentence(areas)


def _peers_sentence(compared: Sequence[AreaDiagnosis], peers: Sequence[str]) -> str:
    one = len(peers) == 1
    short = one and len(peers[0]) <= 32 and peers[0] != "Peer"
    who = (peers[0] if short else "your peer") if one else "peers"
    see = "sees" if one else "see"
    different = [area for area in compared if any(view.steps for view in area.peers)]
    if not different:
        every = (
            f"{compared[0].area.title} as your school does" if len(compared) == 1 else "every area as your school does"
        )
        return f"{who} {see} {every}"
    if len(different) == 1:
        return _one_difference(different[0], who, see, len(peers))
    ways = [area_direction(area) for area in different]
    if len(set(ways)) == 1 and ways[0] != "differently":
        return f"{who} {see} {_titles(different, len(compared))} {ways[0]}"
    lower = [area for area, way in zip(different, ways, strict=True) if way == "lower"]
    higher = [area for area, way in zip(different, ways, strict=True) if way == "higher"]
    if len(lower) + len(higher) == len(different) <= NAMED:
        return f"{who} {see} {_titles(lower, 0)} lower and {_titles(higher, 0)} higher"
    return f"{who} {see} {_titles(different, len(compared))} differently"


def area_direction(area: AreaDiagnosis) -> str:
    """How partners who differ from the school see an area: ``lower``, ``higher``, or ``differently`` where
    they part."""
    relations = {view.relation for view in area.peers} - {None, Relation.IN_LINE}
    if relations == {Relation.BELOW}:
        return "lower"
    return "higher" if relations == {Relation.ABOVE} else "differently"


def _one_difference(area: AreaDiagnosis, who: str, see: str, peers: int) -> str:
    steps = [view.steps for view in area.peers if view.steps]
    way = area_direction(area)
    far = (
        f"{'a level' if abs(steps[0]) == 1 else counted(abs(steps[0]), 'level')} {way}" if len(set(steps)) == 1 else way
    )
    if len(steps) == peers:
        return f"{who} {see} {area.area.title} {far}"
    some = f"{count_word(len(steps))} of {count_word(peers)} peers"
    return f"{some} {'sees' if len(steps) == 1 else 'see'} {area.area.title} {far}"


def _own_sentence(areas: Sequence[AreaDiagnosis]) -> str:
    scale = main_scale(areas)
    judged = [area for area in areas if area.scale == scale and area.level]
    if not judged:
        return "No area has a level yet, so there is no shape to see"
    top, bottom = _highest(judged), _lowest(judged)
    if top == bottom:
        every = f"{judged[0].area.title} sits" if len(judged) == 1 else f"All {count_word(len(judged))} areas sit"
        return f"{every} at {top.label}"
    high = [area for area in judged if area.level == top]
    low = [area for area in judged if area.level == bottom]
    verb = plural(len(high), "sits", "sit")
    low_verb = plural(len(low), "sits", "sit")
    return (
        f"{opening(_titles(high, len(judged)))} {verb} highest, at {top.label}; "
        f"{_titles(low, len(judged))} {low_verb} at {bottom.label}"
    )


def _highest(areas: Sequence[AreaDiagnosis]) -> Level:
    return max((area.level for area in areas if area.level), key=lambda level: level.rank)


def _lowest(areas: Sequence[AreaDiagnosis]) -> Level:
    return min((area.level for area in areas if area.level), key=lambda level: level.rank)


# --- what moved, and what challenge changed -------------------------------------------------------


def _moved(areas: Sequence[AreaDiagnosis], rounds: Sequence[str]) -> tuple[str, ...]:
    if not main_scale(areas):
        return ()
    if not rounds:
        return (
            ("This is the first round laid down here, so nothing can have moved yet. The next round will lie over it."),
        )
    up = [area for area in areas if area.change and (area.change.steps or 0) > 0]
    down = [area for area in areas if area.change and (area.change.steps or 0) < 0]
    same = [area for area in areas if area.change and area.change.steps == 0]
    apart = [area for area in areas if area.change and area.change.steps is None]
    since = rounds[-1]
    words = []
    if not up and not down:
        if not same:
            return (f"No area has a level both now and in {since}, so no movement can be shown.",)
        each = same[0].area.title if len(same) == 1 else f"All {count_word(len(same))} areas that can be compared"
        words.append(
            f"{each} {plural(len(same), 'sits', 'sit')} where {plural(len(same), 'it', 'they')} did in {since}."
        )
    if len(up) + len(down) <= MOST_POINTS:
        words += [_movement(area) for area in (*up, *down)]
    else:
        words += _movements(up) + _movements(down)
    if (up or down) and same:
        words.append(f"{opening(_titles(same, len(areas)))} {plural(len(same), 'stays', 'stay')} as in {since}.")
    if apart:
        words.append(f"{opening(_titles(apart, len(areas)))}: no movement can be shown; the area’s own part says why.")
    return tuple(words)


def _movement(area: AreaDiagnosis) -> str:
    assert area.change is not None  # noqa: S101  only areas that moved come here
    steps, before = area.change.steps or 0, area.previous.answer if area.previous else None
    far = f"{'up' if steps > 0 else 'down'} {counted(abs(steps), 'level')}"
    return f"{area.area.title} is {far}, from {answer_label(before)} to {answer_label(area.settled)}."


def _movements(areas: Sequence[AreaDiagnosis]) -> list[str]:
    """Many moves in few sentences: the areas that moved the same way and as far, by their short names."""
    found: dict[int, list[str]] = {}
    for area in areas:
        steps = (area.change.steps if area.change else None) or 0
        found.setdefault(steps, []).append(area.area.short or area.area.title)
    return [
        f"{'Up' if steps > 0 else 'Down'} {counted(abs(steps), 'level')}: {listed(names)}."
        for steps, names in sorted(found.items(), key=lambda item: -abs(item[0]))
    ]


def _challenge(areas: Sequence[AreaDiagnosis]) -> str:
    met = [area for area in areas if area.challenged]
    if not met:
        return ""
    changed = [area for area in met if area.challenged and not area.challenged.kept]
    talked = counted(len(met), "judgement was", "judgements were")
    if not changed:
        kept = "it was kept" if len(met) == 1 else "all were kept"
        return opening(f"{talked} tested in the challenge conversation, and {kept}.")
    names = _titles(changed, len(met))
    return opening(f"{talked} tested in the challenge conversation; {names} changed because of it.")


# --- strengths and areas to consider --------------------------------------------------------------


def _strengths(areas: Sequence[AreaDiagnosis]) -> tuple[tuple[Point, ...], str]:
    scale = main_scale(areas)
    judged = [area for area in areas if area.scale == scale and area.level]
    if not scale:
        return (), ""
    if not judged:
        return (), "No area has a level yet. Strengths will stand here once areas are judged."
    top, bottom = _highest(judged), _lowest(judged)
    if top == scale.levels[0]:
        return (
            _risen_statements(judged),
            (
                f"Every area sits at {top.label}, where the scale begins. Where single statements are"
                " further on, they are named here."
            ),
        )
    best = [area for area in judged if area.level == top]
    if len(best) > MOST_POINTS:
        ids = tuple(area.area.id for area in best)
        every = f"All {count_word(len(best))} areas" if top == bottom else opening(_titles(best, len(judged)))
        names = listed([area.area.title for area in best])
        return (Point(ids, f"{every} sit at {top.label}: {names}."),), _strength_rule(top)
    return tuple(Point((area.area.id,), _strength(area, top)) for area in best), _strength_rule(top)


def _strength_rule(top: Level) -> str:
    return f"Strengths are the areas that sit highest this round, here at {top.label}."


def _strength(area: AreaDiagnosis, top: Level) -> str:
    words = f"{area.area.title} sits at {top.label}"
    compared = [view for view in area.peers if view.steps is not None]
    if compared and all(view.answer == area.settled for view in compared):
        words += ", and your peer sees it so too" if len(compared) == 1 else ", and every peer sees it so too"
    elif area.challenged and area.challenged.kept:
        words += ", and stood up to challenge"
    if area.change and (area.change.steps or 0) > 0:
        words += f", up {counted(area.change.steps or 0, 'level')} since {area.change.since}"
    return f"{words}."


def _risen_statements(areas: Sequence[AreaDiagnosis]) -> tuple[Point, ...]:
    points = []
    for area in areas:
        ahead = [
            view.statement.text
            for view in area.statements
            if not view.statement.answers
            and (place := area.position(view.own)) is not None
            and place > (area.position(area.settled) or 0)
        ]
        if ahead:
            points.append(
                Point((area.area.id,), f"{area.area.title}: {listed(ahead[:NAMED])} further on than the area.")
            )
    return tuple(points[:MOST_POINTS])


def _consider(areas: Sequence[AreaDiagnosis], peers: Sequence[str]) -> tuple[tuple[Point, ...], str]:
    scale = main_scale(areas)
    if not scale:
        return (), ""
    found: dict[str, list[str]] = {}
    order: list[AreaDiagnosis] = []

    def note(area: AreaDiagnosis, reason: str) -> None:
        if area.area.id not in found:
            order.append(area)
        found.setdefault(area.area.id, []).append(reason)

    judged = [area for area in areas if area.scale == scale and area.level]
    for area in areas:
        if area.scale and area.scale != scale and area.level and area.scale.above(area.level):
            note(area, f"sits at {area.level.label}")
    if judged and _lowest(judged) != scale.levels[-1] and (_lowest(judged) != _highest(judged) or len(judged) == 1):
        lowest = [area for area in judged if area.level == _lowest(judged)]
        if len(lowest) <= MOST_POINTS or len(lowest) < len(judged):
            for area in lowest:
                note(area, f"sits at {area.level}" + (", the lowest this round," if len(judged) > 1 else ""))
    for area in areas:
        if area.change and (area.change.steps or 0) < 0:
            note(area, f"is down {counted(-(area.change.steps or 0), 'level')} since {area.change.since}")
    for area in areas:
        if reason := _lower_to_peers(area, len(peers)):
            note(area, reason)
    points = tuple(
        Point((area.area.id,), f"{area.area.title} {listed(found[area.area.id]).rstrip(',')}.")
        for area in order[:MOST_POINTS]
    )
    return points, _consider_note(judged, scale, len(order) - len(points), bool(points))


def _lower_to_peers(area: AreaDiagnosis, peers: int) -> str:
    """Partners who place an area below where it now stands, in words; empty where none does."""
    standing = area.position(area.settled)
    if standing is None or area.challenged:  # what was talked through is settled
        return ""
    lower = [view for view in area.peers if (place := area.position(view.answer)) is not None and place < standing]
    if not lower:
        return ""
    if peers == 1:
        return "looks lower to your peer"
    if len(lower) == peers:
        return "looks lower to both peers" if peers == 2 else f"looks lower to all {count_word(peers)} peers"
    return f"looks lower to {count_word(len(lower))} of {count_word(peers)} peers"


def _consider_note(judged: Sequence[AreaDiagnosis], scale: Scale, more: int, any_points: bool) -> str:
    if not judged:
        return "No area has a level yet, so none is set before another."
    if any_points:
        rule = "Areas to consider are those that sit lowest, moved down, or look lower to peers."
        return f"{rule} {opening(counted(more, 'more is', 'more are'))} further on." if more else rule
    if _lowest(judged) == scale.levels[-1]:
        return "Every area sits at the top of the scale. What keeps it there is worth writing down."
    return (
        f"Every area sits at {_lowest(judged).label}, so none stands out. "
        "The statements further on show where to look first."
    )
