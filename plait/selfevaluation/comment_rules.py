"""May this person comment, answer, strike out now?"""

from __future__ import annotations

from plait.domain.verdicts import YES, Verdict, no


def may_write_comments(*, submitted: bool, round_open: bool, signature_stands: bool) -> Verdict:
    """Something new in a thread, for those who may read it; or a new thread, for those whom the contract lets."""
    if not round_open:
        return no("This round is closed. What was written stays readable.")
    if not submitted:
        return no("The self-evaluation is a draft. Comments can be written once it is submitted.")
    if not signature_stands:
        return no("The school has withdrawn from this round, so nothing new is written here.")
    return YES


def may_strike(*, own: bool, struck: bool, round_open: bool) -> Verdict:
    """Take back one's own words."""
    if not own:
        return no("Only whoever wrote a comment can strike it out.")
    if not round_open:
        return no("This round is closed. What was written stays as it is.")
    if struck:
        return no("This comment is struck out already.")
    return YES
