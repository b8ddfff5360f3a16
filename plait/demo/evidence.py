"""The evidence libraries of the demonstration's schools."""

from __future__ import annotations

from plait.demo.calendar import Calendar
from plait.demo.story import SchoolStory
from plait.domain.evidence import ItemKind, Strength, Target
from plait.domain.frameworks import Framework
from plait.domain.viewer import Viewer
from plait.evidence import actions as library
from plait.selfevaluation import evidence_actions as attaching


def keep_evidence(
    head: Viewer, school: SchoolStory, evaluation_id: int, judged_against: Framework, calendar: Calendar
) -> None:
    """Everything that the story says the school keeps, with what it speaks to and where it is attached."""
    for index, item in enumerate(school.evidence):
        at = calendar.writing(school.begun, index + 1, school.urn)
        given = library.ItemInput(
            title=item.title,
            shows=item.shows,
            address="",
            effective_on=calendar.day(item.day),
            review_on=calendar.day(item.look_again) if item.look_again is not None else None,
            strength=Strength(item.strength),
            reason=item.reason,
        )
        number = library.add(viewer=head, urn=school.urn, kind=ItemKind(item.kind), given=given, at=at)
        library.set_tags(
            viewer=head,
            item_id=number,
            wanted=[_target(judged_against, statement) for statement in item.statements],
            of={(judged_against.id, judged_against.version)},
            at=at,
        )
        for area in item.areas:
            attaching.attach(viewer=head, evaluation_id=evaluation_id, area_id=area, item_ids=[number], at=at)


def _target(judged_against: Framework, statement: str) -> Target:
    area = judged_against.area_of(statement)
    if area is None:
        raise ValueError(f"{judged_against.name} has no statement {statement}.")
    return Target(judged_against.id, judged_against.version, area.id, statement)
