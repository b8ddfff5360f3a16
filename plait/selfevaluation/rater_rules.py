"""May this person ask, judge alone, open the views, agree from them now?"""

from __future__ import annotations

from datetime import date

from plait.domain.raters import Count
from plait.domain.roles import Permission
from plait.domain.verdicts import YES, Verdict, no
from plait.domain.viewer import Viewer
from plait.domain.wording import counted, day_in_words, opening
from plait.partnerships.rules import signed_first

CLOSED = "This round is closed. What was written stays readable."
SUBMITTED = "The self-evaluation has been submitted, so nobody judges alone any more."


def may_run(viewer: Viewer, *, urn: int, submitted: bool, round_open: bool, signed: bool) -> Verdict:
    """Ask people, take them off, choose the last day, open views."""
    if not viewer.may_at(urn, Permission.SUBMIT):
        return no("The headteacher asks people, and says until when.")
    if not round_open:
        return no(CLOSED)
    if submitted:
        return no(SUBMITTED)
    return signed_first(signed=signed, may_sign_it=viewer.may_at(urn, Permission.SIGN))


def may_change(run: Verdict, count: Count | None, today: date) -> Verdict:
    """Change who is asked and until when. ``count``: how far it is; ``None`` while nobody has been asked."""
    if run and count is not None and count.revealed(today):
        return no("The views are open, so nobody can join any more: whoever reads others first is not independent.")
    return run


def may_open(run: Verdict, count: Count, today: date) -> Verdict:
    """Open the views that are in, though they are fewer than were to be enough."""
    if not run:
        return run
    if count.revealed(today):
        return no("The views are open already.")
    if not count.over(today):
        return no(
            f"{opening(counted(count.waited, 'person', 'people'))} can still hand in, until "
            f"{day_in_words(count.closes_on)}. Views open when all are in, or after that day."
        )
    if not count.given:
        return no("Nobody has handed in yet, so there is nothing to open. You can give more time.")
    return YES


def may_rate(
    *,
    of_school: bool,
    removed: bool,
    handed_in: bool,
    revealed: bool,
    over: bool,
    submitted: bool,
    round_open: bool,
    signed: bool,
) -> Verdict:
    """Write one's own view."""
    if not of_school:
        return no("You hold no role at this school any more.")
    if handed_in:
        return no("You have handed in your view, so it stands as it is.")
    if removed:
        return no("You are no longer asked for your view. Nobody has read what you wrote.")
    if not round_open:
        return no(CLOSED)
    if submitted:
        return no(SUBMITTED)
    if revealed:
        return no("The views of the others are open by now, so yours would not be independent. Nobody has read it.")
    if over:
        return no("The last day has passed. Your headteacher can give more time.")
    return signed_first(signed=signed, may_sign_it=False)


def may_agree(viewer: Viewer, *, urn: int, reads: bool, write: Verdict) -> Verdict:
    """Put what was agreed into the self-evaluation. ``write``: whether its areas can be written now."""
    if not reads or not viewer.may_at(urn, Permission.EVALUATE):
        return no("The headteacher and senior leaders write down what you agree.")
    return write
