"""Roles, invitations, signatures and notes of one person, for that person alone or for whoever answers them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Q, Subquery

from plait.domain.review_teams import ENDING_WORDS, Ending
from plait.domain.rights import Entry, Part, withheld
from plait.domain.roles import Permission, Role, described, permits
from plait.domain.school_copy import Ground, HeldPart, Treatment
from plait.partnerships.models import (
    Appointment,
    Invitation,
    Membership,
    Place,
    Proposal,
    Signature,
    StepDone,
    TeamPlace,
)

ANOTHER = withheld("another person’s name and address")


def held(person_id: int, address: str) -> tuple[Part, ...]:
    """Seven queries, however much there is."""
    return (
        _roles(person_id),
        _invitations(person_id, address),
        _signatures(person_id),
        _teams(person_id),
        _notes(person_id),
        _groups(person_id),
    )


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
    rows = Invitation.objects.filter(mine | Q(invited_by_id=person_id)).select_related(
        "school", "partnership", "programme"
    )
    entries = []
    for row in rows:
        to_me = row.email == address.lower() or row.accepted_by_id == person_id
        state = "accepted" if row.accepted_at else "withdrawn" if row.withdrawn_at else "open"
        facts = [("State", state), ("Open until", f"{row.expires_at:%Y-%m-%d}")]
        facts.append(("Name given for you", row.name) if to_me else ("Sent to", ANOTHER))
        if to_me and row.invited_by_id is not None and row.invited_by_id != person_id:
            facts.append(("Sent by", ANOTHER))
        place = (
            row.school.name
            if row.school
            else row.partnership.name
            if row.partnership
            else row.programme.title
            if row.programme
            else "everywhere"
        )
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


def _teams(person_id: int) -> Part:
    rows = TeamPlace.objects.filter(person_id=person_id).order_by("asked_at", "pk").select_related("host", "round")
    return Part(
        "teams",
        "Schools that you were asked to review",
        "So that it stays known who could read a school’s work, and on what ground.",
        tuple(
            Entry(
                "Signed the protocol" if row.signed_at else "Asked",
                f"{row.host.name}, {row.round.title}",
                row.signed_at or row.asked_at,
                (("How it ended", ENDING_WORDS[Ending(row.ended)]),) if row.ended else (),
            )
            for row in rows
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


def _groups(person_id: int) -> Part:
    rows = Proposal.objects.filter(saved_by_id=person_id).select_related("programme").order_by("saved_at", "pk")
    return Part(
        "groups",
        "Groups of schools that you worked out",
        "So that it stays known who decided which schools work together.",
        tuple(
            Entry(
                f"Groups for {row.programme.title}",
                "",
                row.saved_at,
                tuple(("Why two schools are kept apart", item["why"]) for item in row.asked["apart"]),
            )
            for row in rows
        ),
    )


def _kept_apart(urn: int) -> tuple[Entry, ...]:
    """Why a school was kept apart from others where groups were worked out. One query."""
    mine = Q(programme__partnership__memberships__school_id=urn)
    rows = Proposal.objects.filter(mine).select_related("programme").distinct().order_by("saved_at", "pk")
    return tuple(
        Entry("Kept apart from another school", row.programme.title, row.saved_at, (("Why", item["why"]),))
        for row in rows
        for item in row.asked["apart"]
        if urn in (item["a"], item["b"])
    )


def leads_of(partnership_id: int, *, today: date) -> dict[int, str]:
    """Those who run rounds in the partnership today: number to name. One query."""
    return _able(Permission.RUN_ROUNDS, today, partnership_id=partnership_id)


def administrators(*, today: date) -> dict[int, str]:
    """Those who administer this installation today: number to name. One query."""
    return _able(Permission.FOUND, today, school__isnull=True, partnership__isnull=True, programme__isnull=True)


def _able(permission: Permission, today: date, **where: Any) -> dict[int, str]:
    """People with an open account who hold a role that gives the permission there today."""
    rows = Appointment.objects.filter(
        Q(ends__isnull=True) | Q(ends__gte=today),
        role__in=[role.value for role in Role if permits(role.value, permission)],
        starts__lte=today,
        person__is_active=True,
        **where,
    ).order_by("person__name", "person_id")
    return {
        number: name or email for number, name, email in rows.values_list("person_id", "person__name", "person__email")
    }


def people_and_places() -> tuple[tuple[int, str, str, str], ...]:
    """Everybody's number, name and address, with a place where they hold or held a role; empty for none. One query."""
    rows = (
        get_user_model()
        .objects.order_by("pk")
        .annotate(
            at_school=Subquery(_first_place("school__name")), elsewhere=Subquery(_first_place("partnership__name"))
        )
        .values_list("pk", "name", "email", "at_school", "elsewhere")
    )
    return tuple((pk, name, email, school or elsewhere or "") for pk, name, email, school, elsewhere in rows.iterator())


def _first_place(path: str) -> Any:
    rows = Appointment.objects.filter(person_id=OuterRef("pk"), **{f"{path}__isnull": False})
    return rows.order_by("-starts", "pk").values(path)[:1]


def held_by_school(urn: int) -> tuple[HeldPart, ...]:
    """Roles, rounds, signatures, teams and notes of one school, for its head or for whoever answers for it.

    Eight queries.
    """
    teams = TeamPlace.objects.filter(host_id=urn).select_related("person", "round").order_by("asked_at", "pk")
    roles = Appointment.objects.filter(school_id=urn).select_related("person").order_by("starts", "pk")
    places = Place.objects.filter(school_id=urn).order_by("round__opened_on", "pk")
    member = Membership.objects.filter(school_id=urn).order_by("joined", "pk")
    signed = Signature.objects.filter(school_id=urn).select_related("signed_by", "round").order_by("signed_at", "pk")
    steps = StepDone.objects.filter(school_id=urn).select_related("noted_by", "round").order_by("noted_at", "pk")
    invited = Invitation.objects.filter(school_id=urn).order_by("invited_at", "pk")
    return (
        HeldPart(
            "together",
            "Partnerships and rounds",
            "With whom the school works and worked.",
            Treatment.GIVEN,
            (),
            (
                *(
                    Entry(f"Member of {name}", role, joined, (("Until", str(left or "open")),))
                    for name, role, joined, left in member.values_list("partnership__name", "role", "joined", "left")
                ),
                *(
                    Entry(f"Took part in {title}", programme, opened)
                    for title, programme, opened in places.values_list(
                        "round__title", "round__programme__title", "round__opened_on"
                    )
                ),
            ),
        ),
        HeldPart(
            "roles",
            "People with a role at the school",
            "Who may do what, from when to when.",
            Treatment.GIVEN,
            (Ground.PERSONAL,),
            tuple(
                Entry(_title(row.role), "", row.starts, (("Who", str(row.person)), ("Until", str(row.ends or "open"))))
                for row in roles
            ),
        ),
        HeldPart(
            "signatures",
            "Agreements that the school signed",
            "On what ground others saw its work.",
            Treatment.GIVEN,
            (Ground.PERSONAL,),
            tuple(
                Entry(
                    "Signed and withdrawn" if row.withdrawn_at else "Signed",
                    row.round.title,
                    row.signed_at,
                    (("By", str(row.signed_by)), *((("Why it was withdrawn", row.reason),) if row.reason else ())),
                )
                for row in signed
            ),
        ),
        HeldPart(
            "teams",
            "People who were asked to review the school",
            "Who could read its work after signing the protocol.",
            Treatment.GIVEN,
            (Ground.PERSONAL,),
            tuple(
                Entry(
                    "Signed the protocol" if row.signed_at else "Asked",
                    row.round.title,
                    row.signed_at or row.asked_at,
                    (("Who", str(row.person)),),
                )
                for row in teams
            ),
        ),
        HeldPart(
            "steps",
            "Steps of rounds that were noted as done",
            "What happened outside Plait, and when.",
            Treatment.GIVEN,
            (Ground.PERSONAL,),
            tuple(
                Entry(row.step, row.round.title, row.done_on, (("Noted by", str(row.noted_by)), ("Note", row.note)))
                for row in steps
            ),
        ),
        HeldPart(
            "groups",
            "Groups that were formed for a round",
            "From whom the school was kept apart when groups were worked out, and why.",
            Treatment.GIVEN,
            (Ground.PERSONAL,),
            _kept_apart(urn),
        ),
        HeldPart(
            "invitations",
            "Invitations to a role at the school",
            "Names and addresses of people who were asked.",
            Treatment.WITHHELD,
            (Ground.PERSONAL,),
            tuple(
                Entry(f"Invitation: {_title(role)}", "", at) for role, at in invited.values_list("role", "invited_at")
            ),
        ),
    )
