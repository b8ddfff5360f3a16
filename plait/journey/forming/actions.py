"""Forming the groups of a round: worked out, changed by hand, worked out again, taken over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from plait.domain.grouping import regrouped, swaps_of, work_out
from plait.domain.groups import MOST_IN_A_GROUP, GroupProposal, GroupSettings, KeptApart
from plait.domain.programmes import StepKind
from plait.domain.schools import SchoolFacts
from plait.domain.stages import NotAllowedNow
from plait.domain.trios import Mode, Stopwatch, pair
from plait.domain.trios.forming import UNLIMITED
from plait.domain.verdicts import require
from plait.domain.viewer import Viewer
from plait.frameworks.queries import framework
from plait.journey.forming.begun import begun_in
from plait.journey.forming.letters import tell_of
from plait.partnerships import forming_actions as groups
from plait.partnerships import forming_queries
from plait.partnerships import queries as partnerships
from plait.partnerships.forming_actions import Change
from plait.partnerships.forming_queries import Forms, SavedProposal
from plait.peerreview.place_actions import change_partners
from plait.schools.queries import facts as school_facts

NONE_YET = "There are no groups to change. Work some out first."
PRICED = 60
"""Up to so many schools, what each rule costs is worked out along with the groups."""


@dataclass(frozen=True, slots=True)
class Told:
    """Who decides about the groups of which programme, when. ``version``: of the groups that they saw, 0 for none."""

    viewer: Viewer
    partnership_id: int
    programme_id: int
    version: int
    at: datetime
    today: date


@dataclass(frozen=True, slots=True)
class Ground:
    """What groups are formed from."""

    forms: Forms
    mode: Mode
    schools: tuple[SchoolFacts, ...]
    previous: frozenset[tuple[int, int]]


def ground(told: Told, round_id: int | None) -> Ground:
    """What groups for a round under way, or (``None``) for the next one, are formed from.

    Raises ``NotVisible``, ``Refused``; ``NotAllowedNow`` where somebody has written a view in that round, or nobody
    looks at another school.
    """
    forms = forming_queries.forms(told.viewer, told.partnership_id, told.programme_id, today=told.today)
    require(forms.may)
    if forms.mode is None:
        raise NotAllowedNow("In this programme nobody looks at another school, so there are no groups to form.")
    if round_id is not None and (forms.open_round is None or forms.open_round.id != round_id):
        raise NotAllowedNow("This round is no longer under way. Work out groups for the next one.")
    if round_id is not None and begun_in(round_id):
        raise NotAllowedNow(
            "Somebody has written a view of a partner in this round, so its groups stay. Form those of the next."
        )
    return Ground(
        forms,
        forms.mode,
        forming_queries.schools_for(told.partnership_id, round_id),
        forming_queries.paired_before(told.programme_id, round_id),
    )


def _seen(told: Told) -> SavedProposal:
    """The groups as the person saw them. Raises ``NotAllowedNow``."""
    found = forming_queries.proposal(told.programme_id)
    if found is None:
        raise NotAllowedNow(NONE_YET)
    if found.version != told.version:
        raise NotAllowedNow(groups.STALE)
    return found


def _keep(told: Told, round_id: int | None, value: GroupProposal, did: str, **changes: tuple[str, str]) -> None:
    groups.keep(
        viewer=told.viewer,
        partnership_id=told.partnership_id,
        programme_id=told.programme_id,
        round_id=round_id,
        value=value,
        version=told.version,
        did=did,
        at=told.at,
        today=told.today,
        changes=changes,
    )


def form_groups(
    *, told: Told, settings: GroupSettings, round_id: int | None, watch: Stopwatch = UNLIMITED
) -> GroupProposal:
    """Work groups out and keep them as a draft. Nothing is locked while the search runs; a change by somebody else in
    the meantime is found when it is kept.

    Raises as :func:`ground`, and ``CannotForm``, in words, where what was asked contradicts itself.
    """
    this = ground(told, round_id)
    if len(this.schools) < 2:
        raise NotAllowedNow("It takes at least two schools to form a group. Let another one join first.")
    priced = len(this.schools) <= PRICED
    value = work_out(this.schools, settings, this.mode, this.previous, priced=priced, watch=watch)
    _keep(told, round_id, value, "work out", rules=("", "; ".join(settings.in_words().values())))
    return value


def again(*, told: Told, watch: Stopwatch = UNLIMITED) -> GroupProposal:
    """Work the groups out again by the same rules, with what is pinned kept together. Raises as :func:`form_groups`."""
    seen = _seen(told)
    return form_groups(told=told, settings=seen.value.settings, round_id=seen.round_id, watch=watch)


def swap(*, told: Told, a: int, b: int) -> GroupProposal:
    """Two schools of different groups change places. Raises as :func:`ground`; ``NotAllowedNow`` where a rule or a pin
    is in the way."""

    def swapped(value: GroupProposal, this: Ground) -> list[set[int]]:
        if b not in {item.b for item in swaps_of(value, this.schools, this.previous, a)}:
            raise NotAllowedNow("These two schools cannot change places: a rule or a pin is in the way.")
        change = {a: b, b: a}
        return [{change.get(urn, urn) for urn in group.members} for group in value.forming.groups]

    return _by_hand(told, swapped, "swap", schools=("", f"{a} and {b}"))


def put(*, told: Told, urn: int, beside: int) -> GroupProposal:
    """A school that has no group joins the one of another school. By hand that may break a rule, and the page says so.

    Raises as :func:`ground`; ``NotAllowedNow`` where it has a group or the other one is full.
    """

    def joined(value: GroupProposal, this: Ground) -> list[set[int]]:
        at = value.group_of(beside)
        if urn not in value.alone or at is None:
            raise NotAllowedNow("This school has a group already, or the other one has none.")
        members = [set(group.members) for group in value.forming.groups]
        if len(members[at]) >= MOST_IN_A_GROUP:
            raise NotAllowedNow(f"A group holds {MOST_IN_A_GROUP} schools at most.")
        members[at].add(urn)
        return members

    return _by_hand(told, joined, "put", schools=("", f"{urn} beside {beside}"))


def pin(*, told: Told, urns: Sequence[int], watch: Stopwatch = UNLIMITED) -> GroupProposal:
    """Keep schools together. Where they are in one group already, nothing else changes; else groups are worked out
    again. Raises as :func:`form_groups`."""
    seen = _seen(told)
    wanted = tuple(sorted(set(urns)))
    if len(wanted) < 2 or not set(wanted) <= seen.value.urns:
        raise NotAllowedNow("It takes two schools of this round to keep them together.")
    pins = tuple(pin for pin in seen.value.settings.pins if not set(pin) <= set(wanted))
    settings = replace(seen.value.settings, pins=(*pins, wanted))
    if any(set(wanted) <= set(group.members) for group in seen.value.forming.groups):
        ground(told, seen.round_id)
        value = replace(seen.value, settings=settings)
        _keep(told, seen.round_id, value, "pin", schools=("", ", ".join(map(str, wanted))))
        return value
    return form_groups(told=told, settings=settings, round_id=seen.round_id, watch=watch)


def keep_apart(*, told: Told, a: int, b: int, why: str, watch: Stopwatch = UNLIMITED) -> GroupProposal:
    """Two schools are not to be in one group, for a reason that leads read; groups are worked out again.

    Raises as :func:`form_groups`.
    """
    seen = _seen(told)
    if a == b or not {a, b} <= seen.value.urns:
        raise NotAllowedNow("It takes two schools of this round to keep them apart.")
    low, high = pair(a, b)
    others = tuple(item for item in seen.value.settings.apart if (item.a, item.b) != (low, high))
    settings = replace(seen.value.settings, apart=(*others, KeptApart(low, high, " ".join(why.split()))))
    return form_groups(told=told, settings=settings, round_id=seen.round_id, watch=watch)


def unpin(*, told: Told, urn: int) -> GroupProposal:
    """Let go whatever is pinned together with a school. Raises as :func:`ground`."""
    seen = _seen(told)
    ground(told, seen.round_id)
    pins = tuple(pin for pin in seen.value.settings.pins if urn not in pin)
    value = replace(seen.value, settings=replace(seen.value.settings, pins=pins))
    _keep(told, seen.round_id, value, "unpin", schools=(str(urn), ""))
    return value


def _by_hand(
    told: Told, change: Callable[[GroupProposal, Ground], list[set[int]]], did: str, **changes: tuple[str, str]
) -> GroupProposal:
    seen = _seen(told)
    this = ground(told, seen.round_id)
    value = regrouped(seen.value, this.schools, this.previous, change(seen.value, this))
    _keep(told, seen.round_id, value, did, **changes)
    return value


def take_over(*, told: Told) -> int | None:
    """Let these groups be those of the round: of the one under way that they are for, whose number comes back; else of
    the next one when it opens.

    Raises as :func:`ground`; ``NotAllowedNow`` where the schools are others by now, or somebody has written a view.
    """
    seen = _seen(told)
    to: dict[str, Any] = {
        "viewer": told.viewer,
        "partnership_id": told.partnership_id,
        "programme_id": told.programme_id,
        "version": told.version,
        "at": told.at,
        "today": told.today,
    }
    if seen.round_id is None:
        groups.keep_for_next_round(**to)
        return None
    with transaction.atomic():
        change = groups.take_over(**to)
        give_views(change, at=told.at, actor_id=told.viewer.person_id)
        if begun_in(change.round_id):
            raise NotAllowedNow("Somebody has written a view in this round meanwhile, so its groups stay.")
        tell_of(change.round_id, change.urns, but=told.viewer.person_id, at=told.at, today=told.today)
    return change.round_id


def give_views(change: Change, *, at: datetime, actor_id: int | None) -> None:
    """The views that follow from who looks at whom. Raises ``NotAllowedNow`` where one would go that has words."""
    this = partnerships.round_facts([change.round_id])[change.round_id]
    if not this.definition.has(StepKind.PEER_VIEW) or not this.definition.has(StepKind.SELF_EVALUATION):
        return
    judged_against = framework(this.framework_id, this.framework_version)
    hosts = school_facts({host for host, _ in change.new})
    areas = {urn: [area.id for area in judged_against.applicable_areas(item.provision)] for urn, item in hosts.items()}
    change_partners(
        round_id=change.round_id,
        gone=change.gone,
        new=change.new,
        areas=areas,
        noted=begun_in(change.round_id),
        at=at,
        actor_id=actor_id,
    )
