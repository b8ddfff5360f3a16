"""Where every school of a round stands, in a fixed number of queries: the same list as on each school's page.

A test compares the two, person by person and step by step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from plait.actionplans.round_queries import planned
from plait.domain.fact_checks import NOT_OFFERED
from plait.domain.programmes import StepKind
from plait.domain.rounds import ReviewStage, RoundFacts
from plait.domain.standings import PartnerStanding, Standing
from plait.domain.tasks import Step, TaskState, steps
from plait.domain.viewer import STRANGER, Viewer
from plait.factchecks import queries as factchecks
from plait.partnerships import round_queries as partnerships
from plait.peerreview import round_queries as peerreview
from plait.reports.releases import last_released
from plait.schools.queries import names
from plait.selfevaluation import round_queries as selfevaluation
from plait.visits.round_queries import prepared
from plait.workshops.round_queries import checks


@dataclass(frozen=True, slots=True)
class RoundStanding:
    """``schools``: of each school whose page shows this round, its own standing and that with its partners."""

    round: RoundFacts
    schools: Mapping[int, tuple[Standing, tuple[PartnerStanding, ...]]]
    names: Mapping[int, str]

    def steps(self, viewer: Viewer, urn: int) -> tuple[Step, ...]:
        """The steps of one school as this viewer's page shows them; none at a school that is not theirs."""
        if urn not in viewer.urns or urn not in self.schools:
            return ()
        return steps(viewer, self.round, *self.schools[urn])

    def late(self, today: date) -> dict[date, int]:
        """How many schools have something open that was due on each day that has passed."""
        counts: dict[date, int] = {}
        for own, partners in self.schools.values():
            dues = {step.due for step in steps(STRANGER, self.round, own, partners) if step.due and step.late(today)}
            for due in dues:
                counts[due] = counts.get(due, 0) + 1
        return dict(sorted(counts.items()))

    def late_schools(self, today: date) -> int:
        """How many schools have anything open that was due."""
        return sum(
            any(step.late(today) for step in steps(STRANGER, self.round, own, partners))
            for own, partners in self.schools.values()
        )


def own_with_date(found: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps that their viewer can take now and that have a date: what mails and calendars speak of."""
    return tuple(step for step in found if step.state is TaskState.YOURS and step.due is not None)


def round_standing(round_: RoundFacts) -> RoundStanding:
    """Where every school of a round stands. Ten queries, one more each for reports, fact-checks and visits, and
    two where a workshop was held, however many schools."""
    shown = partnerships.shown_at(round_.id)
    evaluations = selfevaluation.standings(round_.id)
    reviews = {review.host_urn: review for review in peerreview.standings(round_.id)}
    plans = planned(round_.id)
    looked = checks(round_.id)
    facts = factchecks.standings(round_.id) if round_.definition.has(StepKind.FACT_CHECK) else {}
    signed = partnerships.signed_in(round_.id)
    noted = partnerships.steps_noted(round_.id) if round_.definition.milestones else {}
    visits = prepared(round_, today=localdate())
    released = last_released(round_.id)
    known = names({*evaluations, *shown})
    needed = round_.contract.needs_signature

    def stands(urn: int) -> bool:
        ever, withdrawn = signed.get(urn, (False, False))
        return not needed or (ever and not withdrawn)

    partners: dict[int, list[PartnerStanding]] = {}
    for review in reviews.values():
        for view in review.views:
            partners.setdefault(view.urn, []).append(
                PartnerStanding(
                    host_urn=review.host_urn,
                    host=known[review.host_urn],
                    review_id=review.id,
                    stage=review.stage,
                    areas=evaluations[review.host_urn].areas,
                    answered=view.answered,
                    handed_in=view.handed_in,
                    signature_stands=stands(review.host_urn),
                    facts=facts.get(review.host_urn, NOT_OFFERED),
                )
            )
    found = {}
    for urn, evaluation in evaluations.items():
        if urn not in shown:
            continue
        count, open_actions = plans.get(urn, (0, ()))
        ever, withdrawn = signed.get(urn, (False, False))
        about = reviews.get(urn)
        without = ReviewStage.AGREED if evaluation.submitted else ReviewStage.WAITING
        own = Standing(
            urn=urn,
            evaluation_id=evaluation.id,
            areas=evaluation.areas,
            answered=evaluation.answered,
            submitted=evaluation.submitted,
            review_id=about.id if about else 0,
            stage=about.stage if about else without,
            views=sum(not view.set_aside for view in about.views) if about else 0,
            handed_in=sum(view.handed_in for view in about.views) if about else 0,
            recorded=about.recorded if about else 0,
            actions=count,
            open_actions=open_actions,
            needs_signature=needed,
            signed="Signed" if ever else "",
            withdrawn="Withdrawn" if withdrawn else "",
            released=released.get(urn, ""),
            check_due=looked[urn].due if urn in looked else None,
            workshop="Held" if urn in looked else "",
            checked=urn in looked and looked[urn].over,
            facts=facts.get(urn, NOT_OFFERED),
            done=dict.fromkeys({*noted.get(urn, ()), *noted.get(None, ()), *visits.get(urn, ())}, "Done"),
        )
        found[urn] = (own, tuple(partners.get(urn, ())))
    return RoundStanding(round_, found, known)
