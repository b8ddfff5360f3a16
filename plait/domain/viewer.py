"""Who is looking: a person and the roles they hold today."""

from __future__ import annotations

from dataclasses import dataclass

from plait.domain.roles import Permission, permits


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role held today at one school (``urn``) or in one partnership."""

    role: str
    urn: int | None = None
    partnership_id: int | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """The first argument of every query. Built afresh for each request, so a role change counts at once."""

    person_id: int
    name: str
    roles: tuple[HeldRole, ...] = ()

    @property
    def urns(self) -> frozenset[int]:
        """The schools where the viewer may read."""
        return self.urns_with(Permission.READ)

    @property
    def reviewing_urns(self) -> frozenset[int]:
        """The schools for which the viewer looks at partners. Reading one's own school is not enough for that."""
        return self.urns_with(Permission.REVIEW)

    def urns_with(self, permission: Permission) -> frozenset[int]:
        return frozenset(held.urn for held in self.roles if held.urn is not None and permits(held.role, permission))

    def partnerships_with(self, permission: Permission) -> frozenset[int]:
        return frozenset(
            held.partnership_id
            for held in self.roles
            if held.partnership_id is not None and permits(held.role, permission)
        )

    def may_at(self, urn: int, permission: Permission) -> bool:
        """Whether a role at this school gives the permission."""
        return urn in self.urns_with(permission)


STRANGER = Viewer(0, "")
"""Nobody: no person has this number, so nothing can be theirs."""
