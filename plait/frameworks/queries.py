"""Reading published framework versions, and the drafts of those who may publish them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.db.models import OuterRef, QuerySet, Subquery

from plait.adapters.framework_files import from_mapping, in_order
from plait.domain.frameworks import Framework, Labels, Published
from plait.domain.programmes import ProgrammeDefinition, judged_as
from plait.domain.roles import Permission
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.frameworks.models import FrameworkDraft, FrameworkVersion
from plait.partnerships.framework_queries import pinned_frameworks, sets_up
from plait.partnerships.queries import partnerships_of

Rows = TypeVar("Rows", bound=QuerySet[Any])
EVERYBODY = "everybody on this installation"


def framework(framework_id: str, version: str) -> Framework:
    """The published version. Raises ``NotVisible`` when there is none. One query, and the text is parsed once."""
    row = (
        FrameworkVersion.objects.filter(framework_id=framework_id, version=version).values_list("pk", "sha256").first()
    )
    if row is None:
        raise NotVisible(f"{framework_id}@{version}")
    return _parsed(*row)


@lru_cache(maxsize=256)
def _parsed(pk: int, sha256: str) -> Framework:
    """Kept by content: a published version never changes, so what was parsed stays right."""
    return from_mapping(FrameworkVersion.objects.values_list("body", flat=True).get(pk=pk))


def with_framework(rows: Rows, path: str = "") -> Rows:
    """The rows, each with what :func:`published_of` needs. ``path``: to where the framework's id and version stand."""
    version = FrameworkVersion.objects.filter(
        framework_id=OuterRef(f"{path}framework_id"), version=OuterRef(f"{path}framework_version")
    )
    return rows.annotate(
        published_pk=Subquery(version.values("pk")[:1]), published_sha256=Subquery(version.values("sha256")[:1])
    )


def published_of(row: Any) -> Published:
    """Of a row of :func:`with_framework`."""
    return Published(row.published_pk or 0, row.published_sha256 or "")


def judged(published: Published, definition: ProgrammeDefinition) -> Framework:
    """The framework as a round of this programme uses it. Asks nothing once the text has been parsed."""
    return _judged(published, definition.in_words, definition.labels)


@lru_cache(maxsize=256)
def _judged(published: Published, words: bool, labels: Labels) -> Framework:
    if not published.pk:
        raise NotVisible("a framework version that is not published")
    return judged_as(_parsed(published.pk, published.sha256), words=words, labels=labels)


def titles() -> tuple[tuple[str, str, str], ...]:
    """Every published version as ``(id, version, title)``, by title."""
    rows = FrameworkVersion.objects.order_by("title", "version").values_list("framework_id", "version", "title")
    return tuple(rows)


def titles_of(pinned: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """``(id, version)`` to title, in the order asked for; empty for what is not published. One query."""
    known = {(key, version): title for key, version, title in titles()}
    return {each: known.get(each, "") for each in pinned}


def offered(partnership_id: int, definition: ProgrammeDefinition) -> dict[tuple[str, str], str]:
    """What a round of this programme may be judged against in a partnership, with titles: what its file names first,
    then the partnership's own and what was published for everybody, where the programme's judging suits it.

    A programme by levels needs a framework with levels. One query.
    """
    if not definition.frameworks:
        return {}
    rows = list(
        FrameworkVersion.objects.readable([partnership_id], ())
        .filter(published_by__isnull=False)
        .order_by("title", "pk")
    )
    own = {
        (row.framework_id, row.version): f"{row.title}, version {row.version}"
        for row in rows
        if definition.in_words or has_levels(row.body)
    }
    return titles_of(definition.frameworks) | own


def has_levels(body: dict[str, Any]) -> bool:
    """Whether anything in a framework's mapping is judged by levels."""
    return any(area["scale"] if "scale" in area else body.get("scale") for area in body["areas"])


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """A published version without its text. ``owner`` is empty for one that comes with Plait; ``partnership_id`` is
    ``None`` for everybody's."""

    id: int
    framework_id: str
    version: str
    title: str
    published_at: datetime
    owner: str
    partnership_id: int | None

    @property
    def name(self) -> str:
        return f"{self.framework_id}@{self.version}"


def _facts(row: FrameworkVersion) -> VersionFacts:
    owner = row.partnership.name if row.partnership else EVERYBODY if row.published_by_id else ""
    return VersionFacts(row.pk, row.framework_id, row.version, row.title, row.published_at, owner, row.partnership_id)


def _readable(viewer: Viewer) -> Any:
    """Three queries, two of them to know where the viewer belongs."""
    mine = [item.id for item in partnerships_of(viewer)]
    return FrameworkVersion.objects.readable(mine, pinned_frameworks(viewer)).select_related("partnership")


def versions(viewer: Viewer) -> tuple[VersionFacts, ...]:
    """Every version that the viewer may read, by title, the newest version of each first. Three queries."""
    rows = [_facts(row) for row in _readable(viewer).defer("body")]
    rows.sort(key=lambda item: in_order(item.version), reverse=True)
    return tuple(sorted(rows, key=lambda item: (item.title.casefold(), item.framework_id)))


def version(viewer: Viewer, version_id: int) -> tuple[VersionFacts, Framework]:
    """One of them, with its text. Raises ``NotVisible``. Four queries."""
    row = _readable(viewer).defer("body").filter(pk=version_id).first()
    if row is None:
        raise NotVisible(f"framework version {version_id}")
    return _facts(row), _parsed(row.pk, row.sha256)


def others_of(viewer: Viewer, found: VersionFacts, framework: Framework) -> tuple[VersionFacts, ...]:
    """The other versions that the viewer may read of the same framework, and the one that it follows. Three queries."""
    return tuple(
        item
        for item in versions(viewer)
        if item.id != found.id and (item.framework_id == found.framework_id or item.name == framework.supersedes)
    )


# drafts


@dataclass(frozen=True, slots=True)
class Owner:
    """For whom somebody may publish: a partnership, or (no number) everybody on this installation."""

    partnership_id: int | None
    name: str

    @property
    def key(self) -> str:
        return "everybody" if self.partnership_id is None else str(self.partnership_id)


def owners(viewer: Viewer, *, today: date) -> tuple[Owner, ...]:
    """For whom the viewer may put frameworks together and publish them. One query."""
    found = [Owner(pk, name) for pk, name in sets_up(viewer, today=today).items()]
    if viewer.may_everywhere(Permission.FOUND):
        found.insert(0, Owner(None, EVERYBODY))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class DoubtFacts:
    """A doubt of a draft. ``settled``: empty while it is open, ``right`` or ``corrected``."""

    number: int
    kind: str
    key: str
    where: str
    seen: str
    settle: str
    settled: str


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """A draft with all that is in it. ``faults`` and ``warnings`` pair a key with a text."""

    id: int
    owner: Owner
    filename: str
    body: dict[str, Any]
    doubts: tuple[DoubtFacts, ...]
    faults: tuple[tuple[str, str], ...]
    warnings: tuple[tuple[str, str], ...]
    version: int
    saved_at: datetime
    saved_by: str

    @property
    def title(self) -> str:
        return str(self.body.get("title") or "A framework without a title")

    @property
    def open_doubts(self) -> tuple[DoubtFacts, ...]:
        return tuple(doubt for doubt in self.doubts if not doubt.settled)


def doubts_of(row: FrameworkDraft) -> tuple[DoubtFacts, ...]:
    return tuple(DoubtFacts(number, **doubt) for number, doubt in enumerate(row.doubts))


def _draft(row: FrameworkDraft) -> DraftFacts:
    owner = Owner(row.partnership_id, row.partnership.name if row.partnership else EVERYBODY)
    return DraftFacts(
        row.pk,
        owner,
        row.filename,
        row.body,
        doubts_of(row),
        tuple((key, text) for key, text in row.remarks["faults"]),
        tuple((key, text) for key, text in row.remarks["warnings"]),
        row.version,
        row.saved_at,
        str(row.saved_by),
    )


def _drafts(viewer: Viewer, today: date) -> Any:
    mine = owners(viewer, today=today)
    ids = [item.partnership_id for item in mine if item.partnership_id is not None]
    rows = FrameworkDraft.objects.of(ids, everybody=len(ids) < len(mine))
    return rows.select_related("partnership", "saved_by")


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft in a list."""

    id: int
    title: str
    owner: str
    open_doubts: int
    faults: int
    saved_at: datetime
    saved_by: str


def drafts(viewer: Viewer, *, today: date) -> tuple[DraftLine, ...]:
    """Drafts of those for whom the viewer may publish, the last saved first. Two queries."""
    found = []
    for row in _drafts(viewer, today):
        draft = _draft(row)
        found.append(
            DraftLine(
                draft.id,
                draft.title,
                draft.owner.name,
                len(draft.open_doubts),
                len(draft.faults),
                draft.saved_at,
                draft.saved_by,
            )
        )
    return tuple(found)


def draft(viewer: Viewer, draft_id: int, *, today: date) -> DraftFacts:
    """One of them. Raises ``NotVisible``. Two queries."""
    row = _drafts(viewer, today).filter(pk=draft_id).first()
    if row is None:
        raise NotVisible(f"framework draft {draft_id}")
    return _draft(row)


def in_the_way(draft: DraftFacts) -> str:
    """Why a draft cannot be published under its id and version, and what would do; empty when it can. One query."""
    framework_id, number = str(draft.body.get("id", "")), str(draft.body.get("version", ""))
    rows = list(
        FrameworkVersion.objects.filter(framework_id=framework_id).values_list(
            "version", "partnership_id", "published_by_id"
        )
    )
    return refused_number(framework_id, number, draft.owner.partnership_id, rows)


def refused_number(
    framework_id: str, number: str, partnership_id: int | None, rows: Sequence[tuple[str, int | None, int | None]]
) -> str:
    """``rows``: version, partnership and publisher of every version that is published under this id."""
    if any((owner, by is None) != (partnership_id, False) for _, owner, by in rows):
        return (
            f"The id “{framework_id}” belongs to another framework here. Give yours an id of its own, for example "
            f"“{framework_id}-own”."
        )
    taken = {version for version, _, _ in rows}
    if number not in taken:
        return ""
    return (
        f"Version {number} of “{framework_id}” is published already, and what is published never changes. "
        f"Give this one the version “{next_number(number, taken)}”."
    )


def next_number(number: str, taken: Iterable[str]) -> str:
    """The next free version after this one: ``2`` after ``1``, ``2026.2`` after ``2026.1``."""
    known = set(taken)
    head = number.rstrip("0123456789")
    tail = int(number[len(head) :] or 0)
    while f"{head}{tail}" in known | {number}:
        tail += 1
    return f"{head}{tail}"
