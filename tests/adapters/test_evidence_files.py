"""Files sent as evidence: what is read, what is refused with one clear message, what is left in a picture."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from openpyxl import Workbook
from PIL import Image
from pypdf import PdfReader, PdfWriter

from plait.adapters import evidence_files
from plait.adapters.evidence_files import NotEvidence, read_file
from tests.evidence.kept import pdf

WHERE = 0x8825  # the block of a photo that says where it was taken


def saved(thing: object) -> bytes:
    out = io.BytesIO()
    thing.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def word(*lines: str) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Year 4", "94 %"
    return saved(document)


def excel() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Survey"
    sheet.append(["Question", "Agree"])
    sheet.append(["I feel safe", 94])
    return saved(book)


def photo(kind: str = "JPEG", size: tuple[int, int] = (40, 20)) -> bytes:
    image = Image.new("RGB", size, "navy")
    exif = Image.Exif()
    exif[0x010F] = "Camera of Jo"
    exif[0x0112] = 6  # held upright
    exif.get_ifd(WHERE)[2] = (51.0, 30.0, 0.0)
    out = io.BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def test_words_are_read_from_documents() -> None:
    assert read_file(pdf("Minutes of the board"), "x.pdf").words == "Minutes of the board"
    read = read_file(word("Learning walk", "Pupils argue well."), "walk.docx")
    assert (read.format, read.words) == ("docx", "Learning walk\nPupils argue well.\nYear 4\t94 %")
    read = read_file(excel(), "survey.xlsx")
    assert (read.format, read.words) == ("xlsx", "Survey\nQuestion\tAgree\nI feel safe\t94")


@pytest.mark.parametrize(("kind", "suffix"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_nothing_but_the_picture_is_left_in_a_photo(kind: str, suffix: str) -> None:
    sent = photo(kind)
    assert b"Camera of Jo" in sent
    read = read_file(sent, "IMG_0001.jpg")
    assert read.format == suffix
    assert b"Camera of Jo" not in read.data
    kept = Image.open(io.BytesIO(read.data))
    assert (kept.format, kept.size) == (kind, (20, 40)), "upright"
    assert not kept.getexif()
    assert not kept.getexif().get_ifd(WHERE)


def test_a_large_photo_is_made_as_large_as_is_looked_at() -> None:
    kept = Image.open(io.BytesIO(read_file(photo(size=(5000, 2500)), "x.jpg").data))
    assert max(kept.size) == evidence_files.LONGEST_SIDE


def test_the_same_file_has_the_same_hash_whatever_its_name() -> None:
    assert read_file(photo(), "a.jpg").sha256 == read_file(photo(), "b.png").sha256
    assert read_file(photo(), "a.jpg").sha256 != read_file(photo(size=(41, 20)), "a.jpg").sha256


def locked() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("Secret"))))
    writer.encrypt("owl")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def bomb() -> bytes:
    """A Word document of 60 KB that unpacks to 60 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word("x"))) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in source.infolist():
            made.writestr(entry.filename, source.read(entry))
        made.writestr("word/media/zeros.bin", bytes(60_000_000))
    return out.getvalue()


def with_entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word("x"))) as source, zipfile.ZipFile(out, "w") as made:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "word/document.xml":
                data = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + data.partition(b"?>")[2]
            made.writestr(entry.filename, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"", "x.pdf", "empty"),
        (bytes(10_000_001), "x.pdf", "at most 10 MB"),
        (b"<html><script>alert(1)</script></html>", "page.pdf", "not a kind of file that is kept"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "drawing.png", "not a kind of file"),
        (b"MZ\x90\x00" + bytes(200), "photo.jpg", "not a kind of file"),
        (b"%PDF-1.7\nnothing more", "x.pdf", "damaged"),
        (pdf("Cut off")[:300], "x.pdf", "damaged"),
        (locked(), "x.pdf", "locked with a password"),
        (b"PK\x03\x04" + bytes(100), "x.docx", "damaged"),
        (word("Cut off")[:2000], "x.docx", "damaged"),
        (bomb(), "x.docx", "would unpack to"),
        (with_entities(), "x.docx", "document types or entities"),
        (word("x"), "x.docm", "macros"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "x.doc", "older Office format"),
        (photo()[:200], "x.jpg", "damaged"),
        (photo("JPEG").replace(b"JFIF", b"XXXX")[:40], "x.jpg", "damaged|not a kind"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_in_one_sentence_or_two(data: bytes, name: str, why: str) -> None:
    with pytest.raises(NotEvidence, match=why) as refused:
        read_file(data, name)
    assert "\n" not in str(refused.value)
    assert str(refused.value).endswith(".")


def test_a_picture_that_claims_to_be_huge_is_not_drawn() -> None:
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    with pytest.raises(NotEvidence, match="Make it smaller"):
        read_file(out.getvalue(), "x.png")


def test_a_zip_of_anything_else_is_another_kind() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("index.html", "<script>alert(1)</script>")
    with pytest.raises(NotEvidence, match="another kind of file"):
        read_file(out.getvalue(), "x.zip")


def test_reading_stops_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_files, "SECONDS", -1.0)
    assert read_file(pdf("Never read"), "x.pdf").words == "", "kept all the same, without its words"
