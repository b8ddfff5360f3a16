"""May this person do this in a peer review now?"""

from __future__ import annotations

from collections.abc import Sequence

from plait.domain.judgements import Answer, NonLevel, Words
from plait.domain.roles import Permission
from plait.domain.rounds import ReviewStage
from plait.domain.verdicts import YES, Verdict, no
from plait.domain.viewer import Viewer


def may_write_view(
    viewer: Viewer,
    *,
    urn: int,
    handed_in: bool,
    stage: ReviewStage,
    round_open: bool,
    host_signed: bool,
    own_signed: bool,
) -> Verdict:
    """Write the reviewing school's (``urn``) view of the host. ``…_signed``: the signature stands, or need not."""
    if not viewer.may_at(urn, Permission.REVIEW):
        return no("The headteacher and senior leaders of the reviewing school write its view.")
    if handed_in:
        return no("Your school has handed in its view, so it can no longer be changed.")
    if not round_open:
        return no("This round is closed. What was written stays readable.")
    if not own_signed:
        return no("Your headteacher signs who will see what first; until then nobody writes about a partner.")
    if not host_signed:
        return no("The school has not signed who sees what, or has withdrawn. What you wrote stays yours.")
    if stage is ReviewStage.WAITING:
        return no("The school has not submitted its self-evaluation yet. You can begin when it has.")
    if stage is ReviewStage.AGREED:
        return no("The judgements have been agreed, so views can no longer be written.")
    return YES


def may_keep_notes(viewer: Viewer, *, urn: int, round_open: bool, host_signed: bool, own_signed: bool) -> Verdict:
    """Write working notes about the host for the reviewing school ``urn``, also after its view was handed in."""
    if not viewer.may_at(urn, Permission.REVIEW):
        return no("Those who write the view of the reviewing school keep its working notes.")
    if not round_open:
        return no("This round is closed, so nothing is added to the working notes.")
    if not own_signed:
        return no("Your headteacher signs who will see what first; until then nobody writes about a partner.")
    if not host_signed:
        return no("The school has not signed who sees what, or has withdrawn. What you wrote stays yours.")
    return YES


def may_delete_notes(viewer: Viewer, *, urn: int) -> Verdict:
    """Delete the working notes of the reviewing school ``urn`` before their day comes, at any time."""
    if not viewer.may_at(urn, Permission.REVIEW):
        return no("Those who write the view of the reviewing school keep its working notes.")
    return YES


def may_hand_in(
    viewer: Viewer,
    *,
    urn: int,
    handed_in: bool,
    stage: ReviewStage,
    round_open: bool,
    host_signed: bool,
    own_signed: bool,
) -> Verdict:
    """Hand in the reviewing school's view. Whether it is complete is another question."""
    if not viewer.may_at(urn, Permission.SUBMIT):
        return no("The headteacher of the reviewing school hands in its view.")
    return may_write_view(
        viewer,
        urn=urn,
        handed_in=handed_in,
        stage=stage,
        round_open=round_open,
        host_signed=host_signed,
        own_signed=own_signed,
    )


def may_challenge(viewer: Viewer, *, host_urn: int, stage: ReviewStage, round_open: bool) -> Verdict:
    """Record what the conversation decided, and agree it."""
    if not viewer.may_at(host_urn, Permission.CHALLENGE):
        return no("The headteacher of the school that was reviewed records what was decided.")
    if stage is ReviewStage.AGREED:
        return no("The judgements have been agreed, so they can no longer be changed.")
    if stage is not ReviewStage.CHALLENGE:
        return no("The conversation opens when every partner has handed in its view.")
    if not round_open:
        return no("This round is closed. What was written stays readable.")
    return YES


def unquestioned(own: Answer, seen: Sequence[Answer]) -> bool:
    """Whether every partner saw an area as the school does. Nobody being sure is no such case."""
    return bool(seen) and own not in (None, NonLevel.NOT_SURE) and all(answer == own for answer in seen)


def reason_wanted(before: Answer, agreed: Answer, seen: Sequence[Answer]) -> str:
    """Why a record needs a reason, as a sentence for the person; empty where it may go without.

    A changed judgement needs one, and so does one that is kept although a partner judged otherwise.
    """
    if agreed != before:
        return "Say in a sentence why the judgement changed."
    if any(answer not in (None, NonLevel.NOT_SURE, before) for answer in seen):
        return "Say in a sentence why the judgement was kept, since a partner saw it differently."
    return ""


def wanted_in_words(before: Words, agreed: Words, reason: str) -> str:
    """The same where a round is judged in words: what is missing from a record, as a sentence; empty for nothing."""
    if not agreed.said and (before.said or not reason.strip()):
        return "Write down what you agreed: what is strong, what to consider, or both."
    return ""


def may_read_challenge(stage: ReviewStage) -> Verdict:
    """Whether the conversation has opened, for those who may know of the review."""
    if stage in (ReviewStage.CHALLENGE, ReviewStage.AGREED):
        return YES
    return no("The conversation opens when every partner has handed in its view.")
