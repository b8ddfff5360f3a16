"""Who may give which role to whom, and end it: nobody gives rights that they do not have to give."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from plait.domain.roles import ROLES, HeldAt, Permission, Role, RoleDescription
from plait.domain.verdicts import YES, Verdict, no
from plait.domain.viewer import HeldRole, Viewer

HEAD, LEAD = "head", "partnership-lead"
SCHOOL, PARTNERSHIP, PROGRAMME, EVERYWHERE = "school", "partnership", "programme", "everywhere"


@dataclass(frozen=True, slots=True)
class Place:
    """A school (by its URN), a partnership or a programme at which roles are held; none for a role held everywhere.

    ``within``: the partnership that a programme is of. Roles of an area are held at its partnership.
    """

    urn: int | None = None
    partnership_id: int | None = None
    programme_id: int | None = None
    within: int | None = field(default=None, compare=False)

    @property
    def kind(self) -> str:
        if self.urn is not None:
            return SCHOOL
        if self.partnership_id is not None:
            return PARTNERSHIP
        return EVERYWHERE if self.programme_id is None else PROGRAMME


def runs(viewer: Viewer, place: Place) -> bool:
    """Whether the viewer lets people in at this place: its headteacher, the lead of the partnership (also for its
    programmes), an administrator for roles that are held everywhere."""
    if place.kind == SCHOOL:
        return place.urn in viewer.urns_with(Permission.SUBMIT)
    if place.kind == EVERYWHERE:
        return administers(viewer)
    led = viewer.partnerships_with(Permission.RUN_ROUNDS)
    return (place.within if place.kind == PROGRAMME else place.partnership_id) in led


def administers(viewer: Viewer) -> bool:
    """Whether the viewer lets in the first people of partnerships and areas."""
    return viewer.may_everywhere(Permission.INVITE)


def lets_in(viewer: Viewer, place: Place) -> bool:
    """Whoever runs the place, and at a partnership or its programmes an administrator."""
    return runs(viewer, place) or (place.kind in (PARTNERSHIP, PROGRAMME) and administers(viewer))


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
    return tuple(item for item in ROLES.values() if held_at(item) == kind)


def held_at(item: RoleDescription) -> str:
    """The kind of place at which a role is held: an area is a partnership."""
    return PARTNERSHIP if item.held_at is HeldAt.AREA else str(item.held_at)


def _place(held: HeldRole) -> Place:
    return Place(held.urn, held.partnership_id, held.programme_id)


def _held_with(viewer: Viewer, place: Place) -> frozenset[Permission]:
    given = [item.permissions for held in viewer.roles if _place(held) == place and (item := described(held.role))]
    return frozenset().union(*given)


def may_give(
    viewer: Viewer,
    *,
    role: str,
    place: Place,
    members_of: Collection[int],
    has_head: bool,
    has_lead: bool = True,
    holds_others: bool = False,
) -> Verdict:
    """May the viewer invite somebody to this role at this place?

    A headteacher gives the roles of their own school, a lead those of their partnership: each only roles whose rights
    they hold there themselves. A lead also names those who work for a programme, and the people of an area where other
    partnerships lie in it (``holds_others``). A lead invites the headteacher of a member school (``members_of``: the
    partnerships it is in) as long as it has none; from then on that head decides who comes in. An administrator invites
    administrators, the people of areas, and the lead of a partnership that has none (``has_lead``).
    """
    item = described(role)
    if item is None or held_at(item) != place.kind:
        return no("There is no such role here.")
    if place.kind == EVERYWHERE:
        return YES if administers(viewer) else no("Administrators invite administrators.")
    if runs(viewer, place):
        if item.permissions <= _held_with(viewer, place) or place.kind == PROGRAMME:
            return YES
        if item.held_at is HeldAt.AREA and holds_others:
            return YES
    if place.kind == PARTNERSHIP and administers(viewer):
        if item.held_at is HeldAt.AREA or not has_lead:
            return YES
        return no("This partnership has a lead, who invites others.")
    if place.urn is not None and role == HEAD and leads_to(viewer, members_of):
        if has_head:
            return no("This school has a headteacher here already, who invites the next one.")
        return YES
    return no("Only the headteacher of the school, or the lead of the partnership, can invite somebody to this role.")


def may_take_oneself(role: str) -> bool:
    """Whether somebody may invite themself. Who names those that read more by an agreement is not one of them."""
    item = described(role)
    return item is not None and item.held_at not in (HeldAt.PROGRAMME, HeldAt.AREA)


def may_see_people(viewer: Viewer, place: Place) -> bool:
    """Who holds which role is known to everybody with a role there, and to those who let people in. Who administers is
    known to administrators."""
    return any(_place(held) == place for held in viewer.roles) or lets_in(viewer, place)


def may_withdraw(viewer: Viewer, *, place: Place, invited_by: int | None, members_of: Collection[int]) -> Verdict:
    """Whoever lets people in there, and whoever sent it."""
    if lets_in(viewer, place) or invited_by == viewer.person_id:
        return YES
    return no("Only the headteacher or lead, or whoever sent it, can change this invitation.")


def may_end(viewer: Viewer, *, place: Place, person_id: int, role: str = "") -> Verdict:
    """A headteacher or lead ends roles at their place, an administrator those of an area; anybody their own."""
    if runs(viewer, place) or person_id == viewer.person_id:
        return YES
    item = described(role)
    if item is not None and item.held_at is HeldAt.AREA and administers(viewer):
        return YES
    return no("Only the headteacher of the school, or the lead of the partnership, can end a role.")
