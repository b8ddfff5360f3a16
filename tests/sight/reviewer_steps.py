"""What people of the story do about reviewing, each with texts of their own: a part of :mod:`tests.sight.story`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plait.reviewers import actions as reviewers
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
