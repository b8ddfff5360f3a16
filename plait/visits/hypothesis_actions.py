"""What the visitors think beforehand: written by them, shared when they decide. The trail has never a word of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from plait.audit.actions import record
from plait.domain.retention import Due
from plait.domain.retention_table import notes_deleted_on
from plait.domain.verdicts import NotVisible, StaleWrite, require
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact
from plait.partnerships.queries import round_facts
from plait.visits import arranging, queries, rules
from plait.visits.facts import FocusFacts, HypothesisFacts, VisitFacts
from plait.visits.models import Hypothesis, Visit

KIND = "hypothesis"


@dataclass(frozen=True, slots=True)
class HypothesisInput:
    thinks: str = ""
    speaks_for: str = ""
    against: str = ""
    would_change: str = ""
    look_at: str = ""


FIELDS = tuple(HypothesisInput.__dataclass_fields__)


def find(viewer: Viewer, visit: VisitFacts, number: int) -> tuple[FocusFacts, HypothesisFacts]:
    """The focus with this number, and what is written about it. Raises ``NotVisible``."""
    written = queries.hypotheses(viewer, visit)
    for item in queries.focus(viewer, visit).focuses:
        if item.number == number and (not item.dropped or item.id in written):
            return item, written.get(item.id, HypothesisFacts(item.id))
    raise NotVisible(f"focus {number} of visit {visit.id}")


@transaction.atomic
def save_hypothesis(
    *, viewer: Viewer, uuid: UUID, number: int, given: HypothesisInput, version: int, at: datetime
) -> None:
    """Save what the visitors think about one focus. Raises ``NotVisible``, ``Refused`` and ``StaleWrite``."""
    visit = queries.lock(viewer, uuid)
    focus, old = find(viewer, visit, number)
    require(
        rules.may_think_ahead(
            comes=visit.comes,
            shared=visit.focus_shared_at is not None,
            round_open=visit.round_open,
            signature_stands=visit.signature_stands,
        )
    )
    now = asdict(given)
    before = {name: getattr(old, name) for name in FIELDS}
    if before == now:
        return
    if version != old.version:
        who = f"{old.saved_by} saved this" if old.version else "This was deleted"
        raise StaleWrite(f"{who} while you were writing.", before, old.version)
    if old.version:
        Hypothesis.objects.filter(focus_id=focus.id).update(
            **now, version=F("version") + 1, saved_at=at, saved_by=viewer.person_id
        )
    else:
        Hypothesis.objects.create(focus_id=focus.id, **now, saved_at=at, saved_by_id=viewer.person_id)
    record(
        actor_id=viewer.person_id,
        action="save",
        kind=KIND,
        object_id=visit.id,
        at=at,
        school_urn=arranging.coming_from(viewer, visit.round_id, visit.host_urn),
    )


@transaction.atomic
def share_hypotheses(*, viewer: Viewer, uuid: UUID, at: datetime) -> None:
    """Let the school read what the visitors think. Raises ``NotVisible`` and ``Refused``."""
    visit = queries.lock(viewer, uuid)
    if not visit.reads(Artefact.HYPOTHESIS):
        raise NotVisible(f"hypotheses of visit {visit.id}")
    require(
        rules.may_share_hypotheses(
            comes=visit.comes,
            shared=visit.hypotheses_shared_at is not None,
            written=visit.hypotheses_begun,
            round_open=visit.round_open,
            signature_stands=visit.signature_stands,
        )
    )
    Visit.objects.filter(pk=visit.id).update(hypotheses_shared_at=at, hypotheses_shared_by=viewer.person_id)
    record(
        actor_id=viewer.person_id,
        action="share hypotheses",
        kind=KIND,
        object_id=visit.id,
        at=at,
        school_urn=arranging.coming_from(viewer, visit.round_id, visit.host_urn),
    )


def hypotheses_over(due: Due) -> list[int]:
    """Those that are to be deleted, by the same days as working notes; writes on each its day. Idempotent."""
    closed = Hypothesis.objects.filter(focus__visit__round__closed_on__isnull=False)
    round_ids = list(closed.order_by().values_list("focus__visit__round_id", flat=True).distinct())
    for item in round_facts(round_ids).values():
        day = notes_deleted_on(item.definition, item.closed_on, due.table)
        closed.filter(focus__visit__round_id=item.id).exclude(delete_after=day).update(delete_after=day)
    over = closed.filter(delete_after__lte=due.today).exclude(focus__visit__round_id__in=due.held_rounds)
    return list(over.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def delete_hypotheses(numbers: Collection[int]) -> int:
    """How many there still were."""
    deleted, _ = Hypothesis.objects.filter(pk__in=numbers).delete()
    return deleted
