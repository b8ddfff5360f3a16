"""Shapes in which frameworks are published: each small and made up, each with what must be understood or asked."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx

from plait.adapters.framework_files import Doubt, DoubtKind, Reading, read
from plait.domain.frameworks import Framework, Statement


def sound(found: Reading) -> Framework:
    assert found.framework is not None, found.errors
    return found.framework


def asked(found: Reading, kind: DoubtKind) -> list[Doubt]:
    return [doubt for doubt in found.doubts if doubt.kind is kind]


def shown(statement: Statement) -> list[str]:
    return [text for _, text in statement.descriptors]


def labels(framework: Framework) -> list[str]:
    return [level.label for level in framework.scale]


SCORED = """# Visits

## Welcome

### Item 1 - seen on the day

**Visitors are met by pupils.**

| Score | Level | Description |
|---|---|---|
| 0 | Does not show it | Nobody is at the door. |
| 1 | Comes near to it | An adult is at the door. |
| 2 | Shows it | Pupils greet people. |

### Item 2 - seen on the day

**Visitors know where to go.**

| Score | Level | Description |
|---|---|---|
| 0 | Does not show it | There are no signs. |
| 1 | Comes near to it | - |
| 2 | Shows it | Pupils show the way. |
"""


def test_a_row_a_level_with_its_score_and_its_name_in_columns_of_their_own() -> None:
    found = read(SCORED.encode(), "visits.md")
    framework = sound(found)
    assert labels(framework) == ["Does not show it", "Comes near to it", "Shows it"]
    assert [level.value for level in framework.scale] == [0, 1, 2]
    (area,) = framework.areas
    assert [item.text for item in area.statements] == ["Visitors are met by pupils.", "Visitors know where to go."]
    assert shown(area.statements[1]) == ["There are no signs.", "Pupils show the way."]
    (gap,) = asked(found, DoubtKind.LEVEL_MISSING)
    assert "“Comes near to it”" in gap.seen
    assert len([doubt for doubt in asked(found, DoubtKind.LAYOUT) if "only numbers" in doubt.seen]) == 2


def test_a_table_that_only_names_levels_is_a_key_and_no_statement() -> None:
    text = "# F\n\n## Habits\n\n| Score | Level |\n|---|---|\n| 1 | Seldom seen |\n| 2 | Often seen |\n\n"
    text += "### Being curious\n\n- asks what others think\n- looks things up\n"
    found = read(text.encode(), "habits.md")
    framework = sound(found)
    assert labels(framework) == ["Seldom seen", "Often seen"]
    assert [item.text for item in framework.statements] == ["asks what others think", "looks things up"]
    assert framework.areas[0].title == "Habits – Being curious"
    assert {doubt.place.row for doubt in asked(found, DoubtKind.LAYOUT)} == {5, 10}
    assert "No statement of" in asked(found, DoubtKind.LEVEL_MISSING)[0].seen


def test_levels_in_a_column_that_is_headed_so_need_no_known_names() -> None:
    text = "# F\n\n## Reading\n\n| Level | Pupils | Families |\n|---|---|---|\n"
    text += "| Seed | a few read | none come |\n| Sapling | many read | some come |\n| Tree | all read | all come |\n"
    found = read(text.encode(), "trees.md")
    framework = sound(found)
    assert labels(framework) == ["Seed", "Sapling", "Tree"]
    assert [item.text for item in framework.statements] == ["Pupils", "Families"]
    assert any("headed so" in doubt.seen for doubt in asked(found, DoubtKind.SCALE))
    assert any("which end" in doubt.seen for doubt in asked(found, DoubtKind.SCALE))


def test_tables_of_one_area_whose_levels_differ_are_never_matched_by_position() -> None:
    text = "# F\n\n## Play\n\n### Inside\n\n| Level | What we see |\n|---|---|\n| Emerging | a |\n| Secure | b |\n\n"
    text += "### Outside\n\n| Level | What we see |\n|---|---|\n| Emerging | c |\n| Developing | d |\n| Secure | e |\n"
    found = read(text.encode(), "play.md")
    inside, outside = sound(found).statements
    assert shown(inside) == ["a", "b"]
    assert shown(outside) == ["c", "e"]
    assert any("“Developing” were left out" in doubt.seen for doubt in asked(found, DoubtKind.SCALE))


LEVELS_FIRST = """# Reading for pleasure

## How it grows

### Level 1 - Initial

Reading is left to chance.

#### 1 Time

- There is none.

### Level 2 - Managed

Some plan it.

#### 2 Time

- There is some.

#### 2 Books

There is a shelf.

### Level 3 - Optimising

All plan it.

#### 3 Time

- There is much.

#### 3 Books

There is a library.
"""


def test_sections_that_are_levels_are_turned_round() -> None:
    found = read(LEVELS_FIRST.encode(), "reading.md")
    framework = sound(found)
    assert labels(framework) == ["Initial", "Managed", "Optimising"]
    assert [item.text for item in framework.statements] == ["How it grows", "Time", "Books"]
    assert shown(framework.statements[1]) == ["There is none.", "There is some.", "There is much."]
    assert "“Books” has no text at “Initial”." in asked(found, DoubtKind.LEVEL_MISSING)[0].seen
    assert "were read as levels" in asked(found, DoubtKind.LAYOUT)[0].seen
    assert not asked(found, DoubtKind.LEFT_OUT)


def test_numbered_sections_are_no_levels() -> None:
    text = "# F\n\n## Talk\n\n### 1. Listening\n\n- Emerging: hears some\n- Secure: hears all\n\n"
    text += "### 2. Speaking\n\n- Emerging: says some\n- Secure: says all\n"
    framework = sound(read(text.encode(), "talk.md"))
    assert [item.text for item in framework.statements] == ["1. Listening", "2. Speaking"]
    assert labels(framework) == ["Emerging", "Secure"]


def test_a_section_that_explains_levels_gives_them_their_meaning() -> None:
    text = "# F\n\n## Levels\n\n### Emerging\n\nA few have begun.\n\n### Secure\n\nIt is what we do.\n\n"
    text += "## Talk\n\n| Statement | Emerging | Secure |\n|---|---|---|\n| Listening | some | all |\n"
    found = read(text.encode(), "f.md")
    framework = sound(found)
    assert [level.meaning for level in framework.scale] == ["A few have begun.", "It is what we do."]
    assert [area.title for area in framework.areas] == ["Talk"]
    assert "explains levels" in asked(found, DoubtKind.LAYOUT)[0].seen


def test_a_level_that_the_first_statement_lacks_finds_its_place() -> None:
    text = "# F\n\n## Talk\n\n### Listening\n\n- Emerging: a\n- Secure: c\n\n"
    text += "### Speaking\n\n- Emerging: d\n- Developing: e\n- Secure: f\n"
    found = read(text.encode(), "talk.md")
    assert labels(sound(found)) == ["Emerging", "Developing", "Secure"]
    assert not asked(found, DoubtKind.SCALE)
    assert "“Developing”" in asked(found, DoubtKind.LEVEL_MISSING)[0].seen


WEB = """<table><tr><th>Category</th><th>Barely there</th><th>Weak</th><th>Proficient</th></tr>
<tr><td>Notes from the visit<br><i>2 points</i></td><td>No notes, or only names and times of day.</td>
<td colspan=2>There are notes, but they say little of what was seen.</td></tr>
<tr><td>Talking with pupils<br>3 points</td><td colspan=2></td><td>Pupils say what they think.</td></tr></table>"""


def test_an_unknown_level_before_the_known_ones_and_points_under_names() -> None:
    found = read(WEB.encode(), "visit.html")
    framework = sound(found)
    assert labels(framework) == ["Barely there", "Weak", "Proficient"]
    notes, pupils = framework.statements
    assert (notes.text, notes.weight, notes.prompts) == ("Notes from the visit", 2, ())
    assert (pupils.text, pupils.weight) == ("Talking with pupils", 3)
    assert any("“Barely there”" in doubt.seen for doubt in asked(found, DoubtKind.SCALE))
    assert not asked(found, DoubtKind.DUPLICATE)  # the merged cell is asked about as such, once
    assert len(asked(found, DoubtKind.MERGED)) == 1


def test_a_table_in_markdown_that_is_html_with_blank_lines_in_it() -> None:
    rows = "\n\n".join(f"<tr>\n<td>{n}</td>\n<td>what {n} does</td>\n<td></td></tr>" for n in range(1, 7))
    text = (
        f"# Steps\n\n<table>\n<tr><th>Level/Skill</th><th>Reach</th><th>Care</th></tr>\n\n{rows}\n</table>\n\n- end\n"
    )
    framework = sound(read(text.encode(), "steps.md"))
    assert [level.value for level in framework.scale] == [1, 2, 3, 4, 5, 6]
    assert shown(framework.statements[0])[-1] == "what 6 does"


def test_a_word_table_that_says_above_its_levels_what_they_describe() -> None:
    heads = ["Does not yet show it (0)", "Comes near (1)", "Shows it (2)"]

    def fill(document: Any) -> None:
        document.add_heading("Welcome", 1)
        table = document.add_table(rows=6, cols=3)
        for top, name in ((0, "W1: Pupils greet visitors"), (3, "W2: Visitors find their way")):
            table.cell(top, 0).merge(table.cell(top, 2)).text = name
            for at, head in enumerate(heads):
                table.cell(top + 1, at).text = head
                table.cell(top + 2, at).text = f"{name[:2]} at {at}"

    found = read(word(fill), "welcome.docx")
    framework = sound(found)
    assert [item.text for item in framework.statements] == ["W1: Pupils greet visitors", "W2: Visitors find their way"]
    assert shown(framework.statements[1]) == ["W2 at 0", "W2 at 1", "W2 at 2"]
    assert labels(framework) == ["Does not yet show it", "Comes near", "Shows it"]
    assert not asked(found, DoubtKind.LEFT_OUT)
    assert "taken for levels" in asked(found, DoubtKind.SCALE)[0].seen  # only their numbers say so


def word(fill: Callable[[Any], None]) -> bytes:
    document = docx.Document()
    fill(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


SPANISH = """# Rúbrica de la biblioteca

## Uso (60 %)

| Criterio | Peso | Excelente (100%) | Bueno (80%) | Insuficiente (<70%) |
|---|---|---|---|---|
| Préstamos de la semana | 20% | 100% de los libros | 80% de los libros | <80% de los libros |
| Ayuda para las familias | 30% | todas la piden | algunas la piden | ninguna la pide |

## Espacio

| Criterio | Excelente (100%) | Bueno (80%) | Insuficiente (<70%) |
|---|---|---|---|
| Luz en la sala de lectura | hay luz en toda la sala | en una parte de la sala | no la hay |
"""


def test_a_table_in_another_language() -> None:
    found = read(SPANISH.encode(), "biblioteca.md")
    framework = sound(found)
    assert framework.language == "es"
    assert labels(framework) == ["Insuficiente", "Bueno", "Excelente"]
    assert [level.meaning for level in framework.scale] == ["<70%", "80%", "100%"]
    assert [area.title for area in framework.areas] == ["Uso (60 %)", "Espacio"]
    assert framework.statements[0].weight == 20
    assert any("“es”" in doubt.seen for doubt in asked(found, DoubtKind.UNSTATED))
    assert len(asked(found, DoubtKind.SCALE)) == 1  # the same question about each table is asked once
    assert not asked(found, DoubtKind.DUPLICATE)  # a sign more makes another text


def test_the_same_levels_with_and_without_numbers_are_one_scale() -> None:
    text = "# F\n\n## A\n\n| Statement | Emerging | Secure |\n|---|---|---|\n| One | a | b |\n\n"
    text += "## B\n\n| Statement | Secure (2) | Emerging (1) |\n|---|---|---|\n| Two | d | c |\n"
    framework = sound(read(text.encode(), "f.md"))
    assert [level.value for level in framework.scale] == [1, 2]
    assert [area.scale for area in framework.areas] == [framework.scale, framework.scale]
    assert [shown(item) for item in framework.statements] == [["a", "b"], ["c", "d"]]


def test_an_area_without_levels_beside_others_is_asked_about() -> None:
    text = "# F\n\n## A\n\n### Trust\n\n- Emerging: a\n- Secure: b\n\n### Care\n\nIt matters.\n\n## Facts\n\n- 17\n"
    found = read(text.encode(), "f.md")
    seen = [doubt.seen for doubt in asked(found, DoubtKind.LEVEL_MISSING)]
    assert any("“Care” has no text at any level" in words for words in seen)
    assert any("“Facts” has no levels" in words for words in seen)


def test_front_matter_gives_the_title_and_boxes_to_tick_are_no_words() -> None:
    found = read(
        b"---\ntitle: Ready for visitors?\nby: us\n---\n\n## Doors\n\n- [ ] They open.\n- [x] They close.\n", "r.md"
    )
    framework = sound(found)
    assert framework.title == "Ready for visitors?"
    assert [item.text for item in framework.statements] == ["They open.", "They close."]


def test_a_table_without_headings_whose_first_cells_span_what_they_group() -> None:
    text = "<h1>Cadre</h1><table><tr><td rowspan=2>1. Lire</td><td>1.1. Choisir</td><td>des livres</td></tr>"
    text += "<tr><td>1.2. Partager</td><td>des lectures</td></tr><tr><td rowspan=2>2. Dire</td><td>2.1. Parler</td>"
    text += "<td>devant tous</td></tr><tr><td>2.2. Jouer</td><td>une scène</td></tr></table>"
    found = read(text.encode(), "cadre.html")
    framework = sound(found)
    assert [(area.title, len(area.statements)) for area in framework.areas] == [("1. Lire", 2), ("2. Dire", 2)]
    assert [item.id for item in framework.statements] == ["1-1", "1-2", "2-1", "2-2"]
    assert "no heading row" in asked(found, DoubtKind.HEADINGS)[0].seen
    assert "“des livres”" in asked(found, DoubtKind.LEFT_OUT)[0].seen


def test_levels_right_under_an_area_describe_the_area() -> None:
    text = "# F\n\n## Matrix\n\n| Statement | Emerging | Secure |\n|---|---|---|\n| Talk | a | b |\n\n"
    text += "## Listening\n\n- **Emerging:** some\n- **Secure:** all\n"
    framework = sound(read(text.encode(), "f.md"))
    assert [(area.title, shown(area.statements[0])) for area in framework.areas] == [
        ("Matrix", ["a", "b"]),
        ("Listening", ["some", "all"]),
    ]


def test_areas_that_are_called_like_levels_stay_areas() -> None:
    """Over a table of statements, or under the title beside other areas, a word such as "Leading" names no level."""
    tables = """# Our school

## Learning

| Statement | Emerging | Secure |
|---|---|---|
| Pupils read widely | Some do | All do |
| Pupils write well | Some do | All do |

## Leading

| Statement | Emerging | Secure |
|---|---|---|
| Leaders listen | Now and then | Always |
"""
    assert [(area.title, len(area.statements)) for area in sound(read(tables.encode(), "school.md")).areas] == [
        ("Learning", 2),
        ("Leading", 1),
    ]
    lists = "# Our school\n\n## Leading\n\n- Leaders listen\n\n## Families\n\n- Families are asked\n"
    titles = [area.title for area in sound(read(lists.encode(), "school.md")).areas]
    assert titles == ["Leading", "Families"]


def test_areas_that_all_sound_like_levels_are_asked_about() -> None:
    text = "# Our school\n\n## Learning\n\n- Pupils read\n\n## Leading\n\n- Leaders listen\n"
    assert any("read as levels" in doubt.seen for doubt in read(text.encode(), "school.md").doubts)
