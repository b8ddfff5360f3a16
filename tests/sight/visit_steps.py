"""Steps of the story in which visits are prepared: one shared step by step, one still being chosen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any
from uuid import UUID

from plait.domain.programmes import ProgrammeDefinition
from plait.domain.timetable import ActivityKind, VisitForm, VisitSubject
from plait.domain.visibility import Artefact, Phase, Relation, Sight
from plait.observations.wipe_actions import ask_all_to_wipe
from plait.visits import actions, focus_actions, hypothesis_actions, timetable_actions
from plait.visits.actions import VisitInput
from plait.visits.focus_actions import FocusInput
from plait.visits.hypothesis_actions import HypothesisInput
from plait.visits.models import Visit
from plait.visits.timetable_actions import ActivityInput
from tests.world import AT, TODAY, World

DAY = date(2026, 11, 11)
HEAD, LEADER, STAFF, GOVERNOR = Relation.HEAD, Relation.LEADER, Relation.STAFF, Relation.GOVERNOR
LINES = {
    (Artefact.VISIT, Phase.PLANNED): (HEAD, LEADER, STAFF, GOVERNOR, Relation.REVIEWER),
    (Artefact.FOCUS, Phase.DRAFT): (HEAD, LEADER),
    (Artefact.FOCUS, Phase.SUBMITTED): (HEAD, LEADER, STAFF, Relation.REVIEWER),
    (Artefact.HYPOTHESIS, Phase.OPEN): (Relation.REVIEWER,),
    (Artefact.HYPOTHESIS, Phase.REVEALED): (HEAD, LEADER, Relation.REVIEWER),
}


def with_visits(definition: ProgrammeDefinition) -> ProgrammeDefinition:
    """The same programme, whose contract speaks of visits."""
    lines = {(*where, relation): Sight.READ for where, relations in LINES.items() for relation in relations}
    contract = replace(definition.contract, lines={**definition.contract.lines, **lines})
    return replace(definition, contract=contract)


class VisitSteps:
    """Mixed into the story, which brings the world and the texts."""

    world: World
    text: Any

    def prepare_visit(self, name: str, urn: int, items: tuple[int, ...] = ()) -> UUID:
        """Arranged, with a focus in the school's words that is not shared yet."""
        viewer = self.world.viewer(name)
        given = VisitInput(VisitForm.ONE_DAY, VisitSubject.DEPARTMENT, self.text(), DAY, DAY)
        uuid = actions.arrange(viewer=viewer, round_id=self.world.round_id, urn=urn, given=given, at=AT)
        focus = FocusInput(("area:area-1",), (self.text(),), self.text(), items, 0)
        focus_actions.save_focus(viewer=viewer, uuid=uuid, given=focus, at=AT)
        return uuid

    def put_on(self, name: str, uuid: UUID, hour: int, *visitors: str) -> None:
        """An activity with these people in it."""
        people = frozenset(self.world.people[each].pk for each in visitors)
        times = (DAY, time(hour), time(hour + 1))
        given = ActivityInput(ActivityKind.LESSON_VISIT, self.text(), *times, self.text(), people, frozenset())
        timetable_actions.save_activity(
            viewer=self.world.viewer(name), uuid=uuid, activity=None, given=given, at=AT, today=TODAY
        )

    def visit_to(self, urn: int) -> UUID:
        return Visit.objects.get(round_id=self.world.round_id, host_id=urn).uuid

    def share_visit(self, name: str, urn: int) -> None:
        """Nothing that visitors note of it is to stay on their devices."""
        focus_actions.share_focus(viewer=self.world.viewer(name), uuid=self.visit_to(urn), at=AT)
        ask_all_to_wipe(viewer=self.world.viewer(name), review_id=self.world.reviews[urn], at=AT)

    def expect(self, name: str, urn: int) -> None:
        """What those who come think of the first focus."""
        given = HypothesisInput(*(self.text() for _ in range(5)))
        where = {"uuid": self.visit_to(urn), "number": 1, "version": 0}
        hypothesis_actions.save_hypothesis(viewer=self.world.viewer(name), given=given, at=AT, **where)

    def tell_the_school(self, name: str, urn: int) -> None:
        hypothesis_actions.share_hypotheses(viewer=self.world.viewer(name), uuid=self.visit_to(urn), at=AT)
