"""What a report says, in order and in words, before any format lays it out.

Every format is made from one :class:`Report`, so that PDF, Word and the web page cannot say different things.
Text is plain: no markup of any format is in it, and signs that no document may hold are taken out.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from plait.adapters.charts import Chart, charts_of, standalone
from plait.adapters.documents.areas import AreaPart, area_part
from plait.adapters.documents.method import method
from plait.adapters.documents.tables import Table, history_table, numbers_table, statement_tables
from plait.domain.diagnosis import Diagnosis, NextStep
from plait.domain.frameworks import Framework
from plait.domain.wording import day_in_words, listed, opening

WHOLE_REPORT = "The report as a whole"
NOBODY_SAID = "your school decides who sees this"


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart as documents need it. ``svg`` stands alone; ``page_svg`` sits inside a page; widths in
    pixels."""

    name: str
    title: str
    alt: str
    note: str
    svg: str
    page_svg: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Step:
    """A next step. ``details`` says who, by when and how one will know, as far as that is known."""

    area: str
    text: str
    details: str
    planned: bool


@dataclass(frozen=True, slots=True)
class Titles:
    """Headings that a programme words for itself, or that follow from how it judges."""

    strengths: str
    consider: str
    challenge: str
    method: str


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. ``facts`` are pairs of label and value; lists may be empty, and then a note says
    why."""

    title: str
    school: str
    round: str
    framework: str
    framework_language: str
    visible: str
    facts: tuple[tuple[str, str], ...]
    finding: str
    shape: Figure | None
    dots: Figure | None
    no_picture: str
    overall: str
    overall_words: tuple[str, ...]
    moved: tuple[str, ...]
    challenge: str
    strengths: tuple[str, ...]
    strengths_note: str
    consider: tuple[str, ...]
    consider_note: str
    steps: tuple[Step, ...]
    steps_note: str
    agreement: tuple[str, ...]
    notes: tuple[str, ...]
    areas: tuple[AreaPart, ...]
    checked: tuple[str, ...]
    """What became of the fact-check, in sentences; empty where there was none."""
    corrections: Table | None
    whole_actions: Table | None
    numbers: Table | None
    history: Table | None
    statements: tuple[Table, ...]
    method: tuple[str, ...]
    titles: Titles

    @property
    def last_parts(self) -> dict[str, str]:
        """The parts after the areas that this report has, in their order: a key for links, and the title."""
        parts = {
            "fact-check": "Fact-check" if self.checked else "",
            "actions": self.whole_actions.caption if self.whole_actions else "",
            "numbers": "The same numbers as tables" if self.numbers else "",
            "method": self.titles.method,
        }
        return {key: title for key, title in parts.items() if title}


def report_of(diagnosis: Diagnosis) -> Report:
    """Everything that a document on ``diagnosis`` says."""
    charts = charts_of(diagnosis)
    lines = diagnosis.headlines
    diagnosis, silent = _spoken(diagnosis) if diagnosis.framework.words else (diagnosis, ())
    overall = diagnosis.overall
    school = diagnosis.school or "Your school"
    framework = f"{diagnosis.framework.title}, version {diagnosis.framework.version}"
    report = Report(
        title=f"{school}: {diagnosis.framework.title}{f', {diagnosis.round}' if diagnosis.round else ''}",
        school=school,
        round=", ".join(part for part in (diagnosis.round, diagnosis.subject, diagnosis.version) if part),
        framework=framework,
        framework_language=diagnosis.framework.language,
        visible=diagnosis.visible_to or NOBODY_SAID,
        facts=_facts(diagnosis),
        finding=lines.shape,
        shape=_figure(charts.shape),
        dots=_figure(charts.dots),
        no_picture=_no_picture(diagnosis, charts.shape),
        overall=overall.level.label if overall.level else "",
        overall_words=_overall_words(diagnosis),
        moved=lines.moved,
        challenge=lines.challenge,
        strengths=tuple(point.text for point in lines.strengths),
        strengths_note=lines.strengths_note,
        consider=tuple(point.text for point in lines.consider),
        consider_note=lines.consider_note,
        steps=tuple(_step(step) for step in lines.next_steps),
        steps_note=lines.next_note,
        agreement=_agreement(diagnosis),
        notes=_notes(diagnosis, silent),
        areas=tuple(area_part(diagnosis, area) for area in diagnosis.areas),
        checked=(diagnosis.checked.words,) if diagnosis.checked else (),
        corrections=_corrections(diagnosis),
        whole_actions=_whole_actions(diagnosis),
        numbers=numbers_table(diagnosis),
        history=history_table(diagnosis),
        statements=statement_tables(diagnosis),
        method=method(diagnosis),
        titles=_titles(diagnosis.framework),
    )
    return scrubbed(report)


def _titles(framework: Framework) -> Titles:
    return Titles(
        framework.labels.strengths,
        framework.labels.consider,
        "What you talked through" if framework.words else "What challenge changed",
        "How this was made" if framework.words else "How these judgements were made",
    )


def _facts(diagnosis: Diagnosis) -> tuple[tuple[str, str], ...]:
    by = diagnosis.completed_by
    dated = day_in_words(diagnosis.dated)
    judged = ", ".join(part for part in (by, dated) if part)
    facts = [
        ("URN", str(diagnosis.urn) if diagnosis.urn else ""),
        ("Written by" if diagnosis.framework.words else "Judged by", judged),
        ("Peers", "; ".join(diagnosis.peers)),
        ("Laid over" if len(diagnosis.rounds) == 1 else "Earlier rounds", "; ".join(diagnosis.rounds)),
        ("Prepared", day_in_words(diagnosis.prepared)),
        ("Who may see this", opening(diagnosis.visible_to or NOBODY_SAID)),
    ]
    return tuple((label, value) for label, value in facts if value)


def _figure(chart: Chart | None) -> Figure | None:
    if chart is None:
        return None
    return Figure(
        chart.name,
        chart.title,
        chart.alt,
        chart.note,
        standalone(chart.svg),
        chart.svg,
        chart.width,
        chart.height,
    )


def _no_picture(diagnosis: Diagnosis, shape: Chart | None) -> str:
    if shape is not None:
        return ""
    if diagnosis.framework.words:
        return ""
    if not diagnosis.has_levels:
        return "There are no levels to draw; what your school wrote, question by question, is the report."
    judged = [area for area in diagnosis.areas if area.level]
    if not judged:
        return "The shape appears once areas have a level."
    return "A shape needs three areas on one scale; the rows of the dot plot show what there is."


def _overall_words(diagnosis: Diagnosis) -> tuple[str, ...]:
    overall = diagnosis.overall
    if not diagnosis.has_levels:
        return ()
    if not overall.allowed or overall.derived is None:
        return (f"No overall level is given. {overall.note}",)
    words = [overall.derived.words]
    if overall.change:
        words.append(overall.change.words)
    if overall.note:
        words.append(overall.note)
    return tuple(words)


def _agreement(diagnosis: Diagnosis) -> tuple[str, ...]:
    if not diagnosis.has_levels:
        return ()
    if not diagnosis.peers:
        return ("No peer has looked yet. A partner’s view, set beside yours, is where the conversation starts.",)
    each = [f"{one.who}: {one.words}" for one in diagnosis.agreement]
    if diagnosis.together:
        each.append(f"{diagnosis.together.who}: {diagnosis.together.words}")
    return tuple(each)


def _spoken(diagnosis: Diagnosis) -> tuple[Diagnosis, tuple[str, ...]]:
    """The areas that somebody wrote about, counted from one, and the titles of those left out."""
    said = [area for area in diagnosis.areas if not area_part(diagnosis, area).bare]
    silent = tuple(area.area.title for area in diagnosis.areas if area not in said)
    numbered = tuple(dataclasses.replace(area, number=at) for at, area in enumerate(said, start=1))
    return dataclasses.replace(diagnosis, areas=numbered), silent


def _notes(diagnosis: Diagnosis, silent: Sequence[str]) -> tuple[str, ...]:
    notes = list(diagnosis.notes)
    if silent:
        notes.append(f"Nothing was written about {listed(silent)} this time.")
    if diagnosis.version and diagnosis.school:  # it leaves the school: others are not to take it for theirs
        notes.insert(0, f"Written to the school that it is about: “your school” is {diagnosis.school} throughout.")
    if diagnosis.left_out:
        notes.append(f"Not looked at, because it does not apply to your school: {'; '.join(diagnosis.left_out)}.")
    return tuple(notes)


def _step(step: NextStep) -> Step:
    parts = [step.owner, f"by {day_in_words(step.due)}" if step.due else ""]
    details = ", ".join(part for part in parts if part)
    if step.measure:
        details += f"{'. ' if details else ''}How you will know: {step.measure}"
    return Step(step.title, step.text, opening(details), step.planned)


def _corrections(diagnosis: Diagnosis) -> Table | None:
    """Point by point where school and reviewers both wish it; else what was changed, so that the facts are right."""
    checked = diagnosis.checked
    if checked is None:
        return None
    if checked.told and checked.points:
        rows = tuple(
            (
                point.area or WHOLE_REPORT,
                f"{f'“{point.quote}”: ' if point.quote else ''}{point.wish}",
                f"{'Changed' if point.changed else 'Stays'}: {point.reply}",
            )
            for point in checked.points
        )
        return Table(
            "What was asked to be corrected, and what became of it",
            ("Where", "Asked by the school", "What became of it"),
            rows,
            (2, 4, 4),
        )
    if not checked.changed:
        return None
    changed = tuple((point.area or WHOLE_REPORT, point.quote, point.reply) for point in checked.changed)
    return Table("Corrected after the fact-check", ("Where", "It said", "It now says"), changed, (2, 3, 5))


def _whole_actions(diagnosis: Diagnosis) -> Table | None:
    if not diagnosis.whole_actions:
        return None
    rows = tuple(
        (action.text, action.owner, day_in_words(action.due), action.measure) for action in diagnosis.whole_actions
    )
    return Table(
        "Actions for the school as a whole",
        ("Action", "Who", "By when", "How you will know"),
        rows,
        (4, 2, 2, 3),
    )


Value = TypeVar("Value")


def scrubbed(value: Value) -> Value:
    """The same value with every text in it free of signs that XML, PDF and spreadsheets cannot hold."""
    return _scrub(value)  # type: ignore[no-any-return]


def _scrub(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isprintable() else "".join(sign for sign in value if _may_stand(sign))
    if isinstance(value, tuple):
        return tuple(_scrub(item) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        changes = {item.name: _scrub(getattr(value, item.name)) for item in dataclasses.fields(value)}
        return dataclasses.replace(value, **changes)
    return value


def _may_stand(sign: str) -> bool:
    code = ord(sign)
    if code < 0x20:
        return sign in "\n\t"
    return not (0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code < 0xFDF0)
