"""A process that is killed while it saves: every save that it answered is there, and none is there by half."""

from __future__ import annotations

import os
import random
import signal
import time

import pytest
from django.db import connection, connections

from plait.audit.models import AuditEntry
from plait.domain.viewer import Viewer
from plait.selfevaluation import actions
from plait.selfevaluation.models import AreaJudgement, StatementJudgement
from tests.world import AT, World, small_framework, trio

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]
KILLS = 20
ASH = 990001
STATEMENTS = 6


@pytest.fixture
def world() -> World:
    return trio(small_framework(areas=1, statements=STATEMENTS))


def save_for_ever(viewer: Viewer, evaluation_id: int, version: int, told: int) -> None:
    """Each save says its own number everywhere; ``told`` hears of each that was answered."""
    while True:
        answer = str(1 + version % 4)
        said = {f"area-1-statement-{number}": answer for number in range(1, STATEMENTS + 1)}
        text = f"Save {version + 1}. " * 300
        given = actions.AreaInput(answer, text, f"Save {version + 1}.", said, version)
        version = actions.save_area(
            viewer=viewer, evaluation_id=evaluation_id, area_id="area-1", given=given, at=AT
        ).version
        os.write(told, f"{version}\n".encode())


def killed(viewer: Viewer, evaluation_id: int, version: int, after: float) -> int:
    """The last version that a process answered before it was killed ``after`` seconds of saving."""
    connections.close_all()  # the child opens its own
    hear, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hear)
        try:
            save_for_ever(viewer, evaluation_id, version, told)
        finally:
            os._exit(1)
    os.close(told)
    with os.fdopen(hear) as heard:
        first = heard.readline()  # the clock starts when it is at work
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines = [first, *heard.read().splitlines()]
    assert first, "the process ended before it saved anything"
    return int(lines[-1])


def check_whole(evaluation_id: int, answered: int) -> int:
    """The stored version, once everything about it agrees."""
    row = AreaJudgement.objects.get(evaluation_id=evaluation_id)
    assert row.version >= answered, "an answered save is lost"
    assert row.version <= answered + 1
    answer = str(1 + (row.version - 1) % 4)
    assert row.answer == answer
    assert row.evidence == f"Save {row.version}. " * 300
    assert row.actions == f"Save {row.version}."
    said = StatementJudgement.objects.filter(evaluation_id=evaluation_id).values_list("answer", flat=True)
    assert list(said) == [answer] * STATEMENTS
    trail = AuditEntry.objects.filter(kind=actions.KIND, action="save").order_by("-pk")
    assert trail.count() == row.version
    assert trail[0].changes["area-1.actions"][1] == f"Save {row.version}."
    return row.version


def sound() -> None:
    """The database opens and finds no fault with itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchall() == [("ok",)]


def test_killed_at_any_moment_keeps_what_was_answered(world: World) -> None:
    viewer, evaluation_id = world.viewer("ada"), world.evaluations[ASH]
    moments = random.Random(7)
    version = 0
    for _ in range(KILLS):
        answered = killed(viewer, evaluation_id, version, moments.uniform(0, 0.12))
        for _ in range(100):  # a server notices only after a moment that its client is gone
            if not open_elsewhere():
                break
            time.sleep(0.05)
        version = check_whole(evaluation_id, answered)
        sound()
    assert version >= KILLS


def open_elsewhere() -> int:
    """Transactions of killed processes that PostgreSQL has not ended yet."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND xact_start IS NOT NULL"
        )
        return int(cursor.fetchone()[0])
