"""Who works in the made-up county: a head for each open school, and somebody in every other role."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from plait.demo.area.county import MadeUpSchool
from plait.demo.area.together import COUNCIL, MadeUpPartnership
from plait.domain.roles import ROLES, Role
from plait.partnerships.bulk_actions import Given

_FIRST = (
    "Amina", "Bridget", "Callum", "Devi", "Eleri", "Farid", "Grace", "Huw", "Imogen", "Joel", "Kirsty", "Leon", "Mina",
    "Noah", "Oyin", "Priya", "Ruth", "Samir", "Tess", "Umar", "Vera", "Wren", "Yusuf", "Zoe",
)  # fmt: skip
_LAST = (
    "Ackroyd", "Bello", "Carver", "Dhillon", "Ellery", "Farrow", "Gant", "Hussain", "Ingham", "Jessop", "Kaur", "Lisle",
    "Mottram", "Ndiaye", "Oldroyd", "Pask", "Quayle", "Rudd", "Sefton", "Tuffin", "Underhay", "Varley", "Wadsworth",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Somebody:
    """``at``: where the role is held, in words; ``shown``: printed as somebody to sign in as."""

    key: str
    name: str
    role: str
    at: str
    shown: bool = True

    @property
    def email(self) -> str:
        return f"{self.key}@example.org"


def heads(schools: Sequence[MadeUpSchool], seed: int = 3) -> dict[int, Somebody]:
    """The head of each open school, by URN."""
    chance = random.Random(seed)  # noqa: S311  names, not secrets
    return {
        item.urn: Somebody(
            f"head.{item.urn}", f"{chance.choice(_FIRST)} {chance.choice(_LAST)}", "Headteacher", item.name, shown=False
        )
        for item in schools
        if item.open
    }


@dataclass(frozen=True, slots=True)
class Places:
    """The numbers that the database has given: partnerships by key, and programmes by key of their partnership."""

    partnerships: Mapping[str, int]
    programmes: Mapping[str, int]


Held = tuple[Somebody, Role, str, int | None]
"""Who holds which role at which partnership (key) or school (URN)."""


def others(schools: Sequence[MadeUpSchool], together: Sequence[MadeUpPartnership]) -> list[Held]:
    """Everybody but the heads. A lead leads up to three partnerships, so that some hold several roles."""
    names = {item.key: item.name for item in together}
    by_urn = {item.urn: item.name for item in schools}
    found: list[Held] = []
    led = [item for item in together if item.led]
    leads = [item for item in led if item.key == COUNCIL] + [item for item in led if item.key != COUNCIL]
    for number, item in enumerate(leads):
        who = 0 if item.key == COUNCIL else 1 + (number - 1) // 3
        name = f"{_FIRST[who * 5 % len(_FIRST)]} {_LAST[who * 7 % len(_LAST)]}"
        shown = number == 0 or (number - 1) % 3 == 0
        lead = Somebody(f"lead.{who}", name, "Partnership lead", item.name, shown)
        found.append((lead, Role.PARTNERSHIP_LEAD, item.key, None))
    for key, name, role in (
        ("officer", "Ottilie Marsh", Role.AREA_OFFICER),
        ("broker", "Barnaby Lund", Role.BROKER),
        ("board", "Beatrix Holm", Role.BOARD_MEMBER),
    ):
        found.append((Somebody(key, name, _title(role), names[COUNCIL]), role, COUNCIL, None))
    for key, name, role, at in (
        ("provider", "Piers Vance", Role.PROVIDER, "alliance-0"),
        ("facilitator", "Fenella Strand", Role.FACILITATOR, "cluster-0"),
    ):
        found.append((Somebody(key, name, _title(role), names[at]), role, at, None))
    trio = next(item for item in together if item.key == "trio-1")
    for key, name, role in (
        ("reviewer", "Rosalind Ames", Role.REVIEWER),
        ("leader", "Lowri Beck", Role.LEADER),
        ("staff", "Stefan Cole", Role.STAFF),
        ("governor", "Gita Rowe", Role.GOVERNOR),
    ):
        found.append((Somebody(key, name, _title(role), by_urn[trio.urns[0]]), role, "", trio.urns[0]))
    pair = next(item for item in together if item.key == "federation-0")
    for urn in pair.urns:
        both = Somebody("two.schools", "Tobias Wynn", "Headteacher", by_urn[urn], urn == pair.urns[0])
        found.append((both, Role.HEAD, "", urn))
    many = Somebody("eight.roles", "Edith Quill", "Headteacher and seven roles more", by_urn[trio.urns[1]])
    found.append((many, Role.HEAD, "", trio.urns[1]))
    quiet = Somebody("eight.roles", many.name, many.role, many.at, shown=False)
    found += [(quiet, Role.GOVERNOR, "", urn) for urn in (trio.urns[2], *pair.urns)]
    found += [(quiet, Role.PARTNERSHIP_LEAD, key, None) for key in ("trio-2", "cluster-6")]
    found.append((quiet, Role.AREA_OFFICER, COUNCIL, None))
    found.append((quiet, Role.PROVIDER, "alliance-1", None))
    admin = Somebody("admin", "Ada Vickers", _title(Role.ADMINISTRATOR), "everywhere")
    found.append((admin, Role.ADMINISTRATOR, "", None))
    return found


def _title(role: Role) -> str:
    return ROLES[role].title


def as_given(held: Held, ids: Mapping[str, int], places: Places, today: date) -> Given:
    """The same as a role to give. A reviewer's ends in five weeks."""
    who, role, key, urn = held
    programme = role in (Role.PROVIDER, Role.FACILITATOR)
    return Given(
        ids[who.email],
        role,
        urn=urn,
        partnership_id=places.partnerships[key] if key and not programme else None,
        programme_id=places.programmes[key] if programme else None,
        ends=today + timedelta(weeks=5) if role is Role.REVIEWER else None,
    )
