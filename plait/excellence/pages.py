"""What the pages about areas of excellence, and the directory, show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.timezone import localtime

from plait.domain.excellence import CRITERIA, STATE_WORDS
from plait.domain.frameworks import Framework
from plait.domain.rounds import RoundFacts
from plait.domain.verdicts import Verdict
from plait.domain.viewer import Viewer
from plait.domain.wording import day_in_words, listed, on_the_team, reviewers_at
from plait.excellence import rules
from plait.excellence.facts import ExcellenceFacts, Listing


@dataclass(frozen=True, slots=True)
class ExcellenceRow:
    id: int
    area: str
    title: str
    learn: str
    evidence: str
    contact: str
    proposed: str
    state: str
    kind: str
    decided: str
    why: str
    met: tuple[str, ...]
    may_decide: bool
    may_list: bool
    may_take_out: bool


@dataclass(frozen=True, slots=True)
class ExcellencePage:
    school: str
    where: str
    readers: str
    review_id: int
    for_school: bool
    rows: tuple[ExcellenceRow, ...]
    may_propose: Verdict


def readers(school: str, looked: tuple[tuple[str, ...], tuple[str, ...]]) -> str:
    """``looked``: the names of the schools and people that looked at the school."""
    partners, team = looked
    others = [reviewers_at(partners)] * bool(partners) + [on_the_team(team)] * bool(team)
    return listed([f"the headteacher and senior leaders of {school}", *others])


def excellence_page(
    *,
    viewer: Viewer,
    review_id: int,
    school: str,
    looked: tuple[tuple[str, ...], tuple[str, ...]],
    round_: RoundFacts,
    framework: Framework,
    for_school: bool,
    items: Sequence[ExcellenceFacts],
) -> ExcellencePage:
    return ExcellencePage(
        school,
        f"{round_.programme}, {round_.title}",
        readers(school, looked),
        review_id,
        for_school,
        tuple(_row(viewer, item, framework) for item in items),
        rules.may_propose(round_open=round_.open, there=len(items)),
    )


def _row(viewer: Viewer, item: ExcellenceFacts, framework: Framework) -> ExcellenceRow:
    area = framework.area(item.area_id)
    state, kind = STATE_WORDS[item.state]
    how = "Claimed" if item.by_school else "Found"
    decided = f"{item.decided_by}, {day_in_words(localtime(item.decided_at).date())}" if item.decided_at else ""
    if item.validated and item.valid_until:
        decided += f"; valid until {day_in_words(item.valid_until)}"
    consented = item.consented_at is not None
    return ExcellenceRow(
        item.id,
        area.title if area else item.area_id,
        item.title,
        item.learn,
        item.evidence,
        item.contact,
        f"{how} by {item.proposed_by}, {day_in_words(localtime(item.proposed_at).date())}",
        state,
        kind,
        decided,
        item.why,
        tuple(criterion.words for criterion in CRITERIA if criterion.key in item.met),
        bool(rules.may_decide(item)),
        not consented and bool(rules.may_list(viewer, item)),
        consented and bool(rules.may_unlist(viewer, item)),
    )


@dataclass(frozen=True, slots=True)
class DirectoryPage:
    """``found``: in the order of names; nothing is ranked."""

    found: tuple[Listing, ...]
    all: int


def matching(items: Sequence[Listing], *, words: str, area: str, phase: str) -> tuple[Listing, ...]:
    """Those in which every word stands somewhere, in this area and phase."""
    wanted = words.casefold().split()
    return tuple(
        item
        for item in items
        if (not area or item.area == area)
        and (not phase or item.phase == phase)
        and all(
            word in f"{item.school} {item.title} {item.learn} {item.area} {item.contact}".casefold() for word in wanted
        )
    )
