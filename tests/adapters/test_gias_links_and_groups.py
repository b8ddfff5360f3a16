"""Reading the published links and groups: what is taken from a row, and which rows and files are not taken."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from plait.adapters.gias_files import RegisterUnreadable, RejectedRow
from plait.adapters.gias_groups import GroupRow, MemberRow, open_groups
from plait.adapters.gias_links import LinkRow, kind_of, open_links
from plait.domain.lineage import LinkKind

LINKS = '"URN","LinkURN","LinkName","LinkType","LinkEstablishedDate"\r\n'
GROUPS = (
    "group_uid,group_id,group_name,group_type__code_,group_type,closed_date,open_date,incorporated_on__open_date_\n"
)
MEMBERS = (
    '"URN","Linked UID","Group Name","Companies House Number","Group Type","Closed Date","Group Status",'
    '"FederationType","Joined date","EstablishmentName","HasSharedHT"\r\n'
)


def written(tmp_path: Path, text: str, encoding: str = "cp1252") -> Path:
    path = tmp_path / "published.csv"
    path.write_bytes(text.encode(encoding))
    return path


def rejected(rows: list[object]) -> list[tuple[int, str]]:
    return [(row.row, row.reason) for row in rows if isinstance(row, RejectedRow)]


def test_links_as_published_with_bad_rows_listed(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        LINKS
        + '990002,990001,"Môr Lân School","Predecessor - merged","01-09-2014"\r\n'
        + '990001,990002,"Ash Bank","Successor",""\r\n'
        + '990001,990003,"Beck","Result of Amalgamation","2014-09-01"\r\n'
        + '990001,990001,"Ash Bank","Successor",""\r\n'
        + '990001,990002,"Ash Bank","Predecessor",""\r\n'
        + '990004,,"Cliff","Successor",""\r\n'
        + '990004,990005,"Cliff","","01-09-2014"\r\n'
        + '990004,990005,"Cliff","Successor","31-31-2014"\r\n',
    )
    rows = list(open_links(path).rows())
    assert [row for row in rows if isinstance(row, LinkRow)] == [
        LinkRow(990002, 990001, "Môr Lân School", LinkKind.PREDECESSOR, "Predecessor - merged", date(2014, 9, 1)),
        LinkRow(990001, 990002, "Ash Bank", LinkKind.SUCCESSOR, "Successor", None),
        LinkRow(990001, 990003, "Beck", LinkKind.RELATED, "Result of Amalgamation", date(2014, 9, 1)),
    ]
    reasons = rejected(list(rows))
    assert [line for line, _ in reasons] == [5, 6, 7, 8, 9]
    for (_, reason), word in zip(
        reasons,
        ("linked to itself", "earlier line", "LinkURN is blank", "LinkType is blank", "not a date"),
        strict=True,
    ):
        assert word in reason


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Predecessor", LinkKind.PREDECESSOR),
        ("successor - Split School", LinkKind.SUCCESSOR),
        ("Sixth Form Centre Link", LinkKind.RELATED),
        ("Merged - change in age range", LinkKind.RELATED),
    ],
)
def test_direction_of_a_link_follows_from_its_first_word(words: str, kind: LinkKind) -> None:
    assert kind_of(words) is kind


def test_groups_as_published(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        GROUPS
        + "9001,TR1,Bracken Trust,06,Multi-academy trust,,,01/09/2011\n"
        + "9002,9002,Hill and Dale Federation,01,Federation,31/10/2025,01/09/2016,\n"
        + "9003,SP1,Diocese of Northshire,05,School sponsor,,,\n"
        + "9004,1,Fern Centres,08,Children's Centres Group,,,\n"
        + "9005,1,Umbrella of Dale,07,Umbrella trust,,,\n"
        + "9006,1,Nothing,99,Book club,,,\n"
        + "9002,9002,Again,01,Federation,,,\n"
        + "9007,1,Backwards,01,Federation,01/01/1900,01/01/1902,\n"
        + ",,,,,,,Total\n",
        "utf-8",
    )
    rows = list(open_groups(path).rows())
    assert [row for row in rows if isinstance(row, GroupRow)] == [
        GroupRow("9001", "Bracken Trust", "trust", date(2011, 9, 1), None),
        GroupRow("9002", "Hill and Dale Federation", "federation", date(2016, 9, 1), date(2025, 10, 31)),
        GroupRow("9003", "Diocese of Northshire", "sponsor", None, None),
        GroupRow("9004", "Fern Centres", "childrens-centres", None, None),
        GroupRow("9005", "Umbrella of Dale", "alliance", None, None),
    ]
    assert [line for line, _ in rejected(list(rows))] == [7, 8, 9, 10]


def test_ragged_rows_of_members_are_read_and_shifted_ones_are_not(tmp_path: Path) -> None:
    short = '990001,"9001","Bracken Trust","","Multi-academy trust","","Open","","01-09-2012","Ash Bank"\r\n'
    long = short.replace("990001", "990002").replace("\r\n", ',"","",""\r\n')
    shifted = short.replace("990001", "990003").replace('"Bracken Trust"', "Bracken, Dale Trust")
    late = short.replace("990001", "990004").replace("01-09-2012", "")
    path = tmp_path / "members.csv.gz"
    path.write_bytes(gzip.compress((MEMBERS + short + long + shifted + late).encode("cp1252")))
    rows = list(open_groups(path).rows())
    group = GroupRow("9001", "Bracken Trust", "trust", None, None)
    assert [row for row in rows if isinstance(row, MemberRow)] == [
        MemberRow(2, 990001, group, date(2012, 9, 1), None),
        MemberRow(3, 990002, group, date(2012, 9, 1), None),
    ]
    (_, moved), (_, undated) = rejected(list(rows))
    assert "no kind of group that Plait knows" in moved
    assert "Joined date is blank" in undated


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (LINKS, "plait schools links"),
        ("URN,EstablishmentName,Town\n990001,Ash,Dale\n", "plait schools import"),
        ("UID,Name\n1,Ash\n", "no column Group UID"),
        ("URN,Linked UID,Group Name\n990001,1,Ash\n", "no column Group Type and no column Joined date"),
        ("Group UID;Group Name;Group Type\n", "parted by semicolons"),
    ],
)
def test_file_that_holds_no_groups_is_refused_with_what_would_be_right(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(RegisterUnreadable, match=reason):
        open_groups(written(tmp_path, text))


def test_file_that_holds_no_links_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterUnreadable, match="no column LinkURN and no column LinkType; the published links"):
        open_links(written(tmp_path, "URN,EstablishmentName\n990001,Ash\n"))
