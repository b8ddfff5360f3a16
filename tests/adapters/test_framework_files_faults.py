"""Every fault of a framework file is found at once, with its line, in words that say what would be right."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes import FOUR

from plait.adapters.framework_files import FrameworkCheck, NotAFramework, check, check_mapping, read_mapping


def line_of(text: bytes, start: bytes) -> int:
    return text[: text.index(start)].count(b"\n") + 1


def changed(old: str, new: str, count: int = 1) -> FrameworkCheck:
    assert old.encode() in FOUR
    return check(FOUR.replace(old.encode(), new.encode(), count))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "id: garden",
            "id: School Garden",
            "“School Garden” will not do: use small letters, digits and single hyphens",
        ),
        ("title: School garden\n", "", "“title” is missing"),
        ("title: School garden", "titel: School garden", "“titel” is not a key here. Did you mean “title”?"),
        ("title: School garden", "title:", "nothing is written here; give text or leave the line out"),
        ('version: "1"', "version: 1@2", "use letters, digits, dots and hyphens"),
        (
            "rule: best-fit",
            "rule: bestfit",
            "“bestfit” is not known; use best-fit, ladder, gated or weighted. Did you mean “best-fit”?",
        ),
        ("rule: best-fit", "rule: {floor: 2}", "“kind” is missing"),
        ("rule: best-fit", "rule: {kind: gated, floor: 9}", "floor “9” is not a level here; use 1, 2, 3 or 4"),
        ("rule: best-fit", "rule: {kind: gated, cap: 2}", "cap needs a floor"),
        (
            "rule: best-fit",
            "rule: {kind: ladder, floor: 2}",
            "floor belongs to gated and weighted rules only, not to ladder",
        ),
        (
            "{allowed: true, rule: best-fit, note",
            "{allowed: false, rule: best-fit, note",
            "has a rule although no overall level",
        ),
        (
            "{allowed: true, rule: best-fit, note",
            "{allowed: maybe, rule: best-fit, note",
            "must be true or false, not “maybe”",
        ),
        ("rank: 4}", "rank: 3}", "the rank “3” is used by another level too"),
        ("rank: 4}", "rank: 6}", "ranks must run from 1 to 4 without a gap"),
        ("value: 4,", "value: 3,", "the value “3” is used by another level too"),
        ("value: 4,", "value: Four,", "“Four” will not do"),
        ("value: 4,", "value: 4.5,", "must be a whole number or text, not “4.5”"),
        ("label: Sustainable", "label: emerging", "the label “emerging” is used by another level too"),
        ("label: Sustainable", "label: '2'", "the label “2” is the value of another level"),
        ("label: Sustainable", "label: Not sure", "is what Plait calls an answer without a level"),
        ("id: people\n", "id: beds\n", "the id “beds” is used by another area on line 15"),
        ("id: beds-plan", "id: beds-care", "the id “beds-care” is used by another statement on line 22"),
        ("id: people-staff", "id: beds-care", "the id “beds-care” is used by another statement on line 22"),
        ("applies_to: [secondary]", "applies_to: [secondry]", "“secondry” is not known; use nursery"),
        (
            "applies_to: [secondary]",
            "applies_to: secondary",
            "must be a list (lines that start with a dash), not “secondary”",
        ),
        (
            "levels: {1: a, 2: b, 3: c, 4: d}}",
            "levels: {1: a, 2: b, 3: c, 5: d}}",
            "“5” is not a level here; use 1, 2, 3 or 4",
        ),
        ("levels: {1: a, 2: b, 3: c, 4: d}}", "levels: [a, b]}", "must be a mapping (key: value lines), not a list"),
        ("levels: {1: a,", "levels: {1: ' ',", "it is empty; write something or leave the line out"),
        ("text: Care", "text: Care, weight: 0", "0 is outside the range: it must be more than 0"),
        ("text: Care", "text: Care, weight: heavy", "must be a number, not “heavy”"),
        ("text: Care", "text: Care, essential: 'yes'", "must be true or false, not “yes”"),
        ("short: Beds", "short: Beds and soil and more", "this has 22 characters; at most 16 are allowed"),
        ("summary: What grows.", "summary: What grows.\n    summary: Again.", "“summary” was given on line 18 already"),
        ("summary: What grows.", "summary: &a What grows.", "Anchors (&a) are not used here"),
        ("summary: What grows.", "summary: *a", "Aliases (*a) are not used here"),
        (
            "summary: What grows.",
            "summary: !!python/name:os.system x",
            "Tags (tag:yaml.org,2002:python/name:os.system) are not used",
        ),
        ("    summary: What grows.", "\tsummary: What grows.", "A tab is used to indent this line"),
        ("summary: What grows.", "summary: What: grows.", "colon stands where none is expected"),
        ("summary: What grows.", 'summary: "What grows.', "quot"),
        ("summary: What grows.", "summary: What\x07grows.", "control character"),
    ],
)
def test_one_fault_with_its_line(old: str, new: str, words: str) -> None:
    found = changed(old, new)
    assert found.framework is None
    fault = next((fault for fault in found.errors if words in fault.message), None)
    assert fault is not None, found.errors
    assert fault.line is not None
    if "missing" not in words and "without a gap" not in words and "quot" not in words:
        wrong = FOUR.replace(old.encode(), new.encode(), 1)
        touched = range(line_of(FOUR, old.encode()), line_of(FOUR, old.encode()) + new.count("\n") + 1)
        assert fault.line in touched, (fault, wrong.decode().splitlines()[fault.line - 1])


def test_all_faults_come_at_once_in_order() -> None:
    text = FOUR.replace(b"rule: best-fit\n", b"rule: fit\n", 1).replace(b"id: people-staff", b"id: Staff")
    text = text.replace(b"rank: 4}", b"rang: 4}")
    found = check(text)
    lines = [fault.line for fault in found.errors]
    assert len(lines) >= 4
    assert lines == sorted(lines, key=lambda line: line or 0)
    assert found.outline.id == "garden"
    assert (found.outline.areas, found.outline.statements, found.outline.levels) == (3, 6, 4)


@pytest.mark.parametrize("levels", [1, 7])
def test_too_few_or_too_many_levels(levels: int) -> None:
    scale = "".join(f"  - {{value: {n}, label: L{n}, meaning: x, rank: {n}}}\n" for n in range(1, levels + 1))
    text = f"id: a\nversion: '1'\ntitle: A\nscale:\n{scale}areas: [{{id: a, title: A}}]\n"
    assert any(
        "2 to 6 levels" in fault.message or "at most 6" in fault.message for fault in check(text.encode()).errors
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "This file is empty"),
        (b"# nothing\n", "This file is empty"),
        (b"- a\n- b\n", "holds a list"),
        (b"hello", "holds a single value"),
        ("title: Schönheit".encode("cp1252"), "not UTF-8 text (byte 0xf6)"),
        ("title: x".encode("utf-16"), "UTF-16"),
        (b"%PDF-1.7", "This is a PDF"),
        (b"PK\x03\x04", "a zip archive or an Office document"),
        (b"a: 1\n---\nb: 2\n", "A second document starts here"),
        (b"x" * 5_000_001, "at most 5 MB"),
        (b"[" * 200_000, "nested too deeply"),
        (b"a: " * 50_000, ""),
        (b"? [a]\n: b\n", "A key must be a word"),
    ],
)
def test_files_that_are_no_framework_at_all(data: bytes, words: str) -> None:
    found = check(data)
    assert found.framework is None
    assert any(words in fault.message for fault in found.errors)


def test_aliases_cannot_make_a_small_file_large() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert any("Aliases" in fault.message for fault in check("\n".join(lines).encode()).errors)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("levels: {1: a, 2: b, 3: c, 4: d}}", "levels: {1: a, 4: d}}", "has no descriptor for levels 2, 3"),
        ("licence: MIT\n", "", "“licence” is missing"),
        (", meaning: Lasting.", "", "has no meaning"),
        ("text: Care", "text: Care, essential: true", "has an effect under rules with a gate only"),
        ("rule: best-fit", "rule: gated", "no statement is marked essential"),
        ("text: Care", f"text: {'Care ' * 20}", "up to 80 read best"),
        ("title: People", "title: Beds and soil", "another area is called “Beds and soil” too"),
    ],
)
def test_what_is_only_worth_a_warning(old: str, new: str, words: str) -> None:
    found = changed(old, new)
    assert found.errors == ()
    assert found.framework is not None
    assert any(words in fault.message for fault in found.warnings)


def test_gated_rule_that_does_not_fit_an_areas_own_scale() -> None:
    own = "title: People\n    scale: [{value: no, label: No, rank: 1}, {value: yes, label: Yes, rank: 2}]"
    text = FOUR.decode().replace("title: People", own).replace("rule: best-fit", "rule: {kind: gated, floor: 2}", 1)
    assert any(
        "scale of its own that the framework's rule does not fit" in str(fault) for fault in check(text.encode()).errors
    )


def test_mapping_from_elsewhere_is_checked_without_lines() -> None:
    found = check_mapping({"id": "x", "version": "1", "title": "X", "areas": []})
    assert [fault.line for fault in found.errors] == [None]
    for wrong in (None, [], "x", 3, {"areas": [None]}, {"scale": [[]], "areas": [{"statements": 4}]}):
        with pytest.raises(NotAFramework):
            read_mapping(wrong)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_makes_it_stumble(data: st.DataObject) -> None:
    text = bytearray(FOUR)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        if data.draw(st.booleans()):
            text[at] = data.draw(st.sampled_from(b":-[]{}&*!|>'\"%@`#\t\n 0a?,"))
        else:
            del text[at : at + data.draw(st.integers(1, 80))]
    found = check(bytes(text))
    assert (found.framework is None) == bool(found.errors)


_any_json = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                (
                    "id",
                    "title",
                    "scale",
                    "areas",
                    "statements",
                    "levels",
                    "rule",
                    "value",
                    "rank",
                    "overall",
                    "kind",
                    "map",
                )
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(_any_json)
def test_no_mapping_makes_it_stumble(data: object) -> None:
    found = check_mapping(data)
    assert (found.framework is None) == bool(found.errors)
