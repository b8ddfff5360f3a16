"""Pages with 200 items of evidence, among the 420 schools of the other page benchmarks."""

from __future__ import annotations

from functools import cache

from plait.cli.bench.pages import AT, against_its_statements, filled, page
from plait.cli.bench.result import BenchmarkResult
from plait.domain.evidence import ItemKind, Strength, Target
from plait.evidence import actions as library
from plait.selfevaluation import evidence_actions as evidence

ITEMS = 200


@cache
def with_evidence() -> None:
    """A library of 200 items, each tagged to one area, and all attached: 25 in each of the eight areas."""
    here = filled()
    for number in range(ITEMS):
        area = here.framework.areas[number % len(here.framework.areas)]
        shows = f"What was seen on learning walk {number}, and what pupils said of it afterwards. " * 3
        given = library.ItemInput(
            f"Learning walk {number}", shows, "", AT.date(), None, Strength.IMPROVED, "Seen twice."
        )
        item_id = library.add(viewer=here.viewer, urn=here.urn, kind=ItemKind.OBSERVATION, given=given, at=AT)
        target = Target(here.framework.id, here.framework.version, area.id, area.statements[0].id)
        of = {(here.framework.id, here.framework.version)}
        library.set_tags(viewer=here.viewer, item_id=item_id, wanted=[target], of=of, at=AT)
        evidence.attach(
            viewer=here.viewer, evaluation_id=here.evaluation_id, area_id=area.id, item_ids=[item_id], at=AT
        )


def area_with_evidence() -> BenchmarkResult:
    with_evidence()
    address = f"/self-evaluations/{filled().evaluation_id}/areas/area-0/"
    note = f"one area with 25 of {ITEMS} attached items; goal 60 ms, 12 queries, 150 KiB"
    return against_its_statements("area-with-evidence", page(address), note)


def evaluation_with_evidence() -> BenchmarkResult:
    with_evidence()
    address = f"/self-evaluations/{filled().evaluation_id}/"
    note = f"106 statements and {ITEMS} attached items; goal 60 ms, 12 queries, 150 KiB"
    return against_its_statements("evaluation-with-evidence", page(address), note)


def evidence_library() -> BenchmarkResult:
    with_evidence()
    address = f"/evidence/schools/{filled().urn}/?q=pupils+walk"
    return against_its_statements("evidence-library", page(address), f"25 of {ITEMS} items found by two words")


BENCHMARKS = {
    "area-with-evidence": area_with_evidence,
    "evaluation-with-evidence": evaluation_with_evidence,
    "evidence-library": evidence_library,
}
