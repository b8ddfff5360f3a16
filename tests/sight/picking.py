"""Choosing: by hypothesis, which explores and makes small, or by a numbered sequence, which is quick."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, Protocol, TypeVar

Item = TypeVar("Item")


class Pick(Protocol):
    """One of several."""

    def __call__(self, options: Sequence[Item]) -> Item: ...


def by_number(seed: int) -> Pick:
    """The same choices for the same number."""
    chance = Random(seed)

    def pick(options: Sequence[Any]) -> Any:
        return options[chance.randrange(len(options))]

    return pick
