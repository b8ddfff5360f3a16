"""Ways to break the rules about views, releases and the trail, as in ``broken``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import Exists, OuterRef, Q

from plait.actionplans.models import ActionQuerySet
from plait.domain.signals_told import Way, way
from plait.domain.viewer import Viewer
from plait.domain.visibility import Contract, Phase, Relation, Sight
from plait.journey import actions as journey
from plait.journey import changes
from plait.partnerships.models import MembershipQuerySet
from plait.peerreview import models as peer_models
from plait.peerreview import note_queries
from plait.peerreview import queries as peer
from plait.peerreview.level_queries import AllIn
from plait.peerreview.models import PeerReviewQuerySet, PeerView
from plait.reports import models as release_models
from plait.reports import queries as reports
from plait.reports import releases
from plait.reviewers import signal_queries as signs

Patch = pytest.MonkeyPatch


def everything(self: Any, viewer: Viewer) -> Any:
    return self.all()


# partners' views


def shown_at_the_first(patch: Patch) -> None:
    patch.setattr(peer.ReviewFacts, "revealed", property(lambda self: self.handed_in > 0))


def pages_open_early(patch: Patch) -> None:
    patch.setattr(PeerReviewQuerySet, "_revealed", lambda self: Q(pk__isnull=False))


def everybody_is_involved(patch: Patch) -> None:
    patch.setattr(PeerReviewQuerySet, "involving", everything)
    patch.setattr(peer.ReviewFacts, "involves", lambda self, viewer: True)


def everybody_is_author(patch: Patch) -> None:
    patch.setattr(
        peer, "may_read_view", lambda viewer, review, view: review.sight_of_views(viewer, Relation.AUTHOR) >= Sight.READ
    )


def whose_are_in(patch: Patch) -> None:
    patch.setattr(peer, "_as_known_to", lambda urns, item: item)


def set_aside_is_waited_for(patch: Patch) -> None:
    plain = peer._all_facts
    patch.setattr(
        peer,
        "_all_facts",
        lambda row, views, *rest: plain(row, tuple(replace(view, set_aside=False) for view in views), *rest),
    )


def set_aside_is_waited_for_in_the_filter(patch: Patch) -> None:
    def revealed(self: Any) -> Q:
        owed = PeerView.objects.filter(review_id=OuterRef("pk"), handed_in_at__isnull=True)
        return Q(agreed_at__isnull=False) | (Q(evaluation__state="submitted") & ~Exists(owed))

    patch.setattr(peer_models.PeerReviewQuerySet, "_revealed", revealed)


def stages_of_everybody(patch: Patch) -> None:
    plain = peer.stages

    def stages(viewer: Viewer, round_id: int) -> Any:
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(peer.ReviewFacts, "sight_of_views", lambda self, *args: Sight.READ)
            return plain(viewer, round_id)

    patch.setattr(peer, "stages", stages)


def records_before_time(patch: Patch) -> None:
    patch.setattr(peer, "_reads_challenge", lambda viewer, review: review.sight_of_challenge(viewer) >= Sight.EXISTENCE)


def withdrawing_leaves_views_owed(patch: Patch) -> None:
    patch.setattr(journey.peerreview, "set_aside_views", lambda **kwargs: 0)


def late_views_are_taken_up(patch: Patch) -> None:
    def take_up(*, round_id: int, urn: int, **kwargs: Any) -> int:
        return PeerView.objects.filter(review__round_id=round_id, school_id=urn).update(set_aside_at=None)

    patch.setattr(journey.peerreview, "take_up_views", take_up)


# the rest


def actions_of_everybody(patch: Patch) -> None:
    patch.setattr(ActionQuerySet, "visible_to", everything)


def released_to_all_audiences(patch: Patch) -> None:
    patch.setattr(release_models, "allowed_by_contract", lambda *args, **kwargs: Q())
    _always_open(patch)


def _always_open(patch: Patch) -> None:
    plain = release_models.Audience.objects.filter

    def found(**wanted: Any) -> Any:
        wanted.pop("ended_at__isnull", None)
        wanted.pop("relation", None)
        return plain(**wanted)

    patch.setattr(release_models.Audience.objects, "filter", found)


def ended_audiences_read_on(patch: Patch) -> None:
    plain = release_models.Audience.objects.filter

    def found(**wanted: Any) -> Any:
        wanted.pop("ended_at__isnull", None)
        return plain(**wanted)

    patch.setattr(release_models.Audience.objects, "filter", found)


def withdrawing_takes_releases_back(patch: Patch) -> None:
    plain = release_models.standing
    patch.setattr(release_models, "standing", lambda *args, **kwargs: plain(*args, **{**kwargs, "while_signed": True}))


def addresses_never_end(patch: Patch) -> None:
    plain = releases.by_link
    patch.setattr(releases, "by_link", lambda secret, *, today: plain(secret, today=date.min))


def notes_are_for_reviewers(patch: Patch) -> None:
    patch.setattr(note_queries, "may_read", lambda viewer, review, view: bool(viewer.reviewing_urns))


def trails_of_everybody(patch: Patch) -> None:
    patch.setattr(changes, "asked_for", lambda viewer, urn: None)


def signals_without_a_right(patch: Patch) -> None:
    patch.setattr(Contract, "signals", property(lambda self: True))


def signals_of_a_half(patch: Patch) -> None:
    def told(contracts: Any, *args: Any, **kwargs: Any) -> Way:
        found = way(contracts, *args, **kwargs)
        return Way.TOLD if found is Way.UNSEEN and all(each.signals for each in contracts) else found

    patch.setattr(signs, "way", told)


def signals_before_all_is_in(patch: Patch) -> None:
    patch.setattr(signs, "all_in", lambda viewer, this: AllIn(views=True, talks=True))


def reports_by_the_wrong_phase(patch: Patch) -> None:
    patch.setattr(reports, "Phase", SimpleNamespace(DRAFT=Phase.RELEASED))


def those_who_left_still_know(patch: Patch) -> None:
    patch.setattr(MembershipQuerySet, "present", lambda self: self.all())
