"""Deleting fact-checks whose time is over."""

from __future__ import annotations

from collections.abc import Collection

from plait.factchecks.models import FactCheck


def checks_in(round_ids: Collection[int]) -> list[int]:
    """Fact-checks of these rounds. One query."""
    return list(FactCheck.objects.filter(round_id__in=round_ids).order_by("pk").values_list("pk", flat=True))


def delete_checks(numbers: Collection[int]) -> int:
    """How many there still were; points and replies go with them."""
    return FactCheck.objects.filter(pk__in=numbers).delete()[1].get("factchecks.FactCheck", 0)
