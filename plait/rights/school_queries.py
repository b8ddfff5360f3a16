"""Reading everything that is held about one school, along the whole street, ready for a request."""

from __future__ import annotations

from datetime import datetime

from plait.actionplans import rights_queries as actionplans
from plait.audit import rights_queries as audit
from plait.domain.rights import Entry, OtherPeople
from plait.domain.roles import Permission
from plait.domain.school_copy import Ground, HeldPart, SchoolCopy, Treatment, person_at, redacted
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.evidence import rights_queries as evidence
from plait.excellence import rights_queries as excellence
from plait.factchecks import rights_queries as factchecks
from plait.observations import school_queries as observations
from plait.partnerships import rights_queries as partnerships
from plait.peerreview import school_queries as peerreview
from plait.reports import rights_queries as reports
from plait.reviewers import rights_queries as reviewers
from plait.schools.queries import names
from plait.selfevaluation import rights_queries as selfevaluation
from plait.visits import rights_queries as visits
from plait.workshops import rights_queries as workshops


def own_school(viewer: Viewer, urn: int, *, made_at: datetime) -> SchoolCopy:
    """What is held about a school whose head decides what leaves it. Raises ``NotVisible`` for anybody else."""
    if not viewer.may_at(urn, Permission.RELEASE):
        raise NotVisible(f"school {urn}")
    return copy_of_school(urn, made_at=made_at)


def copy_of_school(urn: int, *, made_at: datetime) -> SchoolCopy:
    """The same for whoever runs this installation; no page calls it. A fixed number of queries, and one for each
    framework version. Raises ``NotVisible`` for a school that is not here."""
    school = names([urn]).get(urn)
    if school is None:
        raise NotVisible(f"school {urn}")
    known = partnerships.people_and_places()
    released = reports.released_rounds(urn)
    parts = (
        HeldPart(
            "register",
            "The school’s entry in the national register",
            "Published for every school.",
            Treatment.LISTED,
            (Ground.ELSEWHERE,),
            (Entry(f"{school}, URN {urn}"),),
        ),
        *partnerships.held_by_school(urn),
        *reviewers.held_by_school(urn),
        *selfevaluation.held_by_school(urn),
        *evidence.held_by_school(urn),
        *visits.held_by_school(urn),
        *peerreview.held_by_school(urn, released),
        *factchecks.held_by_school(urn, released),
        *excellence.held_by_school(urn, released),
        *observations.held_by_school(urn),
        *actionplans.held_by_school(urn),
        *workshops.held_by_school(urn),
        *reports.held_by_school(urn),
        *audit.held_by_school(urn, {number: place for number, _, _, place in known}),
    )
    marks = {text: person_at(place) for _, name, email, place in known for text in (name, email) if text}
    cleaned, removed = redacted(OtherPeople(marks, marks=marks), parts)
    return SchoolCopy(school, urn, made_at, cleaned, removed)
