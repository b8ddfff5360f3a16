"""Reading published framework versions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from plait.adapters.framework_files import from_mapping
from plait.domain.frameworks import Framework
from plait.domain.verdicts import NotVisible
from plait.frameworks.models import FrameworkVersion


def framework(framework_id: str, version: str) -> Framework:
    """The published version. Raises ``NotVisible`` when there is none. One query, and the text is parsed once."""
    row = (
        FrameworkVersion.objects.filter(framework_id=framework_id, version=version).values_list("pk", "sha256").first()
    )
    if row is None:
        raise NotVisible(f"{framework_id}@{version}")
    return _parsed(*row)


@lru_cache(maxsize=256)
def _parsed(pk: int, sha256: str) -> Framework:
    """Kept by content: a published version never changes, so what was parsed stays right."""
    return from_mapping(FrameworkVersion.objects.values_list("body", flat=True).get(pk=pk))


def titles() -> tuple[tuple[str, str, str], ...]:
    """Every published version as ``(id, version, title)``, by title."""
    rows = FrameworkVersion.objects.order_by("title", "version").values_list("framework_id", "version", "title")
    return tuple(rows)


def titles_of(pinned: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """``(id, version)`` to title, in the order asked for; empty for what is not published. One query."""
    known = {(key, version): title for key, version, title in titles()}
    return {each: known.get(each, "") for each in pinned}
