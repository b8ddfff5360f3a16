"""The rules, each broken in one place on purpose: the comparison must notice every one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.sight import broken
from tests.sight import broken_views as views


@dataclass(frozen=True)
class Mutation:
    """``change`` breaks the rule. ``walking``: already while the world is built, not only when it is looked at.
    ``world``: the random world in which it shows; looked at first, because few worlds show a rare one."""

    name: str
    where: str
    change: Callable[[pytest.MonkeyPatch], None]
    walking: bool = False
    world: int = 0


MUTATIONS = (
    Mutation("no signature is asked for", "partnerships.sight.signed", broken.no_signature),
    Mutation("a school that withdrew is still read", "partnerships.sight.signed", broken.withdrawn_counts),
    Mutation("a signature in another round is enough", "partnerships.sight.signed", broken.any_rounds_signature),
    Mutation(
        "the reviewers’ own school need not sign", "partnerships.sight.reviews", broken.own_signature_ignored, world=1
    ),
    Mutation("hosts and reviewers change places", "partnerships.sight.reviews", broken.pairing_turned_round, world=2),
    Mutation(
        "paired in any round is paired in all", "partnerships.sight.reviews", broken.pairing_of_any_round, world=1
    ),
    Mutation("governors and staff review", "Viewer.reviewing_urns", broken.governors_review),
    Mutation("senior leaders pass for heads", "domain.viewer._relation", broken.leaders_are_heads),
    Mutation("brokers pass for area officers", "domain.viewer._relation", broken.brokers_are_officers),
    Mutation("roles that ended count", "partnerships.queries.viewer_for", broken.ended_roles_count),
    Mutation("a role’s last day is lost (>= to >)", "partnerships.queries.viewer_for", broken.last_day_is_lost),
    Mutation("roles count before they begin", "partnerships.queries.viewer_for", broken.roles_begin_early),
    Mutation("a split school’s history is everybody’s", "schools.queries.inherited", broken.split_schools_inherit),
    Mutation("strangers pass for members", "partnerships.sight.standing", broken.strangers_are_members),
    Mutation(
        "one’s own school makes one a member", "partnerships.sight.standing", broken.members_of_the_own_school, world=1
    ),
    Mutation("leads reach what lies inside", "partnerships.sight.standing", broken.leads_reach_what_lies_inside),
    Mutation("areas reach what lies around", "partnerships.sight.inside", broken.areas_reach_around, world=2),
    Mutation("areas end one level early", "partnerships.sight.inside", broken.areas_end_early),
    Mutation("knowing is reading", "SelfEvaluationQuerySet._seen", broken.existence_is_reading),
    Mutation("more than enough is wanted (>= to >)", "SelfEvaluationQuerySet._seen", broken.more_than_needed),
    Mutation("drafts go by what is submitted", "SelfEvaluationQuerySet._seen", broken.drafts_as_submitted),
    Mutation("evidence goes by the wrong phase", "EvaluationFacts.sight", broken.evidence_by_the_wrong_phase, world=3),
    Mutation("evidence is not left out", "selfevaluation.queries._entries", broken.evidence_goes_along),
    Mutation("agreed levels are not left out", "selfevaluation.queries._entries", broken.agreed_goes_along, world=2),
    Mutation("drafts are counted", "SelfEvaluationQuerySet.rolled_up_for", broken.drafts_are_counted),
    Mutation("progress tells what exists", "selfevaluation.queries.progress", broken.progress_of_everybody),
    Mutation("another round’s contract is asked", "peerreview.queries.contract_of", broken.another_contract, world=1),
    Mutation("views open with the first", "ReviewFacts.revealed", views.shown_at_the_first, world=1),
    Mutation("review pages open early", "PeerReviewQuerySet._revealed", views.pages_open_early),
    Mutation("everybody is involved", "PeerReviewQuerySet.involving", views.everybody_is_involved),
    Mutation("everybody passes for an author", "peerreview.queries.may_read_view", views.everybody_is_author),
    Mutation("it is told whose view is in", "peerreview.queries._as_known_to", views.whose_are_in, world=1),
    Mutation("views set aside are waited for", "peerreview.queries._all_facts", views.set_aside_is_waited_for, world=1),
    Mutation(
        "views set aside are waited for in lists",
        "PeerReviewQuerySet._revealed",
        views.set_aside_is_waited_for_in_the_filter,
        world=2,
    ),
    Mutation("stages tell what exists", "peerreview.queries.stages", views.stages_of_everybody),
    Mutation("records are read before time", "peerreview.queries._reads_challenge", views.records_before_time, world=2),
    Mutation(
        "withdrawing leaves views owed",
        "journey.actions.withdraw",
        views.withdrawing_leaves_views_owed,
        walking=True,
    ),
    Mutation(
        "late views are taken up again", "journey.actions.sign", views.late_views_are_taken_up, walking=True, world=2
    ),
    Mutation("actions are everybody’s", "ActionQuerySet.visible_to", views.actions_of_everybody),
    Mutation("releases are open to any audience", "ReleaseQuerySet.released_to", views.released_to_all_audiences),
    Mutation(
        "an audience that was ended reads on", "ReleaseQuerySet.released_to", views.ended_audiences_read_on, world=1
    ),
    Mutation("withdrawing takes releases back", "ReleaseQuerySet.released_to", views.withdrawing_takes_releases_back),
    Mutation("addresses never run out", "reports.releases.by_link", views.addresses_never_end, world=1),
    Mutation("notes are for all reviewers", "peerreview.note_queries.may_read", views.notes_are_for_reviewers),
    Mutation("everybody reads the trail", "journey.changes.asked_for", views.trails_of_everybody, world=1),
    Mutation("draft reports go by the wrong phase", "reports.queries.report", views.reports_by_the_wrong_phase),
    Mutation("signals are told that nobody signed for", "Contract.signals", views.signals_without_a_right),
    Mutation("signals tell the other half", "domain.signals_told.way", views.signals_of_a_half, world=3),
    Mutation("signals grow by one school", "level_queries.all_in", views.signals_before_all_is_in, world=4),
    Mutation("those who left still know", "MembershipQuerySet.present", views.those_who_left_still_know),
)
