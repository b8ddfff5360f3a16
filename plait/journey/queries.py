"""Reads that look along the whole street: where a school is, what is next, where a partnership is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from plait.actionplans import queries as actionplans
from plait.domain.rounds import PartnershipFacts, ReviewStage, RoundFacts
from plait.domain.schools import SchoolFacts
from plait.domain.stages import OPEN_ACTIONS, SelfEvaluationState
from plait.domain.tasks import PartnerStanding, Standing, Step, steps
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.wording import day_in_words
from plait.partnerships import queries as partnerships
from plait.partnerships.queries import DoneStep, Signed
from plait.peerreview import queries as peerreview
from plait.reports.releases import count_released_to, last_released
from plait.schools.queries import facts, names
from plait.selfevaluation import queries as selfevaluation


@dataclass(frozen=True, slots=True)
class SchoolJourney:
    """One school's way through its rounds. ``standing`` and ``steps`` are of the newest round, if there is one."""

    urn: int
    name: str
    rounds: tuple[RoundFacts, ...]
    standing: Standing | None
    steps: tuple[Step, ...]
    school_names: dict[int, str]
    evaluations: dict[int, int]


def school_journey(viewer: Viewer, urn: int) -> SchoolJourney:
    """Where one of the viewer's own schools is, also under a number it had before. Raises ``NotVisible``.

    A fixed number of queries.
    """
    placed = partnerships.rounds_of_school(viewer, urn)
    rounds = tuple(item for item, _ in placed)
    if not placed:
        return SchoolJourney(urn, names([urn])[urn], (), None, (), {}, {})
    current, acting = placed[0]
    evaluations = selfevaluation.of_school(viewer, urn, [item.id for item in rounds])
    progress = selfevaluation.progress(viewer, current.id)
    reviews = {item.host_urn: item for item in peerreview.of_school(viewer, acting, [current.id])}
    known = names([urn, acting, *reviews])
    actions = actionplans.of_school(viewer, acting, current.id)
    written = peerreview.answered([view.id for item in reviews.values() if (view := item.view_of(acting))])
    review = reviews.get(acting)
    own = None
    if acting in progress:
        submitted = progress[acting].state == SelfEvaluationState.SUBMITTED
        signature = partnerships.signature(current.id, acting)
        own = Standing(
            urn=acting,
            evaluation_id=progress[acting].evaluation_id,
            areas=progress[acting].areas,
            answered=progress[acting].answered,
            submitted=submitted,
            review_id=review.id if review else 0,
            stage=review.stage if review else ReviewStage.AGREED if submitted else ReviewStage.WAITING,
            views=sum(not view.set_aside for view in review.views) if review else 0,
            handed_in=review.handed_in if review else 0,
            recorded=peerreview.recorded(viewer, review) if review else 0,
            actions=len(actions),
            open_actions=tuple(sorted(item.due for item in actions if item.state in OPEN_ACTIONS)),
            needs_signature=current.contract.needs_signature,
            signed=f"Signed by {signature.signed_by} on {_day(signature.signed_at)}" if signature else "",
            withdrawn=(
                f"Withdrawn by {signature.withdrawn_by} on {_day(signature.withdrawn_at)}"
                if signature and signature.withdrawn_at
                else ""
            ),
            released=last_released(current.id, acting).get(acting, "") if submitted else "",
            done={
                item.step: f"Done on {day_in_words(item.done_on)}" + (f": {item.note}" if item.note else "")
                for item in partnerships.steps_done(current.id, acting)
            }
            if current.definition.milestones
            else {},
        )
    partners = tuple(
        PartnerStanding(
            host_urn=host,
            host=known[host],
            review_id=item.id,
            stage=item.stage,
            areas=progress[host].areas if host in progress else 0,
            answered=written.get(view.id, 0),
            handed_in=view.handed_in_at is not None,
            signature_stands=item.signature_stands,
        )
        for host, item in reviews.items()
        if (view := item.view_of(acting)) is not None
    )
    return SchoolJourney(
        urn,
        known[urn],
        rounds,
        own,
        steps(viewer, current, own, partners) if own else (),
        known,
        {round_id: item.id for round_id, item in evaluations.items()},
    )


def _day(moment: datetime) -> str:
    return day_in_words(localtime(moment).date())


@dataclass(frozen=True, slots=True)
class SchoolInRound:
    """One school's line on the partnership's page: how far it is, nothing it wrote. What the viewer may not know of is
    ``None``. ``signed``: ``None`` where nothing has to be signed."""

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


@dataclass(frozen=True, slots=True)
class PartnershipJourney:
    partnership: PartnershipFacts
    rounds: tuple[RoundFacts, ...]
    programmes: tuple[tuple[int, str, str, str], ...]
    members: dict[int, str]
    schools: tuple[SchoolInRound, ...]
    """Of the newest round."""
    done: tuple[DoneStep, ...] = ()
    """Milestones noted in the newest round."""


def partnership_journey(viewer: Viewer, partnership_id: int) -> PartnershipJourney:
    """Where a partnership is; no more than its facts without a programme. A fixed number of queries.

    Raises ``NotVisible``.
    """
    found = partnerships.partnership(viewer, partnership_id)
    if not found.works:
        return PartnershipJourney(found, (), (), {}, ())
    rounds = partnerships.rounds_of_partnership(found.id)
    members = partnerships.members(found.id)
    rows: tuple[SchoolInRound, ...] = ()
    done: tuple[DoneStep, ...] = ()
    if rounds:
        rows = _schools_in(viewer, rounds[0], members)
        done = partnerships.steps_done(rounds[0].id) if rounds[0].definition.milestones else ()
    return PartnershipJourney(found, rounds, partnerships.programmes(found.id), members, rows, done)


def _schools_in(viewer: Viewer, this: RoundFacts, members: dict[int, str]) -> tuple[SchoolInRound, ...]:
    placed = partnerships.places_signed(this.id)
    known = members if set(placed) <= set(members) else names([*members, *placed])
    progress = selfevaluation.progress(viewer, this.id)
    stages = peerreview.stages(viewer, this.id)
    rows = []
    for urn in sorted(placed, key=lambda urn: (known[urn].casefold(), urn)):
        item, review = progress.get(urn), stages.get(urn)
        rows.append(
            SchoolInRound(
                urn=urn,
                name=known[urn],
                signed=placed[urn] is Signed.STANDS if this.contract.needs_signature else None,
                withdrawn=placed[urn] is Signed.WITHDRAWN,
                areas=item.areas if item else None,
                answered=item.answered if item else None,
                submitted=item.state == SelfEvaluationState.SUBMITTED if item else None,
                stage=review.stage if review else None,
                views=sum(not view.set_aside for view in review.views) if review else None,
                handed_in=review.handed_in if review else None,
                evaluation_id=item.evaluation_id if item and item.readable else None,
            )
        )
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class Home:
    """The places where somebody works: their schools and the partnerships they can see."""

    schools: tuple[SchoolFacts, ...]
    partnerships: tuple[PartnershipFacts, ...]
    released: int = 0
    """How many reports of others are open to them."""


def home(viewer: Viewer) -> Home:
    """Three queries, whatever the number."""
    known = facts(viewer.present_urns).values()
    return Home(
        tuple(sorted(known, key=lambda item: (item.name.casefold(), item.urn))),
        partnerships.partnerships_of(viewer),
        count_released_to(viewer),
    )


def own_school_name(viewer: Viewer, urn: int) -> str:
    """The name of one of the viewer's own schools. Raises ``NotVisible``."""
    if urn not in viewer.urns:
        raise NotVisible(f"school {urn}")
    return names([urn])[urn]
