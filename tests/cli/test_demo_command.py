"""``plait demo``: what it prints, what it refuses, and that what it serves answers."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from plait.cli.main import main
from tests.world import person


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.django_db
def test_table_names_address_people_password_and_states(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--no-serve", "--port", "8123"]) == 0
    said = capsys.readouterr().out
    assert "http://localhost:8123/" in said
    assert said.count("three-strands-one-plait") == 1
    assert "ruth@example.org" in said
    assert "Headteacher" in said
    assert "evaluating itself; 3 of 7 areas judged" in said
    assert max(map(len, said.splitlines())) < 130, "too wide for a terminal"
    assert "here already" not in said
    assert main(["demo", "--no-serve"]) == 0
    assert "here already" in capsys.readouterr().out


@pytest.mark.django_db
def test_json_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--no-serve", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["url"] == "http://localhost:8000/"
    assert said["added"] is True
    assert len(said["people"]) == 30
    assert len(said["schools"]) == 10
    assert all(set(item) == {"name", "role", "school", "email", "password"} for item in said["people"])


@pytest.mark.parametrize(
    ("scale", "expected"), [("country", "there is no such scale; it is trio or area"), ("", "there is no such scale")]
)
def test_scales_that_are_not_there_are_a_usage_error(
    scale: str, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--no-serve", "--scale", scale]) == 2
    assert expected in capsys.readouterr().err


def test_port_that_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main(["demo", "--port", str(port)]) == 1
    said = capsys.readouterr().err
    assert f"port {port}" in said
    assert "--port" in said


@pytest.mark.django_db
def test_database_with_people_of_its_own_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    person("somebody")
    assert main(["demo", "--no-serve"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "people who are not of the demonstration" in said.err


def test_first_command_of_all_serves_a_sign_in_page(tmp_path: Path) -> None:
    port = free_port()
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("DATABASE_URL", "PLAIT_", "DJANGO_"))
    }
    server = subprocess.Popen(
        [sys.executable, "-c", "from plait.cli.main import run; run()", "demo", "--port", str(port), "--json"],
        env=kept | {"PLAIT_HOME": str(tmp_path / "home")},
        stdout=subprocess.PIPE,
        stderr=(tmp_path / "said").open("w"),
        text=True,
    )
    try:
        page = ""
        for _ in range(600):
            try:
                with urlopen(f"http://localhost:{port}/sign-in/", timeout=10) as answer:
                    page = answer.read().decode()
                break
            except OSError:  # not there yet, or slow to answer
                assert server.poll() is None, (tmp_path / "said").read_text()
                time.sleep(0.2)
        assert "<h1" in page
        assert "E-mail" in page
    finally:
        server.terminate()
        said, _ = server.communicate(timeout=30)
    assert json.loads(said)["url"] == f"http://localhost:{port}/"
