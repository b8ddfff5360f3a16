"""One area of the conversation: both sides, what was decided, and how it came about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from plait.domain.frameworks import Area
from plait.domain.judgements import NO_WORDS, Answer, Words, answer_key, answer_label
from plait.domain.side_by_side import steps_between
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.wording import opening, steps_apart
from plait.peerreview import rules
from plait.peerreview.facts import ChallengeRecord, ReviewFacts
from plait.peerreview.pages.challenge import Mark, Table, marks_of, table
from plait.peerreview.pages.host import HostSide, Neighbour, host_side, neighbours


@dataclass(frozen=True, slots=True)
class PeerSide:
    """What one partner says of one area, set beside the host's own judgement."""

    school: str
    answer: Answer
    beside: str
    comment: str
    words: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class Mile:
    """One step in the story of a judgement."""

    voice: str
    title: str
    who: str
    when: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class ChallengeAreaPage:
    """One area of the conversation: both sides, what was decided, and by whom."""

    table: Table
    area: Area
    number: int
    marks: tuple[Mark, ...]
    host: HostSide
    peers: tuple[PeerSide, ...]
    record: ChallengeRecord | None
    trail: tuple[Mile, ...]
    before: Neighbour | None
    after: Neighbour | None

    @property
    def own(self) -> Answer:
        return self.host.answer

    @property
    def own_key(self) -> str:
        return answer_key(self.own)

    @property
    def address(self) -> str:
        return reverse("peerreview:challenge-area", args=[self.table.around.review.id, self.area.id])

    @property
    def count(self) -> int:
        return len(self.table.areas)

    @property
    def reason_hint(self) -> str:
        """What the reason is for, given how the partners saw it."""
        if self.table.in_words:
            return "What led you there? You can leave this empty."
        wanted = rules.reason_wanted(self.own, self.own, self.table.seen(self.area))
        if wanted:
            return "What decided it? Needed here, because not everyone saw it the same."
        return "What decided it? You can leave this empty if the judgement is kept."

    @property
    def version(self) -> int:
        """The version that a record made on this page stands on; 0 while there is none."""
        return self.record.version if self.record else 0

    @property
    def agreed_words(self) -> Words:
        """What the boxes of the record begin with: what was recorded, else the school's own words to work on."""
        return self.record.words if self.record else self.host.words

    @property
    def agreed_key(self) -> str:
        return answer_key(self.record.agreed) if self.record else ""


def _beside(area: Area, own: Answer, seen: Answer) -> str:
    steps = steps_between(area.scale, own, seen)
    if steps is None:
        return ""
    return "The same as the school’s own" if steps == 0 else f"{opening(steps_apart(steps))} than the school’s own"


def _trail(found: Table, area: Area) -> tuple[Mile, ...]:
    around_it, facts = found.around, found.evaluation.facts
    miles = [
        Mile(
            "self",
            f"{around_it.host}: {answer_label(found.own(area))}" if area.scale else around_it.host,
            facts.submitted_by,
            facts.submitted_at,
            "Submitted",
        )
    ]
    for view in found.views:
        said, school = view.area(area.id).answer, around_it.name(view.facts.urn)
        miles.append(
            Mile(
                "peer",
                f"{school}: {answer_label(said)}" if area.scale else school,
                view.facts.handed_in_by,
                view.facts.handed_in_at,
                "Handed in",
            )
        )
    record = found.records.get(area.id)
    if record:
        miles.append(Mile("agreed", found.said_of_record(area), record.recorded_by, record.recorded_at, record.reason))
    if around_it.review.agreed_at:
        miles.append(
            Mile(
                "agreed",
                "Agreed, together with all other areas",
                around_it.review.agreed_by,
                around_it.review.agreed_at,
                "",
            )
        )
    return tuple(miles)


def challenge_area_page(viewer: Viewer, review: ReviewFacts, area_id: str) -> ChallengeAreaPage:
    found = table(viewer, review)
    area = next((one for one in found.areas if one.id == area_id), None)
    if area is None:
        raise NotVisible(area_id)
    own = found.own(area)
    before, after = neighbours(found.areas, area, "peerreview:challenge-area", review.id)
    return ChallengeAreaPage(
        table=found,
        area=area,
        number=found.areas.index(area) + 1,
        marks=marks_of(found, area),
        host=host_side(viewer, found.evaluation, area, found.around.host, found.around.round.title),
        peers=tuple(
            PeerSide(
                found.around.name(view.facts.urn),
                view.area(area_id).answer,
                _beside(area, own, view.area(area_id).answer),
                view.area(area_id).comment,
                view.area(area_id).words,
            )
            for view in found.views
        ),
        record=found.records.get(area_id),
        trail=_trail(found, area),
        before=before,
        after=after,
    )
