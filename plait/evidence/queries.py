"""Reading a school's library: what is in it, one item, its file."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Window

from plait.domain.evidence import FileFacts, ItemFacts, ItemKind, ItemWords, Strength, Target
from plait.domain.roles import Permission
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.evidence import search
from plait.evidence.models import EvidenceContent, EvidenceItem, EvidenceItemQuerySet, EvidenceTag

PICTURES = frozenset({"png", "jpg", "webp"})
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What of a library is looked for. ``area``: a target that names a whole area, with all of its statements."""

    text: str = ""
    kind: str = ""
    strength: str = ""
    area: Target | None = None
    due: bool = False
    archived: bool = False


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item in a list, with how many statements it speaks to and in how many places it is attached."""

    item: ItemFacts
    tags: int
    uses: int


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a list; ``total`` counts all."""

    rows: tuple[ItemRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file's bytes, with what a browser has to know of them."""

    data: bytes
    name: str
    media_type: str
    picture: bool


def words_of(row: EvidenceItem) -> ItemWords:
    return ItemWords(
        ItemKind(row.kind),
        row.title,
        row.shows,
        row.address,
        row.effective_on,
        Strength(row.strength),
        row.reason,
        row.file_name,
    )


def _facts(row: EvidenceItem) -> ItemFacts:
    return ItemFacts(
        id=row.pk,
        urn=row.school_id,
        words=words_of(row),
        review_on=row.review_on,
        version=row.version,
        added_at=row.added_at,
        added_by=str(row.added_by),
        changed_at=row.changed_at,
        archived_at=row.archived_at,
        submitted_once=row.submitted_once,
    )


def get(viewer: Viewer, item_id: int) -> ItemFacts:
    """One item of a library that the viewer keeps. Raises ``NotVisible``. One query."""
    row = EvidenceItem.objects.visible_to(viewer).filter(pk=item_id).select_related("added_by").first()
    if row is None:
        raise NotVisible(f"evidence {item_id}")
    return _facts(row)


def _filtered(rows: EvidenceItemQuerySet, wanted: Filters, today: date) -> EvidenceItemQuerySet:
    rows = rows.filter(archived_at__isnull=not wanted.archived)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.strength:
        rows = rows.filter(strength=wanted.strength)
    if wanted.due:
        rows = rows.due(today)
    if wanted.area is not None:
        spoken_to = EvidenceTag.objects.filter(
            framework_id=wanted.area.framework_id, area=wanted.area.area
        )  # in whichever version it was said
        rows = rows.filter(pk__in=spoken_to.values("item_id"))
    return rows


def of_school(viewer: Viewer, urn: int, wanted: Filters, *, today: date, limit: int = 25, offset: int = 0) -> Found:
    """The library of a school, also of those whose history it carries on: best first where something is searched for,
    else newest first. Three queries at most. Raises ``NotVisible`` for whoever does not keep it."""
    keeps(viewer, urn)
    urns = viewer.also(urn)
    rows = _filtered(EvidenceItem.objects.visible_to(viewer).filter(school_id__in=urns), wanted, today)
    if words := search.words_of(wanted.text):
        order = {number: place for place, number in enumerate(search.ranked(words, urns))}
        fitting = sorted(rows.filter(pk__in=order).values_list("pk", flat=True), key=lambda number: order[number])
        total, shown = len(fitting), fitting[offset : offset + limit]
        page = sorted(rows.filter(pk__in=shown).select_related("added_by"), key=lambda row: order[row.pk])
    else:
        page = list(rows.select_related("added_by").annotate(total=Window(Count("*")))[offset : offset + limit])
        total = page[0].total if page else 0  # type: ignore[attr-defined]
    counts = _counts([row.pk for row in page])
    return Found(tuple(ItemRow(_facts(row), *counts.get(row.pk, (0, 0))) for row in page), total)


def _counts(numbers: Collection[int]) -> Mapping[int, tuple[int, int]]:
    """By item: statements that it speaks to, places where it is attached. One query."""
    rows = EvidenceItem.objects.filter(pk__in=numbers).order_by()
    counted = rows.annotate(many=Count("tags", distinct=True), attached=Count("uses", distinct=True))
    return {pk: (many, attached) for pk, many, attached in counted.values_list("pk", "many", "attached")}


def keeps(viewer: Viewer, urn: int) -> None:
    """Raises ``NotVisible`` unless the viewer keeps the library of this school."""
    if not viewer.may_at(urn, Permission.EVALUATE):
        raise NotVisible(f"library of school {urn}")


def due_count(viewer: Viewer, urn: int, *, today: date) -> int:
    """How many items of a school are to be looked at again. One query."""
    return EvidenceItem.objects.visible_to(viewer).filter(school_id__in=viewer.also(urn)).due(today).count()


def tags_of(viewer: Viewer, item_id: int) -> tuple[Target, ...]:
    """What an item of the viewer's library speaks to, in the order in which it was said. One query."""
    rows = EvidenceTag.objects.filter(item_id=item_id, item__in=EvidenceItem.objects.visible_to(viewer))
    return tuple(
        Target(row.framework_id, row.framework_version, row.area, row.statement) for row in rows.order_by("pk")
    )


def file_facts(viewer: Viewer, item_id: int) -> FileFacts | None:
    """The file of an item of the viewer's library without its bytes; ``None`` for what is no file. One query."""
    rows = EvidenceItem.objects.visible_to(viewer).filter(pk=item_id, content__isnull=False)
    return file_facts_of(rows)


def file_facts_of(rows: EvidenceItemQuerySet) -> FileFacts | None:
    """The same for a row that a scoped query has found."""
    fields = ("content__sha256", "content__format", "content__size", "file_name", "content__words")
    found = rows.values_list(*fields).first()
    if found is None:
        return None
    sha256, kind, size, name, words = found
    return FileFacts(str(sha256), str(kind), size or 0, name, words or "", kind in PICTURES)


def file(viewer: Viewer, item_id: int) -> KeptFile:
    """The file of an item of the viewer's library. Raises ``NotVisible``. Two queries."""
    row = EvidenceItem.objects.visible_to(viewer).filter(pk=item_id, content__isnull=False).first()
    if row is None:
        raise NotVisible(f"file of evidence {item_id}")
    return kept_file(row)


def kept_file(row: EvidenceItem) -> KeptFile:
    """The bytes of a row that a scoped query has found, exactly as they were kept. Raises ``ValueError`` for others."""
    content = EvidenceContent.objects.get(items=row)
    data = bytes(content.data)
    if hashlib.sha256(data).hexdigest() != content.data_sha256:
        raise ValueError(f"The file of evidence {row.pk} is not as it was kept.")
    return KeptFile(data, row.file_name, MEDIA_TYPES[content.format], content.format in PICTURES)


def same_file(viewer: Viewer, urn: int, sha256: str) -> ItemFacts | None:
    """The item of this school's library that holds this very file. One query."""
    rows = EvidenceItem.objects.visible_to(viewer).filter(school_id=urn, content__sha256=sha256)
    row = rows.select_related("added_by").first()
    return _facts(row) if row else None
