"""Letting a school's report go to others: to whom it can go, when, and who they are in words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from plait.domain.programmes import ProgrammeDefinition, StepKind
from plait.domain.rounds import ReviewStage
from plait.domain.visibility import Relation, ReleaseTerms
from plait.domain.wording import listed

LINK_DAYS, MOST_LINK_DAYS = 30, 180
"""How long an address for governors opens the report: usually, and at most."""

READERS = {
    Relation.HEAD: "its headteacher",
    Relation.LEADER: "its senior leaders",
    Relation.STAFF: "its staff",
    Relation.GOVERNOR: "its governors",
    Relation.REVIEWER: "the heads and senior leaders of the schools that reviewed it",
    Relation.MEMBER: "everybody with a role at the other schools of the round",
    Relation.LEAD: "the partnership lead",
    Relation.PROVIDER: "the diagnostic provider",
    Relation.FACILITATOR: "the improvement facilitator",
    Relation.AREA_OFFICER: "area officers",
    Relation.BROKER: "brokers of the area",
    Relation.BOARD: "the area’s board",
}
"""How a document that leaves the school calls those who may read it."""

AUDIENCES = {
    Relation.HEAD: "Your headteacher",
    Relation.LEADER: "Your senior leaders",
    Relation.STAFF: "Your staff",
    Relation.GOVERNOR: "Your governors",
    Relation.REVIEWER: "The schools that review you",
    Relation.MEMBER: "All schools of this round",
    Relation.LEAD: "Your partnership lead",
    Relation.PROVIDER: "The diagnostic provider",
    Relation.FACILITATOR: "The improvement facilitator",
    Relation.AREA_OFFICER: "Area officers",
    Relation.BROKER: "Brokers of the area",
    Relation.BOARD: "The area’s board",
}
"""The same where a school chooses."""


def settled(definition: ProgrammeDefinition, *, submitted: bool, stage: ReviewStage | None) -> bool:
    """Whether everything that decides a judgement in this programme has happened."""
    if definition.has(StepKind.CHALLENGE):
        return stage is ReviewStage.AGREED
    if definition.has(StepKind.PEER_VIEW):
        return stage in (ReviewStage.CHALLENGE, ReviewStage.AGREED)
    return submitted


def why_not_settled(definition: ProgrammeDefinition) -> str:
    """What has to happen before a report can be released in this programme."""
    if definition.has(StepKind.CHALLENGE):
        what = "what you talked through is" if definition.in_words else "your judgements are"
        return f"You can release your report once {what} agreed. Until then it can still change."
    if definition.has(StepKind.PEER_VIEW):
        return "You can release your report once every partner’s view is in. Until then it can still change."
    return "You can release your report once your self-evaluation is submitted. Until then it can still change."


def chosen(terms: ReleaseTerms, wanted: Collection[Relation]) -> tuple[Relation, ...]:
    """The audiences of a release: those wanted, and those that every release goes to. Raises ``ValueError`` for one
    that the contract does not allow."""
    for relation in wanted:
        if relation not in terms.may + terms.must:
            raise ValueError(
                f"The contract of this round does not let a report go to {READERS.get(relation, relation)}."
            )
    return tuple(relation for relation in Relation if relation in {*terms.must, *wanted})


def in_document(school: str, audiences: Collection[Relation], *, by_link: bool) -> str:
    """Who may see a released version, as its running foot says."""
    parts = [f"{school}, which released it"]
    parts += [READERS[relation] for relation in Relation if relation in audiences]
    if by_link:
        parts.append("those to whom the school gives it")
    return "; ".join(parts)


def in_words(audiences: Collection[Relation]) -> str:
    """Audiences for a sentence to the school: ``your partnership lead and the schools that review you``."""
    found = [AUDIENCES[relation] for relation in Relation if relation in audiences]
    return listed([word[0].lower() + word[1:] for word in found]) or "nobody outside"


def expiry(today: date, days: int) -> date:
    """The last day on which an address opens. Raises ``ValueError`` for less than a day or more than half a year."""
    if not 1 <= days <= MOST_LINK_DAYS:
        raise ValueError(f"An address can open for 1 to {MOST_LINK_DAYS} days.")
    return today + timedelta(days=days)
