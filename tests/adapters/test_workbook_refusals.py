"""What cannot be understood, or must not be let in: one clear message each, with sheet and cell where there is one."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from filled import GARDEN, beside, find_cell, judged, known, reading_of, typed
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes import ENQUIRY, framework_of

from plait.adapters.workbook import new, read

SOUND = new(GARDEN, school="Made-up School")
with zipfile.ZipFile(BytesIO(SOUND)) as _archive:
    SOUND_PARTS = {name: _archive.read(name) for name in _archive.namelist()}


def only_fault(change: Callable[[Any], None]) -> tuple[str, str]:
    reading = reading_of(change)
    assert reading.submission is None
    assert len(reading.errors) == 1, reading.errors
    return reading.errors[0].place, reading.errors[0].message


def refusal(data: bytes, name: str = "filled.xlsx") -> str:
    reading = read(data, name, known)
    assert reading.submission is None
    assert len(reading.errors) == 1
    assert reading.errors[0].place == ""
    return reading.errors[0].message


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("Brilliant", "“Brilliant” is not a level here. Choose one of: Emerging (1)"),
        (5, "“5” is outside the scale"),
        (0, "“0” is outside the scale"),
        ("-1", "“-1” is outside the scale"),
        (2.5, "“2.5” lies between two levels"),
        ("2,5", "“2,5” lies between two levels"),
        ("Secure (2)", "“Secure (2)” is not a level here"),
        ("Secure or Expanding", "not a level here"),
        (True, "“TRUE” is not a level here"),
    ],
)
def test_level_that_is_none(value: Any, words: str) -> None:
    def change(book: Any) -> None:
        judged(book, "Beds and soil").value = value

    place, message = only_fault(change)
    assert place == "Input!D5"
    assert words in message


def test_statement_level_that_is_none_names_its_sheet() -> None:
    def change(book: Any) -> None:
        beside(book["2 People"], "Staff", "Our level").value = "quite good"

    place, message = only_fault(change)
    assert place == "2 People!G6"
    assert "“quite good” is not a level here" in message


@pytest.mark.parametrize("head", ["Our judgement", "Evidence: how we know", "Key actions", "Agreed after challenge"])
def test_formula_where_something_should_be_written(head: str) -> None:
    def change(book: Any) -> None:
        judged(book, "Beds and soil", head).value = "=A1"

    place, message = only_fault(change)
    assert place.startswith("Input!")
    assert "Here is a formula" in message


def test_error_value_in_an_input_cell() -> None:
    def change(book: Any) -> None:
        cell = judged(book, "Beds and soil")
        cell.value = "#REF!"
        cell.data_type = "e"

    place, message = only_fault(change)
    assert place == "Input!D5"
    assert "error value" in message


def test_two_judgements_for_one_area() -> None:
    def change(book: Any) -> None:
        sheet = book["Input"]
        judged(book, "Beds and soil").value = 3
        sheet.cell(20, 1).value = "beds"
        sheet.cell(20, find_cell(sheet, "Our judgement").column).value = "Expanding"

    place, message = only_fault(change)
    assert place == "Input!D20"
    assert "two judgements: Expanding here, Secure in Input!D5" in message


def test_two_answers_for_one_statement_on_a_copied_sheet() -> None:
    def change(book: Any) -> None:
        beside(book["2 People"], "Staff", "Our level").value = 1
        copy = book.copy_worksheet(book["2 People"])
        beside(copy, "Staff", "Our level").value = 4

    place, message = only_fault(change)
    assert place == "2 People Copy!G6"
    assert "two answers: Sustainable here, Emerging in 2 People!G6" in message


def test_two_texts_for_one_area() -> None:
    def change(book: Any) -> None:
        judged(book, "Beds and soil", "Key actions").value = "Dig."
        copy = book.copy_worksheet(book["Input"])
        beside(copy, "Beds and soil", "Key actions").value = "Dig deeper."

    assert "two texts under “Key actions”" in only_fault(change)[1]


def test_area_row_deleted() -> None:
    def change(book: Any) -> None:
        book["Input"].delete_rows(find_cell(book["Input"], "People").row)

    assert only_fault(change) == ("Input", "The row of the area “People” is missing; put it back.")


def test_unknown_area() -> None:
    def change(book: Any) -> None:
        sheet = book["Input"]
        sheet.cell(20, 1).value = "pond"
        sheet.cell(20, 2).value = "Pond"

    assert only_fault(change) == ("Input!A20", "“pond” is not an area of garden@1.")


def test_judgement_beside_no_area() -> None:
    def change(book: Any) -> None:
        sheet = book["Input"]
        sheet.cell(20, 2).value = "Pond"
        sheet.cell(20, 4).value = "Secure (3)"

    place, message = only_fault(change)
    assert place == "Input!D20"
    assert "names no area" in message


def test_level_beside_no_statement() -> None:
    def change(book: Any) -> None:
        sheet = book["2 People"]
        sheet.cell(30, find_cell(sheet, "Our level").column).value = "Secure (3)"

    assert "names no statement" in only_fault(change)[1]


def test_heading_changed() -> None:
    def change(book: Any) -> None:
        find_cell(book["Input"], "Our judgement").value = "What we think"

    assert only_fault(change) == ("Input!4:4", "The heading “Our judgement” is missing; put it back.")


def test_input_sheet_deleted() -> None:
    def change(book: Any) -> None:
        del book["Input"]

    assert only_fault(change)[0] == "Input"


@pytest.mark.parametrize(("label", "value", "words"), [("URN", "12a", "not a URN"), ("Date", "soon", "not a date")])
def test_cover_that_makes_no_sense(label: str, value: str, words: str) -> None:
    def change(book: Any) -> None:
        beside(book["Cover"], label, "Made-up School").value = value

    place, message = only_fault(change)
    assert place.startswith("Cover!C")
    assert words in message


def test_every_fault_is_named_at_once() -> None:
    def change(book: Any) -> None:
        judged(book, "Beds and soil").value = "no"
        judged(book, "People").value = 9
        beside(book["Cover"], "URN", "Made-up School").value = "?"

    assert len(reading_of(change).errors) == 3


def test_hidden_sheet_deleted() -> None:
    def change(book: Any) -> None:
        del book["_plait"]

    assert "not a Plait workbook" in refusal(typed(change))


@pytest.mark.parametrize("row", [2, 3, 4, 6])
def test_hidden_sheet_changed(row: int) -> None:
    def change(book: Any) -> None:
        cell = book["_plait"].cell(row, 2)
        cell.value = cell.value.replace("garden", "forest").replace("1", "7")

    assert "“_plait” is damaged" in refusal(typed(change))


def test_newer_format() -> None:
    def change(book: Any) -> None:
        book["_plait"].cell(1, 2).value = "2"

    assert "Use a newer Plait" in refusal(typed(change))


def test_other_workbook() -> None:
    stream = BytesIO()
    openpyxl.Workbook().save(stream)
    assert "not a Plait workbook" in refusal(stream.getvalue())


def repacked(change: Callable[[dict[str, bytes]], None]) -> bytes:
    parts = dict(SOUND_PARTS)
    change(parts)
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_macros_by_content_whatever_the_name() -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0"

    assert "macros" in refusal(repacked(change))


def test_macros_by_name() -> None:
    assert "macros" in refusal(new(GARDEN), "filled.XLSM")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 ...", "This is a PDF"),
        (b"URN,Name\n1,x", "not an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook", "older Office format"),
        (b"PK\x03\x04 nothing", "damaged or was cut off"),
        (b"PK\x05\x06" + bytes(18), "an archive, but not an Excel workbook"),
        (b"x" * 10_000_001, "10 MB"),
    ],
)
def test_files_of_other_kinds(data: bytes, words: str) -> None:
    assert words in refusal(data)


def test_truncated_anywhere_is_refused() -> None:
    data = new(GARDEN)
    for keep in (100, len(data) // 2, len(data) - 30):
        assert "damaged or was cut off" in refusal(data[:keep])


def test_word_and_opendocument_files() -> None:
    def word(parts: dict[str, bytes]) -> None:
        types = parts["[Content_Types].xml"]
        parts["[Content_Types].xml"] = types.replace(b"spreadsheetml.sheet.main", b"wordprocessingml.document.main")

    def opendocument(parts: dict[str, bytes]) -> None:
        parts["mimetype"] = b"application/vnd.oasis.opendocument.spreadsheet"

    assert "a Word document" in refusal(repacked(word))
    assert "OpenDocument" in refusal(repacked(opendocument))


def test_bomb_of_zeros_is_not_unpacked() -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts["xl/media/image1.bin"] = bytes(150_000_000)

    assert "would unpack to 150 MB" in refusal(repacked(change))


def test_archive_that_lies_about_its_sizes() -> None:
    data = bytearray(repacked(lambda parts: parts.update({"xl/z.bin": bytes(5_000_000)})))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(b"xl/z.bin")
        while at != -1:
            head = data.rfind(signature, 0, at)
            size = int.from_bytes(data[head + offset : head + offset + 4], "little")
            if size == 5_000_000:
                data[head + offset : head + offset + 4] = (100).to_bytes(4, "little")
            at = data.find(b"xl/z.bin", at + 1)
    assert "damaged" in refusal(bytes(data))


def test_entities_are_refused_unexpanded() -> None:
    def change(parts: dict[str, bytes]) -> None:
        sheet = parts["xl/worksheets/sheet2.xml"]
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
        end = sheet.index(b"?>") + 2
        parts["xl/worksheets/sheet2.xml"] = sheet[:end] + bomb + sheet[end:]

    assert "document types or entities" in refusal(repacked(change))


@pytest.mark.parametrize("place", ["A10000000", "XFD1048576", "ZZZZZZ1"])
def test_cell_at_the_end_of_the_world(place: str) -> None:
    def change(parts: dict[str, bytes]) -> None:
        sheet = parts["xl/worksheets/sheet2.xml"]
        cell = f'<row r="9"><c r="{place}"><v>1</v></c></row></sheetData>'.encode()
        parts["xl/worksheets/sheet2.xml"] = sheet.replace(b"</sheetData>", cell)

    message = refusal(repacked(change))
    assert place in message
    assert "“Input”" in message


def test_shared_text_that_is_not_there() -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts["xl/sharedStrings.xml"] = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'

    assert refusal(repacked(change))


def test_broken_xml() -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"][:-40]

    assert "damaged" in refusal(repacked(change))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damage_of_bytes_makes_it_stumble(data: st.DataObject) -> None:
    book = bytearray(SOUND)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(book) - 1))
        book[at] = data.draw(st.integers(0, 255))
    reading = read(bytes(book), "x.xlsx", known)
    assert (reading.submission is None) == bool(reading.errors)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damage_inside_a_part_makes_it_stumble(data: st.DataObject) -> None:
    def change(parts: dict[str, bytes]) -> None:
        name = data.draw(st.sampled_from([part for part in sorted(parts) if part.endswith((".xml", ".rels"))]))
        part = bytearray(parts[name])
        for _ in range(data.draw(st.integers(1, 3))):
            at = data.draw(st.integers(0, len(part) - 1))
            if data.draw(st.booleans()):
                part[at] = data.draw(st.sampled_from(b'<>"/ 0a9='))
            else:
                del part[at : at + data.draw(st.integers(1, 200))]
        parts[name] = bytes(part)

    reading = read(repacked(change), "x.xlsx", known)
    assert (reading.submission is None) == bool(reading.errors)


def test_enquiry_without_levels_needs_no_level_columns() -> None:
    def change(book: Any) -> None:
        assert "Our judgement" not in [cell.value for cell in book["Input"][4]]

    assert reading_of(change, framework_of(ENQUIRY)).errors == ()
