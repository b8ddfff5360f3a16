"""Keeping groups that were worked out, changing them by hand, and giving them to a round."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from plait.audit.actions import record
from plait.domain.groups import GroupProposal, GroupSettings, pairings_of
from plait.domain.stages import NotAllowedNow
from plait.domain.trios import Mode
from plait.domain.verdicts import require
from plait.domain.viewer import Viewer
from plait.domain.wording import listed
from plait.partnerships import forming_queries, queries
from plait.partnerships.forming_models import Proposal, ProposalState
from plait.partnerships.models import Pairing, Programme, Round
from plait.schools.queries import names

STALE = "Somebody has changed these groups meanwhile. Nothing more was done: look at them as they are now."
KIND, PARTNERS = "groups", "partners"


@dataclass(frozen=True, slots=True)
class Change:
    """``(host, reviewer)`` that end and begin in a round, and the schools whose partners are others now."""

    round_id: int
    gone: frozenset[tuple[int, int]]
    new: frozenset[tuple[int, int]]
    urns: tuple[int, ...] = ()


def _held(viewer: Viewer, partnership_id: int, programme_id: int, version: int, today: date) -> Proposal | None:
    """The proposal as the person saw it, held against other writers; ``version`` 0 for none.

    Raises ``NotVisible``, ``Refused``; ``NotAllowedNow`` where somebody has changed it.
    """
    require(forming_queries.forms(viewer, partnership_id, programme_id, today=today).may)
    Programme.objects.select_for_update().get(pk=programme_id)
    rows = Proposal.objects.filter(programme_id=programme_id).exclude(state=ProposalState.TAKEN)
    row = rows.select_for_update().first()
    if (row.version if row else 0) != version:
        raise NotAllowedNow(STALE)
    return row


@transaction.atomic
def keep(
    *,
    viewer: Viewer,
    partnership_id: int,
    programme_id: int,
    round_id: int | None,
    value: GroupProposal,
    version: int,
    did: str,
    at: datetime,
    today: date,
    changes: Mapping[str, tuple[str, str]] | None = None,
) -> int:
    """Keep groups as a draft; the new version. ``did``: what was done to them, for the trail.

    ``version``: of what the person saw, 0 for none. Raises ``NotVisible``, ``Refused``, ``NotAllowedNow``.
    """
    row = _held(viewer, partnership_id, programme_id, version, today)
    written = {
        "round_id": round_id,
        "state": ProposalState.DRAFT,
        "asked": value.settings.as_data(),
        "groups": value.as_data(),
        "saved_at": at,
        "saved_by_id": viewer.person_id,
    }
    if row is None:
        row = Proposal.objects.create(programme_id=programme_id, version=1, **written)
    else:
        row.version += 1
        for name, given in written.items():
            setattr(row, name, given)
        row.save()
    record(
        actor_id=viewer.person_id,
        action=did,
        kind=KIND,
        object_id=row.pk,
        at=at,
        changes={"version": (str(version), str(row.version)), **(changes or {})},
    )
    return row.version


@transaction.atomic
def keep_for_next_round(
    *, viewer: Viewer, partnership_id: int, programme_id: int, version: int, at: datetime, today: date
) -> None:
    """Let the next round take these groups when it opens. Raises as :func:`keep`; ``NotAllowedNow`` where there are
    none, or they are for a round that is under way."""
    row = _held(viewer, partnership_id, programme_id, version, today)
    if row is None or row.round_id is not None:
        raise NotAllowedNow("There are no groups for the next round. Work some out first.")
    _fits(row, {school.urn for school in forming_queries.schools_for(partnership_id, None)})
    row.state = ProposalState.READY
    row.version += 1
    row.saved_at, row.saved_by_id = at, viewer.person_id
    row.save(update_fields=["state", "version", "saved_at", "saved_by"])
    record(actor_id=viewer.person_id, action="take over", kind=KIND, object_id=row.pk, at=at)


@transaction.atomic
def discard(*, viewer: Viewer, partnership_id: int, programme_id: int, version: int, at: datetime, today: date) -> None:
    """Throw away groups that no round has taken. Raises as :func:`keep`."""
    row = _held(viewer, partnership_id, programme_id, version, today)
    if row is not None:
        record(actor_id=viewer.person_id, action="delete", kind=KIND, object_id=row.pk, at=at)
        row.delete()


def _fits(row: Proposal, urns: set[int]) -> GroupProposal:
    """The groups, if they are for just these schools. Raises ``NotAllowedNow``."""
    value = GroupProposal.from_data(GroupSettings.from_data(row.asked), row.groups)
    changed = value.urns ^ urns
    if changed:
        known = names(changed)
        which = listed(sorted(known.get(urn, f"URN {urn}") for urn in changed))
        raise NotAllowedNow(
            f"The schools are others than when the groups were worked out ({which}). Work the groups out again."
        )
    if not value.forming.groups:
        raise NotAllowedNow("There is no group in this proposal yet. Choose other rules and work them out again.")
    return value


@transaction.atomic
def take_over(
    *, viewer: Viewer, partnership_id: int, programme_id: int, version: int, at: datetime, today: date
) -> Change:
    """Give the groups to the round under way that they are for; what changes in it.

    The caller has seen to it that nobody has written a view. Raises as :func:`keep`.
    """
    row = _held(viewer, partnership_id, programme_id, version, today)
    if row is None or row.round_id is None:
        raise NotAllowedNow("There are no groups for a round that is under way.")
    this = Round.objects.select_for_update().get(pk=row.round_id)
    if this.closed_on is not None:
        raise NotAllowedNow("This round is closed. Work out groups for the next one.")
    value = _fits(row, {school.urn for school in forming_queries.schools_for(partnership_id, this.pk)})
    before = set(queries.pairings(this.pk))
    wanted = set(pairings_of([group.members for group in value.forming.groups], value.mode))
    change = Change(this.pk, frozenset(before - wanted), frozenset(wanted - before))
    urns = change_pairings(round_id=this.pk, gone=change.gone, new=change.new, at=at, actor_id=viewer.person_id)
    give(row, this.pk)
    record(
        actor_id=viewer.person_id,
        action="take over",
        kind=KIND,
        object_id=row.pk,
        at=at,
        changes={"round": ("", this.title)},
    )
    return replace(change, urns=urns)


def give(row: Proposal, round_id: int) -> None:
    """A round has these groups from now on, and none that it had before."""
    Proposal.objects.filter(round_id=round_id, state=ProposalState.TAKEN).delete()
    row.round_id, row.state = round_id, ProposalState.TAKEN
    row.save(update_fields=["round", "state"])


def lock_round(round_id: int) -> None:
    """Whoever else changes who is in this round waits. Part of a transaction."""
    Round.objects.select_for_update(of=("self",)).get(pk=round_id)


@transaction.atomic
def change_pairings(
    *,
    round_id: int,
    gone: Collection[tuple[int, int]],
    new: Collection[tuple[int, int]],
    at: datetime,
    actor_id: int | None,
) -> tuple[int, ...]:
    """Some ``(host, reviewer)`` of a round end and others begin; the schools whose partners are others now.

    Part of a decision whose rule the caller has asked. A row in the trail of each school that is concerned.
    """
    before = set(queries.pairings(round_id))
    after = (before - set(gone)) | set(new)
    mine = Pairing.objects.filter(round_id=round_id)
    ended = [pk for pk, host, reviewer in mine.values_list("pk", "host_id", "reviewer_id") if (host, reviewer) in gone]
    mine.filter(pk__in=ended).delete()
    Pairing.objects.bulk_create(
        Pairing(round_id=round_id, host_id=host, reviewer_id=reviewer) for host, reviewer in sorted(after - before)
    )
    concerned = sorted({urn for two in before ^ after for urn in two})
    was, is_ = _partners(before), _partners(after)
    known = names({urn for two in before | after for urn in two})

    def named(urns: set[int]) -> str:
        return ", ".join(sorted(known[urn] for urn in urns))

    for urn in concerned:
        record(
            actor_id=actor_id,
            action="change",
            kind=PARTNERS,
            object_id=round_id,
            at=at,
            school_urn=urn,
            changes={"partners": (named(was.get(urn, set())), named(is_.get(urn, set())))},
        )
    return tuple(concerned)


def _partners(pairs: Collection[tuple[int, int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for a, b in pairs:
        found.setdefault(a, set()).add(b)
        found.setdefault(b, set()).add(a)
    return found


@dataclass(frozen=True, slots=True)
class Formed:
    """Groups that wait for a round that is being opened, as ``(host, reviewer)``."""

    row: Proposal
    pairings: tuple[tuple[int, int], ...]

    def give(self, round_id: int) -> None:
        """The round that was just opened has these groups."""
        give(self.row, round_id)


def taken_by_next_round(*, programme_id: int, urns: Sequence[int], mode: Mode | None) -> Formed | None:
    """The groups that wait for the round that is being opened; ``None`` for none, or none of its ``mode``.

    Part of opening it. Raises ``NotAllowedNow`` where they are for other schools.
    """
    row = Proposal.objects.select_for_update().filter(programme_id=programme_id, state=ProposalState.READY).first()
    if row is None or mode is None or row.groups["mode"] != mode.value:
        return None
    value = _fits(row, set(urns))
    return Formed(row, pairings_of([group.members for group in value.forming.groups], value.mode))
