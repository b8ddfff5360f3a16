"""The school of the demonstration that works on its own: four people judged alone, and it has begun to agree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from plait.adapters.programme_files import built_in
from plait.demo.calendar import Calendar
from plait.demo.story import AloneStory
from plait.domain.rounds import term
from plait.domain.viewer import Viewer
from plait.journey.actions import RoundInput, set_up_round
from plait.partnerships import actions as partnerships
from plait.partnerships.programme_actions import start_programme
from plait.selfevaluation import queries as evaluation_queries
from plait.selfevaluation import rater_actions as asking
from plait.selfevaluation import rating_actions as rating


def judge_alone(story: AloneStory, calendar: Calendar, viewers: Mapping[str, Viewer]) -> None:
    """Open its round, ask its people, let them judge and hand in, and agree what they have agreed so far."""
    head = viewers[story.head]
    partnership_id = partnerships.found_partnership(
        name=story.name,
        kind=story.kind,
        urns=(story.urn,),
        joined=calendar.day(story.joined),
        at=calendar.moment(story.joined, 10, 0),
    )
    programme_id = start_programme(
        partnership_id=partnership_id,
        definition=built_in()["own-school"],
        title=story.programme,
        framework=story.framework,
        at=calendar.moment(story.joined, 10, 20),
        actor_id=head.person_id,
    )
    opened = calendar.day(story.opened)
    round_id = set_up_round(
        programme_id=programme_id,
        members=(story.urn,),
        given=RoundInput(term(opened), calendar.day(story.evaluation_due), calendar.day(story.review_due), 0),
        at=calendar.moment(story.opened, 9, 15),
        today=opened,
        actor_id=head.person_id,
    )
    evaluation_id = evaluation_queries.of_school(head, story.urn, [round_id])[round_id].id
    asking.ask(
        viewer=head,
        evaluation_id=evaluation_id,
        people=[viewers[view.by].person_id for view in story.views],
        closes_on=calendar.day(story.closes),
        at=calendar.moment(story.asked, 15, 40),
        today=calendar.day(story.asked),
    )
    for number, view in enumerate(story.views):
        viewer, day = viewers[view.by], calendar.day(view.begun)
        at = calendar.moment(view.begun, 16, 5 + number)
        for area in view.areas:
            at += timedelta(minutes=6)
            rating.save_instinct(
                viewer=viewer,
                evaluation_id=evaluation_id,
                area_id=area.area,
                given=rating.Judged(area.instinct, 0, {}),
                begin=True,
                at=at,
                today=day,
            )
            rating.save_considered(
                viewer=viewer,
                evaluation_id=evaluation_id,
                area_id=area.area,
                given=rating.Judged(area.answer, 1, {}, area.reason),
                at=at + timedelta(minutes=4),
                today=day,
            )
        rating.hand_in(viewer=viewer, evaluation_id=evaluation_id, at=at, today=day)
    for area in story.agreed:
        asking.agree(
            viewer=viewers[story.agreed_by],
            evaluation_id=evaluation_id,
            area_id=area.area,
            answer=area.answer,
            reason=area.reason,
            version=0,
            at=calendar.moment(story.agreed_on, 16, 30),
            today=calendar.day(story.agreed_on),
        )
