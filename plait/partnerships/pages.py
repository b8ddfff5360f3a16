"""What the page about roles shows: the whole table in words, and which of them the viewer holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plait.domain.contract_words import WHO
from plait.domain.roles import HELD_AT_WORDS, PERMISSION_WORDS, ROLES, HeldAt, Permission, RoleDescription
from plait.domain.viewer import HeldRole
from plait.domain.wording import listed, opening

PLACES_SHOWN = 5  # of those where the viewer holds one role

HEADINGS = {
    HeldAt.SCHOOL: "At a school",
    HeldAt.PARTNERSHIP: "In a partnership",
    HeldAt.PROGRAMME: "In a programme",
    HeldAt.AREA: "In an area",
    HeldAt.EVERYWHERE: "For this installation of Plait",
}


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role in words. ``lets``: what it lets its holder do; ``ends``: it is only ever held for a time; ``called``:
    how contracts speak of its holders; ``yours``: where the viewer holds it, empty if nowhere."""

    key: str
    title: str
    description: str
    lets: tuple[str, ...]
    ends: bool
    called: str
    yours: str


@dataclass(frozen=True, slots=True)
class RolesPage:
    """``groups``: heading, where these roles are held, and the roles, from the school outwards. ``said``: the viewer's
    own roles in a sentence."""

    groups: tuple[tuple[str, str, tuple[RoleLine, ...]], ...]
    said: str


def roles_page(places: Mapping[HeldRole, str]) -> RolesPage:
    """Every role there is. ``places``: the roles that the viewer holds today, each with the name of its place."""
    by_role: dict[str, list[str]] = {}
    for held, name in places.items():
        by_role.setdefault(held.role, []).append(name)
    lines = {item.role: _line(item, by_role.get(item.role.value)) for item in ROLES.values()}
    groups = [
        (
            heading,
            f"Held {HELD_AT_WORDS[held_at]}.",
            tuple(lines[item.role] for item in ROLES.values() if item.held_at is held_at),
        )
        for held_at, heading in HEADINGS.items()
    ]
    own = [
        f"{line.title.lower()}{'' if item.held_at is HeldAt.EVERYWHERE else f' {_where(item)} {line.yours}'}"
        for item in ROLES.values()
        if (line := lines[item.role]).yours
    ]
    said = f"You are {listed(own)}." if own else "You hold no role yet. Ask your headteacher or your partnership lead."
    return RolesPage(tuple(group for group in groups if group[2]), said)


def _where(item: RoleDescription) -> str:
    return "at" if item.held_at is HeldAt.SCHOOL else "of" if item.held_at is HeldAt.PARTNERSHIP else "in"


def _line(item: RoleDescription, places: list[str] | None) -> RoleLine:
    return RoleLine(
        key=item.role.value,
        title=item.title,
        description=item.description,
        lets=tuple(
            opening(PERMISSION_WORDS[permission]) for permission in Permission if permission in item.permissions
        ),
        ends=item.must_end,
        called=WHO[item.relation] if item.relation is not None else "",
        yours="" if places is None else _names(places),
    )


def _names(places: list[str]) -> str:
    """The first few, and how many more."""
    if len(places) <= PLACES_SHOWN:
        return listed(places)
    return listed([*places[:PLACES_SHOWN], f"{len(places) - PLACES_SHOWN} more"])
