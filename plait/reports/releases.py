"""Reading releases: the versions of one's own report, those that others released, their files, and addresses."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from plait.adapters.documents import FORMATS
from plait.audit.actions import note_disclosure
from plait.audit.queries import last_disclosed
from plait.domain.disclosures import Disclosed, How, from_outside
from plait.domain.releases import in_words
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.domain.visibility import Artefact, Contract, Phase, Relation
from plait.partnerships.queries import signature
from plait.partnerships.sight import contract_of, relations_of
from plait.reports.models import Release, ReleasedFile, ReleaseLink

KIND, LINK = "release", "release-link"


@dataclass(frozen=True, slots=True)
class AudienceFacts:
    """An audience of a version, and whether it has been ended."""

    relation: Relation
    ended_at: datetime | None
    ended_by: str


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """An address that was given out. ``used_at``: when somebody last read by it."""

    id: int
    release_id: int
    label: str
    expires_on: date
    made_at: datetime
    made_by: str
    ended_at: datetime | None
    used_at: datetime | None

    def opens(self, today: date) -> bool:
        return self.ended_at is None and today <= self.expires_on


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """A released version without its words."""

    id: int
    urn: int
    school: str
    round_id: int
    round: str
    programme: str
    evaluation_id: int
    framework_id: str
    number: int
    released_at: datetime
    released_by: str
    contract: Contract = field(repr=False)
    audiences: tuple[AudienceFacts, ...] = ()
    links: tuple[LinkFacts, ...] = ()

    @property
    def open_to(self) -> tuple[Relation, ...]:
        return tuple(item.relation for item in self.audiences if item.ended_at is None)


def _facts(row: Any, audiences: tuple[AudienceFacts, ...] = (), links: tuple[LinkFacts, ...] = ()) -> ReleaseFacts:
    return ReleaseFacts(
        id=row.pk,
        urn=row.school_id,
        school=row.school.name,
        round_id=row.round_id,
        round=row.round.title,
        programme=row.round.programme.title,
        evaluation_id=row.evaluation_id,
        framework_id=row.round.framework_id,
        number=row.number,
        released_at=row.released_at,
        released_by=str(row.released_by),
        contract=contract_of(row.round),
        audiences=audiences,
        links=links,
    )


def _rows() -> Any:
    return Release.objects.select_related("school", "round__programme", "round__contract", "released_by")


def _audiences(row: Any) -> tuple[AudienceFacts, ...]:
    order = list(Relation)
    found = [
        AudienceFacts(Relation(item.relation), item.ended_at, str(item.ended_by) if item.ended_by else "")
        for item in row.audiences.all()
    ]
    return tuple(sorted(found, key=lambda item: order.index(item.relation)))


def versions(urn: int, round_id: int) -> tuple[ReleaseFacts, ...]:
    """Every released version of a school's report in a round, newest first. For the school's own people. Four
    queries."""
    rows = list(
        _rows()
        .filter(school_id=urn, round_id=round_id)
        .prefetch_related("audiences__ended_by", "links__made_by")
        .order_by("-number")
    )
    used = last_disclosed(LINK, [link.pk for row in rows for link in row.links.all()])
    return tuple(
        _facts(row, _audiences(row), tuple(_link(link, used.get(link.pk)) for link in row.links.all())) for row in rows
    )


def _link(row: Any, used_at: datetime | None) -> LinkFacts:
    return LinkFacts(
        row.pk, row.release_id, row.label, row.expires_on, row.made_at, str(row.made_by), row.ended_at, used_at
    )


def last_released(round_id: int, urn: int | None = None) -> dict[int, str]:
    """To whom the newest version went, by school, for the way through a round; nothing for schools that released
    none. One query, two if there are any."""
    rows = Release.objects.filter(round_id=round_id).prefetch_related("audiences").order_by("number")
    found = {}
    for row in rows if urn is None else rows.filter(school_id=urn):
        open_to = [Relation(item.relation) for item in row.audiences.all() if item.ended_at is None]
        found[row.school_id] = f"Version {row.number} released" + (
            f" to {in_words(open_to)}" if open_to else "; no audience can read it in Plait now"
        )
    return found


def own(viewer: Viewer, release_id: int) -> ReleaseFacts:
    """A version of one of the viewer's own schools. Raises ``NotVisible``."""
    row = _rows().filter(pk=release_id, school_id__in=viewer.urns).prefetch_related("audiences__ended_by").first()
    if row is None:
        raise NotVisible(f"release {release_id}")
    return _facts(row, _audiences(row))


def signature_stands(found: ReleaseFacts) -> bool:
    """Whether the school still stands by the round's contract, or need not sign it. At most one query."""
    if not found.contract.needs_signature:
        return True
    signed = signature(found.round_id, found.urn)
    return signed is not None and signed.stands


def released_to(viewer: Viewer) -> tuple[ReleaseFacts, ...]:
    """The versions that were released to the viewer, newest first. One query, whatever the number."""
    rows = _rows().filter(pk__in=Release.objects.released_to(viewer)).order_by("-released_at", "-pk")
    return tuple(_facts(row) for row in rows)


def count_released_to(viewer: Viewer) -> int:
    """How many versions were released to the viewer. One query."""
    return Release.objects.released_to(viewer).count()


def get(viewer: Viewer, release_id: int) -> ReleaseFacts:
    """A version that the viewer may open now, without its words. Raises ``NotVisible``."""
    rows = _rows().prefetch_related("audiences__ended_by")
    row = rows.filter(pk__in=Release.objects.visible_to(viewer), pk=release_id).first()
    if row is None:
        raise NotVisible(f"release {release_id}")
    return _facts(row, _audiences(row))


@dataclass(frozen=True, slots=True)
class FrozenFile:
    """A released version in one format, byte for byte as it was made."""

    release: ReleaseFacts
    suffix: str
    content_type: str
    sha256: str
    data: bytes = field(repr=False)


def file(viewer: Viewer, release_id: int, suffix: str) -> FrozenFile:
    """The bytes of a version that the viewer may open now; the school's log has it. Raises ``NotVisible``."""
    row: Any = _rows().with_relations(viewer).filter(pk__in=Release.objects.visible_to(viewer), pk=release_id).first()
    if row is None:
        raise NotVisible(f"release {release_id}")
    found = _facts(row)
    open_to = {Relation(item.relation) for item in row.audiences.all() if item.ended_at is None}
    relations = relations_of(row)
    note_disclosure(
        from_outside(
            viewer,
            found.contract,
            relations & open_to or relations,
            Artefact.REPORT,
            Phase.RELEASED,
            urn=found.urn,
            round_id=found.round_id,
            kind=KIND,
            object_id=found.id,
            version=f"version {found.number}",
        )
    )
    return _file(found, suffix)


def _file(found: ReleaseFacts, suffix: str) -> FrozenFile:
    row = ReleasedFile.objects.select_related("content").filter(release_id=found.id, suffix=suffix).first()
    if row is None:
        raise NotVisible(f"release {found.id} as {suffix}")
    data = bytes(row.content.data)
    if hashlib.sha256(data).hexdigest() != row.content_id:
        raise ValueError(f"The kept file of release {found.id} ({suffix}) is damaged: its SHA-256 is another one.")
    return FrozenFile(found, suffix, FORMATS[suffix].content_type, row.content_id, data)


def suffixes(release_id: int) -> Mapping[str, int]:
    """The formats of a version and their size in bytes. One query."""
    rows = ReleasedFile.objects.filter(release_id=release_id).values_list("suffix", "content__size")
    sizes = dict(rows)
    return {suffix: sizes[suffix] for suffix in FORMATS if suffix in sizes}


def secret_hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def by_link(secret: str, *, today: date) -> tuple[ReleaseFacts, LinkFacts]:
    """The version that an address opens today. Raises ``NotVisible`` for one that was never given out, has run out
    or was ended: whoever asks learns no difference."""
    row: Any = (
        ReleaseLink.objects.filter(secret_sha256=secret_hash(secret), ended_at__isnull=True, expires_on__gte=today)
        .select_related("made_by", "release__school", "release__round__programme", "release__round__contract")
        .select_related("release__released_by")
        .first()
    )
    if row is None:
        raise NotVisible("address")
    return _facts(row.release), _link(row, None)


def file_by_link(secret: str, suffix: str, *, today: date) -> FrozenFile:
    """The bytes that an address opens today; the school's log has it under the label. Raises ``NotVisible``."""
    found, link = by_link(secret, today=today)
    note_disclosure(
        Disclosed(
            urn=found.urn,
            round_id=found.round_id,
            artefact=Artefact.REPORT,
            phase=Phase.RELEASED,
            kind=LINK,
            object_id=link.id,
            version=f"version {found.number}",
            label=link.label,
            how=How.LINK,
        )
    )
    return _file(found, suffix)


def link_of(viewer: Viewer, link_id: int) -> tuple[ReleaseFacts, LinkFacts]:
    """An address of one of the viewer's own schools. Raises ``NotVisible``."""
    row: Any = (
        ReleaseLink.objects.filter(pk=link_id, release__school_id__in=viewer.urns).select_related("made_by").first()
    )
    if row is None:
        raise NotVisible(f"address {link_id}")
    return own(viewer, row.release_id), _link(row, None)


def numbers(urns: Collection[int]) -> tuple[tuple[str, int, int, int], ...]:
    """Kind, id, round and version of every release and address of these schools. For their own people. Two queries."""
    made = Release.objects.filter(school_id__in=urns).order_by()
    links = ReleaseLink.objects.filter(release__school_id__in=urns).order_by()
    return (
        *((KIND, pk, round_id, number) for pk, round_id, number in made.values_list("pk", "round_id", "number")),
        *((LINK, *row) for row in links.values_list("pk", "release__round_id", "release__number")),
    )
