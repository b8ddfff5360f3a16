"""May this person do this in a pool of reviewers now?"""

from __future__ import annotations

from plait.domain.roles import Permission
from plait.domain.verdicts import YES, Verdict, no
from plait.domain.viewer import Viewer


def may_confirm(viewer: Viewer, *, partnership_id: int, person_id: int) -> Verdict:
    """The lead confirms what somebody says of their training; not of their own."""
    if partnership_id not in viewer.partnerships_with(Permission.RUN_ROUNDS):
        return no("The partnership’s lead confirms training.")
    if person_id == viewer.person_id:
        return no("Somebody else who leads the partnership confirms your own training.")
    return YES
