"""Reading what was noted on a visit: those who write the view, and nobody else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from plait.domain.frameworks import Framework
from plait.domain.observing import Method, NoteState, Seen, Tag
from plait.domain.triangulation import Source
from plait.domain.verdicts import NotVisible
from plait.domain.viewer import Viewer
from plait.evidence.queries import KeptFile
from plait.observations.models import Observation, ObservationPhoto, ObservationTag, WipeOrder
from plait.peerreview import note_queries
from plait.peerreview import queries as peerreview
from plait.peerreview.facts import ReviewFacts, ViewFacts

MEDIA_TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class Team:
    """Those who look at one school for another: the view that they write, its review and its framework."""

    review: ReviewFacts
    view: ViewFacts
    framework: Framework

    @property
    def tags(self) -> frozenset[Tag]:
        """What a note may speak to."""
        return tags_of(self.framework)


@dataclass(frozen=True, slots=True)
class Noted:
    """One note as it is kept. ``version`` counts changes; ``beside`` is the note that it is another reading of."""

    id: int
    uid: UUID
    state: NoteState
    version: int
    author_id: int
    author: str
    received_at: datetime
    saved_at: datetime
    beside: int | None
    photos: tuple[int, ...]

    @property
    def source(self) -> Source:
        return Source(self.state.tags, self.author_id, self.state.kind, self.state.place, self.state.seen)


def tags_of(framework: Framework) -> frozenset[Tag]:
    """Every area and every statement of a framework, as tags."""
    return frozenset((area.id, item) for area in framework.areas for item in ("", *(one.id for one in area.statements)))


def team(viewer: Viewer, review_id: int, urn: int) -> Team:
    """The team of the reviewing school ``urn``, for somebody in it. Raises ``NotVisible``. Three queries.

    Whoever may read the working notes of a view may read what was noted for it: the contract's word on authors decides.
    """
    review = peerreview.get(viewer, review_id)
    view = peerreview.own_view(viewer, review, urn)
    if not note_queries.may_read(viewer, review, view):
        raise NotVisible(f"notes of view {view.id}")
    return Team(review, view, peerreview.judged_against(review))


def views_noted(round_id: int) -> frozenset[tuple[int, int]]:
    """``(host, reviewer)`` of the views in a round for which anything was noted. For who is with whom; no words. One
    query."""
    rows = Observation.objects.filter(view__review__round_id=round_id)
    return frozenset(rows.values_list("view__review__host_id", "view__school_id"))


def _of(found: Team) -> QuerySet[Observation]:
    return Observation.objects.filter(view_id=found.view.id, gone_at__isnull=True)


def notes(found: Team) -> tuple[Noted, ...]:
    """Everything that a team has noted, as it was noted in time. Three queries."""
    return _noted(_of(found).select_related("author"))


def note(found: Team, note_id: int) -> Noted:
    """One note of a team. Raises ``NotVisible``. Three queries."""
    rows = _noted(_of(found).filter(pk=note_id).select_related("author"))
    if not rows:
        raise NotVisible(f"note {note_id}")
    return rows[0]


def _noted(rows: QuerySet[Observation]) -> tuple[Noted, ...]:
    each = list(rows)
    numbers = [row.pk for row in each]
    tags: dict[int, list[Tag]] = defaultdict(list)
    for number, area, statement in ObservationTag.objects.filter(observation_id__in=numbers).values_list(
        "observation_id", "area", "statement"
    ):
        tags[number].append((area, statement))
    photos: dict[int, list[int]] = defaultdict(list)
    for number, photo in (
        ObservationPhoto.objects.filter(observation_id__in=numbers).order_by("pk").values_list("observation_id", "pk")
    ):
        photos[number].append(photo)
    return tuple(
        Noted(
            row.pk,
            row.uid,
            NoteState(
                Method(row.kind),
                row.place,
                row.text,
                Seen(row.seen),
                tuple(sorted(tags[row.pk])),
                row.noted_at,
                gone=row.gone_at is not None,
            ),
            row.version,
            row.author_id,
            str(row.author),
            row.received_at,
            row.saved_at,
            row.beside_id,
            tuple(photos[row.pk]),
        )
        for row in each
    )


def place_of(note_id: int) -> tuple[int, int]:
    """Review and reviewing school of a note, for whoever asks :func:`team` next. Raises ``NotVisible``. One query."""
    return _place(Observation.objects.filter(pk=note_id))


def place_of_photo(photo_id: int) -> tuple[int, int]:
    """The same for a photo."""
    return _place(Observation.objects.filter(photos=photo_id))


def _place(rows: QuerySet[Observation]) -> tuple[int, int]:
    place = rows.values_list("view__review_id", "view__school_id").first()
    if place is None:
        raise NotVisible("a note that is not there")
    return place


def photo(found: Team, photo_id: int) -> KeptFile:
    """A photo of a team's note. Raises ``NotVisible``. One query."""
    row = ObservationPhoto.objects.filter(pk=photo_id, observation__in=_of(found)).first()
    if row is None:
        raise NotVisible(f"photo {photo_id}")
    return KeptFile(bytes(row.data), f"photo.{row.format}", MEDIA_TYPES[row.format], picture=True)


def wipe_asked(found: Team, person_id: int, begun_at: datetime | None) -> bool:
    """Whether the person has asked that devices which began before now forget this review. One query."""
    orders = WipeOrder.objects.filter(view_id=found.view.id, person_id=person_id)
    return (orders.filter(asked_at__gte=begun_at) if begun_at else orders.none()).exists()
