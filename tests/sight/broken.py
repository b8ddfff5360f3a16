"""One way each to break a rule: a change to the product that lasts as long as a test patch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import Exists, OuterRef, Q

from plait.actionplans.models import ActionQuerySet
from plait.domain import viewer as viewers
from plait.domain.viewer import HeldRole, Viewer
from plait.domain.visibility import Phase, Relation, Sight
from plait.journey import actions as journey
from plait.partnerships import queries as partnerships
from plait.partnerships import sight
from plait.partnerships.models import Appointment, MembershipQuerySet, Pairing, Partnership, Place, Round, Signature
from plait.peerreview import models as peer_models
from plait.peerreview import queries as peer
from plait.peerreview.models import PeerReviewQuerySet, PeerView
from plait.reports import queries as reports
from plait.schools import queries as schools
from plait.selfevaluation import models as own_models
from plait.selfevaluation import queries as own
from plait.selfevaluation.models import SelfEvaluationQuerySet

Patch = pytest.MonkeyPatch


def everything(self: Any, viewer: Viewer) -> Any:
    return self.all()


# signatures


def no_signature(patch: Patch) -> None:
    patch.setattr(sight, "signed", lambda *args, **kwargs: Exists(Round.objects.all()))


def withdrawn_counts(patch: Patch) -> None:
    plain = sight.signed
    patch.setattr(sight, "signed", lambda a, b, **kwargs: plain(a, b, standing_only=False))


def any_rounds_signature(patch: Patch) -> None:
    def signed(round_path: str, school_path: str, **kwargs: Any) -> Exists:
        return Exists(Signature.objects.filter(school_id=OuterRef(f"{school_path}_id"), withdrawn_at=None))

    patch.setattr(sight, "signed", signed)


def _reviews(patch: Patch, make: Callable[[Viewer, str, str], Any]) -> None:
    patch.setattr(
        sight,
        "reviews",
        lambda viewer, *, round_path="round", host_path="school": Exists(make(viewer, round_path, host_path)),
    )


def own_signature_ignored(patch: Patch) -> None:
    _reviews(
        patch,
        lambda viewer, round_path, host_path: Pairing.objects.filter(
            round_id=OuterRef(f"{round_path}_id"),
            host_id=OuterRef(f"{host_path}_id"),
            reviewer_id__in=viewer.reviewing_urns,
        ),
    )


def pairing_turned_round(patch: Patch) -> None:
    _reviews(
        patch,
        lambda viewer, round_path, host_path: Pairing.objects.filter(
            round_id=OuterRef(f"{round_path}_id"),
            reviewer_id=OuterRef(f"{host_path}_id"),
            host_id__in=viewer.reviewing_urns,
        ).filter(sight.signed("round", "host")),
    )


def pairing_of_any_round(patch: Patch) -> None:
    _reviews(
        patch,
        lambda viewer, round_path, host_path: Pairing.objects.filter(
            host_id=OuterRef(f"{host_path}_id"), reviewer_id__in=viewer.reviewing_urns
        ).filter(sight.signed("round", "reviewer")),
    )


# who somebody is


def governors_review(patch: Patch) -> None:
    patch.setattr(Viewer, "reviewing_urns", Viewer.urns)


def leaders_are_heads(patch: Patch) -> None:
    plain = viewers._relation
    patch.setattr(viewers, "_relation", lambda held: Relation.HEAD if plain(held) is Relation.LEADER else plain(held))


def brokers_are_officers(patch: Patch) -> None:
    plain = viewers._relation
    patch.setattr(
        viewers, "_relation", lambda held: Relation.AREA_OFFICER if plain(held) is Relation.BROKER else plain(held)
    )


def _viewer_for(patch: Patch, keep: Callable[[Any, Any], Any]) -> None:
    def viewer_for(person: Any, *, today: Any) -> Viewer:
        rows = list(
            keep(Appointment.objects.filter(person_id=person.pk), today).values_list(
                "role", "school_id", "partnership_id", "programme_id"
            )
        )
        before = schools.inherited(row[1] for row in rows if row[1] is not None)
        roles = [HeldRole(*row) for row in rows]
        roles += [HeldRole(row[0], old, through=row[1]) for row in rows for old in before.get(row[1], ())]
        return Viewer(person.pk, str(person), tuple(roles))

    patch.setattr(partnerships, "viewer_for", viewer_for)


def ended_roles_count(patch: Patch) -> None:
    _viewer_for(patch, lambda rows, today: rows.filter(starts__lte=today))


def last_day_is_lost(patch: Patch) -> None:
    _viewer_for(patch, lambda rows, today: rows.filter(Q(ends=None) | Q(ends__gt=today), starts__lte=today))


def roles_begin_early(patch: Patch) -> None:
    _viewer_for(patch, lambda rows, today: rows.filter(Q(ends=None) | Q(ends__gte=today)))


def split_schools_inherit(patch: Patch) -> None:
    patch.setattr(schools, "_ends", lambda urn, links: {urn})


def _standing(patch: Patch, relation: Relation, make: Callable[[Viewer, str, str], Q | None]) -> None:
    plain = sight.standing

    def standing(viewer: Viewer, asked: Relation, *, round_path: str, host_path: str) -> Q | None:
        if asked is not relation:
            return plain(viewer, asked, round_path=round_path, host_path=host_path)
        found = make(viewer, round_path, host_path)
        return None if found is None else found & Q(sight.signed(round_path, host_path))

    patch.setattr(sight, "standing", standing)


def strangers_are_members(patch: Patch) -> None:
    _standing(
        patch,
        Relation.MEMBER,
        lambda viewer, round_path, host_path: ~Q(**{f"{host_path}_id__in": viewer.urns}) if viewer.urns else None,
    )


def members_of_the_own_school(patch: Patch) -> None:
    _standing(
        patch,
        Relation.MEMBER,
        lambda viewer, round_path, host_path: Q(
            Exists(Place.objects.filter(round_id=OuterRef(f"{round_path}_id"), school_id__in=viewer.urns))
        ),
    )


def leads_reach_what_lies_inside(patch: Patch) -> None:
    _standing(
        patch,
        Relation.LEAD,
        lambda viewer, round_path, host_path: sight.inside(
            f"{round_path}__programme__partnership", viewer.partnerships_as(Relation.LEAD)
        ),
    )


def areas_reach_around(patch: Patch) -> None:
    plain = sight.inside

    def inside(path: str, ids: Any) -> Q:
        chosen = set(ids)
        around = Partnership.objects.filter(parts__in=chosen).values_list("pk", flat=True)
        return plain(path, chosen | set(around))

    patch.setattr(sight, "inside", inside)


def areas_end_early(patch: Patch) -> None:
    patch.setattr(sight, "NESTING", 2)


# how much, and in which phase


def _seen(patch: Patch, module: Any, change: Callable[..., Q]) -> None:
    plain = module.seen
    patch.setattr(module, "seen", lambda *args, **kwargs: change(plain, *args, **kwargs))


def existence_is_reading(patch: Patch) -> None:
    _seen(
        patch,
        own_models,
        lambda plain, *args, at_least=Sight.READ, **kwargs: plain(*args, at_least=Sight.EXISTENCE, **kwargs),
    )


def more_than_needed(patch: Patch) -> None:
    _seen(
        patch,
        own_models,
        lambda plain, *args, at_least=Sight.READ, **kwargs: plain(*args, at_least=at_least + 1, **kwargs),
    )


def drafts_as_submitted(patch: Patch) -> None:
    _seen(
        patch,
        own_models,
        lambda plain, viewer, artefact, phase, **kwargs: plain(viewer, artefact, Phase.SUBMITTED, **kwargs),
    )


def evidence_by_the_wrong_phase(patch: Patch) -> None:
    plain = own.EvaluationFacts.sight
    patch.setattr(
        own.EvaluationFacts, "sight", lambda self, artefact: plain(replace(self, state="submitted"), artefact)
    )


def evidence_goes_along(patch: Patch) -> None:
    plain = own._entries
    patch.setattr(own, "_entries", lambda *args, **kwargs: plain(*args, **{**kwargs, "in_words": True}))


def agreed_goes_along(patch: Patch) -> None:
    plain = own._entries
    patch.setattr(own, "_entries", lambda *args, **kwargs: plain(*args, **{**kwargs, "with_agreed": True}))


def drafts_are_counted(patch: Patch) -> None:
    patch.setattr(
        SelfEvaluationQuerySet,
        "rolled_up_for",
        lambda self, viewer: self._seen(viewer, Sight.ROLLUP) and self.filter(self._seen(viewer, Sight.ROLLUP)),
    )


def progress_of_everybody(patch: Patch) -> None:
    plain = own.progress

    def progress(viewer: Viewer, round_id: int) -> Any:
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(SelfEvaluationQuerySet, "known_to", everything)
            return plain(viewer, round_id)

    patch.setattr(own, "progress", progress)


def another_contract(patch: Patch) -> None:
    def contract_of(round_row: Any) -> Any:
        first = Round.objects.select_related("contract").order_by("pk").first()
        return sight.contract_of(first)

    patch.setattr(peer, "contract_of", contract_of)


# partners' views


def shown_at_the_first(patch: Patch) -> None:
    patch.setattr(peer.ReviewFacts, "revealed", property(lambda self: self.handed_in > 0))


def pages_open_early(patch: Patch) -> None:
    patch.setattr(PeerReviewQuerySet, "_revealed", lambda self: Q(pk__isnull=False))


def everybody_is_involved(patch: Patch) -> None:
    patch.setattr(PeerReviewQuerySet, "involving", everything)


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
        lambda row, views: plain(row, tuple(replace(view, set_aside=False) for view in views)),
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


def reports_by_the_wrong_phase(patch: Patch) -> None:
    patch.setattr(reports, "Phase", SimpleNamespace(DRAFT=Phase.RELEASED))


def those_who_left_still_know(patch: Patch) -> None:
    patch.setattr(MembershipQuerySet, "present", lambda self: self.all())
