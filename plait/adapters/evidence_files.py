"""A file that somebody sends as evidence: what is it really, is it safe to keep, and which words are in it?

What it is follows from its bytes, never from its name. Documents are kept as they came; pictures are drawn anew, so
that nothing of where, when and by which camera is left in them. Nothing that a browser could run is taken at all.
"""

from __future__ import annotations

import hashlib
import time
import warnings
from dataclasses import dataclass
from io import BytesIO

from docx import Document
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from python_calamine import CalamineError, CalamineWorkbook

from plait.adapters.office_files import DOCUMENT, WORKBOOK, Kind, NotThisKind, check_xml, open_parts
from plait.domain.uploads import same_lines

SIZE_LIMIT = 10_000_000  # bytes
WORDS_LIMIT = 200_000  # characters
PAGES_LIMIT = 500
SECONDS = 8.0  # for reading the words of one PDF; what was read by then is kept
ROWS_LIMIT = 20_000
PIXELS_LIMIT = 60_000_000
LONGEST_SIDE = 2_400  # pixels of a kept picture
TAKEN = "a PDF, a Word document (.docx), an Excel workbook (.xlsx) or a picture (PNG, JPEG or WebP)"
_PICTURES = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}


class NotEvidence(Exception):
    """The file cannot be kept. The text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that can be kept. ``sha256`` is of what was sent, ``data`` what is kept; ``words`` may be empty (a scan).

    ``format``: one of pdf, docx, xlsx, png, jpg, webp.
    """

    sha256: str
    data: bytes
    format: str
    words: str


def read_file(data: bytes, name: str) -> ReadFile:
    """The file, ready to be kept. ``name``: as it was sent. Raises :class:`NotEvidence`."""
    if not data:
        raise NotEvidence("This file is empty. Open it, check that something is in it, and send it again.")
    if len(data) > SIZE_LIMIT:
        raise NotEvidence(
            f"This file has {len(data) / 1e6:.0f} MB; at most 10 MB are kept. Make pictures in it smaller, or add a "
            "link to where it lies."
        )
    sha256 = hashlib.sha256(data).hexdigest()
    if data[:1024].lstrip().startswith(b"%PDF"):
        return ReadFile(sha256, data, "pdf", _words(_of_pdf(data)))
    if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return _office(data, name, sha256)
    return _picture(data, sha256)


def _words(text: str) -> str:
    """What is kept of the words: as pages keep texts, and no more than is searched."""
    return same_lines(text)[:WORDS_LIMIT]


def _of_pdf(data: bytes) -> str:
    broken = "This PDF is damaged or was cut off on its way. Open it, save or print it as a new PDF, and send that."
    ends = time.monotonic() + SECONDS
    found: list[str] = []
    length = 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = PdfReader(BytesIO(data), strict=False)
            if reader.is_encrypted and not reader.decrypt(""):
                raise NotEvidence("This PDF is locked with a password. Save it without one and send it again.")
            pages = len(reader.pages)
            if not pages:
                raise NotEvidence(broken)
            for number in range(min(pages, PAGES_LIMIT)):
                if time.monotonic() > ends or length > WORDS_LIMIT:
                    break
                text = reader.pages[number].extract_text() or ""
                found.append(text)
                length += len(text)
    except NotEvidence:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError,
            MemoryError, OverflowError, ArithmeticError, NotImplementedError, AssertionError):  # fmt: skip
        if not found:
            raise NotEvidence(broken) from None
    return "\n\n".join(found)


def _office(data: bytes, name: str, sha256: str) -> ReadFile:
    """A Word document or an Excel workbook: whichever it says inside that it is."""
    word = b"word/document.xml" in data
    kind = DOCUMENT if word else WORKBOOK
    try:
        parts = open_parts(data, name, kind)
        for path, xml in parts.items():
            if path.endswith((".xml", ".rels")) and path.startswith(("word/document", "xl/workbook", "xl/worksheets")):
                check_xml(xml, kind)
        text = _of_document(data, kind) if word else _of_workbook(data, kind)
    except NotThisKind as error:
        raise NotEvidence(_kept_kinds(str(error))) from None
    return ReadFile(sha256, data, "docx" if word else "xlsx", _words(text))


def _kept_kinds(reason: str) -> str:
    """The reason, and what is taken where it is about the kind of the file."""
    about_kind = "not an Excel workbook" in reason or "not a Word document" in reason
    return f"This is another kind of file. Send {TAKEN}." if about_kind else reason


def _of_document(data: bytes, kind: Kind) -> str:
    try:
        document = Document(BytesIO(data))
        lines = [paragraph.text for paragraph in document.paragraphs]
        for table in document.tables:
            for row in table.rows:
                lines.append("\t".join(cell.text for cell in row.cells))
    except (ValueError, KeyError, AttributeError, IndexError, TypeError, RecursionError) as error:
        raise NotThisKind(f"This {kind.noun} is damaged. Open it in Word and save it anew.") from error
    return "\n".join(lines)


def _of_workbook(data: bytes, kind: Kind) -> str:
    lines: list[str] = []
    length = 0
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        for name in book.sheet_names:
            lines.append(name)
            for row in book.get_sheet_by_name(name).to_python(skip_empty_area=True)[:ROWS_LIMIT]:
                line = "\t".join(_cell(cell) for cell in row).rstrip()
                if line:
                    lines.append(line)
                    length += len(line)
                if length > WORDS_LIMIT:
                    return "\n".join(lines)
            lines.append("")
    except (CalamineError, ValueError, OSError) as error:
        raise NotThisKind(f"This {kind.noun} is damaged. Open it in Excel and save it anew.") from error
    return "\n".join(lines)


def _cell(value: object) -> str:
    """A number without the ``.0`` that spreadsheets give it; everything else as text on one line."""
    text = str(int(value)) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else str(value)
    return " ".join(text.split())


def _picture(data: bytes, sha256: str) -> ReadFile:
    other = f"This is not a kind of file that is kept here. Send {TAKEN}."
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=list(_PICTURES)) as found:
                width, height = found.size
                if width * height > PIXELS_LIMIT:
                    raise NotEvidence(
                        f"This picture has {width:,} by {height:,} points, more than is kept. Make it smaller."
                    )
                kind = str(found.format)
                found.load()
                return ReadFile(sha256, _drawn_anew(found, kind), _PICTURES[kind], "")
    except UnidentifiedImageError:
        raise NotEvidence(other) from None
    except NotEvidence:
        raise
    except (OSError, SyntaxError, ValueError, TypeError, IndexError, EOFError, Image.DecompressionBombError):
        raise NotEvidence(
            "This picture is damaged or was cut off on its way. Open it, save it anew, and send that."
        ) from None


def _drawn_anew(found: Image.Image, kind: str) -> bytes:
    """The picture itself, upright and no larger than is looked at: no place, time, camera, name or hidden preview."""
    upright = ImageOps.exif_transpose(found)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    mode = (
        "RGB" if kind == "JPEG" else ("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
    )
    plain = Image.new(mode, upright.size)
    plain.paste(upright.convert(mode))
    made = BytesIO()
    if kind == "PNG":
        plain.save(made, kind, optimize=False)
    else:
        plain.save(made, kind, quality=88)
    return made.getvalue()
