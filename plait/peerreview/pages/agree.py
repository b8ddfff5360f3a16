"""The last look before the judgements are agreed."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from plait.domain.frameworks import Level
from plait.domain.judgements import Answer, Words
from plait.domain.roles import Permission
from plait.domain.verdicts import require
from plait.domain.viewer import Viewer
from plait.peerreview.facts import ReviewFacts
from plait.peerreview.pages.challenge import Table, table
from plait.peerreview.pages.host import Neighbour


@dataclass(frozen=True, slots=True)
class AgreeRow:
    title: str
    scale: tuple[Level, ...]
    before: Answer
    agreed: Answer
    words: str
    agreed_words: Words


@dataclass(frozen=True, slots=True)
class AgreePage:
    """The last look before the judgements are agreed."""

    table: Table
    rows: tuple[AgreeRow, ...]
    open_areas: tuple[Neighbour, ...]

    @property
    def faults(self) -> list[dict[str, str]]:
        """What is missing, for the error summary."""
        return [{"text": f"{area.title} has no record yet", "href": area.address} for area in self.open_areas]


def agree_page(viewer: Viewer, review: ReviewFacts) -> AgreePage:
    """Raises ``Refused`` for those who cannot agree."""
    found = table(viewer, review)
    if not viewer.may_at(found.around.review.host_urn, Permission.CHALLENGE):
        require(found.may_record)
    rows = tuple(
        AgreeRow(
            area.title,
            area.scale.levels,
            record.before,
            record.agreed,
            found.said_of_record(area),
            record.words,
        )
        for area in found.areas
        if (record := found.records.get(area.id)) is not None
    )
    open_areas = tuple(
        Neighbour(area.id, area.title, reverse("peerreview:challenge-area", args=[review.id, area.id]))
        for area in found.open_areas
    )
    return AgreePage(found, rows, open_areas)
