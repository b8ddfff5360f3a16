"""May this person let the school's report go to others now?"""

from __future__ import annotations

from collections.abc import Collection

from plait.domain.programmes import ProgrammeDefinition
from plait.domain.releases import settled, why_not_settled
from plait.domain.roles import Permission
from plait.domain.rounds import ReviewStage
from plait.domain.verdicts import YES, Verdict, no
from plait.domain.viewer import Viewer
from plait.domain.visibility import OWN, Relation, ReleaseTerms
from plait.reports.queries import ReleaseDesk, ReportOf

HEAD_DECIDES = "Your headteacher decides who gets the report."
WITHDRAWN = "Your school has withdrawn from this round, so nothing new can go outside it."


def may_release(
    viewer: Viewer,
    *,
    urn: int,
    definition: ProgrammeDefinition,
    submitted: bool,
    stage: ReviewStage | None,
    signature_stands: bool,
    facts_open: str = "",
) -> Verdict:
    """The head, once the judgements are settled and the fact-check is signed off (``facts_open``: why it is not), while
    the school's signature stands."""
    if not viewer.may_at(urn, Permission.RELEASE):
        return no(HEAD_DECIDES)
    if not settled(definition, submitted=submitted, stage=stage):
        return no(why_not_settled(definition))
    if facts_open:
        return no(facts_open)
    return YES if signature_stands else no(WITHDRAWN)


def may_release_it(viewer: Viewer, found: ReportOf | ReleaseDesk) -> Verdict:
    """The same of a report that is at hand."""
    return may_release(
        viewer,
        urn=found.urn,
        definition=found.round.definition,
        submitted=found.submitted,
        stage=found.stage,
        signature_stands=found.signature_stands,
        facts_open=found.facts_open,
    )


def may_release_to(terms: ReleaseTerms, audiences: Collection[Relation]) -> Verdict:
    """Somebody gets it: an audience, or whoever is given an address."""
    if audiences or terms.by_link:
        return YES
    return no("Choose at least one audience: there is nobody else to whom this version could go.")


def may_end(viewer: Viewer, *, urn: int, relation: Relation, terms: ReleaseTerms, signature_stands: bool) -> Verdict:
    """The head ends a release for an audience, except for one that the signed contract says every release goes to."""
    if not viewer.may_at(urn, Permission.RELEASE):
        return no(HEAD_DECIDES)
    if relation in terms.must and relation not in OWN and signature_stands:
        return no("By the contract that your school signed, every release goes to them, so it cannot end for them.")
    return YES


def may_make_link(viewer: Viewer, *, urn: int, terms: ReleaseTerms, signature_stands: bool) -> Verdict:
    """The head gives an address to people who have no account, where the contract allows it."""
    if not viewer.may_at(urn, Permission.RELEASE):
        return no(HEAD_DECIDES)
    if not terms.by_link:
        return no("The contract of this round does not let a report be opened without signing in.")
    return YES if signature_stands else no(WITHDRAWN)


def may_end_link(viewer: Viewer, *, urn: int) -> Verdict:
    return YES if viewer.may_at(urn, Permission.RELEASE) else no(HEAD_DECIDES)
