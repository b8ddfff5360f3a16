"""What a viewer may see, as conditions on rows: the visibility contract of each row's round, asked where the row lies.

Two ways into one definition. :func:`seen` filters a list in one query. :func:`with_standing` says of each row what the
viewer is to it, so that :func:`sight_of` can ask the pinned contract about every artefact of that row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from plait.domain.partnership_kinds import NESTING
from plait.domain.viewer import Viewer
from plait.domain.visibility import OWN, Artefact, Contract, Phase, Relation, Sight, contract_from_data
from plait.partnerships.models import ContractLine, Pairing, Place, Signature, TeamPlace

Rows = TypeVar("Rows", bound=QuerySet[Any])
_AT_A_PARTNERSHIP = frozenset({Relation.LEAD})
_AT_A_PROGRAMME = frozenset({Relation.PROVIDER, Relation.FACILITATOR})
_AT_AN_AREA = frozenset({Relation.AREA_OFFICER, Relation.BROKER, Relation.BOARD})
NOTHING = Q(pk__in=())


def inside(partnership_path: str, ids: Iterable[int]) -> Q:
    """The row's partnership is one of these, or lies in one of them."""
    chosen, found = list(ids), NOTHING
    for depth in range(NESTING):
        path = f"{partnership_path}{'__parent' * depth}"
        found |= Q(**{f"{path.removeprefix('pk__')}__in": chosen})
    return found


def signed(round_path: str, school_path: str, *, standing_only: bool = True) -> Exists:
    """The school's head has signed the round's contract and (``standing_only``) not withdrawn."""
    stands = {"withdrawn_at__isnull": True} if standing_only else {}
    return Exists(
        Signature.objects.filter(
            round_id=OuterRef(f"{round_path}_id"), school_id=OuterRef(f"{school_path}_id"), **stands
        )
    )


def standing(
    viewer: Viewer, relation: Relation, *, round_path: str, host_path: str, while_signed: bool = True
) -> Q | None:
    """The viewer stands in this relation to the row's school in the row's round; ``None``: never, whatever the row.

    Relations from outside the school count only while its head's signature stands (not ``while_signed``: also after a
    withdrawal, for what was released before); a reviewer's own school must have signed as well, somebody on a team the
    protocol. (An author's relation
    is to a view, not to a school: ``plait.peerreview`` asks for it.)
    """
    if relation in OWN:
        urns = viewer.urns_as(relation)
        return Q(**{f"{host_path}_id__in": urns}) if urns else None
    found: Q | None = None
    if relation is Relation.REVIEWER and viewer.roles:
        found = on_team(viewer, round_path=round_path, host_path=host_path)
        if viewer.reviewing_urns:
            found |= Q(reviews(viewer, round_path=round_path, host_path=host_path))
    elif relation is Relation.MEMBER and viewer.urns:
        here = Place.objects.filter(
            round_id=OuterRef(f"{round_path}_id"), school_id__in=viewer.urns, ended_on__isnull=True
        )
        found = Q(Exists(here)) & ~Q(**{f"{host_path}_id__in": viewer.urns})
    elif relation in _AT_A_PARTNERSHIP and (ids := viewer.partnerships_as(relation)):
        found = Q(**{f"{round_path}__programme__partnership_id__in": ids})
    elif relation in _AT_A_PROGRAMME and (ids := viewer.programmes_as(relation)):
        found = Q(**{f"{round_path}__programme_id__in": ids})
    elif relation in _AT_AN_AREA and (ids := viewer.partnerships_as(relation)):
        found = inside(f"{round_path}__programme__partnership", ids)
    if found is None or not while_signed:
        return found
    return found & Q(signed(round_path, host_path))


def reviews(viewer: Viewer, *, round_path: str = "round", host_path: str = "school") -> Exists:
    """The viewer looks at the row's school in the row's round for one of their schools, which has signed."""
    return Exists(
        Pairing.objects.filter(
            signed("round", "reviewer"),
            round_id=OuterRef(f"{round_path}_id"),
            host_id=OuterRef(f"{host_path}_id"),
            reviewer_id__in=viewer.reviewing_urns,
        )
    )


def on_team(viewer: Viewer, *, round_path: str = "round", host_path: str = "school") -> Q:
    """The viewer is on the team that reviews the row's school in the row's round, and has signed the protocol.

    It ends by itself: with the place, with the round, and for somebody who has come to the school itself.
    """
    places = TeamPlace.objects.filter(
        round_id=OuterRef(f"{round_path}_id"),
        host_id=OuterRef(f"{host_path}_id"),
        person_id=viewer.person_id,
        signed_at__isnull=False,
        ended_at__isnull=True,
        round__closed_on__isnull=True,
    )
    return Q(Exists(places)) & ~Q(**{f"{host_path}_id__in": viewer.urns})


def seen(
    viewer: Viewer,
    artefact: Artefact,
    phase: Phase | OuterRef,
    *,
    at_least: Sight = Sight.READ,
    round_path: str = "round",
    host_path: str = "school",
) -> Q:
    """The row's contract lets the viewer see at least so much of this artefact in this phase.

    ``phase``: one, or the row's column that holds it.
    """
    found = NOTHING
    for relation in Relation:
        stands = standing(viewer, relation, round_path=round_path, host_path=host_path)
        if stands is not None:
            found |= stands & allowed_by_contract(artefact, phase, relation, at_least, round_path=round_path)
    return found


def allowed_by_contract(
    artefact: Artefact, phase: Phase | OuterRef, relation: Relation, at_least: Sight, *, round_path: str
) -> Q:
    """The contract of the row's round lets those in a relation see at least so much."""
    when = phase.value if isinstance(phase, Phase) else phase
    allowing = ContractLine.objects.filter(
        artefact=artefact.value, phase=when, relation=relation.value, sight__gte=int(at_least)
    )
    return Q(**{f"{round_path}__contract_id__in": allowing.values("contract_id")})


def with_standing(
    rows: Rows, viewer: Viewer, *, round_path: str = "round", host_path: str = "school", while_signed: bool = True
) -> Rows:
    """The rows, each with what :func:`sight_of` needs."""
    stands: Mapping[str, Q] = {
        _mark(relation): found
        for relation in Relation
        if (found := standing(viewer, relation, round_path=round_path, host_path=host_path, while_signed=while_signed))
        is not None
    }
    marks = {name: Case(When(found, then=Value(True)), default=Value(False)) for name, found in stands.items()}
    return rows.select_related(f"{round_path}__contract").annotate(**marks)


def _mark(relation: Relation) -> str:
    return f"stands_as_{relation.value.replace('-', '_')}"


def relations_of(row: Any) -> frozenset[Relation]:
    """What the viewer is to a row of :func:`with_standing`."""
    return frozenset(relation for relation in Relation if getattr(row, _mark(relation), False))


def contract_of(round_row: Any) -> Contract:
    """The contract that a round has pinned; the round was read together with it."""
    return _contract(round_row.contract.fingerprint, _Data(round_row.contract.data))


class _Data:
    """Plain data that does not count when calls are compared: the fingerprint beside it says all."""

    def __init__(self, data: Mapping[str, object]) -> None:
        self.data = data

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Data)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=256)
def _contract(fingerprint: str, data: _Data) -> Contract:
    return contract_from_data(data.data)
