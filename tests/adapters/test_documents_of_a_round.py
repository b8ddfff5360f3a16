"""The report in every format: it says the same, it is sound, and nobody's text becomes anything but text."""

from __future__ import annotations

import io
import itertools
import json
import re
import zipfile
from datetime import date

import html5lib
import openpyxl
import pdfua
import pytest
from bs4 import BeautifulSoup
from docx import Document
from made_up_rounds import framework, said
from pypdf import PdfReader

from plait.adapters import framework_files
from plait.adapters.documents import FORMATS, html, pdf, record, word, xlsx
from plait.adapters.documents.content import report_of
from plait.adapters.documents.pdf import FONTS, UNSEEN_NOTE
from plait.cli.bench.sample_round import sample_round
from plait.domain.comparison import diagnose
from plait.domain.diagnosis import ChallengeRecord, Diagnosis, PlannedAction

BUILT_IN = [item.name for item in framework_files.built_in()]


def sample(name: str) -> Diagnosis:
    ours = framework_files.find(name)
    assert ours is not None
    made = sample_round(ours)
    return diagnose(
        made.own,
        peers=made.peers,
        previous=made.previous,
        challenges=made.challenges,
        actions=made.actions,
        prepared=date(2026, 12, 1),
        visible_to="three schools",
    )


def odd_rounds() -> dict[str, Diagnosis]:
    two, eleven = framework(areas=2), framework(areas=11, levels=("No", "A little", "Half", "Mostly", "Yes", "More"))
    enquiry = framework(levels=())
    return {
        "two areas": diagnose(said(two, 1, 4)),
        "one area": diagnose(said(framework(areas=1), 2), peers=[said(framework(areas=1), 3, partner="B")]),
        "eleven areas": diagnose(said(eleven, *[1 + at % 6 for at in range(11)])),
        "enquiry": diagnose(said(enquiry, None, None, None, evidence={"first": "We asked\nThey told us"})),
        "nothing said": diagnose(said(framework(), None, None, None)),
        "own scale": diagnose(said(framework(own_scale=True), 2, None, "not-met")),
    }


ODD = odd_rounds()


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad\u200b]+", "", text)


def pdf_text(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def word_text(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(texts)


def assert_accessible(data: bytes, tmp_path, name: str = "report.pdf") -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / name
    file.write_bytes(data)
    report = pdfua.validate(str(file))
    assert not list(report.findings)


class TestPdf:
    @pytest.mark.parametrize("name", BUILT_IN)
    def test_built_in_frameworks_pass_the_machine_checks(self, name: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
        data = pdf(sample(name))
        assert_accessible(data, tmp_path)
        reader = PdfReader(io.BytesIO(data))
        root = reader.trailer["/Root"]
        assert root["/Lang"] == "en-GB"
        assert root["/MarkInfo"]["/Marked"]
        assert reader.metadata is not None
        assert reader.metadata.title == report_of(sample(name)).title
        assert b"pdfuaid" in root["/Metadata"].get_data()

    @pytest.mark.parametrize("name", list(ODD))
    def test_odd_rounds_pass_them_too(self, name: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
        assert_accessible(pdf(ODD[name]), tmp_path)

    def test_it_has_bookmarks_page_numbers_and_says_who_may_see_it(self) -> None:
        data = pdf(sample("teaching-school"))
        reader = PdfReader(io.BytesIO(data))
        titles = [item.title for item in reader.outline if not isinstance(item, list)]
        assert any("Leadership" in title for title in titles)
        last = len(reader.pages)
        for at, page in enumerate(reader.pages, start=1):
            text = page.extract_text()
            assert f"{at} of {last}" in text
            assert "Who may see this: three schools" in text

    def test_it_holds_every_finding(self) -> None:
        diagnosis = sample("teaching-school")
        text = squeezed(pdf_text(pdf(diagnosis)))
        for words in findings(diagnosis):
            assert squeezed(words) in text, words

    def test_the_same_report_is_the_same_file(self) -> None:
        assert pdf(sample("teaching-school")) == pdf(sample("teaching-school"))

    def test_only_the_shipped_fonts_are_in_it(self) -> None:
        data = pdf(sample("teaching-school"))
        names = set()
        for page in PdfReader(io.BytesIO(data)).pages:
            for font in page["/Resources"].get("/Font", {}).values():
                names.add(str(font.get_object()["/BaseFont"]).split("+")[-1])
        assert names
        assert all(name.startswith("SourceSans3") for name in names)

    def test_signs_that_no_font_has_are_shown_as_missing_and_said(self) -> None:
        ours = framework()
        diagnosis = diagnose(said(ours, 3, 3, 3, evidence={"first": "Seen \U0001f9f6 and \U00012000 in the hall"}))
        text = squeezed(pdf_text(pdf(diagnosis)))
        assert "inthehall" in text
        # a machine whose own fonts know the signs shows them; any other says what it could not set
        assert "\U00012000" in text or squeezed(UNSEEN_NOTE) in text

    def test_the_list_of_covered_signs_is_that_of_the_fonts(self) -> None:
        tools = pytest.importorskip("fontTools.ttLib", reason="fontTools comes with the benchmark's peer")
        covered: set[int] = set()
        for pair in (FONTS / "coverage.txt").read_text().split():
            first, _, last = pair.partition("-")
            covered |= set(range(int(first, 16), int(last or first, 16) + 1))
        fonts = [set(tools.TTFont(path).getBestCmap()) for path in FONTS.glob("*.ttf")]
        assert covered == set.intersection(*fonts)
        assert all(ord(sign) in covered for sign in "ŵŷŴŶâêîôûïë“”’–…●○")


def findings(diagnosis: Diagnosis) -> list[str]:
    report = report_of(diagnosis)
    words = [
        report.school,
        report.finding,
        *report.moved,
        report.challenge,
        *report.strengths,
        *report.consider,
    ]
    words += [step.text for step in report.steps] + list(report.agreement) + list(report.overall_words)
    for area in report.areas:
        words += [
            area.title,
            area.word,
            area.change,
            area.rule_words,
            area.challenge,
            *area.challenge_reason,
        ]
        words += [paragraph for view in area.views for paragraph in (view.words, *view.paragraphs)]
        words += [text for _, text in area.evidence]
        for table in (area.next_table, area.actions):
            words += [cell for row in table.rows for cell in row] if table else []
    for table in report.statements:
        words += [cell for row in table.rows for cell in row]
    return [item for item in words if item]


class TestWord:
    def test_it_has_real_headings_repeated_table_heads_and_alternatives(self) -> None:
        diagnosis = sample("teaching-school")
        data = word(diagnosis)
        document = Document(io.BytesIO(data))
        styles = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style}
        assert {"Title", "Heading 1", "Heading 2", "Heading 3", "List Bullet"} <= styles
        headings = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
        assert headings[0] == "1 Leadership"
        assert headings[-1] == "How these judgements were made"
        xml = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
        assert xml.count("<w:tblHeader") == len(document.tables)
        described = re.findall(r'<wp:docPr[^>]* descr="([^"]+)"', xml)
        assert len(described) == 2
        assert all("Leadership: " in text for text in described)
        assert "TOC" in xml

    def test_it_holds_every_finding(self) -> None:
        diagnosis = sample("teaching-school")
        text = squeezed(word_text(word(diagnosis)))
        for words in findings(diagnosis):
            assert squeezed(words) in text, words

    @pytest.mark.parametrize("name", list(ODD))
    def test_odd_rounds_open(self, name: str) -> None:
        assert "How these judgements were made" in word_text(word(ODD[name]))


class TestWebPage:
    @pytest.mark.parametrize("name", [*BUILT_IN, *ODD])
    def test_it_is_sound_and_needs_nothing_beside_itself(self, name: str) -> None:
        text = html(ODD[name] if name in ODD else sample(name)).decode()
        html5lib.HTMLParser(strict=True).parse(text)
        page = BeautifulSoup(text, "html.parser")
        assert page.html is not None
        assert page.html["lang"] == "en-GB"
        assert not page.find_all(["script", "link", "img", "iframe", "object", "embed", "base"])
        assert not [node for node in page.find_all(True) if "src" in node.attrs or "style" in node.attrs]
        for link in page.find_all("a"):
            target = link["href"]
            assert target.startswith("#")
            assert page.find(id=target[1:]) is not None
        assert "url(" not in text
        assert "@import" not in text
        ids = [node["id"] for node in page.find_all(id=True)]
        assert len(ids) == len(set(ids))
        assert len(page.find_all("h1")) == 1
        levels = [int(node.name[1]) for node in page.find_all(re.compile("^h[1-6]$"))]
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))

    def test_it_holds_every_finding(self) -> None:
        diagnosis = sample("teaching-school")
        text = squeezed(BeautifulSoup(html(diagnosis), "html.parser").get_text(" "))
        for words in findings(diagnosis):
            assert squeezed(words) in text, words


class TestExcel:
    def test_sheets_and_a_native_chart(self) -> None:
        data = xlsx(sample("teaching-school"))
        book = openpyxl.load_workbook(io.BytesIO(data))
        assert book.sheetnames == ["Summary", "Areas", "Shape", "Statements", "Actions"]
        assert len(book["Shape"]._charts) == 1
        assert book["Areas"]["A2"].value == "Leadership"
        assert book["Statements"].max_row == 1 + sum(len(area.statements) for area in sample("teaching-school").areas)

    @pytest.mark.parametrize("name", list(ODD))
    def test_odd_rounds_open(self, name: str) -> None:
        assert "Summary" in openpyxl.load_workbook(io.BytesIO(xlsx(ODD[name]))).sheetnames


class TestData:
    def test_the_object_that_scripts_rely_on(self) -> None:
        ours = framework()
        diagnosis = diagnose(
            said(ours, 3, 2, 4, round_="Now", agreed={"second": (3, "Seen.")}),
            peers=[said(ours, 2, 2, 4, partner="Brackendale")],
            previous=[said(ours, 2, 4, 4, round_="Then")],
        )
        made = json.loads(FORMATS["json"].write(diagnosis))
        assert made == record(diagnosis)
        rows = [(area["id"], area["self"], area["peer"], area["previous"], area["change"]) for area in made["areas"]]
        assert rows == [("first", 3, 2, 2, 1), ("second", 2, 2, 4, -1), ("third", 4, 4, 4, 0)]
        assert made["areas"][1]["agreed"] == 3
        assert made["areas"][1]["level"] == 3
        assert made["agreement"]["comparisons"] == 3
        assert made["agreement"]["exact"] == 2
        assert made["overall"]["level"] == 3

    def test_several_peers_are_a_list_and_peer_is_what_they_share(self) -> None:
        ours = framework()
        peers = [said(ours, 3, 2, 1, partner="A"), said(ours, 3, 1, 1, partner="B")]
        made = record(diagnose(said(ours, 3, 3, 3), peers=peers))
        assert [area["peer"] for area in made["areas"]] == [3, None, 1]
        assert [view["level"] for view in made["areas"][1]["peers"]] == [2, 1]
        assert len(made["agreement"]["peers"]) == 2

    def test_nothing_where_there_is_nothing(self) -> None:
        made = record(diagnose(said(framework(overall=False), None, None, None)))
        assert made["overall"] is None
        assert made["agreement"] is None
        assert made["areas"][0]["self"] is None


HOSTILE = (
    "<script>alert(1)</script>",
    '#import "@preview/x:1.0.0": y',
    '=HYPERLINK("http://example.invalid","x")',
    "+1+2",
    "-2+3",
    "@SUM(A1)",
    '#eval("1+1") $ x^2 $ @ref _em_ *strong* `raw` \\n \\u{41} // gone /* gone */ <label> ~ [x] = head',
    "{{ 7*7 }} {% raw %} ${7*7}",
    "]]> <!-- --> &amp; \"quoted\" 'single'",
    "Ŵŷn 💡 العربية 中文",
    "ctrl\x00\x07\x1b\ufffe text",
)


def hostile_round(text: str) -> Diagnosis:
    ours = framework()
    everywhere = dict.fromkeys(("first", "second", "third"), text)
    own = said(
        ours, 3, 3, 3, school=text, round_=text, evidence=everywhere, actions=everywhere, comments=everywhere,
        agreed={"first": (2, text)},
    )  # fmt: skip
    peer = said(ours, 2, 3, 3, school=text, partner=text, comments=everywhere, evidence=everywhere)
    earlier = said(ours, 2, 2, 2, school=text, round_=text + " earlier")
    return diagnose(
        own,
        peers=[peer],
        previous=[earlier],
        name=text,
        visible_to=text,
        challenges=[ChallengeRecord("second", ours.scale.at(2), text, text)],
        actions=[PlannedAction("first", text, text, date(2027, 3, 1), text), PlannedAction("", text)],
    )


@pytest.mark.parametrize("text", HOSTILE)
class TestNobodysTextRuns:
    def test_pdf(self, text: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
        data = pdf(hostile_round(text))
        assert_accessible(data, tmp_path)
        if text.isascii() and text.isprintable():
            assert squeezed(pdf_text(data)).count(squeezed(text)) >= 10
        assert b"/JavaScript" not in data
        assert b"/URI" not in data

    def test_word(self, text: str) -> None:
        data = word(hostile_round(text))
        if text.isprintable():
            assert squeezed(word_text(data)).count(squeezed(text)) >= 10

    def test_web_page(self, text: str) -> None:
        page = BeautifulSoup(html(hostile_round(text)), "html.parser")
        assert not page.find_all("script")
        if text.isprintable():
            assert squeezed(page.get_text(" ")).count(squeezed(text)) >= 10

    def test_excel(self, text: str) -> None:
        data = xlsx(hostile_round(text))
        book = openpyxl.load_workbook(io.BytesIO(data))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]
        if text.isprintable():
            assert sum(text in str(cell.value) for cell in cells) >= 10
        parts = zipfile.ZipFile(io.BytesIO(data))
        for name in parts.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in parts.read(name)

    def test_data(self, text: str) -> None:
        assert json.loads(FORMATS["json"].write(hostile_round(text)))["school"] == text


def test_very_long_texts_stay_whole_and_on_the_page(tmp_path) -> None:  # type: ignore[no-untyped-def]
    ours = framework()
    long = "Evidence of many kinds. " * 400
    word_ = "x" * 400
    diagnosis = diagnose(
        said(ours, 3, 3, 3, evidence={"first": word_}, comments={"first": long}),
        peers=[said(ours, 2, 3, 3, partner="Brackendale", comments={"first": long + "The end."})],
    )
    data = pdf(diagnosis)
    assert_accessible(data, tmp_path)
    text = squeezed(pdf_text(data))
    assert "Theend." in text
    assert word_ in text
