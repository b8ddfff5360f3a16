"""Where a school stands in a round, and with its view of each partner: what its tasks are worked out from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from plait.domain.fact_checks import NOT_OFFERED, FactCheckStanding
from plait.domain.programmes import ProgrammeDefinition
from plait.domain.releases import settled
from plait.domain.rounds import ReviewStage


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one school's own evaluation and review stand."""

    urn: int
    evaluation_id: int
    areas: int
    answered: int
    submitted: bool
    review_id: int
    stage: ReviewStage
    views: int
    handed_in: int
    recorded: int = 0
    actions: int = 0
    open_actions: tuple[date, ...] = ()
    """When each action is due that is neither done nor stopped, soonest first."""
    needs_signature: bool = True
    signed: str = ""
    """Who signed the contract and when, in words; empty before."""
    withdrawn: str = ""
    """The same of a withdrawal that stands."""
    released: str = ""
    """To whom the report was last released, in words; empty while it was not."""
    left: str = ""
    """That the school has left the round, in words; empty while it takes part."""
    check_due: date | None = None
    """When somebody looks again at what came of the actions; ``None`` before the workshop, and once all is said."""
    workshop: str = ""
    """When the workshop was held, in words; empty before it has closed."""
    checked: bool = False
    """Everything has been said of what came of the actions."""
    facts: FactCheckStanding = NOT_OFFERED
    """How far the fact-check is, where the programme has one."""
    done: Mapping[str, str] = field(default_factory=dict)
    """Key of a milestone to when it was done and what was noted, in words; of one prepared here, when it was over."""

    def settled(self, definition: ProgrammeDefinition) -> bool:
        """Whether everything that decides a judgement in this programme has happened."""
        return settled(definition, submitted=self.submitted, stage=self.stage)


@dataclass(frozen=True, slots=True)
class PartnerStanding:
    """Where the viewer's school stands with its view of one partner."""

    host_urn: int
    host: str
    review_id: int
    stage: ReviewStage
    areas: int
    answered: int
    handed_in: bool
    signature_stands: bool = True
    facts: FactCheckStanding = NOT_OFFERED
