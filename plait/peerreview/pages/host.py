"""What the host says of one area, as its partners and the conversation see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from plait.domain.frameworks import Area, Labels, Level, Rule, RuleKind, Scale
from plait.domain.judgements import Answer, Words, level_of
from plait.domain.scoring import derive_area
from plait.domain.viewer import Viewer
from plait.domain.wording import lines_of
from plait.selfevaluation.pages.evidence import AttachedRow, evidence_panel
from plait.selfevaluation.queries import Evaluation


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement with what the school said of it, and how it looks at the judged level and the next.

    ``others`` pairs the other levels with their descriptors.
    """

    text: str
    answer: Answer
    asked: Scale
    here: str
    above: str
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HostSide:
    """What the host says of one area."""

    answer: Answer
    rule_words: str
    statements_lead_to: Level | None
    evidence: str
    actions: tuple[str, ...]
    here: Level | None
    above: Level | None
    statements: tuple[StatementRow, ...]
    in_words: bool
    labels: Labels
    words: Words
    attached: tuple[AttachedRow, ...]
    """Items of the host's evidence library, as far as the viewer may read its evidence."""


def host_side(viewer: Viewer, evaluation: Evaluation, area: Area, host: str, round_title: str) -> HostSide:
    """The host's judgement of one area, with its rule in words and its grounds. One query."""
    entry = evaluation.area(area.id).entry
    derived = derive_area(area, evaluation.submission(host, round_title))
    here = level_of(entry.answer)
    above = area.scale.above(here) if here else None
    shown = {level.key for level in (here, above) if level}
    return HostSide(
        answer=entry.answer,
        rule_words=f"{_rule_named(area.rule)}: {derived.words}" if derived.rated else "",
        statements_lead_to=derived.level if derived.level not in (None, here) else None,
        evidence=entry.all_evidence,
        actions=lines_of(entry.all_actions),
        here=here,
        above=above,
        statements=tuple(
            StatementRow(
                statement.text,
                evaluation.statement(statement.id),
                area.asked(statement),
                statement.descriptor(here) if here else "",
                statement.descriptor(above) if above else "",
                tuple(
                    (level.label, text)
                    for level in area.scale
                    if level.key not in shown and (text := statement.descriptor(level))
                ),
            )
            for statement in area.statements
        ),
        in_words=evaluation.framework.words,
        labels=evaluation.framework.labels,
        words=entry.words,
        attached=evidence_panel(viewer, evaluation.facts, area).rows,
    )


def _rule_named(rule: Rule) -> str:
    return "Rung by rung" if rule.rungs else RULES[rule.kind]


RULES = {
    RuleKind.BEST_FIT: "Best fit",
    RuleKind.LADDER: "Every level builds on the one below",
    RuleKind.GATED: "Essential statements set a limit",
    RuleKind.WEIGHTED: "Weighted statements",
}


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another area to go to."""

    area_id: str
    title: str
    address: str


def neighbours(areas: Sequence[Area], area: Area, name: str, *args: int) -> tuple[Neighbour | None, Neighbour | None]:
    """The areas before and after ``area``; ``name`` and ``args`` make their addresses."""
    at = [one.id for one in areas].index(area.id)

    def there(index: int) -> Neighbour | None:
        if not 0 <= index < len(areas):
            return None
        return Neighbour(areas[index].id, areas[index].title, reverse(name, args=[*args, areas[index].id]))

    return there(at - 1), there(at + 1)
