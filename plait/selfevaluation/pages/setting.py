"""What every page of a self-evaluation says first: whose it is, where in the round, who can see it."""

from __future__ import annotations

from dataclasses import dataclass

from plait.domain.judgements import Submission
from plait.domain.rounds import RoundFacts
from plait.domain.verdicts import Verdict
from plait.domain.viewer import Viewer
from plait.domain.wording import day_in_words, listed, on_the_team, readers_of_a_review, reviewers_at
from plait.partnerships.queries import rounds_until
from plait.partnerships.team_queries import looking_at
from plait.selfevaluation import queries, rules
from plait.selfevaluation.queries import Evaluation
from plait.ui.words import moment


@dataclass(frozen=True, slots=True)
class Setting:
    """The first lines of a page. ``own``: the viewer belongs to the school; else to one that reviews it."""

    evaluation_id: int
    school: str
    framework: str
    round: str
    where: str
    readers: str
    own: bool
    submitted: bool
    may_write: Verdict
    may_submit: Verdict
    may_take_back: Verdict
    """As far as this school's people go; whether partners have begun is asked when it is tried."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A self-evaluation with all that its pages are made of."""

    evaluation: Evaluation
    round: RoundFacts
    school: str
    partners: tuple[str, ...]
    last_time: Submission | None
    setting: Setting
    earlier: tuple[RoundFacts, ...] = ()
    """The rounds of the same programme before this one, oldest first."""

    @property
    def submission(self) -> Submission:
        return self.evaluation.submission(self.school, self.round.title)


def load(viewer: Viewer, evaluation_id: int) -> Loaded:
    """Everything about a self-evaluation that the viewer may read. Raises ``NotVisible``. Eight queries."""
    evaluation = queries.get(viewer, evaluation_id)
    facts = evaluation.facts
    *earlier, this = rounds_until(facts.round_id, viewer.also(facts.urn))
    school, (partners, team) = facts.school, looking_at(facts.round_id, facts.urn)
    setting = Setting(
        evaluation_id=facts.id,
        school=school,
        framework=evaluation.framework.title,
        round=this.title,
        where=where(evaluation, this),
        readers=readers(school, partners, submitted=facts.submitted, team=team),
        own=facts.urn in viewer.urns,
        submitted=facts.submitted,
        may_write=rules.may_write(
            viewer, urn=facts.urn, state=facts.state, round_open=facts.round_open, signed=facts.has_signed
        ),
        may_submit=rules.may_submit(
            viewer,
            urn=facts.urn,
            state=facts.state,
            round_open=facts.round_open,
            signed=facts.has_signed,
            signature_stands=facts.signature_stands,
        ),
        may_take_back=rules.may_reopen(
            viewer,
            urn=facts.urn,
            state=facts.state,
            round_open=facts.round_open,
            partners_have_begun=False,
        ),
    )
    last_time = queries.last_time(viewer, facts.urn, {item.id: item.title for item in earlier}, evaluation.framework)
    return Loaded(evaluation, this, school, partners, last_time, setting, tuple(earlier))


def where(evaluation: Evaluation, this: RoundFacts) -> str:
    """Where in the round it stands: ``Autumn 2026: draft, due 16 October 2026``."""
    facts = evaluation.facts
    if facts.submitted:
        return f"{this.title}: submitted by {facts.submitted_by} on {moment(facts.submitted_at)}"
    if not this.open:
        return f"{this.title}: a draft when the round closed on {day_in_words(this.closed_on)}"
    return f"{this.title}: draft, due {day_in_words(this.evaluation_due)}"


def readers(school: str, partners: tuple[str, ...], *, submitted: bool, team: tuple[str, ...] = ()) -> str:
    """Who can read it now, and who will."""
    if not partners and not team:
        return f"people with a role at {school}, and nobody else"
    if submitted:
        return readers_of_a_review(school, partners, team)
    later = ([reviewers_at(partners)] if partners else []) + ([on_the_team(team)] if team else [])
    return f"only people with a role at {school}. Once it is submitted, also {listed(later)}"
