"""Working groups out for a partnership, changing them by hand, and saying how good they are.

On top of :mod:`plait.domain.trios`; distances are straight lines on the national grid.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from plait.domain.groups import TRUST, GroupProposal, GroupSettings
from plait.domain.schools import SchoolFacts
from plait.domain.trios import Candidate, CannotForm, FormedGroup, Forming, LeftOver, Mode, Stopwatch, form
from plait.domain.trios.by_hand import Explained, Swap, explain, swap_prices
from plait.domain.trios.checking import apart as reasons_apart
from plait.domain.trios.forming import UNLIMITED, group_of
from plait.domain.wording import counted, listed

BANDS = ((150, "fewer than 150 pupils"), (420, "150 to 419 pupils"))
LARGEST = "420 pupils or more"
QUICK_SECONDS = 2.0
"""How thoroughly a page searches; see :func:`plait.domain.trios.forming.effort_for`."""


def size_band(pupils: int | None) -> str:
    """A school's size as contrast knows it; empty where the register is silent."""
    if pupils is None:
        return ""
    return next((words for limit, words in BANDS if pupils < limit), LARGEST)


def has_place(school: SchoolFacts) -> bool:
    """The register says where it is. 0/0 lies in the sea and says nothing."""
    return bool(school.easting) and bool(school.northing)


def candidates(schools: Iterable[SchoolFacts]) -> tuple[Candidate, ...]:
    """Schools as the search knows them; those without a place on the map are left out."""
    return tuple(
        Candidate(
            school.urn,
            school.name,
            school.phase,
            float(school.easting or 0),
            float(school.northing or 0),
            {TRUST: school.trust, "size": size_band(school.pupils), "local authority": school.local_authority},
        )
        for school in schools
        if has_place(school)
    )


def work_out(
    schools: Sequence[SchoolFacts],
    settings: GroupSettings,
    mode: Mode,
    previous: Collection[tuple[int, int]],
    *,
    priced: bool = False,
    seed: int = 0,
    seconds: float | None = QUICK_SECONDS,
    watch: Stopwatch = UNLIMITED,
) -> GroupProposal:
    """Groups for these schools. ``priced``: also what each rule costs, by working them out without it.

    Raises :class:`CannotForm`, in words for a page, where what was asked contradicts itself.
    """
    there, known = candidates(schools), {school.urn: school.name for school in schools}
    nowhere = tuple(sorted(school.urn for school in schools if not has_place(school)))
    lost = {urn for pin in settings.pins for urn in pin} & set(nowhere)
    if lost:
        raise CannotForm(f"The register does not say where {listed([known[urn] for urn in sorted(lost)])} is.")
    settings = replace(settings, pins=tuple(pin for pin in settings.pins if set(pin) <= set(known)))

    def found(asked: GroupSettings) -> Forming:
        try:
            return form(there, asked.rules(mode, previous), seed=seed, seconds=seconds, watch=watch)
        except CannotForm as fault:
            raise CannotForm(_in_words(str(fault), known), fault.urns) from None

    best = found(settings)
    prices = None
    if priced:
        placed = sum(len(group.members) for group in best.groups)
        prices = {}
        for key in settings.in_words():
            other = found(settings.without(key))
            if best.cut_short or other.cut_short:  # a search that was ended early says nothing about a rule
                continue
            more = sum(len(group.members) for group in other.groups) - placed
            prices[key] = (max(best.total_km - other.total_km, 0.0) if more <= 0 else 0.0, max(more, 0))
    left = tuple(
        LeftOver(item.urn, _in_words(item.reason, known), _in_words(item.relax, known)) for item in best.left_over
    )
    return GroupProposal(settings, mode, replace(best, left_over=left), nowhere, prices, best.total_km)


_OPTIONS = (
    ("--different trust", "“no two schools of one trust”"),
    ("--forbid", "pairs kept apart"),
    ("--previous", "“nobody with a partner of last time”"),
    ("--max-km", "the farthest distance"),
    (" and in --same", ""),
    ("--size ", "groups of "),
    ("that is the same in phase", "of its phase"),
    ("in this list", "here"),
    ("the pair is forbidden", "they are kept apart"),
)


def _in_words(text: str, known: Mapping[int, str]) -> str:
    """Reasons of the search, which speaks of options and numbers, in the words of a page: a whole sentence."""
    for option, words in _OPTIONS:
        text = text.replace(option, words)
    text = re.sub(r"\b\d{6}\b", lambda found: known.get(int(found[0]), found[0]), text)
    return text if not text else f"{text[0].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"


def bound_in_words(proposal: GroupProposal) -> str:
    """How good the groups are, in a sentence or two. Kilometres are straight lines."""
    forming = proposal.forming
    if not forming.groups:
        return "No group can be formed under these rules."
    total = f"{_km(forming.total_km)} in all, as the crow flies."
    longer = forming.total_km - proposal.worked_out_km
    if abs(longer) >= 0.05:
        by_hand = (
            f"{_km(abs(longer))} {'longer' if longer > 0 else 'shorter'} than worked out, by what you have changed."
        )
        return f"{total} That is {by_hand}"
    gap = forming.cost_km - forming.cost_bound_km
    measure = "costs less" if proposal.settings.contrast else "is shorter"
    if gap < 0.05:
        return f"{total} Nothing that these rules allow {measure}."
    return (
        f"{total} That is at most {_km(gap)} more than the least that these rules allow"
        f" ({forming.gap_percent:.1f} per cent)."
    )


def price_in_words(price: tuple[float, int] | None) -> str:
    """What a rule costs, as a piece of a sentence; empty where that was not worked out."""
    if price is None:
        return ""
    km, more = price
    if more:
        return f"without it, {counted(more, 'school')} more would have a group"
    return f"without it, {_km(km)} less" if km >= 0.05 else "costs nothing here"


def _km(km: float) -> str:
    return f"{km:.1f} km"


def why_each(
    proposal: GroupProposal,
    schools: Sequence[SchoolFacts],
    previous: Collection[tuple[int, int]],
    groups: Sequence[FormedGroup],
) -> tuple[Explained, ...]:
    """Why these groups of a proposal are what they are; of groups with a school that has no place, the figures of the
    others."""
    there = candidates(schools)
    known = {item.urn for item in there}
    shown = [replace(group, members=tuple(urn for urn in group.members if urn in known)) for group in groups]
    rules = proposal.settings.rules(proposal.mode, previous)
    found: list[Explained] = []
    for group, whole in zip(shown, groups, strict=True):
        if len(group.members) > 1:
            (said,) = explain(there, rules, replace(proposal.forming, groups=(group,)))
            found.append(said)
        else:
            found.append(Explained(group, (), (), ""))
        if missing := len(whole.members) - len(group.members):
            lost = (
                f"{counted(missing, 'school')} of it {'is' if missing == 1 else 'are'} on no map, so nothing is known"
            )
            found[-1] = replace(found[-1], words=f"{found[-1].words} {lost} of the way there.".strip())
    return tuple(found)


def broken_in(
    proposal: GroupProposal,
    schools: Sequence[SchoolFacts],
    previous: Collection[tuple[int, int]],
    group: FormedGroup,
) -> tuple[str, ...]:
    """The rules that a group breaks since somebody changed it by hand, a sentence for each two schools."""
    there = {item.urn: item for item in candidates(schools)}
    rules = proposal.settings.rules(proposal.mode, previous)
    found = []
    for a, b in combinations(sorted(urn for urn in group.members if urn in there), 2):
        reasons = [_in_words(reason, {}).rstrip(".") for reason in reasons_apart(there[a], there[b], rules)]
        if reasons:
            said = "; ".join(f"{reason[:1].lower()}{reason[1:]}" for reason in reasons)
            found.append(f"{there[a].name} and {there[b].name}: {said}.")
    return tuple(found)


def swaps_of(
    proposal: GroupProposal, schools: Sequence[SchoolFacts], previous: Collection[tuple[int, int]], urn: int
) -> tuple[Swap, ...]:
    """The cheapest permitted swaps of one school; none for a school that is pinned, or without a place on the map."""
    there = candidates(schools)
    known = {item.urn for item in there}
    if urn not in known:
        return ()
    groups = tuple(group for group in proposal.forming.groups if set(group.members) <= known)
    if not any(urn in group.members for group in groups):
        return ()
    rules = proposal.settings.rules(proposal.mode, previous)
    return swap_prices(there, rules, replace(proposal.forming, groups=groups), urn)


def regrouped(
    proposal: GroupProposal,
    schools: Sequence[SchoolFacts],
    previous: Collection[tuple[int, int]],
    members: Sequence[Collection[int]],
) -> GroupProposal:
    """The proposal with other members in its groups, and what that comes to. Rules are the caller's to look at."""
    there = {item.urn: item for item in candidates(schools)}
    rules = proposal.settings.rules(proposal.mode, previous)
    before = {frozenset(group.members): group for group in proposal.forming.groups}
    groups = []
    for urns in members:
        if frozenset(urns) in before:
            groups.append(before[frozenset(urns)])
            continue
        placed = [there[urn] for urn in sorted(urns) if urn in there]
        made = group_of(placed, rules) if len(placed) > 1 else FormedGroup(tuple(item.urn for item in placed), 0.0, 0.0)
        groups.append(replace(made, members=(*made.members, *(urn for urn in sorted(urns) if urn not in there))))
    groups.sort(key=lambda group: min(group.members))
    inside = {urn for group in groups for urn in group.members}
    total = sum(group.km for group in groups)
    forming = replace(
        proposal.forming,
        groups=tuple(groups),
        left_over=tuple(item for item in proposal.forming.left_over if item.urn not in inside),
        total_km=total,
        cost_km=total + sum(group.surcharge_km for group in groups),
    )
    return replace(proposal, forming=forming)
