"""What is held about one person, as a value: parts, entries, and the names of others taken out of them.

Nothing here decides what belongs in; it says how a copy is made up and how other people are kept out of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

NAME_REMOVED = "[name removed: another person]"


def withheld(reason: str) -> str:
    """The mark that stands where something was taken out."""
    return f"[not shown: {reason}]"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is held. ``facts`` pairs a label with its text; a text may be a mark (:func:`withheld`)."""

    what: str
    where: str = ""
    at: datetime | date | None = None
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Everything of one kind. ``about`` says what it is and why it is kept."""

    key: str
    title: str
    about: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class NotIncluded:
    """Something that may be held and is not in the copy, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class PersonalCopy:
    """What is held about one person at one moment. ``removed``: how many names of others were taken out."""

    name: str
    email: str
    made_at: datetime
    parts: tuple[Part, ...]
    not_included: tuple[NotIncluded, ...]
    removed: int


NOT_INCLUDED = (
    NotIncluded(
        "Names and addresses of other people",
        f"They have rights of their own. Where Plait knows a name or address it says “{NAME_REMOVED}”. A first name "
        "alone, a nickname or an office may still stand in what you wrote yourself.",
    ),
    NotIncluded(
        "What others wrote, and what stood in a place before you changed it",
        "It is theirs, and partners’ views are shown only as the agreement of the round says.",
    ),
    NotIncluded(
        "Your password, keys and codes, and links that were sent to you",
        "Plait keeps only what checks them, or nothing once they have gone; to hand that out would endanger your "
        "account.",
    ),
    NotIncluded(
        "What others may have written about you in a text of theirs",
        "Plait does not search other schools’ words for your name. Ask whoever runs this copy of Plait if you think "
        "that there is something.",
    ),
    NotIncluded(
        "Backups, the records of the mail server and of the machine",
        "They are kept outside Plait by whoever runs it: ask there.",
    ),
)


class OtherPeople:
    """Names and addresses that are to be taken out of texts.

    Words are compared as wholes; case matters only for a name of a single word, which may be a common word too. Time
    grows with the words of a text, not with the number of people.
    """

    def __init__(
        self, names: Iterable[str], *, but: Iterable[str] = (), marks: Mapping[str, str] | None = None
    ) -> None:
        """``marks``: what stands in place of a name, where it is not :data:`NAME_REMOVED`."""
        kept = {_plain(name) for name in but}
        self._marks = {_bare(name): mark for name, mark in (marks or {}).items()}
        self._by_first: dict[str, set[str]] = defaultdict(set)
        for name in names:
            if (bare := _bare(name)) and _plain(name) not in kept:
                first = re.match(r"\w+", bare)
                assert first  # noqa: S101  a bare name begins with a word
                self._by_first[first[0].casefold()].add(bare)

    def take_out(self, text: str) -> tuple[str, int]:
        """The text with a mark in place of each name, and how many there were."""
        parts: list[str] = []
        done = count = 0
        for word in re.finditer(r"\w+", text):
            if word.start() < done:
                continue
            found = [(self._end(name, text, word.start()), name) for name in self._by_first.get(word[0].casefold(), ())]
            end, name = max(found, default=(0, ""))
            if end:
                parts += [text[done : word.start()], self._marks.get(name, NAME_REMOVED)]
                done, count = end, count + 1
        return "".join([*parts, text[done:]]), count

    @staticmethod
    def _end(name: str, text: str, start: int) -> int:
        words = name.split()
        flags = re.IGNORECASE if len(words) > 1 or "@" in name else 0
        found = re.compile(r"\s+".join(map(re.escape, words)) + r"(?!\w)", flags).match(text, start)
        return found.end() if found else 0


def _bare(name: str) -> str:
    return re.sub(r"^\W+|\W+$", "", name)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def without(others: OtherPeople, parts: Iterable[Part]) -> tuple[tuple[Part, ...], int]:
    """The parts without other people's names in any title or fact; how many were taken out."""
    total = 0

    def clean(text: str) -> str:
        nonlocal total
        left, count = others.take_out(text)
        total += count
        return left

    cleaned = tuple(
        replace(
            part,
            entries=tuple(
                replace(
                    entry,
                    what=clean(entry.what),
                    facts=tuple((label, clean(text)) for label, text in entry.facts),
                )
                for entry in part.entries
            ),
        )
        for part in parts
    )
    return cleaned, total
