"""One area of a self-evaluation: judged, or read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse

from plait.domain.diagnosis import EarlierView
from plait.domain.frameworks import Area, Labels, Level, Scale, Statement
from plait.domain.judgements import (
    NO_WORDS,
    Answer,
    NonLevel,
    Submission,
    Words,
    answer_from_key,
    answer_key,
    answer_label,
    level_of,
)
from plait.domain.scored import Derived
from plait.domain.scoring import derive_area
from plait.domain.side_by_side import earlier_answer, earlier_view
from plait.domain.uploads import same_lines
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.wording import count_word, listed, opening, plural
from plait.selfevaluation.comment_queries import concerns
from plait.selfevaluation.pages.evidence import NOTHING_ATTACHED, EvidencePanel, evidence_panel
from plait.selfevaluation.pages.setting import Setting, load
from plait.selfevaluation.queries import SavedArea
from plait.selfevaluation.rater_mentions import agreed_of
from plait.selfevaluation.rater_queries import Agreed

NO_LEVEL = (*((item.value, item.label) for item in NonLevel), ("", "No answer yet"))
"""The answers beside the levels; the last one takes an answer back."""


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody has in the boxes of the page: keys and texts."""

    answer: str
    evidence: str
    actions: str
    statements: Mapping[str, str]
    words: Words = NO_WORDS
    rungs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement with its present answer and the one of last time (``None``: none to set beside it).

    ``asked``: what it is answered with, empty where nothing is asked; ``own``: not the levels of the area.
    """

    statement: Statement
    asked: Scale
    answer: Answer
    chosen: str
    was: str

    @property
    def descriptor(self) -> str:
        """How the statement shows at the level chosen; what the answer means where it has answers of its own."""
        level = level_of(self.answer)
        if level is None:
            return ""
        return level.meaning if self.statement.answers else self.statement.descriptor(level)


@dataclass(frozen=True, slots=True)
class RungRows:
    """The statements of one rung with what is written there.

    ``landed``: the judgement landed here, so words are asked for; ``ahead``: not reached yet, folded until then.
    """

    level: Level
    rows: tuple[StatementRow, ...]
    evidence: str
    actions: str
    landed: bool
    ahead: bool

    @property
    def written(self) -> bool:
        return bool(self.evidence.strip() or self.actions.strip())


@dataclass(frozen=True, slots=True)
class Side:
    """One field that two people wrote differently."""

    what: str
    yours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody saved first. ``version`` is what a save made after reading this must name."""

    who: str
    at: datetime | None
    version: int
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class RulePanel:
    """What the area's rule makes of the statements. ``differs``: the area was judged otherwise, as it may
    be. ``counts``: how many answers of each kind there are. ``landed``: the rung on which words are asked for."""

    derived: Derived
    differs: str
    counts: str = ""
    landed: Level | None = None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The area before or after this one."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class AreaPage:
    """``in_words``: the area asks for words under ``labels``, never for a level; ``words_before``: last time's."""

    setting: Setting
    area: Area
    in_words: bool
    labels: Labels
    words_before: Words
    number: int
    of: int
    last: EarlierView | None
    statements: tuple[StatementRow, ...]
    rungs: tuple[RungRows, ...]
    rule: RulePanel | None
    answer: Answer
    written: Written
    version: int
    carried_from: str
    saved_at: datetime | None
    saved_by: str
    before: Neighbour | None
    after: Neighbour | None
    comments: str = ""
    """Where this area is commented on, for those whom that concerns."""
    attached: EvidencePanel = NOTHING_ATTACHED
    """Items of the school's library that stand beside the evidence, as far as the viewer may read it."""
    agreed: Agreed | None = None
    """What was agreed from raters' views, for those who may read them."""
    conflict: Conflict | None = None
    faults: tuple[Mapping[str, str], ...] = field(default=())

    @property
    def editable(self) -> bool:
        return bool(self.setting.may_write)

    @property
    def was(self) -> str:
        """The key of last time's judgement, where it is on this scale."""
        return answer_key(self.last.answer) if self.last else ""

    @property
    def asks_statements(self) -> bool:
        return any(row.asked for row in self.statements)

    @property
    def answered_statements(self) -> int:
        return sum(row.answer is not None for row in self.statements)


def area_page(
    viewer: Viewer,
    evaluation_id: int,
    area_id: str,
    *,
    written: Written | None = None,
    stale: bool = False,
) -> AreaPage:
    """The page of one area. Raises ``NotVisible``.

    ``written`` is what the person sent, shown instead of what is stored; with ``stale`` the two stand side by side.
    """
    loaded = load(viewer, evaluation_id)
    evaluation = loaded.evaluation
    saved = evaluation.area(area_id)
    ids = [item.entry.area_id for item in evaluation.areas]
    area = evaluation.framework.area(area_id)
    if area is None:
        raise NotVisible(area_id)
    stored = Written(
        answer_key(saved.entry.answer),
        saved.entry.evidence,
        saved.entry.actions,
        {item.id: answer_key(evaluation.statement(item.id)) for item in area.statements},
        saved.entry.words,
        {text.level.key: {"evidence": text.evidence, "actions": text.actions} for text in saved.entry.rungs},
    )
    shown = written or stored
    position = ids.index(area_id)
    titles = {item.id: item.title for item in evaluation.framework.areas}
    last = earlier_view(area, loaded.last_time.round, loaded.last_time) if loaded.last_time else None
    derived = derive_area(area, loaded.submission) if area.scale and area.statements else None
    rows = {item.id: _row(area, item, shown, loaded.last_time) for item in area.statements}
    panel = rule_panel(area, derived, saved.entry.answer) if derived else None
    return AreaPage(
        setting=loaded.setting,
        area=area,
        in_words=evaluation.framework.words,
        labels=evaluation.framework.labels,
        words_before=loaded.last_time.area(area_id).words if loaded.last_time else Words(),
        number=position + 1,
        of=len(ids),
        last=last if last and (last.answer is not None or last.note) else None,
        statements=tuple(rows.values()),
        rungs=_rungs(area, rows, shown, derived, panel),
        rule=panel,
        answer=_known(area.scale, shown.answer),
        written=shown,
        version=saved.version,
        carried_from=(loaded.last_time.round if loaded.last_time else "last time") if saved.carried_over else "",
        saved_at=saved.saved_at,
        saved_by=saved.saved_by,
        before=_neighbour(ids, titles, position - 1),
        after=_neighbour(ids, titles, position + 1),
        comments=reverse("selfevaluation:comments", args=[evaluation_id, area_id])
        if (evaluation.facts.submitted or evaluation.facts.commented) and concerns(viewer, evaluation.facts)
        else "",
        attached=evidence_panel(viewer, evaluation.facts, area),
        agreed=agreed_of(evaluation.facts, area_id),
        conflict=conflict_of(area, saved, stored, written, evaluation.framework.labels) if stale and written else None,
    )


def _neighbour(ids: list[str], titles: Mapping[str, str], position: int) -> Neighbour | None:
    return Neighbour(ids[position], titles[ids[position]]) if 0 <= position < len(ids) else None


def _row(area: Area, item: Statement, shown: Written, last_time: Submission | None) -> StatementRow:
    chosen = shown.statements.get(item.id, "")
    was = answer_key(earlier_answer(area, item.id, last_time)) if last_time else ""
    return StatementRow(item, area.asked(item), _known(area.asked(item), chosen), chosen, was)


def _rungs(
    area: Area, rows: Mapping[str, StatementRow], shown: Written, derived: Derived | None, panel: RulePanel | None
) -> tuple[RungRows, ...]:
    """The rungs of the area, lowest first. What is above the one that waits for answers is folded."""
    found = []
    reached = derived.rung.rank if derived and derived.rung else 0
    landed = panel.landed if panel else None
    for number, (level, items) in enumerate(area.rungs):
        texts = shown.rungs.get(level.key, {})
        ahead = bool(number) and level.rank > reached and level != landed
        evidence, actions = texts.get("evidence", ""), texts.get("actions", "")
        here = tuple(rows[item.id] for item in items)
        found.append(RungRows(level, here, evidence, actions, level == landed, ahead))
    return tuple(found)


def landed_on(area: Area, derived: Derived, judged: Answer) -> Level | None:
    """The rung on which words are asked for: that of the judgement where one was made, else of what the statements
    lead to. A level without statements of its own is written about on the rung that decided, or else the lowest."""
    rungs = [level for level, _ in area.rungs]
    level = level_of(judged) or derived.level
    if not rungs or level is None:
        return None
    if level in rungs:
        return level
    return derived.rung if derived.rung is not None and derived.level == level else rungs[0]


def _known(scale: Scale, key: str) -> Answer:
    """The answer with this key; nothing for a key that somebody made up."""
    try:
        return answer_from_key(scale, key)
    except ValueError:
        return None


def rule_panel(area: Area, derived: Derived, judged: Answer) -> RulePanel:
    """The rule's words, and a gentle word where the area was judged otherwise."""
    level, own = derived.level, level_of(judged)
    differs = ""
    if level is not None and own is not None and own != level:
        differs = (
            f"You judged the area {own.label}, the statements suggest {level.label}. "
            "The judgement is yours; say in the evidence what tips the balance."
        )
    return RulePanel(derived, differs, _counts(derived), landed_on(area, derived, judged))


def _counts(derived: Derived) -> str:
    """``Four of six statements are answered; one is not applicable, one not sure.``"""
    whole = derived.rated + derived.unsure + derived.not_applicable + derived.unanswered
    others = [
        f"{count_word(many)} {'is' if many == 1 else 'are'} {word}"
        for many, word in ((derived.not_applicable, "not applicable"), (derived.unsure, "not sure"))
        if many
    ]
    said = f"{count_word(derived.rated)} of {count_word(whole)} {plural(whole, 'statement')}"
    verb = "has" if derived.rated == 1 else "have"
    return opening(f"{said} {verb} an answer{f'; {listed(others)}' if others else ''}.")


def conflict_of(area: Area, saved: SavedArea, stored: Written, yours: Written, labels: Labels) -> Conflict:
    """Both texts of each field that differs."""
    sides = []
    for what, mine, theirs in (
        (labels.strengths, yours.words.strengths, stored.words.strengths),
        (labels.consider, yours.words.consider, stored.words.consider),
        ("Evidence", yours.evidence, stored.evidence),
        ("Key actions", yours.actions, stored.actions),
    ):
        if same_lines(mine) != same_lines(theirs):
            sides.append(Side(what, mine, theirs))
    for level, _ in area.rungs:
        for name, what in (("evidence", "evidence"), ("actions", "key actions")):
            mine, theirs = (side.rungs.get(level.key, {}).get(name, "") for side in (yours, stored))
            if same_lines(mine) != same_lines(theirs):
                sides.append(Side(f"{level.label}: {what}", mine, theirs))
    judged = [(f"Judgement of {area.title}", area.scale, yours.answer, stored.answer)]
    judged += [
        (item.text, area.asked(item), yours.statements[item.id], stored.statements.get(item.id, ""))
        for item in area.statements
        if item.id in yours.statements
    ]
    for what, scale, mine, theirs in reversed(judged):
        if mine != theirs:
            sides.insert(0, Side(what, answer_label(_known(scale, mine)), answer_label(_known(scale, theirs))))
    return Conflict(saved.saved_by or "Somebody", saved.saved_at, saved.version, tuple(sides))
