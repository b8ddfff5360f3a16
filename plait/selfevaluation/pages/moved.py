"""The page of what became of last time's answers under another framework or version."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from plait.domain.judgements import Answer, answer_key
from plait.domain.since_last_time import Before, OfferedAnswer, OfferedArea, label
from plait.domain.viewer import Viewer
from plait.selfevaluation.moved_queries import since_last_time
from plait.selfevaluation.pages.setting import Loaded, Setting, load


@dataclass(frozen=True, slots=True)
class BeforeLine:
    area: str
    text: str
    levels: tuple[tuple[str, str], ...]
    answer: str
    beside: str


@dataclass(frozen=True, slots=True)
class StatementLine:
    """``ready``: the answer that may be taken over, in words; ``taken``: it stands here already."""

    id: str
    text: str
    levels: tuple[tuple[str, str], ...]
    title: str
    words: str
    before: tuple[BeforeLine, ...]
    ready: str
    taken: bool
    now: str


@dataclass(frozen=True, slots=True)
class AreaLine:
    """``version`` is that of the stored area, which a save asks for."""

    id: str
    title: str
    was: str
    judged: str
    ready: str
    taken: bool
    words: str
    version: int
    statements: tuple[StatementLine, ...]
    address: str

    @property
    def waits(self) -> bool:
        """Whether anything stands ready that has not been taken."""
        return bool(self.ready and not self.taken) or any(line.ready and not line.taken for line in self.statements)


@dataclass(frozen=True, slots=True)
class MovedPage:
    setting: Setting
    last_round: str
    then: str
    through: str
    areas: tuple[AreaLine, ...]
    retired: tuple[BeforeLine, ...]


def moved_page(viewer: Viewer, evaluation_id: int) -> MovedPage:
    """Raises ``NotVisible``. The areas are those that the school looks at."""
    loaded = load(viewer, evaluation_id)
    last, since = since_last_time(viewer, loaded.evaluation)
    looked_at = {saved.entry.area_id for saved in loaded.evaluation.areas}
    return MovedPage(
        loaded.setting,
        last.round,
        reverse("selfevaluation:evaluation", args=[last.facts.id]),
        since.through,
        tuple(_area(loaded, item) for item in since.areas if item.area.id in looked_at),
        tuple(_before(item) for item in since.retired),
    )


def _before(item: Before) -> BeforeLine:
    return BeforeLine(item.area, item.text, item.levels, label(item.answer), item.beside)


def _same(ready: Answer, now: Answer) -> bool:
    return ready is not None and answer_key(ready) == answer_key(now)


def _area(loaded: Loaded, item: OfferedArea) -> AreaLine:
    evaluation, area = loaded.evaluation, item.area
    saved = evaluation.area(area.id)

    def line(offer: OfferedAnswer) -> StatementLine:
        statement, now = offer.statement, evaluation.statement(offer.statement.id)
        levels = tuple((level.label, statement.descriptor(level)) for level in area.scale)
        return StatementLine(
            statement.id,
            statement.text,
            tuple((name, text) for name, text in levels if text) if offer.both_texts else (),
            offer.title,
            offer.words,
            tuple(_before(before) for before in offer.before),
            label(offer.ready) if offer.ready is not None else "",
            _same(offer.ready, now),
            label(now) if now is not None else "",
        )

    return AreaLine(
        area.id,
        area.title,
        item.was,
        label(item.judged) if item.judged is not None else "",
        label(item.ready) if item.ready is not None else "",
        _same(item.ready, saved.entry.answer),
        item.words,
        saved.version,
        tuple(line(offer) for offer in item.statements),
        reverse("selfevaluation:area", args=[evaluation.facts.id, area.id]),
    )
