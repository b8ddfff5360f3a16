"""What the pages about a workshop and its impact check show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from plait.actionplans.queries import ActionFacts
from plait.domain.frameworks import Framework
from plait.domain.judgements import answer_label
from plait.domain.rounds import RoundFacts
from plait.domain.verdicts import Verdict
from plait.domain.viewer import Viewer
from plait.domain.wording import counted
from plait.domain.workshops import KIND_WORDS, OUTCOME_WORDS, VOTES, Side, next_check, thin_mix
from plait.peerreview.facts import ChallengeRecord
from plait.workshops import rules
from plait.workshops.facts import Answered, CardFacts, WorkshopFacts

FIRST, ACTIONS = "first", "actions"
"""Parts of a workshop besides its areas: what comes first, and what will be done."""
MOST_FIRST = 6
"""Cards that are shown as what comes first: what fits on a projector."""


@dataclass(frozen=True, slots=True)
class ImpactRow:
    """An action and what came of it so far."""

    id: int
    number: int
    area: str
    text: str
    owner: str
    due: date
    success_measure: str
    outcome: str
    answered: Answered | None
    look_on: date | None
    """When somebody looks at it again; ``None`` once it is answered for good."""
    late: bool


def impact_rows(
    framework: Framework, check_on: date, actions: Sequence[ActionFacts], given: Mapping[int, Answered], today: date
) -> tuple[ImpactRow, ...]:
    rows = []
    for item in actions:
        answered = given.get(item.id)
        latest = {item.id: (answered.outcome, answered.again_on)} if answered else {}
        look_on = next_check(check_on, [item.id], latest)
        area = framework.area(item.area_id)
        rows.append(
            ImpactRow(
                item.id,
                item.number,
                area.title if area else item.area_id,
                item.text,
                item.owner,
                item.due,
                item.success_measure,
                OUTCOME_WORDS[answered.outcome] if answered else "Not answered yet",
                answered,
                look_on,
                look_on is not None and look_on < today,
            )
        )
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class ImpactPage:
    school: str
    urn: int
    round: RoundFacts
    readers: str
    check_on: date
    rows: tuple[ImpactRow, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class LastTime:
    """What came of the actions of the round before."""

    round: RoundFacts
    rows: tuple[ImpactRow, ...]


@dataclass(frozen=True, slots=True)
class WorkshopPage:
    """The workshop before and after: who leads, who takes part, when and where. ``not_leading``: why whoever was to
    lead no longer may."""

    school: str
    urn: int
    round: RoundFacts
    readers: str
    workshop: WorkshopFacts | None
    not_leading: str
    areas: tuple[str, ...]
    people: tuple[tuple[str, str], ...]
    mix: str
    set_up: Verdict
    runs: bool
    last_time: LastTime | None


def workshop_readers(school: str) -> str:
    return f"the headteacher and senior leaders of {school}, those who take part, and whoever leads the workshop"


def workshop_page(
    *,
    viewer: Viewer,
    school: str,
    urn: int,
    round_: RoundFacts,
    framework: Framework,
    workshop: WorkshopFacts | None,
    not_leading: str,
    last_time: LastTime | None,
) -> WorkshopPage:
    titles = {area.id: area.title for area in framework.areas}
    people = workshop.participants if workshop else ()
    return WorkshopPage(
        school,
        urn,
        round_,
        workshop_readers(school),
        workshop,
        not_leading,
        tuple(titles.get(key, key) for key in workshop.areas) if workshop else (),
        tuple((name, KIND_WORDS[kind]) for _, name, kind in people),
        thin_mix(kind for _, _, kind in people) if workshop and not workshop.closed else "",
        rules.may_set_up(viewer, urn=urn, workshop=workshop),
        bool(workshop and rules.may_run(viewer, workshop)),
        last_time,
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the workshop: an area, what comes first, or what will be done."""

    key: str
    title: str
    here: bool


@dataclass(frozen=True, slots=True)
class RoomPage:
    """One part, as it stands on the wall. No name of anybody who wrote or voted is in it."""

    school: str
    urn: int
    round: RoundFacts
    readers: str
    workshop: WorkshopFacts
    parts: tuple[Part, ...]
    at: str
    title: str
    found: tuple[tuple[str, str], ...]
    """What was agreed about the area, as far as the agreement lets the viewer read it: label and text."""
    helps: tuple[CardFacts, ...]
    hinders: tuple[CardFacts, ...]
    first: tuple[tuple[CardFacts, str], ...]
    """The cards with most votes, each with its area."""
    votes_left: int
    actions: tuple[ActionFacts, ...]
    may_write: Verdict
    may_vote: Verdict
    may_plan: Verdict
    runs: bool

    @property
    def next(self) -> Part | None:
        """The part after this one."""
        place = next(number for number, part in enumerate(self.parts) if part.here)
        return self.parts[place + 1] if place + 1 < len(self.parts) else None

    @property
    def votes_left_words(self) -> str:
        return counted(self.votes_left, "vote")


def found_words(record: ChallengeRecord | None, framework: Framework) -> tuple[tuple[str, str], ...]:
    """What the conversation agreed about an area, in the words of the programme."""
    if record is None:
        return ()
    if framework.words:
        labels = framework.labels
        both = ((labels.strengths, record.words.strengths), (labels.consider, record.words.consider))
        return tuple((label, text) for label, text in both if text)
    return tuple(
        (label, text) for label, text in (("Agreed", answer_label(record.agreed)), ("Why", record.reason)) if text
    )


def room_page(
    *,
    viewer: Viewer,
    school: str,
    round_: RoundFacts,
    framework: Framework,
    workshop: WorkshopFacts,
    asked: str,
    records: Mapping[str, ChallengeRecord],
    cards: Sequence[CardFacts],
    actions: Sequence[ActionFacts],
) -> RoomPage:
    """``asked``: the part that the address asks for; the first where it is none."""
    titles = {area.id: area.title for area in framework.areas}
    named = [(key, titles.get(key, key)) for key in workshop.areas]
    named += [(FIRST, "What comes first"), (ACTIONS, "What we will do")]
    at = asked if asked in dict(named) else named[0][0]
    here = [card for card in cards if card.area_id == at]
    ranked = sorted((card for card in cards if card.votes), key=lambda card: (-card.votes, card.id))[:MOST_FIRST]
    return RoomPage(
        school,
        workshop.urn,
        round_,
        workshop_readers(school),
        workshop,
        tuple(Part(key, title, key == at) for key, title in named),
        at,
        dict(named)[at],
        found_words(records.get(at), framework),
        tuple(card for card in here if card.side is Side.HELPS),
        tuple(card for card in here if card.side is Side.HINDERS),
        tuple((card, titles.get(card.area_id, card.area_id)) for card in ranked),
        VOTES - sum(card.mine for card in cards),
        tuple(actions),
        rules.may_write(workshop),
        rules.may_vote(workshop),
        rules.may_plan(viewer, workshop),
        bool(rules.may_run(viewer, workshop)),
    )
