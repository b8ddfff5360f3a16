"""Signing who sees what, and withdrawing from it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from plait.audit.actions import record
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, require
from plait.domain.viewer import Viewer
from plait.partnerships import queries
from plait.partnerships.models import Round, Signature
from plait.partnerships.rules import may_sign, may_withdraw


def _held(viewer: Viewer, round_id: int, urn: int) -> tuple[Round, Signature | None]:
    """The viewer's own school's place in a round, held against others. Raises ``NotVisible``."""
    if urn not in viewer.urns or not queries.lock_place(round_id, urn):
        raise NotVisible(f"school {urn} in round {round_id}")
    row = Round.objects.select_related("contract").get(pk=round_id)
    return row, Signature.objects.filter(round_id=round_id, school_id=urn).first()


@transaction.atomic
def sign(*, viewer: Viewer, round_id: int, urn: int, fingerprint: str, at: datetime) -> None:
    """The school's head signs the round's contract; ``fingerprint`` is of the words that were on the page.

    Signing again after a withdrawal takes the school back in. Signing twice changes nothing.

    Raises ``NotVisible``, ``Refused``; ``NotAllowedNow`` when other words were shown than the round has pinned.
    """
    row, signature = _held(viewer, round_id, urn)
    takes_part = urn not in queries.ended_places(round_id)
    require(may_sign(viewer, urn=urn, round_open=row.closed_on is None, takes_part=takes_part))
    if fingerprint != row.contract.fingerprint:
        raise NotAllowedNow("The page showed other words than this round’s. Read them again before you sign.")
    if signature is not None and signature.withdrawn_at is None:
        return
    if signature is None:
        signature = Signature(round=row, school_id=urn)
    again = signature.withdrawn_at is not None
    signature.signed_at, signature.signed_by_id = at, viewer.person_id
    signature.withdrawn_at = signature.withdrawn_by = None
    signature.reason = ""
    signature.save()
    record(
        actor_id=viewer.person_id,
        action="sign again" if again else "sign",
        kind="contract",
        object_id=row.pk,
        at=at,
        school_urn=urn,
        changes={"contract": ("", row.contract.fingerprint)},
    )


@transaction.atomic
def withdraw(*, viewer: Viewer, round_id: int, urn: int, reason: str, at: datetime) -> None:
    """The school's head takes the signature back: from now on nothing new leaves the school.

    What was released stays released, and the log of who read what stays. Raises ``NotVisible``, ``Refused``.
    """
    row, signature = _held(viewer, round_id, urn)
    require(may_withdraw(viewer, urn=urn, signed=signature is not None and signature.withdrawn_at is None))
    assert signature is not None  # the rule has asked  # noqa: S101
    signature.withdrawn_at, signature.withdrawn_by_id, signature.reason = at, viewer.person_id, reason.strip()
    signature.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
    record(
        actor_id=viewer.person_id,
        action="withdraw",
        kind="contract",
        object_id=row.pk,
        at=at,
        school_urn=urn,
        changes={"reason": ("", reason.strip())},
    )
