"""A report that tells of its fact-check: the same in every format, and found from the list of what is in it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup
from docx import Document
from made_up_rounds import framework, said

from plait.adapters.documents import html, pdf, word
from plait.domain.comparison import diagnose
from plait.domain.diagnosis import Diagnosis
from plait.domain.fact_checks import CheckedFacts, CheckedPoint
from tests.adapters.test_documents_of_a_round import assert_accessible, pdf_text, squeezed

STAYED = "The club began in May and takes in children from Year 3."
CHANGED = "31 pupils take part, by the October count."


def checked(*, told: bool) -> Diagnosis:
    ours = framework()
    points = (
        CheckedPoint(ours.areas[0].title, "29 pupils", "It is 31 pupils.", True, CHANGED),
        CheckedPoint("", "", STAYED, False, "As two teachers told us."),
    )
    return replace(diagnose(said(ours, 2, 3, 3)), checked=CheckedFacts(points, told, date(2026, 11, 20)))


@pytest.mark.parametrize("told", [True, False], ids=["point by point", "what was changed"])
def test_it_is_told_as_far_as_both_wish(told: bool, tmp_path) -> None:  # type: ignore[no-untyped-def]
    diagnosis = checked(told=told)
    data = pdf(diagnosis)
    assert_accessible(data, tmp_path)
    page = BeautifulSoup(html(diagnosis), "html5lib").get_text(" ")
    cells = [cell.text for table in Document(io.BytesIO(word(diagnosis))).tables for cell in table._cells]
    for text in (squeezed(pdf_text(data)), squeezed(page), squeezed(" ".join(cells))):
        assert squeezed(CHANGED) in text
        assert (squeezed(STAYED) in text) is told


def test_every_part_is_found_from_the_list_of_what_is_in_it() -> None:
    diagnosis = checked(told=True)
    page = BeautifulSoup(html(diagnosis), "html5lib")
    links = {link["href"]: link.get_text() for link in page.select("nav a")}
    assert "Fact-check" in links.values()
    for address, title in links.items():
        assert title.split("\n")[0] in page.select_one(address).get_text()
    assert len(links) == len(page.select("nav a"))
    document = Document(io.BytesIO(word(diagnosis)))
    parts = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == "Heading 1"]
    texts = [paragraph.text for paragraph in document.paragraphs]
    listed = texts[texts.index("In this report") + 1 :]
    assert listed[: len(parts)] == parts
    assert "Fact-check" in parts
