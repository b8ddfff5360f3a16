"""Which statements of a framework a piece of writing is likely to speak to. Offered, never applied.

Lexical retrieval, so that it works offline and can be explained: Okapi BM25 (Robertson and Zaragoza, "The Probabilistic
Relevance Framework: BM25 and Beyond", 2009, equation 3.15) over what each statement says of itself. How well it does is
measured (``plait bench suggest``), and why it is no more than this stands in ``docs/adr``.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from snowballstemmer import stemmer

from plait.domain.frameworks import Area, Framework, Statement

K1, B = 1.2, 0.75
"""The usual saturation and length normalisation."""
_STOP_WORDS = """
a about all also an and any are as at be because been being but by can could did do does done each even every
for from get gets getting go goes got had has have having he her here him his how i if in into is it its just
like make makes many may me more most much my no not now of off on one only or other our out over own per rather
s same she should since so some such t than that the their them then there these they this those through to too
up us very was we well were what when where which while who whose why will with would you your
"""
STOP = frozenset(_STOP_WORDS.split())
_STEMMER = stemmer("english")


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return str(_STEMMER.stemWord(word))


def terms_of(text: str) -> list[str]:
    """The words of a text as they are compared: small letters, stems, no words that say nothing by themselves."""
    words = re.findall(r"[a-z0-9]+", text.casefold().replace("’", "").replace("'", ""))
    return [_stem(word) for word in words if word not in STOP and len(word) > 1]


@dataclass(frozen=True, slots=True)
class Suggested:
    """A statement that a text may speak to, best first. ``score`` says nothing by itself."""

    area: Area
    statement: Statement
    score: float


def _text(statement: Statement) -> str:
    """All that a statement says of itself."""
    return " ".join(
        (statement.text, *(text for _, text in statement.descriptors), *statement.prompts, *statement.evidence)
    )


def bm25(documents: Sequence[Mapping[str, int]], asked: Mapping[str, float]) -> list[float]:
    """The score of each document (how often it has each term) for the terms that are asked for, with their weights."""
    lengths = [sum(document.values()) for document in documents]
    mean = sum(lengths) / len(lengths) if lengths else 1.0
    holding = Counter(term for document in documents for term in document)
    scores = [0.0] * len(documents)
    for term, weight in asked.items():
        if not holding[term]:
            continue
        rarity = math.log(1 + (len(documents) - holding[term] + 0.5) / (holding[term] + 0.5))
        for number, document in enumerate(documents):
            if found := document.get(term, 0):
                norm = K1 * (1 - B + B * lengths[number] / mean)
                scores[number] += weight * rarity * found * (K1 + 1) / (found + norm)
    return scores


def scores(text: str, framework: Framework) -> list[float]:
    """BM25 of every statement, in the framework's order."""
    documents = [Counter(terms_of(_text(statement))) for statement in framework.statements]
    return bm25(documents, Counter(terms_of(text)))


def suggest(text: str, framework: Framework, *, most: int = 3, inside: str = "") -> tuple[Suggested, ...]:
    """The statements that a text speaks to most likely, best first; none where no word of it is in any.

    ``inside``: the area beside which the text stands; its statements come first, since that is what it is about.
    """
    pairs = [(area, statement) for area in framework.areas for statement in area.statements]
    found = zip(scores(text, framework), range(len(pairs)), pairs, strict=True)
    ranked = sorted(found, key=lambda item: (item[2][0].id != inside, -item[0], item[1]))
    return tuple(Suggested(*pair, score) for score, _, pair in ranked if score > 0)[:most]
