"""Who may see what, as one table. Row filters, pages and documents all ask here.

The rows are the table "Who sees what in a trio's round" of ``docs/journeys.md``.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Sight(IntEnum):
    """How much somebody may see. Ordered: more is greater."""

    HIDDEN = 0
    EXISTENCE = 1
    READ = 2


class Relation(StrEnum):
    """What a school is to the school that an artefact belongs to, in one round."""

    OWN = "own"
    REVIEWER = "reviewer"
    AUTHOR = "author"  # of a peer view: the reviewing school that wrote it
    LEAD = "lead"
    OTHER = "other"


class Artefact(StrEnum):
    SELF_EVALUATION_DRAFT = "self-evaluation, draft"
    SELF_EVALUATION_SUBMITTED = "self-evaluation, submitted"
    PEER_VIEW_OPEN = "peer view, before all are in"
    PEER_VIEW_REVEALED = "peer view, all in"
    CHALLENGE = "challenge"
    ACTION = "action"
    REPORT = "report"


_H, _E, _R = Sight.HIDDEN, Sight.EXISTENCE, Sight.READ

TABLE: dict[Artefact, dict[Relation, Sight]] = {
    Artefact.SELF_EVALUATION_DRAFT: {Relation.OWN: _R, Relation.REVIEWER: _E, Relation.LEAD: _E},
    Artefact.SELF_EVALUATION_SUBMITTED: {Relation.OWN: _R, Relation.REVIEWER: _R, Relation.LEAD: _E},
    Artefact.PEER_VIEW_OPEN: {Relation.AUTHOR: _R, Relation.OWN: _E, Relation.REVIEWER: _E, Relation.LEAD: _E},
    Artefact.PEER_VIEW_REVEALED: {Relation.AUTHOR: _R, Relation.OWN: _R, Relation.REVIEWER: _R, Relation.LEAD: _E},
    Artefact.CHALLENGE: {Relation.OWN: _R, Relation.REVIEWER: _R, Relation.LEAD: _E},
    Artefact.ACTION: {Relation.OWN: _R},
    Artefact.REPORT: {Relation.OWN: _R},
}


def sight(artefact: Artefact, relation: Relation) -> Sight:
    """What someone in this relation may see of this artefact; nothing unless the table says so."""
    return TABLE[artefact].get(relation, Sight.HIDDEN)


def readers(artefact: Artefact) -> frozenset[Relation]:
    """The relations that may read the artefact in full."""
    return frozenset(relation for relation, allowed in TABLE[artefact].items() if allowed is Sight.READ)
