"""Building the demonstration again, on any day, and never among real people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps

from plait.demo.build import NotADemonstration, build
from plait.demo.summary import DemoSummary
from plait.partnerships.queries import rounds_of_school, viewer_for
from plait.people.models import Person
from plait.schools.models import School
from tests.world import person

TODAY = date(2026, 11, 18)
AT = datetime(2026, 11, 18, 13, 5, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> DemoSummary:
    return build(TODAY, AT)


def counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


@pytest.mark.parametrize("today", [date(2027, 1, 4), date(2027, 5, 31), date(2028, 2, 29)])
def test_it_can_be_built_on_any_day(today: date) -> None:
    build(today, datetime(today.year, today.month, today.day, 7, 30, tzinfo=UTC))
    ruth = viewer_for(Person.objects.get(email="ruth@example.org"), today=today)
    current, earlier = (item for item, _ in rounds_of_school(ruth, 990101))
    assert current.title != earlier.title
    assert earlier.review_due < current.opened_on < current.evaluation_due < today < current.review_due


def test_building_again_adds_nothing(built: DemoSummary) -> None:
    before = counts()
    again = build(TODAY + timedelta(days=3), AT + timedelta(days=3))
    assert not again.added
    assert again.schools == built.schools
    assert again.people == built.people
    assert counts() == before


def test_fresh_clears_what_was_changed_and_keeps_the_register(built: DemoSummary) -> None:
    School.objects.create(urn=990001, name="Somewhere Else School")
    School.objects.filter(urn=990101).update(name="Changed")
    Person.objects.filter(email="ruth@example.org").update(name="Changed")
    before = counts()
    again = build(TODAY, AT, fresh=True)
    assert again.added
    assert again.people == built.people
    assert again.schools == built.schools
    assert School.objects.filter(urn=990001).exists()
    assert Person.objects.get(email="ruth@example.org").name == "Ruth Adeyemi-Clarke"
    after = counts()
    # the trail of the first building is gone with the rest; the second reading of the schools is noted
    assert {key for key in before if before[key] != after[key]} <= {"audit.AuditEntry", "schools.RegisterImport"}
    assert again.schools[0].name == "Hallowby Hill Primary School and Nursery"


@pytest.mark.parametrize("fresh", [False, True])
def test_it_stays_away_from_real_people(fresh: bool) -> None:
    person("somebody")
    before = counts()
    with pytest.raises(NotADemonstration, match="Nothing was changed"):
        build(TODAY, AT, fresh=fresh)
    assert counts() == before


def test_fresh_leaves_real_people_alone_who_came_later(built: DemoSummary) -> None:
    person("somebody")
    before = counts()
    with pytest.raises(NotADemonstration):
        build(TODAY, AT, fresh=True)
    assert counts() == before
