"""Published CSV files of the national register, whatever their columns.

Reads UTF-8 (with or without BOM) or cp1252, CRLF or LF, plain or gzipped, a line at a time. A row that cannot
be right is returned with its line and the reason; a file that cannot be right is refused whole.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, repeat
from operator import itemgetter
from pathlib import Path
from typing import IO, Any, NoReturn

from plait.adapters.gias_values import Bad, Column, Parse, key_of, shown

BATCH = 1_000  # rows held at once
ROW_LIMIT = 1_000_000
LINE_LIMIT = 1_000_000  # bytes, give or take a chunk
CHUNK = 1 << 18  # bytes
ROW_LINES = 20  # a cell may hold line breaks, but not this many
SIZE_LIMIT = 2_000_000_000  # bytes, after expansion


class RegisterUnreadable(Exception):
    """The file as a whole cannot be used. ``row`` is the line where that showed, if it was one line."""

    def __init__(self, reason: str, row: int | None = None) -> None:
        super().__init__(reason)
        self.row = row


_Record = tuple[int, list[str]]
"""The line where a row starts, and its cells."""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was not taken. ``row`` is its line in the file, the heading being line 1."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a file keeps a field and how its cells are read. ``index`` is ``None`` for a column it lacks."""

    field: str
    heading: str = ""
    index: int | None = None
    parse: Parse = str
    silent: object = ""

    def column(self, rows: list[list[str]]) -> Iterable[Any]:
        """This field of each row. Raises ``Bad``, perhaps only while it is read."""
        if self.index is None:
            return repeat(self.silent, len(rows))
        cells = map(itemgetter(self.index), rows)
        many: Callable[[Iterable[str]], list[Any]] | None = getattr(self.parse, "many", None)
        return many(cells) if many else map(self.parse, cells)


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file whose heading and encoding are sound. ``size``: bytes on disk.

    ``ragged``: rows of this file are often shorter or longer than its heading. Cells that are missing at the
    end then count as blank, and cells beyond the heading do not count.
    """

    path: Path
    encoding: str
    size: int
    width: int
    sources: tuple[Source, ...]
    ragged: bool = False

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields whose columns the file has."""
        return tuple(source.field for source in self.sources if source.index is not None)

    def values(
        self, advance: Callable[[int], None] = lambda done: None
    ) -> Iterator[tuple[int, tuple[Any, ...]] | RejectedRow]:
        """Every row in the order of the file: its line and its values; memory does not grow with the file.

        ``advance`` is told how many bytes of the file on disk were read since the last call. Raises
        :class:`RegisterUnreadable` when the file turns out to be unsound after all.
        """
        told = 0
        with opened(self.path) as (data, position):
            text = io.TextIOWrapper(data, self.encoding, errors="replace", newline="")
            for records in _batched(self._records(text)):
                yield from self._parsed(records)
                here = position()
                advance(here - told)
                told = here
        advance(self.size - told)

    def _records(self, text: IO[str]) -> Iterator[_Record]:
        """Every row below the heading that is not blank, with the line where it starts."""
        reader = csv.reader(text, strict=True)  # a loose quote would swallow the rows after it
        line = 1
        try:
            for number, cells in enumerate(reader):
                start, line = line, reader.line_num + 1
                if number == 0 or not any(cells):
                    continue
                if number > ROW_LIMIT:
                    refuse(f"this file has more than {ROW_LIMIT:,} rows; the national register has 50,000.")
                if line - start > ROW_LINES:
                    refuse("a double quote is opened here and not closed for many lines.", start)
                yield start, cells
        except csv.Error as error:
            refuse(f"this line is not CSV ({error}); look at its double quotes.", line)

    def _parsed(self, records: list[_Record]) -> Iterator[tuple[int, tuple[Any, ...]] | RejectedRow]:
        """A batch of rows, a column at a time; row by row only when one of them is bad."""
        cells = [record[1] for record in records]
        if self.ragged:
            blank = [""] * self.width
            cells = [(row + blank)[: self.width] for row in cells]
        parsed: Iterable[tuple[Any, ...] | str]
        try:
            if any(len(row) != self.width for row in cells):
                raise Bad
            parsed = list(zip(*(source.column(cells) for source in self.sources), strict=True))
        except Bad:
            parsed = map(self._row, cells)
        for (line, _), values in zip(records, parsed, strict=True):
            yield RejectedRow(line, values) if isinstance(values, str) else (line, values)

    def _row(self, cells: list[str]) -> tuple[Any, ...] | str:
        """One row's values, or what is wrong with it."""
        if len(cells) != self.width and (len(cells) < self.width or any(cells[self.width :])):
            return (
                f"has {len(cells)} cells where the heading has {self.width}; "
                "a cell with a comma in it needs double quotes around it"
            )
        values: list[Any] = []
        faults: list[str] = []
        for source in self.sources:
            try:
                values.append(source.silent if source.index is None else source.parse(cells[source.index]))
            except Bad as bad:
                faults.append(f"{source.heading} {bad}")
        return "; ".join(faults) if faults else tuple(values)


def _batched(records: Iterable[_Record]) -> Iterator[list[_Record]]:
    source = iter(records)
    while batch := list(islice(source, BATCH)):
        yield batch


def open_published(
    path: Path,
    columns: Iterable[Column],
    required: Mapping[str, str],
    *,
    mapping: Mapping[str, str] | None = None,
    hint: str = "",
    ragged: bool = False,
) -> PublishedFile:
    """Look a file over: its encoding, its heading, that it is whole. Raises :class:`RegisterUnreadable`.

    ``required``: fields that must have a column, with the heading to name when one is missing; ``hint`` then
    says what would be right. ``mapping``: own column names to published ones.
    """
    encoding, heading = read_heading(path)
    sources = _sources(heading, columns, required, mapping or {}, hint)
    return PublishedFile(path, encoding, path.stat().st_size, len(heading), sources, ragged)


def read_heading(path: Path) -> tuple[str, list[str]]:
    """The encoding of a file and the cells of its first line. Raises :class:`RegisterUnreadable`."""
    encoding = encoding_of(path)
    with opened(path) as (data, _):
        try:
            text = io.TextIOWrapper(data, encoding, errors="replace", newline="")
            heading = next(csv.reader(text), [])
        except csv.Error as error:
            refuse(f"the heading is not CSV ({error}).", 1)
    return encoding, heading


def _sources(
    heading: list[str],
    columns: Iterable[Column],
    required: Mapping[str, str],
    mapping: Mapping[str, str],
    hint: str,
) -> tuple[Source, ...]:
    own = {key_of(name): published for name, published in mapping.items()}
    there = {key_of(cell) for cell in heading}
    for name in mapping:
        if key_of(name) not in there:
            refuse(f"the mapping names a column {shown(name)} that this file does not have.", 1)
    places: dict[str, list[int]] = {}
    for index, cell in enumerate(heading):
        places.setdefault(key_of(own.get(key_of(cell), cell)), []).append(index)
    found: list[Source] = []
    for column in columns:
        source = Source(column.field, silent=column.silent)
        for name, parse in reversed(column.headings):
            indexes = places.get(key_of(name), [])
            if len(indexes) > 1:
                at = " and ".join(str(index + 1) for index in indexes)
                refuse(f"the column {name} is there more than once (columns {at}); keep one.", 1)
            if indexes:
                source = Source(column.field, heading[indexes[0]].strip(), indexes[0], parse)
        found.append(source)
    missing = [required[source.field] for source in found if source.index is None and source.field in required]
    if missing:
        for mark, called in ((";", "semicolons"), ("\t", "tabs")):
            if len(heading) == 1 and mark in heading[0]:
                hint = f"the columns seem to be parted by {called}; save the file with commas"
        refuse(f"the heading has no column {' and no column '.join(missing)}; {hint}.", 1)
    return tuple(found)


@contextmanager
def opened(path: Path) -> Iterator[tuple[Any, Callable[[], int]]]:
    """The bytes of the file, expanded if gzipped, and how far the file on disk has been read."""
    try:
        with path.open("rb") as raw:
            zipped = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            yield (gzip.GzipFile(fileobj=raw) if zipped else raw), raw.tell
    except (EOFError, zlib.error, gzip.BadGzipFile):
        refuse("this gzip file is damaged or cut short; download it again.")
    except IsADirectoryError:
        refuse("this is a folder; name a file.")
    except FileNotFoundError:
        refuse("there is no such file.")
    except OSError as error:
        refuse(f"this file cannot be read ({reason_of(error)}).")


_NOT_CSV = (
    (
        b"PK\x03\x04",
        "this is a workbook or a zip archive, not a CSV file; unpack it, or save the sheet as CSV.",
    ),
    (b"\xd0\xcf\x11\xe0", "this is an old or password-protected workbook; save its sheet as CSV UTF-8."),
    (b"%PDF", "this is a PDF, not a CSV file."),
    (b"\xff\xfe", "this file is UTF-16 ('Unicode text'); save it as CSV UTF-8."),
    (b"\xfe\xff", "this file is UTF-16 ('Unicode text'); save it as CSV UTF-8."),
)


def encoding_of(path: Path) -> str:
    """UTF-8 when every byte of the file is, else cp1252. Reads it all, so a cut archive shows at once."""
    if path.exists() and not path.is_file() and not path.is_dir():
        refuse("this is a pipe or a device, which can be read only once; save it as a file first.")
    decoder = codecs.getincrementaldecoder("utf-8")()
    utf8 = True
    size = line = 0
    with opened(path) as (data, _):
        chunk = data.read(CHUNK)
        for start, reason in _NOT_CSV:
            if chunk.startswith(start):
                refuse(reason)
        while chunk:
            size += len(chunk)
            ends = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            line = line + len(chunk) if ends < 0 else len(chunk) - ends
            if size > SIZE_LIMIT:
                refuse(f"this file expands to more than {SIZE_LIMIT // 1_000_000_000} GB; this is no published file.")
            if line > LINE_LIMIT:
                refuse(f"this file has a line of more than {LINE_LIMIT:,} bytes; this is no published file.")
            if b"\0" in chunk:
                refuse("this is not a text file: it holds zero bytes.")
            following = data.read(CHUNK)
            try:
                if utf8:
                    decoder.decode(chunk, final=not following)
            except UnicodeDecodeError:
                utf8 = False
            chunk = following
    if size == 0:
        refuse("this file is empty.")
    return "utf-8-sig" if utf8 else "cp1252"


def refuse(reason: str, row: int | None = None) -> NoReturn:
    """Refuse the whole file."""
    raise RegisterUnreadable(reason, row) from None


def reason_of(error: OSError) -> str:
    """What the system said, in small letters."""
    return str(error.strerror or error).lower()
