"""Files as people really have them: what is understood, and what is asked about, each at its place."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx
import xlsxwriter
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from plait.adapters.framework_files import Doubt, DoubtKind, Reading, read
from plait.domain.frameworks import Framework


def workbook(fill: Callable[[Any], None]) -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    fill(book)
    book.close()
    return out.getvalue()


def sound(found: Reading) -> Framework:
    assert found.framework is not None, found.errors
    return found.framework


def asked(found: Reading, kind: DoubtKind) -> list[Doubt]:
    return [doubt for doubt in found.doubts if doubt.kind is kind]


def places(found: Reading, kind: DoubtKind) -> list[object]:
    return [doubt.place.cell or doubt.place.row for doubt in asked(found, kind)]


def trouble(book: Any) -> None:
    """Two heading rows, a merged cell, a gap, a prompt in a descriptor, a note, and an overview that differs."""
    overview = book.add_worksheet("Overview")
    overview.write_row(0, 0, ["Statement", "Emerging", "Secure"])
    for row, name in enumerate(("Vision", "Money", "Reach across partners"), 1):
        overview.write_row(row, 0, [name, "a little", "a lot"])
    sheet = book.add_worksheet("Leadership")
    sheet.write(0, 0, "How the alliance is led.")
    sheet.merge_range(1, 0, 2, 0, "Aspect")
    sheet.merge_range(1, 1, 1, 4, "Level")
    sheet.write_row(2, 1, ["1 Emerging", "2 Expanding", "3 Secure", "4 Sustainable"])
    asks = "It guides plans. To what extent do leaders share it?"
    sheet.write_row(3, 0, ["Vision", "There is one.", "It is known.", asks, "It lasts."])
    sheet.write_row(4, 0, ["Money", "Costs are known."])
    sheet.merge_range(4, 2, 4, 3, "Costs are planned.")
    sheet.write(4, 4, "Costs are shared.")
    sheet.write_row(5, 0, ["Governors", "They hear of it.", "", "They ask.", "They drive it."])
    sheet.write(7, 0, "Note: the levels follow an older paper.")


def test_every_trap_of_a_workbook_is_asked_about_in_its_cell() -> None:
    found = read(workbook(trouble), "review.xlsx")
    framework = sound(found)
    assert [level.label for level in framework.scale] == ["Emerging", "Expanding", "Secure", "Sustainable"]
    assert [(area.title, area.summary) for area in framework.areas] == [("Leadership", "How the alliance is led.")]
    assert [item.text for item in framework.statements] == ["Vision", "Money", "Governors"]
    assert dict(framework.statements[1].descriptors)["2"] == "Costs are planned."
    assert places(found, DoubtKind.HEADINGS) == ["Leadership!A2"]
    assert places(found, DoubtKind.MERGED) == ["Leadership!C5"]
    assert places(found, DoubtKind.LEVEL_MISSING) == ["Leadership!C6"]
    assert places(found, DoubtKind.NOTE) == ["Leadership!A8"]
    assert places(found, DoubtKind.OVERVIEW) == ["Overview!A4", "Leadership!A6"]
    run = asked(found, DoubtKind.RAN_TOGETHER)
    assert [doubt.place.cell for doubt in run] == ["Leadership!D4"]
    assert "To what extent do leaders share it?" in run[0].seen
    assert all(doubt.settle for doubt in found.doubts if doubt.kind is not DoubtKind.HEADINGS)


def test_merged_area_cells_name_the_area_of_each_row() -> None:
    def fill(book: Any) -> None:
        sheet = book.add_worksheet("Grid")
        sheet.write_row(0, 0, ["Domain", "Indicator", "1", "2", "3", "Questions", "Comments"])
        sheet.merge_range(1, 0, 2, 0, "Culture")
        sheet.write_row(1, 1, ["Trust", "low", "middle", "high", "Who speaks?\nWho listens?"])
        sheet.write_row(2, 1, ["Care", "low care", "middle care", "high care", "", "Ours is good"])
        sheet.write_row(3, 0, ["Place", "Roots", "few", "some", "many"])

    found = read(workbook(fill), "grid.xlsx")
    framework = sound(found)
    assert [(area.title, len(area.statements)) for area in framework.areas] == [("Culture", 2), ("Place", 1)]
    assert framework.statements[0].prompts == ("Who speaks?", "Who listens?")
    assert [doubt.place.cell for doubt in asked(found, DoubtKind.LEFT_OUT)] == ["Grid!G3"]
    assert not asked(found, DoubtKind.MERGED)


REVERSED = (
    "Ref,Area,Indicator,Outstanding (1),Good (2),Requires improvement (3),Inadequate (4)\n"
    "{first},Teaching,Planning,Plans guide all.,Plans are in use.,Plans need work.,There are none.\n"
    "A2,Teaching,Feedback,It helps all.,It helps most.,It is patchy.,None is given.\n"
)


def test_reversed_scale_is_followed_by_its_words_and_told() -> None:
    found = read(REVERSED.format(first="A1").encode(), "r.csv")
    framework = sound(found)
    assert framework.scale.levels[0].value == 4
    assert framework.scale.levels[-1].label == "Outstanding"
    (doubt,) = asked(found, DoubtKind.SCALE)
    assert (doubt.place.row, "reversed" in doubt.seen) == (1, True)


def test_repeated_id_is_an_error_with_both_lines() -> None:
    found = read(REVERSED.format(first="A2").encode(), "r.csv")
    assert found.framework is None
    (error,) = found.errors
    assert error.line == 3
    assert "used by another statement on line 2" in error.message
    assert found.draft["areas"][0]["statements"][1]["text"] == "Feedback"  # there to be put right


def test_numbers_that_run_down_without_words_are_asked_about() -> None:
    found = read(b"Area,Statement,4,3,2,1\nA,S,d,c,b,a\n", "r.csv")
    assert [item[1] for item in sound(found).statements[0].descriptors] == ["a", "b", "c", "d"]
    assert "run downwards" in asked(found, DoubtKind.SCALE)[0].seen


def test_areas_that_fill_other_level_columns_get_their_own_scale() -> None:
    text = "Area,Statement,Not met,Met,1 Emerging,2 Secure\nSafe,Checks,none,all,,\nOther,Plans,,,few,many\n"
    found = read(text.encode(), "r.csv")
    framework = sound(found)
    scales = [[level.label for level in area.scale] for area in framework.areas]
    assert scales == [["Not met", "Met"], ["Emerging", "Secure"]]
    assert len([doubt for doubt in asked(found, DoubtKind.SCALE) if "fills only some" in doubt.seen]) == 2
    assert not asked(found, DoubtKind.LEVEL_MISSING)


def test_csv_of_other_encodings_and_separators() -> None:
    text = "Maes;Datganiad;1 Emerging;2 Secure\nCyfle;Llafar – da;café;naïve\n"
    for data in (text.encode("cp1252"), text.encode("utf-8-sig"), text.encode("utf-16")):
        framework = sound(read(data, "r.csv"))
        assert framework.statements[0].text == "Llafar – da"
        assert [item[1] for item in framework.statements[0].descriptors] == ["café", "naïve"]


def test_two_rows_of_one_statement_are_joined_and_told() -> None:
    found = read(b"Area,Statement,1 Emerging,2 Secure\nA,S,one,two\n,,more,\nA,T,x,y\n", "r.csv")
    framework = sound(found)
    assert framework.statements[0].descriptors == (("1", "one\nmore"), ("2", "two"))
    assert any(doubt.place.row == 3 and "read as more of “S”" in doubt.seen for doubt in found.doubts)


def test_repeated_heading_row_and_section_rows() -> None:
    text = "Statement,1 Emerging,2 Secure\nCulture,,\nTrust,a,b\nStatement,1 Emerging,2 Secure\nPlace,,\nRoots,c,d\n"
    found = read(text.encode(), "r.csv")
    assert [area.title for area in sound(found).areas] == ["Culture", "Place"]
    assert places(found, DoubtKind.HEADINGS) == [4]
    assert places(found, DoubtKind.ROW) == [2, 5]


def word(fill: Callable[[Any], None]) -> bytes:
    document = docx.Document()
    fill(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def tracked(document: Any) -> None:
    document.add_paragraph("Review frame", style="Title")
    document.add_heading("Culture", 1)
    document.add_paragraph("How people work together.")
    document.add_heading("Trust", 2)
    for text in ("Emerging: People are polite.", "Developing: Some speak up.", "Secure: People say "):
        paragraph = document.add_paragraph(text)
    space = nsdecls("w")
    paragraph._p.append(parse_xml(f'<w:ins {space} w:id="1" w:author="x"><w:r><w:t>openly</w:t></w:r></w:ins>'))
    gone = "<w:r><w:delText>politely</w:delText></w:r>"
    paragraph._p.append(parse_xml(f'<w:del {space} w:id="2" w:author="x">{gone}</w:del>'))
    document.add_heading("Prompts", 3)
    document.add_paragraph("Who speaks last?", style="List Bullet")
    document.add_heading("Care", 2)
    document.add_paragraph("Emerging: Care is patchy.")
    document.add_paragraph("Secure: Care is steady.")
    document.add_paragraph("A stray remark.")


def test_word_headings_and_tracked_changes() -> None:
    found = read(word(tracked), "frame.docx")
    framework = sound(found)
    assert framework.title == "Review frame"
    trust, care = framework.statements
    assert dict(trust.descriptors)["secure"] == "People say openly"
    assert trust.prompts == ("Who speaks last?",)
    assert framework.areas[0].summary == "How people work together."
    (change,) = asked(found, DoubtKind.TRACKED)
    assert change.place.cell == "paragraph 7"
    assert "openly" in change.seen
    assert "politely" in change.seen
    assert "Developing" in asked(found, DoubtKind.LEVEL_MISSING)[0].seen
    assert care.text == "Care"
    assert "A stray remark." in asked(found, DoubtKind.LEFT_OUT)[0].seen


def test_word_table_with_cells_that_span_rows() -> None:
    def fill(document: Any) -> None:
        document.add_heading("Leadership", 1)
        table = document.add_table(rows=4, cols=4)
        for row, cells in enumerate(
            [
                ["Statement", "Emerging", "Expanding", "Secure"],
                ["Vision", "a", "b", "c"],
                ["Money", "d", "e", "f"],
                ["Staff", "g", "h", ""],
            ]
        ):
            for at, text in enumerate(cells):
                table.cell(row, at).text = text
        table.cell(2, 3).merge(table.cell(3, 3))

    found = read(word(fill), "t.docx")
    framework = sound(found)
    assert [dict(item.descriptors)["secure"] for item in framework.statements] == ["c", "f", "f"]
    assert places(found, DoubtKind.MERGED) == ["table 1, row 3, column 4"]


PAGE = """<html lang="cy"><head><title>x</title></head><body><h1>Ein fframwaith</h1>
<h2>Dysgu</h2><script>document.write("<p>Statement</p>")</script>
<table><tr><th>Grade</th><th>Descriptor</th></tr>
<tr><td>Outstanding (1)</td><td>Superb <script>alert(1)</script>work.</td></tr>
<tr><td>Good (2)</td><td onclick="x()">Good work.</td></tr>
<tr><td>Inadequate (3)</td><td></td></tr></table></body></html>"""


def test_web_page_with_a_row_a_level_and_scripts() -> None:
    found = read(PAGE.encode(), "a.html")
    framework = sound(found)
    assert (framework.language, framework.title) == ("cy", "Ein fframwaith")
    assert framework.statements[0].descriptors == (("2", "Good work."), ("1", "Superb work."))
    assert any("<script>" in doubt.seen and doubt.place.row == 2 for doubt in found.doubts)
    assert [doubt.place.row for doubt in asked(found, DoubtKind.LEVEL_MISSING)] == [2]


def test_markdown_questions_without_levels() -> None:
    text = "# Enquiry\n\nQuestions only.\n\n## Voice\n\n- Who speaks?\n- Who does not?\n\n## Home\n\n- Who?\n"
    framework = sound(read(text.encode(), "e.md"))
    assert not framework.scale
    assert framework.summary == "Questions only."
    assert [(area.title, len(area.statements)) for area in framework.areas] == [("Voice", 2), ("Home", 1)]


def test_markdown_table_knows_its_lines() -> None:
    text = "# F\n\n## Voice\n\n| Statement | 1 | 2 |\n|---|---|---|\n| Talk | *few* | **all** |\n| Hear | x | |\n"
    found = read(text.encode(), "e.md")
    assert sound(found).statements[0].descriptors == (("1", "few"), ("2", "all"))
    assert places(found, DoubtKind.LEVEL_MISSING) == [8]


def test_two_levels_that_ran_into_each_other() -> None:
    first = "Leaders plan the work together with governors and the"
    text = f"Statement,1 Emerging,2 Secure,3 Leading\nPlans,{first},parents of all pupils.,Plans last.\n"
    found = read(text.encode(), "r.csv")
    assert any("middle of a sentence" in doubt.seen for doubt in asked(found, DoubtKind.RAN_TOGETHER))


def test_what_a_person_states_counts_for_more() -> None:
    stated = {"id": "ours", "version": "2026", "title": "Ours", "licence": "CC BY 4.0", "language": "cy"}
    framework = sound(read(b"Area,Statement,1 Emerging,2 Secure\nA,S,one,two\n", "r.csv", stated))
    assert (framework.name, framework.title, framework.licence) == ("ours@2026", "Ours", "CC BY 4.0")
    assert framework.language == "cy"


def test_levels_by_their_initials() -> None:
    text = (
        "# Skills\n\n## How to read this\n\nFor each:\n- **Emerging (E):** just begun\n- **Secure (S):** steady\n\n"
        "## Talk\n\n### Listening\n- **E:** hears some\n- **S:** hears all\n"
    )
    found = read(text.encode(), "s.md")
    framework = sound(found)
    assert [(level.label, level.meaning) for level in framework.scale] == [
        ("Emerging", "just begun"),
        ("Secure", "steady"),
    ]
    assert dict(framework.statements[0].descriptors) == {"emerging": "hears some", "secure": "hears all"}
    assert [area.title for area in framework.areas] == ["Talk"]
    assert "How to read this" in asked(found, DoubtKind.LEFT_OUT)[0].seen


def test_points_as_levels_and_a_table_that_only_has_levels() -> None:
    text = "# F\n\n## Diary\n\n| | 5pts | 10 points |\n|---|---|---|\n| Entry | some | all |\n\n## Data\n\n"
    text += "| 5pts | 10 points |\n|---|---|\n| few | many |\n"
    framework = sound(read(text.encode(), "s.md"))
    assert [level.value for level in framework.scale] == [5, 10]
    assert [(area.title, area.statements[0].text) for area in framework.areas] == [("Diary", "Entry"), ("Data", "Data")]
    assert framework.statements[1].descriptors == (("5", "few"), ("10", "many"))


def test_columns_that_nobody_named_are_taken_and_told() -> None:
    long = "is done in a way that many people know"
    rows = [f"See,{name},A {name} {long},B {name} {long},C {name} {long}" for name in ("Logs", "Graphs")]
    text = "\n".join(["Stage,Capability,Beginner,Advanced,Next-Gen", *rows])
    found = read(text.encode(), "s.csv")
    framework = sound(found)
    assert [(area.title, len(area.statements)) for area in framework.areas] == [("See", 2)]
    assert [level.label for level in framework.scale] == ["Beginner", "Advanced", "Next-Gen"]
    assert any("taken for levels" in doubt.seen for doubt in asked(found, DoubtKind.SCALE))
    assert "“Stage” was taken for the areas" in asked(found, DoubtKind.LAYOUT)[0].seen


def test_a_row_below_the_heading_is_never_the_heading() -> None:
    found = read(b"Level,Looks like,Badge\nEmerging,1,None\nSecure,2,Gold\n", "s.csv")
    framework = sound(found)
    assert [level.label for level in framework.scale] == ["Emerging", "Secure"]
    assert [item.text for item in framework.statements] == ["Looks like", "Badge"]
