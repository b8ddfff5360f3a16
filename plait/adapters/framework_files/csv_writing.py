"""A framework → CSV: a row a statement. What a flat table has no room for is named, so that nobody is surprised."""

from __future__ import annotations

import csv
import io

from plait.domain.frameworks import Framework, Level

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(framework: Framework) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets know it; nothing in it runs as a formula."""
    levels = _levels(framework)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    more = [
        head
        for head, said in (
            ("Answer set", any(item.answers for item in framework.statements)),
            ("Rung", any(item.rung for item in framework.statements)),
        )
        if said
    ]
    heads = [
        "Area",
        "Id",
        "Statement",
        *(_head(level) for level in levels),
        "Prompts",
        "Evidence",
        "Weight",
        "Essential",
    ]
    writer.writerow([*heads, *more])
    for area in framework.areas:
        for item in area.statements:
            said = {level.label: item.descriptor(level) for level in area.scale}
            row = [area.title, item.id, item.text, *(said.get(level.label, "") for level in levels)]
            row += [
                "\n".join(item.prompts),
                "\n".join(item.evidence),
                f"{item.weight:g}",
                "yes" if item.essential else "",
            ]
            own = {"Answer set": item.answers.id, "Rung": item.rung}
            row += [own[head] for head in more]
            writer.writerow([quiet(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def quiet(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _head(level: Level) -> str:
    return f"{level.value} {level.label}" if isinstance(level.value, int) else level.label


def _levels(framework: Framework) -> list[Level]:
    found = {level.label: level for level in framework.scale}
    for area in framework.areas:
        for level in area.scale:
            found.setdefault(level.label, level)
    return list(found.values())


def left_out(framework: Framework) -> list[str]:
    """What this framework holds that the CSV does not."""
    missing = ["id, version, language, licence, source and summary of the framework", "its rule and overall level"]
    if any(level.meaning for level in framework.scale):
        missing.append("what the levels mean")
    if any(area.summary or area.prompts or area.evidence for area in framework.areas):
        missing.append("summaries, prompts and evidence of whole areas")
    if any(not area.statements for area in framework.areas):
        missing.append("areas without statements")
    if any(area.scale != framework.scale for area in framework.areas):
        missing.append("which area has which levels")
    if any(area.applies_to for area in framework.areas):
        missing.append("which schools an area is for")
    if framework.answer_sets:
        missing.append("what answer sets hold, only which one a statement has")
    if framework.translations:
        missing.append("translations")
    return missing
