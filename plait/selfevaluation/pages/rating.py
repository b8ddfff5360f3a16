"""One's own view of the school: its areas, and one area, first by instinct and then by its descriptors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.urls import reverse

from plait.domain.frameworks import Area, Labels, Scale
from plait.domain.judgements import NO_WORDS, Answer, Words, answer_from_key, answer_key, answer_label
from plait.domain.verdicts import NotVisible, Verdict
from plait.domain.viewer import Viewer
from plait.domain.wording import count_word, counted, day_in_words, opening
from plait.selfevaluation import rater_queries as raters
from plait.selfevaluation.pages.area import Neighbour
from plait.selfevaluation.pages.raters import Head, head_of
from plait.selfevaluation.queries import judged_against
from plait.selfevaluation.rater_queries import AskingFacts, RaterArea
from plait.selfevaluation.rating_actions import missing

MINUTES = 6
"""About as long as one area takes alone."""


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One area in the list of one's own view."""

    area: Area
    instinct: Answer
    answer: Answer
    begun: bool
    done: bool

    @property
    def state(self) -> str:
        if self.done:
            return "Written" if not self.area.scale else answer_label(self.answer)
        if self.begun:
            return "Descriptors open"
        return "First instinct given" if self.instinct is not None else "Nothing yet"


@dataclass(frozen=True, slots=True)
class OwnPage:
    head: Head
    rows: tuple[OwnRow, ...]
    may_rate: Verdict
    handed_in_at: datetime | None
    instinct: bool
    in_words: bool
    named: bool
    differences: str
    missing: tuple[tuple[str, str], ...]
    takes: str

    @property
    def done(self) -> int:
        return sum(row.done for row in self.rows)

    @property
    def progress(self) -> str:
        """``Two areas of five``."""
        if self.done == len(self.rows):
            return "Every area"
        return f"{opening(counted(self.done, 'area'))} of {count_word(len(self.rows))}" if self.done else "No area yet"

    @property
    def next_area(self) -> Area | None:
        return next((row.area for row in self.rows if not row.done), None)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to judge. ``name``: of its radios; ``first``: the first instinct, once it stands."""

    name: str
    title: str
    scale: Scale
    descriptors: tuple[tuple[str, str], ...]
    chosen: str
    first: Answer


@dataclass(frozen=True, slots=True)
class Difference:
    """One box that was saved otherwise in another window."""

    what: str
    yours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Stale:
    """What another window saved. ``version``: what a save made after reading this must name."""

    version: int
    sides: tuple[Difference, ...]
    who: str = "another window"
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OwnAreaPage:
    """``stage``: ``instinct`` or ``considered``. ``choices``: what is judged, the area itself last."""

    head: Head
    area: Area
    number: int
    of: int
    stage: str
    in_words: bool
    labels: Labels
    choices: tuple[Choice, ...]
    reason: str
    words: Words
    version: int
    may_rate: Verdict
    saved_at: datetime | None
    before: Neighbour | None
    after: Neighbour | None
    stale: Stale | None = None
    faults: tuple[Mapping[str, str], ...] = field(default=())

    @property
    def first(self) -> Answer:
        """The first instinct for the area as a whole, once it stands."""
        return self.choices[-1].first if self.choices else None

    def answer_of(self, choice: Choice) -> Answer:
        """The answer that is chosen; nothing for a key that somebody made up."""
        try:
            return answer_from_key(choice.scale, choice.chosen)
        except ValueError:
            return None

    def key_of(self, answer: Answer) -> str:
        return answer_key(answer)

    @property
    def others(self) -> tuple[tuple[str, str], ...]:
        return (("not-applicable", "Not applicable"), ("not-sure", "Not sure"))


def _own(viewer: Viewer, evaluation_id: int, today: date) -> AskingFacts:
    found = raters.asking(viewer, evaluation_id, today=today)
    if found.own is None:
        raise NotVisible(f"rater of self-evaluation {evaluation_id}")
    return found


def own_page(viewer: Viewer, evaluation_id: int, *, today: date) -> OwnPage:
    """Raises ``NotVisible`` for whoever was not asked. Ten queries at most."""
    found = _own(viewer, evaluation_id, today)
    judged = judged_against(found.evaluation)
    words, looked_at = raters.own_words(found, judged), raters.areas_of(evaluation_id)
    rows = tuple(_row(area, words.get(area.id), judged.words) for area in judged.areas if area.id in looked_at)
    may_rate = found.may_rate()
    left = sum(not row.done for row in rows)
    return OwnPage(
        head=_head(found),
        rows=rows,
        may_rate=may_rate,
        handed_in_at=found.own.handed_in_at if found.own else None,
        instinct=found.terms.instinct,
        in_words=judged.words,
        named=found.terms.named,
        differences=reverse("selfevaluation:differences", args=[evaluation_id]) if found.reads_all else "",
        missing=missing(found, judged, looked_at, words) if may_rate else (),
        takes=f"about {left * MINUTES} minutes" if left else "",
    )


def _head(found: AskingFacts) -> Head:
    """A rater who may know no more than their own view is not told how far the others are."""
    head = head_of(found)
    if head.opens_raters or found.count is None:
        return head
    title = head.where.partition(": ")[0]
    if found.revealed:
        return replace(head, where=f"{title}: all views are in")
    return replace(head, where=f"{title}: there is time until {day_in_words(found.count.closes_on)}")


def _row(area: Area, said: RaterArea | None, in_words: bool) -> OwnRow:
    if said is None:
        return OwnRow(area, None, None, False, False)
    return OwnRow(area, said.instinct, said.answer, said.begun, said.given(in_words))


def own_area_page(
    viewer: Viewer,
    evaluation_id: int,
    area_id: str,
    *,
    today: date,
    sent: Mapping[str, str] | None = None,
    stale: bool = False,
) -> OwnAreaPage:
    """One area of one's own view. Raises ``NotVisible``. Ten queries at most.

    ``sent``: what the person sent, shown instead of what is stored; ``stale``: the two stand side by side.
    """
    found = _own(viewer, evaluation_id, today)
    judged = judged_against(found.evaluation)
    looked_at = raters.areas_of(evaluation_id)
    areas = [area for area in judged.areas if area.id in looked_at]
    area = next((item for item in areas if item.id == area_id), None)
    if area is None:
        raise NotVisible(area_id)
    said = raters.own_words(found, judged).get(area_id)
    may_rate = found.may_rate()
    instinct = found.terms.instinct and bool(area.scale) and not (said and said.begun)
    if not may_rate:
        instinct = False  # what stands is shown whole, descriptors or not
    position = areas.index(area)
    page = OwnAreaPage(
        head=_head(found),
        area=area,
        number=position + 1,
        of=len(areas),
        stage="instinct" if instinct else "considered",
        in_words=judged.words,
        labels=judged.labels,
        choices=_choices(found, area, said, instinct, sent) if area.scale else (),
        reason=sent.get("reason", "") if sent is not None else said.reason if said else "",
        words=Words(sent.get("strengths", ""), sent.get("consider", ""))
        if sent is not None
        else said.words
        if said
        else NO_WORDS,
        version=said.version if said else 0,
        may_rate=may_rate,
        saved_at=said.saved_at if said else None,
        before=_neighbour(areas, position - 1),
        after=_neighbour(areas, position + 1),
    )
    return replace(page, stale=_stale(page, said, instinct)) if stale and said else page


def _choices(
    found: AskingFacts, area: Area, said: RaterArea | None, instinct: bool, sent: Mapping[str, str] | None
) -> tuple[Choice, ...]:
    """The statements where they are judged, and the area itself."""

    def chosen(name: str, stored: Answer) -> str:
        return answer_key(stored) if sent is None else sent.get(name, "")

    made = []
    for item in area.statements if found.terms.statements else ():
        first, answer = said.statements.get(item.id, (None, None)) if said else (None, None)
        name = f"statement-{item.id}"
        made.append(
            Choice(
                name, item.text, area.asked(item), item.descriptors, chosen(name, first if instinct else answer), first
            )
        )
    first, answer = (said.instinct, said.answer) if said else (None, None)
    return (*made, Choice("answer", area.title, area.scale, (), chosen("answer", first if instinct else answer), first))


def _stale(page: OwnAreaPage, said: RaterArea, instinct: bool) -> Stale:
    sides = []
    for choice in page.choices:
        key = choice.name.removeprefix("statement-")
        first, answer = (
            (said.instinct, said.answer) if choice.name == "answer" else said.statements.get(key, (None, None))
        )
        stored = first if instinct else answer
        if choice.chosen != answer_key(stored):
            sides.append(Difference(choice.title, answer_label(page.answer_of(choice)), answer_label(stored)))
    for what, yours, theirs in (
        ("Because", page.reason, said.reason),
        (page.labels.strengths, page.words.strengths, said.words.strengths),
        (page.labels.consider, page.words.consider, said.words.consider),
    ):
        if yours != theirs:
            sides.append(Difference(what, yours, theirs))
    return Stale(said.version, tuple(sides), at=said.saved_at)


def _neighbour(areas: list[Area], position: int) -> Neighbour | None:
    return Neighbour(areas[position].id, areas[position].title) if 0 <= position < len(areas) else None
