"""Two or three things to do next: the school's own actions first, else what the next level up looks like."""

from __future__ import annotations

from collections.abc import Sequence

from plait.domain.diagnosis import AreaDiagnosis, NextStep

MOST_STEPS = 3


def next_steps(areas: Sequence[AreaDiagnosis], first: Sequence[str]) -> tuple[tuple[NextStep, ...], str]:
    """Up to three steps: from the areas to consider, then the lowest; planned actions before descriptors."""

    def standing(area: AreaDiagnosis) -> tuple[int, int, int]:
        rank = first.index(area.area.id) if area.area.id in first else len(first)
        place = area.position(area.settled)
        return rank, place if place is not None else len(area.scale), area.number

    ordered = sorted(areas, key=standing)
    planned = [
        NextStep(area.area.id, area.area.title, action.text, True, action.owner, action.due, action.measure)
        for turn in range(MOST_STEPS)
        for area in ordered
        for action in [action for action in area.actions if action.open][turn : turn + 1]
    ]
    drawn = [
        NextStep(
            area.area.id,
            area.area.title,
            f"Towards {area.next_level.label} in “{row.statement}”: {row.descriptor}",
            False,
        )
        for area in ordered
        if area.next_level and not any(action.open for action in area.actions)
        for row in area.next_descriptors[:1]
    ]
    weak = [step for step in planned if step.area_id in first]
    steps = [*weak[:MOST_STEPS], *[step for step in drawn if step.area_id in first]]
    steps += [step for step in (*planned, *drawn) if step not in steps]
    chosen = tuple(steps[:MOST_STEPS])
    if not chosen:
        return (), "No action is written yet. One or two, each with a name and a date, are a good start."
    if all(step.planned for step in chosen):
        return chosen, "These are your school’s own actions, starting with the areas to consider."
    if any(step.planned for step in chosen):
        return (
            chosen,
            "Your school’s own actions come first; the others are what the next level up looks like.",
        )
    return (
        chosen,
        (
            "No action is written for these areas yet, so these are what the next level up looks like. "
            "Your school decides what to do."
        ),
    )
