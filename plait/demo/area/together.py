"""Who works together in the made-up county: 40 partnerships of many kinds, nested and overlapping."""

from __future__ import annotations

import random
from dataclasses import dataclass
from math import hypot

from plait.demo.area.county import COUNTY, MadeUpSchool

COUNCIL = "council"
UNIVERSITY = "University of Ferrow"


@dataclass(frozen=True, slots=True)
class MadeUpPartnership:
    """``inside``: key of the outer one. ``stage``: how far its round has come, 0 (no programme) to 7 (closed)."""

    key: str
    name: str
    kind: str
    urns: tuple[int, ...]
    programme: str = ""
    stage: int = 0
    inside: str = ""
    led: bool = True
    partner: str = ""


def partnerships(schools: tuple[MadeUpSchool, ...], seed: int = 2) -> tuple[MadeUpPartnership, ...]:
    """All of them, the outer ones before those inside them. The same for the same schools and seed.

    One closed school stays a member where it was, as happens until the next round opens. About a fifth of the schools
    belong to nothing.
    """
    chance = random.Random(seed)  # noqa: S311  who is in what, not secrets
    here = [item for item in schools if item.open]
    home = [item for item in here if item.authority == COUNTY]
    council = [item for item in home if item.kind != "Academy converter"]
    academies = [item for item in here if item.kind == "Academy converter"]
    made = [
        MadeUpPartnership(COUNCIL, f"{COUNTY} council area", "council-area", _urns(council), "area-intelligence", 4)
    ]
    trusts = ("Lantern", "Millstone", "Three Rivers", "Wayfarer", "Hawthorn", "Keystone")
    for number, (name, size) in enumerate(zip(trusts, (20, 16, 13, 11, 9, 8), strict=True)):
        near, academies = _near(academies, size, chance)
        made.append(
            MadeUpPartnership(
                f"trust-{number}",
                f"{name} Learning Trust",
                "trust",
                _urns(near),
                ("diagnostic-sample", "shared-report")[number % 2],
                (4, 5, 3, 6, 1, 7)[number],
            )
        )
    clusters = council
    for number in range(10):
        near, clusters = _near(clusters, 12, chance)
        made.append(
            MadeUpPartnership(
                f"cluster-{number}",
                f"{near[0].town} {'and District ' if number % 2 else ''}cluster {number + 1}",
                "cluster",
                _urns(near),
                ("cluster-cycle", "peer-trio", "cluster-cycle", "focus-triad", "")[number % 5]
                if number != 1
                else "cluster-cycle",
                (5, 4, 6, 2, 0, 7, 3, 5, 1, 4)[number],
                COUNCIL,
                led=number != 6,
            )
        )
    for number in range(4):
        outer = made[1 + number]
        inner = [item for item in here if item.urn in outer.urns][: len(outer.urns) // 2]
        made.append(
            MadeUpPartnership(
                f"hub-{number}",
                f"{outer.name}: {inner[0].town} hub",
                "cluster",
                _urns(inner),
                "cluster-cycle",
                (3, 5, 1, 6)[number],
                outer.key,
            )
        )
    church = [item for item in here if item.church]
    made.append(
        MadeUpPartnership("diocese", "Diocese of Ferrow and Nether", "diocese", _urns(church), "shared-report", 3)
    )
    for number, name in enumerate(("Northern Edge", "Riverside", "Coalfield", "High Moor")):
        near, _ = _near(here, 10 + number, chance)
        made.append(
            MadeUpPartnership(
                f"alliance-{number}",
                f"{name} Teaching Alliance",
                "alliance",
                _urns(near),
                ("diagnostic-whole-alliance", "diagnostic-each-partner")[number % 2],
                (4, 2, 6, 1)[number],
                partner=UNIVERSITY if number < 2 else "",
            )
        )
    reading = sorted(chance.sample(here, 26), key=lambda item: item.urn)
    made.append(
        MadeUpPartnership(
            "network",
            "Reading Aloud network",
            "network",
            _urns(reading),
            "diagnostic-each-partner",
            2,
            partner=UNIVERSITY,
        )
    )
    rest = list(here)
    for number in range(9):
        near, rest = _near(rest, 3, chance)
        made.append(
            MadeUpPartnership(
                f"trio-{number}",
                f"{near[0].town} trio {number + 1}",
                "trio",
                _urns(near),
                "peer-trio" if number % 3 else "focus-triad",
                (6, 5, 4, 7, 2, 6, 3, 5, 1)[number],
                led=number not in (2, 5),
            )
        )
    for number in range(2):
        near, rest = _near(rest, 2, chance)
        made.append(
            MadeUpPartnership(
                f"federation-{number}",
                f"{near[0].town} federation",
                "federation",
                _urns(near),
                "own-school",
                3 + number,
            )
        )
    pair, rest = _near(rest, 4, chance)
    made.append(MadeUpPartnership("sponsor", "Ferrow Works sponsorship", "sponsor", _urns(pair)))
    gone = next(item for item in schools if item.carried_on_by is not None)
    coast, _ = _near(here, 8, chance)
    made.append(
        MadeUpPartnership("coast", "Nether Water cluster", "cluster", (*_urns(coast), gone.urn), "peer-trio", 6)
    )
    return tuple(made)


def _urns(schools: list[MadeUpSchool]) -> tuple[int, ...]:
    return tuple(item.urn for item in schools)


def _near(
    schools: list[MadeUpSchool], size: int, chance: random.Random
) -> tuple[list[MadeUpSchool], list[MadeUpSchool]]:
    """Some school and those nearest to it; and the rest."""
    middle = chance.choice(schools)
    ordered = sorted(
        schools, key=lambda item: (hypot(item.easting - middle.easting, item.northing - middle.northing), item.urn)
    )
    return ordered[:size], [item for item in schools if item.urn not in {each.urn for each in ordered[:size]}]
