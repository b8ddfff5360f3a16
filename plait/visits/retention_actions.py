"""Deleting visits whose school's evaluation is emptied."""

from __future__ import annotations

from collections.abc import Collection

from plait.visits.models import Visit


def delete_visits(places: Collection[tuple[int, int]]) -> tuple[int, ...]:
    """Delete the visits to these schools, each in its round, with all that was prepared for them; their numbers, for
    the trail. ``places`` pairs round and school. Two queries, and those that deleting takes."""
    rounds = {round_id for round_id, _ in places}
    rows = Visit.objects.filter(round_id__in=rounds).values_list("pk", "round_id", "host_id")
    over = tuple(pk for pk, round_id, urn in rows if (round_id, urn) in set(places))
    Visit.objects.filter(pk__in=over).delete()
    return over
