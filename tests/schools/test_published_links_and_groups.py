"""The real links and groups: counts, twice, rings that are known to be there, and how long it takes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from plait.partnerships.group_actions import import_groups
from plait.partnerships.models import Membership, Partnership
from plait.schools import queries
from plait.schools.actions import import_links, import_register
from plait.schools.models import SchoolLink

pytestmark = [pytest.mark.django_db, pytest.mark.engine, pytest.mark.real_data]

AT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
LINKS = Path("register", "gias_links_2025-04-22.csv")
GROUPS = Path("register", "gias_groups_2026.csv")
MEMBERS = Path("register", "gias_grouplinks_academies_2018-05-01.csv.gz")
REGISTER = Path("register", "edubasealldata20231116.csv.gz")
RINGS = {
    113572: (113573, 113585),
    113573: (113572, 113585),
    113585: (113572, 113573),
    114704: (114705,),
    114705: (114704,),
}
LONGEST = 60  # seconds; it takes two, and other work may share the machine


def test_every_link_twice_and_the_rings(published: Path) -> None:
    first = import_links(path=published / LINKS, at=AT)
    assert (first.read, first.added, first.rejected) == (33_801, 33_801, ())
    kinds = {kind: SchoolLink.objects.filter(kind=kind).count() for kind in ("predecessor", "successor", "related")}
    assert kinds == {"predecessor": 16_661, "successor": 16_793, "related": 347}
    assert SchoolLink.objects.filter(since=None).count() == 8_253
    second = import_links(path=published / LINKS, at=AT)
    assert (second.added, second.updated, second.unchanged) == (0, 0, 33_801)
    assert first.seconds + second.seconds < LONGEST

    assert {urn: line.ring for urn, line in queries.lineage(RINGS).items()} == RINGS
    everyone = queries.lineage(SchoolLink.objects.values_list("urn", flat=True)[:3_000])
    assert max(kin.steps for line in everyone.values() for kin in (*line.earlier, *line.later)) <= 4


def test_groups_and_members_twice(published: Path) -> None:
    import_register(path=published / REGISTER, at=AT)
    groups = import_groups(path=published / GROUPS, at=AT)
    assert (groups.read, groups.added, groups.rejected_count) == (7_176, 7_158, 18)
    reasons = [item.reason for item in groups.rejected]
    assert sum("neither UTF-8 nor cp1252" in reason for reason in reasons) == 13
    assert sum("before the day it opened" in reason for reason in reasons) == 5
    members = import_groups(path=published / MEMBERS, at=AT)
    assert (members.read, members.added) == (11_871, 11_828)
    reasons = [item.reason for item in members.rejected]
    assert sum("not in the register" in reason for reason in reasons) == 2
    assert sum("is after group" in reason for reason in reasons) == 41
    assert Membership.objects.count() == 11_828
    for path, unchanged in ((GROUPS, 7_158), (MEMBERS, 11_828)):
        again = import_groups(path=published / path, at=AT)
        assert (again.added, again.updated, again.unchanged) == (0, 0, unchanged), path
    assert groups.seconds + members.seconds < LONGEST
    trusts = Partnership.objects.filter(kind="trust", memberships__left=None, memberships__isnull=False).distinct()
    assert trusts.count() > 1_000
