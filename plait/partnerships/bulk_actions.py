"""Many made-up roles and signatures at once, for demonstrations and benchmarks. Asks no rule; for no page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from plait.audit.actions import record_each
from plait.domain.roles import Role
from plait.partnerships.models import Appointment, Partnership, Signature, StepDone


@dataclass(frozen=True, slots=True)
class Given:
    """A role to give to a person at the one place where it is held."""

    person_id: int
    role: Role
    urn: int | None = None
    partnership_id: int | None = None
    programme_id: int | None = None
    ends: date | None = None


@transaction.atomic
def appoint_all(*, roles: Sequence[Given], starts: date, at: datetime) -> None:
    rows = Appointment.objects.bulk_create(
        [
            Appointment(
                person_id=item.person_id,
                role=item.role.value,
                school_id=item.urn,
                partnership_id=item.partnership_id,
                programme_id=item.programme_id,
                starts=starts,
                ends=item.ends,
            )
            for item in roles
        ],
        batch_size=500,
    )
    made = [(row.pk, row.school_id) for row in rows]
    record_each(actor_id=None, action="appoint", kind="appointment", at=at, objects=made)


@transaction.atomic
def sign_all(*, round_id: int, heads: Mapping[int, int], at: datetime) -> None:
    """These schools' heads (URN to person) sign the round's contract."""
    Signature.objects.bulk_create(
        [Signature(round_id=round_id, school_id=urn, signed_at=at, signed_by_id=head) for urn, head in heads.items()],
        batch_size=500,
    )
    signed = [(round_id, urn) for urn in heads]
    record_each(actor_id=None, action="sign", kind="contract", at=at, objects=signed)


@transaction.atomic
def note_once(*, round_id: int, steps: Sequence[str], done_on: date, person_id: int, at: datetime) -> None:
    """These milestones of the whole partnership are done."""
    StepDone.objects.bulk_create(
        StepDone(round_id=round_id, step=step, done_on=done_on, noted_at=at, noted_by_id=person_id) for step in steps
    )
    noted = [(f"{round_id}:{step}", None) for step in steps]
    record_each(actor_id=person_id, action="note", kind="step", at=at, objects=noted)


@transaction.atomic
def put_inside(*, inner_ids: Sequence[int], outer_id: int) -> None:
    Partnership.objects.filter(pk__in=inner_ids).update(parent_id=outer_id)
