"""What is held about a school as one ZIP: a page to read, a table of what is held, and a table of the texts."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from markupsafe import Markup

from plait.adapters import palette
from plait.adapters.csv_export import csv_bytes
from plait.adapters.personal_copy import day_of
from plait.domain.rights import Entry
from plait.domain.school_copy import (
    CLOCK,
    EXEMPTIONS,
    NOT_SEARCHED,
    TREATMENT_WORDS,
    HeldPart,
    SchoolCopy,
    Treatment,
)


def as_zip(copy: SchoolCopy) -> bytes:
    """``what-is-held.html``, ``what-is-held.csv``, ``texts.csv``; the same copy gives the same bytes."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as folder:
        for name, data in (
            ("what-is-held.html", as_html(copy).encode("utf-8", "replace")),
            ("what-is-held.csv", _held(copy)),
            ("texts.csv", _texts(copy)),
        ):
            info = ZipInfo(name, copy.made_at.timetuple()[:6])
            info.compress_type = ZIP_DEFLATED
            folder.writestr(info, data)
    return out.getvalue()


def _written(text: str) -> str:
    """Without lone halves of surrogate pairs, which cannot be written."""
    return text.encode("utf-8", "replace").decode()


def _held(copy: SchoolCopy) -> bytes:
    columns = ("Kind", "What", "Where", "When", "In this copy", "May be exempt", "Law")
    return csv_bytes(
        columns,
        (
            (
                part.title,
                _written(entry.what),
                _written(entry.where),
                day_of(entry.at),
                TREATMENT_WORDS[part.treatment],
                "; ".join(EXEMPTIONS[ground].title for ground in part.grounds),
                "; ".join(EXEMPTIONS[ground].section for ground in part.grounds),
            )
            for part in copy.parts
            for entry in part.entries
        ),
    )


def _texts(copy: SchoolCopy) -> bytes:
    return csv_bytes(
        ("Kind", "What", "Where", "When", "Field", "Text"),
        (
            (part.title, _written(entry.what), _written(entry.where), day_of(entry.at), label, _written(text))
            for part in copy.parts
            for entry in part.entries
            for label, text in entry.facts
        ),
    )


def as_html(copy: SchoolCopy) -> str:
    """One page with everything; every text is escaped."""
    css = Markup(
        "body{{font-family:{fonts};line-height:1.5;max-width:48rem;margin:2rem auto;padding:0 1rem;color:{ink}}}"
        "li{{margin:0 0 1rem;overflow-wrap:anywhere}}p.text{{white-space:pre-line;margin:.25rem 0}}"
        "p.not{{border-left:4px solid {quiet};padding-left:1rem}}"
    ).format(fonts=Markup(palette.FONTS), ink=palette.INK, quiet=palette.QUIET)  # noqa: S704  our own constants
    title = f"What is held about {copy.school}"
    page = Markup(
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        "<style>{css}</style></head><body><main><h1>{title}</h1><p>URN {urn}. Made on {made} (UTC) from Plait.</p>"
        "<p>{removed} names, addresses and telephone numbers were taken out; each is marked. Read everything before "
        "you pass it on.</p><p>{clock}</p>{parts}<h2>What may be exempt, and why</h2><dl>{exempt}</dl>"
        "<h2>What this copy cannot know</h2><ul>{missing}</ul></main></body></html>\n"
    ).format(
        title=title,
        css=css,
        urn=copy.urn,
        made=day_of(copy.made_at),
        removed=copy.removed,
        clock=CLOCK,
        parts=Markup("").join(_part(part) for part in copy.parts if part.entries) + _nothing(copy),
        exempt=Markup("").join(
            Markup("<dt><strong>{}</strong> ({})</dt><dd>{} {}</dd>").format(
                EXEMPTIONS[ground].title,
                EXEMPTIONS[ground].section,
                EXEMPTIONS[ground].words,
                EXEMPTIONS[ground].ask,
            )
            for ground in copy.grounds
        ),
        missing=Markup("").join(Markup("<li>{}</li>").format(item) for item in NOT_SEARCHED),
    )
    return str(page)


def _nothing(copy: SchoolCopy) -> Markup:
    empty = "; ".join(part.title for part in copy.parts if not part.entries)
    return Markup("<h2>Nothing is held under</h2><p>{}.</p>").format(empty) if empty else Markup("")


def _part(part: HeldPart) -> Markup:
    entries = Markup("").join(_entry(entry) for entry in part.entries)
    why = Markup("")
    if part.grounds:
        named = "; ".join(f"{EXEMPTIONS[ground].title} ({EXEMPTIONS[ground].section})" for ground in part.grounds)
        shown = part.treatment is Treatment.GIVEN
        why = Markup('<p class="not">{}: {}.</p>').format(
            "Before you pass it on, think of this" if shown else "The words are left out", named
        )
    return Markup("<h2>{}</h2><p>{}</p>{}<ul>{}</ul>").format(part.title, part.about, why, entries)


def _entry(entry: Entry) -> Markup:
    facts = Markup("").join(
        Markup('<p class="text">{}: {}</p>').format(label, text or "(empty)") for label, text in entry.facts
    )
    head = ", ".join(item for item in (entry.where, day_of(entry.at)) if item)
    return Markup("<li><strong>{}</strong> {}{}</li>").format(entry.what, head, facts)
