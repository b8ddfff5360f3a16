"""Reads that look along the whole street: where a school is, what is next, where a partnership is."""

from __future__ import annotations

from dataclasses import dataclass

from plait.actionplans import queries as actionplans
from plait.domain.rounds import PartnershipFacts, ReviewStage, RoundFacts
from plait.domain.schools import SchoolFacts
from plait.domain.stages import OPEN_ACTIONS
from plait.domain.tasks import PartnerStanding, Standing, Step, steps
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.partnerships import queries as partnerships
from plait.peerreview import queries as peerreview
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
    """Where one of the viewer's own schools is. Raises ``NotVisible``. A fixed number of queries."""
    rounds = partnerships.rounds_of_school(viewer, urn)
    if not rounds:
        return SchoolJourney(urn, names([urn])[urn], (), None, (), {}, {})
    current = rounds[0]
    evaluations = selfevaluation.of_school(viewer, urn, [item.id for item in rounds])
    progress = selfevaluation.progress(current.id)
    reviews = {item.host_urn: item for item in peerreview.of_school(viewer, urn, [current.id])}
    known = names([urn, *reviews])
    own_review = reviews[urn]
    actions = actionplans.of_school(viewer, urn, current.id)
    written = peerreview.answered([view.id for item in reviews.values() if (view := item.view_of(urn))])
    own = Standing(
        urn=urn,
        evaluation_id=own_review.evaluation_id,
        areas=progress[urn].areas,
        answered=progress[urn].answered,
        submitted=own_review.stage is not ReviewStage.WAITING,
        review_id=own_review.id,
        stage=own_review.stage,
        views=len(own_review.views),
        handed_in=own_review.handed_in,
        recorded=peerreview.recorded(viewer, own_review),
        actions=len(actions),
        open_actions=tuple(sorted(item.due for item in actions if item.state in OPEN_ACTIONS)),
    )
    partners = tuple(
        PartnerStanding(
            host_urn=host,
            host=known[host],
            review_id=item.id,
            stage=item.stage,
            areas=progress[host].areas,
            answered=written.get(view.id, 0),
            handed_in=view.handed_in_at is not None,
        )
        for host, item in reviews.items()
        if (view := item.view_of(urn)) is not None
    )
    return SchoolJourney(
        urn,
        known[urn],
        rounds,
        own,
        steps(viewer, current, own, partners),
        known,
        {round_id: item.id for round_id, item in evaluations.items()},
    )


@dataclass(frozen=True, slots=True)
class SchoolInRound:
    """One school's line on the partnership's page: how far it is, nothing it wrote."""

    urn: int
    name: str
    areas: int
    answered: int
    submitted: bool
    stage: ReviewStage
    views: int
    handed_in: int


@dataclass(frozen=True, slots=True)
class PartnershipJourney:
    partnership: PartnershipFacts
    rounds: tuple[RoundFacts, ...]
    programmes: tuple[tuple[int, str, str, str], ...]
    members: dict[int, str]
    schools: tuple[SchoolInRound, ...]
    """Of the newest round."""


def partnership_journey(viewer: Viewer, partnership_id: int) -> PartnershipJourney:
    """Where a partnership is; no more than its facts without a programme. A fixed number of queries.

    Raises ``NotVisible``.
    """
    found = partnerships.partnership(viewer, partnership_id)
    if not found.works:
        return PartnershipJourney(found, (), (), {}, ())
    rounds = partnerships.rounds_of_partnership(found.id)
    members = names(partnerships.members(found.id))
    rows: tuple[SchoolInRound, ...] = ()
    if rounds:
        progress = selfevaluation.progress(rounds[0].id)
        stages = peerreview.stages(rounds[0].id)
        known = members if set(progress) <= set(members) else names([*members, *progress])
        rows = tuple(
            SchoolInRound(
                urn,
                known[urn],
                item.areas,
                item.answered,
                stages[urn].stage is not ReviewStage.WAITING,
                stages[urn].stage,
                len(stages[urn].views),
                stages[urn].handed_in,
            )
            for urn, item in sorted(progress.items(), key=lambda pair: known[pair[0]])
            if urn in stages
        )
    return PartnershipJourney(found, rounds, partnerships.programmes(found.id), members, rows)


@dataclass(frozen=True, slots=True)
class Home:
    """The places where somebody works: their schools and the partnerships they can see."""

    schools: tuple[SchoolFacts, ...]
    partnerships: tuple[PartnershipFacts, ...]


def home(viewer: Viewer) -> Home:
    """Two queries, whatever the number."""
    known = facts(viewer.urns).values()
    return Home(
        tuple(sorted(known, key=lambda item: (item.name.casefold(), item.urn))),
        partnerships.partnerships_of(viewer),
    )


def own_school_name(viewer: Viewer, urn: int) -> str:
    """The name of one of the viewer's own schools. Raises ``NotVisible``."""
    if urn not in viewer.urns:
        raise NotVisible(f"school {urn}")
    return names([urn])[urn]
