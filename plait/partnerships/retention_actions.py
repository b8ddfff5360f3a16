"""Forgetting invitations, groups that were worked out, and what was noted on the way through a round."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from plait.domain.retention import Due, Kept
from plait.partnerships.models import Invitation, Place, Proposal, Signature, StepDone


def forget_words(round_ids: Collection[int]) -> list[str]:
    """What was noted on steps, why a school withdrew, and why its place ended. That it was so stays.

    Returns the names that the trail knows these steps by.
    """
    steps = StepDone.objects.filter(round_id__in=round_ids)
    named = [f"{number}:{step}" for number, step in steps.values_list("round_id", "step").distinct()]
    steps.update(note="")
    Signature.objects.filter(round_id__in=round_ids).update(reason="")
    Place.objects.filter(round_id__in=round_ids).update(why_ended="")
    return named


def groups_over(due: Due) -> list[int]:
    """Groups that were last changed long enough ago. One query."""
    rows = Proposal.objects.filter(saved_at__lt=due.before(Kept.GROUPS))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def delete_groups(numbers: Collection[int]) -> int:
    """How many there still were. Who looks at whom in a round stays."""
    return Proposal.objects.filter(pk__in=numbers).delete()[0]


def invitations_over(due: Due) -> list[int]:
    """Invitations that were answered, withdrawn or ran out long enough ago. One query."""
    before = due.before(Kept.INVITATIONS)
    waiting = Q(accepted_at__isnull=True, withdrawn_at__isnull=True)
    rows = Invitation.objects.filter(
        Q(accepted_at__lt=before) | Q(withdrawn_at__lt=before) | (waiting & Q(expires_at__lt=before))
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))


def forget_invitations(numbers: Collection[int]) -> int:
    """How many there still were."""
    return Invitation.objects.filter(pk__in=numbers).delete()[0]
