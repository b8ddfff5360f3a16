"""May this person do this in a partnership now?"""

from __future__ import annotations

from collections.abc import Collection

from plait.domain.roles import Permission
from plait.domain.verdicts import YES, Verdict, no
from plait.domain.viewer import Viewer


def may_open_round(viewer: Viewer, *, partnership_id: int, members: Collection[int], has_lead: bool) -> Verdict:
    """The lead opens rounds; where nobody leads, the head of any member school does."""
    if partnership_id in viewer.partnerships_with(Permission.RUN_ROUNDS):
        return YES
    if not has_lead and viewer.urns_with(Permission.SUBMIT) & set(members):
        return YES
    if has_lead:
        return no("Your partnership lead opens the next round.")
    return no("The headteacher of any school in the partnership can open the next round.")
