"""Looking for each mutation in random worlds until a comparison tells of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from django.db import transaction

from tests.sight.compare import Comparison, compare
from tests.sight.mutations import Mutation
from tests.sight.picking import by_number
from tests.sight.walk import WEIGHTED, Walk, step

BEFORE, BETWEEN, LOOKS = 30, 12, 4
STIRRED = (
    *("give", "give", "withdraw", "withdraw", "withdraw", "take_away"),
    *("appoint", "end_role", "appoint", "end_role", "convert", "leave", "let_days_pass", "appoint"),
)
"""Done before each look: most rules are about something that was and is no more."""
"""Steps before the first look at a world, between two looks, and looks at one world."""


@dataclass
class Caught:
    """``world``: the number of the one in which it was noticed; ``looks``: how often worlds were looked at until then;
    ``pairs``: compared meanwhile."""

    mutation: Mutation
    channel: str = ""
    world: int | None = None
    looks: int = 0
    pairs: int = 0

    def line(self) -> str:
        return (
            f"{self.mutation.name} | {self.mutation.where} | {self.channel or 'NOT CAUGHT'} | "
            f"{self.world} | {self.looks} | {self.pairs:,}"
        )


def hunt(mutations: Iterable[Mutation], *, worlds: int) -> list[Caught]:
    """What became of each mutation: looked for first in the world that it names, then in at most so many others."""
    found = [Caught(mutation) for mutation in mutations]
    for seed in sorted({item.mutation.world for item in found}):
        _in_world(seed, [item for item in found if item.mutation.world == seed])
    for seed in range(worlds):
        _in_world(seed, [item for item in found if item.mutation.world != seed])
    return found


def _in_world(seed: int, wanted: list[Caught]) -> None:
    wanted = [item for item in wanted if not item.channel]
    if reading := [item for item in wanted if not item.mutation.walking]:
        _in_one_world(seed, reading)
    for item in wanted:
        if item.mutation.walking:
            with pytest.MonkeyPatch.context() as patch:
                item.mutation.change(patch)
                _in_one_world(seed, [item])


def _in_one_world(seed: int, wanted: list[Caught]) -> None:
    with transaction.atomic():
        pick = by_number(seed)
        walk = Walk(pick)
        for look in range(LOOKS):
            for name in (*(pick(WEIGHTED) for _ in range(BETWEEN if look else BEFORE)), *STIRRED):
                step(walk, name)
            for item in wanted:
                if not item.channel:
                    _look(walk, item, seed)
            if all(item.channel for item in wanted):
                break
        transaction.set_rollback(True)


def _look(walk: Walk, item: Caught, seed: int) -> None:
    result = Comparison(turn=item.looks)
    with pytest.MonkeyPatch.context() as patch:
        if not item.mutation.walking:
            item.mutation.change(patch)
        compare(walk, result, enough=1, documents=5)
    item.looks += 1
    item.pairs += result.compared
    if result.wrong:
        item.channel, item.world = result.wrong[0].partition(":")[0], seed
