"""May this person put a framework together, and may it be published now?"""

from __future__ import annotations

from collections.abc import Collection

from plait.domain.verdicts import YES, Verdict, no
from plait.domain.wording import counted
from plait.frameworks.queries import DraftFacts, Owner


def may_load(owners: Collection[Owner]) -> Verdict:
    """Whoever sets up programmes somewhere, or administers this installation."""
    if owners:
        return YES
    return no(
        "Frameworks are loaded by those who set up a partnership’s programmes: its lead, or where nobody leads the "
        "headteachers of its schools. What they publish is read by all its people."
    )


def may_publish(draft: DraftFacts, in_the_way: str) -> Verdict:
    """Nothing with a fault or an open doubt is published, nor other words under a number that is published."""
    reasons = []
    if draft.faults:
        reasons.append(f"{counted(len(draft.faults), 'fault')} must be put right")
    if draft.open_doubts:
        reasons.append(f"{counted(len(draft.open_doubts), 'doubt')} must be settled")
    if reasons:
        return no(f"It cannot be published yet: {' and '.join(reasons)}.")
    return no(in_the_way) if in_the_way else YES
