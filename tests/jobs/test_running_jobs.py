"""Jobs that run by themselves: when, by one worker only, and again after a failure or a death."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from plait.jobs import actions, registry
from plait.jobs.actions import LEASE, run_due
from plait.jobs.models import JobRun
from plait.jobs.queries import standing
from plait.jobs.registry import Job
from tests.races import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
AT = datetime(2026, 9, 15, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Bell:
    """A job that notes when it ran, and fails when it is told to."""

    def __init__(self) -> None:
        self.rung: list[datetime] = []
        self.broken = ""

    def __call__(self, at: datetime) -> int:
        if self.broken:
            raise RuntimeError(self.broken)
        self.rung.append(at)
        return 3


def test_a_job_runs_when_its_time_has_come() -> None:
    bell = Bell()
    job = Job("bell", HOUR, bell, "rings")
    assert [(ran.name, ran.done) for ran in run_due(AT, only=[job])] == [("bell", 3)]
    assert run_due(AT + HOUR / 2, only=[job]) == ()
    run_due(AT + HOUR, only=[job])
    assert bell.rung == [AT, AT + HOUR]


def test_missed_runs_are_made_up_for_by_one() -> None:
    bell = Bell()
    job = Job("bell", HOUR, bell, "rings")
    run_due(AT, only=[job])
    run_due(AT + 50 * HOUR, only=[job])
    assert run_due(AT + 50 * HOUR, only=[job]) == ()
    assert len(bell.rung) == 2


def test_a_failure_stops_no_other_job_and_is_tried_again_with_longer_pauses() -> None:
    broken, sound = Bell(), Bell()
    broken.broken = "no\npaper"
    jobs = [Job("broken", HOUR, broken, "fails"), Job("sound", HOUR, sound, "works")]
    assert [ran.error for ran in run_due(AT, only=jobs)] == ["RuntimeError: no paper", ""]
    row = JobRun.objects.get(name="broken")
    assert (row.failures, row.finished_at, row.try_after) == (1, None, AT + timedelta(minutes=1))
    assert run_due(AT + timedelta(seconds=30), only=jobs[:1]) == ()
    run_due(AT + timedelta(minutes=1), only=jobs[:1])
    assert JobRun.objects.get(name="broken").try_after == AT + timedelta(minutes=3)
    broken.broken = ""
    run_due(AT + timedelta(minutes=4), only=jobs[:1])
    row = JobRun.objects.get(name="broken")
    assert (row.failures, row.error, row.try_after) == (0, "", None)


def test_a_dead_workers_job_is_taken_over_when_its_claim_ends() -> None:
    bell = Bell()
    job = Job("bell", HOUR, bell, "rings")
    assert actions._claim(job, AT) is not None  # and there it is killed
    assert run_due(AT + LEASE / 2, only=[job]) == ()
    run_due(AT + LEASE + timedelta(seconds=1), only=[job])
    assert len(bell.rung) == 1


def test_a_shared_job_waits_for_no_claim() -> None:
    bell = Bell()
    job = Job("bell", HOUR, bell, "rings", shared=True)
    assert actions._claim(job, AT) is not None
    assert len(run_due(AT, only=[job])) == 1


def test_who_lost_the_claim_says_nothing_about_the_job() -> None:
    job = Job("bell", HOUR, Bell(), "rings")
    actions._claim(job, AT)
    actions._run(job, uuid4(), AT)
    assert JobRun.objects.get(name="bell").finished_at is None


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_runs_it() -> None:
    bell = Bell()
    job = Job("bell", HOUR, bell, "rings")
    came = at_once(*[lambda: run_due(AT, only=[job])] * 6)
    assert sorted(map(len, came)) == [0] * 5 + [1]
    assert bell.rung == [AT]


def test_what_has_not_run_for_long_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_JOBS", {})
    job = Job("bell", HOUR, Bell(), "rings")
    registry.register(job)
    registry.register(job)
    with pytest.raises(ValueError, match="called bell already"):
        registry.register(Job("bell", HOUR, Bell(), "another"))
    assert [(item.name, item.late) for item in standing(AT)] == [("bell", True)]
    run_due(AT)
    assert [item.late for item in standing(AT + 4 * HOUR)] == [False]
    assert [item.late for item in standing(AT + 5 * HOUR)] == [True]
