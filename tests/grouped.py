"""A cluster of made-up schools on a map, whose groups can be formed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from plait.domain.groups import GroupSettings
from plait.domain.programmes import ProgrammeDefinition
from plait.domain.roles import Role
from plait.domain.viewer import Viewer
from plait.frameworks import actions as frameworks
from plait.journey.actions import RoundInput, open_round
from plait.journey.forming import actions
from plait.journey.forming.actions import Told
from plait.partnerships import actions as partnerships
from plait.partnerships import forming_queries, queries
from plait.partnerships.programme_actions import start_programme
from plait.people.models import Person
from plait.schools.models import School
from tests.world import AT, TODAY, peer_trio, person, small_framework

PLACES = (
    (400000, 300000), (401000, 300500), (400500, 301500), (420000, 300000), (421000, 300500), (420500, 301500),
    (400000, 330000), (401500, 330500), (400500, 331500), (430000, 330000), (431000, 330500), (430500, 331500),
)  # fmt: skip
"""Four clear threes."""


@dataclass
class Cluster:
    """``urns`` in order of ``PLACES``; ``lee`` leads, ``ada`` heads the first school and ``ben`` the second."""

    partnership_id: int
    programme_id: int
    urns: tuple[int, ...]
    people: dict[str, Person] = field(default_factory=dict)

    def viewer(self, name: str = "lee") -> Viewer:
        return queries.viewer_for(self.people[name], today=TODAY)

    def told(self, version: int | None = None, name: str = "lee") -> Told:
        """As ``name`` sees the groups now, or saw them in another version."""
        if version is None:
            found = forming_queries.proposal(self.programme_id)
            version = found.version if found else 0
        return Told(self.viewer(name), self.partnership_id, self.programme_id, version, AT, TODAY)

    def form(self, round_id: int | None = None, **asked: object) -> None:
        actions.form_groups(told=self.told(), settings=GroupSettings(**asked), round_id=round_id)  # type: ignore[arg-type]

    def groups(self) -> list[tuple[int, ...]]:
        found = forming_queries.proposal(self.programme_id)
        assert found is not None
        return [tuple(sorted(group.members)) for group in found.value.forming.groups]

    def open(self, after: int = 0) -> int:
        given = RoundInput(f"Round {after + 1}", date(2026, 10, 16), date(2026, 12, 4), after)
        open_round(
            viewer=self.viewer(),
            partnership_id=self.partnership_id,
            programme_id=self.programme_id,
            given=given,
            at=AT,
            today=TODAY,
        )
        return queries.rounds_of_partnership(self.partnership_id)[0].id


def cluster(count: int = 6, definition: ProgrammeDefinition | None = None) -> Cluster:
    """A cluster of so many schools, no round opened yet."""
    framework = small_framework(areas=2, statements=1)
    frameworks.publish(framework=framework, at=AT)
    urns = tuple(990101 + at for at in range(count))
    School.objects.bulk_create(
        School(
            urn=urn,
            name=f"{chr(65 + at)} Road Primary School",
            phase="Primary",
            easting=PLACES[at][0],
            northing=PLACES[at][1],
        )
        for at, urn in enumerate(urns)
    )
    partnership_id = partnerships.found_partnership(
        name="Riverside cluster", kind="cluster", urns=urns, joined=date(2026, 1, 1), at=AT
    )
    programme_id = start_programme(
        partnership_id=partnership_id, definition=definition or peer_trio(framework), title="Riverside review", at=AT
    )
    people = {
        "lee": person("lee", role=Role.PARTNERSHIP_LEAD, partnership_id=partnership_id),
        "ada": person("ada", role=Role.HEAD, urn=urns[0]),
        "ben": person("ben", role=Role.HEAD, urn=urns[1]),
        "sam": person("sam"),
    }
    return Cluster(partnership_id, programme_id, urns, people)
