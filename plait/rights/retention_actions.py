"""Deleting what is over, kind by kind, and stopping that for a round.

Every kind has a keeper: what is over, and how it goes. What is over is found from the rows afresh each time, so a run
that was missed or killed is made up for by the next, and a second run finds nothing. The trail has counts, never words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from plait.actionplans import retention_actions as actionplans
from plait.audit import retention_actions as audit
from plait.audit.actions import record
from plait.domain.retention import Due, Kept, in_chunks
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.evidence import retention_actions as evidence
from plait.excellence import retention_actions as excellence
from plait.factchecks import retention_actions as factchecks
from plait.frameworks import retention_actions as frameworks
from plait.mail import retention_actions as mail
from plait.observations import retention_actions as observations
from plait.partnerships import retention_actions as partnerships
from plait.partnerships.queries import round_facts
from plait.partnerships.retention_queries import rounds_over, urns_in
from plait.peerreview import note_actions
from plait.peerreview import retention_actions as peerreview
from plait.people import retention_actions as people
from plait.reports import retention_actions as reports
from plait.reviewers import retention_actions as reviewers
from plait.rights import retention_queries as queries
from plait.rights.models import Complaint, Hold
from plait.selfevaluation import retention_actions as selfevaluation
from plait.visits import hypothesis_actions
from plait.visits import retention_actions as visits
from plait.workshops import retention_actions as workshops

KIND = "retention"
HOLD = "hold"


@dataclass(frozen=True, slots=True)
class Keeper:
    """``over``: the keys of what is over. ``go``: let these go, in one transaction; how many there still were."""

    over: Callable[[Due], Collection[Any]]
    go: Callable[[Collection[Any], datetime], int]


def _empty(numbers: Collection[int], at: datetime) -> int:
    """Evaluations with all that hangs on them: views, the challenge record, notes on steps, and words in the trail."""
    emptied = peerreview.empty(numbers)
    observations.empty(emptied.views)
    audit.forget_words("comment", selfevaluation.threads_of(numbers))
    askings, raters = selfevaluation.askings_of(numbers)
    audit.forget_words("asking", askings)
    audit.forget_words("rater-view", raters)
    over = visits.delete_visits(selfevaluation.places_of(numbers))
    audit.forget_words("visit", over)
    done = selfevaluation.empty(numbers, at=at)
    rounds = selfevaluation.rounds_of(numbers)
    steps = partnerships.forget_words(rounds)
    audit.forget_words("self-evaluation", numbers)
    audit.forget_words("peer-view", emptied.views)
    audit.forget_words("peer-review", emptied.reviews)
    audit.forget_words("step", steps)
    audit.forget_words("contract", rounds, action="withdraw")
    return done


def _delete_actions(numbers: Collection[int], at: datetime) -> int:
    audit.forget_words("action", numbers)
    return actionplans.delete_actions(numbers)


def _delete_workshops(numbers: Collection[int], at: datetime) -> int:
    audit.forget_words("workshop", numbers)
    return workshops.delete_workshops(numbers)


def _of_rounds(kind: Kept, find: Callable[[Collection[int]], list[int]]) -> Callable[[Due], list[int]]:
    """What ``find`` finds in the rounds whose things of this kind are over."""
    return lambda due: find(rounds_over(due, kind))


def _notes_over(due: Due) -> list[tuple[str, int]]:
    """Working notes by their views, hypotheses and what was noted on visits by their numbers: all by the same days."""
    notes = [("note", number) for number in note_actions.notes_over(due)]
    notes += [("hypothesis", number) for number in hypothesis_actions.hypotheses_over(due)]
    return notes + [("observation", number) for number in observations.notes_over(due)]


def _delete_notes(keys: Collection[tuple[str, int]], at: datetime) -> int:
    notes = note_actions.delete_notes([number for kind, number in keys if kind == "note"], at=at)
    notes += hypothesis_actions.delete_hypotheses([number for kind, number in keys if kind == "hypothesis"])
    return notes + observations.delete_notes([number for kind, number in keys if kind == "observation"], at=at)


KEEPERS: dict[Kept, Keeper] = {
    Kept.WORKING_NOTES: Keeper(_notes_over, _delete_notes),
    Kept.EVALUATION: Keeper(_of_rounds(Kept.EVALUATION, selfevaluation.evaluations_in), _empty),
    Kept.REPORT: Keeper(_of_rounds(Kept.REPORT, reports.releases_in), lambda keys, at: reports.delete_releases(keys)),
    Kept.FACT_CHECKS: Keeper(
        _of_rounds(Kept.FACT_CHECKS, factchecks.checks_in), lambda keys, at: factchecks.delete_checks(keys)
    ),
    Kept.EXCELLENCE: Keeper(
        _of_rounds(Kept.EXCELLENCE, excellence.areas_in), lambda keys, at: excellence.delete_areas(keys)
    ),
    # before actions: what came of them goes on the same day
    Kept.WORKSHOPS: Keeper(_of_rounds(Kept.WORKSHOPS, workshops.workshops_in), _delete_workshops),
    Kept.ACTIONS: Keeper(_of_rounds(Kept.ACTIONS, actionplans.actions_in), _delete_actions),
    Kept.EVIDENCE: Keeper(evidence.items_over, lambda keys, at: evidence.delete_over(keys)),
    Kept.UPLOADS: Keeper(selfevaluation.uploads_over, lambda keys, at: selfevaluation.delete_uploads(keys)),
    Kept.FRAMEWORK_DRAFTS: Keeper(frameworks.drafts_over, lambda keys, at: frameworks.delete_drafts(keys)),
    Kept.REVIEWERS: Keeper(reviewers.profiles_over, lambda keys, at: reviewers.forget(keys)),
    Kept.CASES: Keeper(reviewers.turns_over, lambda keys, at: reviewers.forget_turns(keys)),
    Kept.SCHOOL_CONFLICTS: Keeper(
        reviewers.school_conflicts_over, lambda keys, at: reviewers.forget_school_conflicts(keys)
    ),
    Kept.GROUPS: Keeper(partnerships.groups_over, lambda keys, at: partnerships.delete_groups(keys)),
    Kept.INVITATIONS: Keeper(partnerships.invitations_over, lambda keys, at: partnerships.forget_invitations(keys)),
    Kept.MAILS: Keeper(mail.mails_over, lambda keys, at: mail.forget_mails(keys)),
    Kept.BROWSERS: Keeper(people.browsers_over, lambda keys, at: people.forget_browsers(keys)),
    Kept.COMPLAINTS: Keeper(
        queries.complaints_over,
        lambda keys, at: Complaint.objects.filter(pk__in=keys).delete()[1].get("rights.Complaint", 0),
    ),
    Kept.HOLDS: Keeper(queries.holds_over, lambda keys, at: Hold.objects.filter(pk__in=keys).delete()[0]),
    Kept.DISCLOSURES: Keeper(audit.readings_over, lambda keys, at: audit.forget_readings(keys)),
    Kept.TRAIL: Keeper(
        lambda due: audit.changes_over(due, urns_in(due.held_rounds)),
        lambda keys, at: audit.forget_changes(keys),
    ),
}
"""For each kind of the table that a clock ends. (The words of mails go as they are sent: ``plait.mail.sending``.)"""


def would_go(at: datetime) -> dict[Kept, int]:
    """How many of each kind are over now."""
    due = queries.due_now(timezone.localtime(at).date())
    return {kind: len(keeper.over(due)) for kind, keeper in KEEPERS.items()}


def delete_what_is_over(at: datetime) -> dict[Kept, int]:
    """Let everything go that is over, in transactions of some hundred things; how many of each kind.

    Each transaction has its row in the trail, with the count.
    """
    due = queries.due_now(timezone.localtime(at).date())
    gone = dict.fromkeys(KEEPERS, 0)
    for kind, keeper in KEEPERS.items():
        for keys in in_chunks(keeper.over(due)):
            gone[kind] += _let_go(kind, keeper, keys, at)
    return gone


@transaction.atomic
def _let_go(kind: Kept, keeper: Keeper, keys: Collection[Any], at: datetime) -> int:
    done = keeper.go(keys, at)
    if done:
        action = "empty" if kind is Kept.EVALUATION else "delete"
        record(actor_id=None, action=action, kind=KIND, object_id=kind, at=at, changes={"count": ("", str(done))})
    return done


def job(at: datetime) -> int:
    """For the worker: how many things went."""
    return sum(delete_what_is_over(at).values())


@transaction.atomic
def set_hold(*, viewer: Viewer | None, round_id: int, why: str, at: datetime) -> None:
    """From now on nothing of this round is deleted. ``viewer`` is ``None`` for whoever runs this installation.

    Raises ``NotVisible``, ``ValueError`` without a reason, ``NotAllowedNow`` where a hold stands already.
    """
    _ask(viewer, round_id)
    if not why.strip():
        raise ValueError("Say why, so that those who take part understand it.")
    try:
        with transaction.atomic():
            row = Hold.objects.create(
                round_id=round_id, why=why.strip()[:400], set_at=at, set_by_id=viewer.person_id if viewer else None
            )
    except IntegrityError:
        raise NotAllowedNow("Deletion is stopped for this round already.") from None
    _record(viewer, "set", row, at)


@transaction.atomic
def end_hold(*, viewer: Viewer | None, round_id: int, at: datetime) -> bool:
    """Deletion goes on for this round; whether a hold stood. Raises ``NotVisible``."""
    _ask(viewer, round_id)
    row = Hold.objects.filter(round_id=round_id, ended_at__isnull=True).first()
    by = viewer.person_id if viewer else None
    if row is None or not Hold.objects.filter(pk=row.pk, ended_at__isnull=True).update(ended_at=at, ended_by_id=by):
        return False
    _record(viewer, "end", row, at)
    return True


def _ask(viewer: Viewer | None, round_id: int) -> None:
    if viewer is not None:
        queries.hold_on(viewer, round_id)
    elif not round_facts([round_id]):
        raise NotVisible(f"round {round_id}")


def _record(viewer: Viewer | None, action: str, row: Hold, at: datetime) -> None:
    record(
        actor_id=viewer.person_id if viewer else None,
        action=action,
        kind=HOLD,
        object_id=row.pk,
        at=at,
        changes={"round": ("", str(row.round_id))},
    )
