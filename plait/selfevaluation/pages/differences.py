"""Where people's views of the school differ, what to talk about first, and what was agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from plait.domain.differences import Given, Spread, by_talk, in_words, moves_in_words, spread
from plait.domain.frameworks import Area, Labels, Scale, Statement
from plait.domain.judgements import NO_WORDS, Answer, NonLevel, Words, answer_label
from plait.domain.verdicts import NotVisible, Verdict
from plait.domain.viewer import Viewer
from plait.domain.wording import counted, opening
from plait.selfevaluation import rater_queries as raters
from plait.selfevaluation import rater_rules as rules
from plait.selfevaluation.pages.area import Neighbour
from plait.selfevaluation.pages.raters import Head, head_of
from plait.selfevaluation.queries import judged_against
from plait.selfevaluation.rater_queries import Agreed, AskingFacts, RaterWords
from plait.selfevaluation.rules import may_write

Mark = tuple[str, Answer, str]
"""Voice, where it stands, words: as the page component takes it."""


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """What is said of one area or statement, as counts. ``marks``: one for each answer that somebody gave."""

    id: str
    title: str
    scale: Scale
    says: str
    moves: str
    alike: bool
    marks: tuple[Mark, ...]
    wrote: str = ""
    """In words: how many wrote about it."""
    agreed: str = ""


@dataclass(frozen=True, slots=True)
class DifferencesPage:
    head: Head
    given: int
    people: str
    """The same in words: ``Three people``."""
    named: bool
    told: bool
    in_words: bool
    rows: tuple[SpreadRow, ...]
    to_talk: int
    """How many areas there is something to talk about in."""
    may_agree: Verdict


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One person's view of the area; ``who`` is empty where there are no names."""

    who: str
    instinct: str
    considered: Answer
    reason: str
    words: Words


@dataclass(frozen=True, slots=True)
class DifferencesAreaPage:
    head: Head
    area: Area
    named: bool
    told: bool
    in_words: bool
    instinct: bool
    labels: Labels
    row: SpreadRow
    marks: tuple[Mark, ...]
    """Where each person stands, with names; counts without."""
    views: tuple[ViewRow, ...]
    statements: tuple[SpreadRow, ...]
    agreed: Agreed | None
    agreed_answer: str
    may_agree: Verdict
    answer: str
    reason: str
    words: Words
    version: int
    now: str
    """What the self-evaluation says of the area."""
    before: Neighbour | None
    after: Neighbour | None
    faults: tuple[Mapping[str, str], ...] = field(default=())

    @property
    def reasons(self) -> tuple[str, ...]:
        """Without names: reasons in an order that tells nobody."""
        return tuple(sorted(view.reason for view in self.views if view.reason))


def _open(viewer: Viewer, evaluation_id: int, today: date) -> AskingFacts:
    found = raters.asking(viewer, evaluation_id, today=today)
    if not found.reads_all:
        raise NotVisible(f"raters’ views of self-evaluation {evaluation_id}")
    return found


def _may_agree(viewer: Viewer, found: AskingFacts) -> Verdict:
    facts = found.evaluation
    write = may_write(viewer, urn=facts.urn, state=facts.state, round_open=facts.round_open, signed=facts.has_signed)
    return rules.may_agree(viewer, urn=facts.urn, reads=found.reads_all, write=write)


def differences_page(viewer: Viewer, evaluation_id: int, *, today: date) -> DifferencesPage:
    """Raises ``NotVisible`` before views are open, and for whoever may not read them. Twelve queries at most."""
    found = _open(viewer, evaluation_id, today)
    judged = judged_against(found.evaluation)
    views = raters.all_words(viewer, found, judged)
    agreed = raters.agreed(found)
    looked_at = raters.areas_of(evaluation_id)
    rows = _rows([area for area in judged.areas if area.id in looked_at], views, agreed, found, judged.words)
    return DifferencesPage(
        head=head_of(found),
        given=(given := found.count.given if found.count else 0),
        people=opening(counted(given, "person", "people")),
        named=found.terms.named,
        told=found.told,
        in_words=judged.words,
        rows=rows,
        to_talk=sum(not row.alike for row in rows),
        may_agree=_may_agree(viewer, found),
    )


def _rows(
    areas: Sequence[Area],
    views: Sequence[RaterWords],
    agreed: Mapping[str, Agreed],
    found: AskingFacts,
    words: bool,
) -> tuple[SpreadRow, ...]:
    """Areas, what there is most to talk about first; in words, where most people have something to consider."""
    made = [(area, spread(area.scale, _of_area(area, views))) for area in areas]
    if words:
        wrote = {area.id: sum(_said(view, area).said for view in views) for area in areas}
        consider = {area.id: sum(bool(_said(view, area).consider.strip()) for view in views) for area in areas}
        made.sort(key=lambda pair: (-consider[pair[0].id], -wrote[pair[0].id]))
        return tuple(
            SpreadRow(
                area.id,
                area.title,
                area.scale,
                "",
                "",
                not consider[area.id],
                (),
                f"{counted(wrote[area.id], 'person', 'people')} wrote about it",
                _agreed(agreed.get(area.id), area),
            )
            for area, _ in made
        )
    return tuple(
        _spread_row(area.id, area.title, item, found.terms.instinct, _agreed(agreed.get(area.id), area))
        for area, item in by_talk(made)
    )


def _said(view: RaterWords, area: Area) -> Words:
    return view.areas[area.id].words if area.id in view.areas else NO_WORDS


def _of_area(area: Area, views: Sequence[RaterWords]) -> list[Given]:
    return [
        Given(view.areas[area.id].answer, view.areas[area.id].instinct) if area.id in view.areas else Given(None)
        for view in views
    ]


def _of_statement(area: Area, statement: Statement, views: Sequence[RaterWords]) -> list[Given]:
    found = []
    for view in views:
        first, answer = (
            view.areas[area.id].statements.get(statement.id, (None, None)) if area.id in view.areas else (None, None)
        )
        found.append(Given(answer, first))
    return found


def _spread_row(key: str, title: str, item: Spread, instinct: bool, agreed: str = "") -> SpreadRow:
    marks: list[Mark] = [
        ("self", level, counted(many, "person", "people"))
        for level, many in zip(item.scale, item.levels, strict=True)
        if many
    ]
    for other, many in ((NonLevel.NOT_SURE, item.not_sure), (NonLevel.NOT_APPLICABLE, item.not_applicable)):
        if many:
            marks.append(("self", other, counted(many, "person", "people")))
    return SpreadRow(
        key,
        title,
        item.scale,
        in_words(item),
        moves_in_words(item) if instinct else "",
        item.alike,
        tuple(marks),
        agreed=agreed,
    )


def _agreed(item: Agreed | None, area: Area) -> str:
    """``Agreed from five views: Secure``."""
    if item is None:
        return ""
    said = next((level.label for level in area.scale if level.key == item.answer), "")
    said = said or next((other.label for other in NonLevel if other.value == item.answer), "")
    return f"Agreed from {counted(item.views, 'view')}{': ' + said if said else ''}"


def differences_area_page(
    viewer: Viewer, evaluation_id: int, area_id: str, *, today: date, sent: Mapping[str, str] | None = None
) -> DifferencesAreaPage:
    """One area. ``sent``: what the person sent and could not be stored. Raises ``NotVisible``. Fourteen queries at
    most."""
    found = _open(viewer, evaluation_id, today)
    judged = judged_against(found.evaluation)
    area = judged.area(area_id)
    stored = raters.area_now(evaluation_id, area_id)
    if area is None or stored is None:
        raise NotVisible(area_id)
    views = raters.all_words(viewer, found, judged)
    agreed = raters.agreed(found)
    looked_at = raters.areas_of(evaluation_id)
    rows = _rows([item for item in judged.areas if item.id in looked_at], views, agreed, found, judged.words)
    ids = [row.id for row in rows]
    position = ids.index(area_id)
    mine = agreed.get(area_id)
    may = _may_agree(viewer, found)
    shown: Mapping[str, str] = sent if sent is not None else {}
    here = [view for view in views if area_id in view.areas]
    rated = found.terms.statements and not judged.words
    return DifferencesAreaPage(
        head=head_of(found),
        area=area,
        named=found.terms.named,
        told=found.told,
        in_words=judged.words,
        instinct=found.terms.instinct,
        labels=judged.labels,
        row=rows[position],
        marks=_named(area, here) if found.terms.named else rows[position].marks,
        views=tuple(
            ViewRow(
                view.name,
                answer_label(said.instinct) if said.instinct is not None else "",
                said.answer,
                said.reason,
                said.words,
            )
            for view in here
            for said in (view.areas[area_id],)
        ),
        statements=tuple(
            _spread_row(item.id, item.text, each, found.terms.instinct)
            for item, each in by_talk(
                [(item, spread(area.asked(item), _of_statement(area, item, views))) for item in area.statements]
            )
        )
        if rated
        else (),
        agreed=mine,
        agreed_answer=_agreed(mine, area),
        may_agree=may,
        answer=shown.get("answer", stored.answer) if may else "",
        reason=shown.get("reason", mine.reason if mine else ""),
        words=Words(shown.get("strengths", stored.words.strengths), shown.get("consider", stored.words.consider))
        if may
        else NO_WORDS,
        version=stored.version,
        now=_now(area, stored.answer) if may else "",
        before=Neighbour(ids[position - 1], rows[position - 1].title) if position else None,
        after=Neighbour(ids[position + 1], rows[position + 1].title) if position + 1 < len(ids) else None,
    )


def _named(area: Area, views: Sequence[RaterWords]) -> tuple[Mark, ...]:
    """Each by name; the first instinct beside it where it was another one."""
    found: list[Mark] = []
    for view in views:
        said = view.areas[area.id]
        found.append(("self", said.answer, view.name))
        if said.instinct is not None and said.instinct != said.answer:
            found.append(("earlier", said.instinct, f"{view.name}, at first"))
    return tuple(found)


def _now(area: Area, key: str) -> str:
    level = area.scale.by_key(key) if key else None
    other = next((item for item in NonLevel if item.value == key), None)
    return answer_label(level or other) if key else ""
