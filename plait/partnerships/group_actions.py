"""Taking over the published groups: trusts, federations and sponsors as partnerships with dated members."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from django.db import transaction

from plait.adapters.gias_files import RejectedRow
from plait.adapters.gias_groups import GroupRow, GroupsFile, MemberRow, open_groups
from plait.audit.actions import record
from plait.domain.memberships import overlap
from plait.domain.partnership_kinds import described
from plait.partnerships.models import Membership, Partnership
from plait.partnerships.queries import kinds
from plait.schools.actions import BATCH, ImportResult, Progress, Reading, no_progress
from plait.schools.queries import names

EXCLUSIVE = "trust"
"""A school is in one trust at a time: joining another one ends the membership in the last."""


def import_groups(
    *, path: Path, at: datetime, actor_id: int | None = None, progress: Progress = no_progress
) -> ImportResult:
    """Bring partnerships up to date from a published file of groups, or of who is in which group.

    Groups are known by their published number. A file of groups decides names, kinds and days, and ends the
    memberships of groups that have closed; a file of members founds groups that are missing and leaves the others
    alone. Good rows kept, bad ones listed; what the file lacks stays; the same file again changes nothing; one
    transaction, one entry in the trail.

    Raises :class:`plait.adapters.gias_files.RegisterUnreadable`, and then nothing was changed.
    """
    groups = open_groups(path)
    reading = Reading(groups.size, progress)
    with transaction.atomic():
        rows = reading.good(groups.rows(reading.advance))
        while batch := list(islice(rows, BATCH)):
            if groups.has_members:
                _take_members([row for row in batch if isinstance(row, MemberRow)], reading)
            else:
                _take_groups([row for row in batch if isinstance(row, GroupRow)], groups, at.date(), reading)
        record(
            actor_id=actor_id,
            action="import",
            kind="published-groups",
            object_id="",
            at=at,
            changes=reading.changes(path.name[:255]),
        )
    return reading.result()


def _by_reference(groups: Iterable[GroupRow]) -> dict[str, Partnership]:
    found = Partnership.objects.filter(reference__in={group.reference for group in groups})
    return {row.reference: row for row in found if row.reference}


def _founded(group: GroupRow) -> Partnership:
    return Partnership(
        name=group.name,
        kind=group.kind,
        governance=described(kinds(), group.kind).governance.value,
        reference=group.reference,
        opened=group.opened,
        closed=group.closed,
    )


def _take_groups(batch: list[GroupRow], file: GroupsFile, today: date, reading: Reading) -> None:
    stored = _by_reference(batch)
    days = {"opened": {"opened", "incorporated"}, "closed": {"closed"}}
    taken = ["name", "kind", *(field for field, columns in days.items() if columns & set(file.fields))]
    new: list[Partnership] = []
    changed: dict[int, Partnership] = {}
    for group in batch:
        row = stored.get(group.reference)
        if row is None:
            new.append(_founded(group))
            continue
        given = {field: getattr(group, field) for field in taken}
        if given["kind"] != row.kind:
            given["governance"] = described(kinds(), group.kind).governance.value
        opened, closed = given.get("opened", row.opened), given.get("closed", row.closed)
        if opened and closed and closed < opened:  # one of the two is from another file; the later file counts
            given["opened" if "opened" not in taken else "closed"] = None
        differs = {field: value for field, value in given.items() if getattr(row, field) != value}
        for field, value in differs.items():
            setattr(row, field, value)
        if differs:
            changed[row.pk] = row
    Partnership.objects.bulk_create(new)
    Partnership.objects.bulk_update(
        changed.values(), ["name", "kind", "governance", "opened", "closed"], batch_size=200
    )
    ended = {row.pk: row.closed for row in stored.values() if row.closed and row.closed <= today}
    members = list(Membership.objects.present().filter(partnership_id__in=ended))
    for member in members:
        member.left = max(member.joined, ended[member.partnership_id])
    Membership.objects.bulk_update(members, ["left"], batch_size=500)
    updated = len(changed.keys() | {member.partnership_id for member in members})
    reading.added += len(new)
    reading.updated += updated
    reading.unchanged += len(batch) - len(new) - updated


def _take_members(batch: list[MemberRow], reading: Reading) -> None:
    here = names(row.urn for row in batch)
    good = []
    for row in batch:
        if row.urn in here:
            good.append(row)
        else:
            reason = f"URN {row.urn} is not in the register; read that first, with 'plait schools import'"
            reading.reject(RejectedRow(row.line, reason))
    stored = _by_reference(row.group for row in good)
    missing = {row.group.reference: _founded(row.group) for row in reversed(good) if row.group.reference not in stored}
    Partnership.objects.bulk_create(missing.values())
    desk = _Desk(stored | missing, [row.urn for row in good])
    for row in good:
        if reason := desk.take(row, reading):
            reading.reject(RejectedRow(row.line, reason))
    old = {member for member in desk.changed if member.pk}
    Membership.objects.bulk_update(old, ["joined", "left"], batch_size=500)  # before those that follow on them
    Membership.objects.bulk_create(desk.new)


class _Desk:
    """The memberships of some schools in published groups, while a batch is taken over."""

    def __init__(self, groups: dict[str, Partnership], urns: list[int]) -> None:
        self._groups = groups
        self._kinds = {group.pk: group.kind for group in groups.values()}
        self._of_school: dict[int, list[Membership]] = defaultdict(list)
        rows = Membership.objects.filter(school_id__in=set(urns), partnership__reference__isnull=False)
        for member in rows.select_related("partnership").order_by("pk"):
            self._kinds[member.partnership_id] = member.partnership.kind
            self._of_school[member.school_id or 0].append(member)
        self.new: list[Membership] = []
        self.changed: list[Membership] = []

    def take(self, row: MemberRow, reading: Reading) -> str:
        """Take one row; why not, or nothing."""
        group = self._groups[row.group.reference]
        held = [member for member in self._of_school[row.urn] if member.partnership_id == group.pk]
        same = next((member for member in held if member.joined == row.joined), None)
        if same and row.left in (None, same.left):
            reading.unchanged += 1
            return ""
        if group.closed and row.joined > group.closed:
            return f"Joined date {row.joined} is after group {group.reference} closed on {group.closed}"
        present = next((member for member in held if member.left is None), None)
        corrected = same or (present if row.left is None else None)
        left = row.left or group.closed or (corrected.left if corrected else None)
        for member in held:
            if member is not corrected and overlap(row.joined, left, member.joined, member.left):
                until = f"until {member.left}" if member.left else "with no end"
                return f"URN {row.urn} is already in group {group.reference} from {member.joined} {until}"
        if corrected:
            corrected.joined, corrected.left = row.joined, left
            self.changed.append(corrected)
            reading.updated += 1
        else:
            member = Membership(partnership=group, school_id=row.urn, joined=row.joined, left=left)
            self.new.append(member)
            self._of_school[row.urn].append(member)
            reading.added += 1
            self._move(member)
        return ""

    def _move(self, arrived: Membership) -> None:
        """End the membership in the trust before it, or this one where the next trust began."""
        if self._kinds[arrived.partnership_id] != EXCLUSIVE:
            return
        others = [
            member
            for member in self._of_school[arrived.school_id or 0]
            if member.partnership_id != arrived.partnership_id and self._kinds[member.partnership_id] == EXCLUSIVE
        ]
        for member in others:
            if member.left is None and member.joined < arrived.joined:
                member.left = arrived.joined
                self.changed.append(member)
        later = [member.joined for member in others if member.joined > arrived.joined]
        if arrived.left is None and later:
            arrived.left = min(later)
