"""Roles as data: every one in words, held where it makes sense, and giving no more than it says."""

from __future__ import annotations

import pytest

from plait.domain.roles import (
    HELD_AT_WORDS,
    PERMISSION_WORDS,
    ROLES,
    HeldAt,
    Permission,
    Role,
    described,
    permits,
)
from plait.domain.viewer import HeldRole, Viewer
from plait.domain.visibility import OWN, Relation

READS = {Role.HEAD, Role.LEADER, Role.STAFF, Role.GOVERNOR}


def test_every_role_and_permission_has_words_of_its_own() -> None:
    assert set(ROLES) == set(Role)
    assert set(PERMISSION_WORDS) == set(Permission)
    assert set(HELD_AT_WORDS) == set(HeldAt)
    assert len({item.title for item in ROLES.values()}) == len(Role)
    assert len(set(PERMISSION_WORDS.values())) == len(Permission)
    assert all(item.description.endswith(".") and len(item.description) > 40 for item in ROLES.values())


def test_every_permission_comes_with_some_role() -> None:
    assert {permission for item in ROLES.values() for permission in item.permissions} == set(Permission)


def test_only_roles_at_a_school_make_one_of_its_own_people() -> None:
    for item in ROLES.values():
        assert (item.relation in OWN) is (item.role in READS)
        if item.relation in OWN:
            assert item.held_at is HeldAt.SCHOOL


def test_whatever_can_be_released_to_is_some_role_or_follows_from_one() -> None:
    by_role = {item.relation for item in ROLES.values() if item.relation is not None}
    follows = {Relation.AUTHOR, Relation.REVIEWER, Relation.MEMBER}  # from pairings and places, not from a role
    assert by_role | follows == set(Relation)
    assert not by_role & follows


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        (Permission.READ, READS),
        (Permission.SIGN, {Role.HEAD}),
        (Permission.RELEASE, {Role.HEAD}),
        (Permission.SUBMIT, {Role.HEAD}),
        (Permission.EVALUATE, {Role.HEAD, Role.LEADER}),
        (Permission.REVIEW, {Role.HEAD, Role.LEADER, Role.REVIEWER}),
        (Permission.RUN_ROUNDS, {Role.PARTNERSHIP_LEAD}),
        (Permission.FOUND, {Role.ADMINISTRATOR}),
    ],
)
def test_who_may_do_what_weighs_most(permission: Permission, roles: set[Role]) -> None:
    assert {role for role in Role if permits(role.value, permission)} == roles


def test_an_administrator_reads_nothing_and_a_reviewer_only_for_a_time() -> None:
    administrator = ROLES[Role.ADMINISTRATOR]
    assert not administrator.permissions & {Permission.READ, Permission.OVERSEE, Permission.TRAIL}
    assert administrator.relation is None
    assert [role for role, item in ROLES.items() if item.must_end] == [Role.REVIEWER]


def test_a_role_that_nobody_knows_any_more_gives_nothing() -> None:
    assert described("inspector") is None
    assert not any(permits("inspector", permission) for permission in Permission)
    viewer = Viewer(1, "Ina", (HeldRole("inspector", urn=990001),))
    assert viewer.urns == frozenset()
    assert viewer.own_relations(990001) == frozenset()


def test_a_role_counts_where_it_is_held_and_nowhere_else() -> None:
    held = (
        HeldRole(Role.HEAD, urn=990001),
        HeldRole(Role.PARTNERSHIP_LEAD, partnership_id=1),
        HeldRole(Role.FACILITATOR, programme_id=1),
    )
    viewer = Viewer(1, "Ada", held)
    assert viewer.may_at(990001, Permission.SIGN)
    assert not viewer.may_at(990002, Permission.SIGN)
    assert viewer.partnerships_with(Permission.RUN_ROUNDS) == {1}
    assert viewer.programmes_with(Permission.RUN_ROUNDS) == frozenset()
    assert viewer.programmes_as(Relation.FACILITATOR) == {1}
    assert viewer.partnerships_as(Relation.FACILITATOR) == frozenset()
    assert not viewer.may_everywhere(Permission.FOUND)
    assert Viewer(2, "Tom", (HeldRole(Role.ADMINISTRATOR),)).may_everywhere(Permission.FOUND)
