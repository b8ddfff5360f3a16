"""What a school can show: kinds of evidence, how far it goes, what it speaks to, when to look at it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from plait.domain.frameworks import Framework


class ItemKind(StrEnum):
    """What an item of the library is."""

    FILE = "file"
    LINK = "link"
    NOTE = "note"
    SURVEY = "survey-result"
    OBSERVATION = "observation"
    DATA = "data-point"

    @property
    def label(self) -> str:
        return KIND_WORDS[self][0]

    @property
    def hint(self) -> str:
        return KIND_WORDS[self][1]


KIND_WORDS = {
    ItemKind.FILE: ("File", "PDF, Word, Excel or a picture"),
    ItemKind.LINK: ("Link", "a page on the web, or on your own network"),
    ItemKind.NOTE: ("Note", "something written down here"),
    ItemKind.SURVEY: ("Survey result", "what pupils, parents or staff said, in numbers or words"),
    ItemKind.OBSERVATION: ("Observation", "what somebody saw or heard on a day"),
    ItemKind.DATA: ("Data point", "one number, and what it was before"),
}


class Strength(StrEnum):
    """How far a piece of evidence goes: something was begun, something is better for it, pupils or staff gained."""

    INITIATED = "initiated"
    IMPROVED = "improved"
    IMPACT = "impact"

    @property
    def label(self) -> str:
        return STRENGTH_WORDS[self][0]

    @property
    def meaning(self) -> str:
        return STRENGTH_WORDS[self][1]


STRENGTH_WORDS = {
    Strength.INITIATED: ("Initiated", "It shows that something was begun: a plan, a policy, a first try."),
    Strength.IMPROVED: ("Improved", "It shows that practice is better than it was, and how one can tell."),
    Strength.IMPACT: ("Impact", "It shows what came of it for pupils, staff or partners."),
}
"""In the order of the ladder."""


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """What an item speaks to: a statement, or a whole area (``statement`` empty), of one framework version."""

    framework_id: str
    version: str
    area: str
    statement: str = ""

    @property
    def key(self) -> str:
        """One text for forms: ``teaching-school@1/leadership/leadership-vision``."""
        return f"{self.framework_id}@{self.version}/{self.area}/{self.statement}"


def target_of(key: str) -> Target:
    """The target with this key. Raises ``ValueError`` for anything that is none."""
    name, _, rest = key.partition("/")
    framework_id, at, version = name.partition("@")
    area, slash, statement = rest.partition("/")
    if not (framework_id and at and version and area and slash) or "/" in statement:
        raise ValueError(f"“{key}” names no statement.")
    return Target(framework_id, version, area, statement)


def target_title(framework: Framework, target: Target) -> str:
    """The statement (or area) in words; empty where the framework has none such."""
    area = framework.area(target.area)
    if area is None:
        return ""
    if not target.statement:
        return area.title
    statement = area.statement(target.statement)
    return f"{area.short}: {statement.text}" if statement else ""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A kept file without its bytes. ``words``: what was read from it; ``picture``: it can be looked at here."""

    sha256: str
    format: str
    size: int
    name: str
    words: str = ""
    picture: bool = False


@dataclass(frozen=True, slots=True)
class ItemWords:
    """All that an item says, as it is or as it was when it was submitted."""

    kind: ItemKind
    title: str
    shows: str
    address: str
    effective_on: date
    strength: Strength
    reason: str
    file_name: str = ""

    def as_data(self) -> dict[str, str]:
        """As plain texts, for keeping what was submitted."""
        return {
            "kind": self.kind.value,
            "title": self.title,
            "shows": self.shows,
            "address": self.address,
            "effective_on": self.effective_on.isoformat(),
            "strength": self.strength.value,
            "reason": self.reason,
            "file_name": self.file_name,
        }


def words_from_data(data: dict[str, str]) -> ItemWords:
    """The inverse of :meth:`ItemWords.as_data`."""
    return ItemWords(
        kind=ItemKind(data["kind"]),
        title=data["title"],
        shows=data["shows"],
        address=data["address"],
        effective_on=date.fromisoformat(data["effective_on"]),
        strength=Strength(data["strength"]),
        reason=data["reason"],
        file_name=data["file_name"],
    )


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One item of a school's library."""

    id: int
    urn: int
    words: ItemWords
    review_on: date | None
    version: int
    added_at: datetime
    added_by: str
    changed_at: datetime
    archived_at: datetime | None
    submitted_once: bool
    """A submitted evaluation has held it, so it is archived, not deleted."""

    def due(self, today: date) -> bool:
        """Whether it is to be looked at again."""
        return self.review_on is not None and self.review_on <= today and self.archived_at is None


@dataclass(frozen=True, slots=True)
class UseFacts:
    """An item attached to an area (or a statement of it) of a self-evaluation."""

    id: int
    item_id: int
    urn: int
    round_id: int
    subject_id: int
    area: str
    statement: str
    words: ItemWords
    submitted: bool
    has_file: bool
