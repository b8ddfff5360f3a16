"""Published groups as partnerships: twice the same, members in time, and nothing becomes visible."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from plait.audit.models import AuditEntry
from plait.partnerships.group_actions import import_groups
from plait.partnerships.models import Membership, Partnership
from plait.schools.actions import ImportResult
from tests.world import school

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

AT = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
GROUPS = "Group UID,Group Name,Group Type,Closed Date,Open date\n"
MEMBERS = "URN,Linked UID,Group Name,Group Type,Closed Date,Joined date,Left date\n"
TWO = "9001,Bracken Trust,Multi-academy trust,,01/09/2011\n9002,Dale Federation,Federation,,\n"
JOINED = (
    "990001,9001,Bracken Trust,Multi-academy trust,,01-09-2012,\n990002,9002,Dale Federation,Federation,,01-01-2015,\n"
)


@pytest.fixture(autouse=True)
def register() -> None:
    school(990001, "Ash Bank School")
    school(990002, "Beck Lane School")


def take(tmp_path: Path, heading: str, rows: str) -> ImportResult:
    path = tmp_path / "groups.csv"
    path.write_text(heading + rows)
    return import_groups(path=path, at=AT)


def counts(result: ImportResult) -> tuple[int, int, int, int, int]:
    return result.read, result.added, result.updated, result.unchanged, result.rejected_count


def periods(urn: int) -> list[tuple[str | None, date, date | None]]:
    rows = Membership.objects.filter(school_id=urn).order_by("joined", "pk")
    return list(rows.values_list("partnership__reference", "joined", "left"))


def test_groups_twice_then_a_new_name_and_a_closing(tmp_path: Path) -> None:
    assert counts(take(tmp_path, GROUPS, TWO)) == (2, 2, 0, 0, 0)
    assert counts(take(tmp_path, GROUPS, TWO)) == (2, 0, 0, 2, 0)
    trust = Partnership.objects.get(reference="9001")
    assert (trust.kind, trust.governance, trust.opened) == ("trust", "hard", date(2011, 9, 1))
    take(tmp_path, MEMBERS, JOINED)
    changed = TWO.replace("Dale Fed", "Hill and Dale Fed").replace("trust,,", "trust,31/08/2020,")
    assert counts(take(tmp_path, GROUPS, changed)) == (2, 0, 2, 0, 0)
    assert counts(take(tmp_path, GROUPS, changed)) == (2, 0, 0, 2, 0)
    assert periods(990001) == [("9001", date(2012, 9, 1), date(2020, 8, 31))], "it ended with the trust"
    assert periods(990002) == [("9002", date(2015, 1, 1), None)]
    last = AuditEntry.objects.filter(kind="published-groups").latest("pk")
    assert last.changes["unchanged"] == ["", "2"]


def test_members_found_what_is_missing_and_leave_the_rest_alone(tmp_path: Path) -> None:
    take(tmp_path, GROUPS, TWO.split("\n")[0] + "\n")
    old_name = JOINED.replace("Bracken Trust", "Fern Trust")
    unknown = "990099,9001,Bracken Trust,Multi-academy trust,,01-09-2012,\n"
    first = take(tmp_path, MEMBERS, old_name + unknown)
    assert counts(first) == (3, 2, 0, 0, 1)
    assert (first.rejected[0].row, "not in the register" in first.rejected[0].reason) == (4, True)
    assert counts(take(tmp_path, MEMBERS, old_name + unknown)) == (3, 0, 0, 2, 1)
    assert set(Partnership.objects.values_list("name", flat=True)) == {"Bracken Trust", "Dale Federation"}


def test_day_of_joining_is_corrected_and_rejoining_is_a_second_membership(tmp_path: Path) -> None:
    take(tmp_path, MEMBERS, JOINED)
    assert counts(take(tmp_path, MEMBERS, JOINED.replace("01-01-2015", "01-02-2015"))) == (2, 0, 1, 1, 0)
    twice = (
        "990002,9002,Dale Federation,Federation,,01-02-2015,31-08-2018\n"
        "990002,9002,Dale Federation,Federation,,01-09-2019,\n"
    )
    assert counts(take(tmp_path, MEMBERS, twice)) == (2, 1, 1, 0, 0)
    assert counts(take(tmp_path, MEMBERS, twice)) == (2, 0, 0, 2, 0)
    assert [row[1:] for row in periods(990002)] == [
        (date(2015, 2, 1), date(2018, 8, 31)),
        (date(2019, 9, 1), None),
    ]
    within = take(tmp_path, MEMBERS, "990002,9002,Dale Federation,Federation,,01-01-2016,01-01-2017\n")
    assert "already in group 9002 from 2015-02-01 until 2018-08-31" in within.rejected[0].reason


def test_joining_another_trust_ends_the_last_but_no_federation_or_sponsor(tmp_path: Path) -> None:
    take(tmp_path, MEMBERS, JOINED + "990001,9003,Diocese,School sponsor,,01-09-2012,\n")
    move = "990001,9004,Fern Trust,Single-academy trust,,01-01-2020,\n"
    assert counts(take(tmp_path, MEMBERS, move)) == (1, 1, 0, 0, 0)
    assert counts(take(tmp_path, MEMBERS, move)) == (1, 0, 0, 1, 0)
    assert periods(990001) == [
        ("9001", date(2012, 9, 1), date(2020, 1, 1)),
        ("9003", date(2012, 9, 1), None),
        ("9004", date(2020, 1, 1), None),
    ]
    older = "990001,9005,Older Trust,Multi-academy trust,,01-09-2010,\n"
    take(tmp_path, MEMBERS, older)
    assert periods(990001)[0] == ("9005", date(2010, 9, 1), date(2012, 9, 1)), (
        "an older trust ends where the next began"
    )


def test_group_that_closed_takes_no_later_member(tmp_path: Path) -> None:
    take(tmp_path, GROUPS, "9001,Bracken Trust,Multi-academy trust,31/08/2012,01/09/2011\n")
    assert "after group 9001 closed" in take(tmp_path, MEMBERS, JOINED).rejected[0].reason
    earlier = JOINED.replace("01-09-2012", "01-01-2012")
    assert take(tmp_path, MEMBERS, earlier).rejected == ()
    assert periods(990001) == [("9001", date(2012, 1, 1), date(2012, 8, 31))]


def test_many_batches_are_like_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plait.partnerships.group_actions.BATCH", 1)
    rows = JOINED + "990002,9001,Bracken Trust,Multi-academy trust,,01-09-2013,\n"
    assert counts(take(tmp_path, MEMBERS, rows)) == (3, 3, 0, 0, 0)
    assert counts(take(tmp_path, MEMBERS, rows)) == (3, 0, 0, 3, 0)
    assert Partnership.objects.count() == 2
