"""What stands in the tables, as plain data for the model. Nothing is filtered and no rule is asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F

from plait.actionplans.models import Action
from plait.audit.models import AuditEntry
from plait.evidence.models import EvidenceContent, EvidenceItem, EvidenceUse
from plait.excellence.models import AreaOfExcellence
from plait.factchecks.models import FactCheck, FactPoint, FactReply
from plait.frameworks.models import FrameworkDraft, FrameworkVersion
from plait.observations.models import Observation, ObservationPhoto, SchoolWipe
from plait.partnerships.models import (
    Appointment,
    Invitation,
    Membership,
    Pairing,
    Partnership,
    Place,
    Programme,
    Proposal,
    Round,
    Signature,
    TeamPlace,
)
from plait.peerreview.models import Challenge, PeerJudgement, PeerReview, PeerView, WorkingNote
from plait.people.models import Person
from plait.reports.models import Audience, Release, ReleasedFile, ReleaseLink
from plait.reviewers.models import CalibrationTurn, DeclaredConflict, Reviewer, SchoolConflict
from plait.rights.models import Complaint
from plait.schools.models import School, SchoolLink
from plait.selfevaluation.models import (
    AgreedFromViews,
    AreaJudgement,
    Asking,
    Comment,
    CommentThread,
    Rater,
    RaterJudgement,
    SelfEvaluation,
    WorkbookUpload,
)
from plait.visits.models import Activity, Focus, FocusChange, Hypothesis, SharedItem, Visit
from plait.workshops.models import Card, ImpactAnswer, Participant, Workshop

MARK = re.compile(r"zq\d{5}mk", re.IGNORECASE)
"""A planted text: it stands nowhere else."""

Row = dict[str, Any]
Rows = dict[int, Row]


@dataclass
class Facts:
    """Every table that the rules speak of: rows by their numbers, each a plain dict of its columns."""

    today: date
    tables: dict[str, Rows] = field(default_factory=dict)
    found: dict[Any, list[Row]] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Rows:
        try:
            return self.__dict__["tables"][name]
        except KeyError:
            raise AttributeError(name) from None

    def where(self, table: str, **wanted: Any) -> list[Row]:
        asked = (table, *wanted.items())
        if asked not in self.found:  # the same is asked for everybody
            rows = self.tables[table].values()
            self.found[asked] = [row for row in rows if all(row[key] == value for key, value in wanted.items())]
        return self.found[asked]

    def marks(self) -> dict[str, list[tuple[str, int]]]:
        """Every planted text, with each row that it stands in now."""
        found: dict[str, list[tuple[str, int]]] = {}
        for table, rows in self.tables.items():
            for number, row in rows.items():
                for text in MARK.findall(repr([value for key, value in row.items() if key not in NOT_TOLD])):
                    found.setdefault(text.lower(), []).append((table, number))
        return found


NOT_TOLD = {"definition", "contract"}
TABLES: dict[str, Callable[[], Any]] = {
    "people": lambda: Person.objects.values("id", "name", "email"),
    "schools": lambda: School.objects.values("urn", "name", "status"),
    "links": lambda: SchoolLink.objects.values("id", "urn", "other_urn", "kind"),
    "appointments": lambda: Appointment.objects.values(),
    "partnerships": lambda: Partnership.objects.values("id", "name", "parent_id"),
    "memberships": lambda: Membership.objects.values(),
    "programmes": lambda: Programme.objects.values("id", "title", "partnership_id"),
    "rounds": lambda: Round.objects.values(
        *("id", "number", "title", "programme_id", "framework_id", "framework_version", "closed_on", "definition"),
        "opened_on",
        terms=F("contract__data"),
    ),
    "places": lambda: Place.objects.values(),
    "pairings": lambda: Pairing.objects.values(),
    "proposals": lambda: Proposal.objects.values(),
    "signatures": lambda: Signature.objects.values(),
    "evaluations": lambda: SelfEvaluation.objects.values(),
    "judgements": lambda: AreaJudgement.objects.values(),
    "reviews": lambda: PeerReview.objects.values(),
    "views": lambda: PeerView.objects.values(),
    "words": lambda: PeerJudgement.objects.values(),
    "challenges": lambda: Challenge.objects.values(),
    "actions": lambda: Action.objects.values(),
    "invitations": lambda: Invitation.objects.waiting().values("id", "email", "name", "school_id", "partnership_id"),
    "notes": lambda: WorkingNote.objects.values("id", "view_id", "text", "version", "author_id"),
    "observations": lambda: Observation.objects.values(
        "id", "view_id", "kind", "place", "text", "version", "author_id", "gone_at"
    ),
    "school_wipes": lambda: SchoolWipe.objects.values("id", "review_id"),
    "photos": lambda: ObservationPhoto.objects.values("id", "observation_id"),
    "releases": lambda: Release.objects.values("id", "school_id", "round_id", "evaluation_id", "number"),
    "audiences": lambda: Audience.objects.values("id", "release_id", "relation", "ended_at"),
    "release_links": lambda: ReleaseLink.objects.values("id", "release_id", "label", "expires_on", "ended_at"),
    "released": lambda: (
        row | {"data": bytes(row["data"])}
        for row in ReleasedFile.objects.filter(suffix="json").values("id", "release_id", data=F("content__data"))
    ),
    "trail": lambda: AuditEntry.objects.values("id", "kind", "object_id", "school_urn", "actor_id", "changes"),
    "complaints": lambda: Complaint.objects.values(
        "id", "partnership_id", "to_administrators", "made_by_id", "named_id", "text"
    ),
    "threads": lambda: CommentThread.objects.values(),
    "comments": lambda: Comment.objects.values(),
    "evidence_items": lambda: EvidenceItem.objects.values(),
    "evidence_contents": lambda: EvidenceContent.objects.values("id", "school_id", "format", "words"),
    "evidence_uses": lambda: EvidenceUse.objects.values(),
    "askings": lambda: Asking.objects.values(),
    "raters": lambda: Rater.objects.values(),
    "rater_words": lambda: RaterJudgement.objects.values(
        "id",
        "rater_id",
        "area",
        "answer",
        "reason",
        "strengths",
        "consider",
        "version",
        person_id=F("rater__person_id"),
    ),
    "agreed_views": lambda: AgreedFromViews.objects.values(),
    "pool": lambda: Reviewer.objects.values(),
    "conflicts": lambda: DeclaredConflict.objects.values(
        *("id", "reviewer_id", "school_id", "reason"),
        person_id=F("reviewer__person_id"),
        partnership_id=F("reviewer__partnership_id"),
    ),
    "school_conflicts": lambda: SchoolConflict.objects.values(
        *("id", "school_id", "partnership_id", "reason", "made_by_id"), about=F("person_id")
    ),
    "turns": lambda: CalibrationTurn.objects.values("id", "person_id", "set_id", "answers"),
    "visits": lambda: Visit.objects.values(
        *("id", "uuid", "round_id", "host_id", "subject_name", "focus_shared_at", "hypotheses_shared_at"),
        *("focus_version", "version"),
    ),
    "visit_notes": lambda: Visit.objects.values("id", "note", saved_by_id=F("focus_saved_by_id")),
    "focuses": lambda: Focus.objects.values(
        *("id", "visit_id", "number", "text"), saved_by_id=F("visit__focus_saved_by_id")
    ),
    "focus_changes": lambda: FocusChange.objects.values(),
    "hypotheses": lambda: Hypothesis.objects.values(),
    "activities": lambda: Activity.objects.values(),
    "shared_items": lambda: SharedItem.objects.values(),
    "team_places": lambda: TeamPlace.objects.values(),
    "workshops": lambda: Workshop.objects.values(),
    "excellence": lambda: AreaOfExcellence.objects.values(
        *("id", "review_id", "school_id", "round_id", "title", "learn", "contact", "validated", "consented_at"),
        "proposed_by_id",
    ),
    "excellence_evidence": lambda: AreaOfExcellence.objects.values(
        "id", "evidence", "why", "proposed_by_id", "decided_by_id"
    ),
    "fact_checks": lambda: FactCheck.objects.values(),
    "fact_points": lambda: FactPoint.objects.values("id", "fact_check_id", "wish", "marked_by_id"),
    "fact_quotes": lambda: FactPoint.objects.values("id", "quote", "marked_by_id"),
    "fact_replies": lambda: FactReply.objects.values(),
    "workshop_people": lambda: Participant.objects.values(),
    "cards": lambda: Card.objects.values(),
    "impact_answers": lambda: ImpactAnswer.objects.values(),
    "uploads": lambda: WorkbookUpload.objects.values(),
    "drafts": lambda: FrameworkDraft.objects.values("id", "partnership_id", "filename", "body", "made_by_id"),
    "versions": lambda: FrameworkVersion.objects.values(
        "id", "framework_id", "version", "partnership_id", "published_by_id", "body"
    ),
}


def read(today: date) -> Facts:
    """The facts as they stand. One query a table."""
    return Facts(today, {name: {row.get("id", row.get("urn")): row for row in rows()} for name, rows in TABLES.items()})
