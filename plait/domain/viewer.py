"""Who is looking: a person and the roles they hold today."""

from __future__ import annotations

from dataclasses import dataclass

from plait.domain.roles import Permission, described, permits
from plait.domain.visibility import OWN, Relation


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role held today at one school (``urn``), in one partnership, in one programme, or (none given) everywhere.

    ``through``: for a role at a school, the school at which it was given, where this one is a predecessor of it.
    """

    role: str
    urn: int | None = None
    partnership_id: int | None = None
    programme_id: int | None = None
    through: int | None = None


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
    def present_urns(self) -> frozenset[int]:
        """The same without predecessors: the schools where a role was given to the viewer."""
        return frozenset(
            held.urn
            for held in self.roles
            if held.urn is not None and held.through is None and permits(held.role, Permission.READ)
        )

    @property
    def reviewing_urns(self) -> frozenset[int]:
        """The schools for which the viewer looks at partners. Reading one's own school is not enough for that."""
        return self.urns_with(Permission.REVIEW)

    def urns_with(self, permission: Permission) -> frozenset[int]:
        return frozenset(held.urn for held in self.roles if held.urn is not None and permits(held.role, permission))

    def urns_as(self, relation: Relation) -> frozenset[int]:
        """The schools to which the viewer is this by a role held there."""
        return frozenset(held.urn for held in self.roles if held.urn is not None and _relation(held) is relation)

    def partnerships_with(self, permission: Permission) -> frozenset[int]:
        return frozenset(
            held.partnership_id
            for held in self.roles
            if held.partnership_id is not None and permits(held.role, permission)
        )

    def partnerships_as(self, relation: Relation) -> frozenset[int]:
        return frozenset(
            held.partnership_id
            for held in self.roles
            if held.partnership_id is not None and _relation(held) is relation
        )

    def programmes_with(self, permission: Permission) -> frozenset[int]:
        return frozenset(
            held.programme_id for held in self.roles if held.programme_id is not None and permits(held.role, permission)
        )

    def programmes_as(self, relation: Relation) -> frozenset[int]:
        return frozenset(
            held.programme_id for held in self.roles if held.programme_id is not None and _relation(held) is relation
        )

    def may_at(self, urn: int, permission: Permission) -> bool:
        """Whether a role at this school gives the permission."""
        return urn in self.urns_with(permission)

    def may_everywhere(self, permission: Permission) -> bool:
        """Whether a role that is held at no one place gives the permission."""
        return any(
            permits(held.role, permission)
            for held in self.roles
            if held.urn is None and held.partnership_id is None and held.programme_id is None
        )

    def also(self, urn: int) -> frozenset[int]:
        """The school and the closed ones whose history it carries on for this viewer."""
        return frozenset({urn, *(held.urn for held in self.roles if held.urn is not None and held.through == urn)})

    def own_relations(self, urn: int) -> frozenset[Relation]:
        """What the viewer is to this school by roles held there."""
        return frozenset(relation for relation in OWN if urn in self.urns_as(relation))


def _relation(held: HeldRole) -> Relation | None:
    description = described(held.role)
    return description.relation if description else None


STRANGER = Viewer(0, "")
"""Nobody: no person has this number, so nothing can be theirs."""
