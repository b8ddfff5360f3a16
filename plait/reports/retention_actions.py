"""Deleting released reports whose time is over, with the bytes that nothing else needs."""

from __future__ import annotations

from collections.abc import Collection

from plait.reports.models import FrozenContent, Release, ReleasedFile


def releases_in(round_ids: Collection[int]) -> list[int]:
    """Versions that were released in these rounds. One query."""
    return list(Release.objects.filter(round_id__in=round_ids).order_by("pk").values_list("pk", flat=True))


def delete_releases(numbers: Collection[int]) -> int:
    """How many there still were. Addresses that were given out open nothing any more."""
    contents = list(ReleasedFile.objects.filter(release_id__in=numbers).values_list("content_id", flat=True))
    gone = Release.objects.filter(pk__in=numbers).delete()[1].get("reports.Release", 0)
    needed = ReleasedFile.objects.filter(content_id__in=contents).values_list("content_id", flat=True)
    FrozenContent.objects.filter(pk__in=set(contents) - set(needed)).delete()
    return gone
