"""Reading the levels of a scale from the headings of columns: numbers, names, which end is the more developed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from plait.adapters.framework_files import other_tongues
from plait.adapters.framework_files.blocks import folded, slug

_DEGREES: dict[str, int] = {}
"""How developed a level of this name is, 0 to 100, as people commonly use the words. Only its order counts."""

for _degree, _words in {
    0: "urgent improvement|nope|none|absent|never|not present|not started|critical",
    5: "inadequate|unsatisfactory|unacceptable|not met|not evident|ineffective|red|no|anfoddhaol|nothing in place",
    10: "low|negative|underdeveloped|not yet|"
    "weak|poor|below|below standard|ad hoc|below expectations|non existent|not developed|not in place",
    16: "beginning|initial|emerging|novice|starting|starter|initiating|launching|aware|rarely|less effective|initiate|"
    "emergent|embryonic|beginner|focusing|awareness|minimal|undeveloped",
    22: "working towards delivering|"
    "needs improvement|needs attention|basic|foundation|foundational|exploring|bronze|level below|limited|"
    "early|learning|improvement needed|unawareness",
    26: "requires improvement|minor strengths",
    36: "developing|expanding|progressing|growing|partially met|partly met|partial|partially|partly|improving|building|"
    "sometimes|some|approaching|somewhat evident|improve|evolving|in progress|partly in place|progress|apprentice",
    46: "medium|amber|functional|satisfactory|adequate|implementing|delivering|digonol|silver|intermediate|yellow|"
    "occasionally|competent|implemented",
    62: "secure|established|embedding|proficient|effective|consistent|expected|expected standard|evident|defined|"
    "meets|meets expectations|met|fully met|usually|often|practitioner|securing|mature|in place",
    72: "high|positive|predictable|well developed|sustaining and growing|"
    "good|da|accomplished|managed|achieved|yes|fully in place|impact|established and effective",
    80: "strong|strong standard|embedded|enhancing|very good|strategic|fully|gold|major strengths|skilled",
    88: "sustainable|sustaining|sustained|advanced|green|highly effective|expert|innovating|impacting|fully embedded",
    94: "leading|excelling|exemplary|excellent|exceptional|outstanding|transforming|transformational|distinguished|"
    "optimised|optimized|optimizing|optimising|always|very evident|ardderchog|platinum|exceeds|above|above standard|"
    "exceeds expectations|world class|well above|refining|beacon|champion|excellence|mastery|mastering|"
    "mastered|advancing",
}.items():
    for _word in _words.split("|"):
        _DEGREES.setdefault(_word, _degree)
for _degree, _words in other_tongues.DEGREES.items():
    for _word in _words.split("|"):
        _DEGREES.setdefault(folded(_word), _degree)

_UNIT = (
    r"(?:(?:maturity |performance )?(?:level|stage|grade|band|phase|step|tier|score)|"
    r"lefel|niveau|nivel|nível|stufe|livello)"
)
_POINTS = re.compile(r"(\d{1,3})\s*(pts?|points?|marks?)\.?", re.I)
_BEFORE = re.compile(rf"^(?:{_UNIT}\s*)?[(\[]?(\d{{1,3}})(?![.,]\d)[)\]]?(?:\s*[:.)–—-]+\s*|\s+|$)(.*)$", re.I | re.S)
_AFTER = re.compile(rf"^(.*?\S)[\s,:–—-]*[(\[]?\s*(?:{_UNIT}\s*)?\b(\d{{1,3}})\s*[)\]]?$", re.I | re.S)
_NAMED = re.compile(rf"^{_UNIT}\s*([a-f]|i{{1,3}}|iv|vi?)\b\s*[:.)–—-]*\s*(.*)$", re.I | re.S)
_BRACKETED = re.compile(r"^([^(\[]{2,60}?)\s*[(\[]([^()\[\]]{1,60})[)\]]$")
LABEL_LIMIT, MEANING_LIMIT = 60, 1000
_FIRST_LIMIT = 300  # characters; patterns are slow on long texts that no heading has


@dataclass(frozen=True, slots=True)
class LevelName:
    """What a heading says of a level: its number, if it has one, its name, and words that explain it."""

    number: int | None
    label: str
    meaning: str = ""

    @property
    def degree(self) -> int | None:
        """How developed its name sounds, or ``None`` for a word that is not known."""
        return degree_of(self.label)


@dataclass(frozen=True, slots=True)
class ScaleFound:
    """Levels in the order of their columns as ``(value, label, meaning, rank)``; ``question`` where it is doubtful."""

    levels: tuple[tuple[int | str, str, str, int], ...]
    question: str = ""
    settle: str = ""

    def mapping(self) -> list[dict[str, object]]:
        """As in a framework file, least developed first."""
        return [
            {"value": value, "label": label, "meaning": meaning, "rank": rank}
            for value, label, meaning, rank in sorted(self.levels, key=lambda level: level[3])
        ]


def degree_of(label: str) -> int | None:
    """The degree of a level's name; also where a word such as "practice" follows it."""
    if len(label) > LABEL_LIMIT:
        return None
    plain = folded(label)
    if plain in _DEGREES:
        return _DEGREES[plain]
    words = plain.split()
    while len(words) > 1 and words[-1] in _FILLERS:
        words.pop()
        if " ".join(words) in _DEGREES:
            return _DEGREES[" ".join(words)]
    return None


_FILLERS = {"practice", "practices", "standard", "level", "stage", "school", "schools", "phase", "performance", "use"}


@lru_cache(maxsize=4_096)
def level_name(text: str) -> LevelName | None:
    """What a heading says if it may be that of a level, else ``None``."""
    if not text or len(text) > MEANING_LIMIT:
        return None
    first, _, rest = text.partition("\n")
    if len(first) > _FIRST_LIMIT:
        return None
    number, label = None, first
    if match := _POINTS.fullmatch(first.strip()):
        number = int(match.group(1))
    elif match := _BEFORE.match(first):
        number, label = int(match.group(1)), match.group(2).strip()
    elif match := _NAMED.match(first):
        label = match.group(2).strip() or first
        number = None
    elif (match := _AFTER.match(first)) and len(first) <= LABEL_LIMIT:
        label, number = match.group(1).strip(" (["), int(match.group(2))
        if re.fullmatch(_UNIT, label, re.I):
            label = ""
    name, meaning = label, rest.strip()
    if number is None and (match := _BRACKETED.match(label)) and degree_of(match.group(1)) is not None:
        name = label = match.group(1).strip()
        meaning = " ".join(part for part in (match.group(2).strip(), meaning) if part)
    if len(label) > 24 or degree_of(label) is None:
        for cut in (":", " – ", " — ", " - "):
            before, found, after = label.partition(cut)
            if found and 0 < len(before.strip()) <= LABEL_LIMIT and degree_of(before) is not None:
                name, meaning = before.strip(), " ".join(part for part in (after.strip(), rest.strip()) if part)
                break
    if len(name) > LABEL_LIMIT:
        return None
    if not name:
        name = f"Level {number}"
    return LevelName(number, name, meaning)


@lru_cache(maxsize=4_096)
def surely_level(text: str) -> bool:
    """Whether a heading is that of a level beyond doubt: a unit and number, a number alone, or a known name."""
    found = level_name(text)
    if found is None or found.label.endswith("."):
        return False
    if found.degree is not None:
        return True
    first = text.split("\n")[0]
    return bool(
        re.match(rf"^{_UNIT}\s*(\d{{1,3}}|[a-f]|i{{1,3}}|iv|v)\b", first, re.I)
        or re.fullmatch(r"\d{1,2}", first)
        or _POINTS.fullmatch(first.strip())
        or (found.number is not None and found.number <= 10 and len(found.label.split()) <= 4 and _BEFORE.match(first))
    )


def level_line(text: str) -> tuple[str, LevelName, str] | None:
    """A line such as "Emerging: people are polite" as what stands before the colon, the level, and the rest."""
    before, colon, after = text.partition(":")
    before = before.strip()
    if not colon or not after.strip() or len(before) > LABEL_LIMIT or not surely_level(before):
        return None
    name = level_name(before)
    return (before, name, after.strip()) if name is not None else None


def plainly_level(text: str) -> bool:
    """Whether a heading names a level by a known word or a unit and number; a number alone may count sections."""
    found = level_name(text)
    if found is None or found.label.endswith("."):
        return False
    return found.degree is not None or bool(re.match(rf"^{_UNIT}\s*(\d{{1,3}}|[a-f]|i{{1,3}}|iv|v)\b", text, re.I))


def numbered_run(titles: list[str]) -> list[int]:
    """The neighbouring headings that name levels by counting: each its own words and a number, one more or one less."""
    found = [level_name(title) if title else None for title in titles]
    numbers = [
        name.number if name is not None and name.number is not None and name.number <= 10 else None for name in found
    ]
    best: list[int] = []
    for step in (1, -1):
        run: list[int] = []
        for at, number in enumerate(numbers):
            before = numbers[run[-1]] if run and run[-1] == at - 1 else None
            follows = number is not None and before is not None and number == before + step
            run = [*run, at] if follows else [at] if number is not None else []
            best = run if len(run) > max(len(best), 1) else best
    labels = {folded(name.label) for at in best if (name := found[at]) is not None}
    return best if len(labels) == len(best) else []


def scale_of(names: list[LevelName]) -> ScaleFound:
    """A scale from the headings of its columns, left to right or top to bottom."""
    numbers = [name.number for name in names]
    numbered = None not in numbers and len(set(numbers)) == len(numbers)
    ranks, question, settle = _order(names, [number for number in numbers if number is not None] if numbered else [])
    values: list[int | str] = []
    for at, name in enumerate(names):
        value: int | str = int(names[at].number or 0) if numbered else (slug(name.label, 40) or f"level-{ranks[at]}")
        values.append(value if value not in values else f"{value}-{ranks[at]}")
    return ScaleFound(
        tuple((values[at], name.label, name.meaning, ranks[at]) for at, name in enumerate(names)), question, settle
    )


def _order(names: list[LevelName], numbers: list[int]) -> tuple[list[int], str, str]:
    """Rank of each column, and what is doubtful about it."""
    size = len(names)
    upwards, downwards = list(range(1, size + 1)), list(range(size, 0, -1))
    by_words = _direction([name.degree for name in names if name.degree is not None])
    by_numbers = _direction(list(numbers)) if numbers else 0
    ends = f"from “{names[0].label}” to “{names[-1].label}”"
    if by_numbers is None:
        order = sorted(range(size), key=lambda at: numbers[at])
        ranks = [order.index(at) + 1 for at in range(size)]
        return ranks, f"The levels stand in no order ({', '.join(map(str, numbers))}).", "Number them in one direction."
    if by_words is None and by_numbers and by_numbers == _direction(_ends([name.degree for name in names])):
        return (upwards if by_numbers > 0 else downwards), "", ""
    if by_words is None:
        return (
            upwards if by_numbers >= 0 else downwards,
            f"The names of the levels do not tell which end is the more developed ({ends}).",
            "Say each level's rank, 1 for the least developed.",
        )
    if by_words and by_numbers and by_words != by_numbers:
        return (
            upwards if by_words > 0 else downwards,
            f"The scale is reversed: the numbers run against the words ({ends}). The words were followed.",
            "Say each level's rank, 1 for the least developed.",
        )
    if by_words:
        ranks = upwards if by_words > 0 else downwards
        if by_words < 0 and not by_numbers:
            return ranks, f"The most developed level stands first ({ends}).", "Check which end is which."
        if by_words < 0:
            return ranks, f"The columns run down the scale ({ends}).", "Check which end is which."
        return ranks, "", ""
    if by_numbers > 0:
        return upwards, "", ""
    if by_numbers < 0:
        return (
            downwards,
            f"The numbers run downwards ({numbers[0]} to {numbers[-1]}); the highest was taken as the most developed.",
            "Say each level's rank, 1 for the least developed.",
        )
    return (
        upwards,
        f"Nothing says which end of the scale is the more developed ({ends}); the last was taken for it.",
        "Say each level's rank, 1 for the least developed.",
    )


def _ends(degrees: list[int | None]) -> list[int]:
    """The first and the last of them, where both are known."""
    return [degree for degree in (degrees[0], degrees[-1]) if degree is not None]


def _direction(values: list[int]) -> int | None:
    """1 upwards, -1 downwards, 0 when too little is known, ``None`` when neither."""
    if len(values) < 2:
        return 0
    steps = [after - before for before, after in pairwise(values)]
    if all(step >= 0 for step in steps) and any(steps):
        return 1
    if all(step <= 0 for step in steps) and any(steps):
        return -1
    return None if any(steps) else 0
