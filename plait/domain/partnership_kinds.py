"""Kinds of partnership as data: what each is called, what it is, and who decides in it by default."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Governance(StrEnum):
    """``HARD``: a body decides for the schools. ``SOFT``: each school decides for itself."""

    HARD = "hard"
    SOFT = "soft"


class MemberRole(StrEnum):
    """What a member is in a partnership. A strategic partner takes no part in rounds; it need not be a school."""

    LEAD = "lead"
    CORE = "core"
    ASSOCIATE = "associate"
    STRATEGIC = "strategic-partner"


MEMBER_ROLE_WORDS = {
    MemberRole.LEAD: "leads",
    MemberRole.CORE: "core member",
    MemberRole.ASSOCIATE: "associate member",
    MemberRole.STRATEGIC: "strategic partner",
}


@dataclass(frozen=True, slots=True)
class PartnershipKind:
    """A kind in words. ``key`` is what is stored; ``word`` stands in sentences, ``plural`` in headings."""

    key: str
    word: str
    plural: str
    about: str
    governance: Governance

    @property
    def with_article(self) -> str:
        """``a trio``, ``an alliance``."""
        return f"{'an' if self.word[:1].casefold() in set('aeiou') else 'a'} {self.word}"


NESTING = 4
"""How many partnerships may lie in each other, the outermost included."""

_SOFT, _HARD = Governance.SOFT, Governance.HARD

KINDS: dict[str, PartnershipKind] = {
    kind.key: kind
    for kind in (
        PartnershipKind("trio", "trio", "trios", "Three schools that review each other.", _SOFT),
        PartnershipKind("cluster", "cluster", "clusters", "Schools near each other that work together.", _SOFT),
        PartnershipKind("alliance", "alliance", "alliances", "Schools that agreed to work together.", _SOFT),
        PartnershipKind("trust", "trust", "trusts", "Schools that one trust answers for.", _HARD),
        PartnershipKind("federation", "federation", "federations", "Schools under one governing body.", _HARD),
        PartnershipKind("diocese", "diocese", "dioceses", "The schools of one diocese.", _SOFT),
        PartnershipKind("council-area", "council area", "council areas", "The schools of one council's area.", _SOFT),
        PartnershipKind("network", "network", "networks", "Schools that share an interest, wherever they are.", _SOFT),
        PartnershipKind("sponsor", "sponsor", "sponsors", "Academies that one body sponsors.", _HARD),
        PartnershipKind(
            "childrens-centres",
            "group of children’s centres",
            "groups of children’s centres",
            "Children’s centres that are run together.",
            _SOFT,
        ),
    )
}
"""The kinds that come with Plait. A deployer adds others by the setting ``PLAIT_PARTNERSHIP_KINDS``."""


def with_own(text: str) -> dict[str, PartnershipKind]:
    """The built-in kinds and a deployer's own: ``research-hub=research hub, improvement-board=improvement board:hard``.

    Each is ``key=words`` or ``key=words:governance``; an own kind with the key of a built-in one takes its
    place. Raises ``ValueError`` with a sentence.
    """
    kinds = dict(KINDS)
    for item in filter(None, (part.strip() for part in text.split(","))):
        found = re.fullmatch(r"([a-z][a-z0-9-]{0,39})\s*=\s*([^=:]{1,60}?)\s*(?::\s*(hard|soft)\s*)?", item)
        if found is None:
            raise ValueError(
                f"{item[:60]!r} is no kind of partnership: write key=words or key=words:hard, "
                "as in research-hub=research hub:soft."
            )
        key, word, governance = found.groups()
        kinds[key] = PartnershipKind(key, word, f"{word}s", "", Governance(governance or "soft"))
    return kinds


def described(kinds: Mapping[str, PartnershipKind], key: str) -> PartnershipKind:
    """The kind with this key; one that is no longer set up is called by its key."""
    word = key.replace("-", " ")
    return kinds.get(key) or PartnershipKind(key, word, f"{word}s", "", Governance.SOFT)


def goes_round(child: int, parent: int, parents: Mapping[int, int | None]) -> bool:
    """Whether putting ``child`` inside ``parent`` would close a ring. ``parents``: each one's present parent."""
    seen = set()
    here: int | None = parent
    while here is not None and here not in seen:
        if here == child:
            return True
        seen.add(here)
        here = parents.get(here)
    return False


def depth(key: int, parents: Mapping[int, int | None]) -> int:
    """How many partnerships deep this one lies, itself included: 1 for one that lies in no other."""
    steps, here = 1, parents.get(key)
    while here is not None:
        steps, here = steps + 1, parents.get(here)
    return steps


def height(key: int, parents: Mapping[int, int | None]) -> int:
    """How many partnerships deep it goes inside this one, itself included: 1 for one that holds no other."""
    inside = [depth(other, parents) for other in parents if goes_round(key, other, parents)]
    return max(inside, default=depth(key, parents)) - depth(key, parents) + 1
