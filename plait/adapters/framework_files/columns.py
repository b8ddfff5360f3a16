"""What each column of a table is for: its heading row or rows, and the part that every column plays."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from plait.adapters.framework_files import other_tongues
from plait.adapters.framework_files.blocks import Cell, Table, folded
from plait.adapters.framework_files.scale_words import (
    ScaleFound,
    degree_of,
    level_name,
    numbered_run,
    scale_of,
    surely_level,
)

_LOOK_AT = 15  # rows in which headings are looked for
LEAST, MOST = 2, 6  # levels


class Part(StrEnum):
    """What a column holds."""

    AREA = "area"
    ID = "id"
    STATEMENT = "statement"
    LEVEL = "level"
    PROMPTS = "prompts"
    EVIDENCE = "evidence"
    WEIGHT = "weight"
    ESSENTIAL = "essential"
    SUMMARY = "summary"
    ANSWER = "answer"
    PARENT = "parent"
    ANSWER_SET = "answer set"
    RUNG = "rung"
    OTHER = "other"


_WORDS: tuple[tuple[Part, str], ...] = (
    (
        Part.ID,
        r"(statement |item |indicator |area )?(id|ref|reference|code|no|number|identifier)|cyf|ref no|nr|"
        r"human coding scheme",
    ),
    (Part.PARENT, r"(is )?child of|parent( (id|code|ref|reference|item|statement|no))?|belongs to"),
    (Part.WEIGHT, r"weight(ing)?|points"),
    (Part.ANSWER_SET, r"answer set"),
    (Part.RUNG, r"rung"),
    (Part.ESSENTIAL, r"essential|mandatory|must have|required|gate"),
    (
        Part.ANSWER,
        r"(best fit |your |our |self |peer |final |agreed )*(judge?ment|rating|rag|rag rating|score|grade|answer|"
        r"comments?|actions?|key actions|next steps?|self (assessment|evaluation|rating)|current level|target|owner|"
        r"deadline|by when|who|priority|status|notes|reflections?|where are we now|impact so far|response)",
    ),
    (
        Part.PROMPTS,
        r"(key |open |prompt |reflective |guiding |enquiry |self evaluation |possible )*(prompts?|questions?)"
        r"( to ask| to consider)?|things to (think about|consider|discuss)|points to consider|cwestiynau",
    ),
    (
        Part.EVIDENCE,
        r"(possible |suggested |examples? of |sources? of |potential )*(evidence|tystiolaeth)"
        r"( sources?| examples?| base)?|where to look|sources?|examples?",
    ),
    (Part.SUMMARY, r"summary|description|overview|explanation|definition|area summary"),
    (
        Part.AREA,
        r"(focus |key |framework |quality |learning )?(areas?|domains?|sections?|themes?|strands?|categor(y|ies)|"
        r"dimensions?|pillars?|headings?|maes)( title| name)?",
    ),
    (
        Part.STATEMENT,
        r"(quality |framework |success |review |judgement |full ?)*(statements?|indicators?|criteri(on|a)|"
        r"elements?|capabilit(y|ies)|skills?|"
        r"aspects?|items?|features?|components?|requirements?|standards?|practices?|competenc(y|ies)|topics?|"
        r"sub ?(area|domain|theme|strand|section|category)s?|expectations?|characteristics?|descriptors?|principles?|"
        r"what good looks like|datganiad)",
    ),
)


@dataclass(slots=True)
class Columns:
    """The columns of one table. ``head`` counts its heading rows from ``start``.

    ``levels``: the columns of the levels, in the table's order, with their scale in the same order. ``guessed``:
    whether the level columns have headings that no list of names knows. ``titles``: heading text by column. ``noun``:
    what follows the name of every level, such as "content" in "positive content".
    """

    start: int
    head: int
    parts: list[Part]
    titles: list[str]
    levels: list[int] = field(default_factory=list)
    scale: ScaleFound = field(default_factory=lambda: ScaleFound(()))
    guessed: bool = False
    guessed_area: int | None = None
    noun: str = ""

    @property
    def tells(self) -> bool:
        """Whether the table surely describes statements: levels, or a statement beside something else that is known."""
        beside = {Part.AREA, Part.ID, Part.PROMPTS, Part.EVIDENCE} & set(self.parts)
        return bool(self.levels) or (Part.STATEMENT in self.parts and bool(beside))

    def first(self, part: Part) -> int | None:
        return self.parts.index(part) if part in self.parts else None

    def all(self, part: Part) -> list[int]:
        return [at for at, found in enumerate(self.parts) if found is part]


def part_of(heading: str) -> Part | None:
    """The part that a heading names, or ``None``."""
    if len(heading) > 60:
        return None
    plain = folded(heading)
    for part, words in _WORDS:
        if re.fullmatch(words, plain):
            return part
    return next((Part(name) for name, words in other_tongues.HEADINGS.items() if re.fullmatch(words, plain)), None)


def _shared_noun(titles: list[str]) -> str:
    """The words that all headings of a table end in, where what stands before them are levels."""
    words = [title.split() for title in titles]
    if len(words) < LEAST or any(len(word) < LEAST for word in words):
        return ""
    shared = 0
    while all(
        len(word) > shared + 1 and word[-1 - shared].casefold() == words[0][-1 - shared].casefold() for word in words
    ):
        shared += 1
    before = [" ".join(word[: len(word) - shared]) for word in words]
    return " ".join(words[0][-shared:]) if shared and all(degree_of(name) is not None for name in before) else ""


def find_columns(table: Table) -> Columns | None:
    """The heading row (or two) and the columns under it; ``None`` for a table that has none."""
    best: tuple[int, int, int] | None = None
    fullest = 0  # of the rows above: what is as full as a heading row is no title above it
    for at, row in enumerate(table.rows[: min(_LOOK_AT, max(1, len(table.rows) - 1))]):
        filled = len({id(cell) for cell in row if cell.text})
        if fullest >= max(filled, 2):
            continue
        fullest = filled
        score = _score([cell.text for cell in row])
        if score and (best is None or score > best[0]):
            best = (score, at, 1)
        if at + 2 < len(table.rows) and at + 1 < _LOOK_AT and _may_pair(row, table.rows[at + 1]):
            both = _score(_joined(row, table.rows[at + 1]))
            if both and (best is None or both > best[0]):
                best = (both, at, 2)
    if best is None:
        return _headless(table)
    _, start, head = best
    titles = [cell.text for cell in table.rows[start]]
    if head == 2:
        titles = _joined(table.rows[start], table.rows[start + 1])
    return _columns(table, start, head, titles)


def _headless(table: Table) -> Columns | None:
    """A table without a heading row whose first cells each span the rows of what they group: areas and statements."""
    if not 2 <= table.width <= 4 or len(table.rows) < 3:
        return None
    names = [row[1].text for row in table.rows]
    grouped = sum(row[0].down > 1 and bool(row[0].text) for row in table.rows)
    if (
        grouped * 2 < len(table.rows)
        or not all(names)
        or len(set(names)) < len(names)
        or any(row[1].merged for row in table.rows)
    ):
        return None
    parts = [Part.AREA, Part.STATEMENT, *[Part.OTHER] * (table.width - 2)]
    return Columns(0, 0, parts, [""] * table.width)


def _may_pair(upper: tuple[Cell, ...], lower: tuple[Cell, ...]) -> bool:
    """Whether two rows can be one heading: short texts, and something above that covers several below."""
    texts = [cell.text for cell in (*upper, *lower)]
    if any(len(text) > 200 for text in texts) or not any(cell.text for cell in upper):
        return False
    spread = any(cell.across > 1 and cell.across < len(upper) for cell in upper)
    gaps = any(not cell.text for cell in upper) or any(not cell.text for cell in lower)
    down = any(cell.down > 1 for cell in upper)
    sure = sum(surely_level(cell.text) for cell in set(lower))
    return (sure >= LEAST and (spread or down or gaps)) or (spread and down and sure >= LEAST)


def _joined(upper: tuple[Cell, ...], lower: tuple[Cell, ...]) -> list[str]:
    """One heading a column from two rows; a cell that spreads over several columns names none of them."""
    titles = []
    for above, below in zip(upper, lower, strict=True):
        if above is below or not below.text:
            titles.append(above.text)
        elif not above.text or (above.across > 1 and surely_level(below.text)):
            titles.append(below.text)
        elif surely_level(above.text) and re.fullmatch(r"\(?\d{1,2}\)?", below.text):
            titles.append(f"{above.text} ({below.text.strip('()')})")
        elif surely_level(below.text) and re.fullmatch(r"\(?\d{1,2}\)?", above.text):
            titles.append(f"{below.text} ({above.text.strip('()')})")
        else:
            titles.append(f"{above.text}\n{below.text}")
    return titles


def _score(titles: list[str]) -> int:
    """How much a row looks like headings; 0 when it does not."""
    if _shared_noun(titles):
        return 3 * len(titles)
    if any(len(title) > 400 for title in titles):
        return 0
    parts = [part_of(title) for title in titles]
    levels = len(_sure_levels(titles, parts))
    levels = levels if LEAST <= levels <= MOST + 1 else 0
    known = {part for part in parts if part is not None}
    named = len(known & {Part.STATEMENT, Part.AREA, Part.ID, Part.PROMPTS, Part.EVIDENCE})
    if levels or named >= 2:
        return 3 * levels + 2 * named + len(known)
    if Part.STATEMENT in known and sum(bool(title) for title in titles) >= 2:
        return 2 + len(known)
    return 1 if known & {Part.STATEMENT, Part.PROMPTS} and sum(bool(title) for title in titles) == 1 else 0


def _columns(table: Table, start: int, head: int, titles: list[str]) -> Columns:
    body = table.rows[start + head :]
    noun = _shared_noun(titles)
    if noun:
        titles = [title[: -len(noun)].strip() for title in titles]
    parts = [part_of(title) for title in titles]
    levels = _sure_levels(titles, parts)
    levels = levels if len(levels) >= LEAST else []
    guessed = False
    counted = bool(levels) and not any(surely_level(titles[at]) for at in levels)
    if not levels:
        levels = _guess_levels(parts, titles, body)
        guessed = bool(levels)
    elif len(levels) < MOST:
        levels = _fill_gaps(levels, parts, titles)
        more = _neighbours(levels, parts, titles, body)
        before = _before(sorted([*levels, *more]), parts, titles, body)
        guessed, levels = bool(more or before or counted), sorted([*levels, *more, *before])
    found: list[Part] = [part or Part.OTHER for part in parts]
    for at in levels:
        found[at] = Part.LEVEL
    _settle_statement(found, titles, body, bool(levels))
    names = [level_name(titles[at]) for at in levels]
    scale = scale_of([name for name in names if name is not None]) if names and all(names) else ScaleFound(())
    area = _guess_area(found, body) if scale.levels else None
    return Columns(start, head, found, titles, levels if scale.levels else [], scale, guessed, area, noun)


def _sure_levels(titles: list[str], parts: list[Part | None]) -> list[int]:
    """The columns whose headings name levels: by their own words, or by numbers that count on from column to column."""
    sure = [at for at, title in enumerate(titles) if parts[at] is None and surely_level(title)]
    counted = numbered_run([title if parts[at] is None else "" for at, title in enumerate(titles)])
    return sure if len(sure) >= len(counted) else counted


def _before(
    levels: list[int], parts: list[Part | None], titles: list[str], body: tuple[tuple[Cell, ...], ...]
) -> list[int]:
    """A column right before the levels that nobody knows, where the one before it names every row by itself.

    It is like the levels: sentences stand under it, or cells that it shares with them.
    """
    at = levels[0] - 1
    if at < 1 or len(levels) >= MOST or parts[at] is not None or not titles[at] or not level_name(titles[at]):
        return []
    names = [row[at - 1].text for row in body if any(cell.text for cell in row)]
    if parts[at - 1] not in (Part.AREA, Part.STATEMENT) or not all(names) or len(set(names)) < len(names):
        return []
    shared = any(row[at] is row[levels[0]] for row in body)
    texts = [row[at].text for row in body if row[at].text]
    wordy = len(texts) > 0 and sum(len(text) > 25 for text in texts) * 2 >= len(texts)
    return [at] if shared or wordy else []


def _neighbours(
    levels: list[int], parts: list[Part | None], titles: list[str], body: tuple[tuple[Cell, ...], ...]
) -> list[int]:
    """Columns right after the levels that nobody knows, with sentences under them like theirs."""
    found: list[int] = []
    for at in range(levels[-1] + 1, len(titles)):
        wordy = sum(len(row[at].text) > 25 for row in body) >= max(1, len(body) // 2)
        if parts[at] is not None or not titles[at] or not wordy or not level_name(titles[at]):
            break
        found.append(at)
    return found if len(levels) + len(found) <= MOST else []


def _guess_area(parts: list[Part], body: tuple[tuple[Cell, ...], ...]) -> int | None:
    """A column before the statements that nobody knows and whose texts repeat: it groups them."""
    if Part.AREA in parts or Part.STATEMENT not in parts:
        return None
    for at in range(parts.index(Part.STATEMENT)):
        texts = [row[at].text for row in body if row[at].text]
        if parts[at] is Part.OTHER and texts and (len(set(texts)) < len(texts) or len(texts) < len(body)):
            parts[at] = Part.AREA
            return at
    return None


def _guess_levels(parts: list[Part | None], titles: list[str], body: tuple[tuple[Cell, ...], ...]) -> list[int]:
    """Two to six neighbouring columns that nobody knows, with sentences under them and a statement beside them."""
    if Part.STATEMENT not in parts and Part.AREA not in parts:
        return []
    wordy = [
        at
        for at, part in enumerate(parts)
        if part is None
        and titles[at]
        and len(titles[at]) <= 60
        and sum(len(row[at].text) > 25 for row in body) >= max(1, len(body) // 2)
    ]
    runs = wordy and all(after - before == 1 for before, after in pairwise(wordy))
    return wordy if runs and LEAST <= len(wordy) <= MOST and all(level_name(titles[at]) for at in wordy) else []


def _fill_gaps(levels: list[int], parts: list[Part | None], titles: list[str]) -> list[int]:
    """A column between two levels is a level too, whatever its name."""
    between = [
        at
        for at in range(levels[0], levels[-1] + 1)
        if at not in levels and parts[at] is None and titles[at] and level_name(titles[at])
    ]
    return sorted([*levels, *between]) if len(levels) + len(between) <= MOST else levels


def _settle_statement(parts: list[Part], titles: list[str], body: tuple[tuple[Cell, ...], ...], levels: bool) -> None:
    """Make sure that one column holds the statements."""
    several = [at for at, part in enumerate(parts) if part is Part.STATEMENT]
    for extra in several[1:]:
        parts[extra] = Part.OTHER
    if several:
        first = several[0]
        later = several[1] if len(several) > 1 else None
        # "Standard | Indicator": the first groups, the second is what is judged
        if later is not None and Part.AREA not in parts and _repeats(body, first):
            parts[first], parts[later] = Part.AREA, Part.STATEMENT
        return
    if Part.AREA in parts and levels:
        at = parts.index(Part.AREA)
        texts = [row[at].text for row in body if row[at].text]
        others = [at for at, part in enumerate(parts) if part is Part.OTHER and any(row[at].text for row in body)]
        if len(set(texts)) == len(texts) and len(texts) >= len(body) // 2 and not others:
            parts[at] = Part.STATEMENT
            return
    for at, part in enumerate(parts):
        if part is Part.OTHER and any(row[at].text for row in body) and (levels or len(titles[at]) > 0):
            parts[at] = Part.STATEMENT
            return
    if Part.PROMPTS in parts and not levels:
        parts[parts.index(Part.PROMPTS)] = Part.STATEMENT
    elif Part.SUMMARY in parts:
        parts[parts.index(Part.SUMMARY)] = Part.STATEMENT


def _repeats(body: tuple[tuple[Cell, ...], ...], at: int) -> bool:
    texts = [row[at].text for row in body]
    return any(cell[at].down > 1 for cell in body) or texts.count("") > 0 or len(set(texts)) < len(texts)
