"""Reads that look along the whole street: where a school is, what is next, where a partnership is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localdate, localtime

from plait.actionplans import queries as actionplans
from plait.domain.fact_checks import NOT_OFFERED
from plait.domain.programmes import StepKind
from plait.domain.raters import lets_ask
from plait.domain.releases import settled
from plait.domain.rounds import PartnershipFacts, ReviewStage, RoundFacts
from plait.domain.schools import SchoolFacts
from plait.domain.stages import OPEN_ACTIONS, SelfEvaluationState
from plait.domain.standings import PartnerStanding, Standing
from plait.domain.tasks import Step, steps
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.wording import day_in_words
from plait.factchecks import queries as factchecks
from plait.partnerships import queries as partnerships
from plait.peerreview import queries as peerreview
from plait.reports.releases import last_released
from plait.schools.queries import facts, names
from plait.selfevaluation import queries as selfevaluation
from plait.selfevaluation import rater_mentions as raters
from plait.visits.round_queries import prepared
from plait.workshops.round_queries import checks, waiting


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
    waiting: frozenset[int] = frozenset()
    """Rounds that have closed, and in which the school has not said yet what came of its actions."""
    own_view: date | None = None
    """Until when the viewer is asked for their own view of the school; ``None`` where they are not, or it is in."""


def school_journey(viewer: Viewer, urn: int, round_id: int | None = None) -> SchoolJourney:
    """Where one of the viewer's own schools is, also under a number it had before. Raises ``NotVisible``.

    ``round_id``: the round that is looked at; by default the newest. It comes first among the journey's rounds.

    A fixed number of queries.
    """
    placed = partnerships.rounds_of_school(viewer, urn)
    if round_id is not None:
        if round_id not in {item.id for item, _ in placed}:
            raise NotVisible(f"round {round_id} of school {urn}")
        placed = tuple(sorted(placed, key=lambda pair: pair[0].id != round_id))
    rounds = tuple(item for item, _ in placed)
    if not placed:
        return SchoolJourney(urn, names([urn])[urn], (), None, (), {}, {})
    current, acting = placed[0]
    progress, evaluations = selfevaluation.progress_and_own(viewer, current.id, urn, [item.id for item in rounds])
    reviews = {item.host_urn: item for item in peerreview.of_school(viewer, acting, [current.id])}
    known = names([urn, acting, *reviews])
    actions = actionplans.of_school(viewer, acting, current.id)
    review = reviews.get(acting)
    check = checks(current.id).get(acting)
    facts = factchecks.standings(current.id) if current.definition.has(StepKind.FACT_CHECK) else {}
    later = waiting([item.id for item in rounds[1:] if not item.open]) if len(rounds) > 1 else {}
    own = None
    if acting in progress:
        submitted = progress[acting].state == SelfEvaluationState.SUBMITTED
        signature = partnerships.signature(current.id, acting)
        stage = review.stage if review else ReviewStage.AGREED if submitted else ReviewStage.WAITING
        decided = settled(current.definition, submitted=submitted, stage=stage)  # nothing is released before
        stands = signature is not None and signature.stands  # leaving ends the signature
        ended = None if stands else partnerships.ended_places(current.id).get(acting)
        own = Standing(
            urn=acting,
            evaluation_id=progress[acting].evaluation_id,
            areas=progress[acting].areas,
            answered=progress[acting].answered,
            submitted=submitted,
            review_id=review.id if review else 0,
            stage=stage,
            views=sum(not view.set_aside for view in review.views) if review else 0,
            handed_in=review.handed_in if review else 0,
            recorded=peerreview.recorded(viewer, review) if review and review.stage is ReviewStage.CHALLENGE else 0,
            actions=len(actions),
            open_actions=tuple(sorted(item.due for item in actions if item.state in OPEN_ACTIONS)),
            needs_signature=current.contract.needs_signature,
            signed=f"Signed by {signature.signed_by} on {_day(signature.signed_at)}" if signature else "",
            withdrawn=(
                f"Withdrawn by {signature.withdrawn_by} on {_day(signature.withdrawn_at)}"
                if signature and signature.withdrawn_at
                else ""
            ),
            released=last_released(current.id, acting).get(acting, "") if decided else "",
            left=f"Your school left this round on {day_in_words(ended[0])}" if ended else "",
            check_due=check.due if check else None,
            workshop=f"Held on {day_in_words(check.held_on)}" if check else "",
            checked=check is not None and check.over,
            facts=facts.get(acting, NOT_OFFERED),
            done=prepared(current, today=localdate()).get(acting, {})
            | {
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
            answered=view.answered,
            handed_in=view.handed_in_at is not None,
            signature_stands=item.signature_stands,
            facts=facts.get(host, NOT_OFFERED),
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
        evaluations,
        frozenset(item.id for item in rounds[1:] if acting in later.get(item.id, ())),
        raters.asked_until(viewer, own.evaluation_id) if own and lets_ask(current.contract) else None,
    )


def _day(moment: datetime) -> str:
    return day_in_words(localtime(moment).date())


@dataclass(frozen=True, slots=True)
class Home:
    """The places where somebody works: their schools and the partnerships they can see."""

    schools: tuple[SchoolFacts, ...]
    partnerships: tuple[PartnershipFacts, ...]


def home(viewer: Viewer) -> Home:
    """Two queries, whatever the number."""
    known = facts(viewer.present_urns).values()
    return Home(
        tuple(sorted(known, key=lambda item: (item.name.casefold(), item.urn))),
        partnerships.partnerships_of(viewer),
    )


def own_school_name(viewer: Viewer, urn: int) -> str:
    """The name of one of the viewer's own schools. Raises ``NotVisible``."""
    if urn not in viewer.urns:
        raise NotVisible(f"school {urn}")
    return names([urn])[urn]
