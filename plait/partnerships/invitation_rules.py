"""Who may give which role to whom, and end it: nobody gives rights that they do not have to give."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from plait.domain.roles import ROLES, Permission, Role, RoleDescription
from plait.domain.verdicts import YES, Verdict, no
from plait.domain.viewer import Viewer

HEAD, LEAD = "head", "partnership-lead"
SCHOOL, PARTNERSHIP = "school", "partnership"


@dataclass(frozen=True, slots=True)
class Place:
    """A school (by its URN) or a partnership at which roles are held; neither for a role held everywhere."""

    urn: int | None = None
    partnership_id: int | None = None

    @property
    def kind(self) -> str:
        return SCHOOL if self.urn is not None else PARTNERSHIP


def runs(viewer: Viewer, place: Place) -> bool:
    """Whether the viewer lets people in at this place: its headteacher, or the partnership's lead."""
    if place.urn is not None:
        return place.urn in viewer.urns_with(Permission.SUBMIT)
    return place.partnership_id in viewer.partnerships_with(Permission.RUN_ROUNDS)


def leads_to(viewer: Viewer, members_of: Collection[int]) -> bool:
    """Whether the viewer leads one of the partnerships that a school is in."""
    return bool(viewer.partnerships_with(Permission.RUN_ROUNDS) & set(members_of))


def described(role: str) -> RoleDescription | None:
    """The role as the table has it; ``None`` for one that is not known (any more)."""
    return ROLES.get(Role(role)) if role in set(Role) else None


def for_a_time(role: str) -> bool:
    """Whether the role is only ever held until a day."""
    return bool(getattr(described(role), "must_end", False))


def roles_at(kind: str) -> tuple[RoleDescription, ...]:
    """Every role that is held at this kind of place, in the order of the table."""
    return tuple(item for item in ROLES.values() if str(item.held_at) == kind)


def _held_with(viewer: Viewer, place: Place) -> frozenset[Permission]:
    given = [
        item.permissions
        for held in viewer.roles
        if (held.urn, held.partnership_id) == (place.urn, place.partnership_id) and (item := described(held.role))
    ]
    return frozenset().union(*given)


def may_give(viewer: Viewer, *, role: str, place: Place, members_of: Collection[int], has_head: bool) -> Verdict:
    """May the viewer invite somebody to this role at this place?

    A headteacher gives the roles of their own school, a lead those of their partnership: each only roles whose rights
    they hold there themselves. A lead invites the headteacher of a member school (``members_of``: the partnerships
    it is in) as long as it has none; from then on that head decides who comes in.
    """
    item = described(role)
    if item is None or str(item.held_at) != place.kind:
        return no("There is no such role here.")
    if runs(viewer, place) and item.permissions <= _held_with(viewer, place):
        return YES
    if place.urn is not None and role == HEAD and leads_to(viewer, members_of):
        if has_head:
            return no("This school has a headteacher here already, who invites the next one.")
        return YES
    return no("Only the headteacher of the school, or the lead of the partnership, can invite somebody to this role.")


def may_see_people(viewer: Viewer, place: Place) -> bool:
    """Who holds which role is known to everybody with a role there. Roles that are held elsewhere have no such page."""
    here = (place.urn, place.partnership_id)
    return place != Place() and any((held.urn, held.partnership_id) == here for held in viewer.roles)


def may_withdraw(viewer: Viewer, *, place: Place, invited_by: int | None, members_of: Collection[int]) -> Verdict:
    """Whoever lets people in there, and whoever sent it."""
    if runs(viewer, place) or invited_by == viewer.person_id:
        return YES
    return no("Only the headteacher or lead, or whoever sent it, can change this invitation.")


def may_end(viewer: Viewer, *, place: Place, person_id: int) -> Verdict:
    """A headteacher or lead ends roles at their place; anybody gives up their own."""
    if runs(viewer, place) or person_id == viewer.person_id:
        return YES
    return no("Only the headteacher of the school, or the lead of the partnership, can end a role.")
