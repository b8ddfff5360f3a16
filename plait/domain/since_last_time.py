"""What a school's answers of an earlier round come to under the framework of this one: by version, or by a crosswalk.

Nothing here is applied. An answer *stands ready* where nothing about its statement (or area) has changed; a person
takes it over or judges afresh. Everything else may only be read beside.
"""

from __future__ import annotations

from dataclasses import dataclass

from plait.domain.crosswalk import Crosswalk, Relation, carry, coverage
from plait.domain.framework_diff import Change, compare, same_level
from plait.domain.framework_migration import Fate, Offer, migrate
from plait.domain.frameworks import Area, Framework, Statement
from plait.domain.judgements import Answer, NonLevel, Submission, answer_from_key, answer_key, answer_label

OTHERS = frozenset(item.value for item in NonLevel)
FATE_TITLES = {
    Fate.KEPT: "Kept as it is",
    Fate.REWORDED: "Reworded",
    Fate.SPLIT: "Split",
    Fate.MERGED: "Merged",
    Fate.RETIRED: "Retired",
    Fate.NEW: "New",
}
RELATION_TITLES = {
    Relation.EXACT: "The same",
    Relation.BROADER: "Takes in more now",
    Relation.NARROWER: "Takes in less now",
    Relation.RELATED: "Related",
}


@dataclass(frozen=True, slots=True)
class Before:
    """A statement of last time with what was answered. ``beside``: how it stands to this time's, and why."""

    area: str
    text: str
    levels: tuple[tuple[str, str], ...]
    answer: Answer
    beside: str = ""


@dataclass(frozen=True, slots=True)
class OfferedAnswer:
    """One statement of this time. ``ready``: the answer that may be taken over as it is."""

    statement: Statement
    title: str
    words: str
    before: tuple[Before, ...]
    ready: Answer
    both_texts: bool


@dataclass(frozen=True, slots=True)
class OfferedArea:
    """An area of this time with last time's judgement of the area that it was, if it was one."""

    area: Area
    was: str
    judged: Answer
    ready: Answer
    words: str
    statements: tuple[OfferedAnswer, ...]

    @property
    def ready_statements(self) -> dict[str, str]:
        """Statement → key of the answer that stands ready."""
        return {item.statement.id: answer_key(item.ready) for item in self.statements if item.ready is not None}


@dataclass(frozen=True, slots=True)
class SinceLastTime:
    """``through``: how the two frameworks are held against each other, in a sentence."""

    then: Submission
    now: Framework
    through: str
    areas: tuple[OfferedArea, ...]
    retired: tuple[Before, ...] = ()

    def area(self, area_id: str) -> OfferedArea | None:
        return next((item for item in self.areas if item.area.id == area_id), None)


def follows(then: Framework, now: Framework) -> bool:
    """Whether one is a later version of the other, so that its statements can be followed one by one."""
    return then.id == now.id or now.supersedes == then.name


def by_version(then: Submission, now: Framework) -> SinceLastTime:
    """Last time's answers by what became of each statement."""
    diff = compare(then.framework, now)
    answers = {item.statement_id: answer_key(item.answer) or None for item in then.statements}
    offers = migrate(diff, answers, OTHERS)
    by_statement = {offer.new.id: offer for offer in offers if offer.new is not None}
    became = {item.new: item for item in diff.areas if item.new is not None}

    def offered(area: Area) -> OfferedArea:
        change = became.get(area.id)
        old = then.framework.area(change.old) if change is not None and change.old is not None else None
        entry = then.area(old.id) if old is not None else None
        judged = None if entry is None else entry.agreed if entry.agreed is not None else entry.answer
        ready: Answer = None
        words = "This area is new."
        if old is not None:
            same = change is not None and change.change is Change.UNCHANGED
            ready = _ready_area(old, area, judged) if same else None
            words = "Nothing about this area has changed." if same else f"This area has changed{_why(change)}."
        statements = tuple(_offered(then, area, by_statement[item.id]) for item in area.statements)
        return OfferedArea(area, old.title if old is not None else "", judged, ready, words, statements)

    return SinceLastTime(
        then,
        now,
        f"Last time schools judged by version {then.framework.version} of “{then.framework.title}”; this round uses "
        f"version {now.version}. What became of each statement is shown with what was answered then.",
        tuple(offered(area) for area in now.areas),
        tuple(before for offer in offers if offer.fate is Fate.RETIRED for before in _befores(then, offer)),
    )


def _why(change: object) -> str:
    why = getattr(change, "why", "")
    return f": {why}" if why else ""


def _ready_area(old: Area, area: Area, judged: Answer) -> Answer:
    if judged is None or isinstance(judged, NonLevel):
        return judged
    key = same_level(old.scale, area.scale, judged.key)
    return area.scale.by_key(key) if key is not None else None


def _befores(then: Submission, offer: Offer) -> tuple[Before, ...]:
    found = []
    for old in offer.old:
        area = then.framework.area_of(old.statement.id)
        if area is not None:
            answer = answer_from_key(area.answers_of(old.statement.id), old.level or "")
            found.append(_before(area, old.statement, answer))
    return tuple(found)


def _before(area: Area, statement: Statement, answer: Answer, beside: str = "") -> Before:
    levels = tuple((level.label, statement.descriptor(level)) for level in area.scale if statement.descriptor(level))
    return Before(area.title, statement.text, levels, answer, beside)


def _offered(then: Submission, area: Area, offer: Offer) -> OfferedAnswer:
    if offer.new is None:  # pragma: no cover  only retired ones have none
        raise ValueError("a retired statement is offered to nobody")
    ready = answer_from_key(area.answers_of(offer.new.id), offer.level) if offer.level else None
    title = FATE_TITLES[offer.fate] + (", and moved" if offer.moved else "")
    both = offer.fate in (Fate.REWORDED, Fate.SPLIT, Fate.MERGED)
    return OfferedAnswer(offer.new, title, offer.words, _befores(then, offer), ready, both)


def by_crosswalk(then: Submission, now: Framework, crosswalk: Crosswalk) -> SinceLastTime:
    """Last time's answers as a crosswalk lets them be seen: exact ones stand ready, others are read beside."""
    answers = {item.statement_id: item.answer for item in then.statements}
    levels = {
        key: None if isinstance(answer, NonLevel) else answer_key(answer) or None for key, answer in answers.items()
    }
    known = {item.id: item for item in then.framework.statements}
    carried = {item.statement.id: item for item in carry(crosswalk, then.framework, now, levels)}

    def offered(area: Area, item: Statement) -> OfferedAnswer:
        found = carried[item.id]
        before = []
        for link in found.beside:
            old = then.framework.area_of(link.source)
            if old is not None:
                beside = f"{RELATION_TITLES[link.relation]}. {link.note}".strip()
                before.append(_before(old, known[link.source], answers.get(link.source), beside))
        ready = answer_from_key(area.answers_of(item.id), found.level) if found.level else None
        title = "Has a counterpart" if before else "No history"
        return OfferedAnswer(item, title, found.why, tuple(before), ready, bool(before))

    reach = coverage(crosswalk, then.framework, now)
    return SinceLastTime(
        then,
        now,
        f"Last time schools judged by “{then.framework.title}”. {reach.words()} No line is drawn across.",
        tuple(
            OfferedArea(
                area,
                "",
                None,
                None,
                "Judgements of areas do not cross.",
                tuple(offered(area, item) for item in area.statements),
            )
            for area in now.areas
        ),
    )


def crossing_words(round_title: str, then: Framework, now: Framework, crosswalk: Crosswalk | None) -> str:
    """One sentence for a page that does not lay an earlier round under this one, and what can be said all the same."""
    start = f"{round_title} was judged by another framework, “{then.title}”, so no line is drawn from it."
    if crosswalk is None:
        return f"{start} There is no crosswalk between the two."
    return f"{start} {coverage(crosswalk, then, now).words()}"


def label(answer: Answer) -> str:
    """What was answered, in words."""
    return answer_label(answer) if answer is not None else "not answered"
