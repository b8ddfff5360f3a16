"""A school says that it would rather have somebody else than a person of the pool, and takes it back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from plait.audit.actions import record
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.reviewers import school_conflict_queries as queries
from plait.reviewers.models import SchoolConflict
from plait.reviewers.retention_actions import SCHOOL_CONFLICT


@transaction.atomic
def declare(
    *, viewer: Viewer, urn: int, partnership_id: int, reviewer_id: int, reason: str, at: datetime, today: date
) -> None:
    """Name somebody of the pool who had better not review the school. It counts at once.

    Raises ``NotVisible``; ``ValueError`` without a reason; ``NotAllowedNow`` where it is said already.
    """
    queries.place_of_school(viewer, urn, partnership_id)
    known = {item.reviewer_id: item for item in queries.to_choose(urn, partnership_id, today=today)}
    chosen = known.get(reviewer_id)
    if chosen is None:
        raise NotAllowedNow("This person has been named already, or is not in the pool any more. Nothing was changed.")
    if not reason.strip():
        raise ValueError("Say why in a few words. Only your headteacher and your partnership’s lead read it.")
    try:
        with transaction.atomic():
            row = SchoolConflict.objects.create(
                school_id=urn,
                partnership_id=partnership_id,
                person_id=chosen.person_id,
                reason=reason.strip(),
                made_by_id=viewer.person_id,
                declared_at=at,
            )
    except IntegrityError:
        raise NotAllowedNow("Your school has said so of this person already.") from None
    _note(viewer, "declare", row.pk, urn, chosen.name, at)


@transaction.atomic
def end(*, viewer: Viewer, urn: int, partnership_id: int, school_conflict_id: int, at: datetime) -> None:
    """Take back that the school would rather have somebody else. Raises ``NotVisible``."""
    queries.place_of_school(viewer, urn, partnership_id)
    rows = SchoolConflict.objects.filter(pk=school_conflict_id, school_id=urn, partnership_id=partnership_id)
    row = rows.select_related("person").first()
    if row is None:
        raise NotVisible(f"conflict {school_conflict_id} of school {urn}")
    name = str(row.person)
    row.delete()
    _note(viewer, "take back", school_conflict_id, urn, name, at)


def _note(viewer: Viewer, action: str, number: int, urn: int, name: str, at: datetime) -> None:
    """The school's trail has whom it named, and never why."""
    record(
        actor_id=viewer.person_id,
        action=action,
        kind=SCHOOL_CONFLICT,
        object_id=number,
        at=at,
        school_urn=urn,
        changes={"reviewer": ("", name)},
    )
