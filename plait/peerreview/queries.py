"""Reading peer reviews. A partner's words reach nobody else until every partner's are in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from plait.audit.actions import note_disclosure
from plait.domain.disclosures import Disclosed, from_outside
from plait.domain.frameworks import Area, Framework
from plait.domain.judgements import Answer, Words, answer_from_key
from plait.domain.rounds import ReviewStage, RoundFacts, review_stage
from plait.domain.stages import SelfEvaluationState
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase, Relation, Sight
from plait.frameworks.queries import judged, published_of, with_framework
from plait.partnerships.queries import round_of
from plait.partnerships.sight import contract_of, relations_of, signed, with_standing
from plait.peerreview.facts import ChallengeRecord, ReviewFacts, SavedPeerArea, ViewFacts, ViewWords
from plait.peerreview.models import Challenge, PeerJudgement, PeerReview, PeerView
from plait.selfevaluation.queries import said

SAID = said("", "view__review__round__")
"""Areas of a view on which a partner has said where they stand."""


def judged_against(item: ReviewFacts) -> Framework:
    """The framework that the review's round has pinned, as its programme uses it."""
    return judged(item.published, item.definition)


def _stored(framework: Framework, area: Area, key: str) -> Answer:
    """A stored answer; where the round is judged in words, a level that is stored all the same stays where it is."""
    return None if framework.words else answer_from_key(area.scale, key)


def _facts(rows: Sequence[PeerReview], urns: Collection[int]) -> list[ReviewFacts]:
    """Facts as those who write the views of the schools ``urns`` may know them. One query more."""
    judged = PeerJudgement.objects.filter(SAID, view_id=OuterRef("pk")).order_by().values("view_id")
    found: Iterable[Any] = (
        PeerView.objects.filter(review__in=rows)
        .select_related("handed_in_by", "school")
        .annotate(
            signature_stands=signed("review__round", "school"),
            answered=Coalesce(Subquery(judged.annotate(count=Count("pk")).values("count")), 0),
        )
        .order_by("school_id")
        if rows
        else ()
    )
    views: dict[int, list[ViewFacts]] = {row.pk: [] for row in rows}
    open_terms = {row.pk: contract_of(row.round).needs_signature for row in rows}
    for view in found:
        author = str(view.handed_in_by) if view.handed_in_by else ""
        views[view.review_id].append(
            ViewFacts(
                view.pk,
                view.review_id,
                view.school_id,
                view.school.name,
                view.handed_in_at,
                author,
                signature_stands=view.signature_stands or not open_terms[view.review_id],
                set_aside=view.set_aside_at is not None,
                answered=view.answered,
            )
        )
    rounds = {row.round_id: round_of(row.round) for row in {row.round_id: row for row in rows}.values()}
    return [_as_known_to(urns, _all_facts(row, tuple(views[row.pk]), rounds[row.round_id])) for row in rows]


def _all_facts(row: Any, views: tuple[ViewFacts, ...], round_: RoundFacts) -> ReviewFacts:
    evaluation, contract = row.evaluation, contract_of(row.round)
    handed_in = sum(view.handed_in_at is not None for view in views)
    return ReviewFacts(
        id=row.pk,
        host_urn=row.host_id,
        host=row.host.name,
        round=round_,
        evaluation_id=row.evaluation_id,
        published=published_of(row),
        stage=review_stage(
            submitted=evaluation.state == SelfEvaluationState.SUBMITTED,
            views=sum(not view.set_aside for view in views),
            handed_in=handed_in,
            agreed=row.agreed_at is not None,
        ),
        views=views,
        handed_in=handed_in,
        round_open=row.round.closed_on is None,
        agreed_at=row.agreed_at,
        agreed_by=str(row.agreed_by) if row.agreed_by else "",
        contract=contract,
        definition=round_.definition,
        known_to=row.known_to,
        relations=relations_of(row),
        signature_stands=row.signature_stands or not contract.needs_signature,
    )


def _as_known_to(urns: Collection[int], item: ReviewFacts) -> ReviewFacts:
    """The same without what nobody else may know yet: which of the other partners has handed in. A view that was set
    aside is there for its authors alone."""
    views = (view for view in item.views if view.urn in urns or not view.set_aside)
    if not item.revealed:
        views = (
            view if view.urn in urns else replace(view, handed_in_at=None, handed_in_by="", answered=0)
            for view in views
        )
    return replace(item, views=tuple(views))


def _with_all(rows: QuerySet[PeerReview], viewer: Viewer) -> QuerySet[PeerReview]:
    """The rows with everything that :func:`_facts` asks of them."""
    rows = rows.select_related("evaluation", "agreed_by", "host", "round__programme__partnership")
    rows = with_framework(with_standing(rows, viewer, host_path="host"), "evaluation__")
    return rows.defer("round__programme__definition").annotate(
        signature_stands=signed("round", "host"), known_to=Value(viewer.person_id)
    )


def get(viewer: Viewer, review_id: int) -> ReviewFacts:
    """A review of one of the viewer's schools, or one the viewer writes for. Raises ``NotVisible``. Two queries."""
    found = _one(viewer, pk=review_id)
    if found is None:
        raise NotVisible(f"peer review {review_id}")
    return found


def lock(review_id: int) -> None:
    """Hold a review against other writers until the transaction ends; whether it is there for somebody is what they
    ask next, by :func:`get`. One query."""
    list(PeerReview.objects.filter(pk=review_id).select_for_update().values_list("pk"))


def of_evaluation(viewer: Viewer, evaluation_id: int) -> ReviewFacts | None:
    """The review of this evaluation, if the viewer is involved. Two queries."""
    return _one(viewer, evaluation_id=evaluation_id)


def _one(viewer: Viewer, **which: int) -> ReviewFacts | None:
    """One review, if the viewer is involved: asked of its facts, which is far less work than the filter of lists."""
    rows = list(_with_all(PeerReview.objects.filter(evaluation__emptied_at__isnull=True, **which), viewer))
    return next((item for item in _facts(rows, viewer.reviewing_urns) if item.involves(viewer)), None)


def of_host(viewer: Viewer, urn: int, round_id: int) -> ReviewFacts | None:
    """The review of a school in a round, if the viewer is involved or may read anything of it. Two queries."""
    return _one(viewer, host_id=urn, round_id=round_id)


def of_school(viewer: Viewer, urn: int, round_ids: Sequence[int]) -> tuple[ReviewFacts, ...]:
    """The reviews in these rounds that the school hosts, and those in which the viewer writes for it. Two queries."""
    if urn not in viewer.urns | viewer.reviewing_urns:
        raise NotVisible(f"school {urn}")
    writes = Exists(PeerView.objects.filter(review_id=OuterRef("pk"), school_id=urn))
    around = Q(host_id=urn) | writes if urn in viewer.reviewing_urns else Q(host_id=urn)
    reviews = PeerReview.objects.involving(viewer).filter(around, round_id__in=round_ids)
    rows = list(_with_all(reviews, viewer).order_by("host_id"))
    found = _facts(rows, viewer.reviewing_urns)
    return tuple(item for item in found if item.host_urn == urn or item.view_of(urn) is not None)


def stages(viewer: Viewer, round_id: int) -> dict[int, ReviewFacts]:
    """Where each review of a round stands, by host, as far as the viewer may know of it. Two queries."""
    rows = list(_with_all(PeerReview.objects.filter(round_id=round_id), viewer))
    return {item.host_urn: item for item in _facts(rows, ()) if item.sight_of_views(viewer) >= Sight.EXISTENCE}


def stage_of_each(round_id: int) -> dict[int, ReviewStage]:
    """Where each review of a round stands, by host. For decisions about the round, never for a page. One query."""
    waiting = Count("views", filter=Q(views__handed_in_at=None, views__set_aside_at=None))
    rows = PeerReview.objects.filter(round_id=round_id).annotate(waiting=waiting)
    return {
        host: review_stage(
            submitted=state == SelfEvaluationState.SUBMITTED, views=left, handed_in=0, agreed=agreed is not None
        )
        for host, state, left, agreed in rows.values_list("host_id", "evaluation__state", "waiting", "agreed_at")
    }


def own_view(viewer: Viewer, review: ReviewFacts, urn: int) -> ViewFacts:
    """The view that the viewer writes for the school ``urn``. Raises ``NotVisible``."""
    view = review.view_of(urn)
    if view is None or urn not in viewer.reviewing_urns:
        raise NotVisible(f"view of {urn} in peer review {review.id}")
    return view


def may_read_view(viewer: Viewer, review: ReviewFacts, view: ViewFacts) -> bool:
    """Whether the words of a view are open to the viewer."""
    author = (Relation.AUTHOR,) if view.urn in viewer.reviewing_urns else ()
    return review.sight_of_views(viewer, *author) >= Sight.READ


def words(viewer: Viewer, review: ReviewFacts, framework: Framework) -> dict[int, ViewWords]:
    """The views whose words are open to the viewer, by reviewing school. One query."""
    found = [view for view in review.views if may_read_view(viewer, review, view)]
    note_disclosure(*(_view_read(viewer, review, view) for view in found))
    return _words(found, framework)


def _view_read(viewer: Viewer, review: ReviewFacts, view: ViewFacts) -> Disclosed | None:
    """For the host's log: somebody who is neither of the host nor of those who wrote it reads a view of it."""
    author = {Relation.AUTHOR} if view.urn in viewer.reviewing_urns else set()
    phase = Phase.REVEALED if review.revealed else Phase.OPEN
    return _read_by(viewer, review, {*review.relations, *author}, Artefact.PEER_VIEW, phase, "peer-view", view.id)


def _read_by(
    viewer: Viewer,
    review: ReviewFacts,
    relations: Collection[Relation],
    artefact: Artefact,
    phase: Phase,
    kind: str,
    object_id: int,
) -> Disclosed | None:
    return from_outside(
        viewer,
        review.contract,
        relations,
        artefact,
        phase,
        urn=review.host_urn,
        round_id=review.round_id,
        kind=kind,
        object_id=object_id,
    )


def _words(open_views: Sequence[ViewFacts], framework: Framework) -> dict[int, ViewWords]:
    rows: dict[int, dict[str, PeerJudgement]] = {view.id: {} for view in open_views}
    for row in PeerJudgement.objects.filter(view_id__in=rows).select_related("saved_by"):
        rows[row.view_id][row.area] = row
    return {
        view.urn: ViewWords(
            view,
            tuple(
                SavedPeerArea(
                    area.id,
                    _stored(framework, area, saved.answer),
                    saved.comment,
                    saved.version,
                    saved.saved_at,
                    str(saved.saved_by) if saved.saved_by else "",
                    Words(saved.strengths, saved.consider, saved.beside) if framework.words else Words(),
                )
                for area in framework.areas
                if (saved := rows[view.id].get(area.id)) is not None
            ),
        )
        for view in open_views
    }


def _reads_challenge(viewer: Viewer, review: ReviewFacts) -> bool:
    return review.revealed and review.sight_of_challenge(viewer) >= Sight.READ


def challenges(viewer: Viewer, review: ReviewFacts, framework: Framework) -> dict[str, ChallengeRecord]:
    """What the conversation decided, by area, for those who may read it. One query."""
    if not _reads_challenge(viewer, review):
        return {}
    result = {}
    for row in Challenge.objects.filter(review_id=review.id).select_related("recorded_by"):
        area = framework.area(row.area)
        if area is not None:
            result[row.area] = ChallengeRecord(
                row.area,
                _stored(framework, area, row.before),
                _stored(framework, area, row.agreed),
                row.reason,
                row.version,
                row.recorded_at,
                str(row.recorded_by),
                Words(row.strengths, row.consider) if framework.words else Words(),
            )
    if result:
        recorded_ = (Artefact.CHALLENGE, Phase.RECORDED, "peer-review", review.id)
        note_disclosure(_read_by(viewer, review, review.relations, *recorded_))
    return result


def own_progress(viewer: Viewer, review: ReviewFacts) -> dict[int, tuple[int, int]]:
    """``(judged, areas)`` of each view that the viewer writes, by school. One query."""
    mine = {view.id: view.urn for view in review.views if view.urn in viewer.reviewing_urns}
    counts = dict.fromkeys(mine.values(), (0, 0))
    rows = PeerJudgement.objects.filter(view_id__in=mine).order_by().values("view_id")
    for view_id, answered, areas in rows.annotate(judged=Count("pk", filter=SAID), areas=Count("pk")).values_list(
        "view_id", "judged", "areas"
    ):
        counts[mine[view_id]] = (answered, areas)
    return counts


def partners_have_begun(review_id: int) -> bool:
    """Whether any partner has saved anything in this review."""
    return PeerJudgement.objects.filter(view__review_id=review_id, version__gt=0).exists()


def recorded(viewer: Viewer, review: ReviewFacts) -> int:
    """How many areas the conversation has settled, for those who may read it. One query."""
    if not _reads_challenge(viewer, review):
        return 0
    return Challenge.objects.filter(review_id=review.id).count()
