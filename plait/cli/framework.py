"""``plait framework``: check, list, show; convert, diff and crosswalk are in ``framework_exchange``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from plait.adapters import framework_files
from plait.adapters.framework_files import as_mapping
from plait.cli.framework_exchange import convert, crosswalk, diff
from plait.cli.named import READABLE_WORDS, framework_named, reading_as_json, tell
from plait.cli.output import AsJson, commands, print_json, read_input, say
from plait.domain.frameworks import Framework, Rule, Scale

app = commands("Check, list, show, convert and compare frameworks.")


@app.command()
def check(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=f"A framework file: {READABLE_WORDS}.", show_default=False)
    ],
    as_json: AsJson = False,
) -> None:
    """Is this a sound framework? Every fault and every doubt at once, each at its place."""
    found = framework_files.read(read_input(file, limit=framework_files.READ_LIMIT), file.name)
    if as_json:
        print_json(reading_as_json(found))
    tell(file, found)
    if not as_json:
        outline = found.outline
        asked = f" {_many(len(found.doubts), 'doubt')} to settle." if found.doubts else ""
        say(
            f"{outline.title} ({outline.id}, version {outline.version}) is sound: "
            f"{_many(outline.areas, 'area')}, {_many(outline.statements, 'statement')}, "
            f"{_many(outline.levels, 'level')}.{asked}"
        )


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """What is built in."""
    known = framework_files.built_in()
    if as_json:
        print_json({"frameworks": [_summary_as_json(framework) for framework in known]})
        return
    width = max((len(framework.name) for framework in known), default=0)
    for framework in known:
        counts = f"{_many(len(framework.areas), 'area')}, {_many(len(framework.statements), 'statement')}"
        say(f"{framework.name:<{width}}  {framework.title} ({counts}, {_many(len(framework.scale), 'level')})")


@app.command()
def show(
    framework: Annotated[
        str,
        typer.Argument(metavar="FRAMEWORK", help="The id of one built in, or a file.", show_default=False),
    ],
    as_json: AsJson = False,
) -> None:
    """A whole framework: its scale, rules, areas and statements."""
    found = framework_named(framework)
    if as_json:
        print_json(as_mapping(found))
    else:
        _say_framework(found)


app.command()(convert)
app.command()(diff)
app.command()(crosswalk)


def _summary_as_json(framework: Framework) -> dict[str, Any]:
    return {
        "id": framework.id,
        "version": framework.version,
        "title": framework.title,
        "language": framework.language,
        "areas": len(framework.areas),
        "statements": len(framework.statements),
        "levels": len(framework.scale),
    }


def _say_framework(framework: Framework) -> None:
    say(f"{framework.title} ({framework.id}, version {framework.version})")
    for text in (framework.summary, framework.source and f"Source: {framework.source}"):
        if text:
            say(f"\n{text}")
    say(f"\nLevels: {_scale_in_words(framework.scale)}")
    for answers in framework.answer_sets:
        say(f"Answers “{answers.id}”: {_answers_in_words(answers)}")
    say(f"Rule: {_rule_in_words(framework.rule)}")
    overall = framework.overall
    said = f"allowed, by {_rule_in_words(overall.rule)}" if overall.rule else "not allowed"
    say(f"Overall: {said}. {overall.note}".rstrip())
    for area in framework.areas:
        say(f"\n{area.title} ({area.id})")
        if area.applies_to:
            say(f"  Only for: {', '.join(sorted(area.applies_to))}")
        if area.scale != framework.scale:
            say(f"  Levels: {_scale_in_words(area.scale)}")
        if area.rule != framework.rule:
            say(f"  Rule: {_rule_in_words(area.rule)}")
        for statement in area.statements:
            own = [f"answers: {statement.answers.id}"] if statement.answers else []
            own += [f"rung: {statement.rung}"] if statement.rung else []
            say(f"  - {statement.text} ({', '.join([statement.id, *own])})")
            for level in area.scale:
                if statement.descriptor(level):
                    say(f"      {level.label}: {statement.descriptor(level)}")


def _scale_in_words(scale: Scale) -> str:
    named = [level.label if level.label == level.key else f"{level.label} ({level.key})" for level in scale]
    return " < ".join(named) if named else "none"


def _answers_in_words(answers: Scale) -> str:
    said = []
    for answer in answers:
        more = [answer.tone.value] if answer.tone else []
        more += [f"worth {answer.worth:g}"] if answer.worth is not None else []
        said.append(f"{answer.label} ({', '.join([answer.key, *more])})")
    return " < ".join(said)


def _rule_in_words(rule: Rule) -> str:
    parts = [f"{name} {value}" for name, value in (("floor", rule.floor), ("cap", rule.cap)) if value is not None]
    for rung in rule.rungs:
        parts.append(f"at {rung.level}: {', '.join(f'{answer} → {to}' for answer, to in rung.outcomes)}")
    parts += [f"{level} from {share:g}" for level, share in rule.thresholds]
    parts += [f"{level} by people only" for level in rule.by_people]
    parts += ["the least at once"] if rule.at_once else []
    return f"{rule.kind.value} ({', '.join(parts)})" if parts else rule.kind.value


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
