"""Forming groups of schools that review each other: rules, the cheapest groups, a bound that proves how good they are.

``form`` is the whole; ``check`` counts broken rules by other means; ``explain`` says why a group is what it is.
"""

from plait.domain.trios.forming import Stopwatch, form
from plait.domain.trios.ground import DENSE
from plait.domain.trios.side_by_side import Each
from plait.domain.trios.values import (
    SIZES,
    Candidate,
    CannotForm,
    CannotKeepTogether,
    FormedGroup,
    Forming,
    GroupRules,
    LeftOver,
    Mode,
    pair,
)

__all__ = [
    "DENSE",
    "SIZES",
    "Candidate",
    "CannotForm",
    "CannotKeepTogether",
    "Each",
    "FormedGroup",
    "Forming",
    "GroupRules",
    "LeftOver",
    "Mode",
    "Stopwatch",
    "form",
    "pair",
]
