"""Lines of the server's log: no secret of an address, the zone with the time, and who fails to sign in."""

from __future__ import annotations

import logging
import re

import pytest
from django.conf import settings
from django.test import Client

from plait.config.log_lines import WithoutSecrets

SECRET = "Zx81-kQ_w4Pp90aLmN2vTt7"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.handler.addFilter(WithoutSecrets())
    return caplog


def test_every_handler_takes_secrets_out() -> None:
    assert all("without-secrets" in handler["filters"] for handler in settings.LOGGING["handlers"].values())


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/open/{}/", "/your-calendar/{}.ics", "/your-mail/stop/{}/"])
def test_an_address_is_noted_without_its_secret(client: Client, lines: pytest.LogCaptureFixture, address: str) -> None:
    assert client.get(address.format(SECRET)).status_code == 404
    (record,) = (record for record in lines.records if record.name == "django.request")
    assert record.getMessage() == f"Not Found: {address.format('…')}"


@pytest.mark.parametrize(
    ("line", "bare"),
    [
        ("Not Found: /partnerships/12/reminders/", "Not Found: /partnerships/12/reminders/"),
        (f"Gone: /open/{SECRET}/read/?a=1", "Gone: /open/…/read/?a=1"),
        (f"Gone: /a/{SECRET}:1:{SECRET}", "Gone: /a/…"),
    ],
)
def test_what_is_taken_out(line: str, bare: str) -> None:
    record = logging.LogRecord("x", logging.WARNING, "", 0, "%s", (line,), None)
    assert WithoutSecrets().filter(record)
    assert record.getMessage() == bare


def test_a_line_says_its_zone() -> None:
    form = settings.LOGGING["formatters"]["line"]
    line = logging.Formatter(form["format"], form["datefmt"]).format(
        logging.LogRecord("x", logging.WARNING, "", 0, "words", (), None)
    )
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} WARNING x words$", line)


@pytest.mark.django_db
def test_failing_to_sign_in_is_noted_without_what_was_typed(client: Client, lines: pytest.LogCaptureFixture) -> None:
    client.post("/sign-in/", {"login": "nobody@ash-hill.example", "password": "two strands"})
    found = [record.getMessage() for record in lines.records if record.name == "plait.people.sign_in"]
    assert found == ["signing in failed, from 127.0.0.1"]
