"""Putting a framework together: loaded or begun, corrected in place, doubts settled, published or thrown away.

Each change of one part asks for the mark of what its writer saw (``seen``), so that a page which somebody else has
overtaken changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from plait.adapters.framework_files import correcting, editing, read
from plait.adapters.framework_files.correcting import Asked, Body
from plait.audit.actions import record
from plait.domain.stages import NotAllowedNow
from plait.domain.verdicts import NotVisible, StaleWrite, require
from plait.domain.viewer import Viewer
from plait.frameworks import queries, rules
from plait.frameworks.actions import AlreadyPublished, publish
from plait.frameworks.models import FrameworkDraft, FrameworkVersion

KIND = "framework-draft"
RIGHT, CORRECTED = "right", "corrected"
Change = Callable[[Body], Body]


def _owner(viewer: Viewer, owner: str, today: date) -> queries.Owner:
    mine = queries.owners(viewer, today=today)
    require(rules.may_load(mine))
    found = next((item for item in mine if item.key == owner), None)
    if found is None:
        raise NotVisible(f"framework owner {owner}")
    return found


@transaction.atomic
def load(*, viewer: Viewer, owner: str, data: bytes, filename: str, at: datetime, today: date) -> int:
    """Keep what was understood of a file as a draft; its number. ``owner``: as :attr:`queries.Owner.key`.

    Raises ``NotVisible``, ``Refused`` and :class:`correcting.CannotBeCorrected` for a file without a framework in it.
    """
    whose = _owner(viewer, owner, today)
    body, asked = correcting.from_reading(read(data, filename))
    return _keep(viewer, whose, body, asked, filename, "load", at)


@transaction.atomic
def begin_next(*, viewer: Viewer, version_id: int, owner: str, at: datetime, today: date) -> int:
    """Begin the version that follows a published one, as a draft with its words; its number.

    For somebody else's framework it is one of one's own, under another id, that says what it follows. Raises
    ``NotVisible``, ``Refused``.
    """
    whose = _owner(viewer, owner, today)
    facts, published = queries.version(viewer, version_id)
    same = facts.partnership_id == whose.partnership_id and bool(facts.owner)
    taken = set(FrameworkVersion.objects.filter(framework_id=published.id).values_list("version", flat=True))
    made = editing.next_version(
        published,
        id_=published.id if same else f"{published.id[:76]}-own",
        version=queries.next_number(published.version, taken) if same else "1",
    )
    return _keep(viewer, whose, correcting.keyed(made), (), "", "begin", at)


def _keep(
    viewer: Viewer, whose: queries.Owner, body: Body, asked: Collection[Asked], filename: str, how: str, at: datetime
) -> int:
    row = FrameworkDraft.objects.create(
        partnership_id=whose.partnership_id,
        filename=filename[:255],
        body=body,
        doubts=[
            {
                "kind": doubt.kind,
                "key": doubt.key,
                "where": doubt.where,
                "seen": doubt.seen,
                "settle": doubt.settle,
                "settled": "",
            }
            for doubt in asked
        ],
        remarks=_remarks(body),
        made_at=at,
        made_by_id=viewer.person_id,
        saved_at=at,
        saved_by_id=viewer.person_id,
    )
    record(
        actor_id=viewer.person_id,
        action=how,
        kind=KIND,
        object_id=row.pk,
        at=at,
        changes={"title": ("", str(body.get("title", ""))), "doubts": ("", str(len(asked)))},
    )
    return int(row.pk)


def _remarks(body: Body) -> dict[str, list[list[str]]]:
    found = correcting.checked(body)
    return {
        "faults": [[remark.key, remark.text] for remark in found.faults],
        "warnings": [[remark.key, remark.text] for remark in found.warnings],
    }


def _held(viewer: Viewer, draft_id: int, today: date) -> FrameworkDraft:
    """The draft, held against other writers until the transaction ends. Raises ``NotVisible``."""
    queries.draft(viewer, draft_id, today=today)
    row = FrameworkDraft.objects.select_for_update(of=("self",)).select_related("saved_by").filter(pk=draft_id).first()
    if row is None:
        raise NotVisible(f"framework draft {draft_id}")
    return row


def _not_overtaken(row: FrameworkDraft, part: Any, seen: str) -> None:
    if correcting.seen(part) != seen:
        raise StaleWrite(f"{row.saved_by} changed this while your page was open.", {}, row.version)


@transaction.atomic
def change(
    *,
    viewer: Viewer,
    draft_id: int,
    part: Callable[[Body], Any],
    seen: str,
    change: Change,
    what: str,
    settles: Collection[int],
    at: datetime,
    today: date,
) -> None:
    """Change one part of a draft and settle doubts with it.

    ``part``: finds the part in the body; ``seen``: its mark when the page was opened; ``change``: from
    :mod:`plait.adapters.framework_files.editing`; ``what``: the part in the words of the trail; ``settles``: numbers of
    doubts, which are corrected where the change changed anything and right as they are where it did not. Raises
    ``NotVisible`` and ``StaleWrite``.
    """
    row = _held(viewer, draft_id, today)
    try:
        found = part(row.body)
    except KeyError as missing:
        raise NotVisible(f"{missing} in framework draft {draft_id}") from None
    _not_overtaken(row, found, seen)
    before = row.body
    row.body = change(before)
    changed = row.body != before
    settled = _settle(row, settles, CORRECTED if changed else RIGHT)
    if changed or settled:
        _save(viewer, row, "save", {what: ("", "changed" if changed else "looked at")} | settled, at)


@transaction.atomic
def settle(*, viewer: Viewer, draft_id: int, numbers: Collection[int], right: bool, at: datetime, today: date) -> int:
    """Say of these doubts that it is right as it is, or (not ``right``) ask them again; how many were settled anew."""
    row = _held(viewer, draft_id, today)
    settled = _settle(row, numbers, RIGHT if right else "")
    if settled:
        _save(viewer, row, "settle" if right else "ask again", settled, at)
    return len(settled)


def _settle(row: FrameworkDraft, numbers: Collection[int], how: str) -> dict[str, tuple[str, str]]:
    told = {}
    for number in sorted(set(numbers)):
        if 0 <= number < len(row.doubts) and row.doubts[number]["settled"] != how:
            told[f"doubt {number + 1}"] = (row.doubts[number]["settled"] or "open", how or "open")
            row.doubts[number]["settled"] = how
    return told


def _save(
    viewer: Viewer, row: FrameworkDraft, action: str, changes: Mapping[str, tuple[str, str]], at: datetime
) -> None:
    row.remarks = _remarks(row.body)
    row.version += 1
    row.saved_at, row.saved_by_id = at, viewer.person_id
    row.save(update_fields=["body", "doubts", "remarks", "version", "saved_at", "saved_by"])
    record(actor_id=viewer.person_id, action=action, kind=KIND, object_id=row.pk, at=at, changes=changes)


@transaction.atomic
def publish_draft(*, viewer: Viewer, draft_id: int, version: int, at: datetime, today: date) -> int:
    """Publish a draft for its owner, for good; the number of the published version. The draft goes.

    ``version``: the draft's as it was shown. Raises ``NotVisible``, ``StaleWrite``, ``Refused`` with what is in the
    way.
    """
    row = _held(viewer, draft_id, today)
    if row.version != version:
        raise StaleWrite(f"{row.saved_by} changed the draft while your page was open.", {}, row.version)
    found = queries.draft(viewer, draft_id, today=today)
    require(rules.may_publish(found, queries.in_the_way(found)))
    made = correcting.checked(row.body).framework
    if made is None:  # the check has learnt something since the draft was saved
        raise NotAllowedNow("Something must be put right first. Look at the draft again.")
    try:
        publish(framework=made, at=at, actor_id=viewer.person_id, partnership_id=row.partnership_id)
    except AlreadyPublished as taken:
        raise NotAllowedNow(str(taken)) from None
    record(
        actor_id=viewer.person_id,
        action="publish",
        kind=KIND,
        object_id=row.pk,
        at=at,
        changes={"framework": ("", made.name)},
    )
    row.delete()
    return int(FrameworkVersion.objects.values_list("pk", flat=True).get(framework_id=made.id, version=made.version))


@transaction.atomic
def throw_away(*, viewer: Viewer, draft_id: int, at: datetime, today: date) -> None:
    """Delete a draft. Raises ``NotVisible``."""
    row = _held(viewer, draft_id, today)
    record(actor_id=viewer.person_id, action="delete", kind=KIND, object_id=row.pk, at=at)
    row.delete()
