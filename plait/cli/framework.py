"""``plait framework``: check, list, show."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from plait.adapters import framework_files
from plait.adapters.framework_files import Fault, FrameworkCheck, as_mapping
from plait.cli.named import framework_named
from plait.cli.output import AsJson, Stop, commands, fault, print_json, read_input, say, warn
from plait.domain.frameworks import Framework, Rule, Scale

app = commands("Check, list and show frameworks.")


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A framework file (YAML).", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Is this a sound framework? Every fault at once, with its line."""
    found = framework_files.check(read_input(file, limit=framework_files.SIZE_LIMIT))
    if as_json:
        print_json(_check_as_json(found))
    for warning in found.warnings:
        warn(fault(file, f"(warning) {warning.message}", row=warning.line))
    if found.errors:
        raise Stop(*(fault(file, error.message, row=error.line) for error in found.errors))
    if not as_json:
        outline = found.outline
        say(
            f"{outline.title} ({outline.id}, version {outline.version}) is sound: "
            f"{_many(outline.areas, 'area')}, {_many(outline.statements, 'statement')}, "
            f"{_many(outline.levels, 'level')}."
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
        typer.Argument(metavar="FRAMEWORK", help="The id of one built in, or a YAML file.", show_default=False),
    ],
    as_json: AsJson = False,
) -> None:
    """A whole framework: its scale, rules, areas and statements."""
    found = framework_named(framework)
    if as_json:
        print_json(as_mapping(found))
    else:
        _say_framework(found)


def _check_as_json(found: FrameworkCheck) -> dict[str, Any]:
    def faults(items: tuple[Fault, ...]) -> list[dict[str, Any]]:
        return [{"line": item.line, "message": item.message} for item in items]

    outline = found.outline
    return {
        "id": outline.id or None,
        "version": outline.version or None,
        "title": outline.title or None,
        "areas": outline.areas,
        "statements": outline.statements,
        "levels": outline.levels,
        "errors": faults(found.errors),
        "warnings": faults(found.warnings),
    }


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
            say(f"  - {statement.text} ({statement.id})")
            for level in area.scale:
                if statement.descriptor(level):
                    say(f"      {level.label}: {statement.descriptor(level)}")


def _scale_in_words(scale: Scale) -> str:
    named = [level.label if level.label == level.key else f"{level.label} ({level.key})" for level in scale]
    return " < ".join(named) if named else "none"


def _rule_in_words(rule: Rule) -> str:
    parts = [f"{name} {value}" for name, value in (("floor", rule.floor), ("cap", rule.cap)) if value is not None]
    return f"{rule.kind.value} ({', '.join(parts)})" if parts else rule.kind.value


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
