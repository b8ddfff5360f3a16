"""Items of a school's library that it shares one by one, for a caller that decides who may read them."""

from __future__ import annotations

from collections.abc import Collection

from plait.domain.evidence import ItemFacts
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.evidence.models import EvidenceItem
from plait.evidence.queries import KeptFile, _facts, kept_file

MOST_OFFERED = 200
"""Items of a library from which somebody chooses on one page: the newest."""


def of_the_library(viewer: Viewer, urn: int, item_ids: Collection[int]) -> dict[int, str]:
    """The titles of these items by number. Raises ``NotVisible`` when one is in no library of this school that the
    viewer keeps. One query."""
    rows = EvidenceItem.objects.visible_to(viewer).filter(pk__in=item_ids, school_id__in=viewer.also(urn))
    found = dict(rows.order_by("pk").values_list("pk", "title"))
    if missing := set(item_ids) - set(found):
        raise NotVisible(f"evidence {sorted(missing)}")
    return found


def offered(viewer: Viewer, urn: int, chosen: Collection[int]) -> tuple[tuple[int, str], ...]:
    """Number and title of what is in the library that the viewer keeps: what is chosen already, then the newest of the
    rest. Two queries."""
    rows = EvidenceItem.objects.visible_to(viewer).filter(school_id__in=viewer.also(urn))
    first = rows.filter(pk__in=chosen).values_list("pk", "title")
    rest = rows.filter(archived_at__isnull=True).exclude(pk__in=chosen).values_list("pk", "title")
    return (*first, *rest[:MOST_OFFERED])


def as_they_are(item_ids: Collection[int]) -> tuple[ItemFacts, ...]:
    """These items as they are now; the caller has made sure that the viewer may read each. One query."""
    rows = EvidenceItem.objects.filter(pk__in=item_ids).select_related("added_by").order_by("pk")
    return tuple(_facts(row) for row in rows)


def file_of(item_id: int) -> KeptFile:
    """The file of one such item. Raises ``NotVisible`` where it is no file. Two queries."""
    row = EvidenceItem.objects.filter(pk=item_id, content__isnull=False).first()
    if row is None:
        raise NotVisible(f"file of evidence {item_id}")
    return kept_file(row)
