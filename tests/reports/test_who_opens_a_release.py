"""Who can open a released version, against a second telling of the rule, over many made-up states."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from plait.partnerships.models import Appointment, Signature
from plait.reports import releases
from plait.reports.models import Audience, Release
from tests.world import AT, TODAY, World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
ROLES = ("head", "leader", "governor", "staff", "reviewer", "partnership-lead")
STATES = 60


def shuffle(world: World, chance: Random) -> None:
    """Everybody gets new roles, some of them over or yet to come; audiences, ends and signatures are dealt anew."""
    Appointment.objects.all().delete()
    places = [*world.urns, world.outside]
    for person in world.people.values():
        for _ in range(chance.choice((0, 1, 1, 2))):
            role = chance.choice(ROLES)
            over, to_come = chance.random() < 0.15, chance.random() < 0.1
            Appointment.objects.create(
                person=person,
                role=role,
                school_id=None if role == "partnership-lead" else chance.choice(places),
                partnership_id=world.partnership_id if role == "partnership-lead" else None,
                starts=TODAY + timedelta(days=3) if to_come else TODAY - timedelta(days=90),
                ends=TODAY + timedelta(days=30)
                if to_come
                else TODAY - timedelta(days=1)
                if over
                else TODAY
                if role == "reviewer" or chance.random() < 0.2
                else None,
            )
    Release.objects.all().delete()
    for urn in world.urns:
        row = Release.objects.create(
            school_id=urn,
            round_id=world.round_id,
            evaluation_id=world.evaluations[urn],
            number=1,
            released_at=AT,
            released_by=world.people["ada"],
        )
        for relation in ("staff", "reviewer", "member", "lead", "broker"):
            if chance.random() < 0.5:
                ended = chance.random() < 0.3
                Audience.objects.create(
                    release=row,
                    relation=relation,
                    ended_at=AT if ended else None,
                    ended_by=world.people["ada"] if ended else None,
                )
    for signature in Signature.objects.all():
        signature.withdrawn_at = AT if chance.random() < 0.3 else None
        signature.withdrawn_by = world.people["ada"] if signature.withdrawn_at else None
        signature.save()


def opens(world: World, name: str, host: int, open_to: set[str], withdrawn: set[int]) -> bool:
    """The rule from its prose, over plain facts."""
    held = {
        (row.role, row.school_id)
        for row in Appointment.objects.filter(person=world.people[name])
        if row.starts <= TODAY and (row.ends is None or row.ends >= TODAY)
    }
    reading = {urn for role, urn in held if role in ("head", "leader", "governor", "staff")}
    reviewing = {urn for role, urn in held if role in ("head", "leader", "reviewer")}
    others = {urn for urn in world.urns if urn != host}
    if any((role, host) in held for role in ("head", "leader", "governor")):
        return True  # they read their own report in any case
    if "staff" in open_to and ("staff", host) in held:
        return True
    if "reviewer" in open_to and (reviewing & others) - withdrawn:
        return True
    if "member" in open_to and reading & others and host not in reading:
        return True
    return "lead" in open_to and ("partnership-lead", None) in held


def test_who_opens_what_is_what_the_prose_says() -> None:
    world = trio()
    chance, seen = Random(20_26), Counter[bool]()
    for state in range(STATES):
        shuffle(world, chance)
        withdrawn = set(Signature.objects.filter(withdrawn_at__isnull=False).values_list("school_id", flat=True))
        rows = list(Release.objects.prefetch_related("audiences"))
        for name in world.people:
            viewer = world.viewer(name)
            listed = {item.id for item in releases.released_to(viewer)}
            visible = set(Release.objects.visible_to(viewer).values_list("pk", flat=True))
            expected = set()
            for row in rows:
                open_to = {item.relation for item in row.audiences.all() if item.ended_at is None}
                if opens(world, name, row.school_id, open_to, withdrawn):
                    expected.add(row.pk)
            assert visible == expected, (state, name)
            assert listed <= visible
            assert releases.count_released_to(viewer) == len(listed)
            seen[True] += len(expected)
            seen[False] += len(rows) - len(expected)
    assert min(seen.values()) > 100, "both answers are met often"
