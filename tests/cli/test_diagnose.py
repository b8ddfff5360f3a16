"""``plait diagnose``: workbooks in, a report out; every wrong input is one clear line."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from made_up_rounds import framework, said

from plait.adapters import framework_files, workbook
from plait.cli.main import main
from plait.domain.frameworks import Framework
from plait.domain.judgements import Submission


def saved(folder: Path, name: str, submission: Submission, **options: object) -> str:
    file = folder / name
    file.write_bytes(workbook.new(submission.framework, submission=submission, **options))  # type: ignore[arg-type]
    return str(file)


@pytest.fixture
def trio(tmp_path: Path) -> dict[str, str]:
    ours = framework()
    own = said(ours, 3, 3, 2, round_="Autumn 2026", evidence={"first": "Minutes"}, actions={"third": "Begin"})
    return {
        "own": saved(tmp_path, "own.xlsx", own),
        "peer": saved(tmp_path, "peer.xlsx", said(ours, 3, 2, 2, round_="Autumn 2026", partner="Brackendale")),
        "second": saved(tmp_path, "second.xlsx", said(ours, 3, 3, 1, round_="Autumn 2026", partner="Tidewell")),
        "before": saved(tmp_path, "before.xlsx", said(ours, 2, 3, 3, round_="Autumn 2025")),
    }


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["diagnose", *arguments])
    said_ = capsys.readouterr()
    return status, said_.out, said_.err


def test_json_on_standard_output_alone(trio: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(
        capsys,
        trio["own"],
        "--peer",
        trio["peer"],
        "--peer",
        trio["second"],
        "--previous",
        trio["before"],
        "--json",
    )
    assert status == 0
    made = json.loads(out)
    assert [(area["self"], area["peer"], area["previous"], area["change"]) for area in made["areas"]] == [
        (3, 3, 2, 1),
        (3, None, 3, 0),
        (2, None, 3, -1),
    ]
    assert made["agreement"]["comparisons"] == 6
    assert made["areas"][0]["evidence"] == ["Minutes"]
    assert made["areas"][2]["actions"][0]["text"] == "Begin"


@pytest.mark.parametrize(
    ("suffix", "starts"),
    [("pdf", b"%PDF-"), ("docx", b"PK"), ("xlsx", b"PK"), ("html", b"<!doctype"), ("json", b"{")],
)
def test_the_name_decides_the_format(
    suffix: str, starts: bytes, trio: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / f"report.{suffix.upper()}"
    status, said_, _ = run(capsys, trio["own"], "--peer", trio["peer"], "-o", str(out), "--name", "Fernhill School")
    assert status == 0
    assert out.read_bytes().lstrip().lower().startswith(starts.lower())
    assert "Brackendale sees Second a level lower" in said_


def test_it_needs_no_web_framework(trio: dict[str, str], tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from plait.cli.main import main\n"
        f"status = main(['diagnose', {trio['own']!r}, '-o', {str(tmp_path / 'r.pdf')!r}])\n"
        "sys.exit(9 if 'django' in sys.modules else status)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_earlier_rounds_are_put_in_the_order_of_their_dates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours = framework()
    files = [
        saved(
            tmp_path,
            f"{year}.xlsx",
            replace(said(ours, at, at, at, round_=str(year)), dated=date(year, 11, 1)),
        )
        for at, year in ((1, 2024), (2, 2025), (3, 2026))
    ]
    status, out, _ = run(capsys, files[2], "--previous", files[1], "--previous", files[0], "--json")
    assert status == 0
    made = json.loads(out)
    assert made["previous_rounds"] == ["2024", "2025"]
    assert made["areas"][0]["change"] == 1


def test_areas_that_a_workbook_was_not_made_for_stay_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ours = framework_files.find("whole-school")
    assert ours is not None
    own = Submission(ours, "Fernhill", 900001)
    file = saved(tmp_path, "own.xlsx", own, provision=frozenset({"primary"}))
    status, out, _ = run(capsys, file, "--json")
    assert status == 0
    made = json.loads(out)
    assert {"Early years", "Post-16"} <= set(made["left_out"])
    assert made["overall"] is None


class TestRefusals:
    def one_line(self, capsys: pytest.CaptureFixture[str], status: int, *arguments: str) -> str:
        found, out, err = run(capsys, *arguments)
        assert found == status, err
        assert out == ""
        assert "Traceback" not in err
        lines = [line for line in err.splitlines() if line]
        assert len(lines) == 1, lines
        return lines[0]

    def test_another_school(self, trio, tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
        other = saved(tmp_path, "other.xlsx", said(framework(), 1, 1, 1, partner="B", school="Elsewhere", urn=900002))
        line = self.one_line(capsys, 1, trio["own"], "--peer", trio["peer"], "--peer", other, "--json")
        assert line.startswith(f"{other}: ")
        assert "Elsewhere (URN 900002)" in line
        assert "Fernhill (URN 900001)" in line

    def test_another_framework(self, trio, tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
        other = saved(tmp_path, "other.xlsx", said(framework(id_="other"), 1, 1, 1, round_="Then"))
        out = tmp_path / "report.pdf"
        line = self.one_line(capsys, 1, trio["own"], "--previous", other, "-o", str(out))
        assert "other" in line
        assert not out.exists()

    def test_the_same_round_twice(self, trio, capsys) -> None:  # type: ignore[no-untyped-def]
        line = self.one_line(capsys, 1, trio["own"], "--previous", trio["own"], "--json")
        assert "Autumn 2026" in line

    def test_a_peer_on_another_version(self, trio, tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
        newer = saved(tmp_path, "newer.xlsx", said(framework(version="2"), 1, 1, 1, partner="B"))
        assert "own-made@2" in self.one_line(capsys, 1, trio["own"], "--peer", newer, "--json")

    def test_the_wrong_one_named_the_refusal_points_at_it(self, tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
        ours: Framework = framework()
        files = {
            year: saved(
                tmp_path,
                f"{year}.xlsx",
                replace(said(ours, 1, 1, 1, round_=str(year)), dated=date(year, 1, 1)),
            )
            for year in (2024, 2026)
        }
        wrong = saved(
            tmp_path, "wrong.xlsx",
            replace(said(ours, 1, 1, 1, round_="2023", school="Elsewhere", urn=900002), dated=date(2023, 1, 1)),
        )  # fmt: skip
        line = self.one_line(capsys, 1, files[2026], "--previous", files[2024], "--previous", wrong, "--json")
        assert line.startswith(f"{wrong}: ")

    @pytest.mark.parametrize("name", ["report.odt", "report", "report.pdf.exe"])
    def test_an_unknown_suffix_is_usage(self, name, trio, tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
        assert ".docx" in self.one_line(capsys, 2, trio["own"], "-o", str(tmp_path / name))

    def test_nowhere_to_write(self, trio, tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
        assert "-o FILE" in self.one_line(capsys, 2, trio["own"])
        missing = tmp_path / "nowhere" / "report.pdf"
        assert "does not exist" in self.one_line(capsys, 1, trio["own"], "-o", str(missing))

    def test_the_report_never_replaces_a_workbook(self, trio, capsys) -> None:  # type: ignore[no-untyped-def]
        before = Path(trio["own"]).read_bytes()
        assert "overwrite" in self.one_line(capsys, 2, trio["own"], "-o", trio["own"])
        assert Path(trio["own"]).read_bytes() == before

    def test_every_bad_file_is_named_at_once(self, tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
        bad = tmp_path / "bad.xlsx"
        bad.write_bytes(b"%PDF-1.7 not a workbook")
        status, out, err = run(capsys, str(bad), "--peer", str(tmp_path / "gone.xlsx"), "--json")
        assert (status, out) == (1, "")
        lines = err.splitlines()
        assert len(lines) == 2
        assert lines[0].startswith(f"{bad}: ")
        assert "no such file" in lines[1]
