"""Reading the visits of a whole round: what of their preparation is done, and no words of it."""

from __future__ import annotations

from datetime import date

from django.utils.timezone import localtime

from plait.domain.rounds import RoundFacts
from plait.domain.steps import Planned
from plait.domain.wording import day_in_words
from plait.visits.models import Visit


def prepared(round_: RoundFacts, *, today: date) -> dict[int, dict[str, str]]:
    """Of each school that is visited: key of a step that is prepared in Plait → when it was done, in words. A focus is
    done once it is shared, a visit once its last day is over. One query where the programme has such steps."""
    steps = {step.key: step.plans for step in round_.definition.steps if step.plans}
    if not steps:
        return {}
    found: dict[int, dict[str, str]] = {}
    rows = Visit.objects.filter(round_id=round_.id).values_list("host_id", "focus_shared_at", "ends_on")
    for urn, shared_at, ends_on in rows:
        done = {}
        if shared_at is not None:
            done[Planned.FOCUS] = f"Shared on {day_in_words(localtime(shared_at).date())}"
        if ends_on is not None and ends_on < today:
            done[Planned.VISIT] = f"Visited on {day_in_words(ends_on)}"
        found[urn] = {key: done[plans] for key, plans in steps.items() if plans in done}
    return found
