"""Faults of answer sets, rungs, thresholds and gates, each at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from plait.adapters.framework_files import check

EXAMPLE = (Path(__file__).parents[2] / "docs/examples/outdoor-learning-1.yaml").read_text()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "answers: lights\nrule:",
            "answers: ligths\nrule:",
            "“ligths” is no answer set of this file. Did you mean “lights”?",
        ),
        ("    answers: how-often\n", "    answers: how-oft\n", "“how-oft” is no answer set of this file"),
        ("red: taking-shape,", "red: taking-shap,", "“taking-shap” is not a level here; use act-now, taking-shape"),
        ("    dependable: {red", "    dependible: {red", "“dependible” is not a level here"),
        ("red: taking-shape,", "red: act-now,", "which by_people leaves to people; write people"),
        ("green: generous}", "green: next}", "but this is the top one; name a level"),
        ("  by_people: [act-now]", "  by_people: [act]", "“act” is not a level here"),
        ("dependable: {red: taking-shape, amber", "dependable: {amber", "for which the rung “dependable” says nothing"),
        ("put right each term, rung: met}", "put right each term}", "needs its rung, as the rule climbs by rungs: met"),
        ("put right each term, rung: met}", "put right each term, rung: good}", "“good” is no rung of the rule here"),
        ("worth: 1, meaning", "meaning", "some answers have a worth and some have none"),
        ("rank: 3, worth: 3", "rank: 3, worth: 0.5", "a more developed answer is worth less than one below it"),
        ("natural: 0.8", "natural: 0.3", "thresholds go up with the levels"),
        ("{regular: 0.4", "{rare: 0.1, regular: 0.4", "the least developed level needs no threshold"),
        ("      floor: amber\n", "", "needs a floor and a cap"),
        (
            "      floor: amber\n",
            "      floor: yellow\n",
            "is essential, but the floor “yellow” is none of its answers",
        ),
        ("      cap: regular\n", "      cap: regularly\n", "cap “regularly” is not a level here"),
        ("      at_once: true\n", "      at_once: perhaps\n", "this must be true or false"),
        (
            "      kind: weighted\n",
            "      kind: best-fit\n",
            "thresholds belongs to the weighted rule only, not to best-fit",
        ),
        ("tone: amber", "tone: orange", "“orange” is not known; use red, amber or green"),
        ("rank: 2, tone: amber", "rank: 3, tone: amber", "the rank “3” is used by another level too"),
        ("label: In part", "label: Not sure", "is what Plait calls an answer without a level"),
        ("  lights:\n", "  levels:\n", "“levels” means the levels of the area"),
        ("overall: {allowed: false,", "overall: {allowed: true,", "climbs by rungs, which areas do not have"),
    ],
)
def test_a_fault_and_its_line(old: str, new: str, words: str) -> None:
    assert old in EXAMPLE
    found = check(EXAMPLE.replace(old, new, 1).encode())
    assert found.framework is None
    fault = next((fault for fault in found.errors if words in fault.message), None)
    assert fault is not None, found.errors
    assert fault.line


def test_best_fit_cannot_count_lights_and_a_set_that_nobody_uses_is_told() -> None:
    text = EXAMPLE.replace("    answers: how-often\n", "", 1).replace("kind: weighted", "kind: best-fit", 1)
    for line in ("thresholds: {regular: 0.4, natural: 0.8}", "floor: amber", "cap: regular"):
        text = text.replace(f"      {line}\n", "", 1)
    found = check(text.encode())
    assert any("which the best-fit rule cannot count" in fault.message for fault in found.errors), found.errors
    assert any("no statement uses the answer set “how-often”" in fault.message for fault in found.warnings)


def test_a_sound_example_has_no_fault() -> None:
    found = check(EXAMPLE.encode())
    assert found.errors == ()
    assert found.warnings == ()
