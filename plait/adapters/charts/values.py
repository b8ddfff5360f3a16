"""What a chart is before and after it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from plait.domain.diagnosis import AreaDiagnosis, Diagnosis
from plait.domain.findings import main_scale
from plait.domain.frameworks import Scale
from plait.domain.judgements import Answer, answer_label, level_of
from plait.domain.wording import listed


class Voice(StrEnum):
    """Whose view a mark shows; each has a shape and a line of its own."""

    EARLIER = "earlier"
    OWN = "own"
    PEER = "peer"
    AGREED = "agreed"


@dataclass(frozen=True, slots=True)
class Series:
    """One view of all areas. ``letter`` tells several partners apart; ``answers`` pairs area ids with
    answers."""

    voice: Voice
    label: str
    answers: tuple[tuple[str, Answer], ...]
    letter: str = ""

    def answer(self, area_id: str) -> Answer:
        return dict(self.answers).get(area_id)


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart with everything that must go with it.

    ``title``: the finding, one sentence without a full stop. ``alt``: the same numbers in words.
    ``columns`` and ``rows``: the same numbers as a table. ``svg``: for inside a page, where
    ``currentColor`` is the page's ink and classes ``chart-…`` may be styled. ``note``: what the picture
    leaves out, or empty. Sizes in pixels."""

    name: str
    title: str
    alt: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    svg: str
    width: float
    height: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Charts:
    """The two pictures of one round. ``shape`` is ``None`` with fewer than three areas on one scale,
    ``dots`` where no area has levels."""

    shape: Chart | None
    dots: Chart | None


def series_of(diagnosis: Diagnosis) -> tuple[Series, ...]:
    """Last round, own view, partners and agreed view, in drawing order, as far as there are any."""
    areas = diagnosis.areas
    found = []
    if diagnosis.rounds:
        earlier = tuple((area.area.id, area.previous.answer if area.previous else None) for area in areas)
        found.append(Series(Voice.EARLIER, f"Last time ({diagnosis.rounds[-1]})", earlier))
    this = f" ({diagnosis.round})" if diagnosis.round else ""
    found.append(Series(Voice.OWN, f"Your school{this}", tuple((area.area.id, area.own) for area in areas)))
    several = len(diagnosis.peers) > 1
    for index, peer in enumerate(diagnosis.peers):
        answers = tuple((area.area.id, area.peers[index].answer) for area in areas)
        found.append(Series(Voice.PEER, peer, answers, letter_of(index) if several else ""))
    if any(area.challenged for area in areas):
        agreed = tuple((area.area.id, area.settled) for area in areas if area.challenged)
        found.append(Series(Voice.AGREED, "Agreed after challenge", agreed))
    return tuple(found)


def letter_of(index: int) -> str:
    """``A`` to ``Z``, then ``27``."""
    return chr(ord("A") + index) if index < 26 else str(index + 1)


def table_of(
    diagnosis: Diagnosis, areas: tuple[AreaDiagnosis, ...]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Column heads and rows: an area a row, every view in words."""
    challenged = any(area.challenged for area in areas)
    columns = ["Area", "Your school", *diagnosis.peers]
    if challenged:
        columns.append("Agreed")
    if diagnosis.rounds:
        columns += [diagnosis.rounds[-1], "Change"]
    rows = []
    for area in areas:
        row = [area.area.title, answer_label(area.own), *(answer_label(view.answer) for view in area.peers)]
        if challenged:
            row.append(answer_label(area.challenged.agreed) if area.challenged else "–")
        if area.previous and area.change:
            steps = area.change.steps
            row.append("–" if area.previous.note else answer_label(area.previous.answer))
            row.append(
                "–" if steps is None else "same" if steps == 0 else f"{'up' if steps > 0 else 'down'} {abs(steps)}"
            )
        rows.append(tuple(row))
    return tuple(columns), tuple(rows)


def in_words(areas: tuple[AreaDiagnosis, ...], series: tuple[Series, ...]) -> str:
    """Every area with every view of it, in sentences."""
    sentences = []
    for area in areas:
        views = [
            f"{one.label} {answer_label(one.answer(area.area.id))}"
            for one in series
            if one.voice is Voice.OWN or one.answer(area.area.id) is not None
        ]
        sentences.append(f"{area.area.title}: {'; '.join(views)}.")
    return " ".join(sentences)


def scale_in_words(scale: Scale) -> str:
    """``Emerging, Expanding, Secure and Sustainable``: least developed first."""
    return listed([level.label for level in scale])


def drawable(areas: tuple[AreaDiagnosis, ...]) -> tuple[AreaDiagnosis, ...]:
    """The areas that share the scale most areas have, in order: those a shape can be made of."""
    scale = main_scale(areas)
    return tuple(area for area in areas if area.scale and area.scale == scale)


def place(area: AreaDiagnosis, answer: Answer) -> int | None:
    """Steps from the bottom of the area's scale; ``None`` where there is no level."""
    return area.position(answer) if level_of(answer) else None
