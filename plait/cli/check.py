"""``plait check``: is this installation fit to be used? Each finding has an id and says what to do."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from django.utils.http import is_same_domain

from plait.cli.database import pending
from plait.cli.output import AsJson, Stop, commands, print_json, say
from plait.domain.letters import MailState
from plait.frameworks.queries import titles
from plait.jobs.queries import standing
from plait.mail.queries import outbox
from plait.schools.queries import last_import

app = commands("Say whether this installation is fit to be used.")

SAID_OTHERWISE = {"security.W004", "security.W008", "security.W012", "security.W016"}
"""Found setting by setting where the one cause is an address without https, which plait.W001 names."""


@dataclass(frozen=True, slots=True)
class Finding:
    """``level``: "error" (do not use it so), "warning" (think again) or "note"."""

    id: str
    level: str
    message: str
    hint: str = ""


def findings() -> list[Finding]:
    """All that is wrong or worth knowing, errors first."""
    found = _of_the_database()
    if not settings.SECURE:
        found.append(
            Finding(
                "plait.W001",
                "warning",
                f"The address {settings.BASE_URL} has no https: passwords can be read on the way, and passkeys work "
                "on this machine only.",
                "Put Plait behind a server that speaks https and set PLAIT_BASE_URL to that address.",
            )
        )
    found += _of_the_way_in()
    if settings.DEBUG:
        found.append(
            Finding("plait.E004", "error", "PLAIT_DEBUG is on: errors show what is inside.", "Unset PLAIT_DEBUG.")
        )
    found += _of_the_worker()
    for message in checks.run_checks(include_deployment_checks=True, databases=["default"]):
        if message.id in SAID_OTHERWISE and not settings.SECURE:
            continue
        level = "error" if message.level >= checks.ERROR else "warning"
        found.append(Finding(message.id or "django", level, message.msg, message.hint or ""))
    order = ("error", "warning", "note")
    return sorted(found, key=lambda item: order.index(item.level))


def _of_the_way_in() -> list[Finding]:
    """Mail that reaches nobody, and an address at which passkeys or links would not work."""
    found = []
    if not settings.MAIL_IS_SENT:
        hint = "Set EMAIL_URL and run plait worker; until then, plait invite prints links to pass on."
        found.append(Finding("plait.W004", "warning", "No mail server is named: mails reach nobody.", hint))
    host = urlsplit(settings.BASE_URL).hostname or ""
    if not any(is_same_domain(host, allowed) or allowed == "*" for allowed in settings.ALLOWED_HOSTS):
        message = (
            f"PLAIT_BASE_URL names {host}, which PLAIT_ALLOWED_HOSTS does not answer: links in mails lead nowhere."
        )
        found.append(Finding("plait.W005", "warning", message, f"Add {host} to PLAIT_ALLOWED_HOSTS."))
    with suppress(ValueError):
        ip_address(host)
        hint = "Set PLAIT_BASE_URL to a name: people’s passkeys belong to it, so choose one that stays."
        found.append(Finding("plait.W006", "warning", "Passkeys do not work at an address made of numbers.", hint))
    return found


WAITS_LONG = timedelta(hours=6)


def _of_the_worker() -> list[Finding]:
    """Whether the worker is at work, what waits too long, and what could not be delivered."""
    found: list[Finding] = []
    try:
        now = datetime.now(UTC)
        stuck = [job for job in standing(now) if job.late or job.error]
        box = outbox(now)
    except DatabaseError:
        return found  # said where the database is looked at
    if stuck:
        reasons = "; ".join(f"{job.name}: {job.error or 'has not run for long'}" for job in stuck)
        hint = "Run plait worker beside plait serve, or plait worker --once from cron."
        found.append(Finding("plait.W007", "warning", f"What should run by itself does not ({reasons}).", hint))
    if failed := box.counts.get(MailState.FAILED.value, 0):
        hint = "Ask their readers for their addresses; the mail server's reasons are with the mails."
        message = f"{failed} of the mails of the last year could not be delivered."
        found.append(Finding("plait.I002", "note", message, hint))
    if box.waiting_since and now - box.waiting_since > WAITS_LONG:
        message = f"Mail has waited since {box.waiting_since:%Y-%m-%d %H:%M} UTC to be sent."
        found.append(Finding("plait.W008", "warning", message, "See whether plait worker runs and what it says."))
    return found


def _of_the_database() -> list[Finding]:
    try:
        behind = pending()
    except Stop as stop:
        return [Finding("plait.E001", "error", str(stop), "Check DATABASE_URL, or the home folder.")]
    if behind:
        hint = "Run plait serve, which brings them up to date."
        return [Finding("plait.E002", "error", f"{behind} migrations have not run.", hint)]
    found = []
    if settings.CACHES["default"]["LOCATION"] not in connection.introspection.table_names():
        hint = "Run plait serve, which makes it."
        found.append(Finding("plait.E003", "error", "The table that counts sign-in attempts is missing.", hint))
    if not titles():
        hint = "Run plait serve, which publishes the built-in ones."
        found.append(Finding("plait.W002", "warning", "No framework is published.", hint))
    last = last_import()
    if last is None:
        hint = "Run plait schools import FILE with the published national register."
        found.append(Finding("plait.W003", "warning", "The register of schools has not been read in.", hint))
    else:
        days = (datetime.now(UTC) - last.at).days
        message = f"The register was last read in {days} days ago, from {last.file_name}."
        found.append(Finding("plait.I001", "note", message))
    return found


@app.command()
def check(as_json: AsJson = False) -> None:
    """Say whether this installation is fit to be used: database, migrations, settings for the open internet.

    Exit status 1 when something must not stay as it is; warnings alone give 0.
    """
    found = findings()
    bad = [item for item in found if item.level == "error"]
    if as_json:
        print_json(
            {
                "ok": not bad,
                "findings": [
                    {"id": item.id, "level": item.level, "message": item.message, "hint": item.hint} for item in found
                ],
            }
        )
    else:
        for item in found:
            say(f"{item.level}: {item.message}" + (f" {item.hint}" if item.hint else "") + f" [{item.id}]")
        say("Something must be put right first." if bad else "Plait is fit to be used.")
    if bad:
        raise Stop()
