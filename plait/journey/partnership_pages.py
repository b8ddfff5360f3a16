"""What the page of a partnership shows: its round as a whole, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from plait.domain.programmes import Pairing, StepFor, StepKind
from plait.domain.rounds import ReviewStage, RoundFacts
from plait.domain.verdicts import Verdict
from plait.journey.rounds.forms import last_label
from plait.journey.whole_round import PartnershipJourney, SchoolInRound
from plait.ui.words import count, in_words

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class PartnershipRow:
    """``address``: the self-evaluation, where the viewer may read it. ``turn``: who is to do something now."""

    school: str
    address: str
    evaluation: str
    views: str
    stage: str
    stage_kind: str
    turn: str
    partners: str
    due: str
    """By when what is open now is meant to be done."""


STAGE_WORDS = {
    ReviewStage.WAITING: ("Evaluating itself", "", "The school"),
    ReviewStage.REVIEWING: ("Partners are looking", "", "Its partners"),
    ReviewStage.CHALLENGE: ("In conversation", "next", "The school, with its partners"),
    ReviewStage.AGREED: ("Agreed", "done", ""),
}
FILTERS = {
    "all": "All schools",
    "unsigned": "Has not signed",
    "writing": "Evaluating itself",
    "partners": "Partners are looking",
    "talking": "In conversation",
    "done": "Finished",
    "late": "Late",
    "out": "Withdrawn or left",
}
ORDERS = {"name": "By name", "late": "Late ones first", "stage": "Furthest behind first"}
STAGES_IN_ORDER = ("unsigned", "writing", "partners", "talking", "done", "out")
PARTNERS_NAMED = 4
"""More partners than this are counted, not named, in a row."""


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the round: by when, and, for what the partnership does once, whether it was done."""

    title: str
    hint: str
    address: str


@dataclass(frozen=True, slots=True)
class OtherRound:
    title: str
    address: str
    hint: str


@dataclass(frozen=True, slots=True)
class PartnershipPage:
    """``manage``: words and address of what the viewer may do with the round that is shown."""

    id: int
    name: str
    kind: str
    size: str
    round: RoundFacts | None
    dates: str
    steps: tuple[StepLine, ...]
    figures: tuple[tuple[str, str], ...]
    rows: tuple[PartnershipRow, ...]
    has_views: bool
    has_evaluations: bool
    shown: str
    filters: tuple[tuple[str, str], ...]
    chosen: str
    orders: tuple[tuple[str, str], ...]
    order: str
    typed: str
    page: int
    pages: int
    programmes: tuple[tuple[int, str], ...]
    others: tuple[OtherRound, ...]
    manage: tuple[tuple[str, str], ...]
    may_open: bool
    why_not: str
    numbers: str
    """Address of the round in numbers, for those whom the contract gives them."""


def late(item: SchoolInRound, this: RoundFacts, today: date) -> bool:
    """A day has passed on which something of this school's was due."""
    if not this.open or item.finished:
        return False
    if this.definition.has(StepKind.SELF_EVALUATION) and not item.submitted and False in (item.submitted, item.signed):
        return this.evaluation_due < today
    return item.stage in (ReviewStage.REVIEWING, ReviewStage.CHALLENGE) and this.review_due < today


def _group(item: SchoolInRound) -> str:
    if item.left or item.withdrawn:
        return "out"
    if item.signed is False:
        return "unsigned"
    if item.finished:
        return "done"
    if item.stage is ReviewStage.CHALLENGE:
        return "talking"
    return "partners" if item.stage is ReviewStage.REVIEWING else "writing"


def _row(item: SchoolInRound, this: RoundFacts, today: date) -> PartnershipRow:
    if item.left:
        return PartnershipRow(item.name, "", "", "", "Has left the round", "waiting", "", "", "")
    if item.withdrawn:
        return PartnershipRow(item.name, "", "", "", "Has withdrawn", "waiting", "", "", "")
    if item.signed is False:
        words, kind = ("Has not signed, late", "next") if late(item, this, today) else ("Has not signed yet", "waiting")
        due = in_words(this.evaluation_due) if this.open else ""
        return PartnershipRow(
            item.name, "", "", "", words, kind, "Its headteacher" if this.open else "", _partners(item), due
        )
    words, kind, turn = STAGE_WORDS[item.stage] if item.stage else ("", "", "")
    evaluation = views = ""
    if item.areas is not None:
        evaluation = "Submitted" if item.submitted else f"{item.answered} of {count(item.areas, 'area')}"
        if item.stage is None:
            words, kind, turn = ("Submitted", "done", "") if item.submitted else STAGE_WORDS[ReviewStage.WAITING]
    if item.views is not None:
        views = f"{item.handed_in} of {item.views} in"
    if late(item, this, today):
        words, kind = f"{words}, late" if words else "Late", "next"
    address = reverse("selfevaluation:evaluation", args=[item.evaluation_id]) if item.evaluation_id else ""
    return PartnershipRow(
        item.name,
        address,
        evaluation,
        views,
        words,
        kind,
        turn if this.open else "",
        _partners(item),
        _due(item, this),
    )


def _partners(item: SchoolInRound) -> str:
    if len(item.partners) > PARTNERS_NAMED:
        return f"{len(item.partners)} schools"
    return ", ".join(item.partners)


def _due(item: SchoolInRound, this: RoundFacts) -> str:
    """The day of what is open at a school now; empty once it has finished."""
    if not this.open or item.finished:
        return ""
    if item.stage in (ReviewStage.REVIEWING, ReviewStage.CHALLENGE):
        return in_words(this.review_due)
    writes = this.definition.has(StepKind.SELF_EVALUATION) and not item.submitted
    return in_words(this.evaluation_due) if writes and item.submitted is not None else ""


def _steps(journey: PartnershipJourney, this: RoundFacts, today: date) -> tuple[StepLine, ...]:
    lines = []
    taking_part = [item for item in journey.schools if not item.left]
    dues = {StepKind.SELF_EVALUATION: this.evaluation_due, StepKind.CHALLENGE: this.review_due}
    if not this.definition.has(StepKind.CHALLENGE):
        dues[StepKind.PEER_VIEW] = this.review_due
    for step in this.definition.steps:
        due = this.milestones_due.get(step.key) if step.kind is StepKind.MILESTONE else dues.get(step.kind)
        when = "" if due is None else f"{'was due on' if due < today and this.open else 'by'} {in_words(due)}"
        done, address = "", ""
        if step.kind is StepKind.MILESTONE and step.whose is StepFor.PARTNERSHIP:
            found = next((item for item in journey.done if item.step == step.key and item.urn is None), None)
            done = f"done on {in_words(found.done_on)}" if found else "not done yet"
            when = "" if found else when
            address = reverse("journey:note-step", args=[this.id, step.key])
        elif step.kind is StepKind.MILESTONE:
            noted = {item.urn for item in journey.done if item.step == step.key and item.urn is not None}
            number = len(noted | journey.over.get(step.key, frozenset()))
            done = f"{number} of {count(len(taking_part), 'school')}"
        lines.append(StepLine(step.title, ", ".join(filter(None, (done, when))), address))
    return tuple(lines)


def _figures(journey: PartnershipJourney, this: RoundFacts, today: date) -> tuple[tuple[str, str], ...]:
    """The round in a few counts, of what the viewer may know of."""
    groups = [_group(item) for item in journey.schools]
    taking_part = [item for item in journey.schools if not item.left]
    found = [(str(len(taking_part)), "schools take part")]
    if this.contract.needs_signature:
        found.append((str(sum(item.signed is True for item in taking_part)), "have signed"))
    if any(item.submitted is not None for item in taking_part):
        found.append((str(sum(item.submitted is True for item in taking_part)), "have submitted"))
        found.append((str(groups.count("done")), "have finished"))
        found.append((str(sum(late(item, this, today) for item in journey.schools)), "are late"))
    return tuple(found)


def partnership_page(
    journey: PartnershipJourney,
    verdict: Verdict,
    today: date,
    *,
    may_run: bool,
    may_place: bool,
    numbers: bool = False,
    chosen: str = "all",
    typed: str = "",
    page: int = 1,
    order: str = "name",
) -> PartnershipPage:
    """How far each school is; nothing that any of them wrote. ``chosen`` is one of ``FILTERS``, ``order`` one of
    ``ORDERS``."""
    this = journey.round
    chosen = chosen if chosen in FILTERS else "all"
    words = typed.casefold().split()
    rows = [
        item
        for item in journey.schools
        if all(word in item.name.casefold() for word in words)
        and (chosen == "all" or _group(item) == chosen or (this and chosen == "late" and late(item, this, today)))
    ]
    order = order if order in ORDERS else "name"
    if order == "late" and this:
        rows.sort(key=lambda item: (not late(item, this, today), STAGES_IN_ORDER.index(_group(item))))
    elif order == "stage":
        rows.sort(key=lambda item: STAGES_IN_ORDER.index(_group(item)))
    pages = max(-(-len(rows) // PER_PAGE), 1)
    page = page if page <= pages else 1
    pk = journey.partnership.id
    dates, manage = "", []
    if this:
        parts = []
        if this.definition.has(StepKind.SELF_EVALUATION):
            parts.append(f"self-evaluations submitted by {in_words(this.evaluation_due)}")
        if last := last_label(this.definition):
            parts.append(f"{last[0].lower()}{last[1:]} {in_words(this.review_due)}")
        dates = "; ".join(parts)
        dates = f"{dates[:1].upper()}{dates[1:]}." if dates else ""
        if may_place and this.open:
            manage.append(("Change who takes part", reverse("journey:places", args=[pk, this.id])))
        if may_run and this.open:
            if this.definition.pairing is not Pairing.NOBODY:
                manage.append(("Form groups", reverse("journey:groups", args=[pk, this.programme_id])))
            manage.append(("Change the dates", reverse("journey:change-dates", args=[pk, this.id])))
            manage.append(("Close the round", reverse("journey:close-round", args=[pk, this.id])))
    return PartnershipPage(
        id=pk,
        name=journey.partnership.name,
        kind=journey.partnership.kind,
        size=count(len(journey.members), "school"),
        round=this,
        dates=dates,
        steps=_steps(journey, this, today) if this else (),
        figures=_figures(journey, this, today) if this else (),
        rows=tuple(_row(item, this, today) for item in rows[(page - 1) * PER_PAGE : page * PER_PAGE]) if this else (),
        has_views=any(item.views is not None for item in journey.schools),
        has_evaluations=this is not None and this.definition.has(StepKind.SELF_EVALUATION),
        shown=count(len(rows), "school"),
        filters=tuple(FILTERS.items()) if len(journey.schools) > 10 else (),
        chosen=chosen,
        orders=tuple(ORDERS.items()),
        order=order,
        typed=typed,
        page=page,
        pages=pages,
        programmes=tuple((key, title) for key, title, _, _ in journey.programmes),
        others=tuple(_other(pk, item) for item in journey.rounds if this is None or item.id != this.id),
        manage=tuple(manage),
        may_open=bool(verdict),
        why_not=verdict.reason,
        numbers=reverse("journey:round-numbers", args=[this.id]) if this and numbers else "",
    )


def _other(partnership_id: int, item: RoundFacts) -> OtherRound:
    until = f" to {in_words(item.closed_on)}" if item.closed_on else ", open"
    return OtherRound(
        f"{item.programme}, {item.title}",
        f"{reverse('journey:partnership', args=[partnership_id])}?round={item.id}",
        f"from {in_words(item.opened_on)}{until}",
    )
