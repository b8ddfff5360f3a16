"""Changing a school's library. The only way that its rows change."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from plait.adapters.evidence_files import ReadFile
from plait.audit.actions import record
from plait.audit.retention_actions import forget_words
from plait.domain.evidence import ItemFacts, ItemKind, ItemWords, Strength, Target, target_title
from plait.domain.verdicts import NotVisible, StaleWrite, require
from plait.domain.viewer import Viewer
from plait.domain.visibility import Phase
from plait.evidence import queries, rules, search
from plait.evidence.models import EvidenceContent, EvidenceItem, EvidenceTag, EvidenceUse
from plait.frameworks.queries import framework

KIND = "evidence"


class AlreadyHere(Exception):
    """The school has this very file already."""

    def __init__(self, item: ItemFacts) -> None:
        super().__init__(f"You have this file already, as “{item.words.title}”.")
        self.item = item


@dataclass(frozen=True, slots=True)
class ItemInput:
    """What somebody says of an item. The kind, and the file of a file, stay as they were added."""

    title: str
    shows: str
    address: str
    effective_on: date
    review_on: date | None
    strength: Strength
    reason: str


def texts_of(given: ItemInput) -> dict[str, str]:
    """As the trail has it."""
    return {
        "title": given.title,
        "shows": given.shows,
        "address": given.address,
        "effective_on": given.effective_on.isoformat(),
        "review_on": given.review_on.isoformat() if given.review_on else "",
        "strength": given.strength.label,
        "strength_reason": given.reason,
    }


def _columns(given: ItemInput) -> dict[str, object]:
    return {
        "title": given.title,
        "shows": given.shows,
        "address": given.address,
        "effective_on": given.effective_on,
        "review_on": given.review_on,
        "strength": given.strength.value,
        "reason": given.reason,
    }


@transaction.atomic
def add(
    *,
    viewer: Viewer,
    urn: int,
    kind: ItemKind,
    given: ItemInput,
    at: datetime,
    file: ReadFile | None = None,
    file_name: str = "",
) -> int:
    """Add an item to a school's library; its number.

    Raises ``NotVisible`` for whoever does not keep it, :class:`AlreadyHere` for a file that the school has,
    ``ValueError`` for a file that is none or the other way round.
    """
    queries.keeps(viewer, urn)
    if (kind is ItemKind.FILE) != (file is not None):
        raise ValueError("A file, and nothing else, comes with its bytes.")
    row = EvidenceItem.objects.create(
        school_id=urn,
        kind=kind.value,
        content=_content(viewer, urn, file) if file else None,
        file_name=file_name[:200],
        added_at=at,
        added_by_id=viewer.person_id,
        changed_at=at,
        **_columns(given),
    )
    _index(row.pk, given, file_name, file.words if file else "")
    record(
        actor_id=viewer.person_id,
        action="add",
        kind=KIND,
        object_id=row.pk,
        at=at,
        school_urn=urn,
        changes={name: ("", text) for name, text in {**texts_of(given), "file": file_name}.items()},
    )
    return row.pk


def _content(viewer: Viewer, urn: int, file: ReadFile) -> EvidenceContent:
    """The file's row. Whoever sends the same file at the same time as somebody else is told so as well."""
    if (known := queries.same_file(viewer, urn, file.sha256)) is not None:
        raise AlreadyHere(known)
    try:
        with transaction.atomic():
            return EvidenceContent.objects.create(
                school_id=urn,
                sha256=file.sha256,
                data_sha256=hashlib.sha256(file.data).hexdigest(),
                format=file.format,
                size=len(file.data),
                data=file.data,
                words=file.words,
            )
    except IntegrityError:
        if (known := queries.same_file(viewer, urn, file.sha256)) is not None:
            raise AlreadyHere(known) from None
        raise


def _index(item_id: int, given: ItemInput, file_name: str, file_words: str) -> None:
    shows = f"{given.shows} {given.reason} {given.address}"
    search.index(item_id, title=given.title, shows=shows, file=f"{file_name} {file_words}")


@transaction.atomic
def change(*, viewer: Viewer, item_id: int, given: ItemInput, version: int, at: datetime) -> None:
    """Change what is said of an item. Raises ``NotVisible``, ``Refused``, and ``StaleWrite`` when somebody changed it
    after the page was opened. What was submitted stays as it was."""
    found = queries.get(viewer, item_id)
    require(rules.may_change(viewer, found))
    saved = EvidenceItem.objects.filter(pk=item_id, version=version, archived_at__isnull=True).update(
        version=F("version") + 1, changed_at=at, **_columns(given)
    )
    if not saved:
        now = queries.get(viewer, item_id)
        require(rules.may_change(viewer, now))
        raise StaleWrite("Somebody changed this item while you were writing.", texts_of(input_of(now)), now.version)
    kept = EvidenceItem.objects.values_list("file_name", "content__words").get(pk=item_id)
    _index(item_id, given, kept[0], kept[1] or "")
    before = texts_of(input_of(found))
    record(
        actor_id=viewer.person_id,
        action="change",
        kind=KIND,
        object_id=item_id,
        at=at,
        school_urn=found.urn,
        changes={name: (before[name], text) for name, text in texts_of(given).items()},
    )


def input_of(item: ItemFacts) -> ItemInput:
    """What is said of an item now."""
    words: ItemWords = item.words
    return ItemInput(
        words.title, words.shows, words.address, words.effective_on, item.review_on, words.strength, words.reason
    )


@transaction.atomic
def set_tags(
    *, viewer: Viewer, item_id: int, wanted: Collection[Target], of: Collection[tuple[str, str]], at: datetime
) -> None:
    """Say what an item speaks to, in these framework versions (``of``); what was said in others stays.

    Raises ``NotVisible``, ``Refused``, and ``ValueError`` for a statement that the framework does not have.
    """
    found = queries.get(viewer, item_id)
    require(rules.may_change(viewer, found))
    titles = {target: _title(target, of) for target in dict.fromkeys(wanted)}
    kept = {target for target in queries.tags_of(viewer, item_id) if (target.framework_id, target.version) in set(of)}
    for gone in kept - set(titles):
        EvidenceTag.objects.filter(
            item_id=item_id,
            framework_id=gone.framework_id,
            framework_version=gone.version,
            area=gone.area,
            statement=gone.statement,
        ).delete()
    new = [target for target in titles if target not in kept]
    EvidenceTag.objects.bulk_create(
        [
            EvidenceTag(
                item_id=item_id,
                framework_id=target.framework_id,
                framework_version=target.version,
                area=target.area,
                statement=target.statement,
            )
            for target in new
        ],
        ignore_conflicts=True,
    )
    gone_now = sorted(kept - set(titles))
    if not new and not gone_now:
        return
    EvidenceItem.objects.filter(pk=item_id).update(changed_at=at)
    record(
        actor_id=viewer.person_id,
        action="tag",
        kind=KIND,
        object_id=item_id,
        at=at,
        school_urn=found.urn,
        changes={
            "speaks_to": (
                "\n".join(_title(target, of) for target in gone_now),
                "\n".join(titles[target] for target in new),
            )
        },
    )


def _title(target: Target, of: Collection[tuple[str, str]]) -> str:
    """The statement in words. Raises ``ValueError`` for one that is not in these frameworks."""
    pinned = (target.framework_id, target.version)
    if pinned not in set(of):
        raise ValueError("A statement of another framework was sent. Reload the page and try again.")
    try:
        title = target_title(framework(*pinned), target)
    except NotVisible:
        title = ""
    if not title:
        raise ValueError("A statement was sent that this framework does not have. Reload the page and try again.")
    return title


@transaction.atomic
def put_away(*, viewer: Viewer, item_id: int, at: datetime) -> bool:
    """Take an item out of the library; whether it was deleted (else archived).

    It is taken off every draft that it is attached to. What a submitted evaluation holds, or once held, is archived.
    """
    found = queries.get(viewer, item_id)
    require(rules.may_keep(viewer, urn=found.urn))
    row = EvidenceItem.objects.select_for_update(of=("self",)).get(pk=item_id)
    drafts = EvidenceUse.objects.filter(item_id=item_id, state=Phase.DRAFT.value)
    attached = drafts.count()
    drafts.delete()
    kept = row.submitted_once or EvidenceUse.objects.filter(item_id=item_id).exists()
    if kept and row.archived_at is not None:
        return False
    if kept:
        EvidenceItem.objects.filter(pk=item_id).update(
            archived_at=at, archived_by_id=viewer.person_id, changed_at=at, version=F("version") + 1
        )
    else:
        delete_items([item_id])
    record(
        actor_id=viewer.person_id,
        action="archive" if kept else "delete",
        kind=KIND,
        object_id=item_id,
        at=at,
        school_urn=found.urn,
        changes={"taken_off": ("", str(attached) if attached else "")},
    )
    return not kept


def delete_items(numbers: Sequence[int]) -> int:
    """Let these go with their files and with their words in the trail; how many there were. They must not be attached
    to anything. For putting away, and for retention."""
    contents = list(
        EvidenceItem.objects.filter(pk__in=numbers, content__isnull=False).values_list("content_id", flat=True)
    )
    gone = EvidenceItem.objects.filter(pk__in=numbers).count()
    EvidenceItem.objects.filter(pk__in=numbers).delete()
    EvidenceContent.objects.filter(pk__in=contents, items__isnull=True).delete()
    search.forget(list(numbers))
    forget_words(KIND, numbers)
    return gone


@transaction.atomic
def take_back(*, viewer: Viewer, item_id: int, at: datetime) -> None:
    """Put an archived item back into the library."""
    found = queries.get(viewer, item_id)
    require(rules.may_keep(viewer, urn=found.urn))
    done = EvidenceItem.objects.filter(pk=item_id, archived_at__isnull=False).update(
        archived_at=None, archived_by=None, changed_at=at, version=F("version") + 1
    )
    if done:
        record(actor_id=viewer.person_id, action="take back", kind=KIND, object_id=item_id, at=at, school_urn=found.urn)
