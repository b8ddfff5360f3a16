"""A made-up county: 520 schools in its towns and villages, some closed, some carried on by others."""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

SCHOOLS = 520
FIRST_URN = 991000
CLOSED = 24  # of them; two in three carried on by an academy among the others
COUNTY, NEIGHBOUR = "Ferrowshire", "Netherdale"
CENTRE = (452_000, 318_000)
"""Metres on the national grid; the made-up county reaches about 35 km from there."""

_BEGINNINGS = (
    "Ald", "Bram", "Cald", "Dun", "Elm", "Far", "Gar", "Had", "Ing", "Kel", "Lang", "Mar", "Nor", "Ot", "Pen", "Quar",
    "Rad", "Sel", "Tan", "Ul", "Wend", "Yar", "Brack", "Thorn", "Hol", "Wether", "Stan", "Ash",
)  # fmt: skip
_ENDINGS = ("by", "ton", "field", "worth", "ham", "ley", "ford", "wick", "thorpe", "holme", "well", "bridge")
_LOCAL = (
    "Church Lane", "Mill Bank", "Riverside", "Green Lane", "Hilltop", "Park", "St Brannoc’s", "St Oswin’s", "Abbey",
    "Meadow", "Station Road", "Heath", "Woodside", "Orchard", "Market", "Holy Rood", "St Hilde’s", "Canal Side",
)  # fmt: skip
_STREETS = ("School Lane", "Church Road", "The Green", "Mill Street", "High Street", "Station Road")
_TOWNS = 44


@dataclass(frozen=True, slots=True)
class MadeUpSchool:
    """``carried_on_by``: the URN of the school that took over when this one closed."""

    urn: int
    name: str
    town: str
    kind: str
    phase: str
    ages: tuple[int, int]
    authority: str
    easting: int
    northing: int
    pupils: int
    church: bool
    closed_on: date | None = None
    carried_on_by: int | None = None

    @property
    def open(self) -> bool:
        return self.closed_on is None


def county(today: date, seed: int = 1) -> tuple[MadeUpSchool, ...]:
    """The schools of the county and of its neighbour's edge, by URN; the same for the same seed and day."""
    chance = random.Random(seed)  # noqa: S311  names and places, not secrets
    towns = _towns(chance)
    taken: set[str] = set()
    made = [_school(number, towns, taken, chance) for number in range(SCHOOLS)]
    academies = [item for item in made if item.kind == "Academy converter"]
    for number in range(CLOSED):
        position = len(made) - 1 - number * 7
        old = made[position]
        heir = academies[number] if number % 3 else None
        closed_on = date(today.year - 1 - number % 6, 8, 31) if number else today - timedelta(days=20)
        made[position] = MadeUpSchool(
            **{
                **{name: getattr(old, name) for name in MadeUpSchool.__slots__},
                "closed_on": closed_on,
                "carried_on_by": heir.urn if heir and heir.urn != old.urn else None,
            }
        )
    return tuple(made)


def _towns(chance: random.Random) -> list[tuple[str, int, int]]:
    names = [begin + end for begin in _BEGINNINGS for end in _ENDINGS]
    chance.shuffle(names)
    return [
        (name, CENTRE[0] + round(chance.gauss(0, 14_000)), CENTRE[1] + round(chance.gauss(0, 11_000)))
        for name in names[:_TOWNS]
    ]


def _school(number: int, towns: list[tuple[str, int, int]], taken: set[str], chance: random.Random) -> MadeUpSchool:
    town, east, north = towns[min(int(chance.expovariate(1 / 12)), _TOWNS - 1)]
    phase, ages, suffixes = chance.choices(
        (
            ("Primary", (4, 11), ("Primary School", "Church of England Primary School", "Primary Academy")),
            ("Primary", (4, 7), ("Infant School",)),
            ("Primary", (7, 11), ("Junior School",)),
            ("Secondary", (11, 16), ("High School", "Academy")),
            ("Secondary", (11, 18), ("School and Sixth Form", "College")),
            ("Not applicable", (5, 16), ("School",)),
        ),
        (66, 6, 6, 10, 8, 4),
    )[0]
    suffix = chance.choice(suffixes)
    name = next(
        each
        for each in (
            f"{chance.choice([f'{town} ', ''])}{local} {suffix}" if turn < 60 else f"{town} {local} {suffix} {turn}"
            for turn in range(400)
            for local in (chance.choice(_LOCAL),)
        )
        if each not in taken
    )
    taken.add(name)
    academy = "Academy" in suffix or chance.random() < 0.3
    kind = "Academy converter" if academy else "Community special school" if ages == (5, 16) else "Community school"
    return MadeUpSchool(
        urn=FIRST_URN + number,
        name=name,
        town=town,
        kind=kind,
        phase=phase,
        ages=ages,
        authority=NEIGHBOUR if east > CENTRE[0] + 17_000 else COUNTY,
        easting=east + round(chance.gauss(0, 1_300)),
        northing=north + round(chance.gauss(0, 1_300)),
        pupils=chance.randint(60, 480) if phase == "Primary" else chance.randint(300, 1500),
        church="Church" in suffix or "St " in name or "Rood" in name,
    )


def write_files(schools: tuple[MadeUpSchool, ...], folder: Path) -> tuple[Path, Path]:
    """The register and the links of these schools, in the published columns."""
    register, links = folder / "register.csv", folder / "links.csv"
    with register.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(
            (
                *("URN", "EstablishmentName", "EstablishmentStatus (name)", "CloseDate"),
                *("TypeOfEstablishment (name)", "PhaseOfEducation (name)", "StatutoryLowAge", "StatutoryHighAge"),
                *("OfficialSixthForm (name)", "NumberOfPupils", "Street", "Town", "Postcode", "LA (code)", "LA (name)"),
                *("Easting", "Northing"),
            )
        )
        for item in schools:
            number = item.urn - FIRST_URN
            sixth = "Has a sixth form" if item.ages[1] >= 18 else "Does not have a sixth form"
            out.writerow(
                (
                    *(item.urn, item.name, "Open" if item.open else "Closed"),
                    f"{item.closed_on:%d-%m-%Y}" if item.closed_on else "",
                    *(item.kind, item.phase, *item.ages, sixth, item.pupils),
                    f"{number % 90 + 1} {_STREETS[number % len(_STREETS)]}",
                    *(item.town, f"ZZ{number % 80 + 10} {number % 9 + 1}{'ABDEFGH'[number % 7]}{'JLNPQR'[number % 6]}"),
                    *("990" if item.authority == NEIGHBOUR else "991", item.authority, item.easting, item.northing),
                )
            )
    names = {item.urn: item.name for item in schools}
    with links.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"))
        for item in schools:
            if item.carried_on_by is not None and item.closed_on is not None:
                day = f"{item.closed_on + timedelta(days=1):%d-%m-%Y}"
                out.writerow((item.carried_on_by, item.urn, item.name, "Predecessor", day))
                if item.urn % 2:  # the published links are missing on one side now and then
                    out.writerow((item.urn, item.carried_on_by, names[item.carried_on_by], "Successor", day))
    return register, links
