"""Joining, leaving, nesting: who may, what is refused and why, what the trail keeps."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from plait.audit.models import AuditEntry
from plait.domain.partnership_kinds import MemberRole
from plait.domain.roles import Role
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, Refused
from plait.domain.viewer import Viewer
from plait.partnerships import actions, queries
from plait.partnerships.models import Membership, Partnership
from tests.world import AT, TODAY, World, trio

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def world() -> World:
    return trio()


def led(world: World, name: str, kind: str = "cluster") -> int:
    """Another partnership that Lee leads."""
    made = actions.found_partnership(name=name, kind=kind, urns=[world.outside], joined=date(2026, 1, 1), at=AT)
    lee = world.people["lee"].pk
    actions.appoint(person_id=lee, role=Role.PARTNERSHIP_LEAD, partnership_id=made, starts=date(2026, 1, 1), at=AT)
    return made


def join(world: World, viewer: Viewer | None = None, **given: object) -> int:
    fields = {"partnership_id": world.partnership_id, "joined": date(2026, 9, 1), "at": AT} | given
    return actions.join(viewer=viewer or world.viewer("lee"), **fields)  # type: ignore[arg-type]


def test_school_joins_and_leaves_and_joins_again(world: World) -> None:
    join(world, urn=world.outside, role=MemberRole.ASSOCIATE)
    assert world.outside in queries.members(world.partnership_id)
    actions.leave(
        viewer=world.viewer("lee"),
        partnership_id=world.partnership_id,
        urn=world.outside,
        left=date(2026, 9, 30),
        at=AT,
    )
    assert world.outside not in queries.members(world.partnership_id)
    for day in (date(2026, 9, 1), date(2026, 9, 30)):
        with pytest.raises(NotAllowedNow, match="since 1 September 2026 until 30 September 2026; two memberships"):
            join(world, urn=world.outside, joined=day)
    join(world, urn=world.outside, joined=date(2026, 10, 1))
    with pytest.raises(NotAllowedNow, match="since 1 October 2026 and still is"):
        join(world, urn=world.outside, joined=date(2027, 1, 1))
    trail = AuditEntry.objects.filter(kind="membership", school_urn=world.outside).order_by("pk")
    assert [entry.action for entry in trail] == ["join", "leave", "join"]
    assert trail[0].changes["role"] == ["", "associate"]


def test_university_is_a_strategic_partner_by_name_and_gets_no_place_in_rounds(world: World) -> None:
    join(world, name=" University of  Northshire ", role=MemberRole.STRATEGIC)
    assert Membership.objects.get(school=None).name == "University of Northshire"
    assert tuple(queries.members(world.partnership_id)) == tuple(sorted(world.urns))
    with pytest.raises(NotAllowedNow, match="has been a member"):
        join(world, name="University of Northshire", role=MemberRole.STRATEGIC)
    with pytest.raises(NotAllowedNow, match="Only a strategic partner"):
        join(world, name="College of Dale")
    for both_or_none in ({}, {"urn": world.outside, "name": "Somewhere"}):
        with pytest.raises(NotAllowedNow, match="one of the two"):
            join(world, **both_or_none)
    with pytest.raises(NotAllowedNow, match="URN 999999 is not in the register"):
        join(world, urn=999999)


def test_database_refuses_members_that_are_both_or_neither(world: World) -> None:
    for fields in (
        {"school_id": world.outside, "name": "Somewhere", "role": "strategic-partner"},
        {"name": "", "role": "strategic-partner"},
        {"name": "University", "role": "core"},
        {"school_id": world.outside, "role": "visitor"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(partnership_id=world.partnership_id, joined=TODAY, **fields)


def test_only_the_lead_changes_members_and_a_head_takes_out_their_own_school(world: World) -> None:
    with pytest.raises(Refused, match="Only the partnership's lead"):
        join(world, world.viewer("ada"), urn=world.outside)
    with pytest.raises(NotVisible):
        join(world, world.viewer("sam"), urn=world.outside)
    first, second, _ = world.urns
    leaving = {"partnership_id": world.partnership_id, "left": date(2026, 12, 31), "at": AT}
    for name in ("ada", "amy", "gil"):
        with pytest.raises(Refused):
            actions.leave(viewer=world.viewer(name), urn=second, **leaving)
    with pytest.raises(NotAllowedNow, match="cannot leave before"):
        actions.leave(viewer=world.viewer("ada"), urn=first, **leaving | {"left": date(2025, 1, 1)})
    actions.leave(viewer=world.viewer("ada"), urn=first, **leaving)
    assert tuple(queries.members(world.partnership_id)) == (second, world.urns[2])
    with pytest.raises(NotAllowedNow, match="no member"):
        actions.leave(viewer=world.viewer("lee"), urn=first, **leaving)


def test_members_of_a_published_group_are_not_changed_by_hand(world: World) -> None:
    Partnership.objects.filter(pk=world.partnership_id).update(reference="9001")
    with pytest.raises(Refused, match="published register"):
        join(world, urn=world.outside)


def test_nesting_needs_the_lead_of_both_and_never_goes_round(world: World) -> None:
    inner, middle, outer = world.partnership_id, led(world, "Dale cluster"), led(world, "Dale network", "network")
    lee = world.viewer("lee")

    def nest(part: int, parent: int | None, viewer: Viewer = lee) -> None:
        actions.nest(viewer=viewer, partnership_id=part, parent_id=parent, at=AT)

    nest(inner, middle)
    nest(middle, outer)
    for part, parent in ((outer, inner), (middle, inner), (inner, inner)):
        with pytest.raises(NotAllowedNow, match="lies inside"):
            nest(part, parent)
    with pytest.raises(NotVisible):
        nest(inner, outer, world.viewer("ada"))
    with pytest.raises(Refused, match="leads both"):
        nest(inner, None, world.viewer("ada"))
    nest(inner, None)
    nest(outer, inner)
    assert AuditEntry.objects.filter(action="nest").count() == 4
    with pytest.raises(IntegrityError), transaction.atomic():
        Partnership.objects.filter(pk=inner).update(parent_id=inner)


def test_kind_decides_governance_and_must_be_set_up(world: World) -> None:
    def found(kind: str) -> str:
        made = actions.found_partnership(name="Dale", kind=kind, urns=[], joined=TODAY, at=AT)
        return Partnership.objects.get(pk=made).governance

    assert (found("federation"), found("alliance")) == ("hard", "soft")
    with pytest.raises(NotAllowedNow, match=r"no kind of partnership here\. These are: alliance, "):
        found("book-club")


def test_deployers_own_kind_is_as_good_as_any(world: World, settings: object) -> None:
    settings.PARTNERSHIP_KINDS = settings.PARTNERSHIP_KINDS | {  # type: ignore[attr-defined]
        "book-club": queries.described({}, "book-club")
    }
    made = actions.found_partnership(name="Readers", kind="book-club", urns=world.urns, joined=TODAY, at=AT)
    assert {item.id: item.kind for item in queries.partnerships_of(world.viewer("ada"))}[made] == "book club"
