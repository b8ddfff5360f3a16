"""What every page about a review says first: whose it is, where it stands, who can see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plait.domain.rounds import ReviewStage, RoundFacts
from plait.domain.viewer import Viewer
from plait.domain.wording import listed, readers_of_a_review, reviewers_at
from plait.partnerships.team_queries import team_on
from plait.peerreview import queries
from plait.peerreview.facts import ReviewFacts
from plait.visits.queries import subject_for


@dataclass(frozen=True, slots=True)
class Around:
    """A review with its round and the names of its schools. ``names`` pairs URN and name, host first."""

    review: ReviewFacts
    round: RoundFacts
    names: tuple[tuple[int, str], ...]
    team: tuple[str, ...] = ()
    """The people of the host’s review team for whom something is open."""
    subject: str = ""
    """What the visit is to, where it is not the whole school: “Department: Mathematics”."""

    def name(self, urn: int) -> str:
        return dict(self.names)[urn]

    @property
    def host(self) -> str:
        return self.name(self.review.host_urn)

    @property
    def where(self) -> str:
        """Which round this is, what is looked at in it, and where the review stands."""
        stage = STAGES[self.review.stage]
        if self.review.stage is ReviewStage.AGREED and self.round.definition.in_words:
            stage = "agreed"
        about = ", ".join(filter(None, (self.round.partnership, self.round.title, self.subject)))
        return f"{about}: {stage}"

    @property
    def view(self) -> str:
        """What the programme calls a partner's view."""
        return self.round.definition.labels.view

    def schools(self, urns: Sequence[int]) -> str:
        """The names of these schools as a list in a sentence."""
        return listed([self.name(urn) for urn in urns])

    @property
    def partners(self) -> tuple[int, ...]:
        return tuple(view.urn for view in self.review.views)

    @property
    def everyone(self) -> str:
        """The host and its partners by name: who may read what has been revealed."""
        return readers_of_a_review(self.host, [self.name(urn) for urn in self.partners], self.team)

    def readers_of_view(self, urn: int) -> str:
        """Who can see what the partner ``urn`` writes, before and after every view is in."""
        if self.review.revealed:
            return self.everyone
        rest = [self.name(other) for other in self.partners if other != urn]
        others = readers_of_a_review(self.host, rest, self.team)
        writers = reviewers_at([self.name(urn)])
        return f"only {writers} for now. Once every partner has handed in, also {others}"

    @property
    def in_words(self) -> str:
        """How many views are in, and never whose: ``1 of 2 partners has handed in``."""
        count, views = self.review.handed_in, len(self.review.views)
        if count == views:
            return "Every partner has handed in" if views != 1 else "The partner has handed in"
        return f"{count or 'None'} of {views} partners {'has' if count == 1 else 'have'} handed in"


STAGES = {
    ReviewStage.WAITING: "the self-evaluation is still being written",
    ReviewStage.REVIEWING: "partners are writing their views",
    ReviewStage.CHALLENGE: "the challenge conversation",
    ReviewStage.AGREED: "judgements agreed",
}


def around(viewer: Viewer, review_id: int) -> Around:
    """The review and what stands around it. Raises ``NotVisible``. Three queries; one more where there are visits."""
    return around_review(viewer, queries.get(viewer, review_id))


def around_review(viewer: Viewer, review: ReviewFacts) -> Around:
    """The same for a review that is at hand. One query; two where there are visits."""
    names = ((review.host_urn, review.host), *((view.urn, view.school) for view in review.views))
    team = team_on(review.round_id, review.host_urn)
    visited = review.round.definition.visited
    return Around(
        review,
        review.round,
        names,
        team,
        subject_for(viewer, review.round_id, review.host_urn) if visited else "",
    )
