"""Two languages side by side in a table become one framework with translations."""

from __future__ import annotations

from plait.adapters.framework_files import read
from plait.adapters.framework_files.bilingual import marked

MARKED = """\
Area,Area (Welsh),Statement,Statement (Welsh),Starting,Dechrau (Welsh),Secure,Diogel (Welsh),Prompts,Prompts (Welsh)
Garden,Gardd,Care,Gofal,A few tend it,Ychydig sy'n gofalu,All tend it,Pawb yn gofalu,"Who?
When?","Pwy?
Pryd?"
Garden,Gardd,Use,Defnydd,Seldom,Yn anaml,Weekly,,,
"""


def test_columns_that_name_their_language_are_translations() -> None:
    found = read(MARKED.encode(), "garden.csv", {"id": "garden"})
    framework = found.framework
    assert framework is not None, found.errors
    assert [level.label for level in framework.scale] == ["Starting", "Secure"]
    assert [item.text for item in framework.statements] == ["Care", "Use"]
    keys = [level.key for level in framework.scale]
    care, use = (item.id for item in framework.statements)
    assert framework.translations["cy"] == {
        f"scale.{keys[0]}.label": "Dechrau",
        f"scale.{keys[1]}.label": "Diogel",
        "areas.garden.title": "Gardd",
        f"statements.{care}.text": "Gofal",
        f"statements.{care}.levels.{keys[0]}": "Ychydig sy'n gofalu",
        f"statements.{care}.levels.{keys[1]}": "Pawb yn gofalu",
        f"statements.{care}.prompts.1": "Pwy?",
        f"statements.{care}.prompts.2": "Pryd?",
        f"statements.{use}.text": "Defnydd",
        f"statements.{use}.levels.{keys[0]}": "Yn anaml",
    }
    assert not [doubt for doubt in found.doubts if "language" in doubt.seen and "taken for the same" in doubt.seen]


def test_a_language_told_from_the_words_of_a_heading_is_a_doubt() -> None:
    html = (
        "<table><tr><th>Statement</th><th>Datganiad</th><th>Starting</th><th>Secure</th></tr>"
        "<tr><td>Care</td><td>Gofal</td><td>a</td><td>b</td></tr>"
        "<tr><td>Use</td><td>Defnydd</td><td>c</td><td>d</td></tr></table>"
    )
    found = read(html.encode(), "garden.html", {"id": "garden"})
    assert found.framework is not None, found.errors
    texts = {key.rsplit(".", 1)[1]: text for key, text in found.framework.translations["cy"].items()}
    assert texts == {"text": "Defnydd"}
    assert len(found.framework.translations["cy"]) == 2
    assert any("“Datganiad” was taken for the same as “Statement”" in doubt.seen for doubt in found.doubts)


def test_one_language_alone_is_left_as_it_is() -> None:
    found = read(b"Datganiad,Dechrau,Diogel\nGofal,a,b\nDefnydd,c,d\n", "gardd.csv", {"id": "gardd"})
    assert found.framework is not None, found.errors
    assert not found.framework.translations
    both_named = read(b"English,Cymraeg\nCare,Gofal\n", "a.csv", {"id": "a"})
    subjects = read(
        b"Statement,Starting,Secure\nReads,Lead: English,Team: English\nCounts,Lead: Maths,Team: Maths\n",
        "s.csv",
        {"id": "s"},
    )
    assert [item.text for item in subjects.framework.statements] == ["Reads", "Counts"]  # type: ignore[union-attr]
    assert both_named.framework is None or both_named.framework.statements[0].text == "Care"


def test_a_column_of_ids_is_the_translation_of_nothing() -> None:
    data = "Id,Datganiad (Welsh),Dechrau (Welsh),Diogel (Welsh)\nc1,Gofal,a,b\nc2,Defnydd,c,d\n"
    found = read(data.encode(), "gardd.csv", {"id": "gardd"})
    assert found.framework is None or not found.framework.translations
    assert [area["statements"][0]["text"] for area in found.draft["areas"]] == ["Gofal"]


def test_headings_that_name_a_language() -> None:
    assert marked("Secure (Welsh)") == ("cy", "Secure")
    assert marked("Statement – Cymraeg") == ("cy", "Statement")
    assert marked("English: Level 2") == ("en", "Level 2")
    assert marked("Secure [cy]") == ("cy", "Secure")
    assert marked("Teaching of English language") == ("", "Teaching of English language")
    assert marked("Polish and practise") == ("", "Polish and practise")
