"""Pages of a draft: what was understood, with every doubt and fault at its place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse

from plait.adapters.framework_files import correcting, editing
from plait.adapters.framework_files.correcting import ABOUT, LEVELS, Body
from plait.domain.verdicts import Verdict
from plait.domain.wording import counted, opening
from plait.frameworks.pages.look import AreaLine, AreaPage, LevelLook, Note, about_rows, area_look, around, level_looks
from plait.frameworks.queries import DoubtFacts, DraftFacts, Owner
from plait.ui.words import moment

KIND_WORDS = {
    "unstated": "Not stated",
    "ids": "Ids",
    "scale": "Levels",
    "level-missing": "A level is missing",
    "ran-together": "Ran together, or cut",
    "duplicate": "Twice",
    "overview": "Overview and page differ",
    "merged": "Merged cells",
    "headings": "Headings",
    "layout": "Layout",
    "note": "A note",
    "left-out": "Left out",
    "tracked-changes": "Tracked changes",
    "row": "A row",
    "reference": "A reference",
}


def notes_of(draft: DraftFacts) -> dict[str, tuple[Note, ...]]:
    """Everything to look at in a draft, by the key of its place; faults first, what is settled last."""
    found: dict[str, list[Note]] = {}
    for key, text in draft.faults:
        found.setdefault(key, []).append(Note("fault", "To put right", text))
    for doubt in sorted(draft.doubts, key=lambda item: bool(item.settled)):
        found.setdefault(doubt.key, []).append(doubt_note(doubt))
    asked = {doubt.key for doubt in draft.doubts if doubt.kind == "level-missing"}
    warnings: dict[str, list[str]] = {}
    for key, text in draft.warnings:
        if not (key in asked and "has no descriptor" in text):
            warnings.setdefault(key, []).append(text)
    for key, texts in warnings.items():
        found.setdefault(key, []).append(Note("warning", "Worth a look", " ".join(opening(text) for text in texts)))
    return {key: tuple(notes) for key, notes in found.items()}


def doubt_note(doubt: DoubtFacts) -> Note:
    if doubt.settled:
        words = "right as it is" if doubt.settled == "right" else "corrected"
        return Note("settled", f"Settled: {words}", doubt.seen, doubt.where, doubt.number)
    title = f"Doubt {doubt.number + 1}: {KIND_WORDS.get(doubt.kind, doubt.kind)}"
    return Note("doubt", title, f"{doubt.seen} {doubt.settle}".strip(), doubt.where, doubt.number)


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A doubt or fault in the list of all, with where it stands and the way there."""

    note: Note
    place: str
    address: str


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A draft as a whole. ``why_not``: what keeps it from being published."""

    id: int
    title: str
    owner: str
    readers: str
    from_file: str
    saved: str
    version: int
    summary: str
    rows: tuple[tuple[str, str], ...]
    levels: tuple[LevelLook, ...]
    areas: tuple[AreaLine, ...]
    about_notes: tuple[Note, ...]
    level_notes: tuple[Note, ...]
    open_doubts: tuple[PlaceLine, ...]
    faults: tuple[PlaceLine, ...]
    settled: tuple[PlaceLine, ...]
    retired: tuple[str, ...]
    why_not: str
    in_the_way: str = ""

    @property
    def asks(self) -> str:
        """How much is open, in words."""
        parts = [counted(len(self.faults), "fault")] if self.faults else []
        parts += [counted(len(self.open_doubts), "doubt")] if self.open_doubts else []
        return opening(" and ".join(parts)) if parts else ""


def _place(draft: DraftFacts, key: str) -> tuple[str, str]:
    """A place in words, and the address at which it is shown."""
    if key in (ABOUT, LEVELS):
        name = "The framework as a whole" if key == ABOUT else "Levels"
        return name, f"{reverse('frameworks:draft', args=[draft.id])}#{key}"
    area, item = correcting.area_of(draft.body, key), correcting.item_of(draft.body, key)
    if area is None or item is None:  # taken out since
        return "Taken out since", f"{reverse('frameworks:draft', args=[draft.id])}#{ABOUT}"
    address = f"{reverse('frameworks:draft-area', args=[draft.id, area['key']])}#{key}"
    title = str(area.get("title") or "An area without a title")
    return (title if item is area else f"{title}: {item.get('text') or 'a statement without words'}"), address


def _line(draft: DraftFacts, key: str, note: Note) -> PlaceLine:
    return PlaceLine(note, *_place(draft, key))


def readers_of(owner: Owner) -> str:
    if owner.partnership_id is None:
        return "administrators. Once published, everybody who is signed in"
    return f"those who set up programmes in {owner.name}. Once published, all its people"


def draft_page(draft: DraftFacts, verdict: Verdict, in_the_way: str) -> DraftPage:
    notes = notes_of(draft)
    doubts = [(doubt, _line(draft, doubt.key, doubt_note(doubt))) for doubt in draft.doubts]
    return DraftPage(
        id=draft.id,
        title=draft.title,
        owner=draft.owner.name,
        readers=readers_of(draft.owner),
        from_file=draft.filename,
        saved=f"Saved by {draft.saved_by} on {moment(draft.saved_at)}",
        version=draft.version,
        summary=str(draft.body.get("summary", "")),
        rows=about_rows(draft.body, owner=opening(draft.owner.name)),
        levels=level_looks(draft.body),
        areas=tuple(_area_line(draft, area, notes) for area in correcting.areas(draft.body)),
        about_notes=notes.get(ABOUT, ()),
        level_notes=notes.get(LEVELS, ()),
        open_doubts=tuple(line for doubt, line in doubts if not doubt.settled),
        faults=tuple(_line(draft, key, Note("fault", "To put right", text)) for key, text in draft.faults),
        settled=tuple(line for doubt, line in doubts if doubt.settled),
        retired=editing.retired(draft.body),
        why_not=verdict.reason,
        in_the_way=in_the_way,
    )


def _area_line(draft: DraftFacts, area: Body, notes: dict[str, tuple[Note, ...]]) -> AreaLine:
    inside = [note for item in (area, *area["statements"]) for note in notes.get(item["key"], ())]
    kinds = Counter(note.kind for note in inside)
    parts = [counted(kinds[kind], kind) for kind in ("fault", "doubt") if kinds[kind]]
    return AreaLine(
        str(area.get("title") or "An area without a title"),
        opening(counted(len(area["statements"]), "statement")),
        " and ".join(parts),
        reverse("frameworks:draft-area", args=[draft.id, area["key"]]),
    )


def draft_area_page(draft: DraftFacts, area: Body) -> AreaPage:
    notes = notes_of(draft)
    rows = correcting.areas(draft.body)
    lines = [_area_line(draft, item, {}) for item in rows]
    return AreaPage(
        framework=draft.title,
        back=reverse("frameworks:draft", args=[draft.id]),
        owner=draft.owner.name,
        readers=readers_of(draft.owner),
        area=area_look(draft.body, area, notes),
        draft_id=draft.id,
        marks={item["key"]: correcting.seen(item) for item in (area, *area["statements"])},
        **around(lines, rows.index(area)),
    )
