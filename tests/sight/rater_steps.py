"""Steps of the story in which people of three schools judge alone: one open, one shown, one with too few."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from plait.domain.programmes import ProgrammeDefinition
from plait.domain.raters import RaterTerms
from plait.domain.visibility import Artefact, Phase, Relation, Sight
from plait.selfevaluation import rater_actions as asking
from plait.selfevaluation import rating_actions as rating
from plait.selfevaluation.models import AreaJudgement, Asking, Rater, RaterJudgement
from tests.world import AT, TODAY, World

FAR = date(2099, 3, 2)
"""A last day that lies ahead whatever day it is: pages ask the clock."""
LINES = {
    (Phase.OPEN, Relation.AUTHOR): Sight.READ,
    (Phase.OPEN, Relation.HEAD): Sight.EXISTENCE,
    (Phase.OPEN, Relation.LEADER): Sight.EXISTENCE,
    (Phase.REVEALED, Relation.AUTHOR): Sight.READ,
    (Phase.REVEALED, Relation.HEAD): Sight.READ,
    (Phase.REVEALED, Relation.LEADER): Sight.READ,
}


def with_raters(definition: ProgrammeDefinition) -> ProgrammeDefinition:
    """The same programme, in which several people judge first; governors who do read their own view alone."""
    lines = {(Artefact.RATER_VIEW, phase, relation): sight for (phase, relation), sight in LINES.items()}
    first, *others = definition.steps
    return replace(
        definition,
        steps=(replace(first, raters=RaterTerms(instinct=False, enough=3)), *others),
        contract=replace(definition.contract, lines={**definition.contract.lines, **lines}),
    )


class RaterSteps:
    """Mixed into the story, which brings the world and the texts."""

    world: World
    text: Any

    def ask(self, head: str, urn: int, names: Collection[str]) -> None:
        people = [self.world.people[name].pk for name in names]
        asking.ask(
            viewer=self.world.viewer(head),
            evaluation_id=self.world.evaluations[urn],
            people=people,
            closes_on=FAR,
            at=AT,
            today=TODAY,
        )

    def judge_alone(self, name: str, urn: int, *, hand_in: bool) -> None:
        where: dict[str, Any] = {
            "viewer": self.world.viewer(name),
            "evaluation_id": self.world.evaluations[urn],
            "at": AT,
            "today": TODAY,
        }
        for area in self.world.framework.areas:
            given = rating.Judged("3", 0, {}, self.text())
            rating.save_considered(area_id=area.id, given=given, **where)
        if hand_in:
            rating.hand_in(**where)

    def agree_from_views(self, name: str, urn: int) -> None:
        number = self.world.evaluations[urn]
        version = AreaJudgement.objects.values_list("version", flat=True).get(evaluation_id=number, area="area-1")
        asking.agree(
            viewer=self.world.viewer(name),
            evaluation_id=number,
            area_id="area-1",
            answer="2",
            reason=self.text(),
            version=version,
            at=AT,
            today=TODAY,
        )

    def one_alone(self, name: str, urn: int) -> None:
        """Somebody's view is in, and nobody else is waited for, though one is not enough."""
        person = self.world.people[name]
        row = Asking.objects.create(
            evaluation_id=self.world.evaluations[urn],
            asked_at=AT,
            asked_by=person,
            closes_on=FAR,
            enough=2,
            named=True,
            instinct=False,
            by_statement=False,
        )
        rater = Rater.objects.create(asking=row, person=person, asked_at=AT, handed_in_at=AT)
        RaterJudgement.objects.create(
            rater=rater, area="area-1", answer="2", reason=self.text(), version=1, saved_at=AT
        )
