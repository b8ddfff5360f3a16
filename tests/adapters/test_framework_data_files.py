"""YAML, JSON, tables of codes and texts with indents that others lay out in their own way."""

from __future__ import annotations

import json
from typing import Any

import pytest

from plait.adapters.framework_files import Doubt, DoubtKind, Reading, read
from plait.domain.frameworks import Framework


def sound(found: Reading) -> Framework:
    assert found.framework is not None, found.errors
    return found.framework


def asked(found: Reading, kind: DoubtKind) -> list[Doubt]:
    return [doubt for doubt in found.doubts if doubt.kind is kind]


def of(data: Any) -> Reading:
    return read(json.dumps(data).encode(), "garden.json")


CARE = ["Nobody tends the beds.", "Somebody does in term time.", "Pupils run the rota."]

SHAPES: dict[str, Any] = {
    "a list of texts, low to high": {"id": "beds", "indicator": "Care of beds", "maturityLevels": CARE},
    "a mapping by number": {
        "code": "beds",
        "name": "Care of beds",
        "levels": {"1": CARE[0], "2": CARE[1], "3": CARE[2]},
    },
    "mappings with a number and words": {
        "id": "beds",
        "title": "Care of beds",
        "levels": [{"level": at, "description": text} for at, text in enumerate(CARE, 1)],
    },
    "keys of the record itself": {
        "id": "beds",
        "statement": "Care of beds",
        **{f"level{n + 1}": CARE[n] for n in range(3)},
    },
}


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_levels_however_a_record_has_them(shape: str) -> None:
    found = of({"title": "Garden", "domains": [{"domain": "Soil", "indicators": [SHAPES[shape]]}]})
    framework = sound(found)
    (area,) = framework.areas
    (statement,) = area.statements
    assert (framework.title, area.title) == ("Garden", "Soil")
    assert (statement.id, statement.text) == ("beds", "Care of beds")
    assert [text for _, text in statement.descriptors] == CARE
    assert [level.label for level in framework.scale] == ["Level 1", "Level 2", "Level 3"]
    assert "read as the statements" in asked(found, DoubtKind.LAYOUT)[0].seen


def test_a_mapping_of_names_with_named_levels() -> None:
    scores = {"Weak": {"description": "few"}, "Good": {"description": "many"}}
    data = {"standards": {"1a: Seeds": {"shorthand": "1a", "scores": scores}, "1b: Tools": {"scores": scores}}}
    framework = sound(of(data))
    assert [item.text for item in framework.statements] == ["1a: Seeds", "1b: Tools"]
    assert [level.label for level in framework.scale] == ["Weak", "Good"]
    assert framework.statements[0].id == "1a"


def test_levels_that_only_their_names_or_numbers_give_away() -> None:
    grown = [{"index": at, "content": text} for at, text in enumerate(CARE, 1)]
    advice = [{"index": 1, "content": "Ask the caretaker."}, {"index": 2, "content": "Ask the pupils."}]
    named = {"Emerging": "A few dig. Evidence: spades.", "Mature": "All dig."}
    rows = [
        {"heading": "Care of beds", "items": grown, "advice": advice},
        {"heading": "Digging", "looks": named},
    ]
    found = of([{"title": "Soil", "rows": rows[:1]}, {"title": "Tools", "rows": rows[1:]}])
    framework = sound(found)
    assert [[text for _, text in item.descriptors] for item in framework.statements] == [CARE, [*named.values()]]
    assert [area.title for area in framework.areas] == ["Soil", "Tools"]
    assert "“advice”" in asked(found, DoubtKind.LEFT_OUT)[0].seen
    assert "“Evidence:”" in asked(found, DoubtKind.RAN_TOGETHER)[0].seen


def test_nothing_that_stands_around_records_is_lost_unsaid() -> None:
    levels = {"Weak": {"description": "few", "example": "One packet."}, "Good": {"description": "many"}}
    soil = {
        "domain": "Soil",
        "purpose": "Why soil matters.",
        "key questions": ["Who digs?"],
        "history": "Written by pupils.",
    }
    found = of({"title": "Garden", "domains": [{**soil, "items": [{"name": "Seeds", "levels": levels}]}]})
    (area,) = sound(found).areas
    assert (area.summary, area.prompts) == ("Why soil matters.", ("Who digs?",))
    assert {doubt.seen.split("”")[0].strip("“") for doubt in asked(found, DoubtKind.LEFT_OUT)} == {"example", "history"}


def test_names_with_their_lists_and_numbered_areas() -> None:
    pairs = [["Soil", [{"id": 1, "question": "Who digs?"}, {"id": 2, "question": "Who waters?"}]]]
    pairs.append(["Tools", [{"id": 3, "question": "Who mends them?"}]])
    framework = sound(of(pairs))
    assert [(area.title, len(area.statements)) for area in framework.areas] == [("Soil", 2), ("Tools", 1)]
    coded = [{"domain": 1, "strand": at, "code": f"G{at}", "description": f"Pupils dig {at}."} for at in (1, 2)]
    assert [area.title for area in sound(of(coded)).areas] == ["Domain 1 – Strand 1", "Domain 1 – Strand 2"]


MIXED = """meta: {title: School garden, version: 2.0}
areas_explained:
- {areaName: Soil, areaDescription: What grows and why.}
- {areaName: People, areaDescription: Who cares.}
measures:
- {area: Soil, measure_id: beds, indicator: Beds, levels: [none, some, all], shares: ['0', '0.5', '1'], kind: short}
- {area: Soil, measure_id: worms, indicator: Worms, levels: [none, many], questions: [Who counts them?]}
- {area: People, measure_id: rota, indicator: The rota, levels: [none, some, all], weight: 2}
"""


def test_a_yaml_file_of_another_layout_knows_its_lines_and_tells_what_it_left() -> None:
    found = read(MIXED.encode(), "garden.yaml")
    framework = sound(found)
    assert (framework.title, framework.version) == ("School garden", "2.0")
    assert [(area.title, area.summary) for area in framework.areas] == [
        ("Soil", "What grows and why."),
        ("People", "Who cares."),
    ]
    assert framework.areas[0].statements[1].prompts == ("Who counts them?",)
    assert framework.areas[1].statements[0].weight == 2
    assert any("2 to 3 levels" in doubt.seen for doubt in asked(found, DoubtKind.SCALE))
    left = {doubt.seen.split("”")[0].strip("“"): doubt.place.row for doubt in asked(found, DoubtKind.LEFT_OUT)}
    assert left == {"shares": 6, "kind": 6}


def test_records_beside_those_with_levels_are_statements_and_asked_about() -> None:
    yes_no = [{"id": "1.1", "name": "The gate is locked", "type": "yes or no"}]
    scaled = [{"id": "2.1", "name": "Planning", "levels": {"1": "none", "2": "some", "3": "all"}}]
    found = of([{"category": "Safety", "criteria": yes_no}, {"category": "Work", "criteria": scaled}])
    framework = sound(found)
    assert [(area.title, len(area.scale)) for area in framework.areas] == [("Safety", 0), ("Work", 3)]
    assert "“Safety” has no levels" in asked(found, DoubtKind.LEVEL_MISSING)[0].seen
    assert "“type”" in asked(found, DoubtKind.LEFT_OUT)[0].seen


def test_questions_in_lists_make_a_framework_without_levels() -> None:
    data = {"themes": [{"theme": "Voice", "questions": ["Who speaks?", "Who does not?"]}, {"theme": "Home"}]}
    data["themes"][1]["questions"] = ["Who comes?", "Who cannot?"]
    framework = sound(of(data))
    assert [(area.title, len(area.statements)) for area in framework.areas] == [("Voice", 2), ("Home", 2)]
    assert not framework.scale


def test_a_scale_that_stands_beside_the_records_is_no_statement() -> None:
    data = {"levels": [{"level": 1, "name": "Weak"}, {"level": 2, "name": "Good"}], "items": []}
    data["items"] = [{"name": "Seeds", "levels": ["few", "many"]}, {"name": "Tools", "levels": ["old", "new"]}]
    assert [item.text for item in sound(of(data)).statements] == ["Seeds", "Tools"]


def test_a_framework_file_with_a_slip_is_still_one() -> None:
    found = read(b"id: x\nversion: '1'\ntitle: X\narea:\n- {id: a, title: A}\n", "x.yaml")
    assert found.framework is None
    assert any("“areas” is missing" in error.message for error in found.errors)
    assert "no list of statements" in of({"a": {"b": [1, 2, 3]}}).errors[0].message


def test_rows_that_name_the_row_they_belong_to() -> None:
    text = (
        "Code,Full Statement,Is Child Of\nG,Garden,\nG.1,Soil,G\nG.1.a,Beds are tended,G.1\nG.1.b,Worms,G.1\n"
        "G.2,People,G\nG.2.a,There is a rota,G.2\nG.3.a,Lost,G.9\n"
    )
    found = read(text.encode(), "codes.csv")
    framework = sound(found)
    assert [(area.title, [item.id for item in area.statements]) for area in framework.areas] == [
        ("codes", ["g-3-a"]),
        ("Garden – Soil", ["g-1-a", "g-1-b"]),
        ("Garden – People", ["g-2-a"]),
    ]
    (dangling,) = asked(found, DoubtKind.REFERENCE)
    assert (dangling.place.row, "“G.9”" in dangling.seen) == (8, True)


def test_a_row_that_belongs_to_itself_is_told() -> None:
    found = read(b"Code,Statement,Parent\nA,One,B\nB,Two,A\nC,Three,A\n", "c.csv")
    assert any("belong to itself" in doubt.seen for doubt in asked(found, DoubtKind.REFERENCE))
    assert sound(found).statements


INDENTED = """Aim 1: Everybody reads

    Action 1: There is time for it
        Open questions:
            When is it?
        Reach:
            Self-assessment:
                Emerging: some classes
                Secure: all classes
        Depth:
            Open questions:
                What is said about books?
            Self-assessment:
\t\tEmerging: little
\t\tSecure: much

    Action 2: Families join in
        Reach:
            Self-assessment:
                Emerging: few
                Secure: most
"""


def test_indents_say_what_belongs_to_what() -> None:
    found = read(INDENTED.encode(), "aim.md")
    framework = sound(found)
    assert framework.title == "Aim 1: Everybody reads"
    assert [(area.title, [item.text for item in area.statements]) for area in framework.areas] == [
        ("Action 1: There is time for it", ["Reach", "Depth"]),
        ("Action 2: Families join in", ["Reach"]),
    ]
    assert framework.areas[0].prompts == ("When is it?",)
    assert framework.areas[0].statements[1].prompts == ("What is said about books?",)
    assert [text for _, text in framework.areas[0].statements[1].descriptors] == ["little", "much"]
    assert "no headings" in asked(found, DoubtKind.LAYOUT)[0].seen
    assert not asked(found, DoubtKind.LEFT_OUT)


def test_statements_below_the_second_step_never_run_into_each_other() -> None:
    part = "### {0}\n\n- Emerging: {0} a\n- Secure: {0} b\n\n"
    text = f"# F\n\n## One\n\n### Start\n\n#{part.format('Reach')}#{part.format('Depth')}"
    framework = sound(read(text.encode(), "f.md"))
    assert [(area.title, [item.text for item in area.statements]) for area in framework.areas] == [
        ("One – Start", ["Reach", "Depth"])
    ]
    flat = sound(read(f"# F\n\n## One\n\n{part.format('Reach')}{part.format('Depth')}".encode(), "f.md"))
    assert [item.text for item in flat.statements] == ["Reach", "Depth"]


def test_codes_before_statements_are_their_ids() -> None:
    text = "# F\n\n## Talk\n\n| Statement | Emerging | Secure |\n|---|---|---|\n"
    text += "| T1: Listening | some | all |\n| T2: Speaking | few | many |\n| Reading aloud | one | two |\n"
    found = read(text.encode(), "f.md")
    assert [item.id for item in sound(found).statements][:2] == ["t1", "t2"]
    assert any("codes before 2 statements" in doubt.seen for doubt in asked(found, DoubtKind.IDS))
    twice = read(text.replace("T2", "T1").encode(), "f.md")
    assert all(item.id.startswith("talk-") for item in sound(twice).statements)


def test_columns_that_share_a_noun() -> None:
    text = "# Visits\n\n| Positive welcome | Negative welcome |\n|---|---|\n| a smile | - |\n| a name | a frown |\n"
    found = read(text.encode(), "visits.md")
    framework = sound(found)
    assert [level.label for level in framework.scale] == ["Negative", "Positive"]
    (statement,) = framework.statements
    assert (statement.text, [text for _, text in statement.descriptors]) == ("Welcome", ["a frown", "a smile\na name"])


def test_names_that_are_too_long_are_told() -> None:
    long = "A very long name of an area " * 9
    found = read(f"Area,Statement,Emerging,Secure\n{long},S,a,b\n".encode(), "f.csv")
    assert len(sound(found).areas[0].title) <= 200
    assert any("more than 200 characters" in doubt.seen for doubt in asked(found, DoubtKind.LEFT_OUT))
