"""May this person do this in a pool of reviewers now?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from plait.domain.review_teams import Candidate, may_join
from plait.domain.reviewers import ConflictKind, may_lead
from plait.domain.roles import Permission
from plait.domain.verdicts import YES, Verdict, no
from plait.domain.viewer import Viewer


def may_confirm(viewer: Viewer, *, partnership_id: int, person_id: int) -> Verdict:
    """The lead confirms what somebody says of their training; not of their own."""
    if partnership_id not in viewer.partnerships_with(Permission.RUN_ROUNDS):
        return no("The partnership’s lead confirms training.")
    if person_id == viewer.person_id:
        return no("Somebody else who leads the partnership confirms your own training.")
    return YES


def may_ask(viewer: Viewer, *, partnership_id: int, open_: bool) -> Verdict:
    """The lead puts teams together, while the round is open."""
    if partnership_id not in viewer.partnerships_with(Permission.RUN_ROUNDS):
        return no("The partnership’s lead puts teams together.")
    return YES if open_ else no("This round is closed; its teams stay as they were.")


def may_be_asked(candidate: Candidate, *, leads: bool, today: date) -> Verdict:
    """Whether this person may be put on the team today, perhaps as its lead reviewer."""
    verdict = may_join(candidate, today)
    if not verdict or not leads:
        return verdict
    lead = may_lead(candidate.training, candidate.reviews, today)
    return YES if lead else no(f"{candidate.name} cannot lead this review. {lead.reason}")


def may_sign_protocol(candidate: Candidate | None, *, today: date) -> Verdict:
    """On the day of signing, whoever was asked must still suit: a training may have run out, or a job changed."""
    if candidate is None:
        return no(
            "You are not in the pool of reviewers any more. Join it again, or speak with your partnership’s lead."
        )
    if candidate.conflicts == (ConflictKind.SCHOOL,):
        return no(
            "The school asked for somebody else this time. That happens, and says nothing of how you review. "
            "Your partnership’s lead finds you another school."
        )
    others = tuple(kind for kind in candidate.conflicts if kind is not ConflictKind.SCHOOL)
    verdict = may_join(replace(candidate, conflicts=others), today)
    return YES if verdict else no(f"{verdict.reason} Speak with your partnership’s lead before anything opens to you.")
