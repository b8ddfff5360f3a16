"""Who belongs to a partnership, and what ties people to schools: for its pool of reviewers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import F, Q

from plait.domain.reviewers import HostTies, ReviewerTies
from plait.domain.roles import Permission, Role, permits
from plait.domain.rounds import PartnershipFacts
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.partnerships.models import Appointment, Membership, Pairing, Partnership, Programme, Round
from plait.partnerships.queries import _known, _partnership, _with_works, around
from plait.schools.queries import lineage, related

_READING = [role.value for role in Role if permits(role.value, Permission.READ)]
_REVIEWING = [role.value for role in Role if permits(role.value, Permission.REVIEW)]


def own_partnership(viewer: Viewer, partnership_id: int) -> PartnershipFacts:
    """A partnership that the viewer knows because they belong to it. Raises ``NotVisible``. One query."""
    row = _with_works(Partnership.objects.filter(_known(viewer), pk=partnership_id)).first()
    if row is None:
        raise NotVisible(f"partnership {partnership_id}")
    return _partnership(row)


def led_partnership(viewer: Viewer, partnership_id: int) -> PartnershipFacts:
    """The same for whoever leads it. Raises ``NotVisible``. One query."""
    if partnership_id not in viewer.partnerships_with(Permission.RUN_ROUNDS):
        raise NotVisible(f"the pool of partnership {partnership_id}")
    return own_partnership(viewer, partnership_id)


def belonging(partnership_id: int, today: date) -> Q:
    """A condition on rows with a ``person``: somebody who belongs to the partnership today, by a role at one of its
    schools, in it or around it, or in one of its programmes. One query, and a part of the caller's."""
    members = Membership.objects.present().filter(partnership_id=partnership_id, school__isnull=False)
    where = (
        Q(school_id__in=members.values("school_id"), role__in=_READING)
        | Q(partnership_id__in=around(partnership_id))
        | Q(programme_id__in=Programme.objects.filter(partnership_id=partnership_id).values("pk"))
    )
    held = Appointment.objects.filter(where, Q(ends__isnull=True) | Q(ends__gte=today), starts__lte=today)
    return Q(person_id__in=held.values("person_id"))


def frameworks_of(partnership_ids: Collection[int]) -> tuple[tuple[str, str], ...]:
    """``(id, version)`` of the frameworks that programmes of these partnerships use now. One query."""
    rows = Programme.objects.filter(partnership_id__in=partnership_ids).order_by("framework_id", "framework_version")
    return tuple(dict.fromkeys(rows.values_list("framework_id", "framework_version")))


def member_schools(partnership_id: int) -> dict[int, str]:
    """The schools that belong to the partnership now, by URN in the order of their names. One query."""
    rows = Membership.objects.present().filter(partnership_id=partnership_id, school__isnull=False)
    return dict(rows.order_by("school__name", "school_id").values_list("school_id", "school__name"))


def schools_of(person_ids: Collection[int], today: date) -> dict[int, tuple[str, ...]]:
    """The names of the schools at which each of these people holds a role today. One query."""
    rows = Appointment.objects.filter(
        Q(ends__isnull=True) | Q(ends__gte=today), starts__lte=today, person_id__in=person_ids, school__isnull=False
    )
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for person_id, name in rows.order_by("pk").values_list("person_id", "school__name"):
        found[person_id][name or ""] = None
    return {person_id: tuple(known) for person_id, known in found.items()}


def groups_of(urns: Collection[int]) -> dict[int, frozenset[int]]:
    """The published groups that each school is in now. One query."""
    rows = Membership.objects.present().filter(school_id__in=urns, partnership__reference__isnull=False)
    found: dict[int, set[int]] = defaultdict(set)
    for urn, group in rows.values_list("school_id", "partnership_id"):
        found[urn or 0].add(group)
    return {urn: frozenset(groups) for urn, groups in found.items()}


def reviewer_ties(person_ids: Collection[int], today: date, *, round_id: int | None = None) -> dict[int, ReviewerTies]:
    """What ties each of these people to schools by roles, present and past, published groups, and the pairings of the
    round before ``round_id``. Four queries at most, however many people."""
    works: dict[int, set[int]] = defaultdict(set)
    worked: dict[int, set[int]] = defaultdict(set)
    reviews_for: dict[int, set[int]] = defaultdict(set)
    rows = Appointment.objects.filter(person_id__in=person_ids, school__isnull=False)
    for person_id, urn, role, starts, ends in rows.values_list("person_id", "school_id", "role", "starts", "ends"):
        if urn is None:
            continue
        now = ends is None or ends >= today  # a role that begins soon ties as well
        if role != Role.REVIEWER.value:  # who only looks at partners for a school has not worked there
            (works if now else worked)[person_id].add(urn)
        if role in _REVIEWING and starts <= today:
            reviews_for[person_id].add(urn)
    groups = groups_of({urn for found in works.values() for urn in found})
    hosts = _hosts_before(round_id, {urn for found in reviews_for.values() for urn in found})
    return {
        person_id: ReviewerTies(
            works_at=frozenset(works[person_id]),
            worked_at=frozenset(worked[person_id]),
            groups=frozenset(number for urn in works[person_id] for number in groups.get(urn, ())),
            reviewed_last=frozenset(host for urn in reviews_for[person_id] for host in hosts.get(urn, ())),
        )
        for person_id in person_ids
    }


def _hosts_before(round_id: int | None, reviewing: Collection[int]) -> dict[int, set[int]]:
    """Whom each of these schools looked at in the round before this one of the same programme."""
    found: dict[int, set[int]] = defaultdict(set)
    if round_id is None or not reviewing:
        return found
    before = Round.objects.filter(programme__rounds__pk=round_id, number__lt=F("programme__rounds__number"))
    last = before.order_by("-number").values_list("pk", flat=True).first()
    rows = Pairing.objects.filter(round_id=last, reviewer_id__in=reviewing) if last else Pairing.objects.none()
    for reviewer, host in rows.values_list("reviewer_id", "host_id"):
        found[reviewer].add(host)
    return found


def host_ties(urn: int) -> HostTies:
    """What ties a school to others: its line in the register, links otherwise, published groups.

    Four queries at most.
    """
    line = lineage([urn])[urn]
    near = {urn, *line.urns, *line.ring, *related(urn)}
    return HostTies(urn, frozenset(near), groups_of([urn]).get(urn, frozenset()))
