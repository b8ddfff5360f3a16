"""What is held back from deletion, and what would go now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from plait.domain.complaints import ComplaintState
from plait.domain.retention import Due, Kept
from plait.domain.roles import Permission
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.partnerships.queries import known_rounds
from plait.partnerships.retention_queries import rounds_of
from plait.rights.models import Complaint, Hold


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """A hold that stands. ``by`` is empty for one that was set by whoever runs this installation."""

    round_id: int
    round: str
    programme: str
    partnership: str
    why: str
    since: datetime
    by: str


def due_now(today: date) -> Due:
    """What deletion goes by today: the table, and what is held. Open complaints hold every round of their partnership.

    Three queries.
    """
    complained = frozenset(
        number
        for number in Complaint.objects.exclude(state=ComplaintState.CLOSED.value)
        .order_by()
        .values_list("partnership_id", flat=True)
        .distinct()
        if number is not None
    )
    rounds = rounds_of(complained) | set(Hold.objects.filter(ended_at__isnull=True).values_list("round_id", flat=True))
    return Due(today, timezone.get_current_timezone(), settings.RETENTION, frozenset(rounds), complained)


def standing_holds() -> tuple[HoldFacts, ...]:
    """Every hold that stands, for whoever runs this installation. One query."""
    rows = Hold.objects.filter(ended_at__isnull=True).select_related("round__programme__partnership", "set_by")
    return tuple(_facts(row) for row in rows)


def holds_known_to(viewer: Viewer) -> tuple[HoldFacts, ...]:
    """Holds on rounds that the viewer may know of. Two queries."""
    held = {item.round_id: item for item in standing_holds()}
    known = known_rounds(viewer, held) if held else frozenset()
    return tuple(item for number, item in held.items() if number in known)


def hold_on(viewer: Viewer, round_id: int) -> HoldFacts | None:
    """The hold on a round that the viewer leads, if one stands. Raises ``NotVisible`` for anybody else. Two queries."""
    if round_id not in rounds_of(viewer.partnerships_with(Permission.RUN_ROUNDS)):
        raise NotVisible(f"round {round_id}")
    rows = Hold.objects.filter(round_id=round_id, ended_at__isnull=True)
    row = rows.select_related("round__programme__partnership", "set_by").first()
    return _facts(row) if row else None


def _facts(row: Hold) -> HoldFacts:
    programme = row.round.programme
    return HoldFacts(
        row.round_id,
        row.round.title,
        programme.title,
        programme.partnership.name,
        row.why,
        row.set_at,
        str(row.set_by) if row.set_by else "",
    )


def complaints_over(due: Due) -> list[int]:
    """Closed complaints with nothing new for long enough; none of a partnership that has an open one. One query."""
    rows = (
        Complaint.objects.filter(state=ComplaintState.CLOSED.value)
        .order_by("pk")
        .annotate(last=Max("notes__written_at"))
        .filter(last__lt=due.before(Kept.COMPLAINTS))
    )
    held: Collection[int] = due.held_partnerships
    return list((rows.exclude(partnership_id__in=held) if held else rows).values_list("pk", flat=True))


def holds_over(due: Due) -> list[int]:
    """Holds that ended long enough ago. One query."""
    rows = Hold.objects.filter(ended_at__lt=due.before(Kept.HOLDS)).order_by("pk")
    return list(rows.values_list("pk", flat=True))
