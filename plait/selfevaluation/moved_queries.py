"""What became of a school's answers of its last round where this one is judged by another framework or version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plait.domain.rounds import RoundFacts
from plait.domain.since_last_time import SinceLastTime, by_crosswalk, by_version, follows
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.frameworks.crosswalk_queries import between
from plait.partnerships.queries import earlier_rounds
from plait.selfevaluation import queries
from plait.selfevaluation.queries import Evaluation, EvaluationFacts


@dataclass(frozen=True, slots=True)
class LastRound:
    """The school's last submitted evaluation before this one, by another framework. ``linked``: there is something to
    be seen of it under this one."""

    facts: EvaluationFacts
    round: str
    linked: bool


def last_round(viewer: Viewer, found: EvaluationFacts, earlier: Sequence[RoundFacts]) -> LastRound | None:
    """For people of the school itself; ``None`` where the last round used the same version, or there was none.

    ``earlier``: the rounds before, oldest first. One query where there are any.
    """
    if found.urn not in viewer.urns or found.definition.in_words:
        return None
    known = queries.of_school(viewer, found.urn, [item.id for item in earlier]) if earlier else {}
    done = [(item, known[item.id]) for item in earlier if item.id in known and known[item.id].submitted]
    if not done:
        return None
    this, facts = done[-1]
    name, before = (f"{each.framework_id}@{each.framework_version}" for each in (found, facts))
    if name == before or facts.definition.in_words:
        return None
    linked = follows(queries.judged_against(facts), queries.judged_against(found)) or between(before, name) is not None
    return LastRound(facts, this.title, linked)


def since_last_time(viewer: Viewer, evaluation: Evaluation) -> tuple[LastRound, SinceLastTime]:
    """What last time's answers come to. Raises ``NotVisible`` where there is nothing to be seen.

    A fixed number of queries, whatever the number of areas and statements.
    """
    facts = evaluation.facts
    last = last_round(viewer, facts, earlier_rounds(facts.round_id, viewer.also(facts.urn)))
    if last is None or not last.linked:
        raise NotVisible(f"answers before self-evaluation {facts.id}")
    then = queries.read_whole(viewer, [last.facts])[0].submission("", last.round)
    now = evaluation.framework
    if follows(then.framework, now):
        return last, by_version(then, now)
    crosswalk = between(then.framework.name, now.name)
    if crosswalk is None:
        raise NotVisible(f"crosswalk from {then.framework.name} to {now.name}")
    return last, by_crosswalk(then, now, crosswalk)
