"""Changing a pool of reviewers. The only way that its rows change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from plait.audit.actions import record
from plait.domain.reviewers import Span, away_in_words
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, StaleWrite, require
from plait.domain.viewer import Viewer
from plait.domain.wording import day_in_words
from plait.partnerships.pool_queries import member_schools, own_partnership
from plait.reviewers import queries, rules
from plait.reviewers.models import DeclaredConflict, Reviewer
from plait.reviewers.retention_actions import CONFLICT, KIND, forget

OF_TRAINING = ("training", "trained_on", "expires_on", "reviews_before")
"""What the lead confirms; when one of these changes, it waits to be confirmed again."""


@dataclass(frozen=True, slots=True)
class ProfileInput:
    training: str
    trained_on: date | None
    expires_on: date | None
    reviews_before: int
    phases: tuple[str, ...]
    strengths: str
    away: tuple[Span, ...]
    travels_km: int | None
    reviews_a_year: int


def _columns(given: ProfileInput) -> dict[str, object]:
    return {
        "training": given.training,
        "trained_on": given.trained_on,
        "expires_on": given.expires_on,
        "reviews_before": given.reviews_before,
        "phases": list(given.phases),
        "strengths": given.strengths,
        "away": [[span.first.isoformat(), span.last.isoformat()] for span in given.away],
        "travels_km": given.travels_km,
        "reviews_a_year": given.reviews_a_year,
    }


def in_words(facts: queries.ReviewerFacts) -> dict[str, str]:
    """A profile field by field, as texts to compare."""
    return {
        "training": facts.training.what,
        "trained_on": day_in_words(facts.training.on),
        "expires_on": day_in_words(facts.training.expires),
        "reviews_before": str(facts.reviews_before),
        "phases": ", ".join(facts.phases),
        "strengths": facts.strengths,
        "away": away_in_words(facts.away),
        "travels_km": "" if facts.travels_km is None else str(facts.travels_km),
        "reviews_a_year": str(facts.reviews_a_year),
    }


def given_in_words(given: ProfileInput) -> dict[str, str]:
    """The same of what somebody sent."""
    return {
        "training": given.training,
        "trained_on": day_in_words(given.trained_on),
        "expires_on": day_in_words(given.expires_on),
        "reviews_before": str(given.reviews_before),
        "phases": ", ".join(given.phases),
        "strengths": given.strengths,
        "away": away_in_words(given.away),
        "travels_km": "" if given.travels_km is None else str(given.travels_km),
        "reviews_a_year": str(given.reviews_a_year),
    }


@transaction.atomic
def save_profile(*, viewer: Viewer, partnership_id: int, given: ProfileInput, version: int, at: datetime) -> None:
    """Join the pool, or change what one says of oneself. ``version``: of the profile that the page showed, 0 for none.

    Raises ``NotVisible``; ``StaleWrite`` when the profile was saved from another place meanwhile; ``ValueError``
    where the days of the training contradict each other.
    """
    own_partnership(viewer, partnership_id)
    if given.expires_on and (given.trained_on is None or given.expires_on < given.trained_on):
        raise ValueError("A training cannot end before the day on which it was.")
    before = queries.own(viewer, partnership_id)
    columns = _columns(given)
    mine = {"person_id": viewer.person_id, "partnership_id": partnership_id}
    if before is None and version == 0:
        try:
            with transaction.atomic():
                Reviewer.objects.create(**mine, **columns, saved_at=at)
            saved = True
        except IntegrityError:
            saved = False
    else:
        rows = Reviewer.objects.filter(**mine, version=version)
        was = rows.values(*OF_TRAINING).first()
        if was is not None and any(was[name] != columns[name] for name in OF_TRAINING):
            columns |= {"confirmed_at": None, "confirmed_by": None}
        saved = bool(rows.update(version=F("version") + 1, saved_at=at, **columns))
    now = queries.own(viewer, partnership_id)
    if now is None:
        raise NotAllowedNow("You left this pool in another window. Open the page again to come back.")
    if not saved:
        raise StaleWrite("You saved this in another window meanwhile.", in_words(now), now.version)
    old = in_words(before) if before else dict.fromkeys(in_words(now), "")
    record(
        actor_id=viewer.person_id,
        action="change" if before else "join",
        kind=KIND,
        object_id=now.id,
        at=at,
        changes={name: (old[name], text) for name, text in in_words(now).items()},
    )


@transaction.atomic
def leave_pool(*, viewer: Viewer, partnership_id: int, at: datetime) -> None:
    """Take oneself out of the pool: the profile and declared conflicts are deleted, in the trail as well."""
    found = queries.own(viewer, partnership_id)
    if found is None:
        raise NotAllowedNow("You are not in this pool (any more). Nothing was changed.")
    forget([found.id])
    record(actor_id=viewer.person_id, action="leave", kind=KIND, object_id=found.id, at=at)


@transaction.atomic
def confirm_training(
    *, viewer: Viewer, partnership_id: int, reviewer_id: int, version: int, at: datetime, today: date
) -> None:
    """Confirm what somebody says of their training and reviews. ``version``: of the profile that the page showed.

    Raises ``NotVisible``, ``Refused``; ``NotAllowedNow`` where there is nothing to confirm, or other than was shown.
    """
    found = queries.reviewer(viewer, partnership_id, reviewer_id, today=today)
    require(rules.may_confirm(viewer, partnership_id=partnership_id, person_id=found.person_id))
    if not found.training.what or found.training.on is None:
        raise NotAllowedNow("There is no training to confirm yet.")
    waiting = Reviewer.objects.filter(pk=reviewer_id, version=version, confirmed_at__isnull=True)
    if found.training.confirmed or not waiting.update(confirmed_at=at, confirmed_by_id=viewer.person_id):
        again = "It is confirmed already." if found.training.confirmed else f"{found.name} has changed it meanwhile."
        raise NotAllowedNow(f"{again} Open the page again to see how it stands now.")
    record(
        actor_id=viewer.person_id,
        action="confirm training",
        kind=KIND,
        object_id=reviewer_id,
        at=at,
        changes={"training": ("", found.training.what), "expires_on": ("", day_in_words(found.training.expires))},
    )


@transaction.atomic
def declare_conflict(*, viewer: Viewer, partnership_id: int, urn: int, reason: str, at: datetime) -> None:
    """Say that one had better not review a school of the partnership. Why stays between oneself and the lead.

    Raises ``NotVisible``, ``ValueError`` without a reason, ``NotAllowedNow`` where it is said already.
    """
    found = queries.own(viewer, partnership_id)
    if found is None:
        raise NotAllowedNow("Join the pool first; then say which schools you had better not review.")
    if urn not in member_schools(partnership_id):
        raise NotVisible(f"school {urn} in partnership {partnership_id}")
    if not reason.strip():
        raise ValueError("Say why in a few words. Only your partnership’s lead reads it.")
    try:
        with transaction.atomic():
            row = DeclaredConflict.objects.create(
                reviewer_id=found.id, school_id=urn, reason=reason.strip(), declared_at=at
            )
    except IntegrityError:
        raise NotAllowedNow("You have said so of this school already.") from None
    _note(viewer, "declare", row.pk, urn, at)


@transaction.atomic
def end_conflict(*, viewer: Viewer, partnership_id: int, conflict_id: int, at: datetime) -> None:
    """Take back that one had better not review a school. Raises ``NotVisible``."""
    found = queries.own(viewer, partnership_id)
    row = DeclaredConflict.objects.filter(pk=conflict_id, reviewer_id=found.id if found else 0).first()
    if row is None:
        raise NotVisible(f"conflict {conflict_id}")
    row.delete()
    _note(viewer, "take back", conflict_id, row.school_id, at)


def _note(viewer: Viewer, action: str, number: int, urn: int, at: datetime) -> None:
    """The trail has that it was said and of which school, and never why. It is no trail of the school’s."""
    record(
        actor_id=viewer.person_id,
        action=action,
        kind=CONFLICT,
        object_id=number,
        at=at,
        changes={"school": ("", str(urn))},
    )
