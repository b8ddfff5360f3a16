"""Suggesting statements: how often what is suggested is right, on passages that nothing was settled by.

The passages are part of the tests, so this measures a checkout, not an installed package.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import yaml
from numpy.random import PCG64, Generator

from plait.adapters.framework_files import find
from plait.cli.bench.result import BenchmarkResult
from plait.domain.frameworks import Framework
from plait.domain.suggesting import suggest, terms_of

PASSAGES = Path(__file__).resolve().parents[3] / "tests" / "domain" / "suggesting"
MOST = 3
DRAWS = 2_000

Suggesting = Callable[["Passage"], Sequence[str]]


@dataclass(frozen=True)
class Passage:
    """A text with the statements that it speaks to; ``area``: that of the first."""

    framework: Framework
    text: str
    right: frozenset[str]
    area: str


@cache
def passages(part: str) -> tuple[Passage, ...]:
    """``part``: ``held-out`` or ``tuning``."""
    path = PASSAGES / f"{part}.yaml"
    if not path.is_file():
        raise RuntimeError(f"The passages are not here ({path.name}); run this in a checkout of the project.")
    found = []
    for name, rows in yaml.safe_load(path.read_text()).items():
        framework = find(name)
        if framework is None:
            raise RuntimeError(f"There is no framework {name}.")
        for row in rows:
            area = framework.area_of(row["right"][0])
            if area is None:
                raise RuntimeError(f"{name} has no statement {row['right'][0]}.")
            found.append(Passage(framework, row["text"], frozenset(row["right"]), area.id))
    return tuple(found)


def by_words(passage: Passage) -> list[str]:
    """What is shipped, where nothing is known but the text."""
    return [found.statement.id for found in suggest(passage.text, passage.framework, most=MOST)]


def beside_an_area(passage: Passage) -> list[str]:
    """What is shipped, where the text stands beside an area."""
    return [found.statement.id for found in suggest(passage.text, passage.framework, most=MOST, inside=passage.area)]


def by_overlap(passage: Passage) -> list[str]:
    """The peer: statements that share most different words with the text, whatever words those are."""
    asked = set(terms_of(passage.text))

    def shared(statement: str) -> int:
        found = passage.framework.area_of(statement)
        row = found.statement(statement) if found else None
        said = " ".join((row.text, *(text for _, text in row.descriptors), *row.prompts, *row.evidence)) if row else ""
        return len(asked & set(terms_of(said)))

    counted = Counter({item.id: shared(item.id) for item in passage.framework.statements})
    return [statement for statement, many in counted.most_common(MOST) if many]


def right_of_three(suggesting: Suggesting, part: str = "held-out") -> np.ndarray:
    """Of each passage, how much of three suggestions is right: 0, ⅓, ⅔ or 1."""
    return np.array([len(set(suggesting(passage)) & passage.right) / MOST for passage in passages(part)])


def interval(values: np.ndarray) -> tuple[float, float]:
    """95 % of the means of bootstrap samples of whole passages (percentiles), the same every time."""
    chance = Generator(PCG64(11))
    means = values[chance.integers(0, len(values), (DRAWS, len(values)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def _against(name: str, ours: Suggesting, theirs: Suggesting, what: str) -> BenchmarkResult:
    mine, peer = right_of_three(ours), right_of_three(theirs)
    low, high = interval(mine)
    less, more = interval(mine - peer)
    best = np.mean([min(MOST, len(passage.right)) / MOST for passage in passages("held-out")])
    note = (
        f"{what}; precision@3 {mine.mean():.3f} ({low:.3f} to {high:.3f}) against {peer.mean():.3f}, difference "
        f"{less:+.3f} to {more:+.3f}; at least one of three is right for {np.mean(mine > 0):.0%} against "
        f"{np.mean(peer > 0):.0%}; perfect would be {best:.3f}; {len(mine)} passages; shown: what is missed"
    )
    return BenchmarkResult(name, 1 - float(mine.mean()), 1 - float(peer.mean()), "of 1", note)


BENCHMARKS = {
    "suggest": lambda: _against("suggest", by_words, by_overlap, "plain BM25 against shared words"),
    "suggest-beside-an-area": lambda: _against(
        "suggest-beside-an-area", beside_an_area, by_words, "where the area is known, against plain BM25"
    ),
}
