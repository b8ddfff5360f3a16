"""Every page of a review, in a big round: queries, size and time of each beside its goal."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext

from plait.cli.bench.pages import against_its_statements, p95
from plait.cli.bench.result import BenchmarkResult
from plait.cli.bench.reviewed_round import NOTES, SCHOOLS, ReviewedRound, reviewed

TURNS = 20
BRACKETS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
"""Statements that read and write nothing; they are not counted as queries."""
HEADING = ("page", "queries", "KiB", "p50 ms", "p95 ms", "goal", "reached")


@dataclass(frozen=True, slots=True)
class Goal:
    """At most so many queries, milliseconds (95th percentile) and KiB."""

    queries: int
    ms: float
    kib: float = 150.0

    def __str__(self) -> str:
        return f"{self.queries} queries, {self.ms:.0f} ms, {self.kib:.0f} KiB"


PAGE, LIST, SAVE = Goal(12, 60), Goal(8, 30), Goal(12, 30)


def _pages(here: ReviewedRound) -> list[tuple[str, str, str, Goal]]:
    """What it is called, who opens it, its address, its goal."""
    looking, talking, done = (here.review(urn) for urn in (here.looking, here.talking, here.done))
    looks, host, lead = f"head.{here.partner[here.looking]}", f"head.{here.done}", "lead"
    talks, looked = f"head.{here.talking}", f"head.{here.partner[here.done]}"
    view = f"/peer-reviews/{looking}/views/{here.partner[here.looking]}/"
    notes = f"/observations/{looking}/{here.partner[here.looking]}/"
    visit = f"/visits/{here.visits[here.done]}/"
    first = here.visits[here.looking]
    together = f"/partnerships/{here.partnership}/"
    round_ = f"{together}rounds/{here.round}/"
    shop, checked = f"/workshops/{here.round}/{here.done}/", f"/workshops/{here.round}/{here.urns[3]}/"
    return [
        ("review, by who looks", looks, f"/peer-reviews/{looking}/", PAGE),
        ("view", looks, view, PAGE),
        ("area of a view", looks, f"{view}areas/area-0/", PAGE),
        ("view, hand in", looks, f"{view}hand-in/", PAGE),
        ("notes, put together", looks, notes, PAGE),
        ("note", looks, f"/observations/notes/{here.last_note}/", PAGE),
        ("note, new", looks, f"{notes}new/", PAGE),
        ("notes, taken along", looks, f"{notes}pack/", PAGE),
        ("devices", f"head.{here.looking}", f"/observations/{looking}/devices/", PAGE),
        ("review, by its host", host, f"/peer-reviews/{done}/", PAGE),
        ("conversation", talks, f"/peer-reviews/{talking}/challenge/", PAGE),
        ("area of a conversation", talks, f"/peer-reviews/{talking}/challenge/area-0/", PAGE),
        ("agree", talks, f"/peer-reviews/{talking}/agree/", PAGE),
        ("visit, by its host", host, visit, PAGE),
        ("visit, by who comes", looks, f"/visits/{first}/", PAGE),
        ("visit, plan", host, f"{visit}plan/", PAGE),
        ("visit, for staff", host, f"{visit}staff/", PAGE),
        ("focus", host, f"{visit}focus/", PAGE),
        ("hypotheses", looks, f"/visits/{first}/hypotheses/", PAGE),
        ("hypothesis", looks, f"/visits/{first}/hypotheses/1/", PAGE),
        ("timetable", host, f"{visit}timetable/", PAGE),
        ("timetable, add", host, f"{visit}timetable/add/", PAGE),
        ("fact-check, by the school", host, f"/fact-checks/{done}/", PAGE),
        ("fact-check, by the team", looked, f"/fact-checks/{done}/", PAGE),
        ("excellence", host, f"/excellence/reviews/{done}/", PAGE),
        ("directory", host, "/excellence/", LIST),
        ("workshops", host, "/workshops/", LIST),
        ("workshop", host, shop, PAGE),
        ("workshop, set up", host, f"{shop}set-up/", PAGE),
        ("workshop, room", host, f"{shop}room/?at=area-0", PAGE),
        ("workshop, live", "staff.0", f"{shop}live/?at=area-0", PAGE),
        ("impact", f"head.{here.urns[3]}", f"{checked}impact/", PAGE),
        ("pool", lead, f"{together}reviewers/", LIST),
        ("pool, yourself", f"head.{here.urns[-1]}", f"{together}reviewers/you/", PAGE),
        ("reviewer", lead, f"{together}reviewers/{here.reviewer}/", PAGE),
        ("calibration together", lead, f"{together}reviewers/together/", PAGE),
        ("cases to judge", looks, "/reviewing-cases/", LIST),
        ("teams", lead, f"{round_}teams/", LIST),
        ("team", lead, f"{round_}teams/{here.done}/", PAGE),
        ("place on a team", here.asked, f"/review-teams/{here.place}/", PAGE),
        ("signals", lead, f"{round_}signals/", PAGE),
        ("partnership, by its lead", lead, together, PAGE),
        ("groups", lead, f"{together}programmes/{here.programme}/groups/", PAGE),
        ("places", lead, f"{round_}places/", LIST),
        ("open places", lead, f"{round_}open-places/", PAGE),
        ("school", host, f"/my-schools/{here.done}/", PAGE),
        ("who changed what", host, f"/my-schools/{here.done}/who-changed-what/", PAGE),
        ("who has read", host, f"/my-schools/{here.done}/who-has-read/", PAGE),
        ("your data", looks, "/your-data/", PAGE),
    ]


def _row(name: str, work: Callable[[], int], goal: Goal) -> tuple[str, ...]:
    work()
    with CaptureQueriesContext(connection) as made:
        size = work()
    queries = sum(not item["sql"].startswith(BRACKETS) for item in made.captured_queries)
    times = []
    for _ in range(TURNS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    kib, slow = size / 1024, p95(times)
    missed = [
        word
        for word, over in (
            ("queries", queries > goal.queries),
            ("time", slow > goal.ms),
            ("size", kib > goal.kib),
        )
        if over
    ]
    middle = sorted(times)[len(times) // 2]
    return (
        name, str(queries), f"{kib:.0f}", f"{middle:.1f}", f"{slow:.1f}", str(goal),
        f"no: {', '.join(missed)}" if missed else "yes",
    )  # fmt: skip


def review_pages() -> BenchmarkResult:
    """The page that is opened most against its bare statements, and a table of every page and the save."""
    here = reviewed()
    rows: list[tuple[str, ...]] = [HEADING]

    def opened(who: str, address: str) -> Callable[[], int]:
        client = here.client(who)

        def work() -> int:
            answer = client.get(address)
            if answer.status_code != 200:
                raise RuntimeError(f"{address} gave {answer.status_code}")
            return len(answer.content)

        return work

    pages = _pages(here)
    rows += [_row(name, opened(who, address), goal) for name, who, address, goal in pages]
    rows.append(_row("judgement, saved", _saving(here), SAVE))
    reached = sum(row[-1] == "yes" for row in rows[1:])
    who, address = next((who, address) for name, who, address, _ in pages if name == "view")
    note = f"a view among {SCHOOLS} reviews and {NOTES} notes; {reached} of {len(rows) - 1} pages reach their goals"
    measured = against_its_statements("review-pages", opened(who, address), note)
    return BenchmarkResult(measured.name, measured.ours, measured.theirs, measured.unit, measured.note, tuple(rows))


def _saving(here: ReviewedRound) -> Callable[[], int]:
    """One judgement of a view, sent by the page as it saves by itself."""
    writes = here.partner[here.looking]
    client = here.client(f"head.{writes}")
    address = f"/peer-reviews/{here.review(here.looking)}/views/{writes}/areas/area-0/"

    def work() -> int:
        version = here.views["area-0"]
        sent = {"answer": "2" if version % 2 else "3", "comment": f"What we saw. {version}", "version": version}
        answer = client.post(address, sent, headers={"HX-Request": "true"})
        if answer.status_code != 204:
            raise RuntimeError(f"saving gave {answer.status_code}")
        here.views["area-0"] = version + 1
        return len(answer.content)

    return work


BENCHMARKS = {"review-pages": review_pages}
