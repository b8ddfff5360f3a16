"""A round in numbers: what the page shows, and the view."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET
from markupsafe import Markup

from plait.adapters.charts.strip import dot_strip, each_dot
from plait.domain.disclosure import MINIMUM, Shown, Withheld
from plait.domain.programmes import StepKind
from plait.domain.roles import described
from plait.domain.rounds import RoundFacts
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.visibility import OWN, Artefact, Phase, Sight
from plait.domain.wording import counted
from plait.frameworks.queries import framework
from plait.partnerships import queries
from plait.partnerships.middleware import viewer_of
from plait.selfevaluation.roll_up import AreaCount, RoundCounts, round_counts
from plait.ui.access import Access, access

OTHERS = ("Not applicable", "Not sure")
WITHHELD = {
    Withheld.FEW: "Too few schools to say.",
    Withheld.ALIKE: "The schools are too alike to say: it would tell where each of them stands.",
    Withheld.APART: "Too few schools differ from the rest to say: it would tell where they stand.",
}


def counts_for(viewer: Viewer, this: RoundFacts) -> bool:
    """Whether the round's contract lets the viewer, by a role outside its schools, see the schools counted together."""
    allowed = this.contract.relations(Artefact.SELF_JUDGEMENT, Phase.SUBMITTED, Sight.ROLLUP) - OWN
    mine = {item.relation for held in viewer.roles if held.urn is None and (item := described(held.role)) is not None}
    counted_by = this.definition.has(StepKind.SELF_EVALUATION) and not this.definition.in_words  # words are not counted
    return counted_by and bool(allowed & mine)


@dataclass(frozen=True, slots=True)
class AreaNumbers:
    """``why``: a sentence where nothing can be told. ``dot``: what a dot stands for."""

    title: str
    finding: str
    columns: tuple[tuple[str, str], ...]
    row: tuple[str, ...]
    svg: Markup
    why: str
    dot: str


@dataclass(frozen=True, slots=True)
class NumbersPage:
    round: RoundFacts
    framework: str
    counted: str
    too_few: bool
    areas: tuple[AreaNumbers, ...]


def numbers_page(this: RoundFacts, found: RoundCounts) -> NumbersPage:
    return NumbersPage(
        this,
        found.framework.title,
        f"{found.counted} schools",
        not found.counted,
        tuple(_area(item) for item in found.areas) if found.counted else (),
    )


def _area(item: AreaCount) -> AreaNumbers:
    labels = (*(level.label for level in item.area.scale), *OTHERS)
    shown = item.shown
    cells = tuple("too few to say" if cell is None else str(cell) for cell in shown.cells)
    why = WITHHELD[shown.withheld] if shown.withheld else ""
    words = "; ".join(f"{label}: {cell}" for label, cell in zip(labels, cells, strict=True))
    share = each_dot(shown.cells)
    return AreaNumbers(
        title=item.area.title,
        finding=_finding(labels, shown),
        columns=(("Area", ""), *((label, "numeric") for label in labels)),
        row=(item.area.title, *cells),
        svg=Markup("") if why else Markup(dot_strip(labels, shown.cells, f"{item.area.title}. {words}.")),  # noqa: S704
        why=why,
        dot="Each dot is one school." if share == 1 else f"Each dot is up to {counted(share, 'school')}.",
    )


def _finding(labels: tuple[str, ...], shown: Shown) -> str:
    """Where most are, of what can be told, in a sentence without a full stop."""
    visible = [(cell, label) for cell, label in zip(shown.cells, labels, strict=True) if cell]
    if not visible or shown.total is None:
        return ""
    most, label = max(visible, key=lambda pair: pair[0])
    if any(cell is None for cell in shown.cells) and most * 2 <= shown.total:
        return f"{most} of {shown.total} schools judge themselves {label}; for some levels there are too few to say"
    return f"The largest group, {most} of {shown.total} schools, judges itself {label}"


@access(Access.SCOPED, "The round must be one whose contract gives the viewer's role at least the roll-up.")
@require_GET
def numbers(request: HttpRequest, round_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    this = queries.known_round(viewer, round_id)
    if not counts_for(viewer, this):
        raise NotVisible(f"round {round_id} in numbers")
    found = round_counts(viewer, round_id, this.definition.judged(framework(this.framework_id, this.framework_version)))
    context = {"page": numbers_page(this, found), "minimum": MINIMUM}
    return render(request, "journey/round-numbers.html", context)
