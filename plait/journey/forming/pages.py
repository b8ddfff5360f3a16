"""What the pages about forming groups show."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import hypot

from django.urls import reverse

from plait.domain.grouping import bound_in_words, broken_in, has_place, price_in_words, swaps_of, why_each
from plait.domain.groups import MOST_IN_A_GROUP, GroupProposal
from plait.domain.rounds import RoundFacts
from plait.domain.schools import SchoolFacts
from plait.domain.trios import Mode
from plait.domain.trios.by_hand import Explained
from plait.partnerships.forming_queries import Forms, Partners, SavedProposal
from plait.ui.paging import Paged
from plait.ui.words import count, moment

PER_PAGE = 20
NEAREST = 5
"""Groups that a school without one is offered."""
MODE_WORDS = {
    Mode.MUTUAL: "In a group each school looks at all the others.",
    Mode.RING: "In a group each school looks at the next one, and is looked at by another.",
}


@dataclass(frozen=True, slots=True)
class SchoolLine:
    name: str
    hint: str
    address: str


@dataclass(frozen=True, slots=True)
class GroupCard:
    """``distances``: each two schools and how far apart. ``broken``: rules that it breaks, by hand. ``pin``: the URNs
    to keep together; ``unpin``: one of those that are."""

    title: str
    schools: tuple[SchoolLine, ...]
    distances: tuple[str, ...]
    why: str
    broken: tuple[str, ...]
    pinned: str
    pin: str
    unpin: int | None


@dataclass(frozen=True, slots=True)
class RuleLine:
    words: str
    price: str


@dataclass(frozen=True, slots=True)
class AloneLine:
    name: str
    why: str
    relax: str
    address: str


@dataclass(frozen=True, slots=True)
class GroupsPage(Paged):
    forms: Forms
    which: str
    state: str
    version: int
    figures: tuple[tuple[str, str], ...]
    how_good: str
    how: str
    rules: tuple[RuleLine, ...]
    alone: tuple[AloneLine, ...]
    groups: tuple[GroupCard, ...]
    pinned: bool
    ready: bool
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class SwapLine:
    other: int
    name: str
    price: str


@dataclass(frozen=True, slots=True)
class SchoolPage:
    """One school of a proposal: what can be changed by hand."""

    forms: Forms
    which: str
    urn: int
    name: str
    version: int
    group: tuple[str, ...]
    pinned: bool
    alone: bool
    swaps: tuple[SwapLine, ...]
    joins: tuple[SwapLine, ...]
    others: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class PartnersPage:
    """Whom one school is with."""

    school: str
    round: RoundFacts
    lines: tuple[SchoolLine, ...]
    why: tuple[str, ...]


def which_round(saved: SavedProposal | None, this: Forms) -> str:
    if saved is not None and saved.round_id is not None and this.open_round is not None:
        return this.open_round.title
    return "the next round"


def _where(school: SchoolFacts) -> str:
    return ", ".join(filter(None, (school.phase, school.town, school.trust)))


def _far(a: SchoolFacts, b: SchoolFacts) -> float | None:
    if not (has_place(a) and has_place(b)):
        return None
    return hypot((a.easting or 0) - (b.easting or 0), (a.northing or 0) - (b.northing or 0)) / 1000


def _km(km: float) -> str:
    return f"{km:.1f} km"


def groups_page(
    this: Forms,
    saved: SavedProposal,
    schools: Sequence[SchoolFacts],
    previous: Collection[tuple[int, int]],
    page: int,
) -> GroupsPage:
    value, forming = saved.value, saved.value.forming
    known = {school.urn: school for school in schools}
    pages = max(-(-len(forming.groups) // PER_PAGE), 1)
    page = page if page <= pages else 1
    start = (page - 1) * PER_PAGE
    shown = forming.groups[start : start + PER_PAGE]
    words = why_each(value, schools, previous, shown)
    placed = sum(len(group.members) for group in forming.groups)
    longest = max((max(group.km for group in forming.groups)), 0.0) if forming.groups else 0.0
    reasons = {item.urn: item for item in forming.left_over}
    alone = []
    for urn in value.alone:
        item = reasons.get(urn)
        alone.append(
            AloneLine(
                known[urn].name if urn in known else f"URN {urn}",
                item.reason if item else "The register does not say where it is, so no distance can be worked out.",
                item.relax if item else "put it into a group by hand.",
                _school_address(this, urn),
            )
        )
    return GroupsPage(
        forms=this,
        which=which_round(saved, this),
        state=f"{'Kept for the next round' if saved.ready else 'A proposal'}, last changed by {saved.saved_by} on "
        f"{moment(saved.saved_at)}",
        version=saved.version,
        figures=(
            (str(placed), "schools in groups"),
            (str(len(forming.groups)), "groups"),
            *(((str(len(value.alone)), "without a group"),) if value.alone else ()),
            *(((_km(longest), "the group that travels most"),) if forming.groups else ()),
        ),
        how_good=bound_in_words(value),
        how=MODE_WORDS[value.mode],
        rules=tuple(
            RuleLine(sentence, price_in_words((value.prices or {}).get(key)))
            for key, sentence in value.settings.in_words().items()
        ),
        alone=tuple(alone),
        groups=tuple(
            _card(this, value, schools, known, previous, start + at, words[at - 1]) for at in range(1, len(shown) + 1)
        ),
        pinned=bool(value.settings.pins),
        ready=saved.ready,
        page=page,
        pages=pages,
    )


def _school_address(this: Forms, urn: int) -> str:
    return reverse("journey:groups-school", args=[this.partnership_id, this.programme_id, urn])


def _card(
    this: Forms,
    value: GroupProposal,
    schools: Sequence[SchoolFacts],
    known: Mapping[int, SchoolFacts],
    previous: Collection[tuple[int, int]],
    number: int,
    said: Explained,
) -> GroupCard:
    group = value.forming.groups[number - 1]
    pins = [pin for pin in value.settings.pins if set(pin) <= set(group.members)]
    whole = any(set(pin) == set(group.members) for pin in pins)

    def name(urn: int) -> str:
        return known[urn].name if urn in known else f"URN {urn}"

    return GroupCard(
        title=f"Group {number}: {count(len(group.members), 'school')}",
        schools=tuple(
            SchoolLine(name(urn), _where(known[urn]) if urn in known else "", _school_address(this, urn))
            for urn in group.members
        ),
        distances=tuple(
            f"{name(leg.a)} {'to' if value.mode is Mode.RING else 'and'} {name(leg.b)}: {_km(leg.km)}"
            f"{', alike' if leg.alike else ''}"
            for leg in said.legs
        ),
        why=said.words,
        broken=broken_in(value, schools, previous, group),
        pinned="Pinned" if whole else "; ".join(f"Kept together: {', '.join(map(name, pin))}" for pin in pins),
        pin="" if whole else ",".join(map(str, group.members)),
        unpin=pins[0][0] if pins else None,
    )


def school_page(
    this: Forms, saved: SavedProposal, schools: Sequence[SchoolFacts], previous: Collection[tuple[int, int]], urn: int
) -> SchoolPage:
    value, known = saved.value, {school.urn: school for school in schools}
    at, me = value.group_of(urn), known[urn]
    inside = value.forming.groups[at].members if at is not None else ()
    joins = []
    for group in value.forming.groups if at is None else ():
        if len(group.members) < MOST_IN_A_GROUP:
            found = [far for other in group.members if other in known and (far := _far(me, known[other])) is not None]
            price = sum(found) if len(found) == len(group.members) else None
            names = ", ".join(known[other].name for other in group.members if other in known)
            joins.append((price is None, price or 0.0, group.members[0], names))
    joins.sort()
    return SchoolPage(
        forms=this,
        which=which_round(saved, this),
        urn=urn,
        name=me.name,
        version=saved.version,
        group=tuple(known[other].name for other in inside if other != urn and other in known),
        pinned=any(urn in pin for pin in value.settings.pins),
        alone=at is None,
        swaps=tuple(
            SwapLine(item.b, known[item.b].name, _price(item.price_km))
            for item in swaps_of(value, schools, previous, urn)
        ),
        joins=tuple(
            SwapLine(
                other,
                names,
                "How far it is from its schools is not known" if unknown else f"{_km(km)} to its schools, added up",
            )
            for unknown, km, other, names in joins[: NEAREST if has_place(me) else None]
        ),
        others=tuple(
            sorted(
                ((school.urn, school.name) for school in schools if school.urn != urn),
                key=lambda item: (item[1].casefold(), item[0]),
            )
        ),
    )


def _price(km: float) -> str:
    if abs(km) < 0.05:
        return "costs nothing"
    return f"{_km(abs(km))} {'more' if km > 0 else 'less'} in all"


def partners_page(this: RoundFacts, urn: int, found: Partners) -> PartnersPage:
    """Only of the school's own group."""
    me = found.schools[urn]
    lines = []
    for other in sorted({*found.looks_at, *found.looked_at_by}, key=lambda each: found.schools[each].name.casefold()):
        school = found.schools[other]
        far = _far(me, school)
        both = other in found.looks_at and other in found.looked_at_by
        how = "You look at each other" if both else "You look at it" if other in found.looks_at else "It looks at you"
        away = "" if far is None else f"about {far:.0f} km away" if far >= 1 else "less than a kilometre away"
        lines.append(SchoolLine(school.name, ", ".join(filter(None, (how, school.phase, school.town, away))), ""))
    why: tuple[str, ...] = ()
    if found.settings is not None:
        rules = {key: words for key, words in found.settings.in_words().items() if key != "apart"}
        why = (
            "The groups of this round were worked out so that schools travel as little as they can, by these rules:",
            *(f"{words}." for words in rules.values()),
        )
    return PartnersPage(me.name, this, tuple(lines), why)
