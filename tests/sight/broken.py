"""One way each to break a rule: a change to the product that lasts as long as a test patch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db.models import Exists, OuterRef, Q

from plait.domain import viewer as viewers
from plait.domain.viewer import HeldRole, Viewer
from plait.domain.visibility import Phase, Relation, Sight
from plait.partnerships import queries as partnerships
from plait.partnerships import sight
from plait.partnerships.models import Appointment, Pairing, Partnership, Place, Round, Signature
from plait.peerreview import queries as peer
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

    def standing(viewer: Viewer, asked: Relation, **kwargs: Any) -> Q | None:
        if asked is not relation:
            return plain(viewer, asked, **kwargs)
        round_path, host_path = kwargs["round_path"], kwargs["host_path"]
        found = make(viewer, round_path, host_path)
        if found is None or not kwargs.get("while_signed", True):
            return found
        return found & Q(sight.signed(round_path, host_path))

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
    evidence_by_the_wrong_phase(patch)  # one evaluation is asked of its facts


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
