"""``plait worker`` as somebody meets it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from plait.cli.main import main
from plait.jobs import registry
from plait.jobs.registry import Job
from plait.mail import kinds
from plait.mail.actions import queue


@pytest.fixture
def own_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_KINDS", dict(kinds._KINDS))
    kinds.register(kinds.Kind("test-code", "Codes", "Somebody waits for it.", urgent=True))


def failing(at: Any) -> int:
    raise RuntimeError("no paper")


@pytest.mark.django_db
def test_once_sends_what_waits(own_kind: None, capsys: pytest.CaptureFixture[str]) -> None:
    queue(kind="test-code", dedupe_key="x", to_address="bea@example.org", subject="Code", text="1 2 3",
          at=timezone.now())  # fmt: skip
    assert main(["worker", "--once", "--json"]) == 0
    ran = {item["job"]: item for item in json.loads(capsys.readouterr().out)["ran"]}
    assert ran["send-mail"] == {"job": "send-mail", "done": 1, "error": ""}
    assert [item.subject for item in mail.outbox] == ["Code"]
    assert main(["worker", "--once"]) == 0
    assert capsys.readouterr().out == "Nothing was due.\n"


@pytest.mark.django_db
def test_once_says_what_failed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(registry, "_JOBS", {})
    registry.register(Job("print", timedelta(hours=1), failing, "prints"))
    assert main(["worker", "--once"]) == 1
    assert "print: RuntimeError: no paper" in capsys.readouterr().err
