"""The real register and a slice with all its columns: counts, twice, and places that must be found."""

from __future__ import annotations

import resource
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plait.adapters.gias import RegisterRow, open_register
from plait.domain.viewer import Viewer
from plait.schools import queries
from plait.schools.actions import import_register
from plait.schools.models import School

pytestmark = [pytest.mark.django_db, pytest.mark.engine, pytest.mark.real_data]

AT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
SOMEONE = Viewer(1, "Someone")
NATIONAL = Path("register", "edubasealldata20231116.csv.gz")
SLICE = Path("register", "gias_full_columns_hampshire_surrey_2022-04-20.csv")


def test_national_register_twice_and_found(published: Path) -> None:
    first = import_register(path=published / NATIONAL, at=AT)
    assert (first.read, first.added, first.rejected) == (50_515, 50_515, ())
    assert School.objects.filter(status="open").count() == 26_989
    assert School.objects.filter(easting=0).count() == 0
    assert School.objects.filter(easting=None).count() == 1_730 + 147

    second = import_register(path=published / NATIONAL, at=AT)
    assert (second.read, second.added, second.updated, second.unchanged) == (50_515, 0, 0, 50_515)

    assert queries.search(SOMEONE, "100000").schools[0].urn == 100000
    assert queries.search(SOMEONE, "gu34 1dh").schools[0].urn == 115850
    assert queries.search(SOMEONE, "awel y mor").total >= 1, "found without its accent"
    jacques = queries.search(SOMEONE, "prevert francaise")
    assert [school.name for school in jacques.schools] == ["Ecole Française de Londres Jacques Prévert"]
    many = queries.search(SOMEONE, "st josephs catholic primary school")
    assert many.total >= 87
    states = [school.status == "closed" for school in queries.search(SOMEONE, "st josephs", limit=200).schools]
    assert states == sorted(states), "closed schools come last"


def test_slice_with_all_columns_keeps_what_the_other_lacks(published: Path) -> None:
    import_register(path=published / SLICE, at=AT)
    assert School.objects.count() == 1_096
    assert School.objects.exclude(trust="").count() == 1_096 - 920
    facts = queries.facts([115850])[115850]
    assert facts.provision == {"early-years", "primary"}
    import_register(path=published / NATIONAL, at=AT)
    assert facts.pupils == 138
    after = queries.facts([115850])[115850]
    assert after == replace(facts, pupils=147), "the national file has no ages; those known stay"
    assert School.objects.count() == 50_515


def test_reading_holds_no_more_for_a_longer_file(published: Path) -> None:
    register = open_register(published / NATIONAL)
    rows = register.rows()
    taken = [next(rows) for _ in range(2_000)]
    assert all(isinstance(row, RegisterRow) for row in taken)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert sum(1 for _ in rows) == 50_515 - 2_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8_000, "kilobytes"
