"""How the judgements in a report were made, in words for a reader who was not there."""

from __future__ import annotations

from plait.domain.diagnosis import Diagnosis
from plait.domain.frameworks import RuleKind
from plait.domain.wording import listed


def method(diagnosis: Diagnosis) -> tuple[str, ...]:
    """Paragraphs for the last page, only about what this report holds."""
    framework = diagnosis.framework
    if framework.words:
        return _in_words(diagnosis)
    words = []
    if diagnosis.has_levels:
        words.append(
            "Your school judged itself first, area by area, by the level whose description fits best"
            " overall. Where the statements of an area were answered, the framework’s rule says which level"
            " follows from them; it stands beside the judgement and does not replace it."
        )
        for rule in dict.fromkeys(area.rule_words for area in diagnosis.areas if area.rule_words):
            named = [area.area.title for area in diagnosis.areas if area.rule_words == rule]
            where = "every area" if len(named) == len(diagnosis.areas) else listed(named)
            words.append(f"{rule} Used for {where}.")
        words.append(
            "A level that is not chosen is shown as “Not yet judged”; “Not sure” and “Not applicable” are"
            " shown as they are. None of them counts as a low level."
        )
    else:
        words.append("This framework asks questions and gives no levels. What is written here is your school’s own.")
    if diagnosis.peers:
        words.append(
            f"{listed(diagnosis.peers)} looked at the same areas against the same descriptors. "
            "What they said stands beside your school’s view; neither counts for more."
        )
    if any(area.challenged for area in diagnosis.areas):
        words.append(
            "In the challenge conversation the school and its peers went through the evidence. Each area’s"
            " part says whether the judgement was kept or changed, and why. The agreed level is the one"
            " that stands."
        )
    if diagnosis.rounds and diagnosis.has_levels:
        words.append(
            "A change is counted in steps on the scale between the level that stood in the round before and"
            " the one that stands now. A move may come from better work, from better evidence, or from"
            " judging more exactly."
        )
    if diagnosis.has_levels:
        words.append("Levels are steps, not measurements, so none of them is averaged across areas or schools.")
    words.append(
        f"The framework: {framework.title}, version {framework.version} ({framework.name}). {framework.source}"
    )
    return tuple(words)


def _in_words(diagnosis: Diagnosis) -> tuple[str, ...]:
    framework, labels = diagnosis.framework, diagnosis.framework.labels
    words = [
        f"This round was in words. Your school wrote, area by area, under “{labels.strengths}” and “{labels.consider}”;"
        " nothing was graded, counted or added up. Areas that it did not look at are empty."
    ]
    if diagnosis.peers:
        words.append(
            f"{listed(diagnosis.peers)} looked at the same areas, without seeing each other’s words. "
            "What they wrote stands beside your school’s; neither counts for more."
        )
    if any(area.challenged for area in diagnosis.areas):
        words.append(
            "In the challenge conversation the school and its peers talked through what each had seen. What they agreed"
            " there is what stands in an area’s part."
        )
    words.append(f"The areas and questions are those of {framework.title}, version {framework.version}.")
    return tuple(words)


def _weighs(diagnosis: Diagnosis) -> bool:
    """Whether the framework's author chose to count levels as equal steps anywhere."""
    rules = [area.area.rule for area in diagnosis.areas]
    if diagnosis.overall.allowed and diagnosis.framework.overall.rule:
        rules.append(diagnosis.framework.overall.rule)
    return any(rule.kind is RuleKind.WEIGHTED for rule in rules)
