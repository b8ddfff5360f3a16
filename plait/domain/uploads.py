"""A filled workbook set beside what is stored: is it the right one, and what would it change?

Blank cells never change anything. What an upload does not take is named, so that nobody believes it was read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from plait.domain.frameworks import Area, Framework, Scale
from plait.domain.judgements import (
    AreaEntry,
    StatementEntry,
    Submission,
    answer_from_key,
    answer_key,
    answer_label,
)
from plait.domain.schools import fold
from plait.domain.wording import counted, listed

ANSWER, STRENGTHS, CONSIDER, EVIDENCE, ACTIONS, COMMENTS, AGREED, REASON = (
    "answer",
    "strengths",
    "consider",
    "evidence",
    "actions",
    "comments",
    "agreed",
    "reason",
)
LABELS = {
    ANSWER: "Judgement",
    STRENGTHS: "Strengths",
    CONSIDER: "Areas to consider",
    EVIDENCE: "Evidence",
    ACTIONS: "Key actions",
    COMMENTS: "Comments",
    AGREED: "Agreed judgement",
    REASON: "Reason",
}


@dataclass(frozen=True, slots=True)
class Taking:
    """Which cells an upload takes; all others are left in the workbook, and named.

    ``instead`` names the cell that is read where the one that is meant is blank.
    """

    fields: tuple[str, ...]
    statements: bool
    instead: tuple[tuple[str, str], ...] = ()

    def of(self, cells: Mapping[str, str]) -> dict[str, str]:
        """The cells that are taken, by the field they go to."""
        other = dict(self.instead)
        found = {name: cells.get(name) or cells.get(other.get(name, ""), "") for name in self.fields}
        return {name: text for name, text in found.items() if text}

    def leaves(self, name: str, cells: Mapping[str, str]) -> bool:
        """Whether this cell is filled in and goes nowhere."""
        if not cells.get(name) or name in self.fields:
            return False
        return not any(used == name and not cells.get(meant) for meant, used in self.instead)


SELF_EVALUATION = Taking((ANSWER, STRENGTHS, CONSIDER, EVIDENCE, ACTIONS), statements=True)
PEER_VIEW = Taking((ANSWER, STRENGTHS, CONSIDER, COMMENTS), statements=False, instead=((COMMENTS, EVIDENCE),))


@dataclass(frozen=True, slots=True)
class Filled:
    """The filled cells of a workbook as text: ``areas`` by area id and field, ``statements`` by id; answers
    as keys."""

    areas: Mapping[str, Mapping[str, str]]
    statements: Mapping[str, str]

    @property
    def empty(self) -> bool:
        return not self.areas and not self.statements


def filled(submission: Submission) -> Filled:
    """Every filled cell of a workbook that was read."""
    areas: dict[str, dict[str, str]] = {}
    for entry in submission.areas:
        cells = {name: text for name, text in _texts(entry).items() if text}
        if cells:
            areas[entry.area_id] = cells
    statements = {
        entry.statement_id: answer_key(entry.answer) for entry in submission.statements if entry.answer is not None
    }
    return Filled(areas, statements)


def _texts(entry: AreaEntry) -> dict[str, str]:
    return {
        ANSWER: answer_key(entry.answer),
        STRENGTHS: same_lines(entry.words.strengths),
        CONSIDER: same_lines(entry.words.consider),
        EVIDENCE: same_lines(entry.evidence),
        ACTIONS: same_lines(entry.actions),
        COMMENTS: same_lines(entry.comments),
        AGREED: answer_key(entry.agreed),
        REASON: same_lines(entry.reason),
    }


def same_lines(text: str) -> str:
    """The text as pages and workbooks both keep it.

    One kind of line ending, no blank space around it, and no control characters, which neither can show.
    """
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a workbook must be for. ``partner`` is the reviewing school's name where a partner's view is
    expected."""

    framework: Framework
    school: str
    urn: int
    round: str
    partner: str = ""


def problems(submission: Submission, expected: Expected) -> tuple[str, ...]:
    """Why this workbook does not belong here, a sentence each; empty when it does.

    Only what the workbook says can be wrong: a cover without a school or a round is let through, and
    :func:`cautions` says what it is taken for.
    """
    found = []
    if submission.framework.name != expected.framework.name or _skeleton(submission.framework) != _skeleton(
        expected.framework
    ):
        found.append(_wrong_framework(submission.framework, expected.framework))
    if wrong := _wrong_school(submission, expected):
        found.append(wrong)
    if submission.round.strip() and fold(submission.round) != fold(expected.round):
        found.append(f"This workbook is for {submission.round.strip()}; this is {expected.round}.")
    if submission.partner.strip() and not expected.partner:
        found.append(
            f"This workbook holds the view of a partner, {submission.partner.strip()}. "
            "Here you need the workbook of the school’s own evaluation."
        )
    if expected.partner and not submission.partner.strip():
        found.append(
            "This workbook does not say which partner’s view it holds, so it may be the school’s own "
            f"evaluation. Fill in {expected.partner} as the partner on its first sheet, or download the "
            "workbook of your view again."
        )
    elif expected.partner and not alike(submission.partner, expected.partner):
        found.append(
            f"This workbook holds the view of {submission.partner.strip()}; this is the view of {expected.partner}."
        )
    return tuple(found)


def cautions(submission: Submission, expected: Expected) -> tuple[str, ...]:
    """What a workbook that was let through does not say of itself, a sentence each."""
    found = []
    if submission.urn is None and not submission.school.strip():
        found.append(f"The workbook names no school; it is taken to be about {expected.school}.")
    if not submission.round.strip():
        found.append(f"The workbook names no round; it is taken to be for {expected.round}.")
    return tuple(found)


def _skeleton(framework: Framework) -> tuple[object, ...]:
    """What answers hang on: areas, statements and scales, without their wording."""
    return tuple(
        (area.id, tuple(level.key for level in area.scale), tuple(item.id for item in area.statements))
        for area in framework.areas
    )


def _wrong_framework(given: Framework, wanted: Framework) -> str:
    if given.name == wanted.name:
        return (
            f"This workbook was made from another “{wanted.title}”, version {wanted.version}: its areas, "
            "statements or levels are not those of this round. Download the workbook of this round and fill "
            "that one in."
        )
    if given.id == wanted.id:
        return (
            f"This workbook is for version {given.version} of “{given.title}”; "
            f"this round uses version {wanted.version}. "
            "Download the workbook of this round and fill that one in."
        )
    return (
        f"This workbook is for “{given.title}”; this round uses “{wanted.title}”. "
        "Download the workbook of this round and fill that one in."
    )


def _wrong_school(submission: Submission, expected: Expected) -> str:
    name = submission.school.strip()
    if submission.urn is not None and submission.urn != expected.urn:
        said = f"{name} (URN {submission.urn})" if name else f"the school with URN {submission.urn}"
        return f"This workbook is about {said}; this is {expected.school} (URN {expected.urn})."
    if submission.urn is None and name and not alike(name, expected.school):
        return f"This workbook is about {name}; this is {expected.school}."
    return ""


def alike(one: str, other: str) -> bool:
    """Whether two names may mean the same school: the same but for spelling, or one a shorter form of the
    other."""
    first, second = fold(one), fold(other)
    words, more = set(first.split()), set(second.split())
    return words <= more or more <= words or SequenceMatcher(None, first, second).ratio() >= 0.85


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that says something new. ``level`` tells an answer from a text; ``before`` is empty for
    nothing."""

    what: str
    before: str
    after: str
    level: bool


@dataclass(frozen=True, slots=True)
class AreaDifference:
    """What would change in one area."""

    area: Area
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a workbook would change.

    ``unchanged``: areas whose filled cells say what is stored; ``blank``: areas with no filled cell that is
    taken; ``not_here``: areas that are filled in but that this school does not look at; ``left_out``: one
    sentence naming the cells that are filled in but not taken here.
    """

    changed: tuple[AreaDifference, ...]
    unchanged: tuple[Area, ...] = ()
    blank: tuple[Area, ...] = ()
    not_here: tuple[Area, ...] = ()
    left_out: tuple[str, ...] = field(default=())

    @property
    def cells(self) -> int:
        """How many cells would change."""
        return sum(len(item.differences) for item in self.changed)


def compare(
    framework: Framework,
    stored: Sequence[AreaEntry],
    statements: Sequence[StatementEntry],
    given: Filled,
    taking: Taking,
) -> Comparison:
    """Set the filled cells beside what is stored. ``stored`` has one entry for each area the school looks at.

    Answers that the framework does not know raise ``ValueError``.
    """
    here = {entry.area_id: entry for entry in stored}
    answers = {entry.statement_id: entry.answer for entry in statements}
    changed, unchanged, blank, not_here = [], [], [], []
    for area in framework.areas:
        cells = given.areas.get(area.id, {})
        rows = {item.id: given.statements[item.id] for item in area.statements if given.statements.get(item.id)}
        taken = taking.of(cells)
        if area.id not in here:
            if cells or rows:
                not_here.append(area)
            continue
        if not taken and not (rows and taking.statements):
            blank.append(area)
            continue
        before = _texts(here[area.id])
        differences = [
            _difference(area.scale, LABELS[name], before[name], text, level=name == ANSWER)
            for name, text in taken.items()
            if before[name] != text
        ]
        if taking.statements:
            differences += [
                _difference(area.asked(item), item.text, stored_key, rows[item.id], level=True)
                for item in area.statements
                if item.id in rows and rows[item.id] != (stored_key := answer_key(answers.get(item.id)))
            ]
        if differences:
            changed.append(AreaDifference(area, tuple(differences)))
        else:
            unchanged.append(area)
    return Comparison(
        tuple(changed), tuple(unchanged), tuple(blank), tuple(not_here), _left_out(given, set(here), taking)
    )


def _difference(scale: Scale, what: str, before: str, after: str, *, level: bool) -> Difference:
    if not level:
        return Difference(what, before, after, level=False)
    return Difference(
        what,
        answer_label(answer_from_key(scale, before)) if before else "",
        answer_label(answer_from_key(scale, after)),
        level=True,
    )


def _left_out(given: Filled, here: set[str], taking: Taking) -> tuple[str, ...]:
    kinds = []
    for name, label in LABELS.items():
        count = sum(taking.leaves(name, cells) for area_id, cells in given.areas.items() if area_id in here)
        if count:
            kinds.append(f"{label.lower()} ({counted(count, 'cell')})")
    if given.statements and not taking.statements:
        kinds.append(f"levels of single statements ({counted(len(given.statements), 'cell')})")
    return (f"Not taken from the workbook: {listed(kinds)}.",) if kinds else ()
