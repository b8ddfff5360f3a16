"""How alike two statements are, and which of many are worth comparing at all."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz

from plait.domain.frameworks import Statement

_SMALL = frozenset(
    {
        "the",
        "a",
        "an",
        "and",
        "or",
        "of",
        "to",
        "in",
        "for",
        "on",
        "with",
        "by",
        "is",
        "are",
        "as",
        "at",
        "that",
        "this",
    }
    | {"it", "its", "their", "be", "from", "which", "who"}
)


def plain(text: str) -> str:
    """Small letters and digits, single spaces."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def body(statement: Statement) -> str:
    """Everything that a statement says at its levels."""
    return " ".join(text for _, text in statement.descriptors)


def likeness(one: Statement, other: Statement) -> float:
    """How alike two statements are, 0 to 100: the mean of their short texts and of their descriptors.

    Each by rapidfuzz's ``token_sort_ratio``: edit distance of the sorted words. Without descriptors the short texts
    decide alone.
    """
    texts = fuzz.token_sort_ratio(plain(one.text), plain(other.text))
    first, second = plain(body(one)), plain(body(other))
    if not first or not second:
        return texts
    return (texts + fuzz.token_sort_ratio(first, second)) / 2


def words(statement: Statement) -> Counter[str]:
    """The words of a statement that carry meaning, with how often each stands."""
    return Counter(word for word in plain(f"{statement.text} {body(statement)}").split() if word not in _SMALL)


class Index:
    """Finds the statements that share telling words with one, so that not everything is compared with everything."""

    def __init__(self, statements: Mapping[str, Statement]) -> None:
        self.words = {key: words(statement) for key, statement in statements.items()}
        self._where: dict[str, list[str]] = {}
        for key, found in self.words.items():
            for word in found:
                self._where.setdefault(word, []).append(key)

    def near(self, wanted: Counter[str], among: Mapping[str, object], most: int = 25) -> list[str]:
        """The keys ``among`` those here that share most, by the rarity of the words shared; the best first."""
        total = len(self.words) or 1
        scores: Counter[str] = Counter()
        for word in wanted:
            keys = self._where.get(word, ())
            if len(keys) > max(40, total // 4):
                continue  # a word of so many statements tells none apart
            weight = 1000 * math.log(1 + total / len(keys)) if keys else 0
            for key in keys:
                scores[key] += int(weight)
        return [key for key, _ in sorted(scores.items(), key=lambda item: (-item[1], item[0])) if key in among][:most]


def pieces(wanted: Counter[str], parts: Iterable[tuple[str, Counter[str]]], within: float, covered: float) -> list[str]:
    """The parts that lie mostly in ``wanted``, when there are several and together they hold most of it.

    ``within``: the share of a part's words that must stand in the whole. ``covered``: the share of the whole's words
    that the parts must hold. A part that adds less than 15 % of the whole is left out.
    """
    total = sum(wanted.values())
    found: list[tuple[float, str, Counter[str]]] = []
    for key, part in parts:
        size = sum(part.values())
        share = sum((part & wanted).values()) / size if size else 0.0
        if size >= 3 and share >= within and size < total:
            found.append((share, key, part & wanted))
    held: Counter[str] = Counter()
    taken: list[str] = []
    for _, key, common in sorted(found, key=lambda item: (-item[0], item[1])):
        gain = sum(((held | common) - held).values())
        if gain >= 0.15 * total:
            held |= common
            taken.append(key)
    enough = total and sum(held.values()) / total >= covered
    return taken if len(taken) > 1 and enough else []
