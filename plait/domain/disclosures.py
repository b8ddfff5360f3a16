"""That somebody from outside a school reads something of the school's: what the disclosure log is made of.

The school's own people are not in the log: reading one's own work is nobody's business. Neither is reading what one
wrote oneself.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from plait.domain.roles import Permission, described, permits
from plait.domain.viewer import HeldRole, Viewer
from plait.domain.visibility import OWN, Artefact, Contract, Phase, Relation, Sight


class How(StrEnum):
    """The way by which words reached somebody."""

    PAGE = "page"
    FILE = "file"
    MAIL = "mail"
    LINK = "link"
    API = "api"
    COMMAND = "command"


RoleThen = tuple[str, int | None, int | None, int | None]
"""A role with the school, partnership or programme at which it was held."""


@dataclass(frozen=True, slots=True)
class Disclosed:
    """Something of a school's that somebody from outside is about to read.

    ``person_id`` is ``None`` for whoever has an address from the school (``label`` is its name) and for a command
    (``label`` is the command). ``relation``: by virtue of which the contract lets them; ``roles``: what they held
    then that makes them this.
    """

    urn: int
    round_id: int | None
    artefact: Artefact
    phase: Phase
    kind: str
    object_id: int
    version: str = ""
    relation: Relation | None = None
    person_id: int | None = None
    roles: tuple[RoleThen, ...] = ()
    label: str = ""
    how: How | None = None
    """Where the way is known already; otherwise the request says it."""


def from_outside(
    viewer: Viewer,
    contract: Contract,
    relations: Collection[Relation],
    artefact: Artefact,
    phase: Phase,
    *,
    urn: int,
    round_id: int,
    kind: str,
    object_id: int,
    version: str = "",
) -> Disclosed | None:
    """What the log has to say of this reading; ``None`` where the viewer is of the school itself, or wrote it."""
    if OWN & set(relations):
        return None
    reading = [
        relation
        for relation in Relation
        if relation in relations and contract.sight(artefact, phase, [relation]) >= Sight.READ
    ]
    if Relation.AUTHOR in relations:
        return None
    relation = reading[0] if reading else None
    return Disclosed(
        urn=urn,
        round_id=round_id,
        artefact=artefact,
        phase=phase,
        kind=kind,
        object_id=object_id,
        version=version,
        relation=relation,
        person_id=viewer.person_id,
        roles=roles_behind(viewer, relation),
    )


def roles_behind(viewer: Viewer, relation: Relation | None) -> tuple[RoleThen, ...]:
    """The roles that can make the viewer this to somebody else's school, each once, in a fixed order."""
    found = {
        (held.role, held.through or held.urn, held.partnership_id, held.programme_id)
        for held in viewer.roles
        if _makes(held, relation)
    }
    return tuple(sorted(found, key=lambda role: tuple(str(part or "") for part in role)))


def _makes(held: HeldRole, relation: Relation | None) -> bool:
    if relation is Relation.REVIEWER:
        return held.urn is not None and permits(held.role, Permission.REVIEW)
    if relation is Relation.MEMBER:
        return held.urn is not None and permits(held.role, Permission.READ)
    description = described(held.role)
    return relation is not None and description is not None and description.relation is relation
