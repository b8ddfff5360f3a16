"""What is held about one school, as a value: parts that can be handed out and parts that may be exempt, and why.

For a school that must answer a request under the Freedom of Information Act 2000 (or its own governors). It proposes;
the school decides. Whatever could hurt somebody is left out unless the school puts it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from plait.domain.rights import Entry, OtherPeople


class Treatment(StrEnum):
    """What the copy does with a part."""

    GIVEN = "given"
    LISTED = "listed"
    WITHHELD = "withheld"


TREATMENT_WORDS = {
    Treatment.GIVEN: "In the copy, names taken out",
    Treatment.LISTED: "Listed only: to be had elsewhere",
    Treatment.WITHHELD: "Listed only: may be exempt",
}


class Ground(StrEnum):
    """Why something need not, or must not, be handed out."""

    ELSEWHERE = "elsewhere"
    CONDUCT = "conduct"
    PERSONAL = "personal"
    CONFIDENCE = "confidence"


@dataclass(frozen=True, slots=True)
class Exemption:
    """``section``: where the law says it. ``words``: what it comes to. ``ask``: what somebody has to do or weigh."""

    section: str
    title: str
    words: str
    ask: str


EXEMPTIONS: dict[Ground, Exemption] = {
    Ground.ELSEWHERE: Exemption(
        "Freedom of Information Act 2000, section 21",
        "Anybody can find it elsewhere",
        "The national register publishes it, or a report went out as a file that its readers have.",
        "Say where it is.",
    ),
    Ground.CONDUCT: Exemption(
        "Freedom of Information Act 2000, section 36(2)(b) and (c)",
        "Frank talk would suffer",
        "Drafts, and what schools tell each other to improve, are honest only while people can think aloud.",
        "Only the qualified person of your school can say so, and the public interest has to be weighed. If they do "
        "not say so, put the text in.",
    ),
    Ground.PERSONAL: Exemption(
        "Freedom of Information Act 2000, section 40(2); UK GDPR, Articles 4(1) and 5(1)",
        "Somebody could be recognised",
        "Names, roles and remarks by which somebody can be recognised are personal data of theirs.",
        "Think of people who are known without a name: “the new music teacher”. The name of a headteacher is often "
        "known anyway; you may put it back.",
    ),
    Ground.CONFIDENCE: Exemption(
        "Freedom of Information Act 2000, section 41",
        "Another school gave it in confidence",
        "Partners write for your school, under an agreement on who sees it.",
        "Ask the partner first. This exemption holds only for what came from somebody else.",
    ),
}


@dataclass(frozen=True, slots=True)
class HeldPart:
    """Everything of one kind that is treated alike. ``entries`` of a part that is not given have no texts."""

    key: str
    title: str
    about: str
    treatment: Treatment
    grounds: tuple[Ground, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class SchoolCopy:
    """What is held about one school at one moment. ``removed``: how many names and addresses were taken out."""

    school: str
    urn: int
    made_at: datetime
    parts: tuple[HeldPart, ...]
    removed: int

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """Those that any part names, in the order of the law."""
        named = {ground for part in self.parts if part.entries for ground in part.grounds}
        return tuple(ground for ground in Ground if ground in named)


NOT_SEARCHED = (
    "What partners note for themselves about your school, and expect before a visit: it is theirs, and Plait tells "
    "your school nothing of it unless they share it. Somebody who wants it asks them.",
    "Complaints: they are made to a partnership, which answers requests about them itself.",
    "Backups, mails that have arrived, and files that people have downloaded.",
    "People whom Plait does not know. Names after Mr, Mrs, Dr and the like are taken out, and so are e-mail "
    "addresses and telephone numbers; other names, nicknames and descriptions of people are not found. "
    "Read everything first.",
)
"""What this copy cannot have looked at."""

CLOCK = (
    "A school answers within 20 school days, and within 60 working days at most (Freedom of Information Act 2000, "
    "section 10, and the regulations of 2010 on its time limits); other public authorities within 20 working days. "
    "Somebody who asks about themselves asks under data protection law instead: see “What Plait holds about you”."
)

SOMEBODY = "[name removed: somebody]"
ADDRESS = "[address removed]"
NUMBER = "[telephone number removed]"
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Rev|Revd)\.?\s+(?:[A-Z][\w’'-]+)(?:\s+[A-Z][\w’'-]+)?"
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"(?<!\w)(?:\+44\s?|0)\d(?:[\s-]?\d){8,9}(?!\w)")


def person_at(place: str) -> str:
    """The mark in place of somebody's name: ``[name removed: person at Beck Lane Primary School]``."""
    return f"[name removed: person at {place}]" if place else SOMEBODY


def take_out_strangers(text: str) -> tuple[str, int]:
    """The text without what looks like a name, address or telephone number of somebody; how many there were."""
    total = 0
    for pattern, mark in ((_ADDRESS, ADDRESS), (_NUMBER, NUMBER), (_TITLED, SOMEBODY)):
        text, count = pattern.subn(mark, text)
        total += count
    return text, total


def redacted(people: OtherPeople, parts: Iterable[HeldPart]) -> tuple[tuple[HeldPart, ...], int]:
    """The parts without anybody's name; how many were taken out. Parts that are not given lose every text."""
    total = 0

    def clean(text: str) -> str:
        nonlocal total
        left, known = people.take_out(text)
        left, strange = take_out_strangers(left)
        total += known + strange
        return left

    cleaned = tuple(
        replace(
            part,
            entries=tuple(
                replace(
                    entry,
                    what=clean(entry.what),
                    facts=tuple((label, clean(text)) for label, text in entry.facts)
                    if part.treatment is Treatment.GIVEN
                    else (),
                )
                for entry in part.entries
            ),
        )
        for part in parts
    )
    return cleaned, total
