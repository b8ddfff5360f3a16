"""Changing who is on the teams that review schools. The callers ask their rules; see :mod:`plait.reviewers`."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from plait.audit.actions import record
from plait.domain.review_teams import Ending, Protocol
from plait.domain.stages import NotAllowedNow
from plait.partnerships.models import Round, TeamPlace

KIND = "team-place"


@transaction.atomic
def add_place(*, round_id: int, urn: int, person_id: int, name: str, leads: bool, at: datetime, actor_id: int) -> int:
    """Ask somebody to review a school; their place on its team. The caller has asked the rule.

    Raises ``NotAllowedNow`` where they are on it already, where somebody leads it already, or the round has closed.
    """
    if not Round.objects.select_for_update().filter(pk=round_id, closed_on__isnull=True).exists():
        raise NotAllowedNow("This round is closed; its teams stay as they were.")
    there = TeamPlace.objects.filter(round_id=round_id, host_id=urn, ended_at__isnull=True)
    if there.filter(person_id=person_id).exists():
        raise NotAllowedNow(f"{name} is on this team already. Nothing more was done.")
    if leads and there.filter(leads=True).exists():
        raise NotAllowedNow("This team has a lead reviewer already. Take them off first.")
    try:
        with transaction.atomic():
            row = TeamPlace.objects.create(
                round_id=round_id, host_id=urn, person_id=person_id, leads=leads, asked_at=at, asked_by_id=actor_id
            )
    except IntegrityError:
        raise NotAllowedNow("Somebody changed this team meanwhile. Open the page again.") from None
    record(
        actor_id=actor_id,
        action="put on",
        kind=KIND,
        object_id=row.pk,
        at=at,
        school_urn=urn,
        changes={"reviewer": ("", name), "leads": ("", "yes" if leads else "no")},
    )
    return row.pk


@transaction.atomic
def sign_place(*, place_id: int, protocol: Protocol, at: datetime, actor_id: int) -> None:
    """Somebody signs the protocol for their place. The caller has asked the rule. Once is enough."""
    row = TeamPlace.objects.select_for_update().get(pk=place_id)
    if row.ended_at is not None or row.signed_at is not None:
        raise NotAllowedNow("You have signed already." if row.ended_at is None else "This place has ended.")
    row.signed_at, row.protocol = at, protocol.version
    row.save(update_fields=["signed_at", "protocol"])
    _note(row, "sign", at, actor_id, {"protocol": ("", protocol.version)})


@transaction.atomic
def end_place(*, place_id: int, ending: Ending, at: datetime, actor_id: int) -> None:
    """Somebody’s place ends, and what was open to them by it. The caller has asked the rule."""
    row = TeamPlace.objects.select_for_update().get(pk=place_id)
    if row.ended_at is not None:
        raise NotAllowedNow("This place has ended already. Nothing more was done.")
    row.ended_at, row.ended = at, ending.value
    row.save(update_fields=["ended_at", "ended"])
    _note(row, "end", at, actor_id, {"ended": ("", ending.value)})


def end_with_release(*, round_id: int, urn: int, at: datetime, actor_id: int) -> int:
    """The school has released its report: every place on its team ends. In the transaction of the release."""
    rows = TeamPlace.objects.filter(round_id=round_id, host_id=urn, ended_at__isnull=True)
    ending = list(rows)
    rows.update(ended_at=at, ended=Ending.RELEASED.value)
    for row in ending:
        _note(row, "end", at, actor_id, {"ended": ("", Ending.RELEASED.value)})
    return len(ending)


def _note(row: TeamPlace, action: str, at: datetime, actor_id: int, changes: dict[str, tuple[str, str]]) -> None:
    record(
        actor_id=actor_id, action=action, kind=KIND, object_id=row.pk, at=at, school_urn=row.host_id, changes=changes
    )
