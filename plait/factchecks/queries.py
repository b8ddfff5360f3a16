"""Reading fact-checks: by the school's headteacher and senior leaders, and by those who looked at the school."""

from __future__ import annotations

from django.db.models import Count, Q
from django.utils.timezone import localtime

from plait.audit.actions import note_disclosure
from plait.domain.disclosures import from_outside
from plait.domain.fact_checks import WHY_NOT, CheckedFacts, CheckedPoint, FactCheckStanding, Turn, due_of, turn
from plait.domain.frameworks import Framework
from plait.domain.programmes import ProgrammeDefinition, StepKind
from plait.domain.roles import Permission
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase
from plait.factchecks.facts import FactCheckFacts, PointFacts, ReplyFacts, Side
from plait.factchecks.models import FactCheck, FactPoint
from plait.partnerships.commenting import partners_reviewing
from plait.partnerships.team_queries import leads_team
from plait.peerreview import queries as peerreview
from plait.peerreview.facts import ReviewFacts

KIND = "fact-check"


def get(viewer: Viewer, review_id: int, *, reads: bool = True) -> FactCheckFacts:
    """The fact-check of a review that is agreed, in a programme that has one. Raises ``NotVisible``.

    A fixed number of queries. Notes in the school's log that somebody from outside reads its points (``reads``).
    """
    review = peerreview.get(viewer, review_id)
    if not review.checks_facts(viewer):
        raise NotVisible(f"fact-check of peer review {review_id}")
    side = Side.SCHOOL if review.speaks_for_school(viewer) else Side.TEAM
    row = (
        FactCheck.objects.filter(review_id=review_id)
        .select_related("offered_by", "checked_by", "team_signed_by", "school_signed_by")
        .first()
    )
    points = _points(row)
    if reads and row and points and side is Side.TEAM:
        where = {"urn": review.host_urn, "round_id": review.round_id, "kind": KIND, "object_id": row.pk}
        relations = review.relations
        note_disclosure(
            from_outside(viewer, review.contract, relations, Artefact.CHALLENGE, Phase.RECORDED, **where)  # type: ignore[arg-type]
        )
    leads = side is Side.TEAM and (
        bool(partners_reviewing(review.round_id, review.host_urn, viewer.urns_with(Permission.SUBMIT)))
        or leads_team(viewer, review.round_id, review.host_urn)
    )
    return _facts(review, row, points, side, leads=leads)


def _facts(
    review: ReviewFacts, row: FactCheck | None, points: tuple[PointFacts, ...], side: Side, *, leads: bool
) -> FactCheckFacts:
    return FactCheckFacts(
        id=row.pk if row else 0,
        review=review,
        side=side,
        leads=leads,
        standing=_standing(row, len(points), sum(point.reply is None for point in points)),
        offers=row.offers if row else 0,
        offered_at=row.offered_at if row else None,
        offered_by=_name(row and row.offered_by),
        check_by=row.check_by if row else None,
        checked_at=row.checked_at if row else None,
        checked_by=_name(row and row.checked_by),
        team_signed_at=row.team_signed_at if row else None,
        team_signed_by=_name(row and row.team_signed_by),
        team_tells=row.team_tells if row else False,
        school_signed_at=row.school_signed_at if row else None,
        school_signed_by=_name(row and row.school_signed_by),
        school_tells=row.school_tells if row else False,
        points=points,
    )


def _name(person: object) -> str:
    return str(person) if person else ""


def _points(row: FactCheck | None) -> tuple[PointFacts, ...]:
    if row is None:
        return ()
    found = FactPoint.objects.filter(fact_check_id=row.pk).select_related("marked_by", "reply__replied_by")
    return tuple(
        PointFacts(
            item.pk,
            item.number,
            item.area,
            item.quote,
            item.wish,
            item.marked_at,
            str(item.marked_by),
            ReplyFacts(reply.changed, reply.text, reply.replied_at, str(reply.replied_by))
            if (reply := getattr(item, "reply", None))
            else None,
        )
        for item in found.order_by("number")
    )


def _standing(row: FactCheck | None, points: int, open_points: int) -> FactCheckStanding:
    if row is None:
        return FactCheckStanding()
    at = turn(
        offered=True,
        checked=row.checked_at is not None,
        open_points=open_points,
        team_signed=row.team_signed_at is not None,
        school_signed=row.school_signed_at is not None,
    )
    return FactCheckStanding(at, due_of(at, check_by=row.check_by, reply_by=row.reply_by), points, open_points)


def standings(round_id: int) -> dict[int, FactCheckStanding]:
    """How far each school of a round is whose report was offered, without any words. One query."""
    rows = FactCheck.objects.filter(round_id=round_id).annotate(
        many=Count("points"), unanswered=Count("points", filter=Q(points__reply__isnull=True))
    )
    return {row.host_id: _standing(row, row.many, row.unanswered) for row in rows.order_by("host_id")}


def review_of_point(viewer: Viewer, point_id: int) -> int:
    """The review in whose fact-check a point stands that the viewer may read. Raises ``NotVisible``."""
    review_id = FactPoint.objects.filter(pk=point_id).values_list("fact_check__review_id", flat=True).first()
    if review_id is None:
        raise NotVisible(f"point {point_id} of a fact-check")
    return get(viewer, review_id, reads=False).review_id


def in_the_way(definition: ProgrammeDefinition, *, round_id: int, urn: int, round_open: bool) -> str:
    """Why the school's report cannot be released yet; empty where nothing is in the way. One query at most.

    Once a round is closed nobody can take their turn any more, so nothing waits for them either.
    """
    if not definition.has(StepKind.FACT_CHECK) or not round_open:
        return ""
    return WHY_NOT[standings(round_id).get(urn, FactCheckStanding()).turn]


def for_report(review_id: int, framework: Framework) -> CheckedFacts | None:
    """What the report tells of its fact-check; ``None`` before both have signed it off. For callers that may read the
    report. Two queries."""
    row = FactCheck.objects.filter(review_id=review_id).first()
    points = _points(row)
    if (
        row is None
        or _standing(row, len(points), sum(point.reply is None for point in points)).turn is not Turn.SETTLED
    ):
        return None
    titles = {area.id: area.title for area in framework.areas}
    signed = row.school_signed_at
    return CheckedFacts(
        tuple(
            CheckedPoint(titles.get(point.area_id, ""), point.quote, point.wish, point.reply.changed, point.reply.text)
            for point in points
            if point.reply is not None
        ),
        row.team_tells and row.school_tells,
        localtime(signed).date() if signed else None,
    )


def numbers(urns: frozenset[int]) -> dict[int, int]:
    """The round of each fact-check of these schools, by its number. For the school's trail. One query."""
    return dict(FactCheck.objects.filter(host_id__in=urns).values_list("pk", "round_id"))
