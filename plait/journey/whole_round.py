"""Reading a round as a whole: how far each school of a partnership is, nothing that any of them wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.timezone import localdate

from plait.domain.programmes import StepKind
from plait.domain.rounds import PartnershipFacts, ReviewStage, RoundFacts
from plait.domain.stages import SelfEvaluationState
from plait.domain.tasks import WORKSHOP_STEP
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.partnerships import queries as partnerships
from plait.partnerships.queries import DoneStep, Signed
from plait.peerreview import queries as peerreview
from plait.peerreview.facts import ReviewFacts
from plait.selfevaluation import queries as selfevaluation
from plait.visits.round_queries import prepared
from plait.workshops.round_queries import held


@dataclass(frozen=True, slots=True)
class SchoolInRound:
    """One school's line on the partnership's page: how far it is, nothing it wrote. What the viewer may not know of is
    ``None``. ``signed``: ``None`` where nothing has to be signed. ``left``: it no longer takes part. ``finished``:
    every judgement of this round is settled, or nothing is asked of it any more."""

    urn: int
    name: str
    signed: bool | None
    withdrawn: bool
    areas: int | None
    answered: int | None
    submitted: bool | None
    stage: ReviewStage | None
    views: int | None
    handed_in: int | None
    evaluation_id: int | None
    """Where the viewer may read it."""
    left: bool = False
    finished: bool = False
    partners: tuple[str, ...] = ()
    """Who looks at it, where the viewer may know of its review."""


@dataclass(frozen=True, slots=True)
class PartnershipJourney:
    """``round``: the one that is shown; ``rounds``: all, the newest first."""

    partnership: PartnershipFacts
    rounds: tuple[RoundFacts, ...]
    programmes: tuple[tuple[int, str, str, str], ...]
    members: dict[int, str]
    schools: tuple[SchoolInRound, ...]
    """Of the round that is shown."""
    done: tuple[DoneStep, ...] = ()
    """Milestones noted in that round."""
    over: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """Key of a milestone to the schools of which Plait itself knows that it is over."""
    round: RoundFacts | None = None


def partnership_journey(viewer: Viewer, partnership_id: int, round_id: int | None = None) -> PartnershipJourney:
    """Where a partnership is in one of its rounds, by default the newest that is open; no more than its facts without
    a programme. A fixed number of queries.

    Raises ``NotVisible``.
    """
    found = partnerships.partnership(viewer, partnership_id)
    if not found.works:
        return PartnershipJourney(found, (), (), {}, ())
    rounds = tuple(
        sorted(
            partnerships.rounds_of_partnership(found.id),
            key=lambda item: (item.open, item.opened_on, item.number, item.id),
            reverse=True,
        )
    )
    this = next((item for item in rounds if round_id in (None, item.id)), None)
    if this is None and round_id is not None:
        raise NotVisible(f"round {round_id} of partnership {partnership_id}")
    members = partnerships.members(found.id)
    rows: tuple[SchoolInRound, ...] = ()
    done: tuple[DoneStep, ...] = ()
    if this is not None:
        rows = schools_in(viewer, this)
        done = partnerships.steps_done(this.id) if this.definition.milestones else ()
    over = over_by_itself(this) if this is not None else {}
    return PartnershipJourney(found, rounds, partnerships.programmes(found.id), members, rows, done, over, this)


def over_by_itself(this: RoundFacts) -> dict[str, frozenset[int]]:
    """Of each milestone that Plait sees itself (a shared focus, a visit that is over, a workshop that was held) the
    schools. One query each where the programme has them."""
    found: dict[str, set[int]] = {}
    for urn, steps in prepared(this, today=localdate()).items():
        for key in steps:
            found.setdefault(key, set()).add(urn)
    if any(step.key == WORKSHOP_STEP for step in this.definition.milestones):
        found[WORKSHOP_STEP] = set(held(this.id))
    return {key: frozenset(urns) for key, urns in found.items()}


def schools_in(viewer: Viewer, this: RoundFacts) -> tuple[SchoolInRound, ...]:
    """The schools of a round by name, as far as the viewer may know. Four queries, whatever the number."""
    evaluates = this.definition.has(StepKind.SELF_EVALUATION)
    progress = selfevaluation.progress(viewer, this.id) if evaluates else {}
    stages = peerreview.stages(viewer, this.id) if this.definition.has(StepKind.PEER_VIEW) else {}
    placed = partnerships.places_signed(this.id)
    known = {place.urn: place.school for place in placed if place.ended_on is None}
    rows = []
    for place in placed:
        item, review, left = progress.get(place.urn), stages.get(place.urn), place.ended_on is not None
        submitted = item.state == SelfEvaluationState.SUBMITTED if item else None
        withdrawn = place.signed is Signed.WITHDRAWN
        rows.append(
            SchoolInRound(
                urn=place.urn,
                name=place.school,
                signed=place.signed is Signed.STANDS if this.contract.needs_signature else None,
                withdrawn=withdrawn,
                areas=item.areas if item else None,
                answered=item.answered if item else None,
                submitted=submitted,
                stage=review.stage if review else None,
                views=sum(not view.set_aside for view in review.views) if review else None,
                handed_in=review.handed_in if review else None,
                evaluation_id=item.evaluation_id if item and item.readable else None,
                left=left,
                partners=_partners(review, known) if review else (),
                finished=withdrawn or left or _settled(this, submitted, review.stage if review else None),
            )
        )
    return tuple(rows)


def _partners(review: ReviewFacts, known: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(sorted((known[view.urn] for view in review.views if view.urn in known), key=str.casefold))


def _settled(this: RoundFacts, submitted: bool | None, stage: ReviewStage | None) -> bool:
    if this.definition.has(StepKind.CHALLENGE):
        return stage is ReviewStage.AGREED
    if this.definition.has(StepKind.PEER_VIEW):
        return stage in (ReviewStage.CHALLENGE, ReviewStage.AGREED)
    return bool(submitted) or not this.definition.has(StepKind.SELF_EVALUATION)
