"""Tables with two languages side by side: ``Statement | Statement (Cymraeg) | Secure | Secure (Cymraeg)``.

The columns of the second language are taken off before a table is understood, and come back as translations of what
stands beside them. A language that a heading names is certain; one that is told from the heading's words is a doubt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from plait.adapters.framework_files.blocks import Block, Cell, Page, Table, folded, lines_of, quoted
from plait.adapters.framework_files.columns import Part, part_of
from plait.adapters.framework_files.doubts import Doubt, DoubtKind, Place
from plait.adapters.framework_files.draft import Places
from plait.adapters.framework_files.scale_words import surely_level

_NAMES = {
    "en": "english|saesneg",
    "cy": "welsh|cymraeg",
    "ga": "irish|gaeilge",
    "gd": "gaelic|gàidhlig",
    "fr": "french|français",
    "de": "german|deutsch",
    "es": "spanish|español",
    "it": "italian|italiano",
    "pt": "portuguese|português",
    "nl": "dutch|nederlands",
    "pl": "polish|polski",
    "uk": "ukrainian|українська",
}
_ANY = re.compile(rf"{'|'.join(_NAMES.values())}|[(\[]\s*(?:{'|'.join(_NAMES)})\s*[)\]]", re.IGNORECASE)
"""Whether a text speaks of a language at all: most do not, and need no closer look."""
_WELSH = re.compile(r"datganiad(au)?|tystiolaeth|cwestiynau|maes|meysydd", re.IGNORECASE)
_LOOK_AT = 15  # rows in which headings are looked for
_LONGEST = 60  # characters of a heading


@dataclass(slots=True)
class Beside:
    """What stood in the second languages. ``said``: language → (place, text in the first) → text.

    ``labels``: language → folded heading in the first → heading, for the names of levels.
    """

    said: dict[str, dict[tuple[Place, str], str]] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    main: str = ""


def marked(heading: str) -> tuple[str, str]:
    """``(language, the rest)`` of a heading that names its language: ``Secure (Welsh)``, ``Cymraeg: Datganiad``."""
    if len(heading) > 2 * _LONGEST or not _ANY.search(heading):
        return "", heading.strip()
    for language, names in _NAMES.items():
        word = rf"(?:{names})"
        bracketed = rf"(.*?)\s*[(\[]\s*(?:{word}|{language})\s*[)\]]"
        for form in (bracketed, rf"(.*?)\s*[-–—/:]\s*{word}", rf"{word}\s*:\s*(.*)"):
            match = re.fullmatch(form, heading.strip(), re.IGNORECASE | re.DOTALL)
            if match:
                return language, match.group(1).strip()
        if re.fullmatch(word, heading.strip(), re.IGNORECASE):
            return language, ""
    return "", heading.strip()


def apart(page: Page) -> tuple[Page, Beside]:
    """The page in its first language alone, and what stood beside it."""
    beside = Beside()
    blocks: list[Block] = [_one_language(block, beside) if isinstance(block, Table) else block for block in page.blocks]
    page = replace(page, blocks=blocks, language=page.language or beside.main)
    return page, beside


def _one_language(table: Table, beside: Beside) -> Table:
    for at, row in enumerate(table.rows[:_LOOK_AT]):
        if not _may_head([cell.text for cell in row]):
            continue
        pairs, titles = _pairs([cell.text for cell in row])
        named = [language for language, _ in map(marked, (cell.text for cell in row)) if language]
        if pairs or (len(named) >= 2 and len(set(named)) == 1):
            return _split(table, at, pairs, titles, beside)
    return table


def _may_head(texts: list[str]) -> bool:
    """Whether a row can be headings: short, with one that names a column. English is a subject, too."""
    if any(len(text) > 2 * _LONGEST for text in texts):
        return False
    plain = [marked(text)[1] for text in texts if text]
    known = any(part_of(text) is not None or surely_level(text) for text in plain)
    return known and all(len(text) <= _LONGEST for text in plain)


def _pairs(headings: list[str]) -> tuple[dict[int, tuple[int, str, bool]], list[str]]:
    """Column of a second language → (the column that it translates, language, sure); and headings without marks."""
    named = [marked(heading) for heading in headings]
    titles = [rest or heading for (_, rest), heading in zip(named, headings, strict=True)]
    languages = [language for language, _ in named if language]
    everywhere = len(languages) == sum(bool(heading.strip()) for heading in headings)
    first = languages[0] if languages and (len(set(languages)) > 1 or everywhere) else ""
    pairs: dict[int, tuple[int, str, bool]] = {}
    taken: set[int] = set()
    for at, (language, _) in enumerate(named):
        sure = bool(language)
        if not language and _WELSH.fullmatch(titles[at].strip()):
            language = "cy"
        if not language or language == first:
            continue
        beside = [
            other
            for other in (at - 1, at + 1)
            if 0 <= other < len(headings) and other not in taken and other not in pairs and headings[other].strip()
        ]
        beside = [other for other in beside if named[other][0] in ("", first) and not _WELSH.fullmatch(titles[other])]
        beside = [other for other in beside if _alike(part_of(titles[other]), part_of(titles[at]), sure)]
        if beside:
            pairs[at] = (beside[0], language, sure)
            taken.add(beside[0])
    return pairs, titles


def _alike(main: Part | None, other: Part | None, sure: bool) -> bool:
    """Whether two columns can say the same: of one kind, or the second of a kind that only its own language names."""
    return main is other or (sure and other is None and main not in (Part.ID, Part.WEIGHT, Part.ESSENTIAL))


def _split(
    table: Table, head: int, pairs: dict[int, tuple[int, str, bool]], titles: list[str], beside: Beside
) -> Table:
    firsts = [marked(cell.text)[0] for at, cell in enumerate(table.rows[head]) if at not in pairs]
    beside.main = beside.main or next((language for language in firsts if language), "")
    for at, (main, language, sure) in pairs.items():
        said = beside.said.setdefault(language, {})
        if part_of(titles[main]) is None:
            beside.labels.setdefault(language, {})[folded(titles[main])] = titles[at]
        for row in table.rows[head + 1 :]:
            _pair(row[main], row[at], said)
        if not sure:
            heading = table.rows[head][at]
            seen = (
                f"The column {quoted(heading.text)} was taken for the same as {quoted(titles[main])} in another "
                f"language, “{language}”."
            )
            settle = "Name the language in the heading, such as Statement (Welsh), or take the column out."
            beside.doubts.append(Doubt(DoubtKind.LAYOUT, heading.place, seen, settle))
    keep = [at for at in range(table.width) if at not in pairs]
    rows = []
    for number, row in enumerate(table.rows):
        cells = [row[at] for at in keep]
        if number == head:
            cells = [Cell(titles[at], row[at].place, row[at].down, 1) for at in keep]
        rows.append(tuple(cells))
    return Table(tuple(rows), table.place)


def _pair(main: Cell, other: Cell, said: dict[tuple[Place, str], str]) -> None:
    if not main.text or not other.text:
        return
    said.setdefault((main.place, main.text), other.text)
    mine, theirs = lines_of(main.text), lines_of(other.text)
    if len(mine) == len(theirs):
        for line, translated in zip(mine, theirs, strict=True):
            said.setdefault((main.place, line), translated)


def translate(data: dict[str, Any], places: Places, beside: Beside) -> None:
    """Put what stood beside into the mapping of the framework as its translations."""
    for language, said in beside.said.items():
        if language == data.get("language", "en"):
            continue
        found: dict[str, str] = {}
        for number, area in enumerate(data["areas"]):
            start: tuple[str | int, ...] = ("areas", number)
            _take(found, f"areas.{area['id']}.title", said, places.get(start), area["title"])
            _lines(found, f"areas.{area['id']}", said, places, start, area)
            for at, item in enumerate(area["statements"]):
                inner = (*start, "statements", at)
                key = f"statements.{item['id']}"
                _take(found, f"{key}.text", said, places.get(inner), item["text"])
                for level, text in item.get("levels", {}).items():
                    _take(found, f"{key}.levels.{level}", said, places.get((*inner, "levels", level)), text)
                _lines(found, key, said, places, inner, item)
        labels = beside.labels.get(language, {})
        scales = [("scale", data.get("scale") or [])]
        scales += [(f"areas.{area['id']}.scale", area["scale"]) for area in data["areas"] if area.get("scale")]
        for key, scale in scales:
            for level in scale:
                if folded(level["label"]) in labels:
                    found[f"{key}.{level['value']}.label"] = labels[folded(level["label"])]
        if found:
            data.setdefault("translations", {})[language] = found


def _lines(
    found: dict[str, str],
    key: str,
    said: dict[tuple[Place, str], str],
    places: Places,
    path: tuple[str | int, ...],
    part: dict[str, Any],
) -> None:
    for name in ("prompts", "evidence"):
        for at, text in enumerate(part.get(name, ())):
            _take(found, f"{key}.{name}.{at + 1}", said, places.get((*path, name, at)), text)


def _take(found: dict[str, str], key: str, said: dict[tuple[Place, str], str], place: Place | None, text: str) -> None:
    if place is not None and (place, text) in said:
        found[key] = said[place, text]
