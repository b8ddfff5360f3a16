"""Changing peer reviews. The only way that their rows change."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from plait.audit.actions import record
from plait.domain.frameworks import Framework
from plait.domain.judgements import NO_WORDS, Words, answer_from_key, answer_key, check_given
from plait.domain.rounds import ReviewStage
from plait.domain.stages import SelfEvaluationState
from plait.domain.uploads import PEER_VIEW
from plait.domain.verdicts import Incomplete, NotVisible, StaleWrite, require
from plait.domain.viewer import Viewer
from plait.peerreview import queries, rules
from plait.peerreview.facts import ReviewFacts, ViewFacts, ViewWords, said_of
from plait.peerreview.models import Challenge, PeerJudgement, PeerReview, PeerView
from plait.selfevaluation import actions as selfevaluation
from plait.selfevaluation.queries import Evaluation
from plait.selfevaluation.queries import get as evaluation_of
from plait.selfevaluation.upload_actions import mark_applied
from plait.selfevaluation.upload_queries import upload as kept_upload

KIND = "peer-review"
VIEW = "peer-view"
UNQUESTIONED = "Every partner saw it as the school does."


@dataclass(frozen=True, slots=True)
class PeerInput:
    answer: str
    comment: str
    version: int
    words: Words = NO_WORDS
    """Where the round is judged in words."""


def _held(viewer: Viewer, review_id: int) -> ReviewFacts:
    """The review as it is, and as it stays until the transaction ends. Raises ``NotVisible``.

    Saving, handing in, taking back, recording and agreeing wait for each other, so that none acts on what
    another is just changing.
    """
    queries.lock(review_id)
    return queries.get(viewer, review_id)


def _writable(viewer: Viewer, review_id: int, urn: int) -> tuple[ReviewFacts, ViewFacts]:
    review = _held(viewer, review_id)
    view = queries.own_view(viewer, review, urn)
    require(
        rules.may_write_view(
            viewer,
            urn=urn,
            handed_in=view.handed_in_at is not None,
            stage=review.stage,
            round_open=review.round_open,
            host_signed=review.signature_stands,
            own_signed=view.signature_stands,
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
    judged_against = queries.judged_against(review)
    return _save(viewer, view, judged_against, area_id, given, at)


def _save(
    viewer: Viewer,
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
    check_given(judged_against, (given.answer,), given.words)
    answer_from_key(area.scale, given.answer)
    now = {"answer": given.answer, **asdict(given.words), "comment": given.comment}
    before = {name: getattr(row, name) for name in now}
    if before == now:  # sent twice, or nothing new
        return selfevaluation.Saved(row.version, row.saved_at or at)
    saved = PeerJudgement.objects.filter(pk=row.pk, version=given.version).update(
        **now,
        version=F("version") + 1,
        saved_at=at,
        saved_by=viewer.person_id,
    )
    if not saved:
        raise StaleWrite(
            f"{row.saved_by or 'Somebody'} saved this area while you were writing.",
            before,
            row.version,
        )
    record(
        actor_id=viewer.person_id,
        action="save",
        kind=VIEW,
        object_id=view.id,
        at=at,
        school_urn=view.urn,
        changes={f"{area_id}.{name}": (before[name], text) for name, text in now.items()},
    )
    return selfevaluation.Saved(given.version + 1, at)


@transaction.atomic
def apply_upload(*, viewer: Viewer, review_id: int, urn: int, upload_id: int, at: datetime) -> int:
    """Put an uploaded workbook's levels and comments into the school's view, all or nothing.

    How many areas changed. Applying the same upload twice changes nothing the second time.
    """
    review, view = _writable(viewer, review_id, urn)
    kept = kept_upload(viewer, upload_id, subject=VIEW, subject_id=view.id)
    if kept.applied_at is not None:
        return 0
    judged_against = queries.judged_against(review)
    changed = 0
    for saved in queries.words(viewer, review, judged_against)[urn].areas:
        entry = PEER_VIEW.of(kept.entries.get(saved.area_id, {}))
        before = answer_key(saved.answer)
        given = PeerInput(
            entry.get("answer") or before,
            entry.get("comments") or saved.comment,
            kept.versions.get(saved.area_id, -1),
            Words(
                entry.get("strengths") or saved.words.strengths,
                entry.get("consider") or saved.words.consider,
                saved.words.beside,
            ),
        )
        if (given.answer, given.comment, given.words) != (before, saved.comment, saved.words):
            _save(viewer, view, judged_against, saved.area_id, given, at)
            changed += 1
    mark_applied(viewer=viewer, upload_id=kept.id, urn=urn, at=at)
    return changed


@transaction.atomic
def hand_in(*, viewer: Viewer, review_id: int, urn: int, at: datetime) -> None:
    """Hand in the school's view. When it is the last, every view opens to the host and the partners."""
    review = _held(viewer, review_id)
    view = queries.own_view(viewer, review, urn)
    require(
        rules.may_hand_in(
            viewer,
            urn=urn,
            handed_in=view.handed_in_at is not None,
            stage=review.stage,
            round_open=review.round_open,
            host_signed=review.signature_stands,
            own_signed=view.signature_stands,
        )
    )
    judged_against = queries.judged_against(review)
    written = queries.words(viewer, review, judged_against)[urn]
    if judged_against.words and not any(item.said for item in written.areas):
        raise Incomplete("Nothing is written yet.", ())
    missing = tuple(
        (area.id, area.title)
        for area in judged_against.areas
        if area.scale and any(item.area_id == area.id and item.answer is None for item in written.areas)
    )
    if missing:
        raise Incomplete("Some areas have no judgement yet.", missing)
    PeerView.objects.filter(pk=view.id).update(handed_in_at=at, handed_in_by=viewer.person_id)
    record(actor_id=viewer.person_id, action="hand in", kind=VIEW, object_id=view.id, at=at, school_urn=urn)


@transaction.atomic
def set_aside_views(*, round_id: int, urn: int, at: datetime, actor_id: int) -> int:
    """Wait no longer for the views that a school has not handed in, because it withdrew; how many.

    For the decision to withdraw, which has asked its own rule. The school's words stay with those who wrote them.
    """
    rows = PeerView.objects.filter(
        review__round_id=round_id, school_id=urn, handed_in_at__isnull=True, set_aside_at__isnull=True
    )
    return set_aside_or_take_up(rows.select_for_update(), at, at=at, actor_id=actor_id)


@transaction.atomic
def take_up_views(*, round_id: int, urn: int, at: datetime, actor_id: int) -> int:
    """Wait again for the views of a school that signed again, where their host has not agreed yet; how many."""
    rows = PeerView.objects.filter(
        review__round_id=round_id, review__agreed_at__isnull=True, school_id=urn, set_aside_at__isnull=False
    )
    # where the others are all in, they have been shown to the host, and a late view would no longer be independent
    others = PeerView.objects.filter(
        review_id=OuterRef("review_id"), handed_in_at__isnull=True, set_aside_at__isnull=True
    )
    rows = rows.filter(Exists(others) | ~Q(review__evaluation__state=SelfEvaluationState.SUBMITTED.value))
    return set_aside_or_take_up(rows.select_for_update(of=("self",)), None, at=at, actor_id=actor_id)


def set_aside_or_take_up(
    held: QuerySet[PeerView], aside_since: datetime | None, *, at: datetime, actor_id: int | None
) -> int:
    """Set these views aside since a moment, or with ``None`` take them up again; how many. ``held`` locks them."""
    found = list(held.values_list("pk", "school_id"))
    PeerView.objects.filter(pk__in=[pk for pk, _ in found]).update(set_aside_at=aside_since)
    action = "take up" if aside_since is None else "set aside"
    for pk, urn in found:
        record(actor_id=actor_id, action=action, kind=VIEW, object_id=pk, at=at, school_urn=urn)
    return len(found)


@dataclass(frozen=True, slots=True)
class ChallengeInput:
    """``version`` is 0 where nothing was recorded when the page was opened."""

    agreed: str
    reason: str
    version: int
    words: Words = NO_WORDS
    """What was agreed where the round is judged in words."""


class ReasonNeeded(Exception):
    """What changed, or stood although a partner saw it differently, is recorded with its reason."""


def _challengeable(viewer: Viewer, review_id: int) -> ReviewFacts:
    review = _held(viewer, review_id)
    require(rules.may_challenge(viewer, host_urn=review.host_urn, stage=review.stage, round_open=review.round_open))
    return review


def _sides(viewer: Viewer, review: ReviewFacts) -> tuple[Evaluation, list[ViewWords]]:
    """What the school says of itself, and what each partner says."""
    evaluation = evaluation_of(viewer, review.evaluation_id)
    return evaluation, list(queries.words(viewer, review, evaluation.framework).values())


@transaction.atomic
def record_challenge(
    *, viewer: Viewer, review_id: int, area_id: str, given: ChallengeInput, at: datetime
) -> selfevaluation.Saved:
    """Record what the conversation decided on one area.

    Raises ``ReasonNeeded`` when the level changed, or was kept although a partner saw it differently, and no
    reason is given; ``StaleWrite`` when somebody recorded it after the page was opened.
    """
    review = _challengeable(viewer, review_id)
    evaluation, views = _sides(viewer, review)
    before = evaluation.area(area_id).entry.answer
    area = evaluation.framework.area(area_id)
    if area is None:
        raise NotVisible(area_id)
    check_given(evaluation.framework, (given.agreed,), given.words)
    if evaluation.framework.words:
        spoken = said_of(evaluation.area(area_id).entry.words, area_id, views)
        if missing := rules.wanted_in_words(spoken, given.words, given.reason):
            raise ValueError(missing)
    agreed = answer_from_key(area.scale, given.agreed)
    if agreed is None and area.scale:
        raise ValueError("Choose the judgement that you agreed.")
    wanted = rules.reason_wanted(before, agreed, [view.area(area_id).answer for view in views])
    if wanted and not given.reason.strip():
        raise ReasonNeeded(wanted)
    return _store_challenge(viewer, review, area_id, answer_key(before), given, at)


def _store_challenge(
    viewer: Viewer, review: ReviewFacts, area_id: str, before: str, given: ChallengeInput, at: datetime
) -> selfevaluation.Saved:
    old = Challenge.objects.filter(review_id=review.id, area=area_id).select_related("recorded_by").first()
    now = {
        "agreed": given.agreed,
        "strengths": given.words.strengths,
        "consider": given.words.consider,
        "reason": given.reason,
    }
    stored = {name: getattr(old, name, "") for name in now}
    if old is not None and stored == now:  # sent twice, or nothing new
        return selfevaluation.Saved(old.version, old.recorded_at)
    if given.version != (old.version if old else 0):
        raise StaleWrite(
            f"{old.recorded_by} recorded this area while you were writing."
            if old
            else "What was recorded here is no longer there.",
            stored,
            old.version if old else 0,
        )
    fields = {
        **now,
        "version": given.version + 1,
        "recorded_at": at,
        "recorded_by_id": viewer.person_id,
    }
    if old is None:
        Challenge.objects.create(review_id=review.id, area=area_id, before=before, **fields)
    else:
        Challenge.objects.filter(pk=old.pk).update(before=before, **fields)
    record(
        actor_id=viewer.person_id,
        action="record challenge",
        kind=KIND,
        object_id=review.id,
        at=at,
        school_urn=review.host_urn,
        changes={f"{area_id}.{name}": (stored[name], text) for name, text in now.items()},
    )
    return selfevaluation.Saved(given.version + 1, at)


@transaction.atomic
def keep_unquestioned(*, viewer: Viewer, review_id: int, at: datetime) -> int:
    """Record as kept every open area that all partners saw as the school does; how many there were."""
    review = _challengeable(viewer, review_id)
    evaluation, views = _sides(viewer, review)
    recorded = queries.challenges(viewer, review, evaluation.framework)
    kept = {
        entry.area_id: answer_key(entry.answer)
        for entry in evaluation.entries
        if entry.area_id not in recorded
        and rules.unquestioned(entry.answer, [view.area(entry.area_id).answer for view in views])
    }
    if not kept:
        return 0
    Challenge.objects.bulk_create(
        Challenge(
            review_id=review.id,
            area=area_id,
            before=answer,
            agreed=answer,
            reason=UNQUESTIONED,
            recorded_at=at,
            recorded_by_id=viewer.person_id,
        )
        for area_id, answer in kept.items()
    )
    record(
        actor_id=viewer.person_id,
        action="keep unquestioned",
        kind=KIND,
        object_id=review.id,
        at=at,
        school_urn=review.host_urn,
        changes={f"{area_id}.agreed": ("", answer) for area_id, answer in kept.items()},
    )
    return len(kept)


@transaction.atomic
def agree(*, viewer: Viewer, review_id: int, at: datetime) -> None:
    """Agree what was recorded and freeze it. Raises ``Incomplete`` with the areas that have no record."""
    review = _challengeable(viewer, review_id)
    evaluation, views = _sides(viewer, review)
    recorded = queries.challenges(viewer, review, evaluation.framework)
    missing = tuple(
        (area.id, area.title)
        for entry in evaluation.entries
        if (area := evaluation.framework.area(entry.area_id)) is not None
        and area.id not in recorded
        and (area.scale or said_of(entry.words, area.id, views).said)
    )
    if missing:
        raise Incomplete("Some areas have no record of what was decided.", missing)
    PeerReview.objects.filter(pk=review.id).update(agreed_at=at, agreed_by=viewer.person_id)
    agreed = {area_id: answer_key(item.agreed) for area_id, item in recorded.items()}
    selfevaluation.settle(evaluation_id=review.evaluation_id, agreed=agreed, at=at, actor_id=viewer.person_id)
    record(
        actor_id=viewer.person_id,
        action="agree",
        kind=KIND,
        object_id=review.id,
        at=at,
        school_urn=review.host_urn,
        changes={"stage": (ReviewStage.CHALLENGE.value, ReviewStage.AGREED.value)},
    )


@transaction.atomic
def take_back(*, viewer: Viewer, evaluation_id: int, at: datetime) -> None:
    """Take a submitted self-evaluation back, while no partner has begun to write."""
    # whatever the contract lets the head know of the views, one that has begun stands in the way
    held = PeerReview.objects.filter(evaluation_id=evaluation_id).select_for_update()
    review_id = held.values_list("pk", flat=True).first()
    begun = review_id is not None and queries.partners_have_begun(review_id)
    selfevaluation.reopen(viewer=viewer, evaluation_id=evaluation_id, partners_have_begun=begun, at=at)
