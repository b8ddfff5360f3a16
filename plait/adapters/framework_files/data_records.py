"""What the records of a data file (YAML or JSON of any layout) say: a name, levels, and what else belongs to each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from plait.adapters.framework_files.blocks import clean, folded
from plait.adapters.framework_files.doubts import Place
from plait.adapters.framework_files.draft import Said
from plait.adapters.framework_files.scale_words import LABEL_LIMIT, LevelName, level_name, plainly_level, surely_level
from plait.adapters.framework_files.tree import Node

NAMES = (
    *("statement", "indicator", "criterion", "question", "text", "full statement", "name", "title", "label", "item"),
    *("practice", "capability", "competency", "skill", "element", "aspect", "standard", "requirement", "topic"),
    *("criteria", "activity", "principle", "goal", "heading", "description"),
)
AREAS = ("area", "domain", "category", "section", "dimension", "theme", "strand", "pillar", "group", "subject")
_IDS = ("id", "code", "ref", "reference", "identifier", "shorthand", "key", "number", "uuid", "slug")
_LEVELS = re.compile(
    r"((maturity|performance|proficiency|score|rubric) )?(levels?|stages?|grades?|descriptors?|scores?|bands?|rubrics?|"
    r"options|answers|choices|responses|ratings?|steps|scale|niveles|niveaux|stufen)"
)
_ONE_LEVEL = re.compile(r"(maturity |performance )?(level|stage|grade|band|score|l|lvl) ?(\d)")
_WORDING = (
    "description",
    "descriptor",
    "text",
    "statement",
    "meaning",
    "definition",
    "content",
    "detail",
    "details",
    "value",
)
_LABEL = ("label", "name", "title", "level", "quality", "rating", "grade", "stage")
_NUMBER = ("score", "value", "level", "number", "points", "rank", "order", "position", "index", "id")
_PROMPTS = re.compile(r"((key|guiding|reflective|probing) )?(prompts?|questions)|things to consider")
_EVIDENCE = re.compile(r"((possible|suggested) )?evidence( sources)?|look fors|sources of evidence")
_WEIGHT = re.compile(r"weight(ing)?|points|max (score|points)")
_HASH = re.compile(r"[0-9a-fA-F-]{12,}")
_SUMMARY = ("description", "summary", "overview", "intro", "introduction", "purpose", "objective", "short description")


def key_words(key: str) -> str:
    """A key as words: “maturityLevels” and “maturity_levels” as “maturity levels”."""
    return folded(re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|_", " ", key))


@dataclass(slots=True)
class Record:
    """One mapping of the file. ``used``: its keys that said something that was understood."""

    node: Node
    key: str = ""
    used: set[str] = field(default_factory=set)
    level_key: str = ""
    _keys: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if isinstance(self.node.value, dict):
            for key in self.node.value:
                self._keys.setdefault(key_words(key), key)

    @property
    def place(self) -> Place:
        return Place(self.node.line or None, self.node.cell)

    def text(self, words: str) -> Said | None:
        """The text under a key, ``None`` where there is none; marks it as used."""
        key = self._keys.get(words)
        said = said_of(self.node.value[key]) if key is not None else None
        if said is not None and key is not None:
            self.used.add(key)
        return said

    def name(self, nouns: tuple[str, ...] = NAMES) -> Said | None:
        """What it is called: by a key that names it, by one that ends in name or title, else by its own key."""
        if self.key and not re.fullmatch(r"[\w-]{1,3}|item \d+", self.key):
            return Said(clean(self.key), self.place)
        for noun in nouns:
            if (said := self.text(noun)) is not None:
                return said
        for words in self._keys:
            if re.fullmatch(r".+ (name|title|text)", words) and (said := self.text(words)) is not None:
                return said
        return None

    def id(self) -> Said | None:
        """Its own code: ``id`` and the like, or a key that ends so."""
        for words in (*_IDS, *(words for words in self._keys if re.fullmatch(r"\w+ (id|code)", words))):
            said = self.text(words)
            if said is not None and len(said.text) <= 80:
                return said
        return None

    def area(self) -> Said | None:
        """The area that it says it belongs to, with the parts of it where it names several."""
        parts: list[Said] = []
        wanted = {*AREAS, *(f"{noun} {end}" for noun in AREAS for end in ("name", "title"))}
        for words in [words for words in self._keys if words in wanted]:
            said = self.text(words)
            if said is not None and len(said.text) <= 200:
                numbered = re.fullmatch(r"[\d.]+", said.text)
                parts.append(Said(f"{words.split()[0].capitalize()} {said.text}", said.place) if numbered else said)
        path = " – ".join(said.text for said in parts)
        return Said(path if len(path) <= 200 else parts[-1].text, parts[0].place) if parts else None

    def summary(self) -> Said | None:
        """What an area says of itself."""
        for words in (*_SUMMARY, *(words for words in self._keys if words.endswith(" description"))):
            if (said := self.text(words)) is not None:
                return said
        return None

    def weight(self) -> Said | None:
        """Its weight, where that is one number."""
        for words in self._keys:
            if _WEIGHT.fullmatch(words):
                said = self.text(words)
                if said is not None and re.fullmatch(r"\d+([.,]\d+)?", said.text):
                    return said
        return None

    def prompts(self) -> list[Said]:
        """Questions on it."""
        return self._lists(_PROMPTS)

    def evidence(self) -> list[Said]:
        """Where one might look."""
        return self._lists(_EVIDENCE)

    def _lists(self, wanted: re.Pattern[str]) -> list[Said]:
        found: list[Said] = []
        for words, key in self._keys.items():
            if wanted.fullmatch(words):
                items = texts_of(self.node.value[key])
                found += items
                if items:
                    self.used.add(key)
        return found

    def levels(self) -> list[tuple[LevelName, Said]]:
        """Its levels with what each looks like, in the file's order; empty where it has none."""
        for words, key in self._keys.items():
            if _LEVELS.fullmatch(words) or words.endswith((" levels", " stages", " scores")):
                found = _levels_in(self.node.value[key])
                if len(found) >= 2:
                    return self._spend(key, found)
        for key, node in self.node.value.items():
            if _names_levels(node) or _counts_levels(node):
                found = _levels_in(node)
                if len(found) >= 2:
                    return self._spend(key, found)
        return self._levels_beside()

    def _spend(self, key: str, found: list[tuple[LevelName, Said]]) -> list[tuple[LevelName, Said]]:
        self.used.add(key)
        self.level_key = key
        return found

    def _levels_beside(self) -> list[tuple[LevelName, Said]]:
        """Levels that stand as keys of the record itself, such as ``level1`` or ``emerging``."""
        found: list[tuple[str, LevelName, Said]] = []
        for words, key in self._keys.items():
            numbered = _ONE_LEVEL.fullmatch(words)
            name = LevelName(int(numbered.group(3)), f"Level {numbered.group(3)}") if numbered else None
            if name is None and (re.fullmatch(r"\d", words) or (surely_level(words) and not words.isdigit())):
                name = level_name(words if words.isdigit() else words.capitalize())
            said = said_of(self.node.value[key])
            if name is not None and said is not None:
                found.append((key, name, said))
        if len(found) < 2:
            return []
        self.used |= {key for key, _, _ in found}
        return [(name, said) for _, name, said in found]

    def unused(self, lists: bool = True) -> list[tuple[str, Said]]:
        """Texts and lists of texts that nothing was made of, by key; single numbers are not told.

        ``lists``: whether lists of mappings count, which are records of their own elsewhere.
        """
        found: list[tuple[str, Said]] = []
        for key, node in self.node.value.items():
            said = None if key in self.used else said_of(node)
            if said is not None and re.search(r"[^\W\d_]{2}", said.text) and not _HASH.fullmatch(said.text):
                found.append((key, said))
            elif key not in self.used and isinstance(node.value, list):
                if not lists and any(isinstance(item.value, dict) for item in node.value):
                    continue
                texts = texts_of(node)
                if texts:
                    found.append((key, Said(", ".join(text.text for text in texts), texts[0].place)))
        return found

    def beside_levels(self) -> list[tuple[str, Said]]:
        """Texts of a record that is a level, but for its number, its name and its words."""
        known = {*_WORDING, *_LABEL, *_NUMBER}
        return [(key, said) for key, said in self.unused() if key_words(key) not in known]


def said_of(node: Node) -> Said | None:
    """A scalar as text with its place; ``None`` for nothing, lists and mappings."""
    if node.value is None or isinstance(node.value, (dict, list, bool)):
        return None
    text = clean(str(node.raw or node.value))
    return Said(text, Place(node.line or None, node.cell)) if text else None


def texts_of(node: Node) -> list[Said]:
    """The texts of a list of texts, or of mappings that each have one; a single text is one."""
    if isinstance(node.value, list):
        found: list[Said] = []
        for item in node.value:
            record = Record(item) if isinstance(item.value, dict) else None
            said = said_of(item) if record is None else record.name() or _first(record, _WORDING)
            found += [said] if said is not None else []
        return found
    said = said_of(node)
    return [said] if said is not None else []


def _names_levels(node: Node) -> bool:
    """Whether every key of a mapping is plainly a level, such as emerging, developing, mature."""
    return isinstance(node.value, dict) and len(node.value) >= 2 and all(plainly_level(key) for key in node.value)


def _counts_levels(node: Node) -> bool:
    """Whether the mappings of a list say no more than a number that counts on and words, as levels are listed."""
    if not isinstance(node.value, list) or len(node.value) < 2:
        return False
    numbers: list[int] = []
    for item in node.value:
        keys = {key_words(key): inner for key, inner in item.value.items()} if isinstance(item.value, dict) else {}
        number = next((inner.value for word, inner in keys.items() if word in _NUMBER), None)
        if len(keys) != 2 or not isinstance(number, int) or not any(word in _WORDING for word in keys):
            return False
        numbers.append(number)
    return numbers in ([*range(len(numbers))], [*range(1, len(numbers) + 1)])


def _levels_in(node: Node) -> list[tuple[LevelName, Said]]:
    if isinstance(node.value, dict):
        return [level for key, inner in node.value.items() if (level := _level_named(key, inner)) is not None]
    if isinstance(node.value, list):
        return [level for at, item in enumerate(node.value, 1) if (level := _level_listed(item, at)) is not None]
    return []


def _level_named(key: str, node: Node) -> tuple[LevelName, Said] | None:
    """A level whose key names it."""
    numbered = _ONE_LEVEL.fullmatch(key_words(key))
    name = LevelName(int(numbered.group(3)), f"Level {numbered.group(3)}") if numbered else level_name(key)
    said = said_of(node) or (_first(Record(node), _WORDING) if isinstance(node.value, dict) else None)
    return (name, said) if name is not None and said is not None else None


def _level_listed(node: Node, at: int) -> tuple[LevelName, Said] | None:
    """A level of a list: words alone, or a mapping with its number, its name and its words."""
    if not isinstance(node.value, dict):
        words = said_of(node)
        return (LevelName(at, f"Level {at}"), words) if words is not None else None
    record = Record(node)
    said = _first(record, _WORDING)
    numbers = (found.text for word in _NUMBER if (found := record.text(word)) is not None)
    number = next((int(text) for text in numbers if text.isdigit() and len(text) <= 3), None)
    names = (found for word in _LABEL if (found := record.text(word)) is not None)
    called = next((found.text for found in names if not found.text.isdigit() and found != said), "")
    if said is None or len(called) > LABEL_LIMIT:
        return None
    return LevelName(number, called or f"Level {number if number is not None else at}"), said


def _first(record: Record, words: tuple[str, ...]) -> Said | None:
    return next((said for word in words if (said := record.text(word)) is not None), None)
