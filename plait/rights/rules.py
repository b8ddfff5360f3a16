"""Who may do what to a complaint."""

from __future__ import annotations

from collections.abc import Collection

from plait.domain.verdicts import YES, Verdict, no
from plait.rights.complaint_queries import ComplaintFacts


def may_complain(answering: Collection[int]) -> Verdict:
    """``answering``: those who would answer, without whoever complains and whoever is named."""
    if answering:
        return YES
    return no(
        "Nobody else here could answer you. Write to your trust, authority or governors; "
        "about data, you can also turn to the Information Commissioner’s Office."
    )


def may_move(found: ComplaintFacts, step: str) -> Verdict:
    if step == "withdraw":
        return YES if found.mine else no("Only whoever complained can withdraw it.")
    return YES if found.answers else no("Those to whom it was made answer this, and never a complaint of their own.")
