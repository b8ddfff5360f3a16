"""Decisions that touch several stages at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from plait.domain.verdicts import NotVisible, require
from plait.domain.viewer import Viewer
from plait.frameworks.queries import framework
from plait.partnerships import actions as partnerships
from plait.partnerships import queries as partnership_queries
from plait.partnerships import rules
from plait.peerreview import actions as peerreview
from plait.schools.queries import facts as school_facts
from plait.selfevaluation import actions as selfevaluation


@dataclass(frozen=True, slots=True)
class RoundInput:
    """``after`` is the number of the last round that the person saw, 0 for none."""

    title: str
    evaluation_due: date
    review_due: date
    after: int


def open_round(
    *, viewer: Viewer, partnership_id: int, programme_id: int, given: RoundInput, at: datetime, today: date
) -> int:
    """Open the next round: every member school gets its evaluation and the views of its partners; its number."""
    partnership = partnership_queries.partnership(viewer, partnership_id)
    members = partnership_queries.members(partnership.id)
    require(
        rules.may_open_round(
            viewer,
            partnership_id=partnership.id,
            members=members,
            has_lead=partnership_queries.has_lead(partnership.id, today=today),
        )
    )
    programmes = {
        pk: (framework_id, version) for pk, _, framework_id, version in partnership_queries.programmes(partnership.id)
    }
    if programme_id not in programmes:
        raise NotVisible(f"programme {programme_id}")
    return set_up_round(
        programme_id=programme_id,
        pinned=programmes[programme_id],
        members=members,
        given=given,
        at=at,
        today=today,
        actor_id=viewer.person_id,
    )


@transaction.atomic
def set_up_round(
    *,
    programme_id: int,
    pinned: tuple[str, str],
    members: tuple[int, ...],
    given: RoundInput,
    at: datetime,
    today: date,
    actor_id: int | None,
) -> int:
    """The same without asking who wants it, for demonstrations."""
    judged_against = framework(*pinned)
    schools = school_facts(members)
    round_id = partnerships.open_round(
        programme_id=programme_id,
        title=given.title,
        urns=members,
        opened_on=today,
        evaluation_due=given.evaluation_due,
        review_due=given.review_due,
        after=given.after,
        at=at,
        actor_id=actor_id,
    )
    for urn in members:
        area_ids = [area.id for area in judged_against.applicable_areas(schools[urn].provision)]
        evaluation_id = selfevaluation.begin(
            urn=urn, round_id=round_id, judged_against=judged_against, area_ids=area_ids, at=at, actor_id=actor_id
        )
        peerreview.begin(
            host_urn=urn,
            round_id=round_id,
            evaluation_id=evaluation_id,
            reviewers=[other for other in members if other != urn],
            area_ids=area_ids,
            at=at,
            actor_id=actor_id,
        )
    return round_id
