"""May this person do this in a workshop now?"""

from __future__ import annotations

from plait.domain.programmes import ProgrammeDefinition
from plait.domain.roles import ROLES, Permission, Role
from plait.domain.verdicts import YES, Verdict, no
from plait.domain.viewer import Viewer
from plait.domain.wording import listed
from plait.workshops.facts import WorkshopFacts

CLOSED = no("This workshop is closed. What was said stays as it was.")


def may_set_up(viewer: Viewer, *, urn: int, workshop: WorkshopFacts | None) -> Verdict:
    """The headteacher says who leads and who takes part, until the workshop is over."""
    if not viewer.may_at(urn, Permission.SUBMIT):
        return no("The headteacher of the school says who leads its workshop and who takes part.")
    return CLOSED if workshop and workshop.closed else YES


def may_run(viewer: Viewer, workshop: WorkshopFacts) -> Verdict:
    """Open and close it: whoever leads it, or the headteacher."""
    if not (workshop.leads or viewer.may_at(workshop.urn, Permission.SUBMIT)):
        return no("Whoever leads the workshop opens and closes it, or the headteacher.")
    return CLOSED if workshop.closed else YES


def may_write(workshop: WorkshopFacts) -> Verdict:
    """Add and take away cards: everybody who may read the workshop, while it is open."""
    if workshop.closed:
        return CLOSED
    return YES if workshop.open else no("The workshop has not begun. Cards open when it does.")


def may_vote(workshop: WorkshopFacts) -> Verdict:
    """The school's own people decide what comes first; whoever leads from outside does not."""
    if workshop.leads:
        return no("You lead this workshop; what comes first is for the people of the school to say.")
    return may_write(workshop)


def may_plan(viewer: Viewer, workshop: WorkshopFacts) -> Verdict:
    """Actions are the school's plan: its leaders write them down."""
    if not viewer.may_at(workshop.urn, Permission.PLAN):
        return no("The headteacher or a senior leader of the school writes the actions down.")
    return may_write(workshop)


def may_answer(viewer: Viewer, *, urn: int, programme_id: int, definition: ProgrammeDefinition) -> Verdict:
    """Whoever the programme names for its impact step; the headteacher where it names nobody."""
    step = next((item for item in definition.steps if item.key == "impact"), None)
    by = (step.by if step else ()) or (Role.HEAD,)
    if any(held.role in by and (held.urn == urn or held.programme_id == programme_id) for held in viewer.roles):
        return YES
    return no(f"What came of the actions is noted by {listed([ROLES[role].title.lower() for role in by])}.")
