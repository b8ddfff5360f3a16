"""What the viewer is to a school in a round in which no visit is arranged yet."""

from __future__ import annotations

from dataclasses import dataclass

from plait.domain.rounds import RoundFacts
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase, Relation, Sight
from plait.partnerships import visiting
from plait.partnerships.commenting import partners_reviewing
from plait.partnerships.queries import round_facts


@dataclass(frozen=True, slots=True)
class PlaceOfVisit:
    """A school in a round, of whose visit the viewer may know."""

    round: RoundFacts
    urn: int
    relations: frozenset[Relation]
    signature_stands: bool

    @property
    def of_the_host(self) -> bool:
        return bool(self.relations & {Relation.HEAD, Relation.LEADER})

    @property
    def comes(self) -> bool:
        return Relation.REVIEWER in self.relations

    @property
    def round_open(self) -> bool:
        return self.round.open


def place(viewer: Viewer, round_id: int, urn: int) -> PlaceOfVisit:
    """Raises ``NotVisible`` unless the round's contract lets the viewer read a visit to this school. Two queries."""
    found = visiting.places_of(viewer, round_id, [urn]).get(urn)
    facts = round_facts([round_id]).get(round_id)
    if found is None or facts is None or not _reads(facts, found[0]):
        raise NotVisible(f"visit to {urn} in round {round_id}")
    return PlaceOfVisit(facts, urn, *found)


def _reads(round_: RoundFacts, relations: frozenset[Relation]) -> bool:
    return round_.contract.sight(Artefact.VISIT, Phase.PLANNED, relations) >= Sight.READ


def visits_around(viewer: Viewer, round_: RoundFacts, urn: int) -> tuple[int, ...]:
    """The schools of whose visits somebody of this school may know: its own first, then those that it looks at. Two
    queries; none where the round has no visits."""
    if not round_.definition.visited:
        return ()
    urns = (*sorted(viewer.also(urn)), *visiting.looked_at_by(round_.id, urn))
    places = visiting.places_of(viewer, round_.id, urns)
    return tuple(each for each in urns if each in places and _reads(round_, places[each][0]))


def may_know(viewer: Viewer, round_id: int, urn: int) -> bool:
    """Whether the viewer may know of a visit to this school in this round. Two queries."""
    try:
        place(viewer, round_id, urn)
    except NotVisible:
        return False
    return True


def coming_from(viewer: Viewer, round_id: int, host_urn: int) -> int:
    """The school for which the viewer comes: the first, where there are several. One query."""
    schools = partners_reviewing(round_id, host_urn, viewer.reviewing_urns)
    if not schools:
        raise NotVisible(f"visit to {host_urn} in round {round_id}")
    return schools[0]
