"""Changing areas of excellence. The only way that their rows change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from plait.audit.actions import record
from plait.domain.excellence import CRITERIA, missing, valid_until
from plait.domain.frameworks import Framework
from plait.domain.verdicts import NotVisible, require
from plait.domain.viewer import Viewer
from plait.excellence import queries, rules
from plait.excellence.facts import ExcellenceFacts
from plait.excellence.models import AreaOfExcellence
from plait.peerreview import queries as peerreview


@dataclass(frozen=True, slots=True)
class ProposalInput:
    """``contact``: a role at the school. ``token`` is made with the page: sent twice is one."""

    area_id: str
    title: str
    learn: str
    evidence: str
    contact: str
    token: str


def _noted(viewer: Viewer, number: int, urn: int, action: str, at: datetime) -> None:
    record(actor_id=viewer.person_id, action=action, kind=queries.KIND, object_id=number, at=at, school_urn=urn)


@transaction.atomic
def propose(*, viewer: Viewer, review_id: int, framework: Framework, given: ProposalInput, at: datetime) -> None:
    """Put one forward: the school claims it, or the team has found it. The same token again changes nothing.

    Raises ``NotVisible``, ``Refused``.
    """
    peerreview.lock(review_id)
    found = queries.review(viewer, review_id)
    rows = AreaOfExcellence.objects.filter(review_id=review_id)
    if rows.filter(token=given.token).exists():
        return
    require(rules.may_propose(round_open=found.round_open, there=rows.count()))
    if framework.area(given.area_id) is None:
        raise NotVisible(f"area {given.area_id}")
    row = AreaOfExcellence.objects.create(
        review_id=review_id,
        school_id=found.host_urn,
        round_id=found.round_id,
        area=given.area_id,
        title=given.title,
        learn=given.learn,
        evidence=given.evidence,
        contact=given.contact,
        by_school=found.speaks_for_school(viewer),
        token=given.token,
        proposed_at=at,
        proposed_by_id=viewer.person_id,
    )
    _noted(viewer, row.pk, found.host_urn, "put forward", at)


def _held(viewer: Viewer, excellence_id: int, at: datetime) -> ExcellenceFacts:
    """One as it is, and as it stays until the transaction ends. Raises ``NotVisible``."""
    list(AreaOfExcellence.objects.select_for_update().filter(pk=excellence_id).values_list("pk"))
    return queries.get(viewer, excellence_id, today=localtime(at).date(), reads=False)


@transaction.atomic
def decide(
    *, viewer: Viewer, excellence_id: int, validated: bool, met: Collection[str], why: str, at: datetime
) -> None:
    """The team says yes, or not yet and why.

    Raises ``NotVisible``, ``Refused``, and ``ValueError`` for a yes without every criterion or a "not yet" without a
    reason.
    """
    found = _held(viewer, excellence_id, at)
    require(rules.may_decide(found))
    known = [item.key for item in CRITERIA if item.key in met]
    if validated and (fault := missing(known)):
        raise ValueError(fault)
    if not validated and not why.strip():
        raise ValueError("Say in a sentence what is missing, so that the school knows what to show next.")
    today = localtime(at).date()
    AreaOfExcellence.objects.filter(pk=excellence_id).update(
        validated=validated,
        met=known,
        why=why,
        decided_at=at,
        decided_by=viewer.person_id,
        valid_until=valid_until(today) if validated else None,
    )
    _noted(viewer, excellence_id, found.urn, "validate" if validated else "say not yet", at)


@transaction.atomic
def consent(*, viewer: Viewer, excellence_id: int, wanted: bool, at: datetime) -> None:
    """The headteacher lets it into the directory, or takes it out: it is gone with the next look.

    Raises ``NotVisible``, ``Refused``. The same again changes nothing.
    """
    found = _held(viewer, excellence_id, at)
    require(rules.may_list(viewer, found) if wanted else rules.may_unlist(viewer, found))
    if wanted == (found.consented_at is not None):
        return
    AreaOfExcellence.objects.filter(pk=excellence_id).update(
        consented_at=at if wanted else None, consented_by=viewer.person_id if wanted else None
    )
    _noted(viewer, excellence_id, found.urn, "list" if wanted else "take out", at)
