"""What people do to a workbook that does not change what they meant."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from filled import beside, find_cell, judged, reading_of

from plait.domain.judgements import NonLevel, answer_key


def beds(change: Any) -> str:
    reading = reading_of(change)
    assert reading.errors == ()
    assert reading.submission is not None
    return answer_key(reading.submission.area("beds").answer)


@pytest.mark.parametrize(
    "typed",
    [
        "Secure (3)",
        "secure",
        "SECURE",
        " Secure ",
        "3",
        3,
        3.0,
        "3.0",
        "3 – Secure",
        "3 - Secure",
        "Secure 3",
        "3: secure",
    ],
)
def test_level_typed_in_any_sensible_way(typed: Any) -> None:
    def change(book: Any) -> None:
        judged(book, "Beds and soil").value = typed
        beside(book["1 Beds and soil"], "Care", "Our level").value = typed

    reading = reading_of(change)
    assert reading.submission is not None
    assert answer_key(reading.submission.area("beds").answer) == "3"
    assert answer_key(reading.submission.statement("beds-care").answer) == "3"


@pytest.mark.parametrize("typed", ["Not applicable", "not applicable", "n/a", "NA", "not-applicable"])
def test_not_applicable_typed(typed: str) -> None:
    def change(book: Any) -> None:
        judged(book, "Beds and soil").value = typed

    assert beds(change) == NonLevel.NOT_APPLICABLE


@pytest.mark.parametrize("typed", ["Not sure", "unsure", "?"])
def test_not_sure_typed(typed: str) -> None:
    def change(book: Any) -> None:
        judged(book, "Beds and soil").value = typed

    assert beds(change) == NonLevel.NOT_SURE


def test_sheets_renamed_and_in_another_order() -> None:
    def change(book: Any) -> None:
        judged(book, "Beds and soil").value = 2
        beside(book["2 People"], "Staff", "Our level").value = "Expanding"
        book["Input"].title = "Our answers"
        book["2 People"].title = "Who"
        book["Cover"].title = "Front"
        book._sheets.reverse()

    reading = reading_of(change)
    assert reading.errors == ()
    assert reading.notes == ()
    assert reading.submission is not None
    assert reading.submission.school == "Made-up School"
    assert answer_key(reading.submission.area("beds").answer) == "2"
    assert answer_key(reading.submission.statement("people-staff").answer) == "2"


def test_rows_and_columns_inserted() -> None:
    def change(book: Any) -> None:
        sheet = book["Input"]
        judged(book, "People").value = "Emerging (1)"
        sheet.insert_rows(1, 3)
        sheet.insert_cols(4, 2)
        sheet.cell(1, 5).value = "A note of mine"
        sheet.cell(40, 2).value = "Another note"

    reading = reading_of(change)
    assert reading.errors == ()
    assert reading.submission is not None
    assert answer_key(reading.submission.area("people").answer) == "1"


def test_rows_moved_about() -> None:
    def change(book: Any) -> None:
        sheet = book["Input"]
        judged(book, "Beds and soil").value = 4
        judged(book, "People").value = 1
        first, second = find_cell(sheet, "Beds and soil").row, find_cell(sheet, "People").row
        for column in range(1, 12):
            one, other = sheet.cell(first, column), sheet.cell(second, column)
            one.value, other.value = other.value, one.value

    reading = reading_of(change)
    assert reading.submission is not None
    assert answer_key(reading.submission.area("beds").answer) == "4"
    assert answer_key(reading.submission.area("people").answer) == "1"


def test_hidden_ids_deleted_titles_are_enough() -> None:
    def change(book: Any) -> None:
        judged(book, "Beds and soil").value = 4
        beside(book["1 Beds and soil"], "Plan", "Our level").value = 2
        book["Input"].delete_cols(1)
        book["1 Beds and soil"].delete_cols(1)

    reading = reading_of(change)
    assert reading.errors == ()
    assert reading.submission is not None
    assert answer_key(reading.submission.area("beds").answer) == "4"
    assert answer_key(reading.submission.statement("beds-plan").answer) == "2"


def test_sheets_of_ones_own_are_left_aside_and_named() -> None:
    def change(book: Any) -> None:
        book.create_sheet("My notes").cell(1, 1).value = "=1/0"

    reading = reading_of(change)
    assert reading.errors == ()
    assert reading.notes == ("The sheet “My notes” is not one of Plait's; it was left aside.",)


def test_output_and_sums_deleted_are_not_missed() -> None:
    def change(book: Any) -> None:
        judged(book, "Beds and soil").value = 4
        del book["Output"]
        del book["_sums"]

    assert beds(change) == "4"


def test_area_sheet_deleted_is_noted() -> None:
    def change(book: Any) -> None:
        del book["2 People"]

    reading = reading_of(change)
    assert reading.errors == ()
    assert reading.notes == ("No row was found for “Pupils”, “Staff”; taken as not answered.",)


def test_same_sheet_twice_with_the_same_answers() -> None:
    def change(book: Any) -> None:
        judged(book, "Beds and soil").value = 3
        book.copy_worksheet(book["Input"])

    assert beds(change) == "3"


@pytest.mark.parametrize(
    "typed",
    [
        date(2027, 3, 3),
        datetime(2027, 3, 3, 14, 2),  # noqa: DTZ001  a cell has no zone
        "3 March 2027",
        "3rd March 2027",
        "2027-03-03",
        "03/03/2027",
        46449,
    ],
)
def test_date_however_it_was_typed(typed: Any) -> None:
    def change(book: Any) -> None:
        cell = beside(book["Cover"], "Date", "Made-up School")
        cell.value = typed
        if isinstance(typed, int):
            cell.number_format = "0"

    reading = reading_of(change)
    assert reading.errors == ()
    assert reading.submission is not None
    assert reading.submission.dated == date(2027, 3, 3)


@pytest.mark.parametrize("typed", [123456, "123456", " 123 456 ", 123456.0])
def test_urn_however_it_was_typed(typed: Any) -> None:
    def change(book: Any) -> None:
        beside(book["Cover"], "URN", "Made-up School").value = typed

    reading = reading_of(change)
    assert reading.submission is not None
    assert reading.submission.urn == 123456


def test_numbers_and_dates_in_text_cells_are_text() -> None:
    def change(book: Any) -> None:
        judged(book, "Beds and soil", "Evidence: how we know").value = 85
        judged(book, "Beds and soil", "Key actions").value = date(2027, 3, 3)
        judged(book, "People", "Evidence: how we know").value = 0.5

    reading = reading_of(change)
    assert reading.submission is not None
    assert reading.submission.area("beds").evidence == "85"
    assert reading.submission.area("beds").actions == "3 March 2027"
    assert reading.submission.area("people").evidence == "0.5"
