"""What the pages of a library show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from plait.domain.evidence import FileFacts, ItemFacts, ItemWords, Target, UseFacts, target_title
from plait.domain.frameworks import Framework
from plait.domain.suggesting import suggest
from plait.domain.wording import counted, day_in_words
from plait.evidence.queries import Filters, Found, ItemRow
from plait.evidence.use_queries import Place
from plait.ui.paging import Paged

PER_PAGE = 25
SUGGESTED = 5
FORMAT_WORDS = {
    "pdf": "PDF",
    "docx": "Word document",
    "xlsx": "Excel workbook",
    "png": "picture",
    "jpg": "picture",
    "webp": "picture",
}
PREVIEW = 6_000  # characters of a file's words on a page


def readers_of(school: str) -> str:
    """Who reads the library."""
    return f"the headteacher and senior leaders of {school}. Others read only what is attached to a self-evaluation"


@dataclass(frozen=True, slots=True)
class Line:
    """One item in a list. ``hint``: kind, day, where it is attached; ``due``: in words, empty while it is not."""

    id: int
    title: str
    shows: str
    kind: str
    strength: str
    when: str
    where: str
    due: str


@dataclass(frozen=True, slots=True)
class LibraryPage(Paged):
    """``told``: what was found, in a sentence. ``narrowed``: something was searched for or chosen."""

    urn: int
    school: str
    readers: str
    told: str
    lines: tuple[Line, ...]
    narrowed: bool
    archived: bool
    due: bool
    due_count: int
    page: int
    pages: int


def library_page(
    urn: int, school: str, wanted: Filters, found: Found, *, page: int, due_count: int, today: date
) -> LibraryPage:
    narrowed = bool(wanted.text.strip() or wanted.kind or wanted.strength or wanted.area)
    what = "archived item" if wanted.archived else "item"
    told = counted(found.total, what) if found.total else f"no {what}"
    told = told[0].upper() + told[1:]
    if wanted.due:
        told += " to be looked at again"
    if narrowed:
        told += " that fit" + ("s" if found.total == 1 else "")
    return LibraryPage(
        urn=urn,
        school=school,
        readers=readers_of(school),
        told=f"{told}.",
        lines=tuple(line_of(row, today) for row in found.rows),
        narrowed=narrowed,
        archived=wanted.archived,
        due=wanted.due,
        due_count=due_count,
        page=page,
        pages=max(1, -(-found.total // PER_PAGE)),
    )


def line_of(row: ItemRow, today: date) -> Line:
    item = row.item
    places = f"attached in {counted(row.uses, 'place')}" if row.uses else "not attached yet"
    tags = f"speaks to {counted(row.tags, 'statement')}" if row.tags else "no statements yet"
    return Line(
        id=item.id,
        title=item.words.title,
        shows=shortened(item.words.shows, 240),
        kind=item.words.kind.label,
        strength=item.words.strength.label,
        when=day_in_words(item.words.effective_on),
        where=f"{tags}, {places}",
        due=f"To be looked at again since {day_in_words(item.review_on)}" if item.due(today) and item.review_on else "",
    )


def shortened(text: str, length: int) -> str:
    """The beginning of a text, cut at a word."""
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(" ,;.") + " …"


@dataclass(frozen=True, slots=True)
class FileView:
    """A file to look at: its words (``cut``: there are more), or the picture."""

    name: str
    about: str
    words: str
    cut: bool
    picture: bool


def file_view(file: FileFacts | None) -> FileView | None:
    if file is None:
        return None
    size = f"{file.size / 1e6:.1f} MB" if file.size >= 1e6 else f"{max(1, round(file.size / 1e3))} KB"
    return FileView(
        file.name,
        f"{FORMAT_WORDS[file.format]}, {size}",
        shortened(file.words, PREVIEW),
        len(file.words) > PREVIEW,
        file.picture,
    )


@dataclass(frozen=True, slots=True)
class Attached:
    """Where an item is attached."""

    where: str
    state: str
    use_id: int


@dataclass(frozen=True, slots=True)
class ItemPage:
    item: ItemFacts
    words: ItemWords
    school: str
    readers: str
    due: str
    file: FileView | None
    speaks_to: tuple[tuple[str, tuple[str, ...]], ...]
    """Framework and version in words, with the statements."""
    attached: tuple[Attached, ...]


def item_page(
    item: ItemFacts,
    school: str,
    file: FileFacts | None,
    tags: Sequence[Target],
    places: Sequence[Place],
    frameworks: Mapping[tuple[str, str], Framework],
    *,
    today: date,
) -> ItemPage:
    spoken: dict[str, list[str]] = {}
    for tag in tags:
        judged = frameworks.get((tag.framework_id, tag.version))
        if judged is not None:
            spoken.setdefault(f"{judged.title}, version {judged.version}", []).append(target_title(judged, tag))
    return ItemPage(
        item=item,
        words=item.words,
        school=school,
        readers=readers_of(school),
        due=f"To be looked at again since {day_in_words(item.review_on)}" if item.due(today) and item.review_on else "",
        file=file_view(file),
        speaks_to=tuple((title, tuple(filter(None, texts))) for title, texts in spoken.items()),
        attached=tuple(_attached(place, frameworks) for place in places),
    )


def _attached(place: Place, frameworks: Mapping[tuple[str, str], Framework]) -> Attached:
    judged = frameworks.get(place.framework)
    target = Target(*place.framework, place.area, place.statement)
    title = target_title(judged, target) if judged else place.area
    return Attached(f"{title}, {place.round}", "submitted" if place.submitted else "draft", place.use_id)


@dataclass(frozen=True, slots=True)
class Choice:
    """A statement to tick. ``ticked`` only where the item speaks to it already."""

    key: str
    text: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class TagsPage:
    """``suggested``: likely statements, with their area; ``areas``: all others. ``frameworks``: versions to choose."""

    item: ItemFacts
    school: str
    readers: str
    framework: str
    framework_key: str
    frameworks: tuple[tuple[str, str], ...]
    suggested: tuple[Choice, ...]
    areas: tuple[tuple[str, int, tuple[Choice, ...]], ...]
    """Title of the area, how many are ticked, its statements."""


def tags_page(
    item: ItemFacts,
    school: str,
    text: str,
    tags: Sequence[Target],
    judged: Framework,
    versions: Sequence[tuple[str, str, str]],
    *,
    inside: str = "",
) -> TagsPage:
    """``text``: all words of the item and its file, from which statements are suggested; ``inside``: the area that it
    was added for."""
    ticked = {tag.key for tag in tags}

    def choice(area: str, statement: str, words: str) -> Choice:
        key = Target(judged.id, judged.version, area, statement).key
        return Choice(key, words, key in ticked)

    likely = suggest(text, judged, most=SUGGESTED, inside=inside)
    suggested = tuple(
        choice(found.area.id, found.statement.id, f"{found.area.short}: {found.statement.text}") for found in likely
    )
    apart = {found.key for found in suggested}
    areas = []
    for area in judged.areas:
        whole = choice(area.id, "", f"{area.title} as a whole")
        choices = [whole, *(choice(area.id, statement.id, statement.text) for statement in area.statements)]
        left = tuple(each for each in choices if each.key not in apart)
        areas.append((area.title, sum(each.ticked for each in left), left))
    return TagsPage(
        item,
        school,
        readers_of(school),
        judged.title,
        judged.name,
        tuple((f"{key}@{version}", f"{title}, version {version}") for key, version, title in versions),
        suggested,
        tuple(areas),
    )


@dataclass(frozen=True, slots=True)
class UsePage:
    """An attached item as its readers see it."""

    id: int
    words: ItemWords
    school: str
    where: str
    readers: str
    file: FileView | None
    own_item: int
    """The item's number, for those who keep the library; else 0."""


def use_page(use: UseFacts, file: FileFacts | None, school: str, round_title: str, *, keeps: bool) -> UsePage:
    return UsePage(
        id=use.id,
        words=use.words,
        school=school,
        where=f"{round_title}: attached to a self-evaluation"
        + (", as it was when that was submitted" if use.submitted else " that is a draft"),
        readers="those who may read the evidence of this self-evaluation",
        file=file_view(file),
        own_item=use.item_id if keeps else 0,
    )
