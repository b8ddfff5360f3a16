"""``plait programme``: what it prints, where, and its exit statuses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from plait.adapters.programme_files import built_in
from plait.cli.main import main

TRIO = Path(__file__).resolve().parents[2] / "plait" / "programme_files" / "peer-trio-1.yaml"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    status = main(["programme", *map(str, arguments)])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.fixture(autouse=True)
def _no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLAIT_PROGRAMMES", raising=False)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    text = (
        TRIO.read_text().replace("id: peer-trio", "id: our-trio").replace("title: Peer review in a trio", "title: Ours")
    )
    path = tmp_path / "ours.yaml"
    path.write_text(text)
    return path


def test_check_of_a_sound_file(capsys: pytest.CaptureFixture[str], own: Path) -> None:
    assert run(capsys, "check", own) == (0, "Ours (our-trio, version 1) is sound: 5 steps; heads sign it.\n", "")


def test_check_names_every_fault_with_file_and_line(capsys: pytest.CaptureFixture[str], own: Path) -> None:
    own.write_text(
        own.read_text().replace("judging: levels", "judging: grades").replace("kept: {author", "kept: {lead")
    )
    lines = own.read_text().splitlines()
    judging, kept = (
        next(number for number, line in enumerate(lines, 1) if word in line) for word in ("judging:", "kept:")
    )
    status, out, err = run(capsys, "check", own)
    assert (status, out) == (1, "")
    assert err.splitlines() == [
        f"{own}:{judging}: judging: “grades” is not known; use levels or words.",
        f"{own}:{kept}: Working notes belong to those who wrote them, not to lead.",
    ]
    status, out, _ = run(capsys, "check", own, "--json")
    found = json.loads(out)
    assert (status, found["id"], found["steps"]) == (1, "our-trio", 5)
    assert [item["line"] for item in found["errors"]] == [judging, kept]


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "list", "--json")
    found = {item["id"]: item for item in json.loads(out)["programmes"]}
    assert status == 0
    assert set(found) == set(built_in())
    assert found["peer-trio"]["steps"] == ["evaluate", "look", "talk", "report", "plan"]
    assert found["own-school"]["needs_signature"] is False
    assert "peer-trio@1" in run(capsys, "list")[1]


def test_show_tells_it_in_the_words_that_heads_sign(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "show", "focus-triad")
    assert status == 0
    assert "Judgements: in words, without a grade" in out
    assert "2. Choose your areas of focus (by week 3, about 30 minutes, noted by the headteacher)" in out
    assert "the whole partnership, noted by the partnership lead or headteacher" in out
    assert "Your partnership lead can see how far you are, not what it says." in out
    assert "You can choose to release it to" in out
    assert "Reviewers’ working notes: one month" in out
    assert "it always goes to" in run(capsys, "show", "shared-report")[1]
    assert "Nothing leaves your school unless you release it." in run(capsys, "show", "own-school@1")[1]


def test_show_as_json_is_the_programme_as_in_its_file(capsys: pytest.CaptureFixture[str], own: Path) -> None:
    assert json.loads(run(capsys, "show", "peer-trio", "--json")[1]) == built_in()["peer-trio"].as_data()
    assert json.loads(run(capsys, "show", own, "--json")[1])["id"] == "our-trio"


def test_a_name_that_nobody_knows(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "show", "peer-trois")
    assert (status, out) == (2, "")
    assert "Did you mean peer-trio" in err


def test_ones_own_folder_by_setting(
    capsys: pytest.CaptureFixture[str], own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAIT_PROGRAMMES", str(own.parent))
    assert "our-trio@1" in run(capsys, "list")[1]
    assert run(capsys, "show", "our-trio")[1].startswith("Ours (our-trio, version 1)")
    own.write_text(own.read_text().replace("pairing: everyone", "pairing: nobody"))
    status, out, err = run(capsys, "list")
    assert (status, out) == (1, "")
    assert f"{own}:" in err
    assert "“pairing”" in err


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_path_that_is_no_file(capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str) -> None:
    for command in ("check", "show"):
        status, out, err = run(capsys, command, tmp_path / name)
        assert (status, out) == (1, "")
        assert err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["check"], ["nothing"], ["show", "a", "b"], ["list", "--yes"]])
def test_wrong_use_is_status_2(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert "Usage" in err


def test_no_database_and_no_django_are_needed_but_a_bad_folder_stops_the_settings(tmp_path: Path) -> None:
    code = (
        "import sys; from plait.cli.main import main; assert main(['programme', 'show', 'peer-trio']) == 0; "
        "assert not [name for name in sys.modules if name.split('.')[0] == 'django']"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    code = "import plait.config.settings"
    environment = {"PLAIT_HOME": str(tmp_path), "PLAIT_PROGRAMMES": str(tmp_path / "missing"), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment)
    assert "PLAIT_PROGRAMMES: " in done.stderr.splitlines()[-1]
    assert "there is no such folder" in done.stderr.splitlines()[-1]
