"""Steps of the story in which two schools hold their workshops: one is closed in the end, one stays open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from plait.actionplans import actions as actionplans
from plait.actionplans.models import Action
from plait.domain.workshops import Outcome, Side, StaffKind
from plait.workshops import actions
from tests.world import AT, TODAY, World


class WorkshopSteps:
    """Mixed into the story, which brings the world and the texts."""

    world: World
    text: Any

    def _where(self, name: str, urn: int) -> dict[str, Any]:
        return {"viewer": self.world.viewer(name), "round_id": self.world.round_id, "urn": urn, "at": AT}

    def set_up_workshop(self, head: str, urn: int, leader: str, people: tuple[str, ...]) -> None:
        taking_part = {self.world.people[name].pk: StaffKind.TEACHER for name in people}
        given = actions.SetUpInput(self.world.people[leader].pk, TODAY, self.text(), ("area-1",), taking_part)
        actions.set_up(given=given, version=0, today=TODAY, **self._where(head, urn))

    def begin_workshop(self, name: str, urn: int, cards_of: tuple[str, ...]) -> None:
        actions.begin(today=TODAY, **self._where(name, urn))
        for each in cards_of:
            given = actions.CardInput("area-1", Side.HELPS, self.text(), f"sent by {each}")
            actions.add_card(given=given, **self._where(each, urn))

    def close_workshop(self, name: str, head: str, urn: int) -> None:
        """An action is written down; then it closes, and the head says what came of each."""
        due = TODAY + timedelta(weeks=4)
        planned = actionplans.ActionInput("area-1", self.text(), self.text(), due, self.text())
        actions.plan(given=planned, token="sent by the head", **self._where(head, urn))
        actions.close(**self._where(name, urn))
        for number in Action.objects.filter(round_id=self.world.round_id, school_id=urn).values_list("pk", flat=True):
            given = actions.ImpactInput(Outcome.NOT_YET, self.text(), self.text(), self.text(), due, 0)
            actions.answer(action_id=number, given=given, **self._where(head, urn))
