"""What people of the story do about reviewing, each with texts of their own: a part of :mod:`tests.sight.story`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plait.adapters.vignette_files import all_sets
from plait.domain.review_teams import PROTOCOL
from plait.reviewers import actions as reviewers
from plait.reviewers import calibration_actions as calibration
from plait.reviewers import school_conflict_actions as of_schools
from plait.reviewers import team_actions as teams
from plait.reviewers.models import Reviewer
from tests.world import AT, TODAY


class ReviewerSteps:
    """Mixed into the story, which brings everything else."""

    world: Any
    text: Callable[[], str]

    def join_pool(self, name: str, partnership_id: int, *, but: int | None = None) -> None:
        """Somebody joins a pool; ``but``: a school that they had better not review."""
        training, strengths = self.text(), self.text()
        given = reviewers.ProfileInput(training, TODAY, None, 3, ("primary",), strengths, (), 30, 2)
        where = {"viewer": self.world.viewer(name), "partnership_id": partnership_id, "at": AT}
        reviewers.save_profile(given=given, version=0, **where)
        if but is not None:
            reviewers.declare_conflict(urn=but, reason=self.text(), **where)

    def ask_for_another(self, name: str, urn: int, than: str) -> None:
        """A school would rather not be reviewed by somebody of the trio's pool."""
        where = {"partnership_id": self.world.partnership_id, "at": AT, "today": TODAY}
        row = Reviewer.objects.get(person=self.world.people[than], partnership_id=self.world.partnership_id)
        viewer = self.world.viewer(name)
        of_schools.declare(viewer=viewer, urn=urn, reviewer_id=row.pk, reason=self.text(), **where)

    def judge_cases(self, name: str) -> None:
        """Somebody of a pool judges a set of cases alone. There are no words in it that could be marked."""
        of = next(item for item in all_sets() if item.id == "whole-school-a")
        answers = {item.key: of.levels[0] for item in of.vignettes}
        calibration.judge(viewer=self.world.viewer(name), set_id=of.id, answers=answers, at=AT)

    def on_team(self, name: str, host: int, *, sign: bool = True, stay: bool = True) -> None:
        """Somebody of the trio's pool is asked to review a school, and perhaps signs, and perhaps steps down."""
        self.join_pool(name, self.world.partnership_id)
        self.confirm("lee", name, self.world.partnership_id)
        where = {"partnership_id": self.world.partnership_id, "round_id": self.world.round_id, "urn": host}
        number = teams.ask(
            viewer=self.world.viewer("lee"),
            reviewer_id=Reviewer.objects.get(person=self.world.people[name]).pk,
            leads=False,
            at=AT,
            today=TODAY,
            **where,
        )
        viewer = self.world.viewer(name)
        if sign:
            teams.sign(viewer=viewer, place_id=number, protocol=PROTOCOL.version, at=AT, today=TODAY)
        if not stay:
            teams.step_down(viewer=viewer, place_id=number, at=AT)

    def confirm(self, name: str, whom: str, partnership_id: int) -> None:
        row = Reviewer.objects.get(person=self.world.people[whom], partnership_id=partnership_id)
        reviewers.confirm_training(
            viewer=self.world.viewer(name),
            partnership_id=partnership_id,
            reviewer_id=row.pk,
            version=row.version,
            at=AT,
            today=TODAY,
        )
