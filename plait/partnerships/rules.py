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


def may_change_members(viewer: Viewer, *, partnership_id: int, published: bool) -> Verdict:
    """The lead decides who joins; the members of a published group come from the register."""
    if published:
        return no("Who belongs to this group comes from the published register; the next reading brings changes.")
    if partnership_id in viewer.partnerships_with(Permission.RUN_ROUNDS):
        return YES
    return no("Only the partnership's lead can change who its members are.")


def may_leave(viewer: Viewer, *, partnership_id: int, urn: int | None, published: bool) -> Verdict:
    """The lead ends any membership, the headteacher that of their own school."""
    if not published and urn is not None and urn in viewer.urns_with(Permission.SUBMIT):
        return YES
    return may_change_members(viewer, partnership_id=partnership_id, published=published)


def may_nest(viewer: Viewer, *, partnership_id: int, parent_id: int | None) -> Verdict:
    """Somebody who leads both; to take it out again, leading the inner one is enough."""
    led = viewer.partnerships_with(Permission.RUN_ROUNDS)
    if partnership_id in led and (parent_id is None or parent_id in led):
        return YES
    return no("Only somebody who leads both partnerships can put one inside the other.")
