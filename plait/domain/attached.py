"""What is attached to areas, as lines of their evidence: so that every report lists it without knowing of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from plait.domain.evidence import UseFacts
from plait.domain.judgements import Submission


def with_attached(submission: Submission, uses: Iterable[UseFacts]) -> Submission:
    """The hand-in with one more line of evidence for each item that is attached to an area, each item once."""
    lines: dict[str, dict[int, str]] = defaultdict(dict)
    for use in uses:
        lines[use.area].setdefault(use.item_id, line_of(use))
    areas = tuple(
        replace(entry, evidence="\n".join(filter(None, (entry.evidence, *lines[entry.area_id].values()))))
        if entry.area_id in lines
        else entry
        for entry in submission.areas
    )
    return replace(submission, areas=areas)


def line_of(use: UseFacts) -> str:
    """``Attached: Parent survey (survey result, impact: more families reply)``."""
    words = use.words
    reason = f": {words.reason}" if words.reason else ""
    return f"Attached: {words.title} ({words.kind.label.lower()}, {words.strength.label.lower()}{reason})"
