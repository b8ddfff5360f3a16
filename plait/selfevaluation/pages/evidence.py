"""What stands beside the evidence of an area: items of the library that are attached, and how more come there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from plait.domain.evidence import Target, UseFacts
from plait.domain.frameworks import Area
from plait.domain.roles import Permission
from plait.domain.suggesting import Suggested, suggest
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.wording import counted
from plait.evidence import queries as library
from plait.evidence import use_queries as attached
from plait.evidence.pages import Line, line_of, readers_of
from plait.evidence.queries import Filters, ItemRow
from plait.partnerships.queries import round_facts
from plait.schools.queries import names
from plait.selfevaluation import queries
from plait.selfevaluation.evidence_actions import may_attach
from plait.selfevaluation.queries import EvaluationFacts

MOST = 60  # items of a library on the page where they are chosen
TITLE = 80  # characters of a title made from what is written


@dataclass(frozen=True, slots=True)
class AttachedRow:
    """An attached item. ``take_off``: the address that takes it off; empty where the viewer may not."""

    title: str
    about: str
    strength: str
    address: str
    take_off: str


@dataclass(frozen=True, slots=True)
class EvidencePanel:
    """``use``, ``add``, ``speaks_to``: addresses for those who may write the area; empty for everybody else."""

    rows: tuple[AttachedRow, ...]
    use: str = ""
    add: str = ""
    speaks_to: str = ""


NOTHING_ATTACHED = EvidencePanel(())


def evidence_panel(viewer: Viewer, found: EvaluationFacts, area: Area) -> EvidencePanel:
    """What is attached to an area, as far as the viewer may read the evidence there. One query."""
    writes = bool(may_attach(viewer, found))
    uses = attached.of_evaluation(viewer, found.id, area=area.id)
    rows = tuple(attached_row(use, area, writes=writes) for use in uses)
    if not writes:
        return EvidencePanel(rows)
    here = [found.id, area.id]
    return EvidencePanel(
        rows,
        use=reverse("selfevaluation:library", args=here),
        add=f"{reverse('evidence:choose', args=[found.urn])}?for={found.id}:{area.id}",
        speaks_to=reverse("selfevaluation:speaks-to", args=here),
    )


def attached_row(use: UseFacts, area: Area, *, writes: bool) -> AttachedRow:
    statement = area.statement(use.statement) if use.statement else None
    return AttachedRow(
        use.words.title,
        f"{use.words.kind.label}{', for ' + statement.text if statement else ''}",
        use.words.strength.label,
        reverse("evidence:attached", args=[use.id]),
        reverse("selfevaluation:take-off", args=[use.subject_id, area.id, use.id]) if writes else "",
    )


@dataclass(frozen=True, slots=True)
class ChooseRow:
    """An item to tick. ``ticked``: the person has just added it for this area."""

    line: Line
    attached: bool
    ticked: bool


@dataclass(frozen=True, slots=True)
class LibraryChoice:
    """Items of the library for one area: those that speak to it, and the others."""

    evaluation_id: int
    area: Area
    urn: int
    school: str
    where: str
    readers: str
    text: str
    fitting: tuple[ChooseRow, ...]
    others: tuple[ChooseRow, ...]
    more: int
    """How many are not shown; a search brings them up."""
    add: str

    @property
    def any(self) -> bool:
        return bool(self.fitting or self.others)


def _found(viewer: Viewer, evaluation_id: int, area_id: str) -> tuple[EvaluationFacts, Area]:
    """An area of an evaluation of a school whose library the viewer keeps. Raises ``NotVisible``."""
    found = queries.facts(viewer, evaluation_id)
    area = queries.judged_against(found).area(area_id)
    if area is None or not viewer.may_at(found.urn, Permission.EVALUATE):
        raise NotVisible(area_id)
    return found, area


def library_choice(
    viewer: Viewer, evaluation_id: int, area_id: str, *, text: str, new: int, today: date
) -> LibraryChoice:
    """Raises ``NotVisible``. A fixed number of queries."""
    found, area = _found(viewer, evaluation_id, area_id)
    target = Target(found.framework_id, found.framework_version, area_id)
    fitting = library.of_school(viewer, found.urn, Filters(text=text, area=target), today=today, limit=MOST)
    everything = library.of_school(viewer, found.urn, Filters(text=text), today=today, limit=MOST)
    there = attached.attached_items(viewer, evaluation_id, area_id)
    shown = {row.item.id for row in fitting.rows}
    others = [row for row in everything.rows if row.item.id not in shown]
    others.sort(key=lambda row: row.item.id != new)

    def row(each: ItemRow) -> ChooseRow:
        return ChooseRow(line_of(each, today), each.item.id in there, each.item.id == new)

    school = names([found.urn])[found.urn]
    return LibraryChoice(
        evaluation_id,
        area,
        found.urn,
        school,
        round_facts([found.round_id])[found.round_id].title,
        readers_of(school),
        text,
        tuple(row(each) for each in fitting.rows),
        tuple(row(each) for each in others),
        max(0, everything.total - len({*shown, *(each.item.id for each in everything.rows)})),
        f"{reverse('evidence:choose', args=[found.urn])}?for={evaluation_id}:{area_id}",
    )


@dataclass(frozen=True, slots=True)
class SpeaksToPage:
    """What is written as evidence, and the statements that it may speak to. Nothing is ticked."""

    evaluation_id: int
    area: Area
    urn: int
    school: str
    where: str
    readers: str
    written: str
    title: str
    suggested: tuple[tuple[str, str], ...]
    """Key and words of each."""

    @property
    def said(self) -> str:
        return counted(len(self.suggested), "statement") if self.suggested else ""


def speaks_to_page(viewer: Viewer, evaluation_id: int, area_id: str) -> SpeaksToPage:
    """Raises ``NotVisible``."""
    found, area = _found(viewer, evaluation_id, area_id)
    whole = queries.read_whole(viewer, [found])[0]
    written = whole.area(area_id).entry.evidence
    likely: tuple[Suggested, ...] = suggest(written, whole.framework, most=6, inside=area_id)
    school = names([found.urn])[found.urn]
    first = " ".join(written.split("\n", 1)[0].split())
    return SpeaksToPage(
        evaluation_id,
        area,
        found.urn,
        school,
        round_facts([found.round_id])[found.round_id].title,
        readers_of(school),
        written,
        first if len(first) <= TITLE else first[:TITLE].rsplit(" ", 1)[0],
        tuple(
            (
                Target(whole.framework.id, whole.framework.version, each.area.id, each.statement.id).key,
                f"{each.area.short}: {each.statement.text}",
            )
            for each in likely
        ),
    )
