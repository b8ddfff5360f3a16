"""YAML text → plain data in which every value knows its line.

Only the part of YAML that people need: mappings, lists, text, whole and decimal numbers, ``true`` and
``false``, nothing. ``yes``, ``no``, ``on`` and dates are text, so that a level may be called "No". Anchors,
aliases and tags are refused, which also keeps a small file from growing into a large one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from plait.adapters.framework_files.faults import Fault

SIZE_LIMIT = 5_000_000  # bytes
DEPTH_LIMIT = 20  # a framework needs seven

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_TEXT_KEYS = frozenset(
    [
        *("id", "version", "title", "language", "licence", "source", "summary"),
        *("label", "meaning", "note", "text", "short", "framework"),
    ]
)
"""Keys whose value is text, so that ``version: 1`` and ``label: 4`` mean what they look like."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """A kind of file that is read this way. ``noun``: what it holds, for the words of faults; ``text_keys``: keys
    whose value is text, however it looks."""

    noun: str
    text_keys: frozenset[str]


FRAMEWORK = Dialect("framework", _TEXT_KEYS)


@dataclass(slots=True)
class Node:
    """A value with the line where it starts. ``value``: a scalar, ``list[Node]`` or ``dict[str, Node]``.

    ``raw`` is a scalar as written; ``key_lines`` the line of each key of a mapping. ``line`` is 0 and ``cell`` says
    the place for what came from a file without lines.
    """

    line: int
    value: Any = None
    raw: str = ""
    key_lines: dict[str, int] = field(default_factory=dict)
    cell: str = ""

    def plain(self, text_keys: frozenset[str] = _TEXT_KEYS) -> Any:
        """The value without its lines. All keys are text."""
        if isinstance(self.value, dict):
            return {
                key: node.text(text_keys) if key in text_keys else node.plain(text_keys)
                for key, node in self.value.items()
            }
        if isinstance(self.value, list):
            return [node.plain(text_keys) for node in self.value]
        return self.value

    def text(self, text_keys: frozenset[str] = _TEXT_KEYS) -> Any:
        """The value, a number or truth value as the text that was written."""
        if self.value is None or isinstance(self.value, (dict, list)):
            return self.plain(text_keys)
        return self.raw

    def at(self, path: tuple[str | int, ...]) -> Node:
        """The node at this path, or the nearest one above it."""
        node = self
        for step in path:
            inner: Any = node.value
            try:
                node = inner[step]
            except (KeyError, IndexError, TypeError):
                break
        return node

    def mark(self, path: tuple[str | int, ...], key: str = "") -> tuple[int | None, str]:
        """Line and cell of ``key`` in the mapping at ``path``, or of what is at ``path``."""
        line = self.key_line(path, key) if key else self.at(path).line
        return line or None, self.at((*path, key) if key else path).cell

    def key_line(self, path: tuple[str | int, ...], key: str) -> int:
        """The line of ``key`` in the mapping at ``path``."""
        node = self.at(path)
        return node.key_lines.get(key, node.line)


class Unreadable(Exception):
    """The text is no YAML that a framework could be. ``faults`` say where and why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


def decode(data: bytes, dialect: Dialect = FRAMEWORK) -> str:
    """The text of a file. Raises :class:`Unreadable` for other encodings, binary files and more than 5 MB."""
    noun = dialect.noun
    if len(data) > SIZE_LIMIT:
        raise Unreadable(Fault(None, f"This file has {len(data) / 1e6:.0f} MB; a {noun} file has at most 5 MB."))
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable(Fault(None, "This file is saved as UTF-16; save it as UTF-8."))
    if data[:4] in (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0"):
        kind = {b"%PDF": "a PDF", b"PK\x03\x04": "a zip archive or an Office document"}.get(
            data[:4], "an older Office document"
        )
        raise Unreadable(Fault(None, f"This is {kind}; a {noun} file is YAML, which is plain text."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        wrong = f"0x{data[error.start]:02x}"
        raise Unreadable(Fault(line, f"This line is not UTF-8 text (byte {wrong}); save the file as UTF-8.")) from None
    control = re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise Unreadable(Fault(line, f"There is a control character here (code {ord(control.group())}); take it out."))
    return text


def parse(text: str, dialect: Dialect = FRAMEWORK) -> tuple[Node, list[Fault]]:
    """The tree of the one document in ``text``, with the faults that can be read past (repeated keys, tags).

    Raises :class:`Unreadable` where reading cannot go on.
    """
    noun = dialect.noun
    builder = _Builder(noun)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.take(event)
    except yaml.YAMLError as error:
        raise Unreadable(*builder.faults, _syntax_fault(error, text)) from None
    if builder.root is None:
        raise Unreadable(Fault(1, f"This file is empty; a {noun} starts with its id, version and title."))
    return builder.root, builder.faults


class _Builder:
    """Builds the tree from a stream of events, with a stack of its own so that depth costs no recursion."""

    def __init__(self, noun: str) -> None:
        self._noun = noun
        self.root: Node | None = None
        self.faults: list[Fault] = []
        self._stack: list[Node] = []
        self._keys: list[str | None] = []
        self._documents = 0

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise Unreadable(
                *self.faults,
                Fault(line, f"Aliases (*{event.anchor}) are not used here; write the value out."),
            )
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise Unreadable(
                    *self.faults,
                    Fault(line, f"A second document starts here (---); keep one {self._noun} a file."),
                )
        elif isinstance(event, yaml.NodeEvent):
            self._refuse_extras(event, line)
            if isinstance(event, yaml.ScalarEvent):
                plain = not event.style
                value = _scalar(event.value) if plain and not event.tag else event.value
                self._add(Node(line, value, event.value))
            else:
                self._open(Node(line, {} if isinstance(event, yaml.MappingStartEvent) else []))
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._stack.pop()
            self._keys.pop()

    def _refuse_extras(self, event: Any, line: int) -> None:
        if event.anchor:
            self.faults.append(
                Fault(
                    line,
                    f"Anchors (&{event.anchor}) are not used here; write the value out where it is needed.",
                )
            )
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            self.faults.append(Fault(line, f"Tags ({tag}) are not used here; take it out."))

    def _open(self, node: Node) -> None:
        if len(self._stack) >= DEPTH_LIMIT:
            raise Unreadable(Fault(node.line, f"This is nested too deeply; a {self._noun} needs seven steps at most."))
        if self._stack and isinstance(self._stack[-1].value, dict) and self._keys[-1] is None:
            raise Unreadable(*self.faults, Fault(node.line, "A key must be a word or a number, not a list or mapping."))
        self._add(node)
        self._stack.append(node)
        self._keys.append(None)

    def _add(self, node: Node) -> None:
        if not self._stack:
            self.root = node
            return
        parent = self._stack[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
            return
        key = self._keys[-1]
        if key is None:
            self._keys[-1] = node.raw
            if node.raw in parent.key_lines:
                first = parent.key_lines[node.raw]
                self.faults.append(
                    Fault(node.line, f"“{node.raw}” was given on line {first} already; keep one of the two.")
                )
            else:
                parent.key_lines[node.raw] = node.line
            return
        parent.value.setdefault(key, node)
        self._keys[-1] = None


def _scalar(text: str) -> Any:
    """An unquoted scalar as YAML 1.2's core schema reads it, less octal, hexadecimal and infinities."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    if re.fullmatch(r"[-+]?[0-9]{1,15}", text):
        return int(text)
    if re.fullmatch(r"[-+]?[0-9]{0,15}\.[0-9]{1,15}|[-+]?[0-9]{1,15}\.", text):
        return float(text)
    return text


_WORDS = (
    ("mapping values are not allowed", "a colon stands where none is expected; put the text in quotes, or "
     "check the indentation of the lines above"),
    ("could not find expected ':'", "a colon is missing after the key on this line or the one above"),
    ("did not find expected key", "the indentation does not fit the lines above, or a quotation mark there is "
     "not closed"),
    ("did not find expected '-'", "the indentation does not fit the list above"),
    ("did not find expected ',' or", "a comma or closing bracket is missing"),
    ("found unexpected end of stream", "a quotation mark or bracket that was opened is never closed"),
    ("found undefined alias", "aliases (*name) are not used here; put the text in quotes"),
    ("did not find expected alphabetic", "* and & at the start of a text need quotes round it"),
    ("while scanning a directive", "% at the start of a line needs quotes round the text"),
    ("cannot start any token", "this character cannot start a text; put quotes round the text"),
    ("block sequence entries are not allowed", "a list cannot start here; put the dash on a line of its own"),
    ("found unknown escape character", "a backslash in double quotes needs a second one before it"),
)  # fmt: skip


def _syntax_fault(error: Any, text: str) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = str(getattr(error, "problem", None) or error)
    line = mark.line + 1 if mark is not None else None
    if mark is not None:
        written = text.split("\n")[mark.line : mark.line + 1]
        if written and "\t" in re.match(r"\s*", written[0]).group():  # type: ignore[union-attr]
            return Fault(line, "A tab is used to indent this line; YAML wants spaces.")
    words = next((words for key, words in _WORDS if key in problem), "")
    said = words or f"this is not YAML ({problem})"
    return Fault(line, f"{said[0].upper()}{said[1:]}.")
