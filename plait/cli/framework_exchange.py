"""``plait framework convert``, ``diff`` and ``crosswalk``."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from plait.adapters import framework_files
from plait.adapters.framework_files.crosswalk_files import built_in_crosswalks, check_crosswalk
from plait.cli.named import READABLE_WORDS, framework_named, reading_as_json, tell
from plait.cli.output import (
    USAGE,
    AsJson,
    Stop,
    check_output,
    fault,
    print_json,
    read_input,
    say,
    suffix_of,
    warn,
    write_output,
)
from plait.domain.crosswalk import Coverage, Crosswalk, coverage
from plait.domain.framework_diff import Change, FrameworkDiff, Pair, compare
from plait.domain.frameworks import Framework

_STATED = "Counts for more than what the file says."


def convert(
    file: Annotated[Path, typer.Argument(metavar="IN", help=f"A framework: {READABLE_WORDS}.", show_default=False)],
    out: Annotated[
        Path,
        typer.Option("-o", "--out", metavar="OUT", help="Ends in .yaml, .json (CASE), .xlsx, .csv or .docx."),
    ],
    framework_id: Annotated[str, typer.Option("--id", help=f"The framework's id. {_STATED}")] = "",
    version: Annotated[str, typer.Option("--version", help=f"Its version. {_STATED}")] = "",
    title: Annotated[str, typer.Option("--title", help=f"Its title. {_STATED}")] = "",
    language: Annotated[str, typer.Option("--language", help=f"Its language, such as en or cy. {_STATED}")] = "",
    licence: Annotated[str, typer.Option("--licence", help=f"The terms of its wording. {_STATED}")] = "",
    source: Annotated[str, typer.Option("--source", help=f"Where it comes from. {_STATED}")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Write nothing while there are doubts.")] = False,
    as_json: AsJson = False,
) -> None:
    """From any format to another. Doubts are told, each at its place; with errors nothing is written."""
    form = framework_files.WRITABLE[suffix_of(out, tuple(framework_files.WRITABLE))]
    check_output(out)
    stated = {
        "id": framework_id,
        "version": version,
        "title": title,
        "language": language,
        "licence": licence,
        "source": source,
    }
    found = framework_files.read(read_input(file, limit=framework_files.READ_LIMIT), file.name, stated)
    result = reading_as_json(found)
    if found.framework is None or (strict and found.doubts):
        if as_json:
            print_json(result)
        tell(file, found)
        raise Stop(fault(file, f"{len(found.doubts)} doubts are open, so nothing was written."))
    tell(file, found)
    data = framework_files.write(found.framework, form, datetime.now(UTC))
    write_output(out, data)
    missing = framework_files.not_carried(found.framework, form)
    for what in missing:
        warn(fault(out, f"(note) this format has no room for: {what}."))
    if as_json:
        print_json({**result, "file": str(out), "written_as": form, "bytes": len(data), "not_carried": missing})
        return
    doubts = f" {len(found.doubts)} doubts are told above." if found.doubts else ""
    say(f"{found.framework.title} ({found.framework.name}) is now in {out}.{doubts}")


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="An id (with @version) or a file.", show_default=False)],
    new: Annotated[str, typer.Argument(metavar="NEW", help="An id (with @version) or a file.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """What became of each statement: unchanged, reworded, moved, split, merged, new or retired; and how sure it is."""
    found = compare(framework_named(old), framework_named(new))
    if as_json:
        print_json(_diff_as_json(found))
        return
    _say_diff(found)


def _diff_as_json(found: FrameworkDiff) -> dict[str, Any]:
    lists = {change.value: [_pair_as_json(found, pair) for pair in found.of(change)] for change in Change}
    return {
        "from": found.old.name,
        "to": found.new.name,
        **lists,
        "areas": [
            {"change": area.change.value, "old": area.old, "new": area.new, "why": area.why} for area in found.areas
        ],
        "scale_changed": found.scale_changed,
        "not_sure": sum(not pair.sure for pair in found.pairs),
    }


def _pair_as_json(found: FrameworkDiff, pair: Pair) -> dict[str, Any]:
    return {
        "old": [{"id": key, "text": _text(found.old, key)} for key in pair.old],
        "new": [{"id": key, "text": _text(found.new, key)} for key in pair.new],
        "likeness": pair.likeness,
        "sure": pair.sure,
        "ground": pair.ground.value,
        "reworded": pair.reworded,
        "others": list(pair.others),
        "why": pair.why,
    }


def _text(framework: Framework, key: str) -> str:
    return next((item.text for item in framework.statements if item.id == key), "")


def _say_diff(found: FrameworkDiff) -> None:
    say(f"From {found.old.name} to {found.new.name}")
    for change in Change:
        pairs = found.of(change)
        say(f"\n{change.value.capitalize()}: {len(pairs)}")
        for pair in pairs if change is not Change.UNCHANGED else ():
            arrow = " → ".join(side for side in (", ".join(pair.old), ", ".join(pair.new)) if side)
            mark = "" if pair.sure else " (not sure)"
            say(f"  {arrow}{mark}  {pair.why}")
            if pair.reworded and len(pair.old) == len(pair.new) == 1 and (parts := _parts(found, pair)):
                say(f"      other words at: {', '.join(parts)}")
                continue
            for label, framework, keys in (("was", found.old, pair.old), ("is", found.new, pair.new)):
                if pair.reworded or len(pair.old) + len(pair.new) > 2:
                    for key in keys:
                        say(f"      {label}: {_text(framework, key)}")
    if found.scale_changed:
        say("\nThe levels changed. Where they differ, old levels do not stand in the new version.")


def _parts(found: FrameworkDiff, pair: Pair) -> tuple[str, ...]:
    """Where a statement says other things, while what it is called stays: levels, questions, evidence."""
    old, new = (
        next(item for item in framework.statements if item.id == keys[0])
        for framework, keys in ((found.old, pair.old), (found.new, pair.new))
    )
    if old.text != new.text:
        return ()
    area = found.new.area_of(new.id)
    levels = [level.label for level in (area.scale if area else ()) if old.descriptor(level) != new.descriptor(level)]
    lists = (("questions", old.prompts, new.prompts), ("evidence", old.evidence, new.evidence))
    return (*levels, *(name for name, before, after in lists if before != after))


def crosswalk(
    name: Annotated[
        str, typer.Argument(metavar="[CROSSWALK]", help="One that is built in, or a YAML file; default: list them.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Check a crosswalk and show how much of either framework it reaches."""
    if not name:
        _list_crosswalks(as_json)
        return
    found = _crosswalk_named(name)
    source, target = framework_files.find(found.source), framework_files.find(found.target)
    reach = coverage(found, source, target) if source is not None and target is not None else None
    if as_json:
        print_json(_crosswalk_as_json(found, reach))
        return
    say(f"{found.title} ({found.name}): from {found.source} to {found.target}, {len(found.links)} links")
    if found.summary:
        say(f"\n{found.summary}")
    if reach is None:
        say("\nOne of the two frameworks is not built in, so its coverage is not known.")
        return
    say("\nLinks: " + ", ".join(f"{count} {relation.value}" for relation, count in reach.relations.items()))
    for title, areas in ((found.source, reach.source), (found.target, reach.target)):
        say(f"\n{title}")
        for area in areas:
            say(f"  {area.title}: {area.linked} of {area.statements} statements, {area.exact} exactly")
    say(f"\n{reach.words()}")


def _list_crosswalks(as_json: bool) -> None:
    known = built_in_crosswalks()
    if as_json:
        print_json(
            {
                "crosswalks": [
                    {
                        "id": item.id,
                        "version": item.version,
                        "title": item.title,
                        "from": item.source,
                        "to": item.target,
                    }
                    for item in known
                ]
            }
        )
        return
    for item in known:
        say(f"{item.name}  {item.title} ({len(item.links)} links)")


def _crosswalk_named(name: str) -> Crosswalk:
    path = Path(name)
    if path.suffix.lower() in (".yaml", ".yml") or "/" in name:
        checked = check_crosswalk(read_input(path, limit=framework_files.SIZE_LIMIT), framework_files.find)
        for warning in checked.warnings:
            warn(fault(path, f"(warning) {warning.message}", row=warning.line))
        if checked.crosswalk is None:
            raise Stop(*(fault(path, error.message, row=error.line) for error in checked.errors))
        return checked.crosswalk
    for known in built_in_crosswalks():
        if name in (known.id, known.name):
            return known
    names = ", ".join(known.id for known in built_in_crosswalks())
    raise Stop(f"“{name}” is not a crosswalk that is built in. Built in: {names}.", status=USAGE)


def _crosswalk_as_json(found: Crosswalk, reach: Coverage | None) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": found.id,
        "version": found.version,
        "title": found.title,
        "from": found.source,
        "to": found.target,
        "author": found.author,
        "links": [
            {
                "from": link.source,
                "to": link.target,
                "relation": link.relation.value,
                "note": link.note,
                "author": link.author,
            }
            for link in found.links
        ],
        "levels": dict(found.levels),
        "coverage": None,
    }
    if reach is not None:
        data["coverage"] = {
            "from": [asdict(area) for area in reach.source],
            "to": [asdict(area) for area in reach.target],
            "words": reach.words(),
        }
    return data
