"""Reading areas of excellence: by both sides of a review, and the directory by those to whom a school has opened it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from plait.audit.actions import note_disclosure
from plait.domain.disclosures import from_outside
from plait.domain.excellence import state
from plait.domain.frameworks import Framework
from plait.domain.rounds import ReviewStage
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Phase
from plait.excellence.facts import ExcellenceFacts, Listing
from plait.excellence.models import AreaOfExcellence
from plait.frameworks.queries import framework
from plait.partnerships.sight import contract_of, relations_of
from plait.peerreview import queries as peerreview
from plait.peerreview.facts import ReviewFacts

KIND = "excellence"


def review(viewer: Viewer, review_id: int) -> ReviewFacts:
    """An agreed review in which the viewer takes part, for the school or as who looked. Raises ``NotVisible``."""
    found = peerreview.get(viewer, review_id)
    if found.stage is not ReviewStage.AGREED or not (found.speaks_for_school(viewer) or found.looked(viewer)):
        raise NotVisible(f"areas of excellence of peer review {review_id}")
    return found


def of_review(viewer: Viewer, found: ReviewFacts, *, today: date, reads: bool = True) -> tuple[ExcellenceFacts, ...]:
    """Each of a review from :func:`review`, oldest first. One query.

    Notes in the school's log that somebody from outside reads them (``reads``)."""
    rows = AreaOfExcellence.objects.filter(review_id=found.id).select_related("proposed_by", "decided_by")
    own = found.speaks_for_school(viewer)
    items = tuple(_facts(row, found, own, today) for row in rows.order_by("pk"))
    if items and reads and not own:
        note_disclosure(
            from_outside(
                viewer,
                found.contract,
                found.relations,
                Artefact.CHALLENGE,
                Phase.RECORDED,
                urn=found.host_urn,
                round_id=found.round_id,
                kind=KIND,
                object_id=found.id,
            )
        )
    return items


def get(viewer: Viewer, excellence_id: int, *, today: date, reads: bool = True) -> ExcellenceFacts:
    """One of them. Raises ``NotVisible``."""
    review_id = AreaOfExcellence.objects.filter(pk=excellence_id).values_list("review_id", flat=True).first()
    if review_id is None:
        raise NotVisible(f"area of excellence {excellence_id}")
    items = of_review(viewer, review(viewer, review_id), today=today, reads=reads)
    return next(item for item in items if item.id == excellence_id)


def _facts(row: AreaOfExcellence, found: ReviewFacts, own: bool, today: date) -> ExcellenceFacts:
    consented = row.consented_at is not None
    return ExcellenceFacts(
        row.pk,
        found.id,
        found.host_urn,
        found.round_id,
        found.round_open,
        own,
        row.area,
        row.title,
        row.learn,
        row.evidence,
        row.contact,
        row.by_school,
        row.proposed_at,
        str(row.proposed_by),
        row.validated,
        tuple(row.met),
        row.why,
        row.decided_at,
        str(row.decided_by) if row.decided_by else "",
        row.valid_until,
        row.consented_at,
        state(validated=row.validated, consented=consented, valid_until=row.valid_until, today=today),
    )


def directory(viewer: Viewer, *, today: date) -> tuple[Listing, ...]:
    """Everything that is listed for the viewer today, by school and title. One query, and one a framework version.

    Notes in each school's log that somebody from outside reads it.
    """
    rows = (
        AreaOfExcellence.objects.listed_for(viewer)
        .filter(valid_until__gte=today)
        .select_related("school", "round__programme__partnership")
        .defer("round__definition", "round__programme__definition")
        .order_by("school__name", "title", "pk")
    )
    found = []
    known: dict[tuple[str, str], Framework] = {}
    for row in rows:
        name = (row.round.framework_id, row.round.framework_version)
        known[name] = known.get(name) or framework(*name)
        judged = known[name].area(row.area)
        note_disclosure(
            from_outside(
                viewer,
                contract_of(row.round),
                relations_of(row),
                Artefact.REPORT,
                Phase.RELEASED,
                urn=row.school_id,
                round_id=row.round_id,
                kind=KIND,
                object_id=row.review_id,
            )
        )
        found.append(
            Listing(
                row.pk,
                row.school_id,
                row.school.name,
                row.school.phase,
                judged.title if judged else row.area,
                row.title,
                row.learn,
                row.contact,
                row.valid_until or today,
                f"{row.round.programme.partnership.name}, {row.round.title}",
            )
        )
    return tuple(found)


def numbers(urns: Collection[int]) -> dict[int, int]:
    """The round of each of these schools' areas of excellence, by its number. For the school's trail. One query."""
    return dict(AreaOfExcellence.objects.filter(school_id__in=urns).values_list("pk", "round_id"))
