"""What schools and their partners do in a round, one step after the other, by the product's own actions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from plait.domain.viewer import Viewer
from plait.peerreview import actions as peerreview
from plait.peerreview.note_actions import NoteInput, save_note
from plait.selfevaluation import actions as selfevaluation
from tests.sight.contract_model import Model
from tests.sight.picking import Pick
from tests.sight.rows import Facts, Row
from tests.world import on_rungs, small_framework

FRAMEWORK = on_rungs(small_framework(areas=2, statements=1))
LEVELS = ("1", "2", "3", "4")


class RoundSteps:
    """The part of a walk that writes: evaluations, views, records."""

    pick: Pick
    at: datetime
    facts: Facts

    def text(self) -> str:
        raise NotImplementedError

    def viewer(self, name: str) -> Viewer:
        raise NotImplementedError

    def heads(self, model: Model, urn: int) -> list[str]:
        raise NotImplementedError

    def _sign(self, facts: Facts, model: Model, place: Row) -> None:
        raise NotImplementedError

    def _on_rungs(self, area_id: str) -> dict[str, dict[str, str]]:
        """Words on every rung of an area, sometimes on none."""
        area = FRAMEWORK.area(area_id)
        rungs = area.rungs if area is not None and self.pick((True, True, False)) else ()
        return {level.key: {"evidence": self.text(), "actions": self.text()} for level, _ in rungs}

    def _evaluate(self, model: Model, row: Row, *, submit: bool) -> None:
        viewer = self.viewer(self.pick(self.heads(model, row["school_id"])))
        for saved in self.facts.where("judgements", evaluation_id=row["id"]):
            keep = saved["carried_over"] and self.pick((True, False))
            given = selfevaluation.AreaInput(
                self.pick(LEVELS),
                saved["evidence"] if keep else self.text(),
                self.text(),
                {f"{saved['area']}-statement-1": self.pick(LEVELS)},
                saved["version"],
                rungs=self._on_rungs(saved["area"]),
            )
            selfevaluation.save_area(
                viewer=viewer, evaluation_id=row["id"], area_id=saved["area"], given=given, at=self.at
            )
        if submit:
            selfevaluation.submit(viewer=viewer, evaluation_id=row["id"], at=self.at)

    def _review(self, facts: Facts, model: Model, row: Row) -> bool:
        for review in facts.where("reviews", evaluation_id=row["id"]):
            if review["agreed_at"] is not None:
                return False
            if model.revealed(review["id"]):
                return self._challenge(facts, model, review)
            waiting = [
                view
                for view in model.waited_for(review["id"])
                if view["handed_in_at"] is None and self.heads(model, view["school_id"])
            ]
            if not waiting:
                return False
            view = self.pick(waiting)
            if not model.signed(review["round_id"], view["school_id"]):
                self._sign(facts, model, {"round_id": review["round_id"], "school_id": view["school_id"]})
            else:
                self._look(facts, model, view, hand_in=self.pick((True, True, False)))
            return True
        return False

    def _look(self, facts: Facts, model: Model, view: Row, *, hand_in: bool) -> None:
        viewer = self.viewer(self.pick(self.heads(model, view["school_id"])))
        to: dict[str, Any] = {"viewer": viewer, "review_id": view["review_id"], "urn": view["school_id"]}
        for saved in facts.where("words", view_id=view["id"]):
            given = peerreview.PeerInput(self.pick(LEVELS), self.text(), saved["version"])
            peerreview.save_area(**to, area_id=saved["area"], given=given, at=self.at)
        keeps = model.reads_note(viewer.person_id, view["id"]) and self.pick((True, False))
        if keeps and not facts.where("notes", view_id=view["id"]):
            save_note(**to, given=NoteInput(self.text(), 0), at=self.at)
        if hand_in:
            peerreview.hand_in(**to, at=self.at)

    def _challenge(self, facts: Facts, model: Model, review: Row) -> bool:
        viewer = self.viewer(self.pick(self.heads(model, review["host_id"])))
        recorded = {row["area"]: row["version"] for row in facts.where("challenges", review_id=review["id"])}
        for area in FRAMEWORK.areas:
            if area.id not in recorded:
                given = peerreview.ChallengeInput(self.pick(LEVELS), self.text(), 0)
                peerreview.record_challenge(
                    viewer=viewer, review_id=review["id"], area_id=area.id, given=given, at=self.at
                )
        if recorded:
            peerreview.agree(viewer=viewer, review_id=review["id"], at=self.at)
        return True
