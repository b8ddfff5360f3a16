"""Roles as data: what each is called, what it is for, where it is held, and what it lets a person do and be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from plait.domain.visibility import Relation


class Permission(StrEnum):
    """Something a role lets a person do, at the place where they hold it."""

    READ = "read"
    EVALUATE = "evaluate"  # write the school's own evaluation
    SUBMIT = "submit"  # hand the school's evaluation to its partners, or take it back
    SIGN = "sign"  # sign for the school who sees what, and withdraw
    RELEASE = "release"  # let the school's report go to others
    REVIEW = "review"  # write the school's view of a partner
    CHALLENGE = "challenge"  # record what the challenge conversation decided
    PLAN = "plan"  # write the school's actions
    TRAIL = "trail"  # see who changed and who read the school's work
    INVITE = "invite"  # let people in, and end their roles
    RUN_ROUNDS = "run-rounds"  # set up programmes, open and close rounds, see how far each school is
    OVERSEE = "oversee"  # see how far the rounds below an area are
    FOUND = "found"  # found partnerships anywhere


PERMISSION_WORDS = {
    Permission.READ: "read the school’s own work, as far as its agreement on who sees what lets this role",
    Permission.EVALUATE: "write the school’s own evaluation",
    Permission.SUBMIT: "submit the evaluation to the school’s partners, and take it back while nobody has written",
    Permission.SIGN: "sign for the school who sees what, and withdraw",
    Permission.RELEASE: "decide who gets the school’s report",
    Permission.REVIEW: "write the school’s view of a partner",
    Permission.CHALLENGE: "record what the challenge conversation decided",
    Permission.PLAN: "write the school’s actions",
    Permission.TRAIL: "see who has changed and who has read the school’s work",
    Permission.INVITE: "let people in, and end their roles",
    Permission.RUN_ROUNDS: "set up programmes, open and close rounds, and see how far each school is",
    Permission.OVERSEE: "see how far the schools in its rounds are",
    Permission.FOUND: "found partnerships anywhere",
}
"""Each permission as the end of a sentence that begins “This role lets you …”."""


class Role(StrEnum):
    HEAD = "head"
    LEADER = "leader"
    STAFF = "staff"
    GOVERNOR = "governor"
    REVIEWER = "reviewer"
    PARTNERSHIP_LEAD = "partnership-lead"
    PROVIDER = "provider"
    FACILITATOR = "facilitator"
    AREA_OFFICER = "area-officer"
    BROKER = "broker"
    BOARD_MEMBER = "board-member"
    ADMINISTRATOR = "administrator"


class HeldAt(StrEnum):
    """The kind of place at which a role is held. A role at an area reaches the partnerships inside it."""

    SCHOOL = "school"
    PARTNERSHIP = "partnership"
    PROGRAMME = "programme"
    AREA = "area"  # a partnership that others lie in
    EVERYWHERE = "everywhere"


HELD_AT_WORDS = {
    HeldAt.SCHOOL: "at a school",
    HeldAt.PARTNERSHIP: "in a partnership",
    HeldAt.PROGRAMME: "in one programme of a partnership",
    HeldAt.AREA: "in an area, which reaches the partnerships that lie in it",
    HeldAt.EVERYWHERE: "everywhere, at no single school",
}


@dataclass(frozen=True, slots=True)
class RoleDescription:
    """A role in words. ``relation``: what its holder is to the work of a school at that place (of the own school
    for roles held at one). ``must_end``: it is only ever held for a time."""

    role: Role
    title: str
    description: str
    held_at: HeldAt
    permissions: frozenset[Permission]
    relation: Relation | None
    must_end: bool = False


_AT_A_SCHOOL = frozenset(
    {
        Permission.READ,
        Permission.EVALUATE,
        Permission.SUBMIT,
        Permission.SIGN,
        Permission.RELEASE,
        Permission.REVIEW,
        Permission.CHALLENGE,
        Permission.PLAN,
        Permission.TRAIL,
        Permission.INVITE,
    }
)

ROLES: dict[Role, RoleDescription] = {
    item.role: item
    for item in (
        RoleDescription(
            Role.HEAD,
            "Headteacher",
            "Answers for the school’s evaluation: signs who sees what, writes it, submits it, agrees what changes "
            "after challenge, and decides to whom the report goes.",
            HeldAt.SCHOOL,
            _AT_A_SCHOOL,
            Relation.HEAD,
        ),
        RoleDescription(
            Role.LEADER,
            "Senior leader",
            "Writes the school’s evaluation, its views of partners and its actions, but does not sign, submit or "
            "release. Sees who has changed and read the school’s work.",
            HeldAt.SCHOOL,
            frozenset({Permission.READ, Permission.EVALUATE, Permission.REVIEW, Permission.PLAN, Permission.TRAIL}),
            Relation.LEADER,
        ),
        RoleDescription(
            Role.STAFF,
            "Member of staff",
            "Reads what the school chooses to share with its staff.",
            HeldAt.SCHOOL,
            frozenset({Permission.READ}),
            Relation.STAFF,
        ),
        RoleDescription(
            Role.GOVERNOR,
            "Governor",
            "Reads the school’s own evaluation, report and actions, each from the moment that its agreement says.",
            HeldAt.SCHOOL,
            frozenset({Permission.READ}),
            Relation.GOVERNOR,
        ),
        RoleDescription(
            Role.REVIEWER,
            "Reviewer for a time",
            "Looks at partner schools for this school and writes its view of them. Reads nothing of the school’s own, "
            "and the role ends by itself on its last day.",
            HeldAt.SCHOOL,
            frozenset({Permission.REVIEW}),
            None,
            must_end=True,
        ),
        RoleDescription(
            Role.PARTNERSHIP_LEAD,
            "Partnership lead",
            "Sets up programmes, opens and closes rounds and sees how far each school is. What a school wrote is read "
            "only where the signed contract says so.",
            HeldAt.PARTNERSHIP,
            frozenset({Permission.RUN_ROUNDS, Permission.INVITE}),
            Relation.LEAD,
        ),
        RoleDescription(
            Role.PROVIDER,
            "Diagnostic provider",
            "Runs a diagnostic for the schools of one programme.",
            HeldAt.PROGRAMME,
            frozenset({Permission.OVERSEE}),
            Relation.PROVIDER,
        ),
        RoleDescription(
            Role.FACILITATOR,
            "Improvement facilitator",
            "Leads the workshop after a review, in one programme.",
            HeldAt.PROGRAMME,
            frozenset({Permission.OVERSEE}),
            Relation.FACILITATOR,
        ),
        RoleDescription(
            Role.AREA_OFFICER,
            "Area officer",
            "Looks after the schools of an area. Sees how far rounds are, and more only where schools have signed it.",
            HeldAt.AREA,
            frozenset({Permission.OVERSEE}),
            Relation.AREA_OFFICER,
        ),
        RoleDescription(
            Role.BROKER,
            "Broker",
            "Brings together schools that need support and people who can give it, in an area.",
            HeldAt.AREA,
            frozenset({Permission.OVERSEE}),
            Relation.BROKER,
        ),
        RoleDescription(
            Role.BOARD_MEMBER,
            "Board member",
            "Sits on the board of an area and sees the whole of it, not single schools.",
            HeldAt.AREA,
            frozenset({Permission.OVERSEE}),
            Relation.BOARD,
        ),
        RoleDescription(
            Role.ADMINISTRATOR,
            "Administrator",
            "Founds partnerships and lets their first people in. Answers complaints that no partnership’s lead can. "
            "Reads nothing that any school wrote.",
            HeldAt.EVERYWHERE,
            frozenset({Permission.FOUND, Permission.INVITE}),
            None,
        ),
    )
}


def described(role: str) -> RoleDescription | None:
    """The role with this key; ``None`` for one that is not known (any more)."""
    return ROLES.get(Role(role)) if role in set(Role) else None


def permits(role: str, permission: Permission) -> bool:
    """Whether holding ``role`` gives ``permission`` where it is held. Unknown roles give nothing."""
    description = described(role)
    return description is not None and permission in description.permissions
