"""The published national register of schools: a CSV file with some or all of its columns.

Reads UTF-8 (with or without BOM) or cp1252, CRLF or LF, plain or gzipped, a line at a time. A row that cannot
be right is returned with its line and the reason; a file that cannot be right is refused whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

import yaml

from plait.adapters.gias_files import (
    PublishedFile,
    RegisterUnreadable,
    RejectedRow,
    open_published,
    reason_of,
    refuse,
)
from plait.adapters.gias_values import COLUMNS, PUBLISHED, URN_LIMIT, key_of, shown
from plait.domain.schools import SchoolStatus

__all__ = ["RegisterFile", "RegisterRow", "RegisterUnreadable", "RejectedRow", "open_register", "read_mapping"]

REQUIRED = {"urn": "URN", "name": "EstablishmentName"}


class RegisterRow(NamedTuple):
    """One school as published, its fields in the order of ``COLUMNS``.

    ``RegisterFile.fields`` tells which columns the file has; the other fields are empty here. A named tuple
    and not a dataclass: making 50,000 of them is five times quicker, and it compares with a database row.
    """

    urn: int
    name: str
    status: SchoolStatus
    kind: str
    phase: str
    low_age: int | None
    high_age: int | None
    sixth_form: str
    pupils: int | None
    street: str
    locality: str
    town: str
    postcode: str
    la_code: str
    la_name: str
    trust: str
    easting: int | None
    northing: int | None
    closed_on: date | None
    changed_on: date | None


def read_mapping(path: Path) -> dict[str, str]:
    """A YAML file that maps own column names to the published ones: ``School number: URN``.

    Raises :class:`RegisterUnreadable` when it is no such mapping.
    """
    try:
        data = path.read_bytes()
        if len(data) > 100_000:
            refuse("this mapping is too large; it has one line a column.")
        content = yaml.safe_load(data.decode("utf-8-sig"))
    except OSError as error:
        refuse(f"this mapping cannot be read ({reason_of(error)}).")
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError):
        refuse("this mapping is not YAML; write a line for each column, 'own name: URN'.")
    if not isinstance(content, dict) or not content:
        refuse("this mapping has no lines such as 'own name: URN'.")
    mapping: dict[str, str] = {}
    for own, published in content.items():
        if not isinstance(published, str) or key_of(published) not in PUBLISHED:
            refuse(
                f"'{own}' is mapped to {shown(published)}, which is no column that Plait reads; "
                f"these are: {', '.join(PUBLISHED.values())}."
            )
        mapping[str(own)] = PUBLISHED[key_of(published)]
    return mapping


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """A register file whose heading and encoding are sound. ``size``: bytes on disk."""

    published: PublishedFile

    @property
    def size(self) -> int:
        return self.published.size

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields whose columns the file has."""
        return self.published.fields

    def rows(self, advance: Callable[[int], None] = lambda done: None) -> Iterator[RegisterRow | RejectedRow]:
        """Every row in the order of the file; memory does not grow with it.

        The first row of a URN counts, later ones are rejected. ``advance`` is told how many bytes of the file
        on disk were read since the last call. Raises :class:`RegisterUnreadable` when it turns out to be no
        register after all.
        """
        seen = bytearray(URN_LIMIT // 8 + 1)
        for found in self.published.values(advance):
            if isinstance(found, RejectedRow):
                yield found
                continue
            line, values = found
            urn: int = values[0]
            byte, bit = urn >> 3, 1 << (urn & 7)
            if seen[byte] & bit:
                yield RejectedRow(line, f"URN {urn} is already on an earlier line, which is kept")
                continue
            seen[byte] |= bit
            row = RegisterRow._make(values)
            if (row.easting is None) != (row.northing is None):
                row = row._replace(easting=None, northing=None)
            yield row


def open_register(path: Path, mapping: Mapping[str, str] | None = None) -> RegisterFile:
    """Look a file over: its encoding, its heading, that it is whole. Raises :class:`RegisterUnreadable`.

    ``mapping``: own column names to published ones, for columns that carry other names in this file.
    """
    hint = "give a --mapping file if the columns have other names"
    return RegisterFile(open_published(path, COLUMNS, REQUIRED, mapping=mapping, hint=hint))
