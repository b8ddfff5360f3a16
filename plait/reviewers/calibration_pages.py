"""What the pages about short cases show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from plait.domain.calibration import FEWEST, VignetteSet, leaning, leaning_in_words, steps
from plait.domain.frameworks import Framework
from plait.domain.rater_agreement import told
from plait.domain.wording import count_word, listed, opening, steps_apart
from plait.reviewers.calibration_queries import Together, Turn


@dataclass(frozen=True, slots=True)
class CaseLine:
    """``yours``, ``panel``, ``apart``: empty before one has judged."""

    key: str
    number: int
    area: str
    text: str
    yours: str = ""
    panel: str = ""
    apart: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class SetPage:
    """``levels``: label and meaning of each level, least developed first."""

    id: str
    title: str
    framework: str
    cases: tuple[CaseLine, ...]
    levels: tuple[tuple[str, str], ...]
    done_on: date | None
    leaning: str


def set_page(of: VignetteSet, framework: Framework, turn: Turn | None) -> SetPage:
    cases = []
    differences = steps(of, turn.answers) if turn else ()
    for at, item in enumerate(of.vignettes):
        area = framework.area(item.area)
        line = CaseLine(item.key, at + 1, area.title if area else item.area, item.text)
        if turn is not None:
            scale = area.scale if area else framework.scale
            line = CaseLine(
                line.key,
                line.number,
                line.area,
                line.text,
                yours=scale.at(turn.answers[item.key]).label,
                panel=scale.at(item.level).label,
                apart=opening(steps_apart(differences[at])),
                why=item.why,
            )
        cases.append(line)
    said = leaning_in_words(leaning(differences)) if turn else ""
    first = framework.area(of.vignettes[0].area)
    levels = tuple((level.label, level.meaning) for level in (first.scale if first else framework.scale))
    done_on = turn.done_at.date() if turn else None
    return SetPage(of.id, of.title, framework.title, tuple(cases), levels, done_on, said)


@dataclass(frozen=True, slots=True)
class SetsPage:
    """``tasks``: for the component of that name. ``without``: which frameworks in use have no cases, in words."""

    tasks: tuple[dict[str, str], ...]
    without: str


def sets_page(found: tuple[tuple[VignetteSet, bool], ...], without: tuple[str, ...]) -> SetsPage:
    tasks = tuple(
        {
            "title": item.title,
            "state": "Done" if done else "To do",
            "kind": "done" if done else "next",
            "address": reverse("reviewers:cases-of", args=[item.id]),
        }
        for item, done in found
    )
    return SetsPage(tasks, without_in_words(without))


def without_in_words(titles: tuple[str, ...]) -> str:
    """Which frameworks in use have no cases; empty where each has some."""
    if not titles:
        return ""
    own = listed([f"“{title}”" for title in titles])
    return (
        f"There are no cases for {own}. Those here belong to other frameworks; how one reads a case still carries over."
    )


@dataclass(frozen=True, slots=True)
class TogetherLine:
    title: str
    lines: tuple[str, ...]


def together_lines(found: tuple[Together, ...]) -> tuple[TogetherLine, ...]:
    """How a pool agrees, set by set, in words."""
    few = f"Fewer than {count_word(FEWEST)} people have judged these, so nothing is told yet."
    return tuple(
        TogetherLine(
            item.title,
            (f"{opening(count_word(item.people or 0))} people are counted together.", *told(item.agreement))
            if item.agreement
            else (few,),
        )
        for item in found
    )
