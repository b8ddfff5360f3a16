"""The file around an Office document: is it one, is it safe to unpack, and what do its parts hold?

Everything is unpacked here once, within limits and with its checksums, so that a file that lies about its sizes
reaches no reader. XML is looked at without entities or document types.
"""

from __future__ import annotations

import posixpath
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

SIZE_LIMIT = 10_000_000  # bytes, as the file comes
_UNPACKED_LIMIT = 100_000_000  # bytes, all parts together
_PARTS_LIMIT = 2_000
_RATIO_LIMIT = 200  # times larger unpacked; honest workbooks stay below 40

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class NotThisKind(Exception):
    """The file is not of the kind that was asked for, or is not safe. The text says what would be right."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of Office file, and its words in the messages about it.

    ``main_type``: what the content type of its main part ends in. ``binary``: the suffix of its binary variant,
    which is not read. ``told_by``: what gives other Office files away, a piece of a content type and a name for it.
    """

    noun: str
    full: str
    an: str
    program: str
    suffix: str
    main_type: str
    macro_suffixes: tuple[str, str]
    example: str
    told_by: tuple[str, str]
    filled: str
    binary: str = ""

    @property
    def fresh(self) -> str:
        return f"Save it as {self.an} {self.full} ({self.suffix}) and try again."


WORKBOOK = Kind(
    noun="workbook",
    full="Excel workbook",
    an="an",
    program="Excel",
    suffix=".xlsx",
    main_type="spreadsheetml.sheet.main+xml",
    macro_suffixes=(".xlsm", ".xltm"),
    example="Take out pictures and sheets that do not belong to it.",
    told_by=("wordprocessingml", "a Word document"),
    filled="filled workbook",
    binary=".xlsb",
)

DOCUMENT = Kind(
    noun="document",
    full="Word document",
    an="a",
    program="Word",
    suffix=".docx",
    main_type="wordprocessingml.document.main+xml",
    macro_suffixes=(".docm", ".dotm"),
    example="Take out pictures that do not belong to it.",
    told_by=("spreadsheetml", "an Excel workbook"),
    filled="Word document",
)


def open_parts(data: bytes, name: str, kind: Kind) -> dict[str, bytes]:
    """Every part of the file by its path inside. ``name``: its file name. Raises :class:`NotThisKind`."""
    _check_outside(data, name, kind)
    parts = _unpack(data, kind)
    _check_kind(parts, kind)
    return parts


def _check_outside(data: bytes, name: str, kind: Kind) -> None:
    if len(data) > SIZE_LIMIT:
        raise NotThisKind(f"This file has {len(data) / 1e6:.0f} MB; a {kind.filled} has at most 10 MB. {kind.example}")
    if not data:
        raise NotThisKind("This file is empty.")
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise NotThisKind(f"This {kind.noun} is protected with a password. Save it without one and try again.")
        raise NotThisKind(f"This is a file of an older Office format (.xls or .doc). {kind.fresh}")
    if data.startswith(b"%PDF"):
        raise NotThisKind(f"This is a PDF, whatever its name says. Send the {kind.full} ({kind.suffix}) itself.")
    if not data.startswith(b"PK"):
        raise NotThisKind(f"This is not {kind.an} {kind.full}. {kind.fresh}")
    if name.lower().endswith(kind.macro_suffixes):
        raise NotThisKind(
            f"This {kind.noun} may contain macros ({kind.macro_suffixes[0]}), which are not accepted. {kind.fresh}"
        )
    if kind.binary and name.lower().endswith(kind.binary):
        raise NotThisKind(f"This is a binary {kind.noun} ({kind.binary}). {kind.fresh}")


def _unpack(data: bytes, kind: Kind) -> dict[str, bytes]:
    """Every part of the archive, read in full with its checksum."""
    damaged = (
        f"This file is damaged or was cut off on its way. Send it again, or open it in {kind.program} and save it anew."
    )
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > _PARTS_LIMIT:
                raise NotThisKind(f"This file has {len(entries):,} parts inside; a {kind.noun} has far fewer.")
            if any(entry.flag_bits & 0x1 for entry in entries):
                raise NotThisKind("This file is protected with a password. Save it without one and try again.")
            total = sum(entry.file_size for entry in entries)
            if total > _UNPACKED_LIMIT or total > _RATIO_LIMIT * max(len(data), 50_000):
                raise NotThisKind(
                    f"This file would unpack to {total / 1e6:,.0f} MB, which no {kind.filled} does; it is not read."
                )
            parts: dict[str, bytes] = {}
            for entry in entries:
                if not entry.is_dir():
                    parts.setdefault(entry.filename, archive.read(entry))
            return parts
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError):
        raise NotThisKind(damaged) from None


def _check_kind(parts: dict[str, bytes], kind: Kind) -> None:
    if "mimetype" in parts and b"opendocument" in parts["mimetype"]:
        raise NotThisKind(f"This is an OpenDocument file. {kind.fresh}")
    types = parts.get("[Content_Types].xml")
    if types is None:
        raise NotThisKind(f"This is an archive, but not {kind.an} {kind.full}. {kind.fresh}")
    found: list[str] = []
    walk(types, kind, lambda tag, attributes: found.append(attributes.get("ContentType", "")))
    if any("macroEnabled" in found_type or "vbaProject" in found_type for found_type in found) or any(
        part.lower().endswith("vbaproject.bin") for part in parts
    ):
        raise NotThisKind(f"This {kind.noun} contains macros, which are not accepted. {kind.fresh}")
    if any("sheet.binary" in found_type for found_type in found):
        raise NotThisKind(f"This is a binary {kind.noun} ({kind.binary}). {kind.fresh}")
    if not any(kind.main_type in found_type for found_type in found):
        piece, other = kind.told_by
        what = other if any(piece in found_type for found_type in found) else "another kind of file"
        raise NotThisKind(f"This is {what}, not {kind.an} {kind.full}. {kind.fresh}")


def _parser(kind: Kind) -> expat.XMLParserType:
    parser = expat.ParserCreate()

    def refuse(*_: object) -> None:
        raise NotThisKind(f"This file declares document types or entities, which no {kind.noun} needs; it is not read.")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.buffer_text = True
    return parser


def _parse(parser: expat.XMLParserType, xml: bytes, kind: Kind) -> None:
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError):
        raise NotThisKind(
            f"A part of this {kind.noun} is damaged. Open it in {kind.program}, let it repair the file, "
            "and save it anew."
        ) from None


def walk(xml: bytes, kind: Kind, start: Callable[[str, dict[str, str]], None]) -> None:
    """Call ``start`` with the local name and attributes of every element. Raises :class:`NotThisKind`."""
    parser = _parser(kind)
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    _parse(parser, xml, kind)


def check_xml(xml: bytes, kind: Kind) -> None:
    """Raise :class:`NotThisKind` for XML that is damaged, or declares entities or document types."""
    _parse(_parser(kind), xml, kind)


def related(parts: dict[str, bytes], main: str, kind: Kind) -> dict[str, str]:
    """Relation id → path of the part, for the relations of the part ``main``."""
    folder, name = posixpath.split(main)
    targets: dict[str, str] = {}

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            targets[attributes.get("Id", "")] = path

    walk(parts.get(f"{folder}/_rels/{name}.rels", b"<none/>"), kind, relation)
    return targets
