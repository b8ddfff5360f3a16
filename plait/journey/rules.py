"""May this person do this along the way through a round?"""

from __future__ import annotations

from plait.domain.roles import Permission
from plait.domain.verdicts import YES, Verdict, no
from plait.domain.viewer import Viewer


def may_remind(viewer: Viewer, *, partnership_id: int) -> Verdict:
    """Whoever runs the rounds sees who would be reminded, and reminds."""
    if partnership_id in viewer.partnerships_with(Permission.RUN_ROUNDS):
        return YES
    return no("Your partnership’s lead sees to reminders.")
