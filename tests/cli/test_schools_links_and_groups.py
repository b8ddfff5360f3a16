"""``plait schools links`` and ``plait schools groups``: what they print, their exit statuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plait.cli.main import main
from plait.partnerships.models import Membership, Partnership
from plait.schools.models import SchoolLink
from tests.world import school

pytestmark = pytest.mark.django_db

LINKS = "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n990002,990001,Ash,Predecessor,01-09-2014\n"
GROUPS = "Group UID,Group Name,Group Type\n9001,Bracken Trust,Multi-academy trust\n"
MEMBERS = "URN,Linked UID,Group Name,Group Type,Joined date\n990001,9001,Bracken Trust,Multi-academy trust,01-09-2012\n"
KEYS = {"read": 1, "added": 1, "updated": 0, "unchanged": 0, "rejected": [], "rejected_count": 0}


def run(capsys: pytest.CaptureFixture[str], command: str, path: Path, *more: str) -> tuple[int, str, str]:
    status = main(["schools", command, str(path), *more])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.mark.parametrize(("command", "text"), [("links", LINKS), ("groups", GROUPS), ("groups", MEMBERS)])
def test_json_has_the_promised_keys_and_the_second_run_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, text: str
) -> None:
    school(990001, "Ash Bank School")
    path = tmp_path / "published.csv"
    path.write_text(text)
    for expected in (KEYS, KEYS | {"added": 0, "unchanged": 1}):
        status, out, _ = run(capsys, command, path, "--json")
        said = json.loads(out)
        assert said.pop("seconds") > 0
        assert (status, said) == (0, expected)


def test_bad_rows_are_listed_with_file_and_line_and_the_rest_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "links.csv"
    path.write_text(LINKS + "990002,NAT,England,Predecessor,\n")
    status, out, err = run(capsys, "links", path)
    assert status == 1
    assert "1 links added, 0 updated, 0 unchanged, 1 rows rejected." in out
    assert f"{path}:3: LinkURN is 'NAT', not a number" in err
    assert SchoolLink.objects.count() == 1


def test_members_need_the_register_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "members.csv"
    path.write_text(MEMBERS)
    status, _, err = run(capsys, "groups", path)
    assert status == 1
    assert f"{path}:2: URN 990001 is not in the register; read that first, with 'plait schools import'" in err
    assert Partnership.objects.count() == Membership.objects.count() == 0


@pytest.mark.parametrize(
    ("command", "text", "reason"),
    [("links", GROUPS, "no column URN"), ("groups", LINKS, "plait schools links"), ("groups", "", "empty")],
)
def test_the_wrong_file_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, text: str, reason: str
) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text(text)
    status, out, err = run(capsys, command, path, "--json")
    assert (status, out) == (1, "")
    assert reason in err
    assert "Traceback" not in err
    assert SchoolLink.objects.count() == Partnership.objects.count() == 0
