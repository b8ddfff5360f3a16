"""Roles, invitations, signatures and notes of one person, for that person alone or for whoever answers them."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from plait.domain.rights import Entry, Part, withheld
from plait.domain.roles import Permission, Role, described, permits
from plait.partnerships.models import Appointment, Invitation, Signature, StepDone

ANOTHER = withheld("another person’s name and address")


def held(person_id: int, address: str) -> tuple[Part, ...]:
    """Five queries, however much there is."""
    return (_roles(person_id), _invitations(person_id, address), _signatures(person_id), _notes(person_id))


def _title(role: str) -> str:
    found = described(role)
    return found.title if found else role


def _roles(person_id: int) -> Part:
    rows = (
        Appointment.objects.filter(person_id=person_id)
        .order_by("starts", "pk")
        .values_list("role", "school__name", "partnership__name", "programme__title", "starts", "ends")
    )
    return Part(
        "roles",
        "Your roles",
        "They decide what you may see and do. Past ones are kept, so that it stays known who could do what.",
        tuple(
            Entry(
                _title(role),
                school or partnership or programme or "everywhere",
                starts,
                (("Until", str(ends or "open")),),
            )
            for role, school, partnership, programme, starts, ends in rows
        ),
    )


def _invitations(person_id: int, address: str) -> Part:
    mine = Q(email=address.lower()) | Q(accepted_by_id=person_id)
    rows = Invitation.objects.filter(mine | Q(invited_by_id=person_id)).select_related("school", "partnership")
    entries = []
    for row in rows:
        to_me = row.email == address.lower() or row.accepted_by_id == person_id
        state = "accepted" if row.accepted_at else "withdrawn" if row.withdrawn_at else "open"
        facts = [("State", state), ("Open until", f"{row.expires_at:%Y-%m-%d}")]
        facts.append(("Name given for you", row.name) if to_me else ("Sent to", ANOTHER))
        if to_me and row.invited_by_id is not None and row.invited_by_id != person_id:
            facts.append(("Sent by", ANOTHER))
        place = row.school.name if row.school else row.partnership.name if row.partnership else "everywhere"
        what = "Invitation to you" if to_me else "Invitation that you sent"
        entries.append(Entry(f"{what}: {_title(row.role)}", place, row.invited_at, tuple(facts)))
    return Part("invitations", "Invitations", "So that a role goes to whoever it was meant for.", tuple(entries))


def _signatures(person_id: int) -> Part:
    rows = Signature.objects.filter(Q(signed_by_id=person_id) | Q(withdrawn_by_id=person_id)).order_by(
        "signed_at", "pk"
    )
    return Part(
        "signatures",
        "Agreements that you signed or withdrew",
        "So that it stays known on what ground schools saw each other’s work.",
        tuple(
            Entry(
                "Signed" if row.signed_by_id == person_id else "Withdrawn",
                f"{row.school.name}, {row.round.title}",
                row.signed_at if row.signed_by_id == person_id else row.withdrawn_at,
                (("Your reason", row.reason),) if row.withdrawn_by_id == person_id and row.reason else (),
            )
            for row in rows.select_related("school", "round")
        ),
    )


def _notes(person_id: int) -> Part:
    rows = StepDone.objects.filter(noted_by_id=person_id).order_by("noted_at", "pk").select_related("school", "round")
    return Part(
        "steps",
        "Steps that you noted as done",
        "So that everybody in a round knows how far it is.",
        tuple(
            Entry(
                row.step,
                f"{row.school.name}, {row.round.title}" if row.school else row.round.title,
                row.noted_at,
                (("Your note", row.note),) if row.note else (),
            )
            for row in rows
        ),
    )


def leads_of(partnership_id: int, *, today: date) -> dict[int, str]:
    """Those who run rounds in the partnership today: number to name. One query."""
    running = [role.value for role in Role if permits(role.value, Permission.RUN_ROUNDS)]
    rows = Appointment.objects.filter(
        Q(ends__isnull=True) | Q(ends__gte=today),
        partnership_id=partnership_id,
        role__in=running,
        starts__lte=today,
        person__is_active=True,
    ).order_by("person__name", "person_id")
    return {
        number: name or email for number, name, email in rows.values_list("person_id", "person__name", "person__email")
    }
