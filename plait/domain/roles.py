"""Roles as data: what each is called, what it is for, and what it lets a person do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """Something a role lets a person do, at the school or partnership where they hold it."""

    READ = "read"
    EVALUATE = "evaluate"  # write the school's own evaluation
    SUBMIT = "submit"  # hand the school's evaluation to its partners, or take it back
    REVIEW = "review"  # write the school's view of a partner
    CHALLENGE = "challenge"  # record what the challenge conversation decided
    PLAN = "plan"  # write the school's actions
    RUN_ROUNDS = "run-rounds"  # open the next round of a partnership, see how far each school is


class Role(StrEnum):
    HEAD = "head"
    LEADER = "leader"
    GOVERNOR = "governor"
    PARTNERSHIP_LEAD = "partnership-lead"


@dataclass(frozen=True, slots=True)
class RoleDescription:
    """A role in words. ``held_at`` is "school" or "partnership"."""

    role: Role
    title: str
    description: str
    held_at: str
    permissions: frozenset[Permission]


ROLES: dict[Role, RoleDescription] = {
    item.role: item
    for item in (
        RoleDescription(
            Role.HEAD,
            "Headteacher",
            "Answers for the school's evaluation: writes it, submits it, and agrees what changes after challenge.",
            "school",
            frozenset(Permission) - {Permission.RUN_ROUNDS},
        ),
        RoleDescription(
            Role.LEADER,
            "Senior leader",
            "Writes the school's evaluation, its views of partners and its actions, but does not submit.",
            "school",
            frozenset({Permission.READ, Permission.EVALUATE, Permission.REVIEW, Permission.PLAN}),
        ),
        RoleDescription(
            Role.GOVERNOR,
            "Governor",
            "Reads the school's own evaluation, report and actions.",
            "school",
            frozenset({Permission.READ}),
        ),
        RoleDescription(
            Role.PARTNERSHIP_LEAD,
            "Partnership lead",
            "Opens rounds and sees how far each school is. Does not read what a school wrote.",
            "partnership",
            frozenset({Permission.RUN_ROUNDS}),
        ),
    )
}


def permits(role: str, permission: Permission) -> bool:
    """Whether holding ``role`` gives ``permission`` where it is held. Unknown roles give nothing."""
    description = ROLES.get(Role(role)) if role in set(Role) else None
    return description is not None and permission in description.permissions
