"""``plait check``, ``plait serve`` and ``plait bench`` as somebody meets them: in a process of their own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from plait.cli.bench.result import BenchmarkResult, side_by_side
from plait.cli.main import main
from plait.frameworks.actions import publish_built_in
from tests.world import AT


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PLAIT_", "DATABASE", "DJANGO"))}
    return kept | {"PLAIT_HOME": str(home)} | more


def plait(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from plait.cli.main import run; run()", *arguments]
    return subprocess.run(
        command, env=environment(home, **more), capture_output=True, text=True, timeout=120, check=False
    )


def test_check_of_a_fresh_home_says_what_is_missing_and_what_to_do(tmp_path: Path) -> None:
    done = plait(tmp_path, "check", "--json")
    said = json.loads(done.stdout)
    assert done.returncode == 1
    assert said["ok"] is False
    assert said["findings"][0]["id"] == "plait.E002"
    assert "plait serve" in said["findings"][0]["hint"]
    assert all(item["hint"] for item in said["findings"] if item["level"] == "error")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL: this names no database; give postgresql://"),
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/plait"}, "the database does not answer"),
        ({"PLAIT_SECRET_KEY": "short"}, "PLAIT_SECRET_KEY is too short"),
    ],
)
def test_wrong_settings_are_one_clear_message(tmp_path: Path, more: dict[str, str], words: str) -> None:
    done = plait(tmp_path, "check", **more)
    assert done.returncode == 1
    assert words in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "did not expect" not in done.stderr


def test_home_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = plait(tmp_path / "file" / "home", "check")
    assert done.returncode == 1
    assert "the home folder cannot be used" in done.stderr


@pytest.mark.django_db
def test_check_of_a_database_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    publish_built_in(at=AT)
    assert main(["check", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["ok"] is True
    assert {item["id"] for item in said["findings"]} == {"plait.W001", "plait.W003", "plait.W004", "plait.W007"}


def test_serve_makes_the_database_and_answers(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from plait.cli.main import run; run()", "serve", "--port", str(port)]
    server = subprocess.Popen(
        [*command, "--workers", "1"], env=environment(tmp_path), stderr=subprocess.PIPE, text=True
    )
    try:
        for _ in range(300):
            try:
                with urlopen(f"http://127.0.0.1:{port}/health") as answer:
                    assert json.load(answer) == {"status": "ok"}
                break
            except URLError:
                assert server.poll() is None, server.stderr.read() if server.stderr else ""
                time.sleep(0.2)
        else:
            pytest.fail("the server did not answer")
        with urlopen(f"http://127.0.0.1:{port}/sign-in/") as page:
            assert b"plait-" in page.read()
        taken = plait(tmp_path, "serve", "--port", str(port))
        assert (taken.returncode, "choose another with --port" in taken.stderr) == (1, True)
    finally:
        server.send_signal(signal.SIGTERM)
        _, err = server.communicate(timeout=60)
    assert f"Plait is at http://localhost:{port}/" in err
    assert server.returncode == 0


def test_unknown_benchmark_is_a_usage_error(tmp_path: Path) -> None:
    done = plait(tmp_path, "bench", "nonsense")
    assert done.returncode == 2
    assert "no benchmark is called nonsense; there are:" in done.stderr
    assert "register-import" in done.stderr
    assert list(tmp_path.iterdir()) == [], "benchmarks keep to a home of their own"


def test_sides_are_timed_by_turns_and_the_best_counts() -> None:
    order: list[str] = []
    ours, theirs = iter((3.0, 1.0, 2.0)), iter((4.0, 6.0, 5.0))

    def one() -> float:
        order.append("ours")
        return next(ours)

    def other() -> float:
        order.append("theirs")
        return next(theirs)

    assert side_by_side(one, other, times=3) == (1.0, 4.0)
    assert order == ["ours", "theirs"] * 3
    assert BenchmarkResult("x", 1.0, 4.0, "s", "").ratio == 0.25
    assert BenchmarkResult("x", 1.0, 0.0, "s", "").ratio == 0.0
