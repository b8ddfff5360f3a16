"""What a person finds in a workbook: drop-downs, protection, pictures, sheets that have sensible names."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from filled import GARDEN, beside, find_cell, judged
from hypothesis import given
from hypothesis import strategies as st
from shapes import ENQUIRY, FOUR, framework_of

from plait.adapters.framework_files import find
from plait.adapters.workbook import new
from plait.adapters.workbook.layout import SHEET_NAME_LIMIT, sheet_names, spellings, understood
from plait.domain.frameworks import Framework
from plait.domain.judgements import AreaEntry, Submission


def opened(framework: Framework = GARDEN, **said: Any) -> Any:
    return openpyxl.load_workbook(BytesIO(new(framework, **said)))


def offered(book: Any, sheet: Any, cell: Any) -> list[str]:
    """The words of the drop-down in a cell."""
    for rule in sheet.data_validations.dataValidation:
        if cell.coordinate in rule.sqref:
            name, _, span = rule.formula1.partition("!")
            return [item.value for row in book[name][span.replace("$", "")] for item in row]
    return []


def test_drop_downs_offer_the_levels_and_the_two_other_answers() -> None:
    book = opened()
    wanted = ["Emerging (1)", "Expanding (2)", "Secure (3)", "Sustainable (4)", "Not applicable", "Not sure"]
    assert offered(book, book["Input"], judged(book, "Beds and soil")) == wanted
    assert offered(book, book["Input"], judged(book, "People", "Agreed after challenge")) == wanted
    sheet = book["2 People"]
    assert offered(book, sheet, beside(sheet, "Staff", "Our level")) == wanted


def test_an_area_with_a_scale_of_its_own_offers_that() -> None:
    framework = find("whole-school")
    assert framework is not None
    book = opened(framework)
    safeguarding = offered(book, book["Input"], judged(book, "Safeguarding"))
    assert safeguarding == ["Not met", "Met", "Not applicable", "Not sure"]
    assert len(offered(book, book["Input"], judged(book, framework.areas[1].title))) == 7


def test_levels_stand_side_by_side_least_developed_left_whatever_the_numbers() -> None:
    reverse = FOUR
    for value, rank in ((1, 4), (2, 3), (3, 2), (4, 1)):
        reverse = reverse.replace(f"rank: {value}}}".encode(), f"rank: R{rank}}}".encode())
    book = opened(framework_of(reverse.replace(b"rank: R", b"rank: ")))
    heads = [cell.value for cell in book["1 Beds and soil"][4]][2:6]
    assert heads == ["Sustainable (4)", "Secure (3)", "Expanding (2)", "Emerging (1)"]


def test_only_cells_to_fill_in_are_open_and_no_password_is_set() -> None:
    book = opened()
    for name in ("Cover", "Input", "1 Beds and soil", "Output"):
        sheet = book[name]
        assert sheet.protection.sheet
        assert not sheet.protection.password
    assert not judged(book, "Beds and soil").protection.locked
    assert not judged(book, "Beds and soil", "Key actions").protection.locked
    assert not beside(book["2 People"], "Staff", "Our level").protection.locked
    assert judged(book, "Beds and soil", "Statements suggest").protection.locked
    assert find_cell(book["2 People"], "Staff").protection.locked
    open_on_output = [cell for row in book["Output"].iter_rows() for cell in row if not cell.protection.locked]
    assert open_on_output == []


def test_texts_are_never_formulas() -> None:
    said = Submission(GARDEN, "=1+1", areas=(AreaEntry("beds", None, "=cmd|x", "+1", "-1", None, "@a"),))
    book = opened(submission=said, challenged_by="=2+2")
    for head in ("Evidence: how we know", "Key actions", "Peer challenge comments", "Why it was kept or changed"):
        assert judged(book, "Beds and soil", head).data_type == "s"
    assert beside(book["Cover"], "School", "=1+1").data_type == "s"
    assert beside(book["Cover"], "Challenged by", "=2+2").data_type == "s"


@pytest.mark.parametrize(("name", "kind"), [("garden", "radarChart"), ("two", "barChart"), ("enquiry", "")])
def test_picture_fits_the_number_of_areas(name: str, kind: str) -> None:
    two = FOUR[: FOUR.index(b"  - id: greenhouse")]
    framework = framework_of({"garden": FOUR, "two": two, "enquiry": ENQUIRY}[name])
    with ZipFile(BytesIO(new(framework))) as archive:
        charts = [archive.read(part).decode() for part in archive.namelist() if part.startswith("xl/charts/chart")]
    assert len(charts) == bool(kind)
    if charts:
        assert f"<c:{kind}>" in charts[0]
        assert '<c:max val="4"/>' in charts[0]
        assert '<c:min val="0"/>' in charts[0]


def test_radar_is_filled_and_described() -> None:
    with ZipFile(BytesIO(new(GARDEN))) as archive:
        assert '<c:radarStyle val="filled"/>' in archive.read("xl/charts/chart1.xml").decode()
        assert "The rating of 3 areas" in archive.read("xl/drawings/drawing1.xml").decode()


def test_prints_on_a4_across_with_heads_on_every_page() -> None:
    sheet = opened()["Input"]
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.freeze_panes == "C5"


def test_rows_of_the_input_sheet_may_grow() -> None:
    with ZipFile(BytesIO(new(GARDEN))) as archive:
        text = archive.read("xl/worksheets/sheet2.xml").decode()
    row = text[text.index('<row r="5"') :]
    assert 'ht="' in row[: row.index(">")]
    assert "customHeight" not in row[: row.index(">")]


def test_framework_that_allows_no_overall_level_says_why() -> None:
    framework = framework_of(FOUR.replace(b"allowed: true, rule: best-fit, note: One", b"allowed: false, note: No one"))
    sheet = opened(framework)["Output"]
    row = find_cell(sheet, "Overall").row
    assert [sheet.cell(row, column).value for column in (3, 4)] == ["None", "No one level helps."]


@given(st.lists(st.text(max_size=60), max_size=30))
def test_sheet_names_are_what_excel_takes(titles: list[str]) -> None:
    names = sheet_names(titles)
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 0 < len(name.encode("utf-16-le", "surrogatepass")) // 2 <= SHEET_NAME_LIMIT
        assert not set(name) & set("[]:*?/\\'")


def test_formulas_understand_only_what_reading_understands() -> None:
    for framework in (GARDEN, find("whole-school"), find("partnership-maturity")):
        assert framework is not None
        for area in framework.areas:
            texts = spellings(area.scale)
            assert len({text.casefold() for text, _ in texts}) == len(texts)
            assert all(understood(area.scale, text) is not None for text, _ in texts)
