"""Why a school has no group, and which rule to relax."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from plait.domain.trios.ground import Ground, Ints
from plait.domain.trios.values import Candidate, GroupRules, LeftOver


def why_left_over(schools: Sequence[Candidate], ground: Ground, rules: GroupRules, index: int) -> LeftOver:
    """The rules between a school and its nearest would-be partners, and the one that would help most."""
    every = np.arange(len(schools))
    me = np.full(len(schools), index)
    urn = schools[index].urn
    need = rules.size - 1
    partners = int(ground.permitted(me, every).sum())
    within = int((ground.pools == ground.pools[index]).sum()) - 1
    pool = "in this list" if rules.across_phases and not rules.same else "that is the same in phase and in --same"
    if within < need:
        others = {0: "there is no other school", 1: "there is only one other school"}.get(
            within, f"there are only {within} other schools"
        )
        relax = f"--size {within + 1}, " if within >= 1 and rules.size > 2 else ""
        return LeftOver(
            urn,
            f"{others} {pool}, and a group needs {rules.size}",
            f"{relax}let it join across phases, or add schools",
        )
    blocked = _lifted(schools, ground, rules, index)
    words = ", ".join(f"{name} keeps {count} away" for name, count, _ in blocked if count)
    reason = f"of {within} schools it might meet, it may be with {partners}" + (f" ({words})" if words else "")
    if partners >= need:
        reason += "; these are needed in other groups, or may not meet each other"
    best = max(blocked, key=lambda item: item[1], default=None)
    if best is None or not best[1]:
        return LeftOver(urn, reason, "a larger group near it, or one more school near it")
    name, _, nearest = best
    return LeftOver(urn, reason, f"{name}: lifted for this school it could be with {nearest} and others")


def _lifted(schools: Sequence[Candidate], ground: Ground, rules: GroupRules, index: int) -> list[tuple[str, int, int]]:
    """For each rule: its name, how many schools it keeps from this one, and the nearest of them."""
    n = len(schools)
    every = np.arange(n)
    me = np.full(n, index)
    pool = (ground.pools == ground.pools[index]) & (every != index)
    km = ground.km(me, every)
    urns = np.array([school.urn for school in schools])
    found: list[tuple[str, int, int]] = []

    def add(name: str, kept: Ints) -> None:
        nearest = int(urns[kept[km[kept].argmin()]]) if len(kept) else 0
        found.append((name, len(kept), nearest))

    for name, pairs in (("--forbid", rules.forbidden), ("--previous", rules.previous)):
        mine = {a + b - int(urns[index]) for a, b in pairs if int(urns[index]) in (a, b)}
        add(name, np.flatnonzero(pool & np.isin(urns, list(mine))))
    for column, codes in zip(rules.different, ground.different, strict=True):
        only = replace(ground, different=(codes,), apart=np.empty(0, np.int64), max_km=np.inf)
        add(f"--different {column}", np.flatnonzero(pool & ~only.permitted(me, every)))
    if rules.max_km is not None:
        add("--max-km", np.flatnonzero(pool & (km > rules.max_km)))
    return found
