"""Reading everything that is held about one person, along the whole street."""

from __future__ import annotations

from datetime import datetime

from plait.actionplans import rights_queries as actionplans
from plait.audit import rights_queries as audit
from plait.domain.rights import NOT_INCLUDED, OtherPeople, PersonalCopy, without
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.evidence import rights_queries as evidence
from plait.excellence import rights_queries as excellence
from plait.factchecks import rights_queries as factchecks
from plait.frameworks import rights_queries as frameworks
from plait.mail import rights_queries as mail
from plait.observations import rights_queries as observations
from plait.partnerships import rights_queries as partnerships
from plait.peerreview import rights_queries as peerreview
from plait.people import rights_queries as people
from plait.reviewers import rights_queries as reviewers
from plait.rights import complaint_queries
from plait.selfevaluation import rights_queries as selfevaluation
from plait.visits import rights_queries as visits
from plait.workshops import rights_queries as workshops


def own_copy(viewer: Viewer, *, made_at: datetime) -> PersonalCopy:
    """What is held about the viewer. Raises ``NotVisible`` for nobody. A fixed number of queries."""
    return copy_of(viewer.person_id, made_at=made_at)


def copy_of(person_id: int, *, made_at: datetime) -> PersonalCopy:
    """The same for whoever runs this installation and answers a letter; no page calls it.

    It holds the person's own words and data about them, whatever roles they hold today, and nobody else's. Raises
    ``NotVisible`` for a person who is not here.
    """
    who = people.name_and_address(person_id)
    if who is None:
        raise NotVisible(f"person {person_id}")
    name, email = who
    parts = (
        *people.held(person_id),
        *partnerships.held(person_id, email),
        *frameworks.held(person_id),
        *reviewers.held(person_id),
        *selfevaluation.held(person_id),
        *evidence.held(person_id),
        *visits.held(person_id),
        *peerreview.held(person_id),
        *observations.held(person_id),
        *actionplans.held(person_id),
        *factchecks.held(person_id),
        *excellence.held(person_id),
        *workshops.held(person_id),
        *audit.held(person_id),
        *complaint_queries.held(person_id),
        *mail.held(person_id, email),
    )
    cleaned, removed = without(OtherPeople(people.others(person_id), but=(name, email)), parts)
    return PersonalCopy(name, email, made_at, cleaned, NOT_INCLUDED, removed)
