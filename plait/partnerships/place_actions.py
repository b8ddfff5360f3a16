"""Changing who takes part in a round that is under way, and who is a member once a school is carried on by another."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from plait.audit.actions import record
from plait.domain.groups import groups_in
from plait.domain.rounds import pairings_of_a_newcomer
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible
from plait.partnerships import queries
from plait.partnerships.forming_models import Proposal, ProposalState
from plait.partnerships.models import Membership, Pairing, Partnership, Place, Round, Signature

LEFT = "Its place in the round has ended"


@transaction.atomic
def take_place(
    *, round_id: int, urn: int, open_hosts: Collection[int], at: datetime, actor_id: int | None
) -> tuple[tuple[int, int], ...]:
    """Give a member school a place in a round that is under way; the pairings ``(host, reviewer)`` that are new.

    ``open_hosts``: schools whose partners may still begin, because their views have not been shown. The caller has
    asked the rule. A school whose place has ended takes it up again. Raises ``NotAllowedNow`` for a school that has
    a place or is no member.
    """
    row = Round.objects.select_for_update(of=("self",)).select_related("programme__partnership").get(pk=round_id)
    place = Place.objects.select_for_update().filter(round=row, school_id=urn).first()
    if place is not None and place.ended_on is None:
        raise NotAllowedNow("This school has a place in the round already. Nothing more was done.")
    if urn not in queries.members(row.programme.partnership_id):
        raise NotAllowedNow(f"This school is no member of {row.programme.partnership.name}. Let it join first.")
    gone = set(Place.objects.filter(round=row, ended_on__isnull=False).values_list("school_id", flat=True))
    withdrawn = Signature.objects.filter(round=row, withdrawn_at__isnull=False).values_list("school_id", flat=True)
    present = set(queries.places(row.pk)) - gone - set(withdrawn) - {urn}
    if place is None:
        Place.objects.create(round=row, school_id=urn)
    else:
        place.ended_on, place.why_ended = None, ""
        place.save(update_fields=["ended_on", "why_ended"])
    rule = queries.definition_of(row.definition).pairing
    there = set(queries.pairings(row.pk))
    if Proposal.objects.filter(round=row, state=ProposalState.TAKEN).exists():
        present = _group_for(urn, present, there, was_in=place is not None)
    wanted = pairings_of_a_newcomer(rule, present, urn, open_hosts)
    new = tuple(pair for pair in wanted if pair not in there)
    Pairing.objects.bulk_create(Pairing(round=row, host_id=host, reviewer_id=reviewer) for host, reviewer in new)
    record(
        actor_id=actor_id,
        action="take place",
        kind="round",
        object_id=row.pk,
        at=at,
        school_urn=urn,
        changes={"pairings": ("", ", ".join(f"{reviewer} looks at {host}" for host, reviewer in new))},
    )
    return new


def _group_for(urn: int, present: set[int], there: set[tuple[int, int]], *, was_in: bool) -> set[int]:
    """Where groups were formed: the group that a school was in, or else the smallest one, that of the lowest URN."""
    if was_in:
        return {other for two in there if urn in two for other in two} & present
    groups = groups_in(two for two in there if present.issuperset(two))
    return set(sorted(groups, key=len)[0]) if groups else set()


@transaction.atomic
def end_place(*, round_id: int, urn: int, why: str, at: datetime, today: date, actor_id: int) -> None:
    """A school leaves a round that is under way. As with a withdrawal, nothing new leaves it from now on.

    The caller has asked the rule. Raises ``NotVisible`` where it has no place, ``NotAllowedNow`` where it has left.
    """
    place = Place.objects.select_for_update().filter(round_id=round_id, school_id=urn).first()
    if place is None:
        raise NotVisible(f"school {urn} in round {round_id}")
    if place.ended_on is not None:
        raise NotAllowedNow("This school has left the round already. Nothing more was done.")
    place.ended_on, place.why_ended = today, " ".join(why.split())
    place.save(update_fields=["ended_on", "why_ended"])
    words = f"{LEFT}: {place.why_ended}" if place.why_ended else f"{LEFT}."
    Signature.objects.filter(round_id=round_id, school_id=urn, withdrawn_at__isnull=True).update(
        withdrawn_at=at, withdrawn_by_id=actor_id, reason=words
    )
    record(
        actor_id=actor_id,
        action="end place",
        kind="round",
        object_id=round_id,
        at=at,
        school_urn=urn,
        changes={"ended_on": ("", str(today)), "why": ("", place.why_ended)},
    )


@transaction.atomic
def hand_on_memberships(
    *, partnership_id: int, to: Mapping[int, int], at: datetime, today: date, actor_id: int | None
) -> None:
    """The memberships of closed schools go to the schools that carry them on (``to``: old number to new one).

    The new school is what the old one was; one that is a member already only sees the old membership end.
    """
    row = Partnership.objects.select_for_update().get(pk=partnership_id)
    open_ones = Membership.objects.present().filter(partnership=row)
    present = set(open_ones.values_list("school_id", flat=True))
    for member in open_ones.filter(school_id__in=to).order_by("pk"):
        new = to[member.school_id or 0]
        member.left = max(member.joined, today - timedelta(days=1))
        member.save(update_fields=["left"])
        if new not in present:
            made = Membership.objects.create(partnership=row, school_id=new, role=member.role, joined=today)
            present.add(new)
            _note(made, "join", {"joined": ("", str(today)), "carries on": ("", str(member.school_id))}, at, actor_id)
        _note(member, "leave", {"left": ("", str(member.left)), "carried on by": ("", str(new))}, at, actor_id)


def _note(
    member: Membership, action: str, changes: dict[str, tuple[str, str]], at: datetime, actor_id: int | None
) -> None:
    record(
        actor_id=actor_id,
        action=action,
        kind="membership",
        object_id=member.pk,
        at=at,
        school_urn=member.school_id,
        changes={"partnership": ("", str(member.partnership_id)), **changes},
    )
