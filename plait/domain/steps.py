"""The steps of a programme as data: what Plait does in each, whose it is, by when, how long it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from plait.domain.raters import RaterTerms, terms_from_data
from plait.domain.roles import Role
from plait.domain.visibility import Artefact


class StepKind(StrEnum):
    """What Plait does in a step. A milestone happens elsewhere, and the day it was done is noted."""

    SELF_EVALUATION = "self-evaluation"
    PEER_VIEW = "peer-view"
    CHALLENGE = "challenge"
    FACT_CHECK = "fact-check"
    REPORT = "report"
    ACTIONS = "actions"
    MILESTONE = "milestone"


BRINGS_FORTH: Mapping[StepKind, tuple[Artefact, ...]] = {
    StepKind.SELF_EVALUATION: (Artefact.SELF_JUDGEMENT, Artefact.EVIDENCE, Artefact.REPORT),
    StepKind.PEER_VIEW: (Artefact.PEER_VIEW, Artefact.WORKING_NOTE),
    StepKind.CHALLENGE: (Artefact.CHALLENGE,),
    StepKind.FACT_CHECK: (),
    StepKind.REPORT: (Artefact.REPORT,),
    StepKind.ACTIONS: (Artefact.ACTION,),
    StepKind.MILESTONE: (),
}
"""What is written in Plait in each kind of step, so that a contract has to speak of it. A school that has evaluated
itself has a report, whether or not reading it is a step."""


class Planned(StrEnum):
    """What of a visit is prepared in Plait for a milestone that itself happens elsewhere."""

    FOCUS = "focus"  # the school chooses what is looked at, and shares things beforehand
    VISIT = "visit"  # dates, hypotheses, the timetable, what staff are told


PREPARES: Mapping[Planned, tuple[Artefact, ...]] = {
    Planned.FOCUS: (Artefact.FOCUS, Artefact.VISIT),
    Planned.VISIT: (Artefact.FOCUS, Artefact.HYPOTHESIS, Artefact.VISIT),
}
"""What is written in Plait for it, so that a contract has to speak of it."""


class StepFor(StrEnum):
    """Whose step it is: each school takes it for itself, or the partnership takes it once."""

    SCHOOL = "school"
    PARTNERSHIP = "partnership"


@dataclass(frozen=True, slots=True)
class StepDefinition:
    """One step of the chain. ``weeks``: suggested deadline, counted from the day the round opens; ``minutes``: about
    how long it takes, 0 where nobody can say."""

    key: str
    kind: StepKind
    title: str
    about: str = ""
    weeks: int | None = None
    minutes: int = 0
    whose: StepFor = StepFor.SCHOOL
    by: tuple[Role, ...] = ()
    """For milestones: whose task it is to note that it was done."""
    plans: Planned | None = None
    """For milestones: what of a visit is prepared here."""
    raters: RaterTerms | None = None
    """For the self-evaluation: several people judge alone first."""

    @property
    def artefacts(self) -> tuple[Artefact, ...]:
        """What people write in Plait in this step."""
        return BRINGS_FORTH[self.kind] + (PREPARES[self.plans] if self.plans else ())


def step_data(step: StepDefinition) -> dict[str, object]:
    """The step as a programme file holds it."""
    return (
        {
            "key": step.key,
            "kind": step.kind.value,
            "title": step.title,
            "about": step.about,
            "weeks": step.weeks,
            "minutes": step.minutes,
            "whose": step.whose.value,
            "by": [role.value for role in step.by],
        }
        | _if_said("plans", step.plans and step.plans.value)
        | _if_said("raters", step.raters and step.raters.as_data())
    )


def _if_said(key: str, value: object) -> dict[str, object]:
    return {key: value} if value else {}


def step_from_data(item: Mapping[str, object]) -> StepDefinition:
    """The step in plain data, which the schema of programme files allows."""
    weeks, by, plans = item.get("weeks"), item.get("by"), item.get("plans")
    return StepDefinition(
        key=str(item["key"]),
        kind=StepKind(str(item["kind"])),
        title=str(item["title"]),
        about=str(item.get("about", "")),
        weeks=None if weeks is None else int(str(weeks)),
        minutes=int(str(item.get("minutes", 0))),
        whose=StepFor(str(item.get("whose", StepFor.SCHOOL))),
        by=tuple(Role(str(role)) for role in by) if isinstance(by, list | tuple) else (),
        plans=Planned(str(plans)) if plans else None,
        raters=terms_from_data(item.get("raters")),
    )
