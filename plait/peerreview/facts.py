"""What is known of a review, of the views in it and of its conversation, as values for pages and decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from plait.domain.frameworks import Framework, Published
from plait.domain.judgements import NO_WORDS, Answer, AreaEntry, Submission, Words
from plait.domain.programmes import ProgrammeDefinition, StepKind
from plait.domain.roles import Permission
from plait.domain.rounds import ReviewStage, RoundFacts
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Contract, Phase, Relation, Sight


@dataclass(frozen=True, slots=True)
class ViewFacts:
    """One partner's view without its words.

    When it was handed in, and by whom, is told to its authors; to everybody else only once every view is in.
    """

    id: int
    review_id: int
    urn: int
    school: str
    handed_in_at: datetime | None
    handed_in_by: str
    signature_stands: bool = True
    """The reviewing school has signed the round's contract and not withdrawn (or need not sign)."""
    set_aside: bool = False
    answered: int = 0
    """How many areas have an answer: for its authors, and for everybody once every view is in."""


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """A review without anybody's words. ``handed_in`` counts the views that are in, not saying whose."""

    id: int
    host_urn: int
    host: str
    round: RoundFacts
    evaluation_id: int
    published: Published
    stage: ReviewStage
    views: tuple[ViewFacts, ...]
    handed_in: int
    round_open: bool
    agreed_at: datetime | None
    agreed_by: str
    contract: Contract
    definition: ProgrammeDefinition
    known_to: int
    """The person for whom this was read."""
    relations: frozenset[Relation]
    """What that person is to the host in the round."""
    signature_stands: bool
    """The host has signed and not withdrawn (or need not sign)."""

    @property
    def round_id(self) -> int:
        return self.round.id

    def view_of(self, urn: int) -> ViewFacts | None:
        """The view that the school ``urn`` writes, if it is a partner here."""
        return next((view for view in self.views if view.urn == urn), None)

    @property
    def revealed(self) -> bool:
        return self.stage in (ReviewStage.CHALLENGE, ReviewStage.AGREED)

    def sight_of_views(self, viewer: Viewer, *also: Relation) -> Sight:
        """How much the viewer may see of partners' views as things stand."""
        phase = Phase.REVEALED if self.revealed else Phase.OPEN
        return self.contract.sight(Artefact.PEER_VIEW, phase, {*self.relations_to(viewer), *also})

    def sight_of_challenge(self, viewer: Viewer) -> Sight:
        return self.contract.sight(Artefact.CHALLENGE, Phase.RECORDED, self.relations_to(viewer))

    def speaks_for_school(self, viewer: Viewer) -> bool:
        """The viewer writes for the host, whatever else they are to it."""
        return viewer.may_at(self.host_urn, Permission.EVALUATE)

    def checks_facts(self, viewer: Viewer) -> bool:
        """Whether there is a fact-check that the viewer takes part in: once all is agreed, in a programme that has
        one; for the host, or as somebody who looked at it and may read what was agreed."""
        on = self.definition.has(StepKind.FACT_CHECK) and self.stage is ReviewStage.AGREED
        return on and (self.speaks_for_school(viewer) or self.looked(viewer))

    def looked(self, viewer: Viewer) -> bool:
        """The viewer is one of those who looked at the host, and may read as such what was agreed."""
        reviewer = self.relations_to(viewer) & {Relation.REVIEWER}
        return self.contract.sight(Artefact.CHALLENGE, Phase.RECORDED, reviewer) >= Sight.READ

    def involves(self, viewer: Viewer) -> bool:
        """What :meth:`PeerReviewQuerySet.involving` says of a list, of one review: they write for it, or may know of
        its views at their own school, or may read anything of it as it stands."""
        writes = any(view.urn in viewer.reviewing_urns for view in self.views)
        knows = self.host_urn in viewer.urns and self.sight_of_views(viewer) >= Sight.EXISTENCE
        reads = max(self.sight_of_views(viewer), self.sight_of_challenge(viewer)) >= Sight.READ
        return writes or knows or (self.revealed and reads)

    def relations_to(self, viewer: Viewer) -> frozenset[Relation]:
        """What the viewer is to the host in the round. Facts that were read for somebody else say nothing of it."""
        return self.relations if viewer.person_id == self.known_to else frozenset()


@dataclass(frozen=True, slots=True)
class SavedPeerArea:
    """One area of a view as it is stored."""

    area_id: str
    answer: Answer
    comment: str
    version: int
    saved_at: datetime | None
    saved_by: str
    words: Words = NO_WORDS

    @property
    def said(self) -> bool:
        """Whether the partner has said where the area stands: by an answer, or in words."""
        return self.answer is not None or self.words.said


@dataclass(frozen=True, slots=True)
class ViewWords:
    """A partner's view with its words."""

    facts: ViewFacts
    areas: tuple[SavedPeerArea, ...]

    def area(self, area_id: str) -> SavedPeerArea:
        for saved in self.areas:
            if saved.area_id == area_id:
                return saved
        raise NotVisible(area_id)

    def submission(self, framework: Framework, host: str, host_urn: int, round_title: str, partner: str) -> Submission:
        """The same as a hand-in, for calculations and documents."""
        return Submission(
            framework=framework,
            school=host,
            urn=host_urn,
            round=round_title,
            completed_by=self.facts.handed_in_by,
            partner=partner,
            dated=self.facts.handed_in_at.date() if self.facts.handed_in_at else None,
            areas=tuple(
                AreaEntry(item.area_id, item.answer, comments=item.comment, words=item.words) for item in self.areas
            ),
        )


@dataclass(frozen=True, slots=True)
class ChallengeRecord:
    """What the conversation decided on one area."""

    area_id: str
    before: Answer
    agreed: Answer
    reason: str
    version: int
    recorded_at: datetime
    recorded_by: str
    words: Words = NO_WORDS
    """The words that were agreed, where the round is judged in words."""

    @property
    def changed(self) -> bool:
        return self.before != self.agreed


def said_of(own: Words, area_id: str, views: Sequence[ViewWords]) -> Words:
    """What somebody has said of an area in words, the school (``own``) first; empty where nobody has."""
    each = [own, *(view.area(area_id).words for view in views)]
    return next((words for words in each if words.said), Words())
