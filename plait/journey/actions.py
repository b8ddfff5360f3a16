"""Decisions that touch several stages at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from plait.domain.programmes import StepKind
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, require
from plait.domain.viewer import Viewer
from plait.frameworks.queries import framework, offered
from plait.partnerships import contract_actions as contracts
from plait.partnerships import programme_actions as programmes
from plait.partnerships import queries as partnership_queries
from plait.partnerships import rules, set_up_queries
from plait.partnerships.place_actions import hand_on_memberships
from plait.peerreview import actions as peerreview
from plait.peerreview import place_actions as views
from plait.schools.queries import closed_among
from plait.schools.queries import facts as school_facts
from plait.selfevaluation import actions as selfevaluation


@dataclass(frozen=True, slots=True)
class RoundInput:
    """``after`` is the number of the last round that the person saw, 0 for none."""

    title: str
    evaluation_due: date
    review_due: date
    after: int
    milestones_due: Mapping[str, date] = field(default_factory=dict)
    framework: tuple[str, str] | None = None
    """One of the programme's, where it is not the usual one."""


@transaction.atomic
def open_round(
    *, viewer: Viewer, partnership_id: int, programme_id: int, given: RoundInput, at: datetime, today: date
) -> int:
    """Open the next round: every member school gets its evaluation and the views of its partners; its number.

    A member that has closed takes no part; where one school carries it on, that one is a member and takes part instead.
    """
    partnership = partnership_queries.partnership(viewer, partnership_id)
    members = tuple(partnership_queries.members(partnership.id))
    require(
        rules.may_open_round(
            viewer,
            partnership_id=partnership.id,
            members=members,
            has_lead=partnership_queries.has_lead(partnership.id, today=today),
        )
    )
    if programme_id not in {pk for pk, *_ in partnership_queries.programmes(partnership.id)}:
        raise NotVisible(f"programme {programme_id}")
    if given.framework is not None:
        definition = set_up_queries.programme_of(viewer, partnership.id, programme_id).definition
        if given.framework not in offered(partnership.id, definition):
            raise NotAllowedNow("This framework cannot be used for the round. Choose one of those that are offered.")
    closed = closed_among(members)
    carried_on = {old: new for old, new in closed.items() if new is not None}
    if carried_on:
        hand_on_memberships(partnership_id=partnership.id, to=carried_on, at=at, today=today, actor_id=viewer.person_id)
    return set_up_round(
        programme_id=programme_id,
        members=tuple(sorted({*carried_on.values(), *members} - set(closed))),
        given=given,
        at=at,
        today=today,
        actor_id=viewer.person_id,
    )


@transaction.atomic
def set_up_round(
    *,
    programme_id: int,
    members: tuple[int, ...],
    given: RoundInput,
    at: datetime,
    today: date,
    actor_id: int | None,
) -> int:
    """The same without asking who wants it, for demonstrations."""
    round_id = programmes.open_round(
        programme_id=programme_id,
        title=given.title,
        urns=members,
        opened_on=today,
        evaluation_due=given.evaluation_due,
        review_due=given.review_due,
        milestones_due=given.milestones_due,
        framework=given.framework,
        after=given.after,
        at=at,
        actor_id=actor_id,
    )
    this = partnership_queries.round_facts([round_id])[round_id]
    if not this.definition.has(StepKind.SELF_EVALUATION):
        return round_id
    judged_against = framework(this.framework_id, this.framework_version)
    schools = school_facts(members)
    reviewers: dict[int, list[int]] = {urn: [] for urn in members}
    for host, reviewer in partnership_queries.pairings(round_id):
        reviewers[host].append(reviewer)
    areas = {urn: [area.id for area in judged_against.applicable_areas(schools[urn].provision)] for urn in members}
    evaluations = selfevaluation.begin(
        round_id=round_id, judged_against=judged_against, areas=areas, at=at, actor_id=actor_id
    )
    if this.definition.has(StepKind.PEER_VIEW):
        views.begin(
            round_id=round_id, evaluations=evaluations, reviewers=reviewers, areas=areas, at=at, actor_id=actor_id
        )
    return round_id


@transaction.atomic
def sign(*, viewer: Viewer, round_id: int, urn: int, fingerprint: str, at: datetime) -> None:
    """The head signs who sees what; views that were set aside by a withdrawal are waited for again where they can be.

    Raises as :func:`plait.partnerships.contract_actions.sign`.
    """
    contracts.sign(viewer=viewer, round_id=round_id, urn=urn, fingerprint=fingerprint, at=at)
    peerreview.take_up_views(round_id=round_id, urn=urn, at=at, actor_id=viewer.person_id)


@transaction.atomic
def withdraw(*, viewer: Viewer, round_id: int, urn: int, reason: str, at: datetime) -> None:
    """The head takes the signature back; partners no longer wait for the views that the school still owes them.

    Raises as :func:`plait.partnerships.contract_actions.withdraw`.
    """
    contracts.withdraw(viewer=viewer, round_id=round_id, urn=urn, reason=reason, at=at)
    peerreview.set_aside_views(round_id=round_id, urn=urn, at=at, actor_id=viewer.person_id)
