"""Pages and saves of a big self-evaluation among hundreds, against the bare driver running the same statements."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from plait.adapters.programme_files import built_in
from plait.cli.bench.made_up_register import FIRST_URN, write_register
from plait.cli.bench.result import BenchmarkResult
from plait.domain.frameworks import Area, Framework, Level, Overall, Rule, RuleKind, Scale, Statement
from plait.domain.roles import Role
from plait.frameworks.actions import publish
from plait.journey.actions import RoundInput, set_up_round, sign
from plait.partnerships import actions as partnerships
from plait.partnerships import queries as partnership_queries
from plait.partnerships.programme_actions import start_programme
from plait.people.actions import add_person
from plait.schools.actions import import_register
from plait.selfevaluation import actions as selfevaluation
from plait.selfevaluation import queries as evaluation_queries

STATEMENTS = 106  # the size that other systems were measured at
AREAS = 8
SCHOOLS = 420
TURNS = 60
AT = datetime(2026, 9, 14, 9, 30, tzinfo=UTC)


class Filled:
    """420 made-up schools in trios, each with an evaluation of 106 statements, half of them judged."""

    def __init__(self) -> None:
        self.framework = evaluated_framework()
        publish(framework=self.framework, at=AT)
        path = Path(settings.PLAIT_HOME) / "bench-schools.csv"
        write_register(path, SCHOOLS)
        import_register(path=path, at=AT)
        urns = [FIRST_URN + number for number in range(SCHOOLS)]
        for start in range(0, SCHOOLS, 3):
            self._trio(urns[start : start + 3])
        person = add_person(name="Bench Head", email="bench@example.org", password=None, at=AT)
        partnerships.appoint(person_id=person, role=Role.HEAD, urn=urns[0], starts=date(2026, 1, 1), at=AT)
        self.urn = urns[0]
        self.viewer = partnership_queries.viewer_for(get_user_model().objects.get(pk=person), today=AT.date())
        first = self.round_ids[0]
        fingerprint = partnership_queries.round_facts([first])[first].contract.fingerprint
        sign(viewer=self.viewer, round_id=first, urn=self.urn, fingerprint=fingerprint, at=AT)
        self.evaluation_id = evaluation_queries.of_school(self.viewer, self.urn, [first])[first].id
        for number, area in enumerate(self.framework.areas):
            self.save(area.id, 0, "2" if number % 2 else "3")
        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(
            get_user_model().objects.get(pk=person),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )

    def _trio(self, urns: Sequence[int]) -> None:
        partnership = partnerships.found_partnership(
            name=f"Trio of {urns[0]}", kind="trio", urns=urns, joined=date(2026, 1, 1), at=AT
        )
        pinned = (self.framework.id, self.framework.version)
        definition = replace(built_in()["peer-trio"], frameworks=(pinned,))
        programme = start_programme(partnership_id=partnership, definition=definition, title="Benchmark", at=AT)
        round_id = set_up_round(
            programme_id=programme,
            members=tuple(urns),
            given=RoundInput("Autumn 2026", date(2026, 10, 16), date(2026, 12, 4), 0),
            at=AT,
            today=AT.date(),
            actor_id=None,
        )
        self.round_ids: list[int] = [*getattr(self, "round_ids", []), round_id]

    def save(self, area_id: str, version: int, answer: str) -> int:
        area = self.framework.area(area_id)
        assert area is not None  # noqa: S101  ours
        given = selfevaluation.AreaInput(
            answer,
            "What we have seen. " * 20,
            "What we shall do.",
            {item.id: answer for item in area.statements},
            version,
        )
        return selfevaluation.save_area(
            viewer=self.viewer, evaluation_id=self.evaluation_id, area_id=area_id, given=given, at=AT
        ).version


@cache
def filled() -> Filled:
    return Filled()


def evaluated_framework() -> Framework:
    scale = Scale(
        tuple(
            Level(n, name, f"{name}.", n)
            for n, name in enumerate(("Emerging", "Expanding", "Secure", "Sustainable"), 1)
        )
    )
    rule = Rule(RuleKind.BEST_FIT)
    sizes = [STATEMENTS // AREAS + (number < STATEMENTS % AREAS) for number in range(AREAS)]
    areas = tuple(
        Area(
            id=f"area-{number}",
            title=f"Area number {number}",
            short=f"Area {number}",
            summary="What this area is about, in a sentence or two of the usual length.",
            scale=scale,
            rule=rule,
            statements=tuple(
                Statement(
                    f"area-{number}-{item}",
                    f"Statement {item}",
                    tuple(
                        (level.key, f"How statement {item} looks at this level: " + "a few words more " * 6)
                        for level in scale
                    ),
                )
                for item in range(size)
            ),
        )
        for number, size in enumerate(sizes)
    )
    return Framework(
        "bench",
        "1",
        "Benchmark",
        "en",
        "MIT",
        "Made up.",
        "Made up.",
        scale,
        rule,
        Overall(True, rule),
        areas,
    )


def p95(seconds: Sequence[float]) -> float:
    return sorted(seconds)[math.ceil(len(seconds) * 0.95) - 1]


def against_its_statements(name: str, work: Callable[[], Any], note: str) -> BenchmarkResult:
    """The 95th percentile of ``work`` against the driver running the very statements that it made, in milliseconds."""
    work()
    with CaptureQueriesContext(connection) as made:
        size = work()
    queries = len(made)
    statements = [
        item["sql"] for item in made.captured_queries if item["sql"].lstrip("( ").upper().startswith("SELECT")
    ]

    def floor() -> None:
        with connection.cursor() as cursor:
            for sql in statements:
                cursor.execute(sql.replace("%", "%%"), None)
                cursor.fetchall()

    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(TURNS):
        for kept, doing in ((ours, work), (theirs, floor)):
            began = time.perf_counter()
            doing()
            kept.append((time.perf_counter() - began) * 1000)
    kib = f", {size / 1024:.0f} KiB" if isinstance(size, int) else ""
    return BenchmarkResult(name, p95(ours), p95(theirs), "ms p95", f"{note}; {queries} queries{kib}")


def page(address: str) -> Callable[[], int]:
    def work() -> int:
        answer = filled().client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} gave {answer.status_code}")
        return len(answer.content)

    return work


def open_evaluation() -> BenchmarkResult:
    address = f"/self-evaluations/{filled().evaluation_id}/"
    return against_its_statements(
        "open-evaluation", page(address), f"{STATEMENTS} statements among {SCHOOLS} evaluations; goal 60 ms"
    )


def open_area() -> BenchmarkResult:
    address = f"/self-evaluations/{filled().evaluation_id}/areas/area-0/"
    return against_its_statements("open-area", page(address), "one area, 14 statements with descriptors; goal 60 ms")


def list_schools() -> BenchmarkResult:
    filled()
    return against_its_statements("list-schools", page("/schools/?q=school"), f"20 of {SCHOOLS}; goal 30 ms")


def save_judgement() -> BenchmarkResult:
    """One area's save through the action, against its statements run bare."""
    state = {"version": next(saved.version for saved in _areas() if saved.entry.area_id == "area-1")}

    def work() -> None:
        state["version"] = filled().save("area-1", state["version"], "2" if state["version"] % 2 else "3")

    return against_its_statements(
        "save-judgement", work, "one area with 13 statements, through rule and trail; goal 30 ms"
    )


def _areas() -> Any:
    return evaluation_queries.get(filled().viewer, filled().evaluation_id).areas


def export_workbook() -> BenchmarkResult:
    address = f"/self-evaluations/{filled().evaluation_id}/workbook/"
    return against_its_statements(
        "export-workbook", page(address), f"{STATEMENTS} statements as Excel with live formulas; goal 100 ms"
    )


def open_report() -> BenchmarkResult:
    address = f"/reports/{filled().evaluation_id}/"
    return against_its_statements("open-report", page(address), "the report as a page, with both pictures")


BENCHMARKS = {
    "open-evaluation": open_evaluation,
    "open-area": open_area,
    "list-schools": list_schools,
    "save-judgement": save_judgement,
    "export-workbook": export_workbook,
    "open-report": open_report,
}
