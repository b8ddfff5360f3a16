"""May this person write a school's actions?"""

from __future__ import annotations

from plait.domain.roles import Permission
from plait.domain.verdicts import YES, Verdict, no
from plait.domain.viewer import Viewer


def may_plan(viewer: Viewer, *, urn: int) -> Verdict:
    """Add, change or move on an action. Actions outlive their round, so a closed round does not stop it."""
    if viewer.may_at(urn, Permission.PLAN):
        return YES
    return no("The headteacher and senior leaders of the school write its actions.")
