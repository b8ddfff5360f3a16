"""Many made-up views at once, for demonstrations and benchmarks. Asks no rule; never called from a page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from plait.audit.actions import record_each
from plait.domain.judgements import NO_WORDS, Words
from plait.peerreview.actions import KIND, VIEW
from plait.peerreview.models import Challenge, PeerJudgement, PeerReview, PeerView

Seen = Mapping[tuple[int, int, str], tuple[str, str]]
"""``(host, reviewer, area)`` to answer and comment."""
Talked = Mapping[tuple[int, str], tuple[str, str, str]]
"""``(host, area)`` to what it was, what was agreed, and why."""


@transaction.atomic
def look_all(
    *,
    round_id: int,
    seen: Seen,
    by: Mapping[int, int],
    at: datetime,
    words: Mapping[tuple[int, int, str], Words] | None = None,
) -> None:
    """Partners write these areas of their views and hand them in (``by``: URN to person)."""
    rows = PeerJudgement.objects.filter(view__review__round_id=round_id).select_related("view__review")
    changed, views = [], {}
    for row in rows:
        key = (row.view.review.host_id, row.view.school_id, row.area)
        if key in seen:
            row.answer, row.comment = seen[key]
            said = (words or {}).get(key, NO_WORDS)
            row.strengths, row.consider = said.strengths, said.consider
            row.version, row.saved_at, row.saved_by_id = 1, at, by[row.view.school_id]
            changed.append(row)
            views[row.view_id] = row.view
    fields = ["answer", "strengths", "consider", "comment", "version", "saved_at", "saved_by"]
    PeerJudgement.objects.bulk_update(changed, fields, batch_size=100)
    for view in views.values():
        view.handed_in_at, view.handed_in_by_id = at, by[view.school_id]
    PeerView.objects.bulk_update(views.values(), ["handed_in_at", "handed_in_by"], batch_size=100)
    handed = [(pk, view.school_id) for pk, view in views.items()]
    record_each(actor_id=None, action="hand in", kind=VIEW, at=at, objects=handed)


@transaction.atomic
def talk_all(
    *,
    round_id: int,
    talked: Talked,
    agreed: Collection[int],
    by: Mapping[int, int],
    at: datetime,
    words: Mapping[tuple[int, str], Words] | None = None,
) -> None:
    """Hosts record what the conversation decided, and some of them agree it."""
    reviews = {row.host_id: row for row in PeerReview.objects.filter(round_id=round_id)}
    Challenge.objects.bulk_create(
        [
            Challenge(
                review=reviews[urn],
                area=area,
                before=before,
                agreed=after,
                reason=why,
                strengths=(said := (words or {}).get((urn, area), NO_WORDS)).strengths,
                consider=said.consider,
                recorded_at=at,
                recorded_by_id=by[urn],
            )
            for (urn, area), (before, after, why) in talked.items()
        ],
        batch_size=200,
    )
    done = [reviews[urn] for urn in agreed]
    for row in done:
        row.agreed_at, row.agreed_by_id = at, by[row.host_id]
    PeerReview.objects.bulk_update(done, ["agreed_at", "agreed_by"], batch_size=100)
    record_each(actor_id=None, action="agree", kind=KIND, at=at, objects=[(row.pk, row.host_id) for row in done])
