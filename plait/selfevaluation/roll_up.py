"""Counting self-evaluations together: how many schools stand where, never which."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from plait.domain.disclosure import Shown, safe_counts, whole_groups
from plait.domain.frameworks import Area, Framework
from plait.domain.judgements import NonLevel
from plait.domain.viewer import Viewer
from plait.selfevaluation.models import AreaJudgement, SelfEvaluation


@dataclass(frozen=True, slots=True)
class AreaCount:
    """How many schools are at each level of an area, then "not applicable", then "not sure", as far as may be told."""

    area: Area
    shown: Shown


@dataclass(frozen=True, slots=True)
class RoundCounts:
    """``counted``: schools that are counted, in whole groups; 0 while there are too few."""

    framework: Framework
    counted: int
    areas: tuple[AreaCount, ...]


def round_counts(viewer: Viewer, round_id: int, judged_against: Framework) -> RoundCounts:
    """The submitted self-evaluations of a round, as far as they may be counted for the viewer. Three queries.

    Counted in the order of submission and in whole groups, so that one school more shows nobody where it stands.
    """
    rows = SelfEvaluation.objects.rolled_up_for(viewer).filter(round_id=round_id).order_by("submitted_at", "pk")
    counted = whole_groups(list(rows.values_list("pk", flat=True)))
    answers = AreaJudgement.objects.filter(evaluation_id__in=counted).order_by()
    found = {
        (area, answer): number
        for area, answer, number in answers.values("area", "answer")
        .annotate(number=Count("pk"))
        .values_list("area", "answer", "number")
    }
    areas = tuple(
        AreaCount(area, safe_counts([found.get((area.id, key), 0) for key in keys_of(area)]))
        for area in judged_against.areas
        if area.scale
    )
    return RoundCounts(judged_against, len(counted), areas)


def keys_of(area: Area) -> tuple[str, ...]:
    """The answers that an area is counted by, as they are stored."""
    return (*(level.key for level in area.scale), NonLevel.NOT_APPLICABLE.value, NonLevel.NOT_SURE.value)
