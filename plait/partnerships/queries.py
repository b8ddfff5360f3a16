"""Reading partnerships, rounds and roles."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from plait.adapters.programme_files import all_built_in
from plait.domain.partnership_kinds import NESTING, MemberRole, PartnershipKind, described
from plait.domain.programmes import ProgrammeDefinition, newest, programme_from_data
from plait.domain.roles import Permission
from plait.domain.rounds import PartnershipFacts, RoundFacts
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import STRANGER, HeldRole, Viewer
from plait.partnerships.models import (
    Appointment,
    Membership,
    Pairing,
    Partnership,
    Place,
    Programme,
    Round,
    Signature,
    StepDone,
)
from plait.partnerships.sight import inside
from plait.schools.queries import has_predecessor, inherited


def viewer_for(person: Any, *, today: date) -> Viewer:
    """The viewer that this signed-in person is today; :data:`STRANGER` for nobody.

    A role at a school reaches the closed schools whose history it carries on. One query, two more if there are any.
    """
    if person is None or not person.is_authenticated:
        return STRANGER
    held = Appointment.objects.filter(Q(ends__isnull=True) | Q(ends__gte=today), person_id=person.pk, starts__lte=today)
    return Viewer(person.pk, str(person), held_roles(held).get(person.pk, ()))


def held_roles(appointments: QuerySet[Appointment]) -> dict[int, tuple[HeldRole, ...]]:
    """The roles in these appointments by person, each also at the schools whose history it reaches.

    One query, two more where there are any such.
    """
    fields = ("person_id", "role", "school_id", "partnership_id", "programme_id", "follows")
    rows = list(appointments.annotate(follows=has_predecessor("school_id")).order_by("id").values_list(*fields))
    following = {urn for _, _, urn, _, _, follows in rows if follows and urn is not None}
    before = inherited(following) if following else {}
    found: dict[int, list[HeldRole]] = {}
    for person_id, role, urn, partnership_id, programme_id, _ in rows:
        found.setdefault(person_id, []).append(HeldRole(role, urn, partnership_id, programme_id))
    for person_id, role, urn, *_ in rows:
        found[person_id] += [HeldRole(role, old, through=urn) for old in before.get(urn or 0, ())]
    return {person_id: tuple(roles) for person_id, roles in found.items()}


def definition_of(data: Mapping[str, object]) -> ProgrammeDefinition:
    """The definition that a programme or round has stored. The same data is read once."""
    return _definition(json.dumps(data, sort_keys=True))


@lru_cache(maxsize=256)
def _definition(text: str) -> ProgrammeDefinition:
    return programme_from_data(json.loads(text))


def round_of(row: Any) -> RoundFacts:
    """A round as it was read together with something in it, with its programme and partnership."""
    programme = row.programme
    return RoundFacts(
        id=row.pk,
        number=row.number,
        title=row.title,
        programme_id=programme.pk,
        programme=programme.title,
        partnership_id=programme.partnership_id,
        partnership=programme.partnership.name,
        framework_id=row.framework_id,
        framework_version=row.framework_version,
        opened_on=row.opened_on,
        evaluation_due=row.evaluation_due,
        review_due=row.review_due,
        closed_on=row.closed_on,
        definition=definition_of(row.definition),
        milestones_due={key: date.fromisoformat(day) for key, day in row.milestones_due.items()},
    )


def round_facts(round_ids: list[int]) -> dict[int, RoundFacts]:
    """Facts about these rounds, by number. For callers that hold a visible object of the round. One query."""
    rows = Round.objects.filter(pk__in=round_ids).select_related("programme__partnership")
    return {row.pk: round_of(row) for row in rows}


def rounds_of_school(viewer: Viewer, urn: int) -> tuple[tuple[RoundFacts, int], ...]:
    """The rounds that one of the viewer's own schools has a place in, newest first, with the number it has there.

    A school that carries on the history of another one has that one's rounds too; where both have a place in a round,
    it stands there under its own number. One query.
    """
    if urn not in viewer.urns:
        raise NotVisible(f"school {urn}")
    rows = (
        Round.objects.filter(places__school_id__in=viewer.also(urn))
        .annotate(placed=F("places__school_id"))
        .select_related("programme__partnership")
        .order_by("-opened_on", "-number", "-pk", "-placed")
    )
    found: dict[int, tuple[RoundFacts, int]] = {}
    for row in rows:
        if row.pk not in found or row.placed == urn:
            found[row.pk] = (round_of(row), row.placed)
    return tuple(found.values())


def earlier_rounds(round_id: int, urns: Collection[int]) -> tuple[RoundFacts, ...]:
    """The rounds of the same programme before this one in which the school had a place, oldest first.

    ``urns``: the school's number and those it had before.
    """
    return tuple(item for item in rounds_until(round_id, urns) if item.id != round_id)


def rounds_until(round_id: int, urns: Collection[int]) -> tuple[RoundFacts, ...]:
    """This round and the earlier ones of the same programme in which the school had a place, oldest first.

    For callers that hold a visible object of the round. One query.
    """
    placed = Place.objects.filter(round_id=OuterRef("pk"), school_id__in=urns)
    rows = (
        Round.objects.filter(Exists(placed), programme__rounds__pk=round_id, number__lte=_number_of(round_id))
        .select_related("programme__partnership")
        .order_by("number")
    )
    return tuple(round_of(row) for row in rows)


def _number_of(round_id: int) -> Any:
    return Round.objects.filter(pk=round_id).values("number")[:1]


def places(round_id: int) -> tuple[int, ...]:
    """The schools with a place in the round, also those whose place has ended."""
    return tuple(Place.objects.filter(round_id=round_id).order_by("school_id").values_list("school_id", flat=True))


def placed(round_id: int) -> dict[int, bool]:
    """The schools with a place in the round, and whether it has ended. One query."""
    rows = Place.objects.filter(round_id=round_id).order_by("school_id")
    return {urn: ended_on is not None for urn, ended_on in rows.values_list("school_id", "ended_on")}


def ended_places(round_id: int) -> dict[int, tuple[date, str]]:
    """When and why a school's place in the round ended, by URN, for those that left. One query."""
    rows = Place.objects.filter(round_id=round_id, ended_on__isnull=False)
    return {urn: (day, why) for urn, day, why in rows.values_list("school_id", "ended_on", "why_ended") if day}


def lock_place(round_id: int, urn: int) -> bool:
    """Whether the school has a place in the round; held against others until the transaction ends."""
    return bool(Place.objects.select_for_update().filter(round_id=round_id, school_id=urn))


def pairings(round_id: int) -> tuple[tuple[int, int], ...]:
    """``(host, reviewer)`` for every pairing of the round."""
    rows = Pairing.objects.filter(round_id=round_id).order_by("host_id", "reviewer_id")
    return tuple(rows.values_list("host_id", "reviewer_id"))


def kinds() -> dict[str, PartnershipKind]:
    """Every kind of partnership, by its key: those that come with Plait and the deployer's own."""
    found: dict[str, PartnershipKind] = settings.PARTNERSHIP_KINDS
    return found


def programme_definitions() -> dict[str, ProgrammeDefinition]:
    """The newest version of every programme that can be started, by id: built in and the deployer's own."""
    return newest((*all_built_in(), *settings.OWN_PROGRAMMES))


def definitions_in_use() -> tuple[ProgrammeDefinition, ...]:
    """The definitions that programmes follow and open rounds have pinned, each once. For whoever runs this
    installation. Two queries."""
    open_rounds = Round.objects.filter(closed_on__isnull=True).values_list("definition", flat=True)
    rows = [*Programme.objects.values_list("definition", flat=True), *open_rounds]
    return tuple({item.name: item for item in (definition_of(row) for row in rows)}.values())


def size_of_it_all() -> tuple[int, int]:
    """How many schools are members of partnerships with a programme, and how many such partnerships. One query."""
    found = Membership.objects.present().filter(partnership__programmes__isnull=False, school__isnull=False)
    told = found.aggregate(
        schools=Count("school_id", distinct=True), partnerships=Count("partnership_id", distinct=True)
    )
    return told["schools"], told["partnerships"]


def _of_programmes(viewer: Viewer) -> Exists:
    mine = viewer.programmes_with(Permission.OVERSEE)
    return Exists(Programme.objects.filter(partnership_id=OuterRef("pk"), pk__in=mine))


def partnerships_of(viewer: Viewer) -> tuple[PartnershipFacts, ...]:
    """Partnerships that the viewer may know of, by name: those they lead, those that they work for, those of their
    area, and those whose member schools they belong to. One query."""
    return tuple(map(_partnership, _with_works(Partnership.objects.filter(_known(viewer)))))


def partnerships_of_school(viewer: Viewer, urn: int) -> tuple[PartnershipFacts, ...]:
    """Those among them that this school of the viewer's is a member of now, by name. One query."""
    mine = Membership.objects.present().filter(partnership_id=OuterRef("pk"), school_id__in=viewer.also(urn))
    return tuple(map(_partnership, _with_works(Partnership.objects.filter(_known(viewer), Exists(mine)))))


def _known(viewer: Viewer) -> Q:
    return (
        Q(pk__in=viewer.partnerships_with(Permission.RUN_ROUNDS))
        | inside("pk", viewer.partnerships_with(Permission.OVERSEE))
        | Q(_of_programmes(viewer))
        | Q(Exists(Membership.objects.present().filter(partnership_id=OuterRef("pk"), school_id__in=viewer.urns)))
    )


def around(partnership_id: int) -> tuple[int, ...]:
    """The partnership and those that it lies in. One query."""
    columns = ["pk", *("__".join(["parent"] * depth) for depth in range(1, NESTING))]
    row = Partnership.objects.filter(pk=partnership_id).values_list(*columns).get()
    return tuple(item for item in row if item is not None)


def _with_works(rows: QuerySet[Partnership]) -> QuerySet[Any]:
    return rows.annotate(works=Exists(Programme.objects.filter(partnership_id=OuterRef("pk"))))


def _partnership(row: Any) -> PartnershipFacts:
    return PartnershipFacts(row.pk, row.name, described(kinds(), row.kind).word, row.works)


def partnership(viewer: Viewer, partnership_id: int) -> PartnershipFacts:
    """One of :func:`partnerships_of`, or any for those who found them. Raises ``NotVisible``. One query."""
    rows = Partnership.objects.filter(Q() if viewer.may_everywhere(Permission.FOUND) else _known(viewer))
    row = _with_works(rows).filter(pk=partnership_id).first()
    if row is None:
        raise NotVisible(f"partnership {partnership_id}")
    return _partnership(row)


def _knows_round(viewer: Viewer) -> Q:
    """Rounds that the viewer may know of."""
    return (
        Q(programme__partnership_id__in=viewer.partnerships_with(Permission.RUN_ROUNDS))
        | Q(programme_id__in=viewer.programmes_with(Permission.OVERSEE))
        | inside("programme__partnership", viewer.partnerships_with(Permission.OVERSEE))
        | Q(Exists(Place.objects.filter(round_id=OuterRef("pk"), school_id__in=viewer.urns)))
    )


def known_rounds(viewer: Viewer, round_ids: Collection[int]) -> frozenset[int]:
    """Those of these rounds that the viewer may know of. One query."""
    rows = Round.objects.filter(_knows_round(viewer), pk__in=round_ids)
    return frozenset(rows.values_list("pk", flat=True))


def known_round(viewer: Viewer, round_id: int) -> RoundFacts:
    """A round that the viewer may know of: their school has a place, they lead it, work for it, or look after its area.

    Raises ``NotVisible``. One query.
    """
    row = Round.objects.filter(_knows_round(viewer), pk=round_id).select_related("programme__partnership").first()
    if row is None:
        raise NotVisible(f"round {round_id}")
    return round_of(row)


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """That a school has signed a round's contract. Who did and why it withdrew is for the school itself."""

    urn: int
    signed_at: datetime
    signed_by: str
    withdrawn_at: datetime | None
    withdrawn_by: str
    reason: str

    @property
    def stands(self) -> bool:
        return self.withdrawn_at is None


def signature(round_id: int, urn: int) -> SignatureFacts | None:
    """Who signed a round's contract for a school, for people of that school. One query."""
    row = Signature.objects.filter(round_id=round_id, school_id=urn).select_related("signed_by", "withdrawn_by").first()
    if row is None:
        return None
    return SignatureFacts(
        row.school_id,
        row.signed_at,
        str(row.signed_by),
        row.withdrawn_at,
        str(row.withdrawn_by) if row.withdrawn_by else "",
        row.reason,
    )


class Signed(StrEnum):
    """Where a school is with a round's contract, as others of the round may know."""

    NOT_YET = "not-yet"
    STANDS = "stands"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """A school's place in a round; ``ended_on`` where it left while the round was under way, and perhaps why."""

    urn: int
    school: str
    signed: Signed
    ended_on: date | None
    why_ended: str = ""


def places_signed(round_id: int) -> tuple[PlaceFacts, ...]:
    """The schools with a place in the round, by name, and whether each has signed. One query."""
    mine = Signature.objects.filter(round_id=OuterRef("round_id"), school_id=OuterRef("school_id"))
    rows = (
        Place.objects.filter(round_id=round_id)
        .annotate(ever=Exists(mine), stands=Exists(mine.filter(withdrawn_at__isnull=True)))
        .values_list("school_id", "school__name", "ever", "stands", "ended_on", "why_ended")
    )
    found = [
        PlaceFacts(urn, name, Signed.STANDS if stands else Signed.WITHDRAWN if ever else Signed.NOT_YET, ended, why)
        for urn, name, ever, stands, ended, why in rows
    ]
    return tuple(sorted(found, key=lambda item: (item.school.casefold(), item.urn)))


@dataclass(frozen=True, slots=True)
class DoneStep:
    """A milestone that was noted. ``urn`` is ``None`` where it was done once for the partnership."""

    step: str
    urn: int | None
    done_on: date
    note: str
    noted_by: str


def steps_done(round_id: int, urn: int | None = None) -> tuple[DoneStep, ...]:
    """The milestones noted in a round: all of them, or those of the partnership and of one school. One query."""
    rows = StepDone.objects.filter(round_id=round_id).select_related("noted_by").order_by("done_on", "pk")
    if urn is not None:
        rows = rows.filter(Q(school_id=urn) | Q(school__isnull=True))
    return tuple(DoneStep(row.step, row.school_id, row.done_on, row.note, str(row.noted_by)) for row in rows)


def members(partnership_id: int) -> dict[int, str]:
    """Schools that are members now and take part in rounds, with their names: all but strategic partners. One query."""
    rows = Membership.objects.present().filter(partnership_id=partnership_id, school__isnull=False)
    rows = rows.exclude(role=MemberRole.STRATEGIC.value).order_by("school_id")
    return {urn: name for urn, name in rows.values_list("school_id", "school__name") if urn is not None}


def rounds_of_partnership(partnership_id: int) -> tuple[RoundFacts, ...]:
    """Every round of a partnership, newest first."""
    rows = (
        Round.objects.filter(programme__partnership_id=partnership_id)
        .select_related("programme__partnership")
        .order_by("programme_id", "-number")
    )
    return tuple(round_of(row) for row in rows)


def programmes(partnership_id: int) -> tuple[tuple[int, str, str, str], ...]:
    """``(id, title, framework id, framework version)`` of a partnership's programmes."""
    rows = Programme.objects.filter(partnership_id=partnership_id).order_by("title", "pk")
    return tuple(rows.values_list("pk", "title", "framework_id", "framework_version"))


def has_lead(partnership_id: int, *, today: date) -> bool:
    """Whether somebody holds the partnership lead's role today."""
    held = Appointment.objects.filter(partnership_id=partnership_id, role="partnership-lead", starts__lte=today)
    return held.filter(Q(ends__isnull=True) | Q(ends__gte=today)).exists()
