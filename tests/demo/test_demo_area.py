"""The made-up county: what is in it, that it is built the same again, and that its people see what is theirs."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from inspection import PageClient

from plait.demo.area.build import AreaSummary, NotTheArea, build_area
from plait.demo.area.county import county
from plait.demo.area.together import partnerships
from plait.domain.roles import Role
from plait.partnerships.models import Appointment, Membership, Partnership, Round
from plait.peerreview.models import Challenge
from plait.people.models import Person
from plait.schools.models import School, SchoolLink
from plait.selfevaluation.models import AreaJudgement
from tests.world import person

TODAY = date(2026, 11, 18)
AT = datetime(2026, 11, 18, 13, 5, tzinfo=UTC)


def test_the_county_is_the_same_for_the_same_day_and_looks_like_one() -> None:
    schools = county(TODAY)
    assert schools == county(TODAY)
    assert len(schools) == 520
    assert len({item.name for item in schools}) == 520
    assert all(990_000 < item.urn < 1_000_000 for item in schools)
    assert all(380_000 < item.easting < 530_000 and 250_000 < item.northing < 390_000 for item in schools)
    heirs = {item.carried_on_by for item in schools if item.carried_on_by}
    assert heirs <= {item.urn for item in schools if item.open}
    together = partnerships(schools)
    assert len(together) == 40
    assert together == partnerships(schools)
    kinds = {item.kind for item in together}
    assert {"council-area", "trust", "cluster", "diocese", "alliance", "network", "trio", "federation"} <= kinds
    member = {item.urn: sum(item.urn in each.urns for each in together) for item in schools}
    assert 0 in member.values()
    assert max(member.values()) > 2
    diocese = next(item for item in together if item.kind == "diocese")
    assert {item.authority for item in schools if item.urn in diocese.urns} == {"Ferrowshire", "Netherdale"}


@pytest.mark.django_db
def test_it_is_built_and_its_people_find_their_way(client: PageClient) -> None:
    made: AreaSummary = build_area(TODAY, AT, password="three-strands-one-plait")
    assert (made.added, made.schools, made.partnerships) == (True, 520, 40)
    assert School.objects.count() == 520
    assert SchoolLink.objects.exists()
    assert Partnership.objects.filter(parent__parent=None, parent__isnull=False).count() == 14
    assert set(Appointment.objects.values_list("role", flat=True)) == {role.value for role in Role}
    assert Membership.objects.filter(school=None).exists()
    assert Round.objects.filter(closed_on=None).count() > 25
    assert Round.objects.exclude(closed_on=None).count() > 1
    in_words = AreaJudgement.objects.filter(evaluation__round__definition__judging="words")
    assert in_words.exclude(strengths="").exclude(consider="").count() > 20
    assert not in_words.exclude(answer="").exists()
    assert Challenge.objects.exclude(strengths="").exists()
    assert Appointment.objects.filter(person__email="eight.roles@example.org").count() == 8
    council = Partnership.objects.get(kind="council-area").pk
    for who in ("officer", "lead.0", "eight.roles", "board"):
        client.force_login(
            Person.objects.get(email=f"{who}@example.org"),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        answer = client.get(f"/partnerships/{council}/")
        assert answer.status_code == 200
        assert len(answer.content) < 150 * 1024
    again = build_area(TODAY, AT, password="three-strands-one-plait")
    assert (again.added, School.objects.count()) == (False, 520)


@pytest.mark.django_db
def test_it_is_never_put_among_real_people() -> None:
    person("somebody")
    with pytest.raises(NotTheArea, match="Nothing was changed"):
        build_area(TODAY, AT, password="three-strands-one-plait")
    assert not School.objects.exists()
