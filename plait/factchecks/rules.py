"""May this person do this in a fact-check now?"""

from __future__ import annotations

from plait.domain.fact_checks import AFTER_RELEASE, MOST_POINTS, Turn
from plait.domain.roles import Permission
from plait.domain.verdicts import YES, Verdict, no
from plait.domain.viewer import Viewer
from plait.factchecks.facts import FactCheckFacts, Side

CLOSED = no("This round is closed. What was said in the fact-check stays readable.")
NOT_YET = no("The report has not been offered for a fact-check yet.")
CHECKED = no("Your school has said that this is all, so no point is added or taken away any more.")
SIGNED = no(f"Both have signed the fact-check off. {AFTER_RELEASE}")


def may_offer(found: FactCheckFacts) -> Verdict:
    """Offer the report, give the school another day while it looks, or offer it once more after both have signed."""
    if found.side is not Side.TEAM or not found.leads:
        return no("The lead reviewer, or a headteacher of a school that looked at this one, offers the report.")
    if not found.round_open:
        return CLOSED
    if found.turn in (Turn.OFFER, Turn.CHECK, Turn.SETTLED):
        return YES
    return no("The school has looked through the report. Reply to its points and sign off first.")


def may_mark(found: FactCheckFacts) -> Verdict:
    """Add a point, or take one away: the school's headteacher and senior leaders, while it is their turn."""
    if found.side is not Side.SCHOOL:
        return no("The headteacher and senior leaders of the school say which facts are wrong.")
    if found.turn is Turn.SETTLED:
        return SIGNED
    if not found.round_open:
        return CLOSED
    if found.turn is Turn.OFFER:
        return NOT_YET
    return YES if found.turn is Turn.CHECK else CHECKED


def may_add(found: FactCheckFacts) -> Verdict:
    if len(found.points) >= MOST_POINTS:
        return no(f"There are {MOST_POINTS} points already. Talk to those who looked at your school about the rest.")
    return may_mark(found)


def may_finish(viewer: Viewer, found: FactCheckFacts) -> Verdict:
    """Say that this is all, or that nothing is to be corrected."""
    if found.side is Side.SCHOOL and not viewer.may_at(found.urn, Permission.SUBMIT):
        return no("The headteacher of the school says that this is all.")
    return may_mark(found)


def may_reply(found: FactCheckFacts) -> Verdict:
    """Reply to a point: everybody of the team who may read it."""
    if found.side is not Side.TEAM:
        return no("Those who looked at your school reply to its points.")
    if not found.round_open:
        return CLOSED
    if found.turn is Turn.REPLY:
        return YES
    if found.turn in (Turn.OFFER, Turn.CHECK):
        return no("Replies begin when the school has said that these are all its points.")
    return no("Every point has its reply. A reply stays as it was given.")


def may_sign(viewer: Viewer, found: FactCheckFacts) -> Verdict:
    """Sign off: the team first, once every point has its reply, then the headteacher of the school."""
    if found.side is Side.TEAM and not found.leads:
        return no("The lead reviewer, or a headteacher of a school that looked at this one, signs off for the team.")
    if found.side is Side.SCHOOL and not viewer.may_at(found.urn, Permission.RELEASE):
        return no("The headteacher of the school signs off for it.")
    if not found.round_open:
        return CLOSED
    mine = Turn.TEAM_SIGNS if found.side is Side.TEAM else Turn.SCHOOL_SIGNS
    if found.turn is mine:
        return YES
    if found.turn is Turn.SETTLED:
        return no("Both have signed off.")
    if found.side is Side.SCHOOL and found.turn is Turn.TEAM_SIGNS:
        return no("Those who looked at your school sign off first.")
    if found.side is Side.TEAM and found.turn is Turn.SCHOOL_SIGNS:
        return no("You have signed off; now the school does.")
    return no("Sign off once every point has its reply.")
