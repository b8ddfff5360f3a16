"""The published files of groups of schools: every trust and federation, and which school is in which.

Two files, told apart by their columns: groups (``Group UID``, a row a group) and memberships (``URN`` and
``Linked UID``, a row a school in a group). Rows of the second are often shorter or longer than its heading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from plait.adapters.gias_files import PublishedFile, RejectedRow, open_published, read_heading, refuse
from plait.adapters.gias_values import Bad, Column, day_cell, key_of, repeated_words, shown, urn_cell

NAME_LIMIT = 200


class GroupRow(NamedTuple):
    """A group as published. ``reference``: its UID. ``kind``: one of the keys of partnership kinds."""

    reference: str
    name: str
    kind: str
    opened: date | None
    closed: date | None


class MemberRow(NamedTuple):
    """A school in a group, and what the file says about the group. ``left`` is ``None`` in most files."""

    line: int
    urn: int
    group: GroupRow
    joined: date
    left: date | None


_KINDS = (
    ("children", "childrens-centres"),
    ("umbrella", "alliance"),  # its schools keep trusts of their own
    ("federation", "federation"),
    ("sponsor", "sponsor"),
    ("trust", "trust"),
)


def _kind(text: str) -> str:
    words = " ".join(text.casefold().split())
    for part, kind in _KINDS:
        if part in words:
            return kind
    raise Bad(
        f"is {shown(text.strip())}, no kind of group that Plait knows; it is a trust, a federation, a school sponsor "
        "or a children's centres group (cells shifted by a comma without double quotes?)"
    )


def _uid(text: str) -> str:
    clean = text.strip()
    if not (clean.isascii() and clean.isdecimal() and len(clean) <= 12 and int(clean)):
        raise Bad(f"is {shown(clean)}, not the number of a group" if clean else "is blank (a totals row?)")
    return str(int(clean))


_words = repeated_words(NAME_LIMIT)


def _name(text: str) -> str:
    words = _words(text)
    if not words:
        raise Bad("is blank")
    return words


def _joined(text: str) -> date:
    day = day_cell(text)
    if day is None:
        raise Bad("is blank; a membership needs the day when it began")
    return day


_GROUP = (
    Column("name", (("Group Name", _name),)),
    Column("kind", (("Group Type", _kind), ("Group Type (name)", _kind))),
    Column("opened", (("Open date", day_cell),), None),
    Column("incorporated", (("Incorporated on (open date)", day_cell),), None),
    Column("closed", (("Closed Date", day_cell),), None),
)
GROUPS = (Column("reference", (("Group UID", _uid),)), *_GROUP)
MEMBERS = (
    Column("reference", (("Linked UID", _uid), ("Group UID", _uid))),
    *_GROUP,
    Column("urn", (("URN", urn_cell),)),
    Column("joined", (("Joined date", _joined), ("Date joined group", _joined))),
    Column("left", (("Left date", day_cell), ("Date left group", day_cell)), None),
)
_NEEDED = {"name": "Group Name", "kind": "Group Type"}
GROUPS_REQUIRED = {"reference": "Group UID"} | _NEEDED
MEMBERS_REQUIRED = {"reference": "Linked UID"} | _NEEDED | {"urn": "URN", "joined": "Joined date"}
HINT = (
    "the published groups have Group UID, Group Name and Group Type, the memberships URN, Linked UID, Group Name, "
    "Group Type and Joined date"
)


@dataclass(frozen=True, slots=True)
class GroupsFile:
    """A file of groups or of memberships whose heading and encoding are sound. ``size``: bytes on disk."""

    published: PublishedFile
    has_members: bool

    @property
    def size(self) -> int:
        return self.published.size

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields whose columns the file has."""
        return self.published.fields

    def rows(self, advance: Callable[[int], None] = lambda done: None) -> Iterator[GroupRow | MemberRow | RejectedRow]:
        """Every row in the order of the file: groups, or memberships where it has members."""
        seen: set[tuple[int | str, ...]] = set()
        for found in self.published.values(advance):
            if isinstance(found, RejectedRow):
                yield found
                continue
            line, values = found
            reference, name, kind, opened, incorporated, closed = values[:6]
            group = GroupRow(reference, name, kind, opened or incorporated, closed)
            key: tuple[int | str, ...]
            if group.opened and group.closed and group.closed < group.opened:
                yield RejectedRow(line, f"Closed Date {group.closed} is before the day it opened, {group.opened}")
            elif self.has_members:
                urn, joined, left = values[6:]
                key = (reference, urn, joined.toordinal() if left else 0)
                if left and left < joined:
                    yield RejectedRow(line, f"Left date {left} is before Joined date {joined}")
                elif key in seen:
                    yield RejectedRow(line, f"URN {urn} is in group {reference} on an earlier line, which is kept")
                else:
                    seen.add(key)
                    yield MemberRow(line, urn, group, joined, left)
            elif (key := (reference,)) in seen:
                yield RejectedRow(line, f"Group UID {reference} is already on an earlier line, which is kept")
            else:
                seen.add(key)
                yield group


def open_groups(path: Path) -> GroupsFile:
    """Look a file over and tell which of the two it is. Raises :class:`gias_files.RegisterUnreadable`."""
    _, heading = read_heading(path)
    there = {key_of(cell) for cell in heading}
    if "urn" in there and "linkurn" in there:
        refuse("these are links between schools; read them with 'plait schools links'.", 1)
    members = "urn" in there
    columns, required = (MEMBERS, MEMBERS_REQUIRED) if members else (GROUPS, GROUPS_REQUIRED)
    if members and not there & {"linkeduid", "groupuid"} and "establishmentname" in there:
        refuse("this looks like the register itself; read it with 'plait schools import'.", 1)
    return GroupsFile(open_published(path, columns, required, hint=HINT, ragged=members), members)
