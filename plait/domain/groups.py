"""Groups for a round, as a lead asks for them and as they come out, to be kept: settings and the proposal.

How they are worked out and told is in :mod:`plait.domain.grouping`, on top of :mod:`plait.domain.trios`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from plait.domain.trios import FormedGroup, Forming, GroupRules, LeftOver, Mode, pair
from plait.domain.wording import counted

TRUST, CONTRASTS = "trust", {"size": "size", "local authority": "local authority"}
MOST_IN_A_GROUP = 5


@dataclass(frozen=True, slots=True)
class KeptApart:
    """Two schools that are not to be in one group, and why; ``a`` is the lower URN."""

    a: int
    b: int
    why: str


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """What a lead asks for. ``max_km``: no two schools of a group farther apart. ``contrast``: one of ``CONTRASTS`` or
    nothing; two alike schools count ``contrast_km`` more. ``pins``: schools kept together by hand."""

    size: int = 3
    across_phases: bool = False
    trusts_apart: bool = True
    not_again: bool = True
    max_km: float | None = None
    contrast: str = ""
    contrast_km: float = 2.0
    apart: tuple[KeptApart, ...] = ()
    pins: tuple[tuple[int, ...], ...] = ()

    def as_data(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> GroupSettings:
        return cls(
            **{
                **data,
                "apart": tuple(KeptApart(**item) for item in data["apart"]),
                "pins": tuple(tuple(pin) for pin in data["pins"]),
            }
        )

    def rules(self, mode: Mode, previous: Collection[tuple[int, int]]) -> GroupRules:
        """The same for the search. ``previous``: pairs of schools that looked at each other last time."""
        return GroupRules(
            size=self.size,
            mode=mode,
            forbidden=frozenset(pair(item.a, item.b) for item in self.apart),
            previous=frozenset(pair(a, b) for a, b in previous) if self.not_again else frozenset(),
            max_km=self.max_km,
            different=(TRUST,) if self.trusts_apart else (),
            contrast=self.contrast,
            contrast_km=self.contrast_km,
            across_phases=self.across_phases,
            together=tuple(frozenset(pin) for pin in self.pins),
        )

    def in_words(self) -> dict[str, str]:
        """Each rule that holds, by a key, as a sentence without a full stop."""
        found: dict[str, str] = {} if self.across_phases else {"phase": "All schools of a group are of one phase"}
        if self.trusts_apart:
            found["trust"] = "No two schools of one trust are in a group"
        if self.not_again:
            found["again"] = "Nobody is with a partner of last time"
        if self.max_km is not None:
            found["far"] = f"No two schools of a group are more than {self.max_km:g} km apart"
        if self.apart:
            found["apart"] = f"{counted(len(self.apart), 'pair')} of schools kept apart"
        if self.contrast:
            found["contrast"] = f"Two schools alike in {self.contrast} count {self.contrast_km:g} km more"
        return found

    def without(self, key: str) -> GroupSettings:
        """The same with one rule of :meth:`in_words` lifted."""
        every: dict[str, dict[str, Any]] = {
            "phase": {"across_phases": True},
            "trust": {"trusts_apart": False},
            "again": {"not_again": False},
            "far": {"max_km": None},
            "apart": {"apart": ()},
            "contrast": {"contrast": ""},
        }
        return replace(self, **every[key])


@dataclass(frozen=True, slots=True)
class GroupProposal:
    """Groups that were worked out, perhaps changed by hand since.

    ``worked_out_km``: what they travelled when they were worked out, before anybody changed them by hand; straight
    lines. ``nowhere``: schools of which the register does not say where they are. ``prices``: by rule of
    ``settings.in_words()``, how many km shorter and how many schools more without it.
    """

    settings: GroupSettings
    mode: Mode
    forming: Forming
    nowhere: tuple[int, ...] = ()
    prices: Mapping[str, tuple[float, int]] | None = None
    worked_out_km: float = 0.0

    @property
    def urns(self) -> frozenset[int]:
        """Every school that it speaks of."""
        placed = {urn for group in self.forming.groups for urn in group.members}
        return frozenset(placed | set(self.alone))

    @property
    def alone(self) -> tuple[int, ...]:
        """The schools without a group."""
        placed = {urn for group in self.forming.groups for urn in group.members}
        left = [item.urn for item in self.forming.left_over]
        return tuple(sorted({*left, *self.nowhere} - placed))

    def group_of(self, urn: int) -> int | None:
        """The place of a school's group in the list."""
        return next((at for at, group in enumerate(self.forming.groups) if urn in group.members), None)

    def as_data(self) -> dict[str, Any]:
        return {
            "mode": self.mode.value,
            "groups": [[list(group.members), group.km, group.surcharge_km] for group in self.forming.groups],
            "left_over": [[item.urn, item.reason, item.relax] for item in self.forming.left_over],
            "total_km": self.forming.total_km,
            "cost_km": self.forming.cost_km,
            "lower_bound_km": self.forming.lower_bound_km,
            "cost_bound_km": self.forming.cost_bound_km,
            "proven": self.forming.proven,
            "cut_short": self.forming.cut_short,
            "nowhere": list(self.nowhere),
            "prices": None if self.prices is None else {key: list(price) for key, price in self.prices.items()},
            "worked_out_km": self.worked_out_km,
        }

    @classmethod
    def from_data(cls, settings: GroupSettings, data: Mapping[str, Any]) -> GroupProposal:
        forming = Forming(
            tuple(FormedGroup(tuple(members), km, more) for members, km, more in data["groups"]),
            tuple(LeftOver(*item) for item in data["left_over"]),
            data["total_km"],
            data["cost_km"],
            data["lower_bound_km"],
            data["cost_bound_km"],
            data["proven"],
            data["cut_short"],
        )
        prices = data["prices"]
        return cls(
            settings,
            Mode(data["mode"]),
            forming,
            tuple(data["nowhere"]),
            None if prices is None else {key: (km, more) for key, (km, more) in prices.items()},
            data["worked_out_km"],
        )


def pairings_of(groups: Iterable[Sequence[int]], mode: Mode) -> tuple[tuple[int, int], ...]:
    """``(host, reviewer)`` that follow from groups. In a ring each looks at the one after it, the last at the first.

    >>> pairings_of([(1, 2, 3)], Mode.RING)
    ((2, 1), (3, 2), (1, 3))
    """
    found: list[tuple[int, int]] = []
    for members in groups:
        if mode is Mode.RING:
            found += [(members[(at + 1) % len(members)], urn) for at, urn in enumerate(members) if len(members) > 1]
        else:
            found += [(host, reviewer) for host in members for reviewer in members if host != reviewer]
    return tuple(found)


def groups_in(pairings: Iterable[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    """The schools that pairings join, each group in order of URN, groups by their lowest."""
    home: dict[int, set[int]] = {}
    for a, b in pairings:
        joined = home.setdefault(a, {a}) | home.setdefault(b, {b})
        for urn in joined:
            home[urn] = joined
    return tuple(sorted({tuple(sorted(group)) for group in home.values()}))
