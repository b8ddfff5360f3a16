"""Changing peer reviews. The only way that their rows change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from plait.audit.actions import record
from plait.domain.frameworks import Framework
from plait.domain.judgements import answer_from_key, answer_key
from plait.domain.rounds import ReviewStage
from plait.domain.verdicts import Incomplete, NotVisible, StaleWrite, require
from plait.domain.viewer import Viewer
from plait.frameworks.queries import framework
from plait.partnerships.queries import round_facts
from plait.peerreview import queries, rules
from plait.peerreview.models import Challenge, PeerJudgement, PeerReview, PeerView
from plait.peerreview.queries import ReviewFacts, ViewFacts
from plait.selfevaluation import actions as selfevaluation
from plait.selfevaluation.queries import read_whole
from plait.selfevaluation.queries import facts as evaluation_facts
from plait.selfevaluation.queries import upload as kept_upload

KIND = "peer-review"
VIEW = "peer-view"


@dataclass(frozen=True, slots=True)
class PeerInput:
    answer: str
    comment: str
    version: int


@transaction.atomic
def begin(
    *,
    host_urn: int,
    round_id: int,
    evaluation_id: int,
    reviewers: Sequence[int],
    area_ids: Sequence[str],
    at: datetime,
    actor_id: int | None = None,
) -> int:
    """Set up the review of one school, with an empty row for each partner and area; its number."""
    review = PeerReview.objects.create(host_id=host_urn, round_id=round_id, evaluation_id=evaluation_id)
    for urn in reviewers:
        view = PeerView.objects.create(review=review, school_id=urn)
        PeerJudgement.objects.bulk_create(PeerJudgement(view=view, area=area_id) for area_id in area_ids)
    record(actor_id=actor_id, action="begin", kind=KIND, object_id=review.pk, at=at, school_urn=host_urn)
    return review.pk


def _open(review: ReviewFacts) -> bool:
    return round_facts([review.round_id])[review.round_id].open


def _own_view(viewer: Viewer, review_id: int, urn: int) -> tuple[ReviewFacts, ViewFacts]:
    """The view that the viewer's school ``urn`` writes. Raises ``NotVisible``."""
    review = queries.get(viewer, review_id)
    view = review.view_of(urn)
    if view is None or urn not in viewer.urns:
        raise NotVisible(f"view of {urn} in peer review {review_id}")
    return review, view


def _writable(viewer: Viewer, review_id: int, urn: int) -> tuple[ReviewFacts, ViewFacts]:
    review, view = _own_view(viewer, review_id, urn)
    require(
        rules.may_write_view(
            viewer, urn=urn, handed_in=view.handed_in_at is not None, stage=review.stage, round_open=_open(review)
        )
    )
    return review, view


@transaction.atomic
def save_area(
    *, viewer: Viewer, review_id: int, urn: int, area_id: str, given: PeerInput, at: datetime
) -> selfevaluation.Saved:
    """Save what school ``urn`` says of one area of the host.

    Raises ``NotVisible``, ``Refused``, ``ValueError`` and ``StaleWrite``, as for a self-evaluation.
    """
    review, view = _writable(viewer, review_id, urn)
    return _save(viewer, review, view, framework(review.framework_id, review.framework_version), area_id, given, at)


def _save(
    viewer: Viewer,
    review: ReviewFacts,
    view: ViewFacts,
    judged_against: Framework,
    area_id: str,
    given: PeerInput,
    at: datetime,
) -> selfevaluation.Saved:
    area = judged_against.area(area_id)
    row = PeerJudgement.objects.filter(view_id=view.id, area=area_id).select_related("saved_by").first()
    if area is None or row is None:
        raise NotVisible(area_id)
    answer_from_key(area.scale, given.answer)
    saved = PeerJudgement.objects.filter(pk=row.pk, version=given.version, view__handed_in_at__isnull=True).update(
        answer=given.answer,
        comment=given.comment,
        version=F("version") + 1,
        saved_at=at,
        saved_by=viewer.person_id,
    )
    if not saved:
        _writable(viewer, review.id, view.urn)
        row.refresh_from_db()
        raise StaleWrite(
            f"{row.saved_by or 'Somebody'} saved this area while you were writing.",
            {"answer": row.answer, "comment": row.comment},
            row.version,
        )
    record(
        actor_id=viewer.person_id,
        action="save",
        kind=VIEW,
        object_id=view.id,
        at=at,
        school_urn=view.urn,
        changes={
            f"{area_id}.answer": (row.answer, given.answer),
            f"{area_id}.comment": (row.comment, given.comment),
        },
    )
    return selfevaluation.Saved(given.version + 1, at)


@transaction.atomic
def apply_upload(*, viewer: Viewer, review_id: int, urn: int, upload_id: int, at: datetime) -> int:
    """Put an uploaded workbook's levels and comments into the school's view, all or nothing; how many areas changed."""
    review, view = _writable(viewer, review_id, urn)
    kept = kept_upload(viewer, upload_id, subject=VIEW, subject_id=view.id)
    if kept.applied_at is not None:
        return 0
    judged_against = framework(review.framework_id, review.framework_version)
    changed = 0
    for saved in queries.words(viewer, review, judged_against)[urn].areas:
        entry = kept.entries.get(saved.area_id, {})
        before = answer_key(saved.answer)
        given = PeerInput(
            entry.get("answer") or before,
            entry.get("comments") or saved.comment,
            kept.versions.get(saved.area_id, -1),
        )
        if (given.answer, given.comment) != (before, saved.comment):
            _save(viewer, review, view, judged_against, saved.area_id, given, at)
            changed += 1
    selfevaluation.mark_applied(viewer=viewer, upload_id=kept.id, at=at)
    return changed


@transaction.atomic
def hand_in(*, viewer: Viewer, review_id: int, urn: int, at: datetime) -> None:
    """Hand in the school's view. When it is the last, every view opens to the host and the partners."""
    review, view = _own_view(viewer, review_id, urn)
    require(
        rules.may_hand_in(
            viewer, urn=urn, handed_in=view.handed_in_at is not None, stage=review.stage, round_open=_open(review)
        )
    )
    judged_against = framework(review.framework_id, review.framework_version)
    written = queries.words(viewer, review, judged_against)[urn]
    missing = tuple(
        (area.id, area.title)
        for area in judged_against.areas
        if area.scale and any(item.area_id == area.id and item.answer is None for item in written.areas)
    )
    if missing:
        raise Incomplete("Some areas have no judgement yet.", missing)
    moved = PeerView.objects.filter(pk=view.id, handed_in_at__isnull=True).update(
        handed_in_at=at, handed_in_by=viewer.person_id
    )
    if not moved:
        _writable(viewer, review_id, urn)
    record(actor_id=viewer.person_id, action="hand in", kind=VIEW, object_id=view.id, at=at, school_urn=urn)


@dataclass(frozen=True, slots=True)
class ChallengeInput:
    """``version`` is 0 where nothing was recorded when the page was opened."""

    agreed: str
    reason: str
    version: int


class ReasonNeeded(Exception):
    """A judgement that changed, or that stood against both partners, is recorded with its reason."""


def _challengeable(viewer: Viewer, review_id: int) -> ReviewFacts:
    review = queries.get(viewer, review_id)
    require(
        rules.may_challenge(viewer, host_urn=review.host_urn, stage=review.stage, round_open=_open(review))
    )
    return review


@transaction.atomic
def record_challenge(
    *, viewer: Viewer, review_id: int, area_id: str, given: ChallengeInput, at: datetime
) -> selfevaluation.Saved:
    """Record what the conversation decided on one area.

    Raises ``ReasonNeeded`` when the level changed, or was kept although a partner saw it differently, and no reason
    is given; ``StaleWrite`` when somebody recorded it after the page was opened.
    """
    review = _challengeable(viewer, review_id)
    judged_against = framework(review.framework_id, review.framework_version)
    area = judged_against.area(area_id)
    evaluation = read_whole([evaluation_facts(viewer, review.evaluation_id)])[0]
    if area is None:
        raise NotVisible(area_id)
    before = evaluation.area(area_id).entry.answer
    agreed = answer_from_key(area.scale, given.agreed)
    if agreed is None and area.scale:
        raise ValueError("Choose the judgement that you agreed.")
    seen = [view.area(area_id).answer for view in queries.words(viewer, review, judged_against).values()]
    if not given.reason.strip() and (agreed != before or any(answer != before for answer in seen)):
        raise ReasonNeeded(
            "Say in a sentence why the judgement changed."
            if agreed != before
            else "Say in a sentence why the judgement was kept, since a partner saw it differently."
        )
    _store_challenge(viewer, review, area_id, answer_key(before), given, at)
    return selfevaluation.Saved(given.version + 1, at)


def _store_challenge(
    viewer: Viewer, review: ReviewFacts, area_id: str, before: str, given: ChallengeInput, at: datetime
) -> None:
    old = Challenge.objects.filter(review_id=review.id, area=area_id).select_related("recorded_by").first()
    fresh = {"agreed": given.agreed, "reason": given.reason, "recorded_at": at, "recorded_by_id": viewer.person_id}
    if old is None and given.version == 0:
        try:
            with transaction.atomic():
                Challenge.objects.create(review_id=review.id, area=area_id, before=before, **fresh)
            stored = True
        except IntegrityError:  # somebody recorded it in this very moment
            stored = False
    else:
        stored = bool(
            Challenge.objects.filter(
                review_id=review.id, area=area_id, version=given.version, review__agreed_at__isnull=True
            ).update(version=F("version") + 1, **fresh)
        )
    if not stored:
        _challengeable(viewer, review.id)
        now = Challenge.objects.select_related("recorded_by").get(review_id=review.id, area=area_id)
        raise StaleWrite(
            f"{now.recorded_by} recorded this area while you were writing.",
            {"agreed": now.agreed, "reason": now.reason},
            now.version,
        )
    record(
        actor_id=viewer.person_id,
        action="record challenge",
        kind=KIND,
        object_id=review.id,
        at=at,
        school_urn=review.host_urn,
        changes={
            f"{area_id}.agreed": (old.agreed if old else before, given.agreed),
            f"{area_id}.reason": (old.reason if old else "", given.reason),
        },
    )


@transaction.atomic
def keep_unquestioned(*, viewer: Viewer, review_id: int, at: datetime) -> int:
    """Record as kept every area where all partners saw it as the school does; how many there were."""
    review = _challengeable(viewer, review_id)
    judged_against = framework(review.framework_id, review.framework_version)
    evaluation = read_whole([evaluation_facts(viewer, review.evaluation_id)])[0]
    views = list(queries.words(viewer, review, judged_against).values())
    recorded = queries.challenges(viewer, review, judged_against)
    kept = 0
    for entry in evaluation.entries:
        same = entry.answer is not None and all(view.area(entry.area_id).answer == entry.answer for view in views)
        if same and entry.area_id not in recorded:
            key = answer_key(entry.answer)
            given = ChallengeInput(key, "Every partner saw it as the school does.", 0)
            _store_challenge(viewer, review, entry.area_id, key, given, at)
            kept += 1
    return kept


@transaction.atomic
def agree(*, viewer: Viewer, review_id: int, at: datetime) -> None:
    """Agree what was recorded and freeze it. Raises ``Incomplete`` with the areas that have no record."""
    review = _challengeable(viewer, review_id)
    judged_against = framework(review.framework_id, review.framework_version)
    recorded = queries.challenges(viewer, review, judged_against)
    evaluation = read_whole([evaluation_facts(viewer, review.evaluation_id)])[0]
    missing = tuple(
        (area.id, area.title)
        for entry in evaluation.entries
        if (area := judged_against.area(entry.area_id)) is not None and area.scale and area.id not in recorded
    )
    if missing:
        raise Incomplete("Some areas have no record of what was decided.", missing)
    moved = PeerReview.objects.filter(pk=review.id, agreed_at__isnull=True).update(
        agreed_at=at, agreed_by=viewer.person_id
    )
    if not moved:
        _challengeable(viewer, review_id)
    record(
        actor_id=viewer.person_id,
        action="agree",
        kind=KIND,
        object_id=review.id,
        at=at,
        school_urn=review.host_urn,
        changes={"stage": (ReviewStage.CHALLENGE.value, ReviewStage.AGREED.value)},
    )


def take_back(*, viewer: Viewer, evaluation_id: int, at: datetime) -> None:
    """Take a submitted self-evaluation back, while no partner has begun to write."""
    with transaction.atomic():
        review = queries.of_evaluation(viewer, evaluation_id)
        begun = review is not None and queries.partners_have_begun(review.id)
        selfevaluation.reopen(viewer=viewer, evaluation_id=evaluation_id, partners_have_begun=begun, at=at)
