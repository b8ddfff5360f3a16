"""Reading one round of one school as the value that every report is made from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from plait.actionplans import queries as actionplans
from plait.domain.attached import with_attached
from plait.domain.comparison import diagnose
from plait.domain.diagnosis import ChallengeRecord, Diagnosis, PlannedAction
from plait.domain.fact_checks import CheckedFacts
from plait.domain.frameworks import Framework
from plait.domain.programmes import StepKind
from plait.domain.rounds import ReviewStage, RoundFacts
from plait.domain.since_last_time import crossing_words
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase, Sight
from plait.evidence import use_queries as attached
from plait.factchecks import queries as factchecks
from plait.frameworks.crosswalk_queries import between
from plait.partnerships import queries as partnerships
from plait.peerreview import queries as peerreview
from plait.peerreview.facts import ReviewFacts
from plait.schools.queries import names
from plait.selfevaluation import queries as selfevaluation
from plait.visits import queries as visits


@dataclass(frozen=True, slots=True)
class ReportOf:
    """A report's value, and where in the round it was made."""

    evaluation_id: int
    urn: int
    school: str
    round: RoundFacts
    stage: ReviewStage | None
    submitted: bool
    signature_stands: bool
    diagnosis: Diagnosis
    facts_open: str = ""
    """Why the fact-check is in the way of a release; empty where it is not."""
    across: tuple[str, ...] = ()
    """Of each earlier round by another framework: why no line is drawn from it, and what a crosswalk reaches."""


def report(viewer: Viewer, evaluation_id: int, *, prepared: date) -> ReportOf:
    """The report of one of the viewer's own schools, as far as the round has come. Raises ``NotVisible``.

    A fixed number of queries, whatever the number of areas, statements and partners.
    """
    found = selfevaluation.facts(viewer, evaluation_id)
    if found.contract.sight(Artefact.REPORT, Phase.DRAFT, found.relations) < Sight.READ:
        raise NotVisible(f"report {evaluation_id}")
    earlier = partnerships.earlier_rounds(found.round_id, viewer.also(found.urn))
    facts = partnerships.round_facts([found.round_id])[found.round_id]
    evaluations = selfevaluation.of_school(viewer, found.urn, [item.id for item in earlier])
    before = [
        evaluations[item.id]
        for item in earlier
        if item.id in evaluations and evaluations[item.id].framework_id == found.framework_id
    ]
    own, *previous = selfevaluation.read_whole(viewer, [found, *before])
    review = peerreview.of_evaluation(viewer, evaluation_id)
    views = peerreview.words(viewer, review, own.framework) if review and review.revealed else {}
    known = names([found.urn, *views])
    school = known[found.urn]
    titles = {item.id: item.title for item in earlier}
    recorded = peerreview.challenges(viewer, review, own.framework) if review else {}
    # only what the school looked at, so that no area that never applied is counted or drawn
    looked_at = {entry.area_id for entry in own.entries}
    areas = tuple(area for area in own.framework.areas if area.id in looked_at)
    narrowed = replace(own.framework, areas=areas)
    uses = attached.of_evaluation(viewer, evaluation_id)
    diagnosis = diagnose(
        with_attached(replace(own.submission(school, facts.title), framework=narrowed), uses),
        peers=[
            view.submission(narrowed, school, found.urn, facts.title, known[urn]) for urn, view in sorted(views.items())
        ],
        previous=[item.submission(school, titles[item.facts.round_id]) for item in previous],
        prepared=prepared,
        visible_to=f"people with a role at {school}",
        challenges=[
            ChallengeRecord(
                item.area_id, item.agreed, item.reason, item.recorded_by, item.recorded_at.date(), item.words
            )
            for item in recorded.values()
        ],
        actions=[
            PlannedAction(item.area_id, item.text, item.owner, item.due, item.success_measure, item.state)
            for item in actionplans.of_school(viewer, found.urn, found.round_id)
        ],
    )
    return ReportOf(
        evaluation_id,
        found.urn,
        school,
        facts,
        review.stage if review else None,
        found.submitted,
        found.signature_stands,
        replace(
            diagnosis,
            checked=_checked(facts, review, own.framework),
            subject=visits.subject_for(viewer, found.round_id, found.urn),
        ),
        _facts_open(facts, found.urn),
        tuple(
            crossing_words(item.title, then, own.framework, between(then.name, own.framework.name))
            for item in earlier
            if item.id in evaluations and evaluations[item.id].framework_id != found.framework_id
            for then in (selfevaluation.judged_against(evaluations[item.id]),)
            if evaluations[item.id].submitted
        ),
    )


@dataclass(frozen=True, slots=True)
class ReleaseDesk:
    """Where one of the viewer's own schools decides who gets its report: how far the round is, without any words."""

    evaluation_id: int
    urn: int
    school: str
    round: RoundFacts
    stage: ReviewStage | None
    submitted: bool
    signature_stands: bool
    facts_open: str = ""


def _checked(round_: RoundFacts, review: ReviewFacts | None, framework: Framework) -> CheckedFacts | None:
    if review is None or not round_.definition.has(StepKind.FACT_CHECK):
        return None
    return factchecks.for_report(review.id, framework)


def _facts_open(round_: RoundFacts, urn: int) -> str:
    return factchecks.in_the_way(round_.definition, round_id=round_.id, urn=urn, round_open=round_.open)


def release_desk(viewer: Viewer, evaluation_id: int) -> ReleaseDesk:
    """For the school's own people. Raises ``NotVisible``. A fixed number of queries."""
    found = selfevaluation.facts(viewer, evaluation_id)
    if found.urn not in viewer.urns or found.contract.sight(Artefact.REPORT, Phase.DRAFT, found.relations) < Sight.READ:
        raise NotVisible(f"report {evaluation_id}")
    facts = partnerships.round_facts([found.round_id])[found.round_id]
    review = peerreview.of_evaluation(viewer, evaluation_id)
    return ReleaseDesk(
        evaluation_id,
        found.urn,
        names([found.urn])[found.urn],
        facts,
        review.stage if review else None,
        found.submitted,
        found.signature_stands,
        _facts_open(facts, found.urn),
    )
