"""May this person do this with an area of excellence now?"""

from __future__ import annotations

from plait.domain.excellence import MOST
from plait.domain.roles import Permission
from plait.domain.verdicts import YES, Verdict, no
from plait.domain.viewer import Viewer
from plait.excellence.facts import ExcellenceFacts

CLOSED = no("This round is closed, so nothing new is put forward or decided in it.")


def may_propose(*, round_open: bool, there: int) -> Verdict:
    """Both sides, while the round is open."""
    if not round_open:
        return CLOSED
    return YES if there < MOST else no(f"There are {MOST} already. Choose those from which others can learn most.")


def may_decide(found: ExcellenceFacts) -> Verdict:
    """The team, until it has validated it."""
    if found.for_school:
        return no("Those who looked at your school say whether it is validated.")
    if not found.round_open:
        return CLOSED
    return no("It is validated already.") if found.validated else YES


def may_list(viewer: Viewer, found: ExcellenceFacts) -> Verdict:
    """The headteacher lets a validated one into the directory."""
    if not viewer.may_at(found.urn, Permission.RELEASE):
        return no("The headteacher of the school decides whether it is listed.")
    return YES if found.validated else no("Only what the team has validated can be listed.")


def may_unlist(viewer: Viewer, found: ExcellenceFacts) -> Verdict:
    """And takes it out again, on any day, whatever has become of the round."""
    if not viewer.may_at(found.urn, Permission.RELEASE):
        return no("The headteacher of the school decides whether it is listed.")
    return YES
