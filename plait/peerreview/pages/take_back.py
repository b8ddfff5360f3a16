"""Before a submitted self-evaluation is taken back."""

from __future__ import annotations

from dataclasses import dataclass

from plait.domain.verdicts import NotVisible, Verdict
from plait.domain.viewer import Viewer
from plait.peerreview import queries
from plait.peerreview.pages.around import Around, around_review
from plait.selfevaluation.queries import facts as evaluation_facts
from plait.selfevaluation.rules import may_reopen


@dataclass(frozen=True, slots=True)
class TakeBackPage:
    around: Around
    evaluation_id: int
    verdict: Verdict


def take_back_page(viewer: Viewer, evaluation_id: int) -> TakeBackPage:
    """For people of the school itself. Raises ``NotVisible``."""
    review = queries.of_evaluation(viewer, evaluation_id)
    if review is None or review.host_urn not in viewer.urns:
        raise NotVisible(f"self-evaluation {evaluation_id}")
    found = evaluation_facts(viewer, evaluation_id)
    verdict = may_reopen(
        viewer,
        urn=found.urn,
        state=found.state,
        round_open=review.round_open,
        partners_have_begun=queries.partners_have_begun(review.id),
    )
    return TakeBackPage(around_review(viewer, review), evaluation_id, verdict)
