"""What a report opens with where a round is judged in words: the school's own points, or those that were agreed.

Nothing is weighed here: an area's points stand in the order in which they were written, areas in the framework's.
"""

from __future__ import annotations

from collections.abc import Sequence

from plait.domain.diagnosis import AreaDiagnosis, Headlines, Point
from plait.domain.next_steps import next_steps
from plait.domain.wording import count_word, counted, opening, plural

FIRST_POINTS = 6
"""How many areas the opening names; the others are in their own parts."""


def headlines_in_words(areas: Sequence[AreaDiagnosis]) -> Headlines:
    """The opening of a report on ``areas``."""
    strong = [Point((area.area.id,), _point(area, area.strengths)) for area in areas if area.strengths]
    open_ = [Point((area.area.id,), _point(area, area.consider)) for area in areas if area.consider]
    steps, next_note = next_steps(areas, [point.area_ids[0] for point in open_])
    return Headlines(
        shape=_shape(areas),
        moved=(),
        challenge=_challenge(areas),
        strengths=tuple(strong[:FIRST_POINTS]),
        strengths_note=_note(strong),
        consider=tuple(open_[:FIRST_POINTS]),
        consider_note=_note(open_),
        next_steps=steps,
        next_note=next_note,
    )


def _point(area: AreaDiagnosis, lines: Sequence[str]) -> str:
    """The first line stands for the area; how many more there are is said."""
    words = f"{area.area.title}: {lines[0]}"
    more = len(lines) - 1
    return f"{words} ({counted(more, 'more point')} in its own part)" if more else words


def _note(points: Sequence[Point]) -> str:
    if not points:
        return "Nothing is written here yet."
    more = len(points) - FIRST_POINTS
    return f"{opening(counted(more, 'area'))} more {plural(more, 'is', 'are')} further on." if more > 0 else ""


def _shape(areas: Sequence[AreaDiagnosis]) -> str:
    said = [area for area in areas if area.strengths or area.consider]
    if not said:
        return "Nothing is written yet; what your school writes, area by area, will be the report"
    if len(said) == len(areas):
        return opening(f"{counted(len(areas), 'area')}, in words and without grades")
    return opening(f"{count_word(len(said))} of {counted(len(areas), 'area')}, in words and without grades")


def _challenge(areas: Sequence[AreaDiagnosis]) -> str:
    met = [area for area in areas if area.challenged]
    if not met:
        return ""
    changed = sum(not area.challenged.kept for area in met if area.challenged)
    talked = counted(len(met), "area was", "areas were")
    if changed == len(met):
        return opening(f"{talked} talked through, and you agreed other words.")
    if not changed:
        return opening(f"{talked} talked through, and the school’s own words stand.")
    return opening(f"{talked} talked through; for {count_word(changed)} of them you agreed other words.")
