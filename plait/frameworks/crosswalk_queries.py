"""The crosswalk between two framework versions, from whichever side somebody wrote it."""

from __future__ import annotations

from plait.adapters.framework_files.crosswalk_files import built_in_crosswalks
from plait.domain.crosswalk import Crosswalk


def between(source: str, target: str) -> Crosswalk | None:
    """From one version to another, each cited as ``id@version``; one written the other way round is turned."""
    for known in built_in_crosswalks():
        if (known.source, known.target) == (source, target):
            return known
        if (known.source, known.target) == (target, source):
            return known.inverse()
    return None
