"""What a team noted, put together by area and statement: by how many people, in how many activities, by which methods.

A count says how broad the ground is, never how good a school is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plait.domain.frameworks import Framework
from plait.domain.observing import METHOD_WORDS, Method, Seen, Tag
from plait.domain.wording import counted, listed


@dataclass(frozen=True, slots=True)
class Source:
    """Where one note came from. ``activity``: what tells apart two activities of one kind."""

    tags: tuple[Tag, ...]
    author: int
    kind: Method
    activity: str
    seen: Seen


@dataclass(frozen=True, slots=True)
class Ground:
    """How broad the ground under one statement, or one area, is."""

    notes: int
    people: int
    activities: int
    methods: tuple[Method, ...]
    backed: int
    """Notes whose writers say that they saw or heard it in more than one way."""

    @property
    def one_source(self) -> bool:
        """Noted, and all of it by one person in one activity."""
        return self.notes > 0 and self.people == 1 and self.activities == 1

    @property
    def words(self) -> str:
        """``Three notes by two people in two activities: learning walk and pupil voice``."""
        if not self.notes:
            return "Nothing noted"
        methods = listed([METHOD_WORDS[kind].lower() for kind in self.methods])
        return (
            f"{counted(self.notes, 'note').capitalize()} by {counted(self.people, 'person', 'people')} in "
            f"{counted(self.activities, 'activity', 'activities')}: {methods}"
        )

    @property
    def backed_words(self) -> str:
        """How many of the notes were seen in more than one way, as a sentence."""
        if self.backed == self.notes:
            return "Seen or heard in more than one way."
        return f"{counted(self.backed, 'note').capitalize()} of them seen or heard in more than one way."


@dataclass(frozen=True, slots=True)
class Found:
    """An area or a statement with the ground under it. ``statement`` is empty for the area itself."""

    area: str
    statement: str
    text: str
    ground: Ground
    numbers: tuple[int, ...]
    """Which of the notes speak to it, as places in what was given."""


def ground_of(sources: Iterable[Source]) -> Ground:
    """The ground that these notes give."""
    found = list(sources)
    methods = {item.kind for item in found}
    return Ground(
        len(found),
        len({item.author for item in found}),
        len({(item.kind, item.activity.casefold()) for item in found}),
        tuple(kind for kind in Method if kind in methods),
        sum(item.seen is Seen.TRIANGULATED for item in found),
    )


def triangulated(framework: Framework, sources: Sequence[Source]) -> tuple[Found, ...]:
    """Each area, followed by those of its statements to which a note speaks, in the framework's order.

    A note counts once for an area, however many of its statements it speaks to.
    """
    speaks: dict[tuple[str, str], dict[int, None]] = defaultdict(dict)
    for number, source in enumerate(sources):
        for area_id, statement in source.tags:
            speaks[area_id, ""][number] = None
            speaks[area_id, statement][number] = None
    result: list[Found] = []
    for area in framework.areas:
        rows = [("", area.title), *((item.id, item.text) for item in area.statements)]
        for statement, text in rows:
            mine = tuple(speaks.get((area.id, statement), ()))
            if mine or not statement:
                result.append(Found(area.id, statement, text, ground_of(sources[number] for number in mine), mine))
    return tuple(result)
