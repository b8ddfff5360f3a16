"""The rules of posting times of this installation, and of one person within them."""

from __future__ import annotations

from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings

from plait.adapters.bank_holidays import DaysOff
from plait.domain.letters import Wishes
from plait.domain.posting_times import PostingRules


@cache
def _days_off(nation: str, school_holidays: frozenset[object]) -> DaysOff:
    return DaysOff(nation, school_holidays)  # type: ignore[arg-type]  # days; cache wants to know that they hash


def rules_for(wishes: Wishes | None = None) -> PostingRules:
    """What holds for a person with these wishes; without any, for everybody."""
    wanted = wishes or Wishes()
    return PostingRules(
        ZoneInfo(settings.TIME_ZONE),
        wanted.quiet_from,
        wanted.quiet_until,
        _days_off(settings.BANK_HOLIDAYS, settings.SCHOOL_HOLIDAYS),
    )
