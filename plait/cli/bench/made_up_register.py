"""A register of made-up schools in the published columns, the same for the same seed."""

from __future__ import annotations

import csv
import random
from pathlib import Path

COLUMNS = (
    "URN",
    "LA (code)",
    "LA (name)",
    "EstablishmentNumber",
    "EstablishmentName",
    "TypeOfEstablishment (name)",
    "EstablishmentStatus (name)",
    "CloseDate",
    "PhaseOfEducation (name)",
    "StatutoryLowAge",
    "StatutoryHighAge",
    "OfficialSixthForm (name)",
    "NumberOfPupils",
    "Trusts (name)",
    "LastChangedDate",
    "Street",
    "Locality",
    "Town",
    "Postcode",
    "Easting",
    "Northing",
)

FIRST_URN = 900_001
_BEGINNINGS = (
    *(
        "Alder",
        "Ash",
        "Beech",
        "Birch",
        "Bracken",
        "Briar",
        "Brook",
        "Cedar",
        "Clover",
        "Elm",
        "Fern",
        "Gorse",
    ),
    *(
        "Hazel",
        "Heather",
        "Holly",
        "Juniper",
        "Larch",
        "Linden",
        "Maple",
        "Oak",
        "Rowan",
        "Thorn",
        "Willow",
        "Yew",
    ),
)
_ENDINGS = (
    "bank",
    "bourne",
    "combe",
    "dale",
    "field",
    "ford",
    "ham",
    "hurst",
    "leigh",
    "mere",
    "ton",
    "wick",
)
_SAINTS = ("St Aldric’s", "St Brenna’s", "St Cyfan’s", "St Dunna’s", "St Elwin’s", "Sant Môr")
_KINDS = (
    ("Primary School", "Community school", "Primary", 4, 11),
    ("Infant School", "Community school", "Primary", 4, 7),
    ("Junior School", "Foundation school", "Primary", 7, 11),
    ("Church of England Primary School", "Voluntary aided school", "Primary", 3, 11),
    ("Academy", "Academy converter", "Secondary", 11, 18),
    ("High School", "Academy sponsor led", "Secondary", 11, 16),
    ("School", "Community special school", "Not applicable", 5, 19),
)
_STREETS = ("School Lane", "Church Road", "High Street", "Mill Lane", "The Green", "Station Road")


def write_register(path: Path, rows: int, seed: int = 1) -> None:
    """Write a register of ``rows`` made-up schools as CSV in UTF-8; about half are closed, as in life."""
    chance = random.Random(seed)  # noqa: S311  names, not secrets
    towns = [beginning + ending for beginning in _BEGINNINGS for ending in _ENDINGS]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for number in range(rows):
            suffix, kind, phase, low, high = chance.choice(_KINDS)
            town = chance.choice(towns)
            called = chance.choice(_SAINTS) if chance.random() < 0.2 else chance.choice(towns)
            area = towns.index(town) // 3
            closed = chance.random() < 0.46
            located = chance.random() < 0.96
            out.writerow(
                (
                    FIRST_URN + number,
                    800 + area,
                    f"{towns[area]}shire",
                    2000 + number % 4000,
                    f"{called} {suffix}",
                    kind,
                    "Closed" if closed else "Open",
                    f"31-08-{chance.randint(1990, 2022)}" if closed else "",
                    phase,
                    low,
                    high,
                    "Has a sixth form" if high >= 18 else "Does not have a sixth form",
                    "" if closed else chance.randint(40, 1400),
                    f"{chance.choice(towns).upper()} TRUST" if "Academy" in kind else "",
                    f"{chance.randint(1, 28):02}-{chance.randint(1, 12):02}-2023",
                    f"{chance.randint(1, 90)} {chance.choice(_STREETS)}",
                    chance.choice(towns) if chance.random() < 0.5 else "",
                    town,
                    f"Z{chance.choice('ABCDEFGH')}{chance.randint(1, 30)} {chance.randint(1, 9)}"
                    f"{chance.choice('ABDEFGH')}{chance.choice('JLNPQR')}",
                    chance.randint(100_000, 650_000) if located else 0,
                    chance.randint(20_000, 650_000) if located else 0,
                )
            )
