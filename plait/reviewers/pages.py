"""What the pages about a pool of reviewers show."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from plait.domain.reviewers import LEADING, PHASES, TRAINING_WORDS, TrainingState
from plait.domain.verdicts import Verdict
from plait.domain.wording import count_word, counted, day_in_words, listed, opening, plural
from plait.reviewers.queries import ConflictFacts, Pool, ReviewerFacts
from plait.reviewers.school_conflict_queries import SchoolConflictFacts
from plait.ui.paging import Paged

PER_PAGE = 20
TAGS = {
    TrainingState.NONE: "waiting",
    TrainingState.UNCONFIRMED: "next",
    TrainingState.VALID: "done",
    TrainingState.EXPIRED: "next",
}


@dataclass(frozen=True, slots=True)
class PoolLine:
    """``training``: its state in words and the kind of its tag; ``leads``: whether they may lead today."""

    id: int
    name: str
    schools: str
    training: str
    tag: str
    until: str
    phases: str
    load: str
    travels: str
    leads: bool
    judged: bool
    """Whether they have judged a set of cases alone; never how."""


@dataclass(frozen=True, slots=True)
class PoolPage(Paged):
    partnership_id: int
    partnership: str
    typed: str
    said: str
    rule: str
    lines: tuple[PoolLine, ...]
    empty: bool
    page: int
    pages: int


def _phases(facts: ReviewerFacts) -> str:
    return opening(listed([PHASES[key] for key in PHASES if key in facts.phases]))


def _load(facts: ReviewerFacts) -> str:
    return "none at present" if facts.reviews_a_year == 0 else f"{counted(facts.reviews_a_year, 'review')} a year"


def _travels(facts: ReviewerFacts) -> str:
    return "any distance" if facts.travels_km is None else f"up to {facts.travels_km} km"


def _why_not(facts: ReviewerFacts, today: date) -> str:
    """Why somebody may not lead yet, beside the tag that says how their training stands."""
    trained = facts.training.state(today) is TrainingState.VALID
    return facts.may_lead(today).reason if trained else LEADING.words


def _until(facts: ReviewerFacts, today: date) -> str:
    """When the training runs out or ran out; empty where there is none or it holds for good."""
    expires = facts.training.expires
    if expires is None or facts.training.state(today) is TrainingState.NONE:
        return ""
    return f"{'ran out after' if expires < today else 'until'} {day_in_words(expires)}"


def pool_page(found: Pool, typed: str, page: int, today: date, judged: Collection[int] = ()) -> PoolPage:
    """``judged``: the people who have judged a set of cases."""
    lines = []
    for facts in found.rows:
        state = facts.training.state(today)
        lines.append(
            PoolLine(
                facts.id,
                facts.name,
                listed(facts.schools),
                TRAINING_WORDS[state],
                TAGS[state],
                _until(facts, today),
                _phases(facts),
                _load(facts),
                _travels(facts),
                bool(facts.may_lead(today)),
                facts.person_id in judged,
            )
        )
    people = f"{opening(count_word(found.all))} {plural(found.all, 'person is', 'people are')} in the pool."
    if typed:
        people += f" {opening(count_word(found.total))} of them {plural(found.total, 'answers', 'answer')} “{typed}”."
    return PoolPage(
        found.partnership_id,
        found.partnership,
        typed,
        people,
        LEADING.words,
        tuple(lines),
        found.all == 0,
        page,
        max(1, -(-found.total // PER_PAGE)),
    )


@dataclass(frozen=True, slots=True)
class ConflictLine:
    id: int
    school: str
    reason: str
    on: date


def _conflicts(found: tuple[ConflictFacts, ...]) -> tuple[ConflictLine, ...]:
    return tuple(ConflictLine(item.id, item.school, item.reason, item.declared_at.date()) for item in found)


@dataclass(frozen=True, slots=True)
class ReviewerPage:
    """One person of the pool, for the lead. ``rows``: label and text of what they say of themselves."""

    id: int
    partnership_id: int
    partnership: str
    name: str
    schools: str
    training: str
    tag: str
    confirmed: str
    rows: tuple[tuple[str, str], ...]
    may_confirm: bool
    why_not: str
    leads: str
    conflicts: tuple[ConflictLine, ...]
    asked_for_others: tuple[ConflictLine, ...]
    """Schools that would rather have somebody else, with why."""
    version: int


def reviewer_page(
    facts: ReviewerFacts,
    partnership: str,
    conflicts: tuple[ConflictFacts, ...],
    asked_for_others: tuple[SchoolConflictFacts, ...],
    verdict: Verdict,
    today: date,
) -> ReviewerPage:
    state = facts.training.state(today)
    leads = facts.may_lead(today)
    waits = bool(facts.training.what) and not facts.training.confirmed
    confirmed = ""
    if facts.confirmed_at is not None:
        confirmed = f"Confirmed by {facts.confirmed_by} on {day_in_words(facts.confirmed_at.date())}."
    return ReviewerPage(
        facts.id,
        facts.partnership_id,
        partnership,
        facts.name,
        listed(facts.schools),
        TRAINING_WORDS[state],
        TAGS[state],
        confirmed,
        _rows(facts, today),
        waits and bool(verdict),
        verdict.reason if waits else "",
        "May lead a review." if leads else _why_not(facts, today),
        _conflicts(conflicts),
        tuple(ConflictLine(item.id, item.school, item.reason, item.declared_at.date()) for item in asked_for_others),
        facts.version,
    )


def _rows(facts: ReviewerFacts, today: date) -> tuple[tuple[str, str], ...]:
    trained = facts.training.what or "Nothing said yet"
    if facts.training.on is not None:
        trained += f", {day_in_words(facts.training.on)}"
    rows = (
        ("Training", trained),
        ("How long it holds", opening(_until(facts, today)) or "For good" if facts.training.what else ""),
        ("Reviews so far", opening(count_word(facts.reviews_before))),
        ("Where", _phases(facts)),
        ("Brings", facts.strengths or "Nothing said yet"),
        ("Days away", "\n".join(span.words for span in facts.away if span.last >= today) or "None named"),
        ("Travels", opening(_travels(facts))),
        ("Takes on", opening(_load(facts))),
    )
    return tuple((label, text) for label, text in rows if text)


@dataclass(frozen=True, slots=True)
class OwnPage:
    """One's own place in a pool. ``training``: its state in words; empty before one is in the pool."""

    partnership_id: int
    partnership: str
    joined: bool
    training: str
    tag: str
    confirmed: str
    leads: str
    conflicts: tuple[ConflictLine, ...]
    stale: str
    differences: tuple[tuple[str, str, str], ...]
    """Where two windows differ: label, what is in the boxes, what is stored."""


def own_page(
    partnership_id: int,
    partnership: str,
    facts: ReviewerFacts | None,
    conflicts: tuple[ConflictFacts, ...],
    today: date,
    *,
    stale: str = "",
    differences: tuple[tuple[str, str, str], ...] = (),
) -> OwnPage:
    if facts is None:
        return OwnPage(partnership_id, partnership, False, "", "", "", "", (), stale, differences)
    state, leads = facts.training.state(today), facts.may_lead(today)
    confirmed = ""
    if facts.confirmed_at is not None:
        confirmed = f"{facts.confirmed_by} confirmed it on {day_in_words(facts.confirmed_at.date())}."
    elif facts.training.what:
        confirmed = "Your partnership’s lead confirms it. If you change what you were trained in, it waits again."
    until = _until(facts, today)
    return OwnPage(
        partnership_id,
        partnership,
        True,
        TRAINING_WORDS[state] + (f", {until}" if until else ""),
        TAGS[state],
        confirmed,
        "You may lead a review." if leads else _why_not(facts, today),
        _conflicts(conflicts),
        stale,
        differences,
    )
