"""What the report's page shows: the same value that the documents are made from."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from plait.adapters.charts import Chart, charts_of
from plait.adapters.documents import FORMATS
from plait.adapters.documents.content import Report, report_of
from plait.domain.diagnosis import AreaDiagnosis
from plait.domain.judgements import Answer
from plait.domain.rounds import ReviewStage
from plait.reports.queries import ReportOf

Mark = tuple[str, Answer, str]
"""Whose view (self, peer, agreed or earlier), the answer, and a name for it."""


@dataclass(frozen=True, slots=True)
class Picture:
    finding: str
    svg: Markup
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str


@dataclass(frozen=True, slots=True)
class ReportPage:
    evaluation_id: int
    urn: int
    round_id: int
    report: Report
    areas: tuple[AreaDiagnosis, ...]
    marks: tuple[tuple[Mark, ...], ...]
    """For each area, who stands where on its scale."""
    shape: Picture | None
    dots: Picture | None
    standing: str
    formats: tuple[tuple[str, str], ...]
    """Suffix and words of each kind of file."""
    across: tuple[str, ...]
    """Earlier rounds by another framework, a sentence each."""
    own: bool
    """Of one of the viewer's own schools, which decides who gets it."""


PURPOSES = {
    "pdf": "to read and print",
    "docx": "to edit",
    "html": "one file to pass on",
    "xlsx": "the numbers",
    "json": "for other software",
}

STANDING = {
    ReviewStage.WAITING: "This is a draft: the self-evaluation has not been submitted yet.",
    ReviewStage.REVIEWING: "Your partners’ views are not in yet, so this shows your school’s own view alone.",
    ReviewStage.CHALLENGE: "Your partners’ views are in; what is agreed may still change.",
    ReviewStage.AGREED: "The judgements here are agreed.",
}


def _picture(chart: Chart | None) -> Picture | None:
    if chart is None:
        return None
    # the drawing is made by Plait from escaped text
    return Picture(chart.title, Markup(chart.svg), chart.columns, chart.rows, chart.note)  # noqa: S704


def _marks(area: AreaDiagnosis) -> tuple[Mark, ...]:
    marks: list[Mark] = [("self", area.own, "Your school")]
    marks += [("peer", view.answer, view.peer) for view in area.peers]
    if area.challenged:
        marks.append(("agreed", area.challenged.agreed, "Agreed"))
    if area.previous and not area.previous.note:
        marks.append(("earlier", area.previous.answer, area.previous.round))
    return tuple(marks)


def _standing(found: ReportOf) -> str:
    if found.stage is None:
        return ""
    if found.stage is ReviewStage.AGREED and found.diagnosis.framework.words:
        return "What is written here is agreed."
    return STANDING[found.stage]


def report_page(found: ReportOf, *, own: bool) -> ReportPage:
    charts = charts_of(found.diagnosis)
    return ReportPage(
        found.evaluation_id,
        found.urn,
        found.round.id,
        report_of(found.diagnosis),
        found.diagnosis.areas,
        tuple(_marks(area) for area in found.diagnosis.areas),
        _picture(charts.shape),
        _picture(charts.dots),
        _standing(found),
        tuple((suffix, f"{item.label}, {PURPOSES[suffix]}") for suffix, item in FORMATS.items()),
        found.across,
        own,
    )
